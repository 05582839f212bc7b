"""The books that every ledger's suite is held to: the twin's and PostgreSQL's."""

import pytest

from core.ports.ledger import Books
from tests.contracts.ledgers import kept
from tests.storage.samples import Story
from tests.twins.memory_ledger import MemoryBooks


@pytest.fixture(params=["memory", "postgresql"])
def books(request) -> Books:
    return MemoryBooks() if request.param == "memory" else request.getfixturevalue("database").books


@pytest.fixture
def story(books) -> Story:
    return kept(books)
