"""Lines of a proposal that have no price yet: priced one by one, or left out; nothing is sent before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from core.domain.errors import DoesNotAddUp
from core.domain.ids import LineItemId, ProposalId
from core.domain.money import Money, within_reason
from core.domain.proposal import Proposal, ProposalLine, ProposalSection
from core.ports.ledger import Ledger
from core.usecases.asking import Asked
from core.usecases.proposing import Offer, edit_proposal

LARGEST_QUANTITY = Decimal(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePrice:
    """``amount``: of one, where ``quantity`` says how many. None: as many as there are; of a single one it is the price
    of the whole, whatever it is measured in.
    """

    amount: Money
    quantity: Decimal | None = None


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


def price_lines(
    ledger: Ledger, asked: Asked, proposal_id: ProposalId, prices: Mapping[LineItemId, LinePrice]
) -> Proposal:
    """DoesNotAddUp: proposal.quantity (most), amount.too_large, and as ``edit_proposal``."""
    proposal = ledger.proposal(proposal_id, lock=True)
    sections = tuple(
        replace(
            section,
            lines=tuple(_priced(line, prices[line.id]) if line.id in prices else line for line in section.lines),
        )
        for section in proposal.sections
    )
    return restate(ledger, asked, proposal, sections)


def leave_out(ledger: Ledger, asked: Asked, proposal_id: ProposalId, line_id: LineItemId) -> Proposal:
    """Without that line; a section that is empty by then goes with it. DoesNotAddUp as ``edit_proposal``."""
    proposal = ledger.proposal(proposal_id, lock=True)
    kept = (
        replace(section, lines=tuple(line for line in section.lines if line.id != line_id))
        for section in proposal.sections
    )
    return restate(ledger, asked, proposal, tuple(section for section in kept if section.lines))


def restate(ledger: Ledger, asked: Asked, proposal: Proposal, sections: tuple[ProposalSection, ...]) -> Proposal:
    """With these sections instead."""
    return edit_proposal(ledger, asked, proposal.id, offer_like(replace(proposal, sections=sections)))


def _priced(line: ProposalLine, said: LinePrice) -> ProposalLine:
    quantity = line.quantity if said.quantity is None else said.quantity
    if not 0 < quantity <= LARGEST_QUANTITY or quantity != round(quantity, 4):
        raise DoesNotAddUp("proposal.quantity", most=LARGEST_QUANTITY)
    whole = said.quantity is None and quantity == 1
    return replace(
        line,
        quantity=quantity,
        unit="" if whole else line.unit,
        unit_price=said.amount,
        amount=within_reason(said.amount.times(quantity)),
    )
