"""Settings for every test, in tests/ and in notebooks/."""

import os
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "tests"))
pytest_plugins = ["one_run"]
# Small matrices: a second thread of OpenBLAS gains nothing, and on a busy machine each waits for the other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(scope="session", autouse=True)
def interruptible():
    """Let Ctrl-C interrupt, also where pytest was started with it ignored (`nohup pytest &`): children inherit that."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


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
