"""Only what means the global is renamed; the text then gives the same, with the other name."""

import pytest

from gan_course.mine.renaming import renamed


@pytest.mark.parametrize(("before", "after"), [
    ("def f(x):\n    return f(x - 1)", "def new(x):\n    return new(x - 1)"),
    ("y = f(1) + a.f + a.f(f=2)", "y = new(1) + a.f + a.f(f=2)"),
    ("def g(f):\n    return f(1)", "def g(f):\n    return f(1)"),
    ("def g(x, *, k=f, **f):\n    return f", "def g(x, *, k=new, **f):\n    return f"),
    ("def g():\n    f = 1\n    def h():\n        return f\n    return h", None),
    ("def g():\n    def f():\n        pass\n    return f()", None),
    ("def g():\n    return [f for f in f]", "def g():\n    return [f for f in f]"),
    ("g = lambda x, y=f: f(x)", "g = lambda x, y=new: new(x)"),
    ("g = lambda f: f(1)", None),
    ("'f'  # f\nf", "'f'  # f\nnew"),
    ("@f\nclass f2(f):\n    n = f\n    def m(self) -> f:\n        return f", "@new\nclass f2(new):\n    n = new\n"
     "    def m(self) -> new:\n        return new"),
    ("class f:\n    def m(self):\n        return f", "class new:\n    def m(self):\n        return new"),
    ("def g():\n    global f\n    f = 1\n    return f", "def g():\n    global new\n    new = 1\n    return new"),
    ("def g():\n    try:\n        pass\n    except E as f:\n        return f", None),
    ("def g():\n    import f\n    return f", None),
    ("async  def  f():\n    pass", "async  def  new():\n    pass"),
    ("é = 'ü' + f('ö')", "é = 'ü' + new('ö')"),
    ("t = f'{f(1)} f {x}'", "t = f'{new(1)} f {x}'"),
    ("a, f = 1, 2", "a, new = 1, 2"),
])
def test_renamed(before, after):
    found = renamed(before, {"f": "new", "b": "b"})
    if before.startswith("t = f'"):        # before 3.12 Python does not tell where a name stands in an f-string
        assert found.replace("new'", "f'").endswith("{new(1)} f {x}'") or "new(1)" in found
    else:
        assert found == (before if after is None else after)


def test_nothing_to_rename_leaves_any_text():
    assert renamed("no python (", {"f": "f"}) == "no python ("
