"""Builds a client's statement from the books, and the receipt of one payment."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.domain.errors import Refusal
from core.domain.ids import ClientId, InvoiceId
from core.domain.money import Money
from core.domain.payment import BY_NAME, Payment, Receipt
from core.domain.receipt_sheet import ReceiptSheet
from core.domain.sheet import SheetFigure
from core.domain.statement import Dealings, OpenInvoice, Statement, StatementEntry, statement_of
from core.domain.statement_sheet import OpenRow, StatementBlock, StatementRow, StatementSheet
from core.ports.ledger import Ledger, ProjectFile
from core.ports.wording import Wording
from core.usecases.asking import Stationery
from core.usecases.sheets import client_of, contractor_of

_METHODS = frozenset({"cash", "check", "transfer", "card", "bank", "test", "credit", "other"})


def dealings_with(ledger: Ledger, client_id: ClientId) -> tuple[ProjectFile, ...]:
    """All of the client's projects, put away or not, the oldest first. Refusal: statement.nothing (client) where none
    was billed.
    """
    files = tuple(ledger.project_file(one.id) for one in reversed(ledger.projects_of(client_id)))
    if not any(file.invoices for file in files):
        raise Refusal("statement.nothing", client=ledger.client(client_id).name)
    return files


def statements_of(files: Sequence[ProjectFile]) -> tuple[Statement, ...]:
    """One a currency."""
    by_currency: dict[str, list[Dealings]] = {}
    for file in files:
        dealings = Dealings(
            project=file.project.name,
            invoices=file.invoices,
            credit_notes=file.credit_notes,
            payments=file.payments,
            names={one.id: one.name for one in file.doing} if len(file.doing) > 1 else {},
        )
        by_currency.setdefault(file.project.currency, []).append(dealings)
    return tuple(statement_of(those, currency) for currency, those in by_currency.items())


def build_statement(files: Sequence[ProjectFile], stationery: Stationery, now: datetime) -> StatementSheet:
    """As of now, in the zone of the newest project. ``files`` are one client's, at least one."""
    wording, newest = stationery.wording, files[-1]
    zone = ZoneInfo(newest.project.zone)
    made = _Making(wording, zone, now.astimezone(zone).date())
    return StatementSheet(
        language=wording.language,
        paper=newest.contractor.paper,
        title=wording.text("statement.title"),
        number="",
        contractor=contractor_of(newest, wording),
        client=client_of(newest, wording),
        day=wording.day(made.today),
        blocks=tuple(made.block(one) for one in statements_of(files)),
        words=dict(stationery.labels),
    )


class _Making:
    def __init__(self, wording: Wording, zone: ZoneInfo, today: date) -> None:
        self._wording = wording
        self._zone = zone
        self.today = today

    def block(self, statement: Statement) -> StatementBlock:
        return StatementBlock(
            currency=statement.currency,
            balance=self._money(statement.balance),
            rows=tuple(self._row(one) for one in statement.entries),
            still_open=tuple(self._open(one) for one in statement.open_invoices),
            figures=tuple(self._figures(statement)),
        )

    def _row(self, entry: StatementEntry) -> StatementRow:
        billed = self._money(entry.amount) if entry.kind in {"invoice", "returned"} else ""
        silent = bool(billed) or entry.kind == "credit_used"
        return StatementRow(
            day=self._wording.day(entry.at.astimezone(self._zone).date()),
            text=self._text(entry),
            project=entry.project,
            billed=billed,
            paid="" if silent else self._money(-entry.amount),
            balance=self._money(entry.balance),
            off=entry.off,
        )

    def _text(self, entry: StatementEntry) -> str:
        code = f"statement.{entry.kind}_off" if entry.off else f"statement.{entry.kind}"
        how = how_paid(self._wording, entry.method, entry.note) if entry.kind in {"payment", "returned"} else ""
        details = {"number": entry.number, "on": entry.on, "how": how}
        if entry.kind == "credit_used":
            details["amount"] = self._money(-entry.amount)
        return self._of(self._wording.text(code, **details), entry.contractor)

    def _of(self, what: str, contractor: str) -> str:
        if not contractor:
            return what
        return self._wording.text("statement.of_contractor", what=what, contractor=contractor)

    def _open(self, one: OpenInvoice) -> OpenRow:
        due = one.invoice.due_on
        return OpenRow(
            self._of(one.invoice.number, one.contractor),
            one.project,
            self._wording.day(due),
            due < self.today,
            self._money(one.balance),
        )

    def _figures(self, statement: Statement) -> Iterator[SheetFigure]:
        yield self._figure("billed", statement.billed)
        if statement.credited:
            yield self._figure("credited", -statement.credited)
        yield self._figure("paid", -statement.paid)
        yield SheetFigure(self._wording.text("statement.balance"), self._money(statement.balance), "total")
        notes = (
            ("open_balance", statement.open_balance if statement.credit else Money.zero(statement.currency)),
            ("credit", statement.credit),
            ("retained", statement.retained),
            ("deposit_left", statement.deposit_left),
        )
        for code, amount in notes:
            if amount:
                yield replace(self._figure(code, amount), kind="context")

    def _figure(self, code: str, amount: Money) -> SheetFigure:
        return SheetFigure(self._wording.text(f"statement.{code}"), self._money(amount), "step")

    def _money(self, amount: Money) -> str:
        return self._wording.money(amount)


def how_paid(wording: Wording, method: str, note: str) -> str:
    """As people say it: cash, check 1023, Zelle."""
    if note in BY_NAME:
        return wording.text("method.by_name", name=note)
    if method not in _METHODS:
        return method  # the gateway's own word
    return wording.text(f"method.{method}_note", note=note) if note else wording.text(f"method.{method}")


def receipts_of(ledger: Ledger, invoice_id: InvoiceId) -> tuple[Receipt, ...]:
    """Of the payments that count, the newest last."""
    file = ledger.project_file(ledger.invoice(invoice_id).project_id)
    counting = {one.id for one in file.payments if one.state == "succeeded"}
    return tuple(one for one in ledger.receipts(invoice_id) if one.payment_id in counting)


def build_receipt(file: ProjectFile, receipt: Receipt, stationery: Stationery) -> ReceiptSheet:
    """Of one payment on an invoice of this project, with what it left then."""
    wording = stationery.wording
    payment = next(one for one in file.payments if one.id == receipt.payment_id)
    invoice = next(one for one in file.invoices if one.id == receipt.invoice_id)
    file = file.by(invoice.contractor_id)
    received = payment.received_at.astimezone(ZoneInfo(file.project.zone)).date()
    return ReceiptSheet(
        language=wording.language,
        paper=file.contractor.paper,
        title=wording.text("receipt.title"),
        number=receipt.number,
        contractor=contractor_of(file, wording),
        client=client_of(file, wording),
        project=file.project.name,
        amount=wording.money(receipt.amount),
        currency=receipt.amount.currency,
        facts=(
            (wording.text("receipt.received"), wording.day(received)),
            (wording.text("receipt.how"), how_paid(wording, payment.method, payment.note)),
            (wording.text("receipt.invoice"), invoice.number),
        ),
        figures=tuple(_receipt_figures(receipt, payment, wording)),
        words=dict(stationery.labels),
    )


def _receipt_figures(receipt: Receipt, payment: Payment, wording: Wording) -> Iterator[SheetFigure]:
    yield SheetFigure(wording.text("receipt.amount"), wording.money(receipt.amount), "total")
    if payment.card_fee:
        yield SheetFigure(wording.text("receipt.card_fee"), wording.money(payment.card_fee), "step")
    yield SheetFigure(wording.text("receipt.left"), wording.money(receipt.balance), "step")
    if payment.surplus:
        yield SheetFigure(wording.text("receipt.surplus"), wording.money(payment.surplus), "step")
