"""Two logical CPUs give the numbers of one, or a reason; what is not served is refused."""

import json
import subprocess
import sys
from pathlib import Path

import keras
import pytest
import tensorflow as tf
from tiny_gans import points

from gan_course import remedies
from gan_course.notebooks import running

WHOLE_BATCH = {"experience_replay", "feature_matching", "dragan", "minibatch_stddev", "minibatch_discrimination",
               "spectral_normalization", "consensus", "unrolled"}

REFUSED = {"odd batch": "batch_size is 15; the 2 replicas share it evenly, so give a multiple of 2, such as 16",
           "one player": "One player alone cannot be updated under MirroredStrategy",
           "xla": "jit_compile is True; XLA cannot compile a step under MirroredStrategy",
           "batch normalisation": "normalises over a batch, of which each replica has a part",
           "networks outside": "was made outside the strategy's scope",
           "optimiser outside": "An optimiser was made outside the strategy's scope"}


def test_two_replicas_give_the_numbers_of_one():
    ran = subprocess.run([sys.executable, str(Path(__file__).parent / "distributed_runs.py")], capture_output=True,
                         encoding="utf-8", env=running.kernel_environment(), timeout=900)
    outcomes = dict(json.loads(line) for line in ran.stdout.splitlines() if line.startswith("["))
    assert len(outcomes) == 9 + len(remedies.names()) + 3 + len(REFUSED), ran.stderr[-2000:]
    for name, outcome in outcomes.items():
        if name in REFUSED:
            assert REFUSED[name] in outcome, outcome
            continue
        if name in WHOLE_BATCH:
            assert outcome.startswith(f"The remedy {name!r} cannot be used on several replicas: "), outcome
        else:
            assert outcome < 1e-4, (name, outcome)


def test_one_device_strategy_is_served_and_others_are_refused():
    with tf.distribute.OneDeviceStrategy("/cpu:0").scope():
        points()
    with pytest.raises(ValueError, match="built under no strategy and is compiled under OneDevice"):
        gan = points()
        with tf.distribute.OneDeviceStrategy("/cpu:0").scope():
            gan.compile()
    with tf.distribute.MultiWorkerMirroredStrategy().scope(), pytest.raises(
            ValueError, match=r"The strategy is (MultiWorkerMirrored|CollectiveAllReduce)Strategy; build and compile"):
        points()


def test_keras_distribution_is_refused(monkeypatch):
    monkeypatch.setattr(keras.distribution, "distribution", lambda: "set")
    with pytest.raises(ValueError, match=r"set_distribution was called.*set_distribution\(None\)"):
        points()
