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
}
_OWNERS_ALONE = {"invite.crew", "crew.list", "crew.remove"}


def may(role: Role, do: str) -> bool:
    """Whether somebody of that role may have ``do`` done."""
    if role == "crew":
        return do in _CREW
    return role == "owner" or do not in _OWNERS_ALONE


def for_role(said: Reply, role: Role) -> Reply:
    """Nobody is offered what they may not do."""
    choices = tuple(one for one in said.choices if may(role, one.command.do))
    return said if choices == said.choices else replace(said, choices=choices)
