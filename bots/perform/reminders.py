"""The contractor sees which reminders go next, pauses them, and has them go on."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from bots.commands import Reply, command, option, reply
from bots.days_off import days_off
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import fits
from bots.perform.reminder_policies import when
from core.domain.ids import InvoiceId
from core.domain.invoice import Invoice
from core.ports.ledger import ProjectFile
from core.usecases import counting, reminding


def show(desk: Desk, args: Args) -> Replies:
    """What is open, with what goes next of each."""
    found = list(_meant(desk, args))
    if not found:
        return [reply("reminders.nothing")]
    plans = [desk.ledger.reminder_plan(one.id) for _, one in found]
    about = {"about": args.get("about")}
    choices = []
    if any(plan and plan.state == "on" for plan in plans):
        choices.append(option("button.reminders_off", command("reminders.off", **about)))
    if any(plan is None or plan.state == "paused" for plan in plans):
        choices.append(option("button.reminders_on", command("reminders.on", **about)))
    return [reply("reminders.list", *choices, lines=tuple(_line(desk, *one) for one in found), when=_when(desk, found))]


def _when(desk: Desk, found: Sequence[tuple[ProjectFile, Invoice]]) -> tuple[Reply, ...]:
    """As the plans of these say, when they say the same; else as it holds for what goes out now."""
    plans = [desk.ledger.reminder_plan(one.id) for _, one in found]
    days = {plan.days for plan in plans if plan}
    return when(days.pop() if len(days) == 1 else reminding.days_for(found[0][0]))


def hours(_desk: Desk, _args: Args) -> Replies:
    """They are not the contractor's to set: a message at night is against the law in many places."""
    return [reply("reminders.hours")]


def off(desk: Desk, args: Args) -> Replies:
    """Until the contractor says otherwise."""
    found = list(_meant(desk, args))
    paused = [one.number for _, one in found if reminding.pause(desk.ledger, desk.asked, one.id, "contractor")]
    if not paused:
        return [reply("reminders.nothing")]
    again = option("button.reminders_on", command("reminders.on", about=args.get("about"), invoice=args.get("invoice")))
    return [reply("reminders.off", again, numbers=", ".join(paused))]


def on(desk: Desk, args: Args) -> Replies:
    """From the next step on."""
    found = list(_meant(desk, args))
    gone_on = [pair for pair in found if reminding.go_on(desk.ledger, desk.asked, pair[1].id)]
    if not gone_on:
        return [reply("reminders.nothing")]
    return [reply("reminders.on", lines=tuple(_line(desk, *one) for one in gone_on))]


def wait(desk: Desk, args: Args) -> Replies:
    """Until the day that the client promised is over."""
    invoice = desk.ledger.invoice(InvoiceId(UUID(args["invoice"])))
    until = date.fromisoformat(args["until"])
    if reminding.pause(desk.ledger, desk.asked, invoice.id, "promised", until) is None:
        return [reply("reminders.nothing")]
    return [reply("reminders.waits", number=invoice.number, day=until)]


def _meant(desk: Desk, args: Args) -> Iterator[tuple[ProjectFile, Invoice]]:
    """Those that went out and are open: the one by its id, those that the words fit, or all."""
    about, wanted = args.get("about"), args.get("invoice")
    for project in desk.ledger.projects():
        file = desk.file(project.id)
        for invoice in file.invoices:
            named = str(invoice.id) == wanted if wanted else not about or fits(file, invoice, about)
            if named and invoice.sent_at and counting.balance_of(file, invoice):
                yield file, invoice


def _line(desk: Desk, file: ProjectFile, invoice: Invoice) -> Reply:
    balance = counting.balance_of(file, invoice)
    details = {"client": file.client.name, "number": invoice.number, "balance": balance, "due": invoice.due_on}
    return Reply("reminders.line", {**details, "next": _next(desk, file, invoice)})


def _next(desk: Desk, file: ProjectFile, invoice: Invoice) -> Reply:
    plan = desk.ledger.reminder_plan(invoice.id)
    coming = reminding.coming(desk.ledger, desk.asked, invoice, days_off)
    if plan is None or plan.state == "ended":
        return reply("reminders.none_left")
    if plan.state == "paused" and coming is None:
        return reply("reminders.paused")
    if counting.on_its_way(file, invoice) or reminding.is_held_up(desk.ledger, plan):
        waits = "reminders.on_its_way" if counting.on_its_way(file, invoice) else "reminders.held_up"
        return reply(waits, client=file.client.name)
    step, moment = coming or ("ask", desk.asked.now)
    day = moment.astimezone(ZoneInfo(file.project.zone)).date()
    if plan.state == "paused":
        return reply("reminders.promised", until=plan.until, day=day)
    return reply("reminders.asks" if step == "ask" else "reminders.next", day=day)


PERFORMERS = {
    "reminders.show": show,
    "reminders.hours": hours,
    "reminders.off": off,
    "reminders.on": on,
    "reminders.wait": wait,
}
