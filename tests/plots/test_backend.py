"""Figures and PNGs whatever MPLBACKEND says: a backend for vectors, one that is not there, a name that is none."""

import os
import subprocess
import sys

import pytest

DRAW = """
from gan_course import plots
figure = plots.curves([1, 2], {"a": [1, 2]})
own = figure.canvas
assert plots.png(figure, "A line.").startswith(b"\\x89PNG") and figure.canvas is own
"""


@pytest.mark.parametrize(("backend", "warned"), [
    ("svg", ""), ("pdf", ""), ("agg", ""), ("module://matplotlib_inline.backend_inline", ""),
    ("module://nowhere", "cannot use the backend 'module://nowhere'"), ("module://os", "cannot use the backend"),
    ("unknown", "MPLBACKEND is 'unknown', which matplotlib does not know")])
def test_a_png_whatever_the_backend(backend, warned):
    ran = subprocess.run([sys.executable, "-c", DRAW], env={**os.environ, "MPLBACKEND": backend}, capture_output=True,
                         encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    assert (warned in ran.stderr) if warned else not ran.stderr
