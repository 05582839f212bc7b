"""What is slow only once is done beside the start, so that the first message and the first preview do not wait."""

import contextlib
import logging
from datetime import date

from bots.bootstrap import Program
from bots.intents import Hints, understand
from bots.wording import wording
from core.domain.account import Language
from core.ports.documents import RenderFailed
from storage.documents.warm import WarmRenderer

log = logging.getLogger(__name__)
FIRST_WORDS: dict[Language, tuple[str, ...]] = {
    "en": ("Hi", "switch to the barn", "add 350 dumpster to demo", "demo done"),
    "es": ("Hola", "cambia a la cocina", "agrega 350 contenedor a demolición", "demolición lista"),
}


def warm_up(program: Program) -> None:
    """The phrase tables and catalogs of both languages, and the child that makes PDFs. None of it may fail a start."""
    for language, said in FIRST_WORDS.items():
        for text in said:
            understand(text, Hints(language=language, milestone_names=("Demo",), project_names=("Barn",)))
        wording(language).day(date(2026, 1, 1))
    renderer = program.jobs.deliveries.renderer
    if isinstance(renderer, WarmRenderer):
        with contextlib.suppress(RenderFailed, OSError):
            log.info("the PDF child is up; its network is shut off by %s", renderer.start())
