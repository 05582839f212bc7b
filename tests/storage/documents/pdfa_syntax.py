"""The rules of PDF/A-3B about the file and its objects: see ``pdfa.py``."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

_FILTERS = {"/FlateDecode", "/DCTDecode"}


def file_rules(pdf: bytes) -> Iterator[str]:
    header = re.match(rb"%PDF-1\.[0-7]\r?\n(%[\x80-\xff]{4})?", pdf)
    if not header:
        yield "6.1.2-1"
    elif not header[1]:
        yield "6.1.2-2"
    if not re.search(rb"%%EOF\r?\n?\Z", pdf):
        yield "6.1.3-3"
    spaced = len(re.findall(rb"(?:^|\n)\d+ \d+ obj\r?\n", pdf))
    if spaced != len(re.findall(rb"\b\d+\s+\d+\s+obj\b", _without_streams(pdf))):
        yield "6.1.9-1"
    yield from _stream_lengths(pdf)
    yield from hex_string_rules(_without_streams(pdf))


def _without_streams(pdf: bytes) -> bytes:
    return re.sub(rb"stream\r?\n.*?\nendstream", b"", pdf, flags=re.DOTALL)


def _stream_lengths(pdf: bytes) -> Iterator[str]:
    for match in re.finditer(
        rb"obj\r?\n<<(?:(?!\nendobj).)*?/Length (\d+)(?:(?!\nendobj).)*?>>\s*stream(\r?\n|\r)", pdf, re.DOTALL
    ):
        if match[2] == b"\r":
            yield "6.1.7.1-2"
        if not re.match(rb"\r?\nendstream", pdf[match.end() + int(match[1]) :][:12]):
            yield "6.1.7.1-1"


def hex_string_rules(content: bytes) -> Iterator[str]:
    for match in re.finditer(
        rb"(?<!<)<([^<>]*)>(?!>)", re.sub(rb"\((?:\\.|[^()\\])*\)", b"", content, flags=re.DOTALL)
    ):
        digits = re.sub(rb"\s", b"", match[1])
        if len(digits) % 2:
            yield "6.1.6-1"
        if re.search(rb"[^0-9A-Fa-f]", digits):
            yield "6.1.6-2"


def object_rules(pdf: pikepdf.Pdf) -> Iterator[str]:
    for each in pdf.objects:
        yield from limit_rules(each)
        if not isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        if isinstance(each, pikepdf.Stream):
            yield from _stream(each)
        if each.get("/Type") == "/Filespec":
            yield from _attached(pdf, each)
        if each.get("/Type") == "/ExtGState" or (
            each.keys() & {"/ca", "/CA", "/SMask", "/BM", "/TR", "/TR2"} and "/Subtype" not in each
        ):
            yield from _graphics_state(each)


def _stream(stream: pikepdf.Stream) -> Iterator[str]:
    if stream.keys() & {"/F", "/FFilter", "/FDecodeParms"}:
        yield "6.1.7.1-3"
    filters = stream.get("/Filter", [])
    named = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    if any(str(name) not in _FILTERS for name in named):
        yield "6.1.7.2-1"
    if stream.get("/Subtype") == "/Image":
        yield from _image(stream)
    if stream.get("/Subtype") == "/PS":
        yield "6.2.9-3"
    if stream.get("/Subtype") == "/Form":
        if stream.keys() & {"/OPI", "/Subtype2", "/PS"}:
            yield "6.2.9-1"
        if "/Ref" in stream:
            yield "6.2.9-2"


def _image(image: pikepdf.Stream) -> Iterator[str]:
    mask = bool(image.get("/ImageMask", False))
    bits = int(image.get("/BitsPerComponent", 1 if mask else 8))
    for bad, rule in (
        ("/Alternates" in image, "6.2.8-1"),
        ("/OPI" in image, "6.2.8-2"),
        (bool(image.get("/Interpolate", False)), "6.2.8-3"),
        (not mask and bits not in {1, 2, 4, 8, 16}, "6.2.8-4"),
        (mask and bits != 1, "6.2.8-5"),
        ("/Intent" in image, "6.2.6-1"),
    ):
        if bad:
            yield rule


def _graphics_state(state: Any) -> Iterator[str]:
    for key, rule in (
        ("/TR", "6.2.5-1"),
        ("/TR2", "6.2.5-2"),
        ("/HTP", "6.2.5-3"),
        ("/HT", "6.2.5-3"),
        ("/RI", "6.2.6-1"),
    ):
        if key in state:
            yield rule
    if str(state.get("/BM", "/Normal")) not in {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay"}:
        yield "6.2.10-1"


def _attached(pdf: pikepdf.Pdf, spec: Any) -> Iterator[str]:
    if "/EF" not in spec:
        return
    if not re.fullmatch(r"/[-\w+.]+/[-\w+.]+", str(spec.EF.F.get("/Subtype", ""))):
        yield "6.8-1"
    if not {"/F", "/UF"} <= set(spec.keys()):
        yield "6.8-2"
    if "/AFRelationship" not in spec:
        yield "6.8-3"
    if spec.objgen not in {each.objgen for each in pdf.Root.get("/AF", [])}:
        yield "6.8-4"


def limit_rules(value: Any) -> Iterator[str]:
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, inner in value.items():
            yield from limit_rules(pikepdf.Name(key))
            if not (isinstance(inner, pikepdf.Object) and inner.is_indirect):
                yield from limit_rules(inner)
    elif isinstance(value, pikepdf.Array):
        for inner in value:
            if not (isinstance(inner, pikepdf.Object) and inner.is_indirect):
                yield from limit_rules(inner)
    elif isinstance(value, pikepdf.String) and len(bytes(value)) > 32_767:
        yield "6.1.13-3"
    elif isinstance(value, pikepdf.Name) and len(str(value).encode()) > 128:
        yield "6.1.13-4"
    elif not isinstance(value, (str, bytes, bool, pikepdf.Object)) and value is not None:
        yield from _number(value)


def _number(value: Any) -> Iterator[str]:
    if isinstance(value, int) and not -(2**31) <= value <= 2**31 - 1:
        yield "6.1.13-1"
    if abs(value) > 3.403e38:
        yield "6.1.13-2"
    if value and abs(value) < 1.175e-38:
        yield "6.1.13-5"
