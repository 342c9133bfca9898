"""Layers that Keras lacks, or that this course needs faster."""

import keras
import tensorflow as tf

from gan_course import arguments
from gan_course.private import with_derivative


@keras.saving.register_keras_serializable("gan_course")
class BatchNormalization(keras.layers.BatchNormalization):
    """Batch normalisation through TensorFlow's fused kernel (Ioffe & Szegedy 2015).

    Arguments, variables and results are those of `keras.layers.BatchNormalization` over the last axis. Keras composes
    the training pass of a dozen small operations; on a CPU the one fused operation takes about a third of the time.
    One difference: the moving variance averages the unbiased batch variance, n/(n-1) of Keras's.
    x: (batch, features) or (batch, height, width, channels).
    """

    def call(self, inputs, training=None, mask=None):
        """Normalise; fused where the kernel fits, Keras's own pass elsewhere."""
        fusable = inputs.dtype == "float32" and self.axis in (-1, inputs.shape.rank - 1) and self.scale and self.center
        fusable = fusable and not self.synchronized
        if not training or not self.trainable or mask is not None or not fusable or inputs.shape.rank not in (2, 4):
            return super().call(inputs, training=training, mask=mask)
        images = inputs if inputs.shape.rank == 4 else inputs[:, None, None, :]  # the kernel wants NHWC
        outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            images, self.gamma, self.beta, epsilon=self.epsilon, is_training=True)
        keep = self.momentum
        self.moving_mean.assign(keep * self.moving_mean + (1 - keep) * mean)
        self.moving_variance.assign(keep * self.moving_variance + (1 - keep) * variance)
        return outputs if inputs.shape.rank == 4 else outputs[:, 0, 0, :]


@keras.saving.register_keras_serializable("gan_course")
class LeakyReLU(keras.layers.LeakyReLU):
    """`keras.layers.LeakyReLU` whose gradient is read off its output.

    For a positive slope, output and input have the same sign, so the gradient is the same to the last bit. The input
    is then needed by nothing else, and TensorFlow fuses convolution, bias and activation into one operation.
    """

    def call(self, inputs):
        """Return max(x, slope * x), any shape."""
        if self.negative_slope <= 0:
            return super().call(inputs)

        def leaky():
            return tf.nn.leaky_relu(inputs, self.negative_slope)

        def derivative(upstream):
            return [tf.raw_ops.LeakyReluGrad(gradients=upstream, features=outputs, alpha=self.negative_slope)]

        outputs = with_derivative(leaky, [inputs], derivative)
        return outputs


@keras.saving.register_keras_serializable("gan_course")
class MinibatchStddev(keras.layers.Layer):
    """Append one feature: the standard deviation over a group of samples, averaged over all features.

    Karras et al. 2018, section 3. group: samples compared, all of the batch where it is smaller.
    x: (batch, ..., features) -> (batch, ..., features + 1). Every sample of a group gets the same number.
    """

    def __init__(self, group=4, **kwargs):
        super().__init__(**kwargs)
        self.group = arguments.whole("group", group)

    def call(self, inputs):
        """Return the inputs with the feature beside them."""
        shape = tf.shape(inputs)
        group = tf.minimum(self.group, shape[0])
        grouped = tf.reshape(inputs, tf.concat([[-1, group], shape[1:]], axis=0))
        # half precision has no 1e-8
        variance = tf.math.reduce_variance(_wide(grouped), axis=1)  # (groups, ..., features)
        spread = tf.sqrt(variance + 1e-8)  # the root's slope at 0 is infinite, and a collapsed batch is at 0
        spread = tf.reduce_mean(spread, axis=list(range(1, inputs.shape.rank)))  # (groups,)
        spread = tf.reshape(tf.repeat(spread, group), [-1, *[1] * (inputs.shape.rank - 1)])
        return tf.concat([inputs, tf.cast(spread, inputs.dtype) + tf.zeros_like(inputs[..., :1])], axis=-1)

    def compute_output_shape(self, input_shape):
        """Return the shape with one more feature."""
        return (*input_shape[:-1], input_shape[-1] + 1)

    def get_config(self):
        return {**super().get_config(), "group": self.group}


@keras.saving.register_keras_serializable("gan_course")
class MinibatchDiscrimination(keras.layers.Layer):
    """Append, for each of B kernels, how close a sample lies to the others of its batch (Salimans et al. 2016, § 3.2).

    M_i = f(x_i) T, a matrix of `kernels` rows of `dimensions` numbers; o_b(x_i) = Σ_{j ≠ i} exp(−‖M_ib − M_jb‖₁).
    x: (batch, features) -> (batch, features + kernels). The paper's sum has j = i too, which adds 1 to every number.
    """

    def __init__(self, kernels=16, dimensions=4, **kwargs):
        super().__init__(**kwargs)
        self.kernels = arguments.whole("kernels", kernels)
        self.dimensions = arguments.whole("dimensions", dimensions)

    def build(self, input_shape):
        """Make the tensor T."""
        self.projection = self.add_weight(
            shape=(input_shape[-1], self.kernels * self.dimensions), initializer="glorot_uniform", name="projection")

    def call(self, inputs):
        """Return the inputs with the closenesses beside them."""
        rows = _wide(tf.matmul(inputs, self.projection))
        rows = tf.reshape(rows, [-1, self.kernels, self.dimensions])
        distance = tf.reduce_sum(tf.abs(rows[:, None] - rows[None]), axis=-1)  # (batch, batch, kernels)
        closeness = tf.reduce_sum(tf.exp(-distance), axis=1) - 1.0
        return tf.concat([inputs, tf.cast(closeness, inputs.dtype)], axis=-1)

    def compute_output_shape(self, input_shape):
        """Return the shape with `kernels` more features."""
        return (*input_shape[:-1], input_shape[-1] + self.kernels)

    def get_config(self):
        return {**super().get_config(), "kernels": self.kernels, "dimensions": self.dimensions}


@keras.saving.register_keras_serializable("gan_course")
class UniformNoise(keras.layers.Layer):
    """Standard normal noise made uniform on (-1, 1): erf(z / √2), which is 2 Φ(z) − 1. Any shape."""

    def call(self, inputs):
        """Return uniform numbers for normal ones."""
        return tf.math.erf(inputs / 2**0.5)


@keras.saving.register_keras_serializable("gan_course")
class DepthToSpace(keras.layers.Layer):
    """Lay groups of block² channels out as squares of pixels: sub-pixel upsampling (Shi et al. 2016).

    x: (batch, height, width, block² · channels) -> (batch, block · height, block · width, channels).
    """

    def __init__(self, block=2, **kwargs):
        super().__init__(**kwargs)
        self.block = arguments.whole("block", block, least=2)

    def call(self, inputs):
        """Return the larger image."""
        return tf.nn.depth_to_space(inputs, self.block)

    def compute_output_shape(self, input_shape):
        """Return the shape of the larger image."""
        batch, height, width, channels = input_shape
        if channels % self.block**2:
            raise ValueError(f"The input has {channels} channels; give a multiple of {self.block**2}, block².")
        longer = [None if size is None else size * self.block for size in (height, width)]
        return (batch, *longer, channels // self.block**2)

    def get_config(self):
        return {**super().get_config(), "block": self.block}


def _wide(x):
    """Half precision as float32; float32 and float64 as they are."""
    return x if x.dtype in ("float32", "float64") else tf.cast(x, tf.float32)
