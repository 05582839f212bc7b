"""One turn, in one transaction: who speaks, what is known, what it means, what is done, what is said."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

from bots import contractor, edits, forwarded, home, rooms, uploads
from bots.commands import Reply, Step, refused, reply
from bots.consenting import Consenting, OptOut
from bots.enrolling import enrol, says_little
from bots.hiring import hired
from bots.intents import Understood
from bots.intents.folding import words_of
from bots.intents.rooms import spoken_to
from bots.known import Known, Session, current_project
from bots.linking import Linking
from bots.offered import draft_near, leave_offer, lines_shown
from bots.perform import perform
from bots.perform.desk import Desk, Replies
from bots.perform.gateway_events import take_event
from bots.permissions import for_role
from bots.settings import Settings
from bots.tapping import tapped_by
from bots.telling import Roads, Teller, Words, render
from bots.visitors import Visitors, uuid_said
from core.domain.account import Member
from core.domain.errors import NotFound, Refusal
from core.domain.invitation import Codes
from core.ports.ledger import Ledger
from core.ports.messaging import Inbound
from core.ports.payments import GatewayCapabilities, GatewayEvent
from core.usecases import onboarding
from core.usecases.asking import Asked
from core.usecases.views import Reads, Who
from storage.rooms import Room
from storage.turns import Turn

log = logging.getLogger(__name__)
# After these the question that was open is open still.
KEEPS_QUESTION = words_of(
    """help status owed language.set photos.take photos.show unclear line.how menu.none menu.no_such
    paid.how_much_again refund.how_much_again"""
)
# A message without choices ends the menu before it, except these.
KEEPS_MENU = {"menu.no_such", "language.set", "paid.how_much_again", "refund.how_much_again"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """Takes in what was said, on whatever road it came."""

    reads: Reads
    words: Words
    roads: Roads
    settings: Settings
    sheet_codes: tuple[str, ...]
    gateways: Mapping[str, GatewayCapabilities]
    codes: Codes
    opt_out: OptOut = field(default_factory=OptOut)

    def take(self, turn: Turn, inbound: Inbound, key: str) -> None:
        """``key`` is unique to this message. Everything it causes commits with ``turn`` or not at all."""
        if uploads.is_upload(inbound):
            uploads.take(self, turn, inbound, key)
            return
        if inbound.channel == "portal":
            self._visitors.presses(turn, inbound)
            return
        if inbound.place:
            inbound = replace(inbound, place=turn.whereabouts.now(inbound.channel, inbound.place))
        people = self._people(turn, inbound)
        if home.is_opened(inbound):
            self._home(turn, inbound, people, key)
            return
        another = forwarded.by_another(inbound)
        if self._consenting.hears(turn, inbound, people, key):
            return
        if not another and self._linking.hears(turn, inbound, people, key):
            return
        if inbound.place or (inbound.outsider and not people):  # a stranger opens no account in another's workspace
            self._in_group(turn, inbound, people, key)
            return
        who = next((one for one in people if one.member_id), None)
        if who and another:
            forwarded.refuse(self.teller(turn, turn.ledger(who.account_id)), self.words, inbound, who, key)
        elif who is None and people and (another or not self._visitors.starts_own_job(turn, inbound, people[0])):
            self._visitors.says(turn, forwarded.named(inbound), people[0], key)
        else:
            self._contractor(turn, inbound, who, people, key)

    @staticmethod
    def _people(turn: Turn, inbound: Inbound) -> tuple[Who, ...]:
        """Who writes in private can be reached there from now on."""
        if inbound.place:
            return turn.who(inbound.channel, inbound.sender)
        return turn.whereabouts.heard(inbound.channel, inbound.sender, min(inbound.sent_at, turn.received_at))

    def _home(self, turn: Turn, inbound: Inbound, people: tuple[Who, ...], key: str) -> None:
        """For members; opening a page enrols nobody."""
        who = next((one for one in people if one.member_id), None)
        if who:
            home.show(self.teller(turn, turn.ledger(who.account_id)), self.reads, self.words, inbound, who, key)

    def _in_group(self, turn: Turn, inbound: Inbound, people: tuple[Who, ...], key: str) -> None:
        """Only members are obeyed in a group, and nobody is enrolled by talking there."""
        text, called = spoken_to(inbound.text, mentioned=inbound.context.get("mention") == "1")
        inbound = replace(inbound, text=text)
        room = turn.room(inbound.channel, inbound.place)
        member = None if inbound.outsider else rooms.member_in(people, room)
        if member:
            self._contractor(turn, inbound, member, people, key, called=called)
        elif room:
            self._visitors.says_in_room(turn, inbound, people, room, key, called=called)

    def take_payment(self, turn: Turn, event: GatewayEvent, *, test_mode: bool) -> bool:
        """False for a stranger's: other programs take money by the same vendor's account, under references of theirs.
        Nobody here has to hear of those; ``milepost reconcile`` counts them.
        """
        account_id = turn.account_of_request(uuid_said(event.reference))
        if account_id is None:
            log.info("%s tells of a payment that answers no request of ours", event.gateway)
            return False
        ledger = turn.ledger(account_id)
        take_event(ledger, self._asked(turn), self.teller(turn, ledger), event, test_mode=test_mode)
        return True

    def teller(self, turn: Turn, ledger: Ledger) -> Teller:
        return Teller(
            turn=turn,
            ledger=ledger,
            words=self.words,
            roads=self.roads,
            now=datetime.now(UTC),
            new_id=uuid4,
            codes=self.codes,
        )

    @property
    def _consenting(self) -> Consenting:
        return Consenting(words=self.words, teller=self.teller, roads=self.roads, opt_out=self.opt_out)

    @property
    def _linking(self) -> Linking:
        return Linking(words=self.words, teller=self.teller, codes=self.codes, settings=self.settings)

    @property
    def _visitors(self) -> Visitors:
        return Visitors(reads=self.reads, words=self.words, teller=self.teller, gateways=self.gateways)

    def _contractor(
        self,
        turn: Turn,
        inbound: Inbound,
        who: Who | None,
        people: tuple[Who, ...],
        key: str,
        *,
        called: bool = True,
    ) -> None:
        session = Session.from_json(turn.session(inbound.channel, inbound.where))
        if edits.is_known(session, inbound):
            return
        first = who is None
        who = who or enrol(turn, self._asked(turn), inbound, self.settings, self.words)
        desk = self.desk(turn, inbound, who, session, key)
        desk.known = replace(desk.known, hired=hired(turn, people), menu=desk.menu())
        said = self._said(turn, inbound, who)
        heard = contractor.read(said, desk.known)
        edited = edits.of_edit(session, inbound, turn.received_at - inbound.sent_at) if inbound.edits else None
        steps = self._steps(desk, said, heard, called=called) if edited is None else edited
        former = session.undo[-1] if session.undo else None
        if steps or not inbound.place:
            self._listen(desk, heard, said)
        if inbound.tap and said.tapped is None:
            replies = [reply("tap.stale")]
        else:
            replies = self._welcome(desk, steps) if first else self._do(desk, steps)
        if edited is None and (steps or not inbound.place):
            edits.remember(session, inbound, steps, former)
        self.speak(desk, replies)
        turn.save_session(inbound.channel, inbound.where, desk.session.as_json(), account_id=who.account_id)

    def _said(self, turn: Turn, inbound: Inbound, who: Who) -> contractor.Said:
        tapped = tapped_by(turn, inbound, who)
        names, place = tuple(one.file_name for one in inbound.attachments), bool(inbound.location)
        return contractor.Said(text=inbound.text, files=len(names), tapped=tapped, location=place, names=names)

    @staticmethod
    def _steps(desk: Desk, said: contractor.Said, heard: Understood, *, called: bool) -> tuple[Step, ...]:
        steps = contractor.turn(said, heard, desk.known)
        if not desk.inbound.place:
            return steps
        here = rooms.Here(session=desk.session, called=called, room=desk.room)
        return rooms.for_us(steps, said, heard, desk.known, here)

    def _welcome(self, desk: Desk, steps: tuple[Step, ...]) -> Replies:
        """Who this is, and one question: the business's name, unless the first words asked for more already."""
        replies = [] if says_little(steps) else self._do(desk, steps)
        if replies:
            return [reply("hello.intro"), *replies]
        return [reply("hello.welcome", expects={"what": "business_name"})]

    def desk(self, turn: Turn, inbound: Inbound, who: Who, session: Session, key: str) -> Desk:
        """What a contractor's turn works with."""
        if who.member_id is None:
            raise NotFound("member.none")
        ledger = turn.ledger(who.account_id)
        member = ledger.member(who.member_id)
        asked = replace(self._asked(turn), member_id=member.id)
        room = turn.room(inbound.channel, inbound.place) if inbound.place else None
        session.project = str(room.project_id) if room else session.project
        return Desk(
            ledger=ledger,
            asked=asked,
            member=member,
            session=session,
            teller=self.teller(turn, ledger),
            reads=self.reads,
            inbound=inbound,
            known=self._known(ledger, who, member, session, room),
            key=key,
            sheet_codes=self.sheet_codes,
            gateways=self.gateways,
            album_pause_seconds=self.settings.album_pause_seconds,
            room=room,
            only=None if who.leads else member.contractor_id,
        )

    def _known(self, ledger: Ledger, who: Who, member: Member, session: Session, room: Room | None) -> Known:
        """In a room that is linked there is no other job than its own."""
        projects = self.reads.projects(who.account_id, None if who.leads else member.contractor_id)
        projects = tuple(one for one in projects if room is None or one.id == room.project_id)
        return Known(
            language=member.language,
            name=who.firm,
            currency=who.currency,
            country=self.settings.default_country,
            projects=projects,
            project=current_project(projects, session.project),
            expects=session.expects,
            plan=session.plan if session.focus == "plan" else None,
            question=session.question,
            asked_offer=session.asked_offer,
            asker=session.asker,
            contractors=who.contractors,
            offer_lines=lines_shown(ledger, session),
            offer_near=draft_near(ledger, session),
            offered=session.offer is not None,
            draft_open=session.focus == "draft" and session.draft is not None,
        )

    def _listen(self, desk: Desk, heard: Understood, said: contractor.Said) -> None:
        """Answers come in the language of the one who speaks; a name, theirs or a client's, tells nothing of that."""
        new = heard.language if heard.language != desk.member.language else None
        if new and not said.tapped and not contractor.only_names(said, heard, desk.known):
            desk.member = onboarding.speak(desk.ledger, desk.member.id, new)

    def _do(self, desk: Desk, steps: Sequence[Step]) -> Replies:
        replies: Replies = []
        kept, desk.session.expects = desk.session.expects, None
        keeps = False
        leave_offer(desk.session, steps)
        for step in steps:
            if isinstance(step, Reply):
                replies.append(step)
                continue
            keeps = keeps or step.do in KEEPS_QUESTION
            try:
                replies.extend(perform(desk, step))
            except Refusal as refusal:
                replies.append(refused(refusal))
                keeps = True
        codes = {one.code for one in replies}
        if (keeps or codes & KEEPS_QUESTION) and desk.session.expects is None and "erase.dropped" not in codes:
            desk.session.expects = kept
        return replies

    def speak(self, desk: Desk, replies: Sequence[Reply]) -> None:
        """Says the replies here, in order; the last question asked is the one that is waited for.

        What has no choices ends the menu before it: a later yes or digit must not pick from what is done.
        """
        replies = [for_role(one, desk.member.role, partner=desk.only is not None) for one in replies]
        if replies and not any(one.choices or one.code in KEEPS_MENU for one in replies):
            desk.session.menu = None
        wording = self.words(desk.member.language)
        for place, one in enumerate(replies):
            message = render(rooms.discreet(one) if desk.inbound.place else one, wording, desk.gathered)
            desk.teller.here(desk.inbound.channel, desk.inbound.where, message, f"{desk.key}:{place}", desk.session)
            if one.expects:
                desk.session.expects = dict(one.expects)

    @staticmethod
    def _asked(turn: Turn) -> Asked:
        return Asked(now=turn.received_at, new_id=uuid4)
