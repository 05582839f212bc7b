"""What is pressed on the page that edits a proposal, as an item of the inbox."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from fastapi import Request

from channels import browsing
from channels.portal.adapter import NAME
from channels.portal.saying import is_nonce
from core.domain.ids import MemberId
from core.ports.inbox import InboxItem
from core.usecases.views import ProposalPage

LARGEST_FORM = 512 * 1024
_MOST_FIELDS = 6000


def saved(page: ProposalPage, member: MemberId, form: Mapping[str, str]) -> InboxItem:
    """One save is one item; the same form again is the same."""
    return _told(page, form, "edit", {"member": str(member), "form": json.dumps(dict(form))})


def begun(page: ProposalPage, member: MemberId, form: Mapping[str, str]) -> InboxItem:
    """A new proposal for somebody else."""
    said = {"member": str(member), "template": form["template"], "client": form["client"]}
    return _told(page, form, "begin", said)


def _told(page: ProposalPage, form: Mapping[str, str], action: str, fields: Mapping[str, str]) -> InboxItem:
    told = f"{page.proposal.id}:{action}:{form['nonce']}"
    content = {
        "external_id": told,
        "proposal": str(page.proposal.id),
        "revision": page.proposal.revision,
        "action": action,
        "text": "",
        "language": page.proposal.language,
        "fields": fields,
        "at": datetime.now(UTC).isoformat(),
    }
    line = f"{NAME}:{page.proposal.id}"
    return InboxItem(source=NAME, external_id=told, line=line, body=json.dumps(content, ensure_ascii=False).encode())


async def form_in(request: Request) -> dict[str, str]:
    """Raises BadForm, TooLarge."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise browsing.BadForm
    body = await browsing.bounded_body(request, LARGEST_FORM)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace")
    except ValueError:
        raise browsing.BadForm from None
    form = dict(reversed(pairs))
    if not is_nonce(form.get("nonce", "")):
        raise browsing.BadForm
    return form
