"""Which of a few known names is meant: in part, with typos, in the other language, or not at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bots.intents.folding import even, fold, words_of
from bots.intents.trades import CONCEPTS

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_SMALL = words_of(
    """the a an of for at on in to and my our el la los las un una de del para en al con y mi nuestro lo job project
    milestone phase etapa fase trabajo obra proyecto hito photos photo pictures pics fotos foto"""
)
_STREETS = words_of(
    "st street ave avenue av rd road blvd boulevard ln lane dr drive ct court way place calle avenida house casa"
)
# Small words that are also first names, when nothing else is said.
_GIVEN = {("al",)}
_ENOUGH = 2
_CERTAIN, _POSSIBLE, _LEAD = 80, 60, 8


_ROOMS = words_of(
    """kitchen bathroom bath basement deck roof garage porch patio fence addition remodel renovation house home job
    project kitchens bathrooms attic driveway bedroom cocina bano techo cochera terraza patio recamara sotano casa
    obra trabajo remodelacion ampliacion barda"""
)


def sounds_like_a_job(name: str) -> bool:
    """A street, or what is built there: nobody is called so. House and Street are surnames, behind a first name."""
    words = _WORD.findall(fold(name))
    return any(word in _ROOMS or (word in _STREETS and len(word) < 5) for word in words) or words[:1] == ["calle"]


@dataclass(frozen=True, slots=True)
class Match:
    """Positions in the names given. ``best`` None: nothing fits, or several do; ``candidates``, the likeliest first."""

    best: int | None
    candidates: tuple[int, ...]


def match(said: str, names: Sequence[str]) -> Match:
    """Which name ``said`` stands for."""
    wanted = _key(said)
    keys = [_given(name) if wanted in _GIVEN else _key(name) for name in names]
    exact = [index for index, key in enumerate(keys) if key == wanted and wanted]
    if len(exact) == 1:
        return Match(exact[0], (exact[0],))
    scores = [(_score(wanted, key), index) for index, key in enumerate(keys)]
    likely = sorted((-score, index) for score, index in scores if score >= _POSSIBLE)
    candidates = tuple(index for _, index in likely)
    clear = bool(likely) and -likely[0][0] >= _CERTAIN and (len(likely) < 2 or likely[1][0] - likely[0][0] >= _LEAD)
    return Match(candidates[0] if clear else None, candidates)


def _given(name: str) -> tuple[str, ...]:
    """The first word alone: the one by which somebody is called whose first name is a small word."""
    return tuple(_WORD.findall(fold(even(name[:400])))[:1])


def named(text: str, names: Sequence[str]) -> int | None:
    """The one name that a longer text mentions; None when it mentions none, or several."""
    said = _key(text[:400])
    mentions = {index: _mentioned(said, name, index, names) for index, name in enumerate(names)}
    found = {index: words for index, words in mentions.items() if words}
    widest = [one for one in found if all(found[other] <= found[one] for other in found)]
    return widest[0] if len(widest) == 1 else None


def payer_in(text: str, name: str) -> bool:
    """Whether a bank's words name this person or firm: all words of the name, in any order; of a longer one, two."""
    said, own = _key(text), _key(name)
    hits = sum(bool(_where(word, said)) for word in own)
    return bool(own) and (hits == len(own) or hits >= _ENOUGH)


def named_milestone(text: str, names: Sequence[str]) -> int | None:
    """The milestone that a caption names, by its position."""
    return named(text, names)


def named_project(text: str, names: Sequence[str]) -> int | None:
    """The project that a caption names, by its position."""
    return named(text, names)


@lru_cache(maxsize=1024)
def _key(name: str) -> tuple[str, ...]:
    """The words that count, folded, each as typed; small words only when there is nothing else."""
    words = _joined([word.replace("'", "") for word in _WORD.findall(fold(even(name[:400])))][:60])
    return tuple(word for word in words if word not in _SMALL) or tuple(words)


def _joined(words: list[str]) -> list[str]:
    """One word for "punch list" and "rough in", as with a hyphen."""
    result: list[str] = []
    for word in words:
        if result and f"{result[-1]}-{word}" in CONCEPTS:
            result[-1] = f"{result[-1]}-{word}"
        else:
            result.append(word)
    return result


def _score(said: tuple[str, ...], name: tuple[str, ...]) -> float:
    """0 to 100: how much of what was said is in the name, and a little for how much of the name was said."""
    if not said or not name:
        return 0
    heard = sum(max(_alike(word, other) for other in name) for word in said) / len(said)
    covered = sum(max(_alike(word, other) for word in said) for other in name) / len(name)
    return heard * 0.85 + covered * 0.15 if heard >= _POSSIBLE else 0


@lru_cache(maxsize=8192)
def _alike(word: str, other: str) -> float:
    """0 to 100 for two words: the same, the same meaning, a beginning, a typo. Numbers are equal or they are not."""
    if word == other:
        return 100
    if any(char.isdigit() for char in word + other):
        return 0
    if _concept(word) == _concept(other):
        return 97
    shorter = min(len(word), len(other))
    if shorter >= 3 and (word.startswith(other) or other.startswith(word)):
        return 88
    slips = OSA.distance(word, other, score_cutoff=2)
    return max(0.0, 100 - 12 * slips) if slips <= _slips_allowed(shorter) else 0


def _slips_allowed(length: int) -> int:
    return 0 if length < 4 else 1 if length < 7 else 2


@lru_cache(maxsize=8192)
def _concept(word: str) -> str:
    if word in CONCEPTS:
        return CONCEPTS[word]
    near = {
        CONCEPTS[known]
        for known in CONCEPTS
        if len(known) >= 5 and len(word) >= 5 and OSA.distance(word, known, score_cutoff=1) <= 1
    }
    return near.pop() if len(near) == 1 else word


def _mentioned(said: tuple[str, ...], name: str, index: int, names: Sequence[str]) -> frozenset[int]:
    """Which words of the text name it: all of the name's words, or those that no other name has."""
    own = _key(name)
    others = {word for place, other in enumerate(names) if place != index for word in _key(other)}
    hits = {word: _where(word, said) for word in own}
    if own and all(hits.values()):
        return frozenset().union(*hits.values())
    telling = [word for word in own if hits[word] and not any(_alike(word, other) >= _CERTAIN for other in others)]
    if not any(hits[word] for word in own if word not in _STREETS):
        return frozenset()  # every street is a street
    return frozenset().union(*(hits[word] for word in telling)) if telling else frozenset()


def _where(word: str, said: tuple[str, ...]) -> frozenset[int]:
    return frozenset(place for place, one in enumerate(said) if _alike(one, word) >= 88 and len(one) >= 2)
