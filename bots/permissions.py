"""What a member may do by their role: the crew shows its work, and moves no money."""

from dataclasses import replace

from bots.commands import Reply
from core.domain.account import Role

# What the crew may: send files and say where they belong, look, and speak of their own addresses.
_CREW = {
    "help",
    "status",
    "project.list",
    "project.use",
    "language.set",
    "undo",
    "menu.pick",
    "menu.first",
    "menu.no",
    "menu.back",
    "location.take",
    "photos.take",
    "photos.caption",
    "photos.move",
    "photos.place",
    "photos.ask",
    "photos.show",
    "photos.remove",
    "address.add",
    "address.list",
    "address.remove",
    # As somebody's client, for they may be that, too.
    "change.approve",
    "change.decline",
    "change.query",
    "change.question",
    "change.object",
}
_BANK = {"bank.show", "bank.ask", "bank.say", "bank.keep", "bank.code", "bank.cancel"} | {
    "bank.remove_ask",
    "bank.remove",
    "bank.put_back",
}
_OWNERS_ALONE = {
    "export.ask",
    "export.make",
    "export.end",
    "erase.ask",
    "erase.ask_account",
    "erase.name",
    "erase.account",
    *_BANK,
    "digest.set",
    "payee.ask",
    "invite.crew",
    "invite.manager",
    "crew.list",
    "crew.remove",
    "paper.export",
    "change.note_ask",
    "change.note",
    "bankfile.import",
    "bankfile.again",
    "bankfile.show",
    "bankfile.record",
    "bankfile.one",
    "bankfile.none",
    "bankfile.which",
    "bankfile.for",
    "bankfile.line",
    "bankfile.aside",
    "bankfile.back",
    "late_fee.ask",
    "late_fee.set",
    "late_fee.why",
    "late_fee.reason",
    "late_fee.off",
    "card_fee.wish",
    "card_fee.ask",
    "card_fee.set",
    "card_fee.off",
    "reminders.policy",
    "reminders.policy_set",
}
# What is not the lead's alone: looking, photos, billing what is theirs, and what concerns themselves.
_PARTNERS = {
    "help",
    "status",
    "owed",
    "owed.one",
    "paper.schedule",
    "year.show",
    "digest.set",
    "payee.ask",
    "project.list",
    "project.use",
    "language.set",
    "menu.pick",
    "menu.first",
    "menu.no",
    "menu.back",
    "location.take",
    "photos.take",
    "photos.caption",
    "photos.move",
    "photos.place",
    "photos.ask",
    "progress.say",
    "draft.show",
    "draft.all",
    "draft.send",
    "draft.send_as_it_is",
    "draft.again",
    "draft.change",
    "draft.cancel",
    "draft.send_last",
    "draft.change_last",
    "draft.cancel_last",
    "invoice.resend",
    "paid.ask",
    "paid.record",
    "paid.reverse_ask",
    "paid.reverse",
    "business.name",
    "business.facts",
    "invite.crew",
    "invite.manager",
    "address.add",
    "address.list",
    "address.remove",
    *_BANK,
}


def may(role: Role, do: str) -> bool:
    """Whether somebody of that role may have ``do`` done."""
    if role == "crew":
        return do in _CREW
    return role == "owner" or do not in _OWNERS_ALONE


def for_role(said: Reply, role: Role, *, partner: bool = False) -> Reply:
    """Nobody is offered what they may not do; ``partner``: of another contractor than the one that leads."""
    allowed = (one for one in said.choices if may(role, one.command.do))
    choices = tuple(one for one in allowed if not partner or offered(one.command.do))
    return said if choices == said.choices else replace(said, choices=choices)


def offered(do: str) -> bool:
    """Whether a button for it is of any use to them."""
    return do in _PARTNERS
