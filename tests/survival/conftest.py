from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.media import samples
from tests.survival.crew import Crew


@pytest.fixture
def crew(database_url: str, tmp_path: Path) -> Iterator[Crew]:
    crew = Crew(database_url, tmp_path)
    yield crew
    crew.stop()


@pytest.fixture(scope="session")
def pictures() -> list[bytes]:
    """Thirty different small photos."""
    return [samples.jpeg(f"Work {n}", width=400, height=300) for n in range(30)]
