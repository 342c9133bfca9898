"""The script that mutates the exercises' references: it finds what a sloppy checker lets pass, and no more."""

import time

import checker_mutants
import equivalents
import exercise_changes
import numpy as np
import pytest
import side_effects

from gan_course.exercises.exercise import Exercise

HINTS = ["One.", "Two.", "Three."]
COUNT, BUDGET = 60, 1.5     # mutants and seconds for a checker in the test of all lessons; the script tries all of them


def _spread(values, scale):
    centred = values - np.mean(values, axis=0)
    return scale * np.mean(np.exp(centred), axis=0) + 1.0


def _waits(n):
    steps = 0
    while n > 0:
        n -= 1
        steps += 1
    return steps


def _good(answer):
    rng = np.random.default_rng(0)
    for size in ((5, 2), (9, 3)):
        values, scale = rng.gamma(2.0, size=size) * [[1.0, 3.0, 2.0][:size[1]]], rng.uniform(0.5, 3)
        kept = values.copy()
        found = np.asarray(answer(values, scale), dtype=float)
        if found.shape != size[1:] or not np.allclose(found, _spread(kept, scale)):
            return "The values differ."
        if not np.array_equal(values, kept):
            return "The argument was changed."
    return None


def _sloppy(answer):
    """A checker with a symmetric input, a scale of 1 and a copy of the argument."""
    values = np.array([[-1.0, -1.0], [1.0, 1.0]])
    return None if np.allclose(answer(values.copy(), 1.0), 1 + np.cosh(1)) else "The values differ."


def exercise(*checks, reference=_spread, name="spread"):
    return Exercise(name, reference, checks, HINTS)


def test_a_good_checker_has_no_survivor_and_a_sloppy_one_has_those_that_it_cannot_see():
    good = checker_mutants.tried(exercise(_good))
    assert good["survivors"] == [] and good["mutants"] == good["caught"] > 25
    sloppy = checker_mutants.tried(exercise(_sloppy))
    assert sloppy["mutants"] == good["mutants"] == sloppy["caught"] + len(sloppy["survivors"])
    for line in ["centred = (values)",                                       # the mean is 0
                 "centred = (np.mean(values, axis=0)) - (values)",           # a symmetric input
                 "return (np.mean(np.exp(centred), axis=0)) + 1.0",          # the scale is 1
                 "spread: an array is changed"]:
        assert line in sloppy["survivors"], line


def test_what_is_written_down_as_equivalent_is_counted_apart():
    survivors = checker_mutants.tried(exercise(_sloppy))["survivors"]
    found = checker_mutants.tried(exercise(_sloppy), equivalent={survivors[0]: "a reason"})
    assert found["equivalent"] == 1 and found["survivors"] == survivors[1:]


def test_a_mutant_that_runs_for_ever_is_stopped():
    def check(answer):
        return None if answer(3) == 3 else "Three steps."

    started = time.process_time()
    found = checker_mutants.tried(exercise(check, reference=_waits, name="waits"), seconds=0.2)
    assert time.process_time() - started < 20 and found["survivors"] == []
    assert "Stopped: it takes too long." in [verdict for _, verdict in found["verdicts"]]


def test_a_checker_that_refuses_the_reference_is_reported():
    with pytest.raises(ValueError, match="its reference is refused: Wrong: Never"):
        checker_mutants.tried(exercise(lambda answer: "Never."))


def test_a_checker_whose_own_data_a_mutant_spoils_is_reported():
    data = np.array([1.0, 2.0, 4.0])
    wanted = _spread(data, 2.0)

    def check(answer):
        return None if np.allclose(answer(data, 2.0), wanted) else "The values differ."

    with pytest.raises(ValueError, match="refused, after the mutants"):
        checker_mutants.tried(exercise(check))


def test_a_budget_of_time_ends_it():
    found = checker_mutants.tried(exercise(_good), budget=0.0)
    assert found["mutants"] < checker_mutants.tried(exercise(_good))["mutants"]


def test_the_same_seed_draws_the_same_choice():
    few, again, other = (checker_mutants.tried(exercise(_good), count=8, seed=seed)["verdicts"] for seed in (0, 0, 1))
    assert few == again != other and len(few) == 8
    assert few == checker_mutants.tried(exercise(_good))["verdicts"][:8]


SOURCE = '''def step(model, images, rate=0.1):
    """Doc: mean of 1 + 1."""
    with tf.GradientTape() as tape:
        fake = model(images, training=True)
        loss = -tf.reduce_mean(tf.nn.softplus(fake), axis=0)
    rate = rate * 2
    for i in range(3):
        if i > 1:
            break
    return [loss.T, rate]
'''


@pytest.mark.parametrize("line", [
    "fake = model(images)",                                                     # a keyword
    "fake = images(images, training=True)",                                     # another name
    "loss = -tf.reduce_mean(tf.nn.softplus(fake), axis=-1)",
    "loss = -tf.reduce_mean(tf.nn.softplus(fake))",
    "loss = -tf.reduce_sum(tf.nn.softplus(fake), axis=0)",
    "loss = -tf.reduce_mean(tf.nn.sigmoid(fake), axis=0)",
    "loss = -tf.reduce_mean((fake), axis=0)",
    "loss = (tf.reduce_mean(tf.nn.softplus(fake), axis=0))",
    "fake = model(images, training=True)",                                      # out of the tape
    "rate = (rate)", "rate = (2)", "without: rate = rate * 2", "without: break",
    "rate = -(rate * 2)", "rate = rate * 3", "rate = (rate) / (2)",
    "for i in range(3 - 1):", "for i in list(range(3))[:1]:", "if True:", "if (i) >= (1):",
    "return [loss, rate]", "return [rate, loss.T]", "return [rate]", "return [-(loss.T), rate]",
])
def test_each_kind_of_change_is_made(line):
    made = {checker_mutants.changed_lines(SOURCE, SOURCE[:start] + text + SOURCE[end:])
            for sites in exercise_changes.changes(SOURCE).values() for _, start, end, text in sites}
    assert line in made


def test_words_and_what_changes_nothing_are_left_alone():
    source = 'def f(a: int) -> "1 + 1":\n    """Doc: -1."""\n    x = list(zip(a, a, strict=True))\n    return x\n'
    made = [source[:start] + text + source[end:] for sites in exercise_changes.changes(source).values()
            for _, start, end, text in sites]
    assert len(made) == 2 and all('def f(a: int) -> "1 + 1":\n    """Doc: -1."""' in text for text in made)
    assert all("strict=True" in text for text in made)


def test_side_effects_act_where_there_is_something_to_harm():
    def reference(array, items, table, rng):
        return rng.random() + array.sum()

    harmed = {}
    for name, (answer, acted) in side_effects.spoiled(reference).items():
        given = np.zeros(2), [1, 2], {"a": 1}, np.random.default_rng(0)
        answer(*given)
        harmed[name] = acted(), given[0].sum(), len(given[1]), len(given[2])
    assert harmed["an array is changed"] == (True, 1, 2, 1)
    assert harmed["a list is changed"] == (True, 0, 3, 1)
    assert harmed["a dictionary is changed"] == (True, 0, 2, 0)
    assert harmed["a random generator is changed"] == (False, 0, 2, 1)          # the reference advances it itself
    assert not harmed["the result is turned into NumPy"][0] and not harmed["a network's weight is changed"][0]


def test_side_effects_on_keras_and_gradients():
    keras, tf = pytest.importorskip("keras"), pytest.importorskip("tensorflow")

    def reference(model, optimizer, x):
        return [model(x), 2 * x]

    for name, (answer, acted) in side_effects.spoiled(reference).items():
        model, optimizer = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]), keras.optimizers.SGD()
        weight, x = model.weights[0].numpy(), tf.Variable([[2.0]])
        with tf.GradientTape() as tape:
            output = answer(model, optimizer, x)[1]
            output = output if tf.is_tensor(output) else tf.constant(output)
        gone = tape.gradient(output, x) is None
        found = (bool(model.weights[0].numpy() != weight), not model.trainable, int(optimizer.iterations) > 0, gone)
        wanted = ("a network's weight is changed", "a network's trainable flag is changed",
                  "an optimiser's count is changed")
        assert found == (*(name == word for word in wanted), name.startswith("the result")), name
        assert acted() == any(found), name


def test_the_command_prints_a_line_for_each_checker(monkeypatch, capsys):
    monkeypatch.setattr(checker_mutants, "exercises_of", lambda lesson: {"spread": exercise(_sloppy)})
    checker_mutants.main(["ex99", "--count", "3"])
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("ex99.spread: 3 mutants, ") and printed[-1].startswith("together: 3 mutants, ")


def test_what_is_written_down_belongs_to_an_exercise_and_is_a_mutant():
    for lesson, written in equivalents.EQUIVALENT.items():
        exercises = checker_mutants.exercises_of(lesson) if written else {}
        for name, lines in written.items():
            made = {line for line, *_ in checker_mutants.mutants_of(exercises[name])}
            assert set(lines) <= made, f"{lesson}.{name}: no longer a mutant: {sorted(set(lines) - made)}"
            assert all(reason.strip() for reason in lines.values())
    assert set(equivalents.CLEAN) <= set(equivalents.EQUIVALENT)


@pytest.mark.parametrize("lesson", equivalents.CLEAN)
def test_no_mutant_that_changes_the_meaning_passes(lesson):
    for name, found in checker_mutants.exercises_of(lesson).items():
        equivalent = equivalents.EQUIVALENT[lesson].get(name, {})
        assert checker_mutants.tried(found, equivalent, COUNT, budget=BUDGET)["survivors"] == [], name
