"""Files that are too large for the road they came on: a page of ours takes them, and they land as if sent in chat."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bots.commands import Reply, command, refused, reply
from bots.known import Session
from bots.perform import perform
from bots.visitors import uuid_said
from core.domain.errors import Refusal
from core.domain.ids import UploadId
from core.domain.proof import Proof
from core.ports.messaging import Inbound
from core.usecases.views import Reads, UploadPage
from storage.turns import Turn

if TYPE_CHECKING:
    from bots.conversation import Conversations

OVER_ROAD = "media.over_road"
log = logging.getLogger(__name__)


def told(proofs: Sequence[Proof]) -> list[Reply]:
    """One line, however many they are: below it stands one link."""
    large = _too_large(proofs)
    name = large[0].file_name or reply("photos.unnamed") if large else ""
    return [reply("photos.over_road", n=len(large), name=name)] if large else []


def wanted(batch: dict[str, Any], proofs: Sequence[Proof]) -> dict[str, Any]:
    """What the page is for (``Message.upload``): the place that the first of them was sent for. {} for none."""
    large = _too_large(proofs)
    if not large:
        return {}
    first = large[0]
    args = {name: value for name, value in batch["args"].items() if name not in {"project", "milestone", "done"}}
    places = {"project": first.project_id, "milestone": first.milestone_id}
    args |= {name: str(place) for name, place in places.items() if place}
    return {"args": args, "caption": first.caption, **({"by": batch["by"]} if batch.get("by") else {})}


def _too_large(proofs: Sequence[Proof]) -> list[Proof]:
    return [one for one in proofs if one.refusal == OVER_ROAD and one.state == "refused"]


def is_upload(inbound: Inbound) -> bool:
    return inbound.channel == "portal" and "upload" in inbound.context


def in_chat(reads: Reads, inbound: Inbound) -> Inbound | None:
    """As if it had been said in the chat where its link was given; None once that link has ended."""
    if not is_upload(inbound):
        return inbound
    page = reads.upload_page(UploadId(uuid_said(inbound.context["upload"])))
    return _as_in_chat(inbound, page) if page else None


def take(conversations: "Conversations", turn: Turn, inbound: Inbound, key: str) -> None:
    """What was added on the page is said in the chat where its link was given, by the member whose files they are."""
    page = conversations.reads.upload_page(UploadId(uuid_said(inbound.context["upload"])))
    if page is None:
        log.warning("files came for an upload link that is not there any more")
        return
    here = page.channel, page.address
    session = Session.from_json(turn.session(*here))
    people = turn.who(page.channel, page.sender)
    who = next(one for one in people if one.account_id == page.account_id and one.member_id)
    desk = conversations.desk(turn, _as_in_chat(inbound, page), who, session, key)
    try:
        replies = perform(desk, command("photos.take", **page.args))
    except Refusal as refusal:
        replies = [refused(refusal)]
    conversations.speak(desk, replies)
    turn.save_session(*here, session.as_json(), account_id=page.account_id)


def _as_in_chat(inbound: Inbound, page: UploadPage) -> Inbound:
    """The words beside them are their caption and nothing else: who holds the link adds files, and commands nothing."""
    return replace(
        inbound,
        channel=page.channel,
        sender=page.sender,
        place=page.address if page.address != page.sender else "",
        text=inbound.text or page.caption,
        album=f"upload:{inbound.external_id}",
        attachments=tuple(replace(one, via=inbound.channel) for one in inbound.attachments),
    )
