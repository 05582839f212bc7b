"""What the tests against peers install is held as the program's own packages are; the peers have a job of their own."""

import json
import re
import tomllib
from collections.abc import Iterable

import pytest

from tests import walls
from tests.peers.lock import bare
from tests.peers.twilio_oai.extract import CALLS, USED
from tests.test_walls import FLOORS

PEERS = walls.ROOT / "tests" / "peers"
PYTHON_LOCK = (PEERS / "requirements.lock").read_text()
NPM_LOCK = (PEERS / "package-lock.json").read_text()
PROJECT = tomllib.loads((walls.ROOT / "pyproject.toml").read_text())


def careless(npm_lock: str) -> list[str]:
    """What could be another file tomorrow, and every address."""
    packages = {name: about for name, about in json.loads(npm_lock)["packages"].items() if name}
    loose = [name for name, about in packages.items() if not re.match(r"sha512-\S{80}", about.get("integrity", ""))]
    return [*loose, *re.findall(r"\S+://\S+", npm_lock)]


def exact(versions: Iterable[str]) -> bool:
    return all(re.fullmatch(r"(\S+==)?\d+(\.\d+)+", version) for version in versions)


def test_the_locks_of_the_peers_pin_and_hash_everything_and_name_no_place() -> None:
    assert walls.careless_lock(PYTHON_LOCK) == []
    assert careless(NPM_LOCK) == []


@pytest.mark.parametrize("fault", [{}, {"integrity": "sha1-x"}, {"resolved": "https://example.org/a.tgz"}])
def test_a_careless_npm_lock_is_found(fault: dict[str, str]) -> None:
    good = {"version": "1.0.0", "integrity": "sha512-" + "x" * 86 + "=="}
    lock = {"packages": {"": {}, "node_modules/a": fault if "resolved" not in fault else {**good, **fault}}}
    assert careless(json.dumps(lock))
    assert careless(json.dumps(bare({"packages": {"": {}, "node_modules/a": {**good, **fault}}}))) == (
        ["node_modules/a"] if fault.get("integrity") else []
    )


def test_every_peer_is_asked_for_by_its_exact_version() -> None:
    assert exact(PROJECT["dependency-groups"]["peers"])
    assert exact(json.loads((PEERS / "package.json").read_text())["dependencies"].values())
    assert not exact(["telemelya>=0.2"])


def test_the_peers_are_above_the_security_floors_too() -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", PYTHON_LOCK, re.MULTILINE))
    assert set(locked) & set(FLOORS), "nothing was looked at"
    assert walls.below_floor(FLOORS, locked) == []


def test_the_description_of_twilio_has_the_calls_that_are_named() -> None:
    paths = json.loads(USED.read_text())["paths"]
    assert {path: tuple(methods) for calls in CALLS.values() for path, methods in calls.items()} == {
        path: tuple(operations) for path, operations in paths.items()
    }
    assert "Permission is hereby granted" in (USED.parent / "LICENSE").read_text()


def test_the_peers_are_met_in_a_job_of_their_own_which_the_whole_check_runs() -> None:
    assert "*/tests/peers" in PROJECT["tool"]["pytest"]["ini_options"]["norecursedirs"]
    assert re.search(r"^make test-peers$", (walls.ROOT / ".ci" / "run").read_text(), re.MULTILINE)
