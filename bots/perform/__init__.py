"""Commands are done here: each calls one use case and says what came of it. One function a command."""

from collections.abc import Callable

from bots.commands import Command
from bots.perform import (
    addresses,
    advances,
    agreed,
    bundles,
    contacts,
    crediting,
    drafts,
    gallery,
    groups,
    importing,
    inviting,
    jobs_away,
    letterhead,
    limits,
    line_again,
    lines,
    money,
    new_parts,
    packs,
    photos,
    places,
    plan_parts,
    plans,
    prices,
    progress,
    proposals,
    retainage,
    sent,
    talk,
    undoing,
)
from bots.perform.desk import Args, Desk, Replies
from bots.perform.guarding import guarded
from bots.permissions import may
from core.domain.errors import NotAllowed

Performer = Callable[[Desk, Args], Replies]


def _last(what: str) -> Performer:
    return lambda desk, _args: drafts.last(desk, {"what": what})


PERFORMERS: dict[str, Performer] = {
    "help": talk.help_,
    "status": talk.status,
    "project.list": talk.list_projects,
    "project.use": talk.use_project,
    "project.new": talk.new_project,
    "project.away_ask": jobs_away.ask,
    "project.away": jobs_away.put_away,
    "project.terms": talk.project_terms,
    "client.contact": contacts.reach,
    "hired.ask": contacts.ask_hired,
    "business.name": talk.name_business,
    "business.while_planning": talk.name_while_planning,
    "business.facts": letterhead.say,
    "business.place": limits.say_place,
    "limit.other": limits.other,
    "limit.reason": limits.reason,
    "language.set": talk.set_language,
    "menu.pick": talk.pick,
    "menu.first": talk.first,
    "menu.no": talk.no,
    "menu.back": talk.back,
    "plan.set": plans.set_plan,
    "plan.again": plans.again,
    "plan.add": plans.add_to_plan,
    "plan.rest": plan_parts.rest_to_final,
    "plan.fit": plan_parts.fit_total,
    "plan.split": plan_parts.split_evenly,
    "plan.change": plans.change,
    "plan.create": plans.create,
    "plan.create_over": plans.create,
    "plan.drop": plans.drop_plan,
    "photos.take": photos.take,
    "photos.caption": places.caption,
    "location.take": places.take,
    "photos.move": photos.move,
    "photos.place": photos.place,
    "photos.ask": photos.ask,
    "photos.show": gallery.show,
    "photos.pack": packs.make,
    "photos.remove": undoing.photos_away,
    "draft.show": drafts.show,
    "draft.show_kind": drafts.show_kind,
    "draft.send": drafts.send,
    "draft.send_as_it_is": drafts.send,
    "draft.again": drafts.again,
    "draft.change": drafts.change,
    "draft.other": drafts.other,
    "draft.cancel": drafts.cancel,
    "draft.send_last": _last("send"),
    "draft.change_last": _last("change"),
    "draft.cancel_last": _last("cancel"),
    "invoice.resend": sent.resend,
    "invoice.tell_paid": sent.tell_paid,
    "invoice.void_ask": sent.void_ask,
    "invoice.void": sent.void,
    "line.add": lines.add,
    "line.again": line_again.again,
    "line.discount": prices.discount,
    "credit.ask": crediting.ask,
    "credit.issue": crediting.issue,
    "progress.say": progress.say,
    "advance.ask": advances.ask,
    "advance.set": advances.set_terms,
    "terms.columns": agreed.columns,
    "terms.sequence": agreed.sequence,
    "retainage.set": retainage.set_terms,
    "retainage.release": retainage.release,
    "price.ask": prices.ask,
    "price.set": prices.set_price,
    "price.whole": prices.whole,
    "part.ask": new_parts.ask,
    "part.add": new_parts.add,
    "draft.all": bundles.show_all,
    "plan.rename": plans.rename,
    "plan.part": plan_parts.part_price,
    "line.find": lines.find,
    "line.remove": lines.remove,
    "room.link": groups.link,
    "room.unlink": groups.unlink,
    "invite.crew": inviting.crew,
    "invite.client": contacts.invite_client,
    "address.add": addresses.add,
    "address.list": addresses.list_,
    "address.remove": addresses.remove,
    "crew.list": addresses.crew,
    "crew.remove": addresses.crew_out,
    "undo": undoing.undo,
    "paid.ask": money.paid_ask,
    "paid.record": money.paid_record,
    "paid.reverse": money.paid_reverse,
    "owed": money.owed,
    "proposal.write": proposals.write,
    "proposal.import": importing.take,
    "proposal.show": proposals.show,
    "proposal.send": proposals.send,
    "proposal.withdraw": proposals.withdraw,
    "proposal.start": proposals.start,
    "proposal.list": proposals.list_,
    "answer.ask": money.answer_ask,
    "answer.send": money.answer_send,
}


def perform(desk: Desk, command: Command) -> Replies:
    """KeyError for a command nobody performs: a test compares the table with what turns can decide.

    NotAllowed (role.crew, role.not_owner): it is not for this member.
    """
    if not may(desk.member.role, command.do):
        raise NotAllowed("role.crew" if desk.member.role == "crew" else "role.not_owner")
    desk.about = str(command.args.get("milestone") or desk.about)
    waits = guarded(desk, command)
    return PERFORMERS[command.do](desk, command.args) if waits is None else waits
