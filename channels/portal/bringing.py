"""What is added on an upload page becomes one inbox item, however often its form comes."""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile

from channels.portal.adapter import NAME
from core.domain.passes import Passes
from core.ports.blobs import BlobStore
from core.ports.inbox import InboxItem
from core.usecases.views import UploadPage

RECEIPTS_FOR = timedelta(days=1)
LONGEST_NAME = 80  # four bytes each, so that a receipt stays a token
_TYPE = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,60}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Brought:
    """One file that is kept. ``name`` and ``kind`` (its media type) are hearsay."""

    key: str
    name: str
    kind: str
    size: int


def keep(blobs: BlobStore, page: UploadPage, file: UploadFile) -> Brought:
    """Its bytes, as they came. Blocks: call it in a thread."""
    with tempfile.TemporaryDirectory(prefix="milepost-") as folder:
        path = Path(folder) / "arrived"
        with path.open("wb") as copy:
            shutil.copyfileobj(file.file, copy)
        key = blobs.put_file(page.account_id, path, "application/octet-stream")
    kind = (file.content_type or "").partition(";")[0].strip().lower()
    name = _CONTROLS.sub("", file.filename or "")[-LONGEST_NAME:]
    return Brought(key, name, kind if _TYPE.fullmatch(kind) else "", file.size or 0)


@dataclass(frozen=True, slots=True)
class Receipts:
    """A browser that sends its files one by one shows these for them in the end. Good for one page, a day long."""

    passes: Passes

    def issue(self, page: UploadPage, brought: Brought, now: datetime) -> str:
        content = json.dumps(list(asdict(brought).values()), ensure_ascii=False, separators=(",", ":"))
        return self.passes.issue(page.id.bytes + content.encode(), now + RECEIPTS_FOR)

    def read(self, page: UploadPage, receipt: str, now: datetime) -> Brought | None:
        content = self.passes.read(receipt, now)
        if content is None or content[:16] != page.id.bytes:
            return None
        return Brought(*json.loads(content[16:]))


def item(page: UploadPage, files: Sequence[Brought], text: str, nonce: str, now: datetime) -> InboxItem:
    """The same form with the same files and words is the same item; it waits in the chat's own line."""
    said = json.dumps([nonce, [one.key for one in files], text])
    external_id = f"upload:{page.id}:{hashlib.sha256(said.encode()).hexdigest()[:32]}"
    content: Mapping[str, Any] = {
        "external_id": external_id,
        "upload": str(page.id),
        "files": [asdict(one) for one in files],
        "text": text,
        "at": now.isoformat(),
    }
    return InboxItem(
        source=NAME,
        external_id=external_id,
        line=f"{page.channel}:{page.address}",
        body=json.dumps(content, ensure_ascii=False).encode(),
    )
