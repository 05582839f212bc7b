"""What the contractor says back: the words reach the client, and stay with the invoice or the proposal."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from bots.commands import Command, Reply, command, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import find_invoice
from bots.perform.people import people
from core.domain.ids import ClientId, InvoiceId, ProposalId
from core.domain.invoice import Invoice
from core.domain.party import Client
from core.domain.proposal import Proposal
from core.ports.ledger import ProjectFile
from core.usecases import answering


def ask(desk: Desk, args: Args) -> Replies:
    """The next words are the answer."""
    about = "proposal" if args.get("proposal") else "invoice"
    client = _client_of(desk, args)
    return [reply("answer.ask", client=client.name, expects={"what": "question_reply", about: args[about]})]


def send(desk: Desk, args: Args) -> Replies:
    """About what they asked last, or were sent last; for somebody of a name that several have, it is asked which."""
    about, text = args.get("about"), args["text"]
    if args.get("proposal"):
        return [_on_proposal(desk, desk.ledger.proposal(ProposalId(UUID(args["proposal"]))), text)]
    if args.get("invoice"):
        return [_on_invoice(desk, InvoiceId(UUID(args["invoice"])), text)]
    meant = [one for one in _written_to(desk) if about and match(about, (one.name,)).best is not None]
    if len(meant) > 1:
        return [reply("answer.to_which", *people(meant, partial(_send_to, desk, text)), about=about)]
    offer = _offer_meant(desk, meant, about)
    if offer:
        return [_on_proposal(desk, offer, text)]
    invoice = find_invoice(desk, about)
    return [_on_invoice(desk, invoice.id, text) if invoice else _nobody_to_tell(desk, about, text)]


def _on_invoice(desk: Desk, invoice_id: InvoiceId, text: str) -> Reply:
    question = answering.say_about(desk.ledger, desk.asked, invoice_id, "contractor", text)
    invoice = desk.ledger.invoice(invoice_id)
    file = desk.ledger.project_file(invoice.project_id).by(invoice.contractor_id)
    link = str(desk.ledger.link_of(invoice_id).id)
    details = {"contractor": file.contractor.name, "text": question.text, "number": invoice.number}
    told = Reply("client.answer", details, link_id=link)
    return _sent(desk, file.client, told, f"answer:{question.id}", "answer.kept")


def _on_proposal(desk: Desk, proposal: Proposal, text: str) -> Reply:
    question = answering.say_about_proposal(desk.ledger, desk.asked, proposal.id, "contractor", text)
    contractor = desk.ledger.contractor(proposal.contractor_id)
    details = {"contractor": contractor.name, "text": question.text, "number": proposal.number}
    told = Reply("client.answer", details, proposal_id=str(proposal.id))
    client = desk.ledger.client(proposal.client_id)
    return _sent(desk, client, told, f"answer:{question.id}", "answer.kept_offer")


def _sent(desk: Desk, client: Client, told: Reply, key: str, kept: str) -> Reply:
    address = desk.teller.client(client.id, told, key)
    desk.session.question = desk.session.asked_offer = None
    desk.session.remember(do="words.sent", client=client.name)
    return reply("answer.sent" if address else kept, client=client.name)


def _offer_meant(desk: Desk, meant: list[Client], about: str | None) -> Proposal | None:
    """What the one who is meant asked about, else what they were sent when no invoice came after it; of nobody named,
    where one proposal is all there is; or what a proposal is called.
    """
    asked = desk.session.asked_offer
    if asked and meant and match(desk.session.asker, (meant[0].name,)).best is not None:
        return desk.ledger.proposal(ProposalId(UUID(asked)))
    open_ones = _offers(desk)
    if meant:
        return open_ones.get(meant[0].id)
    if about:
        return next((one for one in open_ones.values() if _names(about, one)), None)
    return next(iter(open_ones.values())) if len(open_ones) == 1 and not _billed(desk) else None


def _names(about: str, proposal: Proposal) -> bool:
    return about.strip().casefold() == proposal.number.casefold() or match(about, (proposal.name,)).best is not None


def _offers(desk: Desk) -> dict[ClientId, Proposal]:
    """The newest that each client was sent, unless an invoice came after it."""
    offers: dict[ClientId, Proposal] = {}
    billed = _billed(desk)
    for one in desk.ledger.proposals():
        theirs = desk.only in {None, one.contractor_id} and one.sent_at is not None and one.state != "withdrawn"
        if theirs and one.client_id not in offers and _is_newest(one, billed.get(one.client_id)):
            offers[one.client_id] = one
    return offers


def _is_newest(proposal: Proposal, file: ProjectFile | None) -> bool:
    newest = max((one.issued_at for one in file.invoices), default=None) if file else None
    return newest is None or proposal.sent_at is None or newest <= proposal.sent_at


def _billed(desk: Desk) -> dict[ClientId, ProjectFile]:
    """The newest file with an invoice of every client who has one."""
    files = [desk.ledger.project_file(one.id) for one in desk.ledger.projects()]
    return {file.client.id: file for file in reversed(files) if file.invoices}


def _written_to(desk: Desk) -> list[Client]:
    """Who has an invoice or a proposal: words travel with it."""
    clients = [file.client for file in _billed(desk).values()]
    offered = [one for one in _offers(desk) if all(one != client.id for client in clients)]
    return [*clients, *(desk.ledger.client(one) for one in offered)]


def _send_to(desk: Desk, text: str, client: Client) -> Command:
    offer = _offers(desk).get(client.id)
    if offer:
        return command("answer.send", proposal=str(offer.id), text=text)
    return command("answer.send", invoice=str(_billed(desk)[client.id].invoices[-1].id), text=text)


def _nobody_to_tell(desk: Desk, about: str | None, text: str) -> Reply:
    """Whom they could be for is a choice, never a guess."""
    choices = people(_written_to(desk), partial(_send_to, desk, text))
    return reply("answer.to_whom", *choices, about=about) if about else reply("answer.nobody_yet")


def _client_of(desk: Desk, args: Args) -> Client:
    if args.get("proposal"):
        return desk.ledger.client(desk.ledger.proposal(ProposalId(UUID(args["proposal"]))).client_id)
    invoice: Invoice = desk.ledger.invoice(InvoiceId(UUID(args["invoice"])))
    return desk.ledger.project_file(invoice.project_id).client


PERFORMERS: dict[str, Callable[[Desk, Args], Replies]] = {"answer.ask": ask, "answer.send": send}
