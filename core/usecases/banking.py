"""A contractor's bank details: shown, agreed to, changed only after a wait in which anybody of the firm can stop it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from core.domain.account import Address
from core.domain.bank import CHANGE_WAITS, BankCodes, BankDetails, BankFacts, in_force, is_first, removed, waiting
from core.domain.errors import NotFound, Refusal
from core.domain.ids import BankDetailsId, ContractorId, MemberId
from core.domain.lifecycle import BANK_DETAILS
from core.domain.proposal import SigningCode
from core.domain.signing import code_after, is_open, why_no_code
from core.ports.ledger import Ledger
from core.usecases.asking import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What pages show now, and the change that is to come, if there is one."""

    now: BankDetails | None
    coming: BankDetails | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What came of a yes: "first" counts from now on, "waits" comes into force later, "same" was there before; for
    "code" one must be given back first. ``instead_of``: what stands until then.
    """

    what: Literal["first", "waits", "same", "code"]
    details: BankDetails
    instead_of: BankDetails | None = None


def standing(ledger: Ledger, asked: Asked, contractor_id: ContractorId) -> Standing:
    versions = ledger.bank_details(contractor_id)
    return Standing(now=in_force(versions, asked.now), coming=waiting(versions, asked.now))


def show(ledger: Ledger, asked: Asked, contractor_id: ContractorId, facts: BankFacts, said_by: MemberId) -> BankDetails:
    """A version that waits for a yes to just this."""
    details = BankDetails(
        id=BankDetailsId(asked.new_id()),
        account_id=ledger.account_id,
        contractor_id=contractor_id,
        facts=facts,
        said_by=said_by,
        said_at=asked.now,
    )
    ledger.save(details)
    return details


def agree(
    ledger: Ledger, asked: Asked, contractor_id: ContractorId, details_id: BankDetailsId, second: Address | None
) -> Agreed:
    """The first count at once. A change needs a code that goes to ``second``, another address of the owner; without
    any, it only waits. A repeat finds what is done. Refusal: bank.old, code.too_soon, code.too_many.
    """
    details, versions = _locked(ledger, contractor_id, details_id)
    before, coming = in_force(versions, asked.now), waiting(versions, asked.now)
    if before and before.facts == details.facts:
        return Agreed(what="same", details=before)
    if coming and coming.facts == details.facts:
        return Agreed(what="waits", details=coming, instead_of=before)
    _check_newest(details, versions)
    if is_first(versions):
        return Agreed(what="first", details=_kept(ledger, asked, details, versions))
    if second is None:
        return Agreed(what="waits", details=_kept(ledger, asked, details, versions), instead_of=before)
    last = _last_code(versions, asked.now)
    if why := why_no_code(last, asked.now):
        raise Refusal(why)
    sent = replace(details, code=code_after(last, asked.now, second))
    ledger.save(sent)
    return Agreed(what="code", details=sent, instead_of=before)


def give_code(
    ledger: Ledger, asked: Asked, contractor_id: ContractorId, details_id: BankDetailsId, given: tuple[str, BankCodes]
) -> Agreed | None:
    """The change waits from now on; None when the code was wrong, which is counted. Refusal: code.over, bank.old."""
    details, versions = _locked(ledger, contractor_id, details_id)
    _check_newest(details, versions)
    if details.code is None or not is_open(details.code, asked.now):
        raise Refusal("code.over")
    if not given[1].is_right(details, given[0]):
        ledger.save(replace(details, code=replace(details.code, wrong=details.code.wrong + 1)))
        return None
    before = in_force(versions, asked.now)
    return Agreed(what="waits", details=_kept(ledger, asked, details, versions), instead_of=before)


def cancel(ledger: Ledger, asked: Asked, contractor_id: ContractorId) -> BankDetails | None:
    """The change that was to come; None when none is."""
    found = waiting(ledger.bank_details(contractor_id, lock=True), asked.now)
    if found is None:
        return None
    cancelled = replace(found, state=BANK_DETAILS.after(found.state, "cancel"))
    ledger.save(cancelled)
    return cancelled


def remove(ledger: Ledger, asked: Asked, contractor_id: ContractorId) -> BankDetails | None:
    """Pages show none from now on, and a change that was to come does not: that takes a way to pay away and leads no
    money elsewhere, so it waits for nothing. None when there are none.
    """
    versions = ledger.bank_details(contractor_id, lock=True)
    found, coming = in_force(versions, asked.now), waiting(versions, asked.now)
    if found is None:
        return None
    gone = [
        replace(one, state=BANK_DETAILS.after(one.state, "remove")) for one in versions if _was_kept(one, asked.now)
    ]
    cancelled = [replace(coming, state=BANK_DETAILS.after(coming.state, "cancel"))] if coming else []
    ledger.save(*gone, *cancelled)
    return next(one for one in gone if one.id == found.id)


def put_back(ledger: Ledger, asked: Asked, contractor_id: ContractorId) -> BankDetails | None:
    """What pages showed last, to the letter: money goes where it went before. None when others are shown by now."""
    versions = ledger.bank_details(contractor_id, lock=True)
    found = removed(versions)
    if found is None or in_force(versions, asked.now):
        return None
    back = replace(found, state=BANK_DETAILS.after(found.state, "put_back"))
    ledger.save(back)
    return back


def _was_kept(one: BankDetails, now: datetime) -> bool:
    return one.state == "kept" and one.in_force_at is not None and one.in_force_at <= now


def come_into_force(
    ledger: Ledger, asked: Asked, contractor_id: ContractorId, details_id: BankDetailsId
) -> BankDetails | None:
    """Counts as told from now on; None when it is not what pages show, or was told."""
    details, versions = _locked(ledger, contractor_id, details_id)
    if details.told_at or details.state != "kept" or not details.in_force_at or details.in_force_at > asked.now:
        return None
    ledger.save(replace(details, told_at=asked.now))
    now = in_force(versions, asked.now)
    return details if now and now.id == details.id else None


def _locked(
    ledger: Ledger, contractor_id: ContractorId, details_id: BankDetailsId
) -> tuple[BankDetails, tuple[BankDetails, ...]]:
    versions = ledger.bank_details(contractor_id, lock=True)
    found = next((one for one in versions if one.id == details_id), None)
    if found is None:
        raise NotFound("bank_details.not_found", id=str(details_id))
    return found, versions


def _last_code(versions: tuple[BankDetails, ...], now: datetime) -> SigningCode | None:
    """Of all versions of late: whoever guesses would else begin anew with each version that they say."""
    codes = [one.code for one in versions if one.code and now < one.code.sent_at + CHANGE_WAITS]
    return max(codes, key=lambda one: one.sent_at, default=None)


def _check_newest(details: BankDetails, versions: tuple[BankDetails, ...]) -> None:
    """A yes to what was shown before something else was shown is no yes."""
    if details.state != "shown" or versions[-1].id != details.id:
        raise Refusal("bank.old")


def _kept(ledger: Ledger, asked: Asked, details: BankDetails, versions: tuple[BankDetails, ...]) -> BankDetails:
    """One change waits at a time: the newer is the one that is wanted."""
    first = is_first(versions)
    if former := waiting(versions, asked.now):
        ledger.save(replace(former, state=BANK_DETAILS.after(former.state, "cancel")))
    kept = replace(
        details,
        state=BANK_DETAILS.after(details.state, "keep"),
        in_force_at=asked.now if first else asked.now + CHANGE_WAITS,
        told_at=asked.now if first else None,
    )
    ledger.save(kept)
    return kept
