#!/usr/bin/env python3
# mojo.py NAME: writes a small recording in version 4 of Austin's format MOJO to standard output, by hand.
import sys


def number(value):
    out = [value & 63]
    value >>= 6
    while value:
        out[-1] |= 128
        out.append(value & 127)
        value >>= 7
    return bytes(out)


def text(value):
    return value.encode() + b"\0"


META, STACK, FRAME, _, REF, KERNEL, GC, IDLE, TIME, MEMORY, STRING, _, REPEAT, TASK, WAITER = range(1, 16)


def event(kind, *fields):
    return bytes([kind]) + b"".join(text(f) if isinstance(f, str) else number(f) for f in fields)


def head(version=4):
    out = b"MOJ" + number(version) + event(META, "mode", "wall")
    for key, value in {2: "/srv/app.py", 3: "main", 4: "work", 5: "/usr/lib/libc.so.6", 6: "read",
                       7: "<frozen io>", 8: "wait", 9: "task"}.items():
        out += event(STRING, key, value)
    for key, file, name in ((1, 2, 3), (2, 2, 4), (3, 5, 6), (4, 7, 8), (5, 2, 9)):
        out += event(FRAME, key, file, name, 10 * key, 0, 0, 0)
    return out


def sample(thread, *events, time=100, pid=7):
    return event(STACK, pid, 0, thread) + b"".join(events) + event(TIME, time)


def refs(*keys):
    return b"".join(event(REF, key) for key in keys)


def repeats():
    out = head()
    out += sample("1f", refs(1, 2, 3))
    out += sample("2f", refs(1, 4))
    # the thread's frames of Python, without read(), which they called
    out += sample("1f", event(REPEAT), time=20)
    out += sample("1f", event(REPEAT), refs(3), event(GC), time=3)
    out += sample("2f", event(REPEAT), event(IDLE), time=5000)
    # a task that waits, between a stack's head and its frames, and one that has ended
    out += sample("2f", event(WAITER, 200, 100), event(TASK, 200, 9), refs(5), event(TIME, 70000),
                  event(TASK, 100, 0), event(TIME, 80000), refs(1), time=600)
    # a thread that was not met, in another process
    return out + sample("1f", event(REPEAT), event(KERNEL, "idle"), pid=8, time=10)


RECORDINGS = {
    "repeats": repeats,
    "older": lambda: head(3) + sample("1f", event(REPEAT)),
    "newer": lambda: head(5),
    "nothing": lambda: head() + event(REPEAT),
}

sys.stdout.buffer.write(RECORDINGS[sys.argv[1]]())
