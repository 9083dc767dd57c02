"""System calls of a process that change files: counted, refused, or its last. Linux only.

    python tests/system_calls.py      tells why they cannot be looked at here, if so

The kernel's own filter of calls (seccomp) does it, so that nothing escapes it: not the engine's
threads, not a library that calls the kernel by itself. It needs no rights and no tool.
"""

from __future__ import annotations

import array
import ctypes
import errno
import os
import platform
import select
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Iterable
from fcntl import ioctl

# By machine: what the kernel calls it, and the numbers of calls that it has.
MACHINES = {
    "x86_64": (
        0xC000003E,
        {
            "write": 1, "open": 2, "pwrite64": 18, "writev": 20, "fsync": 74, "fdatasync": 75,
            "truncate": 76, "ftruncate": 77, "rename": 82, "mkdir": 83, "rmdir": 84, "creat": 85,
            "link": 86, "unlink": 87, "symlink": 88, "sync": 162, "openat": 257, "mkdirat": 258,
            "unlinkat": 263, "renameat": 264, "linkat": 265, "sync_file_range": 277,
            "fallocate": 285, "pwritev": 296, "renameat2": 316, "copy_file_range": 326,
            "sendfile": 40,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "mkdirat": 34, "unlinkat": 35, "linkat": 37, "renameat": 38, "truncate": 45,
            "ftruncate": 46, "fallocate": 47, "openat": 56, "write": 64, "writev": 66,
            "pwrite64": 68, "pwritev": 70, "sendfile": 71, "sync": 81, "fsync": 82,
            "fdatasync": 83, "sync_file_range": 84, "renameat2": 276, "copy_file_range": 285,
        },
    ),
}  # fmt: skip
LINKS = ("link", "linkat")
SYNCS = ("fsync", "fdatasync", "sync", "sync_file_range")
OPENS = {"open": 1, "openat": 2}  # where their flags stand; only those that create are looked at
CHANGING = (
    *("open", "openat", "creat", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "truncate"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink"),
)
"""Those that a file system refuses which is read-only, but for writing to what is open."""
_WRITES = ("write", "writev", "pwrite64", "pwritev")

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_SET_FILTER, _LISTEN = 1, 8
_ALLOW, _FAIL, _ASK = 0x7FFF0000, 0x00050000, 0x7FC00000
_RECEIVE, _ANSWER, _CONTINUE = 0xC0502100, 0xC0182101, 1
_LOAD, _EQUAL, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06

Verdict = Callable[[str], int | None]
"""Of a call by its name: None lets it be, an errno refuses it, ``KILL`` ends the process first."""

KILL = -1


def takes_room(name: str) -> bool:
    """Whether a call may need room on the disk."""
    return name not in ("unlink", "unlinkat", "rmdir", *SYNCS)


def why_not() -> str | None:
    """Why system calls cannot be looked at here; None if they can."""
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        return "the kernel's filter of calls is known on Linux for x86-64 and arm64 alone"
    pid = os.fork()
    if pid == 0:
        try:
            os.close(_listen())
        except OSError:
            os._exit(1)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        return "the kernel does not let a process look on at another's system calls here"
    return None


def refuse(names: Iterable[str], error: int) -> None:
    """From now on, and for all that is started, these calls fail with an error."""
    program = _program(names, _FAIL | error)
    _become_unprivileged()
    _checked(_libc().prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0))


def ended(work: Callable[[], object], verdict: Verdict) -> int:
    """How a child process ended that did some work; a verdict is passed on each of its calls."""
    ours, its = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        code = 9
        try:
            ours.close()
            _send(its, _listen())
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    its.close()
    with ours:
        listener = _receive(ours)
    try:
        _judge(pid, listener, verdict)
    finally:
        os.close(listener)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _judge(pid: int, listener: int, verdict: Verdict) -> None:
    names = {number: name for name, number in MACHINES[platform.machine()][1].items()}
    looked = select.poll()
    looked.register(listener, select.POLLIN)
    while True:
        [(_, event)] = looked.poll()
        if not event & select.POLLIN:
            return
        asked = bytearray(80)
        try:
            ioctl(listener, _RECEIVE, asked)
        except OSError as error:  # whoever asked is gone
            if error.errno != errno.ENOENT:
                raise
            continue
        id_, _, _, number, _, _, first = struct.unpack_from("<QIIiIQQ", asked)
        found = None
        name = names[number]
        if not (name in _WRITES and first <= sys.stderr.fileno()):
            found = verdict(name)
        if found == KILL:
            os.kill(pid, signal.SIGKILL)
            return
        answer = struct.pack("<QqiI", id_, 0, -(found or 0), 0 if found else _CONTINUE)
        try:
            ioctl(listener, _ANSWER, bytearray(answer))
        except OSError as error:
            if error.errno != errno.ENOENT:
                raise


def _listen() -> int:
    """Whoever holds the descriptor is asked about every call of this process from now on."""
    _, numbers = MACHINES[platform.machine()]
    program = _program(numbers, _ASK)
    _become_unprivileged()
    call = {"x86_64": 317, "aarch64": 277}[platform.machine()]
    return _checked(_libc().syscall(call, _SET_FILTER, _LISTEN, ctypes.byref(program)))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def _program(names: Iterable[str], action: int) -> _Program:
    """Classic BPF: the action for these calls, of which those that open must create a file."""
    architecture, numbers = MACHINES[platform.machine()]
    code = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _ALLOW)]
    for name in names:
        if name not in numbers:
            continue
        code.append((_LOAD, 0, 0, 0))
        if name in OPENS:
            flags = 16 + 8 * OPENS[name]
            code += [(_EQUAL, 0, 3, numbers[name]), (_LOAD, 0, 0, flags)]
            code += [(_SET, 0, 1, os.O_CREAT), (_RETURN, 0, 0, action)]
        else:
            code += [(_EQUAL, 0, 1, numbers[name]), (_RETURN, 0, 0, action)]
    code.append((_RETURN, 0, 0, _ALLOW))
    raw = b"".join(struct.pack("<HBBI", *each) for each in code)
    buffer = ctypes.create_string_buffer(raw)
    program = _Program(len(code), ctypes.cast(buffer, ctypes.c_void_p))
    program.kept = buffer  # type: ignore[attr-defined]
    return program


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _become_unprivileged() -> None:
    _checked(_libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _send(channel: socket.socket, descriptor: int) -> None:
    ancillary = array.array("i", [descriptor])
    channel.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, ancillary)])
    os.close(descriptor)


def _receive(channel: socket.socket) -> int:
    _, [(_, _, raw)], _, _ = channel.recvmsg(1, socket.CMSG_SPACE(4))
    return struct.unpack("<i", raw)[0]  # type: ignore[no-any-return]


if __name__ == "__main__":
    print(why_not() or "")
