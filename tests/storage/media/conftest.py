"""One intake for all: starting one takes a quarter of a second."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.media.intake import Examined, Intake, Refused

Examine = Callable[..., Examined | Refused]


@pytest.fixture(scope="session")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    intake = Intake(folder=tmp_path_factory.mktemp("copies"))
    yield intake
    intake.close()


@pytest.fixture
def examine(intake: Intake, tmp_path: Path) -> Examine:
    """Examine bytes as if they had arrived in a file."""

    def examined(content: bytes, file_name: str = "file", media_type: str = "") -> Examined | Refused:
        path = tmp_path / "arrived"
        path.write_bytes(content)
        return intake.examine(path, file_name, media_type)

    return examined
