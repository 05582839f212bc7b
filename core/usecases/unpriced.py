"""Lines of a proposal that have no price yet: priced one by one, or left out; nothing is sent before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from core.domain.ids import LineItemId, ProposalId
from core.domain.money import Money, within_reason
from core.domain.proposal import Proposal, ProposalLine
from core.ports.ledger import Ledger
from core.usecases.asking import Asked
from core.usecases.proposal_lines import checked_quantity, exchanged, restate, without


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePrice:
    """``amount``: of one, where ``quantity`` says how many. None: as many as there are; of a single one it is the price
    of the whole, whatever it is measured in.
    """

    amount: Money
    quantity: Decimal | None = None


def price_lines(
    ledger: Ledger, asked: Asked, proposal_id: ProposalId, prices: Mapping[LineItemId, LinePrice]
) -> Proposal:
    """DoesNotAddUp: proposal.quantity (most), amount.too_large, and as ``edit_proposal``."""
    proposal = ledger.proposal(proposal_id, lock=True)
    sections = exchanged(proposal.sections, lambda line: _priced(line, prices[line.id]) if line.id in prices else line)
    return restate(ledger, asked, proposal, sections)


def leave_out(ledger: Ledger, asked: Asked, proposal_id: ProposalId, line_id: LineItemId) -> Proposal:
    """Without that line; a section that is empty by then goes with it. DoesNotAddUp as ``edit_proposal``."""
    proposal = ledger.proposal(proposal_id, lock=True)
    return restate(ledger, asked, proposal, without(proposal.sections, line_id))


def _priced(line: ProposalLine, said: LinePrice) -> ProposalLine:
    quantity = checked_quantity(line.quantity if said.quantity is None else said.quantity)
    whole = said.quantity is None and quantity == 1
    return replace(
        line,
        quantity=quantity,
        unit="" if whole else line.unit,
        unit_price=said.amount,
        amount=within_reason(said.amount.times(quantity)),
    )
