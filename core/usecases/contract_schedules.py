"""Builds the contract schedule from the books: what was agreed, part by part, and what came of it by now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.domain.contract_sheet import AgreedChange, ContractSheet, PlanGroup, PlanRow
from core.domain.errors import Refusal
from core.domain.ids import ContractorId, MilestoneId
from core.domain.invoice import Invoice, TaxAmount
from core.domain.milestone import Milestone
from core.domain.money import Money, total
from core.domain.project import ChangeOrder
from core.domain.sheet import SheetFigure
from core.domain.standing import Bill, Standing, stage_of, standings, whole
from core.domain.taxes import rules_of
from core.domain.terms import TaxRule
from core.domain.totals import counted, gets_deposit
from core.domain.withholding import deposit_asked, unapplied
from core.ports.ledger import ProjectFile
from core.ports.wording import Wording
from core.usecases.asking import Stationery
from core.usecases.sheets import client_of, contractor_of
from core.usecases.told_lines import tax_label
from core.usecases.told_steps import told_due, told_stage
from core.usecases.told_terms import told_deposit, told_due_terms, told_retainage

Line = tuple[Milestone, Standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSchedule:
    """``lines``: the milestones by position, each with how it stands; ``totals`` is their sum, and its value that of
    the contract to date. ``whose``: only what that contractor does of it, and then no change orders; None: all of it.
    ``next``: the first milestone that nothing is done of, of all.
    """

    whose: ContractorId | None
    lines: tuple[Line, ...]
    totals: Standing
    change_orders: tuple[ChangeOrder, ...]
    next: MilestoneId | None

    @property
    def left(self) -> Money:
        """What is still to be billed."""
        return self.totals.value - self.totals.billed


def reckon_schedule(file: ProjectFile, whose: ContractorId | None = None) -> ContractSchedule:
    """``file`` is the whole job's. Refusal: schedule.nothing (project) where it has no milestones."""
    found = standings(file.milestones, [_bill(file, one) for one in counted(file.invoices)])
    lines = tuple((one, found[one.id]) for one in file.milestones if whose in {None, one.contractor_id})
    if not lines:
        raise Refusal("schedule.nothing", project=file.project.name)
    approved = (one for one in file.change_orders if one.state == "approved" and whose is None)
    coming = (
        one.id for one in file.milestones if one.scheduled_value and stage_of(one.state, found[one.id]) == "planned"
    )
    return ContractSchedule(
        whose=whose,
        lines=lines,
        totals=whole((stands for _, stands in lines), file.project.currency),
        change_orders=tuple(sorted(approved, key=lambda one: (not one.number, one.number, one.recorded_at))),
        next=next(coming, None),
    )


def build_schedule(file: ProjectFile, whose: ContractorId | None, stationery: Stationery, today: date) -> ContractSheet:
    """As ``reckon_schedule``, on the letterhead of the project's own contractor, or of ``whose`` part it is."""
    made = reckon_schedule(file, whose)
    return _Making(file.by(whose or file.project.contractor_id), made, stationery).sheet(today)


def _bill(file: ProjectFile, invoice: Invoice) -> Bill:
    currency = invoice.total.currency
    notes = [one for one in file.credit_notes if one.invoice_id == invoice.id]
    paid = (one.allocated for one in file.payments if one.invoice_id == invoice.id and one.state == "succeeded")
    return Bill(
        parts=invoice.parts,
        credited=tuple(part for note in notes for part in note.parts),
        total=invoice.total - total((note.total for note in notes), currency),
        paid=total(paid, currency),
    )


class _Making:
    def __init__(self, file: ProjectFile, made: ContractSchedule, stationery: Stationery) -> None:
        self._file = file
        self._made = made
        self._labels = stationery.labels
        self._wording: Wording = stationery.wording
        self._currency = file.project.currency

    def sheet(self, today: date) -> ContractSheet:
        file, made, wording = self._file, self._made, self._wording
        mine = made.whose is not None
        label = wording.text("schedule.part_of", contractor=file.contractor.name) if mine else ""
        return ContractSheet(
            language=wording.language,
            paper=file.contractor.paper,
            title=wording.text("schedule.title"),
            number="",
            contractor=contractor_of(file, wording),
            client=client_of(file, wording),
            project=file.project.name,
            day=wording.day(today),
            currency=self._currency,
            total=self._money(made.totals.value),
            total_label=label or wording.text("schedule.to_date"),
            figures=tuple(self._figures()),
            changes=tuple(self._change(one) for one in made.change_orders),
            changes_sum=self._money(self._changed()),
            groups=tuple(self._groups()),
            sums=self._row(made.totals),
            retains=self._holds(),
            terms=tuple(self._terms()),
            note=self._note(),
            words=dict(self._labels),
        )

    def _figures(self) -> Iterator[SheetFigure]:
        made = self._made
        if made.whose is None:
            yield self._figure("original", self._file.contract.original_contract_sum)
            yield self._figure("changes", self._changed())
            yield self._figure("to_date", made.totals.value, "total")
        yield self._figure("billed", made.totals.billed)
        yield self._figure("paid", made.totals.paid)
        if self._holds():
            yield self._figure("retained", made.totals.held)
        yield self._figure("left", made.left)

    def _figure(self, code: str, amount: Money, kind: Literal["step", "total"] = "step") -> SheetFigure:
        return SheetFigure(self._wording.text(f"schedule.{code}"), self._money(amount), kind)

    def _changed(self) -> Money:
        return total((one.amount for one in self._made.change_orders), self._currency)

    def _holds(self) -> bool:
        """Whether anything is held back, or will be."""
        own = any(milestone.retainage and milestone.retainage.ppm for milestone, _ in self._made.lines)
        return own or self._file.contract.terms.retainage is not None or bool(self._made.totals.held)

    def _change(self, change: ChangeOrder) -> AgreedChange:
        return AgreedChange(str(change.number or ""), change.description, self._money(change.amount))

    # ---- the parts -------------------------------------------------------------------------------

    def _groups(self) -> Iterator[PlanGroup]:
        """In the sequence of their first milestones; a deposit by itself comes first, what is in no group last."""
        lines = self._made.lines
        grouped = any(milestone.group for milestone, _ in lines)
        groups: dict[str, list[Line]] = {}
        for milestone, stands in lines:
            deposit = grouped and not milestone.group and milestone.kind == "deposit"
            name = self._wording.text("sheet.deposit") if deposit else milestone.group
            groups.setdefault(name, []).append((milestone, stands))
        for name, those in sorted(groups.items(), key=lambda group: not group[0]):
            sums = whole((stands for _, stands in those), self._currency)
            yield PlanGroup(name, tuple(self._plan_row(*one) for one in those), self._row(sums))

    def _plan_row(self, milestone: Milestone, stands: Standing) -> PlanRow:
        wording, stage = self._wording, stage_of(milestone.state, stands)
        following = milestone.id == self._made.next
        return PlanRow(
            str(milestone.position),
            milestone.name,
            tuple(self._notes(milestone)),
            wording.text("schedule.next") if following else told_stage(stage, stands, wording),
            self._row(stands),
        )

    def _notes(self, milestone: Milestone) -> Iterator[str]:
        wording, file = self._wording, self._file
        if len(file.doing) > 1:
            yield wording.text("whole.done_by", contractor=file.named(milestone.contractor_id).name)
        yield told_due(milestone, wording)
        own = milestone.retainage
        if own is not None and own.ppm:
            yield wording.text("schedule.own_retainage", rate=wording.percent(own))
        elif own is not None and file.contract.terms.retainage:
            yield wording.text("schedule.nothing_retained")

    def _row(self, stands: Standing) -> tuple[str, ...]:
        figures = (stands.value, stands.billed, stands.paid, stands.held, stands.value - stands.billed)
        return tuple(self._money(one) for one in figures)

    # ---- what was agreed beside the sum ------------------------------------------------------------

    def _terms(self) -> Iterator[tuple[str, str]]:
        terms, wording = self._file.contract.terms, self._wording
        said = [("deposit", one) for one in self._deposit()]
        if terms.retainage:
            said.append(("retainage", told_retainage(terms.retainage, wording)))
        said += [("taxes", self._tax(rule)) for rule in rules_of(self._file.project, self._file.contract)]
        if discount := self._discount():
            said.append(("discount", wording.text("schedule.discounted", amount=self._money(-discount))))
        said.append(("payment", told_due_terms(self._file.due_terms, wording)))
        if terms.in_sequence:
            said.append(("sequence", wording.text("schedule.in_sequence")))
        for code, text in said:
            yield wording.text(f"schedule.terms.{code}"), text

    def _deposit(self) -> Iterator[str]:
        """Outside the schedule; one inside it is a part as any other. It is told to the one whose it is."""
        file, wording = self._file, self._wording
        terms, gets = file.contract.terms.deposit, gets_deposit(file.story)
        if terms is None or self._made.whose not in {None, gets}:
            return
        yield told_deposit(terms, wording)
        if gets != file.project.contractor_id and self._made.whose is None:
            yield wording.text("schedule.deposit_by", contractor=file.named(gets).name)
        history = (file.invoices, file.credit_notes)
        asked = deposit_asked(history, self._currency)
        if asked:
            left = unapplied(history, self._currency)
            amounts = {"asked": asked, "credited": asked - left, "left": left}
            yield wording.text("schedule.deposit_so_far", **{code: self._money(one) for code, one in amounts.items()})

    def _tax(self, rule: TaxRule) -> str:
        inclusive, nothing = self._file.contract.terms.inclusive, Money.zero(self._currency)
        tax = TaxAmount(
            name=rule.name, rate=rule.rate, scope=rule.scope, inclusive=inclusive, base=nothing, tax=nothing
        )
        label = tax_label(tax, self._wording)
        return label if inclusive else self._wording.text("schedule.tax_on_top", tax=label)

    def _discount(self) -> Money:
        lines = (line for milestone, _ in self._made.lines for line in milestone.lines if line.discount)
        return total((line.amount for line in lines), self._currency)

    def _note(self) -> str:
        if not rules_of(self._file.project, self._file.contract):
            return ""
        return self._wording.text("whole.tax_included" if self._file.contract.terms.inclusive else "whole.before_tax")

    def _money(self, amount: Money) -> str:
        return self._wording.money(amount)
