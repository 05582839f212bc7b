"""The native libraries behind the PDF: which are there, and which Debian package brings a missing one."""

import ctypes
import ctypes.util
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Library:
    """``needed``: without it nothing renders; else it is only slower."""

    name: str
    soname: str
    package: str
    needed: bool


LIBRARIES = (
    _Library("pango-1.0", "libpango-1.0.so.0", "libpango-1.0-0", needed=True),
    _Library("pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0-0", needed=True),
    _Library("harfbuzz-subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset0", needed=False),
)
APT_LINE = "apt-get install " + " ".join(library.package for library in LIBRARIES)


def _loads(library: _Library) -> bool:
    for name in (library.soname, ctypes.util.find_library(library.name)):
        try:
            ctypes.CDLL(name or "")
        except OSError:
            continue
        return bool(name)
    return False


def missing_packages(*, needed_only: bool = False) -> list[str]:
    """Debian packages of the libraries that do not load here."""
    return [library.package for library in LIBRARIES if (library.needed or not needed_only) and not _loads(library)]


def native_report() -> list[str]:
    """One line a library: whether it loads, and what to install and what it costs when it does not."""
    return [_line(library) for library in LIBRARIES]


def _line(library: _Library) -> str:
    if _loads(library):
        return f"{library.name}: loads"
    cost = "no PDF can be made without it" if library.needed else "PDFs are made about 2.7 times slower without it"
    return f"{library.name}: missing; {cost}; apt-get install {library.package}"
