"""A workbook is a ZIP archive of XML parts (ECMA-376), read piece by piece: nothing unpacks beyond its limit."""

import io
import posixpath
import zipfile
from collections.abc import Callable, Mapping
from xml.parsers import expat

from storage.estimates import limits
from storage.estimates.taking import NotTaken

_CHUNK = 64 * 1024
_ENCRYPTED = 0x1

Attributes = Mapping[str, str]


class Package:
    """Raises NotTaken: estimate.not_spreadsheet, .password, .too_large; BadZipFile when it is broken."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._parts = {info.filename: info for info in self._archive.infolist()}
        self._unpacked = self._elements = 0

    def has(self, name: str) -> bool:
        return name in self._parts

    def parse(self, name: str, begin: Callable[[str, Attributes], None], end: Callable[[str, str], None]) -> None:
        """``begin`` hears each element and its attributes, ``end`` its name and the text right in it; no prefixes.

        A document type is refused: entities that multiply live there, and no spreadsheet program writes one.
        """
        info = self._parts.get(name)
        if info is None:
            raise NotTaken("estimate.not_spreadsheet")
        if info.flag_bits & _ENCRYPTED:
            raise NotTaken("estimate.password")
        if info.file_size > limits.MAX_UNPACKED:
            raise _too_large()
        parser = _parser(self._counting(begin), end)
        with self._archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                self._unpacked += len(chunk)
                if self._unpacked > limits.MAX_UNPACKED:
                    raise _too_large()
                parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _counting(self, begin: Callable[[str, Attributes], None]) -> Callable[[str, Attributes], None]:
        def began(tag: str, attributes: Attributes) -> None:
            self._elements += 1
            if self._elements > limits.MAX_ELEMENTS:
                raise _too_large()
            begin(tag, attributes)

        return began

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Of a part: relation id -> (its kind, the part that it leads to)."""
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        found: dict[str, tuple[str, str]] = {}
        if not self.has(relations):
            return found

        def begin(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                found[attributes.get("Id", "")] = posixpath.basename(attributes.get("Type", "")), path.lstrip("/")

        self.parse(relations, begin, lambda _tag, _text: None)
        return found


def _too_large() -> NotTaken:
    return NotTaken("estimate.too_large", limit=limits.MAX_BYTES // limits.MIB)


def _parser(begin: Callable[[str, Attributes], None], end: Callable[[str, str], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    texts: list[list[str]] = []

    def began(tag: str, attributes: dict[str, str]) -> None:
        texts.append([])
        begin(_local(tag), {_local(name): value for name, value in attributes.items()})

    def ended(tag: str) -> None:
        end(_local(tag), "".join(texts.pop()))

    def heard(text: str) -> None:
        if texts:
            texts[-1].append(text)

    def refuse(*_about: object) -> None:
        raise NotTaken("estimate.unreadable")

    parser.StartElementHandler = began
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = heard
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
