"""A whole GAN in NumPy: networks, losses, optimisers and training, every gradient written by hand.

One letter a thing: `x` is a batch of points (batch, dim), `logits` what D says of them (batch, 1),
and `d_something` the derivative of the loss by `something`, of the same shape.
"""
from itertools import pairwise

import numpy as np

from gan_course import arguments


def _floats(name, value, *shapes):
    """Value as an array of floats that keeps its type: float32 stays float32."""
    return arguments.array(name, value, *shapes, dtype=None, finite=False, rows=1 if shapes else 0)


def sigmoid(x):
    """1 / (1 + exp(-x)), safe for every finite x."""
    return 0.5 * (1.0 + np.tanh(0.5 * _floats("x", x)))


def softplus(x):
    """log(1 + exp(x)), safe for every finite x."""
    return np.logaddexp(0.0, _floats("x", x))


# Each activation with its derivative, the derivative written in the *output* of the activation.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda out: 1.0 - out**2),
    "relu": (lambda x: np.maximum(x, 0.0), lambda out: (out > 0).astype(out.dtype)),
    "leaky_relu": (lambda x: np.maximum(x, 0.2 * x), lambda out: 0.2 + 0.8 * (out > 0).astype(out.dtype)),
}


class MLP:
    """Dense layers with one activation between them, and none after the last.

    `sizes`: the widths from input to output, such as (2, 64, 64, 1). `weights`: a flat list
    [W1, b1, W2, b2, ...], W of shape (inputs, outputs), drawn as Keras draws them (Glorot uniform, zero b).
    Raises ValueError for fewer than two sizes, or an unknown activation.
    """

    def __init__(self, sizes, activation="leaky_relu", seed=0, dtype=np.float32):
        sizes = arguments.wholes("sizes", sizes)
        if len(sizes) < 2:
            arguments.refuse("sizes", sizes, "an input and an output width, such as (2, 64, 1)")
        self.activate, self.derivative = ACTIVATIONS[arguments.choice("activation", activation, ACTIVATIONS)]
        rng = arguments.rng("seed", seed)
        if dtype not in ("float32", "float64", np.float32, np.float64, float):
            arguments.refuse("dtype", dtype, "'float32' or 'float64'")
        self.weights = []
        for fan_in, fan_out in pairwise(sizes):
            limit = np.sqrt(6.0 / (fan_in + fan_out))
            self.weights.append(rng.uniform(-limit, limit, (fan_in, fan_out)).astype(dtype))
            self.weights.append(np.zeros(fan_out, dtype))
        self.inputs = []                # each layer's input, kept by `forward` for `backward`

    def forward(self, x):
        """(batch, inputs) to (batch, outputs). Remembers each layer's input."""
        fan_in = self.weights[0].shape[0]
        x = _floats("x", x, ("batch", fan_in))
        self.inputs = []
        last = len(self.weights) - 2
        for i in range(0, len(self.weights), 2):
            self.inputs.append(x)
            x = x @ self.weights[i] + self.weights[i + 1]
            if i < last:
                x = self.activate(x)
        return x

    def backward(self, d_out):
        """From the loss's gradient by the output, (batch, outputs), to (gradients, d_x).

        `gradients`: a list like `weights`. `d_x`: the gradient by the input of the last `forward`.
        """
        if not self.inputs:
            raise ValueError("backward needs the forward pass of the same batch just before it; call forward.")
        d_out = _floats("d_out", d_out, (len(self.inputs[0]), len(self.weights[-1])))
        gradients = [None] * len(self.weights)
        for layer in reversed(range(len(self.inputs))):
            x = self.inputs[layer]
            gradients[2 * layer] = x.T @ d_out                     # (inputs, outputs)
            gradients[2 * layer + 1] = d_out.sum(axis=0)           # (outputs,)
            d_out = d_out @ self.weights[2 * layer].T              # (batch, inputs)
            if layer:
                d_out = d_out * self.derivative(x)                 # x is the activation before this layer
        return gradients, d_out


def discriminator_loss(real_logits, fake_logits):
    """Mean of -log sigmoid(real) plus mean of -log(1 - sigmoid(fake)).

    It is -V of Goodfellow et al. 2014, eq. 1. Gives (loss, d_real_logits, d_fake_logits).
    """
    real_logits, fake_logits = _logits("real_logits", real_logits), _logits("fake_logits", fake_logits)
    loss = softplus(-real_logits).mean() + softplus(fake_logits).mean()
    return loss, (sigmoid(real_logits) - 1) / len(real_logits), sigmoid(fake_logits) / len(fake_logits)


def saturating_loss(fake_logits):
    """Mean of log(1 - sigmoid(fake)), G's half of V. Gives (loss, d_fake_logits)."""
    fake_logits = _logits("fake_logits", fake_logits)
    return -softplus(fake_logits).mean(), -sigmoid(fake_logits) / len(fake_logits)


def non_saturating_loss(fake_logits):
    """Mean of -log sigmoid(fake) (Goodfellow et al. 2014, section 3). Gives (loss, d_fake_logits)."""
    fake_logits = _logits("fake_logits", fake_logits)
    return softplus(-fake_logits).mean(), (sigmoid(fake_logits) - 1) / len(fake_logits)


def _logits(name, logits):
    return _floats(name, logits, ("batch",), ("batch", 1))


def _check_moves(gradients, weights):
    """Raise ValueError unless there is one gradient for each weight array, of its shape."""
    given = [_shape(array) for array in arguments.sequence("gradients", gradients)]
    wanted = [_shape(array) for array in arguments.sequence("weights", weights)]
    if given != wanted or not all(isinstance(shape, tuple) for shape in wanted):
        raise ValueError(f"gradients are {given} and weights {wanted}; give two lists of float arrays of the same "
                         "shapes, such as backward's first result and network.weights.")


def _shape(array):
    return array.shape if isinstance(array, np.ndarray) and array.dtype.kind == "f" else f"a {type(array).__name__}"


class SGD:
    """w <- w + velocity, where velocity <- momentum * velocity - learning_rate * gradient."""

    def __init__(self, learning_rate=0.01, momentum=0.0):
        self.learning_rate = arguments.number("learning_rate", learning_rate, above=0, hint="`apply` goes downhill.")
        self.momentum = arguments.number("momentum", momentum, above=-1, below=1)
        self.velocity = None

    def apply(self, gradients, weights):
        """Move `weights` in place, downhill."""
        _check_moves(gradients, weights)
        if self.velocity is None:
            self.velocity = [np.zeros_like(w) for w in weights]
        for g, w, v in zip(gradients, weights, self.velocity, strict=True):
            v *= self.momentum
            v -= self.learning_rate * g
            w += v


class Adam:
    """Kingma and Ba 2015, with epsilon placed as Keras places it (end of their section 2)."""

    def __init__(self, learning_rate=1e-3, beta_1=0.5, beta_2=0.999, epsilon=1e-7):
        self.learning_rate = arguments.number("learning_rate", learning_rate, above=0, hint="`apply` goes downhill.")
        self.beta_1 = arguments.number("beta_1", beta_1, low=0, below=1)
        self.beta_2 = arguments.number("beta_2", beta_2, low=0, below=1)
        self.epsilon, self.steps = arguments.number("epsilon", epsilon, above=0), 0
        self.mean = self.square = None

    def apply(self, gradients, weights):
        """Move `weights` in place, downhill."""
        _check_moves(gradients, weights)
        if self.mean is None:
            self.mean = [np.zeros_like(w) for w in weights]
            self.square = [np.zeros_like(w) for w in weights]
        self.steps += 1
        correction = np.sqrt(1 - self.beta_2**self.steps) / (1 - self.beta_1**self.steps)
        rate = float(self.learning_rate * correction)      # a Python float keeps float32 weights float32
        for g, w, m, v in zip(gradients, weights, self.mean, self.square, strict=True):
            m += (1 - self.beta_1) * (g - m)
            v += (1 - self.beta_2) * (g * g - v)
            w -= rate * m / (np.sqrt(v) + self.epsilon)


class ScratchGAN:
    """Two MLPs and the alternating loop of algorithm 1 in Goodfellow et al. 2014.

    `generator_loss`: `non_saturating_loss` or `saturating_loss`.
    `n_critic`: D's steps for each step of G (their k).
    """

    def __init__(self, generator, discriminator, generator_optimizer=None, discriminator_optimizer=None,
                 generator_loss=non_saturating_loss, n_critic=1):
        for name, network in {"generator": generator, "discriminator": discriminator}.items():
            if not all(hasattr(network, part) for part in ("forward", "backward", "weights")):
                arguments.refuse(name, network, "a network with `forward`, `backward` and `weights`, such as an MLP")
        made, taken, logits = len(generator.weights[-1]), len(discriminator.weights[0]), len(discriminator.weights[-1])
        if made != taken or logits != 1:
            raise ValueError(f"generator makes points of {made} numbers, discriminator takes {taken} and returns "
                             f"{logits}; give networks of the same points, and one logit.")
        for name, optimizer in {"generator_optimizer": generator_optimizer,
                                "discriminator_optimizer": discriminator_optimizer}.items():
            if optimizer is not None and not hasattr(optimizer, "apply"):
                arguments.refuse(name, optimizer, "an optimiser with `apply`, such as Adam(), or None")
        n_critic = arguments.whole("n_critic", n_critic, hint="D's steps for each step of G.")
        arguments.function("generator_loss", generator_loss, "from fake logits to (loss, its gradient)")
        self.generator, self.discriminator = generator, discriminator
        self.generator_optimizer = generator_optimizer or Adam()
        self.discriminator_optimizer = discriminator_optimizer or Adam()
        self.generator_loss, self.n_critic = generator_loss, n_critic
        self.latent_dim, self.dtype = generator.weights[0].shape[0], generator.weights[0].dtype

    def noise(self, n, rng):
        """(n, latent_dim) standard normal numbers."""
        n, rng = arguments.whole("n", n), arguments.instance("rng", rng, np.random.Generator)
        return rng.standard_normal((n, self.latent_dim), dtype=self.dtype)

    def discriminator_step(self, real, z):
        """One step of D, down its loss. G is only read. Gives the loss before the step."""
        real = _floats("real", real, ("batch", len(self.discriminator.weights[0])))
        fake = self.generator.forward(z)
        logits = self.discriminator.forward(np.concatenate([real, fake]))
        loss, d_real, d_fake = discriminator_loss(logits[:len(real)], logits[len(real):])
        gradients, _ = self.discriminator.backward(np.concatenate([d_real, d_fake]))
        self.discriminator_optimizer.apply(gradients, self.discriminator.weights)
        return float(loss)

    def generator_step(self, z):
        """One step of G, down its loss, through D; D's own gradients are dropped. Gives the loss before."""
        fake = self.generator.forward(z)
        loss, d_logits = self.generator_loss(self.discriminator.forward(fake))
        _, d_fake = self.discriminator.backward(d_logits)
        gradients, _ = self.generator.backward(d_fake)
        self.generator_optimizer.apply(gradients, self.generator.weights)
        return float(loss)

    def fit(self, data, steps=1000, batch_size=128, seed=0):
        """Train on `data`, (n, dim). Gives {"d_loss": (steps,), "g_loss": (steps,)}.

        A second call goes on from where the first ended. Raises ValueError for data of the wrong shape, and
        FloatingPointError, naming the step, when a loss is no longer a number.
        """
        dim = self.generator.weights[-1].shape[0]
        data, rng = arguments.array("data", data, ("n", dim), dtype=self.dtype), arguments.rng("seed", seed)
        steps, batch_size = arguments.whole("steps", steps), arguments.whole("batch_size", batch_size)
        history = {"d_loss": np.empty(steps), "g_loss": np.empty(steps)}
        for step in range(steps):
            with np.errstate(over="ignore", invalid="ignore"):     # the check below says it better
                for _ in range(self.n_critic):
                    real = data[rng.integers(len(data), size=batch_size)]
                    d_loss = self.discriminator_step(real, self.noise(batch_size, rng))
                g_loss = self.generator_step(self.noise(batch_size, rng))
            if not np.isfinite(d_loss + g_loss):
                raise FloatingPointError(f"a loss was not a number at step {step}; lower the learning rate.")
            history["d_loss"][step], history["g_loss"][step] = d_loss, g_loss
        return history

    def generate(self, n, seed=0):
        """n samples, (n, dim)."""
        return self.generator.forward(self.noise(n, arguments.rng("seed", seed)))
