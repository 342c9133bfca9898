"""Two-number games whose every orbit has a known answer.

A *game* is a vector field: at the point w = (theta, psi) it says where each player wants to go.
`theta` belongs to the generator and `psi` to the discriminator. A *rule* turns that wish into a step.

The Dirac-GAN (Mescheder, Geiger and Nowozin 2018, "Which training methods for GANs do actually
converge?", definition 2.1) has one real point at 0, one fake point at theta, and D's logit is psi * x.
Its only equilibrium is (0, 0). The paper writes the logit with the other sign: its (theta, psi) is
our (theta, -psi).
"""
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# 64 nodes make the Gaussian averages below exact to rounding for any sensible noise.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(64)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


@dataclass(frozen=True)
class Game:
    """A vector field over (theta, psi), and the eigenvalues that theory gives its Jacobian at (0, 0).

    `field(w)`: (..., 2) to (..., 2), minus each player's gradient of its own loss.
    `eigenvalues`: two complex numbers, or None where the field has no derivative at 0.
    `project(w)`: what is done to w after each step (clipping); by default nothing.
    """
    name: str
    field: Callable[[np.ndarray], np.ndarray]
    eigenvalues: tuple[complex, complex] | None = None
    project: Callable[[np.ndarray], np.ndarray] = lambda w: w


def sigmoid(x):
    """1 / (1 + exp(-x)), safe for every finite x."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(x, dtype=float)))


def _pair(theta_velocity, psi_velocity):
    return np.stack(np.broadcast_arrays(theta_velocity, psi_velocity), axis=-1)


def _roots(trace: float, determinant: float) -> tuple[complex, complex]:
    """The two eigenvalues of a 2 x 2 matrix, from its trace and determinant."""
    root = np.sqrt(complex(trace * trace / 4 - determinant))
    return trace / 2 + root, trace / 2 - root


def _not_negative(name: str, value: float) -> float:
    if not value >= 0 or not np.isfinite(value):
        raise ValueError(f"{name} is {value}; it must be a number of at least 0.")
    return float(value)


def dirac_minimax() -> Game:
    """The saturating GAN: D climbs V = log sigmoid(0) + log(1 - sigmoid(psi theta)), G descends it."""
    def field(w):
        theta, psi = w[..., 0], w[..., 1]
        pull = sigmoid(psi * theta)                 # D's belief that the fake is real
        return _pair(psi * pull, -theta * pull)
    return Game("minimax", field, _roots(0.0, 0.25))


def dirac_non_saturating() -> Game:
    """D as in minimax; G descends -log sigmoid(psi theta) instead."""
    def field(w):
        theta, psi = w[..., 0], w[..., 1]
        return _pair(psi * sigmoid(-psi * theta), -theta * sigmoid(psi * theta))
    return Game("non-saturating", field, _roots(0.0, 0.25))


def dirac_wgan(clip: float = 1.0) -> Game:
    """WGAN with weight clipping: V = D(real) - D(fake) = -psi theta, and psi is cut to [-clip, clip]."""
    if not clip > 0:
        raise ValueError(f"clip is {clip}; it must be above 0, or the discriminator can say nothing.")

    def project(w):
        return _pair(w[..., 0], np.clip(w[..., 1], -clip, clip))
    return Game(f"WGAN, clip {clip:g}", lambda w: _pair(w[..., 1], -w[..., 0]), _roots(0.0, 1.0), project)


def dirac_wgan_gp(strength: float = 0.7, target: float = 1.0) -> Game:
    """WGAN with gradient penalty (strength / 2)(|psi| - target)^2; |psi| has no derivative at 0."""
    _not_negative("strength", strength)

    def field(w):
        theta, psi = w[..., 0], w[..., 1]
        return _pair(psi, -theta - strength * (np.abs(psi) - target) * np.sign(psi))
    return Game(f"WGAN-GP, {strength:g}, target {target:g}", field)


def dirac_instance_noise(sigma: float = 0.7) -> Game:
    """Minimax with N(0, sigma^2) added to the real and the fake point; the averages are exact.

    Theory at 0: f'' sigma^2 +- sqrt(f''^2 sigma^4 - f'^2), with f' = 1/2 and f'' = -1/4.
    """
    spread = _not_negative("sigma", sigma) * _NODES

    def field(w):
        theta, psi = w[..., 0, None], w[..., 1, None]           # (..., 1), against 64 nodes
        fake, real = theta + spread, np.zeros_like(theta) + spread
        believed = sigmoid(psi * fake)
        climb = real * sigmoid(-psi * real) - fake * believed
        return _pair(w[..., 1] * (believed @ _WEIGHTS), climb @ _WEIGHTS)
    return Game(f"instance noise, sigma {sigma:g}", field, _roots(-0.5 * sigma**2, 0.25))


def dirac_r1(gamma: float = 1.0) -> Game:
    """Minimax with D's loss plus R1, (gamma / 2) psi^2. Theory at 0: -gamma/2 +- sqrt(gamma^2/4 - 1/4)."""
    _not_negative("gamma", gamma)
    plain = dirac_minimax().field

    def field(w):
        return plain(w) - gamma * _pair(np.zeros_like(w[..., 1]), w[..., 1])
    return Game(f"R1, gamma {gamma:g}", field, _roots(-gamma, 0.25))


def dirac_consensus(gamma: float = 1.0) -> Game:
    """Minimax where both players also descend (gamma / 2)|v|^2, v being minimax's own field.

    Consensus optimisation: Mescheder, Nowozin and Geiger 2017, "The numerics of GANs".
    """
    _not_negative("gamma", gamma)
    plain = dirac_minimax().field

    def field(w):
        theta, psi = w[..., 0], w[..., 1]
        s = sigmoid(psi * theta)
        slope = s * (1 - s) * (theta**2 + psi**2)               # |v|^2 = (theta^2 + psi^2) s^2
        pull = _pair(s * (theta * s + slope * psi), s * (psi * s + slope * theta))
        return plain(w) - gamma * pull
    return Game(f"consensus, gamma {gamma:g}", field, (-gamma / 4 + 0.5j, -gamma / 4 - 0.5j))


def bilinear(consensus: float = 0.0) -> Game:
    """min over theta, max over psi of theta * psi; with `consensus` gamma, plus (gamma / 2)|v|^2."""
    gamma = _not_negative("consensus", consensus)

    def field(w):
        return _pair(-w[..., 1] - gamma * w[..., 0], w[..., 0] - gamma * w[..., 1])
    return Game(f"bilinear, consensus {gamma:g}" if gamma else "bilinear", field, (-gamma + 1j, -gamma - 1j))


# Rules. Each takes the game, the point w, the point before it, and the rate; each gives the next point.

def simultaneous(game: Game, w, previous, rate):
    """Both players step from the same point."""
    return game.project(w + rate * game.field(w))


def alternating(game: Game, w, previous, rate):
    """D steps first, then G sees the new D: the order of algorithm 1 (Goodfellow et al. 2014)."""
    return heavy_ball(0.0)(game, w, previous, rate)


def extragradient(game: Game, w, previous, rate):
    """Look one step ahead, then step from here with the field found there (Korpelevich 1976)."""
    return game.project(w + rate * game.field(game.project(w + rate * game.field(w))))


def optimistic(game: Game, w, previous, rate):
    """Twice today's field less yesterday's (Daskalakis et al. 2018, "Training GANs with optimism")."""
    return game.project(w + 2 * rate * game.field(w) - rate * game.field(previous))


def heavy_ball(momentum: float):
    """Alternating steps with momentum, which may be negative (Gidel et al. 2019, "Negative momentum")."""
    only_theta, only_psi = np.array([1.0, 0.0]), np.array([0.0, 1.0])

    def rule(game, w, previous, rate):
        push = momentum * (w - previous)
        after_d = game.project(w + only_psi * (rate * game.field(w) + push))
        return game.project(after_d + only_theta * (rate * game.field(after_d) + push))
    return rule


def trajectory(game: Game, rule=simultaneous, start=(1.0, -1.0), rate: float = 0.2, steps: int = 500):
    """Follow a rule from `start`. Gives (steps + 1, 2) float64, the start first.

    Raises ValueError for a start that is not two numbers, a rate not above 0, or fewer than 1 step.
    """
    w = np.asarray(start, dtype=float)
    if w.shape != (2,):
        raise ValueError(f"start has shape {w.shape}; give two numbers, (theta, psi).")
    if not rate > 0:
        raise ValueError(f"rate is {rate}; it must be above 0: the sign is in the field already.")
    if steps < 1:
        raise ValueError(f"steps is {steps}; at least 1 is needed.")
    points = np.empty((steps + 1, 2))
    points[0] = previous = w
    for i in range(steps):
        w, previous = rule(game, w, previous, rate), w
        points[i + 1] = w
    return points


def jacobian(game: Game, at=(0.0, 0.0), delta: float = 1e-6):
    """The field's 2 x 2 matrix of derivatives at a point, by central differences."""
    at = np.asarray(at, dtype=float)
    columns = [(game.field(at + d) - game.field(at - d)) / (2 * delta) for d in delta * np.eye(2)]
    return np.stack(columns, axis=1)


def step_eigenvalues(game: Game, rule, rate: float, at=(0.0, 0.0), delta: float = 1e-6):
    """Eigenvalues of one *step* near a fixed point, largest modulus first, shape (4,) complex.

    The state is (w, previous), hence four; a rule without memory has two zeros among them.
    The distance to the fixed point shrinks at each step by the factor |first|, in the long run.
    """
    state = np.tile(np.asarray(at, dtype=float), 2)

    def step(s):
        return np.concatenate([rule(game, s[:2], s[2:], rate), s[:2]])
    columns = [(step(state + d) - step(state - d)) / (2 * delta) for d in delta * np.eye(4)]
    values = np.linalg.eigvals(np.stack(columns, axis=1)).astype(complex)
    return values[np.argsort(-np.abs(values))]
