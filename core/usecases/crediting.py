"""An issued invoice never changes: a credit note with a number of its own takes back what was wrong in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain import allocation
from core.domain.crediting import Credit, Target, credit, creditable, left_of_part
from core.domain.errors import DoesNotAddUp, OutOfDate, Refusal
from core.domain.ids import CreditNoteId, InvoiceId
from core.domain.invoice import CreditNote, Invoice
from core.domain.journal import Moving
from core.domain.lifecycle import INVOICE
from core.domain.money import Money, total
from core.domain.payment import Payment
from core.domain.sheet import InvoiceSheet, SheetFigure, SheetLine, SheetSection
from core.domain.text import one_line
from core.domain.totals import added_tax
from core.domain.withholding import held_of, unapplied
from core.ports.ledger import Ledger, ProjectFile
from core.ports.outbox import Job
from core.ports.wording import Wording
from core.usecases.asking import Asked, Stationery
from core.usecases.closing import close_requests, settle_milestones
from core.usecases.journaling import save_moved
from core.usecases.locking import locked_invoice
from core.usecases.sheets import client_of, contractor_of
from core.usecases.using_credit import return_surplus
from core.usecases.voiding import unbill

PREFIX = "CN-"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditWish:
    """``amount`` before tax and before the deposit credited on it; None for all that is left of the invoice. With a
    ``target`` it comes off that part alone, and ``line`` is what the note calls it.
    """

    amount: Money | None = None
    reason: str = ""
    target: Target | None = None
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditShown:
    """What the contractor is asked to confirm: the balance before and after, what becomes the client's credit, and
    what is ``left`` to credit before it.
    """

    invoice: Invoice
    credit: Credit
    balance_before: Money
    balance_after: Money
    surplus: Money
    left: Money
    file: ProjectFile

    @property
    def fingerprint(self) -> str:
        """Of what was shown: a second tap finds less left to credit, and so another one."""
        figures = (self.credit.total, self.credit.subtotal, self.balance_before, self.left)
        return "-".join(str(one.minor) for one in figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """The note, and the invoice as it stands after it."""

    note: CreditNote
    invoice: Invoice
    shown: CreditShown


def show_credit(ledger: Ledger, invoice_id: InvoiceId, wish: CreditWish) -> CreditShown:
    """What it would come to. Refusal: invoice.void, invoice.credited (number), credit.too_much (number, left),
    credit.deposit_used, credit.retainage_released (number). DoesNotAddUp: credit.not_positive,
    line.other_currency (currency).
    """
    file, invoice = locked_invoice(ledger, invoice_id)
    if not (INVOICE.allows(invoice.state, "credit_part") or INVOICE.allows(invoice.state, "credit_rest")):
        raise Refusal(f"invoice.{invoice.state}", number=invoice.number)
    left = creditable(invoice, file.credit_notes)
    amount = left if wish.amount is None else wish.amount
    if amount.currency != left.currency:
        raise DoesNotAddUp("line.other_currency", currency=left.currency)
    if amount.minor <= 0:
        raise DoesNotAddUp("credit.not_positive")
    most = left_of_part(invoice, file.credit_notes, wish.target.milestone_id) if wish.target else left
    if amount > most:
        raise Refusal("credit.too_much", number=invoice.number, left=most)
    made = credit(invoice, file.credit_notes, amount, wish.target)
    _check_nothing_builds_on(file, invoice, made)
    before = allocation.balance_of(invoice, file.payments, file.credit_notes)
    surplus = max(Money.zero(left.currency), made.total - before)
    return CreditShown(
        invoice=invoice,
        credit=made,
        balance_before=before,
        balance_after=before - made.total + surplus,
        surplus=surplus,
        left=left,
        file=file,
    )


def issue_credit(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, wish: CreditWish, confirmed: str, stationery: Stationery
) -> Credited:
    """Takes the next number of the credit notes. ``confirmed``: the fingerprint that was shown; OutOfDate
    (credit.changed) when it is another by now. What was paid beyond what is left becomes the client's credit.
    """
    shown = show_credit(ledger, invoice_id, wish)
    if shown.fingerprint != confirmed:
        raise OutOfDate("credit.changed")
    file, invoice = shown.file, shown.invoice
    note = _numbered(ledger, asked, shown, wish, stationery)
    all_of_it = not creditable(invoice, (*file.credit_notes, note))
    action = "credit_all" if all_of_it else "credit_part" if shown.balance_after else "credit_rest"
    after = replace(invoice, state=INVOICE.after(invoice.state, action))
    moved: tuple[Moving, ...] = (note, after, *allocation.drained(invoice, file.payments, shown.surplus))
    save_moved(ledger, file, ("credited", note.id), asked.now, moved)
    if any(isinstance(one, Payment) and one.credit_of for one in moved):
        return_surplus(ledger, asked.now, ledger.project_file(file.project.id))
    _unbill_credited(ledger, file, invoice, note)
    if after.state in {"paid", "credited"}:
        settle_milestones(ledger, ledger.project_file(file.project.id), after, paid=True)
    if all_of_it:
        printed = (proof for proof in ledger.proofs(file.project.id) if proof.invoice_id == invoice.id)
        ledger.save(*(replace(proof, invoice_id=None) for proof in printed))
    close_requests(ledger, invoice.id)
    args = {"account_id": str(ledger.account_id), "note_id": str(note.id)}
    ledger.enqueue(Job(name="render_credit", args=args, queue="documents"))
    return Credited(note=note, invoice=after, shown=shown)


def keep_credit_pdf(ledger: Ledger, asked: Asked, note_id: CreditNoteId, pdf_key: str) -> CreditNote | None:
    """The PDF is stored, so the note goes out now. None when it went out already."""
    locked_invoice(ledger, ledger.credit_note(note_id).invoice_id)
    note = ledger.credit_note(note_id)
    if note.pdf_key is not None:
        return None
    note = replace(note, pdf_key=pdf_key, sent_at=asked.now)
    ledger.save(note)
    return note


def _unbill_credited(ledger: Ledger, file: ProjectFile, invoice: Invoice, note: CreditNote) -> None:
    touched = frozenset(part.milestone_id for part in note.parts if part.amount)
    narrowed = replace(invoice, milestone_ids=tuple(one for one in invoice.milestone_ids if one in touched))
    unbill(ledger, file, narrowed)


def _check_nothing_builds_on(file: ProjectFile, invoice: Invoice, made: Credit) -> None:
    before, mine = (file.invoices, file.credit_notes), (file.mine.invoices, file.mine.credit_notes)
    if unapplied(mine, made.total.currency) + made.deposit_applied < Money.zero(made.total.currency):
        raise Refusal("credit.deposit_used", number=invoice.number)
    for part in made.parts:
        milestone = next(one for one in file.milestones if one.id == part.milestone_id)
        if held_of(milestone, before) < part.retained:
            raise Refusal("credit.retainage_released", number=invoice.number)


def _numbered(ledger: Ledger, asked: Asked, shown: CreditShown, wish: CreditWish, stationery: Stationery) -> CreditNote:
    reason, line = one_line(wish.reason), one_line(wish.line)
    invoice, made = shown.invoice, shown.credit
    sequence = ledger.take_number(invoice.contractor_id, "credit_note")
    whose = shown.file.contractor
    own = whose.number_prefix if whose.id != shown.file.contractors[0].id else ""  # else two would be called alike
    number = f"{PREFIX}{own}{sequence:04d}"
    sheet = _sheet(asked, shown, number, ": ".join(one for one in (line, reason) if one), stationery)
    return CreditNote(
        id=CreditNoteId(asked.new_id()),
        account_id=ledger.account_id,
        contractor_id=invoice.contractor_id,
        project_id=invoice.project_id,
        invoice_id=invoice.id,
        sequence=sequence,
        number=number,
        reason=reason,
        parts=made.parts,
        taxes=made.taxes,
        subtotal=made.subtotal,
        tax=made.tax,
        retained=made.retained,
        deposit_applied=made.deposit_applied,
        total=made.total,
        issued_at=asked.now,
        language=stationery.wording.language,
        sheet=sheet.as_json(),
        sheet_hash=sheet.fingerprint,
    )


def _sheet(asked: Asked, shown: CreditShown, number: str, told: str, stationery: Stationery) -> InvoiceSheet:
    """Its own figures as they are taken back, and what that leaves of the invoice."""
    file, made, wording = shown.file, shown.credit, stationery.wording
    names = {one.id: one.name for one in file.milestones}
    label = told or wording.text("sheet.credit_line", number=shown.invoice.number)
    pieces = [(names[part.milestone_id], part.amount or -part.retained) for part in made.parts]
    pieces = [one for one in pieces if one[1]] or [(wording.text("sheet.deposit"), made.total)]
    if len(pieces) == 1:
        sections = (_section(pieces[0][0], [(label, pieces[0][1])], wording),)
    else:
        sections = (_section(label, pieces, wording),)
    return InvoiceSheet(
        kind="credit_note",
        language=wording.language,
        paper=file.contractor.paper,
        title=wording.text("sheet.credit_note"),
        number=number,
        contractor=contractor_of(file, wording),
        client=client_of(file, wording),
        project=file.project.name,
        dates=(
            (wording.text("date.issued"), wording.day(asked.today(file.project.zone))),
            (wording.text("sheet.credits_invoice"), shown.invoice.number),
        ),
        sections=sections,
        figures=_figures(shown, stationery),
        proofs=(),
        currency=made.total.currency,
        total_minor=-made.total.minor,
        total=wording.money(-made.total),
        words=dict(stationery.labels),
    )


def _section(name: str, pieces: Sequence[tuple[str, Money]], wording: Wording) -> SheetSection:
    """What is said of all of them stands once, above."""
    told = [(what, wording.money(-amount), -amount.minor) for what, amount in pieces]
    whole = total((-amount for _, amount in pieces), pieces[0][1].currency)
    lines = tuple(SheetLine(what, "1", text, text, minor, "") for what, text, minor in told)
    return SheetSection("", name, lines, wording.money(whole), ())


def _figures(shown: CreditShown, stationery: Stationery) -> tuple[SheetFigure, ...]:
    made, wording = shown.credit, stationery.wording
    nothing = Money.zero(made.total.currency)
    steps = [
        ("figure.subtotal", -made.subtotal or min(nothing, made.retained)),
        ("figure.tax_plain", -added_tax(made.taxes, nothing.currency)),
        ("figure.retainage", max(nothing, made.retained)),
        ("figure.deposit_credit", max(nothing, made.deposit_applied)),
    ]
    after = (
        ("figure.balance_before", shown.balance_before),
        ("figure.balance_after", shown.balance_after),
        *((("figure.client_credit", shown.surplus),) if shown.surplus else ()),
    )
    return (
        *(SheetFigure(wording.text(code), wording.money(amount), "step") for code, amount in steps if amount),
        SheetFigure(wording.text("figure.credited"), wording.money(-made.total), "total"),
        *(SheetFigure(wording.text(code), wording.money(amount), "context") for code, amount in after),
    )
