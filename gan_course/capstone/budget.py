"""The budget of one run: generator steps, and seconds of the processor."""

import time

from gan_course import arguments

STEPS = 2000
SECONDS = 90.0


class Clock:
    """Counts the seconds of the processor that a run takes, so that a busy machine costs nobody anything.

    seconds: the budget, above 0.
    """

    def __init__(self, seconds=SECONDS):
        self.seconds = arguments.number("seconds", seconds, above=0)
        self._start = time.process_time()

    @property
    def used(self):
        """Seconds of the processor since the clock was made, of all threads together."""
        return time.process_time() - self._start

    @property
    def over(self):
        """Whether the budget is used up."""
        return self.used > self.seconds
