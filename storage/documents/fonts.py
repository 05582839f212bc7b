"""Which of our fonts a text needs. The machine's own fonts are never used."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
_SCRIPTS = (
    "Hebrew",
    "Arabic",
    "Armenian",
    "Georgian",
    "Devanagari",
    "Bengali",
    "Gurmukhi",
    "Tamil",
    "Thai",
    "Khmer",
    "Ethiopic",
)


@dataclass(frozen=True, slots=True)
class Face:
    """One file of one weight (CSS numbers)."""

    family: str
    file: str
    weight: int = 400


TEXT = Face("Inter", "Inter-Regular.otf")
STRONG = Face("Inter", "Inter-SemiBold.otf", 600)
FALLBACKS = (
    *(Face(f"Noto Sans {script}", f"NotoSans{script}-Regular.ttf") for script in _SCRIPTS),
    Face("Noto Emoji", "NotoEmoji-Regular.ttf"),
    Face("Droid Sans Fallback", "DroidSansFallbackFull.ttf"),
)


@cache
def covered_by(face: Face) -> frozenset[int]:
    """The code points that have a glyph in it."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it has no type information

    with TTFont(FOLDER / face.file, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=1 << 16)
def face_for(code_point: int) -> Face | None:
    """The first face that has this character; None when no face has it."""
    return next((face for face in (TEXT, *FALLBACKS) if code_point in covered_by(face)), None)


def faces_for(characters: Iterable[str]) -> tuple[Face, ...]:
    """The text faces, then each fallback that one of the characters needs, in a fixed sequence."""
    needed = {face_for(ord(character)) for character in set(characters)}
    return (TEXT, STRONG, *(face for face in FALLBACKS if face in needed))


def content(file: str) -> bytes:
    """A font's bytes. KeyError for what is not one of ours."""
    if file not in {face.file for face in (TEXT, STRONG, *FALLBACKS)}:
        raise KeyError(file)
    return (FOLDER / file).read_bytes()


def style(faces: Iterable[Face]) -> str:
    """The ``@font-face`` rules and the family list of the page."""
    chosen = tuple(faces)
    rules = [
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; src: url("font:{face.file}") }}'
        for face in chosen
    ]
    families = ", ".join(f'"{family}"' for family in dict.fromkeys(face.family for face in chosen))
    return "\n".join([*rules, f"html {{ font-family: {families} }}"])


def shut_out_machine_fonts() -> None:
    """Point fontconfig at our empty set. It reads the variable whenever a document is begun."""
    os.environ["FONTCONFIG_FILE"] = str(FOLDER / "fonts.conf")
