"""The work that talks to the outside: each job does its I/O, and reports the result through a use case."""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from bots import batches, uploads
from bots.commands import Reply, reply
from bots.conversation import Conversations
from bots.credit_notes import CreditNotes
from bots.deliveries import Deliveries
from bots.holds import heard_of
from bots.importing import Importing
from bots.packing import Packing
from bots.payees import take_news
from bots.payment_pages import PaymentPages
from bots.perform.drafts import tell_client_of
from bots.reconciling import Reconciling
from bots.repeats import not_told_yet
from bots.sending import Sending, is_bounce
from core.domain.ids import AccountId, InvoiceId, ProofId
from core.domain.links import Links
from core.domain.proof import Copies, Proof
from core.domain.sheet import InvoiceSheet
from core.ports.abilities import Knowing
from core.ports.blobs import BlobStore
from core.ports.messaging import Channel, Delivery, FetchFailed, Inbound
from core.ports.payees import PayeeNews
from core.ports.payments import GatewayEvent, PaymentGateway
from core.usecases import billing, capturing
from core.usecases.asking import Asked
from storage.database import Database
from storage.media.intake import Intake
from storage.media.results import Examined, Refused
from storage.turns import Turn

log = logging.getLogger(__name__)
T = TypeVar("T")
Typing = Callable[[Channel, str], None]


class _Unread(Exception):
    """A gateway may have to be asked what its event says, and no transaction waits for that."""

    def __init__(self, gateway: PaymentGateway, body: bytes) -> None:
        super().__init__(gateway.name)
        self.gateway = gateway
        self.body = body


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """Everything that jobs need. ``last_try`` tells a job that there will be no other."""

    database: Database
    blobs: BlobStore
    channels: Mapping[str, Channel]
    gateways: Mapping[str, PaymentGateway]
    links: Links
    intake: Intake
    conversations: Conversations
    deliveries: Deliveries
    sending: Sending
    importing: Importing
    base_url: str
    max_file_bytes: int

    @property
    def reconciling(self) -> Reconciling:
        """Holds the books against what gateways list."""
        return Reconciling(database=self.database, conversations=self.conversations, gateways=self.gateways)

    @property
    def payment_pages(self) -> PaymentPages:
        """Has gateways make, close and follow the pages that clients pay on."""
        return PaymentPages(
            database=self.database,
            gateways=self.gateways,
            conversations=self.conversations,
            links=self.links,
            base_url=self.base_url,
        )

    # --- what came in --------------------------------------------------------------------------------------------

    async def take_in(self, inbox_id: int) -> None:
        """One inbox item becomes one turn; a repeat finds it taken in and does nothing."""
        loop = asyncio.get_running_loop()
        for channel in self.channels.values():
            if isinstance(channel, Knowing):
                await channel.know_itself()

        def typing(channel: Channel, address: str) -> None:
            if channel.capabilities.typing:
                asyncio.run_coroutine_threadsafe(channel.typing(address), loop)

        try:
            await asyncio.to_thread(self._take_in, inbox_id, typing)
        except _Unread as unread:
            news = await heard_of(self.database, unread.gateway, unread.body)
            await asyncio.to_thread(self._take_payment, inbox_id, news, unread.gateway)

    def _take_in(self, inbox_id: int, typing: Typing) -> None:
        with self.database.turns.take_in(inbox_id) as turn:
            if turn.item is None:
                return
            gateway = self.gateways.get(turn.item.source)
            if gateway:
                raise _Unread(gateway, turn.item.body)
            channel = self.channels[turn.item.source]
            found = channel.translate(turn.item.body)
            for place, heard in enumerate(found):
                key = f"turn:{inbox_id}:{place}"
                if isinstance(heard, Inbound):
                    self._hear(turn, channel, heard, key, typing)
                else:
                    self.sending.hear(turn, heard, key, quiet=is_bounce(found))

    def _take_payment(self, inbox_id: int, event: GatewayEvent | PayeeNews | None, gateway: PaymentGateway) -> None:
        with self.database.turns.take_in(inbox_id) as turn:
            if turn.item and event:
                take_news(self.conversations, turn, gateway, event, f"turn:{inbox_id}:payee")

    def _hear(self, turn: Turn, channel: Channel, heard: Inbound, key: str, typing: Typing) -> None:
        fresh = not_told_yet(turn, channel, heard)
        if fresh:
            typing(channel, fresh.where)
            self.conversations.take(turn, fresh, key)

    async def apologise(self, inbox_id: int) -> None:
        """What could not be taken in after every try is kept, and its sender is told so: never silence."""
        for heard in await asyncio.to_thread(self._apologise, inbox_id):
            sorry = Delivery(key=f"sorry:{inbox_id}", text=self.conversations.words("en").text("sorry"))
            await self.channels[heard.channel].send(heard.where, sorry)

    def _apologise(self, inbox_id: int) -> list[Inbound]:
        """Those who wrote and have no account yet, since their very first message failed: they have no outbox."""
        strangers: list[Inbound] = []
        with self.database.turns.begin() as turn:
            item = self.database.turns.kept(inbox_id)
            channel = self.channels.get(item.source) if item else None
            if item is None or channel is None:
                return []
            for said in channel.translate(item.body):
                heard = uploads.in_chat(self.database.reads, said) if isinstance(said, Inbound) else None
                if heard is None or heard.channel == "portal":
                    continue
                people = turn.who(heard.channel, heard.sender)
                if people:
                    batches.say_at(self.conversations, turn, heard, people[0], reply("sorry"), f"sorry:{inbox_id}")
                else:
                    strangers.append(heard)
        return strangers

    # --- proof ---------------------------------------------------------------------------------------------------

    async def fetch_proof(self, account_id: str, proof_id: str, *, last_try: bool) -> None:
        """Fetches the bytes, has them decoded in a child, keeps them, and only then says that they are kept."""
        account, proof_key = AccountId(UUID(account_id)), ProofId(UUID(proof_id))
        proof = await asyncio.to_thread(self._proof, account, proof_key)
        if proof.state != "arriving":
            return
        with tempfile.TemporaryDirectory(prefix="milepost-") as folder:
            path = Path(folder) / "arrived"
            try:
                await self.channels[proof.channel].fetch(proof.media_ref, path, self.max_file_bytes)
            except FetchFailed as failure:
                if not (failure.final or last_try):
                    raise
                await asyncio.to_thread(self._refuse, account, proof_key, self._why(proof, failure), None)
                return
            try:
                await asyncio.to_thread(self._keep, account, proof, path)
            except Exception:
                if last_try:  # a mistake of ours: the job is parked for us, and the sender need not wait for it
                    await asyncio.to_thread(self._refuse, account, proof_key, "media.unreachable", None)
                raise

    def _why(self, proof: Proof, failure: FetchFailed) -> str:
        """What is over the road's limit and over ours has no other road."""
        ours = failure.code == "media.over_road" and proof.size > self.max_file_bytes
        return "media.too_large" if ours else failure.code

    def _proof(self, account: AccountId, proof: ProofId) -> Proof:
        with self.database.books.open(account) as ledger:
            return ledger.proof(proof)

    def _keep(self, account: AccountId, proof: Proof, path: Path) -> None:
        found = self.intake.examine(path, proof.file_name, proof.media_type)
        original = self.blobs.put_file(account, path, "application/octet-stream")
        if isinstance(found, Refused):
            bank = found.code == "media.not_taken" and self.importing.is_bank_file(path)
            self._refuse(account, proof.id, "media.bank_file" if bank else found.code, original)
            return
        with found:
            facts = self._facts(account, found, original)
        with self.database.books.open(account) as ledger:
            capturing.keep_proof(ledger, proof.id, facts)

    def _facts(self, account: AccountId, found: Examined, original: str) -> capturing.Examined:
        return capturing.Examined(
            kind=found.kind,
            media_type=found.media_type,
            sha256=found.sha256,
            size=found.size,
            original_key=original,
            copies=None if found.kind == "voice" else self._copies(account, found, original),
            taken_at=found.taken_at,
            location=found.location,
            pages=found.pages,
            duration_seconds=found.duration_seconds,
        )

    def _copies(self, account: AccountId, found: Examined, original: str) -> Copies:
        client = original if found.as_received else self.blobs.put_file(account, found.client, found.client_type)
        return Copies(
            client=client,
            page=self.blobs.put_file(account, found.page, "image/jpeg"),
            thumb=self.blobs.put_file(account, found.thumb, "image/jpeg"),
            client_type=found.client_type,
            width=found.width,
            height=found.height,
        )

    def _refuse(self, account: AccountId, proof: ProofId, code: str, kept: str | None) -> None:
        sha256 = kept.rpartition("/")[2] if kept else None
        with self.database.books.open(account) as ledger:
            capturing.refuse_proof(ledger, proof, code, kept_key=kept, sha256=sha256)

    async def report_batch(self, account_id: str, channel: str, address: str, batch: str) -> None:
        """One reply for what came together, once all of it is safe."""
        await asyncio.to_thread(
            batches.report, self.database, self.conversations, account_id, (channel, address), batch
        )

    # --- documents -----------------------------------------------------------------------------------------------

    async def render_invoice(self, account_id: str, invoice_id: str, *, last_try: bool) -> None:
        """Makes the PDF of an issued invoice and keeps it; only then does the invoice go out."""
        account, invoice = AccountId(UUID(account_id)), InvoiceId(UUID(invoice_id))
        try:
            await asyncio.to_thread(self._render_invoice, account, invoice)
        except Exception:
            if last_try:
                await asyncio.to_thread(self._not_rendered, account, invoice)
            raise

    def _not_rendered(self, account: AccountId, invoice_id: InvoiceId) -> None:
        """The contractor believes that it went out, and would wait for money."""
        with self.database.turns.begin() as turn:
            ledger = turn.ledger(account)
            invoice = ledger.invoice(invoice_id)
            client = ledger.project_file(invoice.project_id).client.name
            told = Reply("told.not_rendered", {"client": client, "number": invoice.number})
            self.conversations.teller(turn, ledger).members(told, f"unrendered:{invoice.id}", invoice.contractor_id)

    def _render_invoice(self, account: AccountId, invoice_id: InvoiceId) -> None:
        with self.database.books.open(account) as ledger:
            invoice, link = ledger.invoice(invoice_id), ledger.link_of(invoice_id)
            proofs = ledger.proofs(invoice.project_id)
        if invoice.pdf_key is None:
            sheet = InvoiceSheet.from_json(invoice.sheet)
            url = f"{self.base_url}/i/{self.links.token(link.id, link.version)}"
            pdf = self.deliveries.invoice_pdf(sheet, proofs, url)
            self._send_out(account, invoice_id, self.blobs.put(account, pdf, "application/pdf"))

    def _send_out(self, account: AccountId, invoice_id: InvoiceId, key: str) -> None:
        with self.database.turns.begin() as turn:
            ledger = turn.ledger(account)
            invoice = billing.keep_pdf(ledger, Asked(now=turn.received_at, new_id=uuid4), invoice_id, key)
            if invoice is None:
                return
            teller = self.conversations.teller(turn, ledger)
            file = ledger.project_file(invoice.project_id).by(invoice.contractor_id)
            link = str(ledger.link_of(invoice.id).id)
            if tell_client_of(teller, file, invoice, link, f"invoice:{invoice.id}") is None:
                details = {"client": file.client.name, "number": invoice.number}
                teller.members(
                    Reply("told.forward_link", details, link_id=link), f"forward:{invoice.id}", invoice.contractor_id
                )

    @property
    def credit_notes(self) -> CreditNotes:
        return CreditNotes(
            database=self.database,
            blobs=self.blobs,
            links=self.links,
            conversations=self.conversations,
            deliveries=self.deliveries,
            base_url=self.base_url,
        )

    @property
    def packing(self) -> Packing:
        return Packing(channels=self.channels, deliveries=self.deliveries)
