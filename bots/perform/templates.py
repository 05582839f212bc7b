"""Templates from the contractor's side: kept, listed, shown, renamed, put away; and the draft that starts from one."""

from collections.abc import Sequence
from uuid import UUID

from bots.choosing import Named, told_apart
from bots.commands import NOTHING, Command, Option, Reply, command, option, own, reply
from bots.intents.names import match
from bots.intents.newjob import without_people
from bots.perform.desk import Args, Desk, Replies
from bots.perform.proposals import client_of, meant, show_draft, write
from core.domain.ids import ProposalId, TemplateId
from core.domain.template import ProposalTemplate
from core.usecases import templates

_CAN_BE_KEPT = ("draft", "sent", "signed", "declined")


def keep(desk: Desk, args: Args) -> Replies:
    """The one that is named or was shown last, under the name that was said."""
    shown = {} if args.get("about") or args.get("proposal") else {"proposal": desk.session.offer}
    proposal = meant(desk, {**args, **shown}, _CAN_BE_KEPT)
    known = {"proposal": str(proposal.id)}
    name = args.get("name")
    if not name:
        suggested = own(proposal.name, command("template.keep", **known, name=proposal.name))
        return [reply("templates.ask_name", suggested, expects={"what": "proposal_template_name", **known})]
    replacing = bool(args.get("replacing"))
    former = _exactly(desk, name)
    if former and not replacing:
        replace_it = command("template.keep", **known, name=name, replacing=True)
        choices = (option("button.replace", replace_it), option("button.leave", command("menu.back")))
        asks = {"what": "proposal_template_name", **known}
        return [reply("templates.taken", *choices, name=former.name, expects=asks)]
    kept = templates.keep_template(desk.ledger, desk.asked, ProposalId(proposal.id), name, replacing=replacing)
    step = {"template": str(kept.template.id), "replaced": str(kept.replaced.id) if kept.replaced else ""}
    desk.session.remember(do="template.kept", **step)
    changed = (
        reply("templates.takes_rest", part=kept.rest) if kept.rest else NOTHING,
        *(reply("templates.undated", part=part) for part in kept.undated),
    )
    client = desk.ledger.client(proposal.client_id)
    named = {"name": kept.template.name, "job": proposal.name, "client": client.name}
    return [Reply("templates.kept", {**named, "n": _lines(kept.template), "changed": changed})]


def list_(desk: Desk, _args: Args) -> Replies:
    found = _known(desk)
    if not found:
        return [reply("templates.none_yet")]
    lines = tuple(reply("templates.line", name=one.name, n=_lines(one)) for one in found)
    return [reply("templates.list", *_choices(found, "template.show"), lines=lines)]


def show(desk: Desk, args: Args) -> Replies:
    """What is in it, and what can be done with it."""
    found = _meant(desk, args, "template.show")
    if isinstance(found, Reply):
        return [found]
    named = {"template": str(found.id)}
    choices = (
        option("button.use_template", command("template.start", **named)),
        option("button.rename", command("template.rename", **named)),
        option("button.delete", command("template.remove", **named)),
    )
    sections = tuple(_section(section.name, len(section.lines)) for section in found.blueprint.sections)
    return [reply("templates.shown", *choices, name=found.name, lines=sections)]


def _section(name: str, n: int) -> Reply:
    return reply("templates.section", name=name, n=n) if name else reply("templates.section_plain", n=n)


def start(desk: Desk, args: Args) -> Replies:
    """A draft like it for somebody else. Words that name no template, and do not say that they do, are a proposal's."""
    found = _meant(desk, args, "template.start")
    if isinstance(found, Reply):
        unknown = args.get("unsure") and not match(str(args["name"]), _names(_known(desk))).candidates
        return write(desk, _as_written(desk, args)) if unknown else [found]
    if not args.get("client"):
        asks = {"what": "proposal_template_client", "template": str(found.id)}
        return [reply("templates.ask_client", name=found.name, expects=asks)]
    client = client_of(desk, args["client"], args.get("phone"), args.get("email"))
    words = desk.teller.words(desk.member.language)
    job = args.get("job") or words.text("plan.name_of", client=client.name)
    proposal = templates.start_from(desk.ledger, desk.asked, found.blueprint, client.id, desk.member.contractor_id, job)
    desk.session.remember(do="proposal.written", proposal=str(proposal.id))
    return show_draft(desk, proposal)


def _as_written(desk: Desk, args: Args) -> Args:
    """As "proposal for Ann from Oakland" is for Ann from Oakland."""
    text, phone, email = without_people(args.get("rest", ""), desk.known.country)
    client, _, job = text.strip(" ,").partition(",")
    return {"client": client.strip(), "job": job.strip(" ,"), "phone": phone, "email": email}


def rename(desk: Desk, args: Args) -> Replies:
    found = _meant(desk, args, "template.rename")
    if isinstance(found, Reply):
        return [found]
    if not args.get("new"):
        asks = {"what": "proposal_template_rename", "template": str(found.id)}
        return [reply("templates.ask_new_name", name=found.name, expects=asks)]
    renamed = templates.rename_template(desk.ledger, found.id, args["new"])
    desk.session.remember(do="template.renamed", template=str(found.id), name=found.name)
    return [reply("templates.renamed", name=renamed.name, old=found.name)]


def remove(desk: Desk, args: Args) -> Replies:
    """At once: one tap brings it back."""
    found = _meant(desk, args, "template.remove")
    if isinstance(found, Reply):
        return [found]
    templates.remove_template(desk.ledger, desk.asked, found.id)
    desk.session.remember(do="template.removed", template=str(found.id))
    return [reply("templates.removed", option("button.undo", command("undo")), name=found.name)]


def undo_kept(desk: Desk, step: Args) -> Reply:
    """Off the list; what it took the place of is back."""
    removed = templates.remove_template(desk.ledger, desk.asked, TemplateId(UUID(step["template"])))
    if step["replaced"]:
        back = templates.restore_template(desk.ledger, TemplateId(UUID(step["replaced"])))
        return reply("templates.restored", name=back.name)
    return reply("templates.dropped", name=removed.name)


def undo_renamed(desk: Desk, step: Args) -> Reply:
    before = desk.ledger.template(TemplateId(UUID(step["template"])))
    renamed = templates.rename_template(desk.ledger, before.id, step["name"])
    return reply("templates.renamed", name=renamed.name, old=before.name)


def undo_removed(desk: Desk, step: Args) -> Reply:
    back = templates.restore_template(desk.ledger, TemplateId(UUID(step["template"])))
    return reply("templates.restored", name=back.name)


def _known(desk: Desk) -> tuple[ProposalTemplate, ...]:
    return templates.templates_of(desk.ledger, desk.member.contractor_id)


def _names(known: Sequence[ProposalTemplate]) -> tuple[str, ...]:
    return tuple(one.name for one in known)


def _exactly(desk: Desk, name: str) -> ProposalTemplate | None:
    return next((one for one in _known(desk) if one.name.casefold() == name.strip().casefold()), None)


def _meant(desk: Desk, args: Args, do: str) -> ProposalTemplate | Reply:
    """By its id or its name; a question with the likely ones where that does not tell."""
    if args.get("template"):
        return desk.ledger.template(TemplateId(UUID(str(args["template"]))))
    known = _known(desk)
    if not known:
        return reply("templates.none_yet")
    said = args.get("name")
    if said is None and len(known) == 1:
        return known[0]
    found = match(str(said), _names(known)) if said else None
    if found and found.best is not None:
        return known[found.best]
    likely = [known[place] for place in found.candidates] if found else []
    rest = {name: value for name, value in args.items() if name not in {"name", "rest", "unsure"}}
    choices = _choices(likely or known, do, **rest)
    if said and not likely:
        return reply("templates.no_such", *choices, name=said)
    return reply("templates.which", *choices)


def _choices(known: Sequence[ProposalTemplate], do: str, **more: object) -> tuple[Option, ...]:
    named = [Named(one, one.name) for one in known]
    return told_apart(named, lambda one: Command(do, {**more, "template": str(one.id)}))


def _lines(template: ProposalTemplate) -> int:
    return sum(len(section.lines) for section in template.blueprint.sections)
