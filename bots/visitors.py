"""A client's turn, in one transaction: what they write in chat, and what they press on their page."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID, uuid4

from bots import client, proposal_visits, rooms
from bots.change_replies import Listener, heard
from bots.client_offers import offered
from bots.commands import Command, Reply
from bots.gateways import taking
from bots.hiring import invoice_named, newest_invoice, only_job
from bots.intents import Hints, NewJob, understand
from bots.known import Session
from bots.perform import autopay, line_answers
from bots.perform.clients import Counter, perform_client, spoken
from bots.perform.deciding import Said, on_page
from bots.perform.desk import Replies
from bots.telling import Teller, Words, render
from core.domain.errors import Refusal
from core.domain.ids import ChangeOrderId, InvoiceId
from core.domain.payment import ByMeans, Way
from core.ports.ledger import Ledger, ProjectFile
from core.ports.messaging import REPLIES_TO, Inbound
from core.ports.payments import GatewayCapabilities
from core.usecases.answering import BY_LINK_HOLDER
from core.usecases.asking import Asked
from core.usecases.payees import ready_for
from core.usecases.views import Reads, Who
from storage.rooms import Room
from storage.turns import Turn

log = logging.getLogger(__name__)
MOST_MET = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """Takes in what clients say and press. ``teller`` makes what speaks from inside a turn."""

    reads: Reads
    words: Words
    teller: Callable[[Turn, Ledger], Teller]
    gateways: Mapping[str, GatewayCapabilities]

    @staticmethod
    def starts_own_job(turn: Turn, inbound: Inbound, who: Who) -> bool:
        """A client may be a contractor, too: a new job says so, a whole one where there is an invoice to talk about."""
        meant = understand(inbound.text, Hints(language=who.language)).intent
        if not isinstance(meant, NewJob):
            return False
        return bool(meant.client_name and meant.total) or newest_invoice(turn.ledger(who.account_id), who) is None

    def says(self, turn: Turn, inbound: Inbound, who: Who, key: str) -> None:
        """What a client typed in chat."""
        ledger = turn.ledger(who.account_id)
        session = Session.from_json(turn.session(inbound.channel, inbound.where))
        listener = self._listener(turn, inbound, who, session, key)
        people = turn.who(inbound.channel, inbound.sender)
        if self._decides(listener, people, who):
            return
        answered = _answered(turn, ledger, inbound, who)
        waiting = None if answered else offered(listener.teller, who)
        meant = understand(inbound.text, Hints(language=who.language))
        who = spoken(ledger, who, meant.language)
        if waiting:
            self._answer(listener, who, waiting.answer(inbound.text, meant.intent, key))
            return
        found = answered or newest_invoice(ledger, who)
        known = client.ClientKnown(
            invoice=str(found) if found else None, contractor=ledger.account().name, job=only_job(ledger, who)
        )
        steps = client.turn(inbound.text, meant.intent, len(inbound.attachments), known)
        replies: Replies = []
        for step in steps:
            if isinstance(step, Reply):
                replies.append(step)
            elif found:
                perform = autopay.perform if step.do in autopay.PERFORMERS else perform_client
                replies.extend(perform(self._counter(turn, ledger, found), step))
        if not steps:
            told = Reply("told.said_early", {"client": who.name, "text": inbound.text.strip()})
            self.teller(turn, ledger).members(told, f"{key}:said")
            replies.append(Reply("client.asked", {"contractor": known.contractor}))
        if found is None and steps:
            replies = listener.shows(people) or replies
        self._answer(listener, who, replies)

    def _listener(self, turn: Turn, inbound: Inbound, who: Who, session: Session, key: str) -> Listener:
        teller = self.teller(turn, turn.ledger(who.account_id))
        return Listener(turn=turn, teller=teller, inbound=inbound, session=session, key=key)

    def _decides(self, listener: Listener, people: tuple[Who, ...], who: Who) -> bool:
        """Whether it was about a change order, of whichever firm that asked this person."""
        replies = heard(listener, people)
        if replies is None:
            return False
        meant = understand(listener.inbound.text, Hints(language=who.language))
        self._answer(listener, spoken(listener.turn.ledger(who.account_id), who, meant.language), replies)
        return True

    def _answer(self, listener: Listener, who: Who, replies: Sequence[Reply]) -> None:
        turn, inbound, session = listener.turn, listener.inbound, listener.session
        wording = self.words(who.language)
        teller = listener.teller.of(turn.ledger(listener.account or who.account_id))
        for place, one in enumerate(replies):
            teller.here(inbound.channel, inbound.where, render(one, wording), f"{listener.key}:{place}", session)
        turn.save_session(inbound.channel, inbound.where, session.as_json(), account_id=who.account_id)

    def says_in_room(
        self, turn: Turn, inbound: Inbound, people: tuple[Who, ...], room: Room, key: str, *, called: bool
    ) -> None:
        """Who is no member is not obeyed: a client's question is passed on, others get one kind line when they call."""
        ledger = turn.ledger(room.account_id)
        file = ledger.project_file(room.project_id)
        client_here = None if inbound.outsider else rooms.client_in(people, room)
        ours = client_here is not None and client_here.client_id == file.client.id
        said = inbound.text.strip()
        session = Session.from_json(turn.session(inbound.channel, inbound.where))
        teller = self.teller(turn, ledger)
        if ours and said and (called or "?" in said):
            self._ask_from_room(turn, ledger, file, said, key)
            told = Reply("room.question_passed", {"contractor": file.contractor.name})
            language = file.client.language
        elif called and inbound.sender not in session.met:
            session.met = [*session.met, inbound.sender][-MOST_MET:]
            told, language = Reply("room.members_only", {"contractor": file.contractor.name}), file.client.language
        else:
            return
        teller.here(inbound.channel, inbound.where, render(told, self.words(language)), f"{key}:room", session)
        turn.save_session(inbound.channel, inbound.where, session.as_json(), account_id=room.account_id)

    def _ask_from_room(self, turn: Turn, ledger: Ledger, file: ProjectFile, text: str, key: str) -> None:
        """About the newest invoice of that job; without one, the words alone reach the contractor."""
        if file.invoices:
            counter = self._counter(turn, ledger, file.invoices[-1].id)
            perform_client(counter, Command("client.ask", {"text": text}))
            return
        details = {"client": file.client.name, "project": file.project.name, "text": text}
        self.teller(turn, ledger).members(Reply("told.said_in_room", details), f"{key}:said")

    def presses(self, turn: Turn, inbound: Inbound) -> None:
        """What was done on the client's page, or on that of a proposal or a change order."""
        if "proposal" in inbound.context:
            proposal_visits.presses(turn, inbound, self.reads, self.words, self.teller)
            return
        if "change" in inbound.context:
            self._decides_on_page(turn, inbound)
            return
        account_id = turn.account_of_link(uuid_said(inbound.context.get("link", "")))
        page = self.reads.invoice_page(uuid_said(inbound.context.get("link", "")))
        if account_id is None or page is None or page.revoked:
            log.warning("a page action for a link that is not there")
            return
        counter = self._counter(turn, turn.ledger(account_id), page.invoice_id, inbound.context.get("way", ""))
        performers = dict.fromkeys(line_answers.PERFORMERS, line_answers.perform)
        performers |= dict.fromkeys(autopay.PERFORMERS, autopay.perform)
        for step in client.page_turn(inbound.context, inbound.text):
            if isinstance(step, Command):
                try:
                    performers.get(step.do, perform_client)(counter, step)
                except Refusal as refusal:
                    log.info("refused on the client's page: %s", refusal.code)

    def _decides_on_page(self, turn: Turn, inbound: Inbound) -> None:
        """By whoever holds the link, recorded so. The page itself says what came of it."""
        page = self.reads.change_page(ChangeOrderId(uuid_said(inbound.context["change"])))
        if page is None:
            log.warning("a page action for a change order that is not there")
            return
        ledger = turn.ledger(page.account_id)
        said = Said(
            teller=self.teller(turn, ledger),
            asked=Asked(now=turn.received_at, new_id=uuid4),
            channel=inbound.channel,
            address="",
            key=inbound.external_id,
            words=inbound.text,
            device=inbound.context["device"],
            by=BY_LINK_HOLDER,
        )
        on_page(said, ledger.change_order(page.id), inbound.context["action"], inbound.context["shown"])

    def _counter(self, turn: Turn, ledger: Ledger, invoice_id: InvoiceId, wished: str = "") -> Counter:
        """``wished``: the gateway that was chosen; one that is not there by now is the first."""
        invoice = ledger.invoice(invoice_id)
        own = {name for name, can in self.gateways.items() if can.own_payees}
        payees = {name: account for name in own if (account := ready_for(ledger, invoice.contractor_id, name))}
        ways = taking(self.gateways, invoice.total.currency, payees) or ("",)
        name, _, means = wished.partition(".")
        chosen = name if name in ways else ways[0]
        adds = chosen in self.gateways and self.gateways[chosen].adds_card_fee
        by = cast("ByMeans", means) if adds and chosen == name and means in {"bank", "card"} else ""
        return Counter(
            ledger=ledger,
            asked=Asked(now=turn.received_at, new_id=uuid4),
            teller=self.teller(turn, ledger),
            invoice_id=invoice_id,
            way=Way(chosen, payees.get(chosen, ""), means=by),
            adds_card_fee=adds,
            payees=payees,
            keeps=chosen in self.gateways and self.gateways[chosen].autopay,
            charge_by={one: payees.get(one, "") for one in ways if one in self.gateways and self.gateways[one].autopay},
        )


def _answered(turn: Turn, ledger: Ledger, inbound: Inbound, who: Who) -> InvoiceId | None:
    """The invoice that the message which they answer was about, if the vendor says which that is."""
    ids = inbound.context.get(REPLIES_TO, "").split()
    message = turn.answered(inbound.channel, inbound.where, who.account_id, ids)
    return invoice_named(ledger, who, message.details) if message else None


def uuid_said(said: str) -> UUID:
    """What is no id names nothing."""
    try:
        return UUID(said)
    except ValueError:
        return UUID(int=0)
