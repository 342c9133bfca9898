"""Settings: the text reads back to the last bit, bad ones are named, and the remedies are those of the course."""

import json
import random

import pytest

from gan_course.lab import presets
from gan_course.lab.controls import CONTROLS, REMEDIES
from gan_course.lab.settings import DIGITS, POINTS, Settings, checked, checked_remedy, from_text

DRAWING = [(0.1 * i - 0.5, 0.0123456) for i in range(10)]


def scrambled(seed):
    """Settings in which everything is unusual, floats with all their digits."""
    chance = random.Random(seed)
    values = {}
    for name, knob in CONTROLS.items():
        if knob.kind == "choice":
            values[name] = chance.choice(list(knob.choices))
        elif knob.kind == "widths":
            values[name] = tuple(chance.randint(1, 512) for _ in range(chance.randint(0, 4)))
        elif knob.kind == "whole":
            values[name] = chance.randint(int(knob.low), int(knob.high))
        else:
            values[name] = chance.uniform(knob.low, knob.high)
    if values["data"] == "digits":
        values |= {"generator_widths": (3, 7), "discriminator_widths": (5, 2)}
    kind = "digits" if values["data"] == "digits" else "points"
    fitting = [name for name, knob in REMEDIES.items() if knob.where in ("both", kind)]
    chosen = {}
    for name in chance.sample(fitting, chance.randint(0, 5)):
        knob = REMEDIES[name]
        draw = chance.randint if knob.whole else chance.uniform
        chosen[name] = None if knob.number is None else draw(knob.low, knob.high)
    points = [(chance.uniform(-1, 1), chance.uniform(-1, 1)) for _ in range(30)]
    return Settings(**values, remedies=chosen, drawn=points if values["data"] == "drawn" else ())


@pytest.mark.parametrize("seed", range(60))
def test_any_settings_read_back_from_their_text_to_the_last_bit(seed):
    settings = scrambled(seed)
    assert from_text(settings.to_text()) == settings
    parts = settings.to_text().split()
    random.Random(seed).shuffle(parts)
    assert from_text(" ".join(parts)) == settings


def test_the_random_settings_above_reach_every_choice():
    drawn = [scrambled(seed) for seed in range(120)]
    assert {settings.data for settings in drawn} == set(CONTROLS["data"].choices)
    assert {name for settings in drawn for name in settings.remedies} == set(REMEDIES)


@pytest.mark.parametrize("name", presets.PRESETS)
def test_presets_read_back(name):
    settings = presets.PRESETS[name].settings
    assert from_text(settings.to_text()) == settings


def test_the_text_holds_only_what_is_unusual():
    assert Settings().to_text() == "" and from_text("") == Settings()
    assert Settings(data="grid", seed=3, remedies={"r1": 0.1}).to_text() == "data=grid seed=3 r1=0.1"
    assert Settings(generator_widths=(64, 32), remedies={"optimistic": None}).to_text() == (
        "generator_widths=64-32 optimistic")
    assert from_text("r1 packing") == Settings(remedies={"r1": 0.1, "packing": 2})  # a remedy's usual number


def test_digits_in_a_text_have_the_usual_players_of_digits():
    assert from_text("data=digits") == Settings().replaced(data="digits")
    assert Settings().replaced(data="digits").to_text() == "data=digits"
    assert from_text("data=digits latent_dim=2").latent_dim == 2  # what is usual for points only is written and read
    assert Settings().replaced(data="digits", latent_dim=2).to_text() == "data=digits latent_dim=2"


@pytest.mark.parametrize(("text", "message"), [
    ("seeds=3", r"'seeds=3' is unknown; a part is name=value with one of data, .*, r1"),
    ("seed=-1", "seed is '-1'; give a whole number from 0 to 4.29497e\\+09"),
    ("seed=1.5", "seed is '1.5'; give a whole number"),
    ("seed=", "seed is ''; give a whole number"),
    ("data=moons", "data is 'moons'; give one of 'ring', 'grid'"),
    ("generator_rate=fast", "generator_rate is 'fast'; give a number from 1e-06 to 10"),
    ("generator_rate=nan", "generator_rate is 'nan'"),
    ("generator_rate=inf", "generator_rate is 'inf'"),
    ("generator_widths=8-0", "generator_widths is '0'; give a whole number from 1 to 512"),
    ("generator_widths=8-8-8-8-8", "give at most 4 layers"),
    ("seed=1_0", "seed is '1_0'; give a whole number from 0"),
    ("generator_rate=0.0_1", "generator_rate is '0.0_1'; give a number from 1e-06 to 10"),
    ("r1=1_0", "r1 is '1_0'; give a number from 0 to 10"),
    ("data=drawn drawn=0_1,0", "drawn holds something that is no point"),
    ("generator_widths=-5", "generator_widths is '-5'; give a whole number from 1 to 512 for each layer, such as 128"),
    ("generator_widths=8,-5", "generator_widths is '8,-5'; give a whole number from 1 to 512 for each layer"),
    ("generator_widths=8--5", "generator_widths is '8--5'; give a whole number from 1 to 512 for each layer"),
    ("generator_widths=-", "generator_widths is '-'; give a whole number from 1 to 512 for each layer"),
    ("generator_widths=1_0", "generator_widths is '1_0'; give a whole number from 1 to 512"),
    ("feature_matching=5", "feature_matching is '5'; give no number, since it takes none: write feature_matching"),
    ("optimistic=no", "optimistic is 'no'; give no number, since it takes none: write optimistic alone"),
    ("r1=-1", "r1 is '-1'; give a number from 0 to 10"),
    ("packing=2.5", "packing is '2.5'; give a whole number from 2 to 4"),
    ("diff_augment", "diff_augment acts on digits only, and the data are ring"),
    ("data=digits generator_widths=8", "generator_widths is \\(8,\\); for digits give two numbers of channels"),
    ("data=drawn", r"drawn has shape \(0,\); give \(k, 2\) with 10 or more rows"),
    ("data=drawn drawn=0,0;1", "drawn holds something that is no point; write x,y;x,y"),
    ("data=drawn drawn=0,0;a,b", "drawn holds something that is no point; write x,y;x,y"),
])
def test_bad_texts_are_named(text, message):
    with pytest.raises(ValueError, match=message):
        from_text(text)


@pytest.mark.parametrize("value", [None, True, [1], {}, "", "x", 0.5, float("nan"), -3, 10**9, object()])
@pytest.mark.parametrize("name", [name for name, control in CONTROLS.items()
                                  if control.kind != "widths" and name != "beta_1"])
def test_no_knob_takes_what_it_is_not(name, value):
    if (name, value) == ("seed", 10**9) or (CONTROLS[name].kind == "rate" and value == 0.5):
        assert checked(name, value) == value
        return
    with pytest.raises(ValueError, match=f"^{name} is "):
        checked(name, value)


@pytest.mark.parametrize("value", [None, True, {}, "x,y", 0.5, [0], [600], [1.5], [True], object()])
def test_widths_that_are_none(value):
    with pytest.raises(ValueError, match=r"generator_widths is .*; give a whole number from 1 to 512"):
        checked("generator_widths", value)


@pytest.mark.parametrize("written", ["64, 32", "64-32", "64 32", "64x32", "64 × 32", [64, 32], (64.0, 32)])
def test_widths_as_people_write_them(written):
    assert checked("generator_widths", written) == (64, 32)


def test_no_widths_are_no_hidden_layer_which_the_text_says_too():
    settings = Settings(generator_widths=())
    assert settings.to_text() == "generator_widths=" and from_text("generator_widths=") == settings
    assert checked("generator_widths", "64 - 32") == (64, 32)


@pytest.mark.parametrize("name", [name for name, knob in REMEDIES.items() if knob.number is None])
def test_a_remedy_without_a_number_loses_none_in_silence(name):
    for give in (lambda number: from_text(f"data=digits {name}={number}"), lambda number: checked_remedy(name, number),
                 lambda number: Settings(data="digits", generator_widths=(8, 8), discriminator_widths=(8, 8),
                                         remedies={name: number})):
        with pytest.raises(ValueError, match=f"^{name} is .*5.*; give no number"):
            give(5)
    assert checked_remedy(name, None) is None


def test_every_usual_value_is_allowed_and_types_are_kept():
    for name, knob in REMEDIES.items():
        assert checked_remedy(name, None) == knob.value
        if knob.number:
            assert checked_remedy(name, knob.low) == knob.low
            assert isinstance(checked_remedy(name, knob.high), int if knob.whole else float)
    with pytest.raises(ValueError, match="remedy is 'pacgan'; give one of 'packing'"):
        checked_remedy("pacgan", 2)


def test_the_usual_values_of_both_kinds_are_settings():
    assert set(POINTS) <= set(DIGITS) <= set(CONTROLS)


# ------------------------------------------------------------ changes

def test_from_points_to_digits_and_back_the_players_become_the_usual_ones():
    points = Settings(data="grid", generator_widths=(7,), noise="uniform", generator_rate=0.5,
                      remedies={"r1": 0.3}, seed=9)
    digits = points.replaced(data="digits")
    assert {name: getattr(digits, name) for name in DIGITS} == DIGITS
    assert digits.seed == 9 and digits.remedies == {"r1": 0.3}
    back = digits.replaced(data="spiral")
    assert {name: getattr(back, name) for name in POINTS} == POINTS
    assert digits.replaced(remedies={"diff_augment": 0.1, "r2": 1.0}).replaced(data="ring").remedies == {"r2": 1.0}
    assert points.replaced(data="line").generator_widths == (7,)  # of one kind to another of it: kept


def test_settings_cannot_be_changed_by_accident():
    given = {"r1": 0.1}
    settings = Settings(remedies=given)
    given["r2"] = 0.1
    assert settings.remedies == {"r1": 0.1}
    with pytest.raises(AttributeError):
        settings.seed = 1
    with pytest.raises(ValueError, match=r"setting is 'seeds'; give one of .* Did you mean 'seed'"):
        settings.replaced(seeds=3)
    with pytest.raises(ValueError, match="remedies is 5; give an object of the class dict"):
        Settings(remedies=5)


def test_plain_data_is_json():
    plain = json.loads(json.dumps(Settings(data="drawn", drawn=DRAWING).to_dict(), allow_nan=False))
    assert Settings(**plain) == Settings(data="drawn", drawn=DRAWING)
