"""The page that opens first."""

import re

from gan_course.edition import front_page
from gan_course.exercises import learner
from gan_course.notebooks import times


def test_it_has_a_link_the_run_time_and_the_standing_of_each_lesson(course, monkeypatch):
    monkeypatch.setattr(times, "load", lambda: {"03_steps": {"seconds": 25.6}})
    (course.root / "README.md").write_text("| [03 Steps](notebooks/03_steps.ipynb) | take steps | 9 min | 1 s |\n",
                                           encoding="utf-8")
    page = front_page.text(course.place)
    assert "| [03 Steps](03_steps.ipynb) | take steps | 10 min | 26 s | 1 left |" in page
    assert "| [05 Scores](05_scores.ipynb) |  | 5 min |  | none |" in page
    assert "Begin with **[03 Steps](03_steps.ipynb)**." in page
    learner.note(course.place, "ex03", "step", False)
    assert " | 1 tried |" in front_page.text(course.place)
    assert "Go on with **[03 Steps]" in front_page.text(course.place)
    learner.note(course.place, "ex03", "step", True)
    page = front_page.text(course.place)
    assert "✔ all 1 right" in page and "Every exercise of the course is right." in page


def test_every_link_leads_to_a_file(course):
    (course.place / front_page.LIBRARY).write_text("# mine\n", encoding="utf-8")
    (course.root / "notebooks").mkdir(exist_ok=True)
    (course.root / "notebooks" / front_page.RUN_TIMES).write_text("times\n", encoding="utf-8")
    front_page.write(course.place)
    page = (course.place / front_page.NAME).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert {"03_steps.ipynb", "05_scores.ipynb", front_page.LIBRARY} == set(links)
    assert all((course.place / link).exists() for link in links)
    assert (course.place / front_page.RUN_TIMES).read_text(encoding="utf-8") == "times\n"


def test_it_is_written_only_when_something_is_new(course):
    front_page.write(course.place)
    path = course.place / front_page.NAME
    before = path.stat().st_mtime_ns
    front_page.write(course.place)
    assert path.stat().st_mtime_ns == before
    learner.note(course.place, "ex03", "step", True)
    front_page.write(course.place)
    assert "all 1 right" in path.read_text(encoding="utf-8")


def test_the_words_for_each_standing():
    def words(right, tried, everything=7):
        return front_page.standing({"all": everything, "right": right, "tried": tried, "left": everything - right})

    assert words(3, 1) == "3 right, 1 tried, 3 left" and words(0, 0) == "7 left" and words(0, 0, 0) == "none"
    assert words(7, 0) == "✔ all 7 right" and words(5, 2) == "5 right, 2 tried"
