"""Templates from the contractor's side: kept, listed, shown, renamed, put away; and the draft that starts from one."""

from collections.abc import Sequence
from uuid import UUID

from bots.choosing import MOST_CHOICES
from bots.commands import NOTHING, Reply, command, option, own, reply
from bots.intents.newjob import without_people
from bots.perform.desk import Args, Desk, Replies
from bots.perform.proposals import client_of, meant, show_draft, write
from bots.perform.template_choice import Found, choices, exactly, named, own_ones, ready_ones
from bots.perform.template_choice import meant as template_meant
from bots.perform.unpriced import payment_rows, section_rows
from core.domain.ids import TemplateId
from core.usecases import templates

_MOST_ROWS = 40
_CAN_BE_KEPT = ("draft", "sent", "signed", "declined")


def keep(desk: Desk, args: Args) -> Replies:
    """The one that is named or was shown last, under the name that was said."""
    shown = {} if args.get("about") or args.get("proposal") else {"proposal": desk.session.offer}
    proposal = meant(desk, {**args, **shown}, _CAN_BE_KEPT)
    known = {"proposal": str(proposal.id)}
    asks = {"what": "proposal_template_name", **known}
    name = args.get("name")
    if not name:
        suggested = own(proposal.name, command("template.keep", **known, name=proposal.name))
        return [reply("templates.ask_name", suggested, expects=asks)]
    replacing = bool(args.get("replacing"))
    former = exactly(desk, name)
    if former and not replacing:
        replace_it = option("button.replace", command("template.keep", **known, name=name, replacing=True))
        leave = option("button.leave", command("menu.back"))
        return [reply("templates.taken", replace_it, leave, name=former.name, expects=asks)]
    kept = templates.keep_template(desk.ledger, desk.asked, proposal.id, name, replacing=replacing)
    replaced = str(kept.replaced.id) if kept.replaced else ""
    desk.session.remember(do="template.kept", template=str(kept.template.id), replaced=replaced)
    client = desk.ledger.client(proposal.client_id)
    return [_kept(kept, proposal.name, client.name)]


def _kept(kept: templates.Kept, job: str, client: str) -> Reply:
    changed = (
        reply("templates.takes_rest", part=kept.rest) if kept.rest else NOTHING,
        *(reply("templates.undated", part=part) for part in kept.undated),
    )
    n = sum(len(section.lines) for section in kept.template.blueprint.sections)
    return reply("templates.kept", name=kept.template.name, job=job, client=client, n=n, changed=changed)


def list_(desk: Desk, _args: Args) -> Replies:
    found = own_ones(desk)
    ready = option("button.starters", command("template.starters"))
    if not found:
        return [reply("templates.none_yet", ready)]
    lines = tuple(reply("templates.line", name=one.name, n=one.lines) for one in found)
    return [reply("templates.list", *choices(found[: MOST_CHOICES - 1], "template.show"), ready, lines=lines)]


def starters(desk: Desk, _args: Args) -> Replies:
    """Ready-made ones, by trade."""
    return [reply("templates.starters", *choices(ready_ones(desk), "template.show"))]


def show(desk: Desk, args: Args) -> Replies:
    """What is in it, and what can be done with it."""
    found = template_meant(desk, args, "template.show")
    return [found if isinstance(found, Reply) else _shown(found)]


def change(desk: Desk, args: Args) -> Replies:
    """It has no page of its own: what starts from it is changed, and kept under its name."""
    found = template_meant(desk, args, "template.change")
    if isinstance(found, Reply):
        return [found]
    return [reply("templates.to_change", name=found.name), _shown(found)]


def _shown(found: Found) -> Reply:
    changes = (
        option("button.rename", command("template.rename", template=found.key)),
        option("button.delete", command("template.remove", template=found.key)),
    )
    use = option("button.use_template", command("template.start", template=found.key))
    rows = [row for section in found.blueprint.sections for row in section_rows(section)]
    more = [reply("templates.more_rows", n=len(rows) - _MOST_ROWS)] if len(rows) > _MOST_ROWS else []
    return reply(
        "templates.shown",
        use,
        *(changes if found.own else ()),
        name=found.name,
        lines=(*rows[:_MOST_ROWS], *more),
        payments=(*_deposit(found), *payment_rows(found.blueprint.schedule)),
    )


def _deposit(found: Found) -> Sequence[Reply]:
    wish = found.blueprint.deposit
    how_much = (wish.share.amount or wish.share.rate) if wish else None
    return [reply("templates.deposit", how_much=how_much)] if how_much else []


def start(desk: Desk, args: Args) -> Replies:
    """A draft like it for somebody else. Words that name no template, and do not say that they do, are a proposal's."""
    if args.get("unsure") and not named(desk, args["name"]):
        return write(desk, _as_written(desk, args))
    found = template_meant(desk, args, "template.start")
    if isinstance(found, Reply):
        return [found]
    if not args.get("client"):
        asks = {"what": "proposal_template_client", "template": found.key}
        return [reply("templates.ask_client", name=found.name, expects=asks)]
    return _started(desk, args, found)


def _started(desk: Desk, args: Args, found: Found) -> Replies:
    client = client_of(desk, args["client"], args.get("phone"), args.get("email"))
    job = args.get("job") or desk.teller.words(desk.member.language).text("plan.name_of", client=client.name)
    mine = desk.member.contractor_id
    proposal = templates.start_from(desk.ledger, desk.asked, found.blueprint, client.id, mine, job)
    desk.session.remember(do="proposal.written", proposal=str(proposal.id))
    return show_draft(desk, proposal)


def _as_written(desk: Desk, args: Args) -> Args:
    """As "proposal for Ann from Oakland" is for Ann from Oakland."""
    text, phone, email = without_people(args.get("rest", ""), desk.known.country)
    client, _, job = text.strip(" ,").partition(",")
    return {"client": client.strip(), "job": job.strip(" ,"), "phone": phone, "email": email}


def rename(desk: Desk, args: Args) -> Replies:
    found = template_meant(desk, args, "template.rename", ready=False)
    if isinstance(found, Reply):
        return [found]
    if not args.get("new"):
        asks = {"what": "proposal_template_rename", "template": found.key}
        return [reply("templates.ask_new_name", name=found.name, expects=asks)]
    renamed = templates.rename_template(desk.ledger, TemplateId(UUID(found.key)), args["new"])
    desk.session.remember(do="template.renamed", template=found.key, name=found.name)
    return [reply("templates.renamed", name=renamed.name, old=found.name)]


def remove(desk: Desk, args: Args) -> Replies:
    """At once: one tap brings it back."""
    found = template_meant(desk, args, "template.remove", ready=False)
    if isinstance(found, Reply):
        return [found]
    templates.remove_template(desk.ledger, desk.asked, TemplateId(UUID(found.key)))
    desk.session.remember(do="template.removed", template=found.key)
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
