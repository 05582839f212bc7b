"""Builds the sheet: every string and figure of an invoice, decided here and frozen at issue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.domain.errors import Corrupt
from core.domain.invoice import InvoiceKind, InvoicePart
from core.domain.late_fee import LateFee
from core.domain.milestone import LineItem, Milestone
from core.domain.money import ZERO_RATE, Money, Rate, half_away_from_zero, total
from core.domain.progress import billed_of
from core.domain.proof import Proof
from core.domain.schedule import contract_sum_to_date
from core.domain.sheet import InvoiceSheet, SheetFigure, SheetLine, SheetParty, SheetProof, SheetRow, SheetSection
from core.domain.totals import Totals, gets_deposit
from core.domain.withholding import held, rates_held, unapplied
from core.ports.ledger import ProjectFile
from core.ports.wording import Wording
from core.usecases.asking import Stationery
from core.usecases.told_lines import tax_label, told_lines

LONGEST_CAPTION = 140
SHORT_HASH = 10


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What is billed, of which milestones, and what it comes to."""

    kind: InvoiceKind
    milestones: tuple[Milestone, ...]
    totals: Totals


def build_sheet(file: ProjectFile, reckoned: Reckoned, proofs: Sequence[Proof], stationery: Stationery) -> InvoiceSheet:
    """The draft's sheet, which has no number. ``proofs``: those kept, in the sequence to print."""
    wording, totals = stationery.wording, reckoned.totals
    due = (wording.text("date.due"), wording.text("terms.due", n=file.due_terms.days))
    late = late_terms(fee_rule(file, reckoned), wording)
    return InvoiceSheet(
        kind="draft",
        language=wording.language,
        paper=file.contractor.paper,
        title=wording.text("sheet.draft"),
        number="",
        contractor=contractor_of(file, wording),
        client=client_of(file, wording),
        project=file.project.name,
        dates=(due, *late),
        sections=_sections(file, reckoned, proofs, wording),
        figures=(*figures_of(totals, wording, retainage_rates(file, totals)), *_context(file, reckoned, wording)),
        proofs=tuple(_proof(one, wording, file.project.zone) for one in proofs),
        currency=file.project.currency,
        total_minor=totals.total.minor,
        total=wording.money(totals.total),
        words=dict(stationery.labels),
        rows=_rows(file, reckoned, wording) if file.contract.terms.columns and reckoned.kind == "progress" else (),
    )


def fee_rule(file: ProjectFile, reckoned: Reckoned) -> LateFee | None:
    """What is printed. A fee bears none; nor does what is asked for before the work."""
    fees = any(one.fee_of for one in reckoned.milestones)
    rule = file.contractor.late_fee
    other = rule is not None and rule.amount is not None and rule.amount.currency != file.project.currency
    return None if fees or other or reckoned.kind == "deposit" else rule


def dates_of(issued: date, due_on: date, rule: LateFee | None, wording: Wording) -> tuple[tuple[str, str], ...]:
    """As they stand on what is issued."""
    dates = ((wording.text("date.issued"), wording.day(issued)), (wording.text("date.due"), wording.day(due_on)))
    return (*dates, *late_terms(rule, wording))


def late_terms(rule: LateFee | None, wording: Wording) -> tuple[tuple[str, str], ...]:
    """As a row below the day due; none where being late costs nothing."""
    if rule is None:
        return ()
    code = "late_fee.once" if rule.amount else "late_fee.a_month"
    what = wording.money(rule.amount) if rule.amount else wording.percent(rule.rate or ZERO_RATE)
    return ((wording.text("date.late_fee"), wording.text(code, n=rule.after_days, what=what)),)


def contractor_of(file: ProjectFile, wording: Wording) -> SheetParty:
    party = file.contractor
    lines = (*party.postal_address.splitlines(), wording.phone(party.phone), party.email)
    return SheetParty(party.name, tuple(line for line in lines if line))


def client_of(file: ProjectFile, wording: Wording) -> SheetParty:
    lines = (wording.phone(file.client.phone), file.client.email)
    return SheetParty(file.client.name, tuple(line for line in lines if line))


def _sections(
    file: ProjectFile, reckoned: Reckoned, proofs: Sequence[Proof], wording: Wording
) -> tuple[SheetSection, ...]:
    if reckoned.kind == "deposit":
        return (_plain_section(wording.text("sheet.deposit"), "", reckoned.totals.total, wording),)
    parts = {part.milestone_id: part for part in reckoned.totals.parts}
    if reckoned.kind == "retainage_release":
        label = wording.text("sheet.retainage_released")
        released = ((one, parts[one.id]) for one in file.milestones if one.id in parts)
        return tuple(_plain_section(label, one.name, -part.retained, wording) for one, part in released)
    return tuple(_section(file, one, parts[one.id], proofs, wording) for one in reckoned.milestones)


def _plain_section(label: str, name: str, amount: Money, wording: Wording) -> SheetSection:
    text = wording.money(amount)
    return SheetSection("", name or label, (SheetLine(label, "1", text, text, amount.minor, ""),), text, ())


def _section(
    file: ProjectFile, milestone: Milestone, part: InvoicePart, proofs: Sequence[Proof], wording: Wording
) -> SheetSection:
    """All its lines when all of it is billed at once; else how far it is, and what of that is billed now."""
    if part.amount == milestone.scheduled_value:
        told = told_lines(milestone, file.contract.terms.taxes, wording)
        lines = tuple(_line(line, wording) for line in told)
    else:
        lines = tuple(_progress_lines(file, milestone, part, wording))
    return SheetSection(
        str(milestone.id),
        milestone.name,
        lines,
        wording.money(part.amount),
        tuple(str(proof.id) for proof in proofs if proof.milestone_id == milestone.id),
    )


def _progress_lines(
    file: ProjectFile, milestone: Milestone, part: InvoicePart, wording: Wording
) -> Iterator[SheetLine]:
    before = billed_of(milestone, file.invoices, file.credit_notes)
    reached = before + part.amount
    done = wording.text("sheet.done_to_date", percent=wording.percent(share_of(reached, milestone.scheduled_value)))
    yield SheetLine(done, "1", wording.money(reached), wording.money(reached), reached.minor, "")
    if before:
        label = wording.text("sheet.billed_before")
        yield SheetLine(label, "1", wording.money(-before), wording.money(-before), -before.minor, "")


def share_of(amount: Money, whole: Money) -> Rate:
    """To a tenth of a percent, for reading only."""
    if whole.minor <= 0 or amount.minor <= 0:
        return ZERO_RATE
    return Rate(half_away_from_zero(Fraction(amount.minor * 1000, whole.minor)) * 1000)


def _rows(file: ProjectFile, reckoned: Reckoned, wording: Wording) -> tuple[SheetRow, ...]:
    """Scheduled, previous, this, to date and balance of every milestone of its contractor, billed now or not; and what
    each column sums to, last.
    """
    parts = {part.milestone_id: part.amount for part in reckoned.totals.parts}
    nothing = Money.zero(file.project.currency)
    table: list[tuple[str, tuple[Money, ...]]] = []
    for one in file.mine.milestones:
        before, now = billed_of(one, file.invoices, file.credit_notes), parts.get(one.id, nothing)
        figures = (one.scheduled_value, before, now, before + now, one.scheduled_value - before - now)
        table.append((one.name, figures))
    sums = tuple(total(column, nothing.currency) for column in zip(*(row for _, row in table), strict=True))
    table.append((wording.text("sheet.schedule_total"), sums))
    return tuple(SheetRow(name, tuple(wording.money(amount) for amount in row)) for name, row in table)


def _line(line: LineItem, wording: Wording) -> SheetLine:
    note = wording.text("sheet.added_work") if line.change_order_id else ""
    return SheetLine(
        line.description,
        f"{line.quantity.normalize():f} {line.unit}".strip(),
        wording.money(line.unit_price),
        wording.money(line.amount),
        line.amount.minor,
        note,
    )


def retainage_rates(file: ProjectFile, totals: Totals) -> tuple[tuple[Rate, Money], ...]:
    """What explains what is held back; nothing where it is otherwise by more than rounding, as after terms changed."""
    story = file.story
    whole, before = contract_sum_to_date(story.contract, story.change_orders), (story.invoices, story.credit_notes)
    rates = rates_held(totals.parts, story.milestones, story.contract.terms.retainage, before, whole)
    told = total((amount.share(rate) for rate, amount in rates), totals.total.currency)
    return rates if abs((told - totals.retained).minor) <= len(rates) else ()


def _retainage_label(totals: Totals, wording: Wording, rates: Sequence[tuple[Rate, Money]]) -> str:
    """With its rate; where there are several, or not all of the work is held back from, with what each is of."""
    label = wording.text("figure.retainage")
    if not rates:
        return label
    if len(rates) == 1 and rates[0][1] == totals.subtotal:
        return wording.text("figure.retainage_at", label=label, rates=wording.percent(rates[0][0]))
    pieces = (
        wording.text("figure.retainage_of", rate=wording.percent(rate), amount=wording.money(amount))
        for rate, amount in rates
    )
    return wording.text("figure.retainage_at", label=label, rates=" + ".join(pieces))


def figures_of(totals: Totals, wording: Wording, rates: Sequence[tuple[Rate, Money]] = ()) -> tuple[SheetFigure, ...]:
    """The steps of the sum, to what is to be paid; of a release, from what is released. ``rates``: of the retainage."""
    gross = totals.subtotal or max(-totals.retained, Money.zero(totals.total.currency))
    steps = [SheetFigure(wording.text("figure.subtotal"), wording.money(gross), "step")]
    steps += [SheetFigure(tax_label(tax, wording), wording.money(tax.tax), "step") for tax in totals.taxes]
    held_back, deposit = _retainage_label(totals, wording, rates), wording.text("figure.deposit_credit")
    for label, amount in ((held_back, totals.retained), (deposit, totals.deposit_applied)):
        if amount.minor > 0:
            steps.append(SheetFigure(label, wording.money(-amount), "step"))
    steps.append(SheetFigure(wording.text("figure.total"), wording.money(totals.total), "total"))
    return tuple(steps) if totals.subtotal or totals.deposit_applied.minor > 0 else (steps[-1],)


def _context(file: ProjectFile, reckoned: Reckoned, wording: Wording) -> Iterator[SheetFigure]:
    totals, before = reckoned.totals, (file.mine.invoices, file.mine.credit_notes)
    deposit = reckoned.kind == "deposit"
    figures = [("contract_sum", totals.contract_sum_to_date)]
    if not deposit:  # it bills no work
        figures += [
            ("previously_billed", totals.previously_billed),
            ("this_invoice", totals.subtotal),
            ("balance_to_finish", totals.balance_to_finish),
        ]
    withheld = held(before, file.project.currency)
    if withheld or totals.retained:
        figures.append(("retainage_held", withheld + totals.retained))
    own = file.contractor.id == gets_deposit(file.story) or unapplied(before, file.project.currency)
    if file.contract.terms.deposit and own:
        figures.append(("deposit_left", unapplied(before, file.project.currency) - totals.deposit_applied))
    for code, amount in figures:
        yield SheetFigure(wording.text(f"figure.{code}"), wording.money(amount), "context")


def _proof(proof: Proof, wording: Wording, zone: str) -> SheetProof:
    if proof.kind == "voice":
        raise Corrupt("a voice note is not printed")
    code = "proof.taken" if proof.taken_at else "proof.received"
    badges = {
        "video": lambda: wording.text("proof.video", length=length(proof.duration_seconds)),
        "document": lambda: wording.text("proof.document", n=proof.pages),
    }
    return SheetProof(
        str(proof.id),
        proof.kind,
        proof.caption[:LONGEST_CAPTION],
        wording.text(code, when=wording.moment(proof.taken_at or proof.received_at, zone)),
        (proof.sha256 or "")[:SHORT_HASH],
        badges.get(proof.kind, str)(),
        proof.kind != "photo",
    )


def length(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
