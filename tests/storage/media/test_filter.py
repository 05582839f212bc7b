"""The seccomp program, run by a small interpreter, for machines that are not at hand too."""

import errno
import os
import struct

import pytest

from storage.media import syscalls
from storage.media.confine import Walls, _filter, is_refused

ALLOWED, KILLED = 0x7FFF0000, 0x80000000
REFUSED, UNKNOWN = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
READ = {"x86_64": 0, "aarch64": 63}
MACHINES = pytest.mark.parametrize("machine", syscalls.MACHINES)


def verdict(machine: str, call: int, *arguments: int, audit: int | None = None) -> int:
    """What the kernel would answer (classic BPF as in linux/filter.h, on ``struct seccomp_data``)."""
    at = syscalls.MACHINES.index(machine)
    given = struct.pack("=IIQ6Q", call, audit or syscalls.AUDIT[at], 0, *arguments, *[0] * (6 - len(arguments)))
    program = list(struct.iter_unpack("=HBBI", _filter(machine)))
    place, held = 0, 0
    while True:
        code, yes, no, k = program[place]
        place += 1
        if code == 0x06:
            return k
        if code == 0x20:
            held = struct.unpack_from("=I", given, k)[0]
            continue
        true = {0x15: held == k, 0x35: held >= k, 0x45: bool(held & k)}[code]
        place += yes if true else no


@MACHINES
def test_every_call_on_the_list_is_refused(machine):
    at = syscalls.MACHINES.index(machine)
    for name, numbers in syscalls.REFUSED.items():
        if numbers[at]:
            assert verdict(machine, numbers[at]) == REFUSED, name


@MACHINES
def test_reading_what_is_open_is_allowed(machine):
    assert verdict(machine, READ[machine]) == ALLOWED


@MACHINES
def test_calls_whose_arguments_cannot_be_read_are_said_to_be_unknown(machine):
    at = syscalls.MACHINES.index(machine)
    assert {verdict(machine, numbers[at]) for numbers in syscalls.UNKNOWN.values()} == {UNKNOWN}


@MACHINES
def test_a_thread_may_be_made_and_a_process_may_not(machine):
    clone = syscalls.CLONE[syscalls.MACHINES.index(machine)]
    assert verdict(machine, clone, 0x3D0F00) == ALLOWED  # the flags of pthread_create
    assert verdict(machine, clone, 0x01200011) == REFUSED  # the flags of fork


@MACHINES
@pytest.mark.parametrize("flags", [os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_RDWR | os.O_CREAT | os.O_TRUNC])
def test_opening_is_for_reading_only(machine, flags):
    at = syscalls.MACHINES.index(machine)
    assert verdict(machine, syscalls.OPENAT[at], 0, 0, os.O_RDONLY | os.O_CLOEXEC) == ALLOWED
    assert verdict(machine, syscalls.OPENAT[at], 0, 0, flags) == REFUSED
    if syscalls.OPEN[at]:
        assert verdict(machine, syscalls.OPEN[at], 0, flags) == REFUSED


@MACHINES
def test_calls_of_another_machine_end_the_process(machine):
    assert verdict(machine, READ[machine], audit=0x40000003) == KILLED
    assert verdict(machine, 0x40000000 + 41) == KILLED


def test_an_attempt_counts_as_refused_only_for_lack_of_permission():
    def fails(error: Exception) -> bool:
        def attempt() -> None:
            raise error

        return is_refused(attempt)

    assert [fails(PermissionError()), fails(FileNotFoundError()), is_refused(int)] == [True, False, False]


@pytest.mark.parametrize("missing", ["network", "files", "calls"])
def test_a_wall_that_is_missing_is_said_to_be_missing(missing):
    said = str(Walls(**{name: name != missing for name in ("network", "files", "calls", "account")}))
    assert "no network namespace" in said or "no Landlock" in said or "no seccomp" in said
    assert "account nobody" in said
