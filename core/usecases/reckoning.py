"""What a draft comes to, whatever it asks for: work, the deposit, or retainage that was held. And what forbids it."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.errors import Refusal
from core.domain.ids import ContractorId
from core.domain.invoice import InvoiceKind, InvoicePart
from core.domain.lifecycle import MILESTONE
from core.domain.milestone import Milestone
from core.domain.money import Money, Rate, total
from core.domain.progress import billed_of, to_date
from core.domain.totals import Totals, add_up, billed_so_far, counted, gets_deposit
from core.domain.withholding import deposit_credit, held_of, unapplied
from core.ports.ledger import ProjectFile


def whose(file: ProjectFile, kind: InvoiceKind, milestones: Sequence[Milestone]) -> ContractorId:
    """Who bills them. The deposit is the one's who gets it. Refusal: draft.contractors for several."""
    if kind == "deposit":
        return gets_deposit(file.story)
    before = (file.invoices, file.credit_notes)
    concerned = milestones
    if kind == "retainage_release" and not milestones:
        concerned = [one for one in file.milestones if held_of(one, before)]
    those = {one.contractor_id for one in concerned}
    if len(those) > 1:
        raise Refusal("draft.contractors")
    return those.pop() if those else file.project.contractor_id


def reckon(file: ProjectFile, kind: InvoiceKind, milestones: Sequence[Milestone], share: Rate) -> Totals:
    """Every step of the sum. ``file`` is ``by`` the one who bills. Refusal: draft.nothing, and for a deposit or a
    release as below.
    """
    if kind == "deposit":
        return _of_deposit(file)
    if kind == "retainage_release":
        return _of_release(file, milestones, share)
    _check_turn(file, milestones)
    totals = add_up(file.story, milestones)
    if totals.subtotal.minor <= 0 or totals.total.minor < 0 or not (totals.total or totals.deposit_applied):
        raise Refusal("draft.nothing")
    return totals


def whole(file: ProjectFile, milestone: Milestone, amount: Money) -> bool:
    """Whether billing this much more of it bills the last of it."""
    return billed_of(milestone, file.invoices, file.credit_notes) + amount == milestone.scheduled_value


def claimable(file: ProjectFile, milestone: Milestone) -> bool:
    """Whether an invoice can name it: more of it is done than billed, or it is worth nothing by now."""
    return not milestone.scheduled_value or to_date(milestone) > billed_of(milestone, file.invoices, file.credit_notes)


def _check_turn(file: ProjectFile, milestones: Sequence[Milestone]) -> None:
    """Refusal: milestone.unapproved (name) before the client approved work that is due on approval,
    milestone.out_of_turn (name, first) where the contract's sequence is kept.
    """
    for one in milestones:
        if one.due.on == "approval" and one.approved_at is None:
            raise Refusal("milestone.unapproved", name=one.name)
    work = [one for one in milestones if one.fee_of is None]  # a late fee has no turn
    if not file.contract.terms.in_sequence or not work:
        return
    billed = {one.id for one in work}
    last = max(one.position for one in work)
    left = (one for one in file.milestones if one.position < last and one.id not in billed and one.scheduled_value)
    skipped = next((one for one in left if one.fee_of is None and MILESTONE.allows(one.state, "bill")), None)
    if skipped:
        name = next(one.name for one in work if one.position == last)
        raise Refusal("milestone.out_of_turn", name=name, first=skipped.name)


def _of_deposit(file: ProjectFile) -> Totals:
    """Refusal: deposit.none, deposit.asked (number), deposit.late (left) when less than it is left to bill."""
    terms = file.contract.terms.deposit
    if terms is None:
        raise Refusal("deposit.none")
    standing = (one for one in counted(file.invoices) if one.kind == "deposit" and one.state != "credited")
    asked = next(standing, None)
    if asked:
        raise Refusal("deposit.asked", number=asked.number)
    totals = _advance(file, (), Money.zero(file.project.currency), -terms.amount)
    if totals.balance_to_finish < terms.amount:
        raise Refusal("deposit.late", left=totals.balance_to_finish)
    return totals


def _of_release(file: ProjectFile, milestones: Sequence[Milestone], share: Rate) -> Totals:
    """Of these milestones, or of all when none is named. Refusal: retainage.none. What is left of the deposit is
    credited here, once its contractor's part is billed to the end.
    """
    before = (file.invoices, file.credit_notes)
    currency = file.project.currency
    nothing = Money.zero(currency)
    parts = []
    for one in milestones or file.milestones:
        released = held_of(one, before).share(share)
        if released.minor > 0:
            blank = InvoicePart(
                milestone_id=one.id,
                amount=nothing,
                labor=nothing,
                materials=nothing,
                other=nothing,
                exempt=nothing,
                stored=nothing,
                retained=-released,
            )
            parts.append(blank)
    if not parts:
        raise Refusal("retainage.none")
    totals = _advance(file, tuple(parts), total((part.retained for part in parts), currency), nothing)
    mine = (file.mine.invoices, file.mine.credit_notes)
    if totals.balance_to_finish or not unapplied(mine, currency):
        return totals
    applied = deposit_credit(None, totals.total, nothing, nothing, mine)
    return replace(totals, deposit_applied=applied, total=totals.total - applied)


def _advance(file: ProjectFile, parts: tuple[InvoicePart, ...], retained: Money, deposit: Money) -> Totals:
    """An invoice that bills no work."""
    nothing = Money.zero(file.project.currency)
    part = file.story.part_of(file.contractor.id)
    billed = billed_so_far(file.mine, nothing.currency)
    return Totals(
        parts=parts,
        subtotal=nothing,
        taxable=nothing,
        taxes=(),
        tax=nothing,
        retained=retained,
        deposit_applied=deposit,
        total=-retained - deposit,
        previously_billed=billed,
        contract_sum_to_date=part,
        balance_to_finish=part - billed,
    )
