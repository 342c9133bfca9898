"""The 2-D game in JAX: one jitted `lax.scan` of 50 steps."""

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

BATCH, RATE, CHUNK = int(sys.argv[3]), 2e-4, 50


def init(key, outputs):
    """Weights and biases of a 2-128-128-outputs network."""
    sizes = [(2, 128), (128, 128), (128, outputs)]
    return [(jax.random.normal(k, s) * jnp.sqrt(2 / s[0]), jnp.zeros(s[1]))
            for k, s in zip(jax.random.split(key, 3), sizes, strict=True)]


def mlp(parameters, x):
    """x: (batch, 2)."""
    for weight, bias in parameters[:-1]:
        x = jax.nn.relu(x @ weight + bias)
    weight, bias = parameters[-1]
    return x @ weight + bias


def adam(parameters, m, v, gradients, t):
    """One Adam update with beta_1 = 0.5."""
    m = jax.tree.map(lambda m, g: 0.5 * m + 0.5 * g, m, gradients)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradients)
    rate = RATE * jnp.sqrt(1 - 0.999**t) / (1 - 0.5**t)
    return jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), parameters, m, v), m, v


def main():
    """Serve the scanned loop."""
    generator, discriminator = init(jax.random.PRNGKey(0), 2), init(jax.random.PRNGKey(1), 1)
    data = jax.random.normal(jax.random.PRNGKey(2), (8192, 2))

    def step(carry, inputs):
        g, gm, gv, d, dm, dv, t = carry
        rows, z = inputs
        t, real, fake = t + 1, data[rows], mlp(g, z)

        def d_loss(d):
            return jnp.mean(jax.nn.softplus(-mlp(d, real))) + jnp.mean(jax.nn.softplus(mlp(d, fake)))

        d_value, gradients = jax.value_and_grad(d_loss)(d)
        d, dm, dv = adam(d, dm, dv, gradients, t)
        g_value, gradients = jax.value_and_grad(lambda g: jnp.mean(jax.nn.softplus(-mlp(d, mlp(g, z)))))(g)
        g, gm, gv = adam(g, gm, gv, gradients, t)
        return (g, gm, gv, d, dm, dv, t), (d_value, g_value)

    @jax.jit
    def chunk(carry, key):
        k1, k2 = jax.random.split(key)  # drawn for the whole chunk at once: quicker than in the loop
        rows = jax.random.randint(k1, (CHUNK, BATCH), 0, len(data))
        return jax.lax.scan(step, carry, (rows, jax.random.normal(k2, (CHUNK, BATCH, 2))))

    def zeros(parameters):
        return jax.tree.map(jnp.zeros_like, parameters)

    state = {"carry": (generator, zeros(generator), zeros(generator), discriminator, zeros(discriminator),
                       zeros(discriminator), jnp.float32(0)), "key": jax.random.PRNGKey(5)}

    def run(steps):
        calls = -(-steps // CHUNK)
        for _ in range(calls):
            state["key"], key = jax.random.split(state["key"])
            state["carry"], losses = chunk(state["carry"], key)
            losses[0].block_until_ready()
        return calls * CHUNK

    serve(run)


if __name__ == "__main__":
    main()
