"""What moves money is kept together with its entry in the journal, or not at all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core.domain.journal import Cause, Moving, entry_of
from core.ports.ledger import Entity, Ledger, ProjectFile


def save_moved(
    ledger: Ledger,
    file: ProjectFile,
    why: tuple[Cause, UUID],
    at: datetime,
    moved: Sequence[Moving],
    *others: Entity,
) -> None:
    """Saves ``moved`` and ``others``, and writes down what ``moved`` changes. ``file``: as it stood before, locked."""
    ids = {one.id for one in moved}
    known: tuple[Moving, ...] = (*file.invoices, *file.credit_notes, *file.payments)
    before = [one for one in known if one.id in ids]
    entry = entry_of((ledger.account_id, file.project.id), why, before, moved, at)
    ledger.save(*moved, *others, *(() if entry is None else (entry,)))
