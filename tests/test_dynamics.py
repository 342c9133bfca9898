"""Games with known orbits: eigenvalues against theory, end points against closed forms and the paper."""

import numpy as np
import pytest

from gan_course import dynamics as dyn

SMOOTH = [
    dyn.dirac_minimax(), dyn.dirac_non_saturating(), dyn.dirac_wgan(), dyn.dirac_instance_noise(0.7),
    dyn.dirac_instance_noise(2.0), dyn.dirac_r1(0.3), dyn.dirac_r1(1.0), dyn.dirac_r1(1.7),
    dyn.dirac_consensus(1.0), dyn.bilinear(), dyn.bilinear(0.5),
]


def distance(game, rule, start, rate, steps):
    return np.hypot(*dyn.trajectory(game, rule, start, rate, steps)[-1])


def generator_first(game, w, previous, rate):
    """The other order: G steps, then D sees the new G."""
    w = w + np.array([rate, 0.0]) * game.field(w)
    return game.project(w + np.array([0.0, rate]) * game.field(w))


@pytest.mark.parametrize("game", SMOOTH, ids=lambda game: game.name)
def test_eigenvalues_agree_with_the_numerical_jacobian(game):
    found = np.sort_complex(np.linalg.eigvals(dyn.jacobian(game)))
    # A double eigenvalue moves with the square root of the rounding.
    np.testing.assert_allclose(found, np.sort_complex(np.array(game.eigenvalues)), atol=2e-5)


def _losses(name):
    """(loss of G, loss of D) of a Dirac-GAN, written down independently of the fields."""
    def log_sigmoid(t):
        return -np.logaddexp(0.0, -t)

    value = lambda theta, psi: log_sigmoid(0.0 * psi) + log_sigmoid(-psi * theta)  # noqa: E731
    return {
        "minimax": (value, lambda t, p: -value(t, p)),
        "non-saturating": (lambda t, p: -log_sigmoid(p * t), lambda t, p: -value(t, p)),
        "WGAN": (lambda t, p: -p * t, lambda t, p: p * t),
        "WGAN-GP": (lambda t, p: -p * t, lambda t, p: p * t + 0.35 * (abs(p) - 1) ** 2),
        "R1": (value, lambda t, p: -value(t, p) + 0.15 * p**2),
    }[name]


@pytest.mark.parametrize(("game", "name"), [
    (dyn.dirac_minimax(), "minimax"), (dyn.dirac_non_saturating(), "non-saturating"),
    (dyn.dirac_wgan(), "WGAN"), (dyn.dirac_wgan_gp(0.7), "WGAN-GP"), (dyn.dirac_r1(0.3), "R1"),
    (dyn.dirac_instance_noise(0.0), "minimax")])
def test_field_is_minus_each_players_own_gradient(game, name):
    loss_g, loss_d = _losses(name)
    d = 1e-6
    for theta, psi in [(1.0, -1.0), (0.4, 0.9), (-2.0, 0.3), (-0.5, -1.5)]:
        wanted = [-(loss_g(theta + d, psi) - loss_g(theta - d, psi)) / (2 * d),
                  -(loss_d(theta, psi + d) - loss_d(theta, psi - d)) / (2 * d)]
        np.testing.assert_allclose(game.field(np.array([theta, psi])), wanted, atol=1e-8)


def test_instance_noise_field_is_the_mean_over_noise():
    theta, psi, sigma = 1.0, -0.8, 0.7
    eps = np.random.default_rng(0).standard_normal((2, 2_000_000)) * sigma
    fake, real = theta + eps[0], eps[1]
    pull = dyn.sigmoid(psi * fake)
    sampled = [psi * pull.mean(), (real * dyn.sigmoid(-psi * real)).mean() - (fake * pull).mean()]
    exact = dyn.dirac_instance_noise(sigma).field(np.array([theta, psi]))
    np.testing.assert_allclose(exact, sampled, atol=3e-3)


def test_consensus_field_is_v_less_the_gradient_of_half_its_square():
    plain, gamma, w, d = dyn.dirac_minimax(), 0.8, np.array([0.9, -1.3]), 1e-6
    half_square = lambda at: 0.5 * np.sum(plain.field(at) ** 2)  # noqa: E731
    gradient = np.array([(half_square(w + e) - half_square(w - e)) / (2 * d) for e in d * np.eye(2)])
    found = dyn.dirac_consensus(gamma).field(w)
    np.testing.assert_allclose(found, plain.field(w) - gamma * gradient, atol=1e-8)


def test_fields_take_a_whole_grid():
    grid = np.stack(np.meshgrid(np.linspace(-2, 2, 5), np.linspace(-1, 1, 4)), axis=-1)
    for game in SMOOTH:
        assert game.field(grid).shape == grid.shape
        np.testing.assert_allclose(game.field(grid)[2, 3], game.field(grid[2, 3]), atol=1e-12)
        assert game.project(grid).shape == grid.shape


# (theta, psi) of the paper is our (theta, -psi): its start (1, 1) is our (1, -1).
# Norms after 500 steps of 0.2.
# Simultaneous; alternating with D first; alternating with G first.
DIRAC_TABLE = [
    (dyn.dirac_minimax(), 3.10, 1.41, 1.42),
    (dyn.dirac_non_saturating(), 0.640, 0.271, 0.284),
    (dyn.dirac_wgan(1.0), 1.00, 0.985, 1.02),
    (dyn.dirac_wgan_gp(0.7), 1.80, 1.28, 1.22),
    (dyn.dirac_instance_noise(0.7), 5.73e-5, 4.38e-6, 4.00e-6),
    (dyn.dirac_r1(0.3), 2.64e-6, 2.38e-7, 2.30e-7),
    (dyn.dirac_r1(1.0), 9.5e-22, 8.5e-17, 7.5e-17),
    (dyn.dirac_consensus(1.0), 2.58e-10, 1.79e-11, 1.72e-11),
]


@pytest.mark.parametrize("row", DIRAC_TABLE, ids=lambda row: row[0].name)
def test_dirac_table(row):
    game, *wanted = row
    rules = (dyn.simultaneous, dyn.alternating, generator_first)
    found = [distance(game, rule, (1, -1), 0.2, 500) for rule in rules]
    np.testing.assert_allclose(found, wanted, rtol=1e-2)


def test_minimax_with_simultaneous_steps_leaves_at_every_rate():
    for rate in (0.01, 0.2, 1.0):
        largest = np.abs(dyn.step_eigenvalues(dyn.dirac_minimax(), dyn.simultaneous, rate))[0]
        assert largest == pytest.approx(np.sqrt(1 + rate**2 / 4), abs=1e-8)
        assert largest > 1


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2])
def test_non_saturating_stalls_where_drift_out_meets_drift_in(rate):
    """Outwards r h/8 a unit of time, inwards r^3/16: they balance at r = sqrt(2 h)."""
    path = dyn.trajectory(dyn.dirac_non_saturating(), dyn.simultaneous, rate=rate, steps=40_000)
    r = np.hypot(*path[-2000:].T)
    assert r.mean() == pytest.approx(np.sqrt(2 * rate), rel=0.03)


def test_non_saturating_alternating_shrinks_only_as_one_over_root_of_time():
    """d(r^2)/dt = -r^4 / 8, so r^2 = 1 / (1 / 2 + t / 8) from r^2 = 2."""
    for steps in (500, 5_000, 50_000):
        r = distance(dyn.dirac_non_saturating(), dyn.alternating, (1, -1), 0.2, steps)
        assert r == pytest.approx((0.5 + 0.2 * steps / 8) ** -0.5, rel=0.06)


def test_wgan_clipping_ends_on_a_cycle_and_r1_has_its_critical_gamma():
    r = np.hypot(*dyn.trajectory(dyn.dirac_wgan(1.0), dyn.simultaneous, steps=5_000)[-500:].T)
    assert 0.9 < r.min() and r.max() < 1.5
    assert dyn.dirac_r1(0.99).eigenvalues[0].imag > 0
    assert dyn.dirac_r1(1.0).eigenvalues == (-0.5, -0.5)
    slow, fast = sorted(dyn.dirac_r1(2.0).eigenvalues, key=abs)
    assert slow.imag == fast.imag == 0 and slow.real > -0.5 > fast.real     # past critical, slower again


def test_consensus_pulls_only_near_the_solution_and_r1_from_far():
    def end(game, start):
        return distance(game, dyn.alternating, start, 0.2, 3000)
    assert end(dyn.dirac_consensus(1.0), (1, -1)) < 1e-6 and end(dyn.dirac_consensus(1.0), (2, 2)) < 1e-6
    assert end(dyn.dirac_consensus(1.0), (2, -2)) > 5
    assert end(dyn.dirac_r1(1.0), (2, -2)) < 1e-6 and end(dyn.dirac_r1(1.0), (8, -8)) < 1e-6


def test_noise_has_its_critical_sigma_at_root_two():
    assert dyn.dirac_instance_noise(1.41).eigenvalues[0].imag > 0
    assert dyn.dirac_instance_noise(1.42).eigenvalues[0].imag == 0


# The bilinear game from (1, 1), rate 0.1, 1,000 steps.
ETA = 0.1
BILINEAR = [
    (dyn.simultaneous, 204.7, np.sqrt(1 + ETA**2)),
    (dyn.alternating, 1.4306, 1.0),
    (generator_first, 1.3980, 1.0),
    (dyn.extragradient, 0.00977, np.sqrt(1 - ETA**2 + ETA**4)),
    (dyn.optimistic, 0.00892, 0.99494),
]


@pytest.mark.parametrize("row", BILINEAR, ids=lambda row: row[0].__name__)
def test_bilinear_table(row):
    rule, end, modulus = row
    assert distance(dyn.bilinear(), rule, (1, 1), ETA, 1000) == pytest.approx(end, rel=2e-3)
    assert np.abs(dyn.step_eigenvalues(dyn.bilinear(), rule, ETA))[0] == pytest.approx(modulus, abs=1e-5)


def test_bilinear_simultaneous_grows_exactly_by_its_modulus():
    r = np.hypot(*dyn.trajectory(dyn.bilinear(), dyn.simultaneous, (1, 1), ETA, 1000).T)
    np.testing.assert_allclose(r[1:] / r[:-1], np.sqrt(1 + ETA**2), rtol=1e-12)


def test_bilinear_optimistic_modulus_is_the_root_of_its_polynomial():
    roots = np.roots([1, -(1 + 2j * ETA), 1j * ETA])        # z^2 = z (1 + 2 i eta) - i eta
    found = np.abs(dyn.step_eigenvalues(dyn.bilinear(), dyn.optimistic, ETA))[0]
    assert found == pytest.approx(np.abs(roots).max(), abs=1e-8)


def test_bilinear_consensus():
    end = distance(dyn.bilinear(1.0), dyn.simultaneous, (1, 1), ETA, 1000)
    assert end == pytest.approx(1.14e-43, rel=1e-2)


def test_bilinear_alternating_keeps_a_quadratic_form_for_ever():
    """With D first, theta^2 + psi^2 + eta theta psi never changes: the orbit is an ellipse."""
    theta, psi = dyn.trajectory(dyn.bilinear(), dyn.alternating, (1, 1), ETA, 10_000).T
    np.testing.assert_allclose(theta**2 + psi**2 + ETA * theta * psi, 2 + ETA, rtol=1e-10)


def test_momentum_hurts_when_positive_and_helps_when_negative():
    rules = [dyn.heavy_ball(momentum) for momentum in (-0.5, 0.0, 0.5, 0.9)]
    moduli = [np.abs(dyn.step_eigenvalues(dyn.bilinear(), rule, ETA))[0] for rule in rules]
    np.testing.assert_allclose(moduli, [0.99852, 1.0, 1.03230, 1.19214], atol=2e-5)


def test_trajectory_starts_at_the_start_and_has_its_shape():
    path = dyn.trajectory(dyn.bilinear(), start=(0.5, 0.25), steps=7)
    assert path.shape == (8, 2) and path.dtype == np.float64
    np.testing.assert_array_equal(path[0], [0.5, 0.25])


@pytest.mark.parametrize(("call", "words"), [
    (lambda: dyn.trajectory(dyn.bilinear(), start=(1, 1, 1)), "Two numbers"),
    (lambda: dyn.trajectory(dyn.bilinear(), rate=-0.1), "above 0"),
    (lambda: dyn.trajectory(dyn.bilinear(), steps=0), "at least 1"),
    (lambda: dyn.dirac_r1(-1.0), "gamma is -1"),
    (lambda: dyn.dirac_instance_noise(float("nan")), "sigma is nan"),
    (lambda: dyn.dirac_wgan(clip=0.0), "clip is 0"),
    (lambda: dyn.dirac_wgan_gp(-1.0), "strength"),
    (lambda: dyn.bilinear(-0.5), "consensus"),
])
def test_bad_input_says_what_is_allowed(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_rule_called_by_itself_steps_and_names_what_it_cannot_take():
    game, w = dyn.dirac_r1(), np.array([0.3, -0.7])
    assert game.name == "R1, gamma 1"
    np.testing.assert_allclose(dyn.simultaneous(game, w, w, 0.1), w + 0.1 * game.field(w))
    for given, words in [((game, w, "here", 0.1), "previous"), ((game, w, w, -1), "rate"),
                         ((game, np.zeros(3), np.zeros(3), 0.1), "w has shape"), (("a game", w, w, 0.1), "game"),
                         ((game, w, np.zeros((4, 2)), 0.1), "previous")]:
        with pytest.raises((TypeError, ValueError), match=words):
            dyn.simultaneous(*given)


@pytest.mark.parametrize(("parts", "words"), [
    ((3, dyn.bilinear().field), "name"), (("mine", 3), "field"), (("mine", dyn.bilinear().field, None, 3), "project"),
    (("mine", dyn.bilinear().field, (1, 2, 3)), "eigenvalues")])
def test_a_game_of_ones_own_is_checked(parts, words):
    with pytest.raises((TypeError, ValueError), match=words):
        dyn.PlanarGame(*parts)
