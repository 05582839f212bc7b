"""From "demo done" to an issued invoice: lines, drafts, the number, and what was confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain.errors import OutOfDate, Refusal
from core.domain.ids import ContractorId, DraftId, InvoiceId, MilestoneId, PaymentLinkId, ProjectId
from core.domain.invoice import WHOLE, Draft, Invoice, InvoiceKind, PaymentLink
from core.domain.lifecycle import DRAFT, MILESTONE
from core.domain.milestone import Milestone
from core.domain.money import Rate
from core.domain.proof import Proof, captioned
from core.domain.sheet import InvoiceSheet
from core.domain.totals import Totals, gets_deposit
from core.domain.withholding import held_of
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job
from core.usecases.asking import Asked, Stationery
from core.usecases.capturing import leave_behind, milestone_of, on_no_part, open_milestone
from core.usecases.closing import settle_milestones
from core.usecases.journaling import save_moved
from core.usecases.locking import locked_invoice
from core.usecases.reckoning import claimable, reckon, whole, whose
from core.usecases.sheets import Reckoned, build_sheet, dates_of, fee_rule


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
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to bill: these milestones' work as far as it is done, the deposit (none), or a share of the retainage held
    of them (none: of all).
    """

    kind: InvoiceKind = "progress"
    milestone_ids: tuple[MilestoneId, ...] = ()
    share: Rate = WHOLE


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
    new one. It has no number. Refusal: milestone.none, milestone.billed (name), draft.nothing (nothing to bill), and
    as ``reckon``.
    """
    return draft_any(ledger, asked, project_id, Wish(milestone_ids=tuple(milestone_ids)), stationery)


def draft_any(ledger: Ledger, asked: Asked, project_id: ProjectId, wish: Wish, stationery: Stationery) -> DraftShown:
    """As ``draft_invoice``, for whatever can be billed. Refusal: draft.contractors, where ``wishes`` makes one each."""
    file = ledger.project_file(project_id, lock=True)
    milestones = _wanted(file, wish)
    file = file.by(whose(file, wish.kind, milestones))
    wish = replace(wish, milestone_ids=tuple(one.id for one in milestones))
    totals = reckon(file, wish.kind, milestones, wish.share)
    sheet, printed = _draft_sheet(ledger, file, Reckoned(wish.kind, milestones, totals), stationery)
    known = (draft for draft in file.drafts if draft.state == "open" and wish_of(draft) == wish)
    draft = next(known, None) or Draft(
        id=DraftId(asked.new_id()),
        account_id=ledger.account_id,
        project_id=project_id,
        milestone_ids=wish.milestone_ids,
        fingerprint="",
        created_at=asked.now,
        kind=wish.kind,
        share=wish.share,
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
        totals=totals,
    )


def wishes(file: ProjectFile, wish: Wish) -> tuple[tuple[ContractorId, Wish], ...]:
    """One for each contractor that has something of it to bill, in the schedule's sequence."""
    if wish.kind == "deposit":
        return ((gets_deposit(file.story), wish),)
    milestones = _wanted(file, wish)
    if wish.kind == "retainage_release":
        before = (file.invoices, file.credit_notes)
        milestones = tuple(one for one in milestones or file.milestones if held_of(one, before))
    those = tuple(dict.fromkeys(one.contractor_id for one in milestones))
    if len(those) < 2:
        return (((those or (file.project.contractor_id,))[0], wish),)
    each = {one: tuple(part.id for part in milestones if part.contractor_id == one) for one in those}
    return tuple((one, replace(wish, milestone_ids=ids)) for one, ids in each.items())


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
    milestones = _wanted(file, wish_of(draft))
    file = file.by(whose(file, draft.kind, milestones))
    reckoned = Reckoned(draft.kind, milestones, reckon(file, draft.kind, milestones, draft.share))
    shown, printed = _draft_sheet(ledger, file, reckoned, stationery)
    if shown.fingerprint != confirmed:
        raise OutOfDate("draft.changed")
    if printed.arriving and not without_arriving:
        raise Refusal("draft.proofs_arriving", n=printed.arriving)
    invoice = _numbered(ledger, asked, file, reckoned, shown, stationery)
    link = PaymentLink(id=PaymentLinkId(asked.new_id()), account_id=ledger.account_id, invoice_id=invoice.id)
    kept = (link, replace(draft, state=state))
    save_moved(ledger, file, ("issued", invoice.id), asked.now, (invoice,), *kept)
    left_behind = _take_up(ledger, file, reckoned) if draft.kind == "progress" else ()
    ledger.save(*(replace(proof, invoice_id=invoice.id) for proof in printed.proofs))
    if invoice.state == "paid":
        settle_milestones(ledger, ledger.project_file(project_id), invoice, paid=True)
    args = {"account_id": str(ledger.account_id), "invoice_id": str(invoice.id)}
    ledger.enqueue(Job(name="render_invoice", args=args, queue="documents"))
    file = ledger.project_file(project_id).by(invoice.contractor_id)
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


def wish_of(draft: Draft) -> Wish:
    """What that draft asks for."""
    return Wish(kind=draft.kind, milestone_ids=draft.milestone_ids, share=draft.share)


def _wanted(file: ProjectFile, wish: Wish) -> tuple[Milestone, ...]:
    """In the schedule's sequence, each once. Work must be open to billing, and is left out while no more of it is done
    than billed; what is held is released of any.
    """
    if wish.kind == "progress":
        wanted = {one for one in wish.milestone_ids if claimable(file, open_milestone(file, one))}
        if not wanted:
            raise Refusal("draft.nothing")
    else:
        wanted = {milestone_of(file, one).id for one in wish.milestone_ids}
    return tuple(one for one in file.milestones if one.id in wanted)


def _take_up(ledger: Ledger, file: ProjectFile, reckoned: Reckoned) -> tuple[Proof, ...]:
    """What is billed whole takes no more proof; what is billed in part goes on. Returns the proofs left behind."""
    amounts = {part.milestone_id: part.amount for part in reckoned.totals.parts}
    closed = [one for one in reckoned.milestones if whole(file, one, amounts[one.id])]
    left_behind = leave_behind(ledger, file, frozenset(one.id for one in closed))
    for one in reckoned.milestones:
        ledger.save(replace(one, state=MILESTONE.after(one.state, "bill" if one in closed else "bill_part")))
    return left_behind


def _draft_sheet(
    ledger: Ledger, file: ProjectFile, reckoned: Reckoned, stationery: Stationery
) -> tuple[InvoiceSheet, _Proven]:
    ids = {one.id for one in reckoned.milestones} if reckoned.kind == "progress" else set()
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
    return build_sheet(file, reckoned, printed, stationery), proven


def _numbered(
    ledger: Ledger,
    asked: Asked,
    file: ProjectFile,
    reckoned: Reckoned,
    shown: InvoiceSheet,
    stationery: Stationery,
) -> Invoice:
    """What was shown, under its number and dates. Where the deposit covers all of it, nothing is left to pay."""
    sequence = ledger.take_number(file.contractor.id)
    number = f"{file.contractor.number_prefix}{sequence:04d}"
    today = asked.today(file.project.zone)
    due_on = file.due_terms.due_on(today)
    wording, rule = stationery.wording, fee_rule(file, reckoned)
    dates = dates_of(today, due_on, rule, wording)
    sheet = replace(shown, kind="invoice", title=wording.text("sheet.invoice"), number=number, dates=dates)
    totals = reckoned.totals
    return Invoice(
        id=InvoiceId(asked.new_id()),
        account_id=ledger.account_id,
        contractor_id=file.contractor.id,
        project_id=file.project.id,
        milestone_ids=tuple(one.id for one in reckoned.milestones),
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
        state="issued" if totals.total else "paid",
        kind=reckoned.kind,
        parts=totals.parts,
        taxes=totals.taxes,
        retained=totals.retained,
        deposit_applied=totals.deposit_applied,
        late_fee=rule,
    )
