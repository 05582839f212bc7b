"""What a proof pack's code tells to anybody."""

from datetime import datetime
from typing import Any

from core.usecases.views import VerifiedPack

VERIFIED_PACK = "SELECT code, sheet, made_at, pdf_key FROM proof_packs WHERE code = %s AND pdf_key IS NOT NULL"


def verified_pack_from(row: Any) -> VerifiedPack:
    """A blob's key ends in the sha256 of its bytes."""
    sheet = row.sheet
    return VerifiedPack(
        code=row.code,
        contractor_name=sheet["contractor"]["name"],
        project_name=sheet["project"],
        milestone_name=sheet["milestone"],
        made_at=row.made_at,
        zone=sheet["zone"],
        language=sheet["language"],
        files=tuple((datetime.fromisoformat(file["received_at"]), file["sha256"]) for file in sheet["files"]),
        pdf_sha256=row.pdf_key.rpartition("/")[2],
    )
