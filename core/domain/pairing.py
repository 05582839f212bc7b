"""Before and after: which two files show the same thing at two times."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Stage = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a caption says of its file: ``stage``, and ``about`` what, in words that are comparable as they are."""

    stage: Stage
    about: str = ""


def paired(marked: Sequence[tuple[str, Mark]]) -> tuple[tuple[str, str], ...]:
    """(before, after) by the files' ids, each in one pair: of the same words first, then where one of the two begins
    with all that the other says, or says nothing more than its stage, in sequence. In the sequence of the befores.
    """
    pairs = dict(_of_the_same_words(marked))
    told = {*pairs, *pairs.values()}
    befores = [(one, mark.about) for one, mark in marked if mark.stage == "before" and one not in told]
    afters = [(one, mark.about) for one, mark in marked if mark.stage == "after" and one not in told]
    for before, about in befores:
        fitting = next((one for one in afters if _one_begins(about, one[1])), None)
        if fitting:
            afters.remove(fitting)
            pairs[before] = fitting[0]
    return tuple((one, pairs[one]) for one, _ in marked if one in pairs)


def _one_begins(before: str, after: str) -> bool:
    """With the other, by whole words: "tile wall" and "tile wall with the crack"."""
    short, long = sorted((before.split(), after.split()), key=len)
    return long[: len(short)] == short


def _of_the_same_words(marked: Sequence[tuple[str, Mark]]) -> Iterator[tuple[str, str]]:
    by_words: defaultdict[str, dict[Stage, list[str]]] = defaultdict(lambda: {"before": [], "after": []})
    for one, mark in marked:
        by_words[mark.about][mark.stage].append(one)
    for found in by_words.values():
        yield from zip(found["before"], found["after"], strict=False)
