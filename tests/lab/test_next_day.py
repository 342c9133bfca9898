"""A notebook that was run, saved and closed shows pictures when it is opened the next day; in Chromium."""

import json

import browser
import pytest

from gan_course.edition import copies, front_page, servers
from gan_course.edition.contents import INSTEAD
from gan_course.exercises import learner
from gan_course.notebooks import pairs

SLIDERS = """\
from gan_course import plots
from gan_course.sliders import with_sliders
def draw(place):
    return plots.curves([0, 1], {"place": [place, place]}, title="a line")
with_sliders(draw, "A line at the place of the slider.", place=(-2, 2, 0.0))"""
LABORATORY = "from gan_course import lab\nlab.Lab('data=grid', compact=True)"
DIGITS = "lab.Lab('data=digits', compact=True)"
BARE = "import ipywidgets\nipywidgets.IntSlider()"


def shown(notebook, cell):
    """What stands in a cell's output: text, number of described pictures, live sliders."""
    return notebook.page.evaluate("""cell => { const area = document.querySelectorAll('.jp-CodeCell')[cell];
        return [area.querySelector('.jp-OutputArea-output')?.innerText.trim() ?? '',
                area.querySelectorAll('.jp-OutputArea-output img[alt]:not([alt=""])').length,
                area.querySelectorAll('.widget-slider, .gan-lab, .gan-lab-frame').length]; }""", cell)


def test_reopened_it_shows_pictures_and_while_the_kernel_lives_the_live_widgets(open_notebook, chromium, jupyter):
    notebook = open_notebook("day", SLIDERS, BARE, LABORATORY, DIGITS)
    notebook.run_all()
    notebook.points()
    notebook.until("data.ready === 'true'")
    assert [shown(notebook, cell)[2] for cell in range(4)] == [1, 1, 1, 1]
    width = notebook.page.evaluate("document.querySelector('.widget-image').getBoundingClientRect().width")
    assert width == 600                                                 # not stretched to the page
    notebook.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    notebook.page.reload()
    notebook.ready()
    notebook.page.wait_for_selector(".widget-slider")
    notebook.points()
    notebook.page.wait_for_selector(".gan-lab")
    notebook.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    notebook.close()                                                    # ends the kernel
    again = browser.Notebook(chromium, jupyter[0], "day.ipynb")
    again.page.wait_for_selector(".jp-OutputArea-output img")
    again.page.wait_for_timeout(3000)                                   # in which the error would come
    assert shown(again, 0) == ["", 1, 0] and shown(again, 2) == ["", 1, 0] == shown(again, 3)
    assert shown(again, 1) == [INSTEAD, 0, 0]
    assert again.page.get_by_text("Error displaying widget").count() == 0
    again.close()


@pytest.fixture(scope="module")
def lesson(jupyter):
    """The learner's copy of the first lesson."""
    notebook = copies.fresh(pairs.lesson_paths(["0"])[0])
    (jupyter[1] / "lesson.ipynb").write_text(copies.text(notebook), encoding="utf-8")
    return jupyter[1] / "lesson.ipynb"


def test_opening_a_learner_s_notebook_changes_nothing_and_saving_it_writes_the_same_file(chromium, jupyter, lesson):
    before = lesson.read_text(encoding="utf-8")
    notebook = browser.Notebook(chromium, jupyter[0], lesson.name)
    notebook.page.wait_for_timeout(2000)
    assert lesson.resolve() in servers.open_notebooks()                 # so that an update leaves it alone
    assert not notebook.page.evaluate("window.jupyterapp.shell.currentWidget.context.model.dirty")
    notebook.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    assert json.loads(lesson.read_text(encoding="utf-8")) == json.loads(before)
    notebook.close()


def test_the_front_page_is_shown_rendered_and_its_links_open_notebooks(chromium, jupyter, monkeypatch):
    address, folder = jupyter
    learner.make(folder)
    front_page.write(folder)
    copies_of = pairs.lesson_paths(["3"])[0]
    (folder / f"{copies_of.stem}.ipynb").write_text(copies.text(copies.fresh(copies_of)), encoding="utf-8")
    learner.note(folder, "ex00", "to_unit_range", True)                 # after the page was written
    page = chromium.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/lab/workspaces/front/tree/{front_page.NAME}")
    page.wait_for_selector(".jp-RenderedMarkdown table")
    assert "1 right" in page.locator(".jp-RenderedMarkdown tr", has_text="00 Start here").inner_text()
    assert page.locator(".jp-DirListing-itemText", has_text="progress.json").count() == 0
    page.locator(".jp-RenderedMarkdown a", has_text="03 Gradient").first.click()
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.locator(".jp-Notebook a", has_text="how long all cells run").first.click()
    page.wait_for_selector(".jp-RenderedMarkdown h1:has-text('How long each notebook runs')")
    page.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll()")
    page.context.close()
