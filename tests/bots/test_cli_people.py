"""``milepost accounts``, ``milepost export`` and ``milepost erase``."""

import pytest
from typer.testing import CliRunner

from bots.cli import app
from storage.database import Database
from tests.bots.test_cli import here, said
from tests.core.site import Site, usd

run = CliRunner()
__all__ = ["here"]


@pytest.fixture
def site(here, database_url):
    site = Site(Database(database_url).books)
    site.pay_by_hand(site.bill(site.project().project.id, "demo"), usd("1000"))
    return site


def test_accounts_are_listed_with_their_ids(here, database_url):
    assert "no account yet" in said(run.invoke(app, ["accounts"]))
    site = Site(Database(database_url).books)
    told = said(run.invoke(app, ["accounts"]))
    assert str(site.account_id) in told
    assert "Rivera Builders" in told


@pytest.mark.parametrize("by", ["id", "name"])
def test_an_account_is_exported_by_its_id_or_its_name(here, site, by):
    meant = str(site.account_id) if by == "id" else "Rivera Builders"
    result = run.invoke(app, ["export", meant, "--out", "mine"])
    assert (result.exit_code, "0 files are in mine" in said(result)) == (0, True)
    assert "check 1023" in (here / "mine/books/payments.csv").read_text()
    assert (here / "mine/index.html").exists()


def test_what_is_not_there_not_one_or_in_the_way_is_refused_in_words(here, site, database_url):
    assert "There is no account Nobody" in said(result := run.invoke(app, ["export", "Nobody", "--out", "mine"]))
    assert result.exit_code == 1
    Site(Database(database_url).books)
    result = run.invoke(app, ["export", "Rivera Builders", "--out", "mine"])
    assert (result.exit_code, "2 accounts are called" in said(result)) == (1, True)
    assert not (here / "mine").exists()
    (here / "mine").mkdir()
    (here / "mine/here").touch()
    result = run.invoke(app, ["export", str(site.account_id), "--out", "mine"])
    assert (result.exit_code, "mine is not empty" in said(result)) == (2, True)


def test_a_dry_run_says_what_would_go_and_what_stays_and_why(here, site, database_url):
    result = run.invoke(app, ["erase", "Rivera Builders", "--client", "Dana Lee", "--dry-run"])
    told = said(result)
    assert result.exit_code == 0
    assert "e-mail addresses of clients │ 1" in told
    assert "issued invoices, with their PDFs and the names on them │ 1 │ the law has books kept" in told
    assert "Nothing was changed." in told
    assert [name for _, name in Database(database_url).erasing.clients(site.account_id)] == ["Dana Lee"]


@pytest.mark.parametrize("who", [["--client", "Dana Lee"], []])
def test_erasing_asks_for_the_name_and_does_nothing_for_another(here, site, database_url, who):
    name = who[-1] if who else "Rivera Builders"
    erasing = Database(database_url).erasing
    result = run.invoke(app, ["erase", str(site.account_id), *who], input="yes\n")
    assert (result.exit_code, "That is another name." in said(result)) == (1, True)
    assert [called for _, called in erasing.clients(site.account_id)] == ["Dana Lee"]
    result = run.invoke(app, ["erase", str(site.account_id), *who], input=f"{name}\n")
    assert (result.exit_code, f"{name} is erased." in said(result)) == (0, True)
    assert [called for _, called in erasing.clients(site.account_id)] == ["Erased"]


def test_a_client_who_is_not_there_or_not_one_is_refused_in_words(here, site):
    result = run.invoke(app, ["erase", "Rivera Builders", "--client", "Pat", "--dry-run"])
    assert (result.exit_code, "There is no client Pat." in said(result)) == (1, True)
    site.project(name="Oak Ave", phone="+14155550199")
    result = run.invoke(app, ["erase", "Rivera Builders", "--client", "Dana Lee", "--dry-run"])
    assert (result.exit_code, "2 clients are called Dana Lee. Name one by its id" in said(result)) == (1, True)
