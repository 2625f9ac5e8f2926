#!/usr/bin/env python3
# jfr.py NAME: writes a small flight recording of that name to standard output, by hand.
import struct
import sys


class Writer:
    def __init__(self, compressed):
        self.compressed, self.bytes = compressed, b""

    def number(self, value, size):
        value &= (1 << 64) - 1
        if not self.compressed or size == 1:
            self.bytes += (value & ((1 << 8 * size) - 1)).to_bytes(size, "big")
            return self
        for _ in range(8):
            if value < 128:
                self.bytes += bytes([value])
                return self
            self.bytes += bytes([value & 127 | 128])
            value >>= 7
        self.bytes += bytes([value])
        return self

    def long(self, value):
        return self.number(value, 8)

    def int(self, value):
        return self.number(value, 4)

    def byte(self, value):
        return self.number(value, 1)

    def string(self, text, encoding=3):
        if text is None:
            return self.byte(0)
        if isinstance(text, int):
            return self.byte(2).long(text)
        self.byte(encoding)
        if encoding == 4:
            units = text.encode("utf-16-be")
            self.int(len(units) // 2)
            for i in range(0, len(units), 2):
                self.number(units[i] << 8 | units[i + 1], 2)
            return self
        data = text.encode("latin-1" if encoding == 5 else "utf-8")
        self.int(len(data))
        self.bytes += data
        return self


# name: id, fields (name, type, constant, array)
CLASSES = {
    "long": (4, []),
    "int": (5, []),
    "boolean": (6, []),
    "java.lang.String": (7, []),
    "java.lang.Thread": (8, [("osName", "java.lang.String"), ("osThreadId", "long"),
                             ("javaName", "java.lang.String"), ("javaThreadId", "long")]),
    "java.lang.Class": (9, [("name", "jdk.types.Symbol", True)]),
    "jdk.types.Symbol": (10, [("string", "java.lang.String")]),
    "jdk.types.Method": (11, [("type", "java.lang.Class", True), ("name", "jdk.types.Symbol", True),
                              ("descriptor", "jdk.types.Symbol", True), ("modifiers", "int")]),
    "jdk.types.FrameType": (12, [("description", "java.lang.String")]),
    "jdk.types.StackFrame": (13, [("method", "jdk.types.Method", True), ("lineNumber", "int"),
                                  ("bytecodeIndex", "int"), ("type", "jdk.types.FrameType", True)]),
    "jdk.types.StackTrace": (14, [("truncated", "boolean"),
                                  ("frames", "jdk.types.StackFrame", False, True)]),
    "jdk.types.ThreadState": (15, [("name", "java.lang.String")]),
    "jdk.ExecutionSample": (101, [("startTime", "long"), ("sampledThread", "java.lang.Thread", True),
                                  ("stackTrace", "jdk.types.StackTrace", True),
                                  ("state", "jdk.types.ThreadState", True)]),
    "jdk.ObjectAllocationInNewTLAB": (102, [("startTime", "long"), ("eventThread", "java.lang.Thread", True),
                                            ("stackTrace", "jdk.types.StackTrace", True),
                                            ("objectClass", "java.lang.Class", True),
                                            ("allocationSize", "long"), ("tlabSize", "long")]),
    "jdk.JavaMonitorEnter": (103, [("startTime", "long"), ("duration", "long"),
                                   ("eventThread", "java.lang.Thread", True),
                                   ("stackTrace", "jdk.types.StackTrace", True)]),
    "profiler.WallClockSample": (5000, [("startTime", "long"), ("sampledThread", "java.lang.Thread", True),
                                        ("stackTrace", "jdk.types.StackTrace", True),
                                        ("state", "jdk.types.ThreadState", True), ("samples", "int")]),
}


def metadata(w, classes):
    strings, elements = [], None

    def index(text):
        if text not in strings:
            strings.append(text)
        return strings.index(text)

    def element(name, attributes, children):
        e = Writer(w.compressed).int(index(name)).int(len(attributes))
        for key, value in attributes:
            e.int(index(key)).int(index(value))
        e.int(len(children))
        return e.bytes + b"".join(children)

    listed = []
    for name, (number, fields) in classes.items():
        children = []
        for field in fields:
            attributes = [("name", field[0]), ("class", str(classes[field[1]][0]))]
            if len(field) > 2 and field[2]:
                attributes.append(("constantPool", "true"))
            if len(field) > 3 and field[3]:
                attributes.append(("dimension", "1"))
            children.append(element("field", attributes, [element("annotation", [("class", "3")], [])]))
        listed.append(element("class", [("name", name), ("id", str(number))], children))
    elements = element("root", [], [element("metadata", [], listed), element("region", [], [])])
    w.int(len(strings))
    for text in strings:
        w.string(text)
    w.bytes += elements


class Chunk:
    def __init__(self, compressed, classes=CLASSES):
        self.compressed, self.classes, self.body = compressed, classes, b""
        self.pools_at = self.metadata_at = 0

    def event(self, type, fill):
        w = Writer(self.compressed).long(type)
        fill(w)
        size = len(w.bytes) + 4
        at = 68 + len(self.body)
        if self.compressed:  # four bytes, as the JDK writes it
            self.body += bytes([size & 127 | 128, size >> 7 & 127 | 128, size >> 14 & 127 | 128, size >> 21])
        else:
            self.body += struct.pack(">I", size)
        self.body += w.bytes
        return at

    def metadata(self):
        self.metadata_at = self.event(0, lambda w: metadata(w.long(0).long(0).long(1), self.classes))

    def pools(self, pools, distance=None):
        """{class: {number: function of a writer}}"""
        at = 68 + len(self.body)
        back = (self.pools_at - at if self.pools_at else 0) if distance is None else distance

        def fill(w):
            w.long(0).long(0).long(back).byte(0).int(len(pools))
            for name, constants in pools.items():
                w.long(self.classes[name][0]).int(len(constants))
                for number, constant in constants.items():
                    constant(w.long(number))
        self.pools_at = self.event(1, fill)

    def end(self):
        return b"FLR\0" + struct.pack(">HHQQQQQQQI", 2, 1, 68 + len(self.body), self.pools_at, self.metadata_at,
                                      1600000000 * 10**9, 10**9, 5000, 2 * 10**6,
                                      1 if self.compressed else 0) + self.body


def sample(name, time, thread, trace, *more):
    return CLASSES[name][0], lambda w: [w.long(x) for x in (time, thread, trace) + more]


def texts(*names):
    return {i + 1: (lambda t: lambda w: w.string(t))(name) for i, name in enumerate(names)}


def frames(*methods, cut=0):
    def fill(w):
        w.byte(cut).int(len(methods))
        for method, kind in methods:
            w.long(method).int(10 * method).int(0).long(kind)
    return fill


def fill_chunk(c, loop=False):
    c.metadata()
    symbols = texts("app/Main", "main", "run", "app/Main$$Lambda$14/0x0000000800c03400", "libc.so.6", "__read",
                    "java/util/HashMap", "get", "vfs_read", "[kernel]", "app/Gen+0x1234.7")
    symbols[12] = lambda w: w.string("\u00e9t\u00e9", 5)
    symbols[13] = lambda w: w.string("\U0001d11e\u20ac", 4)
    symbols[14] = lambda w: w.string(1)
    c.pools({
        "java.lang.String": {1: lambda w: w.string("pooled")},
        "jdk.types.Symbol": symbols,
        "java.lang.Class": {i + 1: (lambda s: lambda w: w.long(s))(s) for i, s in enumerate((1, 4, 5, 7, 10, 11))},
        "jdk.types.FrameType": texts("Interpreted", "JIT compiled", "Inlined", "Native", "C++", "Kernel"),
    })
    methods = ((1, 2), (2, 3), (4, 8), (3, 6), (5, 9), (6, 12), (1, 13), (1, 14))
    c.pools({
        "jdk.types.Method": {i + 1: (lambda m: lambda w: w.long(m[0]).long(m[1]).long(0).int(1))(m)
                             for i, m in enumerate(methods)},
        "java.lang.Thread": {
            1: lambda w: w.string("main").long(77).string("main thread").long(1),
            2: lambda w: w.string("GC").long(78).string(None).long(0),
        },
        "jdk.types.StackTrace": {
            1: frames((3, 3), (2, 2), (1, 1)),
            2: frames((5, 6), (4, 5), (1, 2)),
            3: frames((7, 1), (6, 1), (8, 1), cut=1),
            4: frames((1, 1)),
        },
        "jdk.types.ThreadState": texts("STATE_RUNNABLE", "STATE_SLEEPING"),
    })
    for event in (sample("jdk.ExecutionSample", 5000, 1, 1, 1), sample("jdk.ExecutionSample", 2005000, 1, 1, 1),
                  sample("jdk.ExecutionSample", 4005000, 2, 2, 1), sample("jdk.ExecutionSample", 4006000, 1, 4, 2),
                  sample("jdk.ExecutionSample", 6005000, 1, 3, 1),
                  sample("jdk.ObjectAllocationInNewTLAB", 6005001, 1, 1, 3, 24, 4096),
                  (103, lambda w: w.long(6005002).long(3000).long(1).long(4)),
                  (5000, lambda w: w.long(6005003).long(2).long(2).long(2).int(5)),
                  (999, lambda w: w.long(1))):
        c.event(*event)


def good(compressed):
    c = Chunk(compressed)
    fill_chunk(c)
    return c.end()


def bad_pool():
    c = Chunk(True)
    fill_chunk(c)
    c.pools({}, distance=-10)
    return c.end()


def bad_samples():
    c = Chunk(True)
    fill_chunk(c)
    c.event(*sample("jdk.ExecutionSample", 1, 99, 99, 1))
    c.event(101, lambda w: w.long(1))
    c.pools({"jdk.types.StackTrace": {9: lambda w: w.byte(0).int(0)}})
    c.event(*sample("jdk.ExecutionSample", 1, 1, 9, 1))
    return c.end()


def itself():
    """A class that has itself as a field."""
    classes = dict(CLASSES)
    classes["odd"] = (50, [("a", "odd"), ("b", "odd"), ("c", "odd")])
    c = Chunk(True, classes)
    fill_chunk(c)
    c.pools({"odd": {1: lambda w: w.long(5)}})
    return c.end()


RECORDINGS = {
    "small": lambda: good(True) + good(False),
    "pool": bad_pool,
    "samples": bad_samples,
    "itself": itself,
    "version": lambda: b"FLR\0\0\3\0\0" + good(True)[8:],
    "trailing": lambda: good(True) + b"more",
}

sys.stdout.buffer.write(RECORDINGS[sys.argv[1]]())
