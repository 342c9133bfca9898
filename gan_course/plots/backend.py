"""matplotlib, whatever backend the variable MPLBACKEND names: figures can always be made, and become a PNG.

`gan_course.plots` imports this before anything that imports matplotlib.
"""

import os
import sys
import warnings

try:
    import matplotlib as mpl
except ValueError as error:  # MPLBACKEND holds what is no name of a backend; matplotlib stops at that
    if "MPLBACKEND" not in os.environ:
        raise
    warnings.warn(f"The variable MPLBACKEND is {os.environ['MPLBACKEND']!r}, which matplotlib does not know ({error}). "
                  "Figures are drawn with 'agg' instead.", stacklevel=2)
    os.environ["MPLBACKEND"] = "agg"
    for name in [name for name in sys.modules if name.startswith("matplotlib.")]:
        del sys.modules[name]  # halves of the import that failed
    import matplotlib as mpl

import matplotlib.pyplot as plt


def new_figure(*layout, **options):
    """Return `plt.subplots(*layout, **options)`; with Agg, and a warning, where the chosen backend cannot be loaded."""
    try:
        return plt.subplots(*layout, **options)
    except (ImportError, AttributeError) as error:  # AttributeError: a module that is no backend
        chosen = mpl.rcParams["backend"]
        plt.switch_backend("agg")
        warnings.warn(f"matplotlib cannot use the backend {chosen!r} ({error}). Figures are drawn with 'agg' instead; "
                      "the variable MPLBACKEND may name another.", stacklevel=4)
        return plt.subplots(*layout, **options)
