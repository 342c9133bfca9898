"""Calls to a learner's function, watched: a stub shows itself, an exception tells its arguments."""

import dis
import functools
import inspect
import traceback

from gan_course.exercises.wording import call_text, holds_ellipsis

_EMPTY_BODY = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP"}


class NotTried(BaseException):
    """The answer turns out to be a stub.

    A BaseException, so that a check's own `except Exception` cannot swallow it.
    """


class MissingReturn(TypeError):
    """The learner's function did something, and then returned None."""


def guard(answer):
    """Return `answer` with each call watched when it is a function, and as it is when it is anything else.

    A watched call raises NotTried for `...` or an empty body, MissingReturn for None, and notes the call's
    arguments on any exception as `exercise_call`.
    """
    if not (inspect.isroutine(answer) or isinstance(answer, functools.partial)):
        return answer

    def guarded(*args, **kwargs):
        try:
            result = answer(*args, **kwargs)
            if result is None and not _has_empty_body(answer):
                raise MissingReturn
        except (Exception, SystemExit) as error:
            error.exercise_call = call_text(args, kwargs)
            raise
        if result is None or holds_ellipsis(result):
            raise NotTried
        return result

    functools.update_wrapper(guarded, answer)
    guarded.exercise_answer = answer
    return guarded


def unguarded(answer):
    """Return the learner's own function, for a check that wants to see its exceptions or its source."""
    return getattr(answer, "exercise_answer", answer)


def is_own_not_implemented(error):
    """Tell whether the learner's code raised NotImplementedError, rather than a library that it called."""
    if not isinstance(error, NotImplementedError):
        return False
    return "site-packages" not in traceback.extract_tb(error.__traceback__)[-1].filename


def _has_empty_body(function):
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code is not None and all(step.opname in _EMPTY_BODY for step in dis.get_instructions(code))
