"""Draws a proof pack that was asked for and hands it over: as a file, or by a link where the road takes none so big."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from bots.commands import Reply, reply
from bots.deliveries import HANDED_FOR, Deliveries
from bots.known import Session
from bots.telling import render
from channels.portal.handing import plain_name
from core.domain.ids import AccountId, ProofPackId
from core.domain.proof_pack import ProofPack, ProofPackSheet
from core.ports.messaging import Channel, Enclosure
from core.usecases.proof_packs import keep_pack_pdf

PDF = "application/pdf"

# A road that shows shorter names of documents cuts them itself.
LONGEST_ATTACHED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """What blocks runs in a thread."""

    channels: Mapping[str, Channel]
    deliveries: Deliveries

    async def render(self, account_id: str, pack_id: str, channel: str, address: str, *, last_try: bool) -> None:
        """Makes the PDF and hands it to whoever asked for it."""
        account, pack = pack_of(account_id, pack_id)
        try:
            await asyncio.to_thread(self.make, account, pack, (channel, address))
        except Exception:
            if last_try:
                await asyncio.to_thread(self.failed, account, pack, (channel, address))
            raise

    def make(self, account: AccountId, pack_id: ProofPackId, to: tuple[str, str]) -> None:
        """``to``: channel and address. Raises RenderFailed."""
        with self.deliveries.database.books.open(account) as ledger:
            pack = ledger.proof_pack(pack_id)
            proofs = ledger.proofs(pack.project_id)
        if pack.pdf_key is None:
            sheet = ProofPackSheet.from_json(pack.sheet)
            there = {str(one.id): one.copies.page for one in proofs if one.copies}
            wanted = {file.id: there[file.id] for file in sheet.files if file.id in there}
            pictures = {proof_id: self.deliveries.blobs.get(page) for proof_id, page in wanted.items()}
            pdf = self.deliveries.renderer.render(sheet, pictures, self._address(pack))
            key = self.deliveries.blobs.put(account, pdf, PDF)
            self._hand_over(account, pack_id, key, self._ready(sheet, pack, key, len(pdf), to[0]), to)

    def failed(self, account: AccountId, pack_id: ProofPackId, to: tuple[str, str]) -> None:
        """Whoever asked would wait for it."""
        with self.deliveries.database.books.open(account) as ledger:
            pack = ledger.proof_pack(pack_id)
        told = reply("pack.failed", milestone=ProofPackSheet.from_json(pack.sheet).milestone)
        with self.deliveries.database.turns.begin() as turn:
            ledger = turn.ledger(account)
            words = self.deliveries.conversations.words(ledger.member(pack.made_by).language)
            teller = self.deliveries.conversations.teller(turn, ledger)
            teller.here(*to, render(told, words), f"pack-failed:{pack_id}", Session())

    def _address(self, pack: ProofPack) -> str:
        return f"{self.deliveries.base_url}/verify/{pack.code}"

    def _ready(self, sheet: ProofPackSheet, pack: ProofPack, key: str, size: int, channel: str) -> Reply:
        first = str(pack.code)[:4]  # of two packs of one part, each file has its own name, be it cut short or whole
        whole, name = f"{sheet.title} {sheet.milestone} {first}.pdf", plain_name(f"{first} {sheet.title}.pdf")
        details = {"milestone": sheet.milestone, "address": self._address(pack)}
        road = self.channels.get(channel)
        if road and size <= road.capabilities.max_file_out:
            file = Enclosure(source=f"blob:{key}", file_name=plain_name(whole, LONGEST_ATTACHED), media_type=PDF)
            return Reply("pack.ready", details, enclosures=(file,))
        link = self.deliveries.base_url + self.deliveries.file_links.path(key, name, datetime.now(UTC) + HANDED_FOR)
        hours = int(HANDED_FOR.total_seconds() // 3600)
        return Reply("pack.ready_by_link", {**details, "link": link, "n": hours})

    def _hand_over(self, account: AccountId, pack_id: ProofPackId, key: str, ready: Reply, to: tuple[str, str]) -> None:
        with self.deliveries.database.turns.begin() as turn:
            ledger = turn.ledger(account)
            pack = keep_pack_pdf(ledger, pack_id, key)
            if pack is None:
                return
            words = self.deliveries.conversations.words(ledger.member(pack.made_by).language)
            teller = self.deliveries.conversations.teller(turn, ledger)
            teller.here(*to, render(ready, words), f"pack:{pack_id}", Session())


def pack_of(account_id: str, pack_id: str) -> tuple[AccountId, ProofPackId]:
    return AccountId(UUID(account_id)), ProofPackId(UUID(pack_id))
