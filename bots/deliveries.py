"""What a message becomes before it leaves: buttons get tokens, files their bytes, links their address."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from bots.conversation import Conversations
from bots.drawing import kept_of, sheet_of
from bots.perform.desk import stationery
from bots.perform.papers import ZIP
from bots.picturing import PICTURE, pictured
from bots.ways import NO_WAYS, in_words
from channels.portal.handing import plain_name
from core.domain.errors import Refusal
from core.domain.ids import AccountId, ChangeOrderId, DraftId, InvitationId, MemberId, ProjectId, ProposalId, UploadId
from core.domain.links import ChangeLinks, ExportLinks, Links, ProjectLinks, ProposalLinks
from core.domain.passes import EditLinks, FileLinks, OwedLinks, UploadLinks, payee_links
from core.domain.proof import Proof
from core.domain.sheet import InvoiceSheet
from core.ports.blobs import BlobStore
from core.ports.documents import DocumentRenderer, RenderFailed
from core.ports.messaging import Capabilities, Choice, Delivery, Enclosure, FileOut, WayIn
from core.ports.outbox import Outbound
from core.usecases import billing
from core.usecases.applications import keep_application
from core.usecases.asking import Asked
from storage.database import Database
from storage.documents.money_picture import png_of
from storage.exports.facts import Period

log = logging.getLogger(__name__)
# Vendors fetch a file within minutes, or again when a carrier asks late (Twilio keeps trying for up to four hours).
HANDED_FOR = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """Resolves messages; makes documents from sheets and stored pictures. All of it blocks: call it in a thread."""

    database: Database
    blobs: BlobStore
    links: Links
    renderer: DocumentRenderer
    conversations: Conversations
    base_url: str
    file_links: FileLinks
    upload_links: UploadLinks
    proposal_links: ProposalLinks
    edit_links: EditLinks
    change_links: ChangeLinks
    project_links: ProjectLinks

    def invoice_pdf(self, sheet: InvoiceSheet, proofs: tuple[Proof, ...], url: str) -> bytes:
        """Raises RenderFailed."""
        return self.renderer.render(sheet, self._pictures(sheet, proofs), url)

    def code_in(self, outbound: Outbound) -> str:
        """The code of the invitation it speaks of, or ""."""
        said = outbound.message.invitation_id
        return self.conversations.codes.code(InvitationId(UUID(said))) if said else ""

    def resolve(
        self, outbound: Outbound, can: Capabilities, *, last_try: bool, ways: Mapping[str, WayIn] = NO_WAYS
    ) -> Delivery:
        """As far as the channel needs it: ``can`` says whether files go as bytes or as addresses. ``ways``: how
        somebody comes to us with the code that it speaks of, by channel.
        """
        message = outbound.message
        wording = self.conversations.words(message.language)
        shown = [
            one
            for one in message.enclosures
            if (can.illustrates and not outbound.templated) or not one.source.startswith(f"{PICTURE}:")
        ]
        files = [self._file(outbound, one, last_try=last_try) for one in shown]
        addresses: list[str] = []
        if can.files_by_url:
            files = [self._handed(outbound.account_id, one) for one in files if one]
            # No phone network carries an archive: its address is in the words.
            addresses = [one.url for one in files if one and one.media_type == ZIP]
            files = [one for one in files if one and one.media_type != ZIP]
        return Delivery(
            key=outbound.delivery,
            heard_at=None if outbound.templated else outbound.heard_at,
            text="\n".join([message.text, *addresses, *in_words(wording, self.code_in(outbound), ways)]),
            choices=tuple(
                Choice(button.label, f"{outbound.id.hex}.{index}") for index, button in enumerate(message.buttons)
            ),
            files=tuple(one for one in files if one),
            url=self._page_url(outbound),
            url_label=message.link_label,
            language=message.language,
            code=message.code,
            details=message.details,
            shown_above=outbound.in_thread,
        )

    def _page_url(self, outbound: Outbound) -> str:
        message = outbound.message
        if message.upload:
            return self._upload_url(outbound)
        if message.edits or message.owed or message.payee or message.export:
            return self._members_page(outbound)
        if message.proposal_id:
            return self._proposal_url(outbound.account_id, ProposalId(UUID(message.proposal_id)))
        if message.change_id:
            return self._change_url(outbound.account_id, ChangeOrderId(UUID(message.change_id)))
        if message.project_id:
            return self._job_url(outbound.account_id, ProjectId(UUID(message.project_id)))
        return self._url(message.link_id)

    def _proposal_url(self, account: AccountId, proposal_id: ProposalId) -> str:
        with self.database.books.open(account) as ledger:
            version = ledger.proposal(proposal_id).link_version
        return f"{self.base_url}/p/{self.proposal_links.token(proposal_id, version)}"

    def _change_url(self, account: AccountId, change_id: ChangeOrderId) -> str:
        with self.database.books.open(account) as ledger:
            project = ledger.project_file(ledger.change_order(change_id).project_id).project
        return f"{self.base_url}/c/{self.change_links.token(change_id, project.link_version)}"

    def _job_url(self, account: AccountId, project_id: ProjectId) -> str:
        with self.database.books.open(account) as ledger:
            project = ledger.project_file(project_id).project
        return f"{self.base_url}/j/{self.project_links.token(project_id, project.link_version)}"

    def _url(self, link_id: str | None) -> str:
        page = self.database.reads.invoice_page(UUID(link_id)) if link_id else None
        return f"{self.base_url}/i/{self.links.token(page.link_id, page.link_version)}" if page else ""

    def _members_page(self, outbound: Outbound) -> str:
        """For that member alone, and for a week."""
        if outbound.message.edits:
            return f"{self.base_url}/q/{self._edit_token(outbound)}"
        if outbound.message.payee:
            member = MemberId(UUID(outbound.message.payee))
            links = payee_links(self.edit_links.key)
            return f"{self.base_url}/a/{links.token(outbound.account_id, member, outbound.created_at)}"
        if outbound.message.export:
            token = ExportLinks(self.edit_links.key).token(UUID(outbound.message.export))
            return f"{self.base_url}/x/{token}"
        return f"{self.base_url}/o/{self._owed_token(outbound)}"

    def _edit_token(self, outbound: Outbound) -> str:
        proposal, member = outbound.message.edits.split()
        return self.edit_links.token(ProposalId(UUID(proposal)), MemberId(UUID(member)), outbound.created_at)

    def _owed_token(self, outbound: Outbound) -> str:
        links = OwedLinks(self.edit_links.key)
        return links.token(outbound.account_id, MemberId(UUID(outbound.message.owed)), outbound.created_at)

    def _upload_url(self, outbound: Outbound) -> str:
        return f"{self.base_url}/u/{self.upload_links.token(UploadId(outbound.id), outbound.created_at)}"

    def _file(self, outbound: Outbound, enclosure: Enclosure, *, last_try: bool) -> FileOut | None:
        kind, _, key = enclosure.source.partition(":")
        if kind == "blob":
            return FileOut(enclosure.file_name, enclosure.media_type, self.blobs.get(key))
        if kind == PICTURE:
            content = self._picture(outbound, MemberId(UUID(key)))
            return FileOut(enclosure.file_name, enclosure.media_type, content) if content else None
        if kind == "books":
            books = self.database.whole.books(outbound.account_id, Period.year(int(key)))
            return FileOut(enclosure.file_name, enclosure.media_type, books)
        try:
            content = (
                self._paper_pdf(outbound, key) if kind == "paper" else self._draft_pdf(outbound.account_id, UUID(key))
            )
        except RenderFailed:
            if not last_try:
                raise
            log.exception("the message goes out without its PDF")
            return None
        return FileOut(enclosure.file_name, enclosure.media_type, content) if content else None

    def _picture(self, outbound: Outbound, member: MemberId) -> bytes | None:
        """As the books are now; None when there is nothing to show any more."""
        aging = self.database.reads.aging(outbound.account_id, member, outbound.created_at)
        picture = pictured(aging, self.conversations.words(outbound.message.language)) if aging else None
        return png_of(picture) if picture else None

    def _handed(self, account: AccountId, file: FileOut) -> FileOut:
        """Kept, if it was not, and under an address that works for a while."""
        name = plain_name(file.file_name)
        key = self.blobs.put(account, file.content, file.media_type)
        path = self.file_links.path(key, name, datetime.now(UTC) + HANDED_FOR)
        return replace(file, file_name=name, url=self.base_url + path)

    def _paper_pdf(self, outbound: Outbound, key: str) -> bytes | None:
        """None when what it was to be of is gone meanwhile. What the client got once is given out again as it was."""
        kept = kept_of(key)
        if kept is None:
            return self._drawn(outbound, key)
        with self.database.books.open(outbound.account_id) as ledger:
            known = ledger.invoice(kept[0]).application_key
        if known:
            return self.blobs.get(known)
        drawn = self._drawn(outbound, key)
        if drawn is None or not kept[1]:
            return drawn
        put = self.blobs.put(outbound.account_id, drawn, "application/pdf")
        with self.database.turns.begin() as turn:
            first = keep_application(turn.ledger(outbound.account_id), kept[0], put)
        return self.blobs.get(first)

    def _drawn(self, outbound: Outbound, key: str) -> bytes | None:
        try:
            with self.database.books.open(outbound.account_id) as ledger:
                sheet = sheet_of(ledger, key, self.conversations.words, outbound.created_at)
        except Refusal:
            return None
        return self.renderer.render(sheet, {}, "")

    def _draft_pdf(self, account: AccountId, draft_id: UUID) -> bytes | None:
        """None when the draft was issued, cancelled or changed beyond drawing meanwhile."""
        with self.database.turns.begin() as turn:
            ledger = turn.ledger(account)
            draft = ledger.draft(DraftId(draft_id))
            if draft.state != "open":
                return None
            teller = self.conversations.teller(turn, ledger)
            language = ledger.project_file(draft.project_id).client.language
            paper = stationery(teller, self.conversations.sheet_codes, language)
            asked = Asked(now=turn.received_at, new_id=uuid4)
            try:
                shown = billing.draft_any(ledger, asked, draft.project_id, billing.wish_of(draft), paper)
            except Refusal:
                return None
        return self.invoice_pdf(shown.sheet, shown.proofs, "")

    def _pictures(self, sheet: InvoiceSheet, proofs: tuple[Proof, ...]) -> dict[str, bytes]:
        wanted = {one.id for one in sheet.proofs}
        return {str(one.id): self.blobs.get(one.copies.page) for one in proofs if str(one.id) in wanted and one.copies}
