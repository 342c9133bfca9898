"""Each rule passes the sample and catches a copy that breaks it; nothing else would notice."""

import pytest
from nbformat.v4 import new_code_cell, new_output

from gan_course.notebooks import audit


@pytest.fixture
def notebook(sample_run):
    return sample_run.notebook


def cell_with(notebook, text):
    return next(cell for cell in notebook.cells if text in cell.source)


def test_the_sample_keeps_every_rule(notebook):
    assert audit.complaints(notebook) == []


def test_complaints_carry_the_rules_name(notebook):
    notebook.cells[0].source = "No title"
    assert "anatomy: cell 1 is no title" in audit.complaints(notebook)


def found_by(rule, notebook):
    return "\n".join(audit.RULES[rule](notebook))


@pytest.mark.parametrize("line", [
    "#NBVAL_CHECK_OUTPUT", "# NBVAL_CHECK_OUTPUTS", "x = 1  # NBVAL_CHECK_OUTPUT", "# nbval_check_output",
    "# NBVAL_CHECK_OUTPUT: modes", "## NBVAL_CHECK_OUTPUT", " # NBVAL_CHECK_OUTPUT", "# NBVAL_SKIP",
    "# NBVAL_IGNORE_OUTPUT", "# NBVAL_RAISES_EXCEPTION", "# NBVAL_CHECK_OUTPUT ",
])
def test_a_marker_that_nbval_would_pass_over(notebook, line):
    notebook.cells[1].source += f"\n{line}"
    assert "is not exactly" in found_by("markers", notebook)


@pytest.mark.parametrize("tag", ["nbval-skip", "nbval-ignore-output", "raises-exception"])
def test_a_tag_that_silences_nbval(notebook, tag):
    notebook.cells[1].metadata["tags"] = [tag]
    assert f"the tag '{tag}' would silence nbval" in found_by("markers", notebook)


def test_a_checked_cell_without_count_text_or_verdict(notebook):
    cell = cell_with(notebook, "2 + 2")
    cell.outputs[0].text = "2 + 2 = 4\n"
    assert "holds no verdict True" in found_by("checked", notebook)
    cell.outputs = [new_output("display_data", data={"image/png": "iVBOR"})]
    assert "shows no text to compare" in found_by("checked", notebook)
    cell.outputs = []
    assert "shows no text to compare" in found_by("checked", notebook)
    cell.execution_count = None
    assert "was never run" in found_by("checked", notebook)


def test_too_few_checked_cells(notebook):
    notebook.cells.remove(cell_with(notebook, "2 + 2"))
    assert found_by("checked", notebook) == "2 checked outputs; at least 3 are wanted"


def test_a_long_cell(notebook):
    notebook.cells[1].source = "\n".join(["x = 1"] * 25)
    assert found_by("length", notebook) == ""
    notebook.cells[1].source += "\nx = 1"
    assert found_by("length", notebook) == "cell 2 has 26 lines; at most 25"


@pytest.mark.parametrize("count", [None, 1, 99])
def test_cells_out_of_order(notebook, count):
    cell_with(notebook, "2 + 2").execution_count = count
    assert "run the notebook from top to bottom" in found_by("order", notebook)


@pytest.mark.parametrize("output", [
    new_output("error", ename="ValueError", evalue="", traceback=[]),
    new_output("stream", name="stderr", text="red"),
    new_output("stream", name="stdout", text="10/10 ━━━━━━━━━ 0s 2ms/step"),
    new_output("stream", name="stdout", text="7/10 [====>....] - ETA"),
    new_output("stream", name="stdout", text="a\rb"),
    new_output("stream", name="stdout", text="I0000 00:00:17 port.cc:153] oneDNN custom operations are on."),
    new_output("stream", name="stdout", text="WARNING:tensorflow:5 out of the last 5 calls"),
])
def test_errors_stderr_and_noise(notebook, output):
    notebook.cells[1].outputs = [output]
    assert found_by("outputs", notebook).startswith("cell 2 stores ")


def test_a_large_file(notebook):
    notebook.cells[1].outputs = [new_output("stream", name="stdout", text="x" * 1_000_000)]
    assert "under 1 MB is wanted" in found_by("size", notebook)


def test_figures_without_text(notebook):
    cell = cell_with(notebook, "pixel")
    output = cell.outputs[0]
    alt = output.data["text/plain"]
    output.data["text/plain"] = "<Figure size 600x340 with 1 Axes>"
    assert "without its text" in found_by("figures", notebook)
    output.data["text/plain"] = alt
    output.metadata = {}
    assert "without its text" in found_by("figures", notebook)
    output.data["text/plain"] = "curves"
    output.metadata = {"image/png": {"alt": "curves"}}
    assert "without its text" in found_by("figures", notebook)


@pytest.mark.parametrize("calls", [0, 2])
def test_seeding(notebook, calls):
    first = cell_with(notebook, "seed_everything(0)")
    first.source = first.source.replace("\nseed_everything(0)", "\nseed_everything(0)" * calls)
    assert f"calls seed_everything {calls} times; once is wanted" in found_by("seeding", notebook)


def test_a_seed_may_have_a_name_if_it_is_set_just_before(notebook):
    first = cell_with(notebook, "seed_everything(0)")
    number = first.source
    first.source = number.replace("\nseed_everything(0)", "\nSEED = 0\nseed_everything(SEED)")
    assert first.source != number and not found_by("seeding", notebook)
    first.source = number.replace("\nseed_everything(0)", "\nseed_everything(SEED)")
    assert "calls seed_everything 0 times" in found_by("seeding", notebook)


def test_no_code_at_all(notebook):
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    assert found_by("seeding", notebook)
    assert found_by("checked", notebook)
    assert found_by("exercises", notebook)


@pytest.mark.parametrize("text", [
    "see https://example.com/gan", "[x](http://arxiv.example.org/abs/1)", "/home/ada/course/data.npz",
    "(/tmp/x)", r"C:\course", "'/Users/ada/x'",
])
def test_addresses_and_machine_paths(notebook, text):
    notebook.cells[0].source += f"\n{text}"
    assert found_by("addresses", notebook).startswith("cell 1 holds ")
    notebook.cells[0].source = "# 99"
    notebook.cells[1].outputs = [new_output("stream", name="stdout", text=text)]
    assert found_by("addresses", notebook).startswith("cell 2 holds ")


@pytest.mark.parametrize("text", [
    "https://arxiv.org/abs/1406.2661", "https://doi.org/10.1/2", "data/x", "a/home/b", "1/tmp", "../tmp/x",
])
def test_papers_and_relative_paths_are_welcome(notebook, text):
    notebook.cells[0].source += f"\n({text})"
    assert found_by("addresses", notebook) == ""


@pytest.mark.parametrize(("old", "new", "words"), [
    ("# 99 · A sample", "99 · A sample", "cell 1 is no title"),
    ("Predict first", "Guess", "no 'Predict first'"),
    ("## Quiz", "Quiz", "no heading holds 'quiz'"),
    ("You have seen", "Seen", "no heading holds 'you have seen'"),
    ("Common mistakes", "Mistakes", "no heading holds 'common mistakes'"),
    ("## Papers", "## Books", "no heading holds 'papers'"),
    ("## Next", "## Then", "no heading holds 'next'"),
    ("You will be able to", "Aims", "no heading holds 'you will be able to'"),
    ("about 1 min", "a minute", "its time is missing"),
    (" 3 </details>", " 3", "3 folded answers opened, 2 closed"),
    ("<details><summary>Answer</summary> 3 </details>", "3", "2 folded answers opened, 2 closed"),
])
def test_missing_parts(notebook, old, new, words):
    cell = cell_with(notebook, old)
    cell.source = cell.source.replace(old, new)
    assert words in found_by("anatomy", notebook)


def test_a_prediction_after_the_code(notebook):
    cell = cell_with(notebook, "Predict first")
    notebook.cells.remove(cell)
    notebook.cells.insert(6, cell)
    assert "no 'Predict first'" in found_by("anatomy", notebook)


@pytest.mark.parametrize(("text", "old", "new", "words"), [
    ("def double", "...", "2 * x", "the stub of double holds no `...`"),
    ("ex99.double.check", "ex99.double.check", "# ex99.double.check", "double has no unmarked check cell"),
    ("ex99.double.check", "ex99", "# NBVAL_CHECK_OUTPUT\nex99", "double has no unmarked check cell"),
    ("ex99.double.check", "ex99.double.check", "ex99.other.check", "other is checked, but"),
    ("ex99.double.hint", "# ex99.double.hint", "ex99.double.hint", "no comment '# exNN.double.hint(1)'"),
    ("ex99.double.hint", "ex99.double.solution()", "", "no comment '# exNN.double.solution()'"),
])
def test_unfinished_exercises(notebook, text, old, new, words):
    cell = cell_with(notebook, text)
    cell.source = cell.source.replace(old, new)
    assert words in found_by("exercises", notebook)


def test_a_cell_that_reads_an_answer(notebook):
    number = next(n for n, cell in enumerate(notebook.cells, 1) if "2 + 2" in cell.source)
    notebook.cells[number - 1].source += "\nprint(double(2), 'three', word.upper)"
    assert audit.RULES["apart"](notebook) == [f"cell {number} reads the answer {name}, which only its check may, or "
                                              f"cells after {name} = exNN.{name}.yours()"
                                              for name in ("double", "word")]
    notebook.cells[number - 1].source = "double = three = 1"
    assert audit.RULES["apart"](notebook) == []


def test_an_answer_may_be_read_once_yours_has_handed_it_out(notebook):
    number = len(notebook.cells) + 1
    notebook.cells.append(new_code_cell("print(double(2))", execution_count=1))
    assert "reads the answer double" in found_by("apart", notebook)
    notebook.cells[number - 1].source = "double = ex99.double.yours()\nprint(double(2))"
    notebook.cells.append(new_code_cell("print(double(3))", execution_count=1))
    assert audit.RULES["apart"](notebook) == []
    notebook.cells[number - 1].source = "double = ex99.word.yours()"
    assert "reads the answer double" in found_by("apart", notebook)


def test_too_few_exercises_two_stubs_and_a_solved_one(notebook):
    word = cell_with(notebook, 'word = ...')
    word.metadata["tags"] = []
    assert "2 exercises; at least 3" in found_by("exercises", notebook)
    word.metadata["tags"] = ["exercise:three"]
    assert "three has 2 stubs" in found_by("exercises", notebook)
    cell_with(notebook, "ex99.double.check").outputs[0].text = "Right."
    assert "the stored check of double does not say that it was not tried" in found_by("exercises", notebook)


def test_a_check_before_its_stub(notebook):
    check = cell_with(notebook, "ex99.double.check")
    notebook.cells.remove(check)
    notebook.cells.insert(2, check)
    assert "double has no unmarked check cell after its stub" in found_by("exercises", notebook)


def test_a_mention_in_an_ordinary_cell_is_no_marker(notebook):
    notebook.cells.append(new_code_cell("print('nbval compares outputs')", execution_count=1))
    assert found_by("markers", notebook) == ""
