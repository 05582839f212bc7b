"""A gateway that puts one call off is left alone by all that can wait, in every worker, until the moment it named."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from bots import bootstrap
from bots.pausing import PausingGateways
from core.domain.money import Money
from core.ports.forgetting import Forgetting
from core.ports.payees import Connecting
from core.ports.payments import Charging, Closing, GatewayFailed, Listing, Looking, PageAsked, Refunding
from tests.channels.payments.samples import WANTED
from tests.channels.payments.test_refused_refunds import at
from tests.journeys.conftest import settings_for

PORTS = (Looking, Listing, Refunding, Closing, Charging, Connecting, Forgetting)
EUROS = replace(WANTED, amount=Money(450_000, "EUR"))


@pytest.mark.parametrize(("asked", "left"), [("1200", range(1100, 1201)), ("86400", range(3500, 3601))])
async def test_while_a_gateway_wants_to_be_left_alone_no_job_of_any_worker_calls_it(database, asked, left):
    with at("stripe") as (stripe, busy), at("mollie") as (mollie, idle):
        gateways = {"stripe": stripe, "mollie": mollie}
        one, other = (PausingGateways(gateways, database.gateway_pauses) for _ in range(2))
        made = await one["stripe"].make_page(WANTED)
        page = PageAsked(reference=WANTED.reference, external_id=made.external_id, payee="")
        busy.puts_off = (429, asked)
        with pytest.raises(GatewayFailed):
            await one["stripe"].look(page)
        busy.puts_off, before = None, len(busy.calls)
        for call in (one["stripe"].make_page(WANTED), other["stripe"].look(page), other["stripe"].close_page(page)):
            with pytest.raises(GatewayFailed) as failed:
                await call
            assert (failed.value.final, failed.value.retry_after in left) == (False, True)
        assert len(busy.calls) == before
        assert (await other["mollie"].make_page(EUROS)).url
        assert idle.calls
        with database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE gateway_pauses SET until = clock_timestamp() - interval '1 second'")
        await other["stripe"].look(page)
        assert len(busy.calls) > before


async def test_a_later_moment_is_not_taken_back_by_an_earlier_one_and_other_failures_pause_nothing(database):
    with at("stripe") as (stripe, vendor):
        one = PausingGateways({"stripe": stripe}, database.gateway_pauses)["stripe"]
        with pytest.raises(GatewayFailed):
            await one.make_page(replace(WANTED, amount=Money(1, "USD")))
        vendor.puts_off = (503, "0")
        with pytest.raises(GatewayFailed):
            await one.make_page(WANTED)
        assert database.gateway_pauses.left("stripe") == 0
    database.gateway_pauses.note("stripe", 900)
    database.gateway_pauses.note("stripe", 5)
    assert database.gateway_pauses.left("stripe") > 800
    assert database.gateway_pauses.left("mollie") == 0


@pytest.mark.parametrize("name", ["stripe", "square", "paypal", "mollie", "gocardless"])
def test_it_can_do_what_its_gateway_can_and_no_more(database, name):
    with at(name) as (gateway, _):
        held = PausingGateways(MappingProxyType({name: gateway}), database.gateway_pauses)
        assert (len(held), list(held), held.get("venmo")) == (1, [name], None)
        assert (held[name].name, held[name].capabilities) == (name, gateway.capabilities)
        assert [isinstance(held[name], port) for port in PORTS] == [isinstance(gateway, port) for port in PORTS]


async def test_the_jobs_of_the_program_wait_and_a_person_at_a_page_does_not(database_url, tmp_path):
    program = bootstrap.build(settings_for(database_url, tmp_path))
    program.database.gateway_pauses.note("sandbox", 60)
    for gateways in (program.jobs.gateways, program.jobs.payment_pages.gateways, program.jobs.reconciling.gateways):
        with pytest.raises(GatewayFailed, match="left alone"):
            await gateways["sandbox"].make_page(WANTED)
    assert (await program.gateways["sandbox"].make_page(WANTED)).url
    program.close()
