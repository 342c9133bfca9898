"""The page of the laboratory, one file opened from disk in Chromium with the network off: what a visitor presses."""

import json
import zipfile

import pytest
from page_window import SMALL

from gan_course.lab.controls import CONTROLS, REMEDIES
from gan_course.lab.settings import from_text

MOST_BYTES = 1_000_000
PARTS = ["noise", "generator", "fakes", "discriminator", "real", "objective", "updates"]
# elements whose content is cut off, or would have to be scrolled to; a field of one line may hold more than it shows
CUT = """() => [...document.querySelectorAll('body, body *')].filter((node) => {
    const style = getComputedStyle(node);
    if (!node.clientHeight || node.matches('textarea, input, select, .sr, option')) return false;
    return (node.scrollHeight > node.clientHeight + 1 && style.overflowY !== 'visible')
        || (node.scrollWidth > node.clientWidth + 1 && style.overflowX !== 'visible');
}).map((node) => node.outerHTML.slice(0, 90))"""


def test_it_is_one_small_file(page_file):
    assert page_file.stat().st_size < MOST_BYTES


def test_it_opens_ready_and_trains(open_page):
    page = open_page("")
    assert page.page.inner_text("#h-exp") == "A run that works"
    before = page.pixels()
    page.play(100)
    page.pause()
    assert page.pixels() != before
    stands = page.data("step")
    page.page.wait_for_timeout(400)
    assert page.data("step") == stands
    page.press("#step1")
    page.until(f"Number(data.step) === {int(stands) + 1}")


def test_the_same_seed_gives_the_same_picture(open_page):
    page = open_page()
    found = []
    for _ in range(2):
        for _ in range(5):
            page.press("#step1")
        page.until("data.step === '5'")
        page.page.wait_for_timeout(200)
        found.append(page.pixels())
        page.press("#reset")
        page.until("data.step === '0'")
    assert found[0] == found[1]


def test_every_knob_acts_and_says_so(open_page):
    page = open_page()
    page.press(".node.generator")
    rate = page.page.locator("[data-section=generator] [data-knob=generator_rate] input[type=text]")
    rate.fill("0.004")
    rate.press("Enter")
    page.until("data.text.includes('generator_rate=0.004')")
    page.toast("G's learning rate 0.004, from step 0.")
    page.press("[data-section=generator] [data-knob=n_generator] [aria-label$='one more']")
    page.until("data.text.includes('n_generator=2')")
    page.page.select_option("[data-section=generator] [data-knob=generator_optimizer] select", "sgd")
    page.until("data.text.includes('generator_optimizer=sgd')")
    page.press("#toasts button")                                    # Undo
    page.until("!data.text.includes('generator_optimizer')")
    page.press(".node.noise")
    page.press("[data-knob=latent_dim] [data-value='1']")
    page.until("data.text.includes('latent_dim=1')")
    page.toast("a new run from seed 0")
    page.press(".node.objective")
    page.press("[data-objective=hinge]")
    page.press(".node.real")
    page.press("[data-data=grid]")
    page.until("data.text.includes('data=grid')")
    page.press("[data-section=real] [data-knob=batch_size] .try")
    page.until("data.text.includes('batch_size=16')")
    page.press(".node.updates")
    page.press("[data-knob=activation] [data-value=tanh]")
    page.until("data.text.includes('activation=tanh')")
    settings = page.settings()
    assert (settings.data, settings.objective, settings.latent_dim, settings.batch_size) == ("grid", "hinge", 1, 16)
    assert (settings.generator_rate, settings.n_generator, settings.activation) == (0.004, 2, "tanh")


def test_a_slider_turns_its_knob_while_it_trains(open_page):
    page = open_page()
    page.press(".node.discriminator")
    page.play()
    slider = page.page.locator("[data-knob=discriminator_rate] input[type=range]")
    slider.focus()
    slider.press("ArrowRight")
    page.until("/discriminator_rate=0.0011/.test(data.text)")
    page.toast("D's learning rate 0.0011, from step")
    assert page.page.locator("#lab[data-playing]").count() == 1
    page.page.wait_for_selector("#marks .mark")                     # the change stands on the timeline


@pytest.mark.parametrize("name", [name for name, control in REMEDIES.items() if control.where != "digits"])
def test_a_remedy_is_switched_on_while_it_trains(open_page, name):
    page = open_page()
    page.press("#remedies")
    chip = page.page.locator(f"#allremedies [data-remedy={name}]")
    if chip.is_disabled():
        assert len(chip.get_attribute("title")) > 20                # it says why this engine cannot serve it
        return
    page.play()
    chip.click()
    page.until(f"data.text.includes('{name}')")
    step = int(page.data("step"))
    page.until(f"Number(data.step) > {step + 5}")
    assert name in page.settings().remedies
    assert chip.get_attribute("aria-pressed") == "true"


def test_what_cannot_work_is_said_in_place(open_page):
    page = open_page()
    page.press(".node.objective")
    assert not page.page.is_visible(".warning")
    page.press("[data-objective=wasserstein]")
    page.page.wait_for_selector(".warning", state="visible")
    assert page.page.inner_text(".node.objective i") == "!"
    page.press(".warning .try")
    page.until("data.text.includes('wgan_gp')")
    page.page.wait_for_selector(".warning", state="hidden")


def test_an_impossible_number_is_refused_where_the_eye_is(open_page):
    page = open_page()
    page.press(".node.generator")
    rate = page.page.locator("[data-section=generator] [data-knob=generator_rate] input[type=text]")
    rate.fill("fast")
    rate.press("Enter")
    page.page.wait_for_selector(".toast.bad")
    assert "fast" in page.page.inner_text("#toasts")
    assert page.settings().generator_rate == 1e-3
    rate.blur()
    assert rate.input_value() == "0.001"


def test_a_run_that_explodes_says_so_and_begins_anew(open_page):
    page = open_page("#objective=least_squares+generator_optimizer=sgd+discriminator_optimizer=sgd"
                     "+generator_rate=10.0+discriminator_rate=10.0")
    page.press("#play")
    page.page.wait_for_selector(".toast.bad")
    assert "not a number" in page.page.inner_text("#toasts")
    page.press("#toasts button")
    page.until("data.step === '0'")


def test_the_link_holds_the_settings(open_page):
    page = open_page()
    page.press(".node.real")
    page.press("[data-data=grid]")
    page.until("data.text.includes('data=grid')")
    page.press("#remedies")
    page.press("#allremedies [data-remedy=r1]")
    page.until("data.text.includes('r1')")
    other = open_page(page.page.evaluate("location.hash"))
    assert other.data("text") == page.data("text")
    other.page.evaluate("location.hash = '#data=spiral+seed=3'")     # as when the address is typed
    other.until("data.text.includes('data=spiral')")
    assert other.settings().seed == 3


def test_the_short_text_is_that_of_the_course(open_page):
    page = open_page()
    text = "data=line seed=7 generator_rate=3e-05 discriminator_widths=8-8 r1=0.2 optimistic"
    page.press("#share")
    page.page.fill("#text", text)
    page.press("#usetext")
    page.until("data.text.includes('seed=7')")
    assert page.settings() == from_text(text)
    assert page.data("text") == from_text(text).to_text()


def test_two_runs_stand_side_by_side(open_page):
    page = open_page()
    page.press("#compare")
    page.page.wait_for_selector("#lab[data-two]")
    assert page.page.inner_text(".diff").startswith("Seed 1")        # until B has a difference of its own
    page.press("[data-whose='1']")
    page.press(".node.discriminator")
    page.press("[data-section=discriminator] [data-knob=n_critic] .try")
    page.page.wait_for_selector(".diff:has-text(\"D's updates a step 5\")")
    assert page.page.locator(".diff").count() == 1
    page.play()
    page.pause()
    assert page.pixels(0) != page.pixels(1)
    assert "|" in page.page.inner_text("[data-count=modes]")
    assert "beside=n_critic" in page.page.evaluate("location.hash")
    page.press(".diff button")                                       # without a difference there is one run
    page.page.wait_for_selector("#lab:not([data-two])")


def test_the_second_run_can_do_without_a_remedy_of_the_first(open_page):
    page = open_page(f"#r1=0.1 {SMALL}&beside=seed=3")
    page.press("[data-whose='1']")
    page.press("#remedies")
    page.press("#allremedies [data-remedy=r1]")
    page.page.wait_for_selector(".diff:has-text('no R1')")
    assert page.page.get_attribute("#allremedies [data-remedy=r1]", "aria-pressed") == "false"
    page.press("[data-whose='0']")
    assert page.page.get_attribute("#allremedies [data-remedy=r1]", "aria-pressed") == "true"


def test_the_timeline_looks_back_and_returns(open_page):
    page = open_page()
    page.play(300)
    page.pause()
    now, last = page.pixels(), page.data("step")
    scrub = page.page.locator("#scrub")
    scrub.focus()
    scrub.press("Home")
    page.until("data.back === 'true'")
    assert int(page.data("step")) < int(last) and page.pixels() != now
    page.press("#now")
    page.until(f"data.back === 'false' && data.step === '{last}'")


def test_predict_watch_and_what_i_saw_are_kept(open_page):
    page = open_page("")
    page.press(".answers button >> nth=1")
    assert page.page.inner_text(".said b") == "by 300"
    page.press("[data-stage=saw]")
    page.press(".answers button >> nth=2")
    assert "surprised" in page.page.inner_text(".said")
    assert page.page.is_visible(".came p")
    page.page.fill("#note", "The net folded.")
    page.press("#all")
    assert "you had said by 300" in page.page.inner_text("#gallery [data-experiment=healthy]")
    page.press("#gallery [data-experiment=hopping]")
    page.until("data.text.includes('discriminator_rate=3e-05')")
    assert page.page.inner_text("#h-exp") == "Hopping"
    kept = json.loads(page.page.evaluate("localStorage.getItem('gan-lab-notes')"))
    assert kept["healthy"] == {"guess": "by 300", "saw": "by 1,000", "own": "The net folded."}


def test_data_can_be_drawn_with_the_mouse_and_with_keys(open_page):
    page = open_page()
    page.press("[data-data=drawn]")
    box = page.page.locator(".pic canvas >> nth=0").bounding_box()
    page.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.6, steps=30)
    page.page.mouse.up()
    page.press("#toasts button")
    page.until("data.text.includes('drawn=') && Number(data.step) > 5")
    assert 10 <= len(page.settings().drawn) <= 40
    page.press("[data-data=drawn]")
    for key in ["ArrowRight", "Enter"] * 5:
        page.page.keyboard.press(key)
    page.page.keyboard.press("Escape")
    page.until("Number(data.step) > 5 && data.text.split(';').length === 15")


def test_copy_as_python_runs_the_same_settings(open_page):
    page = open_page()
    page.play()
    page.pause()
    page.press("#share")
    page.press("#python")
    page.page.wait_for_selector("#codebox", state="visible")
    program = page.page.input_value("#code")
    compile(program, "lab_run.py", "exec")
    assert "mlp_generator(2, 2, (16,)" in program and "gan.fit(" in program


def test_a_session_holds_settings_curves_and_notes_and_brings_them_back(open_page, tmp_path):
    page = open_page(f"#seed=4 {SMALL}&beside=r1=0.1&experiment=hopping")
    page.press(".answers button >> nth=1")
    page.play()
    page.pause()
    page.press("#share")
    with page.page.expect_download() as download:
        page.press("#session")
    download.value.save_as(tmp_path / "session.json")
    session = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    assert session["step"] == int(page.data("step")) and len(session["curves"]) == 2
    other = open_page()
    other.page.set_input_files("#file", tmp_path / "session.json")
    other.until(f"data.text.includes('seed=4') && data.step === '{page.data('step')}'")
    for each in page, other:                         # the run itself goes on, not one from the seed
        each.page.keyboard.press("Escape")
        each.press("#step1")
        each.until(f"data.step === '{session['step'] + 1}'")
    assert other.pixels() == page.pixels()
    assert other.page.evaluate("window.lab.lab.rows[0].length") > 3
    other.page.wait_for_selector("#lab[data-two]")
    assert other.page.inner_text("#h-exp") == "Hopping" and other.page.inner_text(".said b") == "1 or 2"


def test_the_course_s_own_session_gives_its_settings(open_page, tmp_path):
    text = from_text("data=spiral seed=9 r2=0.3").to_text()
    with zipfile.ZipFile(tmp_path / "session.zip", "w", zipfile.ZIP_DEFLATED) as file:  # as lab/session.py does
        file.writestr("session.json", json.dumps({"settings": text, "start": text, "events": []}))
        file.writestr("0000.npy", bytes(100))
    page = open_page()
    page.page.set_input_files("#file", tmp_path / "session.zip")
    page.until("data.text.includes('seed=9')")
    assert page.settings() == from_text(text)


@pytest.mark.parametrize("content", [b"PK\3\4 and no more", b"{}", b"nothing", b'{"settings": "data=elephant"}'])
def test_a_file_that_is_no_session_is_refused(open_page, tmp_path, content):
    (tmp_path / "session.json").write_bytes(content)
    page = open_page()
    before = page.data("text")
    page.page.set_input_files("#file", tmp_path / "session.json")
    page.page.wait_for_selector(".toast.bad")
    assert page.data("text") == before


def test_the_keyboard_alone_is_enough(open_page):
    page = open_page()
    page.page.keyboard.press("Space")
    page.until("Number(data.step) > 20")
    page.page.keyboard.press("Space")
    page.page.wait_for_selector("#lab:not([data-playing])")
    page.until("data.step === data.trained")
    step = int(page.data("step"))
    page.page.keyboard.press(".")
    page.until(f"data.step === '{step + 1}'")
    page.page.keyboard.press("ArrowLeft")
    page.until("data.back === 'true'")
    page.page.keyboard.press("r")
    page.until("data.step === '0'")
    page.page.keyboard.press("Tab")
    seen = set()
    for _ in range(90):
        seen.add(page.page.evaluate("document.activeElement.id || document.activeElement.className"))
        page.page.keyboard.press("Tab")
    assert {"play", "step1", "reset", "compare", "share", "all", "remedies"} <= seen
    assert any("node" in name for name in seen)


@pytest.mark.parametrize("two", [False, True])
def test_everything_has_a_name_for_screen_readers(open_page, two):
    page = open_page(f"#beside=r1=0.1&{SMALL}" if two else "")
    unnamed = page.page.evaluate("""() => [...document.querySelectorAll('input, select, textarea, canvas, button')]
        .filter((node) => !node.closest('[aria-hidden=true]') && !node.getAttribute('aria-label')
            && !(node.labels && node.labels.length) && !node.textContent.trim())
        .map((node) => node.outerHTML.slice(0, 90))""")
    assert unnamed == []
    ids = page.page.evaluate("() => [...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
@pytest.mark.parametrize("two", [False, True])
def test_nothing_scrolls_and_nothing_is_cut(open_page, size, two):
    page = open_page(f"#beside=n_critic=5&{SMALL}" if two else "", size=size)
    for part in PARTS:
        page.press(f".node.{part}")
        assert page.page.evaluate(CUT) == [], part
        box = page.page.locator(f"[data-section={part}]").bounding_box()
        assert box["height"] > 60 and box["y"] + box["height"] <= size[1]
    if size == (1366, 768):
        page.press("#remedies")
        assert page.page.evaluate(CUT) == []
    for stage in ("predict", "watch", "saw"):
        page.press(f"[data-stage={stage}]")
        assert page.page.evaluate(CUT) == [], stage
    for part in ("#pics", "#play", "#losscanvas", "#predict", "#counts"):
        box = page.page.locator(part).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= size[1] and box["height"] > 20, part


@pytest.mark.parametrize("width,height", [(480, 900), (390, 844), (1000, 720)])
def test_narrow_windows_lose_nothing_to_the_side(open_page, width, height):
    page = open_page("", size=(width, height))
    for tab in ("game", "remedies", "predict", "curves"):
        page.press(f"[data-tab-of={tab}]")
        outside = page.page.evaluate("""() => [...document.querySelectorAll('.lab *')].filter((node) => {
            const box = node.getBoundingClientRect();
            return box.width && box.right > innerWidth + 1 && !node.closest('.sr');
        }).map((node) => node.outerHTML.slice(0, 90))""")
        assert outside == [], tab
    assert page.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_it_follows_the_system_s_theme_and_changes_it(open_page):
    page = open_page("", scheme="dark")
    assert page.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(12, 17, 22)"
    page.press("#theme")
    assert page.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(241, 244, 246)"


def test_every_control_of_the_course_is_on_the_page(open_page):
    page = open_page("")
    on_page = page.page.evaluate("() => [...document.querySelectorAll('[data-knob]')].map((node) => node.dataset.knob)")
    assert set(on_page) | {"data", "objective"} == set(CONTROLS)
