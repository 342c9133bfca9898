"""What Keras users pass to `fit` and `compile` by habit: harmless, served, or refused with what to use."""

import keras
import numpy as np
import pytest
from tiny_gans import FIT, X, points

from gan_course import callbacks as ours
from gan_course.fit_arguments import checked_callbacks, refuse_habits

C = keras.callbacks


@pytest.mark.parametrize("method, given", [
    ("fit", {"validation_data": None, "validation_split": 0.0, "shuffle": True, "class_weight": None}),
    ("fit", {"shuffle": np.True_, "validation_freq": np.int64(1), "validation_split": np.float32(0)}),
    ("compile", {"optimizer": None, "loss": None, "metrics": [], "auto_scale_loss": True}), ("fit", {})])
def test_the_defaults_of_keras_change_nothing(method, given):
    refuse_habits(method, given, ("x",))


@pytest.mark.parametrize("method, given, message", [
    ("fit", {"validation_data": X}, "validation_data is an array of shape.*frechet_distance"),
    ("fit", {"validation_split": 0.1}, "validation_split is 0.1; give None"),
    ("fit", {"shuffle": False}, r"shuffle is False.*train_on_batch"),
    ("fit", {"class_weight": {0: 2.0}}, "class_weight is .*counts alike"),
    ("fit", {"sample_weight": np.ones(3)}, "sample_weight"),
    ("fit", {"epoch": 3}, "fit takes no epoch. Did you mean 'epochs'"),
    ("compile", {"optimizer": "adam"}, "optimizer is 'adam'.*generator_optimizer"),
    ("compile", {"loss": "mse"}, "loss is 'mse'.*objective"),
    ("compile", {"metrics": ["accuracy"]}, "metrics is .*measure samples"),
    ("compile", {"loss_weights": [1, 2]}, "loss_weights"),
])
def test_habits_are_refused(method, given, message):
    with pytest.raises(ValueError, match=message):
        refuse_habits(method, given, ("epochs", "objective"))


def test_the_methods_ask(tmp_path):
    gan = points(run_eagerly=True)
    with pytest.raises(ValueError, match=r"validation_split is 0\.1"):
        gan.training(X, validation_split=0.1)  # at once, before the first step
    with pytest.raises(ValueError, match="metrics is"):
        gan.compile(metrics=["accuracy"])
    with pytest.raises(ValueError, match="monitor of EarlyStopping is 'val_loss'"):
        gan.fit(X, callbacks=[C.EarlyStopping()], **FIT)
    assert gan.compiled and len(gan.step_history["d_loss"]) == 0
    checkpoint = C.ModelCheckpoint(f"{tmp_path}/{{epoch}}-{{d_loss:.2f}}.keras")
    gan.fit(X, **FIT | {"verbose": np.int64(0)}, callbacks=[checkpoint])
    assert len(list(tmp_path.glob("1-*.keras"))) == 1


@pytest.mark.parametrize("callback, message", [
    (lambda: C.EarlyStopping(), "monitor of EarlyStopping is 'val_loss'; give 'd_loss' or 'g_loss'"),
    (lambda: C.EarlyStopping(monitor="loss"), "monitor of EarlyStopping is 'loss'"),
    (lambda: C.EarlyStopping(monitor="g_loss"), "mode of EarlyStopping is 'auto'; give 'min' or 'max'"),
    (lambda: C.ReduceLROnPlateau(), "monitor of ReduceLROnPlateau is 'val_loss'"),
    (lambda: C.ModelCheckpoint("a.keras", save_best_only=True), "monitor of ModelCheckpoint is 'val_loss'"),
    (lambda: C.ModelCheckpoint("{epoch}-{val_loss:.2f}.keras"), r"filepath of ModelCheckpoint is .*no val_loss"),
    (lambda: C.SwapEMAWeights(), "SwapEMAWeights cannot be used.*weight_averaging"),
    (lambda: C.CSVLogger, "callbacks is .*That is a class; call it"), (lambda: "early", "callbacks is 'early'"),
])
def test_callbacks_that_could_not_do_their_work(callback, message):
    with pytest.raises(ValueError, match=message):
        checked_callbacks([callback()], points().optimizer)


def test_a_measure_of_ones_own_can_be_monitored():
    class Measure(C.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["modes"] = 8 - epoch

    stop = C.EarlyStopping(monitor="modes", mode="max", patience=1)
    gan = points(run_eagerly=True)
    assert gan.fit(X, epochs=5, callbacks=[Measure(), stop], **FIT).epoch == [0, 1]
    with pytest.raises(ValueError, match="monitor of EarlyStopping is 'modes'"):
        gan.fit(X, callbacks=[stop, Measure()], **FIT)
    assert len(checked_callbacks([ours.Snapshots(n=2), [C.History()]], gan.optimizer)) == 2
    assert checked_callbacks(None, gan.optimizer) == []


def test_a_schedule_and_a_callback_cannot_both_turn_the_rate():
    gan = points(rate=keras.optimizers.schedules.CosineDecay(1e-3, 10))
    with pytest.raises(ValueError, match="LearningRateScheduler changes the learning rate, and an optimizer here foll"):
        gan.fit(X, callbacks=[C.LearningRateScheduler(lambda epoch, rate: rate / 2)], **FIT)


@pytest.mark.parametrize("callback, ratios", [
    (lambda: C.LearningRateScheduler(lambda epoch, rate: rate / 2), [1 / 2, 1 / 4]),
    (lambda: C.LearningRateScheduler(lambda epoch: 3e-3 / (epoch + 1)), [3, 1.5]),
    (lambda: C.ReduceLROnPlateau("g_loss", 0.1, patience=1, mode="max", min_delta=100, min_lr=0), [1, 0.1])])
def test_callbacks_turn_both_rates_and_two_time_scales_keep_their_ratio(callback, ratios):
    gan = points(run_eagerly=True, rate=1e-3)
    gan.discriminator_optimizer.learning_rate = 4e-3
    seen = []
    gan.fit(X, epochs=2, callbacks=[callback(), C.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(
        [float(gan.generator_optimizer.learning_rate), float(gan.discriminator_optimizer.learning_rate)]))], **FIT)
    np.testing.assert_allclose(seen, np.outer(ratios, [1e-3, 4e-3]), rtol=1e-5)


def test_the_best_weights_come_back_and_the_best_model_is_kept(tmp_path):
    class Losses(C.Callback):
        """Losses as it pleases: the second epoch is the best."""

        def on_epoch_end(self, epoch, logs=None):
            logs["d_loss"] = [3.0, 1.0, 2.0][epoch]
            kept.append(self.model.get_weights())

    kept, gan = [], points(run_eagerly=True)
    gan.fit(X, epochs=3, callbacks=[
        Losses(), C.EarlyStopping("d_loss", mode="min", patience=5, restore_best_weights=True),
        C.ModelCheckpoint(tmp_path / "best.weights.h5", "d_loss", save_best_only=True, save_weights_only=True,
                          mode="min"),
        C.TerminateOnNaN(), C.CSVLogger(tmp_path / "log.csv")], **FIT)
    other = points(seed=8)
    other.load_weights(tmp_path / "best.weights.h5")
    for mine, saved, best in zip(gan.get_weights(), other.get_weights(), kept[1], strict=True):
        assert np.array_equal(mine, best) and np.array_equal(saved, best)
    assert len((tmp_path / "log.csv").read_text().split()) == 4
