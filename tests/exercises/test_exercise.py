"""The engine's promise: any answer gives one of three verdicts, and none raises."""

import functools

import numpy as np
import pytest
from ex98_sample import _Counter, _counts

from gan_course.exercises import answers, checks, learner
from gan_course.exercises.exercise import Exercise

HINTS = ["Look at the sign.", "Two means.", "log(1 + exp(-a))."]
LOGITS = np.array([-1.0, 0.0, 2.0])


def _loss(real, fake):
    """Both means, summed."""
    return np.mean(np.log1p(np.exp(-real))) + np.mean(np.log1p(np.exp(fake)))


def _mean_only(x):
    # fall_time(4) is a comment
    return x.mean() if len(x) < 4 else _mean_only(x[1:]) + 0 * len("_mean_only")


def exercise(reference=_loss, tests=None, name="loss", **options):
    tests = tests or [checks.expects_close((LOGITS, LOGITS), _loss, "The loss sums two means")]
    return Exercise(name, reference, tests, HINTS, praise="Both terms count.", **options)


def number(reference=1.5, name="answer", **options):
    return exercise(reference, [checks.value_close(reference, "It is 3/2")], name, **options)


NOT_TRIED = "Not tried yet: replace the `...` in loss, run that cell, then this one."


def stub_with_docstring(real, fake):
    """Return the loss."""


def stub_raising(real, fake):
    raise NotImplementedError


def half_done(real, fake):
    term = ...
    return -term + fake


def half_done_tuple(real, fake):
    return 1.0, ...


@pytest.mark.parametrize("answer", [
    ..., None, (..., 1), [1, [...]], {"a": ...}, lambda real, fake: ..., lambda real, fake: None,
    stub_with_docstring, stub_raising, half_done, half_done_tuple, lambda real, fake: np.exp(...),
])
def test_a_stub_is_not_tried(answer):
    assert exercise().verdict(answer) == NOT_TRIED


def test_a_stub_that_reaches_tensorflow_is_not_tried():
    tf = pytest.importorskip("tensorflow")
    assert exercise().verdict(lambda real, fake: tf.reduce_mean(...)) == NOT_TRIED
    assert exercise().verdict(lambda real, fake: tf.constant(1.0) + ...) == NOT_TRIED


def test_the_reference_is_right():
    assert exercise().verdict(_loss) == "Right. Both terms count."
    assert Exercise("loss", _loss, [lambda answer: None], HINTS).verdict(_loss) == "Right."


@pytest.mark.parametrize(("answer", "words"), [
    (3.0, "loss should be a function, but is a number."),
    ("x", "loss should be a function, but is a string."),
    (_Counter, "loss should be a function, but is a class."),
    (lambda real: 1.0, "loss takes 1 argument (real); it should take 2 arguments (real, fake)."),
    (lambda: 1.0, "loss takes no argument; it should take 2 arguments (real, fake)."),
    (lambda a, b, c: 1.0, "loss takes 3 arguments (a, b, c); it should take 2 arguments (real, fake)."),
    (lambda real, fake: "x", "numbers are wanted; this is a string."),
    (lambda real, fake: real, "Called with ([-1, 0, 2], [-1, 0, 2]) it has shape (3,); () is wanted."),
    (lambda real, fake: float("nan"), "it is NaN (not a number)."),
    (lambda real, fake: 0.5, "it is 0.5; 1.756 is wanted."),
    (lambda real, fake: _loss(real, -fake), "The loss sums two means."),
    (lambda real, fake: 1 / 0, "loss raised ZeroDivisionError: division by zero when called with ([-1,"),
    (lambda real, fake: exit(), "loss raised SystemExit"),
    (lambda real, fake: real[7], "loss raised IndexError: index 7 is out of bounds"),
    (lambda real, fake: {}, "numbers are wanted; this is a dict."),
    (lambda real, fake: object(), "numbers are wanted; this is an object."),
    (lambda real, fake: [], "it has shape (0,); () is wanted."),
    (np.add, "() is wanted."),
    (functools.partial(_loss, fake=LOGITS), "loss takes 2 arguments (real, fake=[-1, 0, 2])"),
])
def test_a_wrong_answer_is_told_what_is_broken(answer, words):
    verdict = exercise().verdict(answer)
    assert verdict.startswith("Wrong: ")
    assert words in verdict
    assert "\n" not in verdict


def test_a_missing_return_is_named():
    def forgot(real, fake):
        total = real + fake
        total.sum()

    assert exercise().verdict(forgot) == (
        "Wrong: loss returned None when called with ([-1, 0, 2], [-1, 0, 2]); is a `return` missing?")


def test_endless_recursion_is_a_verdict_too():
    def again(real, fake):
        return again(real, fake)

    assert "RecursionError" in exercise().verdict(again)


def test_ctrl_c_still_stops():
    def stopped(real, fake):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exercise().verdict(stopped)


@pytest.mark.parametrize("answer", [1.5, np.float32(1.5), np.array(1.5), 3 / 2])
def test_a_number_is_right_in_any_clothing(answer):
    assert number().verdict(answer).startswith("Right.")


@pytest.mark.parametrize(("answer", "words"), [
    (2, "It is 3/2. It is 2; 1.5 is wanted."),
    (-1.5, "It is 3/2."),
    ("1.5", "answer should be one number, but is a string."),
    ([1, 2], "answer should be one number, but is a list."),
    (np.zeros((3, 2)), "answer should be one number, but is an array of shape (3, 2)."),
    (lambda: 1.5, "answer should be a number, but is a function: hand in what it returns."),
    (float("nan"), "NaN"),
    (float("inf"), "It is inf"),
    (1 + 2j, "numbers are wanted"),
])
def test_a_wrong_number(answer, words):
    verdict = number().verdict(answer)
    assert verdict.startswith("Wrong: ")
    assert words in verdict


def test_strings_and_arrays():
    colour = exercise("red", [checks.choice("red", {"blue": "Blue is real; think of fakes."})], "colour")
    assert colour.verdict(" Red ").startswith("Right.")
    assert colour.verdict("blue") == "Wrong: Blue is real; think of fakes."
    assert colour.verdict("green") == "Wrong: 'green' is not one of the choices: 'blue', 'red'."
    assert colour.verdict(3) == "Wrong: colour should be a string in quotes, but is a number."
    array = exercise(np.eye(2), [checks.value_close(np.eye(2), "The identity")], "matrix")
    assert array.verdict([[1, 0], [0, 1]]).startswith("Right.")
    assert array.verdict(np.zeros((2, 2))) == "Wrong: The identity. It is 0 at [0, 0]; 1 is wanted there."
    assert array.verdict(np.eye(3)) == "Wrong: The identity. It has shape (3, 3); (2, 2) is wanted."


def test_classes():
    counter = exercise(_Counter, [_counts], "Counter")

    class Forgetful:
        def add(self):
            return 1

    class Broken:
        def add(self):
            return self.count

    assert counter.verdict(_Counter).startswith("Right.")
    assert counter.verdict(Forgetful) == "Wrong: the second call of add should give 2."
    assert counter.verdict(Broken) == ("Wrong: your answer could not be used: AttributeError: "
                                       "'Broken' object has no attribute 'count'.")
    assert counter.verdict(_Counter()) == "Wrong: Counter should be a class, but is a _Counter."


def test_a_tensorflow_answer_and_its_messages():
    tf = pytest.importorskip("tensorflow")

    def right(real, fake):
        return tf.reduce_mean(tf.nn.softplus(-real)) + tf.reduce_mean(tf.nn.softplus(fake))

    assert exercise().verdict(right).startswith("Right.")
    assert exercise().verdict(tf.function(right)).startswith("Right.")
    verdict = exercise().verdict(lambda real, fake: tf.constant([1.0, 2.0]) + tf.constant([1.0, 2.0, 3.0]))
    assert verdict.startswith("Wrong: loss raised InvalidArgumentError: ")
    assert "Op:" not in verdict and "{{" not in verdict


def test_a_library_that_lacks_something_is_not_a_stub():
    tf = pytest.importorskip("tensorflow")

    @tf.function
    def numpy_inside(real, fake):
        return np.mean(real)         # NumPy cannot take a symbolic tensor: NotImplementedError

    assert exercise().verdict(numpy_inside).startswith("Wrong: loss raised NotImplementedError")


def test_only_the_first_complaint_is_shown_and_the_same_each_time():
    tests = [lambda answer: None, lambda answer: "First.", lambda answer: "Second."]
    task = exercise(tests=tests)
    assert task.verdict(_loss) == "Wrong: First."
    address = exercise(tests=[lambda answer: answer(object(), object())])
    wrong = [address.verdict(lambda real, fake: real.nothing) for _ in range(2)]
    assert wrong[0] == wrong[1]
    assert "0x" not in wrong[0]


def test_check_prints_the_verdict(capsys):
    exercise().check(lambda real, fake: _loss(real, fake))
    exercise().check()
    exercise().check(...)
    assert capsys.readouterr().out.splitlines() == [
        "Right. Both terms count.", "Not tried yet: hand in your answer, as in .check(loss).", NOT_TRIED]


def test_numpy_warns_of_nothing_while_checking(recwarn):
    tests = [checks.finite((np.array([-1000.0]), np.array([1000.0])), "It stays finite")]
    assert exercise(tests=tests).verdict(lambda real, fake: np.log(1 + np.exp(fake))) == (
        "Wrong: It stays finite. Called with ([-1000], [1000]) it gave [inf].")
    assert not recwarn.list


def test_hints(capsys):
    task = exercise()
    task.hint()
    task.hint(3)
    for wrong in (0, 4, -1, "1", 1.5, True, None, ...):
        task.hint(wrong)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Hint 1 of 3: Look at the sign.", "Hint 3 of 3: log(1 + exp(-a))."]
    assert set(lines[2:]) == {"There are 3 hints: ask for hint(1), hint(2) or hint(3)."}


def test_the_solution_defines_the_learners_name(capsys):
    task = exercise(_mean_only, [lambda answer: None], "fall_time")
    task.solution()
    source = capsys.readouterr().out
    assert source.rstrip() == task.reference_source()
    assert source.startswith("def fall_time(x):")
    assert "else fall_time(x[1:])" in source          # the recursion too
    assert 'len("_mean_only")' in source              # but not inside a string
    space = {}
    exec(source, space)
    assert space["fall_time"](np.arange(6.0)) == _mean_only(np.arange(6.0))


def test_the_solution_of_a_class_and_of_values():
    assert exercise(_Counter, [_counts], "Counter").reference_source().startswith("class Counter:")
    assert number().reference_source() == "answer = 1.5"
    assert number(2 * np.log(2), source="2 * np.log(2)").reference_source() == "answer = 2 * np.log(2)"
    assert exercise("red", [lambda answer: None], "colour").reference_source() == "colour = 'red'"
    for value in (np.eye(2), np.arange(3.0, dtype="float32"), np.float64(1.5), (1, 2.5), [True, False]):
        space = {"np": np, "float32": np.float32}
        exec(exercise(value, [lambda answer: None], "found").reference_source(), space)
        np.testing.assert_array_equal(space["found"], value)


def test_the_notebook_shows_how_to_use_it():
    assert repr(exercise()) == "Exercise loss: .check(loss), .hint(1) to .hint(3), .solution()"


@pytest.mark.parametrize(("arguments", "words"), [
    (("not a name", _loss, [_counts], HINTS), "not a name"),
    (("class", _loss, [_counts], HINTS), "class"),
    (("loss", _loss, [], HINTS), "at least one check"),
    (("loss", _loss, ["x"], HINTS), "at least one check"),
    (("loss", _loss, [_counts], HINTS[:2]), "exactly 3 hints"),
    (("loss", _loss, [_counts], [*HINTS[:2], " "]), "exactly 3 hints"),
    (("loss", lambda x: x, [_counts], HINTS), "lambda"),
    (("loss", _loss, [_counts], HINTS, "", "1 + 1"), "source is for values"),
    (("loss", _loss, [_counts], HINTS, "", None, "poems"), "mine is 'poems'; for a function or class, it may"),
    (("bound", 3.0, [_counts], HINTS, "", None, "losses"), "mine is 'losses'; for a function"),
])
def test_an_unfinished_exercise_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        Exercise(*arguments)


def test_the_newest_right_answer_is_used_afterwards(capsys):
    task = exercise()
    assert task.yours() is _loss
    assert "With the course's `loss`" in capsys.readouterr().out

    def first(real, fake):
        return _loss(real, fake)

    def second(real, fake):
        return 0.0 + _loss(real, fake)

    for answer in (first, second, lambda real, fake: 0.0):      # the wrong one does not replace the right one
        task.check(answer)
    capsys.readouterr()
    assert task.yours() is second
    assert capsys.readouterr().out == "With your `loss`.\n"


def test_the_reference_itself_is_nobody_s_answer(capsys):
    task = exercise()
    task.check(task.yours())
    assert "the course's own loss" in capsys.readouterr().out
    assert task.yours() is _loss
    assert "With the course's" in capsys.readouterr().out


def test_a_right_answer_is_kept_and_counted_as_such(monkeypatch, tmp_path):
    kept, counted = [], []
    monkeypatch.setattr(answers, "keep", lambda task, answer, passes: kept.append(answer))
    monkeypatch.setattr(answers, "lesson_of", lambda task: "ex03")
    monkeypatch.setattr(learner, "folder", lambda: tmp_path)
    monkeypatch.setattr(learner, "note", lambda place, lesson, name, right: counted.append(right))

    def mine(real, fake):
        return _loss(real, fake)

    task = exercise()
    for answer in (mine, lambda real, fake: 0.0, ...):          # a stub is no attempt
        task.check(answer)
    assert kept == [mine] and counted == [True, False]


def test_an_answer_of_this_session_is_not_read_again_from_the_file(monkeypatch):
    task = exercise()

    def mine(real, fake):
        return _loss(real, fake)

    task.check(mine)
    monkeypatch.setattr(answers, "load", lambda *_: (_mean_only, "an old file"))
    assert task.yours(quiet=True) is mine


def test_a_cell_that_stopped_is_told_instead_of_a_verdict_on_what_stood_before(monkeypatch, capsys):
    monkeypatch.setattr("gan_course.exercises.exercise.has_stopped", lambda name, answer: name == "loss")
    exercise().check(lambda real, fake: _loss(real, fake))
    assert capsys.readouterr().out.splitlines() == [
        "Not tried yet: the cell that defines loss stopped with an error; mend it first."]


def test_what_my_gan_is_told():
    task = exercise(mine="losses")
    assert (task.mine, task.called, task.doc) == ("losses", "loss", "Both means, summed.")
    assert exercise(_mean_only, mine="losses").doc is None and exercise().doc is None
    told = exercise(mine="losses", called="other", doc="D's loss.")
    assert (told.called, told.doc) == ("other", "D's loss.")


def test_only_a_verdict_is_remembered():
    task = exercise()
    assert task.passes(_loss) and not task.passes(lambda real, fake: 0.0) and not task.passes(...)

    def mine(real, fake):
        return _loss(real, fake)

    assert task.judged(mine) == "Right. Both terms count."
    assert task.yours() is _loss and task._right is not _loss
    assert task.verdict(mine) == "Right. Both terms count." and task.yours() is mine
