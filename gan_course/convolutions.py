"""Convolutions of images with few channels, whose transposed pass is one matrix product.

A strided convolution is linear in the images and in the kernel, and so are its derivatives. With y any tensor of the
output's shape, one number T = Σ y · (images ∗ kernel) holds all three passes of training: its derivative by y is the
convolution, by the images the transposed convolution, by the kernel the kernel's gradient. Each of the three
functions below has the other two as its derivatives, to any order.

TensorFlow's own transposed pass reaches a few per cent of a processor's speed where the images have a single channel.
`transposed` multiplies once by the kernel and adds up where the patches overlap: the same sums in another order, four
to five times as fast on two cores with one channel, 1.6 times with four, slower with eight or more. That pass is the
generator's last layer, and in the discriminator's first the way of the generator's gradient: together they took a
fifth of a step of the small DCGAN.
"""

import keras
import tensorflow as tf

from gan_course.private import with_derivative

FEW = 4  # channels of the images up to which the product is faster


def convolved(images, kernel, strides, padding):
    """Return the convolution of images (n, H, W, channels) with a kernel (rows, columns, channels, filters).

    strides: (down, across). padding: "SAME" or "VALID". H and W must be known. The result is that of `tf.nn.conv2d`.
    """
    size = images.shape[1:3]

    def derivative(upstream):
        return (transposed(upstream, kernel, size, strides, padding),
                kernel_gradient(images, upstream, kernel.shape, strides, padding))

    return with_derivative(lambda: tf.nn.conv2d(images, kernel, strides, padding), [images, kernel], derivative)


def transposed(maps, kernel, size, strides, padding):
    """Return the transposed convolution: maps (n, h, w, filters) spread to images (n, *size, channels).

    It is the derivative of `convolved` by the images, so kernel, strides and padding are those of that convolution.
    h and w must be known. The result is that of `tf.nn.conv2d_transpose`.
    """
    def derivative(upstream):
        return (convolved(upstream, kernel, strides, padding),
                kernel_gradient(upstream, maps, kernel.shape, strides, padding))

    return with_derivative(lambda: _spread(maps, kernel, size, strides, padding), [maps, kernel], derivative)


def kernel_gradient(images, maps, shape, strides, padding):
    """Return the derivative of Σ maps · `convolved`(images, kernel) by the kernel, which has that shape."""
    def derivative(upstream):
        return (transposed(maps, upstream, images.shape[1:3], strides, padding),
                convolved(images, upstream, strides, padding))

    return with_derivative(
        lambda: tf.raw_ops.Conv2DBackpropFilter(input=images, filter_sizes=shape, out_backprop=maps,
                                                strides=[1, *strides, 1], padding=padding),
        [images, maps], derivative)


def _spread(maps, kernel, size, strides, padding):
    """The sums of `transposed`: one product, an addition of overlapping blocks, and pixels put in their places."""
    rows, columns, channels, filters = kernel.shape
    (down, across), (height, width) = strides, maps.shape[1:3]
    # In units of a stride, each map's patch is over × beside blocks of down × across pixels.
    over, beside = -(-rows // down), -(-columns // across)
    kernel = tf.pad(kernel, [[0, over * down - rows], [0, beside * across - columns], [0, 0], [0, 0]])
    kernel = tf.transpose(tf.reshape(kernel, [over, down, beside, across, channels, filters]), [5, 0, 2, 1, 3, 4])
    block = down * across * channels
    patches = tf.matmul(tf.reshape(maps, [-1, filters]), tf.reshape(kernel, [filters, over * beside * block]))
    # All patches' first blocks together, then the second ones: what is added below then lies in long runs of memory.
    blocks = tf.transpose(tf.reshape(patches, [-1, over * beside, block]), [1, 0, 2])
    blocks = tf.reshape(blocks, [over, beside, -1, height, width * block])
    grid = tf.add_n([tf.pad(blocks[i, j], [[0, 0], [i, over - 1 - i], [j * block, (beside - 1 - j) * block]])
                     for i in range(over) for j in range(beside)])
    grid = tf.reshape(grid, [-1, height + over - 1, width + beside - 1, down, across, channels])
    images = tf.reshape(tf.transpose(grid, [0, 1, 3, 2, 4, 5]),
                        [-1, (height + over - 1) * down, (width + beside - 1) * across, channels])
    top, left = (_before(*lengths) if padding == "SAME" else 0
                 for lengths in ((size[0], height, rows, down), (size[1], width, columns, across)))
    images = images[:, top:top + size[0], left:left + size[1]]
    lacking = size[0] - images.shape[1], size[1] - images.shape[2]  # pixels that no patch reached
    return tf.pad(images, [[0, 0], [0, lacking[0]], [0, lacking[1]], [0, 0]]) if any(lacking) else images


def _before(length, maps, kernel, stride):
    """How many of the zeros that "SAME" puts around an axis stand before it."""
    return max((maps - 1) * stride + kernel - length, 0) // 2


@keras.saving.register_keras_serializable("gan_course")
class Conv2D(keras.layers.Conv2D):
    """`keras.layers.Conv2D` with a faster gradient by its images, where these have one to four channels.

    Arguments, weights and values are those of Keras's layer; the gradient differs in the last digits. For a
    discriminator's first layer. Other channels, precisions and arrangements are left to Keras.
    """

    def convolution_op(self, inputs, kernel):
        """Convolve."""
        if not _fits(self, inputs, inputs.shape[-1]) or self.groups != 1:
            return super().convolution_op(inputs, kernel)
        return convolved(inputs, tf.convert_to_tensor(kernel), self.strides, self.padding.upper())


@keras.saving.register_keras_serializable("gan_course")
class Conv2DTranspose(keras.layers.Conv2DTranspose):
    """`keras.layers.Conv2DTranspose`, faster where it makes images of one to four channels.

    Arguments, weights and derivatives are those of Keras's layer; values differ in the last digits. For a generator's
    last layer. More filters, other precisions and arrangements are left to Keras.
    """

    def call(self, inputs):
        """Spread the maps (batch, h, w, channels) to images (batch, H, W, filters)."""
        if not _fits(self, inputs, self.filters) or self.output_padding is not None:
            return super().call(inputs)
        images = transposed(inputs, tf.convert_to_tensor(self.kernel), self.compute_output_shape(inputs.shape)[1:3],
                            self.strides, self.padding.upper())
        images = tf.nn.bias_add(images, self.bias) if self.use_bias else images
        return images if self.activation is None else self.activation(images)


def _fits(layer, inputs, channels):
    """Tell whether the product serves: float32, channels last, sizes known, patches without gaps, few channels."""
    return (channels <= FEW and inputs.dtype == layer.compute_dtype == "float32" and inputs.shape.rank == 4
            and None not in inputs.shape[1:] and layer.data_format == "channels_last"
            and tuple(layer.dilation_rate) == (1, 1)
            and all(size >= stride for size, stride in zip(layer.kernel_size, layer.strides, strict=True))
            and min(layer.compute_output_shape(inputs.shape)[1:3]) > 0)
