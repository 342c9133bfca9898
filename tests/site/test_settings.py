"""Short texts and settings are the same on both hosts."""

import json

import numpy as np
import pytest

from gan_course.lab.controls import CONTROLS, REMEDIES
from gan_course.lab.presets import PRESETS
from gan_course.lab.settings import from_text

POINTS = {name: control for name, control in REMEDIES.items() if control.where != "digits"}


@pytest.fixture
def read(engine, build):
    """Function from a text to what the page's engine makes of it."""
    schema = json.loads((build.ENGINE / "schema.json").read_text(encoding="utf-8"))
    return lambda text: engine("settings", {"schema": schema, "text": text})


def by_chance(seed):
    """A text with every control and three remedies, each within its range."""
    rng = np.random.default_rng(seed)
    parts = []
    for name, control in CONTROLS.items():
        if control.kind == "choice":
            value = rng.choice([choice for choice in control.choices if choice not in ("digits", "drawn")])
        elif control.kind == "widths":
            value = "-".join(str(width) for width in rng.integers(1, 512, rng.integers(0, 5)))
        elif control.kind == "whole":
            value = rng.integers(control.low, control.high)
        else:
            value = float(f"{np.exp(rng.uniform(np.log(max(control.low, 1e-6)), np.log(control.high))):.3g}")
        parts.append(f"{name}={value}")
    for name in rng.choice(list(POINTS), 3, replace=False):
        control = POINTS[name]
        value = rng.integers(control.low, control.high + 1) if control.whole else rng.uniform(control.low, control.high)
        parts.append(name if control.number is None else f"{name}={value}")
    return " ".join(parts)


@pytest.mark.parametrize("text", [
    "", "seed=3", "data=grid r1 seed=3", "r1=0 r2=1e-05", "generator_rate=10 discriminator_rate=0.00003 beta_1=0",
    "generator_widths= discriminator_widths=1,2;3x4",
    "data=drawn drawn=" + ";".join(f"{i / 10:g},-0.5" for i in range(10)),
    *(preset.settings.to_text() for preset in PRESETS.values() if not preset.settings.digits),
    *(by_chance(seed) for seed in range(20))])
def test_a_text_means_the_same_and_is_written_alike(read, text):
    theirs, ours = from_text(text), read(text)
    assert ours["text"] == theirs.to_text()
    assert ours["settings"] == theirs.to_dict()
    assert read(ours["text"]) == ours


@pytest.mark.parametrize("text", [
    "colour=blue", "seed=-1", "seed=1.5", "seed=", "data=moons", "generator_rate=0", "generator_rate=nan",
    "batch_size=4", "generator_widths=1-2-3-4-5", "generator_widths=0", "r1=-1", "r1=x", "packing=9", "packing=2.5",
    "generator_widths=-5", "generator_widths=8--5", "generator_widths=-", "feature_matching=5", "seed=1_0",
    "data=drawn", "data=drawn drawn=1,2", "data=drawn drawn=a,b", "n_critic=11", "beta_1=1", "activation=gelu"])
def test_what_is_impossible_is_refused_by_both(read, text):
    with pytest.raises(ValueError):
        from_text(text)
    assert len(read(text)["error"]) > 10
