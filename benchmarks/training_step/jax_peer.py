"""The same networks and step in JAX: jitted, on points as a `lax.scan` of 50 steps, on images step by step."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _turns import serve  # isort: skip

try:
    import jax
    import jax.numpy as jnp
except ImportError:
    print("JAX is not installed; see requirements.txt beside this file")
    sys.exit()

BATCH, RATE = int(sys.argv[3]), 2e-4
LAYOUT = "NHWC", "HWIO", "NHWC"


def dense(key, *shape):
    """A matrix, or a kernel (rows, columns, in, out), and a bias."""
    return jax.random.normal(key, shape) * jnp.sqrt(2 / (shape[-2] * (16 if len(shape) == 4 else 1))), \
        jnp.zeros(shape[-1])


def mlp(parameters, x):
    """x: (batch, 2)."""
    for weight, bias in parameters[:-1]:
        x = jax.nn.relu(x @ weight + bias)
    weight, bias = parameters[-1]
    return x @ weight + bias


def normalised(x, scale, shift):
    """Batch normalisation with the batch's own moments."""
    mean, variance = jnp.mean(x, (0, 1, 2)), jnp.var(x, (0, 1, 2))
    return scale * (x - mean) / jnp.sqrt(variance + 1e-5) + shift


def dcgan_generator(parameters, z):
    """z: (batch, 32) -> (batch, 28, 28, 1)."""
    first, n1, second, n2, last, bias = parameters
    x = jax.nn.relu(normalised((z @ first).reshape(-1, 7, 7, 32), *n1))
    x = jax.lax.conv_transpose(x, second, (2, 2), "SAME", dimension_numbers=LAYOUT)
    x = jax.nn.relu(normalised(x, *n2))
    return jnp.tanh(jax.lax.conv_transpose(x, last, (2, 2), "SAME", dimension_numbers=LAYOUT) + bias)


def dcgan_discriminator(parameters, x):
    """x: (batch, 28, 28, 1) -> (batch, 1)."""
    for kernel, bias in parameters[:-1]:
        x = jax.nn.leaky_relu(jax.lax.conv_general_dilated(x, kernel, (2, 2), "SAME", dimension_numbers=LAYOUT) + bias,
                              0.2)
    weight, bias = parameters[-1]
    return x.reshape(len(x), -1) @ weight + bias


def build(size):
    """Return both networks as functions, their parameters, the data, latent_dim and the steps in a call."""
    keys = jax.random.split(jax.random.PRNGKey(0), 7)
    if size == "game":
        players = [[dense(k, *s) for k, s in zip(keys[i:], [(2, 128), (128, 128), (128, out)], strict=False)]
                   for i, out in ((0, 2), (3, 1))]
        return mlp, mlp, *players, jax.random.normal(keys[6], (8192, 2)), 2, 50
    g = [dense(keys[0], 32, 7 * 7 * 32)[0], (jnp.ones(32), jnp.zeros(32)), dense(keys[1], 4, 4, 32, 16)[0],
         (jnp.ones(16), jnp.zeros(16)), *dense(keys[2], 4, 4, 16, 1)]
    d = [dense(keys[3], 4, 4, 1, 16), dense(keys[4], 4, 4, 16, 32), dense(keys[5], 7 * 7 * 32, 1)]
    return (dcgan_generator, dcgan_discriminator, g, d, jax.random.uniform(keys[6], (8192, 28, 28, 1)) * 2 - 1, 32, 1)


def adam(parameters, m, v, gradients, t):
    """One Adam update with beta_1 = 0.5."""
    m = jax.tree.map(lambda m, g: 0.5 * m + 0.5 * g, m, gradients)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradients)
    rate = RATE * jnp.sqrt(1 - 0.999**t) / (1 - 0.5**t)
    return jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), parameters, m, v), m, v


def main(size):
    """Serve the scanned loop."""
    generate, judge, generator, discriminator, data, latent_dim, chunk_steps = build(size)

    def step(carry, inputs):
        g, gm, gv, d, dm, dv, t = carry
        rows, z = inputs
        t, real, fake = t + 1, data[rows], generate(g, z)

        def d_loss(d):
            return jnp.mean(jax.nn.softplus(-judge(d, real))) + jnp.mean(jax.nn.softplus(judge(d, fake)))

        d_value, gradients = jax.value_and_grad(d_loss)(d)
        d, dm, dv = adam(d, dm, dv, gradients, t)
        g_value, gradients = jax.value_and_grad(lambda g: jnp.mean(jax.nn.softplus(-judge(d, generate(g, z)))))(g)
        g, gm, gv = adam(g, gm, gv, gradients, t)
        return (g, gm, gv, d, dm, dv, t), (d_value, g_value)

    @jax.jit
    def chunk(carry, key):
        k1, k2 = jax.random.split(key)  # drawn for the whole chunk at once: quicker than in the loop
        inputs = (jax.random.randint(k1, (chunk_steps, BATCH), 0, len(data)),
                  jax.random.normal(k2, (chunk_steps, BATCH, latent_dim)))
        if chunk_steps == 1:  # inside a loop XLA's convolutions are slower still
            return step(carry, [array[0] for array in inputs])
        return jax.lax.scan(step, carry, inputs)

    def zeros(parameters):
        return jax.tree.map(jnp.zeros_like, parameters)

    state = {"carry": (generator, zeros(generator), zeros(generator), discriminator, zeros(discriminator),
                       zeros(discriminator), jnp.float32(0)), "key": jax.random.PRNGKey(5)}

    def run(steps):
        calls = -(-steps // chunk_steps)
        for _ in range(calls):
            state["key"], key = jax.random.split(state["key"])
            state["carry"], losses = chunk(state["carry"], key)
            losses[0].block_until_ready()
        run.losses = [float(loss.ravel()[-1]) for loss in losses]
        return calls * chunk_steps

    serve(run, sum(leaf.size for leaf in jax.tree.leaves((generator, discriminator))))


if __name__ == "__main__":
    main(sys.argv[2])
