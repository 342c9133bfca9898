"""Exercises of lesson 11 on simple answers to rare classes: the prior divided out, and SMOTE."""

import numpy as np

from gan_course.exercises.checks import as_numbers
from gan_course.exercises.drawing import drawn
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- moved_posterior ------------------------------------------------------------------------------------------------


def _moved_posterior(posterior, prior):
    """Return the posterior (n, n_classes) as it would be if all classes were equally frequent.

    posterior: rows that sum to 1. prior: each class's share of the training data (n_classes,).
    """
    odds = posterior / prior
    return odds / odds.sum(axis=1, keepdims=True)


def _draw_posterior(rng):
    n, n_classes = int(rng.integers(2, 8)), int(rng.integers(2, 7))
    prior = rng.dirichlet(np.full(n_classes, 0.7)) + 0.01
    return rng.dirichlet(np.full(n_classes, 0.8), size=n), prior / prior.sum()


def _normalised(odds):
    return odds / odds.sum(axis=1, keepdims=True)


moved_posterior = Exercise(
    "moved_posterior", _moved_posterior,
    checks=[
        agrees_with_reference(
            _moved_posterior, _draw_posterior, "each row should be posterior / prior, scaled to a sum of 1",
            near_misses={
                "a rare class was held down by its small prior: *divide* by the prior, do not multiply":
                    lambda posterior, prior: _normalised(posterior * prior),
                "the rows no longer sum to 1: divide each by its sum": lambda posterior, prior: posterior / prior,
                "each row is scaled by its own sum; yours scales all rows together":
                    lambda posterior, prior: posterior / prior / np.sum(posterior / prior),
                "each *row* sums to 1, not each column":
                    lambda posterior, prior: (posterior / prior) / (posterior / prior).sum(axis=0),
                "nothing has changed: this is the posterior itself": lambda posterior, prior: posterior,
                "this is the posterior less the prior; Bayes's rule has a ratio":
                    lambda posterior, prior: posterior - prior,
                "the prior is divided out once, not by its root":
                    lambda posterior, prior: _normalised(posterior / np.sqrt(prior)),
                "this names the winner; the probabilities are wanted":
                    lambda posterior, prior: np.eye(len(prior))[(posterior / prior).argmax(axis=1)],
            }),
        leaves_arguments_alone(_draw_posterior),
    ],
    hints=[
        "Bayes's rule: posterior = likelihood × prior / something that makes the row sum to 1. What is left without "
        "the prior?",
        "posterior / prior divides each column by its class's prior: NumPy lines up the last axis.",
        "odds = posterior / prior, then odds / odds.sum(axis=1, keepdims=True).",
    ],
    praise="No new data and no new training: a rare class is only no longer held down by its rarity.", mine="measures",
)


# --- smote ----------------------------------------------------------------------------------------------------------

def _smote(points, n, k, rng):
    """Return n new points (n, dim), each at random on the line from a point to one of its k nearest neighbours.

    points: (m, dim), m above k. rng: a NumPy generator, from which all chance is taken.
    """
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    neighbours = distances.argsort(axis=1)[:, 1:k + 1]           # column 0 is the point itself
    start = rng.integers(len(points), size=n)
    end = neighbours[start, rng.integers(k, size=n)]
    share = rng.random((n, 1))
    return points[start] + share * (points[end] - points[start])


_N, _MANY = 7, 600      # few points in three dimensions, so that a line between two of them meets no third one


def _draw_rare(rng):
    scale = rng.uniform(0.5, 4.0, size=3)
    return rng.normal(3.0, 1.0, size=(int(rng.integers(8, 13)), 3)) * scale, _MANY, int(rng.integers(2, 4)), rng


def _segments(points, made, among=None):
    """For each made point the pair of points whose line it is nearest to: (pairs (n, 2), shares (n,), gaps (n,)).

    among: (m, m), True where a line from the row's point to the column's is allowed; None allows all.
    """
    start, end = np.nonzero(~np.eye(len(points), dtype=bool) if among is None else among)
    along = points[end] - points[start]
    share = np.clip(((made[:, None] - points[start]) * along).sum(axis=2) / (along**2).sum(axis=1), 0, 1)
    gap = np.linalg.norm(made[:, None] - points[start] - share[..., None] * along, axis=2)
    best = gap.argmin(axis=1)
    rows = np.arange(len(made))
    return np.stack([start[best], end[best]], axis=1), share[rows, best], gap[rows, best]


def _nearest(points, k):
    """(m, m), True where the column's point is one of the row's k nearest neighbours."""
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    np.fill_diagonal(distances, np.inf)
    near = np.zeros(distances.shape, bool)
    np.put_along_axis(near, distances.argsort(axis=1)[:, :k], True, axis=1)
    return near


def _made(answer, i):
    """Call the answer on draw i: (points, k, what it made as an array, None or a complaint)."""
    points, n, k, rng = drawn(_draw_rare, 0, i)
    made, complaint = as_numbers(answer(points.copy(), n, k, rng))
    if complaint is None and made.shape != (n, points.shape[1]):
        complaint = f"{n} points of {points.shape[1]} numbers are wanted, shape {(n, points.shape[1])}; this has " \
                    f"shape {made.shape}."
    elif complaint is None and not np.isfinite(made).all():
        complaint = "some of the new points are NaN or infinite."
    return points, k, made, complaint


def _on_lines(answer):
    for i in range(4):
        points, k, made, complaint = _made(answer, i)
        if complaint:
            return complaint
        size = points.std()
        copies = np.linalg.norm(made[:, None] - points, axis=2).min(axis=1) < 1e-7 * size
        if copies.mean() > 0.05:
            return f"{copies.mean():.0%} of the new points are copies of old ones: a point is no neighbour of its " \
                   "own, and the share of the way is drawn from all of 0 to 1."
        _, _, gaps = _segments(points, made)
        if (gaps > 1e-6 * size).mean() > 0.02:
            inside = np.all((made >= points.min(axis=0)) & (made <= points.max(axis=0)), axis=1).mean()
            return ("a new point lies on the straight line between two points. Draw one share of the way for each new "
                    "point, shape (n, 1), not one for each number" if inside > 0.98 else
                    "a new point lies *between* two points: start + share × (end - start), with a share from 0 to 1"
                    ) + "."
        _, _, gaps = _segments(points, made, _nearest(points, k))
        if (gaps > 1e-6 * size).mean() > 0.02:
            return f"the other end should be one of the {k} nearest neighbours of the start, not the point itself; " \
                   "some of yours are farther away."
    return None


def _spread_out(answer):
    reached, wanted, shares, one_way = set(), 0, [], []
    for i in range(4):
        points, k, made, complaint = _made(answer, i)
        if complaint:
            return complaint
        near = _nearest(points, k)
        pairs, share, _ = _segments(points, made, near)
        reached |= {(i, *sorted(pair)) for pair in pairs.tolist()}
        wanted += np.count_nonzero(np.triu(near | near.T))
        shares.append(share)
        one_way.append(share[~near[pairs[:, 1], pairs[:, 0]]])        # the start is known: only it has that neighbour
        starts = np.bincount(pairs.ravel(), minlength=len(points))
        if starts.min() == 0:
            return "some points never take part: choose the start of each new point at random among all."
    if len(reached) < 0.9 * wanted:
        return "some neighbours are never used: choose one of the k nearest at random for each new point."
    off_middle, way = np.mean(np.abs(np.concatenate(shares) - 0.5)), np.mean(np.concatenate(one_way))
    if not (0.22 < off_middle < 0.28 and 0.44 < way < 0.56):
        return "the share of the way should be uniform from 0 to 1: each place between the two points is equally " \
               f"likely (on the mean yours go {way:.2f} of the way, and lie {off_middle:.2f} from its middle; 0.5 " \
               "and 0.25 are wanted)."
    return None


def _starts_evenly(answer):
    """A lonely point is nobody's neighbour: it takes part as a start alone."""
    rng = np.random.default_rng(5)
    points = np.concatenate([rng.normal(size=(9, 3)), [[30.0, 20.0, 10.0]]])
    made, complaint = as_numbers(answer(points.copy(), 2000, 3, rng))
    if complaint:
        return complaint
    share = np.mean(np.linalg.norm(made - points[:9].mean(axis=0), axis=1) > 4)
    if not 0.06 < share < 0.13:
        return "every point should be the start equally often: of ten points one that lies far away starts a tenth " \
               f"of the new ones; in yours it takes part in {share:.0%}."
    return None


def _chance_from_rng(answer):
    def once(seed):
        points, n, k, _ = drawn(_draw_rare, 0, 0)
        return np.asarray(answer(points, n, k, np.random.default_rng(seed)), float)

    if not np.array_equal(once(1), once(1)):
        return "take all chance from rng: the same rng should give the same points."
    if np.array_equal(once(1), once(4)):
        return "take the chance from the rng that is given: another rng should give other points."
    return None


smote = Exercise(
    "smote", _smote,
    checks=[_on_lines, _spread_out, _starts_evenly, _chance_from_rng,
            leaves_arguments_alone(_draw_rare, may_change=("rng",))],
    hints=[
        "Three random choices for each new point: a start, one of its k nearest neighbours, a share of the way.",
        "np.linalg.norm(points[:, None] - points, axis=2).argsort(axis=1)[:, 1:k + 1] names each point's neighbours.",
        "points[start] + share * (points[end] - points[start]), with end = neighbours[start, rng.integers(k, size=n)] "
        "and share of shape (n, 1).",
    ],
    praise="New rows between old ones: no network, no training, and never outside what was seen.", mine="measures",
)
