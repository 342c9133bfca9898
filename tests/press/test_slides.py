"""Which text stands on a slide and which is spoken: the rules, on a sample and on every notebook."""

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

from gan_course.press import chapter, slides


def told(made):
    return [(slide.kind, slide.title, " / ".join(slide.parts)) for slide in made]


def test_the_rules_on_the_sample(one):
    assert told(slides.of_chapter(one)) == [
        ("title", "42 · A sample", "*By the end you have seen a sample.*"),
        ("list", "You will be able to", "1. read $D(x) = \\sigma(C(x))$; / 2. print it."),
        ("question", "Three questions from earlier notebooks", "1. What is `p_r`?"),
        ("text", "1 · The value", "**The discriminator ascends it.** / $$V(D, G) = \\mathbb{E} \\log D(x)$$"),
        ("exercise", "Exercise 1 · write it", "Return the value."),
        ("figure", "1 · The value", "*What to see: a dot, $D^*$ times.*"),
        ("list", "Common mistakes", "- **One seed.** / - **No count.**"),
    ]


def test_notes_hold_all_of_the_text_and_an_answer_is_folded(one):
    made = slides.of_chapter(one)
    assert "Nobody knows it." in made[3].notes[0] and "Nobody" not in " ".join(made[3].parts)
    assert made[2].extra.startswith("<details><summary>Answer</summary>The density") and "density" in made[2].notes[0]
    assert "More follows here." in made[5].notes[-1] and "A grey dot." in made[5].notes[0]


def test_a_claim_stands_below_the_figure_before_it_or_alone(one):
    made = slides.of_chapter(one)
    assert "a &lt; b: True" in made[5].below
    one.cells.pop(5)
    claim = next(slide for slide in slides.of_chapter(one) if slide.kind == "claim")
    assert claim.title == "1 · The value" and "a &lt; b: True" in claim.extra


@pytest.mark.parametrize(("tag", "parts"), [
    ("slide", ["First. **Bold.** Last."]), ("notes", []), ("no-slide", None), (None, ["**Bold.**"])])
def test_a_tag_outranks_the_rules(one, tag, parts):
    cell = new_markdown_cell("## New\n\nFirst. **Bold.** Last.", metadata={"tags": [tag] if tag else []})
    one.notebook.cells = [cell]
    made = slides.of_chapter(one)
    assert [slide.parts for slide in made] == ([parts] if parts is not None else [])


def test_a_film_takes_the_place_of_its_laboratory(one):
    one.notebook.cells[5].source = 'Lab("hopping", compact=True)'
    made = slides.of_chapter(one, {"hopping": "<div>film</div>"})
    film = next(slide for slide in made if slide.kind == "film")
    assert film.extra == "<div>film</div>" and film.parts == []
    assert slides.laboratories(one) == {"hopping"}
    assert any(slide.kind == "figure" for slide in slides.of_chapter(one, {}))


def test_bold_sentences_formulas_tables_and_short_lists_are_shown_else_the_start():
    assert slides.shown("A b (Lin et al. 2018) c. **D e** f. G.\n\n| a |\n|---|\n\n- one\n- two") == [
        "**D e** f.", "| a |\n|---|", "- one\n- two"]
    assert slides.shown("One two. Three four.") == ["One two. Three four."]
    long = "One two three. Word " + "word " * 40 + "end."
    assert slides.shown(long) == ["One two three."]
    assert slides.shown("") == []


def test_parts_are_packed_so_many_on_a_slide_as_have_room():
    parts = ["word " * 40, "word " * 40, "word " * 40, "$$a$$"]
    made = slides.packed("T", "text", parts)
    assert [len(slide.parts) for slide in made] == [2, 2]
    assert slides.words("$$a b c$$ two words") == 27 and slides.words("| a | b |") == 2 + 2


def test_a_long_table_goes_over_several_slides_each_with_its_head():
    rows = [f"| {number} | some words of a row |" for number in range(30)]
    made = slides.packed("T", "text", ["\n".join(["| a | b |", "|---|---|", *rows])])
    assert len(made) > 2 and all(slide.parts[0].startswith("| a | b |\n|---|---|\n| ") for slide in made)
    assert [row for slide in made for row in slide.parts[0].splitlines()[2:]] == rows


def test_questions_and_their_answers_are_paired():
    body = ("Answer each.\n\n1. One?\n\n<details><summary>Answer</summary>\nYes.\n</details>\n\n2. Two?\n\n- a\n\n"
            "<details><summary>A hint</summary>\nNo.\n</details>")
    assert slides.questions(body) == [("1. One?", "Answer", "Yes."), ("2. Two?\n\n- a", "A hint", "No.")]


@pytest.mark.parametrize("one", chapter.chapters(), ids=lambda one: one.stem)
def test_every_notebook_makes_a_deck_that_fits_a_lecture(one):
    made = slides.of_chapter(one)
    assert made[0].kind == "title" and 15 < len(made) < 70
    titles = [slide.title for slide in made]
    assert "You will be able to" in titles and not any(title.startswith("Further:") for title in titles)
    assert not set(titles) & slides.LEFT_OUT
    assert any(slide.kind == "figure" for slide in made)
    for slide in made:
        assert slides.words("\n\n".join(slide.parts)) <= slides.MOST + 60, slide.title
        assert slide.kind in ("section", "title") or slide.parts or slide.extra, slide.title


def test_no_text_of_the_notebook_is_lost_between_slide_and_notes(one):
    spoken = "\n".join(note for slide in slides.of_chapter(one) for note in [*slide.notes, *slide.parts])
    for words in ("Before this: nothing", "It is a number.", "Nobody knows it.", "More follows here.", "may be luck."):
        assert words in spoken, words
    assert nbformat.validate(one.notebook) is None
