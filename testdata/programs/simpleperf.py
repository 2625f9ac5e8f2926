#!/usr/bin/env python3
# simpleperf.py NAME: writes a small report of that name to standard output, by hand, as
# `simpleperf report-sample --protobuf` would; with "file PERF.DATA" and "file2 PERF.DATA" a recording of
# programs/tiny.c with the symbols of the program, as simpleperf adds them to a perf.data file.
import struct
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
    if isinstance(value, str):
        value = value.encode()
    return number(key << 3 | 2) + number(len(value)) + value


def record(kind, message):
    body = field(kind, message)
    return struct.pack("<I", len(body)) + body


NATIVE, INTERPRETED, JIT, ART = range(4)


def call(file, symbol, address=0x1000, type=NATIVE):
    return field(3, field(1, address) + field(2, file) + field(3, symbol) + (field(4, type) if type else b""))


def sample(time, thread, event, count, *calls, failed=False):
    return record(1, field(1, time) + field(2, thread) + b"".join(calls) + field(4, count) + field(5, event)
                  + (field(6, field(1, 5) + field(3, 2)) if failed else b""))


def file(id, path, *symbols):
    return record(3, field(1, id) + field(2, path) + b"".join(field(3, s) for s in symbols))


def thread(id, process, name):
    return record(4, field(1, id) + field(2, process) + field(3, name))


def report(*records, version=1, end=struct.pack("<I", 0)):
    return b"SIMPLEPERF" + struct.pack("<H", version) + b"".join(records) + end


def app(**options):
    libc, kernel, app, jit, ark = range(5)
    run = call(app, 0, 0x10, INTERPRETED)
    main = call(libc, 0, 0x20)
    samples = [
        sample(1000, 101, 0, 2500, call(kernel, 0, 0xffff), call(libc, 1), run, main),
        sample(2000, 101, 0, 1500, call(jit, 0, 0x5, JIT), run, main),
        sample(3000, 102, 0, 3000, call(ark, 1, 0x5, ART), call(libc, -1, 0xabc), main, failed=True),
        sample(4000, 102, 1, 1, call(kernel, 1, 0xfffe), call(libc, 1), main),
        sample(5000, 103, 0, 10, call(9, 0), call(libc, 99)),
        sample(6000, 101, 0, 40, call(kernel, 0, 0xfff0), call(libc, 1), run, main),
    ]
    tables = [
        record(2, field(1, 6) + field(2, 3)),
        file(libc, "/apex/com.android.runtime/lib64/bionic/libc.so", "__start_thread", "write"),
        file(kernel, "[kernel.kallsyms]", "el0_svc", "schedule"),
        file(app, "/data/app/com.example/base.apk", "com.example.App.run", "com.example.App.draw"),
        file(jit, "[JIT app cache]", "com.example.App.draw"),
        file(ark, "/apex/com.android.art/lib64/libart.so", "unused", "art::Thread::Create(art::Thread*, bool)"),
        thread(101, 100, "com.example.app"),
        thread(102, 100, "Binder:1_2"),
        record(5, field(1, "cpu-cycles") + field(1, "sched:sched_switch") + field(2, "com.example")),
    ]
    return report(*samples, *tables, **options)


# Of programs/tiny.c: where functions begin and how long they are.
TINY = [(0x401000, 0x7, "_start"), (0x401007, 0x33, "fill_numbers"), (0x40103a, 0xd5, "sort_numbers"), (0x40110f, 0x2a, "write_numbers"), (0x401139, 0x4f, "work"), (0x401188, 0xa9, "run")]


def feature_file(path, kind, least, symbols, offset):
    body = path.encode() + b"\0" + struct.pack("<IQI", kind, least, len(symbols))
    for address, size, name in symbols:
        body += struct.pack("<QI", address, size) + name.encode() + b"\0"
    body += struct.pack("<Q", offset) if offset is not None else b""
    return struct.pack("<I", len(body)) + body


def feature_file2(path, kind, least, symbols, offset):
    body = field(1, path) + field(2, kind) + field(3, least)
    for address, size, name in symbols:
        body += field(4, field(1, address) + field(2, size) + field(3, name))
    body += field(6, field(1, offset)) if offset is not None else b""
    return struct.pack("<I", len(body)) + body


ELF = 2


def with_symbols(bit, make):
    """The recording with one more feature: files with symbols, of which the second tiny does not count."""
    data = bytearray(open(sys.argv[2], "rb").read())
    end = sum(struct.unpack_from("<QQ", data, 40))
    bits = int.from_bytes(data[72:104], "little")
    count = bin(bits).count("1")
    sections = [struct.unpack_from("<QQ", data, end + 16 * i) for i in range(count)]
    bodies = [bytes(data[at:at + size]) for at, size in sections]
    bodies.append(make("/usr/lib/other.so", ELF, 0, [(0, 16, "other")], None)
                  + make("/tmp/demo/tiny", ELF, 0x401000, TINY, 0x1000)
                  + make("/tmp/demo/tiny", ELF, 0, [(0x1000, 4096, "wrong")], 0)
                  + make("[kernel.kallsyms]", 0, 0, [(0, 0xffffffff, "wrong")], None)
                  + struct.pack("<I", 99) + b"cut")
    data[72:104] = (bits | 1 << bit).to_bytes(32, "little")
    at = end + 16 * len(bodies)
    table = b""
    for body in bodies:
        table += struct.pack("<QQ", at, len(body))
        at += len(body)
    return bytes(data[:end]) + table + b"".join(bodies)


REPORTS = {
    "file": lambda: with_symbols(128, feature_file),
    "file2": lambda: with_symbols(132, feature_file2),
    "app": app,
    "version": lambda: app(version=2),
    "no-end": lambda: app(end=b""),
    "bad": lambda: report(record(1, b"\x0a\xff"), file(0, "a", "main"), sample(1, 5, 7, 3, call(0, 0)),
                          sample(1, 5, 7, 3, field(3, b"\x08"))),
    "bad-table": lambda: report(record(3, b"\x08"), sample(1, 5, 7, 3, call(0, 0))),
    "empty": lambda: report(),
}

sys.stdout.buffer.write(REPORTS[sys.argv[1]]())
