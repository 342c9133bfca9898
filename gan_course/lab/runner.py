"""One worker thread owns everything that trains; the page talks to it through a queue and is never waited for.

It knows no Jupyter: it calls `emit(say, content, buffers)` for whatever the page shall know.
"""

import gc
import time

from gan_course.lab.bench import Bench
from gan_course.lab.commands import read
from gan_course.lab.flow import Flow
from gan_course.lab.pages import data_message, state_message
from gan_course.lab.worker import Worker

DESERTED_SECONDS = 60.0          # no word from the page for so long: pause
PHASE_SECONDS = 0.9              # of slow motion
SINGLE_SECONDS = 1 / 20          # between single steps: longer than from picture to picture, so that each is seen
MOST_SAID = 600                  # characters of an error


class Runner(Worker):
    """Trains what stands on `bench`, and tells the page.

    settings: `Settings` to begin with. emit: function(say, content, buffers), called from the worker thread only.
    Commands go in by `post(do, **content)`; an unusable one is answered by an "error" message, and nothing else
    happens.
    """

    def __init__(self, settings, emit):
        super().__init__()
        self.bench, self.flow, self.emit = Bench(settings), Flow(), emit
        self.playing, self.speed = False, "full"
        self.note = ""                   # one sentence above the picture
        self._heard_at = time.monotonic()
        self.phase = None               # of slow motion: its number, and when it began
        self.looking_back = False

    # ------------------------------------------------------------ the thread

    def work(self):
        """Take engines that have come, and train if it plays."""
        self._guarded(self._take_loaded)
        if self.playing:
            self._guarded(self._play)
        return self.playing

    def may_rest(self):
        """Not while engines are on their way."""
        return self.bench.loading is None

    def end(self):
        """Stop what trains, and let go of it."""
        self.playing = False
        self.bench.clear()
        gc.collect()                     # a GAN holds itself in many circles

    def close(self, wait=10.0):
        """End the thread, and let go of the engines; wait for it so many seconds."""
        super().close(wait)
        if self._thread is None or not self._thread.is_alive():
            self.end()                   # the thread was at rest: nobody has cleared up

    def obey(self, do, content):
        """Do what the page says, or tell it why not."""
        self._heard_at = time.monotonic()
        self._guarded(lambda: self._do(do, content))

    def _do(self, do, content):
        command, arguments = read(do, content)
        command.do(self, **arguments)

    def _guarded(self, action):
        """Run an action; whatever it raises is told to the page, and the thread lives on."""
        try:
            action()
        except ValueError as error:
            self.tell()
            self._complain(str(error))
        except Exception as error:       # a thread that dies silently would wedge the page
            self.playing = False
            self.tell()
            self._complain(f"{type(error).__name__}: {error}. The run is paused; press Reset.")

    def _complain(self, text):
        self.emit("error", {"text": text if len(text) <= MOST_SAID else f"{text[:MOST_SAID]} …"}, [])

    # ------------------------------------------------------------ playing

    def _take_loaded(self):
        try:
            if self.bench.take_loaded():
                self.begin()
        except Exception:
            self.playing = False         # or it would be tried again at once, and for ever
            raise

    def _play(self):
        if not self.bench.engines:
            self.bench.load()
            time.sleep(0.02)             # the loader needs the interpreter
            return
        if time.monotonic() - self._heard_at > DESERTED_SECONDS:
            self.playing, self.note = False, "Paused: nobody has been looking for a minute."
            self.tell()
            return
        if self.speed == "slow":
            self._slow_motion()
        else:
            for engine in self.bench.engines:
                engine.advance(single=self.speed == "single")
            if self.speed == "single":
                time.sleep(SINGLE_SECONDS)
        if self.bench.diverged:
            self.playing, self.note = False, self.bench.diverged
            self.show(force=True)
            self.tell()
        elif self.speed != "slow" and self.flow.due():
            self.show()

    def _slow_motion(self):
        """One step in four pictures; each is a phase, which lasts a while."""
        phase, since = self.phase or (3, 0.0)
        if time.monotonic() - since < PHASE_SECONDS:
            time.sleep(0.02)
            return
        phase = (phase + 1) % 4
        for engine in self.bench.engines:
            if phase == 1:
                engine.step_player("discriminator")
            elif phase == 3:
                engine.step_player("generator")
        self.phase = (phase, time.monotonic())
        self.show(force=True, phase=phase)

    # ------------------------------------------------------------ telling

    def begin(self):
        """A run begins: new data on the page, and the first picture."""
        self.phase, self.looking_back = None, False
        self.flow.restart(0)
        self._tell_data()
        self.tell()
        self.show(force=True)

    def show(self, force=False, phase=None):
        """Record a picture of each run, and send it if the page can see it."""
        if not self.bench.engines:
            return
        packed, rows = self.bench.look()
        self.flow.looked()
        if (self.flow.visible or force) and not self.looking_back:
            self.send(packed, rows=rows, phase=phase)

    def send(self, packed, **more):
        """Send pictures, one of each run."""
        runs = [{key: value for key, value in part.items() if key != "buffers"} for part in packed]
        pictures = len(self.bench.records[0].pictures) if self.bench.records else 0
        number = self.flow.sent(packed[0]["step"])
        self.emit("frame", {"runs": runs, "rate": self.flow.rate, "pictures": pictures, "number": number, **more},
                   [buffer for part in packed for buffer in part["buffers"]])

    def tell(self):
        """Tell the page the state of its controls."""
        self.emit("state", state_message(self), [])

    def _tell_data(self):
        if self.bench.engines:
            self.emit("data", *data_message(self.bench.engines))

    def _busy(self):
        if self.bench.engines:
            self.emit("busy", {"text": "building …"}, [])

    def greet(self):
        """Tell a page that came everything."""
        self._tell_data()
        self.tell()
        if self.bench.engines:
            self.emit("curves", {"rows": [record.rows for record in self.bench.records]}, [])
            self.show(force=True)

    # ------------------------------------------------------------ new settings

    def change(self, **changes):
        """Change settings of the runs that stand, and show what came of it."""
        self._busy()
        needed = self.bench.change(**changes)
        if needed == "reset":
            self.begin()
            return
        self.tell()
        if needed == "recompile" and not self.playing:
            self.show(force=True)

    def adopt(self, settings, difference):
        """Begin anew with whole new settings."""
        self._busy()
        self.bench.adopt(settings, difference)
        self.begin()

    def wait(self):
        """Wait until the engines are there."""
        if self.bench.wait():
            self.begin()
