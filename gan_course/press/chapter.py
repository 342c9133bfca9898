"""A chapter: one stored notebook as the press reads it, with its title, its promise and its sections."""

import re
from functools import cached_property

from gan_course.notebooks import pairs

FURTHER = "Further:"
_HEADING = re.compile(r"^(#{1,4}) (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


class Chapter:
    """One notebook with its outputs; `stem` is its name without the ending."""

    def __init__(self, path):
        self.path, self.stem = path, path.stem
        self.number = path.stem[:2]

    @cached_property
    def notebook(self):
        """The stored notebook."""
        return pairs.read_notebook(self.path)

    @property
    def cells(self):
        """Its cells."""
        return self.notebook.cells

    @cached_property
    def title(self):
        """Its title, as its first line says it: "06 · Mode collapse"."""
        found = next((match[2] for cell in self.cells if cell.cell_type == "markdown"
                      for match in _HEADING.finditer(cell.source) if match[1] == "#"), None)
        return found or self.stem

    @cached_property
    def promise(self):
        """The sentence below the title, in Markdown; empty where there is none."""
        blocks = self.cells[0].source.split("\n\n") if self.cells else []
        text = next((block for block in blocks if block.startswith("*") and block.endswith("*")), "")
        return " ".join(text.strip("*").split())

    @property
    def page(self):
        """The name of its page."""
        return f"{self.stem}.html"


def chapters(selectors=("all",), folder=None):
    """Return the stored notebooks as chapters, all or the chosen ones, in order.

    selectors: numbers or names, or "all". Raises ValueError where one fits none.
    """
    folder = folder or pairs.NOTEBOOKS
    stored = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    chosen = set()
    for selector in selectors or ("all",):
        stem = str(selector).removesuffix(".ipynb")
        number = stem.zfill(2) if stem.isdigit() else None
        found = [path for path in stored if stem == "all" or path.stem == stem or path.stem[:2] == number]
        if not found:
            known = ", ".join(path.stem for path in stored) or "none"
            raise ValueError(f"No stored notebook fits {selector!r}; choose a number or name from {known}, or all.")
        chosen.update(found)
    return [Chapter(path) for path in sorted(chosen)]


def blocks(markdown):
    """Return a text cell in parts, each under one heading: [(level, heading, body), …]; level 0 before the first."""
    fenced = [match.span() for match in _FENCE.finditer(markdown)]
    found = [match for match in _HEADING.finditer(markdown)
             if not any(start <= match.start() < end for start, end in fenced)]
    starts = [match.start() for match in found] + [len(markdown)]
    parts = [(0, "", markdown[:starts[0]].strip())] if markdown[:starts[0]].strip() else []
    for match, end in zip(found, starts[1:], strict=True):
        parts.append((len(match[1]), match[2].strip(), markdown[match.end():end].strip()))
    return parts
