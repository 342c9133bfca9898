"""Cells that stopped with an error: what they should have defined still holds the answer of before.

IPython tells of each cell before and after it runs. The newest cell that holds `def NAME` or `NAME =` is remembered,
and whether it ran to its end. Outside of IPython nothing is known, and nothing is said.
"""

import re
import sys

_NOT_RUN, _RUNNING, _RAN = "stopped", "running", "ran"
_cells = []             # [[text, state], …], oldest first
_watched = []           # the shells whose cells are told of


def watch():
    """Ask IPython, where this runs in it, to tell of each cell from now on; a second call asks for nothing more."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or any(shell is known for known in _watched):
        return shell
    _watched.append(shell)
    shell.events.register("pre_run_cell", _before)
    shell.events.register("post_run_cell", _after)
    return shell


def has_stopped(name, value):
    """Tell whether `value` is what the learner's `name` holds, while the newest cell that defines it has stopped."""
    shell = watch()
    if shell is None or shell.user_ns.get(name, watch) is not value:
        return False
    defines = re.compile(rf"^\s*(async\s+def|def|class)\s+{name}\b|^[^#\n=]*?(?<![.\w]){name}\b[^=\n(.\[]*=(?!=)",
                         re.MULTILINE)
    return next((state for text, state in reversed(_cells) if defines.search(text)), _RAN) == _NOT_RUN


def _before(info):
    _cells.append([info.raw_cell or "", _RUNNING])


def _after(result):
    text = (result.info.raw_cell if result.info else "") or ""
    if not _cells or _cells[-1] != [text, _RUNNING]:       # this one began before anybody watched
        _cells.append([text, _RUNNING])
    _cells[-1][1] = _RAN if result.success else _NOT_RUN
