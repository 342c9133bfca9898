"""Two-number games whose every orbit has a known answer.

A *game* is a vector field: at the point w = (theta, psi) it says where each player wants to go.
`theta` belongs to the generator and `psi` to the discriminator. A *rule* turns that wish into a step.

The Dirac-GAN (Mescheder, Geiger and Nowozin 2018, "Which training methods for GANs do actually
converge?", definition 2.1) has one real point at 0, one fake point at theta, and D's logit is psi * x.
Its only equilibrium is (0, 0). The paper writes the logit with the other sign: its (theta, psi) is
our (theta, -psi).
"""
import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gan_course import arguments

# 64 nodes make the Gaussian averages below exact to rounding for any sensible noise.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(64)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


@dataclass(frozen=True)
class PlanarGame:
    """A game of two numbers: its field over (theta, psi), and the eigenvalues of its Jacobian at (0, 0) by theory.

    `field(w)`: (..., 2) to (..., 2), minus each player's gradient of its own loss.
    `eigenvalues`: two complex numbers, or None where the field has no derivative at 0.
    `project(w)`: what is done to w after each step (clipping); by default nothing.
    """
    name: str
    field: Callable[[np.ndarray], np.ndarray]
    eigenvalues: tuple[complex, complex] | None = None
    project: Callable[[np.ndarray], np.ndarray] = lambda w: w

    def __post_init__(self):
        arguments.text("name", self.name)
        arguments.function("field", self.field, "from points (..., 2) to velocities (..., 2)")
        arguments.function("project", self.project, "from points (..., 2) to points (..., 2)")
        if self.eigenvalues is not None:
            arguments.array("eigenvalues", self.eigenvalues, (2,), dtype="complex128")


def sigmoid(x):
    """1 / (1 + exp(-x)), safe for every finite x."""
    return 0.5 * (1.0 + np.tanh(0.5 * arguments.array("x", x, finite=False, rows=0)))


def _pair(theta_velocity, psi_velocity):
    return np.stack(np.broadcast_arrays(theta_velocity, psi_velocity), axis=-1)


def _roots(trace: float, determinant: float) -> tuple[complex, complex]:
    """The two eigenvalues of a 2 x 2 matrix, from its trace and determinant."""
    root = np.sqrt(complex(trace * trace / 4 - determinant))
    return trace / 2 + root, trace / 2 - root


def dirac_minimax() -> PlanarGame:
    """The saturating GAN: D climbs V = log sigmoid(0) + log(1 - sigmoid(psi theta)), G descends it."""
    def field(w):
        theta, psi = w[..., 0], w[..., 1]
        pull = sigmoid(psi * theta)                 # D's belief that the fake is real
        return _pair(psi * pull, -theta * pull)
    return PlanarGame("minimax", field, _roots(0.0, 0.25))


def dirac_non_saturating() -> PlanarGame:
    """D as in minimax; G descends -log sigmoid(psi theta) instead."""
    def field(w):
        theta, psi = w[..., 0], w[..., 1]
        return _pair(psi * sigmoid(-psi * theta), -theta * sigmoid(psi * theta))
    return PlanarGame("non-saturating", field, _roots(0.0, 0.25))


def dirac_wgan(clip: float = 1.0) -> PlanarGame:
    """WGAN with weight clipping: V = D(real) - D(fake) = -psi theta, and psi is cut to [-clip, clip]."""
    clip = arguments.number("clip", clip, above=0)

    def project(w):
        return _pair(w[..., 0], np.clip(w[..., 1], -clip, clip))
    return PlanarGame(f"WGAN, clip {clip:g}", lambda w: _pair(w[..., 1], -w[..., 0]), _roots(0.0, 1.0), project)


def dirac_wgan_gp(strength: float = 0.7, target: float = 1.0) -> PlanarGame:
    """WGAN with gradient penalty (strength / 2)(|psi| - target)^2; |psi| has no derivative at 0."""
    strength, target = arguments.number("strength", strength, low=0), arguments.number("target", target, low=0)

    def field(w):
        theta, psi = w[..., 0], w[..., 1]
        return _pair(psi, -theta - strength * (np.abs(psi) - target) * np.sign(psi))
    return PlanarGame(f"WGAN-GP, {strength:g}, target {target:g}", field)


def dirac_instance_noise(sigma: float = 0.7) -> PlanarGame:
    """Minimax with N(0, sigma^2) added to the real and the fake point; the averages are exact.

    Theory at 0: f'' sigma^2 +- sqrt(f''^2 sigma^4 - f'^2), with f' = 1/2 and f'' = -1/4.
    """
    sigma = arguments.number("sigma", sigma, low=0)
    spread = sigma * _NODES

    def field(w):
        theta, psi = w[..., 0, None], w[..., 1, None]           # (..., 1), against 64 nodes
        fake, real = theta + spread, np.zeros_like(theta) + spread
        believed = sigmoid(psi * fake)
        climb = real * sigmoid(-psi * real) - fake * believed
        return _pair(w[..., 1] * (believed @ _WEIGHTS), climb @ _WEIGHTS)
    return PlanarGame(f"instance noise, sigma {sigma:g}", field, _roots(-0.5 * sigma**2, 0.25))


def dirac_r1(gamma: float = 1.0) -> PlanarGame:
    """Minimax with D's loss plus R1, (gamma / 2) psi^2. Theory at 0: -gamma/2 +- sqrt(gamma^2/4 - 1/4)."""
    gamma = arguments.number("gamma", gamma, low=0)
    plain = dirac_minimax().field

    def field(w):
        return plain(w) - gamma * _pair(np.zeros_like(w[..., 1]), w[..., 1])
    return PlanarGame(f"R1, gamma {gamma:g}", field, _roots(-gamma, 0.25))


def dirac_consensus(gamma: float = 1.0) -> PlanarGame:
    """Minimax where both players also descend (gamma / 2)|v|^2, v being minimax's own field.

    Consensus optimisation: Mescheder, Nowozin and Geiger 2017, "The numerics of GANs".
    """
    gamma = arguments.number("gamma", gamma, low=0)
    plain = dirac_minimax().field

    def field(w):
        theta, psi = w[..., 0], w[..., 1]
        s = sigmoid(psi * theta)
        slope = s * (1 - s) * (theta**2 + psi**2)               # |v|^2 = (theta^2 + psi^2) s^2
        pull = _pair(s * (theta * s + slope * psi), s * (psi * s + slope * theta))
        return plain(w) - gamma * pull
    return PlanarGame(f"consensus, gamma {gamma:g}", field, (-gamma / 4 + 0.5j, -gamma / 4 - 0.5j))


def bilinear(consensus: float = 0.0) -> PlanarGame:
    """min over theta, max over psi of theta * psi; with `consensus` gamma, plus (gamma / 2)|v|^2."""
    gamma = arguments.number("consensus", consensus, low=0)

    def field(w):
        return _pair(-w[..., 1] - gamma * w[..., 0], w[..., 0] - gamma * w[..., 1])
    return PlanarGame(f"bilinear, consensus {gamma:g}" if gamma else "bilinear", field, (-gamma + 1j, -gamma - 1j))


# Rules. Each takes the game, the point w (..., 2), the point before it, and the rate; each gives the next point.

def _rule(step):
    """Make a rule of a bare step: the rule checks what it is given; `trajectory` has checked, and takes `rule.step`."""
    @functools.wraps(step)
    def rule(game, w, previous, rate):
        arguments.instance("game", game, PlanarGame)
        w, previous = _points("w", w), _points("previous", previous)
        if w.shape != previous.shape:
            raise ValueError(f"w has shape {w.shape} and previous {previous.shape}; give the same shape.")
        return step(game, w, previous, arguments.number("rate", rate, above=0))
    rule.step = step
    return rule


def _points(name, w):
    return arguments.array(name, w, (2,), ("n", 2), ("rows", "columns", 2), finite=False)


@_rule
def simultaneous(game: PlanarGame, w, previous, rate):
    """Both players step from the same point."""
    return game.project(w + rate * game.field(w))


@_rule
def alternating(game: PlanarGame, w, previous, rate):
    """D steps first, then G sees the new D: the order of algorithm 1 (Goodfellow et al. 2014)."""
    return _in_turn(game, w, previous, rate, 0.0)


@_rule
def extragradient(game: PlanarGame, w, previous, rate):
    """Look one step ahead, then step from here with the field found there (Korpelevich 1976)."""
    return game.project(w + rate * game.field(game.project(w + rate * game.field(w))))


@_rule
def optimistic(game: PlanarGame, w, previous, rate):
    """Twice today's field less yesterday's (Daskalakis et al. 2018, "Training GANs with optimism")."""
    return game.project(w + 2 * rate * game.field(w) - rate * game.field(previous))


def heavy_ball(momentum: float):
    """Alternating steps with momentum, which may be negative (Gidel et al. 2019, "Negative momentum")."""
    momentum = arguments.number("momentum", momentum, above=-1, below=1)

    @_rule
    def rule(game, w, previous, rate):
        return _in_turn(game, w, previous, rate, momentum)
    return rule


def _in_turn(game, w, previous, rate, momentum):
    only_theta, only_psi = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    push = momentum * (w - previous)
    after_d = game.project(w + only_psi * (rate * game.field(w) + push))
    return game.project(after_d + only_theta * (rate * game.field(after_d) + push))


def _step_of(rule):
    arguments.function("rule", rule, "of (game, w, previous, rate), such as dynamics.alternating")
    return getattr(rule, "step", rule)


def trajectory(game: PlanarGame, rule=simultaneous, start=(1.0, -1.0), rate: float = 0.2, steps: int = 500):
    """Follow a rule from `start`. Gives (steps + 1, 2) float64, the start first.

    Raises ValueError for a start that is not two numbers, a rate not above 0, or fewer than 1 step.
    """
    arguments.instance("game", game, PlanarGame)
    step = _step_of(rule)
    w = arguments.array("start", start, (2,), hint="Two numbers, (theta, psi).")
    rate = arguments.number("rate", rate, above=0, hint="The sign is in the field already.")
    steps = arguments.whole("steps", steps)
    points = np.empty((steps + 1, 2))
    points[0] = previous = w
    for i in range(steps):
        w, previous = step(game, w, previous, rate), w
        points[i + 1] = w
    return points


def jacobian(game: PlanarGame, at=(0.0, 0.0), delta: float = 1e-6):
    """The field's 2 x 2 matrix of derivatives at a point, by central differences."""
    arguments.instance("game", game, PlanarGame)
    at, delta = arguments.array("at", at, (2,)), arguments.number("delta", delta, above=0)
    columns = [(game.field(at + d) - game.field(at - d)) / (2 * delta) for d in delta * np.eye(2)]
    return np.stack(columns, axis=1)


def step_eigenvalues(game: PlanarGame, rule, rate: float, at=(0.0, 0.0), delta: float = 1e-6):
    """Eigenvalues of one *step* near a fixed point, largest modulus first, shape (4,) complex.

    The state is (w, previous), hence four; a rule without memory has two zeros among them.
    The distance to the fixed point shrinks at each step by the factor |first|, in the long run.
    """
    arguments.instance("game", game, PlanarGame)
    bare, rate = _step_of(rule), arguments.number("rate", rate, above=0)
    state, delta = np.tile(arguments.array("at", at, (2,)), 2), arguments.number("delta", delta, above=0)

    def step(s):
        return np.concatenate([bare(game, s[:2], s[2:], rate), s[:2]])
    columns = [(step(state + d) - step(state - d)) / (2 * delta) for d in delta * np.eye(4)]
    values = np.linalg.eigvals(np.stack(columns, axis=1)).astype(complex)
    return values[np.argsort(-np.abs(values))]
