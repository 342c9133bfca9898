"""my_gan.py as text: what it holds, in which order, and that it gives the same as its pieces did."""

from types import SimpleNamespace

from gan_course.mine import assembly
from gan_course.mine.pieces import Piece


def piece(name, text, section="losses", where="answers/x.py", called=None, doc=None, lesson="ex98"):
    return Piece(SimpleNamespace(name=name, lesson=lesson, doc=doc), section, text, where, called or name)


def run(text):
    space = {}
    exec(compile(text, "my_gan.py", "exec"), space)
    return space


WHOLE = '''"""My GAN: 2 of its 3 parts I wrote in the course.

Put together by `python3 course.py mine` from the answers that are kept beside this
file. Where none is kept yet, the course's own stands: triple.
"""

import os
from math import ceil, floor
import numpy as np


# ---- losses --------------------------------------------------------------------------

K = 2
L = 3


# a helper
def times(x, k):
    return k * x


# mine
@staticmethod
def double(
    x,
):
    """Twice x."""
    # the comment
    return times(x, K) + 0 * ceil(len(os.sep))


# ---- loop ----------------------------------------------------------------------------

# The course's: yours is not kept yet (notebook 98, exercise triple).
def triple(x):
    """Mine already."""
    return double(x) + x + floor(0.5)


def six(x):
    return triple(double(x)) + np.zeros(1)
'''


def test_the_whole_file():
    text = assembly.text_of([
        piece("double", '"""Head."""\nimport os\nimport json\nfrom math import ceil\n\nK = 2\nL = 3\n\n\n# a helper\n'
              "def times(x, k):\n    return k * x\n\n\n# mine\n"
              "@staticmethod\ndef double(\n    x,\n):\n    # the comment\n"
              "    return times(x, K) + 0 * ceil(len(os.sep))\n", doc="Twice x."),
        piece("triple", "from math import floor\nfrom gan_course.exercises import ex98\n"
              "_double = ex98.double.yours(quiet=True)\ndef _triple(x):\n    '''Mine already.'''\n"
              "    return _double(x) + x + floor(0.5)\ntriple = _triple\n".replace("'''", '"""'), "loop", None,
              doc="No."),
        piece("six", "import numpy as np\nfrom gan_course.exercises import ex98\ndouble = ex98.double.yours()\n"
              "t = ex98.triple.yours()\ndef six(x):\n    return t(double(x)) + np.zeros(1)\n", "loop")])
    assert text == WHOLE
    assert run(text)["six"](4.0) == 24


def test_helpers_of_one_name_are_kept_apart_and_equal_ones_stand_once():
    same = "def same(x):\n    return x\n"
    text = assembly.text_of([
        piece("one", "def help(x):\n    return x + 1\n" + same + "def one(x):\n    return help(same(x))\n"),
        piece("two", "def help(x):\n    return x + 2\n" + same + "def two(x):\n    return help(same(x))\n"),
        piece("three", "def help(x):\n    return x + 3\n"
                       "def three(x):\n    help_of_two = help(x)\n    return help_of_two\n")])
    space = run(text)
    assert [space[name](0) for name in ("one", "two", "three")] == [1, 2, 3]
    assert text.count("def same(x)") == 1 and "def help_of_two(x)" in text and "def help_of_three(x)" in text


def test_a_helper_that_is_an_answer_itself_stands_once():
    double = "# mine\ndef double(x):\n    return 2 * x\n"
    text = assembly.text_of([piece("double", double, doc="Twice."),
                             piece("four", double + "def four(x):\n    return double(double(x))\n")])
    assert text.count("def double") == 1 and run(text)["four"](1) == 4


def test_two_exercises_of_one_name():
    text = assembly.text_of([
        piece("step", "def step(x):\n    return x and step(x - 1)\n", called="numpy_step", lesson="ex03"),
        piece("step", "from gan_course.exercises import ex03\nnp_step = ex03.step.yours()\n"
                      "def step(x):\n    return np_step(x) + 5\n", lesson="ex04")])
    assert run(text)["step"](3) == 5 and "x and numpy_step(x - 1)" in text


def test_imports_of_one_name_that_differ():
    text = assembly.text_of([
        piece("one", "from math import sqrt\nimport os.path\nimport xml.dom\n"
                     "def one():\n    return sqrt(4), os.sep, xml.dom\n"),
        piece("two", "from numpy import sqrt\nimport os\nimport xml.sax\n"
                     "def two():\n    return sqrt([4.0]), os.sep, xml.sax\n"),
        piece("log", "from math import log as log_\ndef log(x):\n    return log_(x)\n")])
    space = run(text)
    assert space["one"]()[0] == 2 and space["two"]()[0].shape == (1,) and space["log"](1) == 0
    assert "from numpy import sqrt as sqrt_of_two" in text


def test_docstrings_where_none_can_stand():
    text = assembly.text_of([piece("a", "a = lambda x: x\n", doc="First.\n\nSecond."),
                             piece("b", "def b(x): return x\n", doc="Of b."),
                             piece("C", "class C:\n    n = 3\n", doc="Of C.\n\nMore.")])
    assert "# First.\n#\n# Second.\na = lambda" in text and "# Of b.\ndef b(x): return x" in text
    assert run(text)["C"].__doc__.split() == ["Of", "C.", "More."]


def test_a_class_and_what_is_made_when_the_file_is_read():
    text = assembly.text_of([piece("C", "class Base:\n    n = 1\nclass C(Base):\n    m = Base.n\n", "networks"),
                             piece("double", "import functools\ndef times(k, x):\n    return k * x\n"
                                             "double = functools.partial(times, 2)\n", "loop")])
    space = run(text)
    assert space["C"].m == 1 and space["double"](4) == 8


def test_long_docstrings_are_filled_and_short_lines_stay():
    doc = "Do it.\n\nx: (batch, dim).\ny: (batch,).\n\n" + "word " * 40
    text = assembly.text_of([piece("f", "def f(x):\n    return x\n", doc=doc)])
    assert max(map(len, text.splitlines())) <= assembly.WIDTH
    assert "    x: (batch, dim).\n    y: (batch,).\n\n    word word" in text
    assert run(text)["f"].__doc__.count("word") == 40
