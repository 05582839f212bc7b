"""When a message does not get there: as a template, on the person's next address, or the contractor passes it on."""

from dataclasses import dataclass, replace
from uuid import UUID

from bots.commands import Reply
from bots.conversation import Conversations
from bots.linking import road_of
from bots.perform.reached import by
from bots.telling import Teller
from core.domain.account import Address
from core.domain.errors import NotFound
from core.domain.ids import ChangeOrderId
from core.ports.messaging import OPTED_OUT, Reachable
from core.ports.outbox import Outbound
from core.usecases.views import Who
from storage.consents import Said
from storage.turns import Turn

# These ask for money: once it is paid or withdrawn, nobody gets them late by another road.
_DEMANDS = ("client.invoice", "client.where_it_stands", "client.reminder")


@dataclass(frozen=True, slots=True)
class Failure:
    """As ``SendFailed`` and ``DeliveryReport`` tell it. ``vendor_id``: the vendor's message that failed, "": the
    whole delivery.
    """

    reason: str
    unreachable: bool = False
    window_closed: bool = False
    vendor_id: str = ""


@dataclass(frozen=True, slots=True)
class Fallback:
    """Works inside the turn that noted the failure: both are kept, or neither."""

    conversations: Conversations

    def after(self, turn: Turn, outbound_id: UUID, failure: Failure) -> None:
        """A message failed for good. Heard twice, or after it got there, it is nothing new."""
        if failure.window_closed and turn.reports.again_as_template(outbound_id):
            return
        outbound = turn.reports.fail(outbound_id, failure.reason, failure.vendor_id)
        if outbound is None:
            return
        if failure.unreachable:
            self._mark(turn, outbound.channel, outbound.address, failure.reason)
        who = _person(turn, outbound)
        if who is None:
            if failure.unreachable:
                self._tell_room_gone(turn, outbound.channel, outbound.address, f"{turn.received_at:%Y-%m-%d}")
            return
        teller = self._teller(turn, who)
        following = self._following(turn, teller, outbound, who)
        if following:
            teller.again(following, outbound)
        if who.client_id:
            teller.members(_told(teller, outbound, who, following), f"undelivered:{outbound.id}")

    def reachable(self, turn: Turn, heard: Reachable, key: str, *, quiet: bool) -> None:
        """Whose client blocked us hears of it once; that they came back is seen when they write."""
        reason = "" if heard.reachable else heard.reason or "unreachable"
        changed = self._mark(turn, heard.channel, heard.address, reason)
        if heard.reachable or quiet:
            return
        self._tell_room_gone(turn, heard.channel, heard.address, key)
        for value in changed:
            for who in turn.who(heard.channel, value):
                if who.client_id:
                    self._tell_blocked(turn, who, heard.channel, f"{key}:{value}")

    def _tell_room_gone(self, turn: Turn, channel: str, address: str, key: str) -> None:
        """``key``: once for each."""
        room = turn.room(channel, address)
        if room:
            ledger = turn.ledger(room.account_id)
            details = {"project": ledger.project_file(room.project_id).project.name}
            told = f"gone:{channel}:{room.place}:{key}"
            self.conversations.teller(turn, ledger).members(Reply("told.room_gone", details), told)

    @staticmethod
    def _mark(turn: Turn, channel: str, address: str, reason: str) -> tuple[str, ...]:
        """What the vendor knows as a stop is one here, too, though the words never reached us."""
        if reason == OPTED_OUT and not turn.consents.stopped(channel, address):
            said = Said(channel=channel, address=address, said="stop", words="", external_id="", at=turn.received_at)
            turn.consents.keep(said)
        return turn.whereabouts.mark(channel, address, reason)

    def _tell_blocked(self, turn: Turn, who: Who, channel: str, key: str) -> None:
        teller = self._teller(turn, who)
        following = next(iter(_ways(teller, who)), None)
        details = {"client": who.name, "road": road_of(channel)}
        if following:
            told = Reply("told.blocked", {**details, "next": by(teller, following)})
        else:
            told = Reply("told.blocked_everywhere", details)
        teller.members(told, f"blocked:{key}:{who.client_id}")

    def _following(self, turn: Turn, teller: Teller, outbound: Outbound, who: Who) -> Address | None:
        """None when no address is left, and for what is for that address alone: a code, a demand that is settled."""
        if outbound.message.invitation_id or outbound.message.code == "client.signing_code":
            return None
        if self._is_settled(outbound) or _is_decided(teller, outbound):
            return None
        tried = turn.reports.tried(outbound)
        return next((one for one in _ways(teller, who) if (one.channel, one.value) not in tried), None)

    def _is_settled(self, outbound: Outbound) -> bool:
        message = outbound.message
        if not (message.link_id and message.code.startswith(_DEMANDS)):
            return False
        page = self.conversations.reads.invoice_page(UUID(message.link_id))
        return page is not None and page.state in {"paid", "credited", "void"}

    def _teller(self, turn: Turn, who: Who) -> Teller:
        return self.conversations.teller(turn, turn.ledger(who.account_id))


def _is_decided(teller: Teller, outbound: Outbound) -> bool:
    """A change order that nobody has to decide about any more is not asked about late by another road."""
    if not outbound.message.change_id:
        return False
    try:
        return teller.ledger.change_order(ChangeOrderId(UUID(outbound.message.change_id))).state != "proposed"
    except NotFound:  # of another firm that knows the same client
        return False


def _person(turn: Turn, outbound: Outbound) -> Who | None:
    """A client before a member; nobody for a group."""
    people = [one for one in turn.who(outbound.channel, outbound.address) if one.account_id == outbound.account_id]
    return next((one for one in people if one.client_id), people[0] if people else None)


def _ways(teller: Teller, who: Who) -> tuple[Address, ...]:
    if who.client_id:
        return teller.ways_to(teller.ledger.client(who.client_id))
    return teller.ways_to_member(who.member_id) if who.member_id else ()


def _told(teller: Teller, outbound: Outbound, who: Who, following: Address | None) -> Reply:
    if following is None:
        message = outbound.message
        told = Reply("told.not_delivered", {"client": who.name}, link_id=message.link_id)
        return replace(told, proposal_id=message.proposal_id, project_id=message.project_id)
    details = {"client": who.name, "road": road_of(outbound.channel), "next": by(teller, following)}
    return Reply("told.sent_instead", details)
