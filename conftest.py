"""Settings for every test, in tests/ and in notebooks/."""

import os
import signal
import sys
from pathlib import Path

import pytest

from gan_course.console import spare_loopback

sys.path.insert(0, str(Path(__file__).parent / "tests"))
pytest_plugins = ["one_run"]
# Small matrices: a second thread of OpenBLAS gains nothing, and on a busy machine each waits for the other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["GAN_COURSE_MY"] = ""      # a learner's own folder is none of the tests' business
spare_loopback(os.environ)      # the tests' own servers are reached without the proxy


@pytest.fixture(scope="session", autouse=True)
def interruptible():
    """Let Ctrl-C interrupt, also where pytest was started with it ignored (`nohup pytest &`): children inherit that."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


# What takes longest comes first, so that two processes end together; each file stays in one of them.
LONGEST = ("notebooks/", "tests/lab/test_browser", "tests/lab/test_kernel", "tests/notebooks/", "tests/exercises/",
           "tests/remedies/", "tests/test_course_py")


def pytest_xdist_auto_num_workers(config):
    """Use two processes for everything, and one where something was chosen: a second takes seconds to start."""
    root = config.rootpath
    everything = config.args_source is config.ArgsSource.TESTPATHS or any(
        Path(config.invocation_params.dir, name) in (root, root / "tests", root / "notebooks") for name in config.args)
    chosen = config.option.keyword or getattr(config.option, "lf", False) or not everything
    return 0 if chosen or (os.cpu_count() or 1) < 2 else 2


def pytest_collection_modifyitems(session, items):
    """Put the longest files first."""
    def place(item):
        name = item.path.relative_to(session.config.rootpath).as_posix() \
            if item.path.is_relative_to(session.config.rootpath) else ""
        return next((number for number, start in enumerate(LONGEST) if name.startswith(start)), len(LONGEST))

    items.sort(key=place)


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
