"""The clinic measures from outside: it changes nothing, and its numbers are those of the run."""

import numpy as np
import pytest

from gan_course.exercises import ex09_clinic_runs
from gan_course.exercises.ex09_clinic_patients import PATIENTS, Healthy
from gan_course.from_scratch import discriminator_loss, non_saturating_loss
from gan_course.metrics import high_quality_share, modes_captured


def test_a_chart_has_an_entry_for_each_look_and_each_step():
    chart = ex09_clinic_runs.examine(Healthy(0), seed=0, steps=90)
    assert chart.looks.tolist() == [1, 7, 13, 19, 25, 30, 31, 37, 43, 49, 55, 60, 90]
    assert chart.d_loss.shape == chart.g_loss.shape == (90,)
    assert {getattr(chart, name).shape for name in ex09_clinic_runs.CURVES} == {(13,)}
    assert chart.real.shape == chart.fake.shape == (ex09_clinic_runs.N_LOOK, 2)


def test_looking_does_not_change_the_run(monkeypatch):
    watched, alone = Healthy(4), Healthy(4)
    chart = ex09_clinic_runs.examine(watched, seed=4, steps=40)
    monkeypatch.setattr(ex09_clinic_runs, "is_look", lambda step: False)
    unwatched = ex09_clinic_runs.examine(alone, seed=4, steps=40)
    np.testing.assert_array_equal(chart.d_loss, unwatched.d_loss)
    for mine, theirs in zip(watched.generator.weights, alone.generator.weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_the_same_seed_gives_the_same_chart_and_another_seed_another():
    first, again, other = (ex09_clinic_runs.run_clinic(seed, ["1"], 20)["1"] for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.fake, again.fake)
    assert not np.array_equal(first.fake, other.fake)


@pytest.mark.parametrize("name", ["healthy", "3", "6", "7", "9"])
def test_the_movements_are_those_of_one_step(name):
    chart = ex09_clinic_runs.run_clinic(2, [name], 1)[name]
    gan = PATIENTS[name](2)
    start = [w.copy() for w in gan.discriminator.weights]
    rng = np.random.default_rng(2)
    mixture = ex09_clinic_runs.ring(radius=0.75, std=0.08)
    data, _ = mixture.sample(ex09_clinic_runs.N_DATA, rng), mixture.sample(ex09_clinic_runs.N_LOOK, rng)
    gan.noise(ex09_clinic_runs.N_LOOK, rng)
    real = data[gan.choose(ex09_clinic_runs.N_DATA, 64, rng)]
    z_d, z_g = gan.noise(64, rng), gan.noise(64, rng)
    gan.discriminator_step(real, z_d)
    squared = sum(((w - s) ** 2).sum() for w, s in zip(gan.discriminator.weights, start, strict=True))
    length = np.sqrt(sum((s**2).sum() for s in start))
    assert chart.d_moved[0] == pytest.approx(np.sqrt(squared) / length, rel=1e-4)
    before = gan.discriminator.forward(gan.generator.forward(z_g)).mean()
    gan.generator_step(z_g)
    after = gan.discriminator.forward(gan.generator.forward(z_g)).mean()
    assert chart.lift[0] == pytest.approx(after - before, abs=1e-6)


def test_opinions_and_counts_are_those_of_the_last_weights():
    gan = Healthy(1)
    chart = ex09_clinic_runs.examine(gan, seed=1, steps=150)
    real_logits, fake_logits = gan.judge(chart.real, chart.fake)
    assert chart.fake_in_d[-1] == pytest.approx((1 / (1 + np.exp(-fake_logits))).mean(), abs=1e-5)
    assert chart.fake_in_g[-1] == pytest.approx(chart.fake_in_d[-1], abs=1e-6)
    assert chart.modes[-1] == modes_captured(chart.fake, chart.mixture)
    assert chart.quality[-1] == high_quality_share(chart.fake, chart.mixture)
    assert chart.spread[-1] == pytest.approx(chart.fake.std(axis=0).mean())
    d_loss, g_loss = discriminator_loss(real_logits, fake_logits)[0], non_saturating_loss(fake_logits)[0]
    assert (d_loss, g_loss) == pytest.approx((chart.d_loss[-1], chart.g_loss[-1]), abs=0.3)       # other points


def test_a_run_that_breaks_off_leaves_nan_behind_and_keeps_its_looks():
    class Breaks(Healthy):
        steps = 0

        def generator_step(self, z):
            self.steps += 1
            return float("nan") if self.steps == 20 else super().generator_step(z)

    chart = ex09_clinic_runs.examine(Breaks(0), steps=60)
    assert np.isfinite(chart.g_loss[:19]).all() and np.isnan(chart.g_loss[19:]).all()
    assert np.isnan(chart.d_loss[20:]).all()
    assert chart.looks.tolist() == [1, 7, 13, 19]


def test_batches_are_those_of_training_where_batch_norm_makes_a_difference():
    gan = PATIENTS["1"](0)
    x = np.random.default_rng(0).standard_normal((ex09_clinic_runs.N_LOOK, 2)).astype("float32")
    in_parts = ex09_clinic_runs.in_batches(lambda part: (gan.discriminator.forward(part),), x)[0]
    by_hand = [gan.discriminator.forward(x[start:start + 64]) for start in range(0, len(x), 64)]
    np.testing.assert_array_equal(in_parts, np.concatenate(by_hand))


def test_an_unknown_patient_is_refused():
    with pytest.raises(ValueError, match="no patient '13'; choose from healthy, 0, 1"):
        ex09_clinic_runs.run_clinic(names=["1", "13"])
