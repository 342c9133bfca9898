"""One worker thread owns everything that trains; the page talks to it through a queue and is never waited for.

It knows no Jupyter: it calls `emit(say, content, buffers)` for whatever the page shall know.
"""

import atexit
import queue
import threading
import time

from gan_course.lab import exports
from gan_course.lab.pages import data_message, state_message
from gan_course.lab.presets import PRESETS
from gan_course.lab.preview import Preview
from gan_course.lab.record import Record, pack
from gan_course.lab.settings import from_text

FRAME_SECONDS = 1 / 50           # between the end of one picture and the next: a call of the graph comes between
UNSEEN_SECONDS = 0.5             # between looks that nobody sees, for the timeline and the curves
IN_FLIGHT = 5                    # pictures on their way to the page, which answers several at once
LOST_SECONDS = 1.0               # an answer that takes longer counts as lost
DESERTED_SECONDS = 60.0          # no word from the page for so long: pause
IDLE_SECONDS = 10.0              # paused and unspoken to for so long: the thread ends, until it is needed again
PHASE_SECONDS = 0.9              # of slow motion
SPEEDS = ("slow", "single", "full")


class Runner:
    """Trains one engine, or two in step, and tells the page.

    settings: `Settings` to begin with. emit: function(say, content, buffers), called from the worker thread only.
    Commands go in by `post(do, **content)`; an unusable one is answered by an "error" message, and nothing
    else happens.
    """

    def __init__(self, settings, emit):
        self.settings, self._emit = settings, emit
        self.playing = self.visible = False
        self.speed = "full"
        self.difference = None           # short text of what the second run has different, or None
        self.note = ""                   # one sentence above the picture
        self.engines, self.records = [], []
        self.preview = None
        self._commands = queue.SimpleQueue()
        self._thread, self._lock = None, threading.Lock()
        self._loaded = None              # the engines that the loader made, or the exception
        self._number = 0                 # of the last picture that was sent
        self._flying, self._sent_at, self._looked_at, self._heard_at = 0, 0.0, 0.0, time.monotonic()
        self._rate = (time.monotonic(), 0, 0.0)
        self._phase = None
        self._looking_back = False

    # ------------------------------------------------------------ from any thread

    def post(self, do, **content):
        """Queue a command; the thread is started if it rests."""
        self._commands.put((do, content))
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="gan-course-lab", daemon=True)
                self._thread.start()
                atexit.register(self.close)  # a training that the interpreter's end cuts off would complain

    def close(self, wait=10.0):
        """End the thread; wait for it so many seconds."""
        thread = self._thread
        if thread is not None and thread.is_alive():
            self._commands.put(("end", {}))
            thread.join(wait)
        atexit.unregister(self.close)

    # ------------------------------------------------------------ the thread

    def _work(self):
        idle_since = time.monotonic()
        while True:
            try:
                command = self._commands.get(timeout=0.0 if self.playing else 0.1)
            except queue.Empty:
                command = None
            if command is not None:
                idle_since = time.monotonic()
                if command[0] == "end":
                    self.playing = False
                    for engine in self.engines:
                        engine.stop()
                    return
                self._obey(*command)
                continue
            if self._loaded is not None:
                self._take_loaded()
            if self.playing:
                idle_since = time.monotonic()
                self._guarded(self._play)
            elif time.monotonic() - idle_since > IDLE_SECONDS and not self._loading:
                with self._lock:         # a command that came meanwhile is seen by `post` or by us, never by nobody
                    if self._commands.empty():
                        self._thread = None
                        return

    def _obey(self, do, content):
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
        except Exception as error:
            self.playing = False
            self._tell()
            self._emit("error", {"text": f"{type(error).__name__}: {error}. The run is paused; press Reset."}, [])

    # ------------------------------------------------------------ engines

    def _ready(self):
        """Return whether the engines stand; start to load them where nobody has."""
        if not self.engines and self._loading is None:
            self._load()
        return bool(self.engines)

    _loading = None

    def _load(self):
        """Build the engines in a thread of their own, since importing TensorFlow takes seconds."""
        wanted = self._wanted()

        def load():
            try:
                from gan_course.lab.engine import Engine

                made = []
                for settings in wanted:
                    engine = Engine(settings)
                    engine.advance()     # traces the step and the picture, so that Play starts at once …
                    engine.frame()
                    engine.reset()       # … and is then forgotten
                    made.append(engine)
                self._loaded = (wanted, made)
            except Exception as error:
                self._loaded = (wanted, error)

        self._loading = threading.Thread(target=load, name="gan-course-lab-loader", daemon=True)
        self._loading.start()
        if self.preview is None and not self.settings.digits:
            self.preview = Preview(self.settings)

    def _take_loaded(self):
        (wanted, made), self._loaded, self._loading = self._loaded, None, None
        if wanted != self._wanted():     # turned while it was loading
            self._load()
            return
        self.preview = None
        if isinstance(made, Exception):
            self.playing = False
            self._emit("error", {"text": f"{made}"}, [])
            return
        self.engines = made
        self._renew()

    def _wanted(self):
        both = [self.settings]
        if self.difference is not None:
            both.append(self._different(self.settings))
        return both

    def _different(self, settings):
        """The second run's settings: those of the first, with the difference laid over them."""
        text = " ".join([settings.to_text(), self.difference])
        off = {part[1:] for part in self.difference.split() if part.startswith("-")}
        return from_text(" ".join(part for part in text.split()
                                  if not part.startswith("-") and part.partition("=")[0] not in off))

    def _renew(self):
        """A run begins: empty records, new data on the page."""
        self.records = [Record() for _ in self.engines]
        self._phase, self._looking_back = None, False
        self._rate = (time.monotonic(), 0, 0.0)
        self._tell_data()
        self._tell()
        self._show(force=True)

    # ------------------------------------------------------------ playing

    def _play(self):
        if not self._ready():
            if self.preview is not None and self._due():
                for _ in range(4):
                    self.preview.advance()
                self._send([pack(self.preview.frame())], preview=True)
            time.sleep(0.02)             # the loader needs the interpreter more than the preview does
            return
        if time.monotonic() - self._heard_at > DESERTED_SECONDS:
            self.playing = False
            self.note = "Paused: nobody has been looking for a minute."
            self._tell()
            return
        if self.speed == "slow":
            self._slow_motion()
        else:
            for engine in self.engines:
                engine.advance(single=self.speed == "single")
            if self.speed == "single":
                time.sleep(FRAME_SECONDS)
        stopped = next((engine for engine in self.engines if engine.diverged), None)
        if stopped is not None:
            self.playing = False
            self.note = stopped.diverged
            self._show(force=True)
            self._tell()
            return
        if self.speed != "slow" and self._due():
            self._show()

    def _slow_motion(self):
        """One step in four pictures; each is a phase, which lasts a while."""
        phase, since = self._phase or (3, 0.0)
        if time.monotonic() - since < PHASE_SECONDS:
            time.sleep(0.02)
            return
        phase = (phase + 1) % 4
        for engine in self.engines:
            if phase == 1:
                engine.step_player("discriminator")
            elif phase == 3:
                engine.step_player("generator")
        self._phase = (phase, time.monotonic())
        self._show(force=True, phase=phase)

    def _due(self):
        """Tell whether it is time for a picture, and the page has room for it."""
        now = time.monotonic()
        if now - self._looked_at < (FRAME_SECONDS if self.visible else UNSEEN_SECONDS):
            return False
        if not self.visible or self._flying < IN_FLIGHT:
            return True
        if now - self._sent_at > LOST_SECONDS:
            self._flying = 0
            return True
        return False

    def _show(self, force=False, phase=None):
        """Record a picture of each run, and send it if the page can see it."""
        self._looked_at = time.monotonic()
        packed, rows = [], []
        for engine, record in zip(self.engines, self.records, strict=True):
            frame = engine.frame()
            rows.append(record.add(frame))
            packed.append(pack(frame))
        if (self.visible or force) and not self._looking_back:
            self._send(packed, rows=rows, phase=phase)

    def _send(self, packed, **more):
        self._looked_at = self._sent_at = time.monotonic()
        self._flying += 1
        self._number += 1
        since, steps, rate = self._rate
        if self._sent_at - since > 0.5:
            rate = max(0.0, (packed[0]["step"] - steps) / (self._sent_at - since))
            self._rate = (self._sent_at, packed[0]["step"], rate)
        runs = [{key: value for key, value in part.items() if key != "buffers"} for part in packed]
        pictures = len(self.records[0].pictures) if self.records else 0
        self._emit("frame", {"runs": runs, "rate": rate, "pictures": pictures, "number": self._number, **more},
                   [buffer for part in packed for buffer in part["buffers"]])

    def _tell(self):
        self._emit("state", state_message(self), [])

    def _tell_data(self):
        content, buffers = data_message(self.engines or [self.preview])
        self._emit("data", content, buffers)

    # ------------------------------------------------------------ commands

    def _do_hello(self, load=True):
        """A page is there: tell it everything."""
        self.visible, self._flying = True, 0
        if not self.engines and self.preview is None and not self.settings.digits:
            self.preview = Preview(self.settings)
        if self.engines or self.preview is not None:
            self._tell_data()
        self._tell()
        if self.records:
            self._emit("curves", {"rows": [record.rows for record in self.records]}, [])
        if self.engines:
            self._show(force=True)
        elif self.preview is not None:
            self._send([pack(self.preview.frame())], preview=True)
        if load:
            self._ready()

    def _do_ack(self, number=None):
        """The page has that picture, and all before it."""
        self._flying = 0 if number is None else max(0, min(self._flying, self._number - int(number)))

    def _do_ping(self):
        """The page is still there; that it was heard is noted already."""

    def _do_visible(self, on):
        self.visible, self._flying = bool(on), 0
        if self.visible and self.engines:
            self._show(force=True)

    def _do_gone(self):
        """The page is closed, or its cell was run again."""
        self.playing = self.visible = False
        self._tell()

    def _do_play(self):
        self.playing, self._looking_back = True, False
        stopped = any(engine.diverged for engine in self.engines)
        if stopped:
            self.playing = False
        else:
            self.note = ""
        self._rate = (time.monotonic(), self.engines[0].step if self.engines else 0, 0.0)
        self._ready()
        self._tell()

    def _do_pause(self):
        self.playing = False
        self._phase = None
        self._tell()
        if self.engines:
            self._show(force=True)

    def _do_step(self, player=None):
        """One step of both, or of one player."""
        self.playing, self._looking_back = False, False
        if not self._wait():
            return
        for engine in self.engines:
            if player is None:
                engine.advance(single=True)
            else:
                engine.step_player(player)
        self.note = next((engine.diverged for engine in self.engines if engine.diverged), self.note)
        self._show(force=True)
        self._tell()

    def _do_reset(self):
        self.note = ""
        if self.preview is not None and not self.settings.digits:
            self.preview = Preview(self.settings)
        if not self.engines:
            self._tell()
            return
        stopped = next((engine.diverged for engine in self.engines if engine.diverged), None)
        for engine in self.engines:
            engine.diverged = stopped    # where one takes its last change back, both do: they differ only where told
            engine.reset()
        self.settings = self.engines[0].settings
        self._renew()

    def _do_speed(self, value):
        if value not in SPEEDS:
            raise ValueError(f"speed is {value!r}; choose one of {', '.join(SPEEDS)}.")
        self.speed, self._phase = value, None
        self._tell()

    def _do_set(self, name, value):
        self._change(**{name: value})

    def _do_switch(self, remedy, on, number=None):
        from gan_course.lab.settings import checked_remedy

        remedies = {name: value for name, value in self.settings.remedies.items() if name != remedy}
        if on:
            remedies[remedy] = checked_remedy(remedy, number)
        self._change(remedies=remedies)

    def _do_draw(self, points):
        self._change(data="drawn", drawn=points)

    def _do_text(self, text):
        self._adopt(from_text(text))

    def _do_preset(self, name):
        if name not in PRESETS:
            raise ValueError(f"There is no preset {name!r}; choose one of {', '.join(PRESETS)}.")
        self.difference = PRESETS[name].against
        self._adopt(PRESETS[name].settings, rebuild=True)
        self.note = ""

    def _do_compare(self, difference):
        """Begin two runs from one seed; difference: short text, such as "r1=0.1"; None for one run again."""
        before, self.difference = self.difference, difference
        try:
            new = [] if difference is None else [self._different(self.settings)]
        except ValueError:
            self.difference = before
            raise
        if new and new[0] == self.settings:
            self.difference = before
            raise ValueError("The second run would be the first again; give it a difference, such as r1=0.1.")
        self._rebuild()

    def _do_look(self, index):
        """Show an old picture; -1 is now."""
        self._looking_back = 0 <= index < len(self.records[0].pictures) - 1 if self.records else False
        if self._looking_back:
            self._send([record.pictures[min(index, len(record.pictures) - 1)] for record in self.records],
                       looking_back=True)
        elif self.engines:
            self._show(force=True)

    def _do_export(self, what):
        if not self._wait():
            return
        content, buffers = exports.export(what, self)
        self._emit("export", {"what": what, **content}, buffers)

    def _do_load(self, data):
        """Go on from a saved session."""
        if not self._wait():
            return
        engine = exports.load_session(bytes(data))
        self.playing, self.difference, self.note = False, None, "Loaded; Play goes on from here."
        self.settings, self.engines = engine.settings, [engine]
        self._renew()

    # ------------------------------------------------------------ helpers of commands

    def _change(self, **changes):
        """Change both runs, the difference kept; where one of them cannot, neither does."""
        new = self.settings.replaced(**changes)
        if not self.engines:
            self._adopt(new)
            return
        both = [new] + ([self._different(new)] if self.difference is not None else [])
        needs = [engine.needed(settings) for engine, settings in zip(self.engines, both, strict=True)]
        if any(need != "live" for need in needs):
            self._emit("busy", {"text": "building …"}, [])
            from gan_course.lab.engine import check
            for settings in both:
                check(settings)
        for engine, settings in zip(self.engines, both, strict=True):
            engine.adopt(settings)
        self.settings = new
        if "reset" in needs:
            self._renew()
        else:
            self._tell()
            if not self.playing and needs != ["live"] * len(needs):
                self._show(force=True)

    def _adopt(self, settings, rebuild=False):
        """Take whole new settings; begins anew."""
        self.settings = settings
        if self.preview is not None:
            self.preview = None if settings.digits else Preview(settings)
        if self.engines:
            self._rebuild()
        else:
            if self.preview is not None:
                self._tell_data()
            self._tell()

    def _rebuild(self):
        """Make the engines anew where they stand already; otherwise the loader will."""
        if not self.engines:
            self._tell()
            return
        from gan_course.lab.engine import Engine, check

        wanted = self._wanted()
        self._emit("busy", {"text": "building …"}, [])
        for settings in wanted:
            check(settings)
        for engine in self.engines:
            engine.retire()
        self.engines = [Engine(settings) for settings in wanted]
        self._renew()

    def _wait(self):
        """Wait for the engines, at most a minute; tell whether they stand."""
        self._ready()
        deadline = time.monotonic() + 60
        while not self.engines and time.monotonic() < deadline:
            if self._loaded is not None:
                self._take_loaded()
            elif self._loading is None:
                break
            time.sleep(0.02)
        return bool(self.engines)
