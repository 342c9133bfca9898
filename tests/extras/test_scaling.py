"""The counts on paper against TensorFlow's own, and against closed forms."""

import sys
from pathlib import Path

import keras
import pytest
import tensorflow as tf

from gan_course import networks
from gan_course.console import ROOT

sys.path.insert(0, str(ROOT / "extras"))

import scaling


def counted(network):
    """TensorFlow's count of the operations of one forward pass for one sample."""
    shape = [1, *network.input_shape[1:]]
    graph = tf.function(lambda x: network(x, training=False)).get_concrete_function(tf.TensorSpec(shape)).graph
    options = {**tf.compat.v1.profiler.ProfileOptionBuilder.float_operation(), "output": "none"}
    return tf.compat.v1.profiler.profile(graph, options=options).total_float_ops


def test_a_dense_layer_multiplies_in_times_out():
    network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(5), keras.layers.Dense(7)])
    assert scaling.multiply_adds(network) == 3 * 5 + 5 * 7
    assert scaling.activations(network) == 5 + 7


@pytest.mark.parametrize("make", [networks.mlp_generator, networks.mlp_discriminator, networks.dcgan_discriminator])
def test_the_counts_are_tensorflows(make):
    network = make()
    assert 2 * scaling.multiply_adds(network) == pytest.approx(counted(network), rel=0.05)


def test_a_transposed_convolution_costs_what_its_convolution_costs():
    there = keras.Sequential([keras.Input((8, 8, 4)), keras.layers.Conv2D(6, 4, strides=2, padding="same")])
    back = keras.Sequential([keras.Input((4, 4, 6)), keras.layers.Conv2DTranspose(4, 4, strides=2, padding="same")])
    assert scaling.multiply_adds(there) == scaling.multiply_adds(back) == 4 * 4 * 4 * 4 * 4 * 6


def test_limits():
    players = networks.mlp_generator(), networks.mlp_discriminator()
    one, eight = (scaling.limits(*players, 4096, devices=n) for n in (1, 8))
    assert eight["arithmetic"] == pytest.approx(one["arithmetic"] / 8)
    assert eight["starting"] == one["starting"] and "averaging" not in one and eight["averaging"] > 0
    double = scaling.limits(*players, 8192)
    assert double["arithmetic"] == pytest.approx(2 * one["arithmetic"]) and one["memory"] < double["memory"]
    assert scaling.step_time(one) == max(one.values())
    weights = sum(network.count_params() for network in players)
    assert scaling.state_bytes(*players) == 16 * weights


def test_what_the_table_says():
    rows = scaling.table()
    assert rows[0]["limit"] == "starting" and rows[0]["eight are faster by"] < 1
    assert rows[-1]["limit"] == "arithmetic" and rows[-1]["eight are faster by"] > 7
    assert [row["limit"] for row in rows if row["game"] == "digits, light"] == ["starting", "memory", "memory"]


def test_energy_is_read_where_the_machine_tells_and_not_made_up(tmp_path, monkeypatch):
    monkeypatch.setattr(scaling, "RAPL", tmp_path)
    assert scaling.joules() is None
    for number, microjoules in enumerate(("1500000", "2500000")):
        zone = tmp_path / f"intel-rapl:{number}"
        zone.mkdir()
        Path(zone, "energy_uj").write_text(microjoules + "\n", encoding="utf-8")
    assert scaling.joules() == 4.0
    counter = Path(zone, "energy_uj")
    seconds, used = scaling.cost_of(lambda: (counter.write_text("4000000"), sum(range(10**6))))
    assert used == 1.5 and 0 < seconds < 5
    assert scaling.cost_of(lambda: counter.write_text("0"))[1] is None      # it was full, and begins anew
    counter.unlink()                       # a counter that may not be read
    assert scaling.joules() is None and scaling.cost_of(int)[1] is None
