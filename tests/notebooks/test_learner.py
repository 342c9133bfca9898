"""A learner from end to end: functions in their own words, used by later notebooks, and a my_gan.py that passes."""

import ast

import played_learner
import pytest

from gan_course.exercises import learner
from gan_course.notebooks import pairs

LESSONS = ["02_objective_function", "03_gradient_updates"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return played_learner.folder(tmp_path_factory.mktemp("learner"))


@pytest.fixture(scope="module")
def played(place):
    known = set()
    return [played_learner.play(stem, place, known) for stem in LESSONS]


@pytest.mark.slow
def test_every_function_is_right_and_kept(place, played):
    assert [lesson.not_right for lesson in played] == [[], []]
    kept = {f"{path.parent.name}.{path.stem}" for path in (place / "answers").rglob("*.py")}
    written = {f"ex{lesson.stem[:2]}.{name}" for lesson in played for name in lesson.written}
    assert kept == written and len(written) >= 8
    progress = learner.progress(place)
    assert all("right" in progress[name[:4]][name[5:]] for name in written)


@pytest.mark.slow
def test_the_cells_that_follow_use_them_across_notebooks_too(played):
    assert [lesson.lent for lesson in played] == [[], []]
    lines = [line for lesson in played for _, _, line in lesson.used]
    assert any(line.endswith("`.") for line in lines)                     # of this session
    assert any("kept in answers/ex02/" in line for line in lines)         # of the notebook before


@pytest.mark.slow
def test_what_the_notebooks_conclude_stays_the_same(played):
    assert [lesson.changed for lesson in played] == [[], []]


@pytest.mark.slow
def test_my_gan_is_theirs_and_passes(place, played):
    code, printed = played_learner.mine(place)
    assert code == 0, printed
    rows = [line for line in printed.splitlines() if "  right" in line or " wanted" in line]
    ours = [line for line in rows if "the course's" not in line]
    assert len(ours) >= 5 and "All " in printed.splitlines()[-1]
    assert any("a GAN in NumPy" in line for line in ours)                 # trained by the learner's own step
    text = (place / "my_gan.py").read_text(encoding="utf-8")
    assert text.count("# I thought about this line for a while.") >= 6
    undocumented = [node.name for node in ast.parse(text).body
                    if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not ast.get_docstring(node)]
    assert undocumented == []


def test_other_words_keep_the_meaning():
    source = ("@staticmethod\ndef f(x, k={1: 2}):\n    # old\n    total = 0\n"
              "    def add(y):\n        return y + total\n"
              "    for i in range(k[1]):\n        total = add(x)\n    return [total + i for i in (1, 2)]\n")
    text = played_learner.in_other_words(source)
    assert "# My f, in my own words." in text and "# I thought" in text and "# old" not in text
    assert "my_total" in text and "my_add" in text and "x," in text
    spaces = [{}, {}]
    for space, code in zip(spaces, (source, text), strict=True):
        exec(code, space)
    assert spaces[0]["f"].__func__(3) == spaces[1]["f"].__func__(3)
    counter = "class C:\n    def m(self, n):\n        total = n\n        return total"
    assert "def m(self, n)" in played_learner.in_other_words(counter)


def test_the_lessons_exist():
    assert all((pairs.LESSONS / f"{stem}.py").exists() for stem in LESSONS)
