"""What may come in, and what a decoding may cost. Every figure can be changed where ``Intake`` is made."""

from collections.abc import Mapping
from types import MappingProxyType

from core.domain.proof import ProofKind

MIB = 1024 * 1024

# A 48 MP phone JPEG is about 15 MB, a raw-sized HEIC 5 MB; 200 MB of phone video is two to five minutes.
MAX_BYTES: Mapping[ProofKind, int] = MappingProxyType(
    {"photo": 25 * MIB, "video": 200 * MIB, "document": 50 * MIB, "voice": 25 * MIB}
)

# Wall clock. A 12 MP photo takes well under 2 s on one core; the rest is room for a busy machine.
SECONDS: Mapping[ProofKind, float] = MappingProxyType({"photo": 30.0, "video": 180.0, "document": 30.0, "voice": 60.0})

MEMORY_BYTES = 512 * MIB

# Decided before any pixel is decoded. The second limit is for kinds whose decoder holds several whole canvases.
MAX_PIXELS = 50_000_000
MAX_PIXELS_HEAVY = 25_000_000

MAX_VIDEO_SECONDS = 10 * 60
MAX_VOICE_SECONDS = 60 * 60
MAX_PAGES = 500

CLIENT_SIDE = 1600
PAGE_SIDE = 720
THUMB_SIDE = 480
