"""The instructor's pages as sheets to print, in build/instructor: `.venv/bin/python instructor/print.py`.

Plain HTML for any browser's Print, with links between the pages. What a screen would look up is added for paper: each
notebook's sheet ends with the answers to its exercises, and each card has the line along which it is folded. No learner
gets this folder.
"""

import argparse
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gan_course.notebooks import guides, pairs, solving  # noqa: E402
from gan_course.press import cells, commands, frame, prose  # noqa: E402

FOLDER = ROOT / "instructor"
CARDS = FOLDER / "cards.md"
FIRST = "README.md"


def pages():
    """Return {Markdown page: the name of its sheet}, the front page first."""
    found = sorted(FOLDER.rglob("*.md"), key=lambda path: (path != FOLDER / FIRST, path))
    return {path: name_of(path) for path in found}


def name_of(path):
    """Return the name of a page's sheet; all sheets lie in one folder."""
    inside = path.relative_to(FOLDER).with_suffix("")
    return "index.html" if path == FOLDER / FIRST else f"{'_'.join(inside.parts)}.html"


def links_from(page, known):
    """Return {the address as the page writes it: sheet} for every other page, as prose.Renderer wants it."""
    found = {}
    for path, name in known.items():
        address = Path(os.path.relpath(path, page.parent)).as_posix()
        found[address] = name
        if path.name == FIRST:
            found[address.removesuffix(FIRST)] = name
    return found


def sheet(page, known):
    """Return a page as HTML."""
    renderer = prose.Renderer(links_from(page, known))
    text = guides.STORED.sub(lambda block: f"```\n{block[2]}```", page.read_text(encoding="utf-8"))
    body = prose.rendered(text, renderer)
    body = re.sub(r"<table>(?=\s*<thead>(?:(?!</thead>).)*what happens)", '<table class="plan">', body, flags=re.DOTALL)
    if page == CARDS:
        body = folded(body)
    if page.parent.name == "notebooks":
        body += answers(page.stem)
    tools = ('<div class="tools"><a href="index.html">All pages</a>'
             '<button type="button" class="print">Print</button></div>')
    return frame.page(f"{renderer.headings[0][2]} · for the instructor", f"{tools}<main>{body}</main>", "handout kit")


def folded(body):
    """Return the cards' HTML with each card in a box of its own, and a line to fold it before what to look for."""
    first, *cards = re.split(r"(?=<h2 )", body)
    marked = [card.replace("<p><strong>Look for.", '<hr class="fold"><p><strong>Look for.', 1) for card in cards]
    return first + "".join(f'<section class="card">{card}</section>' for card in marked)


def answers(stem):
    """Return the answers to a notebook's exercises, in its order, as HTML."""
    exercises, lesson = solving.exercises_of(stem), pairs.read_lesson(pairs.LESSONS / f"{stem}.py")
    told, number = [], 0
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            number = (re.findall(r"(?m)^### Exercise (\d+)", cell.source) or [number])[-1]
        for name in solving.exercise_names_of(cell):
            told.append(f"<h3>Exercise {number}, <code>{name}</code></h3>"
                        + cells.code(exercises[name].reference_source()))
    return f'<section class="answers"><h2>The answers</h2>{"".join(told)}</section>'


def build(folder):
    """Write every sheet; return the front page."""
    known = pages()
    for page, name in known.items():
        frame.write(folder / name, sheet(page, known))
    frame.copy_static(folder, "press.css", "press.js")
    return folder / "index.html"


def main(arguments):
    """Build the sheets."""
    parser = argparse.ArgumentParser(prog="print.py", description="The instructor's pages as sheets to print.")
    parser.add_argument("--to", type=Path, default=commands.BUILD / "instructor", metavar="FOLDER")
    folder = parser.parse_args(arguments).to.resolve()
    try:
        commands.clear(folder)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Built: {build(folder)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
