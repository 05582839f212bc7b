"""One message taken apart into words and amounts, each of which remembers where it stood."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bots.intents.amounts import Amount, amounts_in
from bots.intents.folding import fold
from bots.intents.grammar import Phrase, phrases
from core.domain.account import Language

_WORD = re.compile(r"#?\w+(?:['&/.-]+\w+)*|[^\w\s]")
_WORDY = re.compile(r"[\w@]")
# Slots of bare numbers, which may have been said in words: "net thirty".
_COUNTS = {"days", "weeks", "small", "pieces", "out_of"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, an amount, or a mark. ``canon`` is how patterns see it: folded, without apostrophes, "$4500"."""

    start: int
    end: int
    canon: str
    amount: Amount | None = None

    @property
    def is_mark(self) -> bool:
        return self.amount is None and not _WORDY.search(self.canon)


@dataclass(frozen=True, slots=True)
class Heard:
    """A phrase that fitted, with what stood in its slots, as typed."""

    phrase: Phrase
    slots: dict[str, str]


class Said:
    """A text (evened) and its tokens. Slices keep the text and everything stays quotable as typed."""

    def __init__(self, raw: str, tokens: Sequence[Token]) -> None:
        self.raw = raw
        self.tokens = tuple(tokens)

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """Without marks."""
        return tuple(token for token in self.tokens if not token.is_mark)

    @cached_property
    def canon(self) -> str:
        """The words, each followed by one space."""
        return "".join(f"{token.canon} " for token in self.words)

    @property
    def quoted(self) -> str:
        """As typed, from the first word to the last."""
        return self.raw[self.words[0].start : self.words[-1].end] if self.words else ""

    @property
    def amounts(self) -> tuple[Amount, ...]:
        return tuple(token.amount for token in self.tokens if token.amount is not None)

    @property
    def is_question(self) -> bool:
        return any(token.canon == "?" for token in self.tokens)

    def part(self, first: int, last: int | None = None) -> "Said":
        """From one word to before another, by index among ``words``, with the marks between them."""
        chosen = self.words[first:last]
        if not chosen:
            return Said(self.raw, ())
        inside = (token for token in self.tokens if chosen[0].start <= token.start and token.end <= chosen[-1].end)
        return Said(self.raw, tuple(inside))

    def without(self, dropped: Callable[[Token], bool]) -> "Said":
        return Said(self.raw, tuple(token for token in self.tokens if not dropped(token)))

    def split(self, marks: str) -> tuple["Said", ...]:
        """The pieces between these marks (a line feed stands for line ends), empty ones left out."""
        pieces: list[list[Token]] = [[]]
        for before, token in zip((None, *self.tokens), self.tokens, strict=False):
            if "\n" in marks and before is not None and "\n" in self.raw[before.end : token.start]:
                pieces.append([])
            if token.is_mark and token.canon in marks:
                pieces.append([])
            else:
                pieces[-1].append(token)
        return tuple(said for said in (Said(self.raw, piece) for piece in pieces) if said.words)

    def hear(self, *codes: str) -> Heard | None:
        """The first phrase of these codes that is the whole of it."""
        return next(self.hearings(*codes), None)

    def hearings(self, *codes: str) -> Iterator[Heard]:
        """Every phrase of these codes that is the whole of it."""
        for phrase in (phrase for code in codes for phrase in phrases(code)):
            if found := phrase.pattern.fullmatch(self.canon):
                yield Heard(phrase, self._slots(found))

    def hear_start(self, *codes: str) -> tuple[Heard, "Said"] | None:
        """The longest phrase of these codes that it begins with, and what follows."""
        found = max(self._starts(codes), key=lambda one: one[1], default=None)
        return (found[0], self.part(self.canon[: found[1]].count(" "))) if found else None

    def _starts(self, codes: Sequence[str]) -> Iterator[tuple[Heard, int]]:
        for phrase in (phrase for code in codes for phrase in phrases(code)):
            if found := phrase.pattern.match(self.canon):
                yield Heard(phrase, self._slots(found)), found.end()

    def _slots(self, found: re.Match[str]) -> dict[str, str]:
        return {
            name: text.strip() if name in _COUNTS else self._quote(*found.span(name))
            for name, text in found.groupdict().items()
            if text
        }

    def _quote(self, start: int, end: int) -> str:
        first, last = self.canon[:start].count(" "), self.canon[:end].count(" ")
        return self.part(first, last).quoted


def take_apart(raw: str, language: Language, currency: str, correct: Callable[[str], str]) -> Said:
    """Tokens of an evened text; ``language`` and ``currency`` decide how its numbers are read."""
    tokens = [Token(one.start, one.end, one.canon, one) for one in amounts_in(raw, language, currency)]
    taken = bytearray(len(raw))
    for token in tokens:
        taken[token.start : token.end] = b"\x01" * (token.end - token.start)
    rest = "".join(" " if hidden else char for char, hidden in zip(fold(raw), taken, strict=True))
    tokens += [Token(found.start(), found.end(), correct(_canon(found.group()))) for found in _WORD.finditer(rest)]
    return Said(raw, sorted(tokens, key=lambda token: token.start))


def _canon(word: str) -> str:
    return word.replace("'", "") or word
