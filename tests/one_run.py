"""One run of each stored notebook judges two editions: the stored one, and the one with every exercise solved.

nbval collects the cells, runs them in one kernel and compares the marked outputs. Each exercise is tried in its place:
its stub as stored; its check, which must print what is stored, "Not tried yet"; then the reference instead of the
stub; and where the check stands, it must say "Right". From there on the notebook goes on solved. A marked output that
is the same as the stored one therefore holds in both editions, as no other cell reads an answer (`audit.apart`).

Beside that: what a cell writes to stderr fails it, every comparison must object to a stale output, a kernel that dies
is noticed at once, after a cell that hung no other is run, and a kernel may open no connection but to this machine.
"""

import contextlib
import copy
import subprocess
import tempfile
import time
from pathlib import Path
from queue import Empty

import network_guard
import pytest
from jupyter_client.manager import KernelManager
from nbformat.v4 import new_output
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager, RunningKernel
from nbval.plugin import IPyNbCell, IPyNbFile

from gan_course.notebooks import kernels, solving

STALE = [new_output("stream", name="stdout", text="STALE\n")]
LOOK = 2           # seconds between two looks whether the kernel is still there


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Put our notebook in the place of nbval's."""
    return [StoredNotebook.from_parent(parent, path=file_path) if isinstance(found, IPyNbFile) else found
            for found in (yield)]


class Kernel(RunningKernel):
    """nbval's kernel, reached as `kernels.connection` says, in the environment of every other run."""

    def __init__(self, folder, settings, notes):
        self.km = KernelManager(kernel_name=CURRENT_ENV_KERNEL_NAME, kernel_spec_manager=NbvalKernelspecManager(),
                                **settings)
        self.km.start_kernel(cwd=str(folder), env=network_guard.environment(notes), stderr=subprocess.DEVNULL)
        self.kc = self.km.client()
        self.kc.start_channels()
        try:
            self.kc.wait_for_ready(timeout=kernels.START_TIMEOUT)
        except RuntimeError:
            self.stop()
            raise

    def await_reply(self, msg_id, timeout=None):
        """Wait for the reply; raise Empty at the time-out, RuntimeError as soon as the kernel is gone."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                return super().await_reply(msg_id, timeout=min(LOOK, max(0, deadline - time.monotonic())))
            except Empty:
                if not self.is_alive():
                    raise RuntimeError("The cell ended the kernel: a crash, or too little memory.") from None
                if time.monotonic() >= deadline:
                    raise


class StoredNotebook(IPyNbFile):
    """nbval's notebook, with two more items for each exercise."""

    def setup(self):
        """Start a kernel in a scratch folder."""
        self.rooms = contextlib.ExitStack()
        settings = self.rooms.enter_context(kernels.connection())
        folder = self.rooms.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        self.notes = Path(self.rooms.enter_context(tempfile.TemporaryDirectory()), "refused.txt")
        self.kernel = Kernel(folder, settings, self.notes)
        self.setup_sanitize_files()

    def teardown(self):
        """End the kernel, then remove its folders; no cell may have asked for another machine."""
        super().teardown()
        refused = network_guard.refused(self.notes)
        self.rooms.close()
        if refused:
            pytest.fail(f"{self.path.name} tried to reach another machine: {'; '.join(refused)}", pytrace=False)

    def collect(self):
        """Yield nbval's cells and, after each stub, its exercise untried and solved."""
        items = list(super().collect())
        checks = {name: item for item in items for name in solving.checked_exercises(item.cell)}
        for item in items:
            names = solving.exercise_names_of(item.cell)
            yield StoredCell.of(item, item.name, item.cell, item.options)
            for name in names:
                if name in checks:
                    yield StoredCell.of(item, f"{name}, not tried", checks[name].cell, {"check": True})
            for name in names:
                yield Solution.of(item, f"{name}, solved", item.cell, {"check": False}, exercise=name)


class StoredCell(IPyNbCell):
    """nbval's cell; once the check's stub is solved, every check of an exercise must say "Right"."""

    @classmethod
    def of(cls, item, name, cell, options, **attributes):
        """Return a copy of nbval's item with a name, a cell and options of its own."""
        kind = Check if cls is StoredCell and solving.checked_exercises(cell) and not options["check"] else cls
        made = kind.from_parent(item.parent, name=name, cell_num=item.cell_num, cell=copy.deepcopy(cell),
                                options={**dict.fromkeys(("skip", "check_exception"), False), **options})
        made.output_timeout = 60         # nbval's 5 s are too few for the outputs of a cell on a busy machine
        made.add_marker(pytest.mark.slow)
        for key, value in attributes.items():
            setattr(made, key, value)
        return made

    def setup(self):
        """After a cell that hung or ended the kernel no other is run."""
        if self.parent.timed_out:
            self.add_marker(pytest.mark.xfail(reason="an earlier cell hung or ended the kernel", run=False))

    def runtest(self):
        """Run and compare as nbval does; then object to stderr, and see that the comparison can."""
        try:
            super().runtest()
        except RuntimeError:
            self.parent.timed_out = True
            raise
        red = "".join(out.text for out in self.test_outputs if out.get("name") == "stderr")
        if red:
            self.raise_cell_error(f"wrote to stderr: {red}")
        if self.options["check"] and self.compare_outputs(self.test_outputs, STALE):
            self.raise_cell_error("nbval takes STALE for what this cell gives: nothing is compared")


class Solution(StoredCell):
    """The stub's place, taken by the reference."""

    exercise = ""

    def runtest(self):
        """Run the reference; the exercise must exist."""
        exercises = solving.exercises_of(self.path.stem)
        if self.exercise not in exercises:
            self.raise_cell_error(f"no exercise is called {self.exercise!r}: {', '.join(exercises) or 'none'}")
        self.cell.source = exercises[self.exercise].reference_source()
        super().runtest()


class Check(StoredCell):
    """The check of a solved exercise."""

    def runtest(self):
        """Run the check; each exercise that it names must be right."""
        super().runtest()
        self.cell.outputs = self.test_outputs
        wrong = solving.complaint(self.cell)
        if wrong:
            self.raise_cell_error(wrong)
