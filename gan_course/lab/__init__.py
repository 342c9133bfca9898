"""The live laboratory: every knob of a GAN, turned while it trains.

`Lab()` is the page, `run(…)` the same without a page, `PRESETS` the gallery, `DiracPortrait()` the two-number game.
Importing it does not import TensorFlow, so that a page moves at once.
"""

from gan_course.lab.headless import run
from gan_course.lab.presets import PRESETS
from gan_course.lab.settings import Settings, from_text

__all__ = ["PRESETS", "DiracPortrait", "Lab", "Settings", "from_text", "run"]


def __getattr__(name):
    # the widgets on demand: `run` alone needs no Jupyter
    if name == "Lab":
        from gan_course.lab.widget import Lab
        return Lab
    if name == "DiracPortrait":
        from gan_course.lab.dirac import DiracPortrait
        return DiracPortrait
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
