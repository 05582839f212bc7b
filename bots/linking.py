"""Somebody comes with a code: the address that it came from is tied to a person, once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from bots.commands import Reply, reply
from bots.enrolling import enrol
from bots.known import Session
from bots.settings import Settings
from bots.telling import Teller, Words, render
from core.domain.account import Language, Role
from core.domain.ids import ContractorId
from core.domain.invitation import Codes, Invitation, code_said
from core.ports.ledger import Ledger
from core.ports.messaging import Inbound
from core.usecases import linking
from core.usecases.asking import Asked
from core.usecases.views import Who
from storage.turns import Turn

# More wrong codes than a person mistypes are guesses.
MOST_WRONG = 5
SILENT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """Takes in codes. ``teller`` makes what speaks from inside a turn."""

    words: Words
    teller: Callable[[Turn, Ledger], Teller]
    codes: Codes
    settings: Settings

    def hears(self, turn: Turn, inbound: Inbound, people: tuple[Who, ...], key: str) -> bool:
        """Whether it was a code, and is dealt with. In a group only a command brings one; it is answered in private."""
        if not _brings_code(inbound) or inbound.outsider:
            return False
        session = Session.from_json(turn.session(inbound.channel, inbound.sender))
        silent = _is_silent(session, turn)
        code = None if silent else code_said(inbound.invitation or inbound.text)
        invitation = turn.invitation(self.codes.digest(code)) if code else None
        if invitation and invitation.purpose == "contact":
            return False
        arrival = self._arrival(turn, inbound, people, session, invitation)
        if invitation:
            said = self._used(arrival, invitation) or self._tied(arrival, invitation)
        else:
            said = self._wrong(arrival, silent=silent)
        self._answer(arrival, said, key)
        return True

    def _arrival(
        self, turn: Turn, inbound: Inbound, people: tuple[Who, ...], session: Session, invitation: Invitation | None
    ) -> "Arrival":
        """Who brings nothing that we know, and is nobody yet, is welcomed as everybody who writes first is."""
        asked = Asked(now=turn.received_at, new_id=uuid4)
        member = next((one for one in people if one.member_id), None)
        known = member or next(iter(people), None)
        if invitation is None and known is None:
            known = enrol(turn, asked, inbound, self.settings, self.words)
        account = invitation.account_id if invitation else known.account_id if known else None
        if account is None:
            raise AssertionError("an invitation or a person, one of them is known")
        ledger = turn.ledger(account)
        return Arrival(
            turn=turn,
            ledger=ledger,
            asked=asked,
            teller=self.teller(turn, ledger),
            inbound=inbound,
            people=people,
            member=member,
            session=session,
            language=_language(ledger, invitation, known),
        )

    @staticmethod
    def _used(arrival: "Arrival", invitation: Invitation) -> Reply | None:
        """None while it can be used."""
        if invitation.is_open(arrival.turn.received_at):
            return None
        theirs = any(
            (one.member_id, None) == (invitation.member_id, invitation.client_id)
            or (one.client_id and one.client_id == invitation.client_id)
            for one in arrival.people
        )
        if invitation.used_at and theirs:
            return reply("code.yours_already", business=arrival.business)
        return reply("code.used" if invitation.used_at else "code.expired", business=arrival.business)

    @staticmethod
    def _tied(arrival: "Arrival", invitation: Invitation) -> Reply:
        return _TIES[invitation.purpose](arrival, invitation)

    @staticmethod
    def _wrong(arrival: "Arrival", *, silent: bool) -> Reply:
        if silent:
            return reply("code.too_many")
        now = arrival.turn.received_at
        arrival.session.wrong_codes = [*arrival.session.wrong_codes, now.timestamp()][-MOST_WRONG:]
        if arrival.people:
            return reply("code.unknown")
        return reply("code.unknown_new", expects={"what": "business_name"})

    def _answer(self, arrival: "Arrival", said: Reply, key: str) -> None:
        inbound, session = arrival.inbound, arrival.session
        message = render(said, self.words(arrival.language))
        arrival.teller.here(inbound.channel, inbound.sender, message, f"{key}:code", session)
        session.expects = dict(said.expects) if said.expects else session.expects
        account = arrival.ledger.account_id
        arrival.turn.save_session(inbound.channel, inbound.sender, session.as_json(), account_id=account)


@dataclass(slots=True, kw_only=True)
class Arrival:
    """One code's turn: ``ledger`` is of the firm that gave it. ``member``: whose address it is already."""

    turn: Turn
    ledger: Ledger
    asked: Asked
    teller: Teller
    inbound: Inbound
    people: tuple[Who, ...]
    member: Who | None
    session: Session
    language: Language

    @property
    def business(self) -> str:
        return self.ledger.account().name

    @property
    def road(self) -> Reply:
        return road_of(self.inbound.channel)

    def taken(self) -> Reply | None:
        """A member's address belongs to one firm; one that nothing came of may be left."""
        if self.member is None:
            return None
        theirs = self.turn.ledger(self.member.account_id)
        if self.member.role == "owner" and linking.is_unused(theirs) and self.member.member_id:
            return None
        return reply("code.has_own_business", business=theirs.account().name)

    def leave(self) -> None:
        """What they began by writing first is left, so that the address is free."""
        if self.member is None or self.member.member_id is None:
            return
        theirs = self.turn.ledger(self.member.account_id)
        here = (self.inbound.channel, self.inbound.sender)
        for one in theirs.addresses(member_id=self.member.member_id):
            if (one.channel, one.value) == here:
                theirs.forget(one)
        self.session = Session(wrong_codes=self.session.wrong_codes)


def road_of(channel: str) -> Reply:
    """The road's name as people know it."""
    return Reply(f"road.{channel}")


def _brings_code(inbound: Inbound) -> bool:
    if inbound.invitation:
        return True
    return not (inbound.place or inbound.tap or inbound.attachments) and code_said(inbound.text) is not None


def _is_silent(session: Session, turn: Turn) -> bool:
    now, span = turn.received_at.timestamp(), SILENT_FOR.total_seconds()
    return sum(now - at < span for at in session.wrong_codes) >= MOST_WRONG


def _language(ledger: Ledger, invitation: Invitation | None, known: Who | None) -> Language:
    if invitation and invitation.client_id:
        return ledger.client(invitation.client_id).language
    if known:
        return known.language
    return ledger.account().language


def _crew(arrival: Arrival, invitation: Invitation) -> Reply:
    """A new member: the owner hears who came, and on which road."""
    if arrival.member and arrival.member.account_id == invitation.account_id:
        return reply("code.forward", business=arrival.business)
    taken = arrival.taken()
    if taken:
        return taken
    if not arrival.turn.claim(invitation):
        return reply("code.used", business=arrival.business)
    arrival.leave()
    partner, manager = invitation.purpose == "partner", invitation.purpose == "manager"
    inbound = arrival.inbound
    joiner = linking.Joiner(
        name=(not partner and invitation.wanted) or inbound.sender_name,
        channel=inbound.channel,
        address=inbound.sender,
        language=arrival.language,
    )
    if partner:
        whose = ContractorId(UUID(invitation.wanted))
        member = linking.join_partner(arrival.ledger, arrival.asked, whose, joiner)
    else:
        role: Role = "project_manager" if manager else "crew"
        member = linking.join_crew(arrival.ledger, arrival.asked, invitation.made_by, joiner, role)
    arrival.turn.came_by(invitation, member.id)
    told = Reply("told.joined_manager" if manager else "told.joined", {"name": member.name, "road": arrival.road})
    arrival.teller.members(told, f"joined:{invitation.id}", member.contractor_id, but=member.id)
    if not partner:
        return reply("crew.welcome_manager" if manager else "crew.welcome", name=member.name, business=arrival.business)
    firm = arrival.ledger.contractor(member.contractor_id).name
    return reply("contractor.welcome", name=member.name, contractor=firm, business=arrival.business)


def _client(arrival: Arrival, invitation: Invitation) -> Reply:
    """A client comes to the chat they like: from now on they are written to there, and what is open is at hand."""
    if invitation.client_id is None:
        raise AssertionError("an invitation of a client names the client")
    if arrival.member and arrival.member.account_id == invitation.account_id:
        return reply("code.forward", business=arrival.business)
    if not arrival.turn.claim(invitation):
        return reply("code.used", business=arrival.business)
    if arrival.taken() is None:
        arrival.leave()
    inbound, client = arrival.inbound, arrival.ledger.client(invitation.client_id)
    linking.link_client(arrival.ledger, arrival.asked, client.id, inbound.channel, inbound.sender)
    details = {"client": client.name, "road": arrival.road}
    arrival.teller.members(Reply("told.client_linked", details), f"linked:{invitation.id}")
    link = linking.open_link(arrival.ledger, client.id)
    details = {"client": client.name.split(maxsplit=1)[0], "business": arrival.business}
    return Reply("client.linked_open" if link else "client.linked", details, link_id=link)


def _member(arrival: Arrival, invitation: Invitation) -> Reply:
    """One more address of somebody who asked for it from a first one, where they hear of it."""
    if invitation.member_id is None:
        raise AssertionError("an invitation of a member names the member")
    if arrival.member and arrival.member.member_id == invitation.member_id:
        return reply("address.same")
    taken = arrival.taken()
    if taken:
        return taken
    if not arrival.turn.claim(invitation):
        return reply("code.used", business=arrival.business)
    before = arrival.teller.ways_to_member(invitation.member_id)
    arrival.leave()
    inbound, member = arrival.inbound, arrival.ledger.member(invitation.member_id)
    linking.link_member(arrival.ledger, arrival.asked, member.id, inbound.channel, inbound.sender)
    arrival.language = member.language
    told = Reply("told.address_added", {"road": arrival.road})
    for address in before[:1]:
        arrival.teller.at(address, told, member.language, f"added:{invitation.id}")
    return reply("address.added", business=arrival.business)


_TIES: Mapping[str, Callable[[Arrival, Invitation], Reply]] = {
    "crew": _crew,
    "manager": _crew,
    "partner": _crew,
    "client": _client,
    "member": _member,
}
