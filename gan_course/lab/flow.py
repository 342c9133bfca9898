"""When the next picture is due: often enough to move, never more than the page can take, seldom where nobody looks."""

import time

FRAME_SECONDS = 1 / 25           # from one picture to the next, on average
UNSEEN_SECONDS = 0.5             # between looks that nobody sees, for the timeline and the curves
IN_FLIGHT = 5                    # pictures on their way to the page, which answers several at once
LOST_SECONDS = 1.0               # an answer that takes longer counts as lost
RATE_SECONDS = 0.5               # over which steps per second are counted


class Flow:
    """Counts the pictures on their way to one page. `visible`: whether the page can be seen; a plain attribute."""

    def __init__(self):
        self.visible = False
        self.number = 0          # of the last picture that was sent
        self.flying = 0
        self._looked_at = self._due_at = self._sent_at = 0.0
        self.restart(0)

    def restart(self, step):
        """Begin to count steps per second at this step."""
        self._since, self._step, self.rate = time.monotonic(), step, 0.0

    def due(self):
        """Tell whether it is time for a picture, and the page has room for it."""
        now = time.monotonic()
        if now < (self._due_at if self.visible else self._looked_at + UNSEEN_SECONDS):
            return False
        if not self.visible or self.flying < IN_FLIGHT:
            return True
        if now - self._sent_at > LOST_SECONDS:
            self.flying = 0
            return True
        return False

    def looked(self):
        """Note that a picture was made, for the page or not."""
        self._looked_at = now = time.monotonic()
        # on a schedule: a call of the graph takes half a frame, and waits counted anew would all be rounded up to it
        self._due_at = min(max(self._due_at, now - FRAME_SECONDS), now) + FRAME_SECONDS

    def sent(self, step):
        """Note that a picture of this step was sent; return its number."""
        now = self._sent_at = time.monotonic()
        self.flying += 1
        self.number += 1
        if now - self._since > RATE_SECONDS:
            self.rate = max(0.0, (step - self._step) / (now - self._since))
            self._since, self._step = now, step
        return self.number

    def answered(self, number):
        """Note that the page has that picture, and all before it."""
        self.flying = max(0, min(self.flying, self.number - number))
