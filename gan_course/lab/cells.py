"""Which cell of the notebook made a widget: when that cell is run again, its former widgets end."""

import weakref

from IPython import get_ipython

_made = {}               # cell -> (which run of it, [weak references to its widgets])


def enter(widget):
    """Note that the running cell made this widget, and close those that it made when it ran before.

    A cell is known by the id that the page sends, or else by its text. Outside of a cell nothing is noted.
    """
    cell, run = running_cell()
    if cell is None:
        return
    former, widgets = _made.get(cell, (run, []))
    if former != run:
        for reference in widgets:
            old = reference()
            if old is not None:
                old.close()
        widgets = []
    _made[cell] = run, [*(reference for reference in widgets if reference() is not None), weakref.ref(widget)]


def running_cell():
    """Return (what the running cell is known by, which run of it this is); (None, None) outside of a cell."""
    shell = get_ipython()
    if shell is None:
        return None, None
    message = shell.get_parent() if hasattr(shell, "get_parent") else {}
    if message:                          # a kernel's; what runs for a message of a widget has no code
        cell = message.get("metadata", {}).get("cellId") or message.get("content", {}).get("code")
        return (cell, message["header"].get("msg_id")) if cell else (None, None)
    inputs = shell.history_manager.input_hist_raw
    return (inputs[-1], len(inputs)) if inputs and inputs[-1] else (None, None)


def forget_output(widget):
    """Let IPython's memory of outputs (`Out`, `_`, `_3`) no longer hold a widget that is closed."""
    shell = get_ipython()
    if shell is None:
        return
    for names in (shell.user_ns.get("_oh", {}), shell.user_ns):
        for name in [name for name, value in names.items() if value is widget and str(name).strip("_0123456789") == ""]:
            names[name] = repr(widget)
    for name in ("_", "__", "___"):      # the hook moves on from what it finds here
        if getattr(shell.displayhook, name, None) is widget:
            setattr(shell.displayhook, name, shell.user_ns.get(name))
