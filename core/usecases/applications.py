"""Builds the application for payment of an invoice from the books, with the continuation sheet that it sums up."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from core.domain.application import Columns, PaymentApplication, applied_for, applied_for_now, summed
from core.domain.application_sheet import ApplicationSheet, ChangeRow, ContinuationGroup, ContinuationRow
from core.domain.errors import Refusal
from core.domain.ids import InvoiceId
from core.domain.invoice import Invoice
from core.domain.milestone import Milestone
from core.domain.money import Money, total
from core.domain.project import ChangeOrder
from core.domain.sheet import SheetFigure
from core.domain.terms import NOTHING_SAID
from core.domain.totals import add_up
from core.ports.ledger import Ledger, ProjectFile
from core.ports.wording import Wording
from core.usecases.asking import Stationery
from core.usecases.locking import locked_invoice
from core.usecases.reckoning import claimable
from core.usecases.sheets import client_of, contractor_of, share_of

NO_FIGURE = "–"


def newest_application(file: ProjectFile) -> Invoice | None:
    """The newest invoice that has an application: not void, and not the deposit's."""
    those = (one for one in reversed(file.invoices) if one.kind != "deposit" and one.state != "void")
    return next(those, None)


def build_application(
    file: ProjectFile, invoice_id: InvoiceId | None, stationery: Stationery, today: date
) -> ApplicationSheet:
    """Of that invoice; None: of all that is done and not billed, as a draft. Refusal: application.deposit,
    invoice.void (number).
    """
    made = reckon_application(file, invoice_id)
    whose = made.invoice.contractor_id if made.invoice else file.project.contractor_id
    return _Making(file.by(whose), made, stationery).sheet(today)


def reckon_application(file: ProjectFile, invoice_id: InvoiceId | None) -> PaymentApplication:
    """The same as figures."""
    if invoice_id is None:
        done = [one for one in file.milestones if _said_to_be_done(one) and claimable(file, one)]
        return applied_for_now(file.story, file.milestones, add_up(file.story, done))
    invoice = next(one for one in file.invoices if one.id == invoice_id)
    if invoice.kind == "deposit":
        raise Refusal("application.deposit", number=invoice.number)
    if invoice.state == "void":
        raise Refusal("invoice.void", number=invoice.number)
    return applied_for(file.story, file.milestones, invoice)


def keep_application(ledger: Ledger, invoice_id: InvoiceId, pdf_key: str) -> str:
    """The bytes that the client got first are what is given out from then on: the key of those."""
    _, invoice = locked_invoice(ledger, invoice_id)
    if invoice.application_key is not None:
        return invoice.application_key
    ledger.save(replace(invoice, application_key=pdf_key))
    return pdf_key


def _said_to_be_done(milestone: Milestone) -> bool:
    return milestone.state == "done" or (milestone.state == "planned" and milestone.progress != NOTHING_SAID)


class _Making:
    def __init__(self, file: ProjectFile, made: PaymentApplication, stationery: Stationery) -> None:
        self._file = file
        self._made = made
        self._labels = stationery.labels
        self._wording: Wording = stationery.wording
        self._currency = file.project.currency

    def sheet(self, today: date) -> ApplicationSheet:
        file, made, wording = self._file, self._made, self._wording
        code = "application.title" if made.invoice else "application.title_draft"
        return ApplicationSheet(
            language=wording.language,
            paper=file.contractor.paper,
            title=wording.text(code),
            number=str(made.number),
            draft=made.invoice is None,
            contractor=contractor_of(file, wording),
            client=client_of(file, wording),
            project=file.project.name,
            facts=tuple(self._facts(today)),
            figures=tuple(self._figures()),
            payable=tuple(self._payable()),
            note=self._note(),
            changes=tuple(self._change(one) for one in made.change_orders),
            changes_sums=(self._money(self._added()), self._money(self._deducted())),
            groups=tuple(self._groups()),
            sums=self._row(made.totals),
            currency=self._currency,
            words=dict(self._labels),
        )

    def _facts(self, today: date) -> Iterator[tuple[str, str]]:
        wording, invoice = self._wording, self._made.invoice
        yield wording.text("application.number"), str(self._made.number)
        if invoice:
            issued = invoice.issued_at.astimezone(ZoneInfo(self._file.project.zone)).date()
            yield wording.text("application.invoice"), invoice.number
            yield wording.text("application.work_through"), wording.day(issued)
        yield wording.text("application.made"), wording.day(today)

    def _figures(self) -> Iterator[SheetFigure]:
        made = self._made
        yield self._figure("original_contract_sum", made.original_contract_sum)
        yield self._figure("change_orders_net", made.contract_sum_to_date - made.original_contract_sum)
        yield self._figure("contract_sum_to_date", made.contract_sum_to_date, "context")
        yield self._figure("completed_and_stored", made.totals.to_date)
        yield self._figure("retainage", -made.totals.retained)
        yield self._figure("earned_less_retainage", made.earned_less_retainage, "context")
        yield self._figure("previously_certified", -made.previously_certified)
        yield self._figure("current_payment_due", made.current_payment_due, "total")
        yield self._figure("balance_to_finish", made.balance_to_finish)

    def _payable(self) -> Iterator[SheetFigure]:
        """How taxes and the deposit make the invoice's total of what is due."""
        made = self._made
        yield self._figure("current_payment_due", made.current_payment_due)
        yield self._figure("added_tax", made.added_tax)
        yield self._figure("deposit_applied", -made.deposit_applied)
        if made.invoice is None:
            yield self._figure("total_draft", made.total, "total")
        else:
            code = "total" if made.total == made.invoice.total else "total_credited"
            yield self._figure(code, made.total, "total", number=made.invoice.number)

    def _figure(
        self, code: str, amount: Money, kind: Literal["step", "total", "context"] = "step", **details: object
    ) -> SheetFigure:
        return SheetFigure(self._wording.text(f"application.{code}", **details), self._money(amount), kind)

    def _note(self) -> str:
        taxes = self._made.invoice.taxes if self._made.invoice else ()
        inclusive = self._file.contract.terms.inclusive or any(one.inclusive for one in taxes)
        return self._wording.text("application.tax_inside" if inclusive else "application.before_tax")

    def _added(self) -> Money:
        return total((one.amount for one in self._made.change_orders if one.amount.minor > 0), self._currency)

    def _deducted(self) -> Money:
        return total((-one.amount for one in self._made.change_orders if one.amount.minor < 0), self._currency)

    def _change(self, change: ChangeOrder) -> ChangeRow:
        amount = self._money(change.amount if change.amount.minor > 0 else -change.amount)
        added, deducted = (amount, "") if change.amount.minor > 0 else ("", amount)
        return ChangeRow(str(change.number) if change.number else "", change.description, added, deducted)

    def _groups(self) -> Iterator[ContinuationGroup]:
        """In the sequence of their first milestones; what is in no group comes last."""
        groups: dict[str, list[tuple[Milestone, Columns]]] = {}
        for milestone, columns in self._made.lines:
            groups.setdefault(milestone.group, []).append((milestone, columns))
        for name, lines in sorted(groups.items(), key=lambda group: not group[0]):
            rows = tuple(
                ContinuationRow(str(one.position), self._name(one), self._row(columns)) for one, columns in lines
            )
            yield ContinuationGroup(name, rows, self._row(summed((each for _, each in lines), self._currency)))

    def _name(self, milestone: Milestone) -> str:
        """With who does it, where several do the job."""
        if len(self._file.doing) < 2:
            return milestone.name
        return f"{milestone.name} · {self._file.named(milestone.contractor_id).name}"

    def _row(self, columns: Columns) -> tuple[str, ...]:
        percent = self._wording.percent(share_of(columns.to_date, columns.scheduled_value))
        figures: Sequence[Money] = (columns.scheduled_value, columns.before, columns.this_period, columns.stored)
        amounts = [self._money(one) for one in (*figures, columns.to_date)]
        known = percent if columns.scheduled_value.minor > 0 else NO_FIGURE
        return (*amounts, known, self._money(columns.balance), self._money(columns.retained))

    def _money(self, amount: Money) -> str:
        return self._wording.money(amount)
