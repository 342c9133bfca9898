"""What the instructor's pages take from the lessons: counted minutes, and lines of the stored outputs.

    python -m gan_course.notebooks.guides      writes both anew in every page under instructor/

A page never invents them. In a table with a column `counted`, a row's cell holds the minutes of what its column `part`
names: `06 §2`, `06 Quiz`, `06 exercise kl_losses`, `06 all`, several joined by `; `. In a block ```` ```stored 06 ````,
each line is one of the stored notebook's. Under a heading that is a preset of the laboratory, question and answer are
the preset's.
"""

import functools
import re
import sys

from gan_course.console import ROOT, forgive, say
from gan_course.notebooks import pairs, reading

FOLDER = ROOT / "instructor"
CARD = re.compile(r"(?m)^## (\w+)\n(.*?)(?=^## |\Z)", re.DOTALL)
STORED = re.compile(r"(?m)^```stored (\d\d)\n(.*?)^```$", re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d[\d.,]*(?:e[-+]?\d+)?|\binf\b|\bnan\b")


def pages():
    """Return the paths of the instructor's pages."""
    return sorted(path for path in FOLDER.rglob("*.md") if path.parent.name != "items")


def minutes_of(part):
    """Return the counted minutes of `06 §2; 06 exercise kl_losses`, not rounded.

    Raises ValueError where a lesson has no such section or exercise.
    """
    return sum(_minutes(single.strip()) for single in part.split(";") if single.strip())


def section(number, name):
    """Return the heading that `§2`, `Quiz` or the beginning of a heading names in a lesson."""
    headings = [heading for heading in _sections(number) if heading]
    wanted = rf"{name[1:]} · " if name.startswith("§") else re.escape(name)
    found = [heading for heading in headings if re.match(wanted, heading)]
    if len(found) != 1:
        raise ValueError(f"Lesson {number} has {len(found)} sections that begin with {name!r}; its sections are: "
                         f"{'; '.join(headings)}.")
    return found[0]


@functools.cache
def lesson(number):
    """Return the notebook of a lesson by its number, as its text gives it."""
    return pairs.read_lesson(pairs.lesson_paths([number])[0])


@functools.cache
def stored_lines(number):
    """Return the lines of a stored notebook's outputs, their spaces made single."""
    notebook = pairs.read_notebook(pairs.notebook_path(pairs.lesson_paths([number])[0]))
    texts = [output.text for cell in notebook.cells for output in cell.get("outputs", [])
             if output.output_type == "stream"]
    return [" ".join(line.split()) for text in texts for line in text.splitlines() if line.strip()]


def mended(text):
    """Return a page's text with its counted minutes and its stored lines as they are today."""
    return STORED.sub(_mend_block, CARD.sub(_mend_card, _mend_tables(text)))


@functools.cache
def _sections(number):
    return reading.by_section(lesson(number))


def _minutes(part):
    number, _, name = part.partition(" ")
    if name == "all":
        return reading.minutes(lesson(number)).main
    if name.startswith("exercise "):
        tag = f"exercise:{name.removeprefix('exercise ')}"
        if not any(tag in pairs.tags(cell) for cell in lesson(number).cells):
            raise ValueError(f"Lesson {number} has no {name}.")
        return reading.MINUTES_AN_EXERCISE
    return _sections(number)[section(number, name)]


def _mend_tables(text):
    lines, head = text.split("\n"), None
    for i, line in enumerate(lines):
        if not line.startswith("|"):
            head = None
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if head is None:
            head = cells
        elif "counted" in head and "part" in head and not set(line) <= set("|-: "):
            part, place = cells[head.index("part")], head.index("counted")
            if not _still_holds(cells[place], part):
                cells[place] = f"{minutes_of(part):.0f}" if part else ""
                lines[i] = "| " + " | ".join(cells) + " |"
    return "\n".join(lines)


def _still_holds(said, part):
    """Tell whether a cell is right to the minute: a word more in a lesson is no reason to print its page again."""
    if not part:
        return said == ""
    return said.isdecimal() and abs(int(said) - minutes_of(part)) <= (5 if part.endswith(" all") else 1)


def _mend_card(found):
    from gan_course.lab.presets import PRESETS

    preset = PRESETS.get(found[1])
    if preset is None:
        return found[0]
    text = found[2]
    for word, sentence in (("Predict", preset.predict), ("Look for", preset.look_for)):
        text = re.sub(rf"(?m)^\*\*{word}\.\*\* .*$", lambda _, w=word, s=sentence: f"**{w}.** {s}", text)
    return f"## {found[1]}\n{text}"


def _mend_block(found):
    today = stored_lines(found[1])
    return f"```stored {found[1]}\n" + "".join(_today(line, today) + "\n" for line in found[2].splitlines()) + "```"


def _today(line, today):
    """Return the stored line that differs from this one in its numbers alone; the line itself where there is none."""
    plain = " ".join(line.split())
    if plain in today:
        return line
    return next((new for new in today if _NUMBER.sub("#", new) == _NUMBER.sub("#", plain)), line)


def main():
    """Write every page anew; name those that changed."""
    forgive()
    for path in pages():
        old = path.read_text(encoding="utf-8")
        new = mended(old)
        if new != old:
            path.write_text(new, encoding="utf-8", newline="\n")
            say(f"Written anew: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
