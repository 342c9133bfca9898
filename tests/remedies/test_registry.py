"""Remedies by name, by object and as plain data; what is said of a name that is none."""

import json

import pytest

from gan_course import remedies
from gan_course.remedies import R1, InstanceNoise, Remedy


@pytest.mark.parametrize("name", remedies.names())
def test_a_name_gives_a_new_remedy_that_survives_being_written_down(name):
    remedy = remedies.get(name)
    assert remedy.name == name and remedies.get(name) is not remedy and remedies.get(remedy) is remedy
    back = remedies.get(json.loads(json.dumps(remedies.serialized(remedy))))
    assert type(back) is type(remedy) and back.get_config() == remedy.get_config() and repr(back) == repr(remedy)
    assert eval(repr(remedy), vars(remedies)).get_config() == remedy.get_config()
    assert remedies.is_known(remedy)


def test_a_turned_knob_is_written_down():
    noise = InstanceNoise(0.3, anneal_steps=100)
    noise.turn(sigma=0.125)
    back = remedies.get(remedies.serialized(noise))
    assert float(back.sigma) == 0.125 and back.anneal_steps == 100


def test_each_is_exported_and_tells_its_paper():
    kinds = {type(remedies.get(name)).__name__ for name in remedies.names()}
    assert kinds | {"Remedy", "get", "is_known", "names", "serialized", "together"} == set(remedies.__all__)
    for name in remedies.names():
        text = type(remedies.get(name)).__doc__
        assert any(str(year) in text for year in range(2014, 2026)), name


@pytest.mark.parametrize(("name", "message"), [
    ("pacgan", "Did you mean 'packing'"), ("EMA", "Did you mean 'weight_averaging'"),
    ("spectral normalisation", "Did you mean 'spectral_normalization'"), ("unroled", "Did you mean 'unrolled'"),
    ("gp", "Did you mean 'wgan_gp'"), ("zzz", r"no remedy 'zzz'\. Known: instance_noise"),
    ("relativistic", r"'relativistic' is an objective, not a remedy: compile\(objective='relativistic'\)"),
    (7, r"remedy is 7; give a Remedy object"), ({"name": "unheard"}, "give a Remedy object"),
    (R1, "give a Remedy object"),
])
def test_other_names(name, message):
    with pytest.raises(ValueError, match=message):
        remedies.get(name)


def test_one_of_your_own_is_taken_but_not_known():
    class Mine(R1):
        """As R1, but mine."""

    mine = Mine(2.0)
    assert remedies.get(mine) is mine and not remedies.is_known(mine) and not remedies.is_known(Remedy())


@pytest.mark.parametrize(("given", "message"), [
    ("r1", r"remedies is 'r1'; give a list"), (R1(), "give a list"), (None, r"give a list.*or \[\] for none"),
    ({"name": "r1"}, "give a list"), (["r1", R1(2.0)], "'r1' was given twice"),
    (["unrolled", "feature_matching"], "both replace the generator's loss. Keep one"),
    (["consensus", "unrolled"], "one replaces the step and the other a part of it"),
    (["feature_matching", "consensus"], "one replaces the step and the other a part of it"),
])
def test_lists_that_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        remedies.together(given)


def test_they_act_in_an_order_of_their_own():
    every = [name for name in remedies.names() if name not in ("unrolled", "consensus")]
    found = [remedy.name for remedy in remedies.together(reversed(every))]
    assert found == [remedy.name for remedy in remedies.together(every)]
    for first, second in [("instance_noise", "packing"), ("veegan", "packing"), ("minibatch_stddev", "packing"),
                          ("optimistic", "weight_clipping"), ("optimistic", "weight_averaging")]:
        assert found.index(first) < found.index(second)
