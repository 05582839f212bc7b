"""Contractors' own accounts at Stripe, through its SDK, against the stand-in."""

import pytest

from channels.payments.stripe.adapter import StripeGateway
from core.ports.payees import PayeeNews, PayeeWanted
from core.ports.payments import GatewayFailed
from tests.channels.payments.stripe import vendor as stand_in

WANTED = PayeeWanted(reference="c-1", name="Rivera Remodeling", email="ana@rivera.example", country="US")


@pytest.fixture
def gateway(vendor):
    return StripeGateway(stand_in.KEY, (stand_in.SECRET, stand_in.CONNECT_SECRET), vendor.url, connect=True)


async def told(gateway, vendor, body):
    [item] = gateway.verify("", vendor.signed(body, stand_in.CONNECT_SECRET), body)
    assert await gateway.read(item.body) is None
    return await gateway.read_payee(item.body)


async def test_it_deals_with_stripe_itself_and_says_what_is_still_needed(gateway, vendor):
    made = await gateway.make_payee(WANTED)
    account = vendor.accounts[made.external_id]
    assert account["controller"] == {
        "fees": {"payer": "account"},
        "losses": {"payments": "stripe"},
        "requirement_collection": "stripe",
        "stripe_dashboard": {"type": "full"},
    }
    assert (account["country"], account["metadata"]) == ("US", {"contractor": "c-1"})
    assert (made.may_charge, made.needs) == (False, ("bank", "identity", "business"))


@pytest.mark.parametrize("trouble", ["500", "500 after", "drop"])
async def test_it_is_made_once_whatever_happens_on_the_way(gateway, vendor, trouble):
    vendor.troubles.append(trouble)
    assert (await gateway.make_payee(WANTED)).external_id == (await gateway.make_payee(WANTED)).external_id
    assert len(vendor.accounts) == 1


async def test_what_is_not_known_is_asked_for_there(gateway, vendor):
    await gateway.make_payee(PayeeWanted(reference="c-2", name="Ana", email="", country=""))
    assert {"email", "country"}.isdisjoint(vendor.calls[0][3])


async def test_the_page_is_made_anew_each_time(gateway, vendor):
    payee = (await gateway.make_payee(WANTED)).external_id
    first, second = [
        await gateway.payee_page(payee, "https://b.example/a/t?back=1", "https://b.example/a/t") for _ in "12"
    ]
    assert first != second
    assert vendor.links[0] == {
        "account": payee,
        "type": "account_onboarding",
        "return_url": "https://b.example/a/t?back=1",
        "refresh_url": "https://b.example/a/t",
    }


async def test_stripe_says_when_it_may_be_paid_to(gateway, vendor):
    payee = (await gateway.make_payee(WANTED)).external_id
    assert await told(gateway, vendor, vendor.onboards(payee)) == PayeeNews(external_id=payee, may_charge=True)
    assert (await gateway.payee_news(payee)).may_charge


@pytest.mark.parametrize(
    ("requirements", "needs"),
    [
        ({"currently_due": ["external_account"]}, ("bank",)),
        ({"past_due": ["person_1Nx.verification.document", "tos_acceptance.date"]}, ("identity", "terms")),
        ({"currently_due": ["company.tax_id", "something.new"]}, ("business", "other")),
        ({"disabled_reason": "requirements.pending_verification"}, ("review",)),
        ({"disabled_reason": "rejected.fraud", "currently_due": ["external_account"]}, ("refused",)),
    ],
)
async def test_what_is_missing_is_told_in_a_few_kinds(gateway, vendor, requirements, needs):
    payee = (await gateway.make_payee(WANTED)).external_id
    assert (await told(gateway, vendor, vendor.onboards(payee, **requirements))).needs == needs


async def test_one_that_was_disconnected_is_gone_and_cannot_be_asked(gateway, vendor):
    payee = (await gateway.make_payee(WANTED)).external_id
    news = await told(gateway, vendor, vendor.disconnects(payee))
    assert news == PayeeNews(external_id=payee, may_charge=False, gone=True)
    with pytest.raises(GatewayFailed) as failed:
        await gateway.payee_news(payee)
    assert failed.value.final


async def test_a_change_that_is_heard_of_after_it_was_disconnected_is_no_news(gateway, vendor):
    payee = (await gateway.make_payee(WANTED)).external_id
    changed = vendor.onboards(payee)
    vendor.disconnects(payee)
    assert await told(gateway, vendor, changed) is None


async def test_a_change_that_cannot_be_asked_about_now_is_not_passed_over(gateway, vendor):
    changed = vendor.onboards((await gateway.make_payee(WANTED)).external_id)
    cut_off = StripeGateway(stand_in.KEY, (stand_in.CONNECT_SECRET,), "http://127.0.0.1:9", connect=True)
    with pytest.raises(GatewayFailed):
        await told(cut_off, vendor, changed)


async def test_where_one_account_is_for_all_events_of_accounts_are_no_news(vendor):
    gateway = StripeGateway(stand_in.KEY, (stand_in.CONNECT_SECRET,), vendor.url)
    assert not gateway.capabilities.own_payees
    vendor.accounts["acct_1"] = {"id": "acct_1", "object": "account"}
    assert await told(gateway, vendor, vendor.onboards("acct_1")) is None
