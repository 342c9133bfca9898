"""Right answers live on: kept with their source, found by other sessions, and nothing is lost or run from elsewhere."""

import concurrent.futures
import json
import os

import pytest
from learner_session import LESSON_98, kept, session

from gan_course.exercises import answers, learner
from gan_course.exercises.exercise import Exercise


@pytest.fixture
def place(tmp_path):
    return learner.make(tmp_path / "my_course")


def check(name):
    return f"ex98.{name}.check({name})"


DOUBLE = "# Mine.\ndef double(x):\n    # add it to itself\n    return x + x   # no product"


def test_an_answer_is_kept_with_its_comments_and_used_in_another_session(place):
    said = session(place, LESSON_98, DOUBLE, check("double"), "ex98.double.yours()")
    assert said[2:] == ["Right.\nIt is kept in answers/ex98/double.py.\n", "With your `double`.\n"]
    text = (place / "answers/ex98/double.py").read_text()
    assert DOUBLE in text and text.startswith('"""Notebook 98: ')
    deeper = place / "notebooks"
    deeper.mkdir()
    assert session(deeper, LESSON_98, "print(ex98.double.yours()(4))")[1] == (
        "With your `double`, kept in answers/ex98/double.py.\n8\n")
    progress = json.loads((place / "progress.json").read_text())["exercises"]["ex98"]
    assert progress["double"]["tried"] == 1 and progress["double"]["right"].startswith("20")


def test_wrong_and_untried_answers_are_not_kept(place):
    said = session(place, LESSON_98, "def double(x):\n    return ...", check("double"),
                   "def double(x):\n    return x", check("double"), "double = ex98.double.yours()", check("double"))
    assert said[4].startswith("Wrong: ") and said[6].startswith("Not tried yet: this is the course's own")
    assert kept(place) == []
    assert learner.progress(place) == {"ex98": {"double": {"tried": 1}}}


def test_after_a_syntax_error_the_answer_before_is_neither_judged_nor_kept_again(place):
    said = session(place, LESSON_98, DOUBLE, check("double"), "def double(x):\n    return 3 *", check("double"))
    assert said[3].startswith("SyntaxError") and said[4].startswith("Not tried yet")
    assert kept(place) == ["ex98/double.py"] and learner.progress(place)["ex98"]["double"]["tried"] == 1


def test_a_newer_answer_goes_beside_the_older_and_the_same_again_makes_no_file(place):
    other = "def double(x):\n    return x * 2"
    said = session(place, LESSON_98, DOUBLE, check("double"), check("double"), other, check("double"))
    assert said[3] == "Right.\n" and said[5] == "Right.\nIt is kept in answers/ex98/double.2.py.\n"
    said = session(place, LESSON_98, other, check("double"), DOUBLE, check("double"), "ex98.double.yours()")
    assert said[2] == "Right.\n"
    assert kept(place) == ["ex98/double.2.py", "ex98/double.3.py", "ex98/double.py"]
    assert (place / "answers/ex98/double.py").read_text() == (place / "answers/ex98/double.3.py").read_text()
    for number in range(4, 12):
        (place / f"answers/ex98/double.{number}.py").write_text(f"def double(x):\n    return x * 2 + 0 * {number}\n")
    assert "answers/ex98/double.11.py" in session(place, LESSON_98, "ex98.double.yours()")[1]     # 11 is after 9


def test_what_no_longer_passes_is_left_out_with_a_sentence(place):
    session(place, LESSON_98, DOUBLE, check("double"))
    folder = place / "answers/ex98"
    (folder / "double.2.py").write_text("def double(x):\n    return x\n")
    (folder / "double.3.py").write_text("1 / 0\n")
    (folder / "double.4.py").write_text("def double(\n")
    (folder / "double.5.py").write_text("other = 3\n")
    (folder / "double.6.py").write_text("raise SystemExit\n")
    (folder / "double.7.py").write_bytes(b"\xff\xfe\x00")
    (folder / "double.old.py").write_text("1 / 0\n")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    said = session(place, LESSON_98, "print(ex98.double.yours()(4))")[1].splitlines()
    assert [line.split()[1] for line in said[:6]] == [f"answers/ex98/double.{number}.py" for number in range(7, 1, -1)]
    assert all("left out" in line for line in said[:6]) and "no longer passes" in said[5]
    assert said[6:] == ["With your `double`, kept in answers/ex98/double.py.", "8"]
    assert before == {path: path.read_bytes() for path in folder.iterdir()}


def test_an_answer_that_uses_another_answer_names_it(place):
    session(place, LESSON_98, DOUBLE, check("double"),
            "def quadruple(x):\n    return double(double(x))", check("quadruple"))
    text = (place / "answers/ex98/quadruple.py").read_text()
    assert "double = ex98.double.yours(quiet=True)" in text and "x + x" not in text
    said = session(place, LESSON_98, "double = ex98.double.yours()",
                   "def quadruple(x):\n    return 0 * x + double(double(x))", check("quadruple"),
                   "print(ex98.quadruple.yours()(1))")
    assert said[3] == "Right.\nIt is kept in answers/ex98/quadruple.2.py.\n" and said[4].endswith("4\n")
    said = session(place, LESSON_98, "print(ex98.quadruple.yours()(1))")
    assert said[1] == "With your `quadruple`, kept in answers/ex98/quadruple.2.py.\n4\n"


def test_two_answers_that_use_each_other_come_to_an_end(place):
    folder = place / "answers/ex98"
    folder.mkdir(parents=True)
    line = "from gan_course.exercises import ex98\n{} = ex98.{}.yours(quiet=True)\n"
    (folder / "double.py").write_text(line.format("q", "quadruple") + "def double(x):\n    return q(x) / 2\n")
    (folder / "quadruple.py").write_text(line.format("d", "double") + "def quadruple(x):\n    return d(x) * 2\n")
    said = session(place, LESSON_98, "print(ex98.double.yours()(1.0))")[1]
    assert said == "With your `double`, kept in answers/ex98/double.py.\n2.0\n"


def test_two_kernels_at_once_lose_neither_answer_nor_try(place):
    def one(number):
        cells = [f"def double(x):\n    return 2 * x + 0 * {number}.0\nex98.double.check(double)" for _ in range(3)]
        return session(place, LESSON_98, "import time\ntime.sleep(0.1)", *cells)

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        said = list(pool.map(one, (1, 2, 3)))
    assert all("kept in" in lines[2] for lines in said)
    assert learner.progress(place)["ex98"]["double"]["tried"] == 9
    texts = {path.read_text() for path in (place / "answers/ex98").glob("double*.py")}
    assert len(texts) == 3 == len({lines[2] for lines in said})


def test_without_the_folder_nothing_is_written(tmp_path):
    here = tmp_path / "notebooks"
    here.mkdir()
    assert session(here, LESSON_98, DOUBLE, check("double"))[2] == "Right.\n"
    place = learner.make(tmp_path / "my_course")
    assert session(place, LESSON_98, DOUBLE, check("double"), my="")[2] == "Right.\n"      # switched off
    assert kept(place) == [] and list(here.iterdir()) == []
    (tmp_path / "my_course/progress.json").write_text('{"exercises": {}}')                 # another program's
    assert session(place, LESSON_98, DOUBLE, check("double"))[2] == "Right.\n"
    assert kept(place) == []


def test_the_variable_names_the_folder(tmp_path):
    place, here = learner.make(tmp_path / "elsewhere"), tmp_path / "here"
    here.mkdir()
    assert "is kept in answers/ex98" in session(here, LESSON_98, DOUBLE, check("double"), my=place)[2]
    assert kept(place) == ["ex98/double.py"]


def test_a_link_that_leads_out_of_the_folder_is_never_run(place, tmp_path):
    (tmp_path / "strange.py").write_text("open('ran', 'w')\ndef double(x):\n    return 2 * x\n")
    (place / "answers/ex98").mkdir(parents=True)
    os.symlink(tmp_path / "strange.py", place / "answers/ex98/double.py")
    assert session(place, LESSON_98, "ex98.double.yours()")[1].startswith("With the course's")
    assert not (place / "ran").exists()
    said = session(place, LESSON_98, DOUBLE, check("double"))[2]
    assert "kept in answers/ex98/double.2.py" in said        # nor is it written through


def test_a_folder_that_cannot_be_written_leaves_the_verdict(place):
    (place / "answers").write_text("a file where the folder should be")
    said = session(place, LESSON_98, DOUBLE, check("double"))[2]
    assert said.startswith("Right.\nIt could not be kept: ")


def test_an_exercise_knows_its_lesson():
    from gan_course.exercises import ex03

    assert ex03.one_round.lesson == "ex03"                   # defined in a module of its own
    assert Exercise("x", 1, [lambda answer: None], ["a", "b", "c"]).lesson is None
    assert answers.known(ex03.one_round.reference) is ex03.one_round
    assert answers.known(3) is None and answers.known(len) is None
