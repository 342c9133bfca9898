"""What the instructor's pages take from the lessons: minutes of parts, stored lines, and writing both anew."""

import pytest

from gan_course.notebooks import guides, pairs, reading


def test_the_minutes_of_sections_are_those_of_the_lesson():
    for lesson in pairs.lesson_paths():
        notebook = pairs.read_lesson(lesson)
        sections, whole = reading.by_section(notebook), reading.minutes(notebook)
        further = sum(spent for heading, spent in sections.items() if f"## {heading}".startswith(reading.FURTHER))
        assert abs(sum(sections.values()) - further - whole.main) <= 2.5 + 1e-9, lesson.stem
        assert abs(further - whole.further) <= 5, lesson.stem


def test_parts_are_added_up():
    sections = reading.by_section(guides.lesson("06"))
    assert guides.minutes_of("06 exercise kl_losses") == reading.MINUTES_AN_EXERCISE
    assert guides.minutes_of("06 §2; 06 Quiz") == pytest.approx(
        sections["2 · The losses do not show it"] + sections["Quiz"])
    assert guides.minutes_of("") == 0


@pytest.mark.parametrize("part", ["06 §99", "06 Nothing", "06 exercise jsd", "06 Further"])
def test_a_part_that_is_none_is_refused(part):
    with pytest.raises(ValueError, match=r"06 has"):
        guides.minutes_of(part)


def test_a_page_is_written_anew_and_stays_then_as_it_is():
    line = next(line for line in guides.stored_lines("00") if line.startswith("generated, recognised"))
    page = ("| part | counted | what |\n|---|---:|---|\n| 06 exercise kl_losses | 99 | loss |\n| | | pause |\n\n"
            "| counted | other |\n|---|---|\n| 3 | left alone |\n\n"
            f"```stored 00\n{line}\nno such line 7\n```\n")
    new = guides.mended(page)
    assert "| 06 exercise kl_losses | 8 | loss |" in new and "| 3 | left alone |" in new
    assert f"{line}\nno such line 7\n```" in new and guides.mended(new) == new


def test_a_count_that_is_right_to_the_minute_is_left_alone():
    page = "| part | counted |\n|---|---:|\n| 06 exercise kl_losses | {} |\n"
    for said, becomes in ((8, 8), (7, 7), (9, 9), (6, 8), (10, 8), ("", 8), ("eight", 8)):
        assert guides.mended(page.format(said)) == page.format(becomes)


def test_a_card_takes_the_preset_s_sentences():
    from gan_course.lab.presets import PRESETS

    preset = PRESETS["hopping"]
    page = ("# Cards\n\n## hopping\n\n**Predict.** Old?\n\n**Look for.** Old.\n\n**Then.** Mine.\n\n"
            "## other\n\n**Predict.** O?\n")
    new = guides.mended(page)
    assert f"**Predict.** {preset.predict}\n\n**Look for.** {preset.look_for}\n\n**Then.** Mine." in new
    assert new.endswith("## other\n\n**Predict.** O?\n") and guides.mended(new) == new


def test_a_stored_line_takes_the_numbers_of_today():
    today = next(line for line in guides.stored_lines("00") if line.startswith("real test digits 0."))
    old = today.replace("0.9", "0.1")
    assert old != today and guides.mended(f"```stored 00\n{old}\n```\n") == f"```stored 00\n{today}\n```\n"
    spaced = today.replace(" ", "   ")
    assert guides.mended(f"```stored 00\n{spaced}\n```\n") == f"```stored 00\n{spaced}\n```\n"
