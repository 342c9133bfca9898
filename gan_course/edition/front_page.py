"""The page that opens first: the map of the course with links, what is tried, right and left, and how long it takes.

It is plain Markdown in the learner's folder, which JupyterLab shows rendered; it needs no kernel. It is written anew
whenever `lab` starts, and whenever JupyterLab, started by `lab`, opens it.
"""

import re

from nbformat import v4

from gan_course.edition import copies, given
from gan_course.exercises import learner
from gan_course.notebooks import pairs, reading, solving, times

NAME = "START.md"
RUN_TIMES = times.PAGE
# Lessons link to these, so they lie beside the notebooks here too.
WORDS = ("GLOSSARY.md", "NOTATION.md")
BESIDE = (RUN_TIMES, "OTHER_LIBRARIES.md", *WORDS)
LIBRARY = "my_gan.py"
_EXERCISE = re.compile(rf'"{solving.TAG}(\w+)"')
_ROW = re.compile(r"^\| \[(?P<title>[^\]]+)\]\(notebooks/(?P<stem>\w+)\.ipynb\) \| (?P<what>[^|]*) \|", re.MULTILINE)


def write(place):
    """Write the page, and those that lessons link to beside it; only where they differ from what is there."""
    pages = {NAME: text(place)}
    pages |= {page: (pairs.NOTEBOOKS / page).read_text(encoding="utf-8") for page in BESIDE
              if (pairs.NOTEBOOKS / page).exists()}
    for name, page in pages.items():
        path = place / name
        if not path.exists() or path.read_text(encoding="utf-8", errors="replace") != page:
            learner.write_whole(path, page)


def text(place):
    """Return the page for a learner's folder."""
    progress, seconds, told = learner.progress(place), times.load(), told_in_readme()
    rows, left_to_do = [], None
    for lesson in pairs.lesson_paths():
        count = counts(lesson, progress.get(f"ex{lesson.stem[:2]}", {}))
        title, what = told.get(lesson.stem, (title_of(lesson), ""))
        if left_to_do is None and count["left"]:
            left_to_do = (lesson, title)
        run = f"{seconds[lesson.stem]['seconds']:.0f} s" if lesson.stem in seconds else ""
        read = reading.minutes(notebook_of(place, lesson)).text()
        rows.append(f"| [{title}]({lesson.stem}{copies.SUFFIX}) | {what} | {read} | {run} | {standing(count)} |")
    lines = [
        "# GANs, run and counted", "",
        going_on(left_to_do, progress), "",
        "| notebook | what you do there | reading and doing | all cells run in | your exercises |",
        "|---|---|---|---:|---|",
        *rows, "",
        "A click on a notebook's name opens it. Run a cell with Shift + Enter. All cells of a notebook run from top to "
        "bottom before you have solved anything: where your answer is missing the course's own stands in.", "",
        "- **Yours to change.** These notebooks are your copies: write in them, break them, add cells. An update of "
        "the course (`git pull`) never overwrites what you changed; `python3 course.py update` brings the new text "
        "into the cells that you left alone.",
        "- **Progress** is counted when a check runs. Close this page and open it again to see the newest. It "
        "is written anew each time, so keep your notes in a notebook.",
    ]
    if all((pairs.NOTEBOOKS / page).exists() for page in WORDS):
        lines.append("- **Words and symbols**: the [glossary](GLOSSARY.md), English and Chinese, and the "
                     "[notation](NOTATION.md).")
    if (place / LIBRARY).exists():
        lines.append(f"- **Your own library** so far: [{LIBRARY}]({LIBRARY}).")
    return "\n".join(lines) + "\n"


def counts(lesson, answered):
    """Return how many of a lesson's exercises are right, tried but not right, and left untried."""
    names = set(_EXERCISE.findall(lesson.read_text(encoding="utf-8")))
    right = sum("right" in answered.get(name, {}) for name in names)
    tried = sum(answered.get(name, {}).get("tried", 0) > 0 for name in names)
    return {"all": len(names), "right": right, "tried": max(tried - right, 0), "left": len(names) - right}


def standing(count):
    """Return the counts in words: "3 right, 1 tried, 3 left"."""
    if not count["all"]:
        return "none"
    if count["right"] == count["all"]:
        return f"✔ all {count['all']} right"
    numbers = {"right": count["right"], "tried": count["tried"], "left": count["left"] - count["tried"]}
    return ", ".join(f"{number} {word}" for word, number in numbers.items() if number)


def going_on(left_to_do, progress):
    """Return the sentence that says where to go on."""
    if left_to_do is None:
        return "Every exercise of the course is right."
    lesson, title = left_to_do
    link = f"[{title}]({lesson.stem}{copies.SUFFIX})"
    return f"Go on with **{link}**." if any(progress.values()) else f"Begin with **{link}**."


def notebook_of(place, lesson):
    """Return a lesson as it was given last, which is read sooner than the lesson's text."""
    try:
        return v4.reads_json(given.versions(place, lesson.stem)[-1].read_text(encoding="utf-8"))
    except (IndexError, OSError, ValueError):
        return pairs.read_lesson(lesson)


def told_in_readme():
    """Return {lesson: (title, what one does there)} from the map in README."""
    readme = pairs.ROOT / "README.md"
    found = _ROW.finditer(readme.read_text(encoding="utf-8")) if readme.exists() else ()
    return {row["stem"]: (row["title"], row["what"]) for row in found}


def title_of(lesson):
    """Return the title that a lesson's first line gives."""
    first = re.search(r"^# # (.+)$", lesson.read_text(encoding="utf-8"), re.MULTILINE)
    return first[1].replace(" · ", " ", 1) if first else lesson.stem
