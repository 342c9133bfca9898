"""Kept texts stand alone: each is run in a Python that has seen nothing else; what cannot be carried is named."""

import subprocess
import sys

import pytest
from learner_session import LESSON_98, kept, session

from gan_course.exercises import learner
from gan_course.notebooks.running import kernel_environment

DOUBLE = "def double(x):\n    return {}"


@pytest.fixture
def place(tmp_path):
    return learner.make(tmp_path / "my_course")


def alone(place, expression, path="ex98/double.py"):
    """What an expression gives after a kept file has run in a fresh Python, elsewhere."""
    code = f"exec(open({str(place / 'answers' / path)!r}).read())\nprint({expression})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=place.parent,
                         env=kernel_environment())
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


CARRIED = {
    "packages and names from them": (
        ["import os.path as place, json",
         "from math import (\n    floor, fsum as total)\nimport xml.dom\nimport xml.sax",
         DOUBLE.format("2 * x + 0 * (total([floor(0.5)]) + len(json.dumps(place.sep)) + (xml.dom is xml.sax))")]),
    "a star": (["from math import *", DOUBLE.format("x + floor(1.5) * x")]),
    "a name of the course": (
        ["from gan_course.from_scratch import sigmoid\nfrom gan_course import from_scratch as fs",
         DOUBLE.format("4 * sigmoid(0 * x) * x + 0 * fs.softplus(x)")]),
    "another name for what a package has": (
        ["norm = np.linalg.norm\nlin = np.linalg", DOUBLE.format("2 * x + 0 * norm(x) * lin.norm(x)")]),
    "constants": (
        ["N = 2\nNAMES = {'a': [1, 2.5, None], (1,): True}\nEPS = np.float32(1e-7)\nMEANS = np.array([[1.0, 2.0]])\n"
         "for RATE in (0.1, 0.5):\n    pass\nINF = float('inf')",
         DOUBLE.format("N * x + 0 * (len(NAMES) + EPS + MEANS.sum() + RATE + (x < INF))")]),
    "helpers of helpers, in any order": (
        ["@lambda f: f\ndef first(x):\n    return second(x)",
         "def second(x, k=3):\n    return third(x) if k else first(x)",
         "# the innermost\ndef third(x):\n    return x\nclass Base:\n    two = 2\nclass Helper(Base):\n"
         "    def of(self, x):\n        return self.two * second(x)", DOUBLE.format("Helper().of(first(x))")]),
    "what a function made": (
        ["def times(k):\n    def f(x):\n        return k * x\n    return f", "double = times(2)"]),
    "a partial": (["import functools\ndef times(k, x):\n    return k * x", "double = functools.partial(times, 2)"]),
    "a decorated one": (
        ["import functools\ndef loud(f):\n    @functools.wraps(f)\n    def g(x):\n        return f(x)\n    return g",
         "@loud\n" + DOUBLE.format("2 * x")]),
    "under a cell magic": (["%%time\n# timed\n" + DOUBLE.format("2 * x")]),
    "beside line magics": (["%config InlineBackend.rc = {}\n" + DOUBLE.format("2 * x") + "\n!true"]),
    "typed twice, then broken": (
        [DOUBLE.format("3 * x"), DOUBLE.format("2 * x"), "other = (1 / 0)\ndouble_ = 3", "def help_(x:"]),
    "in a line with others": (["a = 3; double = lambda x: x + x; b = 4"]),
    "under another name": (["def mine(x):\n    return 2 * x\ndouble = mine"]),
    "inside an if": (["two = 2\nif two > 1:\n    " + DOUBLE.format("two * x").replace("\n", "\n    ")]),
    "future annotations": (
        ["from __future__ import annotations\ndef double(x: np.ndarray) -> np.ndarray:\n    return 2 * x"]),
    "display": (["def double(x, show=False):\n    if show:\n        display(x)\n    return 2 * x"]),
}


@pytest.mark.parametrize("name", CARRIED)
def test_carried(place, name):
    said = session(place, LESSON_98, *CARRIED[name], "ex98.double.check(double)")[-1]
    assert said == "Right.\nIt is kept in answers/ex98/double.py.\n"
    assert alone(place, "double(21)") in ("42", "42.0")


def test_a_whole_file_reads_like_a_module(place):
    session(place, LESSON_98, "RATE = 2\nimport os", "# helps\ndef help_(x):\n    return RATE * x",
            "# mine\n" + DOUBLE.format("help_(x) + 0 * len(os.sep) + np.zeros(1)"), "ex98.double.check(double)")
    assert (place / "answers/ex98/double.py").read_text() == '''"""Notebook 98: your right answer to double, with all \
that it uses."""

import os
import numpy as np

RATE = 2


# helps
def help_(x):
    return RATE * x


# mine
def double(x):
    return help_(x) + 0 * len(os.sep) + np.zeros(1)
'''


NOT_CARRIED = {
    "an array": (["data = np.zeros(1000)", DOUBLE.format("2 * x + data[0]")],
                 "because it uses `data`, which lives in this notebook only: pass it as an argument."),
    "through a helper": (
        ["rng = np.random.default_rng(0)\ndef chance():\n    return 0 * rng.random()",
         DOUBLE.format("2 * x + chance()")], "because it uses `rng`, which lives in this notebook only"),
    "an object": (["class A:\n    n = 2\nbox = A()", DOUBLE.format("box.n * x")], "because it uses `box`"),
    "an own module": (["open('helpers.py', 'w').write('n = 2')\nimport helpers", DOUBLE.format("helpers.n * x")],
                      "because it uses `helpers`, a module of your own"),
    "a function from nowhere": (["exec('def hidden(x):\\n    return x')", DOUBLE.format("2 * hidden(x)")],
                                "because it uses `hidden`, whose definition was not found"),
    "an answer from nowhere": (["exec('def double(x):\\n    return 2 * x')"],
                               "because the cell that defines it was not found"),
    "what changed since": (["class Box:\n    pass\nBox.two = 2", DOUBLE.format("Box.two * x")],
                           "because it no longer passes when it stands alone"),
}


@pytest.mark.parametrize("name", NOT_CARRIED)
def test_not_carried(place, name):
    cells, sentence = NOT_CARRIED[name]
    said = session(place, LESSON_98, *cells, "ex98.double.check(double)")[-1]
    assert said.startswith("Right.\nIt is not kept, ") and sentence in said
    assert kept(place) == []


def test_a_function_from_an_own_module_is_carried_with_its_text(place):
    text = "n = 2\n# there\ndef times(x):\n    return n * x"
    session(place, LESSON_98, f"open('helpers.py', 'w').write({text!r})", "from helpers import times",
            DOUBLE.format("times(x)"), "ex98.double.check(double)")
    assert alone(place, "double(4)") == "8"
    assert "# there" in (place / "answers/ex98/double.py").read_text()


def test_a_class(place):
    said = session(place, LESSON_98, "START = 0", "# mine\nclass Counter:\n    '''Counts.'''\n    def __init__(self):\n"
                   "        self.n = START  # from here\n    def add(self):\n"
                   "        self.n += 1\n        return self.n",
                   "class Other(:", "ex98.Counter.check(Counter)", "ex98.Counter.yours()")
    assert "kept in answers/ex98/Counter.py" in said[-2]
    assert "# mine\nclass Counter:" in (place / "answers/ex98/Counter.py").read_text()
    assert alone(place, "(lambda c: [c.add(), c.add()])(Counter())", "ex98/Counter.py") == "[1, 2]"
    assert session(place, LESSON_98, "print(ex98.Counter.yours()().add())")[1].endswith("Counter.py.\n1\n")


@pytest.mark.parametrize(("cells", "lines"), [
    (["three = 1 + 2   # one and two"], "three = 1 + 2   # one and two"),
    (["three = np.sqrt(9)"], "import numpy as np\n\nthree = np.sqrt(9)"),
    (["data = np.arange(100.0) / 33\nthree = data.max()"],
     "import numpy as np\n\n# three = data.max()\nthree = np.float64(3.0)"),
    (["three = 1", "three += 2"], "# three += 2\nthree = 3"),
    (["for three in (1, 2, 3):\n    pass"], "# for three in (1, 2, 3):\n#     pass\nthree = 3"),
])
def test_values(place, cells, lines):
    session(place, LESSON_98, *cells, "ex98.three.check(three)")
    assert (place / "answers/ex98/three.py").read_text().split('"""\n\n')[1] == lines + "\n"


def test_what_is_handed_in_without_a_name(place):
    session(place, LESSON_98, "ex98.three.check(1 + 2)", "ex98.double.check(lambda x: x + x)",
            'ex98.pairs.check({"A": "red",\n  "B": "blue"})')
    assert "three = 1 + 2\n" in (place / "answers/ex98/three.py").read_text()
    assert "double = lambda x: x + x\n" in (place / "answers/ex98/double.py").read_text()
    assert alone(place, "pairs['B']", "ex98/pairs.py") == "blue"


def test_two_things_of_one_name_are_not_mixed_up(place):
    cells = ["open('helpers.py', 'w').write('N = 1\\ndef plus(x):\\n    return N * x')",
             "from helpers import plus\nN = 2",
             DOUBLE.format("(plus(x) + plus(x)) * N / 2"), "ex98.double.check(double)"]
    assert "two different things that are both called `N`" in session(place, LESSON_98, *cells)[-1]


def test_a_program_s_answers_are_kept_too(place):
    (place / "mine.py").write_text(LESSON_98 + "\nK = 2\n# mine\ndef double(x):\n    return K * x\n"
                                   "ex98.double.check(double)\n")
    environment = kernel_environment()
    environment.pop("GAN_COURSE_MY", None)
    said = subprocess.run([sys.executable, "mine.py"], cwd=place, env=environment, capture_output=True,
                          encoding="utf-8").stdout
    assert said == "Right.\nIt is kept in answers/ex98/double.py.\n"
    assert alone(place, "double(4)") == "8"
