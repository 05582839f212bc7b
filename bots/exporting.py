"""The job that puts everything of an account into one file, what sweeps such files away, and what their page asks."""

import asyncio
import hashlib
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from bots.conversation import Conversations
from bots.perform.exporting import tell_failed, tell_ready
from core.domain.ids import AccountId
from core.domain.whole_export import OPEN_FOR, WholeExport
from core.ports.blobs import BlobStore
from storage.blobs.keys import key_of
from storage.database import Database
from storage.exports.whole import Exported
from storage.whole_exports import Left

SWEPT = "*/10 * * * *"
_TELL_SECONDS = 2.0
ZIP = "application/zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    """Done again after a crash it begins anew. No bytes are ever kept that no row names."""

    database: Database
    blobs: BlobStore
    conversations: Conversations

    async def make(self, account_id: str, export_id: str, *, last_try: bool) -> None:
        try:
            await asyncio.to_thread(self._make, AccountId(UUID(account_id)), UUID(export_id))
        except Exception:
            if last_try:
                await asyncio.to_thread(self._fail, UUID(export_id))
            raise

    def _make(self, account: AccountId, export_id: UUID) -> None:
        known = self.find(export_id)
        if known is None or known.state != "making":
            return
        if known.file_key:  # of a try that was killed
            self.blobs.delete(known.file_key)
        with tempfile.TemporaryDirectory(prefix="milepost-") as folder:
            file = Path(folder) / "everything.zip"
            made = self.database.whole.archive(self.blobs, account, file, self._teller(export_id))
            with file.open("rb") as content:
                key = key_of(account, hashlib.file_digest(content, "sha256").hexdigest())
            self.database.export_progress.note_key(export_id, key)
            self.blobs.put_file(account, file, ZIP)
            self._finish(known, made, file.stat().st_size, key)

    def _teller(self, export_id: UUID) -> "_Progress":
        return _Progress(self.database, export_id)

    def _finish(self, known: WholeExport, made: Exported, size: int, key: str) -> None:
        with self.database.turns.begin() as turn:
            exports, ends = turn.whole_exports, turn.received_at + OPEN_FOR
            there, gone = len(made.files), len(made.missing)
            ready = replace(known, state="ready", size=size, ends_at=ends, files=there, missing=gone)
            if exports.finish(ready):
                teller = self.conversations.teller(turn, turn.ledger(known.account_id))
                tell_ready(teller, ready, exports.where(known.id))
                return
        self._forget(Left(known.id, key))  # erased meanwhile

    def _fail(self, export_id: UUID) -> None:
        with self.database.turns.begin() as turn:
            known = turn.whole_exports.find(export_id)
            if known and known.state == "making":
                turn.whole_exports.fail(export_id)
                teller = self.conversations.teller(turn, turn.ledger(known.account_id))
                tell_failed(teller, known, turn.whole_exports.where(export_id))

    # --- what is over --------------------------------------------------------------------------------------------

    async def sweep(self, timestamp: int = 0) -> None:
        """Those whose time is over are ended; of all that are, the bytes go."""
        del timestamp
        await asyncio.to_thread(self.run)

    def run(self, now: datetime | None = None) -> int:
        """How many files went."""
        left = self.database.export_progress.end_those_over(now or self._now())
        for one in left:
            self._forget(one)
        return len(left)

    def _forget(self, left: Left) -> None:
        self.blobs.delete(left.file_key)
        self.database.export_progress.forget_key(left)

    def _now(self) -> datetime:
        with self.database.turns.begin() as turn:
            return turn.received_at

    # --- its page ------------------------------------------------------------------------------------------------

    def find(self, export_id: UUID) -> WholeExport | None:
        with self.database.turns.begin() as turn:
            return turn.whole_exports.find(export_id)

    def end(self, export: WholeExport) -> None:
        """By who has the link."""
        with self.database.turns.begin() as turn:
            turn.whole_exports.end(export.account_id)
        self.run()


class _Progress:
    """Tells how far it is, and not more often than anybody would look."""

    def __init__(self, database: Database, export_id: UUID) -> None:
        self._database = database
        self._export_id = export_id
        self._told = 0.0

    def __call__(self, done: int, of: int) -> None:
        if time.monotonic() - self._told > _TELL_SECONDS:
            self._told = time.monotonic()
            self._database.export_progress.tell(self._export_id, done, of)
