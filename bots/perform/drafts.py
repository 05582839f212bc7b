"""From "invoice" to "sent": the preview, the confirmation bound to it, and the ways back."""

import re
from collections.abc import Sequence
from uuid import UUID

from bots.commands import NOTHING, Command, Reply, command, option, reply
from bots.counting import counted
from bots.intents.names import match
from bots.perform import approving, credit_offered, proposals, scoping
from bots.perform.desk import Args, Desk, Replies, milestone_meant
from bots.perform.issued import just_issued
from bots.perform.people import called, unnamed
from bots.perform.photos import which_milestone
from bots.perform.previewing import names, preview, preview_again, preview_of
from bots.telling import Teller
from core.domain.account import Address
from core.domain.errors import OutOfDate, Refusal
from core.domain.ids import DraftId, InvoiceId, MilestoneId, ProjectId
from core.domain.invoice import WHOLE, Draft, Invoice
from core.domain.money import Rate
from core.ports.ledger import ProjectFile
from core.ports.messaging import Enclosure
from core.usecases import billing
from core.usecases.asking import Asked
from core.usecases.billing import Wish
from core.usecases.progress import to_bill
from core.usecases.reminding import went_out

BILLABLE = {"planned", "done"}
_CHANGES = {"price.ask", "price.set", "line.discount"}


def show(desk: Desk, args: Args) -> Replies:
    """The draft of the milestone named, or of the one that "invoice" means now."""
    project = desk.project_id(args)
    desk.session.project = str(project)
    file = desk.file(project, lock=True)  # which drafting takes anyway: so it is read once
    targets = _targets(desk, file, args)
    replies: Replies = []
    if args.get("or_next") and (name := _billed(file, targets)):
        replies, targets = [reply("draft.billed_already", milestone=name)], _targets(desk, file, {})
    if not targets:
        return [reply("milestone.all_billed", option("button.status", command("status")), project=file.project.name)]
    for target in targets if args.get("done") else [MilestoneId(UUID(one)) for one in args.get("finish") or ()]:
        _finish(desk, project, target)
    if args.get("done") and (asked := approving.ask_client(desk, project, targets)):
        return [*replies, *asked]
    try:
        return [*replies, preview(desk, project, targets)]
    except Refusal as refusal:
        if not args.get("done") or refusal.code != "milestone.out_of_turn":
            raise
        return [*replies, _not_yet(desk.file(project), targets)]


def _not_yet(file: ProjectFile, targets: Sequence[MilestoneId]) -> Reply:
    """It is noted as done, and what has to be billed before it."""
    done = [one for one in file.milestones if one.id in targets]
    last = max(one.position for one in done)
    before = [one for one in file.milestones if one.position < last and one not in done and one.state in BILLABLE]
    wanted = [one for one in before if one.scheduled_value and one.fee_of is None]
    ids = {"project": str(file.project.id), "milestone": str(wanted[0].id)}
    return reply(
        "milestone.done_out_of_turn",
        option("button.invoice", command("draft.show", **ids)),
        option("button.undo", command("undo")),
        milestone=names(done),
        first=", ".join(one.name for one in wanted),
    )


def show_kind(desk: Desk, args: Args) -> Replies:
    """The draft of what is no work: the deposit, or retainage that is held."""
    ids = tuple(MilestoneId(UUID(one)) for one in args.get("milestones") or ())
    share = Rate(args["share"]) if args.get("share") else WHOLE
    return [preview_of(desk, desk.project_id(args), Wish(kind=args["kind"], milestone_ids=ids, share=share))]


def _billed(file: ProjectFile, targets: Sequence[MilestoneId]) -> str:
    """The part that went out after the button for it was shown; "" when none did."""
    return next((one.name for one in file.milestones if one.id in targets and one.state not in BILLABLE), "")


def _targets(desk: Desk, file: ProjectFile, args: Args) -> Sequence[MilestoneId]:
    """Several when they were named or chosen together."""
    if args.get("milestones"):
        return [MilestoneId(UUID(one)) for one in args["milestones"]]
    target = milestone_meant(file, args) or _meant(desk, file)
    return [target] if target else []


def _meant(desk: Desk, file: ProjectFile) -> MilestoneId | None:
    kept = (one for one in desk.ledger.proofs(file.project.id) if one.state in {"kept", "arriving"})
    milestone = to_bill(file, frozenset(one.milestone_id for one in kept if one.kind != "voice"))
    return milestone.id if milestone else None


def _finish(desk: Desk, project: ProjectId, target: MilestoneId) -> None:
    billing.finish_milestone(desk.ledger, project, target)
    desk.session.remember(do="milestone.finished", project=str(project), milestone=str(target))


def send(desk: Desk, args: Args) -> Replies:
    """Issues what was shown, and nothing else: a changed draft is shown again."""
    draft_id = DraftId(UUID(args["draft"]))
    draft = desk.ledger.draft(draft_id)
    if draft.state == "issued":
        return [reply("draft.sent_already")]
    if draft.state == "cancelled":
        again = _show_again(draft)
        return [reply("draft.cancelled_before", option("button.invoice", again))]
    file = desk.file(draft.project_id, lock=True)  # as issuing does
    if unnamed(desk, file.contractor.name) and not args.get("as_it_is"):
        return [_whose(file, args)]
    if not credit_offered.still_there(desk, file, draft, args):
        return [reply("draft.changed"), preview_again(desk, draft)]
    try:
        issued = billing.issue_invoice(
            desk.ledger,
            desk.asked,
            draft_id,
            args["shown"],
            desk.stationery(file.client.language),
            without_arriving=bool(args.get("without_arriving")),
        )
    except Refusal as refusal:
        return _not_sent(desk, args, draft, refusal)
    desk.session.draft = desk.session.focus = None
    desk.session.last_proofs = []
    desk.about = str(draft.milestone_ids[0]) if len(draft.milestone_ids) == 1 else ""
    desk.session.remember(do="invoice.sent", number=issued.invoice.number, client=issued.file.client.name)
    return [just_issued(desk, issued, credit_offered.used_at_once(desk, issued.invoice, args))]


def _not_sent(desk: Desk, args: Args, draft: Draft, refusal: Refusal) -> Replies:
    """What changed since is shown again, also where a part went to another contractor."""
    if isinstance(refusal, OutOfDate) or refusal.code == "draft.contractors":
        return [reply("draft.changed"), preview_again(desk, draft)]
    if refusal.code == "draft.proofs_arriving":
        return [_still_arriving(args, refusal, draft)]
    raise refusal


def _whose(file: ProjectFile, args: Args) -> Reply:
    """Before the first invoice leaves: a name for it. Not having one must not stop the money."""
    as_it_is = command("draft.send_as_it_is", **{**args, "as_it_is": True})
    choices = (
        option("button.send_as", as_it_is, name=file.contractor.name),
        option("button.cancel", command("draft.cancel", draft=args["draft"])),
    )
    return reply("business.ask_first", *choices, expects={"what": "business_late"})


def again(desk: Desk, _args: Args) -> Replies:
    """The draft that was shown last, as it would be by now."""
    draft = desk.ledger.draft(DraftId(UUID((desk.session.draft or {})["draft"])))
    scoping.check(desk, command("draft.again", draft=str(draft.id)))
    return [preview_again(desk, draft)]


def _show_again(draft: Draft) -> Command:
    again = {"project": str(draft.project_id), "milestones": [str(one) for one in draft.milestone_ids]}
    if draft.kind == "progress":
        return command("draft.show", **again)
    return command("draft.show_kind", kind=draft.kind, share=draft.share.ppm, **again)


def _still_arriving(args: Args, refusal: Refusal, draft: Draft) -> Reply:
    again = _show_again(draft)
    without = command("draft.send", **{**args, "without_arriving": True})
    return reply(
        "draft.proofs_arriving",
        option("button.wait", again),
        option("button.send_without", without),
        n=refusal.details["n"],
    )


def change(desk: Desk, args: Args) -> Replies:
    """What can be changed, in words to copy."""
    draft = desk.ledger.draft(DraftId(UUID(args["draft"])))
    file = desk.file(draft.project_id)
    milestones = [one for one in file.milestones if one.id in draft.milestone_ids]
    if draft.kind != "progress":
        return [reply("draft.how_to_change_kind")]
    others = [one for one in file.milestones if one.state in {"planned", "done"} and one not in milestones]
    choices = []
    if others:
        choices.append(option("button.other_milestone", command("draft.other", project=str(file.project.id))))
    return [reply("draft.how_to_change", *choices, milestone=names(milestones))]


def other(desk: Desk, args: Args) -> Replies:
    file = desk.file(desk.project_id(args))
    return [which_milestone(file, "milestone.which_to_bill", "draft.show", {})]


def cancel(desk: Desk, args: Args) -> Replies:
    draft_id = DraftId(UUID(args["draft"]))
    if desk.ledger.draft(draft_id).state == "issued":
        return [reply("draft.sent_already")]
    if desk.ledger.draft(draft_id).state == "open":
        billing.cancel_draft(desk.ledger, draft_id)
        desk.session.remember(do="draft.cancelled", draft=args["draft"])
    desk.session.draft = desk.session.focus = None
    return [reply("draft.cancelled")]


def last(desk: Desk, args: Args) -> Replies:
    """The words send, change and cancel are about the draft shown last in this conversation."""
    if not desk.session.draft and desk.session.plan is not None:
        return [reply("draft.none", option("button.go_on", command("plan.again")))]
    newest = desk.session.undo[-1] if desk.session.undo else {}
    if not desk.session.draft and newest.get("do") == "proposal.written":
        return proposals.show(desk, {"proposal": newest["proposal"]})
    if not desk.session.draft:
        return [reply("draft.none", option("button.invoice", command("draft.show")))]
    draft = desk.ledger.draft(DraftId(UUID(desk.session.draft["draft"])))
    scoping.check(desk, command(f"draft.{args['what']}", draft=str(draft.id)))
    if desk.room and desk.room.milestone_id not in {None, *draft.milestone_ids}:  # another thread's was shown last
        return show(desk, {"project": str(draft.project_id), "milestone": str(desk.room.milestone_id)})
    if args["what"] == "send" and _CHANGES & {one.action["do"] for one in desk.buttons()}:
        return [reply("draft.not_changed_yet"), preview_again(desk, draft)]
    return {"send": send, "change": change, "cancel": cancel}[args["what"]](desk, desk.session.draft)


def find_invoice(
    desk: Desk, about: str | None, invoice_id: str | None = None, *, void_too: bool = False
) -> Invoice | None:
    """By id; else the newest that the words fit, if any are said: one that is still open before one that is paid."""
    if invoice_id:
        return desk.ledger.invoice(InvoiceId(UUID(invoice_id)))
    files = [desk.file(one.id) for one in desk.ledger.projects()]
    files.sort(key=lambda file: str(file.project.id) != desk.session.project)
    pairs = [(file, one) for file in files for one in reversed(file.invoices) if void_too or one.state != "void"]
    found = [one for file, one in pairs if not about or fits(file, one, about)]
    return next((one for one in found if one.state != "paid"), found[0] if found else None)


_NUMBER = re.compile(r"#?([^\W\d_]*)-?0*(\d+)")


def is_number_of(said: str, number: str) -> bool:
    """INV-3, inv3, #3 and 3 are INV-0003."""
    told, known = (_NUMBER.fullmatch(one.strip().casefold()) for one in (said, number))
    if told is None or known is None:
        return said.strip().casefold() in number.casefold()
    return told[2] == known[2] and told[1] in {"", "no", known[1]}


def fits(file: ProjectFile, invoice: Invoice, about: str) -> bool:
    """Whether the words are its number, its client, its project, or a milestone on it."""
    if is_number_of(about, invoice.number):
        return True
    billed = (one.name for one in file.milestones if one.id in invoice.milestone_ids)
    return any(match(about, (name,)).best is not None for name in (file.client.name, file.project.name, *billed))


def tell_client_of(teller: Teller, file: ProjectFile, invoice: Invoice, link_id: str, key: str) -> Address | None:
    """The message with the link and the PDF; from then on they are reminded."""
    kinds = [one["kind"] for one in invoice.sheet["proofs"]]
    pdf = Enclosure(source=f"blob:{invoice.pdf_key}", file_name=f"{invoice.number}.pdf", media_type="application/pdf")
    message = Reply(
        "client.invoice_settled" if invoice.deposit_applied.minor > 0 and not invoice.total else "client.invoice",
        {
            "client": called(file.client.name),
            "contractor": file.contractor.name,
            "number": invoice.number,
            "project": file.project.name,
            "total": invoice.total,
            "due": invoice.due_on,
            "proofs": reply("client.invoice_proofs", n=len(kinds), what=counted(kinds)) if kinds else NOTHING,
            "credit": credit_offered.told_with_it(file, invoice),
        },
        enclosures=(pdf,),
        link_id=link_id,
    )
    went_out(teller.ledger, Asked(now=teller.now, new_id=teller.new_id), invoice)
    return teller.client(file.client.id, message, key)
