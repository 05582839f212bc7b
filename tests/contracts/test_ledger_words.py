"""What every ledger promises of words and jobs: with the state that wanted them, and once a key."""

from dataclasses import replace
from uuid import uuid4

import pytest

from core.domain.errors import NotFound
from core.ports.ledger import Books, Ledger
from core.ports.messaging import Button, Enclosure, Message
from core.ports.outbox import Job, Outbound
from tests.contracts.ledgers import kept, later, read, save
from tests.storage.samples import NOON, Story
from tests.twins.memory_ledger import MemoryBooks


def outbound(story: Story, key: str, **changed) -> Outbound:
    message = Message(
        text="Hello",
        buttons=(Button("Send", {"do": "send", "n": 1}),),
        link_id=str(uuid4()),
        link_label="Open",
        enclosures=(Enclosure(source="blob:a/b", file_name="a.pdf", media_type="application/pdf"),),
    )
    fields = {"channel": "telegram", "address": "42", "message": message, "created_at": NOON, **changed}
    return Outbound(**{"id": uuid4(), "account_id": story.account.id, "key": key, **fields})


def said(books: Books, request) -> list[str]:
    if isinstance(books, MemoryBooks):
        return [message.key for message in books.outbound]
    return rows(request, "SELECT key FROM outbound ORDER BY created_at")


def jobs(books: Books, request) -> list[str]:
    if isinstance(books, MemoryBooks):
        return [job.name for job in books.jobs]
    return rows(request, "SELECT task_name FROM procrastinate_jobs WHERE task_name <> 'send' ORDER BY id")


def rows(request, statement: str) -> list:
    with request.getfixturevalue("database")._engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql(statement)]


def test_a_key_is_said_once(books, story, request):
    with books.open(story.account.id) as ledger:
        ledger.say(outbound(story, "invoice-1"))
        ledger.say(outbound(story, "invoice-1"))
    with books.open(story.account.id) as ledger:
        ledger.say(outbound(story, "invoice-1"))
        ledger.say(outbound(story, "invoice-2", created_at=later(1)))
    assert said(books, request) == ["invoice-1", "invoice-2"]


def test_the_same_key_of_two_accounts_is_two_messages(books, story, request):
    other = kept(books)
    for whose in (story, other):
        with books.open(whose.account.id) as ledger:
            ledger.say(outbound(whose, "invoice-1"))
    assert said(books, request) == ["invoice-1", "invoice-1"]
    with pytest.raises(NotFound), books.open(story.account.id) as ledger:
        ledger.say(outbound(other, "invoice-2"))


def test_words_and_jobs_of_a_block_that_raises_are_gone(books, story, request):
    def work(ledger: Ledger) -> None:
        ledger.say(outbound(story, "ghost"))
        ledger.enqueue(Job(name="render", queue="documents"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read(books, story, work)
    assert said(books, request) == []
    assert jobs(books, request) == []


def test_at_most_one_job_of_a_key_waits(books, story, request):
    with books.open(story.account.id) as ledger:
        for name, unique in (("reply", "chat-1"), ("reply", "chat-1"), ("reply", "chat-2"), ("render", None)):
            ledger.enqueue(Job(name=name, queue="chat", unique=unique))
        ledger.enqueue(Job(name="render", queue="documents", args={"invoice_id": str(uuid4())}))
    with books.open(story.account.id) as ledger:
        ledger.enqueue(Job(name="reply", queue="chat", unique="chat-1"))
        ledger.save(replace(story.member, name="still kept"))
    assert sorted(jobs(books, request)) == ["render", "render", "reply", "reply"]
    assert read(books, story, lambda ledger: ledger.members())[0].name == "still kept"


def test_openings_of_a_page_are_read_by_time(books, story):
    invoice = story.invoice(1)
    openings = [story.opening(invoice, later(minute)) for minute in range(3)]
    save(books, story, invoice, story.invoice(2), *reversed(openings))
    assert list(read(books, story, lambda ledger: ledger.openings(invoice.id))) == openings


def test_what_is_said_about_a_proposal_is_read_by_time(books, story):
    proposal, other = story.proposal(), story.proposal(number="P-0002")
    said = [story.proposal_question(proposal, str(minute), asked_at=later(minute)) for minute in range(3)]
    save(books, story, proposal, other, *reversed(said), story.proposal_question(other, "Else"))
    assert list(read(books, story, lambda ledger: ledger.proposal_questions(proposal.id))) == said
