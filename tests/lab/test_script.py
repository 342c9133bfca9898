"""Copy as Python: the program gives the weights of the run, to the last bit."""

import numpy as np
import pytest

from gan_course import pool, remedies
from gan_course.lab import script
from gan_course.lab.controls import OBJECTIVES, OPTIMIZERS, REMEDIES
from gan_course.lab.engine import Engine
from gan_course.lab.exports import program
from gan_course.lab.script import to_python
from gan_course.lab.settings import Settings

DRAWING = [(0.0123456 * i - 0.5, 0.3 - 0.01 * i) for i in range(40)]


def agrees(engine):
    """Run the engine's program by itself; compare every number of the two GANs; return the program."""
    text, names = program(engine), {}
    exec(text, names)
    gan = names["gan"]
    theirs = [v.numpy() for v in pool.state(gan)]
    mine = engine.state()
    assert len(mine) == len(theirs)
    for i, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        assert np.array_equal(one, other), f"number {i} of {len(mine)}, shape {one.shape}"
    assert len(gan.step_history["d_loss"]) == engine.step
    return text


def test_a_run_with_every_kind_of_event():
    engine = Engine(Settings(data="drawn", drawn=DRAWING, noise="uniform", seed=3, batch_size=32, n_generator=2,
                             generator_widths=(8,), discriminator_widths=(8, 4), generator_optimizer="rmsprop",
                             discriminator_optimizer="sgd", discriminator_rate=0.03, latent_dim=3))
    engine.advance()
    engine.advance()
    engine.change(generator_rate=1 / 300)
    engine.advance()
    engine.switch("r1", True)
    engine.advance()
    engine.switch("r1", True, 1 / 3)
    engine.frame()
    for _ in range(3):
        engine.advance(single=True)
    engine.step_player("generator")
    engine.step_player("generator")
    engine.step_player("discriminator")
    engine.change(discriminator_optimizer="momentum", discriminator_rate=0.01)
    engine.advance()
    engine.stop()  # a pause
    engine.advance()
    engine.change(batch_size=16, beta_1=0.25, generator_optimizer="adam")
    engine.advance()
    text = agrees(engine)
    assert [event[0] for event in engine.events] == [
        "fit", "rate", "fit", "compile", "fit", "turn", "single", "generator", "discriminator", "compile", "fit", "fit",
        "compile", "fit"]
    assert "gamma=0.3333333333333333" in text and "\nfrom gan_course import seed_everything\n" in f"\n{text}"


def test_a_run_whose_discriminator_is_rebuilt():
    engine = Engine(Settings(seed=8, generator_widths=(8,), discriminator_widths=(8,), batch_size=32))
    engine.advance()
    engine.switch("packing", True)
    engine.switch("packing", True, 4)  # at once: the first one's D has drawn its weights from the same stream
    engine.advance()
    engine.change(generator_rate=0.01)
    engine.change(remedies={"minibatch_stddev": 4, "weight_averaging": 0.9})
    engine.advance()
    engine.change(remedies={}, objective="hinge", n_critic=2)
    engine.advance()
    agrees(engine)
    engine.reset()
    engine.advance()
    text = agrees(engine)
    assert "hinge" in text and "packing" not in text.lower(), "a reset begins the program anew"


def test_a_run_on_digits():
    digits = Settings().replaced(data="digits", generator_widths=(2, 2), discriminator_widths=(2, 2), batch_size=8,
                                 latent_dim=4, remedies={"diff_augment": 0.2})
    engine = Engine(digits)
    assert [engine.advance(), engine.advance()] == [2, 2]
    engine.change(generator_rate=0.01)
    engine.advance()
    engine.change(remedies={"spectral_normalization": None})
    engine.advance(single=True)
    assert "digits().x_train" in agrees(engine)


@pytest.mark.parametrize("name", REMEDIES)
def test_every_remedy_is_written_as_the_call_that_builds_it(name):
    number = REMEDIES[name].value
    data = "digits" if REMEDIES[name].where == "digits" else "ring"
    settings = Settings().replaced(data=data, remedies={name: number})
    text = to_python(Settings().replaced(data=data), [("compile", settings)])
    assert compile(text, "program", "exec")
    call = script._remedy(name, number)
    assert f"remedies=[{call}]" in text
    kind = getattr(remedies, call.partition("(")[0])
    assert kind is type(remedies.get(name)) and f"import {kind.__name__}\n" in text
    if REMEDIES[name].number:
        assert eval(call, vars(remedies)).settings[REMEDIES[name].number] == number


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_only_what_is_used_is_imported(objective, rule):
    text = to_python(Settings(objective=objective, generator_optimizer=rule, discriminator_optimizer=rule), [])
    assert ("import keras\n" in text) == (rule != "adam") == ("import Adam" not in text)
    assert repr(objective) in text and "remedies import" not in text
    assert "REMEDIES" not in text and "Engine" not in text


def test_an_unknown_event():
    with pytest.raises(ValueError, match="event is 'jump'; give one of 'fit'"):
        to_python(Settings(), [("jump", 3)])


def test_the_number_of_threads_is_told_where_it_was_chosen():
    assert "threads" not in to_python(Settings(), [])
    first, second = to_python(Settings(), [], threads=1).splitlines()[:2]
    assert first.startswith("# ") and "set_intra_op_parallelism_threads(1)" in second and second.startswith("# ")
