"""Stop, start and help: who wants no messages gets none, from the very turn on in which they say so."""

from collections.abc import Callable
from dataclasses import dataclass

from bots.commands import Reply, reply
from bots.intents.consent import consent_said
from bots.known import Session
from bots.linking import road_of
from bots.perform.reached import by
from bots.telling import Roads, Teller, Words, render
from core.ports.ledger import Ledger
from core.ports.messaging import OPTED_OUT, Consent, Inbound
from core.usecases.views import Who
from storage.consents import Said
from storage.turns import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """The roads where these words are law, and those among them without buttons: there carriers take more words."""

    roads: frozenset[str] = frozenset()
    carriers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consenting:
    """Takes in what people say about being written to. ``teller`` makes what speaks from inside a turn."""

    words: Words
    teller: Callable[[Turn, Ledger], Teller]
    roads: Roads
    opt_out: OptOut

    def hears(self, turn: Turn, inbound: Inbound, people: tuple[Who, ...], key: str) -> bool:
        """Whether that was all that was said. Help is answered here, and as everywhere besides, unless the vendor has
        answered it.
        """
        if inbound.place or inbound.tap or not (inbound.consent or inbound.channel in self.opt_out.roads):
            return False
        stopped = turn.consents.stopped(inbound.channel, inbound.sender)
        said = self._said(turn, inbound, people, stopped=stopped > 0)
        if said is None:
            if stopped:
                self._remind(turn, inbound, people, f"still:{inbound.channel}:{inbound.sender}:{stopped}")
            return False
        self.keep(turn, inbound, said)
        now = turn.consents.stopped(inbound.channel, inbound.sender)
        if said == "help":
            self._answer(turn, inbound, people, "consent.help", key)
        elif (now > 0) is not (stopped > 0):  # what was fetched late may be older than the word that counts
            self._answer(turn, inbound, people, "consent.stopped" if now else "consent.started", key)
            self.tell(turn, inbound.channel, people, said, key)
        elif said == "start" and not stopped:
            return False  # "yes", which a carrier takes for a start, is an answer to something else
        return (said != "help" or bool(inbound.consent)) and not inbound.attachments

    def _said(self, turn: Turn, inbound: Inbound, people: tuple[Who, ...], *, stopped: bool) -> Consent | None:
        """What the vendor took it for goes first. Who never stopped and says start has said something else."""
        # A member on a road with buttons ends what they are at; a client is at nothing.
        member = any(one.member_id for one in people)
        ends = inbound.channel in self.opt_out.carriers or not member
        said = inbound.consent or consent_said(inbound.text, carrier=ends, stopped=stopped)
        if said == "stop" and member and not inbound.consent and self._dictates(turn, inbound):
            said = consent_said(inbound.text, carrier=ends, stopped=stopped, busy=True)
        return None if said == "start" and not stopped and not inbound.consent else said

    @staticmethod
    def _dictates(turn: Turn, inbound: Inbound) -> bool:
        """What they write now was asked for, as words to a client."""
        session = Session.from_json(turn.session(inbound.channel, inbound.where))
        return (session.expects or {}).get("what") == "question_reply"

    def keep(self, turn: Turn, inbound: Inbound, said: Consent) -> None:
        """For their number on every road to it: who stops a text does not want the same on WhatsApp. A word that is
        older than one that is known is kept, and changes nothing.
        """
        at = min(inbound.sent_at, turn.received_at)
        for channel in self._same(inbound.channel):
            heard = Said(
                channel=channel,
                address=inbound.sender,
                said=said,
                words=inbound.text,
                external_id=inbound.external_id,
                at=at,
            )
            turn.consents.keep(heard)
            if said != "help" and (turn.consents.stopped(channel, inbound.sender) > 0) is (said == "stop"):
                turn.whereabouts.mark(channel, inbound.sender, OPTED_OUT if said == "stop" else "")

    def _same(self, channel: str) -> tuple[str, ...]:
        return self.roads.phones if channel in self.roads.phones else (channel,)

    def tell(self, turn: Turn, channel: str, people: tuple[Who, ...], said: Consent, key: str) -> None:
        """The contractor hears how their client is reached from now on."""
        for who in people:
            if not who.client_id:
                continue
            teller = self.teller(turn, turn.ledger(who.account_id))
            following = next(iter(teller.ways_to(teller.ledger.client(who.client_id))), None)
            details = {"client": who.name, "road": road_of(channel)}
            if said == "start":
                told = Reply("told.opted_in", details)
            elif following:
                told = Reply("told.opted_out", {**details, "next": by(teller, following)})
            else:
                told = Reply("told.opted_out_everywhere", details)
            teller.members(told, f"{key}:consent:{who.client_id}")

    def _remind(self, turn: Turn, inbound: Inbound, people: tuple[Who, ...], key: str) -> None:
        """A member who goes on would wait for answers, and is told so once a stop; a client is answered by people."""
        if any(one.member_id for one in people):
            self._answer(turn, inbound, people, "consent.still", key)

    def _answer(self, turn: Turn, inbound: Inbound, people: tuple[Who, ...], code: str, key: str) -> None:
        """Nothing where the vendor has answered, and to nobody whom we do not know."""
        if inbound.consent or not people:
            return
        who = people[0]
        ledger = turn.ledger(who.account_id)
        said = reply(code, business=ledger.account().name)
        session = Session.from_json(turn.session(inbound.channel, inbound.sender))
        message = render(said, self.words(who.language))
        self.teller(turn, ledger).here(inbound.channel, inbound.sender, message, f"{key}:consent", session)
