"""What stands on the bench: one engine, or two that differ only where told, with records."""

import threading
import time

from gan_course.lab.record import Record, pack
from gan_course.lab.settings import from_text
from gan_course.lab.threads import share_no_operation

PATIENCE = 60            # seconds that a command waits for the engines


class Bench:
    """Engines and records of the runs on show.

    settings: of the first run. difference: short text of what the second has different ("r1=0.1", "-r1" for off), or
    None. `engines` is empty until `load` is done. Raises ValueError for settings that are impossible, and is then as
    it was.
    """

    def __init__(self, settings):
        self.settings, self.difference = settings, None
        self.engines, self.records = [], []
        self.loading = self._loaded = None   # the thread that builds, and what it built or the exception

    # ------------------------------------------------------------ coming to stand

    def load(self):
        """Begin to build the engines in a thread of their own, since importing TensorFlow takes seconds; once."""
        if self.engines or self.loading is not None:
            return
        # Not a daemon: the interpreter's end would cut it off inside TensorFlow, which aborts the process.
        self.loading = threading.Thread(target=self._build, args=(self.wanted(),), name="gan-course-lab-loader")
        self.loading.start()

    def take_loaded(self):
        """Take what the loader built, if it is done; return whether engines came. Raises what the loader met."""
        if self._loaded is None:
            return False
        (wanted, made), self._loaded, self.loading = self._loaded, None, None
        if wanted != self.wanted():          # turned while it was loading
            self.load()
            return False
        if isinstance(made, Exception):
            raise made
        self._place(made)
        return True

    def wait(self):
        """Load, and wait for the engines; return whether they came just now. Raises what the loader met."""
        self.load()
        deadline = time.monotonic() + PATIENCE
        while not self.engines and self.loading is not None and time.monotonic() < deadline:
            if self.take_loaded():
                return True
            time.sleep(0.02)
        return False

    def _build(self, wanted):
        made = []
        try:
            if not self.settings.digits:
                share_no_operation()     # before TensorFlow begins
            from gan_course.lab.engine import Engine

            for settings in wanted:
                if self.loading is not threading.current_thread():
                    return                   # the bench was cleared meanwhile
                engine = Engine(settings)
                engine.advance()             # traces the step and the picture, so that Play starts at once …
                engine.frame()
                engine.reset()               # … and is then forgotten
                made.append(engine)
        except Exception as error:           # handed to the worker, which tells the page
            made = error
        if self.loading is threading.current_thread():  # else the bench was cleared meanwhile
            self._loaded = (wanted, made)

    def _place(self, engines):
        self.engines = engines
        self.restart_records()

    def restart_records(self):
        """Begin empty records."""
        self.records = [Record() for _ in self.engines]

    # ------------------------------------------------------------ settings

    def wanted(self, settings=None):
        """Return the settings of each run that shall stand."""
        settings = settings or self.settings
        return [settings] + ([] if self.difference is None else [self.different(settings)])

    def different(self, settings):
        """Return the second run's settings: those of the first, with the difference laid over them."""
        parts = [*settings.to_text().split(), *self.difference.split()]
        off = {part[1:] for part in parts if part.startswith("-")}
        return from_text(" ".join(part for part in parts
                                  if not part.startswith("-") and part.partition("=")[0] not in off))

    def change(self, **changes):
        """Change both runs, the difference kept; return the most that was needed: "live", "recompile" or "reset"."""
        new = self.settings.replaced(**changes)
        if not self.engines:
            self.adopt(new)
            return "reset"
        both = self.wanted(new)
        needs = [engine.needed(settings) for engine, settings in zip(self.engines, both, strict=True)]
        self._check(settings for settings, need in zip(both, needs, strict=True) if need != "live")
        for engine, settings in zip(self.engines, both, strict=True):
            engine.adopt(settings)
        self.settings = new
        if "reset" in needs:
            self.restart_records()
        return next((need for need in ("reset", "recompile") if need in needs), "live")

    def adopt(self, settings, difference=None):
        """Take whole new settings, and a difference or None; begin anew."""
        before = self.settings, self.difference
        self.settings, self.difference = settings, difference
        try:
            wanted = self.wanted()
            if len(wanted) == 2 and wanted[0] == wanted[1]:
                raise ValueError("The second run would be the first again; give it a difference, such as r1=0.1.")
            if self.engines:
                self._check(wanted)
        except ValueError:
            self.settings, self.difference = before
            raise
        if self.engines:
            from gan_course.lab.engine import Engine

            for engine in self.engines:
                engine.retire()
            self._place([Engine(settings) for settings in wanted])

    def reset(self):
        """Begin anew from the seed; after a divergence the last change is taken back, in both runs or in none."""
        if not self.engines:
            return
        stopped = self.diverged
        for engine in self.engines:
            engine.diverged = stopped        # or the runs would differ by more than was told
            engine.reset()
        self.settings = self.engines[0].settings
        self.restart_records()

    def replace(self, engine):
        """Put one engine in place of all."""
        self.settings, self.difference = engine.settings, None
        self._place([engine])

    def clear(self):
        """Let go of the engines and of all that they made; what is being loaded is thrown away."""
        for engine in self.engines:
            engine.stop()
        self.engines, self.records = [], []
        self.loading = self._loaded = None

    def _check(self, several):
        from gan_course.lab.engine import check

        for settings in several:
            check(settings)

    # ------------------------------------------------------------ the runs

    @property
    def diverged(self):
        """The sentence of the first run whose loss is no number, or None."""
        return next((engine.diverged for engine in self.engines if engine.diverged), None)

    @property
    def step(self):
        """Steps done."""
        return self.engines[0].step if self.engines else 0

    def look(self):
        """Record a picture of each run; return the packed pictures, and each run's new row of the curves or None."""
        packed, rows = [], []
        for engine, record in zip(self.engines, self.records, strict=True):
            frame = engine.frame()
            rows.append(record.add(frame))
            packed.append(pack(frame))
        return packed, rows
