"""Where clients send money by bank: told in words, shown back, and changed only slowly and in the open."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from bots.bank_numbers import as_said, facts_of, merged, problem_of
from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.intents.banking import BankAccountSaid
from bots.linking import road_of
from bots.perform.desk import Args, Desk, Replies
from bots.permissions import for_role
from bots.telling import Teller
from core.domain.account import Address
from core.domain.bank import BankCodes, BankDetails, BankFacts, is_first, known_long, masked_words, removed
from core.domain.ids import BankDetailsId, ContractorId
from core.domain.signing import masked
from core.usecases import banking

_CANCEL = "button.cancel_bank"


def show(desk: Desk, _args: Args) -> Replies:
    """What clients see, and the change that is to come; or how to say it, when there is nothing yet."""
    mine = desk.member.contractor_id
    stands = banking.standing(desk.ledger, desk.asked, mine)
    if stands.now is None:
        return [_none(desk, stands.coming)]
    coming = stands.coming
    choices = [option(_CANCEL, command("bank.cancel"))] if coming else []
    change = option("button.change_bank", command("bank.ask"))
    remove = option("button.remove_bank", command("bank.remove_ask"))
    told = reply(
        "bank.shown",
        *choices,
        change,
        remove,
        lines=tuple(lines(stands.now.facts)),
        since=_day(desk, stands.now.in_force_at),
        coming=reply("bank.coming", last=coming.facts.last, when=_when(desk, coming)) if coming else NOTHING,
    )
    return [told]


def ask(_desk: Desk, _args: Args) -> Replies:
    return [reply("bank.ask", expects={"what": "bank"})]


def _none(desk: Desk, coming: BankDetails | None) -> Reply:
    """How to say them; and what may be put back."""
    if coming:
        return reply("bank.only_coming", cancelling(coming), last=coming.facts.last, when=_when(desk, coming))
    gone = removed(desk.ledger.bank_details(desk.member.contractor_id))
    if gone is None:
        return reply("bank.ask", expects={"what": "bank"})
    back = option("button.put_back_bank", command("bank.put_back"))
    return reply("bank.removed_before", back, last=gone.facts.last, expects={"what": "bank"})


def remove_ask(desk: Desk, _args: Args) -> Replies:
    """What clients would see then, and a tap."""
    stands = banking.standing(desk.ledger, desk.asked, desk.member.contractor_id)
    if stands.now is None:
        return [_none(desk, stands.coming)]
    choices = (
        option("button.remove_bank_now", command("bank.remove", details=str(stands.now.id))),
        option("button.leave", command("menu.back")),
    )
    coming = reply("bank.coming_too", last=stands.coming.facts.last) if stands.coming else NOTHING
    return [reply("bank.remove_ask", *choices, last=stands.now.facts.last, coming=coming)]


def remove(desk: Desk, args: Args) -> Replies:
    """At once; told at every address of everybody who runs the firm, with the way back."""
    mine = desk.member.contractor_id
    stands = banking.standing(desk.ledger, desk.asked, mine)
    if stands.now and str(stands.now.id) != args["details"]:
        return remove_ask(desk, args)
    gone = banking.remove(desk.ledger, desk.asked, mine)
    if gone is None:
        return [reply("bank.none_shown")]
    back = option("button.put_back_bank", command("bank.put_back"))
    _notify(desk, gone, "told.bank_removed", back, by=desk.member.name)
    return [reply("bank.removed", back, last=gone.facts.last)]


def put_back(desk: Desk, args: Args) -> Replies:
    """The very ones that were shown last: those are no change."""
    found = banking.put_back(desk.ledger, desk.asked, desk.member.contractor_id)
    if found is None:
        return show(desk, args)
    _notify(desk, found, "told.bank_put_back", by=desk.member.name)
    return [reply("bank.put_back", last=found.facts.last)]


def say(desk: Desk, args: Args) -> Replies:
    """What was understood is shown; what is missing or wrong is asked for, and the rest is kept until then."""
    contractor = desk.ledger.contractor(desk.member.contractor_id)
    mended = [one for one in desk.ledger.bank_details(contractor.id) if str(one.id) == args.get("mends")]
    known = as_said(mended[0].facts) if mended else args.get("known") or {}
    said = merged(known, BankAccountSaid(**args["said"]))
    if problem := problem_of(said):
        kept = {name: getattr(said, name) for name in BankAccountSaid.__dataclass_fields__ if getattr(said, name)}
        return [reply(problem, said=_wrong(said, problem), expects={"what": "bank", "known": kept})]
    details = banking.show(desk.ledger, desk.asked, contractor.id, facts_of(said, contractor.name), desk.member.id)
    first = is_first(desk.ledger.bank_details(contractor.id))
    choices = (
        option("button.keep_bank", command("bank.keep", details=str(details.id))),
        option("button.leave", command("menu.back")),
    )
    code = "bank.confirm" if first else "bank.confirm_change"
    return [
        reply(code, *choices, lines=tuple(lines(details.facts)), expects={"what": "bank", "details": str(details.id)})
    ]


def keep(desk: Desk, args: Args) -> Replies:
    """The yes to what was shown. A change needs a code from another address of the one who speaks."""
    second = _second(desk)
    details = BankDetailsId(UUID(args["details"]))
    done = banking.agree(desk.ledger, desk.asked, desk.member.contractor_id, details, second)
    if done.what == "same":
        return _same(desk, done.details)
    if done.what == "first":
        _notify(desk, done.details, "told.bank_set")
        return [reply("bank.kept", last=done.details.facts.last)]
    if done.what == "code" and second and done.details.code:
        figures = BankCodes(desk.teller.codes.key).code(done.details.id, done.details.code.turn)
        told = reply("bank.code", figures=figures, road=road_of(desk.inbound.channel), last=done.details.facts.last)
        desk.teller.at(second, told, desk.member.language, f"bank-code:{done.details.id}:{done.details.code.turn}")
        where = {"road": road_of(second.channel), "to": masked(second.value)}
        return [reply("bank.code_sent", expects={"what": "bank_code", "details": args["details"]}, **where)]
    return [_waits(desk, done.details)]


def _same(desk: Desk, details: BankDetails) -> Replies:
    """Whoever says the old ones again may want to stop the change, which a repeat alone does not."""
    coming = banking.standing(desk.ledger, desk.asked, desk.member.contractor_id).coming
    told = reply("bank.same", lines=tuple(lines(details.facts)))
    if coming is None:
        return [told]
    waits = reply("bank.coming", cancelling(coming), last=coming.facts.last, when=_when(desk, coming))
    return [told, waits]


def code(desk: Desk, args: Args) -> Replies:
    """The figures that the other address got."""
    mine, details = desk.member.contractor_id, BankDetailsId(UUID(args["details"]))
    given = (args["figures"], BankCodes(desk.teller.codes.key))
    done = banking.give_code(desk.ledger, desk.asked, mine, details, given)
    if done is None:
        return [reply("bank.code_wrong", expects={"what": "bank_code", "details": args["details"]})]
    return [_waits(desk, done.details)]


def cancel(desk: Desk, args: Args) -> Replies:
    """By anybody who runs the firm, wherever they are; those of another contractor stop their own alone."""
    for contractor in _whose(desk, args):
        stopped = banking.cancel(desk.ledger, desk.asked, contractor)
        if stopped:
            _notify(desk, stopped, "told.bank_cancelled", by=desk.member.name)
            return [reply("bank.cancelled", last=stopped.facts.last)]
    return [reply("bank.nothing_waits")]


def lines(facts: BankFacts) -> Iterator[Reply]:
    """As a chat may show it: the last four of what is secret, the rest as it is."""
    shown = {"holder": masked_words(facts.holder), "bank": masked_words(facts.bank), "bic": facts.bic, "routing": ""}
    shown |= {"routing": facts.routing} if facts.kind == "us" else {"sort_code": facts.routing}
    for name, value in shown.items():
        if value:
            yield reply(f"bank.line_{name}", value=value)
    if facts.kind == "other":
        yield reply("bank.line_words", value=masked_words(facts.words))
    else:
        yield reply(f"bank.line_{'iban' if facts.iban else 'number'}", value=f"•••• {facts.last}")


def everybody(teller: Teller, told: Reply, key: str, of: ContractorId, but: tuple[str, str] = ("", "")) -> None:
    """At every address of those who run the firm or that contractor: one of them may be in other hands. ``but``: who
    speaks there hears it anyway.
    """
    lead = teller.ledger.contractors()[0].id
    hear = {lead, of}
    for member in teller.ledger.members():
        if member.role != "crew" and member.contractor_id in hear:
            for address in teller.ledger.addresses(member_id=member.id):
                if not address.unreachable and (address.channel, address.value) != but:
                    said = for_role(told, member.role, partner=member.contractor_id != lead)
                    teller.at(address, said, member.language, f"{key}:{address.id}")


def cancelling(details: BankDetails) -> Option:
    return option(_CANCEL, command("bank.cancel", details=str(details.id)))


def _waits(desk: Desk, details: BankDetails) -> Reply:
    when = _when(desk, details)
    _notify(desk, details, "told.bank_change", cancelling(details), when=when)
    return reply("bank.waits", cancelling(details), when=when, last=details.facts.last)


def _notify(desk: Desk, details: BankDetails, what: str, *choices: Option, **more: object) -> None:
    said = {
        "name": desk.ledger.member(details.said_by).name,
        "business": desk.ledger.contractor(details.contractor_id).name,
        "road": road_of(desk.inbound.channel),
        "last": details.facts.last,
        **more,
    }
    here = (desk.inbound.channel, desk.inbound.sender)
    everybody(desk.teller, Reply(what, said, choices), f"{what}:{details.id}:{desk.key}", details.contractor_id, here)


def _whose(desk: Desk, args: Args) -> list[ContractorId]:
    """Of the one that the button is about, else of one's own, then of the others of the account."""
    mine = desk.member.contractor_id
    if desk.only is not None:
        return [mine]
    others = [one.id for one in desk.ledger.contractors() if one.id != mine]
    named = args.get("details")
    every = [mine, *others]
    if named is None:
        return every
    return [one for one in every if any(str(kept.id) == named for kept in desk.ledger.bank_details(one))]


def _second(desk: Desk) -> Address | None:
    """Another address of the one who speaks, known for longer than a change waits."""
    here = (desk.inbound.channel, desk.inbound.sender)
    ways = desk.teller.ways_to_member(desk.member.id)
    others = (one for one in ways if (one.channel, one.value) != here)
    return next((one for one in others if known_long(one, desk.asked.now)), None)


def _wrong(said: BankAccountSaid, problem: str) -> str:
    """Enough of what was typed to know which it is: but for one slip, or in the wrong place, it is the account."""
    if problem in {"bank.bad_iban", "bank.iban_length", "bank.iban_form"}:
        return f"{said.iban[:4]} … {said.iban[-4:]}"
    return masked_words({"bank.bad_routing": said.routing, "bank.bad_bic": said.bic}.get(problem, ""))


def _day(desk: Desk, moment: datetime | None) -> object:
    zone = ZoneInfo(desk.ledger.account().zone)
    return moment.astimezone(zone).date() if moment else ""


def _when(desk: Desk, details: BankDetails) -> Reply:
    """In the zone of the firm; each reader's language makes the words of it."""
    moment = (details.in_force_at or desk.asked.now).astimezone(ZoneInfo(desk.ledger.account().zone))
    return reply("bank.when", day=moment.date(), hour=f"{moment:%H:%M}")
