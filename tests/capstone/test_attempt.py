"""Attempts: plain recipes that can be written down, repeated and told apart, and that cannot hide code."""

import json

import pytest

from gan_course.capstone.attempt import Attempt, from_settings
from gan_course.capstone.budget import STEPS
from gan_course.remedies import R1, Remedy


@pytest.mark.parametrize(("settings", "words"), [
    ({"steps": STEPS + 1}, "budget of generator steps"), ({"objective": "best"}, "objective"),
    ({"remedies": ["cure"]}, "remedy"), ({"remedies": "r1"}, "a list"), ({"remedies": None}, "a list"),
    ({"g_rate": 0}, "g_rate"), ({"d_rate": float("nan")}, "d_rate"), ({"beta_1": 1.0}, "beta_1"),
    ({"decay": "yes"}, "decay"), ({"n_critic": 6}, "n_critic"), ({"batch_size": 1}, "batch_size"),
    ({"batch_size": 1024}, "batch_size"), ({"step": "r1"}, "step"), ({"steps": 0}, "steps")])
def test_what_is_not_allowed_is_refused_with_a_reason(settings, words):
    with pytest.raises(ValueError, match=words):
        Attempt(**settings)


def test_steps_hidden_in_a_remedy_of_one_s_own_are_refused():
    class Hidden(Remedy):
        name = "hidden"

        def after_step(self, game, fake, noise):
            """Train G once more."""

    with pytest.raises(ValueError, match="as `step`, where it can be looked at"):
        Attempt(remedies=[Hidden()])


def test_a_step_stands_alone(honest_step):
    for other in ({"remedies": ["r1"]}, {"objective": "hinge"}, {"n_critic": 2}):
        with pytest.raises(ValueError, match="takes the place"):
            Attempt(step=honest_step, **other)


def test_remedies_are_kept_as_plain_data_and_built_anew():
    attempt = Attempt(remedies=[R1(gamma=0.3), "packing"])
    one, other = attempt.built_remedies(), attempt.built_remedies()
    assert one[0].get_config() == {"gamma": 0.3} and one[0] is not other[0]
    assert json.loads(json.dumps(attempt.settings()))["remedies"][1]["name"] == "packing"
    assert "r1(gamma 0.3)" in str(attempt) and "packing" in str(attempt)


def test_settings_bring_the_attempt_back(honest_step):
    for attempt in (Attempt(remedies=[R1(gamma=0.3)], g_rate=4e-3, n_critic=2), Attempt(step=honest_step, beta_1=0.0)):
        again = from_settings(json.loads(json.dumps(attempt.settings())))
        assert {**again.settings(), "step": None} == {**attempt.settings(), "step": None}
        assert again.fingerprint() == from_settings(again.settings()).fingerprint()


def test_a_fingerprint_knows_settings_and_code_but_no_comment():
    def step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        return generator, 1

    kept = Attempt(step=step).fingerprint()

    def step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        # the same, with a word
        return generator, 1

    assert Attempt(step=step).fingerprint() == kept

    def step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        return generator, 2

    assert Attempt(step=step).fingerprint() != kept
    assert Attempt(g_rate=2e-3).fingerprint() != Attempt().fingerprint() == Attempt().changed().fingerprint()
