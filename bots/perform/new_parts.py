"""A part more on a job under way: shown with the contract before and after, and added by a tap."""

from decimal import Decimal

from bots.commands import NOTHING, Reply, command, option, reply
from bots.intents.folding import fold
from bots.perform.desk import Args, Desk, Replies
from bots.perform.prices import ask as ask_price
from core.domain.milestone import Milestone
from core.domain.money import Money
from core.domain.schedule import contract_sum_to_date
from core.ports.ledger import ProjectFile
from core.usecases import changing


def ask(desk: Desk, args: Args) -> Replies:
    """Where an open part has that name already, adding to it is the other choice."""
    file = desk.ledger.project_file(desk.project_id(args))
    desk.session.project = str(file.project.id)
    return [_asked(file, args)]


def _asked(file: ProjectFile, args: Args) -> Reply:
    """DoesNotAddUp: amount.too_fine, amount.too_large."""
    amount = Money.of(Decimal(args["amount"]), file.project.currency)
    name = args["name"][:1].upper() + args["name"][1:]
    contract = contract_sum_to_date(file.contract, file.change_orders)
    said = {"amount": args["amount"], "project": str(file.project.id)}
    choices = [
        option("button.add_part", command("part.add", name=name, before=str(contract.decimal), **said)),
        option("button.leave", command("menu.back")),
    ]
    if twin := _called(file, name):
        onto = command("line.add", milestone=str(twin.id), description=name, **said)
        choices.insert(1, option("button.add_to_part", onto, milestone=twin.name))
    return reply(
        "part.confirm",
        *choices,
        name=name,
        amount=amount,
        project=file.project.name,
        contract=contract,
        contract_after=contract + amount,
        tax=reply("price.before_tax") if file.project.tax_rate.ppm else NOTHING,
        twin=reply("part.twin", milestone=twin.name) if twin else NOTHING,
    )


def _called(file: ProjectFile, name: str) -> Milestone | None:
    alike = (one for one in file.milestones if fold(one.name) == fold(name) and one.state in {"planned", "done"})
    return next(alike, None)


def add(desk: Desk, args: Args) -> Replies:
    """What was confirmed, unless the contract came to something else meanwhile."""
    project = desk.project_id(args)
    file = desk.ledger.project_file(project, lock=True)
    if str(contract_sum_to_date(file.contract, file.change_orders).decimal) != args["before"]:
        again = _asked(file, args)
        return [Reply("price.moved", {"question": again}, again.choices)]
    price = Money.of(Decimal(args["amount"]), file.project.currency)
    new = changing.NewLine(description=args["name"], unit_price=price)
    changed = changing.add_milestone(desk.ledger, desk.asked, project, new)
    ids = {"project": str(project), "milestone": str(changed.after.id)}
    desk.session.project = ids["project"]
    desk.session.remember(do="part.added", **ids)
    return [
        reply(
            "part.added",
            option("button.invoice", command("draft.show", **ids)),
            option("button.undo", command("undo")),
            milestone=changed.after.name,
            amount=changed.line.amount,
            project=file.project.name,
            contract=changed.contract_sum,
        )
    ]


def undo_added(desk: Desk, step: Args) -> Reply:
    """Money is moved by a confirmation only: the part is worth nothing after a tap, and then nobody is asked for it."""
    return ask_price(desk, {**step, "amount": "0"})[0]
