"""The parts of the documents that are made from the code: ``python -m tests.docs.generated`` writes them anew.

The lifecycle diagrams of ``docs/architecture.md`` come from the tables, ``.env.example`` from the settings.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from core.domain import lifecycle
from core.domain.lifecycle import Lifecycle

ROOT = Path(__file__).parent.parent.parent
ARCHITECTURE = ROOT / "docs" / "architecture.md"
ENV_EXAMPLE = ROOT / ".env.example"
DIAGRAMS = re.compile(r"(?<=<!-- lifecycles: generated -->\n).*(?=<!-- lifecycles: end -->)", re.DOTALL)
ENV_HEAD = """\
# Every setting of Milepost with its default. Nothing here is needed to try it: copy this file to .env and
# uncomment what you change. Variables of the environment win over .env.
"""


def diagram(table: Lifecycle) -> str:
    """One lifecycle as a Mermaid state diagram: an arrow a pair of states, with every action that takes it."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, action), after in table.steps.items():
        arrows.setdefault((state, after), []).append(action)
    last = sorted(table.states - {state for state, _ in table.steps})
    lines = [
        f"    [*] --> {table.first}",
        *(f"    {state} --> {after}: {', '.join(actions)}" for (state, after), actions in arrows.items()),
        *(f"    {state} --> [*]" for state in last),
    ]
    title = table.name.replace("_", " ").capitalize()
    return "\n".join([f"### {title}", "", "```mermaid", "stateDiagram-v2", *lines, "```", ""])


def diagrams() -> str:
    return "\n" + "\n".join(diagram(table) for table in lifecycle.ALL) + "\n"


def with_diagrams(document: str) -> str:
    """The document with what stands between its markers replaced."""
    return DIAGRAMS.sub(lambda _: diagrams(), document)


def env_example(fields: Mapping[str, FieldInfo]) -> str:
    """Every setting by its name in the environment, commented out, its default behind it and its words above it."""
    entries = [f"# {field.description}\n#{name.upper()}={_default(field)}\n" for name, field in fields.items()]
    return "\n".join([ENV_HEAD, *entries])


def _default(field: FieldInfo) -> str:
    default = field.get_default()
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default)


def main() -> None:
    from bots.settings import Settings

    ARCHITECTURE.write_text(with_diagrams(ARCHITECTURE.read_text()))
    ENV_EXAMPLE.write_text(env_example(Settings.model_fields))


if __name__ == "__main__":
    main()
