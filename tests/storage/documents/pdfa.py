"""PDF/A-3B (ISO 19005-3) rules that our documents can touch, checked from the file itself.

The ids are those of veraPDF's PDFA-3B profile (clause-test). ``broken_rules`` gives the ids that a file breaks;
``COVERED`` lists what is looked at, ``NOT_COVERED`` what is not and why no document of ours can touch it.
"""

import io
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf

from tests.storage.documents.pdfa_fonts import font_rules
from tests.storage.documents.pdfa_syntax import file_rules, hex_string_rules, limit_rules, object_rules

_RULES = """
    6.1.2-1 6.1.2-2 6.1.3-1 6.1.3-2 6.1.3-3 6.1.6-1 6.1.6-2 6.1.7.1-1 6.1.7.1-2 6.1.7.1-3 6.1.7.2-1 6.1.8-1 6.1.9-1
    6.1.13-1 6.1.13-2 6.1.13-3 6.1.13-4 6.1.13-5 6.1.13-7 6.1.13-8 6.1.13-10 6.1.13-11
    6.2.2-1 6.2.2-2 6.2.3-1 6.2.3-2 6.2.3-3 6.2.4.2-1 6.2.4.3-2 6.2.4.3-3 6.2.4.3-4
    6.2.5-1 6.2.5-2 6.2.5-3 6.2.6-1 6.2.8-1 6.2.8-2 6.2.8-3 6.2.8-4 6.2.8-5 6.2.9-1 6.2.9-2 6.2.9-3 6.2.10-1 6.2.10-2
    6.2.11.2-1 6.2.11.2-2 6.2.11.2-3 6.2.11.2-7 6.2.11.3.1-1 6.2.11.3.2-1 6.2.11.3.3-1
    6.2.11.4.1-1 6.2.11.4.1-2 6.2.11.4.2-2 6.2.11.5-1 6.2.11.8-1
    6.3.1-1 6.3.2-1 6.3.2-2 6.3.3-1 6.3.3-2 6.4.1-1 6.4.1-2 6.4.1-3 6.4.2-1 6.4.2-2 6.5.1-1 6.5.1-2 6.5.2-1 6.5.2-2
    6.6.2.1-1 6.6.2.1-2 6.6.2.1-3 6.6.2.1-4 6.6.2.1-5 6.6.2.3.1-1 6.6.4-1 6.6.4-2 6.6.4-3 6.6.4-4 6.6.4-5
    6.8-1 6.8-2 6.8-3 6.8-4 6.9-1 6.10-1 6.10-2 6.11-1
"""
COVERED = frozenset(_RULES.split())
NOT_COVERED = {
    "6.1.4-2": "a cross-reference table; ours is a stream",
    "6.1.10-1": "inline images; a file with one is reported as 6.2.2-1",
    "6.1.12": "signatures and permissions; a Perms entry is reported as 6.1.3-2",
    "6.1.13-9 6.2.4.4 6.2.5-4..6": "DeviceN, Separation and halftones; reported as 6.2.4.2-1 or 6.2.5-3",
    "6.2.4.2-2": "CMYK overprint; CMYK is reported as 6.2.4.3-3",
    "6.2.8.3": "JPEG 2000; reported as 6.1.7.2-1",
    "6.2.11.2-4..6 6.2.11.4.2-1 6.2.11.6": "simple fonts; reported as 6.2.11.2-2",
    "6.2.11.3.3-2 -3": "embedded CMaps; only Identity-H is accepted",
    "6.3.3-3 -4 6.4.3": "widgets and signatures; any form is reported as 6.4.1-1",
    "6.6.2.3.1-2 6.6.2.3.2 6.6.2.3.3 6.6.4-6 -7": "extension schemas, value types, amd and corr; others than ours fail",
    "6.9-2..4": "optional content; any is reported as 6.9-1",
}
_ISO_OPERATORS = """
    b B b* B* BDC BMC BT BX c cm CS cs d d0 d1 Do DP EMC ET EX f F f* G g gs h i j J K k l m M MP n q Q re
    RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' "
"""
_OPERATORS = frozenset(_ISO_OPERATORS.split())
_COLOUR_OPERATORS = {
    "RG": "6.2.4.3-2",
    "rg": "6.2.4.3-2",
    "K": "6.2.4.3-3",
    "k": "6.2.4.3-3",
    "G": "6.2.4.3-4",
    "g": "6.2.4.3-4",
}
_XMP = {
    "http://purl.org/dc/elements/1.1/": {"title", "creator", "description"},
    "http://ns.adobe.com/xap/1.0/": {"CreatorTool", "CreateDate", "ModifyDate"},
    "http://ns.adobe.com/pdf/1.3/": {"Producer", "Keywords"},
    "http://www.aiim.org/pdfa/ns/id/": {"part", "conformance"},
}
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"


def broken_rules(pdf: bytes) -> list[str]:
    """Ids of the rules this file breaks, sorted; [] when it breaks none of those that are covered."""
    found = set(file_rules(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for check in (_document, object_rules, _colours, _pages, font_rules, _metadata):
            found |= set(check(opened))
    return sorted(found)


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    identifiers = pdf.trailer.get("/ID")
    if identifiers is None or not all(len(bytes(each)) for each in identifiers):
        yield "6.1.3-1"
    if pdf.is_encrypted or "/Perms" in root:
        yield "6.1.3-2"
    for key, rule in (
        ("/AA", "6.5.2-1"),
        ("/OCProperties", "6.9-1"),
        ("/Requirements", "6.11-1"),
        ("/NeedsRendering", "6.4.2-2"),
    ):
        if key in root:
            yield rule
    if "/AcroForm" in root:
        yield from ("6.4.1-1", "6.4.1-2", "6.4.1-3", "6.4.2-1")
    if "/AlternatePresentations" in root.get("/Names", {}):
        yield "6.10-1"
    if len(pdf.objects) > 8_388_607:
        yield "6.1.13-7"


def _colours(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = [each for each in pdf.Root.get("/OutputIntents", []) if each.get("/S") == "/GTS_PDFA1"]
    profiles = [each.DestOutputProfile for each in intents if "/DestOutputProfile" in each]
    if len({each.objgen for each in profiles}) > 1:
        yield "6.2.3-2"
    if any("/DestOutputProfileRef" in each for each in intents):
        yield "6.2.3-3"
    head = profiles[0].read_bytes()[:40] if profiles else b""
    if (
        not profiles
        or head[12:16] not in {b"prtr", b"mntr"}
        or head[16:20] not in {b"RGB ", b"CMYK", b"GRAY"}
        or head[8] >= 5
    ):
        yield "6.2.3-1"
    yield from _colour_use(pdf, head[16:20])


def _colour_use(pdf: pikepdf.Pdf, destination: bytes) -> Iterator[str]:
    allowed = {"6.2.4.3-2": destination == b"RGB ", "6.2.4.3-3": destination == b"CMYK", "6.2.4.3-4": bool(destination)}
    spaces = {"/DeviceRGB": "6.2.4.3-2", "/DeviceCMYK": "6.2.4.3-3", "/DeviceGray": "6.2.4.3-4"}
    for image in (
        each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
    ):
        space = image.get("/ColorSpace", pikepdf.Name("/DeviceGray"))
        rule = spaces.get(str(space), "6.2.4.2-1") if isinstance(space, pikepdf.Name) else "6.2.4.2-1"
        if not allowed.get(rule, False):
            yield rule
    used = {str(each.operator) for page in pdf.pages for each in pikepdf.parse_content_stream(page)}
    yield from (rule for operator, rule in _COLOUR_OPERATORS.items() if operator in used and not allowed[rule])
    transparent = any("/SMask" in each for each in pdf.objects if isinstance(each, pikepdf.Stream))
    if not destination and (transparent or "gs" in used):
        yield "6.2.10-2"


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for key, rule in (("/AA", "6.5.2-2"), ("/PresSteps", "6.10-2")):
            if key in page.obj:
                yield rule
        if "/Resources" not in page.obj:
            yield "6.2.2-2"
        for name in {"/MediaBox", "/CropBox", "/TrimBox", "/BleedBox"} & set(page.obj.keys()):
            left, bottom, right, top = (float(each) for each in page.obj[name])
            if not (3 <= abs(right - left) <= 14_400 and 3 <= abs(top - bottom) <= 14_400):
                yield "6.1.13-11"
        yield from _content(page)
        for annotation in page.obj.get("/Annots", []):
            yield from _annotation(annotation)


def _content(page: pikepdf.Page) -> Iterator[str]:
    yield from hex_string_rules(b"\n".join(each.read_bytes() for each in _contents(page)))
    depth = 0
    for each in pikepdf.parse_content_stream(page):
        operator = str(each.operator)
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        if depth > 28:
            yield "6.1.13-8"
        if operator not in _OPERATORS:
            yield "6.2.2-1"
        for operand in each.operands:
            yield from limit_rules(operand)


def _contents(page: pikepdf.Page) -> list[Any]:
    contents = page.obj.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def _annotation(annotation: Any) -> Iterator[str]:
    subtype = str(annotation.get("/Subtype", ""))
    if subtype not in {"/Link", "/Text", "/Widget", "/Popup", "/FileAttachment"}:
        yield "6.3.1-1"
    flags = annotation.get("/F")
    if flags is None:
        yield "6.3.2-1"
    elif int(flags) & (1 | 2 | 4 | 32 | 256) != 4:
        yield "6.3.2-2"
    if subtype not in {"/Link", "/Popup"} and "/AP" not in annotation:
        yield "6.3.3-1"
    if "/AP" in annotation and set(annotation.AP.keys()) != {"/N"}:
        yield "6.3.3-2"
    action = annotation.get("/A", {})
    if "/AA" in annotation or str(action.get("/S", "/URI")) not in {"/GoTo", "/URI", "/Named"}:
        yield "6.5.1-1"
    if action.get("/S") == "/Named" and str(action.get("/N")) not in {
        "/NextPage",
        "/PrevPage",
        "/FirstPage",
        "/LastPage",
    }:
        yield "6.5.1-2"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None or stream.get("/Subtype") != "/XML" or stream.get("/Type") != "/Metadata":
        yield from ("6.6.2.1-1", "6.6.4-1")
        return
    packet = stream.read_bytes()
    header = packet[: packet.find(b"?>")]
    yield from (rule for word, rule in ((b"bytes=", "6.6.2.1-2"), (b"encoding=", "6.6.2.1-3")) if word in header)
    try:
        tree = ET.fromstring(packet.decode("utf-8"))  # noqa: S314  # made by ourselves a moment ago
    except UnicodeDecodeError:
        yield "6.6.2.1-5"
    except ET.ParseError:
        yield "6.6.2.1-4"
    else:
        yield from _identified(tree, packet)


def _identified(tree: ET.Element, packet: bytes) -> Iterator[str]:
    properties: dict[str, str] = {}
    for description in tree.iter(f"{_RDF}Description"):
        properties |= {name: value for name, value in description.attrib.items() if not name.startswith(_RDF)}
        properties |= {child.tag: child.text or "" for child in description}
    for name in properties:
        namespace, _, local = name.removeprefix("{").partition("}")
        if local not in _XMP.get(namespace, set()):
            yield "6.6.2.3.1-1"
    if f"{_PDFAID}part" not in properties:
        yield "6.6.4-1"
    if properties.get(f"{_PDFAID}part") != "3":
        yield "6.6.4-2"
    if properties.get(f"{_PDFAID}conformance") not in {"A", "B", "U"}:
        yield "6.6.4-3"
    yield from (
        rule for name, rule in ((b"part", "6.6.4-4"), (b"conformance", "6.6.4-5")) if b"pdfaid:" + name not in packet
    )
