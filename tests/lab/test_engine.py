"""The engine: a run that can be repeated to the last bit, knobs that turn under way, and mishaps that are explained."""

import random

import numpy as np
import pytest

from gan_course import objectives, pool, seed_everything
from gan_course.lab import presets
from gan_course.lab.controls import CONTROLS, REMEDIES
from gan_course.lab.engine import Engine
from gan_course.lab.settings import Settings

SMALL = {"generator_widths": (8,), "discriminator_widths": (8,), "batch_size": 32}


def same(one, other):
    return len(one) == len(other) and all(np.array_equal(a, b, equal_nan=True)
                                          for a, b in zip(one, other, strict=True))


def run(engine, calls):
    for _ in range(calls):
        assert engine.advance() == 20
    return engine.state()


@pytest.fixture(scope="module")
def engine():
    """One engine for the tests that only turn its knobs: each engine costs a second."""
    made = Engine(Settings(**SMALL))
    yield made
    made.stop()


# ------------------------------------------------------------ the same run again

def test_two_engines_from_one_seed_are_equal_and_leave_global_chance_alone():
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    before = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    one = Engine(Settings(seed=2, **SMALL))
    first = run(one, 1)
    one.change(remedies={"packing": 2})
    one.reset()
    one.frame()
    one.change(remedies={})
    one.reset()
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before  # noqa: NPY002
    seed_everything(99)
    two = Engine(Settings(seed=2, **SMALL))
    for _ in range(2):
        for engine in (one, two):
            engine.advance()
            random.random(), np.random.rand(3)  # noqa: NPY002
    assert same(one.state(), two.state()) and not same(one.state(), first)
    two.advance(single=True)
    assert not same(one.state(), two.state())


def test_reset_gives_the_same_run_also_after_remedies_were_switched():
    """`minibatch_stddev` shares layers with the discriminator as it was given, `packing` hides it."""
    pool.clear()
    engine = Engine(Settings(remedies={"packing": 2}, **SMALL))
    first = run(engine, 1)
    engine.switch("packing", False)
    plain = run(engine, 1)
    assert len(first) > len(plain) - 1 and engine.needed(engine.start) == "recompile"
    engine.switch("minibatch_stddev", True)
    run(engine, 1)
    engine.switch("minibatch_stddev", False)
    engine.change(remedies={"packing": 2})
    run(engine, 1)
    engine.reset()
    assert engine.step == 0 and engine.events == [] and engine.settings == Settings(remedies={"packing": 2}, **SMALL)
    assert same(run(engine, 1), first)
    engine.switch("packing", False)
    assert same(run(engine, 1), plain), "the discriminator as it was given came back too"


def test_settings_are_kept_on_reset():
    engine = Engine(Settings(**SMALL))
    engine.change(generator_rate=0.01)
    engine.change(seed=3)
    engine.reset()
    assert engine.settings == Settings(seed=3, generator_rate=0.01, **SMALL) == engine.start
    assert float(engine.gan.generator_optimizer.learning_rate) == np.float32(0.01)


def test_each_seed_is_another_run(engine):
    engine.change(seed=1)
    one = engine.state()
    assert engine.change(seed=2) == "reset" and not same(one, engine.state())
    assert engine.change(seed=1) == "reset" and same(one, engine.state())


# ------------------------------------------------------------ knobs

def test_what_a_change_needs(engine):
    assert engine.needed(engine.settings) == "live"
    example = {"choice": lambda knob, now: next(c for c in knob.choices if c not in (now, "drawn", "digits")),
               "whole": lambda knob, now: now + 1, "number": lambda knob, now: 0.25, "rate": lambda knob, now: 0.5,
               "widths": lambda knob, now: (9, 9)}
    for name, knob in CONTROLS.items():
        new = engine.settings.replaced(**{name: example[knob.kind](knob, getattr(engine.settings, name))})
        assert engine.needed(new) == knob.acts, name
    assert engine.needed(engine.settings.replaced(remedies={"r1": 1.0})) == "recompile"
    assert engine.needed(engine.settings.replaced(remedies={"r1": 1.0}, data="grid")) == "reset"


@pytest.mark.parametrize("name", [name for name in REMEDIES if REMEDIES[name].where == "both"])
def test_every_remedy_can_be_switched_on_and_its_number_turned_while_training(engine, name):
    assert engine.change(remedies={name: None}) == "recompile"
    assert engine.settings.remedies[name] == REMEDIES[name].value
    before = engine.state()
    assert engine.advance() == 20 and not engine.diverged
    after = engine.state()
    assert all(np.isfinite(array).all() for array in after) and not same(before, after)
    frame = engine.frame()
    assert all(np.isfinite(frame[part]).all() for part in ("fakes", "arrows", "mesh", "d_loss", "g_loss"))
    assert [r.name for r in engine.gan.remedies] == [name]
    knob = REMEDIES[name]
    if knob.live and knob.number:
        graph = engine.gan.run_steps
        assert engine.switch(name, True, knob.low) == "live"
        assert engine.gan.remedies[0].settings[knob.number] == knob.low
        assert float(engine.gan.remedies[0].knobs[knob.number]) == np.float32(knob.low)
        assert engine.gan.run_steps is graph, "turning traces nothing"
    elif knob.number:
        assert engine.needed(engine.settings.replaced(remedies={name: knob.high})) == "recompile"


@pytest.mark.parametrize("name", objectives.names())
def test_every_objective_can_be_chosen_while_training(engine, name):
    engine.change(objective="hinge" if name != "hinge" else "minimax", remedies={})
    step = engine.step
    assert engine.change(objective=name) == "recompile"
    assert engine.advance() == 20 and engine.step == step + 20 and not engine.diverged
    assert engine.gan.objective.name == name


def test_a_rate_acts_at_once_and_is_no_new_trace(engine):
    engine.change(remedies={}, objective="non_saturating", generator_rate=1e-3, discriminator_rate=1e-3)
    run(engine, 1)
    graph, before = engine.gan.run_steps, [w.numpy() for w in engine.gan.generator.weights]
    assert engine.change(generator_rate=1e-6) == "live"
    run(engine, 1)
    moved = max(np.abs(a - b.numpy()).max() for a, b in zip(before, engine.gan.generator.weights, strict=True))
    assert 0 < moved < 1e-4  # ten steps of Adam move no weight by much more than ten rates
    assert engine.gan.run_steps is graph and engine.change(generator_rate=1e-3) == "live"


def test_steps_and_what_is_noted(engine):
    engine.change(seed=11, remedies={})
    assert [engine.advance(), engine.advance(single=True), engine.advance(single=True)] == [20, 1, 1]
    for player, other in (("generator", "discriminator"), ("discriminator", "generator")):
        before = {name: [w.numpy() for w in getattr(engine.gan, name).weights] for name in (player, other)}
        engine.step_player(player)
        now = {name: [w.numpy() for w in getattr(engine.gan, name).weights] for name in (player, other)}
        assert same(before[other], now[other]) and not same(before[player], now[player])
    engine.advance()
    engine.advance()
    for rate in (0.002, 0.003):
        engine.change(generator_rate=rate)
    assert engine.step == 62
    assert engine.events == [("fit", 20), ("single", 2), ("generator", 1), ("discriminator", 1), ("fit", 40),
                             ("rate", "generator", 0.003)]
    frame = engine.frame()
    assert frame["step"] == 62 and np.isfinite([frame["d_loss"], frame["g_loss"]]).all()
    with pytest.raises(ValueError, match="give one of 'generator', 'discriminator'"):
        engine.step_player("judge")


@pytest.mark.parametrize(("base", "changes", "message"), [
    ({"batch_size": 128}, {"remedies": {"packing": 3}}, r"given 128 at a time, and packing judges m=3 together"),
    ({}, {"remedies": {"packing": 3}}, r"given 32 at a time, and packing judges m=3 together"),
    ({"discriminator_optimizer": "sgd"}, {"remedies": {"unrolled": 2}}, "'unrolled' cannot be used here: .* Adam"),
    ({}, {"remedies": {"unrolled": 2, "feature_matching": None}}, "both replace the generator's loss"),
    ({}, {"objective": "wasserstein", "remedies": {"label_smoothing": 0.9}}, "'label_smoothing' cannot be used here"),
    ({}, {"n_critic": 2, "remedies": {"consensus": 0.1}}, "n_critic must be 1, and is 2"),
    ({}, {"batch_size": 1024, "n_critic": 10}, "batch_size=1024 times n_critic=10 samples, and there are only 10,000"),
    ({}, {"remedies": {"diff_augment": 0.2}}, "diff_augment acts on digits only"),
    ({}, {"generator_rate": -1}, "generator_rate is -1; give a number"),
    ({}, {"remedies": {"r1": 11}}, "r1 is 11; give a number from 0 to 10"),
    ({}, {"data": "drawn"}, "drawn has shape"),
])
def test_an_impossible_change_leaves_everything_as_it_was(engine, base, changes, message):
    engine.change(**{"remedies": {}, "objective": "non_saturating", "batch_size": 32, "n_critic": 1,
                     "discriminator_optimizer": "adam", **base})
    before = engine.settings, engine.state(), list(engine.events), engine.step, engine.gan
    with pytest.raises(ValueError, match=message):
        engine.change(**changes)
    assert (engine.settings, engine.events, engine.step, engine.gan) == (before[0], *before[2:])
    assert same(engine.state(), before[1])
    if message.startswith("given 128"):  # and the run goes on
        assert engine.advance() == 20


def test_a_remedy_that_moves_both_says_so_where_one_player_is_asked_for(engine):
    engine.change(remedies={"consensus": 0.1}, n_critic=1, discriminator_optimizer="adam", objective="non_saturating")
    before = engine.state(), list(engine.events)
    with pytest.raises(ValueError, match="One player alone cannot be updated here: 'consensus' moves both at once"):
        engine.step_player("generator")
    assert same(engine.state(), before[0]) and engine.events == before[1]
    engine.change(remedies={})


# ------------------------------------------------------------ divergence

def until_diverged(engine):
    for _ in range(60):
        if engine.advance() == 0:
            return
    raise AssertionError("did not diverge within 600 steps")


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_divergence_is_explained_and_what_caused_it_is_taken_back():
    calm = Settings(objective="least_squares", generator_optimizer="sgd", discriminator_optimizer="sgd",
                    generator_rate=0.01, discriminator_rate=0.01, **SMALL)
    engine = Engine(calm)
    first = run(engine, 1)
    assert engine.change(generator_rate=10.0, discriminator_rate=10.0) == "live"
    until_diverged(engine)
    assert "loss is not a number since step" in engine.diverged and "learning rate too high" in engine.diverged
    assert engine.diverged.endswith("Reset begins anew and takes your last change back.")
    events = list(engine.events)
    assert engine.advance() == engine.advance(single=True) == 0
    engine.step_player("generator")
    assert engine.events == events, "nothing more is done"
    frame = engine.frame()
    assert frame["counts"]["quality"] == 0.0 and frame["surface"].dtype == np.uint8
    engine.reset()
    assert engine.diverged is None and engine.settings == calm and engine.step == 0
    assert same(run(engine, 1), first)


def test_who_lowers_the_rates_of_an_exploded_run_keeps_them_on_reset():
    engine = Engine(presets.PRESETS["exploding"].settings.replaced(**SMALL))
    until_diverged(engine)
    assert engine.diverged.endswith("Reset begins anew.")  # there is no change to take back
    engine.change(generator_rate=0.01)
    engine.change(discriminator_rate=0.01)
    assert engine.diverged and engine.advance() == 0
    engine.reset()
    assert (engine.settings.generator_rate, engine.settings.discriminator_rate) == (0.01, 0.01)
    run(engine, 1)
    engine.change(generator_rate=10.0, discriminator_rate=10.0)
    until_diverged(engine)
    assert engine.change(seed=5) == "reset" and engine.diverged is None  # a change that begins anew does so as it says
    assert engine.settings.generator_rate == 10.0


# ------------------------------------------------------------ inside

def test_state_and_restore():
    engine = Engine(Settings(remedies={"weight_averaging": 0.9, "packing": 2}, **SMALL))
    run(engine, 1)
    engine.stop()  # else the next steps would come from a shuffle that has begun
    kept = engine.state()
    further = run(engine, 1)
    engine.restore(kept)
    assert same(engine.state(), kept) and same(run(engine, 1), further)
    with pytest.raises(ValueError, match=r"holds \d+ arrays that do not fit its settings"):
        engine.restore(kept[:-1])
    with pytest.raises(ValueError, match="the file is damaged"):
        engine.restore([*kept[:-1], np.zeros(17)])
    assert same(engine.state(), further), "and nothing was set"


def test_a_reset_builds_nothing_and_gives_the_first_state_with_the_knobs_of_now():
    engine = Engine(Settings(remedies={"r1": 0.1}, **SMALL))
    born, gan = engine.state(), engine.gan
    engine.change(generator_rate=2e-3, remedies={"r1": 0.3})
    run(engine, 1)
    engine.reset()
    assert engine.gan is gan and engine.settings.remedies == {"r1": 0.3}
    assert float(gan.generator_optimizer.learning_rate) == np.float32(2e-3)
    assert float(gan.remedies[0].knobs["gamma"]) == np.float32(0.3)
    assert len(gan.step_history["d_loss"]) == 0
    assert all(np.array_equal(a, b) for a, b in zip(born, engine.state(), strict=True) if a.ndim)  # all but the knobs
    fresh = Engine(engine.settings)
    assert same(run(engine, 2), run(fresh, 2))
