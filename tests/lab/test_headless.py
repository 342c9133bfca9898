"""The laboratory without a page is the same engine."""

import numpy as np
import pytest

from gan_course import lab
from gan_course.lab.engine import Engine
from gan_course.lab.settings import Settings

SMALL = "generator_widths=8 discriminator_widths=8 batch_size=32"


def test_it_is_the_engine_advanced():
    result = lab.run(f"data=gaussians {SMALL}", steps=60, seed=6, look_every=20, generator_rate=0.01)
    engine = Engine(Settings(data="gaussians", generator_widths=(8,), discriminator_widths=(8,), batch_size=32, seed=6,
                             generator_rate=0.01))
    assert result.engine.settings == engine.settings
    rows = []
    for _ in range(3):
        engine.advance()
        frame = engine.frame()
        rows.append({"step": frame["step"], "d_loss": frame["d_loss"], "g_loss": frame["g_loss"], **frame["counts"]})
    assert result.rows == rows
    assert all(np.array_equal(a, b) for a, b in zip(result.engine.state(), engine.state(), strict=True))
    assert {name: getattr(result, name) for name in ("modes", "of", "quality", "divergence")} == frame["counts"]
    assert result.diverged is None


@pytest.mark.parametrize(("steps", "done", "looks"), [(1, 20, [20]), (85, 100, [40, 80, 100]), (80, 80, [40, 80])])
def test_steps_are_rounded_up_and_the_last_is_looked_at(steps, done, looks):
    result = lab.run(SMALL, steps=steps, look_every=40)
    assert result.engine.step == done and [row["step"] for row in result.rows] == looks


def test_no_steps_is_the_untrained_gan():
    result = lab.run(SMALL, steps=0)
    assert result.engine.step == 0 and result.rows == [] and result.of == 8


def test_a_preset_by_its_name_and_what_a_divergence_leaves():
    result = lab.run("exploding", steps=1000, generator_widths=(8,), discriminator_widths=(8,))
    assert result.engine.settings == lab.PRESETS["exploding"].settings.replaced(generator_widths=(8,),
                                                                               discriminator_widths=(8,))
    assert "not a number" in result.diverged and result.engine.step < 1000
    assert (result.modes, result.quality) == (0, 0.0)


def test_settings_are_taken_as_they_are_and_words_that_are_none_are_named():
    assert lab.run(Settings(generator_widths=(4,)), steps=0).engine.settings == Settings(generator_widths=(4,))
    with pytest.raises(ValueError, match="'hoping' is unknown; a part is name=value"):
        lab.run("hoping", steps=10)
    with pytest.raises(AttributeError, match=r"module 'gan_course\.lab' has no attribute 'Labs'"):
        _ = lab.Labs
