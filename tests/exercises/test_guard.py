"""A watched function: what its calls raise, and what is left as it is."""

import functools
import inspect

import pytest

from gan_course.exercises.guard import MissingReturn, NotTried, guard, is_own_not_implemented, unguarded


def test_a_working_function_works_and_keeps_its_face():
    def double(x, times=2):
        """Twice x."""
        return x * times

    watched = guard(double)
    assert watched(3, times=4) == 12
    assert watched.__doc__ == "Twice x."
    assert inspect.signature(watched) == inspect.signature(double)
    assert unguarded(watched) is double
    assert unguarded(double) is double


@pytest.mark.parametrize("answer", [3, "x", dict, [1]])
def test_other_things_are_left_alone(answer):
    assert guard(answer) is answer


@pytest.mark.parametrize("stub", [lambda: ..., lambda: None, lambda: (1, ...)])
def test_a_stub_shows_itself_even_through_except_exception(stub):
    with pytest.raises(NotTried):
        try:
            guard(stub)()
        except Exception:
            pytest.fail("NotTried must pass a check's own except")


def test_none_after_work_is_a_missing_return():
    def works(items):
        items.append(1)

    with pytest.raises(MissingReturn) as caught:
        guard(works)([])
    assert caught.value.exercise_call == "([1])"


def test_an_exception_keeps_its_type_and_knows_its_arguments():
    with pytest.raises(ZeroDivisionError) as caught:
        guard(lambda x: x / 0)(2.0)
    assert caught.value.exercise_call == "(2)"
    with pytest.raises(TypeError) as caught:
        guard(functools.partial(pow, 2))(b=3)
    assert caught.value.exercise_call == "(b=3)"


def test_whose_not_implemented_it_is():
    def raised_by(function):
        try:
            function()
        except Exception as error:
            return error

    def own():
        raise NotImplementedError

    assert is_own_not_implemented(raised_by(own))
    assert not is_own_not_implemented(raised_by(lambda: 1 / 0))
