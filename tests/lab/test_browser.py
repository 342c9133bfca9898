"""The laboratory in a real JupyterLab, in Chromium: what a learner presses, and what must come of it."""

import re
import socket

import browser
import pytest

from gan_course.cli import page_command
from gan_course.lab.controls import REMEDIES

START = "from gan_course import lab\nlab.Lab('generator_widths=16 discriminator_widths=16', engine='tensorflow')"
THREADS = "import threading\n[thread.name for thread in threading.enumerate()].count('gan-course-lab')"


@pytest.fixture(scope="module")
def page(open_notebook):
    """A notebook whose one laboratory stands ready; each test sets it up for itself."""
    notebook = open_notebook("one", START)
    notebook.run_all()
    notebook.until("data.ready === 'true' || data.playing === 'false'")
    notebook.press("play")
    notebook.until("data.ready === 'true' && Number(data.step) > 0")
    yield notebook
    assert notebook.errors == []


@pytest.fixture
def one(page):
    """The page, its laboratory paused at step 0 with narrow players on the ring."""
    page.settings("generator_widths=16 discriminator_widths=16")
    page.lab().locator("[data-do=alone]").click()
    if page.data("playing") == "true":
        page.pause()
    page.press("reset")
    page.until("Number(data.step) === 0")
    return page


def test_play_raises_the_step_and_pause_freezes_it(one):
    one.press("play")
    one.moves()
    one.pause()
    assert one.stands() and one.data("step") > 0
    one.step()
    assert one.stands()


def test_reset_keeps_the_settings(one):
    rate = one.lab().locator("input[data-knob=generator_rate]")
    rate.fill("0.004")
    rate.press("Enter")
    one.until("data.text.includes('generator_rate=0.004')")
    one.press("play")
    one.moves()
    one.pause()
    one.press("reset")
    one.until("Number(data.step) === 0")
    assert "generator_rate=0.004" in one.data("text") and rate.input_value() == "0.004"


@pytest.mark.parametrize("remedy", [name for name, knob in REMEDIES.items() if knob.where != "digits"])
def test_each_remedy_is_switched_while_it_trains(one, remedy):
    one.press("play")
    one.moves()
    box = one.lab().locator(f"[data-remedy={remedy}]")
    box.check()
    one.until(f"data.text.includes('{remedy}')")
    one.moves()
    assert one.data("playing") == "true" and one.data("step") >= 40  # the run went on, it did not begin anew
    box.uncheck()
    one.until(f"!data.text.includes('{remedy}')")
    one.moves()


def test_a_bad_number_is_refused_in_words_and_training_goes_on(one):
    one.press("play")
    one.moves()
    one.settings("generator_rate=fast")
    one.note("'fast'; give a number")
    one.moves()


def test_drawing_makes_data(one):
    one.lab().locator("[data-knob=data]").select_option("drawn")
    box = one.lab().locator(".gan-lab-picture").bounding_box()
    mouse = one.page.mouse
    mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    mouse.down()
    for i in range(30):
        mouse.move(box["x"] + (0.3 + 0.012 * i) * box["width"], box["y"] + (0.5 - 0.006 * i) * box["height"])
    mouse.up()
    one.until("data.text.includes('drawn=')")
    assert len(re.findall(";", one.data("text"))) >= 20
    one.press("play")
    one.moves()
    assert "stations" in one.lab().locator(".gan-lab-counts").inner_text()


def test_drawing_by_keys(one):
    one.lab().locator("[data-knob=data]").select_option("drawn")
    canvas = one.lab().locator(".gan-lab-picture")
    for key in ("Enter", "ArrowRight", "Enter", "ArrowUp", "Enter", "ArrowUp", "Enter", "Escape"):
        canvas.press(key)
    one.until("data.text.includes('drawn=')")
    assert len(one.data("text").split("drawn=")[1].split(";")) == 12


def test_side_by_side_differs_only_where_told(one):
    one.lab().locator("[data-knob=difference]").fill("batch_size=128")
    one.press("compare")
    one.note("would be the first again")
    one.lab().locator("[data-knob=difference]").fill("seed=0 r1=0.1")
    one.press("compare")
    one.page.wait_for_function("document.querySelectorAll('.gan-lab-picture').length === 2")
    captions = one.lab().locator(".gan-lab-stage figcaption")
    # the difference is told just after the second picture is there
    one.page.wait_for_function("document.querySelectorAll('.gan-lab-stage figcaption')[1].textContent.includes(',')")
    assert captions.all_inner_texts() == ["as set", "beside it, with seed=0 r1=0.1"]
    one.page.wait_for_function("[...document.querySelectorAll('.gan-lab-counts')].every(p => p.textContent)")
    texts = "new Set([...document.querySelectorAll('.gan-lab-counts')].map(p => p.textContent)).size"
    one.page.wait_for_function(f"{texts} === 1")  # at step 0 R1 has changed nothing yet: the same points
    one.press("play")
    one.page.wait_for_function(f"{texts} === 2")
    one.press("alone")
    one.page.wait_for_function("document.querySelectorAll('.gan-lab-picture').length === 1")


def test_slow_motion_tells_what_happens(one):
    one.lab().locator("[data-knob=speed]").select_option("slow")
    one.press("play")
    for phase in ("1 of 4", "2 of 4", "3 of 4", "4 of 4"):
        one.note(phase)
    one.press("play")
    one.lab().locator("[data-knob=speed]").select_option("full")


def test_looking_back_and_now(one):
    one.press("play")
    one.moves(steps=300)
    one.pause()
    last = one.data("step")
    one.lab().locator("[data-knob=timeline]").fill("0")
    one.until("data.lookingBack === 'true'")
    assert one.data("step") == 0
    one.press("now")
    one.until("data.lookingBack === 'false'")
    assert one.data("step") == last


def test_an_absurd_rate_is_explained_and_reset_undoes_it(one):
    one.settings("objective=least_squares generator_widths=16 discriminator_widths=16 generator_optimizer=sgd "
                 "discriminator_optimizer=sgd generator_rate=0.01 discriminator_rate=0.01")
    one.until("data.text.includes('sgd')")
    rate = one.lab().locator("input[data-knob=generator_rate]")
    one.press("play")
    one.moves()
    for player in ("generator", "discriminator"):
        rate = one.lab().locator(f"input[data-knob={player}_rate]")
        rate.fill("10")
        rate.press("Enter")
    one.note("not a number")
    assert one.data("playing") == "false"
    one.press("reset")
    one.until("Number(data.step) === 0")
    one.press("play")
    one.moves()


def test_what_can_be_saved(one, tmp_path):
    one.press("play")
    one.moves(steps=100)
    one.pause()
    for do, magic in (("gif", b"GIF8"), ("session", b"PK"), ("png", b"\x89PNG")):
        with one.page.expect_download() as caught:
            one.press(do)
        path = tmp_path / do
        caught.value.save_as(path)
        assert path.read_bytes().startswith(magic), do
    one.press("python")
    one.page.wait_for_function("document.querySelector('[data-show=python]').value.includes('gan.fit(')")
    step = one.data("step")
    one.press("reset")
    one.until("Number(data.step) === 0")
    one.lab().locator("[data-knob=file]").set_input_files(
        {"name": "lab_session.zip", "mimeType": "application/zip", "buffer": (tmp_path / "session").read_bytes()})
    one.until(f"Number(data.step) === {step}")
    one.lab().locator("[data-knob=file]").set_input_files(
        {"name": "x.zip", "mimeType": "application/zip", "buffer": b"no session"})
    one.note("no saved session")


def test_the_keyboard_is_enough(one):
    canvas = one.lab().locator(".gan-lab-picture")
    canvas.focus()
    canvas.press("Space")
    one.moves()
    canvas.press("Space")
    one.until("data.playing === 'false'")
    canvas.press("r")
    one.until("Number(data.step) === 0")
    canvas.press(".")
    one.until("Number(data.step) === 1")
    reached = one.page.evaluate("""() => {
        const lab = document.querySelector('.gan-lab');
        lab.querySelectorAll('details').forEach(part => part.open = true);
        return [...lab.querySelectorAll('button, input, select, summary')].filter(part => part.offsetParent)
            .every(part => part.tabIndex >= 0); }""")
    assert reached


def test_every_control_has_a_name_for_screen_readers(one):
    unnamed = one.page.evaluate("""() => [...document.querySelectorAll('.gan-lab :is(input, select, textarea, canvas)')]
        .filter(part => !part.ariaLabel && !part.getAttribute('aria-label') && !(part.labels && part.labels.length))
        .map(part => part.outerHTML.slice(0, 80))""")
    assert unnamed == []


def test_out_of_sight_it_sends_no_pictures_and_back_again_it_does(one):
    one.press("play")
    one.moves()
    one.page.evaluate("document.querySelector('.gan-lab').style.display = 'none'")
    one.page.wait_for_timeout(700)
    frames, step = one.data("frames"), one.data("step")
    one.page.wait_for_timeout(1500)
    assert one.data("frames") - frames <= 1
    one.page.evaluate("document.querySelector('.gan-lab').style.display = ''")
    one.until(f"Number(data.frames) > {frames + 10}")
    assert one.data("step") > step + 20  # it went on meanwhile


@pytest.mark.parametrize("width", [1000, 860, 580, 480])
def test_every_knob_stays_in_its_frame_and_is_read_whole(one, width):
    one.page.evaluate("window.jupyterapp.shell.collapseLeft()")
    one.page.set_viewport_size({"width": width, "height": 1400})
    one.page.wait_for_timeout(500)
    outside = one.page.evaluate("""() => [...document.querySelectorAll('.gan-lab fieldset :is(input, select, label)')]
        .filter(part => part.getBoundingClientRect().right > part.closest('fieldset').getBoundingClientRect().right
                        || part.matches('label, input:not([type=text])') && part.scrollWidth > part.clientWidth + 1)
        .map(part => part.outerHTML.slice(0, 100))""")
    one.page.set_viewport_size({"width": 1300, "height": 1400})
    one.page.evaluate("window.jupyterapp.shell.expandLeft()")
    assert outside == []


def test_a_narrow_window_and_a_dark_theme(one):
    one.page.evaluate("window.jupyterapp.shell.collapseLeft()")
    one.page.set_viewport_size({"width": 480, "height": 900})
    one.page.wait_for_timeout(500)
    outside = one.page.evaluate("""() => {
        const lab = document.querySelector('.gan-lab'), box = lab.getBoundingClientRect();
        return [...lab.querySelectorAll('*')].filter(part => part.getBoundingClientRect().right > box.right + 2)
            .map(part => part.outerHTML.slice(0, 100)); }""")
    assert outside == []
    one.page.set_viewport_size({"width": 1300, "height": 1400})
    one.page.evaluate("window.jupyterapp.shell.expandLeft()")
    one.command("apputils:change-theme", theme="JupyterLab Dark")
    one.page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    one.step()
    colour = one.page.evaluate("getComputedStyle(document.querySelector('.gan-lab')).color.match(/\\d+/g).map(Number)")
    assert min(colour[:3]) > 180  # light ink
    one.command("apputils:change-theme", theme="JupyterLab Light")


def test_jupyterlab_opens_without_a_question_and_a_preset_tells_its_story(open_notebook):
    notebook = open_notebook("preset", "from gan_course import lab\nlab.Lab('grid_cured', engine='tensorflow')")
    notebook.page.evaluate("window.jupyterapp.restored")
    notebook.run_all()
    notebook.page.wait_for_selector(".gan-lab")
    assert notebook.lab().locator("[data-knob=preset]").input_value() == "grid_cured"
    assert notebook.lab().locator(".gan-lab-story").inner_text().startswith("Predict: ")
    notebook.until("data.ready === 'true'")
    assert notebook.lab().get_by_text("dashed: the second run").first.is_visible()
    assert notebook.page.get_by_text("get notified").count() == 0  # JupyterLab would ask within a second
    notebook.close()


def test_a_long_sentence_is_broken_between_words(open_notebook):
    notebook = open_notebook("words", "raise ValueError('every straightforward word stays whole ' * 12)")
    notebook.run_all()
    notebook.page.wait_for_selector(".jp-OutputArea-output pre")
    broken = notebook.page.evaluate("""() => {
        const pre = [...document.querySelectorAll('.jp-OutputArea-output pre')].at(-1), found = [];
        const walker = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT), range = document.createRange();
        let words = 0;
        while (walker.nextNode())
            for (const word of walker.currentNode.data.matchAll(/straightforward/g)) {
                range.setStart(walker.currentNode, word.index);
                range.setEnd(walker.currentNode, word.index + word[0].length);
                words += 1;
                if (range.getClientRects().length > 1) found.push(word.index);
            }
        return [words, found];
    }""")
    assert broken[0] >= 12 and broken[1] == []
    notebook.close()


def test_run_all_again_and_a_restart_leave_no_orphan_threads(open_notebook):
    notebook = open_notebook("again", START, THREADS)
    for _ in range(2):
        notebook.page.evaluate("document.querySelector('.gan-lab')?.setAttribute('data-former', 'true')")
        notebook.run_all()
        notebook.until("data.ready === 'true' && !data.former")  # the new one, not the one that is about to go
        notebook.press("play")
        notebook.moves()
    notebook.page.wait_for_timeout(11_000)  # a thread that nobody speaks to ends after ten seconds
    # pressing a button chose the laboratory's cell; what counts the threads is the other
    notebook.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1; }")
    notebook.command("notebook:run-cell")
    notebook.page.wait_for_function(
        "[...document.querySelectorAll('.jp-OutputArea-output pre')].pop()?.textContent === '1'", timeout=60_000)
    notebook.command("runmenu:restart-and-run-all")
    notebook.page.locator(".jp-Dialog .jp-mod-warn, .jp-Dialog .jp-mod-accept").last.click()
    notebook.page.wait_for_function("document.querySelector('.gan-lab')?.dataset.ready !== 'true'")
    notebook.until("data.ready === 'true'")
    notebook.press("play")
    notebook.moves()
    assert notebook.errors == []
    notebook.close()


def test_two_labs_at_once_and_a_reload_of_the_page(open_notebook):
    notebook = open_notebook("two", START,
                             "lab.Lab('generator_widths=8 discriminator_widths=8', compact=True, engine='tensorflow')")
    notebook.run_all()
    notebook.page.wait_for_function("document.querySelectorAll('.gan-lab').length === 2")
    for number in (0, 1):
        notebook.lab(number).scroll_into_view_if_needed()
        notebook.until("data.ready === 'true'", number)
        notebook.press("play", number)
    notebook.moves(0)
    notebook.moves(1)
    notebook.pause(1)
    notebook.moves(0)
    assert notebook.stands(1)
    notebook.command("docmanager:save")
    notebook.page.wait_for_timeout(1000)
    notebook.page.reload()
    notebook.ready()
    notebook.page.wait_for_selector(".gan-lab")  # JupyterLab draws only the cells that are in sight
    notebook.until("data.ready === 'true'")
    if notebook.data("playing") != "true":
        notebook.press("play")
    notebook.moves()
    assert notebook.errors == []
    notebook.close()


def test_the_dirac_portrait_takes_a_click(open_notebook):
    notebook = open_notebook("dirac", "from gan_course import lab\nlab.DiracPortrait()")
    notebook.run_all()
    notebook.until("data.orbits === '1'")
    notebook.lab().locator(".gan-lab-picture").click(position={"x": 300, "y": 100})
    notebook.until("data.orbits === '2'")
    notebook.lab().locator("[data-knob=rule]").select_option("extragradient")
    notebook.page.wait_for_function("document.querySelector('.gan-lab-counts').textContent.includes('0.99')")
    assert notebook.errors == []
    notebook.close()


def test_the_laboratory_is_a_page_of_its_own(chromium, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = page_command(["--no-browser", f"--port={port}"])
    with browser.serving(command, f"http://127.0.0.1:{port}", "/voila/static/favicon.ico", tmp_path) as address:
        page = chromium.new_page(viewport={"width": 1100, "height": 1300}, color_scheme="dark")
        page.set_default_timeout(300_000)
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)                                            # points: no kernel
        page.click("#play")
        page.wait_for_function("Number(document.getElementById('lab').dataset.step) > 50")
        page.click("#digits")
        page.wait_for_selector(".gan-lab [data-do=play]")
        page.locator(".gan-lab [data-do=play]").first.click()
        page.wait_for_function("Number(document.querySelector('.gan-lab').dataset.step) > 50")
        page.wait_for_selector(".gan-lab[data-orbits='1']")           # below it the smallest GAN
        assert page.locator(".jp-CodeCell .cm-content").count() == 0  # no code on this page
        assert errors == []
        page.close()
