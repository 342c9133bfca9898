"""What every stored notebook must be: nbval passes over much in silence, so these rules look.

A rule is a function from a notebook to sentences, one for each thing that is wrong; `RULES` holds them.
"""

import ast
import re

import nbformat

from gan_course.notebooks.pairs import tags
from gan_course.notebooks.running import WARN_BYTES
from gan_course.notebooks.solving import checked_exercises, exercise_names_of

MARKER = "# NBVAL_CHECK_OUTPUT"
LEAST_CHECKED = 3
LEAST_EXERCISES = 3
MOST_LINES = 25
LEAST_QUESTIONS = 3
SHORTEST_ALT = 20           # characters

_NOISE = re.compile("|".join([
    r"━", r"\d/\d+ \[=*>", r"ms/step", r"\x08", r"\r",                      # progress bars
    "oneDNN", "cpu_feature_guard", "WARNING:tensorflow", r"[IWE]0000 00:00",     # TensorFlow's start-up lines
    "rebuild TensorFlow", "computation_placer", "absl::InitializeLog",
]))
_ADDRESS = re.compile(r"https?://(?!doi\.org/|arxiv\.org/|www\.w3\.org/)[^\s)\"'>]+")
_PATH = re.compile(r"(?<![\w.:/])(?:/(?:home|root|tmp|usr|work|Users|private|opt|mnt)/[\w./-]*|[A-Z]:\\\w+)")
_SECTIONS = ("you will be able to", "quiz", "you have seen", "common mistakes", "papers", "next")
_YOURS = re.compile(r"^(\w+) = ex\d\d\.(\w+)\.yours\(\)", re.MULTILINE)
_TIME = re.compile(r"Reading and doing: about \d+ min")


def code_cells(notebook):
    """Return (number, cell) for each code cell, counting all cells from 1."""
    return [(number, cell) for number, cell in enumerate(notebook.cells, start=1) if cell.cell_type == "code"]


def checked_cells(notebook):
    """Return (number, cell) for each cell whose output nbval compares."""
    return [(number, cell) for number, cell in code_cells(notebook) if MARKER in cell.source.splitlines()]


def texts(cell):
    """Return what a cell printed or showed as text."""
    return [text for output in cell.outputs
            for text in (output.get("text"), *(value for kind, value in output.get("data", {}).items()
                                               if kind.startswith("text/"))) if text]


def markers(notebook):
    """A marker counts only alone on its line and spelt right; nbval ignores any other without a word."""
    wrong = []
    for number, cell in code_cells(notebook):
        wrong += [f"cell {number}: {line.strip()!r} is not exactly {MARKER!r}"
                  for line in cell.source.splitlines() if "NBVAL_" in line.upper() and line != MARKER]
        wrong += [f"cell {number}: the tag {tag!r} would silence nbval"
                  for tag in tags(cell) if tag.startswith("nbval") or tag == "raises-exception"]
    return wrong


def checked(notebook):
    """A checked cell was run, printed its verdict, and there are enough of them."""
    found = checked_cells(notebook)
    wrong = []
    for number, cell in found:
        if cell.execution_count is None:
            wrong.append(f"cell {number} is checked and was never run, so nbval compares nothing")
        elif not texts(cell):
            wrong.append(f"cell {number} is checked and shows no text to compare")
        elif not any("True" in text for text in texts(cell)):
            wrong.append(f"cell {number} is checked and its output holds no verdict True")
    if len(found) < LEAST_CHECKED:
        wrong.append(f"{len(found)} checked outputs; at least {LEAST_CHECKED} are wanted")
    return wrong


def length(notebook):
    """No code cell is longer than a screen shows at once."""
    return [f"cell {number} has {len(cell.source.splitlines())} lines; at most {MOST_LINES}"
            for number, cell in code_cells(notebook) if len(cell.source.splitlines()) > MOST_LINES]


def order(notebook):
    """Every code cell was run once, from top to bottom, in one go."""
    counts = [cell.execution_count for _, cell in code_cells(notebook)]
    if counts == list(range(1, len(counts) + 1)):
        return []
    return [f"the execution counts are {counts}; run the notebook from top to bottom"]


def outputs(notebook):
    """No error, no stderr, no progress bar and no start-up line is stored."""
    wrong = []
    for number, cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                wrong.append(f"cell {number} stores {output.get('ename', 'stderr')}")
        noise = _NOISE.search("\n".join(texts(cell)))
        if noise:
            wrong.append(f"cell {number} stores noise: {noise.group()!r}")
    return wrong


def size(notebook):
    """The file stays well under 1 MB."""
    found = len(nbformat.writes(notebook).encode("utf-8"))
    return [f"{found / 1e6:.2f} MB; under {WARN_BYTES / 1e6:.0f} MB is wanted"] if found >= WARN_BYTES else []


def figures(notebook):
    """Every image carries a sentence for those who do not see it."""
    wrong = []
    for number, cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            if not any(kind.startswith("image/") for kind in data):
                continue
            alt = output.metadata.get("image/png", {}).get("alt", "")
            if len(alt) < SHORTEST_ALT or data.get("text/plain") != alt:
                wrong.append(f"cell {number} shows an image without its text: use plots.show(fig, alt=…)")
    return wrong


def seeding(notebook):
    """The first code cell seeds everything, once, with a number or with `SEED`, set to one just before."""
    first = code_cells(notebook)[0][1].source if code_cells(notebook) else ""
    calls = len(re.findall(r"^(?:SEED = \d+\nseed_everything\(SEED\)|seed_everything\(\d+\))", first, re.MULTILINE))
    return [] if calls == 1 else [f"the first code cell calls seed_everything {calls} times; once is wanted"]


def addresses(notebook):
    """No path of one machine, and no link but a paper's: the course works without a network."""
    wrong = []
    for number, cell in enumerate(notebook.cells, start=1):
        text = "\n".join([cell.source, *(texts(cell) if cell.cell_type == "code" else [])])
        wrong += [f"cell {number} holds {found!r}" for found in _ADDRESS.findall(text) + _PATH.findall(text)]
    return wrong


def anatomy(notebook):
    """Title, promise and time; predict first; the quiz, what was seen, mistakes, papers, next."""
    first = notebook.cells[0].source if notebook.cells else ""
    wrong = [] if first.startswith("# ") else ["cell 1 is no title"]
    code = code_cells(notebook)
    second_code = code[1][0] if len(code) > 1 else len(notebook.cells)
    before = _markdown(notebook.cells[:second_code]).lower()
    if "predict first" not in before:
        wrong.append("no 'Predict first' before the first code after the imports")
    text = _markdown(notebook.cells)
    headings = [line.lower() for line in text.splitlines() if line.startswith("#")]
    wrong += [f"no heading holds {name!r}" for name in _SECTIONS if name not in "\n".join(headings)]
    if not _TIME.search(text):
        wrong.append("its time is missing: 'Reading and doing: about NN min'")
    opened, closed = text.count("<details>"), text.count("</details>")
    if opened != closed or opened < LEAST_QUESTIONS:
        wrong.append(f"{opened} folded answers opened, {closed} closed; {LEAST_QUESTIONS} or more are wanted")
    return wrong


def exercises(notebook):
    """Each exercise has its stub, its check and its hints; there are enough of them."""
    code = code_cells(notebook)
    stubs = [(name, number, cell) for number, cell in code for name in exercise_names_of(cell)]
    calls = {name: (number, cell) for number, cell in code for name in checked_exercises(cell)}
    names = [name for name, _, _ in stubs]
    source = "\n".join(cell.source for _, cell in code)
    wrong = [] if len(stubs) >= LEAST_EXERCISES else [f"{len(stubs)} exercises; at least {LEAST_EXERCISES}"]
    wrong += [f"{name} has {names.count(name)} stubs" for name in sorted(set(names)) if names.count(name) > 1]
    wrong += [f"{name} is checked, but no cell is its stub" for name in calls if name not in names]
    for name, number, stub in stubs:
        check_number, check = calls.get(name, (0, None))
        if "..." not in stub.source:
            wrong.append(f"the stub of {name} holds no `...`")
        if check_number < number or MARKER in check.source:
            wrong.append(f"{name} has no unmarked check cell after its stub: exNN.{name}.check({name})")
        elif "Not tried yet" not in "".join(texts(check)):
            wrong.append(f"the stored check of {name} does not say that it was not tried")
        wrong += [f"{name} has no comment '# exNN.{name}.{call}'" for call in ("hint(1)", "solution()")
                  if not re.search(rf"^# ex\d\d\.{name}\.{re.escape(call)}", source, re.MULTILINE)]
    return wrong


def apart(notebook):
    """No cell but its check reads an answer before `yours` hands it out: so one run judges it stored and solved.

    From the cell with `name = exNN.name.yours()` on, the name is the right answer or the reference.
    """
    code = code_cells(notebook)
    names = {name for _, cell in code for name in exercise_names_of(cell)}
    handed_out, wrong = set(), []
    for number, cell in code:
        tree = ast.parse(cell.source) if names else ast.Module([], [])
        handed_out |= {name for name, given in _YOURS.findall(cell.source) if name == given}
        read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        stray = (read & names).difference(handed_out, checked_exercises(cell), exercise_names_of(cell))
        wrong += [f"cell {number} reads the answer {name}, which only its check may, or cells after "
                  f"{name} = exNN.{name}.yours()" for name in sorted(stray)]
    return wrong


def _markdown(cells):
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


RULES = {rule.__name__: rule for rule in (
    markers, checked, length, order, outputs, size, figures, seeding, addresses, anatomy, exercises, apart)}


def complaints(notebook):
    """Return what any rule finds wrong, each with the rule's name."""
    return [f"{name}: {sentence}" for name, rule in RULES.items() for sentence in rule(notebook)]
