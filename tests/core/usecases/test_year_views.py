from core.domain.ids import ClientId
from core.domain.money import Money
from core.usecases.year_views import ClientYear, Year
from tests.twins.memory_reads import named


def row(name, billed, received, returned, still_open, currency="USD"):
    return ClientYear(
        client_id=ClientId(named(name)),
        client_name=name,
        billed=Money(billed, currency),
        received=Money(received, currency),
        returned=Money(returned, currency),
        open=Money(still_open, currency),
    )


def test_currencies_are_summed_apart():
    year = Year(2026, (row("Dana", 10, 7, 1, 3), row("Bob", 5, 5, 0, 0), row("Eva", 4, 0, 0, 4, "EUR")))
    assert year.totals() == (
        (Money(4, "EUR"), Money(0, "EUR"), Money(0, "EUR"), Money(4, "EUR")),
        (Money(15, "USD"), Money(12, "USD"), Money(1, "USD"), Money(3, "USD")),
    )
    assert Year(2026, ()).totals() == ()
