"""``milepost accounts`` and ``milepost export``."""

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
