"""What a decoding child may not do: no network, no files, no programs, no more memory or time than given.

Several walls stand behind each other, because a machine may lack some: a network namespace, Landlock (Linux 5.13)
and a seccomp filter; resource limits hold everywhere. ``isolation`` says which ones stand.
"""

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storage.media import syscalls

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_FILTER = 2
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
_LANDLOCK_FILES, _LANDLOCK_FILES_FIRST = 0x3FFF, 0x1FFF
_NOBODY = 65534

_CLONE_THREAD = 0x00010000
_OPEN_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_ALLOW, _KILL, _UNKNOWN, _REFUSE = 0x7FFF0000, 0x80000000, 0x50000 | errno.ENOSYS, 0x50000 | errno.EPERM
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06  # classic BPF


@dataclass(frozen=True, slots=True)
class Walls:
    """Which walls stand around the children of this process."""

    network: bool = False
    files: bool = False
    calls: bool = False
    account: bool = False

    def __str__(self) -> str:
        said = [
            "no network: own network namespace" if self.network else "no network namespace",
            "no files: Landlock" if self.files else "no Landlock",
            "no sockets and no programs: seccomp" if self.calls else "no seccomp",
        ]
        return "; ".join([*said, *(["account nobody"] if self.account else []), "memory, time and file-size limits"])


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, *arguments: int) -> bool:
    padded = (ctypes.c_ulong(value) for value in (*arguments, *[0] * (4 - len(arguments))))
    return bool(_libc().prctl(ctypes.c_int(option), *padded) == 0)


def die_with_parent() -> None:
    """Be killed when the process that forked us ends, however it ends."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def leave_network() -> bool:
    """A network namespace of our own, with not even loopback up. As a plain account this needs a user namespace."""
    if sys.platform != "linux":
        return False
    flags = _NEW_NET if os.geteuid() == 0 else _NEW_NET | _NEW_USER
    return bool(_libc().unshare(ctypes.c_int(flags)) == 0)


def leave_root() -> bool:
    """From root to the account nobody, for good. False when we are not root, or in a place that forbids it."""
    if os.geteuid() != 0:
        return False
    with contextlib.suppress(OSError):
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    return os.geteuid() == _NOBODY


def leave_files() -> bool:
    """Landlock with no rule: no path can be opened any more; what is open stays open."""
    if sys.platform != "linux":
        return False
    libc = _libc()
    for handled in (_LANDLOCK_FILES, _LANDLOCK_FILES_FIRST):
        rules = ctypes.c_uint64(handled)
        ruleset = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(rules), ctypes.c_size_t(8), 0)
        if ruleset >= 0:
            _prctl(_PR_SET_NO_NEW_PRIVS, 1)
            held = libc.syscall(_LANDLOCK_RESTRICT, ctypes.c_int(ruleset), 0) == 0
            os.close(ruleset)
            return bool(held)
    return False


def _statement(code: int, k: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, k)


def _answer_to(number: int, answer: int) -> bytes:
    return _statement(_EQUAL, number, 0, 1) + _statement(_ANSWER, answer)


def _look_at(number: int, argument: int, bits: int, *, wanted: bool) -> bytes:
    """That call is allowed only if its argument has (``wanted``) or has not any of the bits."""
    return b"".join(
        (
            _statement(_EQUAL, number, 0, 4),
            _statement(_LOAD, 16 + 8 * argument),
            _statement(_ANY_BIT, bits, *((1, 0) if wanted else (0, 1))),
            _statement(_ANSWER, _REFUSE),
            _statement(_ANSWER, _ALLOW),
        )
    )


def _filter(machine: str) -> bytes:
    """Refused calls fail with EPERM and unreadable twins with ENOSYS; threads and opening to read are allowed."""
    at = syscalls.MACHINES.index(machine)
    return b"".join(
        (
            _statement(_LOAD, 4),
            _statement(_EQUAL, syscalls.AUDIT[at], 1, 0),
            _statement(_ANSWER, _KILL),
            _statement(_LOAD, 0),
            _statement(_AT_LEAST, 0x40000000, 0, 1),  # the x32 twins of x86_64
            _statement(_ANSWER, _KILL),
            *(_answer_to(numbers[at], _UNKNOWN) for numbers in syscalls.UNKNOWN.values()),
            *(_answer_to(numbers[at], _REFUSE) for numbers in syscalls.REFUSED.values() if numbers[at]),
            _look_at(syscalls.CLONE[at], 0, _CLONE_THREAD, wanted=True),
            _look_at(syscalls.OPENAT[at], 2, _OPEN_TO_WRITE, wanted=False),
            *([_look_at(syscalls.OPEN[at], 1, _OPEN_TO_WRITE, wanted=False)] if syscalls.OPEN[at] else []),
            _statement(_ANSWER, _ALLOW),
        )
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def leave_calls() -> bool:
    """A seccomp filter: no sockets, no programs, no new processes, nothing that changes names or rights of files."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in syscalls.MACHINES:
        return False
    code = _filter(machine)
    program = _Program(len(code) // 8, code)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, ctypes.addressof(program))


def mapped_bytes() -> int:
    """Address space in use now (the first figure of /proc/self/statm, in pages)."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    except OSError:
        return 192 * 1024 * 1024


def limit(*, mapped: int, memory_bytes: int, cpu_seconds: int, file_bytes: int) -> None:
    """Resource limits of this process. ``mapped``: address space in use before (libraries), which does not count;
    a share of 96 MiB for what is resident of it does, so that the resident size stays below ``memory_bytes``.
    """
    room = mapped + max(memory_bytes - 96 * 1024 * 1024, 32 * 1024 * 1024)
    for what, value in (
        (resource.RLIMIT_AS, room),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower hard limit is already there
            resource.setrlimit(what, (value, value))


def is_refused(attempt: Callable[[], object]) -> bool:
    """Whether the attempt fails for lack of permission."""
    try:
        attempt()
    except PermissionError:
        return True
    except OSError:
        return False
    return False
