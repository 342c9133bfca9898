"""What a set of fakes, or a discriminator, gives away about the records that it was made from."""

from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.metrics.inputs import point_sets
from gan_course.metrics.neighbours import pairwise_distances


class ClosestRecord(NamedTuple):
    """For each fake: `distance` to the closest record, and the `ratio` of that to the distance of the second."""

    distance: np.ndarray
    ratio: np.ndarray


class Attack(NamedTuple):
    """A curve from (0, 0) to (1, 1), both (k,): the shares called members, of others and of members; and its `auc`."""

    false_positives: np.ndarray
    true_positives: np.ndarray
    auc: float


def closest_record(fakes, records) -> ClosestRecord:
    """Distance to the closest record (DCR), and nearest-neighbour distance ratio (NNDR), of each fake.

    fakes: (n, f), records: (m, f), m at least 2, both encoded. Returns float64 (n,) and (n,), the ratio from 0 to 1; 1
    where two records lie on the fake. What is common practice: compare with the same for real rows that were not
    trained on. Passing that comparison is no proof of anything (Yao et al. 2025).
    """
    fakes, records = point_sets(fakes=fakes, records=records)
    records = arguments.array("records", records, ("n", "n_features"), rows=2)
    first, second = np.sort(pairwise_distances(fakes, records), axis=1)[:, :2].T
    return ClosestRecord(first, np.where(second > 0, first / np.where(second > 0, second, 1), 1.0))


def attack(member_scores, other_scores) -> Attack:
    """How well scores tell members from others: the ROC curve and the area under it.

    member_scores (n,), other_scores (m,): the higher, the more the attacker believes in membership. Every score in turn
    is the threshold, from the highest down; rows with at least that score are called members. The area is the chance
    that a member has the higher score, ties counting half: 1/2 for scores that know nothing.
    """
    members = np.sort(arguments.array("member_scores", member_scores, ("n",)))
    others = np.sort(arguments.array("other_scores", other_scores, ("m",)))
    thresholds = np.unique(np.concatenate([members, others]))[::-1]
    true, false = (np.append(0.0, (len(scores) - np.searchsorted(scores, thresholds)) / len(scores))
                   for scores in (members, others))
    return Attack(false, true, float(np.trapezoid(true, false)))
