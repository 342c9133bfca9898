"""Cells that stopped with an error: what they should have defined still holds the answer of before.

IPython tells of each cell before and after it runs. The newest cell that defines the name (`def NAME`, `NAME =`) is
remembered, and whether it ran to its end. Outside of IPython nothing is known, and nothing is said.
"""

import ast
import re
import sys
import warnings

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
    return next((state for text, state in reversed(_cells) if _defines(text, name)), _RAN) == _NOT_RUN


def _defines(text, name):
    """Tell whether a cell's text gives the name a value; of a text that is no Python, as far as its lines tell."""
    try:
        with warnings.catch_warnings(action="ignore"):          # of "\d" the cell itself has told
            tree = ast.parse(re.sub(r"^[ \t]*[%!].*", "", text, flags=re.MULTILINE))       # without IPython's own lines
    except (SyntaxError, ValueError):
        return re.search(rf"^\s*(async\s+def|def|class)\s+{name}\b|^[^#\n=(\[]*?(?<![.\w]){name}\b[^=\n(.\[]*=(?!=)",
                         text, re.MULTILINE) is not None
    return name in _defined(tree)


def _defined(node):
    """Yield the names that a piece of Python defines where it stands: nothing of what is inside functions."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if isinstance(node, ast.alias):
        yield node.asname or node.name
    if not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        for child in ast.iter_child_nodes(node):
            yield from _defined(child)


def _before(info):
    _cells.append([info.raw_cell or "", _RUNNING])


def _after(result):
    text = (result.info.raw_cell if result.info else "") or ""
    if not _cells or _cells[-1] != [text, _RUNNING]:       # this one began before anybody watched
        _cells.append([text, _RUNNING])
    _cells[-1][1] = _RAN if result.success else _NOT_RUN
