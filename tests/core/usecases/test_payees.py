import pytest

from core.ports.payees import PayeeNews
from core.usecases import payees
from tests.core.site import Site


@pytest.fixture
def site():
    return Site()


def news(external_id="acct_1", *, ready=False, needs=(), gone=False):
    return PayeeNews(external_id=external_id, may_charge=ready, needs=needs, gone=gone)


def noted(site, told):
    with site.open() as ledger:
        return payees.note_payee(ledger, site.asked(), site.firm.contractor.id, "stripe", told)


def heard(site, told):
    with site.open() as ledger:
        return payees.hear_payee(ledger, "stripe", told)


def ready(site, contractor=None):
    with site.open() as ledger:
        return payees.ready_for(ledger, (contractor or site.firm.contractor).id, "stripe")


def test_an_account_is_paid_to_once_the_gateway_says_that_it_may(site):
    assert ready(site) == ""
    assert noted(site, news(needs=("bank", "identity"))).payee.still_needs == ("bank", "identity")
    assert ready(site) == ""
    told = heard(site, news(ready=True))
    assert (told.changed, told.payee.state, told.payee.still_needs) == (True, "ready", ())
    assert ready(site) == "acct_1"


def test_what_is_merely_still_needed_is_no_news(site):
    noted(site, news(needs=("bank",)))
    assert not heard(site, news(needs=("identity",))).changed
    heard(site, news(ready=True))
    assert not heard(site, news(ready=True)).changed
    assert heard(site, news(needs=("bank",))).changed


def test_one_that_was_noted_twice_is_one(site):
    assert noted(site, news()).payee.id == noted(site, news(ready=True)).payee.id


def test_an_account_that_is_gone_stays_gone_and_another_takes_its_place(site):
    noted(site, news(ready=True))
    assert heard(site, news(gone=True)).payee.state == "off"
    assert not heard(site, news(ready=True)).changed
    assert ready(site) == ""
    noted(site, news("acct_2", ready=True))
    assert ready(site) == "acct_2"


def test_one_contractors_account_is_no_other_contractors(site):
    noted(site, news(ready=True))
    assert ready(site, site.contractor("Lopez Plumbing")) == ""


def test_an_account_that_nobody_has_here_is_passed_over(site):
    assert heard(site, news("acct_9", ready=True)) is None
