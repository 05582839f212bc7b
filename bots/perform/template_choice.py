"""Which template is meant: the contractor's own first, then a ready-made one; a question where that does not tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bots import starting
from bots.choosing import MOST_CHOICES, Named, told_apart
from bots.commands import Command, Option, Reply, command, option, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk
from core.domain.ids import TemplateId
from core.domain.template import Blueprint, ProposalTemplate
from core.usecases.templates import templates_of

_READY = "ready:"


@dataclass(frozen=True, slots=True)
class Found:
    """``key``: what a button carries; of an own one its id. What is not their own nobody renames or deletes."""

    key: str
    name: str
    blueprint: Blueprint
    own: bool = False

    @property
    def lines(self) -> int:
        return sum(len(section.lines) for section in self.blueprint.sections)


def _own(template: ProposalTemplate) -> Found:
    return Found(str(template.id), template.name, template.blueprint, own=True)


def own_ones(desk: Desk) -> tuple[Found, ...]:
    return tuple(_own(one) for one in templates_of(desk.ledger, desk.member.contractor_id))


def ready_ones(desk: Desk) -> tuple[Found, ...]:
    found = starting.starters(desk.member.language, desk.ledger.account().currency)
    return tuple(Found(f"{_READY}{one.key}", one.name, one.blueprint) for one in found)


def exactly(desk: Desk, name: str) -> Found | None:
    """An own one of that very name."""
    return next((one for one in own_ones(desk) if one.name.casefold() == name.strip().casefold()), None)


def choices(found: Sequence[Found], do: str, **more: object) -> tuple[Option, ...]:
    return told_apart([Named(one, one.name) for one in found], lambda one: Command(do, {**more, "template": one.key}))


def meant(desk: Desk, args: Args, do: str, *, ready: bool = True) -> Found | Reply:
    """By its key or its name. ``do`` is what a tap on one of the likely ones does."""
    if args.get("template"):
        return _by_key(desk, str(args["template"]))
    said, own = args.get("name"), own_ones(desk)
    groups = (own, ready_ones(desk)) if ready else (own,)
    if said is None:
        return own[0] if len(own) == 1 else _ask(groups, do, args)
    likely: list[Found] = []
    for group in groups:
        found = match(str(said), tuple(one.name for one in group))
        if found.best is not None:
            return group[found.best]
        likely += [group[place] for place in found.candidates]
    return _ask((tuple(likely),) if likely else groups, do, args, unknown=not likely)


def named(desk: Desk, said: str) -> bool:
    """Whether any is called like that."""
    names = tuple(one.name for one in (*own_ones(desk), *ready_ones(desk)))
    return bool(match(said, names).candidates)


def _by_key(desk: Desk, key: str) -> Found:
    if key.startswith(_READY):
        return next(one for one in ready_ones(desk) if one.key == key)
    return _own(desk.ledger.template(TemplateId(UUID(key))))


def _ask(groups: Sequence[Sequence[Found]], do: str, args: Args, *, unknown: bool = False) -> Reply:
    more = {name: value for name, value in args.items() if name not in {"name", "rest", "unsure"}}
    asked = [one for group in groups for one in group]
    if not asked:
        return reply("templates.none_yet", option("button.starters", command("template.starters")))
    shown = choices(asked[:MOST_CHOICES], do, **more)
    return reply("templates.no_such", *shown, name=args["name"]) if unknown else reply("templates.which", *shown)
