"""The instructor's sheets: every page is there, links lead to sheets, cards fold, answers stand at the end."""

import re
import sys

import pytest
from file_modules import module_of

from gan_course.notebooks import pairs, solving

sys.path.insert(0, str(pairs.ROOT / "instructor"))
sheets = module_of(pairs.ROOT / "instructor" / "print.py", "instructor_print")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    sheets.build(folder)
    return folder


def test_every_page_has_its_sheet_and_no_link_leads_nowhere(folder):
    pages = sorted(sheets.FOLDER.rglob("*.md"))
    assert len(list(folder.glob("*.html"))) == len(pages) and (folder / "index.html").exists()
    for page in folder.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r'<a href="([^"#]+)', text):
            assert "://" in target or (folder / target).exists(), (page.name, target)
    front = (folder / "index.html").read_text(encoding="utf-8")
    assert 'href="three_hours.html"' in front and 'href="items_README.html"' in front


def test_a_notebook_s_sheet_ends_with_the_answer_to_each_exercise(folder):
    for lesson in pairs.lesson_paths():
        page = folder / f"notebooks_{lesson.stem}.html"
        if not page.exists():
            continue
        after = page.read_text(encoding="utf-8").partition('<section class="answers">')[2]
        names = solving.exercise_names(pairs.read_lesson(lesson))
        assert re.findall(r"<h3>Exercise (\d+), <code>(\w+)</code>", after) == [
            (str(number), name) for number, name in enumerate(names, start=1)]
        assert after.count('<pre class="code"') == len(names)


def test_each_card_is_a_box_that_folds_once(folder):
    text = (folder / "cards.html").read_text(encoding="utf-8")
    cards = re.findall(r'<section class="card">.*?</section>', text, re.DOTALL)
    assert len(cards) == len(re.findall(r"(?m)^## ", sheets.CARDS.read_text(encoding="utf-8")))
    for card in cards:
        front, fold, back = card.partition('<hr class="fold">')
        assert fold and "Predict." in front and "Look for." in back and "Look for." not in front


def test_the_column_of_what_happens_has_the_room(folder):
    text = (folder / "three_hours.html").read_text(encoding="utf-8")
    assert text.count('<table class="plan">') == text.count("<table") == text.count(">what happens<") > 5
    assert "plan" not in (folder / "feedback.html").read_text(encoding="utf-8")


def test_figures_to_expect_stand_without_their_mark(folder):
    text = (folder / "notebooks_00_start_here.html").read_text(encoding="utf-8")
    assert "real test digits" in text and "stored" not in text


def test_a_folder_of_others_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").touch()
    assert sheets.main(["--to", str(tmp_path)]) == 1
    assert "was not built by course.py" in capsys.readouterr().err
