"""Slides from a notebook, by rules: what a lesson says in bold, in formulas and figures is shown, the rest is spoken.

Nothing is written twice. A heading opens a slide; on it stand the bold sentences, formulas, tables and short lists of
its text, and all of the text goes into the speaker's notes. Every figure is a slide of its own, with the sentence
"What to see" below. A question hides its answer. A claim's printed lines are shown as they were printed.
A cell's tags outrank the rules: `slide` puts all of its text on the slide, `notes` none, `no-slide` leaves it out.
"""

import re
from dataclasses import dataclass, field

from gan_course.notebooks import pairs
from gan_course.press import cells, chapter, prose

LISTS = ("You will be able to", "You have seen", "Predict first", "Common mistakes")     # shown whole, item by item
LEFT_OUT = {"Papers", "Next", "Back to your predictions"}
QUESTIONS, EXERCISE = ("Quiz", "Three questions"), "Exercise"
MOST = 95           # words on one slide, or what takes as much room
MOST_LINES = 9      # of what a claim printed; as many as BELOW stand below the figure before it
BELOW = 4
_LEAD = re.compile(r"^\s*(?:[-*]|\d+\.) ", re.MULTILINE)
_ITEM = re.compile(r"^(?:[-*]|\d+\.) .*(?:\n(?!(?:[-*]|\d+\.) ).+)*", re.MULTILINE)
_END = re.compile(r"(?<!al)(?<!e\.g)(?<!i\.e)[.?!](?:\*{1,2}|[\")])*(\s+)(?=[A-Z*$`\"(])")
_SEE = re.compile(r"\*What (?:to|you) see(?:\$[^$]*\$|`[^`]*`|[^*$`])*\*")
_DETAILS = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
_LAB = re.compile(r"^(?:lab\.)?Lab\(\"(\w+)\"", re.MULTILINE)


@dataclass
class Slide:
    """One slide: its title and parts in Markdown, figures and HTML, and what the speaker says."""

    title: str
    kind: str = "text"
    parts: list = field(default_factory=list)       # Markdown
    extra: str = ""                                 # HTML: a figure, a film, an answer, what was printed
    below: str = ""                                 # HTML: what was printed below a figure
    notes: list = field(default_factory=list)       # Markdown


def of_chapter(one, films=None):
    """Return a chapter's slides, in order.

    films: {preset: HTML of its film}, shown in place of a laboratory of that preset.
    """
    made, heading, left_out = [], one.title, False
    for cell in one.cells:
        tags = pairs.tags(cell)
        if "no-slide" in tags:
            continue
        if cell.cell_type == "code":
            if not left_out:
                _add_code(made, cell, heading, films or {})
            continue
        for level, title, body in chapter.blocks(cell.source):
            if level in (1, 2):
                left_out = title.startswith(chapter.FURTHER) or title in LEFT_OUT
            if left_out:
                continue
            if level == 0:
                _continue(made, heading, body, tags)
                continue
            if not title.startswith(EXERCISE):      # what is drawn after an exercise belongs to the section
                heading = title
            made += _of_block(one, level, title, body, tags)
    return made


def _of_block(one, level, title, body, tags):
    """Return the slides of one heading and its text."""
    if level == 1:
        return [Slide(title, "title", [f"*{one.promise}*"] if one.promise else [], notes=[_after_promise(body)])]
    if title.startswith(QUESTIONS):
        return [Slide(title, "question", [question], f"<details><summary>{name}</summary>{answer}</details>",
                      notes=[f"{name}: {answer}"]) for question, name, answer in questions(body)]
    if title.startswith(EXERCISE):
        return [Slide(title, "exercise", [shortened(body)], notes=[body])]
    if title in LISTS:
        parts = _ITEM.findall(body) or [body]
        if title == "Common mistakes":
            leads = [re.match(r"[-*] \*\*.+?\*\*", item, re.DOTALL) for item in parts]
            parts = [lead[0] for lead in leads if lead] or parts
        slides = packed(title, "list", parts)
    else:
        slides = packed(title, "text", [body] if "slide" in tags else [] if "notes" in tags else shown(body))
        if not slides[0].parts:
            slides[0].kind = "section"
    slides[0].notes = [body]
    return slides


def _add_code(made, cell, heading, films):
    """Add a slide for each figure of a code cell; what a claim printed stands below a figure, or alone."""
    lab = _LAB.search(cell.source)
    if lab and lab[1] in films:
        made.append(Slide(heading, "film", extra=films[lab[1]]))
        return
    for address, sentence in cells.pictures(cell):
        made.append(Slide(heading, "figure", extra=cells.picture(address, sentence), notes=[sentence]))
    lines = len(cells.printed(cell).splitlines()) if cells.is_claim(cell) else 0
    if not 0 < lines <= MOST_LINES:
        return
    said = cells.outputs(cell, only=("stream",))
    if made and made[-1].kind == "figure" and not made[-1].below and lines <= BELOW:
        made[-1].below = said
    else:
        made.append(Slide(heading, "claim", extra=said))


def _continue(made, heading, body, tags):
    """Put text without a heading where it belongs: a caption below the figure before it, the rest into the notes."""
    if not made:
        return
    see = _SEE.match(body)
    figure = next((slide for slide in reversed(made[-2:]) if slide.kind == "figure"), None)
    if see and figure and not figure.parts:
        figure.parts.append(see[0])
    last = made[-1]
    last.notes.append(body)
    if "notes" in tags:
        return
    parts = [body] if "slide" in tags else [part for part in shown(body) if part.startswith(("$$", "|"))]
    room = MOST - words("\n\n".join(last.parts))
    if last.kind == "text" and last.title == heading and words("\n\n".join(parts)) <= room:
        last.parts += parts
    elif parts:
        made += packed(heading, "text", parts)


def shown(body):
    """Return what of a text stands on the slide: bold sentences, formulas, tables, short lists; else its start."""
    found = []
    for block in re.split(r"\n\s*\n", _DETAILS.sub("", body)):
        block = block.strip()
        if block.startswith(("$$", "|")):
            found.append(block)
        elif _LEAD.match(block):
            if words(block) <= MOST:
                found.append(block)
        elif "**" in block:
            bold = [sentence for sentence in sentences(block) if "**" in sentence]
            found.append(" ".join(bold))
    return found or ([shortened(body, 30)] if body else [])


def shortened(body, most=60):
    """Return a text's first sentences, as many as fit into so many words; at least one; a table or a formula whole."""
    text = _DETAILS.sub("", body).strip()
    if words(text) <= most:
        return text
    first = re.split(r"\n\s*\n", text)[0]
    if first.startswith(("|", "$$")) or _LEAD.match(first):
        return first
    kept = []
    for sentence in sentences(first):
        if kept and words(" ".join([*kept, sentence])) > most:
            break
        kept.append(sentence)
    return " ".join(kept)


def sentences(text):
    """Return a text's sentences; a star, a quotation mark or a bracket that closes belongs to the one it ends."""
    found, start = [], 0
    for end in _END.finditer(text):
        found.append(text[start:end.start(1)])
        start = end.end()
    return [*found, text[start:]]


def packed(title, kind, parts):
    """Return slides of one title that hold these parts, so many on each as there is room for."""
    slides, room = [Slide(title, kind)], MOST
    for part in [piece for whole in parts for piece in pieces(whole)]:
        size = words(part)
        if slides[-1].parts and size > room:
            slides.append(Slide(title, kind))
            room = MOST
        slides[-1].parts.append(part)
        room -= size
    return slides


def pieces(part):
    """Return a table in pieces of so many rows as have room, each below the table's head; any other text as it is."""
    if not part.startswith("|") or words(part) <= MOST:
        return [part]
    head, mark, *rows = part.splitlines()
    found, most = [[]], MOST - words(head)
    for row in rows:
        if found[-1] and words("\n".join([*found[-1], row])) > most:
            found.append([])
        found[-1].append(row)
    return ["\n".join([head, mark, *some]) for some in found]


def words(markdown):
    """Return how much room a text takes, in words."""
    formulas = markdown.count("$$") // 2
    rows = sum(line.lstrip().startswith("|") for line in markdown.splitlines())
    text = re.sub(r"\$\$.*?\$\$|\|[-:]{3,}|\|", " ", markdown, flags=re.DOTALL)
    return len(text.split()) + 25 * formulas + 2 * rows


def questions(body):
    """Return [(question, name of the answer, answer), …] of a text with folded answers."""
    found, start = [], 0
    for match in _DETAILS.finditer(body):
        question = body[start:match.start()].strip()
        number = re.search(r"^\d+\. ", question, re.MULTILINE)     # what stands before is no question
        found.append((question[number.start():] if number else question, match[1], match[2].strip()))
        start = match.end()
    return found


def _after_promise(body):
    return "\n\n".join(block for block in body.split("\n\n") if not block.startswith("*"))


def laboratories(one):
    """Return the presets of the laboratories that a chapter's cells open."""
    return {match[1] for cell in one.cells if cell.cell_type == "code" for match in _LAB.finditer(cell.source)}


def rendered(slide):
    """Return (HTML of the slide's text, HTML of its notes)."""
    renderer = prose.Renderer({})
    return ("".join(prose.rendered(part, renderer) for part in slide.parts),
            "".join(prose.rendered(note, renderer) for note in slide.notes if note))
