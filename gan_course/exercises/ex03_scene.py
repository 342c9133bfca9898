"""A training step of lesson 03, watched: small networks, two optimisers and a source of noise that take notes."""

from typing import NamedTuple

import numpy as np

from gan_course.from_scratch import MLP, SGD

RATES = {"D": 0.7, "G": 0.4}


class Sizes(NamedTuple):
    """What a task does not name: widths, batch, how many steps of D, the seed of all numbers."""

    latent: int
    hidden: int
    dim: int
    batch: int
    k: int
    seed: int


class Notes(NamedTuple):
    """What happened in one training step.

    result: what it returned. d_weights, g_weights: afterwards. steps: (optimiser, player) names, in order.
    noise: how many vectors were drawn, each time. besides: players that moved without an optimiser.
    spoiled: whether the real data were changed.
    """

    result: object
    d_weights: list
    g_weights: list
    steps: list
    noise: list
    besides: set
    spoiled: bool


class _Watched:
    """An optimiser that notes whom it moves; `players` maps names to networks."""

    def __init__(self, name, players, notes):
        self.name, self.players, self.notes = name, players, notes
        self.rule = SGD(RATES[name])

    def apply(self, gradients, weights):
        """Move `weights` in place, downhill, and take a note."""
        moved = [name for name, network in self.players.items()
                 if any(mine is theirs for mine in weights for theirs in network.weights)]
        self.notes["steps"].append((self.name, moved[0] if moved else "nobody"))
        _note_moves(self.players, self.notes)
        self.rule.apply([np.asarray(gradient, dtype=float) for gradient in gradients], list(weights))
        self.notes["last"] = _copies(self.players)


def watch(step, sizes, order=None):
    """Run one training step in fresh networks; return its Notes.

    order: which prepared noise each draw gets, such as (1, 0) for the second first; in order where it is None.
    """
    rng = np.random.default_rng(sizes.seed)
    players = {"G": MLP((sizes.latent, sizes.hidden, sizes.dim), "relu", rng, np.float64),
               "D": MLP((sizes.dim, sizes.hidden + 1, 1), "relu", rng, np.float64)}
    for network in players.values():
        for b in network.weights[1::2]:
            b += 0.3 * rng.standard_normal(b.shape)
    real = [1.0 + rng.standard_normal((sizes.batch, sizes.dim)) for _ in range(sizes.k)]
    given = [batch.copy() for batch in real]
    prepared = [rng.standard_normal((sizes.batch, sizes.latent)) for _ in range(sizes.k + 1)]
    notes = {"steps": [], "besides": set(), "last": _copies(players)}
    draws = []

    def noise(n):
        draws.append(n)
        place = len(draws) - 1
        if place < len(prepared) and n == sizes.batch:
            return prepared[place if order is None else order[place]].copy()
        return rng.standard_normal((n, sizes.latent))

    result = step(players["G"], players["D"], _Watched("G", players, notes), _Watched("D", players, notes), given,
                  noise)
    _note_moves(players, notes)
    spoiled = not all(np.array_equal(a, b) for a, b in zip(real, given, strict=True))
    return Notes(result, players["D"].weights, players["G"].weights, notes["steps"], draws, notes["besides"], spoiled)


def _copies(players):
    return {name: [w.copy() for w in network.weights] for name, network in players.items()}


def _note_moves(players, notes):
    """Note whose weights differ from what the last optimiser left."""
    for name, network in players.items():
        if not all(np.array_equal(a, b) for a, b in zip(network.weights, notes["last"][name], strict=True)):
            notes["besides"].add(name)
