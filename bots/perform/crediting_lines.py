"""A credit note for one line of an invoice: found by its words, and shown with what it comes to before and after."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from bots.choosing import Named, told_apart
from bots.commands import Command, Reply, command, reply
from bots.intents.names import match
from bots.perform import crediting
from bots.perform.desk import Args, Desk, Replies
from bots.perform.drafts import is_number_of
from core.domain.invoice import Invoice
from core.domain.money import Money
from core.usecases.crediting_lines import BilledLine, called, lines_of

Performer = Callable[[Desk, Args], Replies]
MOST_TOLD = 8
_GONE = {"void", "credited"}


def ask(desk: Desk, args: Args) -> Replies:
    """Of the newest invoice that has such a line, on the current job first; of several lines, which is asked."""
    billed = [(invoice, lines) for invoice, lines in _billed(desk, args.get("about") or "") if lines]
    for invoice, lines in billed:
        if "at" in args:  # chosen by a tap, on the invoice that it was shown of
            return _shown(desk, invoice, lines[args["at"]], args)
        found = match(args["what"], tuple(one.description for one in lines))
        if found.best is not None:
            return _shown(desk, invoice, lines[found.best], args)
        if found.candidates:
            return [_which(invoice, [(lines[place], place) for place in found.candidates], args)]
    if not billed:
        return [reply("credit.no_invoice", about=args.get("about") or "")]
    invoice, lines = billed[0]
    there = ", ".join(dict.fromkeys(one.description for one in lines[:MOST_TOLD]))
    return [reply("credit.no_line", what=args["what"], number=invoice.number, lines=there)]


def _billed(desk: Desk, about: str) -> Iterator[tuple[Invoice, tuple[BilledLine, ...]]]:
    files = [desk.file(one.id) for one in desk.ledger.projects()]
    files.sort(key=lambda file: str(file.project.id) != desk.session.project)
    for file in files:
        for invoice in reversed(file.invoices):
            if invoice.state not in _GONE and (not about or is_number_of(about, invoice.number)):
                yield invoice, lines_of(file, invoice)


def _which(invoice: Invoice, lines: list[tuple[BilledLine, int]], args: Args) -> Reply:
    def again(one: tuple[BilledLine, int]) -> Command:
        return command("credit.line", **{**args, "at": one[1], "about": invoice.number})

    choices = told_apart([Named(one, one[0].description, (one[0].worth,)) for one in lines], again)
    return reply("credit.which_line", *choices, number=invoice.number)


def _shown(desk: Desk, invoice: Invoice, line: BilledLine, args: Args) -> Replies:
    """So many pieces of it, so much money, or all that is left of it."""
    pieces, amount = _wanted(line, args)
    if amount > line.left or not amount:
        code = "credit.line_too_much" if line.left else "credit.line_gone"
        return [reply(code, line=line.description, number=invoice.number, left=line.left)]
    said: dict[str, Any] = {
        "invoice": str(invoice.id),
        "amount": str(amount.decimal),
        "reason": args.get("reason") or "",
        "part": str(line.target.milestone_id),
        "cost": line.target.cost,
        "line": called(line.description, pieces),
        "worth": str(line.left.decimal),
    }
    return crediting.ask(desk, said)


def _wanted(line: BilledLine, args: Args) -> tuple[str, Money]:
    """What counts more pieces than there are is money: "credit 200 of the tile"."""
    currency = line.worth.currency
    if args.get("amount"):
        return "", Money.of(Decimal(args["amount"]), currency)
    if not args.get("count"):
        return "", line.left
    count = Decimal(args["count"])
    if count > line.quantity:
        return "", Money.of(count, currency)
    return (f"{count:f}", line.share(count)) if line.quantity > 1 else ("", Money.of(count, currency))


PERFORMERS: Mapping[str, Performer] = {
    "credit.ask": crediting.ask,
    "credit.line": ask,
    "credit.issue": crediting.issue,
}
