"""What a GAN inherits from `keras.Model` and cannot honour: each is refused in one sentence that says what to use.

`tests/test_doors.py` goes through every public name of `keras.Model`: what is not refused here is served.
"""

import keras

_LOSSES = "A GAN's losses come from compile(objective=…, remedies=[…])"
_MEASURE = ("A GAN's losses do not tell how good its samples are; measure samples instead, such as "
            "gan_course.metrics.frechet_distance(x, gan.generate(len(x)))")
_TWO = "A GAN is two networks"
_REFUSED = {  # name: (what is so, what to use)
    "add_loss": f"{_LOSSES}; for a term of your own write a Remedy with `penalty` or `generator_penalty`.",
    "add_metric": f"{_MEASURE}; a Keras callback can do so while training.",
    "compute_loss": f"{_LOSSES}; gan.discriminator_loss(real, fake) and gan.generator_loss(real, fake) give them.",
    "stateless_compute_loss": f"{_LOSSES}; gan.discriminator_loss(real, fake) and gan.generator_loss(real, fake) "
                              "give them.",
    "compute_metrics": f"{_MEASURE}.",
    "get_metrics_result": f"{_MEASURE}; the losses of each step are in gan.step_history.",
    "evaluate": f"{_MEASURE}.",
    "test_step": f"{_MEASURE}.",
    "test_on_batch": f"{_MEASURE}.",
    "make_test_function": f"{_MEASURE}.",
    "make_train_function": "A GAN's training runs several steps in one graph of its own; use gan.fit(…), "
                           "gan.training(…) for a loop of your own, or gan.train_on_batch(…).",
    "quantize": f"{_TWO}, and neither could be trained any further; quantize the generator of a finished GAN: "
                "gan.generator.quantize('int8').",
    "quantized_build": f"{_TWO}; quantize the generator of a finished GAN: gan.generator.quantize('int8').",
    "quantized_call": f"{_TWO}; quantize the generator of a finished GAN: gan.generator.quantize('int8').",
    "get_quantization_layer_structure": f"{_TWO}; quantize the generator of a finished GAN: "
                                        "gan.generator.quantize('int8').",
    "rematerialized_call": f"{_TWO}; a layer of one of them can be rematerialized when it is built, by "
                           "keras.RematScope.",
}
_REFUSED_PROPERTIES = {
    "input": f"{_TWO}; use gan.generator.input or gan.discriminator.input.",
    "output": f"{_TWO}; use gan.generator.output or gan.discriminator.output.",
    "compiled_loss": f"{_LOSSES}: gan.objective and gan.remedies.",
    "compiled_metrics": f"{_MEASURE}.",
}


class Doors(keras.Model):
    """A Keras model in which what has no meaning for a GAN is refused at once."""

    @property
    def metrics(self):
        """No Keras metric belongs to a GAN, so this list is empty; its losses are in `step_history`."""
        return []


def _refusing(name, sentence):
    def method(self, *args, **kwargs):
        raise ValueError(f"{name} is not for a GAN. {sentence}")

    method.__name__ = name
    method.__doc__ = f"Refused. {sentence}"
    return method


for _name, _sentence in _REFUSED.items():
    setattr(Doors, _name, _refusing(_name, _sentence))
for _name, _sentence in _REFUSED_PROPERTIES.items():
    setattr(Doors, _name, property(_refusing(_name, _sentence)))


def refused():
    """Return the names that are refused: methods, then properties, as two tuples."""
    return tuple(_REFUSED), tuple(_REFUSED_PROPERTIES)
