"""The gallery: each preset can be built, has its texts, and differs where it says that it differs."""

import json

import pytest

from gan_course.lab.controls import CONTROLS, REMEDIES
from gan_course.lab.engine import check
from gan_course.lab.presets import PRESETS, Preset, gallery
from gan_course.lab.settings import Settings, from_text


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_built_and_has_its_texts(name):
    preset = PRESETS[name]
    check(preset.settings)
    assert isinstance(preset, Preset) and isinstance(preset.settings, Settings) and preset.steps >= 50
    for text in (preset.title, preset.predict, preset.look_for):
        assert text == text.strip() and len(text) >= 6 and "  " not in text
    assert "?" in preset.predict and preset.look_for.endswith(".") and not preset.title.endswith(".")


@pytest.mark.parametrize("name", [name for name in PRESETS if PRESETS[name].against])
def test_the_run_beside_can_be_built_and_is_another_one(name):
    preset = PRESETS[name]
    beside = from_text(f"{preset.settings.to_text()} {preset.against}")
    check(beside)
    parts = [part.partition("=")[0] for part in preset.against.split()]
    assert set(parts) <= {*CONTROLS, *REMEDIES}
    for part in parts:
        one, other = ((s.remedies.get(part) if part in REMEDIES else getattr(s, part))
                      for s in (preset.settings, beside))
        assert one != other, f"{part} is the same in both runs"
    # all else is the same: laid back, the two are one
    restored = beside.replaced(remedies=preset.settings.remedies,
                               **{p: getattr(preset.settings, p) for p in parts if p in CONTROLS})
    assert restored == preset.settings


def test_presets_are_distinct():
    seen = [(preset.settings.to_text(), preset.against) for preset in PRESETS.values()]
    assert len(set(seen)) == len(seen)
    assert len({preset.title for preset in PRESETS.values()}) == len(PRESETS)


def test_the_texts_say_what_the_settings_are():
    hopping, slow = PRESETS["hopping"].settings, PRESETS["slow_d"].settings
    assert hopping.generator_rate == pytest.approx(30 * hopping.discriminator_rate, rel=0.15)  # "about a thirtieth"
    assert slow.generator_rate == pytest.approx(1000 * slow.discriminator_rate)      # "a thousandth of G's"
    cure = PRESETS["faster_d"]
    assert cure.settings == hopping
    assert from_text(cure.against).discriminator_rate == pytest.approx(100 * hopping.discriminator_rate)
    assert (PRESETS["saturating"].settings.objective, from_text(PRESETS["saturating"].against).objective) == (
        "non_saturating", "minimax")
    assert PRESETS["far_apart"].settings.latent_dim == 1
    exploding = PRESETS["exploding"].settings
    assert (exploding.generator_rate, exploding.generator_optimizer) == (10.0, "sgd")
    cured = set(from_text(PRESETS["grid_cured"].against).remedies)
    assert cured == {"r1", "r2", "weight_averaging"}  # "pairs, two penalties and an averaged G"
    assert from_text(PRESETS["grid_cured"].against).objective == "relativistic"
    assert PRESETS["grid_cured"].settings == PRESETS["grid"].settings


def test_the_gallery_is_plain_data():
    plain = json.loads(json.dumps(gallery(), allow_nan=False))
    assert list(plain) == list(PRESETS)
    assert plain["faster_d"] == {"title": "The cure for hopping", "predict": PRESETS["faster_d"].predict,
                                 "look_for": PRESETS["faster_d"].look_for, "steps": PRESETS["faster_d"].steps,
                                 "against": PRESETS["faster_d"].against}
