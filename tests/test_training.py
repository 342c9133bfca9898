"""`fit` as Keras users know it: seeds, callbacks, saving, Ctrl-C, divergence, and data that cannot be used."""

import json
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny_gans import DIGITS, FIT, LABELS, X, digits, points, same

from gan_course import errors, networks
from gan_course.gan import GAN


def test_same_seed_same_weights_dense_under_xla():
    gans = [points(seed, jit_compile="auto") for seed in (0, 0, 1)]
    for gan in gans:
        gan.fit(X, epochs=2, **FIT)
    assert gans[0].jit_compile and same(gans[0], gans[1]) and not same(gans[0], gans[2])
    assert np.array_equal(gans[0].step_history["d_loss"], gans[1].step_history["d_loss"])


def test_same_seed_same_weights_convolution():
    gans = [digits(seed) for seed in (0, 0, 1)]
    for gan in gans:
        gan.fit(DIGITS, LABELS, epochs=2, batch_size=16, verbose=0)
    assert not gans[0].jit_compile and same(gans[0], gans[1]) and not same(gans[0], gans[2])


def test_history_holds_the_means_of_each_epoch_and_every_step():
    gan = points()
    history = gan.fit(X, epochs=3, **FIT)
    assert history is gan.history and history.epoch == [0, 1, 2]
    for name in ("d_loss", "g_loss"):
        steps = gan.step_history[name]
        assert steps.shape == (12,)
        np.testing.assert_allclose(history.history[name], steps.reshape(3, 4).mean(axis=1), rtol=1e-6)
    gan.fit(X, epochs=1, steps_per_epoch=7, **FIT)
    assert len(gan.step_history["d_loss"]) == len(gan.step_history["g_loss"]) == 19


@pytest.mark.parametrize("remedies", [[], ["instance_noise", "wgan_gp", "experience_replay"]], ids=["plain", "drawing"])
def test_the_same_seed_gives_the_same_weights_however_it_runs(remedies):
    """To the last bit for any number of steps a call; up to rounding eagerly, in a graph and under XLA."""
    def trained(**options):
        gan = points(remedies=remedies, n_critic=2, n_generator=2, **options)
        gan.fit(X, batch_size=8, epochs=2, steps_per_epoch=13, verbose=0)
        return gan

    for jit_compile in (False, True):
        one, *others = (trained(steps_per_execution=steps, jit_compile=jit_compile) for steps in (1, 7, 20, 50))
        assert all(same(one, other) for other in others)
        if not jit_compile:
            eager, graph = trained(run_eagerly=True), one
    for other in (eager, one):
        for a, b in zip(graph.get_weights(), other.get_weights(), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-4)


def test_each_seed_visits_the_samples_in_an_order_of_its_own():
    orders = []
    for seed in (0, 1):
        gan = points(seed)
        run = gan.run_chunk
        gan.run_chunk = lambda arrays, indices, noise, run=run: orders.append(indices) or run(arrays, indices, noise)
        gan.fit(X, epochs=1, **FIT)
    assert not np.array_equal(*orders)


@pytest.mark.parametrize("steps_per_execution", [1, 2, 3, 50])
def test_steps_per_execution_does_not_change_the_number_of_steps(steps_per_execution):
    gan = points(steps_per_execution=steps_per_execution)
    gan.fit(X, epochs=2, **FIT)
    assert len(gan.step_history["d_loss"]) == 8 == gan.generator_optimizer.iterations


def test_n_critic_counts_generator_steps():
    gan = points(n_critic=2)
    gan.fit(X, epochs=1, steps_per_epoch=3, **FIT)
    assert gan.generator_optimizer.iterations == 3 and gan.discriminator_optimizer.iterations == 6


def test_callbacks_come_in_keras_order():
    seen, gan = [], points(steps_per_execution=2)
    gan.fit(X, epochs=2, callbacks=[keras.callbacks.LambdaCallback(
        on_train_begin=lambda logs: seen.append("begin"),
        on_epoch_begin=lambda epoch, logs: seen.append(f"epoch {epoch}"),
        on_train_batch_begin=lambda batch, logs: seen.append(f"from {batch}"),
        on_train_batch_end=lambda batch, logs: seen.append(f"to {batch} {sorted(logs)}"),
        on_epoch_end=lambda epoch, logs: seen.append(f"end {epoch}"),
        on_train_end=lambda logs: seen.append("end"))], **FIT)
    logs = ["d_loss", "g_loss"]
    calls = ["from 0", f"to 1 {logs}", "from 2", f"to 3 {logs}"]
    assert seen == ["begin", "epoch 0", *calls, "end 0", "epoch 1", *calls, "end 1", "end"]


def test_early_stopping_and_stop_training():
    gan = points()
    history = gan.fit(X, epochs=9, callbacks=[keras.callbacks.EarlyStopping(
        "g_loss", mode="max", min_delta=1e9, patience=2)], **FIT)
    assert history.epoch == [0, 1, 2]
    gan = points(steps_per_execution=1)

    def stop(batch, logs):
        gan.stop_training = batch == 1

    gan.fit(X, epochs=9, callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=stop)], **FIT)
    assert len(gan.step_history["d_loss"]) == 2


def test_checkpoints_and_log(tmp_path):
    gan = points()
    gan.fit(X, epochs=2, callbacks=[
        keras.callbacks.ModelCheckpoint(tmp_path / "whole-{epoch}.keras"),
        keras.callbacks.ModelCheckpoint(tmp_path / "{epoch}.weights.h5", save_weights_only=True),
        keras.callbacks.CSVLogger(tmp_path / "log.csv")], **FIT)
    assert same(keras.models.load_model(tmp_path / "whole-2.keras"), gan)
    other = points(seed=5)
    other.load_weights(tmp_path / "2.weights.h5")
    assert same(other, gan)
    other.load_weights(tmp_path / "1.weights.h5")
    assert not same(other, gan)
    log = (tmp_path / "log.csv").read_text().split()
    assert log[0].startswith("epoch,d_loss,g_loss") and len(log) == 3


class PowerCut(Exception):
    pass


def test_a_training_that_was_cut_and_run_again_gives_the_weights_of_one_that_was_not(tmp_path):
    def cut(epoch, logs):
        if epoch == 2:
            raise PowerCut

    whole, part, again = (points(remedies=["instance_noise"]) for _ in range(3))
    whole.fit(X, epochs=4, **FIT)
    with pytest.raises(PowerCut):
        part.fit(X, epochs=4, callbacks=[keras.callbacks.BackupAndRestore(tmp_path / "backup"),
                                         keras.callbacks.LambdaCallback(on_epoch_begin=cut)], **FIT)
    again.fit(X, epochs=4, callbacks=[keras.callbacks.BackupAndRestore(tmp_path / "backup")], **FIT)
    assert same(whole, again)


def test_backup_and_restore_goes_on_where_training_was_cut(tmp_path):

    def cut(epoch, logs):
        if epoch == 1:
            raise PowerCut

    gan = points()
    with pytest.raises(PowerCut):
        gan.fit(X, epochs=4, callbacks=[keras.callbacks.BackupAndRestore(tmp_path / "backup"),
                                        keras.callbacks.LambdaCallback(on_epoch_begin=cut)], **FIT)
    fresh = points(seed=9)
    history = fresh.fit(X, epochs=4, callbacks=[keras.callbacks.BackupAndRestore(tmp_path / "backup")], **FIT)
    assert history.epoch == [1, 2, 3] and fresh.generator_optimizer.iterations == 16
    assert not (tmp_path / "backup").exists()
    assert fresh.fit(X, epochs=1, **FIT).epoch == [0]  # the restored epoch holds for one fit


def test_a_learning_rate_too_high_says_where(tmp_path):
    gan = points(rate=1e20)
    message = r"diverged at step \d+: d_loss = .*lower the learning rates"
    with pytest.raises(errors.DivergedError, match=message) as caught:
        gan.fit(X, epochs=50, **FIT)
    step, losses = caught.value.step, caught.value.losses
    assert not all(np.isfinite(value) for value in losses.values())
    for name, value in losses.items():
        assert np.isfinite(gan.step_history[name][:step]).all()
        np.testing.assert_equal(float(gan.step_history[name][step]), value)


def test_ctrl_c_keeps_everything_and_fit_goes_on(capsys, tmp_path):
    def interrupt(batch, logs):
        if batch == 2:
            raise KeyboardInterrupt

    gan, ended = points(steps_per_execution=1), []
    history = gan.fit(X, epochs=3, callbacks=[keras.callbacks.BackupAndRestore(tmp_path / "backup", save_freq=1),
                      keras.callbacks.LambdaCallback(on_train_batch_end=interrupt, on_train_end=ended.append)], **FIT)
    assert gan.interrupted and history is gan.history and len(ended) == 1
    assert "Stopped by hand after 3 steps" in capsys.readouterr().out
    assert len(gan.step_history["d_loss"]) == 3 and (tmp_path / "backup").exists()
    gan.fit(X, epochs=1, **FIT)
    assert not gan.interrupted and len(gan.step_history["d_loss"]) == 7


SCRIPT = """
import gan_course, json, keras, signal, numpy as np
from gan_course import networks
from gan_course.gan import GAN
gan = GAN(networks.mlp_generator(widths=(4,)), networks.mlp_discriminator(widths=(4,)))
gan.compile(jit_compile=False, steps_per_execution=5)
x = np.zeros((64, 2), "float32")
say = lambda batch, logs: print("ready", flush=True) if batch < 9 else 0
ready = keras.callbacks.LambdaCallback(on_train_batch_end=say)
gan.fit(x, epochs=1, steps_per_epoch=10**6, batch_size=16, verbose=0, callbacks=[ready])
before = len(gan.step_history["d_loss"])
gan.fit(x, epochs=1, batch_size=16, verbose=0)
print(json.dumps([before, len(gan.step_history["d_loss"]), len(gan.step_history["g_loss"]), gan.interrupted]))
"""


def test_a_real_sigint():
    # Windows sends Ctrl-C to a whole console, not to one process: there the script sends it to itself.
    script = SCRIPT.replace("if batch < 9 else 0", "if batch < 9 else signal.raise_signal(signal.SIGINT)") \
        if sys.platform == "win32" else SCRIPT
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().strip() == "ready"
            time.sleep(0.2)
            if sys.platform != "win32":
                process.send_signal(signal.SIGINT)
            out = process.communicate(timeout=600)[0].strip().splitlines()
        finally:
            process.kill()
    assert process.returncode == 0 and any(line.startswith("Stopped by hand after") for line in out)
    before, d_steps, g_steps, interrupted = json.loads(out[-1])
    assert 0 < before < 10**6 and d_steps == g_steps == before + 4 and interrupted is False


@pytest.mark.parametrize("x, message", [
    (X[:, :1], r"x has shape \(64, 1\); give \(n, 2\)"),
    (X.astype("int32"), "x holds int32 numbers; training takes floating"),
    (np.array([["a", "b"]]), "x holds text"),
    (X.astype(object), "x holds objects"),
    (np.where(X > 1, np.nan, X), "values that are NaN or infinite"),
    (X[:0], r"x has shape \(0, 2\); give \(n, 2\), not empty"),
    (tf.data.Dataset.from_tensor_slices(X).batch(16), "fit takes one array"),
    ((row for row in X), "x is a generator; fit takes one array"),
    (X[:9], "takes 16 samples .* there are only 9"),
])
def test_bad_data(x, message):
    gan = points()
    before = gan.get_weights()
    with pytest.raises(ValueError, match=message):
        gan.fit(x, **FIT)
    assert all(np.array_equal(a, b) for a, b in zip(before, gan.get_weights(), strict=True))


@pytest.mark.parametrize("x, y, message", [
    ((DIGITS + 1) * 127.5, LABELS, "ends in tanh.*Scale the data to"),
    (((DIGITS + 1) * 127.5).astype("uint8"), LABELS, r"x holds uint8.* / 127.5 - 1"),
    (DIGITS[..., 0], LABELS, "images need a channel axis"),
    (DIGITS, None, "trained on labels too"),
    (DIGITS, LABELS + 1, "y runs from 1 to 10; give whole numbers from 0 to 9"),
    (DIGITS, LABELS - 1, "y runs from -1 to 8"),
    (DIGITS, LABELS.astype("float32"), "y holds float32 numbers"),
    (DIGITS, LABELS[:5], r"y has shape \(5,\); give \(32,\)"),
])
def test_bad_images_and_labels(x, y, message):
    with pytest.raises(ValueError, match=message):
        digits().fit(x, y, **FIT)


def test_bad_settings():
    with pytest.raises(ValueError, match="fit was called before compile"):
        GAN(networks.mlp_generator(), networks.mlp_discriminator()).fit(X)
    gan = points()
    for options in ({"batch_size": 0}, {"epochs": 0}, {"steps_per_epoch": 0}, {"epochs": 1.5}):
        with pytest.raises(ValueError, match=f"{next(iter(options))} is .*at least 1"):
            gan.fit(X, **{**FIT, **options})
    with pytest.raises(ValueError, match="this GAN takes none"):
        gan.fit(X, np.zeros(64, int), **FIT)
    for arguments, name in [({"n": 0}, "n is 0"), ({"n": 2.5}, "n is 2.5"), ({"n": 1, "seed": -1}, "seed is -1"),
                            ({"n": 1, "batch_size": 0}, "batch_size is 0")]:
        with pytest.raises(ValueError, match=name):
            gan.generate(**arguments)
    for labels in ([0, 1], [0, 1, 10], [0.5, 1, 2], 10):
        with pytest.raises(ValueError, match=r"^labels (has|is|holds|runs)"):
            digits().generate(3, labels)


def test_training_is_fit_one_call_at_a_time():
    whole, parts = points(steps_per_execution=2), points(steps_per_execution=2)
    whole.fit(X, epochs=2, **FIT)
    logs = list(parts.training(X, epochs=2, **FIT))
    assert same(whole, parts) and len(logs) == 4 and set(logs[0]) == {"d_loss", "g_loss"}


def test_training_that_is_closed_is_a_shorter_fit():
    whole, parts = points(steps_per_execution=2), points(steps_per_execution=2)
    endless = parts.training(X, steps_per_epoch=10**9, **FIT)
    next(endless), next(endless)
    endless.close()
    whole.fit(X, steps_per_epoch=4, **FIT)
    assert same(whole, parts) and len(parts.step_history["d_loss"]) == 4


@pytest.mark.parametrize("player", ["generator", "discriminator"])
def test_one_player_alone_moves_and_the_other_stands_still(player):
    gan = points()
    networks_of = {"generator": gan.generator, "discriminator": gan.discriminator}
    before = {name: network.get_weights() for name, network in networks_of.items()}
    assert np.isfinite(gan.train_player(player, X, 16))
    for name, network in networks_of.items():
        moved = any(not np.array_equal(a, b) for a, b in zip(before[name], network.get_weights(), strict=True))
        assert moved == (name == player)
    assert len(gan.step_history["d_loss"]) == 0


def test_one_player_alone_refuses():
    with pytest.raises(ValueError, match="player is 'referee'"):
        points().train_player("referee", X)
    with pytest.raises(ValueError, match="'consensus' moves both at once"):
        points(remedies=["consensus"]).train_player("generator", X)
    with pytest.raises(ValueError, match="takes labels"):
        digits().train_player("generator", DIGITS)


def test_n_generator_updates_the_generator_so_often():
    gan = points(n_generator=3, n_critic=2)
    gan.fit(X, steps_per_epoch=2, batch_size=16, verbose=0)
    assert (int(gan.generator_optimizer.iterations), int(gan.discriminator_optimizer.iterations)) == (6, 4)
    assert gan.get_compile_config()["n_generator"] == 3
    with pytest.raises(ValueError, match="n_generator must be 1, and is 3"):
        points(n_generator=3, remedies=["consensus"])


def test_epochs_that_are_over_cost_nothing(monkeypatch):
    gan = points(run_eagerly=True)
    monkeypatch.setattr("gan_course.batches.Batches.skip", lambda *_: pytest.fail("nothing is to be passed over"))
    gan.fit(X, initial_epoch=2000, steps_per_epoch=1000, epochs=1, **FIT)
    assert len(gan.step_history["d_loss"]) == 0


@pytest.mark.parametrize(("x", "said", "unsaid"), [
    (np.where(X > 2, np.nan, X), "NaN", "Reshape"), (X > 0, "truth values", "Reshape"),
    (X.astype(complex), "complex", "Reshape"), (X[:, :1], "Reshape the data", "NaN"), (X[:0], "not empty", "NaN"),
])
def test_the_advice_belongs_to_the_fault(x, said, unsaid):
    with pytest.raises(ValueError, match=said) as caught:
        points(run_eagerly=True).fit(x, **FIT)
    assert unsaid not in str(caught.value)
