"""Every public name of `keras.Model` is served by a GAN or refused in a sentence; an upgrade makes none forgotten."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny_gans import FIT, X, points

from gan_course.doors import refused
from gan_course.gan import GAN

NOISE = X[:8]


@pytest.fixture(scope="module")
def gan():
    gan = points(run_eagerly=True)
    gan.fit(X, **FIT)
    return gan


def served(gan, tmp_path):
    """Return {name: whether it does what a Keras user expects}, as functions without arguments."""
    fakes = gan.generator(NOISE).numpy()

    def is_fake(samples):
        return np.allclose(samples, fakes, atol=1e-6)

    def set_back(get, set_):
        kept = get()
        set_(kept)
        return is_fake(gan(NOISE))

    def save_and_load(name, load):
        getattr(gan, name)(tmp_path / "gan.weights.h5" if "weights" in name else tmp_path / "gan.keras")
        return is_fake(load()(NOISE))

    def load_weights():
        other = points(seed=9)
        other.load_weights(tmp_path / "gan.weights.h5")
        return other

    def export():
        gan.export(tmp_path / "served", verbose=False)
        loaded = tf.saved_model.load(str(tmp_path / "served"))  # in a name: it owns what it serves
        return is_fake(loaded.serve(NOISE))

    def rebuilt(config):
        other = GAN.from_config(config)
        other.set_weights(gan.get_weights())
        return is_fake(other(NOISE))

    def turned(name, value):
        kept = getattr(gan, name)
        setattr(gan, name, value)
        found = getattr(gan, name) == value and np.isfinite(gan.train_on_batch(X[:16])).all()
        setattr(gan, name, kept)
        gan.set_weights(weights)
        return found

    weights = gan.get_weights()
    mine = [*gan.generator.weights, *gan.discriminator.weights]
    names = {v.path for v in mine}

    def all_of(variables):
        return names <= {v.path for v in variables}

    def trained(function):
        steps = len(gan.step_history["d_loss"])
        function()
        moved = not np.array_equal(gan.get_weights()[0], weights[0])
        gan.set_weights(weights)
        return moved and len(gan.step_history["d_loss"]) - steps

    def summary():
        lines = []
        gan.summary(print_fn=lambda line, **_: lines.append(line))
        return "generator" in "".join(lines) and "discriminator" in "".join(lines)

    tv, ntv = gan.trainable_variables, gan.non_trainable_variables
    same = {  # name: how it is tried
        "build": lambda: gan.build((None, 2)) is None and is_fake(gan(NOISE)),
        "built": lambda: gan.built is True,
        "build_from_config": lambda: gan.build_from_config({"input_shape": (None, 2)}) is None,
        "get_build_config": lambda: gan.get_build_config() is None or isinstance(gan.get_build_config(), dict),
        "call": lambda: is_fake(gan.call(NOISE)),
        "symbolic_call": lambda: gan.symbolic_call(keras.KerasTensor((None, 2))).shape == (None, 2),
        "compute_output_shape": lambda: gan.compute_output_shape((None, 2)) == (None, 2),
        "compute_output_spec": lambda: gan.compute_output_spec(keras.KerasTensor((None, 2))).shape == (None, 2),
        "stateless_call": lambda: is_fake(gan.stateless_call(tv, ntv, NOISE)[0]),
        "predict": lambda: is_fake(gan.predict(NOISE, verbose=0)),
        "predict_on_batch": lambda: is_fake(gan.predict_on_batch(NOISE)),
        "predict_step": lambda: is_fake(gan.predict_step(NOISE)),
        "make_predict_function": lambda: callable(gan.make_predict_function()),
        "fit": lambda: trained(lambda: gan.fit(X, **FIT)) == 4,
        "train_on_batch": lambda: trained(lambda: gan.train_on_batch(X[:16])) == 1,
        "train_step": lambda: set(gan.train_step(tf.constant(X[:16]))) == {"d_loss", "g_loss"},
        "compile": lambda: gan.compiled,
        "compile_from_config": lambda: points().compile_from_config(gan.get_compile_config()) is None,
        "get_compile_config": lambda: gan.get_compile_config()["objective"] == "non_saturating",
        "jit_compile": lambda: turned("jit_compile", True), "run_eagerly": lambda: turned("run_eagerly", False),
        "get_config": lambda: rebuilt(gan.get_config()), "from_config": lambda: rebuilt(gan.get_config()),
        "to_json": lambda: keras.models.model_from_json(gan.to_json()).generator.count_params() > 0,
        "save": lambda: save_and_load("save", lambda: keras.models.load_model(tmp_path / "gan.keras")),
        "save_weights": lambda: save_and_load("save_weights", load_weights),
        "load_weights": lambda: is_fake(load_weights()(NOISE)),
        "save_own_variables": lambda: gan.save_own_variables({}) is None,
        "load_own_variables": lambda: set_back(lambda: _stored(gan), gan.load_own_variables),
        "export": export,
        "get_weights": lambda: set_back(gan.get_weights, gan.set_weights),
        "set_weights": lambda: set_back(gan.get_weights, gan.set_weights),
        "get_state_tree": lambda: set_back(gan.get_state_tree, gan.set_state_tree),
        "set_state_tree": lambda: set_back(gan.get_state_tree, gan.set_state_tree),
        "summary": summary,
        "count_params": lambda: gan.count_params() == sum(int(np.prod(w.shape)) for w in mine),
        "get_layer": lambda: gan.get_layer("generator") is gan.generator,
        "layers": lambda: gan.layers == [gan.generator, gan.discriminator],
        "weights": lambda: all_of(gan.weights), "variables": lambda: all_of(gan.variables),
        "trainable_weights": lambda: all_of(gan.trainable_weights),
        "trainable_variables": lambda: all_of(gan.trainable_variables),
        "non_trainable_weights": lambda: gan.non_trainable_weights == [],
        "non_trainable_variables": lambda: not names & {v.path for v in gan.non_trainable_variables},
        "trainable": lambda: gan.trainable is True,
        "metrics": lambda: gan.metrics == [], "metrics_names": lambda: gan.metrics_names == [],
        "metrics_variables": lambda: gan.metrics_variables == [], "reset_metrics": lambda: gan.reset_metrics() is None,
        "loss": lambda: gan.loss is None, "losses": lambda: gan.losses == [],
        "dtype": lambda: gan.dtype == "float32", "dtype_policy": lambda: gan.dtype_policy.name == "float32",
        "compute_dtype": lambda: gan.compute_dtype == "float32", "input_dtype": lambda: gan.input_dtype == "float32",
        "variable_dtype": lambda: gan.variable_dtype == "float32",
        "input_spec": lambda: gan.input_spec is None, "path": lambda: gan.path == gan.name,
        "supports_masking": lambda: gan.supports_masking in (True, False),
        "compute_mask": lambda: gan.compute_mask(NOISE, None) is None,
        "quantization_mode": lambda: gan.quantization_mode is None,
        "distribute_strategy": lambda: gan.distribute_strategy is not None,
        "distribute_reduction_method": lambda: hasattr(gan, "distribute_reduction_method") == hasattr(
            gan.generator, "distribute_reduction_method"),  # nor has it a plain Keras model, in 3.15
        "add_weight": lambda: _joins(points().add_weight), "add_variable": lambda: _joins(points().add_variable),
    }
    return same


def _stored(gan):
    store = {}
    gan.save_own_variables(store)
    return store


def _joins(add):
    variable = add(shape=(1,), initializer="ones", name="mine")
    return any(variable is other for other in add.__self__.variables)


def surface():
    """The public names of `keras.Model`."""
    return {name for name in dir(keras.Model) if not name.startswith("_")}


def test_every_public_name_is_served_or_refused(gan, tmp_path):
    methods, properties = refused()
    known = {*served(gan, tmp_path), *methods, *properties}
    assert surface() - known == set(), "Keras has grown: serve these names, or refuse them in gan_course/doors.py"
    gone = known - surface() - {"built"}
    assert gone == set(), "Keras has dropped these names: forget them too"


def test_what_is_served_does_what_a_keras_user_expects(gan, tmp_path):
    failed = {}
    for name, tried in served(gan, tmp_path).items():
        try:
            if not tried():
                failed[name] = "another result"
        except Exception as error:
            failed[name] = f"{type(error).__name__}: {error}"
    assert failed == {}


def test_what_is_refused_says_what_to_use(gan):
    methods, properties = refused()
    for name in (*methods, *properties):
        with pytest.raises(ValueError, match=rf"^{name} is not for a GAN\. .+\.$"):
            asked = getattr(gan, name)
            asked("int8")


def test_clone_model_gives_a_gan_with_weights_of_its_own(gan):
    clone = keras.models.clone_model(gan)
    assert type(clone) is GAN and not np.array_equal(clone.get_weights()[0], gan.get_weights()[0])


def test_our_private_names_are_not_those_of_keras():
    theirs = set(dir(keras.Sequential([keras.Input((1,))])))
    ours = {name for kind in GAN.__mro__ if kind.__module__.startswith("gan_course") for name in vars(kind)}
    assert {name for name in ours & theirs if name.startswith("_") and not name.startswith("__")} == set()
