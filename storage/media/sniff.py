"""The kind of a file by its first bytes. A name or a claimed type never decides; a full decode decides after this."""

from dataclasses import dataclass

from core.domain.proof import ProofKind

HEAD_BYTES = 64

# Brands of ISO base media files (ISO/IEC 14496-12 "ftyp"). AVIF is not taken: phones do not make it.
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_OTHER_PICTURES = frozenset({b"avif", b"avis", b"crx ", b"jp2 ", b"jpx ", b"M4B ", b"M4P "})
_QUICKTIME_ATOMS = frozenset({b"moov", b"mdat", b"wide"})


@dataclass(frozen=True, slots=True)
class Sniffed:
    """``decoder`` is the one decoder that may open the file: a Pillow format, a demuxer's name, or "PDF"."""

    kind: ProofKind
    decoder: str
    media_type: str


JPEG = Sniffed("photo", "JPEG", "image/jpeg")
PNG = Sniffed("photo", "PNG", "image/png")
WEBP = Sniffed("photo", "WEBP", "image/webp")
HEIF = Sniffed("photo", "HEIF", "image/heic")
MP4 = Sniffed("video", "mov", "video/mp4")
MOV = Sniffed("video", "mov", "video/quicktime")
THREE_GP = Sniffed("video", "mov", "video/3gpp")
WEBM = Sniffed("video", "matroska", "video/webm")
OGG = Sniffed("voice", "ogg", "audio/ogg")
M4A = Sniffed("voice", "mov", "audio/mp4")
MP3 = Sniffed("voice", "mp3", "audio/mpeg")
AMR = Sniffed("voice", "amr", "audio/amr")
PDF = Sniffed("document", "PDF", "application/pdf")


def sniff(head: bytes) -> Sniffed | None:
    """From the first ``HEAD_BYTES``; None for a kind that is not taken."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM if b"webm" in head else None
    # Readers look for the mark within 1,024 bytes; taking it only at the start keeps HTML and ZIP polyglots out.
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00\x0c").startswith(b"%PDF-"):
        return PDF
    return _sound(head) or _base_media(head)


def _sound(head: bytes) -> Sniffed | None:
    """Voice notes as chats and phones make them; MP3 by its tag or by the first frame of layer III."""
    if head.startswith(b"OggS"):
        return OGG
    if head.startswith(b"#!AMR"):
        return AMR
    if head.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
        return MP3
    return M4A if head[4:12] == b"ftypM4A " else None


def _base_media(head: bytes) -> Sniffed | None:
    """ISO base media and QuickTime files: by the brand, or by the first atom of an old QuickTime file."""
    atom, brand = head[4:8], head[8:12]
    if atom in _QUICKTIME_ATOMS:
        return MOV
    if atom != b"ftyp" or brand in _OTHER_PICTURES:
        return None
    if brand in _HEIF:
        return HEIF
    if brand == b"qt  ":
        return MOV
    return THREE_GP if brand.startswith((b"3gp", b"3g2")) else MP4
