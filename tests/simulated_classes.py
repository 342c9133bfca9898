"""Simulated classes whose truth is known: what their items' numbers must come out as."""

from types import SimpleNamespace

import numpy as np


def curves(items, ability):
    """Return the probability of a right answer, (abilities, items): a guess, or the logistic curve of Birnbaum 1968."""
    chance = 1 / (1 + np.exp(-items.slope * (np.asarray(ability)[:, None] - items.level)))
    return items.guess + (1 - items.guess) * chance


def items(seed, count=8, slope=None):
    """Draw some items: slope, level and share of lucky guesses of each."""
    rng = np.random.default_rng(seed)
    slopes = rng.uniform(0.6, 2.0, count) if slope is None else np.asarray(slope, dtype=float)
    return SimpleNamespace(slope=slopes, level=rng.uniform(-1, 1, count), guess=rng.uniform(0, 0.3, count))


def scores(some_items, learners, seed, ability=None):
    """Return a class's table of right and wrong, (learners, items)."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=learners) if ability is None else ability
    p = curves(some_items, ability)
    return (rng.random(p.shape) < p).astype(int)


def truth(some_items, points=4001):
    """Return (difficulty, discrimination) in a class without end of normal abilities, by integration."""
    ability = np.linspace(-8, 8, points)
    weight = np.exp(-ability**2 / 2)
    weight /= weight.sum()
    p = curves(some_items, ability)
    difficulty = weight @ p
    found = []
    for i in range(p.shape[1]):
        others = np.delete(p, i, axis=1)
        rest = others.sum(axis=1)
        between = weight @ (p[:, i] * rest) - difficulty[i] * (weight @ rest)
        spread = weight @ (rest**2) - (weight @ rest) ** 2 + weight @ (others * (1 - others)).sum(axis=1)
        found.append(between / np.sqrt(difficulty[i] * (1 - difficulty[i]) * spread))
    return difficulty, np.array(found)
