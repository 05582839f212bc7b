"""From replies to messages, and from people to their addresses. All that is said leaves through the outbox."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bots.commands import NOTHING, Option, Reply
from bots.known import Session
from core.domain.account import Address, Language
from core.domain.ids import AddressId, ClientId, ContractorId, MemberId, NewId
from core.domain.invitation import Codes
from core.domain.invoice import Invoice
from core.domain.money import Money, Rate
from core.domain.party import Client
from core.domain.project import Project
from core.domain.reach import best_first
from core.ports.ledger import Ledger
from core.ports.messaging import OPTED_OUT, Button, Message
from core.ports.outbox import Outbound
from core.ports.wording import Wording
from storage.turns import Turn

Words = Callable[[Language], Wording]
LONGEST_LABEL = 40
# There is nothing to pay behind these links.
_SETTLED = {
    "client.receipt_full",
    "client.all_paid",
    "client.voided",
    "client.nothing_open",
    "client.invoice_settled",
    "client.credited_settled",
    "client.credited_surplus",
    "photos.shown",
}
_PHONES = {"address", "reach", "old"}


def render(reply: Reply, wording: Wording, milestone_id: str = "") -> Message:
    """The reply in one language. ``milestone_id``: of the part that it is about, when it is said in a room."""
    details = _details(reply, wording)
    return Message(
        text=_sentence(reply, details, wording),
        buttons=tuple(Button(_label(one, wording), one.command.as_action()) for one in reply.choices),
        enclosures=reply.enclosures,
        link_id=reply.link_id,
        link_label=_link_label(reply, wording),
        language=wording.language,
        code=reply.code,
        details={name: str(value) for name, value in details.items()},
        invitation_id=reply.invitation_id,
        upload=reply.upload,
        milestone_id=milestone_id,
        proposal_id=reply.proposal_id,
        edits=reply.edits,
        change_id=reply.change_id,
        project_id=reply.project_id,
        owed=reply.owed,
        payee=reply.payee,
        export=reply.export,
    )


def _link_label(reply: Reply, wording: Wording) -> str:
    """Of the one page that stands below it."""
    pages = (
        (reply.upload, "link.upload"),
        (reply.edits, "link.edit"),
        (reply.proposal_id, "link.proposal"),
        (reply.change_id, "link.change"),
        (reply.project_id, "whole.see"),
        (reply.owed, "link.owed"),
        (reply.payee, "link.payee"),
        (reply.export, "link.export"),
        (reply.link_id, "link.see" if reply.code in _SETTLED else "link.open"),
    )
    return next((wording.text(code) for there, code in pages if there), "")


def _label(choice: Option, wording: Wording) -> str:
    if choice.code:
        details = {name: _spoken(value, wording) for name, value in choice.details.items()}
        return _cropped([wording.text(choice.code, **details)])
    return _cropped([str(_spoken(part, wording)) for part in choice.own_words])


def _cropped(parts: list[str]) -> str:
    """Joined, and short enough for a button: the longest part gives way, so that what tells it apart stays."""
    too_much = len(", ".join(parts)) - LONGEST_LABEL
    while too_much > 0:
        longest = max(range(len(parts)), key=lambda place: len(parts[place]))
        parts[longest] = parts[longest].removesuffix("…")[:-1] + "…"
        too_much = len(", ".join(parts)) - LONGEST_LABEL
    return ", ".join(parts)


def _text(reply: Reply, wording: Wording) -> str:
    return "" if reply == NOTHING else _sentence(reply, _details(reply, wording), wording)


def _details(reply: Reply, wording: Wording) -> dict[str, Any]:
    details = {name: _spoken(value, wording) for name, value in reply.details.items()}
    return details | {name: wording.phone(str(details[name])) for name in _PHONES & details.keys()}


def _sentence(reply: Reply, details: Mapping[str, Any], wording: Wording) -> str:
    text = wording.text(reply.code, **details)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _spoken(value: Any, wording: Wording) -> Any:
    if isinstance(value, Money):
        return wording.money(value)
    if isinstance(value, Rate):
        return wording.percent(value)
    if isinstance(value, Reply):
        return _text(value, wording)
    if isinstance(value, tuple | list):
        return "\n".join(str(_spoken(one, wording)) for one in value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return wording.day(value)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """Which channels reach a phone number, the first before the next, and which an e-mail address, where set up.

    ``forgeable``: where anybody can write in another's name.
    """

    phones: tuple[str, ...] = ()
    email: str | None = None
    forgeable: frozenset[str] = frozenset()

    def to(self, client: Client) -> tuple[tuple[str, str], ...]:
        """(channel, address) by what the firm was given."""
        phones = [(one, client.phone) for one in self.phones if client.phone]
        return (*phones, (self.email, client.email.lower())) if self.email and client.email else tuple(phones)

    def is_read(self, address: Address) -> bool:
        """Whether people read and give such an address, and not a vendor alone."""
        return address.channel in (*self.phones, self.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Says things to people from inside one transaction."""

    turn: Turn
    ledger: Ledger
    words: Words
    roads: Roads
    now: datetime
    new_id: NewId
    codes: Codes

    def of(self, ledger: Ledger) -> "Teller":
        """The same turn, about another firm."""
        return replace(self, ledger=ledger)

    def here(self, channel: str, address: str, message: Message, key: str, session: Session) -> None:
        """To the conversation that this turn is about: its buttons become the menu that digits pick from."""
        outbound_id = self._say(channel, address, message, key)
        if message.buttons:
            session.menu, session.menu_at = str(outbound_id), address

    def members(self, reply: Reply, key: str, of: ContractorId | None = None, *, but: MemberId | None = None) -> None:
        """To those who run the firm, each in their language, each at the first of their addresses; and to those who run
        the contractor that it is ``of``. To all ``but`` one.
        """
        hear = {self.ledger.contractors()[0].id, of}
        for member in self.ledger.members():
            if member.role == "crew" or member.id == but or member.contractor_id not in hear:
                continue
            addresses = self.ways_to_member(member.id)
            if addresses:
                self._elsewhere(addresses[0], render(reply, self.words(member.language)), f"{key}:{member.id}", reply)

    def at(self, address: Address, reply: Reply, language: Language, key: str) -> None:
        """At this one of a member's addresses; its choices are that conversation's menu."""
        self._elsewhere(address, render(reply, self.words(language)), key, reply)

    def rooms(self, project: Project, invoice: Invoice, reply: Reply, key: str) -> None:
        """To the group chats that talk about this job, in its client's language: never an amount, never a link."""
        part = str(invoice.milestone_ids[0]) if len(invoice.milestone_ids) == 1 else ""
        language = self.ledger.client(project.client_id).language
        for room in self.turn.rooms_of(self.ledger.account_id, project.id):
            self._say(room.channel, room.place, render(reply, self.words(language), part), f"{key}:{room.place}")

    def client(self, client_id: ClientId, reply: Reply, key: str) -> Address | None:
        """To the client, in their language; its choices are that conversation's menu. None when there is no way to
        reach them.
        """
        client = self.ledger.client(client_id)
        address = self.client_address(client)
        if address is not None:
            self._elsewhere(address, render(reply, self.words(client.language)), key, reply)
        return address

    def client_address(self, client: Client) -> Address | None:
        """The first of ``ways_to``."""
        address = next(iter(self.ways_to(client)), None)
        if address:
            self.keep(address)
        return address

    def ways_to(self, client: Client) -> tuple[Address, ...]:
        """Where they asked to be reached, else their phone, else their e-mail, by what is set up, else where they came
        from by themselves; each is the fallback of the one before. Some may not be in the books yet. A number that was
        theirs until the firm was given another is a stranger's now.
        """
        known = self.ledger.addresses(client_id=client.id)
        there = {(one.channel, one.value): one for one in known}
        on_file = [there.get(one) or self._new_address(client, *one) for one in self.roads.to(client)]
        return best_first((one for one in known if one.confirmed_at or not self.roads.is_read(one)), on_file)

    def wants_none(self, client: Client) -> bool:
        """Whether they said stop on any road that we know of."""
        known = {(one.channel, one.value) for one in self.ledger.addresses(client_id=client.id)}
        return any(self.turn.consents.stopped(*one) for one in {*known, *self.roads.to(client)})

    def ways_to_member(self, member_id: MemberId) -> tuple[Address, ...]:
        return best_first(self.ledger.addresses(member_id=member_id))

    def again(self, address: Address, outbound: Outbound) -> None:
        """The same words on another address of the same person, at most once there."""
        self.keep(address)
        first = outbound.instead_of or outbound.id
        said = replace(
            outbound,
            id=self.new_id(),
            key=f"instead:{first}:{address.channel}:{address.value}",
            channel=address.channel,
            address=address.value,
            created_at=self.now,
            templated=False,
            instead_of=first,
        )
        self.ledger.say(said)
        if said.message.buttons:
            session = Session.from_json(self.turn.session(address.channel, address.value))
            session.menu = str(said.id)
            self.turn.save_session(address.channel, address.value, session.as_json())

    def _new_address(self, client: Client, channel: str, value: str) -> Address:
        return Address(
            id=AddressId(self.new_id()),
            account_id=client.account_id,
            channel=channel,
            value=value,
            client_id=client.id,
            created_at=self.now,
            unreachable=OPTED_OUT if self.turn.consents.stopped(channel, value) else "",
        )

    def keep(self, address: Address) -> None:
        """In the books, so that they are known when they write from there."""
        if address.created_at == self.now:  # made by ``ways_to`` just now
            self.ledger.save(address)

    def _elsewhere(self, address: Address, message: Message, key: str, reply: Reply) -> None:
        outbound_id = self._say(address.channel, address.value, message, key)
        if message.buttons or reply.expects:
            session = Session.from_json(self.turn.session(address.channel, address.value))
            session.menu = str(outbound_id) if message.buttons else session.menu
            session.asked_by(reply.details)
            self.turn.save_session(address.channel, address.value, session.as_json())

    def _say(self, channel: str, address: str, message: Message, key: str) -> UUID:
        outbound = Outbound(
            id=self.new_id(),
            account_id=self.ledger.account_id,
            key=key,
            channel=channel,
            address=address,
            message=message,
            created_at=self.now,
        )
        self.ledger.say(outbound)
        return outbound.id
