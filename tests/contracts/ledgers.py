"""A story in the books, and short ways to read and write it, for every suite about ledgers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from core.ports.ledger import Books, Ledger
from tests.storage.samples import NOON, Story

Opened = Callable[[Story], AbstractContextManager[Ledger]]


def kept(books: Books, **changed) -> Story:
    story = Story(**changed)
    with books.open(story.account.id) as ledger:
        ledger.save(*story.all)
    return story


def read(books: Books, story: Story, ask):
    with books.open(story.account.id) as ledger:
        return ask(ledger)


def save(books: Books, story: Story, *entities) -> None:
    with books.open(story.account.id) as ledger:
        ledger.save(*entities)


def later(minutes: int):
    return NOON + timedelta(minutes=minutes)
