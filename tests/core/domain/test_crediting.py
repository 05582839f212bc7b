"""Crediting an invoice in any pieces takes back exactly what it asked for, each figure for itself."""

from dataclasses import fields, replace
from datetime import date
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.crediting import Target, credit, creditable, left_of_part
from core.domain.ids import InvoiceId
from core.domain.invoice import CreditNote, Invoice, InvoicePart, TaxAmount
from core.domain.money import Money, Rate, total
from core.domain.totals import added_tax
from core.domain.withholding import held, unapplied
from tests.core.domain.agreements import bill_in_steps, contracts, steps
from tests.core.domain.stories import ACCOUNT, CONTRACTOR, NOON, PROJECT, milestone
from tests.core.sizes import EXAMPLES

sized = settings(max_examples=EXAMPLES, deadline=None)
NOTHING = Money.zero("USD")
FIGURES = ("subtotal", "tax", "retained", "deposit_applied", "total")
COSTS = ("amount", "labor", "materials", "other", "exempt", "retained")
CENT = Money(1, "USD")
pieces = st.lists(st.integers(1, 1_000_000), max_size=5)
aims = st.lists(
    st.none() | st.tuples(st.integers(0, 5), st.sampled_from((None, "labor", "materials", "other", "exempt"))),
    max_size=5,
)


def noted(invoice, made, sequence):
    return CreditNote(
        id=uuid4(),
        account_id=ACCOUNT,
        contractor_id=CONTRACTOR,
        project_id=PROJECT,
        invoice_id=invoice.id,
        sequence=sequence,
        number=f"CN-{sequence:04d}",
        reason="",
        **{field.name: getattr(made, field.name) for field in fields(made)},
        issued_at=NOON,
        language="en",
        sheet={},
        sheet_hash="",
    )


def credited_in(invoice, parts_per_million, aims=()):
    """In pieces of what is left each time, some off one part alone; the last takes all."""
    notes = []
    each = [(share, next(iter(aims[place : place + 1]), None)) for place, share in enumerate(parts_per_million)]
    for share, aim in (*each, (1_000_000, None)):
        left, target = creditable(invoice, notes), aimed_at(invoice, notes, aim)
        amount = max((left_of_part(invoice, notes, target.milestone_id) if target else left).share(Rate(share)), CENT)
        if left:
            notes.append(noted(invoice, credit(invoice, notes, amount, target), len(notes) + 1))
    return notes


def aimed_at(invoice, notes, aim):
    """A part of which something is left, and one of its costs, or None."""
    if aim is None or not invoice.parts:
        return None
    part, cost = invoice.parts[aim[0] % len(invoice.parts)], aim[1]
    return Target(part.milestone_id, cost) if left_of_part(invoice, notes, part.milestone_id) else None


def check(invoice, notes):
    assert not creditable(invoice, notes)
    for name in FIGURES:
        assert total((getattr(one, name) for one in notes), "USD") == getattr(invoice, name), name
    for billed in invoice.parts:
        mine = [one for note in notes for one in note.parts if one.milestone_id == billed.milestone_id]
        for name in COSTS:
            assert total((getattr(one, name) for one in mine), "USD") == getattr(billed, name), name
    for place, tax in enumerate(invoice.taxes):
        assert total((note.taxes[place].base for note in notes), "USD") == tax.base
        assert total((note.taxes[place].tax for note in notes), "USD") == tax.tax
    left = invoice.total
    for note in notes:
        assert NOTHING <= note.total <= left
        assert note.total == note.subtotal + added_tax(note.taxes, "USD") - note.retained - note.deposit_applied
        left -= note.total


@sized
@given(contracts(), steps, st.integers(0, 20), pieces, aims)
def test_credited_in_any_pieces_an_invoice_is_taken_back_whole(agreed, billed_in, place, shares, aimed):
    invoices = [one for one in bill_in_steps(*agreed, billed_in) if one.parts or one.total]
    invoice = invoices[place % len(invoices)]
    notes = credited_in(invoice, shares, aimed)
    check(invoice, notes)
    others = [one for one in invoices if one.id != invoice.id]
    assert held((invoices, notes), "USD") == held((others, ()), "USD")
    assert unapplied((invoices, notes), "USD") == unapplied((others, ()), "USD")


def invoice_of(parts, taxes, deposit=NOTHING):
    subtotal = total((one.amount for one in parts), "USD")
    retained = total((one.retained for one in parts), "USD")
    return Invoice(
        id=InvoiceId(uuid4()),
        account_id=ACCOUNT,
        contractor_id=CONTRACTOR,
        project_id=PROJECT,
        milestone_ids=tuple(one.milestone_id for one in parts),
        sequence=1,
        number="INV-0001",
        subtotal=subtotal,
        taxable=subtotal,
        tax=total((one.tax for one in taxes), "USD"),
        total=subtotal + added_tax(taxes, "USD") - retained - deposit,
        issued_at=NOON,
        due_on=date(2026, 11, 22),
        language="en",
        sheet={},
        sheet_hash="",
        parts=tuple(parts),
        taxes=tuple(taxes),
        retained=retained,
        deposit_applied=deposit,
    )


def part(labor, materials=0, retained=0):
    """Below zero where a line of that kind was taken off after it had been billed."""
    cents = {"labor": labor, "materials": materials, "amount": labor + materials, "retained": retained}
    nothing = dict.fromkeys(("other", "exempt", "stored"), NOTHING)
    amounts = {name: Money(minor, "USD") for name, minor in cents.items()}
    return InvoicePart(milestone_id=milestone(1).id, **amounts, **nothing)


def tax(scope, base, amount, name=""):
    cents = {"base": Money(base, "USD"), "tax": Money(amount, "USD")}
    return TaxAmount(name=name, rate=Rate(0), scope=scope, inclusive=False, **cents)


@st.composite
def odd_invoices(draw):
    """With costs below zero, taxes that are no share of their base, and a deposit: as after voids and changed lines."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        labor = draw(st.integers(1, 50))
        materials = draw(st.integers(-labor, 50))
        parts.append(part(labor, materials, draw(st.integers(0, labor + materials))))
    parts.append(part(1))
    bases = {"labor": sum(one.labor.minor for one in parts), "materials": sum(one.materials.minor for one in parts)}
    left = sum(one.amount.minor - one.retained.minor for one in parts)
    taxes = []
    for number, scope in enumerate(draw(st.lists(st.sampled_from(sorted(bases)), max_size=3))):
        taxes.append(tax(scope, bases[scope], draw(st.integers(-left, 10)), str(number)))
        left += taxes[-1].tax.minor
    deposit = Money(draw(st.integers(0, left)), "USD")
    return invoice_of(parts, taxes, deposit)


@sized
@given(odd_invoices(), pieces, aims)
def test_however_odd_an_invoice_is_no_note_comes_to_less_than_nothing_or_more_than_is_left(invoice, shares, aimed):
    check(invoice, credited_in(invoice, shares, aimed))


def test_one_line_is_credited_off_its_part_and_its_cost_and_what_follows_comes_off_the_rest():
    """The materials alone are taxed; once they are credited, half of what is left is labor and costs no tax."""
    first, second = part(100, 100), part(300)
    invoice = invoice_of([first, second], [tax("materials", 100, 10)])
    line = credit(invoice, [], Money(100, "USD"), Target(first.milestone_id, "materials"))
    assert [(one.amount.minor, one.materials.minor) for one in line.parts] == [(100, 100), (0, 0)]
    assert (line.tax.minor, line.total.minor) == (10, 110)
    notes = [noted(invoice, line, 1)]
    assert left_of_part(invoice, notes, first.milestone_id).minor == 100
    more = credit(invoice, notes, Money(50, "USD"), Target(first.milestone_id))
    assert [(one.labor.minor, one.materials.minor) for one in more.parts] == [(50, 0), (0, 0)]
    over = credit(invoice, [], Money(150, "USD"), Target(first.milestone_id, "materials"))
    assert [(one.labor.minor, one.materials.minor) for one in over.parts] == [(50, 100), (0, 0)]


def test_two_taxes_below_zero_never_make_a_credit_cost_the_client_a_cent():
    invoice = invoice_of([part(2)], [tax("labor", 2, -1, "State"), tax("labor", 2, -1, "City")])
    notes = credited_in(invoice, [500_000])
    assert [note.total.minor for note in notes] == [0, 0]
    check(invoice, notes)


def test_a_tax_whose_base_is_nothing_goes_with_the_work():
    invoice = invoice_of([part(100)], [tax("materials", 0, 4)])
    notes = credited_in(invoice, [500_000])
    assert [note.tax.minor for note in notes] == [2, 2]
    check(invoice, notes)


def test_what_is_worth_nothing_and_taxed_all_the_same_goes_with_the_rest():
    """Its labor was taken off again by a plain line: the one is taxed, the other is not."""
    invoice = invoice_of([part(100), part(60, -60)], [tax("labor", 160, 16)])
    notes = credited_in(invoice, [500_000])
    assert [note.tax.minor for note in notes] == [8, 8]
    check(invoice, notes)


def test_notes_on_another_invoice_do_not_count():
    invoice = invoice_of([part(100)], [])
    other = replace(invoice, id=InvoiceId(uuid4()))
    notes = credited_in(other, [])
    assert creditable(invoice, notes) == invoice.subtotal
    assert credit(invoice, notes, Money(60, "USD")).total == Money(60, "USD")


def test_a_part_with_a_cost_below_nothing_is_credited_in_proportion_whatever_cost_is_meant():
    """Materials were taken off after they had been billed: 120 of labor less 20 of materials."""
    odd = part(120, -20)
    made = credit(invoice_of([odd], []), [], Money(50, "USD"), Target(odd.milestone_id, "labor"))
    assert [(one.amount.minor, one.labor.minor, one.materials.minor) for one in made.parts] == [(50, 60, -10)]
