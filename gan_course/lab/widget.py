"""The laboratory on the page: an anywidget that shows one `Runner`. All it does is carry messages."""

import weakref

import traitlets

from gan_course.arguments import flag, text
from gan_course.lab import pictures
from gan_course.lab.controls import schema
from gan_course.lab.page_widget import STATIC, PageWidget, module  # noqa: F401 - for styles of one's own
from gan_course.lab.presets import PRESETS, gallery
from gan_course.lab.preview import first_picture
from gan_course.lab.runner import Runner
from gan_course.lab.session import MOST_BYTES
from gan_course.lab.settings import Settings, from_text


class Lab(PageWidget):
    """The live laboratory. Put it last in a cell: `Lab()`.

    start: short text of settings ("data=grid r1=0.1 seed=3"), a name from `PRESETS`, or `Settings`. against: short text
    of what a second run beside it has different. compact: True leaves the knobs out; for a picture among prose.
    Raises ValueError for what no lab can start with.

    On points TensorFlow then runs each operation on one thread in this process, unless it has begun or you have chosen.
    `close()` ends the training and gives back its memory; so does running the cell again.
    """

    _esm = module("lab.js")
    alt = ("The GAN laboratory: real points in blue, generated points in orange, the discriminator's opinion as the "
           "background. Run this cell to play with it.")
    schema = traitlets.Dict().tag(sync=True)
    gallery = traitlets.Dict().tag(sync=True)
    preset = traitlets.Unicode("").tag(sync=True)  # the one it started with
    compact = traitlets.Bool(False).tag(sync=True)
    runner = None            # until there are settings to start with

    def __init__(self, start="", *, against=None, compact=False):
        compact, against = flag("compact", compact), None if against is None else text("against", against)
        preset = PRESETS.get(start) if isinstance(start, str) else None
        if preset is not None:
            settings, against = preset.settings, against or preset.against
        else:
            settings = start if isinstance(start, Settings) else from_text(start)
        runner = Runner(settings, _teller(weakref.ref(self)))
        if against is not None:
            runner.bench.adopt(settings, against)  # refuses what cannot be read
        self.runner = runner
        shown = start if preset is not None else ""
        super().__init__(schema=schema(), gallery=gallery(), preset=shown, compact=compact)
        self.on_msg(self._heard)
        weakref.finalize(self, runner.leave)

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
        if self.runner is not None:
            self.runner.close()
        super().close()

    def still(self):
        """The untrained players, drawn by the preview."""
        packed, distribution = first_picture(self.runner.bench.settings)
        options = {} if distribution is None else {"real": distribution.x, "limits": distribution.limits}
        return pictures.png(packed, **options)


def _teller(lab):
    """A function that tells the page of a lab; it holds the lab only weakly, and so does the thread that calls it."""
    def tell(say, content, buffers):
        widget = lab()
        if widget is not None:
            widget.send({"say": say, **content}, buffers)

    return tell
