"""Builds the sheet: every string and figure of an invoice, decided here and frozen at issue."""

from collections.abc import Sequence

from core.domain.errors import Corrupt
from core.domain.milestone import LineItem, Milestone
from core.domain.proof import Proof
from core.domain.schedule import contract_sum_to_date
from core.domain.sheet import InvoiceSheet, SheetFigure, SheetLine, SheetParty, SheetProof, SheetSection
from core.domain.totals import Totals, add_up
from core.ports.ledger import ProjectFile
from core.ports.wording import Wording
from core.usecases.asking import Stationery

LONGEST_CAPTION = 140
SHORT_HASH = 10


def totals_of(file: ProjectFile, milestones: Sequence[Milestone]) -> Totals:
    """What billing these milestones now comes to."""
    contract_sum = contract_sum_to_date(file.contract, file.change_orders)
    return add_up(milestones, file.invoices, file.project.tax_rate, contract_sum)


def build_sheet(
    file: ProjectFile, milestones: Sequence[Milestone], proofs: Sequence[Proof], stationery: Stationery
) -> InvoiceSheet:
    """The draft's sheet, which has no number. ``proofs``: those kept, in the order to print."""
    wording = stationery.wording
    due = (wording.text("date.due"), wording.text("terms.due", n=file.project.due_terms.days))
    totals = totals_of(file, milestones)
    return InvoiceSheet(
        kind="draft",
        language=wording.language,
        paper=file.contractor.paper,
        title=wording.text("sheet.draft"),
        number="",
        contractor=_contractor(file, wording),
        client=_client(file, wording),
        project=file.project.name,
        dates=(due,),
        sections=tuple(_section(one, proofs, wording) for one in milestones),
        figures=_figures(file, totals, wording),
        proofs=tuple(_proof(one, wording, file.project.zone) for one in proofs),
        currency=file.project.currency,
        total_minor=totals.total.minor,
        total=wording.money(totals.total),
        words=dict(stationery.labels),
        tax_ppm=file.project.tax_rate.ppm,
    )


def _contractor(file: ProjectFile, wording: Wording) -> SheetParty:
    party = file.contractor
    lines = (*party.postal_address.splitlines(), wording.phone(party.phone), party.email)
    return SheetParty(party.name, tuple(line for line in lines if line))


def _client(file: ProjectFile, wording: Wording) -> SheetParty:
    lines = (wording.phone(file.client.phone), file.client.email)
    return SheetParty(file.client.name, tuple(line for line in lines if line))


def _section(milestone: Milestone, proofs: Sequence[Proof], wording: Wording) -> SheetSection:
    return SheetSection(
        str(milestone.id),
        milestone.name,
        tuple(_line(line, wording) for line in milestone.lines),
        wording.money(milestone.scheduled_value),
        tuple(str(proof.id) for proof in proofs if proof.milestone_id == milestone.id),
    )


def _line(line: LineItem, wording: Wording) -> SheetLine:
    note = wording.text("sheet.added_work") if line.change_order_id else ""
    return SheetLine(
        line.description,
        f"{line.quantity.normalize():f}",
        wording.money(line.unit_price),
        wording.money(line.amount),
        line.amount.minor,
        note,
    )


def _figures(file: ProjectFile, totals: Totals, wording: Wording) -> tuple[SheetFigure, ...]:
    steps = [SheetFigure(wording.text("figure.subtotal"), wording.money(totals.subtotal), "step")]
    if file.project.tax_rate.ppm:
        label = wording.text("figure.tax", rate=wording.percent(file.project.tax_rate))
        steps.append(SheetFigure(label, wording.money(totals.tax), "step"))
    steps.append(SheetFigure(wording.text("figure.total"), wording.money(totals.total), "total"))
    context = (
        ("figure.contract_sum", totals.contract_sum_to_date),
        ("figure.previously_billed", totals.previously_billed),
        ("figure.this_invoice", totals.subtotal),
        ("figure.balance_to_finish", totals.balance_to_finish),
    )
    steps.extend(SheetFigure(wording.text(code), wording.money(amount), "context") for code, amount in context)
    return tuple(steps)


def _proof(proof: Proof, wording: Wording, zone: str) -> SheetProof:
    if proof.kind == "voice":
        raise Corrupt("a voice note is not printed")
    code = "proof.taken" if proof.taken_at else "proof.received"
    badges = {
        "video": lambda: wording.text("proof.video", length=_length(proof.duration_seconds)),
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


def _length(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
