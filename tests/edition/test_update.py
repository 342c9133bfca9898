"""Updates: what is brought in, what is merged, and that nothing of the learner's is lost, wherever it is cut short."""

import errno
import os
import random
import signal
import subprocess

import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_output

from gan_course.edition import copies, given, merging, shelf, update
from gan_course.notebooks import pairs

REAL_LESSONS = pairs.LESSONS
NEWER = ("one step at a time", "step by step")


def renew(course, old=NEWER[0], new=NEWER[1], name="03_steps"):
    """The course changes a lesson, as `git pull` brings it."""
    lesson = course.root / "lessons" / f"{name}.py"
    assert old in lesson.read_text(encoding="utf-8")
    course.lesson(name, lesson.read_text(encoding="utf-8").replace(old, new))


def edit(course, text="def step(x):\n    return x - 0.1"):
    """The learner writes an answer, runs it, and adds a cell."""
    notebook = course.read()
    stub = next(cell for cell in notebook.cells if "def step" in cell.source)
    stub.source, stub.outputs = text, [new_output("stream", text="mine\n")]
    notebook.cells.append(new_code_cell("notes = 'mine'"))
    course.save(notebook)
    return notebook


def test_the_first_call_gives_out_everything_and_the_second_does_nothing(course):
    assert course.sources("05_scores")[1] == 'print("score")'
    before = course.path().stat().st_mtime_ns
    assert course.bring_in() == {} and course.path().stat().st_mtime_ns == before


def test_an_untouched_notebook_is_replaced_and_a_new_lesson_comes(course):
    renew(course)
    course.lesson("06_more", "# %% [markdown]\n# # 06 · More\n")
    outcomes = course.bring_in()
    assert {name: outcome.what for name, outcome in outcomes.items()} == {"03_steps": "replaced", "06_more": "new"}
    assert "step by step" in course.sources()[2] and course.asides() == []


def test_a_notebook_that_was_only_run_keeps_its_outputs_and_the_old_file(course):
    notebook = course.read()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [new_output("stream", text="seen\n")]
    course.save(notebook)
    old = course.path().read_bytes()
    renew(course)
    assert course.bring_in()["03_steps"].what == "replaced"
    assert "step by step" in course.sources()[2]
    assert [out.text for cell in course.read().cells for out in cell.get("outputs", [])] == ["seen\n"] * 3
    assert [path.read_bytes() for path in course.asides()] == [old]


def test_beside_an_edited_notebook_the_new_one_is_laid(course):
    edit(course)
    old = course.path().read_bytes()
    renew(course)
    outcome = course.bring_in()["03_steps"]
    assert (outcome.what, outcome.beside.name) == ("beside", "03_steps.new.ipynb")
    assert course.path().read_bytes() == old
    assert course.bring_in() == {}                              # said once
    renew(course, NEWER[1], "slowly")
    assert course.bring_in()["03_steps"].beside.name == "03_steps.new.ipynb"
    assert course.path().read_bytes() == old


def test_update_merges_keeps_the_old_file_and_clears_what_lay_beside(course):
    edit(course)
    old = course.path().read_bytes()
    renew(course)
    course.bring_in()
    outcome = course.update()
    assert outcome.what == "merged" and outcome.aside.read_bytes() == old
    assert [len(getattr(outcome.report, name)) for name in ("taken", "yours", "both")] == [1, 2, 0]
    assert "step by step" in course.sources()[2]
    assert course.sources()[3] == "def step(x):\n    return x - 0.1" and course.sources()[-1] == "notes = 'mine'"
    assert course.read().cells[3].outputs[0].text == "mine\n"
    assert not list(course.place.glob("*.new*"))
    assert course.update().what == "same" and course.bring_in() == {}
    renew(course, "def step(x)", "def step(x, rate)")
    outcome = course.update()
    assert outcome.report.both == ["def step(x):"]
    assert course.sources()[3] == "def step(x):\n    return x - 0.1"
    assert course.sources()[4].startswith(merging.MARK) and "def step(x, rate)" in course.sources()[4]
    assert course.read().cells[4].cell_type == "markdown"       # so that running all keeps the learner's


def test_outputs_that_jupyterlab_trusts_stay_trusted(course, monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    notary = NotebookNotary(data_dir=str(tmp_path / "data"))
    mine = edit(course)
    renew(course)
    course.update()
    assert not notary.check_signature(course.read())
    course.save(mine)
    notary.sign(course.read())
    course.update()
    assert notary.check_signature(course.read())


def test_looking_changes_nothing(course):
    edit(course)
    renew(course)
    before = {path: path.read_bytes() for path in course.place.glob("*.ipynb")}
    assert course.update(look=True).report.taken
    assert {path: path.read_bytes() for path in course.place.glob("*.ipynb")} == before and not course.asides()


def test_an_open_notebook_is_left_alone(course):
    edit(course)
    renew(course)
    course.opened.add("03_steps.ipynb")
    old = course.path().read_bytes()
    assert course.update().what == "open" and course.path().read_bytes() == old
    course.opened.clear()
    untouched = course.read("05_scores")
    renew(course, '"score"', '"scores"', "05_scores")
    course.opened.add("05_scores.ipynb")
    assert course.bring_in()["05_scores"].what == "beside"
    assert course.read("05_scores") == untouched
    course.opened.clear()
    assert course.update("05_scores").what == "replaced" and course.asides() == []


def test_jupyterlab_writing_an_old_notebook_over_the_merged_one_is_merged_again(course):
    """A tab that was open all the time: its owner chooses "overwrite"."""
    stale = edit(course)
    renew(course)
    course.update()
    stale.cells[0].source += " and more of mine"
    course.save(stale)
    assert course.update().what == "merged"
    assert "step by step" in course.sources()[2] and course.sources()[0].endswith("and more of mine")


def test_a_deleted_notebook_comes_again_and_a_renamed_one_stays(course):
    edit(course)
    renamed = course.place / "my steps.ipynb"
    course.path().rename(renamed)
    course.path("05_scores").unlink()
    old = renamed.read_bytes()
    renew(course)
    assert {name: outcome.what for name, outcome in course.bring_in().items()} == {
        "03_steps": "new", "05_scores": "new"}
    assert renamed.read_bytes() == old
    assert [path.name for path, _ in update.own_copies(course.place)] == ["my steps.ipynb"]
    assert course.update(path=renamed).what == "merged"
    assert "step by step" in "".join(cell.source for cell in pairs.read_notebook(renamed).cells)
    assert "notes = 'mine'" not in course.sources()


@pytest.mark.parametrize("data", [b"", b"{\"cells\": [", b"\x00\xff"])
def test_a_damaged_notebook_stays_and_the_course_s_is_laid_beside(course, data):
    course.path().write_bytes(data)
    for do in (lambda: course.bring_in()["03_steps"], course.update):
        outcome = do()
        assert outcome.what == "beside" and "cannot be read" in outcome.reason
        assert course.path().read_bytes() == data
    assert (course.place / "03_steps.new.ipynb").exists()


def test_without_a_record_of_what_was_given_nothing_is_replaced(course):
    edit(course)
    old = course.path().read_bytes()
    for path in given.versions(course.place, "03_steps"):
        path.unlink()
    renew(course)
    assert course.bring_in()["03_steps"].what == "beside" and course.update().what == "beside"
    assert course.path().read_bytes() == old


def test_a_notebook_without_a_stamp_is_compared_with_what_it_holds_most_of(course):
    renew(course)
    edit(course)                                                # of the first text
    course.bring_in()
    mine = course.read()
    del mine.metadata[copies.STAMP]
    course.save(mine)
    assert course.update().report.taken
    assert "step by step" in course.sources()[2] and "notes = 'mine'" in course.sources()


def test_a_full_disk_changes_nothing_and_says_so(course, monkeypatch):
    edit(course)
    old = course.path().read_bytes()
    renew(course)
    real, number = os.fsync, 0
    for fails in range(1, 4):                                   # the text given, the copy aside, the notebook
        number = 0

        def fsync(descriptor, fails=fails):
            nonlocal number
            number += 1
            if number == fails:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)
        outcome = course.update()
        assert (outcome.what, outcome.reason) == ("failed", "No space left on device")
        assert course.path().read_bytes() == old
        for path in given.versions(course.place, "03_steps")[1:]:
            path.unlink()
    monkeypatch.setattr(os, "fsync", real)
    assert course.update().what == "merged"
    assert not list(course.place.rglob("*.tmp"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("after", [False, True])
def test_killed_at_any_write_nothing_is_lost_and_the_next_call_goes_on(course, monkeypatch, after):
    mine = edit(course)
    old, real, survived = course.path().read_bytes(), os.replace, False
    texts = {cell.source for cell in mine.cells[-1:]} | {"def step(x):\n    return x - 0.1"}
    for deadly in range(1, 9):
        renew(course, "Now the discriminator", f"Now the discriminator {deadly}") if deadly == 1 else None
        child = os.fork()
        if child == 0:
            count = 0

            def replace(*paths, deadly=deadly):
                nonlocal count
                count += 1
                if after:
                    real(*paths)
                if count == deadly:
                    os.kill(os.getpid(), signal.SIGKILL)
                if not after:
                    real(*paths)

            os.replace = replace
            course.update()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        survived = os.WIFEXITED(status)
        now = course.sources()                                  # it can be read, and the learner's cells are there
        assert texts <= set(now), deadly
        if "Now the discriminator 1" in "".join(now):
            assert old in [path.read_bytes() for path in course.asides()]
        if survived:
            break
    assert survived and "Now the discriminator 1" in "".join(course.sources())
    assert course.update().what == "same"


def git(folder, *arguments):
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false",
                    *arguments], cwd=folder, check=True, capture_output=True)


def test_ten_edited_notebooks_and_a_pull(course, tmp_path):
    """The course's own lessons, in a repository: the authors change them, a learner of ten pulls and updates."""
    rng = random.Random(12)
    lessons = course.root / "lessons"
    for path in lessons.glob("*.py"):
        path.unlink()
    authors = tmp_path / "authors"
    (authors / "lessons").mkdir(parents=True)
    (authors / ".gitignore").write_text("my_course/\n", encoding="utf-8")
    names = sorted(path.stem for path in REAL_LESSONS.glob("[0-9][0-9]_*.py"))[:10]
    assert len(names) == 10
    for name in names:
        text = (REAL_LESSONS / f"{name}.py").read_text(encoding="utf-8")
        (authors / "lessons" / f"{name}.py").write_text(text, encoding="utf-8")
    git(authors, "init", "-q", "-b", "main")
    git(authors, "add", ".")
    git(authors, "commit", "-qm", "first")
    lessons.rmdir()
    git(course.root, "clone", "-q", str(authors), "clone")
    (course.root / "clone" / "lessons").rename(lessons)
    (course.root / "clone" / ".git").rename(course.root / ".git")
    course.bring_in()

    kept = {}
    for name in names:                                          # the learner edits, adds, deletes, runs
        notebook = course.read(name)
        picked = rng.sample(range(1, len(notebook.cells)), 9)
        own = []
        for number in picked[:6]:
            notebook.cells[number].source += f"\n# mine {number}"
            own.append(notebook.cells[number].source)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = [new_output("stream", text=f"output of {cell.id}\n")]
        for number in sorted(picked[6:8], reverse=True):
            del notebook.cells[number]
        added = new_code_cell(f"my_notes = {name!r}")
        notebook.cells.insert(rng.randrange(len(notebook.cells)), added)
        course.save(notebook, name)
        kept[name] = [*own, added.source]
    changed = {}
    for name in names:                                          # the authors change every fifth cell, and add one
        notebook = pairs.read_lesson(authors / "lessons" / f"{name}.py")
        changed[name] = {}
        for cell in notebook.cells[2::5]:
            changed[name][cell.source] = cell.source + "\n# Newly said."
            cell.source += "\n# Newly said."
        notebook.cells.insert(3, new_code_cell("new_in_the_course = True"))
        pairs.write_lesson(notebook, authors / "lessons" / f"{name}.py")
    git(authors, "commit", "-qam", "second")
    git(course.root, "pull", "-q")                              # the learner's folder is in nobody's way

    before = {name: course.path(name).read_bytes() for name in names}
    outcomes = course.bring_in()
    assert {outcome.what for outcome in outcomes.values()} == {"beside"} and len(outcomes) == 10
    assert {name: course.path(name).read_bytes() for name in names} == before
    for name in names:
        old = course.read(name)
        outcome = course.update(name)
        assert outcome.what == "merged" and outcome.aside.read_bytes() == before[name]
        found = course.sources(name)
        assert [text for text in kept[name] if text not in found] == []
        assert found.count("new_in_the_course = True") == 1
        for text, newly in changed[name].items():
            if any(cell.source == text for cell in old.cells):  # left alone: it has the new text
                assert newly in found and text not in found
        outputs = {cell.source: cell.outputs for cell in course.read(name).cells if cell.get("outputs")}
        for cell in old.cells:
            if cell.get("outputs") and cell.source not in changed[name]:
                assert outputs[cell.source] == cell.outputs
        assert outcome.report.yours and outcome.report.taken and len(outcome.report.new) == 1
    assert len(course.asides()) == 10 and not list(course.place.glob(f"*.new*{shelf.copies.SUFFIX}"))
    assert course.bring_in() == {}
