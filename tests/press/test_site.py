"""The reading edition, opened from disk in Chromium without a network."""

import itertools
import re

import pytest
from nbformat.v4 import new_code_cell

from gan_course.press import chapter, frame, site


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An edition of two notebooks."""
    folder = tmp_path_factory.mktemp("a site")
    site.build(chapter.chapters(["02", "06"]), folder)
    return folder


def pages(folder):
    return sorted(path for path in folder.glob("*.html") if path.name != site.LABORATORY)


def test_every_link_leads_to_a_page_and_a_place_that_exist(folder):
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages(folder)}
    places = {name: set(re.findall(r'id="([^"]+)"', text)) for name, text in texts.items()}
    count = 0
    for name, text in texts.items():
        for address in re.findall(r'<a\b[^>]*?href="([^"]+)"', text):
            if address.startswith("https://"):
                continue
            target, _, place = address.partition("#")
            target = target or name
            assert (folder / target).exists(), f"{name}: {address}"
            assert not place or place in places[target], f"{name}: {address}"
            count += 1
    assert count > 100


def test_only_links_to_click_on_lead_outside(folder):
    for path in [*pages(folder), *(folder / "static").iterdir()]:
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'<a class="outside" rel="noreferrer" href="https://[^"]+">', "", text)
        text = re.sub(r'xmlns="http://www\.w3\.org/1998/Math/MathML"', "", text)
        assert not re.findall(r"(?:src|href|action|data)=[\"']?(?:https?:)?//", text), path.name


def test_every_page_opens_in_silence_with_every_picture_described(folder, open_page):
    for path in pages(folder):
        page = open_page(path)
        page.sound()
        assert page.do("document.querySelectorAll('main h1').length") == 1, path.name
        levels = page.do("[...document.querySelectorAll('main :is(h1, h2, h3, h4)')].map((h) => +h.tagName[1])")
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), path.name
    assert page.do("document.documentElement.lang") == "en"


def test_everything_of_a_notebook_is_there(folder, open_page):
    one = chapter.chapters(["06"])[0]
    page = open_page(folder / one.page)
    drawn = sum("image/png" in output.get("data", {}) for cell in one.cells for output in cell.get("outputs", []))
    assert page.do("document.querySelectorAll('main img.drawn').length") == drawn > 10
    code = [cell for cell in one.cells if cell.cell_type == "code"]
    assert page.do("document.querySelectorAll('main pre.code').length") == len(code)
    assert page.do("document.querySelectorAll('.claim').length") == sum(
        "# NBVAL_CHECK_OUTPUT" in cell.source for cell in code)
    text = page.do("document.querySelector('main').innerText")
    assert "Four verdicts" in text and "at most 3 of 8 modes at a time" in text
    assert "$" not in page.do("[...document.querySelectorAll('.text')].map((one) => one.innerText).join()")
    assert page.do("document.querySelectorAll('math').length") > 40


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wider_than_the_window_and_the_theme_is_the_system_s(folder, open_page, theme):
    for width in (1366, 800, 390):
        page = open_page(folder / "02_objective_function.html", color_scheme=theme,
                         viewport={"width": width, "height": 768})
        assert page.do("document.documentElement.scrollWidth") <= width
        assert page.do("document.documentElement.dataset.theme") == theme
        ground = page.do("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(255, 255, 255)" if theme == "light" else "rgb(23, 24, 27)")


def test_the_theme_s_button_changes_it_and_the_next_page_keeps_it(folder, open_page):
    page = open_page(folder / "index.html", color_scheme="light")
    page.page.click("button.theme")
    assert page.do("document.documentElement.dataset.theme") == "dark"
    page.page.click("nav.pages a[href='02_objective_function.html']")
    page.page.wait_for_url("**/02_objective_function.html")        # until it is there with its scripts
    assert page.do("document.documentElement.dataset.theme") == "dark"
    page.sound()


def test_the_search_finds_a_section_a_symbol_and_a_chinese_word(folder, open_page):
    page = open_page(folder / "index.html")
    page.page.keyboard.press("/")
    page.page.keyboard.type("colleague counts eight")
    assert page.do("document.querySelector('#_found a').textContent") == (
        "06 · Mode collapse › Something breaks: a colleague counts eight")
    page.page.keyboard.press("Enter")
    page.page.wait_for_url("**/06_mode_collapse.html#something-breaks-a-colleague-counts-eight")
    assert page.do("document.getElementById(location.hash.slice(1)).getBoundingClientRect().top") < 400
    page.page.fill("#_words", "模式崩溃")
    assert "glossary.html" in page.do("document.querySelector('#_found a').href")
    page.page.fill("#_words", "zzzz")
    assert page.do("document.getElementById('_found').innerText") == "Nothing was found."
    page.page.keyboard.press("Escape")
    assert page.do("document.getElementById('_found').hidden")
    page.sound()


def test_the_keyboard_reaches_the_text_and_the_pages_are_in_order(folder, open_page):
    page = open_page(folder / "02_objective_function.html")
    page.page.keyboard.press("Tab")
    assert page.do("document.activeElement.textContent") == "To the text"
    assert page.do("document.querySelector('[aria-current=page]').textContent") == "02 · The objective function"
    assert page.do("document.querySelector('[rel=next]').getAttribute('href')") == "06_mode_collapse.html"


def test_the_index_shows_the_map_and_leaves_a_place_for_the_laboratory(folder, tmp_path, monkeypatch, open_page):
    page = open_page(folder / "index.html")
    assert page.do("[...document.querySelectorAll('.map > li > a')].map((a) => a.textContent)") == [
        "02 The objective function", "06 Mode collapse"]
    for name in ("Glossary", "Notation"):
        assert page.do("(name) => [...document.querySelectorAll('main a')].some((a) => a.textContent === name)", name)
    monkeypatch.setattr(site, "laboratory_page", lambda: "<p>the laboratory")
    site.build(chapter.chapters(["02"]), tmp_path / "with")
    page = open_page(tmp_path / "with" / "index.html")
    page.page.click("main a[href='laboratory.html']")
    assert page.do("document.body.innerText") == "the laboratory"


def test_a_notebook_that_shows_the_laboratory_has_it_live(folder, open_page):
    page = open_page(folder / "06_mode_collapse.html")
    frame_ = page.page.locator("iframe.live")
    assert frame_.count() == 1 and not page.page.locator(".on-paper img").is_visible()
    frame_.scroll_into_view_if_needed()
    lab = page.page.frame_locator("iframe.live")
    lab.locator("#play").click()
    lab.locator("#lab[data-text='discriminator_rate=3e-05'][data-compact]").wait_for()
    lab.locator("#lab:not([data-step='0'])").wait_for()
    lab.locator("#play").click()
    page.sound()
    page.page.emulate_media(media="print")
    assert page.page.locator(".on-paper img").is_visible() and not frame_.is_visible()
    page.page.emulate_media(media="screen")


@pytest.mark.parametrize(("source", "address"), [
    ("lab.Lab()", "laboratory.html#"), ("page = lab.Lab()\npage", "laboratory.html#"),
    ('lab.Lab("data=grid r1=0.1")', "laboratory.html#data=grid+r1=0.1"),
    ('lab.Lab("faster_d")',
     "laboratory.html#discriminator_rate=3e-05&amp;beside=discriminator_rate=0.003&amp;experiment=faster_d"),
    ('Lab("hopping", compact=True)', "laboratory.html?compact#discriminator_rate=3e-05&amp;experiment=hopping"),
    ('lab.Lab("digits")', None), ("lab.run('')", None), ("x = 3", None)])
def test_which_cells_show_which_laboratory(source, address):
    found = site.live(new_code_cell(source))
    assert (f'src="{address}"' in found) if address else found == ""


def test_the_glossary_s_numbers_lead_to_the_notebooks_and_chinese_is_marked(folder):
    text = (folder / "glossary.html").read_text(encoding="utf-8")
    assert '<td><a href="06_mode_collapse.html">06</a></td>' in text and "<td>09</td>" in text
    assert '<td lang="zh">' in text


def test_hints_are_folded_and_exercises_marked(one, tmp_path):
    title, text, headings, entries = site.chapter_page(one, {})
    assert title == "42 · A sample" and text.count('<details class="hints">') == 1
    assert text.count('class="cell exercise"') == 1 and text.count('class="cell claim"') == 1
    assert [entry["s"] for entry in entries] == [words for _, _, words in headings]
    assert frame.COURSE in site.index([one], {}, False)
