"""Cells: code and what it printed and drew become HTML; each picture keeps its sentence for those who do not see it."""

import html
import re

from nbconvert.filters.ansi import ansi2html
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from gan_course.notebooks import pairs

CLAIM = "# NBVAL_CHECK_OUTPUT"
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)
_BORDER = re.compile(r'\s(?:border|style)="[^"]*"')
_HINTS = re.compile(r"^# \w+\.\w+\.(hint|solution)\(", re.MULTILINE)


def is_claim(cell):
    """Tell whether a cell's output is compared: it states what the notebook concludes."""
    return cell.cell_type == "code" and any(line.strip() == CLAIM for line in cell.source.splitlines())


def is_hint(cell):
    """Tell whether a cell only offers hints or the solution of an exercise."""
    return cell.cell_type == "code" and bool(_HINTS.search(cell.source)) and all(
        line.startswith("#") or not line.strip() for line in cell.source.splitlines())


def exercise_of(cell):
    """Return the exercise whose stub a cell is, or None."""
    return next((tag.partition(":")[2] for tag in pairs.tags(cell) if tag.startswith("exercise:")), None)


def code(source):
    """Return code in colours; the line that marks a checked output is left out, a reader has no use for it."""
    shown = "\n".join(line for line in source.splitlines() if line.strip() != CLAIM)
    lines = highlight(shown, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    return f'<pre class="code" tabindex="0"><code>{lines}</code></pre>'


def outputs(cell, only=("picture", "table", "text", "stream")):
    """Return a code cell's outputs as HTML, of the chosen kinds: "picture", "table", "text", "stream".

    Raises ValueError for a picture without a sentence for those who do not see it.
    """
    shown = []
    for output in cell.get("outputs", []):
        kind, text = _output(output)
        if kind in only and text:
            shown.append(text)
    return "\n".join(shown)


def pictures(cell):
    """Return [(data address, sentence), …] of a code cell's pictures."""
    return [(_address(output), _sentence(output)) for output in cell.get("outputs", [])
            if "image/png" in output.get("data", {})]


def printed(cell):
    """Return the text that a code cell printed."""
    return "".join(output.text for output in cell.get("outputs", [])
                   if output.output_type == "stream" and output.name == "stdout").rstrip("\n")


def picture(address, sentence):
    """Return a picture as HTML."""
    return f'<img class="drawn" src="{address}" alt="{html.escape(sentence, quote=True)}">'


def _output(output):
    if output.output_type == "stream":
        text = output.text.rstrip("\n")
        return "stream", f'<pre class="out" tabindex="0">{ansi2html(text)}</pre>' if text.strip() else ""
    data = output.get("data", {})
    if "image/png" in data:
        return "picture", picture(_address(output), _sentence(output))
    if "text/html" in data:
        return "table", f'<div class="scrolls out-table" tabindex="0">{_tidy(data["text/html"])}</div>'
    text = data.get("text/plain", "")
    return "text", f'<pre class="out" tabindex="0">{html.escape(text)}</pre>' if text else ""


def _address(output):
    return "data:image/png;base64," + "".join(output.data["image/png"].split())


def _sentence(output):
    sentence = output.get("metadata", {}).get("image/png", {}).get("alt")
    if not sentence:
        raise ValueError("A stored picture has no sentence for those who do not see it: plots.show(fig, alt=…).")
    return sentence


def _tidy(table):
    """Drop the styles that pandas puts beside a table; the edition has its own."""
    return _BORDER.sub("", _STYLE.sub("", table))
