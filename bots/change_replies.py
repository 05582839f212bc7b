"""What a client types or taps about change orders: a yes, a no, a question, or the choice among several."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from bots.commands import Command, reply
from bots.hiring import newest_invoice
from bots.intents import changes_answered
from bots.intents.folding import fold
from bots.intents.verdicts import verdict_of
from bots.known import Session
from bots.perform import approving
from bots.perform.changes_told import client_ask, which_one
from bots.perform.deciding import VERDICTS, Said, approve, asked_again, decided, decline, object_to, question
from bots.perform.desk import Replies
from bots.telling import Teller
from channels.plain import digits
from core.domain.ids import AccountId, ChangeOrderId
from core.domain.project import ChangeOrder
from core.ports.messaging import REPLIES_TO, Button, Inbound
from core.usecases import change_orders
from core.usecases.approving import asked_about
from core.usecases.asking import Asked
from core.usecases.views import Who
from storage.turns import Turn

JUST_NOW = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Listener:
    """One client's message. ``teller`` is for any of the firms that know them; ``account`` the one it was about."""

    turn: Turn
    teller: Teller
    inbound: Inbound
    session: Session
    key: str
    account: AccountId | None = None

    def hears(self, people: tuple[Who, ...]) -> Replies | None:
        """None when it is not about a change order."""
        chosen = self._chosen()
        if chosen and chosen.do in VERDICTS:
            return self._decided(chosen)
        if chosen and chosen.do in approving.VERDICTS:
            return self._on_work(chosen)
        if self.inbound.tap or self.inbound.attachments or not self.inbound.text.strip():
            return None
        if named := self._by_name(people):
            return named
        verdict = verdict_of(self.inbound.text)
        if verdict in {"approve", "decline"}:
            return self._by_word(people, verdict) or self._work_by_word(people, verdict)
        return self._asked() or (self._hinted(people, verdict) if verdict else None)

    def shows(self, people: tuple[Who, ...]) -> Replies:
        """What is open, asked again: the newest last."""
        orders = [one for who in people for one in self._changes_of(who) if one.state == "proposed"]
        files = [self.turn.ledger(one.account_id).project_file(one.project_id) for one in orders]
        return [client_ask(file, change_orders.by_itself(file, one)) for file, one in zip(files, orders, strict=True)]

    def _said(self, account: AccountId, words: str) -> Said:
        self.account = account
        return Said(
            teller=self.teller.of(self.turn.ledger(account)),
            asked=Asked(now=self.turn.received_at, new_id=uuid4),
            channel=self.inbound.channel,
            address=self.inbound.sender,
            key=self.key,
            words=words,
        )

    def _decided(self, chosen: Command) -> Replies:
        words = "" if self.inbound.tap else self.inbound.text
        return decided(self._said(AccountId(UUID(chosen.args["account"])), words), chosen.do, chosen.args)

    def _on_work(self, chosen: Command) -> Replies:
        words = "" if self.inbound.tap else self.inbound.text
        return approving.decided(self._said(AccountId(UUID(chosen.args["account"])), words), chosen.do, chosen.args)

    def _work_by_word(self, people: tuple[Who, ...], verdict: str) -> Replies | None:
        """A plain yes or no, where just one part waits for it."""
        files = [
            ledger.project_file(one.id)
            for ledger, client in ((self.turn.ledger(who.account_id), who.client_id) for who in people)
            for one in ledger.projects()
            if one.client_id == client
        ]
        waiting = [(file, one) for file in files for one in asked_about(file)]
        if len(waiting) != 1:
            return None
        choices = approving.client_ask(*waiting[0]).choices
        return self._on_work(choices[0 if verdict == "approve" else 1].command)

    def _chosen(self) -> Command | None:
        """The button that was tapped, or whose digit or label was typed."""
        if self.inbound.tap:
            outbound, _, index = self.inbound.tap.partition(".")
            buttons = self._buttons(outbound)
            return _action(buttons, int(index)) if index.isdecimal() else None
        buttons, typed = self._buttons(self.session.menu or ""), fold(self.inbound.text.strip(" .!#"))
        numbers = dict(zip(digits([one.label for one in buttons]), range(len(buttons)), strict=True))
        labels = {fold(one.label): place for place, one in enumerate(buttons)}
        place = numbers.get(typed, labels.get(typed))
        return None if place is None else _action(buttons, place)

    def _buttons(self, outbound: str) -> tuple[Button, ...]:
        try:
            message = self.turn.message(UUID(outbound), self.inbound.channel, self.inbound.where)
        except ValueError:
            return ()
        return message.buttons if message else ()

    def _by_word(self, people: tuple[Who, ...], verdict: str) -> Replies | None:
        """About the one that they answer, else the only one that is open; several are one question."""
        orders = tuple(order for who in people for order in self._changes_of(who))
        named = self._answered(orders)
        open_ones = tuple(one for one in orders if one.state == "proposed")
        if named is None and len(open_ones) > 1:
            return [reply("client.change_which", *which_one(open_ones, verdict))]
        order = named or next(iter(open_ones), None) or self._just_decided(orders)
        told = named or self._just_told(orders)
        if verdict == "decline" and told and not open_ones and told.decision and told.decision.told_by:
            return object_to(self._said(told.account_id, self.inbound.text), told, told.shown_as)
        if order is None or (order.state == "approved" and verdict == "decline"):
            return None  # a change of mind is for people
        do = approve if verdict == "approve" else decline
        return do(self._said(order.account_id, self.inbound.text), order, self._shown(order))

    def _by_name(self, people: tuple[Who, ...]) -> Replies | None:
        """A yes or no that says which by its number, its amount or its words; of several that fit, which is asked."""
        orders = tuple(one for who in people for one in self._changes_of(who))
        asked = [
            changes_answered.Asked(one.number, one.amount.decimal, one.description, one.state == "proposed")
            for one in orders
        ]
        answer = changes_answered.answer_to(self.inbound.text, asked, people[0].language) if asked else None
        if answer is None:
            return None
        meant = tuple(orders[place] for place in answer.meant)
        if len(meant) > 1:
            return [reply("client.change_which", *which_one(meant, answer.verdict))]
        do = approve if answer.verdict == "approve" else decline
        return do(self._said(meant[0].account_id, self.inbound.text), meant[0], self._shown(meant[0]))

    def _hinted(self, people: tuple[Who, ...], verdict: str) -> Replies | None:
        """Words that lean one way: a no where they fit what is asked, else passed on with the question asked again.

        None where they may be about something that came later, or where none is open.
        """
        orders = tuple(one for who in people for one in self._changes_of(who) if one.state == "proposed")
        named = self._answered(orders)
        if named is None and (self.inbound.context.get(REPLIES_TO) or self._billed_since(people, orders)):
            return None
        order = named or max(orders, key=lambda one: one.recorded_at, default=None)
        if order is None:
            return None
        if verdict == ("keep" if order.amount.minor < 0 else "drop") and (named or len(orders) == 1):
            return decline(self._said(order.account_id, self.inbound.text), order, self._shown(order))
        return asked_again(self._said(order.account_id, self.inbound.text), order)

    def _billed_since(self, people: tuple[Who, ...], orders: tuple[ChangeOrder, ...]) -> bool:
        for who in people:
            ledger = self.turn.ledger(who.account_id)
            newest = newest_invoice(ledger, who)
            if newest and all(ledger.invoice(newest).issued_at > one.recorded_at for one in orders):
                return True
        return False

    def _shown(self, order: ChangeOrder) -> str:
        """Words that left before it said what it says now are not about that. A vendor tells whole seconds."""
        late = self.inbound.sent_at + timedelta(seconds=1) < order.recorded_at
        return "" if late else order.shown_as

    def _changes_of(self, who: Who) -> tuple[ChangeOrder, ...]:
        """Those that this client was asked about."""
        ledger = self.turn.ledger(who.account_id)
        files = (ledger.project_file(one.id) for one in ledger.projects() if one.client_id == who.client_id)
        return tuple(one for file in files for one in change_orders.asked_about(file)) if who.client_id else ()

    def _answered(self, orders: tuple[ChangeOrder, ...]) -> ChangeOrder | None:
        """The one in the message that they answer, if the vendor says which that is."""
        ids = self.inbound.context.get(REPLIES_TO, "").split()
        for account in {one.account_id for one in orders}:
            message = self.turn.answered(self.inbound.channel, self.inbound.where, account, ids)
            about = message.change_id if message else ""
            if found := next((one for one in orders if str(one.id) == about), None):
                return found
        return None

    def _just_decided(self, orders: tuple[ChangeOrder, ...]) -> ChangeOrder | None:
        """A second yes to the same, while nothing else was asked."""
        since = self.turn.received_at - JUST_NOW
        late = [one for one in orders if one.state == "approved" and one.decision and one.decision.at > since]
        newest = max(late, key=lambda one: one.decision.at if one.decision else since, default=None)
        return newest if newest and newest.decision and newest.decision.channel == self.inbound.channel else None

    def _just_told(self, orders: tuple[ChangeOrder, ...]) -> ChangeOrder | None:
        """The newest that somebody else said they agreed to: "no" is about that."""
        since = self.turn.received_at - JUST_NOW
        late = [one for one in orders if one.decision and one.decision.at > since and one.state == "approved"]
        newest = max(late, key=lambda one: one.decision.at if one.decision else since, default=None)
        return newest if newest and newest.decision and newest.decision.told_by else None

    def _asked(self) -> Replies | None:
        """The words that were waited for."""
        expects = self.session.expects or {}
        if expects.get("what") != "change_question":
            return None
        self.session.expects = None
        said = self._said(AccountId(UUID(expects["account"])), self.inbound.text)
        return question(said, said.teller.ledger.change_order(ChangeOrderId(UUID(expects["change"]))))


def heard(listener: Listener, people: tuple[Who, ...]) -> Replies | None:
    """As ``Listener.hears``; what is open in the conversation afterwards is by the last reply."""
    session = listener.session
    replies = listener.hears(tuple(one for one in people if one.client_id))
    if replies is None:
        return None
    session.expects = next((dict(one.expects) for one in replies if one.expects), None)
    if not any(one.choices for one in replies):
        session.menu = None
    return replies


def _action(buttons: tuple[Button, ...], place: int) -> Command | None:
    return Command.from_action(buttons[place].action) if place < len(buttons) else None
