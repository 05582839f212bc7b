"""camt.053, the statement of ISO 20022, versions .001.02 to .001.13: booked credits, a batch split where its parts sum.

A document type is refused, so that there are no entities; nothing is ever fetched. A reversal that is a credit is our
own money coming back, and no payment of a client's.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from xml.parsers import expat

from storage.bank_files import limits
from storage.bank_files.lines import BankRead, NotTaken, ReadLine

_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.(\d{3})\.001\.(\d{2})")
_BEGINS = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?Document\b[^>]*camt\.\d{3}\.001\.\d{2}")
_AMOUNT = re.compile(r"\d{1,18}(?:\.\d{1,5})?")
_NOTHING = frozenset({"NOTPROVIDED", "NONREF", "NOT PROVIDED", "NOREF"})
_VERSIONS = range(2, 14)
_DEEPEST = 60


def is_camt(content: bytes) -> bool:
    """An XML whose root is a Document of some camt message."""
    return bool(_BEGINS.search(content[:4000].replace(b"\x00", b"")))


def read(content: bytes) -> BankRead:
    """Raises NotTaken."""
    root = _tree(content)
    if root.all("BkToCstmrStmt", "Stmt") == []:
        raise NotTaken("bankfile.unreadable")
    entries = [(statement, one) for statement in root.all("BkToCstmrStmt", "Stmt") for one in statement.all("Ntry")]
    if len(entries) > limits.MAX_LINES:
        raise NotTaken("bankfile.too_many_lines", limit=limits.MAX_LINES)
    read, others = [], 0
    for place, (statement, entry) in enumerate(entries, 1):
        lines = list(_credits(place, statement, entry))
        others += not lines
        read.extend(lines)
    return BankRead(kind="camt", sure=True, lines=tuple(_trusted(read)), others=others)


@dataclass(slots=True)
class Node:
    """An element: its name without prefix, what it says, and what it holds."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, *path: str) -> list["Node"]:
        found = [self]
        for name in path:
            found = [child for one in found for child in one.children if child.name == name]
        return found

    def said(self, *path: str) -> str:
        """The words of the first, "" where there is none."""
        found = self.all(*path)
        return " ".join(found[0].text.split()) if found else ""

    def any(self, *paths: str) -> str:
        """The first of these paths, written with slashes, that says something."""
        return next((told for path in paths if (told := self.said(*path.split("/")))), "")


def _tree(content: bytes) -> Node:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    stack, made = [Node("", {})], 0

    def began(tag: str, attributes: dict[str, str]) -> None:
        nonlocal made
        made += 1
        if made > limits.MAX_ELEMENTS or len(stack) > _DEEPEST:
            raise NotTaken("bankfile.too_large", limit=limits.MAX_BYTES // limits.MIB)
        space, _, name = tag.rpartition(" ")
        if made == 1:
            _check_root(space, name)
        node = Node(name, attributes)
        stack[-1].children.append(node)
        stack.append(node)

    def heard(text: str) -> None:
        stack[-1].text += text

    def refuse(*_about: object) -> None:
        raise NotTaken("bankfile.unreadable")

    parser.StartElementHandler = began
    parser.EndElementHandler = lambda _tag: stack.pop()
    parser.CharacterDataHandler = heard
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotTaken("bankfile.cut_off" if error.code in _ENDED else "bankfile.unreadable") from error
    except (LookupError, ImportError, OSError) as error:  # it names an encoding that is not loaded
        raise NotTaken("bankfile.encoding") from error
    return stack[0].children[0]


_ENDED = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
}


def _check_root(space: str, name: str) -> None:
    found = _NAMESPACE.fullmatch(space)
    if name != "Document" or found is None:
        raise NotTaken("bankfile.not_bank")
    if found[1] != "053":
        raise NotTaken("bankfile.other_camt", kind=f"camt.{found[1]}")
    if int(found[2]) not in _VERSIONS:
        raise NotTaken("bankfile.other_camt", kind=f"camt.{found[1]}.001.{found[2]}")


def _credits(place: int, statement: Node, entry: Node) -> Iterator[ReadLine]:
    """Booked, no reversal, into the account. One line, or one for each of a batch whose parts sum to it."""
    status = entry.any("Sts/Cd", "Sts")
    back = entry.said("RvslInd").casefold() in {"true", "1"}
    on = _day(entry.any("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    amount = _amount(entry.said("Amt"))
    if entry.said("CdtDbtInd") != "CRDT" or status not in {"", "BOOK"} or back or on is None or not amount:
        return
    account = statement.any("Acct/Id/IBAN", "Acct/Id/Othr/Id")[: limits.MAX_ID]
    currency = entry.all("Amt")[0].attributes.get("Ccy") or statement.said("Acct", "Ccy")
    whole = ReadLine(row=place, on=on, amount=amount, currency=currency.upper()[:3], account=account)
    parts = entry.all("NtryDtls", "TxDtls")
    split = [_amount(_part_amount(one)) for one in parts]
    if len(parts) > 1 and None not in split and sum(filter(None, split)) == amount:
        for part, share in zip(parts, split, strict=True):
            if share:
                yield _told(replace(whole, amount=share), entry, [part])
    else:
        yield _told(whole, entry, parts)


def _part_amount(part: Node) -> str:
    said = part.any("Amt", "AmtDtls/TxAmt/Amt")
    return said if part.said("CdtDbtInd") in {"", "CRDT"} else ""


def _told(line: ReadLine, entry: Node, parts: Sequence[Node]) -> ReadLine:
    """With who paid, what for, and the bank's own reference. Parts that share an entry's reference have none."""
    payers = [one.any("RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm", "RltdPties/UltmtDbtr/Pty/Nm") for one in parts]
    words = [told for one in parts for told in _remittance(one)]
    own = [reference for one in parts if (reference := _real(one.said("Refs", "AcctSvcrRef")))]
    ends = [reference for one in parts if (reference := _real(one.said("Refs", "EndToEndId")))]
    words = words or [entry.said("AddtlNtryInf")]
    shared = _real(entry.said("AcctSvcrRef"))
    return replace(
        line,
        payer=" ".join(dict.fromkeys(filter(None, payers)))[: limits.MAX_TEXT],
        text=" ".join(dict.fromkeys(filter(None, words)))[: limits.MAX_TEXT],
        reference=" ".join(dict.fromkeys(ends))[: limits.MAX_ID],
        bank_id=(own[0] if len(own) == 1 else shared)[: limits.MAX_ID],
    )


def _remittance(part: Node) -> Iterator[str]:
    for told in part.all("RmtInf", "Ustrd"):
        yield " ".join(told.text.split())
    for told in part.all("RmtInf", "Strd"):
        yield told.any("CdtrRefInf/Ref")
        yield told.any("RfrdDocInf/Nb")
        yield told.any("AddtlRmtInf")
    yield part.said("AddtlTxInf")


def _real(reference: str) -> str:
    return "" if reference.upper() in _NOTHING else reference


def _trusted(lines: Sequence[ReadLine]) -> Iterator[ReadLine]:
    """A reference that stands on several lines names none of them."""
    times = Counter((one.account, one.bank_id) for one in lines)
    for one in lines:
        yield one if times[one.account, one.bank_id] == 1 else replace(one, bank_id="")


def _amount(written: str) -> Decimal | None:
    return Decimal(written) if _AMOUNT.fullmatch(written) else None


def _day(written: str) -> date | None:
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", written)
    if found is None or not limits.FIRST_YEAR <= int(found[1]) <= limits.LAST_YEAR:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
