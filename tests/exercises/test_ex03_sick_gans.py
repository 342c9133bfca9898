"""Each patient has the fault that its key says, and no other."""

import numpy as np
import pytest

from gan_course.exercises import ex03_sick_gans

RNG = np.random.default_rng(0)
REAL, NOISE = RNG.normal(3.0, 0.1, (64, 2)), RNG.normal(size=(64, 2))


def weights(network):
    """A copy of all weights in one vector."""
    return np.concatenate([np.ravel(w) for w in network.weights]).copy()


def moved(name, step):
    """How one step moves (generator, discriminator)."""
    gan = ex03_sick_gans.patients()[name]
    before = weights(gan.generator), weights(gan.discriminator)
    if step == "generator":
        gan.generator_step(NOISE)
    else:
        gan.discriminator_step(REAL, NOISE)
    return weights(gan.generator) - before[0], weights(gan.discriminator) - before[1]


def test_all_start_from_the_same_weights():
    gans = ex03_sick_gans.patients()
    assert list(gans) == ["healthy", "A", "B", "C", "D"]
    for gan in gans.values():
        np.testing.assert_array_equal(weights(gan.generator), weights(gans["healthy"].generator))
        np.testing.assert_array_equal(weights(gan.discriminator), weights(gans["healthy"].discriminator))


def test_only_in_a_the_generators_step_moves_the_discriminator():
    for name in ex03_sick_gans.patients():
        assert (np.abs(moved(name, "generator")[1]).max() > 0) == (name == "A")


def test_only_in_d_the_generator_stands_still():
    for name in ex03_sick_gans.patients():
        assert (np.abs(moved(name, "generator")[0]).max() == 0) == (name == "D")


def test_c_moves_its_generator_the_opposite_way():
    np.testing.assert_allclose(moved("C", "generator")[0], -moved("healthy", "generator")[0], atol=1e-7)


@pytest.mark.parametrize("name", ["healthy", "A", "B", "C", "D"])
def test_only_b_teaches_its_discriminator_to_call_fakes_real(name):
    gan = ex03_sick_gans.patients()[name]
    for _ in range(50):
        gan.discriminator_step(REAL, NOISE)
    fake = gan.generator.forward(NOISE)
    prefers_fakes = gan.discriminator.forward(fake).mean() > gan.discriminator.forward(REAL).mean()
    assert prefers_fakes == (name == "B")


def test_the_probe_reads_each_fault_from_one_number():
    table = {name: ex03_sick_gans.probe(gan, REAL.astype("float32"), rounds=5, seed=1)
             for name, gan in ex03_sick_gans.patients().items()}
    for name, (d_moved, g_moved, gap, leaked, g_step, lift) in table.items():
        assert d_moved > 0 and g_moved == 0
        assert (gap < 0) == (name == "B") and (leaked > 0) == (name == "A")
        assert (g_step == 0) == (name == "D") and (lift < 0) == (name == "C")


def test_the_probe_depends_on_its_seed():
    first, again, other = (ex03_sick_gans.probe(ex03_sick_gans.patients()["healthy"], REAL.astype("float32"), 2, seed)
                           for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
