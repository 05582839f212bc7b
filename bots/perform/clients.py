"""What clients do: see, approve, ask, pay. The contractor hears of each once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bots.commands import NOTHING, Command, Option, Reply, reply
from bots.hiring import whole_job
from bots.part_payments import ANY
from bots.perform.desk import Args, Replies
from bots.perform.open_invoices import sums_of, unpaid
from bots.perform.paid_how import called
from bots.perform.papers import with_file
from bots.perform.people import called as named
from bots.perform.promises import holding_up, transfer_answers
from bots.telling import Teller
from core.domain.account import Language
from core.domain.errors import Refusal
from core.domain.ids import InvoiceId
from core.domain.invoice import Invoice
from core.domain.money import Money
from core.domain.payment import Way
from core.ports.ledger import Ledger, ProjectFile
from core.usecases import answering, autopay, collecting, counting, line_answers, onboarding
from core.usecases.asking import Asked
from core.usecases.card_fees import fee_on
from core.usecases.views import Who

_A_DAY = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Counter:
    """One client's turn about one invoice. ``payees``: the contractor's own accounts, by gateway.
    ``keeps``: the gateway of ``way`` can keep what it is paid with. ``charge_by``: the gateways that can charge that,
    each with the account there that money goes to. ``adds_card_fee``: the gateway of ``way`` can take a fee from credit
    cards alone.
    """

    ledger: Ledger
    asked: Asked
    teller: Teller
    invoice_id: InvoiceId
    way: Way
    payees: Mapping[str, str] = field(default_factory=dict)
    keeps: bool = False
    charge_by: Mapping[str, str] = field(default_factory=dict)
    adds_card_fee: bool = False

    @property
    def file(self) -> ProjectFile:
        invoice = self.ledger.invoice(self.invoice_id)
        return self.ledger.project_file(invoice.project_id).by(invoice.contractor_id)

    def way_for(self, amount: Money) -> Way:
        """With what a credit card costs on top; nothing does where cards are left out."""
        if not self.adds_card_fee or self.way.means == "bank":
            return self.way
        file = self.file
        fee = fee_on(self.ledger, self.asked, file, file.contractor.id, amount)
        return replace(self.way, means="card", card_fee=fee) if fee else self.way

    def tell(self, code: str, key: str, *choices: Option, **details: object) -> None:
        """To the contractor's people, about this invoice."""
        file = self.file
        invoice = self.ledger.invoice(self.invoice_id)
        said = {"client": file.client.name, "number": invoice.number, "project": file.project.name, **details}
        if code == "told.question":
            said["invoice_id"] = str(invoice.id)
            choices = (*choices, *holding_up(self.ledger, self.asked, invoice, str(details["text"])))
        self.teller.members(Reply(code, said, choices), key)


def spoken(ledger: Ledger, who: Who, language: Language | None) -> Who:
    """A client is answered, and billed from now on, in the language they write."""
    if language is None or language == who.language or who.client_id is None:
        return who
    onboarding.speak_to_client(ledger, who.client_id, language)
    return replace(who, language=language)


def seen(counter: Counter, _args: Args) -> Replies:
    if answering.mark_viewed(counter.ledger, counter.asked, counter.invoice_id):
        counter.tell("told.viewed", f"viewed:{counter.invoice_id}")
    return []


def approve(counter: Counter, _args: Args) -> Replies:
    if answering.approve(counter.ledger, counter.asked, counter.invoice_id):
        told_approved(counter)
    return []


def told_approved(counter: Counter) -> None:
    """To the contractor's people, and in the rooms that talk about the job."""
    counter.tell("told.approved", f"approved:{counter.invoice_id}")
    invoice, project = counter.ledger.invoice(counter.invoice_id), counter.file.project
    said = Reply("room.approved", {"number": invoice.number, "project": project.name})
    counter.teller.rooms(project, invoice, said, f"room-approved:{invoice.id}")


def ask(counter: Counter, args: Args) -> Replies:
    """The question stays with the invoice and reaches the contractor's chat, with a button to answer."""
    question = answering.say_about(counter.ledger, counter.asked, counter.invoice_id, "client", args["text"])
    counter.tell("told.question", f"question:{question.id}", text=question.text)
    how = args.get("how")
    link = str(counter.ledger.link_of(counter.invoice_id).id) if args.get("pay") or how else None
    contractor = counter.file.contractor
    number = counter.ledger.invoice(counter.invoice_id).number
    details = {"contractor": contractor.name, "reach": contractor.phone or contractor.email, "number": number}
    if how == "doubts":
        return [Reply("client.who" if details["reach"] else "client.who_else", details, link_id=link)]
    method = autopay.offered(counter.ledger, counter.invoice_id, counter.charge_by) if how else None
    if method:
        balance = counting.balance_of(counter.file, counter.ledger.invoice(counter.invoice_id))
        paying = {"amount": balance, "method": called(method)}
        return [Reply("client.approve_pay_there", {**details, **paying}, link_id=link)]
    part = _part(counter, args.get("part", "")) if not (how or args.get("files")) else None
    if part:
        return [replace(part, link_id=link)]
    code = "client.asked_without_files" if args.get("files") else "client.approve_there" if how else "client.asked"
    return [Reply(code, details, link_id=link)]


def _part(counter: Counter, said: str) -> Reply | None:
    """That a part can be paid, as the page offers it: what is not disputed, or any amount. What comes another way
    counts, whatever it comes to.
    """
    file, invoice = counter.file, counter.ledger.invoice(counter.invoice_id)
    balance = counting.balance_of(file, invoice)
    if not said or balance.minor <= 0 or (said != ANY and Decimal(said) >= balance.decimal):
        return None
    held = line_answers.disputed_of(counter.ledger, file, invoice)
    details: dict[str, Any] = {"number": invoice.number, "contractor": file.contractor.name, "balance": balance}
    if counter.way.gateway and held and held < balance:
        return reply("client.part_on_page", **details, free=balance - held, held=held)
    return reply("client.part_there" if counter.way.gateway else "client.part_no_page", **details)


def pay(counter: Counter, args: Args) -> Replies:
    """Makes or reuses the one open payment request, for the balance or for ``amount`` of it, in minor units; the page
    waits for its address. With ``consent`` what they pay with is kept, by those words.
    """
    if not counter.way.gateway:
        return []  # no gateway takes this currency: the page says how else to pay
    ledger, asked = counter.ledger, counter.asked
    balance = counting.balance_of(counter.file, ledger.invoice(counter.invoice_id))
    part = Money(args["amount"], balance.currency) if args.get("amount") else None
    way = counter.way_for(part or balance)
    if args.get("consent") and counter.keeps:
        words = (args["consent"], args["language"])
        given = autopay.consent(ledger, asked, counter.invoice_id, ledger.link_of(counter.invoice_id).id, words)
        way = replace(way, consent_id=given.id)
    try:
        collecting.ask_payment(ledger, asked, counter.invoice_id, asked.new_id(), way, part)
    except Refusal:
        return []  # settled or void meanwhile, or less is open: the page they return to says so
    return []


def show(counter: Counter, _args: Args) -> Replies:
    """All that is open of the firm's, the earliest first, where that is more than the invoice that is meant."""
    file, invoice = counter.file, counter.ledger.invoice(counter.invoice_id)
    opened = unpaid(counter.ledger, file.client.id)
    details: dict[str, object] = {"number": invoice.number, "contractor": file.contractor.name}
    if [one.invoice.id for one in opened] in ([invoice.id], []):
        code = "client.where_it_stands" if opened else "client.all_paid"
        code = "client.nothing_open" if invoice.state in counting.CLOSED and not opened else code
        details |= {"balance": counting.balance_of(file, invoice), "waits": part_waits(counter.ledger, file, invoice)}
    else:
        code = "client.where_all_stand"
        meant = next((one for one in opened if one.invoice.id == invoice.id), opened[0])
        details |= {"lines": tuple(one.told() for one in opened), "sums": sums_of(opened), "number": meant.number}
        invoice = meant.invoice
    return [Reply(code, details, link_id=str(counter.ledger.link_of(invoice.id).id))]


def statement(counter: Counter, _args: Args) -> Replies:
    """Of all their jobs with the firm, as the contractor would send it."""
    file = counter.file
    told = reply("client.statement", client=named(file.client.name), contractor=file.contractor.name)
    return [with_file(counter.teller, told, "statement", file, file.client.id)]


def part_waits(ledger: Ledger, file: ProjectFile, invoice: Invoice) -> Reply:
    """What of it disputed lines hold up: nobody has to pay that yet."""
    held = line_answers.disputed_of(ledger, file, invoice)
    return reply("client.part_waits", held=held, contractor=file.contractor.name) if held else NOTHING


def job(counter: Counter, _args: Args) -> Replies:
    """How it all goes stands on the page of the whole job."""
    return [whole_job(counter.file)]


def sent(counter: Counter, args: Args) -> Replies:
    """The client's word that a transfer left: it holds reminders up, and noting it is one tap away. Said again within a
    day, with nothing said in between, it is said once.
    """
    ledger, invoice, file = counter.ledger, counter.ledger.invoice(counter.invoice_id), counter.file
    balance = counting.balance_of(file, invoice)
    if balance.minor <= 0:
        return []
    amount = Money(min(args["amount"] or balance.minor, balance.minor), balance.currency)
    words = counter.teller.words(file.client.language).text("client.says_sent", amount=amount)
    since = counter.asked.now - _A_DAY
    if any(one.text == words and one.asked_at > since for one in ledger.questions(invoice.id)[-1:]):
        return []
    question = answering.say_about(ledger, counter.asked, invoice.id, "client", words)
    choices = transfer_answers(ledger, counter.asked, invoice, amount, balance, str(question.id))
    said = {"amount": amount, "invoice_id": str(invoice.id)}
    counter.tell("told.transfer_sent", f"question:{question.id}", *choices, **said)
    return []


PERFORMERS: dict[str, Callable[[Counter, Args], Replies]] = {
    "client.seen": seen,
    "client.approve": approve,
    "client.ask": ask,
    "client.pay": pay,
    "client.pay_some": pay,
    "client.show": show,
    "client.job": job,
    "client.statement": statement,
    "client.sent": sent,
}


def perform_client(counter: Counter, step: Command) -> Replies:
    return PERFORMERS[step.do](counter, step.args)
