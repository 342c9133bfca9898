"""A member equals a lone GAN; a compiled step is used again where it may be."""

import threading

import keras
import numpy as np
import pytest

from gan_course import networks, pool, seed_everything
from gan_course.gan import GAN
from gan_course.pool import structure
from gan_course.remedies import ExperienceReplay, InstanceNoise, MinibatchStddev, WeightAveraging
from gan_course.sweep import Trial, members

pytestmark = pytest.mark.usefixtures("empty_pool")


def alone(game, seed, steps, every, **keywords):
    seed_everything(seed)
    trial = game["build"](**keywords)
    rows = []
    for done in range(every, steps + 1, every):
        trial.gan.fit(trial.x, batch_size=trial.batch_size, steps_per_epoch=every, verbose=0)
        rows.append({"step": done, "status": "ok", **{k: float(v) for k, v in game["measure"](trial.gan).items()}})
    return rows


def trained(game, seed, steps=20, every=10, **keywords):
    return members.train(game["build"], keywords, seed, steps, every, game["measure"])


def test_a_member_equals_a_lone_gan_to_the_last_bit_also_in_another_ones_place(game):
    first = trained(game, 1)
    moved_in = trained(game, 2, rate=3e-3)
    assert first == alone(game, 1, 20, 10)
    assert moved_in == alone(game, 2, 20, 10, rate=3e-3)
    assert first != moved_in
    assert len(pool.kept()) == 1, "the second member moved into the first one's GAN"


def test_a_knob_is_moved_in_too(game):
    trained(game, 1, gamma=0.1)
    assert trained(game, 1, gamma=5.0) == alone(game, 1, 20, 10, gamma=5.0)
    assert len(pool.kept()) == 1
    assert pool.kept()[0].remedies[0].settings == {"gamma": 5.0}


def test_the_step_is_traced_once_for_one_structure(game):
    trained(game, 1)
    graph = pool.kept()[0].run_steps
    traces = graph.experimental_get_tracing_count()
    trained(game, 2, rate=1e-2)
    assert pool.kept()[0].run_steps is graph and graph.experimental_get_tracing_count() == traces == 1


def test_an_objective_that_nobody_can_name_is_never_shared(game):
    from gan_course.objectives import NonSaturating

    class Own(NonSaturating):
        name = "my own"

    assert structure(game["build"](objective=Own()).gan) is None
    trained(game, 1, objective=Own())
    assert pool.kept() == []


def chancy(rate=1e-3, sigma=0.2, dropout=0.3):
    """A member whose step draws from four streams: the noise, two dropouts, and instance noise."""
    layers = keras.layers
    discriminator = keras.Sequential([keras.Input((2,)), layers.Dense(4), layers.Dropout(dropout), layers.Dense(4),
                                      layers.Dropout(dropout), layers.Dense(1)])
    gan = GAN(networks.mlp_generator(widths=(4,)), discriminator)
    gan.compile("minimax", keras.optimizers.Adam(rate), keras.optimizers.Adam(rate), jit_compile=False,
                remedies=[InstanceNoise(sigma, anneal_steps=15), ExperienceReplay(16), WeightAveraging(0.9),
                          MinibatchStddev()])
    return Trial(gan, np.random.default_rng(0).normal(size=(64, 2)).astype("float32"), batch_size=8)


def test_every_stream_of_chance_moves_in_with_the_member(game):
    game = {**game, "build": chancy}
    trained(game, 1, rate=1e-2)
    assert trained(game, 2, sigma=0.1) == alone(game, 2, 20, 10, sigma=0.1)
    assert len(pool.kept()) == 1
    assert structure(chancy().gan) != structure(chancy(dropout=0.4).gan)


def test_divergence_is_a_row_and_the_gan_can_be_used_again(game):
    rows = trained(game, 0, rate=1e30)
    assert rows[-1]["status"] == "diverged" and 1 <= rows[-1]["step"] <= 20
    assert trained(game, 1) == alone(game, 1, 20, 10)


def test_a_stopped_member_gives_nothing(game):
    stop = threading.Event()
    stop.set()
    assert members.train(game["build"], {}, 0, 20, 10, game["measure"], stop) is None


def test_measurements_fall_on_multiples_and_on_the_end(game):
    assert [row["step"] for row in trained(game, 0, steps=12, every=5)] == [5, 10, 12]


@pytest.mark.parametrize("result", [None, "a GAN", Trial(GAN(networks.mlp_generator(), networks.mlp_discriminator()),
                                                          np.zeros((8, 2), "float32"))])
def test_build_must_return_a_compiled_trial(game, result):
    with pytest.raises(ValueError, match=r"it must return a sweep\.Trial whose GAN is compiled"):
        members.train(lambda: result, {}, 0, 5, 5, game["measure"])
