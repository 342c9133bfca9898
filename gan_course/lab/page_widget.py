"""What every widget of the laboratory is: a page with a style, a still picture, and no way to harm its kernel."""

import pathlib
import sys

import anywidget

from gan_course.lab import cells, pictures

STATIC = pathlib.Path(__file__).parent / "static"


def module(name, *before):
    """Return a page's one ES module, with what all pages share before it, and more scripts before that."""
    return "\n".join([*before, *((STATIC / part).read_text(encoding="utf-8") for part in ("shared.js", name))])


class PageWidget(anywidget.AnyWidget):
    """A widget that ends with `close`, or when its cell is run again, and is then garbage like any other object.

    Subclasses give `_esm`, `alt` (a sentence), `still()` (a PNG), and `from_page`, the traits that a page may set.
    """

    _css = (STATIC / "lab.css").read_text(encoding="utf-8")  # as text: anywidget holds each widget of a file for good
    alt = ""
    from_page = ()

    def __init__(self, **traits):
        super().__init__(**traits)
        cells.enter(self)

    def still(self):
        """Return the bytes of a PNG, which a page without a kernel shows."""
        raise NotImplementedError

    def close(self):
        """Take the widget off the page, and let go of it."""
        if self.comm is not None and not sys.is_finalizing():
            cells.forget_output(self)
            self.layout.close()
        super().close()

    def set_state(self, sync_data):
        """Take what a page sets, where it may and the value is possible; else the page is told how things are."""
        for name, value in dict(sync_data).items() if isinstance(sync_data, dict) else ():
            if name not in self.from_page:
                continue
            before = getattr(self, name)
            try:
                super().set_state({name: value})
            except Exception:            # whatever a page sends; traitlets checks a value when it is set already
                setattr(self, name, before)
                self.send_state(name)

    def _handle_msg(self, msg):
        try:
            super()._handle_msg(msg)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
            self.log.warning("A page sent a message that cannot be read: %s", error)

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        # where no kernel runs, a page keeps the picture and the sentence
        data = {**(data or {}), "text/plain": self.alt, "image/png": pictures.mime_png(self.still())}
        return data, {**metadata, "image/png": {"alt": self.alt}}

    def __repr__(self):
        return self.alt
