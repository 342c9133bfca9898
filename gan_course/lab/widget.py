"""The laboratory on the page: an anywidget that shows one `Runner`. All it does is carry messages."""

import pathlib

import anywidget
import traitlets

from gan_course.lab import pictures
from gan_course.lab.presets import PRESETS, gallery
from gan_course.lab.preview import first_picture
from gan_course.lab.runner import Runner
from gan_course.lab.settings import Settings, from_text, schema

STATIC = pathlib.Path(__file__).parent / "static"
ALT = ("The GAN laboratory: real points in blue, generated points in orange, the discriminator's opinion as the "
       "background. Run this cell to play with it.")


def module(name):
    """Return a page's one ES module, with what all pages share before it."""
    return "\n".join((STATIC / part).read_text(encoding="utf-8") for part in ("shared.js", name))


class Lab(anywidget.AnyWidget):
    """The live laboratory. Put it last in a cell: `Lab()`.

    start: short text of settings ("data=grid r1=0.1 seed=3"), a name from `PRESETS`, or `Settings`. against: short text
    of what a second run beside it has different. compact: True leaves the knobs out; for a picture among prose.
    Raises ValueError for what no lab can start with.
    """

    _esm = module("lab.js")
    _css = STATIC / "lab.css"
    schema = traitlets.Dict().tag(sync=True)
    gallery = traitlets.Dict().tag(sync=True)
    preset = traitlets.Unicode("").tag(sync=True)  # the one it started with
    compact = traitlets.Bool(False).tag(sync=True)
    runner = None            # until there are settings to start with

    def __init__(self, start="", *, against=None, compact=False):
        preset = PRESETS.get(start) if isinstance(start, str) else None
        if preset is not None:
            settings, against = preset.settings, against or preset.against
        else:
            settings = start if isinstance(start, Settings) else from_text(start)
        self.runner = Runner(settings, self._tell)
        if against is not None:
            self.runner.bench.adopt(settings, against)  # refuses what cannot be read
        shown = start if preset is not None else ""
        super().__init__(schema=schema(), gallery=gallery(), preset=shown, compact=compact)
        self.on_msg(self._heard)

    def _tell(self, say, content, buffers):
        self.send({"say": say, **content}, buffers)

    def _heard(self, _widget, content, buffers):
        """Take a message of the page; runs on whichever thread this ipykernel has chosen, so it only queues."""
        content = dict(content)
        do = content.pop("do", None)
        if do == "load":
            content = {"data": bytes(buffers[0]) if buffers else b""}
        self.runner.post(str(do), **content)

    def close(self):
        """End the lab's thread, and take it off the page."""
        if self.runner is not None:
            self.runner.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        packed, distribution = first_picture(self.runner.bench.settings)
        options = {} if distribution is None else {"real": distribution.x, "limits": distribution.limits}
        still = pictures.png(packed, **options)
        # where no kernel runs, a page keeps the picture and the sentence
        data = {**(data or {}), "text/plain": ALT, "image/png": pictures.mime_png(still)}
        return data, {**metadata, "image/png": {"alt": ALT}}

    def __repr__(self):
        return ALT
