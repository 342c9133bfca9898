"""Files in the learner's folder: nothing of theirs is written over."""

import pytest

from gan_course.edition import copies, given, shelf


def nobody(_path):
    return False


def newer(course):
    lesson = course.root / "lessons" / "03_steps.py"
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\nAnd on.\n".replace("\n", "\n# "), encoding="utf-8")
    return given.current(course.place, lesson)


def test_a_notebook_that_was_saved_meanwhile_is_not_replaced(course):
    seen = course.path().read_bytes()
    mine = course.read()
    mine.cells[0].source += " saved just now"
    course.save(mine)
    with pytest.raises(shelf.Meanwhile, match="saved meanwhile"):
        shelf.put(course.path(), newer(course), instead_of=seen)
    assert course.sources()[0].endswith("saved just now")
    with pytest.raises(shelf.Meanwhile):
        shelf.put(course.path(), newer(course))


def test_each_copy_kept_aside_has_its_own_name(course):
    data = course.path().read_bytes()
    first, second = (shelf.put_aside(course.place, course.path(), data) for _ in range(2))
    assert first != second and first.read_bytes() == second.read_bytes() == data


def test_what_lies_beside_is_replaced_only_while_the_learner_has_not_touched_it(course):
    one = newer(course)
    path, laid = shelf.put_beside(course.place, "03_steps", one, nobody)
    assert laid and path.name == "03_steps.new.ipynb"
    assert shelf.put_beside(course.place, "03_steps", one, nobody) == (path, False)
    two = newer(course)
    assert shelf.put_beside(course.place, "03_steps", two, nobody) == (path, True)
    assert copies.stamped(copies.parse(path.read_bytes()))[1] == copies.version(two)
    touched = copies.parse(path.read_bytes())
    touched.cells[-1].source += "mine"
    path.write_text(copies.text(touched), encoding="utf-8")
    three = newer(course)
    other, laid = shelf.put_beside(course.place, "03_steps", three, nobody)
    assert laid and other.name == "03_steps.new2.ipynb"
    assert copies.parse(path.read_bytes()).cells[-1].source.endswith("mine")
    four = newer(course)
    assert shelf.put_beside(course.place, "03_steps", four, lambda path: True)[0].name == "03_steps.new3.ipynb"
    shelf.clear_beside(course.place, "03_steps", nobody)
    assert [path.name for path in course.place.glob("*.new*")] == ["03_steps.new.ipynb"]


def test_a_damaged_notebook_beside_stays(course):
    path = course.place / "03_steps.new.ipynb"
    path.write_text("{", encoding="utf-8")
    assert shelf.put_beside(course.place, "03_steps", newer(course), nobody)[0].name == "03_steps.new2.ipynb"
    assert path.read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize(("name", "known"), [
    ("03_steps", True), ("03_steps.new", True), ("03_steps.new2", True), ("03_steps done", False), ("mine", False),
    ("03_steps.newer", False), ("04_steps", False)])
def test_the_course_knows_its_own_names(course, name, known):
    assert shelf.is_course_name(course.place / f"{name}.ipynb", {"03_steps": ...}) is known


def test_a_linked_notebook_stays_a_link(course):
    target = course.root / "elsewhere.ipynb"
    course.path().rename(target)
    course.path().symlink_to(target)
    shelf.put(course.path(), newer(course), instead_of=target.read_bytes())
    assert course.path().is_symlink() and copies.parse(target.read_bytes()).cells[-1].source.endswith("And on.\n")
