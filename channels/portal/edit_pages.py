"""The page on which a contractor edits a proposal: reached by a link from chat, good for a week, for one member."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from channels import browsing
from channels.portal.adapter import NAME
from channels.portal.edit_drawing import Sheet, drawn_form
from channels.portal.edit_form import as_it_was, form_of
from channels.portal.edit_templates import TemplateChoice, Templates, chosen, is_taken, with_lines_of
from channels.portal.editing import Filled, read_form
from channels.portal.lost import LostPage
from channels.portal.saying import is_nonce, new_nonce
from channels.portal.showing import EDIT_SCRIPT, Shelf
from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import MemberId
from core.domain.lifecycle import PROPOSAL
from core.domain.passes import EditLinks
from core.domain.proposal import ProposalSection
from core.domain.quoting import Quote, nothing_yet, quote
from core.ports.inbox import Inbox, InboxItem
from core.ports.wording import Wording
from core.usecases.proposing import as_said
from core.usecases.views import ProposalPage, Reads

LARGEST_FORM = 512 * 1024
_MOST_FIELDS = 6000
_WAIT = 3.0


@dataclass(frozen=True, slots=True)
class EditPages:
    """One method a route. The token is checked before anything is shown or said."""

    reads: Reads
    links: EditLinks
    inbox: Inbox
    words: Callable[[str], Wording]
    base_url: str
    templates: Templates = lambda _page, _language: ()
    shelf: Shelf = field(default_factory=Shelf)

    def show(self, request: Request) -> Response:
        opened = self._opened(request)
        if opened is None:
            return self._lost(request)
        return self._form(request, opened[0], form_of(opened[0].proposal), Filled())

    async def save(self, request: Request) -> Response:
        """Mistakes are told at their fields; what is right goes to the engine, and the page shows it as kept."""
        opened = await run_in_threadpool(self._opened, request)
        if opened is None:
            return self._lost(request)
        page, member = opened
        if not browsing.from_our_page(request, browsing.origin_of(self.base_url)):
            return self._refused(request, 403)
        try:
            form = await _form_of(request)
        except (browsing.TooLarge, browsing.BadForm) as bad:
            return self._refused(request, 413 if isinstance(bad, browsing.TooLarge) else 400)
        if form.get("do") in {"fill", "start"}:
            return await self._from_template(request, page, member, form)
        filled = read_form(form, page.proposal.currency, uuid4)
        if form.get("keep") and is_taken(form, await run_in_threadpool(self._known, request, page)):
            filled.problems.setdefault("keep", "edit.template_taken")
        if form.get("was") != as_it_was(page.proposal):
            filled.problems.setdefault("all", "edit.changed")
        if filled.problems or form.get("do") == "look" or self._quoted(page, filled) is None:
            return await run_in_threadpool(self._form, request, page, form, filled)
        await self.inbox.accept([_item(page, member, form)])
        await self._until_kept(page)
        return self._back(request, form, "saved")

    async def _from_template(
        self, request: Request, page: ProposalPage, member: MemberId, form: Mapping[str, str]
    ) -> Response:
        """Its lines are shown in the form, which keeps nothing yet; or a new proposal is begun, and told in chat."""
        template = chosen(form, await run_in_threadpool(self._known, request, page))
        filled = Filled()
        if template is None:
            filled.problems["template"] = "edit.no_template"
        elif form["do"] == "fill":
            form = with_lines_of(form, template.blueprint)
        elif not form.get("client", "").strip():
            filled.problems["client"] = "edit.no_client"
        else:
            await self.inbox.accept([_begun(page, member, form)])
            return self._back(request, form, "started")
        return await run_in_threadpool(self._form, request, page, form, filled)

    def _back(self, request: Request, form: Mapping[str, str], said: str) -> Response:
        query = {"said": said, **({"lang": form["lang"]} if form.get("lang") else {})}
        return browsing.see_other(f"{self._here(request)}?{urlencode(query)}#said", self._headers())

    def _known(self, request: Request, page: ProposalPage) -> Sequence[TemplateChoice]:
        return self.templates(page, browsing.language_of(request))

    def _form(self, request: Request, page: ProposalPage, form: Mapping[str, str], filled: Filled) -> Response:
        words = self.words(browsing.language_of(request))
        made = self._quoted(page, filled)
        sheet: Sheet = drawn_form(form, filled.problems)
        missing = sum(line.unit_price is None for section in _sections(page, filled) for line in section.lines)
        said = request.query_params.get("said", "") if request.method == "GET" else ""
        html = self.shelf.small(
            "edit.html",
            words,
            self._root,
            here=self._here(request),
            nonce=new_nonce(),
            page=page,
            sheet=sheet,
            form=form,
            filled=filled,
            made=None if missing else made,
            missing=missing,
            templates=self._known(request, page),
            said=said if said in {"saved", "started"} else "",
            was=form.get("was") or as_it_was(page.proposal),
            editable=PROPOSAL.allows(page.proposal.state, "edit"),
            script=EDIT_SCRIPT.name,
        )
        status = 422 if filled.problems else 200
        return browsing.page(html, self._headers(), status)

    @staticmethod
    def _quoted(page: ProposalPage, filled: Filled) -> Quote | None:
        """What it comes to; where it does not add up, that is the problem to tell."""
        try:
            proposal = as_said(page.proposal, filled.offer) if filled.offer else page.proposal
            return nothing_yet(proposal.currency) if proposal.unpriced else quote(proposal, uuid4)
        except (DoesNotAddUp, Refusal) as refusal:
            filled.problems.setdefault("all", f"refused.{refusal.code}")
            filled.details = dict(refusal.details)
            return None

    async def _until_kept(self, before: ProposalPage) -> None:
        end, pause = time.monotonic() + _WAIT, 0.05
        while time.monotonic() < end:
            now = await run_in_threadpool(self.reads.proposal_page, before.proposal.id)
            if now and now.proposal != before.proposal:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 0.4)

    def _opened(self, request: Request) -> tuple[ProposalPage, MemberId] | None:
        known = self.links.read(request.path_params["token"], datetime.now(UTC))
        page = self.reads.proposal_page(known[0]) if known else None
        return (page, known[1]) if page and known else None

    def _lost(self, request: Request) -> Response:
        return LostPage(self.words, self.base_url, self.shelf).answer(request)

    def _refused(self, request: Request, status: int) -> Response:
        words = self.words(browsing.language_of(request))
        html = self.shelf.small("refused.html", words, self._root, here=self._here(request))
        return browsing.page(html, self._headers(), status)

    def _here(self, request: Request) -> str:
        return f"{self._root}/q/{request.path_params['token']}"

    @property
    def _root(self) -> str:
        return urlsplit(self.base_url).path.rstrip("/")

    def _headers(self) -> dict[str, str]:
        return browsing.private_headers(browsing.page_policy(self.base_url))


def _sections(page: ProposalPage, filled: Filled) -> tuple[ProposalSection, ...]:
    return filled.offer.sections if filled.offer else page.proposal.sections


def _item(page: ProposalPage, member: MemberId, form: Mapping[str, str]) -> InboxItem:
    """One save is one item; the same form again is the same."""
    return _told(page, form, "edit", {"member": str(member), "form": json.dumps(dict(form))})


def _begun(page: ProposalPage, member: MemberId, form: Mapping[str, str]) -> InboxItem:
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


async def _form_of(request: Request) -> dict[str, str]:
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


def router(pages: EditPages) -> APIRouter:
    """``/q/<token>``."""
    routes = APIRouter()
    routes.add_route("/q/{token}", pages.show, methods=["GET"], include_in_schema=False)
    routes.add_route("/q/{token}", pages.save, methods=["POST"], include_in_schema=False)
    return routes
