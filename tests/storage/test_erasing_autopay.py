"""What a client had kept to be charged goes with them, at the gateway too; what they agreed to stays, as its proof."""

import json

import pytest

from storage.blobs.local import LocalBlobs
from storage.exports.sinks import FolderSink
from storage.exports.whole import read
from tests.core.site import Site, fixed, rest, usd
from tests.core.usecases.test_autopay import VISA, WORDS, Saving

KEPT = "SELECT state, ended_by, brand, last4 FROM saved_methods ORDER BY place"
LET_GO = "SELECT args ->> 'method_id' FROM procrastinate_jobs WHERE task_name = 'let_go_of_method' ORDER BY id"


class Kept(Saving):
    """On PostgreSQL."""

    def __init__(self, books):
        Site.__init__(self, books)
        self.job = self.project(usd("2000"), (fixed("demo", "1000"), rest("tile"))).project.id


@pytest.fixture
def blobs(tmp_path):
    return LocalBlobs(tmp_path / "blobs")


@pytest.fixture
def site(database):
    return Kept(database.books)


@pytest.fixture
def demo(site):
    return site.bill(site.job, "demo")


def erase(database, site, blobs, name="Dana Lee"):
    client = next((key for key, known in database.erasing.clients(site.account_id) if known == name), None)
    return database.erasing.erase(blobs, site.account_id, client, "asked for")


def test_it_ends_and_the_gateway_is_asked_to_let_go_of_it_once(database, site, demo, blobs, ask):
    method = site.saves(demo)
    looked = database.erasing.look(site.account_id, database.erasing.clients(site.account_id)[0][0])
    assert dict(looked.goes)["saved ways to pay, of which gateways are asked to let go"] == 1
    assert ask(LET_GO) == []
    erase(database, site, blobs)
    assert ask(KEPT) == [("ended", "erased", "", "")]
    assert ask(LET_GO) == [(str(method.id),)]
    assert ask("SELECT customer, external_id FROM saved_methods") == [("cus_1", "pm_1")]  # until it has let go
    erase(database, site, blobs, "Erased")
    assert len(ask(LET_GO)) == 1
    assert ask("SELECT words FROM autopay_consents") == [(WORDS[0],)]


def test_what_ended_before_is_forgotten_too_and_keeps_by_whom_it_ended(database, site, demo, blobs, ask):
    site.stop(site.saves(demo), "client")
    erase(database, site, blobs)
    assert ask(KEPT) == [("ended", "client", "", "")]


def test_another_clients_is_left_alone(database, site, demo, blobs, ask):
    site.saves(demo)
    bath = site.project(usd("1000"), (fixed("demo", "1000"),), name="Bath", client="Omar Diaz", phone="+14155550135")
    site.saves(site.bill(bath.project.id, "demo"), external_id="pi_2")
    erase(database, site, blobs)
    assert ask(KEPT) == [("ended", "erased", "", ""), ("on", "", "Visa", "4242")]


def test_with_the_whole_account_all_of_them_go(database, site, demo, blobs, ask):
    site.saves(demo)
    database.erasing.erase(blobs, site.account_id, None, "asked for")
    assert ask(KEPT) == [("ended", "erased", "", "")]
    assert len(ask(LET_GO)) == 1


def test_what_is_paid_after_the_erasing_is_not_kept(database, site, demo, blobs, ask):
    """Their page at the gateway was open still."""
    request = site.request(demo, site.agree_to(demo))
    erase(database, site, blobs)
    assert site.hears(request, kept=VISA).saved is None
    assert ask(KEPT) == [("ended", "erased", "", "")]
    assert len(ask(LET_GO)) == 1


def test_the_export_has_what_was_agreed_to_and_what_is_kept(database, site, demo, tmp_path):
    site.saves(demo)
    folder = tmp_path / "out"
    folder.mkdir()
    with database.engine.begin() as connection:
        read(connection, site.account_id, FolderSink(folder))
    [agreed] = json.loads((folder / "records" / "autopay_consents.json").read_text())
    [kept] = json.loads((folder / "records" / "saved_methods.json").read_text())
    assert (agreed["words"], agreed["language"], kept["consent_id"]) == (*WORDS, agreed["id"])
    assert (kept["brand"], kept["last4"], kept["customer"]) == ("Visa", "4242", "cus_1")
