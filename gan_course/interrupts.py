"""Ctrl-C that is not lost.

Python turns Ctrl-C into a KeyboardInterrupt wherever the program happens to be. Inside TensorFlow's compiled part that
exception is now and then dropped, and the training runs on. So the key is only noted, and asked for between calls.
"""

import contextlib
import signal
import threading


class CtrlC:
    """Notes the first Ctrl-C; `check` raises it. A second one raises at once, wherever the program is."""

    def __init__(self):
        self.pressed = False

    def __call__(self, number, frame):
        """Handle the signal."""
        if self.pressed:
            signal.default_int_handler(number, frame)
        self.pressed = True

    def check(self):
        """Raise KeyboardInterrupt if Ctrl-C was pressed since the start."""
        if self.pressed:
            raise KeyboardInterrupt


@contextlib.contextmanager
def noted_ctrl_c():
    """Note Ctrl-C for the time of the block; yield the `CtrlC` to ask.

    Leaves the key alone outside the main thread, where Python allows no handler, and where somebody else handles it.
    """
    ctrl_c = CtrlC()
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not usual or threading.current_thread() is not threading.main_thread():
        yield ctrl_c
        return
    signal.signal(signal.SIGINT, ctrl_c)
    try:
        yield ctrl_c
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
