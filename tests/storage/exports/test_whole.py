"""Everything of an account is handed over, readable; nothing of another's, and nothing that opens a door."""

import json
from uuid import uuid4

import pytest

from core.usecases.applications import keep_application
from storage.blobs.local import LocalBlobs
from storage.exports.whole import NotThere, tables
from storage.tables import METADATA
from tests.core.site import Site, usd

HOSTILE = "../../etc/<script>alert(1)</script>.jpg"


@pytest.fixture
def blobs(tmp_path):
    return LocalBlobs(tmp_path / "blobs")


@pytest.fixture
def site(database, blobs):
    site = Site(database.books)
    kitchen = site.project(name="../Maple/St").project
    site.pay_by_hand(site.bill(kitchen.id, "demo"), usd("1000"))
    site.photos_kept(kitchen.id, site.milestone(kitchen.id, "demo").id, 2)
    return site


@pytest.fixture
def stored(site, blobs, ask):
    """One photo's bytes are there under an awkward name, the other's are gone."""
    key = blobs.put(site.account_id, b"a photo", "image/jpeg")
    ask("UPDATE proofs SET original_key = %s", f"{site.account_id}/{'0' * 64}")
    first = "UPDATE proofs SET original_key = %s, file_name = %s WHERE id = (SELECT min(id::text)::uuid FROM proofs)"
    ask(first, key, HOSTILE)
    return site


def test_each_record_is_there_and_readable(database, stored, blobs, tmp_path):
    made = database.whole.export(blobs, stored.account_id, tmp_path / "out")
    assert made.name == "Rivera Builders"
    [payment] = json.loads((tmp_path / "out/records/payments.json").read_text())
    assert (payment["amount_minor"], payment["note"]) == (100_000, "check 1023")
    assert made.rows["invoices"] == 1
    assert {file.name for file in (tmp_path / "out/books").iterdir()} > {"invoices.csv", "README.txt"}


def test_files_have_names_that_lead_nowhere_else_and_what_is_gone_is_said(database, stored, blobs, tmp_path):
    made = database.whole.export(blobs, stored.account_id, tmp_path / "out")
    [photo], [gone] = made.files, made.missing
    assert (tmp_path / "out" / photo).read_bytes() == b"a photo"
    assert (tmp_path / "out" / photo).resolve().is_relative_to(tmp_path / "out/files/photos")
    page = (tmp_path / "out/index.html").read_text()
    assert f'<a href="{photo}">' in page
    assert gone in page
    assert "<script" not in page


def test_an_application_for_payment_is_there_as_the_client_got_it(database, stored, blobs, tmp_path):
    with stored.open() as ledger:
        [invoice] = [one for project in ledger.projects() for one in ledger.project_file(project.id).invoices]
        keep_application(ledger, invoice.id, blobs.put(stored.account_id, b"an application", "application/pdf"))
    made = database.whole.export(blobs, stored.account_id, tmp_path / "out")
    [name] = [one for one in made.files if one.startswith("files/applications")]
    assert (tmp_path / "out" / name).read_bytes() == b"an application"


def test_nothing_of_another_account_and_nothing_that_opens_a_door_is_in_it(database, stored, blobs, tmp_path, ask):
    other = Site(database.books)
    other.project(name="Secret Ave", client="Nobody Else")
    database.whole.export(blobs, stored.account_id, tmp_path / "out")
    said = "".join(file.read_text(errors="replace") for file in (tmp_path / "out").rglob("*") if file.is_file())
    assert "Maple" in said
    assert not [word for word in ("Secret Ave", "Nobody Else", str(other.account_id), "code_hash") if word in said]


def test_every_table_of_an_account_is_in_it():
    without = {
        "inbox",
        "moves",
        "early_reports",
        "job_failures",
        "gateway_pauses",
        "nightly_runs",
        "consents",
        "credentials",
    }
    assert {table.name for table in METADATA.sorted_tables} - {table.name for table in tables()} == without


def test_an_account_that_is_not_there_has_nothing(database, blobs, tmp_path):
    with pytest.raises(NotThere):
        database.whole.export(blobs, uuid4(), tmp_path / "out")
    assert not (tmp_path / "out").exists()
