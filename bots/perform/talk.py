"""Help, status, which project, the business's name, language, terms; and picking from a menu."""

from dataclasses import replace
from decimal import Decimal

from bots import choosing
from bots.commands import NOTHING, Command, Option, Reply, command, due_terms, option, own, reply
from bots.intents.names import match
from bots.perform import limits_kept, taxes, unsigned, waiting
from bots.perform.desk import Args, Desk, Replies
from bots.perform.people import unnamed
from bots.perform.photos import perform_again
from bots.perform.progress import to_read
from bots.unsure import likely
from channels.plain import digits
from core.domain.money import Rate
from core.domain.party import DueTerms
from core.ports.messaging import Button
from core.usecases import onboarding, terms
from core.usecases.views import MilestoneSummary, ProjectSummary

# What a yes may confirm: their buttons carry what was shown.
CONFIRMS = {
    "bank.keep",
    "project.away",
    "invoice.void",
    "credit.issue",
    "discount.set",
    "advance.set",
    "contractor.set",
    "contractor.deposit",
    "draft.send",
    "plan.create",
    "paid.record",
    "bankfile.record",
    "paid.reverse",
    "answer.send",
    "price.set",
    "part.add",
    "line.discount",
    "change.note",
    "change.send",
    "change.withdraw",
    "change.approve",
    "links.revoke",
    "proposal.line",
}


def help_(desk: Desk, _args: Args) -> Replies:
    """A road with commands of its own has a help that names them."""
    choices = [option("button.status", command("status")), option("button.owed", command("owed"))]
    return [reply(desk.inbound.context.get("help") or "help", *choices)]


def new_project(_desk: Desk, _args: Args) -> Replies:
    """How a job is told in one message; the next words are that."""
    return [reply("project.new", expects={"what": "new_job"})]


def status(desk: Desk, args: Args) -> Replies:
    """The current project on one screen, or all of them in a list."""
    projects = desk.known.projects
    if not projects:
        return unsigned.instead(desk) or [reply("project.none_yet", expects={"what": "new_job"})]
    wanted = args.get("project") or desk.session.project
    found = next((one for one in projects if str(one.id) == wanted), projects[0])
    desk.session.project = str(found.id)
    told = _status(found, _choices(found, projects))
    kept = limits_kept.passed(desk, found.id) if desk.only is None else ()
    return [replace(told, details={**told.details, "credit": (*told.details["credit"], *kept)}) if kept else told]


def project_status(project: ProjectSummary) -> Reply:
    """The same without anything to tap."""
    return _status(project, ())


def _choices(project: ProjectSummary, projects: tuple[ProjectSummary, ...]) -> tuple[Option, ...]:
    choices = list(waiting.settle(project))
    if any(one.state in {"planned", "done"} for one in project.milestones):
        choices.append(option("button.invoice", command("draft.show", project=str(project.id))))
        choices.extend(waiting.place_them(project))
    choices.append(option("button.owed", command("owed")))
    if len(projects) > 1:
        choices.append(option("button.other_job", command("project.list")))
    return tuple(choices)


def _status(project: ProjectSummary, choices: tuple[Option, ...]) -> Reply:
    """What was asked for, came and is open: all as the client sees it, so with the tax where there is any."""
    return reply(
        "status.show_taxed" if project.taxed and not project.taxes else "status.show",
        *choices,
        name=project.name,
        client=project.client_name,
        lines=(
            *(_milestone_line(one) for one in project.milestones if _counts(one)),
            waiting.in_status(project),
            *waiting.asked_in_status(project),
        ),
        contract=project.contract_sum_to_date,
        rate=project.tax_rate,
        billed=project.billed,
        paid=project.paid,
        open=project.open,
        credit=(
            reply("status.credit", credit=project.credit, client=project.client_name) if project.credit else NOTHING,
            reply("status.taxes", taxes=taxes.in_words(project.taxes), how=taxes.how(inclusive=project.inclusive))
            if project.taxes
            else NOTHING,
            reply("status.retained", retained=project.retained) if project.retained else NOTHING,
        ),
    )


def _counts(one: MilestoneSummary) -> bool:
    """A part that came to nothing is not worth a line, unless files are on it."""
    return bool(one.scheduled_value or one.proofs or one.invoice_number)


def _milestone_line(one: MilestoneSummary) -> Reply:
    proofs = reply("status.proofs", n=one.proofs) if one.proofs else NOTHING
    if one.contractor:
        proofs = reply("status.by", proofs=proofs, contractor=one.contractor)
    if one.state in {"planned", "done"} and (one.billed or one.percent_complete or one.stored):
        return reply(
            "status.part",
            name=one.name,
            how_far=_how_far(one),
            billed=one.billed,
            amount=one.scheduled_value,
            proofs=proofs,
        )
    return reply(
        f"status.{one.state}", name=one.name, amount=one.scheduled_value, number=one.invoice_number, proofs=proofs
    )


def _how_far(one: MilestoneSummary) -> Reply:
    if one.state == "done":
        return reply("status.part_done")
    said = {"percent": to_read(one.percent_complete), "stored": one.stored or None}
    told = {name: value for name, value in said.items() if value}
    codes = {(): "status.part_under_way", ("percent",): "status.part_percent", ("stored",): "status.part_stored"}
    return Reply(codes.get(tuple(told), "status.part_percent_stored"), told)


def list_projects(desk: Desk, _args: Args) -> Replies:
    projects = desk.known.projects
    return [reply("project.which", *choosing.jobs(projects, lambda one: command("project.use", project=str(one.id))))]


def use_project(desk: Desk, args: Args) -> Replies:
    """The project that everything is about from now on; then what was asked before."""
    former, desk.session.project, desk.session.focus = desk.session.project, args["project"], None
    then = args.get("then")
    if then:
        from bots.perform import perform

        again = {**then, "project": args["project"]}
        return perform(desk, Command.from_action(again))
    if former and former != args["project"]:
        desk.session.remember(do="project.used", project=former)
    using = reply("project.using", name=desk.ledger.project_file(desk.project_id(args)).project.name)
    shown = status(desk, args)[0]
    return [reply("lines", *shown.choices, lines=(using, shown))]


def name_business(desk: Desk, args: Args) -> Replies:
    former = desk.ledger.contractor(desk.member.contractor_id).name
    contractor = onboarding.name_business(desk.ledger, desk.member.contractor_id, args["name"])
    former = "" if unnamed(desk, former) else former
    desk.session.remember(do="business.named", name=former, now=contractor.name)
    person = args.get("person") or (contractor.name if unnamed(desk, desk.member.name) else "")
    if person:  # clients read it: "Told by ..."
        desk.member = onboarding.name_member(desk.ledger, desk.member.id, person)
    if desk.session.focus == "draft" and desk.session.draft and not former:
        return [reply("business.named", name=contractor.name), *perform_again(desk, "draft.again")]
    if desk.session.focus == "plan" and desk.session.plan is not None:
        return [reply("business.named", name=contractor.name), *perform_again(desk, "plan.again")]
    if desk.known.projects:
        return [reply("business.named", name=contractor.name)]
    return [reply("business.named_first", name=contractor.name, expects={"what": "new_job"})]


def name_while_planning(desk: Desk, args: Args) -> Replies:
    """What sounds like a firm is the contractor's own only while that is not known."""
    if unnamed(desk, desk.ledger.contractor(desk.member.contractor_id).name):
        return name_business(desk, args)
    return perform_again(desk, "plan.again", unclear=True)


def set_language(desk: Desk, args: Args) -> Replies:
    desk.session.remember(do="language.set", language=desk.member.language)
    desk.member = onboarding.speak(desk.ledger, desk.member.id, args["language"])
    return [reply("language.set")]


def project_terms(desk: Desk, args: Args) -> Replies:
    tax = Rate.percent(Decimal(args["tax"])) if args.get("tax") is not None else None
    due = DueTerms(int(args["due"])) if args.get("due") is not None else None
    file = desk.ledger.project_file(desk.project_id(args), lock=True)
    before = file.project
    if tax is not None and file.contract.terms.taxes:  # the one rate takes the place of several
        terms.set_taxes(desk.ledger, before.id, (), inclusive=file.contract.terms.inclusive)
    project = onboarding.set_terms(desk.ledger, before.id, tax_rate=tax, due_terms=due)
    former = {
        "tax": None if tax is None else str(before.tax_rate.as_percent),
        "due": None if due is None else before.due_terms.days,
    }
    desk.session.remember(do="terms.set", project=str(project.id), **former)
    due_words = due_terms(project.due_terms.days)
    code = "project.terms" if tax is not None or project.tax_rate.ppm else "project.terms_due"
    return [reply(code, name=project.name, tax=project.tax_rate, due=due_words)]


def pick(desk: Desk, args: Args) -> Replies:
    """A digit picks from the last menu of this conversation; 0 goes back."""
    from bots.perform import perform

    number, buttons = str(args["number"]), desk.buttons()
    numbered = dict(zip(digits([one.label for one in buttons]), buttons, strict=True))
    if number == "0" and "0" not in numbered:
        return back(desk, args)
    named = match(number, tuple(one.label for one in buttons)).best
    if number not in numbered and named is not None and not _confirms(buttons[named]):
        return perform(desk, Command.from_action(buttons[named].action))
    if number not in numbered:
        return [reply("menu.no_such", n=len(buttons)) if buttons else reply("menu.none", *likely(desk.known))]
    return perform(desk, Command.from_action(numbered[number].action))


def first(desk: Desk, _args: Args) -> Replies:
    """A yes confirms what was shown to be confirmed, or takes the only choice; elsewhere it is mere agreement."""
    buttons, asked = desk.buttons(), desk.known.expects or {}
    if asked.get("what") == "business_late" and not asked.get("again") and not any(map(_confirms, buttons)):
        choices = (own(one.label, Command.from_action(one.action)) for one in buttons)
        return [reply("business.ask_again", *choices, expects={"what": "business_late", "again": True})]
    if len(buttons) == 1 or (buttons and _confirms(buttons[0]) and sum(map(_confirms, buttons)) == 1):
        return pick(desk, {"number": 1})
    if desk.session.plan is not None and desk.session.focus == "plan":
        return perform_again(desk, "plan.again")
    if not desk.known.projects:
        return status(desk, {})
    return [reply("ok", *likely(desk.known))]


def _confirms(button: Button) -> bool:
    """Changing where a client is reached is confirmed; which client it is, is a choice. ``asked``: "do that?"."""
    do = button.action["do"]
    return do in CONFIRMS or "asked" in button.action or (do == "client.contact" and "instead_of" in button.action)


def no(desk: Desk, args: Args) -> Replies:
    """Not as shown: what should change is the next question. Nothing is lost."""
    buttons = desk.buttons()
    shown = buttons[0].action["do"] if buttons else ""
    if shown == "plan.create" or (desk.session.plan is not None and desk.session.focus == "plan"):
        return perform_again(desk, "plan.change")
    if shown == "draft.send" and desk.session.draft:
        return perform_again(desk, "draft.change_last")
    return back(desk, args)


def back(desk: Desk, _args: Args) -> Replies:
    """Away from what was asked. A plan that was begun is kept, and said to be."""
    desk.session.expects = None
    if desk.session.plan is not None and desk.session.focus == "plan":
        desk.session.focus = None
        choices = (option("button.go_on", command("plan.again")), option("button.drop", command("plan.drop")))
        return [reply("plan.kept", *choices)]
    return [reply("menu.back", option("button.status", command("status")))]
