"""The bank: every item has an objective, each wrong option is an error that a checker names; the pages are its."""

import shutil

import pytest
from checker_sentences import sentences

from gan_course.items import bank, pages
from gan_course.notebooks import objectives, pairs

ITEMS = bank.load()
each_item = pytest.mark.parametrize("item", ITEMS.values(), ids=lambda item: item.name)


def test_there_are_twenty_four_in_three_sittings():
    assert len(ITEMS) == 24
    assert list(bank.of_sitting(ITEMS, "pre")) == list(bank.of_sitting(ITEMS, "post"))
    assert len(bank.of_sitting(ITEMS, "pre")) == len(bank.of_sitting(ITEMS, "head")) == 12
    assert {item.lesson for item in bank.of_sitting(ITEMS, "head").values()} == {f"{n:02d}" for n in range(11)}


@each_item
def test_an_item_belongs_to_an_objective_of_its_lesson(item):
    lesson, = pairs.lesson_paths([item.lesson])
    assert item.objective in objectives.numbered(pairs.read_lesson(lesson), objectives.OPENING)
    assert item.objective in objectives.mapped(lesson)


@each_item
def test_each_wrong_option_is_an_error_that_a_checker_names(item):
    known = sentences()
    assert [text for text in item.errors.values() if not any(text in sentence for sentence in known)] == []
    assert len(set(item.errors.values())) == len(item.errors) >= 2
    assert len(set(item.options.values())) == len(item.options)


def test_the_right_letter_is_not_to_be_guessed():
    letters = [item.right for item in ITEMS.values()]
    assert all(letters.count(letter) <= 9 for letter in bank.LETTERS)
    longest = sum(max(item.options, key=lambda letter: len(item.options[letter])) == item.right
                  for item in ITEMS.values())
    assert longest <= 10          # the right option is the longest one no more often than by chance


@pytest.mark.parametrize("name", pages.all_pages(ITEMS))
def test_the_stored_pages_are_those_that_the_command_writes(name):
    assert (bank.FOLDER / name).read_text(encoding="utf-8") == pages.all_pages(ITEMS)[name], (
        "python3 course.py items --pages")


def test_no_page_for_learners_gives_an_answer_away():
    for name, text in pages.all_pages(ITEMS).items():
        if name != "answers.md":
            assert not any(item.why in text or error in text for item in ITEMS.values()
                           for error in item.errors.values())


@pytest.mark.parametrize("change, complaint", [
    (lambda text: text.replace('right = "C"', 'right = "D"', 1), "perfect_loss: the answer names D"),
    (lambda text: text.replace("[perfect_loss]", "[other_name]"), "perfect_loss"),
])
def test_an_answer_that_does_not_fit_is_refused(tmp_path, change, complaint):
    shutil.copy(bank.FOLDER / "questions.toml", tmp_path)
    text = (bank.FOLDER / "answers.toml").read_text(encoding="utf-8")
    (tmp_path / "answers.toml").write_text(change(text), encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        bank.load(tmp_path)


def test_an_unknown_sitting_is_refused(tmp_path):
    shutil.copy(bank.FOLDER / "answers.toml", tmp_path)
    text = (bank.FOLDER / "questions.toml").read_text(encoding="utf-8")
    (tmp_path / "questions.toml").write_text(text.replace('["head"]', '["tail"]', 1), encoding="utf-8")
    with pytest.raises(ValueError, match="tail is no sitting; choose from: pre, post, head"):
        bank.load(tmp_path)
