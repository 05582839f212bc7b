"""Accounts as a whole: which there are, and what is handed over of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from core.ports.blobs import BlobStore
from storage.exports.books import files_of, zip_of
from storage.exports.facts import Period
from storage.exports.sinks import FolderSink, Sink, ZipSink
from storage.exports.whole import Exported, keep_files, read

_ACCOUNTS = "SELECT id, name, created_at FROM accounts ORDER BY created_at, place"
# What is written meanwhile is not half in it: all is read as of one moment.
_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


@dataclass(frozen=True, slots=True)
class AccountRow:
    id: UUID
    name: str
    created_at: datetime


class Whole:
    """Reads across tables, of one account at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def accounts(self) -> Sequence[AccountRow]:
        with self._engine.begin() as connection:
            return [AccountRow(*row) for row in connection.exec_driver_sql(_ACCOUNTS)]

    def export(self, blobs: BlobStore, account: UUID, folder: Path) -> Exported:
        """Raises NotThere."""
        sink = FolderSink(folder)
        made = self._read(account, sink)
        keep_files(made, blobs, sink)
        return made

    def archive(self, blobs: BlobStore, account: UUID, file: Path, tell: Callable[[int, int], None]) -> Exported:
        """The same as one ZIP. ``tell``: how many files of how many are in it. Raises NotThere."""
        with ZipSink(file) as sink:
            made = self._read(account, sink)
            keep_files(made, blobs, sink, tell)
        return made

    def _read(self, account: UUID, sink: Sink) -> Exported:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_ONE_MOMENT)
            return read(connection, account, sink)

    def books(self, account: UUID, period: Period) -> bytes:
        """As one ZIP."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_ONE_MOMENT)
            return zip_of(files_of(connection, account, period))
