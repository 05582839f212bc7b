"""Who is reached where: addresses come to people by a code, and go again."""

from dataclasses import dataclass, replace

from core.domain.account import Address, Language, Member, Role
from core.domain.errors import NotAllowed, NotFound
from core.domain.ids import AddressId, ClientId, ContractorId, MemberId
from core.domain.text import LONGEST_NAME, one_line
from core.ports.ledger import Ledger
from core.usecases.asking import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Joiner:
    """Who comes to the crew; ``name`` may be empty: then it is the address."""

    name: str
    channel: str
    address: str
    language: Language


def join_crew(ledger: Ledger, asked: Asked, invited_by: MemberId, joiner: Joiner, role: Role = "crew") -> Member:
    """A new member of the inviter's business. NotAllowed (address.taken) while that address is a member's."""
    member = Member(
        id=MemberId(asked.new_id()),
        account_id=ledger.account_id,
        contractor_id=ledger.member(invited_by).contractor_id,
        name=one_line(joiner.name, LONGEST_NAME) or joiner.address,
        role=role,
        language=joiner.language,
    )
    ledger.save(member, _proven(ledger, asked, joiner.channel, joiner.address, member_id=member.id))
    return member


def join_partner(ledger: Ledger, asked: Asked, contractor_id: ContractorId, joiner: Joiner) -> Member:
    """Who runs another contractor of the account. NotAllowed (address.taken) while that address is a member's."""
    member = Member(
        id=MemberId(asked.new_id()),
        account_id=ledger.account_id,
        contractor_id=ledger.contractor(contractor_id).id,
        name=one_line(joiner.name, LONGEST_NAME) or joiner.address,
        role="owner",
        language=joiner.language,
    )
    ledger.save(member, _proven(ledger, asked, joiner.channel, joiner.address, member_id=member.id))
    return member


def link_member(ledger: Ledger, asked: Asked, member_id: MemberId, channel: str, value: str) -> Address:
    """One more address of this member. NotAllowed (address.taken) while it is a member's."""
    address = _proven(ledger, asked, channel, value, member_id=member_id)
    ledger.save(address)
    return address


def link_client(ledger: Ledger, asked: Asked, client_id: ClientId, channel: str, value: str) -> Address:
    """The client came here by themselves, so this is where they are written to from now on."""
    known = ledger.addresses(client_id=client_id)
    here = next((one for one in known if (one.channel, one.value) == (channel, value)), None)
    address = here or _proven(ledger, asked, channel, value, client_id=client_id)
    address = replace(address, preferred=True, confirmed_at=asked.now, unreachable="")
    others = [replace(one, preferred=False) for one in known if one.preferred and one.id != address.id]
    ledger.save(address, *others)
    return address


def open_link(ledger: Ledger, client_id: ClientId) -> str | None:
    """The page of the client's newest invoice that is still to be paid."""
    files = (ledger.project_file(one.id) for one in ledger.projects() if one.client_id == client_id)
    unpaid = [one for file in files for one in file.invoices if one.state in {"issued", "part_paid"}]
    newest = max(unpaid, key=lambda one: one.issued_at, default=None)
    return str(ledger.link_of(newest.id).id) if newest else None


def unlink_member(ledger: Ledger, member_id: MemberId, address_id: AddressId) -> Address:
    """NotAllowed (address.last): somebody without any could not come back."""
    addresses = ledger.addresses(member_id=member_id)
    address = next((one for one in addresses if one.id == address_id), None)
    if address is None:
        raise NotFound("address.not_found")
    if len(addresses) == 1:
        raise NotAllowed("address.last")
    ledger.forget(address)
    return address


def leave_crew(ledger: Ledger, member_id: MemberId) -> tuple[Address, ...]:
    """The member stays in the books, for what they sent; their addresses go. NotAllowed (crew.owner) for an owner."""
    if ledger.member(member_id).role == "owner":
        raise NotAllowed("crew.owner")
    addresses = ledger.addresses(member_id=member_id)
    for address in addresses:
        ledger.forget(address)
    return addresses


def is_unused(ledger: Ledger) -> bool:
    """Somebody wrote once, and nothing came of it: no job, no file, nobody else."""
    return not (ledger.projects() or ledger.clients() or ledger.proofs(None) or len(ledger.members()) > 1)


def _proven(
    ledger: Ledger,
    asked: Asked,
    channel: str,
    value: str,
    *,
    member_id: MemberId | None = None,
    client_id: ClientId | None = None,
) -> Address:
    """A code came from there."""
    return Address(
        id=AddressId(asked.new_id()),
        account_id=ledger.account_id,
        channel=channel,
        value=value,
        member_id=member_id,
        client_id=client_id,
        confirmed_at=asked.now,
        created_at=asked.now,
    )
