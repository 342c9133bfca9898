"""Ready-made checks of answers that TensorFlow is to derive, on drawn arguments as in `property_checks`.

    checks=[agrees_with_reference(_loss, draw, "the loss is not the mean of the two terms"),
            takes_numpy_and_tensors(draw), passes_gradients(_loss, draw, with_respect_to=("fake_logits",))]

Arrays of floats that `draw` gives are handed over as tensors of float32.
"""

import numpy as np

from gan_course.exercises.checks import as_numbers, compare, joined, parts
from gan_course.exercises.drawing import call, drawn, float32, names, tensors, text
from gan_course.exercises.guard import MissingReturn, is_own_not_implemented
from gan_course.exercises.property_checks import agrees_with_reference
from gan_course.exercises.wording import error_text

_CUT = ("TensorFlow cannot derive the result by `{}`: NumPy, float(), .numpy() or tf.stop_gradient cuts the gradient "
        "off. Stay with TensorFlow's functions")


def passes_gradients(reference, draw, with_respect_to=None, property_="the gradient through your result is another",
                     draws=4, seed=0, rtol=1e-3, atol=1e-5, use=None):
    """Given tensors, the answer can be derived by them, and its gradient is the reference's.

    with_respect_to: names of arguments; None for every argument that is an array of floats; or a function of the
    arguments that returns [variables], as in `lambda model, x: model.trainable_variables`.
    """
    use = use or call

    def check(answer):
        for i in range(draws):
            found, labels = _gradients(answer, reference, draw, seed, i, with_respect_to, use)
            wanted, _ = _gradients(reference, reference, draw, seed, i, with_respect_to, use)
            for label, one, other in zip(labels, found, wanted, strict=True):
                if other is not None and one is None:
                    return f"{_CUT.format(label)}."
                complaint = None if other is None else compare(
                    one, np.asarray(other), "", f"{text(draw, seed, i)}, its gradient by `{label}`:", rtol, atol)
                if complaint:
                    return joined(property_, complaint)
        return None

    return check


def takes_numpy_and_tensors(draw, property_="NumPy arrays and tensors should give the same", draws=3, seed=0,
                            rtol=1e-4, atol=1e-5, use=None):
    """NumPy arrays and TensorFlow's tensors of the same numbers give the same result."""
    use = use or call

    def check(answer):
        for i in range(draws):
            arrays = tuple(map(float32, drawn(draw, seed, i)))
            of_arrays = use(answer, *arrays)
            try:
                of_tensors = use(answer, *tensors(drawn(draw, seed, i)))
            except Exception as error:
                if isinstance(error, MissingReturn) or is_own_not_implemented(error):
                    raise
                return joined(property_, f"with tensors it stops: {error_text(error)}. NumPy's and TensorFlow's "
                              "functions take both; methods such as .mean() only arrays have.")
            complaint = compare(of_tensors, _numeric(of_arrays), property_, text(draw, seed, i), rtol, atol)
            if complaint:
                return complaint
        return None

    return check


def finite_at_extremes(reference, cases, property_, with_gradients=False, rtol=1e-4, atol=1e-4, use=None):
    """At extreme arguments, a list of tuples, the answer is finite and the reference's value; so is its gradient.

    with_gradients: whether the gradient by each array of floats is asked for too, by way of tensors.
    """
    checks = [agrees_with_reference(reference, lambda rng, case=case: _copied(case), property_, draws=1, rtol=rtol,
                                    atol=atol, use=use) for case in cases]
    if with_gradients:
        checks += [passes_gradients(reference, lambda rng, case=case: _copied(case), property_=property_, draws=1,
                                    rtol=rtol, atol=atol, use=use) for case in cases]

    def check(answer):
        for one in checks:
            complaint = one(answer)
            if complaint:
                return complaint
        return None

    return check


def _gradients(answer, reference, draw, seed, i, with_respect_to, use):
    """Return the gradients of a weighted sum of the result, and what they are taken by."""
    import tensorflow as tf

    args = tensors(drawn(draw, seed, i))
    called = names(reference, args)
    if callable(with_respect_to):
        sources = list(with_respect_to(*args))
        labels = [getattr(source, "path", getattr(source, "name", "a variable")) for source in sources]
    else:
        wanted = called if with_respect_to is None else with_respect_to
        labels = [name for name, arg in zip(called, args, strict=True) if name in wanted and tf.is_tensor(arg)]
        sources = [arg for name, arg in zip(called, args, strict=True) if name in labels]
    with tf.GradientTape() as tape:
        for source in sources:
            if not hasattr(source, "assign"):           # a variable is watched anyhow
                tape.watch(source)
        total, rng = tf.constant(0.0), np.random.default_rng([seed, i, 7])
        for value in _leaves(use(answer, *args)):
            weights = rng.normal(1.0, 0.5, size=np.shape(value)).astype("float32")     # unequal: a sum may be constant
            if tf.is_tensor(value) and value.dtype.is_floating:
                total += tf.reduce_sum(weights * tf.cast(value, tf.float32))
    found = tape.gradient(total, sources)
    return [None if gradient is None else tf.convert_to_tensor(gradient) for gradient in found], labels


def _leaves(value):
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, (list, tuple)) else [value]


def _numeric(result):
    items = parts(result) if isinstance(result, (list, tuple)) else None
    return [_numeric(item) for item in items] if items is not None else as_numbers(result)[0]


def _copied(case):
    return tuple(arg.copy() if isinstance(arg, np.ndarray) else arg for arg in case)
