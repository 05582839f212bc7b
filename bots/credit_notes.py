"""The job behind a credit note: its PDF is made and kept, and goes to the client and to those who run the firm."""

import asyncio
from dataclasses import dataclass
from uuid import UUID, uuid4

from bots.commands import Reply
from bots.conversation import Conversations
from bots.deliveries import Deliveries
from bots.perform.crediting import enclosure_of, message_of
from core.domain.ids import AccountId, CreditNoteId
from core.domain.links import Links
from core.domain.sheet import InvoiceSheet
from core.ports.blobs import BlobStore
from core.usecases import crediting
from core.usecases.asking import Asked
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNotes:
    database: Database
    blobs: BlobStore
    links: Links
    conversations: Conversations
    deliveries: Deliveries
    base_url: str

    async def render(self, account_id: str, note_id: str, *, last_try: bool) -> None:
        """Only a note whose PDF is kept goes out. At the ``last_try`` those who wait for it hear that it failed."""
        account, note = AccountId(UUID(account_id)), CreditNoteId(UUID(note_id))
        try:
            await asyncio.to_thread(self._render, account, note)
        except Exception:
            if last_try:
                await asyncio.to_thread(self._not_rendered, account, note)
            raise

    def _render(self, account: AccountId, note_id: CreditNoteId) -> None:
        with self.database.books.open(account) as ledger:
            note = ledger.credit_note(note_id)
            link = ledger.link_of(note.invoice_id)
        if note.pdf_key is None:
            url = f"{self.base_url}/i/{self.links.token(link.id, link.version)}"
            pdf = self.deliveries.invoice_pdf(InvoiceSheet.from_json(note.sheet), (), url)
            self.send_out(account, note_id, self.blobs.put(account, pdf, "application/pdf"))

    def send_out(self, account: AccountId, note_id: CreditNoteId, key: str) -> None:
        """``key``: of the stored PDF."""
        with self.database.turns.begin() as turn:
            ledger = turn.ledger(account)
            note = crediting.keep_credit_pdf(ledger, Asked(now=turn.received_at, new_id=uuid4), note_id, key)
            if note is None:
                return
            teller = self.conversations.teller(turn, ledger)
            invoice = ledger.invoice(note.invoice_id)
            file = ledger.project_file(note.project_id).by(invoice.contractor_id)
            link = str(ledger.link_of(invoice.id).id)
            words = message_of(file, note, invoice, link)
            sent = teller.client(file.client.id, words, f"credit:{note.id}")
            details = {"client": file.client.name, "note": note.number, "number": invoice.number}
            told = Reply(
                "told.credited" if sent else "told.credited_forward", details, enclosures=(enclosure_of(note),)
            )
            teller.members(told, f"credited:{note.id}", note.contractor_id)

    def _not_rendered(self, account: AccountId, note_id: CreditNoteId) -> None:
        with self.database.turns.begin() as turn:
            ledger = turn.ledger(account)
            note = ledger.credit_note(note_id)
            client = ledger.project_file(note.project_id).client.name
            told = Reply("told.not_rendered", {"client": client, "number": note.number})
            self.conversations.teller(turn, ledger).members(told, f"unrendered:{note.id}", note.contractor_id)
