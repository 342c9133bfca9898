"""Exercises of lesson 16, where next: flows, drifting, a table of costs, a discriminator that overfits, a detector."""

import numpy as np

from gan_course.exercises.ex16_detector import caught
from gan_course.exercises.ex16_drifting import drift
from gan_course.exercises.ex16_flows import euler, flow_pair
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

__all__ = ["OBJECTIVES", "caught", "drift", "euler", "flow_pair", "overfitting", "undominated"]

OBJECTIVES = {1: ["flow_pair", "euler"], 2: ["drift"], 3: ["undominated"], 4: ["overfitting"], 5: ["caught"]}

# --- undominated --------------------------------------------------------------------------------------------------

def _undominated(cost, score):
    cost, score = np.asarray(cost), np.asarray(score)
    no_worse = (cost[:, None] <= cost) & (score[:, None] >= score)      # row i beside column j
    better = (cost[:, None] < cost) | (score[:, None] > score)
    return ~(no_worse & better).any(axis=0)


def _draw_table(rng):
    """Costs and scores of whole numbers, with ties in each and in both."""
    n = int(rng.integers(5, 12))
    cost, score = rng.integers(1, 6, size=n) * 10.0, rng.integers(1, 6, size=n) / 10
    cost, score = np.append(cost, cost[0]), np.append(score, score[0])      # two that are equal in both
    return cost, score


def _by_pairs(beats):
    """A rule as an answer: j stays unless some i beats it."""
    def answer(cost, score):
        n = len(cost)
        return np.array([not any(beats(cost[i], score[i], cost[j], score[j]) for i in range(n)) for j in range(n)])
    return answer


undominated = Exercise(
    "undominated", _undominated,
    checks=[agrees_with_reference(_undominated, _draw_table, "True belongs to those for which no other is at least as "
                                  "cheap and at least as good, and better in one of the two", {
        "you ask for one that is better in *both*: with the same score, the dearer one is beaten too":
            _by_pairs(lambda c, s, d, t: c < d and s > t),
        "two that are equal in both do not beat each other: one of the two must be truly better":
            lambda cost, score: np.array([sum((cost <= d) & (score >= t)) == 1
                                          for d, t in zip(cost, score, strict=True)]),
        "the cheaper one is better, so a low cost counts in its favour":
            _by_pairs(lambda c, s, d, t: c >= d and s >= t and (c > d or s > t)),
        "the higher score is better": _by_pairs(lambda c, s, d, t: c <= d and s <= t and (c < d or s < t)),
        "True is for those that are *not* beaten": lambda cost, score: ~_undominated(cost, score),
        "only the best score of all is kept, whatever it costs": lambda cost, score: score == score.max(),
        "only the cheapest are kept, whatever they give": lambda cost, score: cost == cost.min(),
        "a score for its cost: one number hides that there are two": lambda cost, score: (
            score / cost == (score / cost).max())}),
        leaves_arguments_alone(_draw_table)],
    hints=[
        "Take two of them, i and j: what must hold so that i beats j?",
        "i is no worse in both, cost[i] <= cost[j] and score[i] >= score[j], and truly better in at least one.",
        "[not any(cost[i] <= cost[j] and score[i] >= score[j] and (cost[i] < cost[j] or score[i] > score[j]) for i in "
        "range(n)) for j in range(n)]",
    ],
    praise="What is left is a choice: each of them costs less or gives more than every other.",
    mine="measures",
    doc="Whether each of n is beaten by none: cost (n,), lower is better; score (n,), higher is better; (n,) of bool.",
)


# --- overfitting --------------------------------------------------------------------------------------------------

def _overfitting(train_logits, held_out_logits, fake_logits):
    gap = np.mean(train_logits) - np.mean(held_out_logits)
    return gap / (np.mean(train_logits) - np.mean(fake_logits))


def _draw_logits(rng):
    """Logits of three sets of different sizes, as columns or flat."""
    sizes = rng.integers(4, 30, size=3)
    shape = (1,) if rng.random() < 0.5 else ()
    fake = rng.normal(-2, 1, size=(sizes[2], *shape))
    return rng.normal(3, 1, size=(sizes[0], *shape)), rng.normal(1, 2, size=(sizes[1], *shape)), fake


def _sigmoid_first(train_logits, held_out_logits, fake_logits):
    return _overfitting(*(1 / (1 + np.exp(-a)) for a in (train_logits, held_out_logits, fake_logits)))


overfitting = Exercise(
    "overfitting", _overfitting,
    checks=[agrees_with_reference(_overfitting, _draw_logits, "the gap between training and held-out logits is divided "
                                  "by the gap between training and fake logits", {
        "this is 1 where D treats held-out data as real, and 0 where it treats them as fake: the wrong way round":
            lambda a, b, c: 1 - _overfitting(a, b, c),
        "the gap alone depends on the scale of D's logits: divide by the distance from training data to fakes":
            lambda a, b, c: a.mean() - b.mean(),
        "divide by the distance from the *training* data to the fakes, not from the held-out data":
            lambda a, b, c: (a.mean() - b.mean()) / (b.mean() - c.mean()),
        "the sign: training data have the higher logits": lambda a, b, c: -_overfitting(a, b, c),
        "take the means, not the medians":
            lambda a, b, c: (np.median(a) - np.median(b)) / (np.median(a) - np.median(c)),
        "take the logits themselves: in probabilities, a sure D hides the gap": _sigmoid_first,
        "the sets differ in size: take means, not sums": lambda a, b, c: (a.sum() - b.sum()) / (a.sum() - c.sum()),
        "the fraction is upside down": lambda a, b, c: 1 / _overfitting(a, b, c)}),
        leaves_arguments_alone(_draw_logits)],
    hints=[
        "Three means: over training data, over held-out data, over fakes.",
        "0 when held-out data are judged like training data, 1 when they are judged like fakes.",
        "(mean of train - mean of held-out) / (mean of train - mean of fakes)",
    ],
    praise="0: what D learned holds for fresh data as well; 1: to D, fresh real data are fakes.",
    mine="measures",
    doc="Where D's mean logit of held-out data lies between training data, 0, and fakes, 1. Karras et al. 2020.",
)
