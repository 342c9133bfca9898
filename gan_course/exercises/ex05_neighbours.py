"""Exercises of lesson 05 on who lies near whom: precision and recall, and whether a generator copies."""

import numpy as np

from gan_course import metrics
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- precision_recall ---------------------------------------------------------------------------------------------

def _precision_recall(real, fake, k):
    def share_inside(points, centres):
        """Share of the points that lie in the ball of at least one centre."""
        between = np.sort(metrics.pairwise_distances(centres, centres), axis=1)
        radius = between[:, k]                                        # column 0 is the point itself
        inside = metrics.pairwise_distances(points, centres) < radius    # (n points, n centres)
        return inside.any(axis=1).mean()

    return share_inside(fake, real), share_inside(real, fake)


def _tables(points, centres, k):
    """The distances (n points, n centres), and the sorted distances between the centres."""
    cross = np.linalg.norm(points[:, None] - centres, axis=2)
    return cross, np.sort(np.linalg.norm(centres[:, None] - centres, axis=2), axis=1)


def _slip(share):
    """The pair that comes out when `share(points, centres, k)` is used for both numbers."""
    return lambda real, fake, k: (share(fake, real, k), share(real, fake, k))


def _one_neighbour_off(by):
    def share(points, centres, k):
        cross, between = _tables(points, centres, k)
        return (cross < between[:, k + by]).any(axis=1).mean()
    return share


def _ball_counts(points, centres, k):
    cross, between = _tables(points, centres, k)
    return (cross < between[:, k]).any(axis=0).mean()     # over the centres: which of their balls hold something


def _density(points, centres, k):
    cross, between = _tables(points, centres, k)
    return (cross < between[:, k]).sum(axis=1).mean() / k


def _nearest_ball(points, centres, k):
    cross, between = _tables(points, centres, k)
    nearest = cross.argmin(axis=1)
    return (cross.min(axis=1) < between[nearest, k]).mean()


def _one_radius(points, centres, k):
    cross, between = _tables(points, centres, k)
    return (cross < between[:, k].mean()).any(axis=1).mean()


def _all_balls(points, centres, k):
    cross, between = _tables(points, centres, k)
    return (cross < between[:, k]).all(axis=1).mean()


def _count(points, centres, k):
    cross, between = _tables(points, centres, k)
    return (cross < between[:, k]).any(axis=1).sum()


def _own_ball(points, centres, k):
    """The share of the centres that lie in the ball of a point: the sets are exchanged."""
    return _one_neighbour_off(0)(centres, points, k)


_PRECISION_SLIPS = [
    (_slip(_own_ball), "the two numbers are exchanged: precision comes first, the share of *fakes* inside the *real* "
                       "balls."),
    (_slip(_ball_counts), "you count balls that hold something; for the real balls that is coverage. Count points: "
                          "any over the balls, then the mean over the points."),
    (_slip(_one_neighbour_off(-1)), "your radius is one neighbour short: the nearest neighbour of a point in its own "
                                    "set is the point itself, at distance 0."),
    (_slip(_one_neighbour_off(1)), "your radius goes one neighbour too far."),
    (_slip(_nearest_ball), "you look at the ball of the nearest centre only; a point may lie outside that one and "
                           "inside another."),
    (_slip(_one_radius), "one radius for all: each centre has a ball of its own size."),
    (_slip(_density), "you count the balls that a point lies in: that is density. To lie in one is enough."),
    (_slip(_all_balls), "a point counts when it lies in *one* of the balls, not in all of them."),
    (_slip(_count), "these are counts; divide by the number of points of the set that is asked about."),
    (lambda real, fake, k: (_precision_recall(real, fake, k)[0],) * 2,
     "both numbers are the precision. For recall the sets change places: real points inside the balls of the fakes."),
    (lambda real, fake, k: (_precision_recall(real, fake, k)[1],) * 2,
     "both numbers are the recall. Precision asks which fakes lie inside the balls of the real points."),
    (lambda real, fake, k: (_precision_recall(real, fake, k)[0], _ball_counts(fake, real, k)),
     "your recall counts the real balls that hold a fake: that is coverage. Recall uses the balls of the *fakes*."),
]


def _draw_sets(rng):
    """Two sets of points, with outliers, of several sizes; four of the fakes are copies of real points."""
    n, m, f = (int(rng.integers(*sizes)) for sizes in ((14, 40), (14, 40), (1, 5)))
    real, fake = 0.5 * rng.standard_t(2, size=(n, f)), rng.normal(0.3, 0.8, size=(m, f))
    fake[:4] = real[2:6]
    return real, fake, int(rng.integers(1, 6))


precision_recall = Exercise(
    "precision_recall", _precision_recall,
    checks=[agrees_with_reference(_precision_recall, _draw_sets, "the share of points inside the balls of the other "
                                  "set is another", {sentence: slip for slip, sentence in _PRECISION_SLIPS}),
            leaves_arguments_alone(_draw_sets)],
    hints=[
        "Write the share of points that lie in the balls of the centres once, as a function of two sets; precision "
        "calls it with (fake, real), recall with (real, fake).",
        "Two tables of distances: centres to centres for the radii, points to centres for who is inside. Sort each row "
        "of the first; column 0 is the point itself, so column k is the k-th neighbour.",
        "inside = points_to_centres < radius; a point counts once: inside.any(axis=1).mean().",
    ],
    praise="Each centre has a ball of its own; a point counts once, however many balls it is in; and recall is "
           "precision with the sets exchanged.",
    mine="measures",
    doc="Precision and recall: the share of fakes inside a ball around a real point that reaches to its k-th "
        "neighbour, and the reverse. Kynkäänniemi et al. 2019, eq. 1 and 2.",
)


# --- memorisation -------------------------------------------------------------------------------------------------

def _memorisation(generated, train, held_out):
    d_g = metrics.pairwise_distances(generated, train).min(axis=1)     # (n,)
    d_h = metrics.pairwise_distances(held_out, train).min(axis=1)      # (m,)
    return (d_g[:, None] < d_h).mean() + (d_g[:, None] == d_h).mean() / 2


def _distances_to(generated, train, held_out, over=np.min):
    def distance(points):
        return over(np.linalg.norm(points[:, None] - train, axis=2), axis=1)

    return distance(generated)[:, None], distance(held_out)


def _by(rule, over=np.min):
    """The number that comes out when `rule(d_g, d_h)` takes the place of the comparison."""
    return lambda *sets: rule(*_distances_to(*sets, over=over))


def _half_ties(d_g, d_h):
    return (d_g < d_h).mean() + (d_g == d_h).mean() / 2


_MEMORISATION_SLIPS = [
    (_by(lambda g, h: (g < h).mean()), "pairs at the same distance are missing: they count one half."),
    (_by(lambda g, h: (g <= h).mean()), "pairs at the same distance count one half, not one."),
    (_by(lambda g, h: 1 - _half_ties(g, h)), "the comparison is turned round: a copyist, whose points lie closer to "
                                             "the training set, should come out at 1."),
    (_by(_half_ties, np.mean), "d is the distance to the *nearest* training point: take the minimum over them, not the "
                               "mean."),
    (_by(_half_ties, np.max), "d is the distance to the nearest training point, not to the farthest."),
    (_by(lambda g, h: (g < np.median(h)).mean()), "each generated point is compared with *all* held-out points, not "
                                                  "with their median."),
    (_by(lambda g, h: (g < h.mean()).mean()), "each generated point is compared with *all* held-out points, not "
                                              "with their mean distance."),
    (lambda g, t, h: _memorisation(g, h, t), "train and held_out have changed places: distances are to the *training* "
                                             "points."),
    (_by(lambda g, h: (g < h).sum() + (g == h).sum() / 2), "this is a number of pairs: divide by how many pairs there "
                                                           "are, one for each generated and each held-out point."),
]


def _draw_copies(rng):
    """Three sets of several sizes; some generated and some held-out points are training points: ties at 0."""
    n, t, h, f = (int(rng.integers(*sizes)) for sizes in ((6, 25), (9, 30), (6, 25), (1, 5)))
    train = rng.normal(size=(t, f))
    generated, held_out = rng.normal(0.1, 1.1, size=(n, f)), rng.normal(size=(h, f))
    generated[:3], held_out[:2] = train[:3], train[3:5]
    return generated, train, held_out


memorisation = Exercise(
    "memorisation", _memorisation,
    checks=[agrees_with_reference(_memorisation, _draw_copies, "it is not the share of pairs in which the generated "
                                  "point is closer to the training set",
                                  {sentence: slip for slip, sentence in _MEMORISATION_SLIPS}),
            leaves_arguments_alone(_draw_copies)],
    hints=[
        "First two arrays: for each generated point its distance to the nearest training point, and the same for each "
        "held-out point.",
        "Compare every one of the first with every one of the second: d_g[:, None] < d_h has shape (n, m).",
        "(d_g[:, None] < d_h).mean() + (d_g[:, None] == d_h).mean() / 2.",
    ],
    praise="A half for fresh data, one for a copyist: the only question on this page that a training set fails.",
    mine="measures",
    doc="The share of pairs in which the generated point lies closer to the training set than the held-out "
        "one: 1/2 for fresh data. After Meehan et al. 2020.",
)
