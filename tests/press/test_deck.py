"""The slides in Chromium: turned by keys, none spilling over, notes, a speaker's window, a film, paper."""

import re

import pytest

from gan_course.press import chapter, deck, film


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Decks of two notebooks, with a short film of a real run."""
    folder = tmp_path_factory.mktemp("slides")
    films = {"hopping": film.html("hopping", 80, 20, tmp_path_factory.mktemp("films"))}
    deck.build(chapter.chapters(["02", "06"]), folder, films)
    return folder


FITS = """() => { const stage = document.querySelector(".now .stage"), body = stage.querySelector(".body");
  return [stage.scrollHeight - stage.clientHeight, stage.scrollWidth - stage.clientWidth,
          parseFloat(stage.style.getPropertyValue("--size"))]; }"""


@pytest.mark.parametrize("name", ["02_objective_function", "06_mode_collapse", "course"])
@pytest.mark.parametrize("width", [1366, 1024])
def test_no_slide_spills_over_and_each_can_be_read_from_afar(folder, open_page, name, width):
    page = open_page(folder / f"{name}.html", viewport={"width": width, "height": 768})
    page.sound()
    count = page.do("document.querySelectorAll('.slide').length")
    for number in range(1, count + 1):
        assert page.do("document.querySelector('.slide.now').id") == str(number)
        high, wide, size = page.do(FITS)
        assert high <= 1 and wide <= 1 and size >= 18, (name, number, high, wide, size)
        page.page.keyboard.press("ArrowRight")
    assert page.do("document.querySelector('.where').textContent") == f"{count} / {count}"
    assert page.said == []


def test_keys_turn_pages_and_open_notes_the_overview_and_the_other_theme(folder, open_page):
    page = open_page(folder / "06_mode_collapse.html")
    page.page.keyboard.press("End")
    page.page.keyboard.press("ArrowLeft")
    page.page.keyboard.press("Home")
    page.page.keyboard.press(" ")
    assert page.page.url.endswith("#2")
    notes = page.page.locator(".slide.now .notes")
    assert not notes.is_visible()
    page.page.keyboard.press("n")
    assert notes.is_visible() and page.do(FITS)[0] <= 1
    page.page.keyboard.press("o")
    assert page.do("[...document.querySelectorAll('.slide')].every((one) => one.checkVisibility())")
    page.page.locator(".slide").nth(6).click()
    assert page.page.url.endswith("#7")
    before = page.do("document.documentElement.dataset.theme")
    page.page.keyboard.press("t")
    assert page.do("document.documentElement.dataset.theme") != before
    page.sound()


def test_the_speaker_s_window_follows_and_leads(folder, open_page):
    page = open_page(folder / "06_mode_collapse.html", "#2")
    with page.context.expect_page() as opened:
        page.page.keyboard.press("s")
    speaker = opened.value
    page.until("document.querySelector('.where')?.textContent.includes('then:')", speaker)
    assert speaker.locator(".slide.now .notes").is_visible()
    page.page.keyboard.press("ArrowRight")
    page.until("document.querySelector('.slide.now').id === '3'", speaker)
    speaker.keyboard.press("ArrowRight")
    page.until("document.querySelector('.slide.now').id === '4'")


def test_the_answer_opens_on_the_slide(folder, open_page):
    page = open_page(folder / "06_mode_collapse.html", "#3")
    answer = page.page.locator(".slide.now details")
    assert answer.get_attribute("open") is None
    answer.locator("summary").click()
    assert "98.89" in answer.inner_text() and page.do(FITS)[0] <= 1


def test_the_film_runs_and_stands_still(folder, open_page):
    page = open_page(folder / "course.html")
    number = page.do("Number(document.querySelector('.film canvas').closest('.slide').id)")
    page.do("(number) => { location.hash = number; }", number)
    shown = page.page.locator(".slide.now div.film")
    assert "A film of 5 frames over 80 steps: 8 blobs" in shown.locator("canvas").get_attribute("aria-label")
    colours = """(canvas) => {
      const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      const seen = new Set();
      for (let i = 0; i < all.length; i += 4) seen.add(all[i] + "," + all[i+1] + "," + all[i+2]);
      return [...seen]; }"""
    assert {"0,114,178", "213,94,0", "255,255,255"} <= set(shown.locator("canvas").evaluate(colours))
    shown.locator("input").fill("0")
    shown.locator("button").click()
    page.until("document.querySelector('.now div.film').dataset.frame === '4'")
    page.until("document.querySelector('.now div.film button').textContent === 'Play'")
    assert shown.locator("output").inner_text().startswith("step 80 ·")
    page.sound()


def test_the_drawings_of_the_opening_deck(folder):
    text = (folder / deck.OPENING).read_text(encoding="utf-8")
    alts = re.findall(r'alt="([^"]+)"', text)
    assert alts[0].startswith("A diagram of a GAN.") and alts[1].startswith("Seven stations of a training step")


def test_on_paper_every_slide_has_its_notes(folder, open_page):
    page = open_page(folder / "06_mode_collapse.html")
    count = page.do("document.querySelectorAll('.slide').length")
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.page.pdf(prefer_css_page_size=True)))
    assert count <= pages <= 1.6 * count
    page.page.emulate_media(media="print")
    assert page.do("[...document.querySelectorAll('.slide, .notes')].every((one) => one.checkVisibility())")


def test_without_a_script_all_slides_are_there(folder, open_page):
    page = open_page(folder / "02_objective_function.html", java_script_enabled=False)
    assert page.page.locator(".slide").last.is_visible() and page.page.locator(".notes").first.is_visible()
