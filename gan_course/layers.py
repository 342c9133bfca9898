"""Layers that Keras lacks, or that this course needs faster."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("gan_course")
class BatchNormalization(keras.layers.BatchNormalization):
    """Batch normalisation through TensorFlow's fused kernel (Ioffe & Szegedy 2015).

    Arguments, variables and results are those of `keras.layers.BatchNormalization` over the last axis. Keras composes
    the training pass of a dozen small operations; on a CPU the one fused operation takes about a third of the time.
    One difference: the moving variance averages the unbiased batch variance, n/(n-1) of Keras's.
    x: (batch, features) or (batch, height, width, channels).
    """

    def call(self, inputs, training=None, mask=None):
        fusable = inputs.dtype == "float32" and self.axis in (-1, inputs.shape.rank - 1) and self.scale and self.center
        if not training or not self.trainable or mask is not None or not fusable or inputs.shape.rank not in (2, 4):
            return super().call(inputs, training=training, mask=mask)
        images = inputs if inputs.shape.rank == 4 else inputs[:, None, None, :]  # the kernel wants NHWC
        outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            images, self.gamma, self.beta, epsilon=self.epsilon, is_training=True)
        keep = self.momentum
        self.moving_mean.assign(keep * self.moving_mean + (1 - keep) * mean)
        self.moving_variance.assign(keep * self.moving_variance + (1 - keep) * variance)
        return outputs if inputs.shape.rank == 4 else outputs[:, 0, 0, :]
