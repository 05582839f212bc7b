"""A client's credit is used on an invoice that is open, after a tap on what that comes to."""

from decimal import Decimal
from uuid import UUID, uuid5

from bots.commands import Option, Reply, command, option, reply
from bots.intents.names import match
from bots.perform.credit_offered import left_to_pay
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import fits
from bots.perform.paid_told import tell_rooms_paid
from core.domain.errors import OutOfDate
from core.domain.ids import InvoiceId
from core.domain.invoice import Invoice
from core.domain.money import Money
from core.ports.ledger import ProjectFile
from core.usecases import using_credit
from core.usecases.counting import balance_of

MOST_CHOICES = 6


def ask(desk: Desk, args: Args) -> Replies:
    """On the open invoice that is meant; where there is none, or the next one was said, it is offered with that."""
    found = _with_credit(desk, args)
    if not found:
        return [_none(desk, args.get("about"))]
    if len(found) > 1:
        choices = [_job(file, credit, args) for file, credit in found[:MOST_CHOICES]]
        return [reply("credit.whose", *choices, option("button.cancel", command("menu.back")))]
    [(file, credit)] = found
    several = _on(file, args)
    if not several:
        bill = option("button.invoice", command("draft.show", project=str(file.project.id)))
        return [reply("credit.with_next", bill, client=file.client.name, credit=credit)]
    if len(several) > 1:
        which = [_which(file, one) for one in several[:MOST_CHOICES]]
        return [reply("credit.which", *which, client=file.client.name, credit=credit)]
    return [_asked(desk, file, several[0])]


def _none(desk: Desk, about: str | None) -> Reply:
    """By the client's name where it is one: "Dana's" was said."""
    if about is None:
        return reply("credit.none")
    names = [*{desk.ledger.client(one.client_id).name for one in desk.ledger.projects()}]
    best = match(about, names).best
    return reply("credit.none_of", about=about if best is None else names[best])


def _asked(desk: Desk, file: ProjectFile, invoice: Invoice) -> Reply:
    usable, balance = using_credit.credit_for(desk.ledger, file, invoice), balance_of(file, invoice)
    sure = command("credit.use", invoice=str(invoice.id), amount=str(usable.decimal), key=desk.key)
    return reply(
        "credit.use_ask",
        option("button.use_credit", sure, credit=usable),
        option("button.leave", command("menu.back")),
        credit=usable,
        client=file.client.name,
        number=invoice.number,
        before=balance,
        after=balance - usable,
    )


def use(desk: Desk, args: Args) -> Replies:
    """What was shown, once; the client hears of it."""
    invoice_id = InvoiceId(UUID(args["invoice"]))
    currency = desk.ledger.invoice(invoice_id).total.currency
    shown, key = Money.of(Decimal(args["amount"]), currency), uuid5(invoice_id, args["key"])
    try:
        used = using_credit.use_credit(desk.ledger, desk.asked, invoice_id, shown, key)
    except OutOfDate:
        again = ask(desk, {"invoice": args["invoice"]})[0]
        return [reply("lines", *again.choices, lines=(reply("refused.credit.changed_since"), again))]
    last = used[-1]
    details = {
        "credit": shown,
        "client": last.file.client.name,
        "contractor": last.file.contractor.name,
        "number": last.invoice.number,
        "left": left_to_pay(last.invoice, last.balance),
    }
    if last.what == "already" and not using_credit.used_on(last.file, last.invoice):
        return ask(desk, {"invoice": args["invoice"]})  # it was given back since
    if last.what == "already":
        return [Reply("credit.used_already", details)]
    desk.session.remember(do="credit.used", number=last.invoice.number)
    link = str(desk.ledger.link_of(invoice_id).id)
    desk.teller.client(last.file.client.id, Reply("client.credit_used", details, link_id=link), f"credit:{key}")
    tell_rooms_paid(desk.teller, last)
    return [Reply("credit.used", details)]


def _with_credit(desk: Desk, args: Args) -> list[tuple[ProjectFile, Money]]:
    """The jobs with credit that are meant, each by the contractor whose it is."""
    found = []
    for job in desk.ledger.projects():
        file = desk.ledger.project_file(job.id)
        for party in dict.fromkeys(one.contractor_id for one in file.invoices):
            credit = using_credit.credit_left(desk.ledger, file.by(party))
            if credit and _meant(file.by(party), args):
                found.append((file.by(party), credit))
    return found


def _meant(file: ProjectFile, args: Args) -> bool:
    """The credit of each contractor of a job pays that one's invoices only."""
    if args.get("project"):
        return (str(file.project.id), str(file.contractor.id)) == (args["project"], args["contractor"])
    if args.get("invoice"):
        return any(str(one.id) == args["invoice"] for one in file.mine.invoices)
    about = args.get("about")
    return not about or any(fits(file, one, about) for one in file.mine.invoices)


def _on(file: ProjectFile, args: Args) -> list[Invoice]:
    """The open invoices that can be meant."""
    open_ones = _open(file)
    tapped = [one for one in open_ones if str(one.id) == args.get("invoice")]
    if tapped or args.get("next"):
        return tapped
    return [one for one in open_ones if args.get("about") and fits(file, one, args["about"])] or open_ones


def _open(file: ProjectFile) -> list[Invoice]:
    """The newest first."""
    return [one for one in reversed(file.mine.invoices) if balance_of(file, one)]


def _job(file: ProjectFile, credit: Money, args: Args) -> Option:
    whose = {"project": str(file.project.id), "contractor": str(file.contractor.id)}
    this = command("credit.use_ask", next=bool(args.get("next")), **whose)
    named = {"client": file.client.name, "project": file.project.name, "credit": credit}
    if len({one.contractor_id for one in file.invoices}) > 1:
        return option("credit.job_of", this, contractor=file.contractor.name, **named)
    return option("credit.job", this, **named)


def _which(file: ProjectFile, invoice: Invoice) -> Option:
    this = command("credit.use_ask", invoice=str(invoice.id))
    return option("credit.invoice", this, number=invoice.number, balance=balance_of(file, invoice))
