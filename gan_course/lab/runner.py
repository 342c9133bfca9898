"""One worker thread owns everything that trains; the page talks to it through a queue and is never waited for.

It knows no Jupyter: it calls `emit(say, content, buffers)` for whatever the page shall know.
"""

import time

from gan_course.lab import exports
from gan_course.lab.bench import Bench
from gan_course.lab.flow import Flow
from gan_course.lab.pages import data_message, state_message
from gan_course.lab.presets import PRESETS
from gan_course.lab.record import pack
from gan_course.lab.settings import checked_remedy, from_text
from gan_course.lab.worker import Worker

DESERTED_SECONDS = 60.0          # no word from the page for so long: pause
PHASE_SECONDS = 0.9              # of slow motion
SINGLE_SECONDS = 1 / 20          # between single steps: longer than from picture to picture, so that each is seen
SPEEDS = ("slow", "single", "full")


class Runner(Worker):
    """Trains what stands on `bench`, and tells the page.

    settings: `Settings` to begin with. emit: function(say, content, buffers), called from the worker thread only.
    Commands go in by `post(do, **content)`; an unusable one is answered by an "error" message, and nothing else
    happens.
    """

    def __init__(self, settings, emit):
        super().__init__()
        self.bench, self.flow, self._emit = Bench(settings), Flow(), emit
        self.playing, self.speed = False, "full"
        self.note = ""                   # one sentence above the picture
        self._heard_at = time.monotonic()
        self._phase = None               # of slow motion: its number, and when it began
        self._looking_back = False

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
        """Stop what trains."""
        self.playing = False
        for engine in self.bench.engines:
            engine.stop()

    def obey(self, do, content):
        """Do what the page says, or tell it why not."""
        self._heard_at = time.monotonic()
        handler = getattr(self, f"_do_{do}", None)
        if handler is None:
            self._emit("error", {"text": f"The page sent {do!r}, which this laboratory does not know."}, [])
            return
        self._guarded(lambda: handler(**content))

    def _guarded(self, action):
        """Run an action; whatever it raises is told to the page, and the thread lives on."""
        try:
            action()
        except (ValueError, TypeError) as error:
            self._tell()
            self._emit("error", {"text": str(error)}, [])
        except Exception as error:       # a thread that dies silently would wedge the page
            self.playing = False
            self._tell()
            self._emit("error", {"text": f"{type(error).__name__}: {error}. The run is paused; press Reset."}, [])

    # ------------------------------------------------------------ playing

    def _take_loaded(self):
        try:
            if self.bench.take_loaded():
                self._begin()
        except Exception:
            self.playing = False         # or it would be tried again at once, and for ever
            raise

    def _play(self):
        if not self.bench.engines:
            self.bench.load()
            if self.bench.preview is not None and self.flow.due():
                for _ in range(4):
                    self.bench.preview.advance()
                self.flow.looked()
                self._send([pack(self.bench.preview.frame())], preview=True)
            time.sleep(0.02)             # the loader needs the interpreter more than the preview does
            return
        if time.monotonic() - self._heard_at > DESERTED_SECONDS:
            self.playing, self.note = False, "Paused: nobody has been looking for a minute."
            self._tell()
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
            self._show(force=True)
            self._tell()
        elif self.speed != "slow" and self.flow.due():
            self._show()

    def _slow_motion(self):
        """One step in four pictures; each is a phase, which lasts a while."""
        phase, since = self._phase or (3, 0.0)
        if time.monotonic() - since < PHASE_SECONDS:
            time.sleep(0.02)
            return
        phase = (phase + 1) % 4
        for engine in self.bench.engines:
            if phase == 1:
                engine.step_player("discriminator")
            elif phase == 3:
                engine.step_player("generator")
        self._phase = (phase, time.monotonic())
        self._show(force=True, phase=phase)

    # ------------------------------------------------------------ telling

    def _begin(self):
        """A run begins: new data on the page, and the first picture."""
        self._phase, self._looking_back = None, False
        self.flow.restart(0)
        self._tell_data()
        self._tell()
        self._show(force=True)

    def _show(self, force=False, phase=None):
        """Record a picture of each run, and send it if the page can see it."""
        if not self.bench.engines:
            return
        packed, rows = self.bench.look()
        self.flow.looked()
        if (self.flow.visible or force) and not self._looking_back:
            self._send(packed, rows=rows, phase=phase)

    def _send(self, packed, **more):
        runs = [{key: value for key, value in part.items() if key != "buffers"} for part in packed]
        pictures = len(self.bench.records[0].pictures) if self.bench.records else 0
        number = self.flow.sent(packed[0]["step"])
        self._emit("frame", {"runs": runs, "rate": self.flow.rate, "pictures": pictures, "number": number, **more},
                   [buffer for part in packed for buffer in part["buffers"]])

    def _tell(self):
        self._emit("state", state_message(self), [])

    def _tell_data(self):
        shown = self.bench.engines or ([] if self.bench.preview is None else [self.bench.preview])
        if shown:
            self._emit("data", *data_message(shown))

    def _busy(self):
        if self.bench.engines:
            self._emit("busy", {"text": "building …"}, [])

    # ------------------------------------------------------------ commands: the page

    def _do_hello(self, load=True):
        """A page is there: tell it everything."""
        self.flow.visible, self.flow.flying = True, 0
        self.bench.show_preview()
        self._tell_data()
        self._tell()
        if self.bench.engines:
            self._emit("curves", {"rows": [record.rows for record in self.bench.records]}, [])
            self._show(force=True)
        elif self.bench.preview is not None:
            self._send([pack(self.bench.preview.frame())], preview=True)
        if load:
            self.bench.load()

    def _do_ack(self, number):
        self.flow.answered(int(number))

    def _do_ping(self):
        """The page is still there; that it was heard is noted already."""

    def _do_visible(self, on):
        self.flow.visible, self.flow.flying = bool(on), 0
        if on:
            self._show(force=True)

    def _do_gone(self):
        """The page is closed, or its cell was run again."""
        self.playing = self.flow.visible = False
        self._tell()

    # ------------------------------------------------------------ commands: training

    def _do_play(self):
        self._looking_back = False
        self.playing = self.bench.diverged is None
        if self.playing:
            self.note = ""
        self.flow.restart(self.bench.step)
        self.bench.load()
        self._tell()

    def _do_pause(self):
        self.playing, self._phase = False, None
        self._tell()
        self._show(force=True)

    def _do_step(self, player=None):
        """One step of both, or of one player."""
        self.playing, self._looking_back = False, False
        self._wait()
        for engine in self.bench.engines:
            if player is None:
                engine.advance(single=True)
            else:
                engine.step_player(player)
        self.note = self.bench.diverged or self.note
        self._show(force=True)
        self._tell()

    def _do_reset(self):
        self.note = ""
        self.bench.reset()
        self._begin()

    def _do_speed(self, value):
        if value not in SPEEDS:
            raise ValueError(f"speed is {value!r}; choose one of {', '.join(SPEEDS)}.")
        self.speed, self._phase = value, None
        self._tell()

    def _do_look(self, index):
        """Show an old picture; -1 is now."""
        records = self.bench.records
        self._looking_back = bool(records) and 0 <= index < len(records[0].pictures) - 1
        if self._looking_back:
            self._send([record.pictures[min(index, len(record.pictures) - 1)] for record in records],
                       looking_back=True)
        else:
            self._show(force=True)

    # ------------------------------------------------------------ commands: settings

    def _do_set(self, name, value):
        self._change(**{name: value})

    def _do_switch(self, remedy, on, number=None):
        remedies = {name: value for name, value in self.bench.settings.remedies.items() if name != remedy}
        if on:
            remedies[remedy] = checked_remedy(remedy, number)
        self._change(remedies=remedies)

    def _do_draw(self, points):
        self._change(data="drawn", drawn=points)

    def _do_text(self, text):
        self._adopt(from_text(text), self.bench.difference)

    def _do_preset(self, name):
        if name not in PRESETS:
            raise ValueError(f"There is no preset {name!r}; choose one of {', '.join(PRESETS)}.")
        self.note = ""
        self._adopt(PRESETS[name].settings, PRESETS[name].against)

    def _do_compare(self, difference):
        """Begin two runs from one seed; difference: short text, such as "r1=0.1"; None for one run again."""
        self._adopt(self.bench.settings, difference)

    def _change(self, **changes):
        self._busy()
        needed = self.bench.change(**changes)
        if needed == "reset":
            self._begin()
            return
        self._tell()
        if needed == "recompile" and not self.playing:
            self._show(force=True)

    def _adopt(self, settings, difference):
        self._busy()
        self.bench.adopt(settings, difference)
        self._begin()

    # ------------------------------------------------------------ commands: taking away

    def _do_export(self, what):
        self._wait()
        content, buffers = exports.export(what, self.bench)
        self._emit("export", {"what": what, **content}, buffers)

    def _do_load(self, data):
        """Go on from a saved session."""
        self._wait()
        self.bench.replace(exports.load_session(bytes(data)))
        self.playing, self.note = False, "Loaded; Play goes on from here."
        self._begin()

    def _wait(self):
        if self.bench.wait():
            self._begin()
