"""Statements and what they bind and use; a function's own statement, whatever came before and after."""

import ast
import functools
import linecache

import pytest

from gan_course.exercises import cells


def made(source, name, filename="<cell 1>"):
    space = {}
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), space)
    return space[name]


def only(source):
    found = cells.statements(source)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("source", "binds", "uses"), [
    ("def f(x: np.ndarray, k=K):\n    global seen\n    seen = x\n    return g(x) + f(x - 1) + len(x)",
     {"f"}, "K g len np seen"),
    ("@keras.saving.register\nclass A(Base):\n    n = 3\n    def m(self):\n        return n0 * self.n",
     {"A"}, "Base keras n0"),
    ("a, (b, *c) = 1, (2, 3)", {"a", "b", "c"}, ""),
    ("import os.path", {"os"}, ""),
    ("from a import b as c, d", {"c", "d"}, ""),
    ("f = lambda x: [y * scale for y in x]", {"f"}, "scale"),
    ("if flag:\n    def f():\n        pass", {"f"}, "flag"),
    ("with open(p) as s:\n    t = s.read()", {"s", "t"}, "open p"),
    ("total = [x for x in data]", {"total"}, "data"),
])
def test_a_statement_knows_what_it_binds_and_uses(source, binds, uses):
    statement = only(source)
    assert statement.binds == binds
    assert statement.uses == set(uses.split())


def test_what_reads_its_own_name_needs_more_than_its_text():
    assert only("rate = rate / 2").needs_itself and only("rate += 1").needs_itself
    assert not only("def f(x):\n    return f(x)").needs_itself
    assert not only("rate = 3").needs_itself


def test_comments_go_with_their_statement_but_the_lesson_s_marks_do_not():
    text = ("import os\n# %%\n# one\n# two\n@wraps\ndef f():\n    return 1  # end\n    # after\n\n# loose\n\n"
            "# NBVAL_CHECK_OUTPUT\nx = (1,\n     2)  # pair\na = 1; b = 2\n")
    assert [statement.text for statement in cells.statements(text)] == [
        "import os", "# one\n# two\n@wraps\ndef f():\n    return 1  # end\n    # after", "x = (1,\n     2)  # pair",
        "a = 1", "b = 2"]
    assert cells.statements("def f(:") == [] == cells.statements("a\0b")


def test_a_function_is_found_by_its_code():
    old, new = "def f(x):\n    return x + 1", "def f(x):\n    return x + 2"
    texts = cells.Texts([old, new, "def f(x:\n"])
    assert texts.binding("f", made(old, "f")).text == old
    assert texts.binding("f", made("\n\n" + new, "f")).text == new         # on other lines
    assert texts.binding("g", None) is None
    again = cells.Texts([old, "f = 3"])
    assert again.binding("f", made(old, "f")).text == old                  # the cell with f = 3 raised before it
    assert again.binding("f", 3).text == "f = 3"


def test_functions_of_what_is_callable():
    source = ("class A:\n    @property\n    def p(self):\n        return 1\n"
              "    @staticmethod\n    def s():\n        pass\n    def m(self):\n        pass")
    assert {f.__name__ for f in cells.functions_of(made(source, "A"))} == {"p", "s", "m"}

    def inner():
        return 1

    @functools.wraps(inner)
    def outer():
        return inner()

    assert cells.functions_of(outer) == [inner]
    assert cells.functions_of(3) == [] == cells.functions_of(len)


def test_a_class_is_found_by_its_methods():
    old, new = "class A:\n    def m(self):\n        return 1", "class A:\n    def m(self):\n        return 2"
    assert cells.Texts([old, new]).binding("A", made(old, "A")).text == old
    assert cells.Texts([old, new]).binding("A", made(new, "A")).text == new


def test_what_a_check_is_handed():
    assert cells.checked_expression("a", "ex03.a.check(2 * np.log(2))")[1] == "2 * np.log(2)"
    assert isinstance(cells.checked_expression("a", "x = 1\nex03.a.check(mine)")[0], ast.Name)
    for text in ("ex03.b.check(1)", "ex03.a.check(1)\nex03.a.check(2)", "ex03.a.check()", "a b"):
        assert cells.checked_expression("a", text) is None


def test_without_ipython_the_program_is_the_text(monkeypatch):
    main = type("main", (), {"__file__": __file__})
    monkeypatch.setitem(cells.sys.modules, "__main__", main)
    monkeypatch.delitem(cells.sys.modules, "IPython", raising=False)
    assert "def test_without_ipython" in cells.typed()[0]
    main.__file__ = "notebook.ipynb"
    assert cells.typed() == []
    assert cells.cell_text(made("def f():\n    pass", "f")).startswith("def f():")
