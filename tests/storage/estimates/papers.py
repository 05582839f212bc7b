"""Estimates on paper for tests: the tables that estimating tools print, made by WeasyPrint."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from weasyprint import HTML

HEADINGS = ("Description", "Qty", "Unit", "Unit price", "Amount")
ROOMS = ("Kitchen", "Primary bath", "Hall", "Garage", "Deck", "Living room", "Laundry", "Exterior", "Basement", "Attic")
WORK = (
    "Demolish and haul away",
    "Frame partition walls, 2x4 at 16 in. on center",
    "Install cabinets, customer's choice, with soft-close hinges and full-extension drawers, crown molding included",
    "Hang, tape and finish drywall",
    "Set tile",
    "Rough-in plumbing (PEX)",
    "Run 20 A circuits",
    "Paint walls and ceilings, two coats, including all patching, sanding, priming and protection of floors",
    "Insulate",
    "Pour slab",
)
UNITS = ("ea", "sf", "lf", "hr", "ls", "sq ft")
_STYLE = """
@page { size: Letter; margin: 18mm 15mm; @bottom-center { content: "Rivera Remodeling - Page " counter(page) " of "
  counter(pages); font-size: 8pt } @top-left { content: "Estimate #1042 - Rivera Remodeling"; font-size: 8pt } }
body { font: 9.5pt sans-serif } h1 { font-size: 18pt }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
td, th { padding: 4px 6px; text-align: left; vertical-align: top; border-bottom: 0.5px solid #bbb }
th:nth-child(n+2), td:nth-child(n+2) { text-align: right } td:nth-child(3), th:nth-child(3) { text-align: left }
col.words { width: 50% } tr.section td { font-weight: bold } thead { display: table-header-group }
"""


@dataclass(frozen=True, slots=True)
class Paper:
    """``rows``: (section, description, quantity, unit, price in cents); the amounts follow from them."""

    rows: tuple[tuple[str, str, int, str, int], ...]
    html: str

    @property
    def total(self) -> int:
        return sum(quantity * price for _, _, quantity, _, price in self.rows)

    @property
    def pdf(self) -> bytes:
        found: bytes = HTML(string=self.html).write_pdf()
        return found


def dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02}"


def paper(lines: int = 200, seed: int = 1, *, style: str = "", subtotals: bool = True) -> Paper:
    """Sections of about twenty lines, each with its subtotal; long descriptions wrap."""
    dice = random.Random(seed)
    rows = []
    for number in range(lines):
        section = ROOMS[number * len(ROOMS) // lines]
        words = f"{dice.choice(WORK)} ({number + 1:03})"
        rows.append((section, words, dice.randint(1, 400), dice.choice(UNITS), dice.randint(1, 250_000)))
    return Paper(tuple(rows), page(rows, style=style, subtotals=subtotals))


def page(rows: Sequence[tuple[str, str, int, str, int]], *, style: str = "", subtotals: bool = True) -> str:
    body, section, running = [], "", 0
    for place, (name, words, quantity, unit, price) in enumerate(rows):
        if name != section:
            body.append(f"<tr class=section><td colspan=5>{escape(name)}</td></tr>")
            section, running = name, 0
        running += quantity * price
        body.append(_row(words, str(quantity), unit, dollars(price), dollars(quantity * price)))
        last = place + 1 == len(rows) or rows[place + 1][0] != name
        if last and subtotals:
            body.append(_row("Subtotal", "", "", "", dollars(running)))
    body.append(_row("Total", "", "", "", dollars(sum(quantity * price for _, _, quantity, _, price in rows))))
    head = "".join(f"<th>{one}</th>" for one in HEADINGS)
    return (
        f"<style>{_STYLE}{style}</style><h1>Estimate</h1>"
        "<p>Prepared for: Dana Lee</p><p>Project: Oak Street remodel</p>"
        f"<table><colgroup><col class=words></colgroup><thead><tr>{head}</tr></thead>{''.join(body)}</table>"
        "<p>This estimate is valid for 30 days. Work begins upon deposit.</p>"
    )


def _row(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
