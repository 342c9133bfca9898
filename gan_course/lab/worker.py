"""A thread with a queue: it obeys commands one after the other, works between them, and rests when nobody needs it."""

import atexit
import queue
import threading
import time

IDLE_SECONDS = 10.0              # nothing to do and unspoken to for so long: the thread ends, until it is needed again


class Worker:
    """Everything below `post` and `close` runs in the one thread; subclasses say what is done there."""

    def __init__(self):
        self._commands = queue.SimpleQueue()
        self._thread, self._lock = None, threading.Lock()

    def post(self, do, **content):
        """Queue a command, from any thread; the thread is started if it rests."""
        self._commands.put((do, content))
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="gan-course-lab", daemon=True)
                self._thread.start()
                atexit.register(self.close)  # a training that the interpreter's end cuts off would complain

    def close(self, wait=10.0):
        """End the thread; wait for it so many seconds. A later `post` would start another."""
        thread = self._thread
        if thread is not None and thread.is_alive():
            self._commands.put(("end", {}))
            thread.join(wait)
        atexit.unregister(self.close)

    def obey(self, do, content):
        """Do what a command says; it must not raise."""
        raise NotImplementedError

    def work(self):
        """Do a short piece of work between two commands; return whether there was any. It must not raise."""
        return False

    def may_rest(self):
        """Tell whether the thread may end when nothing is asked of it."""
        return True

    def end(self):
        """Clear up, before the thread ends for good."""

    def _run(self):
        busy, idle_since = False, time.monotonic()
        while True:
            try:
                command = self._commands.get(timeout=0.0 if busy else 0.1)
            except queue.Empty:
                command = None
            if command is not None:
                idle_since = time.monotonic()
                if command[0] == "end":
                    self.end()
                    return
                self.obey(*command)
                continue
            busy = self.work()
            if busy:
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since > IDLE_SECONDS and self.may_rest():
                with self._lock:         # a command that came meanwhile is seen by `post` or by us, never by nobody
                    if self._commands.empty():
                        self._thread = None
                        return
