"""A credit note's PDF is made by a job, and only then does it go out; what fails for good is told."""

import pytest

from tests.bots.test_jobs import attempts, dana, http, program, ray, says, sends_invoice, vendor
from tests.journeys.moody import rows, until

__all__ = ["attempts", "dana", "http", "program", "ray", "vendor"]  # fixtures


@pytest.fixture
async def invoiced(ray, dana):
    await sends_invoice(ray)
    await dana.waits_for(says("sent you invoice INV-0001"), "the invoice")
    return ray


async def takes_back(phone):
    await phone.says("credit 100 on INV-1, broken tile")
    await phone.taps(await phone.waits_for(says("Shall I issue it?"), "the credit"), "Credit $100.00")


async def test_it_goes_to_the_client_and_to_the_contractor_with_its_pdf(invoiced, dana, program):
    await takes_back(invoiced)
    got = await dana.waits_for(says("credit note CN-0001: $100.00 less"), "the note")
    assert [one["name"] for one in got["files"]] == ["CN-0001.pdf"]
    await invoiced.waits_for(says("Here is your copy"), "the copy")
    assert rows(program, "SELECT count(*) FROM credit_notes WHERE pdf_key IS NOT NULL AND sent_at IS NOT NULL") == [
        (1,)
    ]


async def test_one_whose_pdf_cannot_be_made_is_told_to_the_contractor(invoiced, dana, program):
    program.jobs.deliveries.renderer.broken = True
    await takes_back(invoiced)
    await invoiced.waits_for(says("I could not make the PDF of CN-0001"), "the word of it")
    await until(lambda: program.database.parked.rows() != ())
    assert not any("CN-0001" in one["text"] for one in dana.messages)
