"""A person goes, and what must stay stays: nothing frozen is touched, and what a dry run says is what happens."""

import pytest

from core.domain.bank_line import BankFile, BankLine, line_id
from core.ports.blobs import BlobMissing
from core.ports.messaging import Message
from core.ports.outbox import Outbound
from core.ports.payees import PayeeNews
from core.usecases import bank_lines, payees
from storage.audit import audit
from storage.blobs.local import LocalBlobs
from tests.core.site import Site, usd

DANA, OMAR = "+14155550134", "+14155550135"


@pytest.fixture
def blobs(tmp_path):
    return LocalBlobs(tmp_path / "blobs")


@pytest.fixture
def site(database, blobs, ask):
    """Dana's job is billed and paid in part, with a photo on the invoice and one on none; Omar's is his own."""
    site = Site(database.books)
    kitchen, bath = site.project().project, site.project(name="Bath", client="Omar Diaz", phone=OMAR).project
    site.photos_kept(kitchen.id, site.milestone(kitchen.id, "demo").id)
    site.pay_by_hand(site.bill(kitchen.id, "demo"), usd("1000"))
    site.photos_kept(kitchen.id, site.milestone(kitchen.id, "cabinets").id)
    site.photos_kept(bath.id, site.milestone(bath.id, "demo").id)
    for (proof,) in ask("SELECT id FROM proofs"):
        key = blobs.put(site.account_id, str(proof).encode(), "image/jpeg")
        copies = '{"client": "%s", "page": "%s", "thumb": "%s", "client_type": "image/jpeg", "width": 1, "height": 1}'
        ask("UPDATE proofs SET original_key = %s, copies = %s WHERE id = %s", key, copies % (key, key, key), proof)
    for phone in (DANA, OMAR):
        ask(
            "INSERT INTO inbox (source, external_id, line, body) VALUES ('simulator', %s, %s, 'hello')",
            phone,
            f"simulator:{phone}",
        )
        ask("INSERT INTO sessions (channel, address, state, updated_at) VALUES ('simulator', %s, '{}', now())", phone)
        with site.open() as ledger:
            ledger.say(
                Outbound(
                    id=site.new_id(),
                    account_id=site.account_id,
                    key=f"to:{phone}",
                    channel="simulator",
                    address=phone,
                    message=Message(text=f"To {phone}"),
                    created_at=site.now,
                )
            )
    return site


@pytest.fixture
def dana(database, site):
    return next(key for key, name in database.erasing.clients(site.account_id) if name == "Dana Lee")


def everything(ask):
    tables = [name for (name,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    kept = [name for name in tables if not name.startswith(("procrastinate", "alembic"))]
    return {name: sorted(str(row) for (row,) in ask(f"SELECT to_jsonb(t) FROM {name} t")) for name in kept}  # noqa: S608


FROZEN = ("invoices", "invoice_milestones", "credit_notes", "payments", "receipts", "refunds", "journal_entries")


def test_a_dry_run_changes_nothing_and_says_what_happens(database, site, dana, blobs, ask):
    before = everything(ask)
    looked = database.erasing.look(site.account_id, dana)
    assert everything(ask) == before
    assert database.erasing.erase(blobs, site.account_id, dana, "asked for") == looked
    goes = dict(looked.goes)
    assert goes["messages to them"] >= 1
    assert goes["photos and files that are on no issued invoice"] == goes["stored files"] == 1
    assert {what: n for what, _, n in looked.stays if n} == {
        "issued invoices, with their PDFs and the names on them": 1,
        "payments, refunds and receipts": 1,
        "journal entries": 2,
        "photos and files on issued invoices": 1,
    }


def test_nothing_of_the_person_is_left_but_on_what_must_stay(database, site, dana, blobs, ask):
    database.erasing.erase(blobs, site.account_id, dana, "asked for")
    left = everything(ask)
    assert {name for name, rows in left.items() if "Dana Lee" in str(rows)} <= {"invoices"}
    assert not {name for name, rows in left.items() if DANA in str(rows)} - {"inbox", "invoices"}
    assert ask("SELECT line FROM inbox WHERE body IS NOT NULL") == [(f"simulator:{OMAR}",)]


def test_what_is_frozen_is_untouched_and_the_books_are_right(database, site, dana, blobs, ask):
    before = everything(ask)
    database.erasing.erase(blobs, site.account_id, dana, "asked for")
    after = everything(ask)
    assert [name for name in FROZEN if before[name] != after[name]] == []
    with database.engine.begin() as connection:
        assert not list(audit(connection))


def test_others_are_left_alone(database, site, dana, blobs, ask):
    before = everything(ask)
    database.erasing.erase(blobs, site.account_id, dana, "asked for")
    after = everything(ask)
    for name in ("clients", "addresses", "outbound", "sessions", "proofs"):
        theirs = [row for row in before[name] if OMAR in row or "Omar" in row]
        assert [row for row in theirs if row not in after[name]] == []
    assert len(after["projects"]) == len(before["projects"])


def test_bytes_leave_a_tombstone_and_those_on_an_invoice_stay(database, site, dana, blobs, ask):
    billed = [key for (key,) in ask("SELECT original_key FROM proofs WHERE invoice_id IS NOT NULL")]
    before = {key for (key,) in ask("SELECT original_key FROM proofs")}
    database.erasing.erase(blobs, site.account_id, dana, "asked for")
    [(sha256, reason, gone)] = ask("SELECT sha256, reason, gone_at IS NOT NULL FROM tombstones")
    assert (f"{site.account_id}/{sha256}" in before, reason, gone) == (True, "asked for", True)
    with pytest.raises(BlobMissing):
        blobs.get(f"{site.account_id}/{sha256}")
    assert all(blobs.get(key) for key in billed)


def test_bytes_that_a_crash_left_are_taken_away_later_unless_they_came_again(database, site, blobs, ask):
    loose, again = (blobs.put(site.account_id, content, "x/y") for content in (b"loose", b"again"))
    ask("UPDATE invoices SET pdf_key = %s", again)
    for key in (loose, again):
        ask(
            "INSERT INTO tombstones (account_id, sha256, reason, erased_at) VALUES (%s, %s, '', now())",
            site.account_id,
            key.rpartition("/")[2],
        )
    assert (database.erasing.finish(blobs, site.account_id), database.erasing.finish(blobs, site.account_id)) == (2, 0)
    assert blobs.get(again) == b"again"
    with pytest.raises(BlobMissing):
        blobs.get(loose)


def test_erasing_again_finds_nothing_to_do(database, site, dana, blobs):
    database.erasing.erase(blobs, site.account_id, dana, "asked for")
    again = dict(database.erasing.look(site.account_id, dana).goes)
    again.pop("names, phones and e-mail addresses of clients")
    assert not any(again.values())


def test_an_account_goes_with_all_its_people_but_for_its_books(database, site, blobs, ask):
    other = Site(database.books)
    other.project(client="Pat Roe")
    for one in (site, other):
        with one.open() as ledger:
            told = PayeeNews(external_id=f"acct_{one.account_id}", may_charge=True)
            payees.note_payee(ledger, one.asked(), one.firm.contractor.id, "stripe", told)
    before = everything(ask)
    database.erasing.erase(blobs, site.account_id, None, "closed")
    after = everything(ask)
    assert [name for name in FROZEN if before[name] != after[name]] == []
    assert ask("SELECT DISTINCT name FROM clients ORDER BY 1") == [("Erased",), ("Pat Roe",)]
    assert not ask("SELECT FROM addresses WHERE account_id = %s", site.account_id)
    assert ask("SELECT count(*) FROM addresses WHERE account_id = %s", other.account_id)[0][0] > 0
    assert ask("SELECT account_id FROM payees") == [(other.account_id,)]
    assert [row for row in before["members"] if str(other.account_id) in row and row not in after["members"]] == []
    with database.engine.begin() as connection:
        assert not list(audit(connection))


def test_erased_clients_and_proofs_are_still_read_by_the_books(database, site, dana, blobs):
    database.erasing.erase(blobs, site.account_id, dana, "asked for")
    with site.open() as ledger:
        for project in ledger.projects():
            ledger.project_file(project.id)
            ledger.proofs(project.id)


@pytest.fixture
def from_bank(site, blobs, ask):
    """A file of the firm's bank, with a line that paid Dana's invoice and one that is open."""
    key = blobs.put(site.account_id, b"a bank's file", "text/csv")
    with site.open() as ledger:
        files = [ledger.project_file(one.id) for one in ledger.projects()]
        invoice = next(one for file in files for one in file.invoices)
        file = BankFile(
            id=site.new_id(),
            account_id=site.account_id,
            file_key=key,
            file_name="bank.csv",
            kind="csv",
            sent_by=site.firm.member.id,
            came_at=site.now,
        )
        lines = [
            BankLine(
                id=line_id(site.account_id, words),
                account_id=site.account_id,
                file_id=file.id,
                on=site.now.date(),
                amount=usd("10"),
                left=usd("10"),
                payer=words,
                text="",
                reference="",
            )
            for words in ("DANA LEE", "OMAR DIAZ")
        ]
        bank_lines.take_bank_lines(ledger, file, lines)
        part = bank_lines.Allotment(line_id=lines[0].id, invoice_id=invoice.id, amount=usd("10"), balance=usd("3500"))
        bank_lines.record_bank_lines(ledger, site.asked(), [part])
    return key


def test_the_words_of_a_bank_line_go_with_the_client_whom_it_paid_for(database, site, dana, blobs, ask, from_bank):
    database.erasing.erase(blobs, site.account_id, dana, "asked for")
    assert ask("SELECT payer, state FROM bank_lines ORDER BY payer") == [("", "recorded"), ("OMAR DIAZ", "open")]
    assert blobs.get(from_bank) == b"a bank's file"


def test_a_banks_file_goes_with_the_account(database, site, blobs, ask, from_bank):
    database.erasing.erase(blobs, site.account_id, None, "closed")
    assert ask("SELECT DISTINCT payer FROM bank_lines") == [("",)]
    assert ask("SELECT file_key, file_name FROM bank_files") == [("", "")]
    with pytest.raises(BlobMissing):
        blobs.get(from_bank)
