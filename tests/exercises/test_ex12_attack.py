"""The checkers of lesson 12 on the attack and the private gradient, and that gradient against a loop of tapes."""

import numpy as np
import tensorflow as tf
from sklearn.metrics import roc_auc_score, roc_curve
from verdicts import references, right_answers, solutions, wrong_answers

from gan_course import metrics
from gan_course.exercises.ex12_attack import attack_curve, private_gradient

ALL = [attack_curve, private_gradient]
test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


def test_stubs_are_not_tried():
    assert attack_curve.verdict(lambda member_scores, other_scores: ...).startswith("Not tried yet")
    assert private_gradient.verdict(lambda inputs, errors, clip, noise: ...).startswith("Not tried yet")


# --- the attack

def by_scikit_learn(members, others):
    truth, scores = np.r_[np.ones(len(members)), np.zeros(len(others))], np.r_[members, others]
    false, true, _ = roc_curve(truth, scores, drop_intermediate=False)
    return false, true, roc_auc_score(truth, scores)


def by_pairs(members, others):
    at = sorted({*members, *others}, reverse=True)
    false, true = ([0.0] + [float(np.mean(scores >= t)) for t in at] for scores in (others, members))
    return false, true, float(np.mean((members[:, None] > others) + 0.5 * (members[:, None] == others)))


def by_tensors(members, others):
    false, true, area = by_scikit_learn(members, others)
    return tf.constant(false), tf.constant(true), tf.constant(area)


def curve(called=np.greater_equal, start=0.0, places=lambda m, o: np.unique(np.r_[m, o])[::-1], share=np.mean,
          area=lambda false, true: np.trapezoid(true, false), order=lambda false, true: (false, true)):
    def answer(members, others):
        at = places(members, others)
        false, true = ([*([] if start is None else [start]), *(share(called(scores, t)) for t in at)]
                       for scores in (others, members))
        return *map(np.array, order(false, true)), area(false, true)
    return answer


def sorts(members, others):
    members.sort()
    return by_scikit_learn(members, others)


test_unusual_curves = right_answers(attack_curve, {
    "scikit-learn": by_scikit_learn, "the package": metrics.attack, "the area by pairs": by_pairs,
    "tensors": by_tensors, "a curve in another way": curve(),
})

test_wrong_curves = wrong_answers(attack_curve, {
    "no start": (curve(start=None), "(0, 0)"),
    "greater": (curve(called=np.greater), "use >="),
    "exchanged": (curve(order=lambda false, true: (true, false)), "exchanged"),
    "low scores": (curve(np.less_equal, places=lambda m, o: np.unique(np.r_[m, o])), "*high* score"),
    "counts": (curve(share=np.sum), "counts"),
    "from below": (curve(places=lambda m, o: np.unique(np.r_[m, o])), "highest threshold"),
    "ties as won": (curve(area=lambda false, true: np.sum(np.diff(false) * true[1:])), "ties"),
    "the area above": (curve(area=lambda false, true: 1 - np.trapezoid(true, false)), "above the curve"),
    "negative": (curve(area=lambda false, true: -np.trapezoid(true, false)), "negative"),
    "axes exchanged": (curve(area=lambda false, true: np.trapezoid(false, true)), "above the curve"),
    "thresholds of members only": (curve(places=lambda m, o: np.unique(m)[::-1]), "shape"),
    "no area": (lambda m, o: by_scikit_learn(m, o)[:2], "3 things"),
    "accuracy": (curve(area=lambda false, true: 0.5), "over all thresholds"),
    "NaN": (curve(area=lambda false, true: np.nan), "NaN"),
    "text": (lambda m, o: ("a", "b", "c"), "the false positives"),
    "sorts its argument": (sorts, "change"),
})


# --- the private gradient

def by_tapes(inputs, errors, clip, noise):
    """Each example's gradient by a tape of its own, the loss being its errors times the layer's outputs."""
    kernel = tf.Variable(tf.zeros((inputs.shape[1], errors.shape[1])))
    total = tf.zeros_like(kernel)
    for x, error in zip(inputs, errors, strict=True):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.stop_gradient(error) * (x[None] @ kernel)[0])
        gradient = tape.gradient(loss, kernel)
        total += tf.clip_by_norm(gradient, clip)
    return (total + noise) / len(inputs)


def by_numpy(inputs, errors, clip, noise):
    inputs, errors, noise = (np.asarray(x, float) for x in (inputs, errors, noise))
    own = np.einsum("na,nb->nab", inputs, errors)
    lengths = np.linalg.norm(own.reshape(len(own), -1), axis=1)
    factors = np.ones(len(own))
    factors[lengths > clip] = clip / lengths[lengths > clip]
    return (np.einsum("n,nab->ab", factors, own) + noise) / len(own)


def by_errors(inputs, errors, clip, noise):
    lengths = tf.sqrt(tf.reduce_sum(inputs**2, 1) * tf.reduce_sum(errors**2, 1))
    shortened = errors / tf.maximum(1.0, lengths / clip)[:, None]
    return tf.matmul(inputs, shortened, transpose_a=True) / len(inputs) + noise / len(inputs)


def test_the_reference_is_the_loop_of_tapes():
    rng = np.random.default_rng(4)
    case = [tf.constant(rng.normal(size=size), tf.float32) for size in ((9, 5), (9, 2), (5, 2))]
    np.testing.assert_allclose(private_gradient.reference(*case[:2], 1.5, case[2]), by_tapes(*case[:2], 1.5, case[2]),
                               atol=1e-6)


def test_one_patient_moves_the_sum_by_clip_at_most():
    rng = np.random.default_rng(5)
    inputs, errors = (tf.constant(rng.normal(size=(8, size)) * 50, tf.float32) for size in (5, 2))
    none, clip = tf.zeros((5, 2)), 0.7
    sums = [len(rows) * private_gradient.reference(inputs[rows[0]:], errors[rows[0]:], clip, none)
            for rows in (range(8), range(1, 8))]
    assert float(tf.norm(sums[0] - sums[1])) <= clip + 1e-5


def private(shorten=lambda lengths, clip: np.minimum(1, clip / np.maximum(lengths, 1e-12)),
            finish=lambda total, noise, n: (total + noise) / n):
    def answer(inputs, errors, clip, noise):
        own = np.einsum("na,nb->nab", np.asarray(inputs), np.asarray(errors))
        factors = shorten(np.linalg.norm(own.reshape(len(own), -1), axis=1), clip)
        return finish(np.einsum("n,nab->ab", factors, own), np.asarray(noise), len(own))
    return answer


def of_the_sum(inputs, errors, clip, noise):
    return (tf.clip_by_norm(tf.transpose(inputs) @ errors, clip) + noise) / len(inputs)


def of_the_mean(inputs, errors, clip, noise):
    return tf.clip_by_norm(tf.transpose(inputs) @ errors / len(inputs), clip) + noise / len(inputs)


def of_entries(inputs, errors, clip, noise):
    own = np.einsum("na,nb->nab", np.asarray(inputs), np.asarray(errors))
    return (np.clip(own, -clip, clip).sum(axis=0) + noise) / len(own)


def of_inputs(inputs, errors, clip, noise):
    return (tf.transpose(tf.clip_by_norm(inputs, clip, axes=1)) @ errors + noise) / len(inputs)


def of_errors(inputs, errors, clip, noise):
    return (tf.transpose(inputs) @ tf.clip_by_norm(errors, clip, axes=1) + noise) / len(inputs)


test_unusual_private_gradients = right_answers(private_gradient, {
    "a loop of tapes": by_tapes, "NumPy": by_numpy, "the errors shortened": by_errors,
    "a list of lists": lambda *case: by_numpy(*case).tolist(),
})

test_wrong_private_gradients = wrong_answers(private_gradient, {
    "not clipped": (private(lambda lengths, clip: np.ones_like(lengths)), "nothing is clipped"),
    "the sum clipped": (of_the_sum, "you clip the sum"),
    "the mean clipped": (of_the_mean, "you clip the mean"),
    "all stretched": (private(lambda lengths, clip: clip / np.maximum(lengths, 1e-12)), "only those that are longer"),
    "entries clipped": (of_entries, "each entry is clipped"),
    "length of the inputs": (of_inputs, "inputs alone"), "length of the errors": (of_errors, "errors alone"),
    "no noise": (private(finish=lambda total, noise, n: total / n), "noise is missing"),
    "noise on the mean": (private(finish=lambda total, noise, n: total / n + noise), "added to the mean"),
    "noise subtracted": (private(finish=lambda total, noise, n: (total - noise) / n), "subtracted"),
    "the sum": (private(finish=lambda total, noise, n: total + noise), "divide by the number"),
    "lengths squared": (private(lambda lengths, clip: np.minimum(1, clip / np.maximum(lengths, 1e-9)**2)), "root"),
    "NaN where a gradient is 0": (private(lambda lengths, clip: np.where(lengths > 0, 1, np.nan)), "NaN"),
    "noise of its own": (lambda inputs, errors, clip, noise: by_numpy(
        inputs, errors, clip, np.random.default_rng(0).normal(size=noise.shape)), "mean of"),
    "transposed": (lambda *case: by_numpy(*case).T, "shape"),
    "text": (lambda *case: "private", "a string"),
})
