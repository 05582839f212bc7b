import pytest

from storage.bank_files.lines import BankRead, BankRefused, DatesUnclear
from storage.bank_files.reader import BankFiles


@pytest.fixture(scope="session")
def bank_files():
    """One for all: starting one takes a quarter of a second."""
    files = BankFiles()
    yield files
    files.close()


@pytest.fixture
def read(bank_files, tmp_path):
    """Read bytes in the child, as if they had arrived in a file."""

    def reading(content: bytes, currency="USD", order="") -> BankRead | DatesUnclear | BankRefused:
        path = tmp_path / "arrived"
        path.write_bytes(content)
        return bank_files.read(path, currency, order)

    return reading
