"""Files that are proposals, or a bank's: fetched, kept, read in a limited child, and shown back line by line."""

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from bots.commands import Reply, refused, reply
from bots.conversation import Conversations
from bots.estimate_saying import refusal_text
from bots.estimates import Estimates
from bots.known import Session
from bots.perform import bank_files
from bots.perform.bank_files import FromBank
from bots.perform.desk import Desk
from bots.perform.papers_signed import taken_in
from bots.perform.proposals import written
from core.domain.errors import Refusal
from core.domain.estimate import Estimate, EstimateRefused
from core.domain.ids import AccountId
from core.ports.blobs import BlobStore
from core.ports.messaging import Channel, FetchFailed, Inbound
from storage.bank_files.lines import BankRead, BankRefused, DatesUnclear
from storage.bank_files.reader import BankFiles
from storage.database import Database
from storage.media.intake import Intake
from storage.media.results import Refused as MediaRefused


@dataclass(frozen=True, slots=True)
class Kept:
    """A signed paper, under this blob key."""

    key: str


# What was read, why nothing was, a paper that opens, a bank's file, or why it could not be fetched or opened.
Found = Estimate | EstimateRefused | Kept | FromBank | str
_NAMES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    """``max_file_bytes``: our own limit of one file."""

    database: Database
    channels: Mapping[str, Channel]
    blobs: BlobStore
    conversations: Conversations
    estimates: Estimates
    bank_files: BankFiles
    intake: Intake
    max_file_bytes: int

    async def read(self, account_id: str, channel: str, address: str, which: str, *, last_try: bool) -> None:
        """One file of this conversation, by its id in the session. A second run finds it done."""
        here, account = (channel, address), AccountId(UUID(account_id))
        waiting = await asyncio.to_thread(self._waiting, here, which)
        if waiting is None:
            return
        with tempfile.TemporaryDirectory(prefix="milepost-") as folder:
            path = Path(folder) / "arrived"
            try:
                await self.channels[waiting["via"]].fetch(waiting["ref"], path, self.max_file_bytes)
            except FetchFailed as failure:
                if not (failure.final or last_try):
                    raise
                await asyncio.to_thread(self._tell, account, here, waiting, failure.code)
                return
            try:
                found = await asyncio.to_thread(self._read, account, waiting, path)
            except Exception:
                if last_try:  # a mistake of ours: the job is parked for us, and the sender need not wait for it
                    await asyncio.to_thread(self._tell, account, here, waiting, "media.unreachable")
                raise
        await asyncio.to_thread(self._tell, account, here, waiting, found)

    def is_bank_file(self, path: Path) -> bool:
        """Whatever it is called: by what is in it, where that leaves no doubt."""
        found = self.bank_files.read(path, "USD")
        return isinstance(found, BankRead | DatesUnclear) and found.sure

    def _waiting(self, here: tuple[str, str], which: str) -> dict[str, Any] | None:
        with self.database.turns.begin() as turn:
            session = Session.from_json(turn.session(*here))
            return next((one for one in session.imports if one["id"] == which), None)

    def _read(self, account: AccountId, waiting: dict[str, Any], path: Path) -> Found:
        """What arrived is kept, whatever comes of it. A signed paper must be a picture or a document that opens."""
        key = self.blobs.put_file(account, path, "application/octet-stream")
        if waiting["said"].get("paper"):
            seen = self.intake.examine(path, waiting["name"], "")
            if isinstance(seen, MediaRefused):
                return seen.code
            with seen:
                return Kept(key)
        bank = self._bank(key, waiting, path)
        return bank or self.estimates.read_estimate(path, waiting["currency"], waiting["language"])

    def _bank(self, key: str, waiting: dict[str, Any], path: Path) -> FromBank | None:
        """By what is in it. None for what can be no bank's: then it is read as an estimate."""
        said, named = waiting["said"], waiting["name"].casefold().endswith(_NAMES)
        if said.get("bank") == "keep":
            return FromBank(key)
        if said.get("bank") not in {"yes", "maybe"} or (said["bank"] == "maybe" and not named):
            return None
        found = self.bank_files.read(path, waiting["currency"], said.get("dates", ""))
        if said["bank"] == "yes":
            return FromBank(key, found)
        if isinstance(found, BankRefused):
            return None
        return FromBank(key, found, asked=not found.sure)

    def _tell(
        self,
        account: AccountId,
        here: tuple[str, str],
        waiting: dict[str, Any],
        found: Found,
    ) -> None:
        with self.database.turns.begin() as turn:
            session = Session.from_json(turn.session(*here))
            if all(one["id"] != waiting["id"] for one in session.imports):
                return
            who = next(one for one in turn.who(here[0], waiting["by"]) if one.account_id == account and one.member_id)
            place = here[1] if here[1] != waiting["by"] else ""
            nothing = Inbound(
                channel=here[0], external_id="", sender=waiting["by"], place=place, sent_at=turn.received_at
            )
            key = f"import:{waiting['id']}:{turn.received_at.timestamp()}"
            desk = self.conversations.desk(turn, nothing, who, session, key)
            replies = _outcome(desk, waiting, found)
            if not any(one.expects and one.expects.get("import") for one in replies):
                session.imports = [one for one in session.imports if one["id"] != waiting["id"]]
            self.conversations.speak(desk, replies)
            turn.save_session(*here, session.as_json(), account_id=account)


def _outcome(desk: Desk, waiting: dict[str, Any], found: Found) -> list[Reply]:
    name = waiting["name"] or reply("photos.unnamed")
    if isinstance(found, str):
        return [reply(f"refused.{found}", name=name)]
    if isinstance(found, EstimateRefused):
        why = refusal_text(found, desk.teller.words(desk.member.language))
        return [reply("proposal.file_unreadable", name=name, why=why)]
    try:
        if isinstance(found, FromBank):
            return bank_files.told(desk, waiting, found)
        if isinstance(found, Kept):
            return taken_in(desk, waiting["said"]["paper"], found.key)
        return written(desk, {**waiting["said"], "import": waiting["id"]}, found)
    except Refusal as refusal:
        return [refused(refusal)]
