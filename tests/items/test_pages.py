"""The pages to print: every question with all of its options, in order, and the columns of the table of answers."""

from gan_course.items import bank, pages

ITEMS = bank.load()


def test_a_test_holds_its_questions_and_its_columns():
    page = pages.of_sitting(ITEMS, "pre")
    for number, item in enumerate(bank.of_sitting(ITEMS, "pre").values(), start=1):
        assert f"**{number}.** {item.stem}" in page
        assert all(f"- **{letter}** {text}" in page for letter, text in item.options.items())
    assert page.count("I do not know yet.") == 12
    assert "learner,perfect_loss,one_place" in page


def test_the_page_of_answers_holds_all_of_them():
    page = pages.of_answers(ITEMS)
    assert page.count("\n## ") == 24
    assert all(f"**{item.right}**: {item.why}" in page for item in ITEMS.values())
