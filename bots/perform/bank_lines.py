"""Lines of a bank's file: shown with what they look like, and recorded only as somebody confirmed what was shown."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from bots.bank_files.matching import Offer, Part, Recorded, apart, as_given, chosen, suggest
from bots.bank_files.saying import line_of, offered, unmatched, why
from bots.commands import NOTHING, Command, Option, Reply, command, option, own, refused, reply
from bots.perform import evidence
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import fits
from bots.perform.money import contractor_receipt, tell_paid
from bots.perform.people import called
from core.domain.bank_line import BankLine
from core.domain.errors import OutOfDate
from core.domain.ids import BankLineId, InvoiceId
from core.domain.money import Money
from core.usecases import bank_lines
from core.usecases.aging_views import OwedInvoice

PAGE = 6
_WHOSE = re.compile(r"['\u2019]s\b|\b(?:de|del)\b", re.IGNORECASE)
_MOST_CHOICES = 8
_MOST_NUMBERED = 500
_FEW_DAYS = timedelta(days=8)


def show(desk: Desk, args: Args) -> Replies:
    """What nothing was decided about, page by page; what looks like a payment first."""
    offers = offers_of(desk)
    if not offers:
        return [reply("bankfile.nothing_open")]
    begin = int(args.get("begin") or 0)
    return [listed(desk, offers, begin if begin < len(offers) else 0)]


def listed(desk: Desk, offers: Sequence[Offer], begin: int = 0, *, intro: Reply = NOTHING) -> Reply:
    """Numbered through all pages; "line 4 is for ..." speaks of these numbers."""
    desk.session.bank_lines = [str(one.line.id) for one in offers[:_MOST_NUMBERED]]
    page = list(enumerate(offers, 1))[begin : begin + PAGE]
    numbers = [number for number, one in page if one.parts]
    found = list(zip(numbers, apart([one for _, one in page if one.parts]), strict=True))
    others = [(number, one) for number, one in page if not one.parts]
    more = len(offers) - begin - len(page)
    choices: list[Option] = []
    if found:
        shown = [one for _, one in found]
        choices.append(option("bankfile.button_all", record_command(shown), n=len(shown)))
        choices.append(option("bankfile.button_one", command("bankfile.one", line=str(shown[0].line.id))))
    if more > 0:
        choices.append(option("bankfile.button_more", command("bankfile.show", begin=begin + PAGE)))
    if found:
        choices.append(option("bankfile.button_none", command("bankfile.none")))
    if len(others) > 1:
        rest = [str(one.line.id) for _, one in others]
        choices.append(option("bankfile.button_rest", command("bankfile.aside", lines=rest), n=len(rest)))
    return reply(
        "bankfile.list",
        *choices,
        intro=intro,
        head=_head(offers) if found else NOTHING,
        lines=tuple(offered(*one) for one in found),
        others=(reply("bankfile.others"), *(unmatched(*one) for one in others)) if others else (),
        more=reply("bankfile.more", n=more) if more > 0 else NOTHING,
        hint=_hint(desk, others[0][0]) if others else NOTHING,
    )


def _head(offers: Sequence[Offer]) -> Reply:
    if len(offers) == 1:
        return reply("bankfile.head_one")
    return reply("bankfile.head", n=sum(bool(one.parts) for one in offers), all=len(offers))


def _hint(desk: Desk, number: int) -> Reply:
    """How to say what no invoice fits, where one is open that it could be for."""
    owing = next((one.client_name for one in _invoices(desk)), "")
    return reply("bankfile.hint", number=number, client=called(owing)) if owing else NOTHING


def offers_of(desk: Desk) -> list[Offer]:
    """Of every open line, those first that look like a payment."""
    lines = sorted(desk.ledger.bank_lines(), key=_in_sequence)
    if not lines:
        return []
    offers = suggest(lines, _invoices(desk), _recorded(desk, lines))
    return sorted(offers, key=lambda one: not one.parts)


def _in_sequence(line: BankLine) -> tuple[date, int, str, str, UUID]:
    """By day, the larger first: the same whenever it is shown."""
    return line.on, -line.left.minor, line.payer, line.text, line.id


def _invoices(desk: Desk) -> tuple[OwedInvoice, ...]:
    """Of the owner's own contractor: what others bill is paid to banks of their own."""
    aging = desk.reads.aging(desk.ledger.account_id, desk.member.id, desk.asked.now)
    found = aging.invoices if aging else ()
    if len(desk.ledger.contractors()) == 1:
        return found
    mine = desk.member.contractor_id
    return tuple(one for one in found if desk.ledger.invoice(one.invoice_id).contractor_id == mine)


def _recorded(desk: Desk, lines: Sequence[BankLine]) -> list[Recorded]:
    """Payments by hand of as much as one of the lines, since shortly before the first."""
    first, amounts = min(one.on for one in lines), {one.left for one in lines}
    since = desk.asked.now - (desk.asked.now.date() - first + _FEW_DAYS)
    found = [one for one in desk.ledger.payments_since(since) if one.amount in amounts]
    files = (desk.ledger.project_file(desk.ledger.invoice(one.invoice_id).project_id) for one in found)
    return [Recorded(one, file.client.name) for one, file in zip(found, files, strict=True)]


def record_command(offers: Sequence[Offer]) -> Command:
    """Carries all that was shown: it is recorded just so, or not at all."""
    plan = [
        [str(line.id), str(part.invoice.invoice_id), str(part.amount.decimal), str(part.balance.decimal)]
        for line, part in as_given(offers)
    ]
    return command("bankfile.record", plan=plan, currency=offers[0].line.left.currency)


def record(desk: Desk, args: Args) -> Replies:
    """All that was shown, or nothing: where a line or a balance is another by now, the list is shown anew."""
    try:
        counted = bank_lines.record_bank_lines(desk.ledger, desk.asked, _allotments(args))
    except OutOfDate:
        return [reply("bankfile.changed"), *show(desk, {})]
    for one in counted:
        ids = {"payment": str(one.payment.id), "invoice": str(one.invoice.id)}
        desk.session.remember(do="payment.recorded", **ids, at=desk.asked.now.timestamp())
        tell_paid(desk, one)
    receipts = [contractor_receipt(one) for one in counted]
    choices = [choice for one in receipts for choice in one.choices]
    told = reply("lines", *choices, lines=tuple(replace(one, choices=()) for one in receipts))
    if len(counted) == 1:  # of several, nobody could say which one a picture shows
        told = evidence.keep_with(desk, {}, counted[0].payment, told)
    left = offers_of(desk)
    return [told, listed(desk, left)] if left else [told]


def _allotments(args: Args) -> list[bank_lines.Allotment]:
    currency = args["currency"]
    return [
        bank_lines.Allotment(
            line_id=BankLineId(UUID(line)),
            invoice_id=InvoiceId(UUID(invoice)),
            amount=Money.of(Decimal(amount), currency),
            balance=Money.of(Decimal(balance), currency),
        )
        for line, invoice, amount, balance in args["plan"]
    ]


def none(_desk: Desk, _args: Args) -> Replies:
    return [reply("bankfile.none")]


def one(desk: Desk, args: Args) -> Replies:
    """One line by itself: as it looks, another invoice, no payment at all, or the next."""
    offers = offers_of(desk)
    place = next((at for at, one in enumerate(offers) if str(one.line.id) == args["line"]), None)
    if place is None:
        return [refused(OutOfDate("bank_line.done")), *show(desk, {})]
    offer = offers[place]
    after = [one for one in offers[place + 1 :] if one.parts]
    skip = [option("bankfile.button_skip", command("bankfile.one", line=str(after[0].line.id)))] if after else []
    if not offer.parts:
        return [_which(desk, offer)]
    return [_confirm(apart([offer])[0], skip)]


def _confirm(offer: Offer, skip: Sequence[Option] = ()) -> Reply:
    line = str(offer.line.id)
    return reply(
        "bankfile.confirm",
        option("button.record", record_command([offer])),
        option("bankfile.button_other", command("bankfile.which", line=line)),
        option("bankfile.button_aside", command("bankfile.aside", line=line)),
        *skip,
        line=line_of(offer),
        parts=tuple(_part(part) for part in offer.parts),
        why=why(offer),
    )


def _part(part: Part) -> Reply:
    invoice = part.invoice
    return reply(
        "bankfile.part",
        number=invoice.number,
        client=invoice.client_name,
        project=invoice.project_name,
        amount=part.amount,
    )


def which(desk: Desk, args: Args) -> Replies:
    return [_which(desk, Offer(line=_line(desk, args)))]


def _which(desk: Desk, offer: Offer, those: Sequence[OwedInvoice] = ()) -> Reply:
    """What is open, to choose from; never a guess."""
    line = str(offer.line.id)
    open_ones = [one for one in those or _invoices(desk) if one.balance.currency == offer.line.left.currency]
    choices = [
        own(f"{one.number} {one.client_name}", command("bankfile.for", line=line, invoice=str(one.invoice_id)))
        for one in open_ones[:_MOST_CHOICES]
    ]
    aside = option("bankfile.button_aside", command("bankfile.aside", line=line))
    code = "bankfile.which" if choices else "bankfile.which_none"
    return reply(code, *choices, aside, line=line_of(offer))


def for_(desk: Desk, args: Args) -> Replies:
    """The line for an invoice that was chosen: shown with what it comes to, and confirmed by a tap."""
    line = _line(desk, args)
    found = [one for one in _invoices(desk) if str(one.invoice_id) == args["invoice"]]
    return [_confirm(chosen(line, found)) if found else _which(desk, Offer(line=line))]


def line_said(desk: Desk, args: Args) -> Replies:
    """By the number that was shown, and in words what it is for."""
    known = desk.session.bank_lines
    if not 0 < int(args["number"]) <= len(known):
        return [reply("bankfile.no_such_line", n=len(known))] if known else show(desk, {})
    line = {"line": known[int(args["number"]) - 1]}
    if not args.get("about"):
        return one(desk, line)
    found = [one for one in _invoices(desk) if _is_about(desk, one, args["about"])]
    offer = Offer(line=_line(desk, line))
    if len(found) == 1:
        return [_confirm(chosen(offer.line, found))]
    return [_which(desk, offer, found)]


def _is_about(desk: Desk, owed: OwedInvoice, about: str) -> bool:
    """Of "Dana's deck" both: the client and the job, or a part of it."""
    file, invoice = desk.ledger.project_file(owed.project_id), desk.ledger.invoice(owed.invoice_id)
    parts = [part.strip() for part in _WHOSE.split(about) if part.strip()]
    return fits(file, invoice, about) or all(fits(file, invoice, part) for part in parts)


def aside(desk: Desk, args: Args) -> Replies:
    """It is no client's payment, and is not shown again; or several are none."""
    known = desk.session.bank_lines
    if "number" in args and not 0 < int(args["number"]) <= len(known):
        return [reply("bankfile.no_such_line", n=len(known))] if known else show(desk, {})
    if args.get("lines"):
        return _several_aside(desk, args["lines"])
    line = args.get("line") or known[int(args["number"]) - 1]
    put = bank_lines.put_aside(desk.ledger, BankLineId(UUID(line)))
    back = option("bankfile.button_back", command("bankfile.back", line=line))
    return [reply("bankfile.put_aside", back, line=line_of(Offer(line=put)))]


def _several_aside(desk: Desk, lines: Sequence[str]) -> Replies:
    """Those of them that were not recorded meanwhile."""
    there = [desk.ledger.bank_line(BankLineId(UUID(one))) for one in lines]
    put = [bank_lines.put_aside(desk.ledger, one.id) for one in there if one.state == "open"]
    left = offers_of(desk)
    return [reply("bankfile.put_aside_all", n=len(put)), *([listed(desk, left)] if left else [])]


def back(desk: Desk, args: Args) -> Replies:
    bank_lines.take_back(desk.ledger, BankLineId(UUID(args["line"])))
    return one(desk, args)


def _line(desk: Desk, args: Args) -> BankLine:
    """OutOfDate (bank_line.done) where it is recorded by now."""
    line = desk.ledger.bank_line(BankLineId(UUID(args["line"])))
    if line.state == "recorded":
        raise OutOfDate("bank_line.done")
    return line
