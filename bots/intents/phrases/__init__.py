"""What people type for what they mean, one table a language. ``bots.intents.grammar`` says how a line is read."""

from collections.abc import Mapping

from bots.intents.phrases.en import PHRASES as EN
from bots.intents.phrases.es import PHRASES as ES
from core.domain.account import Language

PHRASES: Mapping[Language, Mapping[str, tuple[str, ...]]] = {"en": EN, "es": ES}
