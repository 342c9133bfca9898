"""The laboratory for points in a real JupyterLab: the page of its own in a frame, with the browser's engine."""

import pytest

START = "from gan_course import lab\nshown = lab.Lab('{}')\nshown"
SMALL = "discriminator_widths=16 generator_widths=16"
STEP = "Number(document.getElementById('lab').dataset.step)"


@pytest.fixture(scope="module")
def notebook(open_notebook):
    """A notebook with a laboratory for points, and a cell that asks for its settings."""
    opened = open_notebook("points", START.format(SMALL), "print(shown.settings.to_text(), '|', shown.beside)",
                           "import sys; print('tensorflow' in sys.modules)", "shown.runner.post('pause')")
    opened.page.evaluate("window.jupyterapp.shell.collapseLeft()")
    opened.run_all()
    opened.page.wait_for_selector("iframe.gan-lab-frame")
    yield opened
    assert opened.errors == []


def printed(notebook, cell, wanted):
    """Run a cell and wait until it has printed this."""
    notebook.page.evaluate("cell => { const { content } = window.jupyterapp.shell.currentWidget;"
                           "content.activeCellIndex = cell; }", cell)
    notebook.command("notebook:run-cell")
    notebook.page.wait_for_function("([cell, wanted]) => document.querySelectorAll('.jp-CodeCell')[cell]"
                                    ".querySelector('.jp-OutputArea-output pre')?.textContent.trim() === wanted",
                                    arg=[cell, wanted], timeout=60_000)


def play(page, steps=50):
    """Press Play, and wait for so many steps."""
    before = page.evaluate(STEP)
    page.click("#play")
    page.wait_for_function(f"{STEP} >= {before + steps}")


def test_it_trains_without_the_kernel_and_tells_it_its_settings(notebook):
    page = notebook.points()
    assert page.evaluate("document.getElementById('lab').dataset.text") == SMALL
    play(page)
    page.click("#remedies, [data-tab-of=remedies]")
    page.click("#allremedies [data-remedy=r1]")
    page.wait_for_function("document.getElementById('lab').dataset.text.includes('r1=')")
    text = page.evaluate("document.getElementById('lab').dataset.text")
    printed(notebook, 1, f"{text} | None")
    printed(notebook, 2, "False")
    notebook.page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex = 3")
    notebook.command("notebook:run-cell")            # the kernel presses Pause
    page.wait_for_selector("#lab:not([data-playing])")


def test_the_run_outlives_its_frame(notebook):
    page = notebook.points()
    play(page, 20)
    page.click("#play")
    page.wait_for_function("(({ step, trained }) => step === trained)(document.getElementById('lab').dataset)")
    step = page.evaluate(STEP)
    # what JupyterLab does with a cell that is scrolled far away, and back
    notebook.page.evaluate("""() => { const frame = document.querySelector('iframe.gan-lab-frame');
        const { parentNode } = frame; frame.remove(); parentNode.append(frame); }""")
    page = notebook.points()
    page.wait_for_function(f"{STEP} === {step}")
    assert page.evaluate("window.lab.lab.rows[0].length") > 1        # with its curves
    play(page, 20)
    page.click("#play")


def test_out_of_sight_it_draws_nothing(notebook):
    page = notebook.points()
    play(page, 20)
    notebook.page.evaluate("document.querySelector('iframe.gan-lab-frame').style.marginTop = '9000px'")
    page.wait_for_function("new Promise(done => { const { frames } = window.lab.lab;"
                           " setTimeout(() => done(window.lab.lab.frames === frames), 600); })")
    notebook.page.evaluate("document.querySelector('iframe.gan-lab-frame').style.marginTop = ''")
    frames = page.evaluate("window.lab.lab.frames")
    page.wait_for_function(f"window.lab.lab.frames > {frames}")
    page.click("#play")


def test_after_a_reload_of_the_page_it_begins_with_the_settings_that_it_had(notebook):
    page = notebook.points()
    text = page.evaluate("document.getElementById('lab').dataset.text")
    notebook.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    notebook.page.reload()
    notebook.ready()
    notebook.page.wait_for_selector("iframe.gan-lab-frame")
    assert notebook.points().evaluate("document.getElementById('lab').dataset.text") == text
    play(notebook.points())


def test_a_cell_that_is_run_again_ends_its_engine(notebook):
    def workers():
        return len(notebook.page.workers)

    before = workers()
    notebook.page.evaluate("document.querySelector('iframe.gan-lab-frame').dataset.former = 'true'")
    notebook.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0; }")
    notebook.command("notebook:run-cell")
    notebook.page.wait_for_selector("iframe.gan-lab-frame:not([data-former])")
    play(notebook.points())
    assert workers() == before


def test_two_runs_a_preset_and_a_dark_theme(open_notebook):
    notebook = open_notebook("preset_of_points", START.format("faster_d"), "lab.Lab('hopping', compact=True)")
    notebook.page.evaluate("window.jupyterapp.shell.collapseLeft()")
    notebook.page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    notebook.page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    notebook.run_all()
    notebook.page.wait_for_function("document.querySelectorAll('iframe.gan-lab-frame').length === 2")
    page, small = notebook.points(0), notebook.points(1)
    assert page.locator(".pic:visible").count() == 2
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "hundred times" in page.locator("#predict").text_content()
    small.locator("#play").scroll_into_view_if_needed()
    play(small)
    assert not small.locator("#inspect").is_visible() and small.locator(".curves").is_visible()
    for frame in page, small:
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth && "
                              "document.documentElement.scrollHeight <= innerHeight")
    notebook.page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })")
    assert notebook.errors == []
    notebook.close()
