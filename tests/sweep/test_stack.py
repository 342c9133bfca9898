"""What becomes of a value on the stack, and what was certainly written before a step."""

import pytest

from gan_course.sweep.stack import end_of, made_before, steps_of


def code(source):
    space = {}
    exec(source, space)
    return space["f"].__code__


@pytest.mark.parametrize("body, how", [
    ("N[0] = x", "write"), ("N.a = x", "write"), ("N[x + 1] = x", "write"), ("N[1:2] = x", "write"),
    ("del N.a", "write"),
    ("N.add(x if x else 1)", "write"), ("N += 1", "back"), ("N = 2 * N + x", "back"), ("N[:] += 1", "back"),
    ("N.a = N.a + 1", "back"), ("return N.add(1)", "call"), ("x(N)", "read"), ("N = x(N)", "read"),
    ("M = N + 1", "read"),
    ("(N or x).a = 1", "read"), ("return N", "read"), ("N = N.a + 1", "read"), ("(N + x)[0] = 1", "read")])
def test_what_becomes_of_a_value(body, how):
    steps = steps_of(code(f"def f(x):\n  global N, M\n  {body}"))
    first = next(i for i, step in enumerate(steps) if step.opname == "LOAD_GLOBAL" and step.argval == "N")
    assert end_of(steps, first).how == how


@pytest.mark.parametrize("body, certain", [
    ("N = 1", True), ("if x: N = 1\n  else: N = 2", True), ("if x: N = 1", False), ("while x: N = 1", False),
    ("with x: N = 1", False), ("N = 1\n  with x: pass", True), ("try: N = x()\n  except KeyError: pass", False),
    ("try: pass\n  finally: N = 1", True), ("for i in x: N = i", False), ("N += 1", False), ("M = 1", False)])
def test_what_was_certainly_written_before_the_end(body, certain):
    made = code(f"def f(x):\n  global N, M\n  {body}\n  return last")
    steps = steps_of(made)
    ends = {i: end_of(steps, i) for i, step in enumerate(steps) if step.opname == "LOAD_GLOBAL"}
    last = next(i for i, step in enumerate(steps) if step.argval == "last")
    assert (("N",) in made_before(made, steps, ends, ())[last]) is certain
