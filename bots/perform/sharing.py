"""Several contractors on a job: who they are, and who does which part; shown before it is so."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from bots.choosing import Named, told_apart
from bots.commands import NOTHING, Command, Option, Reply, command, option, reply
from bots.intents.names import match
from bots.perform.desk import Args, Desk, Replies
from core.domain.ids import ContractorId, MilestoneId, ProjectId
from core.domain.milestone import Milestone
from core.domain.money import Money, total
from core.domain.party import Contractor
from core.ports.ledger import ProjectFile
from core.usecases import contractors, onboarding
from core.usecases.billing import Wish, wishes
from core.usecases.capturing import milestone_of


def add(desk: Desk, args: Args) -> Replies:
    """A name is enough to begin with; what stands beside it on invoices is the next words. Then what was asked."""
    added = contractors.add_contractor(desk.ledger, desk.asked, args["name"])
    expects = {"what": "contractor_facts", "contractor": str(added.id)}
    told = reply("contractor.added", expects=expects, name=added.name, number=f"{added.number_prefix}0001")
    if args.get("facts"):
        named = reply("contractor.added_briefly", name=added.name)
        return [named, *facts(desk, {"contractor": str(added.id), **args["facts"]})]
    if not args.get("then"):
        return [told]
    from bots.perform import perform

    again = Command.from_action({**args["then"], "who": added.name})
    return [reply("contractor.added_briefly", name=added.name), *perform(desk, again)]


def facts(desk: Desk, args: Args) -> Replies:
    """What new invoices of that contractor say beside its name. ``who`` was found among the names when it was read."""
    contractor_id = _named(desk, args["who"]) if args.get("who") else ContractorId(UUID(args["contractor"]))
    said = {name: args[name] for name in ("postal_address", "email", "phone") if args.get(name)}
    now = onboarding.letterhead(desk.ledger, contractor_id, said)
    phone = reply("business.fact_phone", reach=now.phone) if now.phone else ""
    lines = (now.name, *now.postal_address.splitlines(), now.email, phone)
    return [reply("contractor.facts", name=now.name, lines=tuple(one for one in lines if one))]


def _named(desk: Desk, who: str) -> ContractorId:
    known = desk.ledger.contractors()
    best = match(who, tuple(one.name for one in known)).best
    return known[best or 0].id


def list_(desk: Desk, _args: Args) -> Replies:
    """All of them, and what each does on the current job."""
    file = _current(desk)
    lines = tuple(_line(one, file) for one in desk.ledger.contractors())
    return [
        reply(
            "contractor.list", lines=lines, project=reply("contractor.on", name=file.project.name) if file else NOTHING
        )
    ]


def _current(desk: Desk) -> ProjectFile | None:
    found = desk.known.project or next(iter(desk.known.projects), None)
    return desk.ledger.project_file(found.id) if found else None


def _line(one: Contractor, file: ProjectFile | None) -> Reply:
    names = [part.name for part in file.milestones if part.contractor_id == one.id] if file else []
    return reply("contractor.line" if names else "contractor.line_idle", name=one.name, parts=", ".join(names))


def ask(desk: Desk, args: Args) -> Replies:
    """Which parts, for how much, and who does them by now; nothing is so until it is tapped."""
    file = desk.ledger.project_file(desk.project_id(args))
    desk.session.project = str(file.project.id)
    found = [_part(file, words) for words in args["parts"]]
    unclear = next((words for words, one in zip(args["parts"], found, strict=True) if one is None), None)
    if unclear is not None:
        return [_which_part(file, args, unclear)]
    parts = [one for one in file.milestones if one in found]
    who = contractor_meant(file, args)
    if who is None:
        shown = {"project": str(file.project.id), "parts": [one.name for one in parts]}
        return [which_contractor(file, {"do": "contractor.ask", **shown}, args["who"])]
    return [_confirm(file, parts, who)]


def _part(file: ProjectFile, words: str) -> Milestone | None:
    best = match(words, tuple(one.name for one in file.milestones)).best
    return None if best is None else file.milestones[best]


def _which_part(file: ProjectFile, args: Args, unclear: str) -> Reply:
    likely = match(unclear, tuple(one.name for one in file.milestones)).candidates
    parts = [file.milestones[place] for place in likely] or list(file.milestones)
    others = [one for one in args["parts"] if one != unclear]

    def again(one: Milestone) -> Command:
        return command("contractor.ask", **{**args, "parts": [*others, one.name], "project": str(file.project.id)})

    choices = told_apart([Named(one, one.name, (one.scheduled_value,)) for one in parts], again)
    return reply("milestone.which", *choices, words=unclear)


def contractor_meant(file: ProjectFile, args: Args) -> Contractor | None:
    if args.get("contractor"):
        return file.named(ContractorId(UUID(args["contractor"])))
    if args["who"] is None:
        return file.named(file.project.contractor_id)
    best = match(args["who"], tuple(one.name for one in file.contractors)).best
    return None if best is None else file.contractors[best]


def which_contractor(file: ProjectFile, then: Mapping[str, Any], words: str) -> Reply:
    """The likely ones, and a new one of that name; ``then`` is the action that goes on with it."""
    likely = match(words, tuple(one.name for one in file.contractors)).candidates
    again = {**then, "who": words}
    choices = told_apart(
        [Named(file.contractors[place], file.contractors[place].name) for place in likely],
        lambda one: Command.from_action({**again, "contractor": str(one.id)}),
    )
    new = command("contractor.add", name=words, then=again)
    return reply(
        "contractor.which" if likely else "contractor.unknown",
        *choices,
        option("button.add_contractor", new, name=words),
        option("button.leave", command("menu.back")),
        name=words,
        known=", ".join(one.name for one in file.contractors),
    )


def _confirm(file: ProjectFile, parts: Sequence[Milestone], who: Contractor) -> Reply:
    """Refusal: contractor.billed (name, contractor), before anything is asked."""
    moving = [one for one in parts if one.contractor_id != who.id]
    names = ", ".join(one.name for one in moving or parts)
    if not moving:
        return reply("contractor.already", parts=names, name=who.name)
    contractors.check_unbilled(file, moving)
    wanted = command(
        "contractor.set",
        project=str(file.project.id),
        milestones=[str(one.id) for one in moving],
        contractor=str(who.id),
    )
    return reply(
        "contractor.confirm",
        option("button.yes_so", wanted),
        option("button.leave", command("menu.back")),
        parts=names,
        amount=total((one.scheduled_value for one in moving), file.project.currency),
        project=file.project.name,
        name=who.name,
        before=", ".join(dict.fromkeys(file.named(one.contractor_id).name for one in moving)),
    )


def set_(desk: Desk, args: Args) -> Replies:
    project = ProjectId(UUID(args["project"]))
    done = _assigned(desk, project, args["milestones"], args["contractor"])
    desk.session.project = args["project"]
    desk.session.remember(
        do="contractor.set",
        project=args["project"],
        places={str(one.id): str(one.contractor_id) for one in done.before},
    )
    bare = not (done.contractor.postal_address or done.contractor.email or done.contractor.phone)
    expects = {"what": "contractor_facts", "contractor": str(done.contractor.id)} if bare else None
    return [
        reply(
            "contractor.set",
            option("button.undo", command("undo")),
            option("button.status", command("status")),
            expects=expects,
            parts=", ".join(one.name for one in done.after),
            name=done.contractor.name,
            facts=reply("contractor.facts_wanted", name=done.contractor.name) if bare else NOTHING,
        )
    ]


def _assigned(desk: Desk, project: ProjectId, milestones: Sequence[str], contractor: str) -> contractors.Assigned:
    ids = [MilestoneId(UUID(one)) for one in milestones]
    return contractors.assign(desk.ledger, project, ids, ContractorId(UUID(contractor)))


def undo_set(desk: Desk, step: Args) -> Reply:
    """Each to the one who did it before."""
    project = ProjectId(UUID(step["project"]))
    back = {
        former: [one for one, whose in step["places"].items() if whose == former] for former in step["places"].values()
    }
    for former, ids in back.items():
        _assigned(desk, project, ids, former)
    file = desk.ledger.project_file(project)
    parts = [milestone_of(file, MilestoneId(UUID(one))) for one in step["places"]]
    whose = ", ".join(dict.fromkeys(file.named(one.contractor_id).name for one in parts))
    return reply("contractor.set_back", parts=", ".join(one.name for one in parts), name=whose)


def whose_invoice(file: ProjectFile, wish: Wish) -> Reply | None:
    """An invoice is of one contractor: of several, which comes first is the question. None when one bills it all."""
    each = wishes(file, wish)
    if len(each) < 2:
        return None
    return reply("contractor.whose_invoice", *(_bill(file, one, own) for one, own in each))


def _bill(file: ProjectFile, contractor_id: ContractorId, wish: Wish) -> Option:
    args = {"project": str(file.project.id), "milestones": [str(one) for one in wish.milestone_ids]}
    if wish.kind != "progress":
        show = command("draft.show_kind", kind=wish.kind, share=wish.share.ppm, **args)
    else:
        show = command("draft.show", **args)
    ids = set(wish.milestone_ids)
    names = " + ".join(one.name for one in file.milestones if one.id in ids)
    parts: tuple[str | Money, ...] = (file.named(contractor_id).name, names)
    return Option(show, own_words=parts)
