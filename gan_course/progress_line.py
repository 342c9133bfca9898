"""One quiet line under a long cell: how far its training is. As an IPython extension it shows in the notebook.

    %load_ext gan_course.progress_line

`course.py lab` starts its kernels with it. Without it nothing is shown: programs, tests and the stored notebooks stay
silent. The last line says what was done, and never how long it took.
"""

import threading
import time

AFTER, EACH = 2.0, 0.5      # seconds: what is done sooner needs no line; how often it is written anew
_shown_by = None            # function(text, whether it goes on from the line before)


class Line:
    """How far one piece of work is: `at(done)` as often as you like, `end()` at the end. Only for the main thread.

    what: what is counted, "steps". total: how many there will be.
    """

    def __init__(self, what, total):
        self.what, self.total, self.done = what, total, 0
        self._due, self._seen = time.monotonic() + AFTER, False

    def at(self, done):
        """Note how many are done; show it, if the time has come."""
        self.done = done
        if _shown_by is not None and time.monotonic() >= self._due and _is_main():
            self._due = time.monotonic() + EACH
            _shown_by(f"{done:,} of {self.total:,} {self.what}", self._seen)
            self._seen = True

    def end(self):
        """Leave the last word, where anything was shown."""
        if self._seen and _shown_by is not None:
            _shown_by(f"{self.done:,} of {self.total:,} {self.what} done", True)


def show_by(function):
    """Have lines shown by `function(text, goes_on)`; None for nobody. Returns who did it before."""
    global _shown_by
    before, _shown_by = _shown_by, function
    return before


def load_ipython_extension(shell):
    """Show each line in the output of the running cell, in one place."""
    from IPython.display import display, update_display

    def show(text, goes_on):
        # one place for each line of work: the number of the cell's run, and of the line in it
        if not goes_on:
            show.place = f"gan-course-{shell.execution_count}-{time.monotonic_ns()}"
        (update_display if goes_on else display)({"text/plain": text}, raw=True, display_id=show.place)

    show_by(show)


def unload_ipython_extension(_shell):
    """Show lines no longer."""
    show_by(None)


def _is_main():
    return threading.current_thread() is threading.main_thread()
