from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.estimates.grid import Grid, GridRefused
from storage.estimates.reader import Grids

Read = Callable[[bytes], Grid | GridRefused]


@pytest.fixture(scope="session")
def grids() -> Iterator[Grids]:
    """One for all: starting one takes a quarter of a second."""
    grids = Grids()
    yield grids
    grids.close()


@pytest.fixture
def read(grids: Grids, tmp_path: Path) -> Read:
    """Read bytes as if they had arrived in a file."""

    def reading(content: bytes) -> Grid | GridRefused:
        path = tmp_path / "arrived"
        path.write_bytes(content)
        return grids.read(path)

    return reading
