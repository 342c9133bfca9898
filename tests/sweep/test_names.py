"""What code does with a name from outside: which uses read, and what."""

import pytest

from gan_course.sweep import names
from gan_course.sweep.names import only_written, parts_read, uses


def function(source):
    space = {}
    exec(source, space)
    return space["f"]


@pytest.mark.parametrize("body, read", [
    ("N.append(x)", []), ("y = N.append(x)", []), ("N['a'] = x", []), ("del N['a']", []), ("N['a'] += x", []),
    ("N[f(x)] = x", []), ("N['a'].append(x)", []), ("N['n'] = N['n'] + 1", []), ("N['n'] = N.get('n', 0) + 1", []),
    ("N.pop(x)", []), ("N['a'] = x\n  y = N['a']", []), ("y = N['a']", [("['a']", 1)]),
    ("y = N['b']", [("['b']", None)]),
    ("y = N.get('b', 3)", [("['b']", 3)]), ("y = N.setdefault('a', 3)", [("['a']", 1)]), ("y = N['a'] * N['b']", [
        ("['a']", 1), ("['b']", None)]), ("y = N.pop('a')", None), ("y = N[x]", None), ("y = len(N)", None),
    ("y = N.get(x, 3)", None), ("y = N.get('a', x)", None), ("if N: N.append(1)", None), ("for y in N: pass", None),
    ("return N", None), ("y = N['a' if x else 'b']", None), ("N['a'] = f(N)", None), ("f(N)", None),
    ("y = [i * N['a'] for i in x]", [("['a']", 1)]), ("y = lambda: N['a']", [("['a']", 1)]),
    ("if x: N['a'] = 1\n  y = N['a']", [("['a']", 1)]), ("y = x[N]", None), ("x[N] = 1", None), ("y, = N", None),
    ("y = f'{N}'", None), ("y = N['a'] = x", []), ("y = N is None", None), ("with N: pass", None)])
def test_what_is_read_of_a_dict(body, read):
    code = function(f"def f(x):\n  {body}").__code__
    assert parts_read({"a": 1}, [use for use in uses(code) if use.name == "N"]) == read


def test_a_variable_of_a_function_around_is_none_from_outside():
    code = function("def f(x):\n  N = x\n  return lambda: N").__code__
    assert not any(use.reads for use in uses(code) if use.name == "N")


@pytest.mark.parametrize("body, written", [
    ("f.n += 1", {"n"}), ("f.n = 1", {"n"}), ("f.n.append(x)", {"n"}), ("f.n += f.k", {"n"}),
    ("f.n += 1; y = f.n", set()),
    ("y = f.n", set()), ("f(x)", set())])
def test_the_attributes_to_which_a_function_only_writes(body, written):
    made = function(f"def f(x):\n  {body}")
    assert only_written(made, made.__globals__) == written


def test_bytecode_that_cannot_be_followed_reads_everything(monkeypatch):
    build = function("def f():\n  N.append(1)\n  return N")

    def fail(steps, i):
        raise IndexError

    monkeypatch.setattr(names, "end_of", fail)
    with pytest.raises(IndexError):
        list(uses(build.__code__))
    monkeypatch.setattr(names.sys, "version_info", (3, 13, 0))
    assert {(use.name, use.reads, use.path) for use in uses(build.__code__)} == {("N", True, ())}
