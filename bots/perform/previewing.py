"""What a draft looks like before it is sent: whatever it bills, with every number that leads to its total."""

import re
from collections.abc import Sequence

from bots.commands import NOTHING, Reply, command, option, reply
from bots.counting import counted
from bots.intents.folding import fold
from bots.perform import credit_offered, waiting
from bots.perform.desk import Desk
from bots.perform.people import unnamed
from bots.perform.reached import how_reached
from bots.perform.sharing import whose_invoice
from core.domain.ids import MilestoneId, ProjectId
from core.domain.invoice import Draft, InvoicePart
from core.domain.milestone import LineItem, Milestone
from core.domain.progress import billed_of
from core.domain.withholding import held
from core.ports.ledger import ProjectFile
from core.ports.messaging import Enclosure
from core.ports.wording import Wording
from core.usecases import billing, change_orders
from core.usecases.billing import DraftShown, Wish, wish_of
from core.usecases.sheets import figures_of, retainage_rates, share_of
from core.usecases.told_lines import told_lines

MOST_LINES = 12
_LONGEST_SLUG = 30


def preview(desk: Desk, project: ProjectId, targets: Sequence[MilestoneId]) -> Reply:
    """Of work."""
    return preview_of(desk, project, Wish(milestone_ids=tuple(targets)))


def preview_again(desk: Desk, draft: Draft) -> Reply:
    """What that draft asks for, as it comes to now."""
    return preview_of(desk, draft.project_id, wish_of(draft))


def preview_of(desk: Desk, project: ProjectId, wish: Wish) -> Reply:
    """Amount, lines, photo count, the client and how they will be reached, with the draft's PDF."""
    file = desk.file(project)
    asked = whose_invoice(file, wish)
    if asked:
        return asked
    shown = billing.draft_any(desk.ledger, desk.asked, project, wish, desk.stationery(file.client.language))
    draft = {"draft": str(shown.draft.id), "shown": shown.sheet.fingerprint}
    desk.session.draft, desk.session.focus = draft, "draft"
    desk.session.project = str(project)
    targets = shown.draft.milestone_ids
    desk.about = str(targets[0]) if len(targets) == 1 else ""
    enclosure = Enclosure(
        source=f"draft:{shown.draft.id}", file_name=_file_name(desk, shown), media_type="application/pdf"
    )
    waits = shown.on_no_part if wish.kind == "progress" else ()
    send = command("draft.send", **draft)
    credit, with_credit = credit_offered.offered(desk, shown.file, send, shown.totals.total)
    return Reply(
        "draft.show",
        {
            "milestone": _title(shown),
            "project": file.project.name,
            "lines": _lines(shown, desk.teller.words(desk.member.language)),
            "figures": _figures(shown, desk.teller.words(desk.member.language)),
            "proofs": (_proofs(shown), waiting.in_draft(waits)) if wish.kind == "progress" else NOTHING,
            "to": how_reached(desk, file.client),
            "name": (_whose(desk, shown.file), credit, *_changes_waiting(file, shown)),
        },
        (
            option("button.send", send),
            *with_credit,
            *waiting.take_along(project, targets, waits),
            option("button.change", command("draft.change", **draft)),
            option("button.cancel", command("draft.cancel", **draft)),
        ),
        None,
        (enclosure,),
    )


def _changes_waiting(file: ProjectFile, shown: DraftShown) -> tuple[Reply, ...]:
    """What is to come off one of these parts, once the client agrees: billed whole, it can come off no more."""
    targets = set(shown.draft.milestone_ids) if shown.draft.kind == "progress" else set()
    return tuple(
        reply("draft.change_waits", number=one.number, what=one.description, amount=one.amount, client=file.client.name)
        for one in change_orders.asked_about(file)
        if one.state == "proposed" and one.amount.minor < 0 and one.milestone_id in targets
    )


def _whose(desk: Desk, file: ProjectFile) -> Reply:
    """Where several do the job, and where nobody said a name yet."""
    name = file.contractor.name
    if unnamed(desk, name):
        return reply("draft.unnamed", name=name)
    return reply("draft.by_contractor", name=name) if len(file.doing) > 1 else NOTHING


def names(milestones: Sequence[Milestone]) -> str:
    return " + ".join(one.name for one in milestones)


def _title(shown: DraftShown) -> Reply | str:
    if shown.draft.kind == "progress":
        return names(shown.milestones)
    return reply("draft.of_deposit" if shown.draft.kind == "deposit" else "draft.of_release")


def _file_name(desk: Desk, shown: DraftShown) -> str:
    """In the words of who gets it, cut between two of them."""
    words = desk.teller.words(desk.member.language)
    work = shown.draft.kind == "progress" and shown.milestones
    title = shown.milestones[0].name if work else words.text(f"draft.file_{shown.draft.kind}")
    name = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")
    if len(name) > _LONGEST_SLUG:
        name = name[: _LONGEST_SLUG + 1].rpartition("-")[0] or name[:_LONGEST_SLUG]
    return words.text("draft.file", name=name) if name else words.text("draft.file_plain")


def _lines(shown: DraftShown, words: Wording) -> tuple[Reply, ...]:
    """Every line of what is billed whole at once; of a part, how far it is and what of that is billed now."""
    said: list[Reply] = []
    parts = {part.milestone_id: part for part in shown.totals.parts}
    if shown.draft.kind != "progress":
        plain = _plain(shown, words)
        return (*plain, _held(shown)) if shown.draft.kind == "retainage_release" else tuple(plain)
    for one in shown.milestones:
        if parts[one.id].amount == one.scheduled_value:
            told = told_lines(one, shown.file.contract.terms.taxes, words)
            said += [reply(_line_code(line), what=line.description, amount=line.amount) for line in told]
        else:
            said.append(_part_line(shown, one, parts[one.id]))
    more = len(said) - MOST_LINES
    return (*said[:MOST_LINES], reply("draft.more_lines", n=more)) if more > 0 else tuple(said)


def _plain(shown: DraftShown, words: Wording) -> list[Reply]:
    """The deposit, or what is released of each part: the sheet itself speaks the client's language."""
    if shown.draft.kind == "deposit":
        return [reply("draft.line", what=words.text("sheet.deposit"), amount=shown.totals.total)]
    names_of = {one.id: one.name for one in shown.file.milestones}
    return [reply("draft.line", what=names_of[one.milestone_id], amount=-one.retained) for one in shown.totals.parts]


def _held(shown: DraftShown) -> Reply:
    mine = shown.file.mine
    before = held((mine.invoices, mine.credit_notes), shown.file.project.currency)
    return reply("draft.held", before=before, after=before + shown.totals.retained)


def _part_line(shown: DraftShown, milestone: Milestone, part: InvoicePart) -> Reply:
    before = billed_of(milestone, shown.file.invoices, shown.file.credit_notes)
    reached = before + part.amount
    several = len(shown.milestones) > 1
    return reply(
        "draft.line_part_of" if several else "draft.line_part",
        what=milestone.name,
        percent=share_of(reached, milestone.scheduled_value),
        to_date=reached,
        value=milestone.scheduled_value,
        stored=reply("draft.stored", stored=part.stored) if part.stored else NOTHING,
        before=before,
        now=part.amount,
    )


def _line_code(line: LineItem) -> str:
    return "draft.line_added" if line.change_order_id and line.amount.minor > 0 else "draft.line"


def _figures(shown: DraftShown, words: Wording) -> tuple[Reply, ...]:
    """Tax, retainage and the deposit where there are any, and the total."""
    figures = figures_of(shown.totals, words, retainage_rates(shown.file, shown.totals))
    steps = [figure for figure in figures if figure.kind == "step"]
    wanted = steps if len(steps) > 1 else []
    said = [reply("draft.figure", label=one.label, amount=one.amount) for one in wanted]
    return (*said, reply("draft.total", total=shown.totals.total))


def _proofs(shown: DraftShown) -> Reply:
    if not shown.proofs and shown.on_no_part and not shown.arriving:
        return NOTHING
    if all(one.fee_of for one in shown.milestones):
        return NOTHING  # there is no work to see
    if not shown.proofs:
        return reply("photos.still_arriving", n=shown.arriving) if shown.arriving else reply("draft.no_proofs")
    what = counted(one.kind for one in shown.proofs)
    return reply("draft.proofs_and_arriving" if shown.arriving else "draft.proofs", what=what, arriving=shown.arriving)
