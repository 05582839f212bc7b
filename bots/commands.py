"""What a turn decides: commands (to be done by use cases) and replies (to be said). Both are plain values.

A button carries a command, so a tap and a typed sentence end in the same place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.domain.errors import Refusal
from core.ports.messaging import Enclosure


@dataclass(frozen=True, slots=True)
class Command:
    """``do`` names a performer in ``bots/perform``; ``args`` are JSON."""

    do: str
    args: Mapping[str, Any] = field(default_factory=dict)

    def as_action(self) -> dict[str, Any]:
        return {"do": self.do, **self.args}

    @classmethod
    def from_action(cls, action: Mapping[str, Any]) -> "Command":
        return cls(str(action["do"]), {name: value for name, value in action.items() if name != "do"})


def command(do: str, **args: Any) -> Command:
    """Shorthand: ``command("invoice.send", draft=...)``."""
    return Command(do, args)


@dataclass(frozen=True, slots=True)
class Reply:
    """A sentence by its code, what fills it (values, or replies, which become lines), and the choices below it.

    ``expects`` is the question that the next words answer; ``link_id`` is the client page to point at,
    ``proposal_id`` the proposal's page, ``change_id`` the change order's, ``project_id`` the whole project's,
    ``invitation_id`` whose code to show,
    ``upload`` what a page is for that takes files, ``owed`` the member who may see who owes what,
    ``payee`` the member who may set up where card payments go, ``export`` everything of the account as one file.
    """

    code: str
    details: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple["Option", ...] = ()
    expects: Mapping[str, Any] | None = None
    enclosures: tuple[Enclosure, ...] = ()
    link_id: str | None = None
    invitation_id: str = ""
    upload: Mapping[str, Any] = field(default_factory=dict)
    proposal_id: str = ""
    edits: str = ""
    change_id: str = ""
    project_id: str = ""
    owed: str = ""
    payee: str = ""
    export: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: either a label's code (with what fills it), or a label in somebody's own words, in parts."""

    command: Command
    code: str = ""
    own_words: tuple[Any, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


def reply(code: str, *choices: Option, expects: Mapping[str, Any] | None = None, **details: Any) -> Reply:
    """``expects``: the question that the next words answer, e.g. {"what": "total"}."""
    return Reply(code, details, tuple(choices), expects)


def option(code: str, do: Command, **details: Any) -> Option:
    return Option(do, code=code, details=details)


def own(words: str, do: Command) -> Option:
    """A choice labelled with a name that a person gave."""
    return Option(do, own_words=(words,))


def due_terms(days: int) -> Reply:
    """When payment is due, as a person says it."""
    return reply("terms.due", n=days) if days else reply("terms.on_receipt")


def refused(refusal: Refusal) -> Reply:
    """An expected no, in words, with a way on."""
    if refusal.code == "project.choose":
        return reply("project.choose", option("button.choose_job", command("project.list")))
    details = dict(refusal.details)
    if "place" in details:
        details["place"] = reply(f"place.{details['place']}")
    return Reply(f"refused.{refusal.code}", details)


NOTHING = Reply("")
"""What fills a place where there is nothing to say."""

Step = Command | Reply
