"""The laboratory in a notebook: an anywidget that shows the page with its own engine, or the page of one `Runner`."""

import weakref

import traitlets

from gan_course.arguments import choice, flag, text
from gan_course.lab import one_file
from gan_course.lab.bench import Bench
from gan_course.lab.controls import schema
from gan_course.lab.page_widget import STATIC, PageWidget, module
from gan_course.lab.presets import PRESETS, gallery
from gan_course.lab.runner import Runner
from gan_course.lab.session import MOST_BYTES
from gan_course.lab.settings import Settings, from_text

ENGINES = ("browser", "tensorflow")
STILLS = STATIC / "stills"


class Lab(PageWidget):
    """The live laboratory. Put it last in a cell: `Lab()`.

    start: short text of settings ("data=grid r1=0.1 seed=3"), a name from `PRESETS`, or `Settings`. against: short text
    of what a second run beside it has different. compact: True leaves the knobs out; for a picture among prose.
    engine: "browser", which trains points in the page, without the kernel; "tensorflow", the engine of `lab.run` in the
    kernel, whose runs a program repeats to the last bit; None takes the browser's for points, TensorFlow for digits.
    Raises ValueError for what no lab can start with.

    `settings` is what the page's knobs say now: `lab.run(page.settings, steps=1000)` repeats the experiment here.
    `runner.post("play")` does what a press on the page does; a page that trains itself hears it while it is open.
    With TensorFlow on points each operation then runs on one thread in this process, unless it has begun or you have
    chosen. `close()` ends the training and gives back its memory; so does running the cell again.
    """

    _esm = module("lab.js", *([one_file.builder().host()] if one_file.there() else []))
    alt = ("The GAN laboratory while it trains: real points in blue, generated points in orange, the discriminator's "
           "opinion as the background, and the curves. Run this cell to play with it.")
    from_page = ("text", "beside")
    schema = traitlets.Dict().tag(sync=True)
    gallery = traitlets.Dict().tag(sync=True)
    preset = traitlets.Unicode("").tag(sync=True)  # the one it started with
    compact = traitlets.Bool(False).tag(sync=True)
    page = traitlets.Unicode("").tag(sync=True)    # the page for points; "" where TensorFlow trains
    laboratory = traitlets.Dict().tag(sync=True)   # and its engine
    text = traitlets.Unicode("").tag(sync=True)    # the settings that it has now, as the page tells them
    beside = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    runner = None            # takes commands: `page.runner.post("play")`

    def __init__(self, start="", *, against=None, compact=False, engine=None):
        compact, against = flag("compact", compact), None if against is None else text("against", against)
        preset = PRESETS.get(start) if isinstance(start, str) else None
        if preset is not None:
            settings, against = preset.settings, against or preset.against
        else:
            settings = start if isinstance(start, Settings) else from_text(start)
        own = dict(preset=start if preset is not None else "", compact=compact)
        if _in_browser(engine, settings):
            if against is not None:
                Bench(settings).adopt(settings, against)  # refuses what cannot be read
            self.runner = PagesOwn(weakref.ref(self))
            super().__init__(page=one_file.page(), laboratory=one_file.laboratory(), text=settings.to_text(),
                             beside=against, **own)
            return
        runner = Runner(settings, _teller(weakref.ref(self)))
        if against is not None:
            runner.bench.adopt(settings, against)
        self.runner = runner
        super().__init__(schema=schema(), gallery=gallery(), **own)
        self.on_msg(self._heard)
        weakref.finalize(self, runner.leave)

    @property
    def settings(self):
        """The first run's settings as they are now."""
        return from_text(self.text) if self.page else self.runner.bench.settings

    @traitlets.validate("text")
    def _usable(self, proposal):
        """A page may tell only settings that can be read. Raises ValueError."""
        from_text(proposal["value"])
        return proposal["value"]

    def _heard(self, _widget, content, buffers):
        """Take a message of the page; runs on whichever thread this ipykernel has chosen, so it only queues."""
        if not isinstance(content, dict) or not isinstance(content.get("do"), str):
            self._complain("The page sent a message that does not say what to do.")
            return
        arguments = {str(name): value for name, value in content.items() if name != "do"}
        if content["do"] == "load":
            data = memoryview(buffers[0]) if buffers else memoryview(b"")
            if data.nbytes > MOST_BYTES:
                self._complain(f"The file has {data.nbytes:,} bytes; a session has at most {MOST_BYTES:,}.")
                return
            arguments["data"] = bytes(data)
        self.runner.put(content["do"], arguments)

    def _complain(self, text):
        self.send({"say": "error", "text": text}, [])

    def close(self):
        """End the lab's thread and its GANs, and take it off the page."""
        if not self.page:
            self.runner.close()
        super().close()

    def still(self):
        """A picture of the page while the preset, or its like, trained; stored beside the package."""
        kind = self.preset if self.page else "tensorflow"
        path = STILLS / f"{kind or 'healthy'}.png"
        return (path if path.exists() else STILLS / "healthy.png").read_bytes()


class PagesOwn:
    """What takes commands for a lab that trains in its page: they go there; a page that is not open hears none."""

    def __init__(self, lab):
        self._lab = lab      # weakly, or no lab would be garbage

    def post(self, do, /, **content):
        """Send a command, as a press on the page does; `site/laboratory/PROTOCOL.md` lists them."""
        lab = self._lab()
        if lab is not None:
            lab.send({**content, "do": do}, [])


def _in_browser(engine, settings):
    """Tell whether the browser's engine shall train; raises ValueError where it cannot."""
    if engine is None:
        return one_file.there() and not settings.digits
    if choice("engine", engine, ENGINES) == "browser":
        if settings.digits:
            raise ValueError('engine is "browser", which trains points, and the data are digits; leave engine out.')
        if not one_file.there():
            raise ValueError('engine is "browser", and this copy of the course has no folder "site", where it lies; '
                             "leave engine out.")
        return True
    return False


def _teller(lab):
    """A function that tells the page of a lab; it holds the lab only weakly, and so does the thread that calls it."""
    def tell(say, content, buffers):
        widget = lab()
        if widget is not None:
            widget.send({"say": say, **content}, buffers)

    return tell
