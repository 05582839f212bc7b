"""A deposit outside the schedule, credited on later invoices by a rule: shown before and after, set by a tap."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from bots.commands import NOTHING, Reply, command, option, reply
from bots.perform import limits
from bots.perform.desk import Args, Desk, Replies
from core.domain.errors import DoesNotAddUp
from core.domain.ids import ProjectId
from core.domain.money import Money, Rate
from core.domain.schedule import contract_sum_to_date
from core.domain.terms import DepositTerms
from core.ports.ledger import ProjectFile
from core.usecases import limiting, terms


def ask(desk: Desk, args: Args) -> Replies:
    """What it would be, and what the law of the place says to it."""
    file = desk.ledger.project_file(desk.project_id(args))
    contract = contract_sum_to_date(file.contract, file.change_orders)
    wanted = _with_whose(file, DepositTerms(amount=_amount(args, contract), credit=args["credit"]))
    desk.session.project = str(file.project.id)
    over = limits.exceeded_by(desk, wanted.amount, contract)
    said = {"project": str(file.project.id), "amount": str(wanted.amount.decimal), "credit": wanted.credit}
    leave = option("button.leave", command("menu.back"))
    sure = command("advance.set", **said)
    if over is not None:
        choices = (*limits.reasons(desk, over, sure), leave)
        waits = {"what": "limit_reason", "then": sure.as_action()}
        return [reply("advance.ask_why", *choices, expects=waits, line=limits.line(over))]
    return [
        reply(
            "advance.confirm",
            option("button.set_deposit", sure),
            leave,
            project=file.project.name,
            amount=wanted.amount,
            how=_how(wanted),
            before=_before(file),
            contract=contract,
        )
    ]


def _amount(args: Args, contract: Money) -> Money:
    """DoesNotAddUp: deposit.amount (most)."""
    amount = _said(args, contract)
    if not 0 < amount.minor <= contract.minor:
        raise DoesNotAddUp("deposit.amount", most=contract)
    return amount


def _said(args: Args, contract: Money) -> Money:
    said = Decimal(args["amount"])
    if not args.get("percent"):
        return Money.of(said, contract.currency)
    try:
        return contract.share(Rate.percent(said))
    except ValueError:
        raise DoesNotAddUp("deposit.amount", most=contract) from None


def _how(agreed: DepositTerms) -> Reply:
    codes = {"first": "advance.first", "last": "advance.last", "pro_rata": "advance.pro_rata"}
    return Reply(codes[agreed.credit])


def _before(file: ProjectFile) -> Reply:
    former = file.contract.terms.deposit
    return reply("advance.was", amount=former.amount, how=_how(former)) if former else reply("advance.none")


def _with_whose(file: ProjectFile, wanted: DepositTerms) -> DepositTerms:
    """Who gets it stays as it was chosen."""
    former = file.contract.terms.deposit
    return replace(wanted, contractor_id=former.contractor_id) if former else wanted


def set_terms(desk: Desk, args: Args) -> Replies:
    """What was shown; beyond a limit with the reason, which is kept."""
    project = desk.project_id(args)
    file = desk.ledger.project_file(project, lock=True)
    contract = contract_sum_to_date(file.contract, file.change_orders)
    amount = Money.of(Decimal(args["amount"]), contract.currency)
    wanted = _with_whose(file, DepositTerms(amount=amount, credit=args["credit"]))
    over = limits.exceeded_by(desk, wanted.amount, contract)
    if over is not None and not args.get("reason"):
        return ask(desk, {**args, "percent": False})
    kept_reason = reply("limit.reason", reason=args["reason"]) if over else NOTHING
    changed = terms.set_deposit_terms(desk.ledger, project, wanted)
    if over is not None:
        limiting.record_override(desk.ledger, desk.asked, over, args["reason"], project)
    former = changed.before.deposit
    kept = {"amount": former.amount.minor, "credit": former.credit} if former else {"amount": None}
    desk.session.remember(do="advance.set", project=str(project), **kept)
    choices = (
        option("button.invoice_deposit", command("draft.show_kind", kind="deposit", project=str(project))),
        option("button.undo", command("undo")),
    )
    details: dict[str, Any] = {"project": file.project.name, "amount": wanted.amount, "how": _how(wanted)}
    return [reply("advance.set", *choices, **details, reason=kept_reason)]


def undo_advance(desk: Desk, step: Args) -> Reply:
    project = ProjectId(UUID(step["project"]))
    file = desk.ledger.project_file(project, lock=True)
    if step["amount"] is None:
        terms.set_deposit_terms(desk.ledger, project, None)
        return reply("advance.unset", project=file.project.name)
    amount = Money(step["amount"], file.project.currency)
    former = _with_whose(file, DepositTerms(amount=amount, credit=step["credit"]))
    terms.set_deposit_terms(desk.ledger, project, former)
    details: dict[str, Any] = {"project": file.project.name, "amount": former.amount, "how": _how(former)}
    return reply("advance.set", **details, reason=NOTHING)
