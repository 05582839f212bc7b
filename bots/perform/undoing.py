"""Undo: takes back the last thing that can be; what went out to a client cannot."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from uuid import UUID

from bots.commands import NOTHING, Reply, due_terms, reply
from bots.counting import counted_proofs
from bots.page_steps import EDITED, undo_edited
from bots.perform import card_fees, client_language, credit_back
from bots.perform.advances import undo_advance
from bots.perform.agreed import undo_columns, undo_sequence
from bots.perform.approving import undo_due
from bots.perform.changes import undo_asked
from bots.perform.deposit_to import undo_deposit_to
from bots.perform.desk import Args, Desk, Replies
from bots.perform.discounts import undo_discount
from bots.perform.evidence import undo_kept as undo_evidence
from bots.perform.jobs_away import undo_away
from bots.perform.letterhead import undo_said
from bots.perform.limits import undo_place
from bots.perform.line_again import undo_again
from bots.perform.line_changes import undo_line
from bots.perform.line_sections import undo_section
from bots.perform.lines import add, remove
from bots.perform.money import reverse_ask_of
from bots.perform.new_parts import undo_added
from bots.perform.offer_terms import undo_terms as undo_offer_terms
from bots.perform.photos import which_milestone
from bots.perform.plans import bring_back
from bots.perform.previewing import preview_again
from bots.perform.progress import undo_progress
from bots.perform.proposals import undo_written
from bots.perform.retainage import undo_of_part, undo_retainage
from bots.perform.sharing import undo_set
from bots.perform.taxes import undo_cost, undo_taxes
from bots.perform.templates import undo_kept, undo_removed, undo_renamed
from bots.perform.unpriced import undo_left_out, undo_priced
from core.domain.ids import ClientId, DraftId, MilestoneId, ProjectId, ProofId
from core.domain.money import Rate
from core.domain.party import DueTerms
from core.domain.proof import Proof
from core.usecases import billing, onboarding
from core.usecases.capturing import milestone_of, place_proofs, withdraw_proofs


def undo(desk: Desk, _args: Args) -> Replies:
    """Takes back the last thing that can be; what is issued or sent cannot."""
    if not desk.session.undo:
        return [reply("undo.nothing")]
    step = desk.session.undo[-1]
    desk.session.undo = desk.session.undo[:-1]
    if step["do"] == "plan.changed":
        return bring_back(desk, step)
    return [_UNDO[step["do"]](desk, step)]


def photos_away(desk: Desk, _args: Args) -> Replies:
    """The files sent last are taken back, as by undo."""
    if not desk.session.last_proofs:
        return [reply("photos.none_to_remove")]
    proofs, desk.session.last_proofs = desk.session.last_proofs, []
    desk.session.undo = [one for one in desk.session.undo if one.get("proofs") != proofs]
    told = _undo_photos(desk, {"proofs": proofs})
    desk.session.remember(do="photos.away")
    return [told]


def _undo_photos(desk: Desk, step: Args) -> Reply:
    """With them goes the word "done" that came with them."""
    withdrawn = withdraw_proofs(desk.ledger, [ProofId(UUID(one)) for one in step["proofs"]])
    if not withdrawn:
        return reply("photos.already_invoiced")
    taken = _taken_back(desk, withdrawn)
    again = _undo_finished(desk, step["finished"]) if step.get("finished") else NOTHING
    return reply("lines", lines=(taken, again)) if again.code == "undo.finished" else taken


def _taken_back(desk: Desk, withdrawn: Sequence[Proof]) -> Reply:
    """How many, and from where: a contractor with two jobs must see which."""
    project, milestone = withdrawn[0].project_id, withdrawn[0].milestone_id
    if project is None or milestone is None:
        return reply("undo.photos", what=counted_proofs(withdrawn))
    file = desk.ledger.project_file(project)
    name = milestone_of(file, milestone).name
    return reply("undo.photos_of", what=counted_proofs(withdrawn), milestone=name, project=file.project.name)


def _undo_move(desk: Desk, step: Args) -> Reply:
    project = ProjectId(UUID(step["project"]))
    back: list[Proof] = []
    for proof, milestone in step["places"].items():
        if milestone:
            ids = [ProofId(UUID(proof))]
            back += place_proofs(desk.ledger, ids, project, MilestoneId(UUID(milestone)))
    if back:
        return reply("undo.moved", n=len(back), what=counted_proofs(back))
    file, waited = desk.ledger.project_file(project), {"proofs": list(step["places"])}
    return which_milestone(file, "photos.move_where", "photos.move", waited)


def _undo_added(desk: Desk, step: Args) -> Reply:
    remembered = list(desk.session.undo)
    told = remove(desk, step)[0]
    desk.session.undo = remembered
    return told


def _undo_removed(desk: Desk, step: Args) -> Reply:
    """The line comes back under another id, which earlier steps have to know."""
    remembered = list(desk.session.undo)
    told = add(desk, step)[0]
    new = desk.session.undo[-1].get("line")
    desk.session.undo = [{**one, "line": new} if one.get("line") == step.get("old") else one for one in remembered]
    return told


def _undo_finished(desk: Desk, step: Args) -> Reply:
    project = ProjectId(UUID(step["project"]))
    target = MilestoneId(UUID(step["milestone"]))
    if milestone_of(desk.ledger.project_file(project), target).state != "done":
        return reply("undo.nothing")
    milestone = billing.reopen_milestone(desk.ledger, project, target)
    return reply("undo.finished", milestone=milestone.name)


def _undo_paid(desk: Desk, step: Args) -> Reply:
    return (reverse_ask_of(desk, step) or [reply("undo.nothing")])[0]


def _undo_terms(desk: Desk, step: Args) -> Reply:
    """Only what was set comes back; the other may have been changed since."""
    tax = None if step.get("tax") is None else Rate.percent(Decimal(step["tax"]))
    due = None if step.get("due") is None else DueTerms(step["due"])
    project = onboarding.set_terms(desk.ledger, ProjectId(UUID(step["project"])), tax_rate=tax, due_terms=due)
    code = "undo.terms" if tax is not None or project.tax_rate.ppm else "undo.terms_due"
    return reply(code, name=project.name, tax=project.tax_rate, due=due_terms(project.due_terms.days))


def _undo_reached(desk: Desk, step: Args) -> Reply:
    """Where they were reached before; a first number is not taken away, as a draft may be on its way to it."""
    client = desk.ledger.client(ClientId(UUID(step["client"])))
    former = {"phone": step["phone"], "email": step["email"]}
    if not any(former.values()):
        return reply("undo.reached_first", client=client.name, reach=client.phone or client.email)
    onboarding.reach_client(desk.ledger, client.id, **former)
    return reply("client.contact_set", client=client.name, reach=step["phone"] or step["email"])


def _undo_named(desk: Desk, step: Args) -> Reply:
    """There has to be a name: the first one is changed, not taken away."""
    if not step["name"]:
        return reply("undo.first_name", name=step["now"])
    contractor = onboarding.name_business(desk.ledger, desk.member.contractor_id, step["name"])
    return reply("business.named", name=contractor.name)


def _undo_language(desk: Desk, step: Args) -> Reply:
    desk.member = onboarding.speak(desk.ledger, desk.member.id, step["language"])
    return reply("language.set")


def _undo_used(desk: Desk, step: Args) -> Reply:
    desk.session.project, desk.session.focus = step["project"], None
    name = desk.ledger.project_file(ProjectId(UUID(step["project"]))).project.name
    return reply("project.using", name=name)


def _undo_cancelled(desk: Desk, step: Args) -> Reply:
    """The draft is shown again, as it would be by now."""
    draft = desk.ledger.draft(DraftId(UUID(step["draft"])))
    return preview_again(desk, draft)


def _cannot(code: str) -> Callable[[Desk, Args], Reply]:
    """What is out of our hands is said to be, and nothing else is taken back instead."""
    return lambda _desk, step: Reply(code, {name: value for name, value in step.items() if name != "do"})


def _undo_sent(_desk: Desk, step: Args) -> Reply:
    return reply("undo.sent", number=step["number"], client=step["client"])


_UNDO: dict[str, Callable[[Desk, Args], Reply]] = {
    "photos.taken": _undo_photos,
    "photos.moved": _undo_move,
    "line.added": _undo_added,
    "line.removed": _undo_removed,
    "line.changed": undo_again,
    "part.added": undo_added,
    "change.asked": undo_asked,
    "change.noted": _cannot("undo.change_decided"),
    "milestone.finished": _undo_finished,
    "progress.said": undo_progress,
    "advance.set": undo_advance,
    "terms.columns": undo_columns,
    "terms.sequence": undo_sequence,
    "taxes.set": undo_taxes,
    "cost.set": undo_cost,
    "discount.set": undo_discount,
    "due.set": undo_due,
    "contractor.set": undo_set,
    "contractor.deposit": undo_deposit_to,
    "retainage.set": undo_retainage,
    "retainage.of_part": undo_of_part,
    "payment.recorded": _undo_paid,
    "evidence.kept": undo_evidence,
    "payment.reversed": _cannot("undo.reversed"),
    "invoice.sent": _undo_sent,
    "invoice.voided": _cannot("undo.voided"),
    "credit.issued": _cannot("undo.credited"),
    "credit.used": credit_back.ask_of,
    "credit.given_back": _cannot("undo.credit_given_back"),
    "words.sent": _cannot("undo.words"),
    "photos.away": _cannot("undo.away"),
    "plan.created": _cannot("undo.created"),
    "terms.set": _undo_terms,
    "client.reached": _undo_reached,
    "business.named": _undo_named,
    "business.place": undo_place,
    "card_fee.set": card_fees.undo_rate,
    "project.place": card_fees.undo_place,
    "business.facts": undo_said,
    "client.language": client_language.undo_,
    "language.set": _undo_language,
    "project.used": _undo_used,
    "project.away": undo_away,
    "proposal.written": undo_written,
    "draft.cancelled": _undo_cancelled,
    EDITED: undo_edited,
    "proposal.line": undo_line,
    "proposal.section": undo_section,
    "proposal.terms": undo_offer_terms,
    "proposal.priced": undo_priced,
    "proposal.left_out": undo_left_out,
    "template.kept": undo_kept,
    "template.renamed": undo_renamed,
    "template.removed": undo_removed,
}
