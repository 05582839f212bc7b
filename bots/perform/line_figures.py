"""What a line of a proposal comes to, out of what was said of it; where a figure may mean two things, it is asked."""

from decimal import Decimal
from typing import Any

from bots.commands import NOTHING, Command, Option, Reply, option, reply
from bots.perform.desk import Args, Desk
from core.domain.errors import Refusal
from core.domain.money import Money, Rate
from core.domain.proposal import ProposalLine
from core.usecases.proposal_lines import SaidAnew


def line_text(line: ProposalLine) -> Reply:
    """With all its figures."""
    return _marked(line, _priced(line))


def _priced(line: ProposalLine) -> Reply:
    counted = _counted(line)
    if line.unit_price is None:
        return reply("proposal.line_plain", description=line.description, amount=reply("templates.no_price"))
    if counted == "1":
        return reply("proposal.line_plain", description=line.description, amount=line.amount)
    figures = {"quantity": counted, "price": line.unit_price, "amount": line.amount}
    return Reply("proposal.line_counted", {"description": line.description, **figures})


def _counted(line: ProposalLine) -> str:
    return f"{line.quantity.normalize():f} {line.unit}".strip()


def _marked(line: ProposalLine, told: Reply) -> Reply:
    if line.cost_type != "other" or not line.taxable:
        kinds = [reply(f"proposal.cost_{line.cost_type}")] if line.cost_type != "other" else []
        kinds += [] if line.taxable else [reply("proposal.line_exempt")]
        told = reply("proposal.line_kind", line=told, kind=kinds[0], more=kinds[1] if kinds[1:] else NOTHING)
    if line.choice:
        return reply("offer.choice", line=told, choice=line.choice, alternative=line.alternative)
    return reply("offer.optional", line=told) if line.optional else told


def figured(desk: Desk, line: ProposalLine, args: Args) -> SaidAnew | Reply:
    """Refusal: proposal.line_not_priced, proposal.line_below_zero."""
    del desk
    if args["what"] == "by":
        return _more_or_less(line, args)
    quantity = Decimal(args["quantity"]) if args.get("quantity") else None
    if not args.get("amount"):
        return SaidAnew(quantity=quantity, unit=args.get("unit"))
    amount = _money(line, args["amount"])
    if quantity is not None or args.get("each") == "one":
        return SaidAnew(quantity=quantity, unit=args.get("unit"), unit_price=amount)
    single = line.quantity == 1
    if args.get("each") == "all" or (single and not args.get("small")):
        return _whole(line, amount)
    return reply("proposal.line_meant", *_meanings(line, amount, args, single=single), line=line_text(line))


def _meanings(line: ProposalLine, amount: Money, args: Args, *, single: bool) -> tuple[Option, ...]:
    """Each of what a bare figure may stand for, with what it comes to."""
    said = {name: value for name, value in args.items() if name not in {"amount", "small", "each"}}
    number = args["amount"]

    def does(**figures: Any) -> Command:
        return Command("proposal.line", {**said, **figures})

    choices = [option("button.line_all", does(amount=number, each="all"), amount=amount)]
    if not single:
        choices.insert(0, option("button.line_each", does(amount=number, each="one"), amount=amount))
    if args.get("small") and line.unit_price is not None:
        choices.append(option("button.line_count", does(quantity=number), n=number, price=line.unit_price))
    return tuple(choices)


def _whole(line: ProposalLine, amount: Money) -> SaidAnew:
    """As many as there were where that comes out even, else one sum."""
    if line.quantity == 1:
        return SaidAnew(unit_price=amount)
    each = amount.times(Decimal(1) / line.quantity)
    if each.times(line.quantity) == amount:
        return SaidAnew(unit_price=each)
    return SaidAnew(quantity=Decimal(1), unit="", unit_price=amount)


def _more_or_less(line: ProposalLine, args: Args) -> SaidAnew:
    """A percentage of the price, or an amount on what the line comes to."""
    if line.unit_price is None:
        raise Refusal("proposal.line_not_priced", line=line.description)
    figure = Decimal(args["amount"])
    if args.get("percent"):
        part = line.unit_price.share(Rate.percent(abs(figure)))
        price = line.unit_price + part if figure > 0 else line.unit_price - part
        said = SaidAnew(unit_price=price)
    else:
        price = line.amount + _money(line, args["amount"])
        said = _whole(line, price)
    if (price.minor < 0) != (line.amount.minor < 0):
        raise Refusal("proposal.line_below_zero", line=line.description, amount=line.amount)
    return said


def _money(line: ProposalLine, said: str) -> Money:
    return Money.of(Decimal(said), line.amount.currency)
