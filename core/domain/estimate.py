"""An estimate as a file or a text says it: lines as read, what could not be placed and why. Nothing is agreed yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from core.domain.errors import DoesNotAddUp
from core.domain.money import Money, Rate, total
from core.domain.terms import TaxScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What was read, but may not be what was meant. ``code`` picks the sentence, ``details`` fill it."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """Words of the file that became no line, as they stand there, and why. Pages and rows count from 1."""

    text: str
    page: int
    row: int
    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A row that says what is paid when: "Deposit 5,500". ``amount`` None: what is left. ``due_on`` "" is when it is
    done; ``due_day`` as it was said, with or without its year.
    """

    name: str
    amount: Money | None
    deposit: bool = False
    due_on: Literal["", "approval", "date"] = ""
    due_day: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateLine:
    """``amount`` = ``unit_price`` x ``quantity``, rounded once; negative for a credit. DoesNotAddUp otherwise.

    Of the alternatives of one ``choice`` in one section the client picks one; the lines of one alternative go together.
    """

    section: str
    description: str
    quantity: Decimal
    unit: str
    unit_price: Money
    amount: Money
    taxable: bool = True
    optional: bool = False
    choice: str = ""
    alternative: str = ""
    doubts: tuple[Doubt, ...] = ()
    page: int
    row: int

    def __post_init__(self) -> None:
        """A line that does not multiply is none: readers keep its amount as one sum, with a doubt."""
        if self.unit_price.times(self.quantity) != self.amount:
            raise DoesNotAddUp("estimate.does_not_multiply", description=self.description)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """All amounts in one currency. ``notes`` are doubts about the file as a whole.

    ``discount`` is what is taken off (not negative), ``tax`` the stated tax, ``stated_total`` the last total in the
    file, after both. All three are None where the file does not say. ``client_reach`` is what stands behind the
    name: an address, a number. ``paid``: rows that say how it is paid, as they stand; ``payments``: rows with an amount
    for each payment, which come to what is asked for.
    """

    lines: tuple[EstimateLine, ...]
    currency: str
    unplaced: tuple[Unplaced, ...] = ()
    notes: tuple[Doubt, ...] = ()
    stated_total: Money | None = None
    discount: Money | None = None
    tax: Money | None = None
    tax_rate: Rate | None = None
    tax_scope: TaxScope = "all"
    client_name: str = ""
    client_reach: str = ""
    project_name: str = ""
    paid: tuple[str, ...] = ()
    payments: tuple[Payment, ...] = ()

    @property
    def sections(self) -> tuple[str, ...]:
        """In the sequence of their first lines."""
        return tuple(dict.fromkeys(line.section for line in self.lines))

    @property
    def counted(self) -> tuple[EstimateLine, ...]:
        """The lines that are in unless the client says otherwise: not optional, and of each choice the first."""
        first: dict[tuple[str, str], str] = {}
        return tuple(line for line in self.lines if not line.optional and _is_first(line, first))

    @property
    def total(self) -> Money:
        """Of the counted lines, before discount and tax."""
        return total((line.amount for line in self.counted), self.currency)

    @property
    def total_after(self) -> Money:
        """With the stated discount and tax: what ``stated_total`` should be."""
        nothing = Money.zero(self.currency)
        return self.total - (self.discount or nothing) + (self.tax or nothing)

    @property
    def difference(self) -> Money | None:
        """What the file's total has more than its lines; None where it has no total."""
        return None if self.stated_total is None else self.stated_total - self.total_after

    def lines_of(self, section: str) -> Iterator[EstimateLine]:
        return (line for line in self.lines if line.section == section)


def _is_first(line: EstimateLine, first: dict[tuple[str, str], str]) -> bool:
    return not line.choice or first.setdefault((line.section, line.choice), line.alternative) == line.alternative


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateRefused:
    """Nothing of the file was taken, and why: ``refused.<code>`` is the sentence, ``details`` fill it."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)
