"""Who owes what, in short: the worst first, the sums by how late they are, and the page that shows all of it."""

from collections.abc import Iterator
from typing import Any

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.perform import proposals
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import find_invoice
from core.domain.invoice import Invoice
from core.usecases.aging_views import BETWEEN, BUCKETS, Aging, Bucket, OwedInvoice, OwedSum, Reach, next_by_currency

MOST_LINES = 8
_MOST_STATEMENTS = 2


def owed(desk: Desk, _args: Args) -> Replies:
    """At most eight invoices; the rest is on the page."""
    aging = desk.reads.aging(desk.ledger.account_id, desk.member.id, desk.asked.now)
    if aging is None or not aging.invoices:
        return [_nothing(aging), *_offers(desk)]
    return [Reply("owed.list", owed_details(aging), tuple(_taps(aging)), owed=str(desk.member.id))]


def _offers(desk: Desk) -> Replies:
    """Who asks whether it was opened, and is owed nothing, means what was offered."""
    sent = any(one.state == "sent" and one.project_id is None for one in desk.ledger.proposals())
    return proposals.list_(desk, {}) if sent else []


def one(desk: Desk, args: Args) -> Replies:
    """How one invoice stands: what is open, since when, and how far it got."""
    invoice = find_invoice(desk, args["about"], void_too=True)
    aging = desk.reads.aging(desk.ledger.account_id, desk.member.id, desk.asked.now)
    if invoice is None or aging is None:
        return [reply("credit.no_invoice", about=args["about"])]
    known = next((each for each in aging.invoices if each.invoice_id == invoice.id), None)
    if known is None:
        return [_settled(desk, invoice)]
    statement = command("paper.statement", project=str(known.project_id))
    choices = (
        option("button.send_again", command("invoice.resend", about=known.number), number=known.number),
        option("button.statement_of", statement, client=known.client_name),
    )
    return [reply("owed.one", *choices, line=_line(aging, known))]


def _settled(desk: Desk, invoice: Invoice) -> Reply:
    if invoice.state == "void":
        return reply("refused.invoice.void", number=invoice.number)
    client = desk.file(invoice.project_id).client.name
    receipt = option("button.receipt", command("paper.receipt", about=invoice.number), number=invoice.number)
    return reply("owed.settled", receipt, number=invoice.number, client=client)


def owed_details(aging: Aging) -> dict[str, Any]:
    """What fills "owed.list"."""
    worst = aging.worst_first()
    left = len(worst) - MOST_LINES
    return {
        "lines": tuple(_line(aging, one) for one in worst[:MOST_LINES]),
        "more": reply("owed.more", n=left) if left > 0 else NOTHING,
        "sums": sum_lines(aging),
        "credits": tuple(reply("owed.credit", client=one.client_name, amount=one.amount) for one in aging.credits),
        "next": next_lines(aging),
    }


def sum_lines(aging: Aging) -> tuple[Reply, ...]:
    """What is owed in each currency; where it is not all equally late, by how late it is."""
    return tuple(line for one in aging.sums() for line in _sum(one))


def next_lines(aging: Aging) -> tuple[Reply, ...]:
    """What is done and waits to be billed, in each currency."""
    return tuple(reply("owed.next", amount=one) for one in next_by_currency(aging.next_to_bill))


def bucket_name(bucket: Bucket) -> Reply:
    """How late, as people say it."""
    if bucket in BETWEEN:
        first, last = BETWEEN[bucket]
        return reply("owed.late_between", first=first, last=last)
    return reply("owed.late_more" if bucket == "late_more" else "owed.not_due")


def _sum(one: OwedSum) -> Iterator[Reply]:
    yield reply("owed.sum", amount=one.total)
    filled = [bucket for bucket in BUCKETS if one.buckets[bucket]]
    if filled != ["not_due"]:
        for bucket in filled:
            yield reply("owed.bucket", when=bucket_name(bucket), amount=one.buckets[bucket])


def _line(aging: Aging, one: OwedInvoice) -> Reply:
    late = aging.late(one)
    return reply(
        "owed.line",
        client=one.client_name,
        number=one.number,
        balance=one.balance,
        when=reply("owed.late", n=late) if late > 0 else reply("owed.due", day=one.due_on),
        seen=way_told(aging, one),
        promised=_promised(aging, one),
        question=reply("owed.asked") if one.question else NOTHING,
    )


def way_told(aging: Aging, one: OwedInvoice) -> Reply:
    """When it was sent, and how far it got: "sent Tue, delivered, opened twice, last today"."""
    *before, told = (_step(step) for step in aging.way(one))
    for step in reversed(before):
        told = reply("owed.then", first=step, then=told)
    return told


def _step(step: Reach) -> Reply:
    when = reply(f"owed.{step.when.code}", day=step.when.day) if step.when else NOTHING
    return reply(f"owed.{step.code}", when=when, times=step.times)


def _promised(aging: Aging, one: OwedInvoice) -> Reply:
    code = "owed.promise_over" if aging.kept_waiting(one) else "owed.promised"
    return reply("owed.comma", what=reply(code, day=one.promised)) if one.promised else NOTHING


def _nothing(aging: Aging | None) -> Reply:
    return reply("owed.nothing", next=next_lines(aging) if aging else ())


def _taps(aging: Aging) -> Iterator[Option]:
    """Papers for those who are the longest late."""
    worst = aging.worst_first()
    clients = {one.client_id: one for one in reversed(worst)}
    first = sorted(clients.values(), key=worst.index)
    for one in first[:_MOST_STATEMENTS]:
        statement = command("paper.statement", project=str(one.project_id))
        yield option("button.statement_of", statement, client=one.client_name)
    yield option("button.send_again", command("invoice.resend", about=worst[0].number), number=worst[0].number)
