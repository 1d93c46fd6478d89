# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pytest plugin: names a failure at once, which journeys were left out (on CI that counts as a failure), and last
what had failed before the tests began."""

import os

import pytest

JOURNEYS = "tests/journeys/"


class LeftOut:
    """Collects the journeys that were skipped."""

    def __init__(self) -> None:
        self.reasons: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and report.nodeid.startswith(JOURNEYS):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.reasons[report.nodeid] = reason.removeprefix("Skipped: ")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        done = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        if self.reasons and done and os.environ.get("CI") == "true":
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.reasons:
            terminalreporter.section("journeys left out")
            for name, reason in sorted(self.reasons.items()):
                terminalreporter.line(f"{name}: {reason}")


class Before:
    """Tells at the end what failed before the tests: its own lines are far above by then, or cut off."""

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if failed := os.environ.get("NESTED_FAILED"):
            terminalreporter.section("failed before the tests")
            terminalreporter.line(failed)


class AtOnce:
    """Names what fails when it fails: a run that is cut off says nothing in the end."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and terminal is not None:
            terminal.ensure_newline()
            terminal.write_line(f"{report.outcome} at {report.when}: {report.nodeid}")


def pytest_configure(config: pytest.Config) -> None:
    # The workers of xdist report to the one process that sums up.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(LeftOut(), "left-out")
        config.pluginmanager.register(Before(), "before")
        config.pluginmanager.register(AtOnce(config), "at-once")
