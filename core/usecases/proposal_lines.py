"""One line of a proposal said anew, taken out or put in; what was sent is offered no longer. One undo each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import LineItemId, ProposalId
from core.domain.money import Money, within_reason
from core.domain.proposal import Proposal, ProposalLine, ProposalSection
from core.domain.terms import CostType, GroupKind
from core.domain.text import LONGEST_LINE, LONGEST_NAME, one_line
from core.ports.ledger import Ledger
from core.usecases.asking import Asked
from core.usecases.proposing import Offer, as_said, edit_proposal

LARGEST_QUANTITY = Decimal(1_000_000)
Sections = tuple[ProposalSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidAnew:
    """What is said of a line; None stays as it is. ``free`` is whether the client may leave it out."""

    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Money | None = None
    free: bool | None = None
    cost_type: CostType | None = None
    taxable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a line stands: in the section of this name and kind, which is the ``place``-th, as its ``row``-th line."""

    section: str = ""
    kind: GroupKind = ""
    place: int
    row: int


def offer_like(proposal: Proposal) -> Offer:
    """What it says, as it could be written again."""
    return Offer(
        name=proposal.name,
        sections=proposal.sections,
        schedule=proposal.schedule,
        terms=proposal.terms,
        deposit=proposal.deposit,
        discount=proposal.discount,
        due_terms=proposal.due_terms,
        notes=proposal.notes,
        valid_until=proposal.valid_until,
    )


def restate(ledger: Ledger, asked: Asked, proposal: Proposal, sections: Sections) -> Proposal:
    """With these sections instead. As ``edit_proposal``."""
    return edit_proposal(ledger, asked, proposal.id, offer_like(replace(proposal, sections=sections)))


def as_it_would_be(proposal: Proposal, sections: Sections) -> Proposal:
    """To be shown before it is done."""
    return as_said(proposal, offer_like(replace(proposal, sections=sections)))


def spot_of(proposal: Proposal, line_id: LineItemId) -> Spot:
    """Refusal: proposal.line_gone."""
    for place, section in enumerate(proposal.sections):
        for row, line in enumerate(section.lines):
            if line.id == line_id:
                return Spot(section=section.name, kind=section.kind, place=place, row=row)
    raise Refusal("proposal.line_gone")


def said_anew(line: ProposalLine, said: SaidAnew) -> ProposalLine:
    """DoesNotAddUp: name.missing, proposal.quantity (most), amount.too_large."""
    description = line.description if said.description is None else one_line(said.description, LONGEST_LINE)
    if not description:
        raise DoesNotAddUp("name.missing")
    quantity = line.quantity if said.quantity is None else checked_quantity(said.quantity)
    price = line.unit_price if said.unit_price is None else said.unit_price
    line = replace(
        line,
        description=description,
        quantity=quantity,
        unit=line.unit if said.unit is None else said.unit,
        unit_price=price,
        amount=line.amount if price is None else within_reason(price.times(quantity)),
        cost_type=said.cost_type or line.cost_type,
        taxable=line.taxable if said.taxable is None else said.taxable,
    )
    if said.free is None:
        return line
    return replace(line, optional=said.free, choice="", alternative="", picked=False)


def checked_quantity(quantity: Decimal) -> Decimal:
    """DoesNotAddUp: proposal.quantity (most)."""
    if not 0 < quantity <= LARGEST_QUANTITY or quantity != round(quantity, 4):
        raise DoesNotAddUp("proposal.quantity", most=LARGEST_QUANTITY)
    return quantity


def exchanged(sections: Sections, lines: Callable[[ProposalLine], ProposalLine]) -> Sections:
    """With each line as that makes of it."""
    return tuple(replace(section, lines=tuple(map(lines, section.lines))) for section in sections)


def without(sections: Sections, line_id: LineItemId) -> Sections:
    """A section that is empty by then goes with its line."""
    kept = (replace(one, lines=tuple(line for line in one.lines if line.id != line_id)) for one in sections)
    return tuple(section for section in kept if section.lines)


def moved(sections: Sections, line: ProposalLine, spot: Spot) -> Sections:
    """At that spot, and nowhere else."""
    return with_line(without(sections, line.id), line, spot)


def section_renamed(sections: Sections, name: str, new: str, kind: GroupKind) -> Sections:
    """DoesNotAddUp: name.missing. Refusal: proposal.section_there (name)."""
    called = one_line(new, LONGEST_NAME)
    if not called:
        raise DoesNotAddUp("name.missing")
    if any(one.name == called for one in sections):
        raise Refusal("proposal.section_there", name=called)
    return tuple(replace(one, name=called, kind=kind) if one.name == name else one for one in sections)


def with_line(sections: Sections, line: ProposalLine, spot: Spot) -> Sections:
    """In the section of that name, or in a new one at its place."""
    for place, section in enumerate(sections):
        if section.name == spot.section:
            lines = (*section.lines[: spot.row], line, *section.lines[spot.row :])
            return (*sections[:place], replace(section, lines=lines), *sections[place + 1 :])
    new = ProposalSection(name=spot.section, kind=spot.kind, lines=(line,))
    return (*sections[: spot.place], new, *sections[spot.place :])


def put_back(ledger: Ledger, asked: Asked, proposal_id: ProposalId, line: ProposalLine, spot: Spot | None) -> Proposal:
    """As it was: instead of what it is now, or, where it is gone or moved, at its spot. ``spot`` None: nowhere."""
    proposal = ledger.proposal(proposal_id, lock=True)
    if spot is None:
        return restate(ledger, asked, proposal, without(proposal.sections, line.id))
    here = {section.name for section in proposal.sections for one in section.lines if one.id == line.id}
    if here and spot.section not in here:
        sections = moved(proposal.sections, line, spot)
    elif here:
        sections = exchanged(proposal.sections, lambda one: line if one.id == line.id else one)
    else:
        sections = with_line(proposal.sections, line, spot)
    return restate(ledger, asked, proposal, _one_picked(sections, line))


def _one_picked(sections: Sections, line: ProposalLine) -> Sections:
    """Of its choice the alternative that was marked is marked again, and no other."""
    if not (line.choice and line.picked):
        return sections
    return tuple(
        replace(
            section,
            lines=tuple(
                replace(one, picked=False) if one.choice == line.choice and one.alternative != line.alternative else one
                for one in section.lines
            ),
        )
        if line in section.lines
        else section
        for section in sections
    )
