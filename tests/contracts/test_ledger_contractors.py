"""What every ledger promises where several contractors do one job."""

from dataclasses import replace
from uuid import uuid4

from tests.contracts.ledgers import read, save
from tests.storage.samples import Story


def test_a_project_file_knows_every_contractor_of_its_account_and_who_does_what(books, story):
    other = Story()
    save(books, other, *other.all)
    lopez = replace(story.contractor, id=uuid4(), name="Lopez Plumbing")
    theirs = replace(story.milestones[0], contractor_id=lopez.id)
    save(books, story, lopez, theirs)
    with books.open(story.account.id) as ledger:
        assert ledger.contractors() == (story.contractor, lopez)
        file = ledger.project_file(story.project.id)
    assert (file.contractor, file.contractors) == (story.contractor, (story.contractor, lopez))
    assert file.by(lopez.id).contractor == lopez
    assert file.by(lopez.id).mine.milestones == (theirs,)


def test_invoices_of_several_contractors_are_read_as_they_were_issued(books, story):
    lopez = replace(story.contractor, id=uuid4(), name="Lopez Plumbing")
    save(books, story, lopez)
    issued = (story.invoice(1), story.invoice(2), story.invoice(1, contractor_id=lopez.id), story.invoice(3))
    for one in issued:
        save(books, story, one)
    save(books, story, replace(issued[0], state="paid"))
    file = read(books, story, lambda ledger: ledger.project_file(story.project.id))
    assert [one.id for one in file.invoices] == [one.id for one in issued]
