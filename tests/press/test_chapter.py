"""A chapter knows its title and promise; text falls into blocks under headings; chapters are chosen by number."""

import pytest

from gan_course.notebooks import pairs
from gan_course.press import chapter


def test_title_promise_number_and_page(one):
    assert (one.title, one.promise) == ("42 · A sample", "By the end you have seen a sample.")
    assert (one.number, one.page) == ("42", "42_sample.html")


def test_every_notebook_has_a_title_and_a_promise():
    for found in chapter.chapters():
        assert found.title.startswith(f"{found.number} · ") and len(found.promise) > 30, found.stem


def test_chapters_are_chosen_by_number_name_or_all():
    stored = sorted(path.stem for path in pairs.NOTEBOOKS.glob("[0-9]*.ipynb"))
    assert [found.stem for found in chapter.chapters()] == stored
    assert [found.stem for found in chapter.chapters(["3", "00_start_here"])] == [
        "00_start_here", "03_gradient_updates"]
    with pytest.raises(ValueError, match=r"No stored notebook fits '77'; choose a number or name from 00_start_here"):
        chapter.chapters(["77"])


def test_blocks_stand_under_their_headings_and_a_comment_in_code_is_none():
    text = "before\n\n## One\n\nbody\n\n```\n# no heading\n```\n\n### Two\nmore"
    assert chapter.blocks(text) == [
        (0, "", "before"), (2, "One", "body\n\n```\n# no heading\n```"), (3, "Two", "more")]
    assert chapter.blocks("") == []
