"""Templates on the page that edits a proposal: their lines are added to the form, or a new proposal starts from one."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from channels.portal.edit_form import deposit_fields, part_fields, retainage_fields, section_fields
from core.domain.account import Language
from core.domain.template import Blueprint
from core.usecases.views import ProposalPage


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """``key`` is what the form posts. ``own``: the contractor's, whose name is taken; else a ready-made one."""

    key: str
    name: str
    blueprint: Blueprint
    own: bool = False


# What the contractor of this proposal may choose from, in this language.
Templates = Callable[[ProposalPage, Language], Sequence[TemplateChoice]]


def chosen(form: Mapping[str, str], known: Sequence[TemplateChoice]) -> TemplateChoice | None:
    return next((one for one in known if one.key == form.get("template")), None)


def is_taken(form: Mapping[str, str], known: Sequence[TemplateChoice]) -> bool:
    """Whether another of their own is called as this is to be kept."""
    name = form.get("keep", "").strip().casefold()
    return any(one.own and one.name.casefold() == name for one in known)


def with_lines_of(form: Mapping[str, str], blueprint: Blueprint) -> dict[str, str]:
    """Its sections below those that are there, as new lines; how it is paid where the form says nothing of that."""
    said = {name: value for name, value in form.items() if value.strip()}
    first = 1 + max(
        (int(found[1]) for name in said if (found := re.match(r"s(\d{1,2})(?:r\d+[dp])?$", name))), default=-1
    )
    added = dict(form)
    for place, section in enumerate(blueprint.sections, start=first):
        fields = section_fields(f"s{place}", section)
        added |= {name: "" if re.fullmatch(r"s\d+r\d+i", name) else value for name, value in fields.items()}
    if not any(name == "deposit" or re.fullmatch(r"p\d{1,2}v?", name) for name in said):
        for place, term in enumerate(blueprint.schedule):
            added |= part_fields(f"p{place}", term)
        added |= deposit_fields(blueprint.deposit)
        added |= {} if "retainage" in said else retainage_fields(blueprint.terms.retainage)
    return added
