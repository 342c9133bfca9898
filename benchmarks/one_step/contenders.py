"""The contenders on 25 blobs: networks, moves and samplers, each trained within one budget of passes.

A contender is a function of a seed that yields (name, evaluations a sample, sampler, passes, steps): a flow is measured
at several numbers of evaluations.
"""

import numpy as np
import tensorflow as tf

from gan_course import datasets, drifting, flows, one_step, seed_everything

BUDGET = 120_000      # forward passes of one network on a batch of 128, or what costs as much
BATCH, RATE = 128, 3e-3
GRID = datasets.grid()
DATA = GRID.sample(50_000, seed=0)
SPREAD = float(DATA.std())      # of the noise as well: it is as wide as the data
GAMMA, TAUS = 0.1, (0.1, 0.5, 2.0)
EVALUATIONS = (1, 2, 5, 10, 20, 50, 100)
TEACHER_STEPS, PAIRS = 50, 20_000


def trained(networks, moves, budget, seed, data=DATA, rate=RATE, spread=SPREAD):
    """Train within a budget of passes; return (passes made, steps)."""
    cost = one_step.Workshop(networks, moves, 1, spread=spread).passes(data.shape[1], BATCH)
    steps = int(budget / cost)
    one_step.Workshop(networks, moves, steps, rate, spread, latent_dim=2).fit(data, BATCH, seed)
    return steps * cost, steps


def players(seed):
    """A generator and a discriminator."""
    seed_everything(seed)
    return {"G": one_step.network(2, 2), "D": one_step.network(2, 1)}


def r3gan(seed):
    """Relativistic pairs, R1 and R2."""
    networks = players(seed)
    moves = [("D", one_step.critic_loss(GAMMA)), ("G", one_step.generator_loss)]
    spent = trained(networks, moves, BUDGET, seed)
    yield "R3GAN's loss", 1, networks["G"], *spent


def adversarial_flow(seed):
    """The same, and the distance of each sample to its noise."""
    networks = players(seed)
    moves = [("D", one_step.critic_loss(GAMMA)), ("G", one_step.adversarial_flow_loss())]
    spent = trained(networks, moves, BUDGET, seed)
    yield "adversarial flow", 1, networks["G"], *spent


def drift(seed):
    """No discriminator: attraction and repulsion."""
    seed_everything(seed)
    networks = {"G": one_step.network(2, 2)}

    def loss(networks, batch):
        return drifting.drifting_loss(networks["G"](batch.z), batch.real, TAUS)

    spent = trained(networks, [("G", loss)], BUDGET, seed)
    yield "drifting", 1, networks["G"], *spent


def flow(budget, seed):
    """A trained flow and what it cost."""
    seed_everything(seed)
    networks = {"v": one_step.network(3, 2)}
    moves = [("v", lambda networks, batch: flows.flow_loss(networks["v"], batch.real, batch.z, batch.t))]
    return networks["v"], trained(networks, moves, budget, seed)


def flow_matching(seed):
    """A velocity, and Euler's method."""
    velocity, spent = flow(BUDGET, seed)
    for steps in EVALUATIONS:
        yield "flow matching", steps, lambda z, steps=steps: flows.euler(velocity, z, steps), *spent


def diffusion(seed):
    """The noise in a point, and its removal. Data and noise are scaled to a spread of 1, as its amounts want it."""
    seed_everything(seed)
    networks = {"e": one_step.network(3, 2)}
    moves = [("e", lambda networks, batch: flows.diffusion_loss(networks["e"], batch.real, batch.z, batch.t))]
    spent = trained(networks, moves, BUDGET, seed, data=DATA / SPREAD, spread=1.0)
    for steps in EVALUATIONS:
        yield ("diffusion", steps,
               lambda z, steps=steps: SPREAD * flows.denoise(networks["e"], z / SPREAD, steps), *spent)


def distilled(seed):
    """Half of the budget for a flow; with the rest one step learns from it, alone and with a discriminator."""
    teacher, (teaching, _) = flow(BUDGET / 2, seed)
    z = SPREAD * np.random.default_rng([seed, 1]).standard_normal((PAIRS, 2)).astype(np.float32)
    there = tf.function(lambda z: flows.euler(teacher, z, TEACHER_STEPS))(z).numpy()
    spent = teaching + PAIRS * TEACHER_STEPS / BATCH
    data = np.concatenate([DATA[:PAIRS], z, there], axis=1)
    alone, both = one_step.taught_loss(adversarial=False), one_step.taught_loss()
    for name, moves in {"flow distilled": [("G", alone)],
                        "flow distilled + GAN": [("D", one_step.beside_teacher(one_step.critic_loss(GAMMA))),
                                                 ("G", both)]}.items():
        seed_everything(seed + 1000)
        networks = {"G": one_step.student_of(teacher), "D": one_step.network(2, 1)}
        cost, steps = trained(networks, moves, BUDGET - spent, seed, data=data)
        yield name, 1, networks["G"], spent + cost, steps


CONTENDERS = {part.__name__: part for part in (r3gan, adversarial_flow, drift, flow_matching, diffusion, distilled)}
