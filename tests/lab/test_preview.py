"""The stand-in: it learns a little, in pure NumPy, and its pictures are the engine's in small."""

import json
import subprocess
import sys

import numpy as np
import pytest

from gan_course.lab.controls import ACTIVATIONS, CONTROLS, OBJECTIVES, OPTIMIZERS
from gan_course.lab.preview import N_FAKES, SURFACE, WIDEST, Preview, first_picture
from gan_course.lab.record import pack, unpacked
from gan_course.lab.settings import Settings
from gan_course.notebooks import running

DRAWING = [(0.1 * i - 0.5, 0.2) for i in range(10)]


@pytest.mark.parametrize("data", [name for name in CONTROLS["data"].choices if name != "digits"])
def test_every_distribution_can_be_previewed(data):
    preview = Preview(Settings(data=data, drawn=DRAWING if data == "drawn" else ()))
    assert preview.advance() == 1 and preview.step == 1
    frame = preview.frame()
    assert frame["fakes"].shape == (N_FAKES, 2) and frame["surface"].shape == (SURFACE, SURFACE)
    assert frame["surface"].dtype == np.uint8
    json.dumps({k: v for k, v in pack(frame).items() if k != "buffers"}, allow_nan=False)


@pytest.mark.parametrize("settings", [
    *[Settings(activation=name) for name in ACTIVATIONS], *[Settings(objective=name) for name in OBJECTIVES],
    *[Settings(generator_optimizer=name, discriminator_optimizer=name) for name in OPTIMIZERS],
    Settings(generator_widths=(), discriminator_widths=(512,)), Settings(latent_dim=128, batch_size=1024)], ids=repr)
@pytest.mark.filterwarnings("error")
def test_all_settings_can_be_previewed_and_stay_finite(settings):
    preview = Preview(settings)
    for _ in range(5):
        preview.advance()
    assert np.isfinite(preview.frame()["fakes"]).all()
    assert max(len(w) for w in preview._gan.discriminator.weights if np.ndim(w) == 1) <= WIDEST


@pytest.mark.filterwarnings("error")
def test_even_an_absurd_rate_is_tamed():
    preview = Preview(Settings(generator_optimizer="sgd", discriminator_optimizer="sgd", generator_rate=10.0,
                               discriminator_rate=10.0))
    for _ in range(50):
        preview.advance()
    assert np.isfinite(preview.frame()["d_loss"])


def test_the_same_seed_gives_the_same_preview_and_it_learns():
    small = {"batch_size": 32, "generator_widths": (32,), "discriminator_widths": (32,), "generator_rate": 0.01,
             "discriminator_rate": 0.01, "data": "gaussians"}
    one, two, other = (Preview(Settings(seed=seed, **small)) for seed in (4, 4, 5))
    before = one.frame()["counts"]["divergence"]
    for preview in (one, two, other):
        for _ in range(100):
            preview.advance()
    assert np.array_equal(one.frame()["fakes"], two.frame()["fakes"])
    assert not np.array_equal(one.frame()["fakes"], other.frame()["fakes"])
    assert one.frame()["counts"]["divergence"] < before - 0.02


def test_the_surface_is_what_d_says_with_y_along_the_rows():
    preview = Preview(Settings(data="disjoint", discriminator_rate=0.01))
    for _ in range(30):
        preview.advance()
    surface, side = preview.frame()["surface"].astype(int), np.linspace(-1.8, 1.8, SURFACE)
    for i, j in [(0, 0), (5, 28), (28, 5), (15, 15), (30, 12)]:
        point = np.array([[side[j], side[i]]], np.float32)
        said = 255 / (1 + np.exp(-float(preview._gan.discriminator.forward(point)[0, 0])))
        assert abs(surface[i, j] - said) <= 1
    assert surface.max() - surface.min() > 20


def test_first_pictures():
    packed, distribution = first_picture(Settings(data="grid"))
    assert packed["step"] == 0 and packed["counts"]["of"] == 25 and distribution.limits == (-5.5, 5.5)
    assert packed["d_loss"] is None  # nothing was trained
    digits, none = first_picture(Settings().replaced(data="digits"))
    assert none is None and unpacked(digits, "images").shape == (64, 28, 28)


def test_the_laboratory_and_its_preview_need_no_tensorflow():
    code = ("import sys\nfrom gan_course import lab\nfrom gan_course.lab import exports, pages, pictures, preview\n"
            "from gan_course.lab import record, runner, script\nlab.Settings(), lab.from_text(''), lab.PRESETS, lab.run"
            "\npreview.Preview(lab.Settings()).advance()\nprint('tensorflow' in sys.modules or 'keras' in sys.modules)")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True,
                         env=running.kernel_environment())
    assert ran.stdout.strip() == "False"
