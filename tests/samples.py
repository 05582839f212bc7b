"""Sample media for tests: the makers of ``storage.media``, and files that nobody should have to open."""

import random
import struct
import zlib
from datetime import datetime, timedelta, timezone

from storage.media.sample_documents import assembled, pdf
from storage.media.sample_videos import Film, video
from storage.media.samples import heic, jpeg, png, scene, webp

__all__ = [
    "AT",
    "AT_HOME",
    "PLACE",
    "PLACE_SAID",
    "SECRETS",
    "Film",
    "assembled",
    "heic",
    "jpeg",
    "mutated",
    "pdf",
    "png",
    "png_of",
    "scene",
    "swapped_profile",
    "video",
    "webp",
]

AT = datetime(2026, 5, 3, 9, 30, 15, tzinfo=timezone(timedelta(hours=-7)))
AT_HOME = AT.replace(tzinfo=None)
PLACE = (37.7749, -122.4194)
PLACE_SAID = "37.774900,-122.419400"

# What the makers hide in a file; none of it may reach a client.
SECRETS = (
    b"SN-0042-PRIVATE",
    b"Exif",
    b"http://ns.adobe.com/xap",
    b"GPS",
    b"2026:05:03",
    b"+37.77",
    b"37.7749",
    b"loci",
)


def chunk(kind: bytes, content: bytes) -> bytes:
    """One PNG chunk (ISO/IEC 15948, 5.3)."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, *extra: bytes, rows: bytes | None = None) -> bytes:
    """A grey PNG of any size, made without its pixels ever being in memory; ``extra`` chunks go before the picture."""
    packer = zlib.compressobj(9)
    picture = (
        b"".join(packer.compress(b"\x00" * (width + 1)) for _ in range(height))
        if rows is None
        else packer.compress(rows)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            *extra,
            chunk(b"IDAT", picture + packer.flush()),
            chunk(b"IEND", b""),
        )
    )


def swapped_profile() -> bytes:
    """An ICC profile of an RGB space whose first channel is our green and whose second is our red."""

    def fixed(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    red, green, blue = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
    gamma = b"curv" + bytes(4) + struct.pack(">IH", 1, 0x0233) + bytes(2)
    text = b"swapped"
    described = b"desc" + bytes(4) + struct.pack(">I", len(text) + 1) + text + bytes(1 + 78)
    tags = {b"desc": described + bytes(-len(described) % 4), b"wtpt": b"XYZ " + bytes(4) + fixed(0.9642, 1.0, 0.8249)}
    tags |= {
        name: b"XYZ " + bytes(4) + fixed(*xyz) for name, xyz in ((b"rXYZ", green), (b"gXYZ", red), (b"bXYZ", blue))
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), gamma)
    table, body, start = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content
    header = bytearray(128)
    header[0:4] = struct.pack(">I", start + len(body))
    header[8:24] = b"\x02\x40\x00\x00mntrRGB XYZ "
    header[36:40], header[68:80] = b"acsp", fixed(0.9642, 1.0, 0.8249)
    return bytes(header) + table + body


def mutated(original: bytes, seed: int) -> bytes:
    """The file after an accident: bits flipped, bytes overwritten, a piece cut out, doubled or cut off."""
    dice = random.Random(seed)
    broken = bytearray(original)
    for _ in range(dice.choice((1, 1, 2, 5, 40))):
        at = dice.randrange(len(broken))
        # Most of what decoders trust stands in front.
        at = dice.randrange(min(len(broken), 2048)) if dice.random() < 0.5 else at
        accident = dice.randrange(6)
        if accident == 0:
            broken[at] ^= 1 << dice.randrange(8)
        elif accident == 1:
            broken[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff"))
        elif accident == 2:
            del broken[at : at + dice.randrange(1, 200)]
        elif accident == 3:
            broken[at:at] = broken[at : at + dice.randrange(1, 200)]
        elif accident == 4:
            broken[at : at + 8] = dice.randbytes(8)
        elif len(broken) > 64 and dice.random() < 0.2:
            del broken[max(64, at) :]
    return bytes(broken) or b"\x00"
