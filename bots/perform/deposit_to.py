"""Who gets the deposit of a job with several contractors: shown, and so once it is tapped, until it is asked for."""

from uuid import UUID

from bots.commands import Option, Reply, command, option, reply
from bots.perform.desk import Args, Desk, Replies
from bots.perform.sharing import ask as ask_who_does
from bots.perform.sharing import contractor_meant, which_contractor
from core.domain.ids import ContractorId, ProjectId
from core.domain.terms import DepositTerms
from core.domain.totals import gets_deposit
from core.ports.ledger import ProjectFile
from core.usecases import terms


def ask(desk: Desk, args: Args) -> Replies:
    """A deposit that is a part of the schedule is given as any part is. Refusal: deposit.none, deposit.asked (number),
    deposit.part (contractor, most).
    """
    file = desk.ledger.project_file(desk.project_id(args))
    desk.session.project = str(file.project.id)
    part = next((one for one in file.milestones if one.kind == "deposit"), None)
    if file.contract.terms.deposit is None and part:
        return ask_who_does(desk, {**args, "parts": [part.name], "project": str(file.project.id)})
    who = contractor_meant(file, args)
    if who is None:
        return [which_contractor(file, {"do": "contractor.deposit_ask", "project": str(file.project.id)}, args["who"])]
    former = file.named(gets_deposit(file.story))
    if former.id == who.id:
        return [reply("contractor.deposit_already", name=who.name)]
    agreed = terms.with_deposit_of(file, who.id)
    wanted = command("contractor.deposit", project=str(file.project.id), contractor=str(who.id))
    return [
        reply(
            "contractor.deposit_confirm",
            option("button.yes_so", wanted),
            option("button.leave", command("menu.back")),
            amount=agreed.amount,
            project=file.project.name,
            name=who.name,
            part=file.story.part_of(who.id),
            before=former.name,
        )
    ]


def set_(desk: Desk, args: Args) -> Replies:
    project = ProjectId(UUID(args["project"]))
    file = desk.ledger.project_file(project, lock=True)
    former = file.contract.terms.deposit
    now = terms.with_deposit_of(file, ContractorId(UUID(args["contractor"])))
    terms.set_deposit_terms(desk.ledger, project, now)
    kept = str(former.contractor_id) if former and former.contractor_id else ""
    desk.session.remember(do="contractor.deposit", project=args["project"], contractor=kept)
    return [_told(file, now, option("button.undo", command("undo")))]


def undo_deposit_to(desk: Desk, step: Args) -> Reply:
    project = ProjectId(UUID(step["project"]))
    file = desk.ledger.project_file(project, lock=True)
    former = ContractorId(UUID(step["contractor"])) if step["contractor"] else file.project.contractor_id
    now = terms.with_deposit_of(file, former)
    terms.set_deposit_terms(desk.ledger, project, now)
    return _told(file, now)


def _told(file: ProjectFile, now: DepositTerms, *choices: Option) -> Reply:
    name = file.named(now.contractor_id or file.project.contractor_id).name
    return Reply("contractor.deposit_set", {"name": name, "amount": now.amount, "project": file.project.name}, choices)
