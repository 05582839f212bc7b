"""Choices that can be told apart: two of the same name get what else is known of them, no more than is needed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bots.commands import Command, Option
from core.domain.milestone import Milestone
from core.domain.money import Money
from core.usecases.views import MilestoneSummary, ProjectSummary

MOST_CHOICES = 8
Thing = TypeVar("Thing")
Part = TypeVar("Part", Milestone, MilestoneSummary)
# As much of a name as is sure to be seen, alone and beside what tells it apart.
_SEEN_ALONE, _SEEN_BESIDE = 39, 16


@dataclass(frozen=True, slots=True)
class Named(Generic[Thing]):
    """A thing to choose: its name, and what tells it from its namesakes, the most telling first."""

    thing: Thing
    name: str
    more: tuple[str | Money, ...] = ()


def told_apart(named: Sequence[Named[Thing]], do: Callable[[Thing], Command]) -> tuple[Option, ...]:
    """One choice each, the first eight, labelled so that no two look the same."""
    shown = named[:MOST_CHOICES]
    return tuple(Option(do(one.thing), own_words=_label(one, place, shown)) for place, one in enumerate(shown))


def _label(one: Named[Thing], place: int, among: Sequence[Named[Thing]]) -> tuple[str | Money, ...]:
    for count in range(len(one.more) + 1):
        alike = Counter(_seen(other, count) for other in among)
        if alike[_seen(one, count)] == 1:
            return (one.name, *one.more[:count])
    twins = [index for index, other in enumerate(among) if _seen(other, len(one.more)) == _seen(one, len(one.more))]
    return (one.name, *one.more, f"#{twins.index(place) + 1}")


def _seen(one: Named[Thing], count: int) -> tuple[str | Money, ...]:
    """What is left of it on a button."""
    name = one.name.casefold()[: _SEEN_BESIDE if count else _SEEN_ALONE]
    return (name, *(part.casefold()[:_SEEN_BESIDE] if isinstance(part, str) else part for part in one.more[:count]))


def jobs(projects: Sequence[ProjectSummary], do: Callable[[ProjectSummary], Command]) -> tuple[Option, ...]:
    """By name, then whose they are, then what they come to."""
    return told_apart([Named(one, one.name, (one.client_name, one.contract_sum_to_date)) for one in projects], do)


def parts(milestones: Sequence[Part], do: Callable[[Part], Command]) -> tuple[Option, ...]:
    """Parts of one job: by name, then by amount."""
    return told_apart([Named(one, one.name, (one.scheduled_value,)) for one in milestones], do)
