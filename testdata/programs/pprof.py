#!/usr/bin/env python3
# pprof.py NAME: writes a small profile of that name to standard output, by hand.
import sys


def number(value):
    value &= (1 << 64) - 1
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(key, value):
    if isinstance(value, int):
        return number(key << 3) + number(value)
    return number(key << 3 | 2) + number(len(value)) + value


class Profile:
    def __init__(self, *types, **numbers):
        self.texts, self.bytes = [b""], b""
        for name, unit in types:
            self.bytes += field(1, field(1, self.text(name)) + field(2, self.text(unit)))
        for key, text in numbers.items():
            self.bytes += field({"drop": 7, "keep": 8, "default": 14}[key], self.text(text))

    def text(self, text):
        text = text.encode()
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text)

    def sample(self, locations, values, packed=True, **labels):
        if packed:
            body = field(1, b"".join(map(number, locations)))
            body += field(2, b"".join(map(number, values)))
        else:
            body = b"".join(field(1, i) for i in locations)
            body += b"".join(field(2, i) for i in values)
        for key, value in labels.items():
            label = field(1, self.text(key))
            if isinstance(value, tuple):
                label += field(3, value[0]) + field(4, self.text(value[1]))
            elif isinstance(value, int):
                label += field(3, value)
            else:
                label += field(2, self.text(value))
            body += field(3, label)
        self.bytes += field(2, body)

    def mapping(self, id, file):
        self.bytes += field(3, field(1, id) + field(5, self.text(file)))

    def location(self, id, *functions, mapping=0, address=0):
        lines = b"".join(field(4, field(1, f) + field(2, 10 * f)) for f in functions)
        self.bytes += field(4, field(1, id) + field(2, mapping) + field(3, address) + lines)

    def function(self, id, name, system="", file="", line=0):
        self.bytes += field(5, field(1, id) + field(2, self.text(name)) + field(3, self.text(system))
                            + field(4, self.text(file)) + field(5, line))

    def end(self):
        return self.bytes + b"".join(field(6, text) for text in self.texts)


def names():
    p = Profile(("samples", "count"), ("cpu", "nanoseconds"), default="cpu")
    p.sample([1, 2, 3], [1, 10], comm="app one", pid=7, tid=8, thread="app one 8", size=(64, "bytes"))
    p.sample([1, 2, 3], [2, 20], comm="app one", pid=7, tid=9, thread="app one 9", size=(128, "bytes"))
    p.sample([900, 3], [1, 11], packed=False, worker="two")
    p.sample([901, 3], [1, 12], worker="two")
    p.sample([902, 3], [1, 13])
    p.sample([903, 3], [1, 14])
    p.mapping(5, "/usr/bin/app")
    p.mapping(6, "[kernel.kallsyms]")
    p.mapping(7, "/usr/lib/libz.so.1")
    p.location(3, 1, mapping=5)
    p.location(2, 3, 2, mapping=5)
    p.location(1, 4, mapping=6)
    p.location(900, 5)
    p.location(901, 6)
    p.location(902, mapping=7, address=0x1234)
    p.location(903, address=0x5678)
    p.function(1, "main")
    p.function(2, "a;b")
    p.function(3, "inner")
    p.function(4, "vfs_write")
    p.function(5, "(anonymous)", file="/srv/parser.js", line=12)
    p.function(6, "", system="_ZN3app4Shop5totalEv")
    return p.end()


def pruned():
    p = Profile(("objects", "count"), ("space", "bytes"), drop="malloc|operator new|alloc.*", keep="alloc_kept")
    p.sample([1, 2, 3, 4], [1, 100])
    p.sample([1, 5, 4], [1, 200])
    p.sample([2, 1], [1, 400])
    p.sample([1, 6, 4], [1, 800])
    for i in range(1, 6):
        p.location(i, i)
    p.location(6, 2, 3)
    for i, name in enumerate(["page", "malloc(unsigned long)", "work", "main", "alloc_kept"]):
        p.function(i + 1, name)
    return p.end()


def two(first, second):
    out = b""
    for name, value in (first, second):
        p = Profile(("cpu", "nanoseconds"))
        p.sample([1], [value])
        p.location(1, 1)
        p.function(1, name)
        out += p.end()
    return out


def bad():
    p = Profile(("cpu", "nanoseconds"))
    p.sample([1], [5])
    p.sample([1], [-5])
    p.sample([1], [5, 6])
    p.sample([9], [7])
    p.sample([1], [0])
    p.bytes += field(2, b"\x0a\x05\x01")
    p.location(1, 1)
    p.function(1, "main")
    return p.end()


def split():
    """Fields of a sample in an odd order."""
    p = Profile(("cpu", "nanoseconds"))
    for value in (1, 2):
        body = b""
        for i in range(400):
            body += field(1, 1 + i % 2)
            body += field(3, field(1, p.text("comm")) + field(2, p.text("app")))
        p.bytes += field(2, body + field(2, value))
    for i in (1, 2):
        p.location(i, i)
        p.function(i, "f%d" % i)
    return p.end()


def deep():
    """Few bytes whose stacks would be huge."""
    p = Profile(("cpu", "nanoseconds"))
    for i in range(40):
        p.sample([1] * 2000, [i], packed=True, tid=i)
    p.location(1, *([1] * 2000))
    p.function(1, "main")
    return p.end()


def text():
    p = Profile(("cpu", "nanoseconds"))
    p.sample([1], [5])
    p.location(1, 1)
    p.bytes += field(5, field(1, 1) + field(2, 99))
    return p.end()


def types():
    p = Profile(("cpu", "nanoseconds"), ("cpu", "microseconds"), ("goroutine", "count"))
    p.sample([1], [5, 6])
    return p.end()


PROFILES = {
    "names": names,
    "pruned": pruned,
    "two": lambda: two(("one", 5), ("other", 7)),
    "bad": bad,
    "deep": deep,
    "split": split,
    "text": text,
    "types": types,
}

sys.stdout.buffer.write(PROFILES[sys.argv[1]]())
