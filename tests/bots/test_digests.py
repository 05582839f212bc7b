"""The weekly digest: what it says, to whom, when, and never twice a week."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bots.digesting import Digesting, weekly
from bots.intents import Hints, understand
from bots.intents.digests import DigestSaid
from bots.telling import render
from bots.wording import wording
from core.domain.money import Money
from tests.bots.talk import ME
from tests.twins.agings import sample_aging

FAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("digest Friday 7am", DigestSaid(4, 7)),
        ("weekly digest on mondays at 6 pm", DigestSaid(0, 18)),
        ("digest", DigestSaid()),
        ("Digest at 12 am", DigestSaid(None, 0)),
        ("digest wed", DigestSaid(2)),
        ("no digest", DigestSaid(off=True)),
        ("stop the weekly digest", DigestSaid(off=True)),
        ("resumen semanal los viernes a las 7", DigestSaid(4, 7)),
        ("resumen semanal miércoles 19", DigestSaid(2, 19)),
        ("resumen viernes 7am", DigestSaid(4, 7)),
        ("resumen los martes", DigestSaid(1)),
        ("sin resumen", DigestSaid(off=True)),
        ("no quiero el resumen semanal", DigestSaid(off=True)),
    ],
)
def test_when_it_comes_is_said_in_a_few_words(said, meant):
    assert understand(said, Hints()).intent == meant


@pytest.mark.parametrize("said", ["digest 25", "digest Friday 13pm", "the digest was late on friday", "summary", "no"])
def test_what_is_no_hour_and_what_is_about_something_else_sets_nothing(said):
    assert not isinstance(understand(said, Hints()).intent, DigestSaid)


def test_it_says_what_came_what_is_owed_and_what_is_next():
    text = render(weekly(sample_aging()), wording("en")).text
    assert text.splitlines()[:4] == [
        "Your week at Rivera Remodeling:",
        "Came in: $4,150.00",
        "Open in all: $23,980.63",
        "- Not due yet: $6,020.13",
    ]
    assert text.splitlines()[-2:] == [
        "Done and not billed yet: $8,000.00",
        'Another time: "digest Friday 7am". None: "no digest".',
    ]
    quiet = render(weekly(sample_aging(invoices=(), last_week=(Money(0, "USD"),))), wording("es")).text
    assert "No entró dinero.\nNadie te debe nada.\nHecho y sin facturar" in quiet


def due(talk, ask="SELECT next_at FROM digests"):
    with talk.database.engine.connect() as connection:
        return connection.exec_driver_sql(ask).scalar_one()


def digests(talk):
    return [message for key, message in talk.everything(ME) if message.code == "digest.weekly"]


def test_it_comes_on_monday_at_eight_once_however_many_workers_run(billed):
    digesting = Digesting(billed.database, billed.conversations)
    assert digesting.run() == 0
    monday = due(billed)
    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(lambda _: digesting.run(monday), range(8))) == 1
    [said] = digests(billed)
    assert "Open in all: $4,500.00" in said.text
    assert said.link_label == "See all of it"
    assert abs(due(billed) - monday - timedelta(days=7)) <= timedelta(hours=1)  # the clocks may change


def test_a_new_hour_in_the_week_of_a_digest_is_for_the_week_after(billed):
    digesting = Digesting(billed.database, billed.conversations)
    assert "every Friday at 7:00" in billed.says("digest Friday 7am")[0].text
    friday = due(billed)
    assert digesting.run(friday) == 1
    billed.says("digest sunday 11pm")
    assert digesting.run(friday + timedelta(days=3)) == 0
    assert len(digests(billed)) == 1


def test_no_digest_is_none_until_it_is_asked_for_again(billed):
    digesting = Digesting(billed.database, billed.conversations)
    assert "No weekly digest any more" in billed.says("no digest")[0].text
    assert digesting.run(datetime.now(UTC) + FAR) == 0
    assert due(billed) is None
    billed.says("digest")
    assert digesting.run(due(billed)) == 1


def test_with_nothing_to_say_nothing_is_said_and_too_late_is_left_out(billed):
    digesting = Digesting(billed.database, billed.conversations)
    digesting.run()
    assert digesting.run(due(billed) + timedelta(hours=7)) == 0
    assert digesting.run(due(billed)) == 1


def test_a_job_without_money_is_no_news(working):
    digesting = Digesting(working.database, working.conversations)
    digesting.run()
    assert digesting.run(due(working)) == 0
    assert digests(working) == []


class Broken(Digesting):
    """One whose figures cannot be read."""

    def _say(self, *about):
        raise ValueError(about)


def test_one_that_cannot_be_made_keeps_no_other_waiting_and_is_tried_again(billed, caplog):
    digesting = Digesting(billed.database, billed.conversations)
    digesting.run()
    first = due(billed)
    assert Broken(billed.database, billed.conversations).run(first) == 0
    assert "could not be made" in caplog.text
    assert digesting.run(first) == 0
    assert digesting.run(first + timedelta(hours=1)) == 1
