"""A cell that is run again ends what it made before; IPython's memory lets go of a widget that is closed."""

from types import SimpleNamespace

import pytest

from gan_course.lab import cells


class Widget:
    def __init__(self):
        self.closed = 0

    def close(self):
        self.closed += 1


@pytest.fixture
def shell(monkeypatch):
    """A shell that says which message is running."""
    monkeypatch.setattr(cells, "_made", {})
    made = SimpleNamespace(message={}, get_parent=lambda: made.message, user_ns={"_oh": {}},
                           displayhook=SimpleNamespace(_=None, __=None, ___=None))
    monkeypatch.setattr(cells, "get_ipython", lambda: made)
    return made


def made_in(shell, run, cell=None, code="Lab()"):
    shell.message = {"header": {"msg_id": run}, "metadata": {} if cell is None else {"cellId": cell},
                     "content": {"code": code}}
    widget = Widget()
    cells.enter(widget)
    return widget


def test_a_cell_run_again_ends_its_former_widgets_and_no_others(shell):
    first, twin, other = made_in(shell, 1, "a"), made_in(shell, 1, "a"), made_in(shell, 2, "b")
    assert not first.closed and not twin.closed, "both of one run live"
    again = made_in(shell, 3, "a", code="Lab('data=grid')")
    assert (first.closed, twin.closed, other.closed, again.closed) == (1, 1, 0, 0)
    made_in(shell, 4, "a")
    assert (first.closed, again.closed, other.closed) == (1, 1, 0)


def test_where_no_id_is_sent_a_cell_is_known_by_its_text(shell):
    first, other = made_in(shell, 1), made_in(shell, 2, code="Lab('data=grid')")
    made_in(shell, 3)
    assert first.closed and not other.closed


def test_outside_of_a_cell_nothing_is_noted(shell, monkeypatch):
    shell.message = {"header": {"msg_id": 5}, "content": {"comm_id": "a message of a widget"}}
    cells.enter(Widget())
    monkeypatch.setattr(cells, "get_ipython", lambda: None)
    cells.enter(Widget())
    cells.forget_output(Widget())
    assert cells._made == {}


def test_a_shell_without_messages_is_known_by_its_inputs(shell):
    del shell.get_parent
    shell.history_manager = SimpleNamespace(input_hist_raw=["", "Lab()"])
    first = Widget()
    cells.enter(first)
    shell.history_manager.input_hist_raw += ["1 + 1", "Lab()"]
    cells.enter(Widget())
    assert first.closed


def test_the_memory_of_outputs_lets_go_and_the_users_names_stay(shell):
    widget, other = Widget(), Widget()
    hook = shell.displayhook
    shell.user_ns |= {"_oh": {3: widget, 4: other}, "_3": widget, "_": widget, "lab": widget, "__": other}
    hook._, hook.__ = widget, other
    cells.forget_output(widget)
    assert widget not in (*shell.user_ns["_oh"].values(), shell.user_ns["_3"], shell.user_ns["_"], hook._)
    assert shell.user_ns["lab"] is widget and shell.user_ns["_oh"][4] is other and hook.__ is other
    assert hook._ is shell.user_ns["_"], "or IPython would take it for a name of the user"
