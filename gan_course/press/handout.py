"""The handout: the notebooks without code, to print; tasks and figures stay, answers go to the end."""

import ast
import html
import re

from gan_course.press import cells, frame, prose

WHOLE = "whole.html"
_DETAILS = re.compile(r"<details><summary>(?P<name>.*?)</summary>(?P<text>.*?)</details>", re.DOTALL)
LINES = 5
TABLE_LINES = 3         # what is printed in fewer is a remark; from here on a table, of which tasks speak


def build(chapters, folder):
    """Write a handout of each chapter, one of all, and a list of them; return the list."""
    texts = {}
    for chapter in chapters:
        texts[chapter] = chapter_text(chapter)
        frame.write(folder / chapter.page, sheet(chapter.title, texts[chapter]))
    parts = [f'<article class="chapter">{own_places(text, chapter.number)}</article>'
             for chapter, text in texts.items()]
    frame.write(folder / WHOLE, sheet(frame.COURSE, "\n".join(parts)))
    items = "".join(f'<li><a href="{chapter.page}">{html.escape(chapter.title)}</a></li>' for chapter in chapters)
    frame.write(folder / "index.html", sheet(
        "Handout", f'<h1>{frame.COURSE}</h1><p>The notebooks without code, one sheet each, or <a href="{WHOLE}">all in '
                   f"one</a>. The browser prints them, on paper or into a PDF.</p><ul>{items}</ul>"))
    frame.copy_static(folder, "press.css", "press.js")
    return folder / "index.html"


def sheet(title, body):
    """Return a page of the handout."""
    tools = ('<div class="tools"><a href="index.html">All sheets</a><button type="button" class="theme">Dark</button>'
             '<button type="button" class="print">Print</button></div>')
    return frame.page(f"{title} · handout", f"{tools}<main>{body}<footer>{frame.LICENCE}</footer></main>", "handout")


def chapter_text(chapter):
    """Return a notebook without its code: text, figures, tables, what was claimed; the answers come last."""
    renderer = prose.Renderer({})       # on paper no link leads anywhere
    answers, parts = [], []
    for cell in chapter.cells:
        if cell.cell_type == "markdown":
            text = prose.rendered(cell.source, renderer)
            parts.append(_DETAILS.sub(lambda found: _to_the_end(found, answers), text))
        elif cells.is_hint(cell):
            continue
        elif cells.exercise_of(cell):
            parts.append('<div class="lines" aria-label="Room for your answer">' + "<i></i>" * LINES + "</div>")
        elif guesses := guesses_of(cell):
            rows = "".join(f"<tr><td>{html.escape(guess)}</td><td></td></tr>" for guess in guesses)
            parts.append(f'<table class="guesses"><tr><th>question</th><th>your guess</th></tr>{rows}</table>')
        else:
            parts.append(cells.outputs(cell, only=("picture", "table")))
            printed = cells.printed(cell)
            if printed and (cells.is_claim(cell) or printed.count("\n") >= TABLE_LINES - 1):
                kind = "out said" if cells.is_claim(cell) else "out"
                parts.append(f'<pre class="{kind}">{html.escape(printed)}</pre>')
    if answers:
        items = "".join(f"<li>{answer}</li>" for answer in answers)
        parts.append(f'<section class="answers"><h2 id="answers">Answers</h2><ol>{items}</ol></section>')
    return "\n".join(part for part in parts if part)


def guesses_of(cell):
    """Return the questions of a cell `guesses = {question: ..., …}`; empty for another cell."""
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:
        return []
    if len(body) != 1 or not isinstance(body[0], ast.Assign) or not isinstance(body[0].value, ast.Dict):
        return []
    if getattr(body[0].targets[0], "id", None) != "guesses":
        return []
    return [key.value for key in body[0].value.keys if isinstance(key, ast.Constant)]


def own_places(text, number):
    """Return a chapter's HTML whose places no other chapter has."""
    return re.sub(r'(id="|href="#)', rf"\g<1>{number}-", text)


def _to_the_end(found, answers):
    answers.append(found["text"].strip())
    return f'<p class="see">{found["name"]}: number {len(answers)}, on the last page.</p>'
