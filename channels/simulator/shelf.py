"""The vendor's shelf of media: bytes under an id nobody can guess, beside a note of what they were called."""

import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from core.ports.messaging import AttachmentKind

MEDIA_ID = re.compile(r"[0-9a-f]{32}")
_NAME_LENGTH = 200
_KINDS: Mapping[str, AttachmentKind] = {
    ".jpg": "photo",
    ".jpeg": "photo",
    ".png": "photo",
    ".webp": "photo",
    ".heic": "photo",
    ".heif": "photo",
    ".mp4": "video",
    ".mov": "video",
    ".3gp": "video",
    ".webm": "video",
    ".pdf": "document",
}


@dataclass(frozen=True, slots=True)
class Media:
    """What lies on the shelf. ``size`` in bytes; name and type are the sender's word."""

    id: str
    file_name: str
    media_type: str
    size: int


class Shelf:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, media_id: str, content: BinaryIO, file_name: str, media_type: str) -> Media:
        """Put it on the shelf; a repeat under the same id takes the place of the first."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as part:
            shutil.copyfileobj(content, part)
            size = part.tell()
        media = Media(media_id, clean_name(file_name), clean_type(media_type), size)
        self._note(media_id).write_text(json.dumps(asdict(media)))
        Path(part.name).replace(self.path(media_id))
        return media

    def find(self, media_id: str) -> Media | None:
        """None for what is not there, and for what could not be an id."""
        if not MEDIA_ID.fullmatch(media_id) or not self.path(media_id).is_file():
            return None
        return Media(**json.loads(self._note(media_id).read_text()))

    def path(self, media_id: str) -> Path:
        return self._folder / media_id

    def _note(self, media_id: str) -> Path:
        return self._folder / f"{media_id}.json"


def clean_name(name: str) -> str:
    """A name without folders, control or direction-changing characters, 200 characters at most."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"})
    return kept[-_NAME_LENGTH:] if len(kept) > _NAME_LENGTH else kept


def clean_type(media_type: str) -> str:
    """The type alone, in lower case; "" for what is not one."""
    bare = media_type.split(";", maxsplit=1)[0].strip().lower()
    return bare if re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}", bare) else ""


def kind_of(media_type: str, file_name: str) -> AttachmentKind:
    """As a vendor sorts files: by the claimed type, and by the name's ending where there is none."""
    if media_type.startswith("image/") and media_type != "image/svg+xml":
        return "photo"
    if media_type.startswith("video/"):
        return "video"
    if media_type.startswith("audio/"):
        return "voice"
    if media_type == "application/pdf":
        return "document"
    return _KINDS.get(PurePosixPath(file_name.lower()).suffix, "other")
