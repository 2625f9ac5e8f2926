#!/usr/bin/env python3
# simpleperf.py NAME: writes a small report of that name to standard output, by hand, as
# `simpleperf report-sample --protobuf` would.
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


REPORTS = {
    "app": app,
    "version": lambda: app(version=2),
    "no-end": lambda: app(end=b""),
    "bad": lambda: report(record(1, b"\x0a\xff"), file(0, "a", "main"), sample(1, 5, 7, 3, call(0, 0)),
                          sample(1, 5, 7, 3, field(3, b"\x08"))),
    "bad-table": lambda: report(record(3, b"\x08"), sample(1, 5, 7, 3, call(0, 0))),
    "empty": lambda: report(),
}

sys.stdout.buffer.write(REPORTS[sys.argv[1]]())
