"""Gateways repeat and reorder what they tell: the books end the same whatever the order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.money import Money, total
from tests.core.site import Site, event_for, usd
from tests.core.sizes import ORDERS

TWISTS = [{}, {}, {}, {"amount": usd("1")}, {"amount": Money(1, "EUR")}, {"test_mode": False}, {"gateway": "other"}]
# The same event always tells the same: when it happened follows from its place in the story.
STORY = [
    ("processing", {}),
    ("failed", {}),
    ("processing", {}),
    ("failed", {"ends_page": True}),
    ("succeeded", {}),
    ("succeeded", {"refunded": usd("100")}),
    ("succeeded", {"refunded": usd("100"), "disputed": usd("4400")}),
    ("succeeded", {"refunded": usd("100")}),  # the dispute was won
]
EVENTS = st.tuples(
    st.sampled_from(["demo", "cabinets"]),  # which invoice
    st.integers(1, 3),  # which payment of it at the gateway
    st.integers(0, len(STORY) - 1),  # which word of its story
    st.sampled_from(range(len(TWISTS))),
)


def books_after(events, *, paid_before, void_before):
    site = Site()
    project = site.project(tax="8.625").project
    invoices = {name: site.bill(project.id, name) for name in ("demo", "cabinets")}
    requests = {name: site.ask(invoice) for name, invoice in invoices.items()}
    if paid_before:
        site.pay_by_hand(invoices["demo"], usd("1000"))
    if void_before:
        site.void(invoices["cabinets"])
    for name, payment, place, twist in events:
        outcome, back = STORY[place]
        told = {"external_id": f"{name}-{payment}", "minutes": place, **back, **TWISTS[twist]}
        site.hear(event_for(requests[name], outcome, **told))
    return digest(site, project, requests)


def digest(site, project, requests):
    file = site.file(project.id)
    invoices = tuple((one.number, one.state, _spread(file, one)) for one in file.invoices)
    payments = {
        (one.gateway, one.external_id): (
            one.state,
            *((one.amount, one.received_at, one.refunded, one.disputed) if one.state == "succeeded" else ()),
        )
        for one in file.payments
        if one.gateway != "manual"
    }
    milestones = tuple(one.state for one in file.milestones)
    return invoices, payments, milestones, tuple(site.request(one).state for one in requests.values())


def _spread(file, invoice):
    mine = [one for one in file.payments if one.invoice_id == invoice.id and one.state == "succeeded"]
    return total((one.allocated for one in mine), "USD"), total((one.surplus for one in mine), "USD"), len(mine)


@settings(max_examples=ORDERS, deadline=None)
@given(st.lists(EVENTS, min_size=1, max_size=8), st.booleans(), st.booleans(), st.data())
def test_any_order_and_any_number_of_repeats_end_the_same(events, paid_before, void_before, data):
    repeated = events + data.draw(st.lists(st.sampled_from(events), max_size=8))
    shuffled = data.draw(st.permutations(repeated))
    before = {"paid_before": paid_before, "void_before": void_before}
    assert books_after(shuffled, **before) == books_after(events, **before)
