"""An IPython extension: after a NameError it says which cell of the notebook makes the name.

    %load_ext gan_course.missing_names

After a restart of the kernel every name is gone, and whoever goes on in the middle of a notebook meets a NameError.
`course.py lab` starts its kernels with this.
"""

import dis
import json
import os
import re
from pathlib import Path

from gan_course.console import say


def load_ipython_extension(shell):
    """Have IPython call `explain` for each NameError."""
    shell.set_custom_exc((NameError,), explain)


def unload_ipython_extension(shell):
    """Leave NameErrors to IPython again."""
    shell.set_custom_exc((), None)


def explain(shell, kind, error, traceback, tb_offset=None):
    """Show the error as IPython does, and below it where its name comes from, if the notebook knows."""
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)
    if kind is NameError:
        history = getattr(shell.history_manager, "input_hist_raw", None) or [""]
        sentence = advice(error.name, code_cells(os.environ.get("JPY_SESSION_NAME", "")), history[-1])
        if sentence:
            say(sentence)


def code_cells(name):
    """Return the texts of a notebook's code cells; none where it cannot be read. Its kernel runs in its folder."""
    try:
        cells = json.loads(Path(Path(name).name).read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def advice(name, cells, running=""):
    """Return the sentence that names the cell, before the running one, that makes a name; None where there is none."""
    texts = [cell.strip() for cell in cells]
    before = cells[:texts.index(running.strip())] if running.strip() in texts else cells
    number = next((number for number, cell in enumerate(before) if name in made_by(cell)), None)
    if number is None:
        return None
    first = next((line.strip() for line in before[number].splitlines() if line.strip()), "")
    which = "the notebook's first cell of code" if number == 0 else f"an earlier cell, which begins `{first}`"
    return (f"`{name}` is made by {which}.\nThat has not run since the kernel started. "
            + ("Run the first cell, then this one again.\n" if number == 0 else "\n")
            + "To run all that stands above: menu Run, Run All Above Selected Cell.")


def made_by(cell):
    """Return the names that a cell binds where everybody sees them; none where it is no Python."""
    python = re.sub(r"^[%!].*$", "", cell, flags=re.MULTILINE)
    try:
        code = compile(python, "<cell>", "exec")
    except (SyntaxError, ValueError):
        return set()
    return {step.argval for step in dis.get_instructions(code) if step.opname in ("STORE_NAME", "STORE_GLOBAL")}
