"""The glossary and the code use the same words."""

import ast
import re
from collections.abc import Iterator

from tests import walls

GLOSSARY = (walls.ROOT / "docs" / "glossary.md").read_text()
AVOIDED = {"user", "customer", "order", "orders", "manager", "helper", "helpers", "util", "utils", "data"}
OURS = walls.sources(*walls.PACKAGES)
# A change order is the trade's word for one thing; a project manager is a role people have.
TERMS = re.compile(r"change_?orders?|project_?manager|_in_order|_order_of", re.IGNORECASE)


def words_under(heading: str) -> list[str]:
    section = GLOSSARY.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)`", section, re.MULTILINE)


def names(found: walls.Sources) -> Iterator[str]:
    """Every name in the code: what is defined, passed, read, and the words of the lifecycle tables."""
    for _, node in walls.nodes(found):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Attribute(attr=name) | ast.Name(id=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.Constant(value=str(name)) if name.isidentifier():
                yield name
            case _:
                pass


def coined(found: walls.Sources) -> Iterator[str]:
    """The names that we chose: of classes, functions and modules, with their places."""
    for path, node in walls.nodes(found):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path}: {node.name}"
    yield from (f"{path}: {path.split('/')[-1].removesuffix('.py')}" for path in found)


def avoided_in(found: walls.Sources) -> list[str]:
    return [name for name in coined(found) if AVOIDED & set(split(TERMS.sub("", name.split(": ")[1])))]


def split(name: str) -> list[str]:
    """snake_case and CamelCase alike: "OrderRow" -> order, row."""
    return re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())


def test_every_word_of_this_release_is_in_the_code() -> None:
    known = set(names(OURS))
    wanted = [*words_under("In this release"), *words_under("Words of the machine")]
    assert len(wanted) > 30
    assert [word for word in wanted if word not in known] == []


def test_no_word_of_a_later_release_is_in_the_code_yet() -> None:
    classes = {node.name for _, node in walls.nodes(OURS) if isinstance(node, ast.ClassDef)}
    assert [word for word in words_under("Later") if word in classes] == []


def test_the_avoided_words_name_nothing() -> None:
    assert avoided_in(OURS) == []


def test_an_avoided_word_is_found() -> None:
    assert avoided_in({"x.py": "class OrderRow: ..."})
    assert avoided_in({"x.py": "def _order(): ..."})
    assert avoided_in({"bots/utils.py": ""})
    assert avoided_in({"x.py": "class ChangeOrderRow: ...\ndef change_orders(): ...\ndef metadata(): ..."}) == []
