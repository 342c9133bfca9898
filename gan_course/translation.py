"""From images of one kind to images of another: with pairs (pix2pix in small), or without (CycleGAN in small)."""

import keras
import numpy as np
import tensorflow as tf

from gan_course import arguments
from gan_course.arguments.tensors import tensor
from gan_course.backend import channels_last
from gan_course.convolutions import Conv2D
from gan_course.layers import LeakyReLU
from gan_course.optimizers import Adam

layers = keras.layers


@channels_last()
def translator(shape, out_channels=None, width=12, blocks=2, from_identity=False):
    """Return a network, images (batch, *shape) -> images (batch, height, width, out_channels) in (-1, 1).

    shape: (height, width, channels), sides even. out_channels: None for as many as come in. It halves the sides once,
    adds `blocks` residual corrections at that size, and doubles them again; `width` feature maps at full size.
    from_identity: begin as a network that returns (nearly) what it is given, and learn the change; needs as many
    channels out as in. After the generator of Zhu et al. 2017, without normalisation, which would forget an image's own
    brightness.
    """
    height, across, channels = arguments.wholes("shape", shape, length=3)
    if height % 2 or across % 2:
        arguments.refuse("shape", shape, "(height, width, channels) with even sides")
    out_channels = channels if out_channels is None else arguments.whole("out_channels", out_channels)
    width, blocks = arguments.whole("width", width), arguments.whole("blocks", blocks, least=0)
    images = keras.Input((height, across, channels))
    full = layers.Conv2D(width, 3, padding="same", activation="relu")(images)
    x = layers.Conv2D(2 * width, 4, strides=2, padding="same", activation="relu")(full)
    for _ in range(blocks):
        change = layers.Conv2D(2 * width, 3, padding="same", activation="relu")(x)
        x = layers.Add()([x, layers.Conv2D(2 * width, 3, padding="same")(change)])
    x = layers.UpSampling2D()(layers.Conv2D(width, 3, padding="same", activation="relu")(x))
    x = layers.Concatenate()([x, full])     # sharp edges pass beside the small maps
    x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
    if not arguments.flag("from_identity", from_identity):
        return keras.Model(images, layers.Conv2D(out_channels, 3, padding="same", activation="tanh")(x))
    if out_channels != channels:
        raise ValueError(f"from_identity is True, and {channels} channels become {out_channels}; it needs as many.")
    change = layers.Conv2D(out_channels, 3, padding="same", kernel_initializer="zeros")(x)
    return keras.Model(images, keras.ops.tanh(keras.ops.arctanh(0.97 * images) + change))


@channels_last()
def patch_judge(shape, widths=(16, 32)):
    """Return a discriminator, images (batch, *shape) -> one logit for each patch (batch, rows, columns, 1).

    Each width is a convolution that halves the sides. After the PatchGAN of Isola et al. 2017.
    """
    shape, widths = arguments.wholes("shape", shape, length=3), arguments.wholes("widths", widths)
    x = images = keras.Input(shape)
    for width in widths:
        x = LeakyReLU(negative_slope=0.2)(Conv2D(width, 4, strides=2, padding="same")(x))
    return keras.Model(images, layers.Conv2D(1, 3, padding="same")(x))


def _l1(one, other):
    """Return the mean absolute difference of two batches of images, a tensor without axes."""
    return tf.reduce_mean(tf.abs(one - other))


def cycle_loss(images, there, back):
    """Return the mean absolute difference of images and back(there(images)) (Zhu et al. 2017, eq. 2, one way)."""
    images = tensor("images", images)
    there, back = (arguments.function(name, value, "from images to images")
                   for name, value in (("there", there), ("back", back)))
    return _l1(back(there(images)), images)


def _shapes(shape, out_shape):
    """Return both shapes as tuples; raise ValueError unless their sides agree."""
    shape = arguments.wholes("shape", shape, length=3)
    out_shape = shape if out_shape is None else arguments.wholes("out_shape", out_shape, length=3)
    if shape[:2] != out_shape[:2]:
        arguments.refuse("out_shape", out_shape, f"the sides of a, ({shape[0]}, {shape[1]}, channels)")
    return [shape, out_shape]


class _Translation:
    """What both kinds share: optimisers, the loop over random batches, and the losses that it keeps."""

    def fit(self, a, b, steps=1000, batch_size=8, rate=2e-3, seed=0):
        """Train for `steps` random batches; return {name: losses (steps,)}.

        a, b: images (n, height, width, channels) in [-1, 1]; for `Paired`, row by row the same. rate: of Adam
        (β₁ = 0.5), falling to 0 along half a cosine. seed: of the batches.
        """
        a, b = (arguments.images(name, value, ("n", *shape)) for name, value, shape in
                zip("ab", (a, b), self.shapes, strict=True))
        if self.paired and len(a) != len(b):
            raise ValueError(f"a holds {len(a)} images and b {len(b)}; pairs need as many of the one as of the other.")
        steps, batch_size = arguments.whole("steps", steps), arguments.whole("batch_size", batch_size)
        falling = keras.optimizers.schedules.CosineDecay(arguments.number("rate", rate, above=0), steps)
        self.optimizers = [Adam(falling, beta_1=0.5) for _ in self.players]
        for optimizer, weights in zip(self.optimizers, self.players, strict=True):
            optimizer.build(weights)
        rng = np.random.default_rng(arguments.seed("seed", seed))
        rows_a = rng.integers(len(a), size=(steps, batch_size))
        rows_b = rows_a if self.paired else rng.integers(len(b), size=(steps, batch_size))
        a, b = tf.constant(a), tf.constant(b)

        @tf.function
        def train(rows_a, rows_b):
            losses = tf.TensorArray(tf.float32, steps)
            for i in tf.range(steps):
                losses = losses.write(i, self.step(tf.gather(a, rows_a[i]), tf.gather(b, rows_b[i])))
            return losses.stack()

        losses = train(tf.constant(rows_a), tf.constant(rows_b)).numpy()
        return dict(zip(self.loss_names, losses.T, strict=True))

    def _descend(self, tape, losses):
        for loss, weights, optimizer in zip(losses, self.players, self.optimizers, strict=True):
            optimizer.apply(tape.gradient(loss, weights), weights)


class Unpaired(_Translation):
    """Two translators and two discriminators, trained on images a and b that do not belong together.

    Each translator fools the discriminator of its target, by least squares, and the way there and back must end where
    it began: plus `cycle_weight` times `cycle`(images, there, back) for both directions (Zhu et al. 2017, eq. 3).
    shape, out_shape: (height, width, channels) of a and of b, None for the same. cycle: a function like `cycle_loss`.
    from_identity: as for `translator`. identity_weight: of the mean absolute change of images that are of the target's
    kind already; needs equal shapes.
    """

    paired, loss_names = False, ("judge", "translators", "cycle")

    def __init__(self, shape, out_shape=None, width=12, blocks=2, judge_widths=(16, 32), cycle_weight=10.0,
                 identity_weight=0.0, cycle=cycle_loss, from_identity=False):
        self.shapes = _shapes(shape, out_shape)
        self.cycle_weight = arguments.number("cycle_weight", cycle_weight, low=0)
        self.identity_weight = arguments.number("identity_weight", identity_weight, low=0)
        if self.identity_weight and self.shapes[0] != self.shapes[1]:
            raise ValueError(f"identity_weight is {self.identity_weight:g}, and a and b have {self.shapes[0][-1]} and "
                             f"{self.shapes[1][-1]} channels; it needs as many. Leave it at 0.")
        self.cycle = arguments.function("cycle", cycle, "of (images, there, back) that returns one number")
        of_a, of_b = self.shapes
        self.to_b = translator(of_a, of_b[-1], width, blocks, from_identity)
        self.to_a = translator(of_b, of_a[-1], width, blocks, from_identity)
        self.judge_a, self.judge_b = patch_judge(of_a, judge_widths), patch_judge(of_b, judge_widths)
        self.players = [self.judge_a.trainable_variables + self.judge_b.trainable_variables,
                        self.to_a.trainable_variables + self.to_b.trainable_variables]

    def step(self, a, b):
        """Move both discriminators once, and both translators once; return the three losses."""
        with tf.GradientTape(persistent=True) as tape:
            fake_a, fake_b = self.to_a(b), self.to_b(a)
            judging, fooling = 0.0, 0.0
            for judge, real, fake in ((self.judge_a, a, fake_a), (self.judge_b, b, fake_b)):
                judging += _squared(judge(real), 1.0) + _squared(judge(tf.stop_gradient(fake)), 0.0)
                fooling += _squared(judge(fake), 1.0)
            # `there` was computed above; a function that returns it spares the second pass
            cycle = self.cycle(a, lambda _: fake_b, self.to_a) + self.cycle(b, lambda _: fake_a, self.to_b)
            translating = fooling + self.cycle_weight * cycle
            if self.identity_weight:
                translating += self.identity_weight * (_l1(self.to_a(a), a) + _l1(self.to_b(b), b))
        self._descend(tape, (judging, translating))
        return tf.stack([judging, translating, cycle])


class Paired(_Translation):
    """One translator, trained on pairs: by L1 alone, or with a discriminator as well (Isola et al. 2017, eq. 4).

    The discriminator judges b beside the a that it belongs to. gan_weight: of the discriminator's verdict beside L1;
    0 leaves it out, and then only L1 is descended.
    """

    paired = True

    def __init__(self, shape, out_shape=None, width=12, blocks=2, judge_widths=(16, 32), l1_weight=10.0,
                 gan_weight=0.0, from_identity=False):
        self.shapes = _shapes(shape, out_shape)
        self.l1_weight = arguments.number("l1_weight", l1_weight, low=0)
        self.gan_weight = arguments.number("gan_weight", gan_weight, low=0)
        of_a, of_b = self.shapes
        self.to_b = translator(of_a, of_b[-1], width, blocks, from_identity)
        self.players, self.loss_names = [self.to_b.trainable_variables], ("l1",)
        if self.gan_weight:
            self.judge = patch_judge((*of_a[:2], of_a[-1] + of_b[-1]), judge_widths)
            self.players, self.loss_names = [self.judge.trainable_variables, *self.players], ("judge", "l1")

    def step(self, a, b):
        """Move the discriminator once, where there is one, and the translator once; return the losses."""
        with tf.GradientTape(persistent=True) as tape:
            fake = self.to_b(a)
            distance = _l1(fake, b)
            losses, translating = [], self.l1_weight * distance
            if self.gan_weight:
                beside = [tf.concat([a, image], -1) for image in (b, tf.stop_gradient(fake), fake)]
                real, constant, fooling = map(self.judge, beside)
                losses.append(_squared(real, 1.0) + _squared(constant, 0.0))
                translating += self.gan_weight * _squared(fooling, 1.0)
        self._descend(tape, [*losses, translating])
        return tf.stack([*losses, distance])


def _squared(logits, target):
    """Return the mean squared distance of logits to a target (least squares GAN, Mao et al. 2017)."""
    return tf.reduce_mean((logits - target) ** 2)
