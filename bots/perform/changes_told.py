"""How a change order is told: to the client who is asked, and with the numbers before and after."""

from typing import Any

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.intents.folding import fold
from core.domain.project import ChangeOrder
from core.ports.ledger import ProjectFile
from core.usecases import change_orders
from core.usecases.change_orders import Numbers


def steps_told(numbers: Numbers) -> tuple[Reply, ...]:
    """One line for each part that changes."""
    lines = []
    for one in numbers.steps:
        before, after = one.before.scheduled_value, one.after.scheduled_value
        code = "change.step" if before and after else "change.step_new" if after else "change.step_gone"
        lines.append(reply(code, name=one.after.name, before=before, after=after))
    return tuple(lines)


def elsewhere(numbers: Numbers) -> Reply:
    """Where it landed, when that is not where it was to land."""
    if not numbers.elsewhere:
        return NOTHING
    return reply("change.elsewhere_new" if numbers.order.landing == "new" else "change.elsewhere_spread")


def before_tax(file: ProjectFile) -> Reply:
    """Said where taxes come on top; prices that include them say all."""
    terms = file.contract.terms
    on_top = file.project.tax_rate.ppm or (terms.taxes and not terms.inclusive)
    return reply("price.before_tax") if on_top else NOTHING


def client_ask(file: ProjectFile, numbers: Numbers) -> Reply:
    """The question itself: a yes is bound to just this."""
    less = numbers.order.amount.minor < 0
    details = {**client_details(file, numbers), "off": -numbers.order.amount}
    return Reply(
        "client.change_ask_less" if less else "client.change_ask",
        {**details, "tax": before_tax(file)},
        client_choices(numbers.order),
        change_id=str(numbers.order.id),
    )


def client_details(file: ProjectFile, numbers: Numbers) -> dict[str, Any]:
    order = numbers.order
    return {
        "contractor": file.contractor.name,
        "client": file.client.name,
        "project": file.project.name,
        "number": order.number,
        "what": order.description,
        "amount": order.amount,
        "contract": numbers.contract_before,
        "contract_after": numbers.contract_after,
    }


def waits_already(file: ProjectFile, order: ChangeOrder) -> ChangeOrder | None:
    """What the client is asked already under another number in the same words: both would count."""
    said = fold(order.description)
    others = (one for one in change_orders.asked_about(file) if one.state == "proposed" and one.id != order.id)
    return next((one for one in others if fold(one.description) == said), None)


def client_choices(order: ChangeOrder) -> tuple[Option, ...]:
    said = {"account": str(order.account_id), "change": str(order.id), "shown": order.shown_as}
    return (
        option("button.change_approve", command("change.approve", **said)),
        option("button.change_decline", command("change.decline", **said)),
        option("button.change_ask", command("change.query", **said)),
    )


def which_one(orders: tuple[ChangeOrder, ...], verdict: str) -> tuple[Option, ...]:
    """Several are open: the one that is meant, with what is said of it."""
    code = "button.change_approve_one" if verdict == "approve" else "button.change_decline_one"
    return tuple(
        option(code, choice.command, number=one.number, what=one.description, amount=one.amount)
        for one in orders
        for choice in client_choices(one)
        if choice.command.do == f"change.{verdict}"
    )
