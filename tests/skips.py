"""A test that cannot run says so last; where CI is set, it fails the run.

Loaded by ``addopts`` in pyproject.toml.
"""

import os

import pytest

# Node id -> why it may be skipped even where CI is set. Each line is a promise not kept yet: keep it short.
ALLOWED: dict[str, str] = {}


class Skips:
    """Collects what was skipped, in every worker, and tells it at the very end."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        # An expected failure is reported as skipped too; it says itself what it waits for.
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.found[report.nodeid] = reason.removeprefix("Skipped: ")

    @property
    def unallowed(self) -> list[str]:
        return sorted(set(self.found) - set(ALLOWED))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unallowed and _strict() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_unconfigure(self) -> None:
        if not self.found:
            return
        print(f"\n{len(self.found)} could not run:")
        for nodeid, reason in sorted(self.found.items()):
            print(f"  {nodeid}: {reason}" + (f" (allowed: {ALLOWED[nodeid]})" if nodeid in ALLOWED else ""))
        if self.unallowed and _strict():
            print("A test that cannot run fails the run where CI is set.")


def _strict() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def pytest_configure(config: pytest.Config) -> None:
    # Workers report to the one process that tells the person.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Skips(), "milepost-skips")
