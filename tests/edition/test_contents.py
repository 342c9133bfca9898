"""How the learner's JupyterLab reads and writes; in a real browser: tests/lab/test_next_day.py."""

import asyncio
import copy
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from traitlets.config import Configurable

from gan_course.edition import front_page
from gan_course.edition.contents import INSTEAD, WIDGET, LearnersContents, put_back, take_out
from gan_course.exercises import learner

VIEW = {"version_major": 2, "version_minor": 0, "model_id": "m1"}


def notebook(*data):
    return new_notebook(cells=[new_code_cell("x", outputs=[new_output("display_data", data=dict(part))
                                                           for part in data])])


class Server(Configurable):
    """What the manager asks its server: which sessions there are, and a kernel's process number."""

    pid = 11
    sessions = ({"path": "a.ipynb", "kernel": {"id": "k"}},)

    @property
    def session_manager(self):
        async def list_sessions():
            return self.sessions

        return SimpleNamespace(list_sessions=list_sessions)

    @property
    def kernel_manager(self):
        kernels = {"k": SimpleNamespace(provisioner=SimpleNamespace(pid=self.pid))}
        return SimpleNamespace(get_kernel=kernels.__getitem__)


@pytest.fixture
def contents(tmp_path):
    """The manager on a folder."""
    return LearnersContents(parent=Server(), root_dir=str(tmp_path))


THREAD = ThreadPoolExecutor(1)       # one for all: the manager's database belongs to the thread that opens it


def done(coroutine):
    """Its result, by a loop of its own: another test's browser may run one in this thread."""
    return THREAD.submit(asyncio.run, coroutine).result()


def save(contents, found, path="a.ipynb"):
    done(contents.save({"type": "notebook", "format": "json", "content": copy.deepcopy(found)}, path))
    return json.loads(Path(contents.root_dir, path).read_text(encoding="utf-8"))


def load(contents, path="a.ipynb"):
    return done(contents.get(path))["content"]["cells"][0]["outputs"][0]["data"]


def test_a_file_keeps_the_picture_and_a_page_loaded_again_gets_the_live_widget(contents):
    stored = save(contents, notebook({WIDGET: VIEW, "image/png": "AA", "text/plain": "a picture"}))
    assert set(stored["cells"][0]["outputs"][0]["data"]) == {"image/png", "text/plain"}
    assert load(contents)[WIDGET] == VIEW
    save(contents, notebook({WIDGET: VIEW, "image/png": "AA", "text/plain": "a picture"}))
    assert load(contents)[WIDGET] == VIEW


@pytest.mark.parametrize("end", [
    {"sessions": []}, {"pid": 12}, {"sessions": [{"path": "b.ipynb", "kernel": {"id": "k"}}]},
    {"sessions": [{"path": "a.ipynb", "kernel": {"id": "gone"}}]}])
def test_after_the_kernel_s_end_or_restart_only_the_picture_is_shown(contents, end):
    save(contents, notebook({WIDGET: VIEW, "image/png": "AA"}))
    for name, value in end.items():
        setattr(contents.parent, name, value)
    assert WIDGET not in load(contents)
    save(contents, notebook({WIDGET: VIEW, "image/png": "AA"}))         # the page still shows what is dead
    assert WIDGET not in load(contents)


def test_a_widget_with_no_picture_leaves_a_sentence():
    found = notebook({WIDGET: VIEW, "text/plain": "VBox()"}, {WIDGET: {**VIEW, "model_id": "m2"}, "text/html": "<p>"},
                     {"text/plain": "1"})
    assert set(take_out(found)) == {"m1", "m2"}
    assert [dict(output.data) for output in found.cells[0].outputs] == [
        {"text/plain": INSTEAD}, {"text/html": "<p>"}, {"text/plain": "1"}]
    put_back(found, {"m1": (None, VIEW)}, None)                         # saved without a kernel
    assert WIDGET not in found.cells[0].outputs[0].data


def test_the_picture_that_stays_carries_its_description():
    found = notebook({WIDGET: VIEW, "image/png": "AA"})
    found.cells[0].outputs[0].metadata = {"image/png": {"alt": "A ring of points."}}
    take_out(found)
    assert dict(found.cells[0].outputs[0].data) == {
        "text/html": '<img alt="A ring of points." src="data:image/png;base64,AA">'}


def test_the_list_shows_notebooks_and_no_tables(contents, tmp_path):
    for name in ("a.ipynb", "START.md", "progress.json", "x.csv", front_page.RUN_TIMES, "my_gan.py"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    found = done(contents.get(""))["content"]
    assert {entry["name"] for entry in found} == {"a.ipynb", "START.md", "my_gan.py"}
    assert done(contents.get(front_page.RUN_TIMES))["content"] == "{}"      # what a link leads to still opens


def test_the_front_page_is_fresh_whenever_it_is_opened_in_the_learner_s_folder_alone(contents, tmp_path, monkeypatch):
    monkeypatch.setattr(front_page, "text", lambda place: f"fresh {sorted(learner.progress(place))}\n")
    (tmp_path / front_page.NAME).write_text("old", encoding="utf-8")
    assert done(contents.get(front_page.NAME))["content"] == "old"
    learner.make(tmp_path)
    assert done(contents.get(front_page.NAME))["content"] == "fresh []\n"
    learner.note(tmp_path, "ex03", "step", True)
    done(contents.get(front_page.NAME, content=False))           # as in a list: nothing is written
    assert (tmp_path / front_page.NAME).read_text(encoding="utf-8") == "fresh []\n"
    assert done(contents.get(front_page.NAME))["content"] == "fresh ['ex03']\n"
