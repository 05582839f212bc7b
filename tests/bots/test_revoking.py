"""Links are revoked in words, by a tap: what went out opens nothing any more, what goes out next does."""

import psycopg
import pytest

from tests.bots.talk import DANA, labels
from tests.bots.test_proposals import OFFER, firm, sign

__all__ = ["firm"]


def versions(talk):
    with psycopg.connect(talk.database.url) as connection:
        (job,) = connection.execute("SELECT link_version FROM projects").fetchone()
        return job, [version for (version,) in connection.execute("SELECT version FROM payment_links")]


@pytest.mark.parametrize(
    "said",
    [
        "revoke the link",
        "revoke all links",
        "disable the project link",
        "cancel the link I sent to Dana",
        "revoke the invoice link for Maple St kitchen",
        "anula el enlace",
        "revoca los enlaces de Maple St kitchen",
        "desactiva el enlace de la factura",
    ],
)
def test_it_is_asked_first_and_then_every_link_of_the_job_is_another(billed, said):
    (asked,) = billed.says(said)
    assert asked.code == "links.revoke_ask"
    assert "Maple St kitchen" in asked.text
    assert versions(billed) == (1, [1])
    (done,) = billed.taps(labels(asked)[0])
    assert done.code == "links.revoked"
    assert versions(billed) == (2, [2])
    assert billed.news(DANA) == []


def test_a_new_link_goes_out_by_one_tap(billed):
    billed.says("revoke the link")
    done = billed.says("yes")[0]
    assert done.text == "Done. The links that went out for Maple St kitchen open nothing any more."
    assert billed.taps(labels(done)[0])[0].code == "whole.sent"
    assert billed.news(DANA)[0].project_id == str(billed.files()[0].project.id)


def test_without_the_tap_nothing_is_revoked(billed):
    billed.says("revoke the link")
    billed.taps("Leave it")
    assert versions(billed) == (1, [1])


def test_of_a_proposal_that_went_out_the_link_is_revoked_before_there_is_a_job(firm):
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    for said in ("revoke the link", "revoke the proposal link", "revoke the quote link for Dana"):
        assert firm.says(said)[0].code == "links.revoke_ask"
    done = firm.taps("Revoke the links")[0]
    assert labels(done) == ["Send to Dana Lee"]
    with psycopg.connect(firm.database.url) as connection:
        assert connection.execute("SELECT link_version FROM proposals").fetchone() == (2,)
    assert firm.says("revoke the proposal link for Sam")[0].code == "links.no_proposal"


def test_a_signed_one_is_revoked_too(firm):
    firm.says(OFFER)
    firm.taps("Send to Dana Lee")
    sign(firm)
    firm.says("revoke the proposal link")
    assert labels(firm.taps("Revoke the links")[0]) == []


def test_where_nothing_went_out_nothing_is_revoked(talk):
    talk.says("Hi")
    talk.says("Rivera Remodeling")
    assert talk.says("revoke the proposal link")[0].code == "links.no_proposal"


def test_it_is_told_in_spanish(billed):
    billed.says("hazlo en español")
    asked = billed.says("anula los enlaces")[0]
    assert asked.text.startswith("¿Anulo los enlaces que salieron de Maple St kitchen?")
    assert billed.taps("Anular los enlaces")[0].text.startswith("Listo.")
