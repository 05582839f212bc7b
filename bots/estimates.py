"""A file that a contractor has becomes an estimate, or a refusal: this is what dialogue and pages call."""

from pathlib import Path

from bots.intents.estimates import understand
from core.domain.account import Language
from core.domain.estimate import Estimate, EstimateRefused
from storage.estimates.grid import GridRefused
from storage.estimates.reader import Grids


class Estimates:
    """Reads files in a limited child. Safe to call from many threads; it blocks, so call it beside the loop."""

    def __init__(self, grids: Grids) -> None:
        self._grids = grids

    def read_estimate(self, path: Path, currency: str, language: Language) -> Estimate | EstimateRefused:
        """All of the file or nothing. Raises IntakeFailed when the machine, not the file, is at fault: try later."""
        grid = self._grids.read(path)
        if isinstance(grid, GridRefused):
            return EstimateRefused(code=grid.code, details=grid.details)
        return understand(grid, language, currency)
