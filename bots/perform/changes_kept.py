"""What is kept of one change order: what was asked, by whom, and the client's word as evidence."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from bots.commands import NOTHING, Option, Reply, command, option, reply
from bots.linking import road_of
from bots.perform.desk import Args, Desk, Replies
from core.domain.project import ChangeOrder, Decision
from core.domain.schedule import contract_sum_to_date
from core.ports.ledger import ProjectFile
from core.usecases import change_orders

_VERDICTS = {"declined": "change.kept_declined"}  # a decline leads nowhere; what was taken back had been agreed to
MOST_LISTED = 20


def list_(desk: Desk, args: Args) -> Replies:
    file = desk.ledger.project_file(desk.project_id(args))
    orders = change_orders.asked_about(file)[-MOST_LISTED:]
    if not orders:
        return [reply("change.none", project=file.project.name)]
    open_ones = [one for one in orders if one.state == "proposed"]
    return [
        reply(
            "change.list",
            *(take_back(one) for one in open_ones[-3:]),
            project=file.project.name,
            lines=tuple(line(file, one) for one in orders),
            contract=contract_sum_to_date(file.contract, file.change_orders),
        )
    ]


def line(file: ProjectFile, order: ChangeOrder) -> Reply:
    day = order.decision.at.astimezone(ZoneInfo(file.project.zone)).date() if order.decision else ""
    details: dict[str, Any] = {"what": order.description, "amount": order.amount, "client": file.client.name}
    told = reply(f"change.line_{order.state}", number=order.number, day=day, **details)
    decision = order.decision
    if decision is None or decision.told_by is None or order.state == "withdrawn":
        return told
    how = reply("change.by_phone" if decision.channel == "phone" else "change.in_person")
    code = "change.line_objected" if decision.objected_at else "change.line_told"
    return reply(code, line=told, how=how, client=file.client.name)


def take_back(order: ChangeOrder) -> Option:
    do = command("change.withdraw_ask", project=str(order.project_id), number=order.number)
    return option("button.change_withdraw", do, number=order.number)


def show(desk: Desk, args: Args) -> Replies:
    """Asked when and by whom; agreed to or declined when, by whom, by what road, in which words, on what device."""
    file = desk.ledger.project_file(desk.project_id(args))
    number = args["number"]
    order = next((one for one in change_orders.asked_about(file) if one.number == number), None)
    if order is None:
        return [reply("change.no_such", number=number, project=file.project.name)]
    desk.session.project = str(file.project.id)
    waits = order.state == "proposed"
    return [
        reply(
            "change.kept",
            *((take_back(order),) if waits else ()),
            number=number,
            project=file.project.name,
            what=order.description,
            amount=order.amount,
            asked=_asked(desk, file, order),
            decided=_decided(desk, file, order),
            landed=_landed(file, order),
            seal=reply("change.kept_seal", seal=order.shown_as[:12]) if order.decision else NOTHING,
        )
    ]


def _when(desk: Desk, file: ProjectFile, moment: Any) -> str:
    return desk.teller.words(desk.member.language).moment(moment, file.project.zone)


def _asked(desk: Desk, file: ProjectFile, order: ChangeOrder) -> Reply:
    by = desk.ledger.member(order.recorded_by).name or file.contractor.name
    return reply("change.kept_asked", by=by, when=_when(desk, file, order.recorded_at))


def _decided(desk: Desk, file: ProjectFile, order: ChangeOrder) -> tuple[Reply, ...]:
    """The word itself, what it was said in, and what was said against it; that it was taken back comes last."""
    decision, client = order.decision, file.client.name
    if decision is None:
        return (reply("change.kept_waits" if order.state == "proposed" else "change.kept_withdrawn", client=client),)
    verdict = _VERDICTS.get(order.state, "change.kept_approved")
    when = _when(desk, file, decision.at)
    lines = [reply(verdict, by=decision.by, when=when, how=_how(desk, file, decision))]
    if decision.words:
        lines.append(reply("told.change_words", text=decision.words))
    if decision.device:
        lines.append(reply("change.kept_device", device=decision.device))
    if decision.objected_at:
        later = _when(desk, file, decision.objected_at)
        lines.append(reply("change.kept_objected", client=client, when=later, text=decision.objection))
    if order.state == "withdrawn":
        lines.append(reply("change.kept_withdrawn", client=client))
    return tuple(lines)


def _how(desk: Desk, file: ProjectFile, decision: Decision) -> Reply:
    if decision.told_by is not None:
        there = reply("change.by_phone" if decision.channel == "phone" else "change.in_person")
        by = desk.ledger.member(decision.told_by).name or file.contractor.name
        return reply("change.kept_told", how=there, member=by)
    return reply("change.kept_by", road=road_of(decision.channel), address=_address(decision, desk))


def _address(decision: Decision, desk: Desk) -> str:
    """A link's holder has none that anybody knows."""
    if decision.channel == "portal" or not decision.address:
        return ""
    return f"({desk.teller.words(desk.member.language).phone(decision.address)})"


def _landed(file: ProjectFile, order: ChangeOrder) -> Reply:
    """In which parts it lies now."""
    parts = [one.name for one in file.milestones if any(line.change_order_id == order.id for line in one.lines)]
    return reply("change.kept_landed", parts=", ".join(parts)) if parts and order.state == "approved" else NOTHING


PERFORMERS: Mapping[str, Callable[[Desk, Args], Replies]] = {"change.list": list_, "change.show": show}
