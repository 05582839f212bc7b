"""Applications for payment to render: a house by rooms, with change orders, as long as wanted."""

import polib

from core.domain.application_sheet import ApplicationSheet, ChangeRow, ContinuationGroup, ContinuationRow
from core.domain.sheet import SheetFigure, SheetParty
from storage.documents.words import APPLICATION_WORDS
from tests.storage.documents.samples import LOCALE, MILESTONES, money

ROOMS = ("Kitchen", "Primary bath", "Hall and stairs", "")
FACTS = (("number", "3"), ("invoice", "INV-0003"), ("work_through", "Nov 22, 2026"), ("made", "Nov 27, 2026"))
FIGURES = (
    "original_contract_sum",
    "change_orders_net",
    "contract_sum_to_date",
    "completed_and_stored",
    "retainage",
    "earned_less_retainage",
    "previously_certified",
    "current_payment_due",
    "balance_to_finish",
)


def catalog(language: str) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(LOCALE / language / "application.po"))}


def cents(number: int) -> tuple[int, ...]:
    """Scheduled, before, this period, stored, and what is held."""
    value = 100_000 + number * 12_345 % 2_000_000
    before, now, stored = value * (number % 5) // 10, value * (number % 3) // 10, value // 10 if number % 7 == 0 else 0
    return value, before, now, stored, (before + now + stored) // 10


def printed(sums: tuple[int, ...]) -> tuple[str, ...]:
    value, before, now, stored, held = sums
    done = before + now + stored
    amounts = [money(one) for one in (value, before, now, stored, done)]
    return (*amounts, f"{done * 1000 // value / 10:g}%", money(value - done), money(held))


def added(rows: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True)))


def page(
    said: dict[str, str], sums: tuple[int, ...], more: int
) -> tuple[tuple[SheetFigure, ...], tuple[SheetFigure, ...]]:
    value, done, held = sums[0], sum(sums[1:4]), sums[4]
    certified = (done - held) * 6 // 10
    due, deposit = done - held - certified, 50_000
    amounts = (value - more, more, value, done, -held, done - held, -certified, due, value - done + held)
    kinds = {"contract_sum_to_date": "context", "earned_less_retainage": "context", "current_payment_due": "total"}
    figures = tuple(
        SheetFigure(said[f"application.{code}"], money(amount), kinds.get(code, "step"))
        for code, amount in zip(FIGURES, amounts, strict=True)
    )
    payable = (
        SheetFigure(said["application.current_payment_due"], money(due), "step"),
        SheetFigure(said["application.added_tax"], money(due // 12), "step"),
        SheetFigure(said["application.deposit_applied"], money(-deposit), "step"),
        SheetFigure(said["application.total"].format(number="INV-0003"), money(due + due // 12 - deposit), "total"),
    )
    return figures, payable


def change(n: int) -> ChangeRow:
    return ChangeRow(str(n + 1) if n % 4 else "", "Extra outlet in the island, as asked for", money(28_000), "")


def application(
    *,
    lines: int = 12,
    rooms: int = 3,
    changes: int = 2,
    language: str = "en",
    paper: str = "letter",
    draft: bool = False,
) -> ApplicationSheet:
    said = catalog(language)
    places = [range(room, lines, rooms) for room in range(rooms)]
    texts = [f"{name}: {each}" for name, described in MILESTONES for each in described]
    rows = {
        n: ContinuationRow(str(n + 1), f"{texts[n % len(texts)]} ({n + 1:03})", printed(cents(n))) for n in range(lines)
    }
    groups = tuple(
        ContinuationGroup(
            ROOMS[room % len(ROOMS)],
            tuple(rows[place] for place in those),
            printed(added([cents(place) for place in those])),
        )
        for room, those in enumerate(places)
    )
    sums = added([cents(place) for place in range(lines)])
    figures, payable = page(said, sums, 28_000 * changes)
    return ApplicationSheet(
        language=language,
        paper=paper,
        title=said["application.title_draft" if draft else "application.title"],
        number="3",
        draft=draft,
        contractor=SheetParty("Rivera & Sons Remodeling", ("415 Oak Avenue", "Oakland, CA 94610", "+1 510 555 0110")),
        client=SheetParty("Dana Lee", ("+1 415 555 0134", "dana@example.com")),
        project="Maple St kitchen",
        facts=tuple((said[f"application.{code}"], value) for code, value in FACTS),
        figures=figures,
        payable=payable,
        note=said["application.before_tax"],
        changes=tuple(change(n) for n in range(changes)),
        changes_sums=(money(28_000 * changes), money(0)),
        groups=groups,
        sums=printed(sums),
        currency="USD",
        words={code: said[f"application.word.{code}"] for code in APPLICATION_WORDS},
    )
