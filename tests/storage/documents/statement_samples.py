"""Statements and receipts to render, as long as wanted."""

import polib

from core.domain.receipt_sheet import ReceiptSheet
from core.domain.sheet import SheetFigure, SheetParty
from core.domain.statement_sheet import OpenRow, StatementBlock, StatementRow, StatementSheet
from storage.documents.words import RECEIPT_WORDS, STATEMENT_WORDS
from tests.storage.documents.samples import LOCALE, money

RIVERA = SheetParty("Rivera & Sons Remodeling", ("415 Oak Avenue", "Oakland, CA 94610", "+1 510 555 0110"))
DANA = SheetParty("Dana Lee", ("+1 415 555 0134", "dana@example.com"))


def catalog(language: str) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(LOCALE / language / "statement.po"))}


def rows(said: dict[str, str], count: int) -> tuple[StatementRow, ...]:
    made, balance = [], 0
    for n in range(count):
        cents, off = 120_000 + 12_345 * n, n % 9 == 7
        number = f"INV-{n // 2 + 1:04d}"
        code = "payment" if n % 2 else "invoice"
        balance += 0 if off else -cents + 12_345 if n % 2 else cents
        amount = money(cents - 12_345 if n % 2 else cents)
        text = said[f"statement.{code}_off" if off else f"statement.{code}"].format(
            number=number, on=number, how="check 1023"
        )
        sums = ("", amount) if n % 2 else (amount, "")
        made.append(StatementRow(f"Nov {n % 28 + 1}, 2026", text, "Maple St kitchen", *sums, money(balance), off))
    return tuple(made)


def statement(*, count: int = 10, language: str = "en", paper: str = "letter", currencies: int = 1) -> StatementSheet:
    said = catalog(language)
    figures = (("billed", 8_000_00, "step"), ("paid", -6_500_00, "step"), ("balance", 1_500_00, "total"))
    notes = (("retained", 800_00, "context"), ("deposit_left", 250_00, "context"))
    block = StatementBlock(
        "USD",
        money(1_500_00),
        rows(said, count),
        (
            OpenRow("INV-0004", "Maple St kitchen", "Nov 22, 2026", True, money(1_000_00)),
            OpenRow("INV-0005", "Oak Ave deck", "Dec 22, 2026", False, money(500_00)),
        ),
        tuple(SheetFigure(said[f"statement.{code}"], money(cents), kind) for code, cents, kind in (*figures, *notes)),
    )
    return StatementSheet(
        language=language,
        paper=paper,
        title=said["statement.title"],
        number="",
        contractor=RIVERA,
        client=DANA,
        day="Nov 27, 2026",
        blocks=(block,) * currencies,
        words={code: said[f"statement.word.{code}"] for code in STATEMENT_WORDS},
    )


def receipt(*, language: str = "en", paper: str = "letter") -> ReceiptSheet:
    said = catalog(language)
    return ReceiptSheet(
        language=language,
        paper=paper,
        title=said["receipt.title"],
        number="INV-0001-R1",
        contractor=RIVERA,
        client=DANA,
        project="Maple St kitchen",
        amount=money(4_500_00),
        currency="USD",
        facts=(
            (said["receipt.received"], "Nov 22, 2026"),
            (said["receipt.how"], "check 1023"),
            (said["receipt.invoice"], "INV-0001"),
        ),
        figures=(
            SheetFigure(said["receipt.amount"], money(4_500_00), "total"),
            SheetFigure(said["receipt.left"], money(0), "step"),
        ),
        words={code: said[f"receipt.word.{code}"] for code in RECEIPT_WORDS},
    )
