"""New landscapes from one photograph: a pyramid of small GANs, from coarse to fine (SinGAN in small)."""

import keras
import numpy as np
import tensorflow as tf

from gan_course import arguments, objectives, penalties
from gan_course.backend import channels_last, single_precision
from gan_course.convolutions import Conv2D
from gan_course.frozen_network import with_stored_weights
from gan_course.layers import LeakyReLU
from gan_course.optimizers import Adam

WEIGHTS_FILE = "landscape.npz"
EDGE = 5        # pixels that five 3×3 convolutions without padding take away on each side: they see 11×11
POOL = 128      # images of the coarser scales, made once, on which a finer scale learns
BETA = 0.99     # of the average of the generators' weights
STEPS, GAMMA = (1500, 700, 900), (0.1, 0.01, 0.003)     # of three scales, coarse to fine


def photograph(height=64):
    """Return a photograph of a temple by a lake, float32 (height, 3/2 height, 3) in [-1, 1].

    It is scikit-learn's `china.jpg`, by danielbuechele, CC BY 2.0
    (https://www.flickr.com/photos/danielbuechele/6061409035), reduced from 427 × 640 pixels. height: even, 16 to 400.
    """
    from sklearn.datasets import load_sample_image

    height = arguments.whole("height", height, least=16, most=400)
    if height % 2:
        arguments.refuse("height", height, "an even number")
    pixels = load_sample_image("china.jpg").astype("float32") / 127.5 - 1
    return np.clip(tf.image.resize(pixels, (height, 3 * height // 2), antialias=True).numpy(), -1, 1)


@channels_last()
@single_precision()
def painter(width=24):
    """Return one scale's generator, (batch, h + 10, w + 10, 3) -> changes (batch, h, w, 3) in [-1, 1], for any h and w.

    Five convolutions of 3 × 3, so each pixel depends on 11 × 11 of what is given. width: feature maps.
    """
    width = arguments.whole("width", width)
    images = x = keras.Input((None, None, 3))
    for _ in range(4):
        x = LeakyReLU(0.2)(keras.layers.Conv2D(width, 3, kernel_initializer="he_normal")(x))
    return keras.Model(images, keras.layers.Conv2D(3, 3, activation="tanh")(x))


@channels_last()
@single_precision()
def patch_critic(shape, width=24):
    """Return one scale's critic, images (batch, *shape) -> a logit for each 11 × 11 patch (batch, h - 10, w - 10, 1).

    shape: (h, w, 3), both sides 11 or more. width: feature maps.
    """
    shape, width = arguments.wholes("shape", shape, length=3), arguments.whole("width", width)
    if min(shape[:2]) <= 2 * EDGE:
        arguments.refuse("shape", shape, f"sides of {2 * EDGE + 1} or more")
    images = keras.Input(shape)
    x = LeakyReLU(0.2)(Conv2D(width, 3, kernel_initializer="he_normal")(images))
    for _ in range(3):
        x = LeakyReLU(0.2)(keras.layers.Conv2D(width, 3, kernel_initializer="he_normal")(x))
    return keras.Model(images, keras.layers.Conv2D(1, 3)(x))


class Pyramid:
    """A generator for each of several scales, each twice as fine as the one before (Shaham, Dekel & Michaeli 2019).

    The coarsest makes a small image of noise. Each next one enlarges what it is given, adds noise and corrects it. None
    knows how large an image is, so the same weights make images of any shape.
    shape: (height, width) of the photograph. scales: how many; at the coarsest both sides must be 11 or more. width:
    feature maps of each network.
    """

    def __init__(self, shape=(64, 96), scales=3, width=24):
        self.shape = arguments.wholes("shape", shape, length=2)
        self.scales, self.width = arguments.whole("scales", scales, most=8), arguments.whole("width", width)
        if min(self._sizes(self.shape)[0]) <= 2 * EDGE:
            arguments.refuse("shape", shape, f"sides of {2 * EDGE + 1} or more after {self.scales - 1} halvings")
        self.painters = [painter(self.width) for _ in range(self.scales)]
        self.noise_stds = tf.Variable(tf.ones(self.scales), trainable=False)    # of the noise at each scale

    @property
    def weights(self):
        """Every scale's weights, and last the standard deviations of the noise: what a stored pyramid is made of."""
        return [weight for net in self.painters for weight in net.weights] + [self.noise_stds]

    def get_weights(self):
        """Return the values of `weights`, as a Keras model does."""
        return [np.asarray(weight) for weight in self.weights]

    def set_weights(self, values):
        """Give `weights` these values, as a Keras model does."""
        for weight, value in zip(self.weights, values, strict=True):
            weight.assign(value)

    def fit(self, photo, steps=STEPS, batch_size=4, crop=32, rate=1e-3, gamma=GAMMA, fidelity=10.0, noise=0.1, seed=0):
        """Train the scales one after another, coarse to fine; return, for each, losses (steps, 3): D, G, error.

        photo: (height, width, 3) in [-1, 1]. steps: of each scale, one number or one for each. batch_size: crops at
        the coarsest scale, half as many at each next. crop: side of what is looked at in one step, at most. rate: of
        Adam (β₁ = 0.5), falling to 0 along half a cosine. gamma: strength of R1 and R2, divided by the number of
        patches, one number or one for each scale: fine scales differ in little, and need a steeper critic. fidelity:
        of the mean squared error with which one fixed noise must give back the photograph (their α). noise: std of the
        noise at a finer scale, as a share of the root of that error before the scale has learned (their section 3). The
        pairs are relativistic, patch by patch. seed: of noise and crops. The weights that stay are averages.
        """
        photo = arguments.images("photo", photo, (*self.shape, 3))
        steps, gamma = ([value] * self.scales if np.isscalar(value) or not getattr(value, "ndim", 1) else value
                        for value in (steps, gamma))
        steps = arguments.wholes("steps", steps, length=self.scales)
        gamma = arguments.array("gamma", gamma, (self.scales,), low=0, hint="One number for each scale, or one.")
        batch_size, crop = arguments.whole("batch_size", batch_size), arguments.whole("crop", crop, least=2 * EDGE + 1)
        rate, fidelity = arguments.number("rate", rate, above=0), arguments.number("fidelity", fidelity, low=0)
        noise, sizes, losses = arguments.number("noise", noise, low=0), self._sizes(self.shape), []
        # a stream of its own, or generate(…, seed) would begin with the fixed noise
        rng = np.random.default_rng([arguments.seed("seed", seed), 1])
        fixed = self._noise(1, sizes[:1], rng)
        for k, size in enumerate(sizes):
            real = tf.image.resize(photo[None], size, antialias=True)
            if k == 0:
                priors = own = tf.zeros((1, *size, 3))
                given = own + fixed[0]
            else:
                priors = tf.image.resize(self._paint(self._noise(POOL, sizes[:k], rng)), size)
                own = given = tf.image.resize(self._paint(fixed), size)
                self.noise_stds[k].assign(noise * tf.sqrt(tf.reduce_mean((real - own) ** 2)))
                fixed.append(tf.zeros_like(own))
            critic = patch_critic((*(min(side, crop) for side in size), 3), self.width)
            game = _Game(self.painters[k], critic, float(gamma[k]), fidelity, mirrored=k > 0)
            losses.append(game.train(real, priors, own, given, self.noise_stds[k], steps[k],
                                     max(1, batch_size >> k), rate, rng))
        return losses

    def generate(self, n, shape=None, seed=0):
        """Return new images, float32 (n, *shape, 3) in [-1, 1].

        shape: (height, width), None for that of the photograph; at the coarsest scale both sides must be 8 or more.
        """
        n, least = arguments.whole("n", n), 8 << (self.scales - 1)
        shape = self.shape if shape is None else arguments.wholes("shape", shape, least=least, length=2)
        rng = arguments.rng("seed", seed)
        parts = [self._paint(self._noise(min(16, n - start), self._sizes(shape), rng)) for start in range(0, n, 16)]
        return np.clip(np.concatenate(parts), -1, 1)

    def _sizes(self, shape):
        """Return (height, width) at each scale, coarse to fine, of an image of that shape."""
        return [tuple(-(-side >> k) for side in shape) for k in reversed(range(self.scales))]

    def _noise(self, n, sizes, rng):
        """Return noise for each scale; the coarsest one's is grey, which keeps specks of colour out of the large."""
        return [rng.standard_normal((n, *size, 3 if k else 1), dtype=np.float32) for k, size in enumerate(sizes)]

    def _paint(self, noises):
        """Return what the scales make of their noise, coarse to fine; unclipped."""
        images = tf.zeros((len(noises[0]), *noises[0].shape[1:3], 3))
        for k, noise in enumerate(noises):
            images = tf.image.resize(images, noise.shape[1:3])
            images += self.painters[k](_framed(images + self.noise_stds[k] * noise, k > 0), training=False)
        return images


class _Game:
    """One scale's generator and critic, and a step in which both move."""

    def __init__(self, net, critic, gamma, fidelity, mirrored):
        self.net, self.critic, self.gamma, self.fidelity, self.mirrored = net, critic, gamma, fidelity, mirrored
        self.height, self.width = critic.input_shape[1:3]

    def train(self, real, priors, own, given, std, steps, batch_size, rate, rng):
        """Move both players `steps` times; return the losses (steps, 3). The generator keeps its averaged weights.

        real: (1, H, W, 3). priors: (m, H, W, 3), from the coarser scales. own, given: (1, H, W, 3), what the fixed
        noise makes there, and what the net is given of it.
        """
        players = [self.critic.trainable_variables, self.net.trainable_variables]
        falling = keras.optimizers.schedules.CosineDecay(rate, steps)
        self.optimizers = [Adam(falling, beta_1=0.5) for _ in players]
        for optimizer, weights in zip(self.optimizers, players, strict=True):
            optimizer.build(weights)
        averages = [tf.Variable(weight) for weight in players[1]]
        rows = tf.constant(rng.integers(len(priors), size=(steps, batch_size)))
        seeds = tf.constant(rng.integers(2**31, size=(steps, 2), dtype=np.int32))
        room = [size - side + 1 for size, side in zip(real.shape[1:3], (self.height, self.width), strict=True)]
        corners = tf.constant(rng.integers(room, size=(steps, 2), dtype=np.int32))

        @tf.function
        def run():
            losses = tf.TensorArray(tf.float32, steps)
            for i in tf.range(steps):
                some = tf.gather(priors, rows[i])
                noisy = some + std * tf.random.stateless_normal((*some.shape[:3], 3 if self.mirrored else 1), seeds[i])
                before = self._cut(tf.concat([some, own], 0), corners[i])
                inputs = self._cut(_framed(tf.concat([noisy, given], 0), self.mirrored), corners[i], 2 * EDGE)
                losses = losses.write(i, self.step(self._cut(real, corners[i]), before, inputs, players))
                beta = tf.minimum(BETA, tf.cast((1 + i) / (10 + i), tf.float32))
                for average, weight in zip(averages, players[1], strict=True):
                    average.assign(beta * average + (1 - beta) * weight)
            return losses.stack()

        losses = run().numpy()
        for average, weight in zip(averages, players[1], strict=True):
            weight.assign(average)
        return losses

    def step(self, real, before, inputs, players):
        """Move critic and generator once; the last row of `before` and `inputs` is the fixed noise's."""
        with tf.GradientTape(persistent=True) as tape:
            made = before + self.net(inputs)
            fake, again = made[:-1], made[-1:]
            real_logits = tf.repeat(self.critic(real), len(fake), axis=0)
            fake_logits = self.critic(fake)
            steep = sum(penalties.zero_centred(self._summed, images) for images in (real, tf.stop_gradient(fake)))
            patches = real_logits.shape[1] * real_logits.shape[2]
            judging = objectives.RELATIVISTIC.discriminator_loss(real_logits, fake_logits)
            judging += self.gamma / patches * steep
            error = tf.reduce_mean((again - real) ** 2)
            painting = objectives.RELATIVISTIC.generator_loss(real_logits, fake_logits) + self.fidelity * error
        for loss, weights, optimizer in zip((judging, painting), players, self.optimizers, strict=True):
            optimizer.apply(tape.gradient(loss, weights), weights)
        return tf.stack([judging, painting, error])

    def _summed(self, images):
        return tf.reduce_sum(self.critic(images), axis=(1, 2))

    def _cut(self, images, corner, more=0):
        """Return the crop at that corner, `more` pixels higher and wider than the critic's."""
        height, width = self.height + more, self.width + more
        images = images[:, corner[0]:corner[0] + height, corner[1]:corner[1] + width]
        return tf.ensure_shape(images, (None, height, width, 3))


def _framed(images, mirrored):
    """Return images with a frame as wide as the convolutions take away.

    Of zeros, by which the coarsest scale knows where top and bottom are; or mirrored, which leaves no mark.
    """
    return tf.pad(images, [[0, 0], [EDGE, EDGE], [EDGE, EDGE], [0, 0]], "SYMMETRIC" if mirrored else "CONSTANT")


def load(data_dir=None) -> Pyramid:
    """Return the pyramid that was trained on `photograph()`, from `data/landscape.npz`.

    Raises DataFileError if that is missing or damaged.
    """
    return with_stored_weights(Pyramid(), WEIGHTS_FILE, data_dir)
