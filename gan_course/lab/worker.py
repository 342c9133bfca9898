"""A thread with a queue: it obeys commands one after the other, works between them, and rests when nobody needs it."""

import atexit
import queue
import threading
import time
import weakref

IDLE_SECONDS = 10.0              # nothing to do and unspoken to for so long: the thread ends, until it is needed again
MOST_WAITING = 1000              # commands; more than that at once is no person
MOST_IN_A_ROW = 20               # commands obeyed before the work goes on, however many wait
_END = object()                  # the command that ends the thread; no message can be it
_workers = weakref.WeakSet()     # those that have had a thread


class Worker:
    """Everything below `post`, `put`, `leave` and `close` runs in the one thread; subclasses say what is done there."""

    def __init__(self):
        self._commands = queue.SimpleQueue()
        self._thread, self._lock = None, threading.Lock()

    def post(self, do, /, **content):
        """Queue a command, from any thread; the thread is started if it rests."""
        self.put(do, content)

    def put(self, do, content):
        """The same, with the content as a dict. Where too many wait already the command is dropped."""
        if self._commands.qsize() >= MOST_WAITING:
            return
        self._commands.put((do, content))
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="gan-course-lab", daemon=True)
                self._thread.start()
                _workers.add(self)

    def leave(self):
        """Have the thread end when it has obeyed what waits; do not wait for it."""
        thread = self._thread
        if thread is not None and thread.is_alive():
            self._commands.put((_END, None))

    def close(self, wait=10.0):
        """End the thread; wait for it so many seconds. A later `post` would start another."""
        thread = self._thread
        self.leave()
        if thread is not None and thread is not threading.current_thread():
            thread.join(wait)

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
        busy, idle_since, in_a_row = False, time.monotonic(), 0
        while True:
            try:
                command = self._commands.get(timeout=0.0 if busy else 0.1)
            except queue.Empty:
                command = None
            if command is not None:
                idle_since = time.monotonic()
                if command[0] is _END:
                    self.end()
                    return
                self.obey(*command)
                del command              # it may hold a file
                in_a_row += 1
                if in_a_row < MOST_IN_A_ROW and not self._commands.empty():
                    continue
            in_a_row = 0
            busy = self.work()
            if busy:
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since > IDLE_SECONDS and self.may_rest():
                with self._lock:         # a command that came meanwhile is seen by `put` or by us, never by nobody
                    if self._commands.empty():
                        self._thread = None
                        return


@atexit.register
def _close_all():
    """A training that the interpreter's end cuts off would complain."""
    for worker in list(_workers):
        worker.close()
