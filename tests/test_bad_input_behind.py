"""Bad input at the doors behind the package's front: compiling, the sweep, the laboratory, the exercises' own tools.

    python tests/test_bad_input_behind.py     prints how many bad inputs end clear, in a library's words, or silently

The kinds and the judge are those of `test_bad_input`.
"""

import collections
import functools
import tempfile
from pathlib import Path

import keras
import numpy as np
import pytest
from test_bad_input import KINDS, NO_NAME, POINTS, judged

from gan_course import networks, sweep
from gan_course.exercises import checks, predictions
from gan_course.exercises.exercise import Exercise
from gan_course.gan import GAN
from gan_course.lab import DiracPortrait, Lab, Settings, from_text, run
from gan_course.lab.controls import CONTROLS, REMEDIES
from gan_course.optimizers import Adam

DATA = POINTS.astype("float32")
HINTS = ["One.", "Two.", "Three."]
# A control takes its value as text too, as the short text writes it; so a text is bad only where it names nothing.
OF_CONTROLS = {
    "whole": [3.5, "3.5", "three", 2j, True, None, [1, 2], float("nan"), np.array([1, 2]), -1, 10**9, np.ma.masked,
              b"3"],
    "number": ["three", 2j, True, None, [1, 2], float("nan"), float("inf"), 10**9, np.ma.masked, b"3", -1e9],
    "rate": ["three", 2j, True, None, [1, 2], float("nan"), float("inf"), 0, -1, 10**9, np.ma.masked, b"3"],
    "choice": [*NO_NAME, None, object(), np.ones(2)],
    "widths": ["a-b", (0,), (1.5,), (True,), None, (-1, 2), {8: 1}, (float("nan"),), (8,) * 9, 2j, object(),
               np.array([[8]])],
}


def game():
    return GAN(networks.mlp_generator(2, 2, (4,)), networks.mlp_discriminator(2, (4,)))


def built(rate=1e-3):
    gan = game()
    gan.compile(generator_optimizer=Adam(rate), discriminator_optimizer=Adam(rate), jit_compile=False)
    return sweep.Trial(gan, DATA, batch_size=4)


def one(gan):
    return {"steps": 1.0}


def compiled(**options):
    game().compile(**options)


def swept(settings=None, seeds=(0,), steps=1, every=None, workers=1, measure=one, build=built, progress=False,
          file=None, engine=None):
    return sweep.run(build, {"plain": {}} if settings is None else settings, seeds, steps=steps, every=every,
                     workers=workers, measure=measure, progress=progress, file=file, engine=engine)


def exercise(name="double", reference=abs, checks=(), hints=HINTS, source=None):
    return Exercise(name, reference, checks, hints, source=source)


def closed(make):
    @functools.wraps(make)
    def call(**given):
        make(**given).close()
    return call


def rows():
    """Yield (name, call, argument, bad values)."""
    whole = KINDS["whole"](1)
    yield "compile", compiled, "objective", [value for value in KINDS["name"]("hinge") if value is not None] + [object]
    yield "compile", compiled, "remedies", KINDS["names"](["r1"])
    for name in ("n_critic", "n_generator"):
        yield "compile", compiled, name, whole
    yield "compile", compiled, "steps_per_execution", whole
    for name in ("jit_compile", "run_eagerly"):
        yield "compile", compiled, name, KINDS["flag"](True)
    for name in ("generator_optimizer", "discriminator_optimizer"):
        yield "compile", compiled, name, [3, "zzz", b"adam", keras.optimizers.Adam, object(), [1], np.ones(2), True]
    for name in ("loss", "metrics", "optimizer", "nothing"):
        yield "compile", compiled, name, ["mse", 3]
    yield "sweep.run", swept, "settings", [3, "plain", [], {}, {"plain": 3}, {"plain": {1: 2}}, {"plain": {"zzz": 1}},
                                           [{"rate": 1}]]
    yield "sweep.run", swept, "seeds", [(), 1.5, "ab", (True,), (0, 0), (-1,), None, [[0]], (0.0,), (2**32,)]
    for name in ("steps", "workers"):
        yield "sweep.run", swept, name, whole
    yield "sweep.run", swept, "every", [value for value in whole if value is not None]
    for name in ("measure", "build"):
        yield "sweep.run", swept, name, [3, "f", None, [len]]
    yield "sweep.run", swept, "measure", [lambda gan: {"seed": 1.0}]
    yield "sweep.run", swept, "file", [3, True, ["a"], "", "a\0b", "table.csv"]
    yield "sweep.run", swept, "engine", [3, "", "localhost", b"tcp://127.0.0.1:1", ["tcp://127.0.0.1:1"]]
    yield "sweep.load", sweep.load, "file", [3, None, True, ["a"], "", "a\0b", "/no/such/file.jsonl"]
    for name, control in CONTROLS.items():
        bad = [value for value in OF_CONTROLS[control.kind] if name != "seed" or type(value) is not int or value < 0]
        yield "Settings", Settings, name, bad
        yield "Settings.replaced", Settings().replaced, name, bad
    yield "Settings", Settings, "remedies", [3, None, "r1", ["r1"], {"zzz": None}, {1: None}]
    yield "Settings", Settings, "remedies", [
        {name: value} for name, control in REMEDIES.items() if control.number
        for value in (["three", True, 2j, float("nan"), [1], -1, 10**9] + [1.5] * control.whole)]
    yield ("Settings", functools.partial(Settings, data="drawn"), "drawn",
           [3, "ab", None, [], [(1,)], [(1, 2, 3)], [("a", "b")], [(float("nan"), 0)], [(1j, 0)], [(1e9, 0)],
            np.ones(3), [(1, 2)] * 10**6])
    yield "Settings.replaced", Settings().replaced, "zzz", [1]
    yield "from_text", from_text, "text", [3, None, b"data=grid", ["data=grid"], "zzz=1", "data=zzz", "data", "=",
                                           "r1=x", "drawn=1;2", "drawn=a,b", "seed=-1", "seed=1.5",
                                           "a" * 200_000]
    short = functools.partial(run, steps=0)
    yield "lab.run", short, "start", [3, None, b"ring", ["ring"], "zzz", object()]
    yield "lab.run", short, "seed", [value for value in KINDS["seed"](0) if value is not None and value != "0"]
    yield "lab.run", short, "zzz", [1]
    yield "lab.run", run, "steps", [value for value in whole if not (type(value) is int and value == 0)]
    yield "lab.run", short, "look_every", whole
    yield "Lab", closed(Lab), "start", [3, None, b"ring", ["ring"], "zzz", object()]
    yield "Lab", closed(Lab), "against", [3, b"r1", ["r1"], "zzz", object(), "data=zzz"]
    yield "Lab", closed(Lab), "compact", KINDS["flag"](True)
    yield "Lab", closed(Lab), "engine", NO_NAME
    for name in ("game", "rule"):
        yield "DiracPortrait", closed(DiracPortrait), name, [*NO_NAME, None]
    yield "DiracPortrait", closed(DiracPortrait), "rate", [value for value in KINDS["above 0"](0.2)] + [1.5]
    yield "DiracPortrait", closed(DiracPortrait), "starts", [3, None, "ab", [1.0], [(1,)], [(1, 2, 3)], [("a", "b")],
                                                             [(float("nan"), 0)], [(1j, 0)], [(True, False)],
                                                             [(1e9, 0)]]
    yield "Exercise", exercise, "name", ["", "two words", "class", 3, None, b"double", "1a"]
    yield "Exercise", exercise, "hints", [[], ["a"], ["", "b", "c"], [1, 2, 3], "abc", None, 3]
    yield "Exercise", exercise, "checks", [[], None, [3], "abc", 3]
    yield ("Exercise", functools.partial(exercise, checks=[checks.value_close(1, "one")]), "reference",
           [lambda x: x])
    yield "predictions.beside", functools.partial(predictions.beside, happened={"a": 1}), "guesses", [
        {}, {"b": 1}, 3, None, ["a"], "a"]


def verdicts():
    """Return [(verdict, name, argument, bad value, what was said)] of every bad input."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name, call, argument, bad in rows():
            for value in bad:
                if argument == "file" and value == "table.csv":
                    value = Path(folder, value)
                verdict, said = judged(call, {argument: value})
                found.append((verdict, name, argument, repr(value)[:60], said))
    return found


def test_every_bad_input_behind_the_front_is_refused_in_a_sentence_of_ours(capsys):
    found = verdicts()
    with capsys.disabled():
        print(f" {len(found)} bad inputs: {dict(collections.Counter(row[0] for row in found))} ", end="")
    assert len(found) >= 300
    assert [row for row in found if row[0] != "clear"] == []


@pytest.mark.parametrize(("part", "value"), [
    *[("measure", value) for value in (lambda gan: 3, lambda gan: {"a": "b"}, lambda gan: {1: 2.0},
                                       lambda gan: {"a": 1j}, lambda gan: {"a": [1, 2]})],
    *[("build", value) for value in (lambda: 3, lambda **_: 3, lambda **_: game())]])
def test_what_shows_only_while_a_member_trains_names_the_member(part, value):
    with pytest.raises(RuntimeError, match=r"The member with setting 'plain' and seed 0 failed: ValueError: .*; ?"):
        swept(**{part: value})


def test_the_same_calls_with_good_input_are_served():
    compiled(objective="hinge", remedies=["r1"], n_critic=2)
    assert len(swept(seeds=(0, 1))) == 2
    Settings(drawn=[(0, 1)] * 30, data="drawn").replaced(seed="3")
    assert run("data=grid", steps=0, seed=1).rows == []
    closed(Lab)(start="data=grid", against="r1")
    closed(DiracPortrait)(starts=[(0.5, 0)])
    exercise(checks=[checks.value_close(1, "one")])


if __name__ == "__main__":
    table = verdicts()
    for row in table:
        if row[0] != "clear":
            print(*row, sep=" | ")
    print(len(table), "bad inputs:", dict(collections.Counter(row[0] for row in table)))
