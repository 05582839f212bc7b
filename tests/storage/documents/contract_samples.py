"""Contract schedules to render, as long as wanted: a kitchen job of two contractors, by rooms."""

import polib

from core.domain.contract_sheet import AgreedChange, ContractSheet, PlanGroup, PlanRow
from core.domain.sheet import SheetFigure, SheetParty
from storage.documents.words import SCHEDULE_WORDS
from tests.storage.documents.samples import LOCALE, money

RIVERA = SheetParty("Rivera & Sons Remodeling", ("415 Oak Avenue", "Oakland, CA 94610", "+1 510 555 0110"))
DANA = SheetParty("Dana Lee", ("+1 415 555 0134", "dana@example.com"))
ROOMS = ("Kitchen", "Hall bath", "Garage conversion", "")
WORK = ("Demolition and haul-away", "Rough plumbing", "Cabinets, maple, soft-close", "Tile, 3x6 subway, 42 sq ft")
STATES = ("whole.step.paid", "whole.step.part_paid", "whole.step.billed", "whole.step.done", "schedule.next")
DUE = ("completion", "approval", "before")


def catalog(language: str) -> dict[str, str]:
    names = ("schedule", "whole", "proposal", "contract")
    files = [polib.pofile(str(LOCALE / language / f"{name}.po")) for name in names]
    return {entry.msgid: entry.msgstr or entry.msgstr_plural.get(1, "") for file in files for entry in file}


def row(said: dict[str, str], place: int, cents: int, scale: int) -> tuple[PlanRow, tuple[int, ...]]:
    code = STATES[min(place, 3)] if place < 5 else "whole.step.planned"
    code = STATES[4] if place == 4 else code
    billed = cents if place < 3 else 0
    held = billed // 10
    paid = (billed - held) * (2, 1, 0)[min(place, 2)] // 2
    figures = (cents, billed, paid, held, cents - billed)
    notes = [said["whole.done_by"].format(contractor="Lopez Plumbing")] if place % 4 == 1 else []
    notes.append(said[f"whole.due.{DUE[place % 3]}"])
    if place % 7 == 3:
        notes.append(said["schedule.own_retainage"].format(rate="5%"))
    state = said[code].format(percent="40%")
    shown = tuple(money(one * scale) for one in figures)
    return PlanRow(str(place + 1), WORK[place % len(WORK)], tuple(notes), state, shown), figures


def contract(
    *,
    count: int = 5,
    language: str = "en",
    paper: str = "letter",
    grouped: bool = True,
    scale: int = 1,
    retains: bool = True,
) -> ContractSheet:
    said = catalog(language)
    made = [row(said, n, 120_000 + 12_345 * n, scale) for n in range(count)]
    each = -(-count // len(ROOMS))
    groups = [(ROOMS[n // each], made[n : n + each]) for n in range(0, count, each)] if grouped else [("", made)]
    sums = added([figures for _, figures in made])
    changes = tuple(
        AgreedChange(number, "Outlet in the island, client asked", money(28_000 * scale)) for number in "12"
    )
    changes += (AgreedChange("", "No soffit", money(-5_000 * scale)),)
    return ContractSheet(
        language=language,
        paper=paper,
        title=said["schedule.title"],
        number="",
        contractor=RIVERA,
        client=DANA,
        project="Maple St kitchen",
        day="Nov 27, 2026",
        currency="USD",
        total=money(sums[0] * scale),
        total_label=said["schedule.to_date"],
        figures=figures(said, sums, scale),
        changes=changes,
        changes_sum=money(51_000 * scale),
        groups=tuple(
            PlanGroup(name, tuple(one for one, _ in those), shown(added([each for _, each in those]), scale))
            for name, those in groups
        ),
        sums=shown(sums, scale),
        retains=retains,
        terms=tuple(terms(said)),
        note=said["whole.before_tax"],
        words={code: said[f"schedule.word.{code}"] for code in SCHEDULE_WORDS},
    )


def figures(said: dict[str, str], sums: tuple[int, ...], scale: int) -> tuple[SheetFigure, ...]:
    steps = (
        ("original", sums[0] - 51_000, "step"),
        ("changes", 51_000, "step"),
        ("to_date", sums[0], "total"),
        ("billed", sums[1], "step"),
        ("paid", sums[2], "step"),
        ("retained", sums[3], "step"),
        ("left", sums[4], "step"),
    )
    return tuple(SheetFigure(said[f"schedule.{code}"], money(one * scale), kind) for code, one, kind in steps)


def terms(said: dict[str, str]) -> list[tuple[str, str]]:
    told = (
        ("deposit", said["proposal.deposit_pro_rata"].format(amount="$2,000.00")),
        ("deposit", said["schedule.deposit_so_far"].format(asked="$2,000.00", credited="$900.00", left="$1,100.00")),
        ("retainage", said["proposal.retainage_step"].format(rate="10%", step="50%", later="5%")),
        ("taxes", said["schedule.tax_on_top"].format(tax=said["figure.tax_named"].format(name="GST", rate="5%"))),
        ("taxes", said["schedule.tax_on_top"].format(tax=said["figure.tax_named"].format(name="PST", rate="7%"))),
        ("discount", said["schedule.discounted"].format(amount="$500.00")),
        ("payment", said["proposal.pay_within"].format(n=14)),
        ("sequence", said["schedule.in_sequence"]),
    )
    return [(said[f"schedule.terms.{code}"], text) for code, text in told]


def added(rows: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*rows, strict=True))


def shown(sums: tuple[int, ...], scale: int) -> tuple[str, ...]:
    return tuple(money(one * scale) for one in sums)
