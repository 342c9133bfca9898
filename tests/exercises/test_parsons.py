"""A Parsons problem accepts every order that works, and names the pair that another one breaks."""

import itertools

import pytest

from gan_course.exercises.parsons import Parsons, executed

LINES = {"noise": "noise = 3.0", "fake": "fake = 2 * noise", "real": "real = 5.0", "loss": "loss = real - fake"}
BEFORE = {("noise", "fake"): "a fake is made of noise", ("fake", "loss"): "the loss looks at the fake",
          ("real", "loss"): "the loss looks at real data"}
HINTS = ["One.", "Two.", "Three."]


def problem(**options):
    usual = {"lines": LINES, "before": BEFORE, "hints": HINTS, "praise": "In order."}
    return Parsons("step_order", **(usual | options))


def letters(parsons, *keys):
    return [parsons.letters[key] for key in keys]


def test_all_orders_that_keep_the_pairs_are_right_and_no_others():
    by_pairs = problem()
    by_running = problem(before={}, run=executed(dict, lambda names: None if names["loss"] == -1 else "another loss"))
    right = 0
    for keys in itertools.permutations(LINES):
        keeps = all(keys.index(first) < keys.index(second) for first, second in BEFORE)
        right += keeps
        for parsons in (by_pairs, by_running):
            assert parsons.verdict(letters(parsons, *keys)).startswith("Right. In order." if keeps else "Wrong: "), keys
    assert right == 3


def test_the_verdict_names_the_broken_pair():
    parsons = problem()
    fake, noise = letters(parsons, "fake", "noise")
    assert parsons.verdict(letters(parsons, "fake", "noise", "real", "loss")) == (
        f"Wrong: line {fake} comes before line {noise}, and should come after it: a fake is made of noise.")
    running = problem(before={}, run=executed(dict, lambda names: None))
    assert running.verdict(letters(running, "real", "fake", "noise", "loss")) == (
        f"Wrong: in this order the program stops at line {running.letters['fake']}: "
        "NameError: name 'noise' is not defined.")
    judged = problem(run=executed(lambda: {"start": 1}, lambda names: "the start moved" if names["start"] else None))
    assert judged.verdict(judged.reference) == "Wrong: the start moved"


def test_a_syntax_error_tells_its_line():
    lines = {"with": "if True:", "body": "    x = 1\n    y = 2", "end": "z = x"}
    parsons = Parsons("order", lines, hints=HINTS, run=executed(dict, lambda names: None))
    assert parsons.verdict(parsons.reference).startswith("Right.")
    verdict = parsons.verdict(letters(parsons, "with", "end", "body"))
    assert verdict.startswith(f"Wrong: in this order the program stops at line {parsons.letters['end']}: Indentation")


def test_unusual_ways_to_write_an_order_are_accepted():
    parsons = problem()
    order = parsons.reference
    for answer in (tuple(order), "".join(order), " ".join(order).lower(), ", ".join(order), [f"{x} " for x in order]):
        assert parsons.verdict(answer).startswith("Right.")


@pytest.mark.parametrize("answer, words", [
    (lambda order: order[:3], "a line is missing: each letter from A to D is used once"),
    (lambda order: [*order[:3], order[0]], "stands in it twice"),
    (lambda order: [*order[:3], "Q"], "there is no line Q; the letters go from A to D"),
    (lambda order: [1, 2, 3, 4], "1 is no letter"), (lambda order: 3.0, "this is a number"),
    (lambda order: {"A": 1}, "this is a dict"), (lambda order: [*order[::-1]], "should come after it"),
    (lambda order: [None], "a list of letters is wanted"),
])
def test_other_wrong_answers(answer, words):
    verdict = problem().verdict(answer(problem().reference))
    assert verdict.startswith("Wrong: ") and words in verdict


@pytest.mark.parametrize("answer", [..., None, [], "", ["A", ...]])
def test_untried(answer):
    assert problem().verdict(answer).startswith("Not tried yet")


def test_extra_lines_do_not_belong():
    parsons = problem(extra={"sum": ("loss = sum(real)", "the loss is a mean")})
    assert parsons.verdict(parsons.reference).startswith("Right.") and len(parsons.reference) == 4
    assert parsons.verdict([*parsons.reference, parsons.letters["sum"]]) == (
        f"Wrong: line {parsons.letters['sum']} does not belong: the loss is a mean.")
    assert "a line is missing that the program needs; 4 of the 5 belong" in parsons.verdict(parsons.reference[1:])


def test_what_is_shown_is_shuffled_and_the_same_each_time(capsys):
    problem().show()
    shown = capsys.readouterr().out
    problem().show()
    assert capsys.readouterr().out == shown
    lines = shown.splitlines()
    assert [line[0] for line in lines] == list("ABCD") and {line[4:] for line in lines} == set(LINES.values())
    for seed in range(30):
        assert problem(seed=seed).reference != list("ABCD")


def test_the_solved_edition_shows_the_order():
    parsons = problem()
    assert parsons.reference_source() == f"step_order = {parsons.reference!r}"
    names = {}
    exec(parsons.program(parsons.reference), names)
    assert names["loss"] == -1


@pytest.mark.parametrize("options", [
    {"before": {("fake", "noise"): "x"}}, {"before": {("fake", "no"): "x"}}, {"before": {}}, {"lines": {"a": "x"}}])
def test_an_author_is_told(options):
    with pytest.raises(ValueError, match="step_order: "):
        problem(**options)
