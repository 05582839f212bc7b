"""From "demo done" to an issued invoice: lines, drafts, the number, and what was confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain.errors import OutOfDate, Refusal
from core.domain.ids import DraftId, InvoiceId, MilestoneId, PaymentLinkId, ProjectId
from core.domain.invoice import Draft, Invoice, PaymentLink
from core.domain.lifecycle import DRAFT, INVOICE, MILESTONE
from core.domain.milestone import Milestone
from core.domain.proof import Proof, captioned
from core.domain.sheet import InvoiceSheet
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job
from core.usecases.asking import Asked, Stationery
from core.usecases.capturing import leave_behind, milestone_of, on_no_part, open_milestone
from core.usecases.closing import close_requests
from core.usecases.locking import locked_invoice
from core.usecases.sheets import build_sheet, totals_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftShown:
    """What the contractor is asked to confirm. ``arriving`` proofs are not in the sheet (yet), ``on_no_part`` are of
    the job and on none of its milestones.
    """

    draft: Draft
    sheet: InvoiceSheet
    file: ProjectFile
    milestones: tuple[Milestone, ...]
    proofs: tuple[Proof, ...]
    on_no_part: tuple[Proof, ...]
    arriving: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proven:
    """The job's proofs by what a draft does with them: printed, left out, still on their way to it."""

    proofs: tuple[Proof, ...]
    on_no_part: tuple[Proof, ...]
    arriving: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An invoice with its number. ``left_behind`` are proofs that arrived too late and wait for the next draft,
    ``on_no_part`` those that wait for their milestone.
    """

    invoice: Invoice
    link: PaymentLink
    file: ProjectFile
    left_behind: tuple[Proof, ...]
    on_no_part: tuple[Proof, ...]


def finish_milestone(ledger: Ledger, project_id: ProjectId, milestone_id: MilestoneId) -> Milestone:
    """The contractor says that it is done; saying so twice is fine. NotAllowed once it is billed."""
    milestone = milestone_of(ledger.project_file(project_id, lock=True), milestone_id)
    if milestone.state != "done":
        milestone = replace(milestone, state=MILESTONE.after(milestone.state, "finish"))
        ledger.save(milestone)
    return milestone


def reopen_milestone(ledger: Ledger, project_id: ProjectId, milestone_id: MilestoneId) -> Milestone:
    """Takes "done" back. NotAllowed once it is billed."""
    milestone = milestone_of(ledger.project_file(project_id, lock=True), milestone_id)
    milestone = replace(milestone, state=MILESTONE.after(milestone.state, "reopen"))
    ledger.save(milestone)
    return milestone


def draft_invoice(
    ledger: Ledger, asked: Asked, project_id: ProjectId, milestone_ids: Sequence[MilestoneId], stationery: Stationery
) -> DraftShown:
    """The draft of these milestones, in the schedule's order and each once: the open one brought up to date, or a
    new one. It has no number. Refusal: milestone.none, milestone.billed (name), draft.nothing (nothing to bill).
    """
    file = ledger.project_file(project_id, lock=True)
    milestones = _billable(file, milestone_ids)
    sheet, printed = _draft_sheet(ledger, file, milestones, stationery)
    billed = tuple(one.id for one in milestones)
    known = (draft for draft in file.drafts if draft.state == "open" and draft.milestone_ids == billed)
    draft = next(known, None) or Draft(
        id=DraftId(asked.new_id()),
        account_id=ledger.account_id,
        project_id=project_id,
        milestone_ids=billed,
        fingerprint="",
        created_at=asked.now,
    )
    draft = replace(draft, fingerprint=sheet.fingerprint)
    ledger.save(draft)
    return DraftShown(
        draft=draft,
        sheet=sheet,
        file=file,
        milestones=milestones,
        proofs=printed.proofs,
        on_no_part=printed.on_no_part,
        arriving=printed.arriving,
    )


def cancel_draft(ledger: Ledger, draft_id: DraftId) -> Draft:
    """Nothing is billed; the proof stays where it is. NotAllowed once issued."""
    draft = ledger.draft(draft_id)
    ledger.project_file(draft.project_id, lock=True)
    draft = ledger.draft(draft_id)  # again: this time nobody else can be deciding about it
    draft = replace(draft, state=DRAFT.after(draft.state, "cancel"))
    ledger.save(draft)
    return draft


def issue_invoice(
    ledger: Ledger,
    asked: Asked,
    draft_id: DraftId,
    confirmed: str,
    stationery: Stationery,
    *,
    without_arriving: bool = False,
) -> Issued:
    """Takes the next number and freezes the sheet. ``confirmed``: the fingerprint that was shown.

    OutOfDate (draft.changed) when the draft is another by now; NotAllowed (draft.issue, state) when it is issued or
    cancelled; Refusal draft.proofs_arriving (n) unless ``without_arriving``.
    """
    project_id = ledger.draft(draft_id).project_id
    file = ledger.project_file(project_id, lock=True)
    draft = ledger.draft(draft_id)
    state = DRAFT.after(draft.state, "issue")
    milestones = _billable(file, draft.milestone_ids)
    shown, printed = _draft_sheet(ledger, file, milestones, stationery)
    if shown.fingerprint != confirmed:
        raise OutOfDate("draft.changed")
    if printed.arriving and not without_arriving:
        raise Refusal("draft.proofs_arriving", n=printed.arriving)
    invoice = _numbered(ledger, asked, file, milestones, shown, stationery)
    link = PaymentLink(id=PaymentLinkId(asked.new_id()), account_id=ledger.account_id, invoice_id=invoice.id)
    billed = frozenset(draft.milestone_ids)
    left_behind = leave_behind(ledger, file, billed)
    ledger.save(invoice, link, replace(draft, state=state))
    ledger.save(*(replace(one, state=MILESTONE.after(one.state, "bill")) for one in milestones))
    ledger.save(*(replace(proof, invoice_id=invoice.id) for proof in printed.proofs))
    args = {"account_id": str(ledger.account_id), "invoice_id": str(invoice.id)}
    ledger.enqueue(Job(name="render_invoice", args=args, queue="documents"))
    file = ledger.project_file(project_id)
    return Issued(invoice=invoice, link=link, file=file, left_behind=left_behind, on_no_part=printed.on_no_part)


def keep_pdf(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, pdf_key: str) -> Invoice | None:
    """The PDF is stored, so the invoice goes out now. None when it went out already, or was void before it could."""
    _, invoice = locked_invoice(ledger, invoice_id)
    if invoice.pdf_key is not None:
        return None
    void = invoice.state == "void"
    invoice = replace(invoice, pdf_key=pdf_key, sent_at=None if void else asked.now)
    ledger.save(invoice)
    return None if void else invoice


def void_invoice(ledger: Ledger, invoice_id: InvoiceId) -> Invoice:
    """Takes an unpaid invoice out of the books; it keeps its number, its milestones can be billed again, and nobody is
    asked to pay it any more. NotAllowed (invoice.void, state) once money came.
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    invoice = replace(invoice, state=INVOICE.after(invoice.state, "void"))
    ledger.save(invoice)
    billed = (one for one in file.milestones if one.id in invoice.milestone_ids)
    ledger.save(*(replace(one, state=MILESTONE.after(one.state, "unbill")) for one in billed))
    printed = (proof for proof in ledger.proofs(file.project.id) if proof.invoice_id == invoice.id)
    ledger.save(*(replace(proof, invoice_id=None) for proof in printed))
    close_requests(ledger, invoice.id)
    return invoice


def _billable(file: ProjectFile, milestone_ids: Sequence[MilestoneId]) -> tuple[Milestone, ...]:
    wanted = {open_milestone(file, one).id for one in milestone_ids}
    milestones = tuple(one for one in file.milestones if one.id in wanted)
    totals = totals_of(file, milestones)
    if totals.subtotal.minor <= 0 or totals.total.minor <= 0:
        raise Refusal("draft.nothing")
    return milestones


def _draft_sheet(
    ledger: Ledger, file: ProjectFile, milestones: Sequence[Milestone], stationery: Stationery
) -> tuple[InvoiceSheet, _Proven]:
    ids = {one.id for one in milestones}
    everything = ledger.proofs(file.project.id)
    seen = [proof for proof in everything if proof.kind != "voice" and proof.invoice_id is None]
    kept = [proof for proof in seen if proof.state == "kept"]
    proven = _Proven(
        proofs=tuple(proof for proof in kept if proof.milestone_id in ids),
        on_no_part=on_no_part(everything),
        arriving=sum(proof.state == "arriving" and proof.milestone_id in ids for proof in seen),
    )
    words = {proof.id: proof.caption for proof in captioned(everything)}
    printed = tuple(replace(proof, caption=words[proof.id]) for proof in proven.proofs)
    return build_sheet(file, milestones, printed, stationery), proven


def _numbered(
    ledger: Ledger,
    asked: Asked,
    file: ProjectFile,
    milestones: Sequence[Milestone],
    shown: InvoiceSheet,
    stationery: Stationery,
) -> Invoice:
    """What was shown, under its number and dates."""
    sequence = ledger.take_number(file.contractor.id)
    number = f"{file.contractor.number_prefix}{sequence:04d}"
    today = asked.today(file.project.zone)
    due_on = file.project.due_terms.due_on(today)
    wording = stationery.wording
    dates = (
        (wording.text("date.issued"), wording.day(today)),
        (wording.text("date.due"), wording.day(due_on)),
    )
    sheet = replace(shown, kind="invoice", title=wording.text("sheet.invoice"), number=number, dates=dates)
    totals = totals_of(file, milestones)
    return Invoice(
        id=InvoiceId(asked.new_id()),
        account_id=ledger.account_id,
        contractor_id=file.contractor.id,
        project_id=file.project.id,
        milestone_ids=tuple(one.id for one in milestones),
        sequence=sequence,
        number=number,
        subtotal=totals.subtotal,
        taxable=totals.taxable,
        tax=totals.tax,
        total=totals.total,
        issued_at=asked.now,
        due_on=due_on,
        language=wording.language,
        sheet=sheet.as_json(),
        sheet_hash=sheet.fingerprint,
    )
