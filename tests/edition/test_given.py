"""What was given out, and how cells keep their ids from one text to the next."""

from nbformat.v4 import new_code_cell, new_markdown_cell

from gan_course.edition import copies, given


def lesson(course):
    return course.root / "lessons" / "03_steps.py"


def reword(course, old, new):
    text = lesson(course).read_text(encoding="utf-8")
    assert old in text
    lesson(course).write_text(text.replace(old, new), encoding="utf-8")
    return given.current(course.place, lesson(course))


def test_each_text_is_kept_once_oldest_first(course):
    first = course.read()
    second = reword(course, "one step at a time", "step by step")
    again = reword(course, "step by step", "one step at a time")
    assert copies.version(again) == copies.version(first)
    kept = given.versions(course.place, "03_steps")
    assert [path.name[:4] for path in kept] == ["0001", "0002"]
    assert given.of(course.place, "03_steps", copies.version(second)).cells == second.cells
    assert given.of(course.place, "03_steps", "unknown") is None


def test_cells_keep_their_ids_when_reworded_moved_or_with_new_ones_between(course):
    before = {cell.source.split("\n")[0]: cell.id for cell in course.read().cells}
    notebook = reword(course, "its own loss, one step", "its loss, a small step")
    notebook = reword(course, "import numpy as np\n", "import numpy as np\n\n# %%\nnp.zeros(3)\n")
    text = lesson(course).read_text(encoding="utf-8")
    head, _, last = text.rpartition("# %% [markdown]")
    lesson(course).write_text(head.replace("# %%\nimport", "# %% [markdown]" + last + "\n# %%\nimport"),
                              encoding="utf-8")
    notebook = given.current(course.place, lesson(course))
    after = {cell.source.split("\n")[0]: cell.id for cell in notebook.cells}
    assert list(after) != list(before)
    assert {first: after[first] for first in before} == before
    assert set(after) - set(before) == {"np.zeros(3)"}
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_a_stub_is_the_same_exercise_however_it_reads(course):
    before = next(cell.id for cell in course.read().cells if "def step" in cell.source)
    notebook = reword(course, "def step(x):\n    ...", "def step(theta, gradient, rate=0.1):\n    return ...")
    assert next(cell.id for cell in notebook.cells if "def step" in cell.source) == before


def test_cells_that_say_something_else_are_other_cells():
    old = [new_code_cell("a = 1"), new_markdown_cell("The generator goes down its own loss.")]
    new = [new_code_cell("print(totally, different)"), new_markdown_cell("Count the modes."), new_code_cell("a = 1")]
    assert given.partners(old, new) == {2: 0}


def test_equal_cells_find_as_many_partners_as_there_are():
    old = [new_code_cell("x"), new_code_cell("x"), new_code_cell("y")]
    new = [new_code_cell("y"), new_code_cell("x"), new_code_cell("x"), new_code_cell("x")]
    found = given.partners(old, new)
    assert len(found) == len(set(found.values())) == 3 and found[0] == 2


def test_a_text_that_comes_back_where_an_id_is_taken_gets_another():
    assert given.unused("a", {"a", "a-2"}) == "a-3" and given.unused("b", {"a"}) == "b"


def test_a_damaged_record_is_passed_over(course):
    path = given.versions(course.place, "03_steps")[0]
    path.write_text("{", encoding="utf-8")
    assert given.of(course.place, "03_steps", path.stem.partition("-")[2]) is None
    assert given.current(course.place, lesson(course)).cells
