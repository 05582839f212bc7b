"""The client's page over HTTP: what it shows, to whom, and what looking never does."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from core.domain.money import Money
from core.usecases.invoice_views import CreditView, QuestionView
from tests.channels.portal.site import LINKS
from tests.twins.memory_reads import SENT, USD, named, sample_page, sample_payment


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def shown(still_site, http, **changes) -> str:
    page = still_site.reads.change(named("link"), **changes)
    answer = http.get(still_site.address(page))
    assert answer.status_code == 200
    return text_of(answer.text)


@pytest.fixture(autouse=True)
def _kept(still_invoice):
    """Every test here has the sample invoice."""


def test_it_says_who_bills_for_what_how_much_and_until_when(still_site, http):
    said = shown(still_site, http)
    for words in (
        "Rivera Remodeling",
        "+1 415-555-0100",
        "Invoice INV-0042",
        "Maple St kitchen",
        "For Dana Lee",
        "To pay $5,270.13",
        "Please pay by Dec 2, 2026",
        "Demolition $4,150.00",
        "Haul away 2 × $150.00 $300.00",
        "Added work",
        "Tax 8.625% $400.13",
        "Total $5,270.13",
        "Contract sum to date $24,350.00",
        "Download the invoice (PDF)",
        "Pay $5,270.13",
        "Approve the work",
    ):
        assert words in said


def test_the_contractor_comes_before_the_amount_and_the_amount_before_the_work(still_site, http):
    said = shown(still_site, http)
    places = [said.index(words) for words in ("+1 415-555-0100", "To pay", "What was done", "How it adds up")]
    assert places == sorted(places)


def test_every_proof_can_be_opened_by_a_plain_link(still_site, still_invoice, http):
    html = http.get(still_site.address(still_invoice)).text
    links = re.findall(r'<a class="picture" href="([^"]+)"', html)
    assert len(links) == 12
    for link in links:
        assert http.get(still_site.base_url + link).status_code == 200


def test_part_paid_shows_what_came_with_its_receipt_and_what_is_left(still_site, http):
    said = shown(
        still_site,
        http,
        state="part_paid",
        paid=Money(200_000, USD),
        balance=Money(327_013, USD),
        payments=(sample_payment(200_000, method="cash", note="thanks"),),
    )
    assert "Left to pay $3,270.13 $2,000.00 of $5,270.13 is paid" in said
    assert "Paid: cash thanks Nov 19, 2026, 8:30 AM · Receipt INV-0042-R1 −$2,000.00" in said
    assert "Pay $3,270.13" in said


@pytest.mark.parametrize(
    ("changes", "words", "payable"),
    [
        ({"state": "paid", "balance": Money(0, USD), "paid": Money(527_013, USD)}, "Paid, thank you", False),
        ({"state": "void", "balance": Money(0, USD)}, "Nothing to pay Rivera Remodeling has withdrawn", False),
        ({"payments": (sample_payment(527_013, state="pending"),)}, "Payment on its way $5,270.13", False),
        ({"payments": (sample_payment(100, state="pending"),)}, "On its way: card", True),
        ({"payments": (sample_payment(527_013, state="failed"),)}, "did not go through", True),
        ({"payments": (sample_payment(527_013, state="parked"),)}, "is checking a payment of yours", True),
        ({"approved_at": SENT}, "Approved on Nov 18, 2026, 8:30 AM", True),
    ],
    ids=["paid", "void", "processing", "partly processing", "declined", "parked", "approved"],
)
def test_each_state_is_said_plainly_and_pay_is_there_only_when_there_is_something_to_pay(
    still_site, http, changes, words, payable
):
    said = shown(still_site, http, **changes)
    assert words in said
    assert ("A payment page with the same amount comes next" in said) is payable


def test_a_decline_that_was_followed_by_money_is_forgotten(still_site, http):
    failed = sample_payment(527_013, state="failed")
    later = sample_payment(100_000, received_at=SENT + timedelta(days=3))
    said = shown(still_site, http, payments=(later, failed), paid=Money(100_000, USD), balance=Money(427_013, USD))
    assert "did not go through" not in said


def test_the_conversation_is_shown_in_order_with_who_said_what(still_site, http):
    said = shown(
        still_site,
        http,
        questions=(
            QuestionView(author="client", text="Is the dumpster in?", asked_at=SENT),
            QuestionView(author="contractor", text="Yes, both loads.", asked_at=SENT + timedelta(hours=1)),
        ),
    )
    assert "You Nov 18, 2026, 8:30 AM Is the dumpster in? Rivera Remodeling Nov 18, 2026, 9:30 AM Yes, both" in said


def test_the_invoice_speaks_its_own_language_and_the_other_on_wish(still_site, http):
    page = still_site.reads.change(named("link"), language="es")
    spanish, english = http.get(still_site.address(page)), http.get(still_site.address(page) + "?lang=en")
    assert '<html lang="es">' in spanish.text
    assert "Pagar $5,270.13" in text_of(spanish.text)
    assert '<html lang="en">' in english.text
    assert "Pay $5,270.13" in text_of(english.text)
    assert '<html lang="es">' in http.get(still_site.address(page) + "?lang=tlh").text


def test_back_from_the_gateway_it_waits_for_the_result_instead_of_offering_to_pay_twice(still_site, http):
    address = still_site.address(sample_page()) + "?back=1"
    waiting = text_of(http.get(address).text)
    assert "If you have just paid" in waiting
    assert "Approve the work" in waiting
    assert "A payment page with the same amount" not in waiting
    failed = sample_payment(527_013, state="failed", received_at=datetime.now(UTC))
    still_site.reads.change(named("link"), payments=(failed,))
    result = text_of(http.get(address).text)
    assert "If you have just paid" not in result
    assert "did not go through" in result


def test_a_page_kept_from_before_is_never_shown_after_something_changed(still_site, http):
    before = shown(still_site, http)
    assert shown(still_site, http) == before
    assert "Paid, thank you" in shown(still_site, http, state="paid", balance=Money(0, USD))
    assert "Approved on" in shown(still_site, http, approved_at=SENT)


def test_one_visit_is_one_statement(still_site, still_invoice, http):
    http.get(still_site.address(still_invoice))
    before = still_site.reads.reads
    http.get(still_site.address(still_invoice))
    assert still_site.reads.reads - before == 1


def test_with_stamps_a_page_drawn_before_costs_one_small_read(site, invoice, http):
    first = http.get(site.address(invoice))
    reads, stamps = site.reads.reads, site.reads.stamps
    again = http.get(site.address(invoice))
    assert (site.reads.reads - reads, site.reads.stamps - stamps) == (0, 1)
    assert text_of(again.text) == text_of(first.text)
    assert again.headers == {**first.headers, "date": again.headers["date"]}


def test_with_stamps_too_a_change_shows_at_once_and_a_revoked_link_is_gone(site, invoice, http):
    spanish = site.address(invoice) + "?lang=es"
    assert "Pagar" in http.get(spanish).text
    assert "Pay $5,270.13" in http.get(site.address(invoice)).text
    site.reads.change(invoice.link_id, state="paid", balance=Money(0, USD))
    assert "Paid, thank you" in http.get(site.address(invoice)).text
    assert "Pagado, gracias" in http.get(spanish).text
    site.reads.change(invoice.link_id, link_version=2)
    assert {http.get(site.address(invoice)).status_code, http.get(spanish).status_code} == {404}
    site.reads.change(invoice.link_id, link_version=1, revoked=True)
    assert http.get(site.address(invoice)).status_code == 404


def test_a_wrong_token_of_a_page_that_is_kept_opens_nothing(site, invoice, http):
    assert http.get(site.address(invoice)).status_code == 200
    token = site.token(invoice)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), LINKS.token(invoice.link_id, 2)):
        assert http.get(f"{site.base_url}/i/{wrong}").status_code == 404


def test_each_visit_has_its_own_nonce(still_site, still_invoice, http):
    nonces = [
        set(re.findall(r'name="nonce" value="([^"]+)"', http.get(still_site.address(still_invoice)).text))
        for _ in range(2)
    ]
    assert [len(one) for one in nonces] == [1, 1]
    assert nonces[0] != nonces[1]


@pytest.mark.parametrize(
    ("language", "row", "standing"),
    [
        ("en", "of which $300.00 is your credit", "You paid $300.00 more than that. It is your credit."),
        ("es", "de los cuales $300.00 quedan a su favor", "Pagó $300.00 de más, que quedan a su favor."),
    ],
)
def test_what_was_paid_beyond_the_total_is_shown_to_be_credit(still_site, http, language, row, standing):
    paid = {"state": "paid", "paid": Money(527_013, USD), "balance": Money(0, USD)}
    much = sample_payment(557_013, surplus=Money(30_000, USD))
    said = shown(still_site, http, language=language, payments=(much,), **paid)
    assert row in said
    assert standing in said
    assert row.split()[-1] not in shown(still_site, http, payments=(sample_payment(527_013),), **paid)


def test_what_was_taken_back_is_shown_with_its_note_and_its_reason(still_site, http):
    notes = (
        CreditView(number="CN-0001", amount=Money(20_000, "USD"), reason="broken <tile>"),
        CreditView(number="CN-0002", amount=Money(5_000, "USD"), reason=""),
    )
    left = {"credited": Money(25_000, "USD"), "balance": Money(502_013, "USD")}
    said = shown(still_site, http, credits=notes, **left)
    assert "Credit note CN-0001 broken <tile> −$200.00" in said
    assert "Credit note CN-0002 −$50.00" in said
    assert "$5,020.13" in said
