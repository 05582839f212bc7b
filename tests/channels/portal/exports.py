"""What the page of an export asks, in memory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.domain.links import ExportLinks
from core.domain.whole_export import WholeExport
from tests.twins.memory_reads import named

EXPORTS = ExportLinks(b"e" * 32)


class Kept:
    """One export, or none."""

    def __init__(self):
        self.export = None

    def find(self, export_id):
        return self.export if self.export and self.export.id == export_id else None

    def end(self, export):
        self.export = replace(export, state="ended", file_key="")


def ready(key, **changed):
    own = {"id": named("export"), "account_id": named("account"), "member_id": named("member")}
    told = {"name": "Rivera Remodeling & Sons", "zone": "America/Chicago", "language": "en", "state": "ready"}
    now = datetime.now(UTC)
    size = {"size": 4_250_000, "files": 56, "asked_at": now, "ends_at": now + timedelta(days=3), "file_key": key}
    return WholeExport(**{**own, **told, **size, **changed})
