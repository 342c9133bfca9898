"""Callbacks of `GAN.fit`, on a GAN small enough to train in a blink."""

import keras
import numpy as np
import pytest

from gan_course import callbacks, seed_everything
from gan_course.callbacks import CollapseAlarm, Snapshots, TimeLimit
from gan_course.gan import GAN, ConditionalGAN
from gan_course.networks import mlp_discriminator, mlp_generator

POINTS = np.random.default_rng(0).normal(size=(200, 2)).astype("float32")


def tiny_gan(chunk=5):
    seed_everything(3)
    gan = GAN(mlp_generator(widths=(4,)), mlp_discriminator(widths=(4,)))
    gan.compile(steps_per_execution=chunk, jit_compile=False)
    return gan


def fit(gan, steps=20, *extra):
    gan.fit(POINTS, batch_size=10, steps_per_epoch=steps, callbacks=list(extra), verbose=0)
    return gan


def tiny_conditional_gan():
    seed_everything(3)
    noise, data, label = keras.Input((2,)), keras.Input((2,)), keras.Input((), dtype="int32")
    joined = [keras.layers.Concatenate()([x, keras.layers.Embedding(3, 2)(label)]) for x in (noise, data)]
    gan = ConditionalGAN(keras.Model([noise, label], keras.layers.Dense(2)(joined[0])),
                         keras.Model([data, label], keras.layers.Dense(1)(joined[1])), n_classes=3)
    gan.compile(steps_per_execution=5, jit_compile=False)
    return gan


# --- Snapshots --------------------------------------------------------------------------------------------------

def test_snapshots_are_taken_before_and_at_each_multiple():
    snapshots = Snapshots(n=7, every=10)
    fit(tiny_gan(), 20, snapshots)
    assert snapshots.steps.tolist() == [0, 10, 20]
    assert snapshots.samples.shape == (3, 7, 2) and snapshots.samples.dtype == np.float32


def test_the_first_call_that_passes_a_multiple_counts():
    snapshots = Snapshots(n=2, every=7)
    fit(tiny_gan(chunk=5), 20, snapshots)          # calls end at 5, 10, 15, 20; multiples are 7 and 14
    assert snapshots.steps.tolist() == [0, 10, 15]


def test_more_often_than_calls_means_once_a_call():
    snapshots = Snapshots(n=2, every=1)
    fit(tiny_gan(chunk=10), 20, snapshots)
    assert snapshots.steps.tolist() == [0, 10, 20]


def test_first_and_last_snapshot_are_what_the_generator_makes_then():
    gan, snapshots = tiny_gan(), Snapshots(n=5, every=10, seed=11)
    before = gan.generate(5, seed=11)
    fit(gan, 20, snapshots)
    np.testing.assert_array_equal(snapshots.samples[0], before)
    np.testing.assert_array_equal(snapshots.samples[-1], gan.generate(5, seed=11))
    assert not np.array_equal(snapshots.samples[0], snapshots.samples[-1])


def test_a_second_fit_goes_on_counting_and_takes_no_step_twice():
    gan, snapshots = tiny_gan(), Snapshots(n=2, every=10)
    fit(gan, 20, snapshots)
    fit(gan, 10, snapshots)
    assert snapshots.steps.tolist() == [0, 10, 20, 30]


def test_watching_does_not_change_the_training():
    watched = fit(tiny_gan(), 20, Snapshots(every=5), CollapseAlarm(lambda gan: gan.generate(9, seed=1).mean(), -99, 5))
    alone = fit(tiny_gan(), 20)
    for a, b in zip(watched.get_weights(), alone.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_labels_reach_a_conditional_gan():
    gan = tiny_conditional_gan()
    snapshots = Snapshots(n=4, every=5, seed=2, labels=[2, 2, 0, 1])
    labels = np.arange(200) % 3
    gan.fit(POINTS, labels, batch_size=10, steps_per_epoch=5, callbacks=[snapshots], verbose=0)
    np.testing.assert_array_equal(snapshots.samples[-1], gan.generate(4, labels=[2, 2, 0, 1], seed=2))
    assert not np.array_equal(snapshots.samples[-1], gan.generate(4, labels=[0, 0, 0, 0], seed=2))


def test_labels_for_a_gan_without_classes_are_refused():
    with pytest.raises(ValueError, match="takes none; use ConditionalGAN"):
        fit(tiny_gan(), 5, Snapshots(n=2, labels=1))


def test_samples_before_any_fit_are_refused():
    with pytest.raises(ValueError, match="no snapshots yet"):
        _ = Snapshots().samples


@pytest.mark.parametrize("options, message", [
    ({"n": 0}, "n is 0"), ({"n": 2.5}, "n is 2.5"), ({"every": True}, "every is True"), ({"every": -1}, "every is -1"),
    ({"n": 3, "labels": [1, 2]}, r"labels has shape \(2,\)"),
])
def test_snapshots_refuse(options, message):
    with pytest.raises(ValueError, match=message):
        Snapshots(**options)


def test_a_model_that_is_no_gan_is_refused():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    with pytest.raises(ValueError, match="given to a Sequential"):
        model.fit(POINTS, POINTS[:, :1], callbacks=[Snapshots()], verbose=0)


# --- CollapseAlarm ----------------------------------------------------------------------------------------------

def alarm_on(series, at_least, capsys):
    """Train with a measure that reads its numbers from a list; return the alarm and what was printed."""
    numbers = iter(series)
    alarm = CollapseAlarm(lambda gan: next(numbers), at_least, every=5)
    fit(tiny_gan(), 5 * (len(series) - 1), alarm)
    return alarm, capsys.readouterr().out


def test_alarm_sounds_once_at_the_first_fall(capsys):
    alarm, printed = alarm_on([1, 8, 7, 3, 8, 2], 7, capsys)
    assert alarm.fell_at == 15
    assert alarm.steps == [0, 5, 10, 15, 20, 25] and alarm.values == [1, 8, 7, 3, 8, 2]
    assert printed.count("Collapse?") == 1
    assert "At step 15 the measured number is 3. It had been at least 7 before (at best 8)." in printed


@pytest.mark.parametrize("series", [[0, 1, 2, 1, 0], [8, 8, 7, 7, 9], [0, 3, 7, 7, 8]],
                         ids=["never reached", "never below", "rises"])
def test_no_alarm_without_a_fall(series, capsys):
    alarm, printed = alarm_on(series, 7, capsys)
    assert alarm.fell_at is None and printed == ""


def test_not_a_number_is_a_fall(capsys):
    alarm, printed = alarm_on([8, float("nan")], 7, capsys)
    assert alarm.fell_at == 5 and "at best 8" in printed


def test_alarm_measures_the_gan_itself():
    gan = tiny_gan()
    alarm = CollapseAlarm(lambda gan: gan.generate(50, seed=1).std(), 0, every=20)
    fit(gan, 20, alarm)
    assert alarm.values[-1] == pytest.approx(gan.generate(50, seed=1).std())


def test_alarm_refuses():
    with pytest.raises(ValueError, match="measure is 3; give a function"):
        CollapseAlarm(3, 7)
    with pytest.raises(ValueError, match="at_least is 'many'"):
        CollapseAlarm(len, "many")
    with pytest.raises(ValueError, match="what measure returned is None"):
        fit(tiny_gan(), 5, CollapseAlarm(lambda gan: None, 7))


# --- TimeLimit --------------------------------------------------------------------------------------------------

class Clock:
    """Each look at this clock is a second later."""

    now = 0.0

    def monotonic(self):
        self.now += 1.0
        return self.now


def test_time_limit_stops_at_the_end_of_the_call_that_reaches_it(monkeypatch):
    monkeypatch.setattr(callbacks, "time", Clock())
    gan, limit = tiny_gan(chunk=5), TimeLimit(3)
    fit(gan, 100, limit)                            # 3 calls of 5 steps, a second each
    assert limit.stopped_at == 15 and len(gan.step_history["d_loss"]) == 15


def test_time_limit_starts_anew_with_each_fit(monkeypatch):
    monkeypatch.setattr(callbacks, "time", Clock())
    gan, limit = tiny_gan(chunk=5), TimeLimit(3)
    fit(gan, 100, limit)
    fit(gan, 100, limit)
    assert limit.stopped_at == 30


def test_enough_time_stops_nothing():
    gan, limit = tiny_gan(), TimeLimit(3600)
    fit(gan, 10, limit)
    assert limit.stopped_at is None and len(gan.step_history["d_loss"]) == 10


@pytest.mark.parametrize("seconds", [0, -1, "soon", None, float("nan")])
def test_time_limit_refuses(seconds):
    with pytest.raises(ValueError, match="seconds is"):
        TimeLimit(seconds)


@pytest.mark.parametrize("make", [lambda: Snapshots(2, 1), lambda: CollapseAlarm(lambda gan: 1.0, 0.5, 1)])
def test_what_follows_one_gan_is_refused_for_another(make):
    callback = make()
    first = fit(tiny_gan(), 5, callback)
    fit(first, 5, callback)
    kept = list(callback.steps)
    with pytest.raises(ValueError, match=f"This {type(callback).__name__} has followed another GAN.*for each GAN"):
        fit(tiny_gan(), 5, callback)
    assert list(callback.steps) == kept


def test_an_alarm_takes_infinite_measures_and_nan():
    alarm = CollapseAlarm(lambda gan: np.inf, at_least=1, every=10)
    fit(tiny_gan(), 20, alarm)
    assert alarm.values == [np.inf] * 3 and alarm.fell_at is None
    alarm = CollapseAlarm(lambda gan: np.nan, at_least=1, every=10)
    fit(tiny_gan(), 20, alarm)
    assert np.isnan(alarm.values).all() and alarm.fell_at is None


def test_a_look_comes_once_for_each_multiple_passed_however_the_steps_are_cut():
    alarm = CollapseAlarm(lambda gan: 1.0, at_least=0, every=8)
    fit(tiny_gan(chunk=5), 30, alarm)
    assert alarm.steps == [0, 10, 20, 25]                  # 8, 16 and 24 were passed


def test_a_time_limit_is_a_keras_callback_with_a_model_of_its_own():
    limit = TimeLimit(60)
    assert limit.model is None and limit.params is None
    fit(tiny_gan(), 5, limit)
    assert limit.stopped_at is None
