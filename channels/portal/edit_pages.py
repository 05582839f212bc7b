"""The page on which a contractor edits a proposal: reached by a link from chat, good for a week, for one member."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from channels import browsing
from channels.portal.edit_differences import differences, says_the_same
from channels.portal.edit_drawing import Sheet, drawn_form
from channels.portal.edit_form import as_it_was, form_of
from channels.portal.edit_moves import moved
from channels.portal.edit_saying import begun, form_in, saved
from channels.portal.edit_templates import TemplateChoice, Templates, chosen, is_taken, with_lines_of
from channels.portal.editing import Filled, read_form
from channels.portal.lost import LostPage
from channels.portal.saying import new_nonce
from channels.portal.showing import EDIT_SCRIPT, Shelf
from core.domain.errors import DoesNotAddUp, Refusal
from core.domain.ids import MemberId
from core.domain.lifecycle import PROPOSAL
from core.domain.passes import EditLinks
from core.domain.proposal import Proposal
from core.domain.proposal_sheet import ProposalSheet
from core.domain.quoting import Quote, nothing_yet, quote
from core.ports.inbox import Inbox
from core.ports.wording import Wording
from core.usecases.proposal_sheets import Parties, build_proposal_sheet
from core.usecases.proposing import as_said
from core.usecases.views import ProposalPage, Reads

_SAID = frozenset({"saved", "started", "waiting", "same"})


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
    wait: float = 3.0  # seconds for the engine to keep what was saved

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
            form = await form_in(request)
        except (browsing.TooLarge, browsing.BadForm) as bad:
            return self._refused(request, 413 if isinstance(bad, browsing.TooLarge) else 400)
        if form.get("do") in {"fill", "start"}:
            return await self._from_template(request, page, member, form)
        return await self._filled_in(request, page, member, form)

    async def _filled_in(
        self, request: Request, page: ProposalPage, member: MemberId, form: Mapping[str, str]
    ) -> Response:
        """Kept, shown again with what is wrong in it, or shown beside what somebody else has kept meanwhile."""
        form, pressed = (told := moved(form)).form, told.button
        filled = read_form(form, page.proposal.currency, uuid4)
        if form.get("keep") and is_taken(form, await run_in_threadpool(self._known, request, page)):
            filled.problems.setdefault("keep", "edit.template_taken")
        typed = self._typed(page, filled)
        is_same = typed is not None and says_the_same(page.proposal, typed)
        if form.get("was") != as_it_was(page.proposal):
            if is_same and form.get("do") == "save":  # as by a second tap on Save
                return self._back(request, form, "saved")
            return await run_in_threadpool(self._beside, request, page, form, filled)
        if typed is None or filled.problems or form.get("do") != "save":
            return await run_in_threadpool(self._form, request, page, form, filled, pressed)
        if is_same and not form.get("keep"):
            return self._back(request, form, "same")
        await self.inbox.accept([saved(page, member, form)])
        now = page if is_same else await self._once_changed(page)
        if now is None or says_the_same(now.proposal, typed):
            return self._back(request, form, "saved" if now else "waiting")
        return await run_in_threadpool(self._beside, request, now, form, filled)

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
            told = read_form(form, page.proposal.currency, uuid4)
            filled = filled if told.problems else told  # what else is half typed is told when it is saved
        elif not form.get("client", "").strip():
            filled.problems["client"] = "edit.no_client"
        else:
            await self.inbox.accept([begun(page, member, form)])
            return self._back(request, form, "started")
        return await run_in_threadpool(self._form, request, page, form, filled)

    def _back(self, request: Request, form: Mapping[str, str], said: str) -> Response:
        query = {"said": said, **({"lang": form["lang"]} if form.get("lang") else {})}
        return browsing.see_other(f"{self._here(request)}?{urlencode(query)}#said", self._headers())

    def _known(self, request: Request, page: ProposalPage) -> Sequence[TemplateChoice]:
        return self.templates(page, browsing.language_of(request))

    def _form(
        self, request: Request, page: ProposalPage, form: Mapping[str, str], filled: Filled, pressed: str = ""
    ) -> Response:
        """``pressed``: the button to go on with, where a line has moved."""
        return self._drawn(request, page, form, filled, pressed=pressed, differs=())

    def _beside(self, request: Request, page: ProposalPage, form: Mapping[str, str], filled: Filled) -> Response:
        """Somebody else's change was kept and this was not: both are shown, and saving again keeps this one."""
        words = self.words(browsing.language_of(request))
        typed = self._typed(page, filled)
        shown = form_of(typed) if typed else form
        differs = differences(form_of(page.proposal), shown, words)
        again = {**form, "was": as_it_was(page.proposal)}
        return self._drawn(request, page, again, filled, pressed="", differs=differs)

    def _drawn(
        self, request: Request, page: ProposalPage, form: Mapping[str, str], filled: Filled, **more: object
    ) -> Response:
        words = self.words(browsing.language_of(request))
        typed = self._typed(page, filled) if filled.offer else page.proposal
        made = self._quoted(typed, filled) if typed else None
        sheet: Sheet = drawn_form(form, filled.problems)
        missing = len(typed.unpriced) if typed else 0
        parties = Parties(page.contractor, page.client)
        plan = build_proposal_sheet(parties, typed, made, words) if typed and made and not missing else None
        said = request.query_params.get("said", "") if request.method == "GET" else ""
        html = self.shelf.small(
            "edit.html",
            words,
            self._root,
            here=self._here(request),
            nonce=new_nonce(),
            page=page,
            sheet=sheet,
            filled=filled,
            plan=plan,
            missing=missing,
            sums=_sums(sheet, plan) if plan and (filled.offer or request.method == "GET") else {},
            templates=self._known(request, page),
            said=said if said in _SAID else "",
            was=form.get("was") or as_it_was(page.proposal),
            editable=PROPOSAL.allows(page.proposal.state, "edit"),
            script=EDIT_SCRIPT.name,
            **more,
        )
        status = 409 if more["differs"] else 422 if filled.problems else 200
        return browsing.page(html, self._headers(), status)

    def _typed(self, page: ProposalPage, filled: Filled) -> Proposal | None:
        """The proposal as it was filled in; where it does not add up, that is the problem to tell."""
        if filled.offer is None:
            return None
        try:
            typed = as_said(page.proposal, filled.offer)
        except DoesNotAddUp as refusal:
            self._tell(filled, refusal)
            return None
        return typed if self._quoted(typed, filled) else None

    def _quoted(self, proposal: Proposal, filled: Filled) -> Quote | None:
        """What it comes to."""
        try:
            return nothing_yet(proposal.currency) if proposal.unpriced else quote(proposal, uuid4)
        except (DoesNotAddUp, Refusal) as refusal:
            self._tell(filled, refusal)
            return None

    @staticmethod
    def _tell(filled: Filled, refusal: DoesNotAddUp | Refusal) -> None:
        filled.problems.setdefault("all", f"refused.{refusal.code}")
        filled.details = dict(refusal.details)

    async def _once_changed(self, before: ProposalPage) -> ProposalPage | None:
        """As it stands once anybody has changed what the form shows; None where nobody has for a while."""
        end, pause = time.monotonic() + self.wait, 0.05
        while time.monotonic() < end:
            now = await run_in_threadpool(self.reads.proposal_page, before.proposal.id)
            if now and as_it_was(now.proposal) != as_it_was(before.proposal):
                return now
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 0.4)
        return None

    def _opened(self, request: Request) -> tuple[ProposalPage, MemberId] | None:
        known = self.links.read(request.path_params["token"], datetime.now(UTC))
        page = self.reads.proposal_page(known[0]) if known else None
        return (page, known[1]) if page and known else None

    def _lost(self, request: Request) -> Response:
        return LostPage(self.words, self.base_url, self.shelf, "edit").answer(request)

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


def _sums(sheet: Sheet, plan: ProposalSheet) -> dict[str, str]:
    """Section of the form -> what its lines come to."""
    used = (one.at for one in sheet.sections if one.count)
    return dict(zip(used, (one.amount for one in plan.sections), strict=True))


def router(pages: EditPages) -> APIRouter:
    """``/q/<token>``."""
    routes = APIRouter()
    routes.add_route("/q/{token}", pages.show, methods=["GET"], include_in_schema=False)
    routes.add_route("/q/{token}", pages.save, methods=["POST"], include_in_schema=False)
    return routes
