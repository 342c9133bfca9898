"""Run a notebook in a fresh kernel and store it clean, so that a re-run without a change is an empty diff."""

import asyncio
import re
import sys
import time
from dataclasses import dataclass, field

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from traitlets.config import Config

from gan_course import console
from gan_course.exercises import learner
from gan_course.notebooks.kernels import START_TIMEOUT, connection
from gan_course.notebooks.pairs import tidied

CELL_TIMEOUT = 1200           # seconds; a machine that does ten other things needs 20 times a quiet one's
WARN_BYTES, MOST_BYTES = 1_000_000, 1_500_000
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WIDGET = "application/vnd.jupyter.widget"


class NotebookFailed(Exception):
    """A cell raised, hung or killed its kernel; the message shows the cell and the traceback."""


@dataclass
class Run:
    """What one run gave: the cleaned notebook, its wall time in seconds, and what was written to stderr."""

    notebook: object
    seconds: float
    stderr: list = field(default_factory=list)     # (cell number, text)


def run(notebook, name, folder, my=""):
    """Run every cell of `notebook` in a fresh kernel, in `folder`; return a Run.

    my: the learner's folder, where right answers are kept and found; none as a rule. With None it is looked for
    from `folder` up, as a learner's kernel does.
    Raises NotebookFailed at the first cell that raises, exceeds CELL_TIMEOUT or loses its kernel.
    """
    if sys.platform == "win32":      # pyzmq needs a loop that can watch sockets
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    started = time.perf_counter()
    with connection() as settings:
        client = NotebookClient(
            notebook, kernel_name="python3", timeout=CELL_TIMEOUT, startup_timeout=START_TIMEOUT,
            record_timing=False, store_widget_state=False, config=Config({"KernelManager": settings}),
            resources={"metadata": {"path": str(folder)}},
            extra_arguments=["--IPKernelApp.log_level=ERROR"],     # else each start warns of local TCP
        )
        _execute(client, name, my)
    seconds = time.perf_counter() - started
    stderr = [(number, text) for number, cell in enumerate(notebook.cells, start=1) for text in _clean(cell)]
    return Run(tidied(notebook, name), seconds, stderr)


def _execute(client, name, my):
    """Run a client's cells from first to last in a fresh kernel."""
    notebook = client.nb
    with client.setup_kernel(env=kernel_environment(my)):
        for number, cell in enumerate(notebook.cells, start=1):
            try:
                client.execute_cell(cell, number - 1)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                raise NotebookFailed(f"{name}: cell {number} {_failure_text(cell, error)}") from None


def kernel_environment(my=""):
    """Return the environment for a kernel: this checkout's `gan_course`, this Python's kernel, the learner's folder."""
    environment = console.child_variables()
    environment.pop(learner.VARIABLE, None)
    if my is not None:
        environment[learner.VARIABLE] = str(my)      # empty: what authors and tests run keeps no answers
    environment.pop("PYTEST_CURRENT_TEST", None)     # with it a kernel hides what C++ writes to stderr
    return environment


def size_complaint(text):
    """Return (too large to store, sentence or None) for a notebook's text."""
    size = len(text.encode("utf-8"))
    if size <= WARN_BYTES:
        return False, None
    advice = "make its figures smaller or fewer"
    return size > MOST_BYTES, f"{size / 1e6:.2f} MB; at most {MOST_BYTES / 1e6:.1f} MB is stored: {advice}."


def _clean(cell):
    """Tidy one cell's outputs in place; return the texts that went to stderr."""
    if cell.cell_type != "code":
        return []
    stderr, outputs = [], []
    for output in cell.outputs:
        if output.output_type == "stream":
            if output.name == "stderr":
                stderr.append(output.text)
            elif outputs and outputs[-1].output_type == "stream":     # how prints are cut up is chance
                outputs[-1].text += _ADDRESS.sub("", output.text)
            else:
                outputs.append(new_output("stream", name="stdout", text=_ADDRESS.sub("", output.text)))
        elif output.output_type in ("display_data", "execute_result"):
            data = {kind: _ADDRESS.sub("", value) if kind.startswith("text/") else value
                    for kind, value in output.data.items() if not kind.startswith(_WIDGET)}
            if data:
                kept = {key: value for key, value in output.metadata.items() if key in data}
                outputs.append(new_output(output.output_type, data=data, metadata=kept))
                if output.output_type == "execute_result":
                    outputs[-1]["execution_count"] = cell.execution_count
    cell.outputs = outputs
    return stderr


def _failure_text(cell, error):
    if isinstance(error, CellExecutionError):
        return "raised.\n" + _COLOUR.sub("", str(error))
    if isinstance(error, CellTimeoutError):
        return f"took more than {CELL_TIMEOUT} s:\n{cell.source}"
    return f"ended the kernel (a crash, or too little memory):\n{cell.source}"
