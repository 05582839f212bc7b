"""Help, status, which project, names, language, terms; and picking from a menu."""

from decimal import Decimal
from uuid import UUID

from bots.commands import NOTHING, Command, Option, Reply, command, due_terms, option, reply
from bots.perform.desk import Args, Desk, Replies
from channels.plain import digits
from core.domain.money import Rate
from core.domain.party import DueTerms
from core.usecases import onboarding
from core.usecases.views import MilestoneSummary, ProjectSummary


def help_(_desk: Desk, _args: Args) -> Replies:
    choices = [option("button.status", command("status")), option("button.owed", command("owed"))]
    return [reply("help", *choices)]


def status(desk: Desk, args: Args) -> Replies:
    """The current project on one screen, or all of them in a list."""
    projects = desk.reads.projects(desk.ledger.account_id)
    if not projects:
        return [reply("project.none_yet", expects={"what": "new_job"})]
    wanted = args.get("project") or desk.session.project
    found = next((one for one in projects if str(one.id) == wanted), projects[0])
    desk.session.project = str(found.id)
    return [_status(found, _choices(found, projects))]


def _choices(project: ProjectSummary, projects: tuple[ProjectSummary, ...]) -> tuple[Option, ...]:
    choices = []
    if any(one.state in {"planned", "done"} for one in project.milestones):
        choices.append(option("button.invoice", command("draft.show", project=str(project.id))))
    choices.append(option("button.owed", command("owed")))
    if len(projects) > 1:
        choices.append(option("button.other_job", command("project.list")))
    return tuple(choices)


def _status(project: ProjectSummary, choices: tuple[Option, ...]) -> Reply:
    return reply(
        "status.show",
        *choices,
        name=project.name,
        client=project.client_name,
        lines=tuple(_milestone_line(one) for one in project.milestones),
        contract=project.contract_sum_to_date,
        billed=project.billed,
        paid=project.paid,
        open=project.open,
    )


def _milestone_line(one: MilestoneSummary) -> Reply:
    proofs = reply("status.proofs", n=one.proofs) if one.proofs else NOTHING
    return reply(
        f"status.{one.state}", name=one.name, amount=one.scheduled_value, number=one.invoice_number, proofs=proofs
    )


def list_projects(desk: Desk, _args: Args) -> Replies:
    projects = desk.reads.projects(desk.ledger.account_id)
    choices = (Option(command("project.use", project=str(one.id)), own_words=one.name) for one in projects[:8])
    return [reply("project.which", *choices)]


def use_project(desk: Desk, args: Args) -> Replies:
    """The project that everything is about from now on; then what was asked before."""
    desk.session.project = args["project"]
    then = args.get("then")
    if then:
        from bots.perform import perform

        again = {**then, "project": args["project"]}
        return perform(desk, Command.from_action(again))
    return [
        reply("project.using", name=desk.ledger.project_file(desk.project_id(args)).project.name),
        *status(desk, args),
    ]


def name_business(desk: Desk, args: Args) -> Replies:
    contractor = onboarding.name_business(desk.ledger, desk.member.contractor_id, args["name"])
    if desk.known.projects:
        return [reply("business.named", name=contractor.name)]
    return [reply("business.named_first", name=contractor.name, expects={"what": "new_job"})]


def set_language(desk: Desk, args: Args) -> Replies:
    desk.member = onboarding.speak(desk.ledger, desk.member.id, args["language"])
    return [reply("language.set")]


def project_terms(desk: Desk, args: Args) -> Replies:
    tax = Rate.percent(Decimal(args["tax"])) if args.get("tax") is not None else None
    due = DueTerms(int(args["due"])) if args.get("due") is not None else None
    project = onboarding.set_terms(desk.ledger, desk.project_id(args), tax_rate=tax, due_terms=due)
    terms = due_terms(project.due_terms.days)
    return [reply("project.terms", name=project.name, tax=project.tax_rate, due=terms)]


def client_contact(desk: Desk, args: Args) -> Replies:
    file = desk.ledger.project_file(desk.project_id(args))
    client = onboarding.reach_client(
        desk.ledger, file.client.id, phone=args.get("phone") or "", email=args.get("email") or ""
    )
    return [reply("client.contact_set", client=client.name, reach=client.phone or client.email)]


def pick(desk: Desk, args: Args) -> Replies:
    """A digit picks from the last menu of this conversation; 0 goes back."""
    from bots.perform import perform

    number = str(args["number"])
    message = None
    if desk.session.menu:
        here = desk.inbound
        message = desk.teller.turn.message(UUID(desk.session.menu), here.channel, here.sender)
    buttons = message.buttons if message else ()
    numbered = dict(zip(digits([one.label for one in buttons]), buttons, strict=True))
    if number == "0" and "0" not in numbered:
        return back(desk, args)
    if number not in numbered:
        return [reply("menu.no_such", n=len(buttons)) if buttons else reply("menu.none")]
    return perform(desk, Command.from_action(numbered[number].action))


def first(desk: Desk, _args: Args) -> Replies:
    """A yes picks the first choice of the last menu, which is bound to what was shown."""
    return pick(desk, {"number": 1})


def back(desk: Desk, _args: Args) -> Replies:
    desk.session.expects = None
    desk.session.plan = None
    return [reply("menu.back", *((option("button.status", command("status"))),))]
