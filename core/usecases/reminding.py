"""Reminders of an invoice: begun when it goes out, taken one by one, paused and gone on with."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from core.domain.ids import ClientId, ContractorId, InvoiceId, ProjectId, ReminderPlanId
from core.domain.invoice import Invoice
from core.domain.line_answer import newest
from core.domain.reminder import (
    DAYS,
    DayOff,
    Dues,
    ReminderPlan,
    ReminderStep,
    Why,
    hours_in,
    never_off,
    next_due,
    policy_of,
    step_on,
)
from core.ports.ledger import Ledger, ProjectFile
from core.usecases.asking import Asked
from core.usecases.counting import balance_of, on_its_way

PolicyOf = Literal["contractor", "client", "project"]
_OPEN = frozenset({"issued", "part_paid"})
_DAY = timedelta(days=1)


Off = Callable[[ProjectFile], DayOff]
"""Which days are off where a job is."""


def nobody_off(_file: ProjectFile) -> DayOff:
    """Where nobody knows of holidays: what is set without them is looked at again on the day."""
    return never_off


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """A step whose time has come."""

    step: ReminderStep
    invoice: Invoice
    file: ProjectFile


def went_out(ledger: Ledger, asked: Asked, invoice: Invoice) -> None:
    """From the first day on which it went out, once; on a day on which it went out again, nothing more goes."""
    plan = ledger.reminder_plan(invoice.id, lock=True)
    if plan is None:
        ledger.save(_begun(ledger, asked, invoice))
        return
    zone = ledger.project_file(invoice.project_id).project.zone
    ledger.save(replace(plan, last_on=asked.today(zone)))


def take(ledger: Ledger, asked: Asked, invoice_id: InvoiceId, off: Off = nobody_off) -> Reminded | None:
    """The step that is due now, which counts as gone from then on; None when none is, by now. Another time is set."""
    plan = ledger.reminder_plan(invoice_id, lock=True)
    if plan is None or plan.state == "ended":
        return None
    invoice = ledger.invoice(invoice_id)
    file = ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    if invoice.state not in _OPEN or not balance_of(file, invoice):
        ledger.save(replace(plan, state="ended", next_at=None))
        return None
    today = asked.today(file.project.zone)
    if plan.state == "paused" and (plan.until is None or plan.until >= today):
        ledger.save(_scheduled(plan, file, invoice, asked.now))
        return None
    plan = replace(plan, state="on", why="")
    if is_held_up(ledger, plan) or on_its_way(file, invoice):
        ledger.save(_scheduled(plan, file, invoice, asked.now + _DAY))
        return None
    found = next_due(_dues(plan, file, invoice, off), asked.now)
    if found is None or found[1] > asked.now:
        ledger.save(_scheduled(plan, file, invoice, asked.now, off))
        return None
    gone = replace(plan, last_step=found[0], last_on=today)
    ledger.save(_scheduled(gone, file, invoice, asked.now, off))
    return Reminded(step=found[0], invoice=invoice, file=file)


def pause(
    ledger: Ledger, asked: Asked, invoice_id: InvoiceId, why: Why, until: date | None = None
) -> ReminderPlan | None:
    """The plan as it is then; None when there is nothing to pause. What the contractor paused stays so, whatever the
    client says; what the client said is dealt with by it.
    """
    plan = ledger.reminder_plan(invoice_id, lock=True)
    if plan is None or plan.state == "ended":
        return None
    if plan.why == "contractor" and why != "contractor":
        return plan
    invoice = ledger.invoice(invoice_id)
    paused = replace(plan, state="paused", why=why, until=until, cleared_at=asked.now)
    paused = _scheduled(paused, ledger.project_file(invoice.project_id), invoice, asked.now)
    ledger.save(paused)
    return paused


def go_on(ledger: Ledger, asked: Asked, invoice_id: InvoiceId) -> ReminderPlan | None:
    """The plan as it is then; None where nothing is open. What was missed meanwhile is not made up for."""
    invoice = ledger.invoice(invoice_id)
    file = ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    if invoice.state not in _OPEN or not balance_of(file, invoice):
        return None
    plan = ledger.reminder_plan(invoice_id, lock=True) or _begun(ledger, asked, invoice)
    on = replace(plan, days=plan.days or DAYS, state="on", why="", until=None, cleared_at=asked.now)
    plan = _scheduled(on, file, invoice, asked.now)
    ledger.save(plan)
    return plan


def days_for(file: ProjectFile) -> tuple[int, ...]:
    """What was said of the job, else of the client, else of the contractor, else the house's own."""
    said = (file.project.reminders, file.client.reminders, file.contractor.reminders)
    return next((days for days in said if days is not None), DAYS)


def set_days(
    ledger: Ledger, days: tuple[int, ...] | None, *, of: ContractorId | ClientId | ProjectId, what: PolicyOf
) -> None:
    """For what goes out from now on; None: what would hold without a word of it. DoesNotAddUp as ``policy_of``."""
    policy = None if days is None else policy_of(days)
    if what == "project":
        project = ledger.project_file(ProjectId(of), lock=True).project
        ledger.save(replace(project, reminders=policy))
    elif what == "client":
        ledger.save(replace(ledger.client(ClientId(of)), reminders=policy))
    else:
        ledger.save(replace(ledger.contractor(ContractorId(of)), reminders=policy))


def plan_anew(ledger: Ledger, asked: Asked, invoice_id: InvoiceId) -> bool:
    """One that is open goes by what holds now; whether that changed anything. What was said or paused stays so; what
    has ended begins again where days are left, also after the contractor was asked.
    """
    plan = ledger.reminder_plan(invoice_id, lock=True)
    invoice = ledger.invoice(invoice_id)
    file = ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    days = days_for(file)
    if plan is None or plan.days == days or invoice.state not in _OPEN or not balance_of(file, invoice):
        return False
    state = "on" if plan.state == "ended" else plan.state
    late = (asked.today(file.project.zone) - invoice.due_on).days
    last = step_on(late) if plan.last_step == "ask" else plan.last_step
    anew = _scheduled(replace(plan, days=days, state=state, last_step=last), file, invoice, asked.now)
    ledger.save(anew)
    return not anew.state == plan.state == "ended"


def coming(
    ledger: Ledger, asked: Asked, invoice: Invoice, off: Off = nobody_off
) -> tuple[ReminderStep, datetime] | None:
    """What goes next of a plan that is on, or that goes on by itself."""
    plan = ledger.reminder_plan(invoice.id)
    if plan is None or plan.next_at is None:
        return None
    file = ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    return next_due(_dues(plan, file, invoice, off), asked.now)


def is_held_up(ledger: Ledger, plan: ReminderPlan) -> bool:
    """Whether a line is disputed, or the client waits for an answer to what they wrote last; what they wrote of a line
    that is settled or approved since waits for none.
    """
    answers = ledger.line_answers(plan.invoice_id)
    if any(one.kind == "dispute" for one in newest(answers).values()):
        return True
    over = {one.at for one in answers if one.kind == "dispute"}  # the question has the very time of the dispute
    last = ledger.questions(plan.invoice_id)[-1:]
    waiting = [one for one in last if one.author == "client" and one.asked_at not in over]
    return any(plan.cleared_at is None or one.asked_at > plan.cleared_at for one in waiting)


def _begun(ledger: Ledger, asked: Asked, invoice: Invoice) -> ReminderPlan:
    file = ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    plan = ReminderPlan(
        id=ReminderPlanId(asked.new_id()),
        account_id=invoice.account_id,
        invoice_id=invoice.id,
        begun_on=asked.today(file.project.zone),
        days=days_for(file),
    )
    return _scheduled(plan, file, invoice, asked.now)


def _scheduled(
    plan: ReminderPlan, file: ProjectFile, invoice: Invoice, now: datetime, off: Off = nobody_off
) -> ReminderPlan:
    """Looked at again when the next step is due; a pause without an end is not."""
    if plan.state == "paused" and plan.until is None:
        return replace(plan, next_at=None)
    found = next_due(_dues(plan, file, invoice, off), now)
    return replace(plan, next_at=found[1]) if found else replace(plan, state="ended", next_at=None)


def _dues(plan: ReminderPlan, file: ProjectFile, invoice: Invoice, off: Off) -> Dues:
    """No client has told their zone or place: the site's is theirs."""
    hours = hours_in(file.contractor.jurisdiction)
    return Dues(due_on=invoice.due_on, zone=file.project.zone, plan=plan, hours=hours, off=off(file))
