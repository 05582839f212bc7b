"""The picture beside the digest: only where it shows something, the same on every machine, and never by SMS."""

import io
from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from PIL import Image

from bots.digesting import Digesting
from bots.picturing import pictured
from bots.wording import wording
from channels.email.adapter import Email
from channels.twilio.adapter import Sms, Whatsapp
from core.domain.money import Money
from core.domain.passes import EditLinks
from storage.documents.money_picture import png_of
from tests.bots.test_papers import deliveries
from tests.twins.agings import owed_invoice, sample_aging
from tests.twins.memory_channel import MemoryChannel
from tests.twins.plain_renderer import PlainRenderer

MOST_BYTES = 80_000


@pytest.mark.parametrize(("language", "late"), [("en", "31-60 days late"), ("es", "31-60 días de atraso")])
def test_it_shows_the_ages_and_the_months_in_the_readers_language(language, late):
    picture = pictured(sample_aging(), wording(language))
    assert [one.name for one in picture.slices][2] == late
    assert picture.slices[0].at == 0
    assert picture.slices[-1].at + picture.slices[-1].width == 1000
    assert (len(picture.heights), max(picture.heights)) == (12, 1000)
    assert picture.total == "$23,980.63"


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_light_and_the_same_every_time(language):
    picture = pictured(sample_aging(), wording(language))
    drawn = png_of(picture)
    assert drawn == png_of(picture)
    assert len(drawn) < MOST_BYTES
    image = Image.open(io.BytesIO(drawn))
    assert (image.format, image.width) == ("PNG", 1080)


def test_where_the_words_say_it_all_there_is_none():
    alone = sample_aging(invoices=(owed_invoice(1, 100_000),), cash_in=sample_aging().cash_in[:1])
    assert pictured(alone, wording("en")) is None
    assert pictured(sample_aging(invoices=(), cash_in=()), wording("en")) is None


def test_one_of_both_is_drawn_alone():
    no_months = pictured(sample_aging(cash_in=()), wording("en"))
    no_debts = pictured(sample_aging(invoices=()), wording("en"))
    assert (no_months.heights, no_debts.slices) == ((), ())
    heights = [Image.open(io.BytesIO(png_of(one))).height for one in (no_months, no_debts)]
    assert max(heights) < Image.open(io.BytesIO(png_of(pictured(sample_aging(), wording("en"))))).height


def test_more_that_went_back_than_came_is_no_bar_below_the_ground():
    months = sample_aging().cash_in
    sunk = (*months[:-1], replace(months[-1], amount=Money(-500_000, "USD")))
    assert pictured(sample_aging(cash_in=sunk), wording("en")).heights[-1] == 0


@pytest.fixture
def digest(billed, database):
    """A digest of two invoices, one of them long late."""
    billed.says("invoice cabinets")
    billed.says("send")
    billed.render()
    with psycopg.connect(database.url) as connection:
        connection.execute("ALTER TABLE invoices DISABLE TRIGGER USER")  # only time could do this
        connection.execute("UPDATE invoices SET due_on = due_on - 90 WHERE number = 'INV-0001'")
        connection.execute("ALTER TABLE invoices ENABLE TRIGGER USER")
    digesting = Digesting(database, billed.conversations)
    digesting.run()
    with psycopg.connect(database.url) as connection:
        (due,) = connection.execute("SELECT min(next_at) FROM digests").fetchone()
    assert digesting.run(due) == 1
    return next(key for key, message in billed.everything() if message.code == "digest.weekly")


def test_it_goes_along_where_the_road_carries_it_and_not_where_it_costs_extra(billed, digest):
    outbound = billed.database.outbox.claim(UUID(digest))
    made = replace(deliveries(billed, PlainRenderer()), edit_links=EditLinks(b"e" * 32))
    can = MemoryChannel().capabilities
    (file,) = made.resolve(outbound, can, last_try=False).files
    assert (file.file_name, file.media_type) == ("how-your-money-stands.png", "image/png")
    assert file.content.startswith(b"\x89PNG")
    plain = made.resolve(outbound, replace(can, illustrates=False), last_try=False)
    assert plain.files == ()
    assert "Open in all" in plain.text


def test_only_a_text_message_costs_extra():
    assert not Sms.capabilities.illustrates
    assert Whatsapp.capabilities.illustrates
    assert Email.capabilities.illustrates
