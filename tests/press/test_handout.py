"""The handout: no code, answers at the end, and pages that a printer can take."""

import re

import pytest

from gan_course.press import chapter, handout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A handout of two notebooks."""
    folder = tmp_path_factory.mktemp("handout")
    handout.build(chapter.chapters(["02", "06"]), folder)
    return folder


def test_no_code_is_left_and_every_figure_is_there(folder, open_page):
    one = chapter.chapters(["06"])[0]
    page = open_page(folder / one.page)
    page.sound()
    assert page.do("document.querySelectorAll('pre.code').length") == 0
    text = page.do("document.querySelector('main').innerText")
    assert "import numpy" not in text and "def nearest_shares" not in text and "ex06." not in text
    drawn = sum("image/png" in output.get("data", {}) for cell in one.cells for output in cell.get("outputs", []))
    assert page.do("document.querySelectorAll('img.drawn').length") == drawn
    assert page.do("document.querySelectorAll('.lines').length") == sum(
        tag.startswith("exercise:") for cell in one.cells for tag in cell.metadata.get("tags", []))
    assert "at most 3 of 8 modes at a time" in text


def test_answers_stand_at_the_end_in_the_order_of_their_questions(one):
    text = handout.chapter_text(one)
    before, _, after = text.partition('<section class="answers">')
    assert "<details" not in text and "Answer: number 1, on the last page." in before
    assert "The density" in after and "The density" not in before
    assert "<td>how many?</td><td></td>" in before and 'class="out said">a &lt; b: True</pre>' in before
    assert "print(" not in text and ">hidden" not in text


def test_guesses_are_read_from_their_cell_only(one):
    assert [handout.guesses_of(cell) for cell in one.cells if cell.cell_type == "code"][:2] == [
        ["how many?", "why?"], []]


def test_on_paper_it_is_black_on_white_and_nothing_is_cut_off(folder, open_page, tmp_path):
    page = open_page(folder / "06_mode_collapse.html", color_scheme="dark")
    pdf = page.page.pdf(path=str(tmp_path / "sheet.pdf"), prefer_css_page_size=True)
    count = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    assert 5 < count < 40
    page.page.emulate_media(media="print")
    assert page.do("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.do("getComputedStyle(document.querySelector('.tools')).display") == "none"
    page.page.set_viewport_size({"width": 660, "height": 900})         # A4 less its margins
    assert page.do("document.documentElement.scrollWidth") <= 660


def test_all_in_one_has_unique_places_and_every_chapter(folder, open_page):
    page = open_page(folder / handout.WHOLE)
    page.sound()
    assert page.do("[...document.querySelectorAll('article h1')].map((h) => h.firstChild.textContent)") == [
        "02 · The objective function", "06 · Mode collapse"]
    for address in re.findall(r'href="([^"#]+)"', (folder / "index.html").read_text(encoding="utf-8")):
        assert address == "data:," or (folder / address).exists()


def test_a_printed_table_stays_and_a_remark_goes():
    one = chapter.chapters(["00"])[0]
    text = handout.chapter_text(one)
    assert "D&#x27;s loss, steps 300-400" in text       # exercise 4 asks what this table shows
    assert "trained for 1000 steps" not in text and "Not tried yet" not in text
