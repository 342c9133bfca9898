"""One word and one symbol for one thing: the glossary and the table of notation hold for every lesson."""

import re

import pytest

from gan_course.notebooks import pairs

LESSONS = {path.stem[:2]: pairs.read_lesson(path) for path in pairs.lesson_paths()}
PROSE = {number: "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
         for number, notebook in LESSONS.items()}
GLOSSARY = (pairs.NOTEBOOKS / "GLOSSARY.md").read_text(encoding="utf-8")
NOTATION = (pairs.NOTEBOOKS / "NOTATION.md").read_text(encoding="utf-8")
ROWS = [[part.strip() for part in line.strip("|").split("|")] for line in GLOSSARY.splitlines()
        if line.startswith("| ") and not line.startswith("| term")]
# Symbols that once meant something else: {pattern: what to write}. Looked for in prose alone.
FORBIDDEN = {
    r"p_d\b|p_\{?(\\(text|mathrm))?\{?data": "p_r, the density of the real data",
    r"\\sigma(?!\s*(\(|\\left|\\!|'|\$ squeezes|\$ is the sigmoid|\$ is never))(?!\$)": "\\sigma is the sigmoid: "
        "\\sigma(…); a standard deviation is std",
    r"\\hat\{?D|\bD_\{?\\(phi|theta)": "D has no index",
    r"D\(x\) = C|D\(x\) \\in \\mathbb": "D(x) is a probability; the logit is C(x)",
    r"\\mathcal\{?L": "losses are L_D and L_G",
    r"\\alpha\$? (is the )?learning rate|learning rate \$\\(alpha|epsilon)": "the learning rate is \\eta",
}


@pytest.mark.parametrize("number", LESSONS)
def test_a_symbol_means_what_the_table_says(number):
    found = {pattern: [match[0] for match in re.finditer(pattern, PROSE[number])] for pattern in FORBIDDEN}
    assert {FORBIDDEN[pattern]: hits for pattern, hits in found.items() if hits} == {}


def test_every_symbol_of_the_table_is_used():
    prose = "\n".join(PROSE.values())
    symbols = re.findall(r"\$([^$|]+)\$", "\n".join(line.split("|")[1] for line in NOTATION.splitlines()
                                                     if line.startswith("| $")))
    assert len(symbols) > 15
    unused = [symbol for symbol in symbols if symbol.replace(" ", "").removesuffix("a)") not in prose.replace(" ", "")]
    assert unused == []


def test_the_glossary_is_in_order_and_complete():
    terms = [row[0] for row in ROWS]
    assert len(terms) > 60 and terms == sorted(terms, key=str.lower)
    assert all(len(row) == 4 and all(row) for row in ROWS)
    english = [row[0] for row in ROWS if not re.search(r"[\u4e00-\u9fff]", row[1])]
    assert english == ["R1, R2", "VEEGAN"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_term_is_said_where_the_glossary_says(row):
    term, _, _, number = row
    assert number in LESSONS and occurs(term, LESSONS[number])


def occurs(term, notebook):
    """Tell whether a lesson says a term, whatever its case, hyphens and plural."""
    parts = [re.escape(part) for part in re.split(r"[ –-]", term.split(",")[0])]
    pattern = r"\b" + r"[\s–-]+".join(parts) + r"s?\b"
    texts = [" ".join(cell.source.replace("$", "").split()) for cell in notebook.cells if cell.cell_type == "markdown"]
    return any(re.search(pattern, text, re.IGNORECASE) for text in texts)
