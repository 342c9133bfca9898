"""The pieces: the newest answer that passes, else the reference with all that it uses, in the course's order."""

from gan_course.exercises import answers
from gan_course.exercises.cells import statements
from gan_course.mine import pieces


def test_without_answers_the_references_stand_in_in_order(place, lesson):
    found = pieces.collect(place)
    assert [(piece.called, piece.section, piece.where) for piece in found] == [
        ("double", "losses", None), ("Counter", "networks", None), ("quadruple", "loop", None)]
    assert "double = _double" in found[0].text and "_double = ex98.double.yours(quiet=True)" in found[2].text


def test_the_newest_answer_that_passes_is_taken(place, lesson, keep, capsys):
    keep("double", "def double(x):\n    return x + x\n")
    keep("double.2", "def double(x):\n    return 3 * x\n")
    found = pieces.collect(place)[0]
    assert (found.where, found.text) == ("answers/ex98/double.py", "def double(x):\n    return x + x\n")
    assert "double.2.py no longer passes" in capsys.readouterr().out


def test_what_another_uses_comes_in_too_and_before_it(place, lesson):
    lesson.double.mine = None
    found = pieces.collect(place)
    assert [(piece.called, piece.section) for piece in found] == [
        ("Counter", "networks"), ("double", "loop"), ("quadruple", "loop")]


def test_two_of_one_name_get_two_names(place, lesson):
    lesson.Counter.called = "double"
    assert [piece.called for piece in pieces.collect(place)] == ["double", "double_98", "quadruple"]


def test_lines_that_take_an_answer_over():
    text = ("from gan_course.exercises import ex02\na = ex02.jsd.yours()\nb = ex02.jsd.yours(quiet=True)\n"
            "c = other.jsd.yours()\nd = ex02.jsd.hint()\ne = 3\nex02.jsd.yours()\n")
    assert pieces.uses(text) == {"a": ("ex02", "jsd"), "b": ("ex02", "jsd")}
    assert pieces.taken_over(statements("x = a.b.c.d.yours()")[0].node) is None


def test_every_lesson_s_exercises_are_found():
    pieces.import_lessons()
    lessons = {lesson for lesson, _ in answers.registered()}
    assert lessons >= {"ex00", "ex02", "ex05", "ex09"}
