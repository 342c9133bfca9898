"""What is drawn of a GAN: arrows against finite differences, the surface against D written once more in NumPy."""

import gc
import json
import random
import weakref

import keras
import numpy as np
import pytest

from gan_course.lab import worlds
from gan_course.lab.builders import build
from gan_course.lab.engine import Engine
from gan_course.lab.record import pack
from gan_course.lab.settings import Settings
from gan_course.lab.worlds import N_ARROWS, SURFACE, Digits, Points, mesh, world

SOFTPLUS = lambda a: np.logaddexp(0.0, a)  # noqa: E731
# the generator's loss of one fake logit f (and one real logit r), written out once more
LOSSES = {
    "non_saturating": lambda r, f: SOFTPLUS(-f), "minimax": lambda r, f: -SOFTPLUS(f),
    "least_squares": lambda r, f: 0.5 * (f - 1) ** 2, "hinge": lambda r, f: -f, "wasserstein": lambda r, f: -f,
    "relativistic": lambda r, f: SOFTPLUS(r - f),
}


@pytest.fixture(scope="module")
def engine():
    """An engine with smooth players, a little trained, whose D has an opinion."""
    made = Engine(Settings(generator_widths=(8,), discriminator_widths=(6, 6), activation="tanh", batch_size=32,
                           generator_rate=0.01, discriminator_rate=0.03))
    for _ in range(5):
        made.advance()
    yield made
    made.stop()


def logits(discriminator, x):
    """The dense tanh network in float64; x: (n, inputs)."""
    weights = [np.asarray(w, np.float64) for w in discriminator.get_weights()]
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        x = np.tanh(x) if i < len(weights) - 2 else x
    return x[:, 0]


def downhill(loss, x, e=1e-5):
    """Minus the gradient of each point's own loss, by central differences; loss: (n, 2) -> (n,)."""
    steps = e * np.eye(2)
    return -np.stack([(loss(x + step) - loss(x - step)) / (2 * e) for step in steps], axis=1)


@pytest.mark.parametrize("objective", LOSSES)
def test_arrows_point_down_the_generators_loss(engine, objective):
    engine.change(objective=objective, remedies={})
    frame, d = engine.frame(), engine.gan.discriminator
    fakes = frame["fakes"][:N_ARROWS].astype(np.float64)
    real = logits(d, engine.world.x[:N_ARROWS].astype(np.float64))
    wanted = downhill(lambda x: LOSSES[objective](real, logits(d, x)), fakes)
    assert np.abs(wanted).max() > 0.01 and frame["arrows"].shape == (N_ARROWS, 2)
    np.testing.assert_allclose(frame["arrows"], wanted, atol=1e-4)


@pytest.mark.parametrize("m", [2, 4])
def test_with_packing_a_point_is_judged_beside_its_copies(engine, m):
    engine.change(objective="non_saturating", remedies={"packing": m})
    frame, d = engine.frame(), engine.gan.discriminator
    wanted = downhill(lambda x: SOFTPLUS(-logits(d, np.tile(x, (1, m)))), frame["fakes"][:N_ARROWS].astype(np.float64))
    np.testing.assert_allclose(frame["arrows"], wanted, atol=1e-4)


@pytest.mark.parametrize("remedies", [{}, {"packing": 3}])
def test_the_surface_is_ds_probability_with_y_along_the_rows(engine, remedies):
    engine.change(objective="non_saturating", batch_size=33, remedies=remedies)
    side = np.linspace(-1.6, 1.6, SURFACE)
    square = np.array([[x, y] for y in side for x in side])
    said = 255 / (1 + np.exp(-logits(engine.gan.discriminator, np.tile(square, (1, remedies.get("packing", 1))))))
    surface = engine.frame()["surface"]
    assert surface.dtype == np.uint8 and surface.shape == (SURFACE, SURFACE)
    assert np.abs(surface.reshape(-1) - said).max() <= 1.001
    assert surface.max() - surface.min() > 5


def test_fakes_and_the_net_are_the_generators(engine):
    engine.change(remedies={})
    frame, g = engine.frame(), engine.gan.generator
    noise = np.random.default_rng(1).standard_normal((512, 2)).astype(np.float32)
    np.testing.assert_allclose(frame["fakes"], g(noise), atol=1e-6)
    np.testing.assert_allclose(frame["mesh"], g(mesh(2)), atol=1e-6)
    assert np.array_equal(engine.frame()["fakes"], frame["fakes"]), "looking changes nothing"


def test_with_weight_averaging_the_average_is_shown(engine):
    engine.change(remedies={"weight_averaging": 0.9})
    averaged = engine.gan.remedies[0].averaged
    for weight in averaged.weights:
        weight.assign(0 * weight)
    assert not engine.frame()["fakes"].any() and not engine.frame()["mesh"].any()


@pytest.mark.parametrize(("group", "batch"), [(2, 32), (4, 32), (5, 35), (16, 32)])
def test_groups_of_any_size_can_be_drawn(engine, group, batch):
    """Neither 33² nor 96 is a multiple of each group."""
    engine.change(batch_size=batch, remedies={"minibatch_stddev": group})
    frame = engine.frame()
    assert frame["surface"].shape == (SURFACE, SURFACE) and np.isfinite(frame["arrows"]).all()
    assert frame["arrows"].shape == (N_ARROWS, 2)


@pytest.mark.parametrize(("remedies", "batch", "size"), [
    ({"minibatch_discrimination": 4}, 32, 32), ({"minibatch_discrimination": 4}, 600, 600),
    ({"minibatch_discrimination": 4, "minibatch_stddev": 5}, 60, 60),
    ({"minibatch_discrimination": 4, "packing": 2}, 64, 32)])
def test_where_d_compares_a_batch_a_point_is_judged_among_fakes_of_that_number(engine, remedies, batch, size):
    engine.change(batch_size=batch, objective="non_saturating", remedies=remedies)
    frame, m, few = engine.frame(), remedies.get("packing", 1), size // 16
    side = np.linspace(-1.6, 1.6, SURFACE)
    square = np.tile(np.array([[x, y] for y in side for x in side], np.float32), (1, m))
    company = np.tile(frame["fakes"], (2, m))[:size - few]
    surface = frame["surface"].reshape(-1)
    for first in (0, few * 7, few * (1089 // few - 1)):
        those = slice(first, first + few)
        logits = engine.gan.discriminator(np.concatenate([square[those], company]), training=False).numpy()[:few, 0]
        assert np.abs(surface[those] - 255 / (1 + np.exp(-logits))).max() <= 1.001
    assert np.isfinite(frame["arrows"]).all()


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_frames_can_be_sent_also_of_weights_that_are_no_numbers(engine):
    engine.change(remedies={})
    for spoil in (False, True):
        if spoil:
            for network in (engine.gan.generator, engine.gan.discriminator):
                network.set_weights([np.full_like(w, np.nan) for w in network.get_weights()])
        packed = pack(engine.frame())
        header = {name: value for name, value in packed.items() if name != "buffers"}
        assert json.loads(json.dumps(header, allow_nan=False)) == header
        assert header["arrays"] == {"fakes": [[512, 2], "f4"], "mesh": [[289, 2], "f4"], "arrows": [[96, 2], "f4"],
                                    "surface": [[33, 33], "u1"]}
        assert [len(b) for b in packed["buffers"]] == [512 * 8, 289 * 8, 96 * 8, 1089]
        assert all(np.isfinite(np.frombuffer(b, "<f4")).all() for b in packed["buffers"][:3])
    assert header["counts"] == {"modes": 0, "of": 8, "quality": 0.0, "divergence": pytest.approx(np.log(2))}


def test_the_net_of_noise():
    assert mesh(1).shape == (201, 1) and mesh(2).shape == (289, 2) and mesh(3).shape == (0, 3)
    rows = mesh(2).reshape(17, 17, 2)
    assert (rows[:, :, 0] == rows[0, :, 0]).all() and (rows[:, :, 1] == rows[:, :1, 1]).all()
    assert all(m.dtype == np.float32 and (m == -m[::-1]).all() for m in (mesh(1), mesh(2)))


@pytest.mark.parametrize("latent_dim", [1, 3])
def test_points_without_a_net_have_frames_too(latent_dim):
    points = Engine(Settings(latent_dim=latent_dim, noise="uniform", generator_widths=(), discriminator_widths=()))
    assert points.frame()["mesh"].shape == ({1: 201, 3: 0}[latent_dim], 2)


def test_a_world_builds_its_players():
    points = world(Settings(noise="uniform", activation="leaky_relu", generator_widths=(3,)))
    generator, discriminator = points.networks()
    assert isinstance(points, Points) and points.x.shape == (10_000, 2)
    assert [type(layer).__name__ for layer in generator.layers] == ["UniformNoise", "Dense", "Dense"]
    assert generator.layers[1].activation is keras.activations.leaky_relu
    assert [w.shape for w in discriminator.weights] == [(2, 128), (128,), (128, 128), (128,), (128, 1), (1,)]


def test_digits():
    digits = world(Settings().replaced(data="digits", generator_widths=(2, 3), discriminator_widths=(4, 5)))
    generator, _ = digits.networks()
    assert isinstance(digits, Digits) and generator.output_shape == (None, 28, 28, 1)
    assert digits.x.min() >= -1 and digits.x.max() <= 1 and digits.x.shape[1:] == (28, 28, 1)

    def drawing(images):  # a GAN whose generator draws these
        return type("Stub", (), {"sampler": staticmethod(
            lambda noise, training: images + 0 * noise[:, 0, None, None, None])})()

    gan = drawing(digits.x[:64])
    frame = digits.frame(gan)
    assert frame["images"].dtype == np.uint8 and frame["counts"]["of"] == 10
    assert np.abs(frame["images"] / 127.5 - 1 - digits.x[:64, ..., 0]).max() < 0.009
    assert frame["counts"]["quality"] > 0.9 and frame["counts"]["modes"] >= 9  # real digits are recognised
    assert not digits.frame(drawing(digits.x[:64] * np.nan))["images"].any()


@pytest.mark.parametrize("chosen", [{}, {"data": "digits", "generator_widths": (8, 4), "discriminator_widths": (4, 8)}])
def test_a_picture_is_traced_once_for_each_gan_and_the_oldest_graphs_are_given_back(chosen, monkeypatch):
    monkeypatch.setattr(worlds, "DRAWINGS", 2)
    settings = Settings(**{"generator_widths": (8,), "discriminator_widths": (8,), **chosen})
    its_world, alive, functions = world(settings), [], []
    batch = [] if settings.digits else [settings.batch_size]
    for seed in range(4):
        gan = build(settings, its_world, random.Random(seed))
        its_world.frame(gan)
        functions.append(its_world._drawing(gan))
        its_world.frame(gan)
        assert its_world._drawing(gan) is functions[-1]
        assert functions[-1].experimental_get_tracing_count() == 1
        alive.append(weakref.ref(functions[-1].get_concrete_function(*batch).graph))
    del gan, functions
    gc.collect()
    assert [ref() is None for ref in alive] == [True, True, False, False]
