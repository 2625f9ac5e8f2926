#!/usr/bin/env python3
# otlp.py NAME: writes small OpenTelemetry profiles of that name to standard output, by hand; with
# "pprof FILE" a compressed pprof profile as such a one. `protoc --decode` shows what is in them.
import gzip
import json
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
    """A field; a number 0, as everywhere in these messages, is left out."""
    if isinstance(value, int):
        return number(key << 3) + number(value) if value else b""
    return number(key << 3 | 2) + number(len(value)) + value


def packed(key, values):
    return field(key, b"".join(map(number, values))) if values else b""


def any_value(value):
    if isinstance(value, bool):
        return number(2 << 3) + number(value)
    if isinstance(value, int):
        return number(3 << 3) + number(value)
    if isinstance(value, float):
        return number(4 << 3 | 1) + struct.pack("<d", value)
    return field(1, value.encode())


def key_value(key, value):
    return field(1, field(1, key.encode()) + field(2, any_value(value)))


class Profiles:
    """version: "1.8" has the fields of samples in another order than "1.11"."""

    def __init__(self, version="1.11"):
        self.old = version == "1.8"
        self.tables = {name: [b""] for name in range(1, 8)}
        self.resources = b""

    def row(self, table, item):
        rows = self.tables[table]
        if item not in rows:
            rows.append(item)
        return rows.index(item)

    def text(self, text):
        return self.row(5, text.encode())

    def attribute(self, key, value, unit=""):
        item = field(1, self.text(key)) + field(2, any_value(value)) + field(3, self.text(unit))
        return self.row(6, item)

    def attributes(self, pairs):
        return [self.attribute(key, *(value if isinstance(value, tuple) else (value,)))
                for key, value in pairs.items()]

    def mapping(self, file, **more):
        attributes = self.attributes({k.replace("__", "."): v for k, v in more.items()})
        return self.row(1, field(4, self.text(file)) + packed(5, attributes))

    def function(self, name, file="", line=0, system=""):
        return self.row(3, field(1, self.text(name)) + field(2, self.text(system))
                        + field(3, self.text(file)) + field(4, line))

    def location(self, *functions, mapping=0, address=0, type=""):
        """functions: each of them, or a pair with its line; the innermost inlined one first."""
        lines = b""
        for f in functions:
            function, line = f if isinstance(f, tuple) else (f, 0)
            lines += field(3, field(1, function) + field(2, line))
        attributes = [self.attribute("profile.frame.type", type)] if type else []
        return self.row(2, field(1, mapping) + field(2, address) + lines + packed(4, attributes))

    def stack(self, *locations):
        return self.row(7, packed(1, locations))

    def link(self, trace, span):
        return self.row(4, field(1, trace) + field(2, span))

    def sample(self, stack, values=(), times=(), link=0, **attributes):
        rows = self.attributes({k.replace("__", "."): v for k, v in attributes.items()})
        fields = [packed(2, values), packed(3, rows), field(4, link)] if self.old else [
            packed(2, rows), field(3, link), packed(4, values)]
        body = field(1, stack) + b"".join(fields)
        if times:
            body += field(5, struct.pack("<%dQ" % len(times), *times))
        return field(2, body)

    def profile(self, name, unit, *samples, **attributes):
        rows = self.attributes({k.replace("__", "."): v for k, v in attributes.items()})
        body = field(1, field(1, self.text(name)) + field(2, self.text(unit)))
        body += b"".join(samples) + number(3 << 3 | 1) + struct.pack("<Q", START)
        body += field(4, 10**9) + packed(12 if self.old else 11, rows)
        return field(2, body)

    def resource(self, attributes, *profiles):
        pairs = b"".join(key_value(key, value) for key, value in attributes.items())
        scope = field(1, field(1, b"demo")) + b"".join(profiles)
        self.resources += field(1, field(1, pairs) + field(2, scope))

    def dictionary(self):
        return field(2, b"".join(field(t, r) for t, rows in self.tables.items() for r in rows))

    def end(self):
        return self.resources + self.dictionary()


START = 1700000000 * 10**9


def shop(version="1.11"):
    """Two services on a host, on the CPU by times, off the CPU by values with times, and a heap."""
    p = Profiles(version)
    app = p.mapping("/usr/bin/shop-server")
    lib = p.mapping("", process__executable__build_id__gnu="abcdef0123456789")
    kernel = p.mapping("vmlinux")
    main = p.location((p.function("main", "/src/main.c"), 9), mapping=app, address=0x2000, type="native")
    work = p.location((p.function("inner"), 12), (p.function("_ZN4shop4workEv"), 5), mapping=app,
                      address=0x1000, type="native")
    unknown = p.location(mapping=lib, address=0x1010, type="native")
    write = p.location(p.function("vfs_write"), mapping=kernel, address=0xffff81, type="kernel")
    handle = p.location((p.function("handle", "/srv/app.py", 3), 8), type="cpython")
    lost = p.location(type="abort-marker")
    script = p.location((p.function("(anonymous)", "/srv/parser.js", 40), 44), type="v8js")
    node = p.location((p.function("emit", "node:events"), 4), type="v8js")
    java = p.location((p.function("void Shop.sell(int)", "Shop.java"), 4), type="jvm")
    only_file = p.location(p.function("", "/srv/lost.rb"), type="ruby")
    link = p.link(b"0123456789abcdef", b"01234567")
    cpu = p.profile(
        "samples", "count",
        p.sample(p.stack(work, main), times=[START + 1, START + 50000000], thread__name="worker one",
                 thread__id=21, cpu__logical_number=3),
        p.sample(p.stack(write, unknown, main), times=[START + 100000001], thread__name="worker one",
                 thread__id=22, cpu__logical_number=1, bytes=(64, "By"), load=0.1),
        p.sample(p.stack(handle, main), times=[START + 150000001], link=link),
        p.sample(p.stack(lost, handle, main), times=[START + 200000001]),
        env="prod")
    off = p.profile(
        "off_cpu", "nanoseconds",
        p.sample(p.stack(write, main), values=[7000, 9], times=[START + 5, START + 70000], thread__id=21))
    p.resource({"service.name": "shop", "process.pid": 4711, "process.executable.name": "shop-server",
                "container.id": "c0ffee", "debug": False}, cpu, off)
    cpu = p.profile(
        "samples", "count",
        p.sample(p.stack(script, node), times=[START + 20], thread__id=31),
        p.sample(p.stack(java), times=[START + 30], thread__id=32),
        p.sample(p.stack(only_file), times=[START + 40], thread__id=32))
    heap = p.profile("alloc_space", "By", p.sample(p.stack(java), values=[4096]), p.sample(0, values=[1]))
    p.resource({"service.name": "desk", "process.pid": 5, "process.executable.path": "/opt/java/bin/java"},
               cpu, heap)
    return p.end()


def counts(version="1.11"):
    """Sums without times, of samples and of ns."""
    p = Profiles(version)
    stacks = [p.stack(p.location(p.function(name)), p.location(p.function("main"))) for name in "ab"]
    p.resource({"service.name": "sums"},
               p.profile("samples", "{sample}", p.sample(stacks[0], [30]), p.sample(stacks[1], [12])),
               p.profile("cpu", "ns", p.sample(stacks[0], [300]), p.sample(stacks[1], [120])))
    return p.end()


def collector():
    """Messages with their lengths, as the collector's file exporter writes them."""
    return b"".join(struct.pack(">I", len(m)) + m for m in (counts(), counts("1.8"), shop()))


def bad():
    p = Profiles()
    stack = p.stack(p.location(p.function("main")))
    p.resource({}, p.profile(
        "samples", "count", p.sample(stack, [1]), p.sample(stack), p.sample(stack, [-1]),
        p.sample(stack, [1, 2], [START]), p.sample(9, [1]), p.sample(p.stack(99), [1]),
        field(2, field(1, stack) + packed(2, [77]) + packed(4, [1])), field(2, b"\x08"),
        field(2, field(1, stack) + field(5, b"1234567")), p.sample(stack, [0]), p.sample(stack, [2])))
    return p.end()


def text():
    p = Profiles()
    p.resource({}, p.profile("samples", "count", p.sample(p.stack(p.location(1)), [1])))
    p.tables[3].append(field(1, 99))
    return p.end()


def deep():
    """Few bytes whose stacks would be huge."""
    p = Profiles()
    main = p.location(*([p.function("main")] * 2000))
    p.resource({}, p.profile("samples", "count",
                             *(p.sample(p.stack(*([main] * (1000 + i))), [1]) for i in range(40))))
    return p.end()


def old(version):
    """What was before: no stacks in the dictionary (1.7), none (1.6, 1.5), another package (1.3)."""
    kind = field(1, field(1, 1) + field(2, 2))
    sample = field(2, number(1 << 3) + number(0) + number(2 << 3) + number(1) + packed(3, [5]))
    texts = ["", "samples", "count", "main"]
    if version == "1.3":
        container = field(1, b"0123456789abcdef") + number(2 << 3 | 1) + struct.pack("<Q", START)
        return field(1, field(2, field(2, container + field(8, kind))))
    if version == "1.5":
        tables = b"".join(field(10, t.encode()) for t in texts) + field(12, 7) + field(14, 9)
        return field(1, field(2, field(2, kind + sample + tables)))
    profile = field(1, field(2, field(2, kind + sample)))
    first = {"1.7": 0, "1.6": 1}[version]
    tables = field(1 + first, b"") + b"".join(field(5 + first, t.encode()) for t in texts)
    return profile + (tables if first else field(2, tables))


def fields(message):
    """The fields of a message as pairs."""
    at = 0

    def take():
        nonlocal at
        value = shift = 0
        while True:
            value |= (message[at] & 127) << shift
            shift += 7
            at += 1
            if message[at - 1] < 128:
                return value

    while at < len(message):
        key = take()
        if key & 7 == 1:
            (value,), at = struct.unpack("<Q", message[at:at + 8]), at + 8
        else:
            value = take()
        if key & 7 == 2:
            value, at = message[at:at + value], at + value
        yield key >> 3, value


def numbers(value):
    """A repeated number, packed or not."""
    return [value] if isinstance(value, int) else [n for _, n in fields(
        b"".join(b"\x08" + number_bytes for number_bytes in split_numbers(value)))]


def split_numbers(value):
    begin = 0
    for at, byte in enumerate(value):
        if byte < 128:
            yield value[begin:at + 1]
            begin = at + 1


def pprof(path):
    source = {}
    for key, value in fields(gzip.open(path).read()):
        source.setdefault(key, []).append(value)
    texts = [t.decode() for t in source[6]]
    p = Profiles()
    mappings, functions, locations = {}, {}, {}
    for m in map(dict, map(fields, source.get(3, []))):
        mappings[m[1]] = p.mapping(texts[m.get(5, 0)])
    for f in map(dict, map(fields, source[5])):
        functions[f[1]] = p.function(texts[f.get(2, 0)], texts[f.get(4, 0)], f.get(5, 0))
    for message in source[4]:
        location = dict(fields(message))
        lines = [dict(fields(v)) for k, v in fields(message) if k == 4]
        locations[location[1]] = p.location(
            *((functions[line[1]], line.get(2, 0)) for line in lines),
            mapping=mappings.get(location.get(2), 0), address=location.get(3, 0), type="go")
    types = [[texts[v] for _, v in fields(message)] for message in source[1]]
    samples = [[] for _ in types]
    for message in source[2]:
        ids, values, labels = [], [], {}
        for key, value in fields(message):
            if key == 1:
                ids += numbers(value)
            elif key == 2:
                values += numbers(value)
            elif key == 3:
                label = dict(fields(value))
                labels[texts[label[1]]] = texts[label[2]] if 2 in label else label.get(3, 0)
        stack = p.stack(*(locations[i] for i in ids))
        for rows, value in zip(samples, values):
            rows.append(p.sample(stack, [value], **labels))
    p.resource({"service.name": "shop"},
               *(p.profile(*kind, *rows) for kind, rows in zip(types, samples)))
    return p.end()


# Messages as JSON: field by number, "NAME" of a number, "NAME[]" of several, of a message a pair.
VALUE = {1: "stringValue=", 2: "boolValue?", 3: "intValue", 4: "doubleValue", 8: "stringValueStrindex"}
KEY_VALUE = {1: "key=", 2: ("value", VALUE)}
KINDS = {
    1: ("resourceProfiles[]", {
        1: ("resource", {1: ("attributes[]", KEY_VALUE)}),
        2: ("scopeProfiles[]", {
            1: ("scope", {1: "name="}),
            2: ("profiles[]", {
                1: ("sampleType", {1: "typeStrindex", 2: "unitStrindex"}),
                2: ("samples[]", {1: "stackIndex", 2: "attributeIndices[]", 3: "linkIndex",
                                  4: "values[]", 5: "timestampsUnixNano[]"}),
                3: "timeUnixNano", 4: "durationNano", 11: "attributeIndices[]"})})}),
    2: ("dictionary", {
        1: ("mappingTable[]", {4: "filenameStrindex", 5: "attributeIndices[]"}),
        2: ("locationTable[]", {1: "mappingIndex", 2: "address",
                                3: ("lines[]", {1: "functionIndex", 2: "line"}),
                                4: "attributeIndices[]"}),
        3: ("functionTable[]", {1: "nameStrindex", 2: "systemNameStrindex", 3: "filenameStrindex",
                                4: "startLine"}),
        4: ("linkTable[]", {1: "traceId#", 2: "spanId#"}),
        5: "stringTable[]=",
        6: ("attributeTable[]", {1: "keyStrindex", 2: ("value", VALUE), 3: "unitStrindex"}),
        7: ("stackTable[]", {1: "locationIndices[]"})})}


def as_object(message, kinds):
    out = {}
    for number, value in fields(message):
        kind, inner = kinds[number] if isinstance(kinds[number], tuple) else (kinds[number], None)
        name, several = kind.rstrip("=#?[]"), "[]" in kind
        if inner is not None:
            value = as_object(value, inner)
        elif kind.endswith("="):
            value = value.decode()
        elif kind.endswith("#"):
            value = value.hex()
        elif kind.endswith("?"):
            value = bool(value)
        elif name == "doubleValue":
            value = struct.unpack("<d", struct.pack("<Q", value))[0]
        elif name == "timestampsUnixNano":
            out[name] = [str(n) for n in struct.unpack("<%dQ" % (len(value) // 8), value)]
            continue
        elif several:
            out[name] = [str(n) if name == "values" else n for n in numbers(value)]
            continue
        elif name in ("intValue", "address", "timeUnixNano"):
            value = str(value)
        if several:
            out.setdefault(name, []).append(value)
        else:
            out[name] = value
    return out


def as_json(*messages):
    return "".join(json.dumps(as_object(m, KINDS), separators=(",", ":")) + "\n" for m in messages).encode()


PROFILES = {
    "json": lambda: as_json(counts(), shop()),
    "json-bad": lambda: b'{"resourceProfiles":[{"scopeProfiles":{"profiles":[1]},"resource":[5,{"attributes":7}]},'
                        b'[[[]]],{"scopeProfiles":[{"profiles":[{"sampleType":{"typeStrindex":"x"},"samples":'
                        b'[{"values":["-1"],"stackIndex":1},{"values":[3.0,null,{"a":[]},[4]],"stackIndex":"1"}]}]}]}],'
                        b'"dictionary":{"stackTable":[{},{"locationIndices":[1]}],"locationTable":[{},{"lines":'
                        b'[{"functionIndex":1}]}],"functionTable":[{},{"nameStrindex":1}],"stringTable":["","main"]}}',
    "json-1.7": lambda: b'{"resourceProfiles":[{"scopeProfiles":[{"profiles":[{"sample":[{"locationsStartIndex":0,'
                        b'"locationsLength":1,"value":["5"]}]}]}]}],"dictionary":{"stringTable":["","main"]}}',
    "shop": shop,
    "shop-1.8": lambda: shop("1.8"),
    "counts": counts,
    "counts-1.8": lambda: counts("1.8"),
    "collector": collector,
    "bad": bad,
    "deep": deep,
    "text": text,
    "cut": lambda: shop()[:-40],
    "old-1.3": lambda: old("1.3"),
    "old-1.5": lambda: old("1.5"),
    "old-1.6": lambda: old("1.6"),
    "old-1.7": lambda: old("1.7"),
    "pprof": lambda: pprof(sys.argv[2]),
}

sys.stdout.buffer.write(PROFILES[sys.argv[1]]())
