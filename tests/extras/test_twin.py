"""The PyTorch twin descends what the course descends: losses, gradients and weights over ten steps, to 1e-5."""

import ast

import keras
import numpy as np
import peers
import pytest
import tensorflow as tf

from gan_course import networks, objectives, remedies, seed_everything
from gan_course.console import ROOT
from gan_course.gan import GAN
from gan_course.optimizers import Adam

TWIN = ROOT / "extras" / "twin.py"
STEPS, BATCH = 10, 16
ALL_THREE = "packing r1 weight_averaging"
CASES = [f"points {objective} {optimizer} {names}".strip() for objective in objectives.names()
         for optimizer, names in (("sgd", ""), ("sgd", ALL_THREE), ("adam", ""), ("adam", ALL_THREE))]
CASES += [f"points non_saturating sgd {name}" for name in ALL_THREE.split()]
CASES += ["digits non_saturating sgd", "digits non_saturating adam weight_averaging"]
REMEDIES = {"packing": lambda: remedies.Packing(2), "r1": lambda: remedies.R1(0.3),
            "weight_averaging": remedies.WeightAveraging}
OPTIMIZERS = {"sgd": lambda: keras.optimizers.SGD(0.02), "adam": lambda: Adam(1e-3)}


class Told(GAN):
    """A GAN that notes the gradients by which its players are moved."""

    def update(self, player, gradients):
        self.told.append((player, [gradient.numpy() for gradient in gradients]))
        super().update(player, gradients)


def ours(name):
    """Train one case with the course; return (what the twin needs, what it must find)."""
    network, objective, optimizer, *names = name.split()
    seed_everything(len(name))
    rng = np.random.default_rng(len(name))
    if network == "points":
        players = networks.mlp_generator(widths=(16, 16)), networks.mlp_discriminator(widths=(16, 16))
        real = rng.normal(size=(STEPS, BATCH, 2)).astype("float32") + np.float32(1)
    else:
        players = networks.dcgan_generator(8, (8, 4)), networks.dcgan_discriminator((4, 8))
        real = np.tanh(rng.normal(size=(STEPS, BATCH, 28, 28, 1))).astype("float32")
    gan = Told(*players)
    chosen = [REMEDIES[name]() for name in names]
    gan.compile(objective, OPTIMIZERS[optimizer](), OPTIMIZERS[optimizer](), remedies=chosen, run_eagerly=True)
    noise = rng.normal(size=(STEPS, BATCH, gan.latent_dim)).astype("float32")
    given = {"real": real, "noise": noise}
    for player in ("generator", "discriminator"):
        given |= {f"{player}/{i}": weight for i, weight in enumerate(getattr(gan, player).get_weights())}
    wanted = {}
    for step in range(STEPS):
        gan.told = []
        losses = gan.step(tf.constant(real[step]), tf.constant(noise[step]))
        wanted[f"losses/{step}"] = np.array([losses["d_loss"], losses["g_loss"]])
        for player, gradients in gan.told:
            wanted |= {f"{player} gradient/{step}/{i}": gradient for i, gradient in enumerate(gradients)}
    averaged = next((remedy.averaged.weights for remedy in chosen if remedy.name == "weight_averaging"),
                    gan.generator.weights)
    for part, weights in (("generator", gan.generator.weights), ("discriminator", gan.discriminator.weights),
                          ("sampler", averaged)):
        wanted |= {f"{part} weight/{i}": keras.ops.convert_to_numpy(weight) for i, weight in enumerate(weights)}
    return given, wanted


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Both sides of every case: {case: (ours, the twin's)}."""
    peers.python()
    folder = tmp_path_factory.mktemp("twin")
    sides = {name: ours(name) for name in CASES}
    np.savez(folder / "given.npz", **{f"{name}/{key}": array for name, (given, _) in sides.items()
                                      for key, array in given.items()})
    peers.run(ROOT / "tests" / "extras" / "twin_runs.py", folder / "given.npz", folder / "found.npz")
    found = np.load(folder / "found.npz")
    return {name: (wanted, {key: found[f"{name}/{key}"] for key in wanted}) for name, (_, wanted) in sides.items()}


@pytest.mark.parametrize("name", CASES)
def test_ten_steps_agree(runs, name):
    wanted, found = runs[name]
    gradients = [array for key, array in wanted.items() if "gradient" in key]
    assert len(gradients) >= 2 * STEPS * 6 and max(np.abs(array).max() for array in gradients) > 1e-3
    for key, array in wanted.items():
        np.testing.assert_allclose(found[key], array, rtol=1e-5, atol=1e-5, err_msg=f"{name}: {key}")


def test_the_twins_other_cases_differ(runs):
    """The comparison can fail: a case beside another is not equal to it."""
    plain, with_r1 = (runs[f"points non_saturating sgd{names}"][1] for names in ("", " r1"))
    assert np.abs(plain["losses/9"] - with_r1["losses/9"]).max() > 1e-3


def test_it_is_one_readable_file():
    text = TWIN.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    modules = {alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert modules == {"copy", "typing", "numpy", "torch", "torch.nn.functional"}


def test_the_course_does_not_need_it():
    for folder in ("gan_course", "lessons"):
        for path in (ROOT / folder).rglob("*.py"):
            assert "import torch" not in path.read_text(encoding="utf-8"), path


def test_without_pytorch_the_tests_are_skipped_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.delenv(peers.VARIABLE, raising=False)
    monkeypatch.setattr(peers, "FOLDER", tmp_path)
    with pytest.raises(pytest.skip.Exception, match=r"`python3 extras/environment.py` puts it into"):
        peers.python()
