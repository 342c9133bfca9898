"""Settings for every test, in tests/ and in notebooks/."""

import os

import pytest


def forbid_skipping(report):
    """With CI=true, turn what was skipped into a failure: what was not run was not shown."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI", "").lower() == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Judge one test."""
    return forbid_skipping((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Judge one module, which may skip itself whole."""
    return forbid_skipping((yield))
