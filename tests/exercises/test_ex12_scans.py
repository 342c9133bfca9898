"""The checkers of lesson 12 on the cycle loss and on lesions."""

import keras
import numpy as np
import tensorflow as tf
from verdicts import references, right_answers, solutions, wrong_answers

from gan_course import metrics, translation
from gan_course.exercises.ex12_scans import cycle_loss, removed_and_invented

ALL = [cycle_loss, removed_and_invented]
test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


def test_stubs_are_not_tried():
    assert cycle_loss.verdict(lambda images, there, back: ...).startswith("Not tried yet")
    assert removed_and_invented.verdict(lambda t, healthy, lesions, contrast: ...).startswith("Not tried yet")


# --- the cycle

def cycle(compare):
    return lambda images, there, back: compare(back(there(images)), images)


def mean_abs(a, b):
    return tf.reduce_mean(tf.abs(a - b))


test_unusual_cycles = right_answers(cycle_loss, {
    "the package": translation.cycle_loss,
    "Keras": cycle(lambda a, b: keras.ops.mean(keras.ops.abs(a - b))),
    "per image, then the mean": cycle(lambda a, b: tf.reduce_mean(tf.reduce_mean(tf.abs(b - a), axis=(1, 2, 3)))),
    "a root of squares": cycle(lambda a, b: tf.reduce_mean(tf.sqrt((a - b)**2 + 1e-14))),
    "the sum over the size": cycle(lambda a, b: tf.reduce_sum(tf.abs(a - b)) / tf.cast(tf.size(a), tf.float32)),
})

test_wrong_cycles = wrong_answers(cycle_loss, {
    "squares": (cycle(lambda a, b: tf.reduce_mean((a - b)**2)), "not the square"),
    "sum": (cycle(lambda a, b: tf.reduce_sum(tf.abs(a - b))), "not the sum"),
    "back first": (lambda x, there, back: mean_abs(there(back(x)), x), "order is exchanged"),
    "only there": (lambda x, there, back: mean_abs(there(x), x), "way *back*"),
    "only back": (lambda x, there, back: mean_abs(back(x), x), "`back` alone"),
    "against the translation": (lambda x, there, back: mean_abs(back(there(x)), there(x)),
                                "compare it with the images"),
    "no absolute value": (cycle(lambda a, b: tf.reduce_mean(a - b)), "both directions"),
    "absolute value of the mean": (cycle(lambda a, b: tf.abs(tf.reduce_mean(a - b))), "of each pixel's"),
    "negative": (cycle(lambda a, b: -mean_abs(a, b)), "loss is small"),
    "root mean square": (cycle(lambda a, b: tf.sqrt(tf.reduce_mean((a - b)**2))), "root of the mean square"),
    "twice round": (lambda x, there, back: mean_abs(back(there(back(there(x)))), x), "loop twice"),
    "an image": (cycle(lambda a, b: tf.abs(a - b)), "shape"),
    "cut off": (cycle(lambda a, b: tf.constant(np.abs(a.numpy() - b.numpy()).mean())), "cannot derive"),
    "nothing flows": (cycle(lambda a, b: mean_abs(tf.stop_gradient(a), b)), "gradient"),
    "NaN": (lambda x, there, back: tf.constant(np.nan), "NaN"),
    "text": (lambda x, there, back: "same", "a string"),
})


# --- lesions

def by_the_package(translated, healthy, lesions, contrast):
    return metrics.removed_and_invented(translated[..., None], healthy[..., None], lesions[..., None], contrast)


def squares(gap, side=3):
    return np.lib.stride_tricks.sliding_window_view(gap, (side, side), axis=(1, 2)).mean(axis=(-1, -2))


def by_arrays(translated, healthy, lesions, contrast):
    gap, sick = translated - healthy, lesions.any(axis=(1, 2))
    left = (gap * lesions).sum(axis=(1, 2))[sick] / lesions.sum(axis=(1, 2))[sick]
    return [np.mean(left < contrast / 2), (squares(gap)[~sick].max(axis=(1, 2)) > contrast / 2).mean()]


def by_masks(translated, healthy, lesions, contrast):
    gap = np.ma.masked_array(translated - healthy, ~lesions)
    sick = lesions.sum(axis=(1, 2)) > 0
    pooled = tf.nn.avg_pool2d((translated - healthy)[~sick][..., None], 3, 1, "VALID")
    return np.array([(gap[sick].mean(axis=(1, 2)) * 2 < contrast).mean(),
                     np.mean(tf.reduce_max(pooled, axis=(1, 2, 3)).numpy() * 2 > contrast)])


def by_tensors(translated, healthy, lesions, contrast):
    return tuple(tf.constant(share) for share in by_arrays(translated, healthy, lesions, contrast))


def lesions_with(gap=lambda t, h: t - h, left=lambda change, lesion: change[lesion].mean(), line=0.5, side=3,
                 bright=np.max, give=lambda gone, new: (np.mean(gone), np.mean(new))):
    def answer(translated, healthy, lesions, contrast):
        change, sick = gap(translated, healthy), lesions.any(axis=(1, 2))
        gone = [left(one, lesion) < contrast * line for one, lesion in zip(change[sick], lesions[sick], strict=True)]
        new = [bright(one) > contrast * line for one in squares(change[~sick], side)]
        return give(np.array(gone), np.array(new))
    return answer


def overwrites(translated, healthy, lesions, contrast):
    translated -= healthy
    return by_arrays(translated, 0 * healthy, lesions, contrast)


test_unusual_counts = right_answers(removed_and_invented, {
    "the package": by_the_package, "arrays": by_arrays, "masked arrays and pooling": by_masks, "tensors": by_tensors,
    "in parts": lesions_with(),
})

test_wrong_counts = wrong_answers(removed_and_invented, {
    "the whole scan": (lesions_with(left=lambda change, lesion: change.mean()), "within the lesion"),
    "largest pixel": (lesions_with(left=lambda change, lesion: change[lesion].max()), "not the largest"),
    "smallest pixel": (lesions_with(left=lambda change, lesion: change[lesion].min()), "not the smallest"),
    "brightness": (lesions_with(gap=lambda t, h: t), "brighter than the healthy scan"),
    "sign": (lesions_with(gap=lambda t, h: h - t), "sign is turned"),
    "absolute": (lesions_with(gap=lambda t, h: np.abs(t - h)), "darker spots"),
    "whole contrast": (lesions_with(line=1.0), "half of the contrast"),
    "above 0": (lesions_with(line=0.0), "half of the contrast"),
    "one pixel": (lesions_with(side=1), "3 by 3"),
    "all squares": (lesions_with(bright=np.min), "*any*"),
    "mean of all squares": (lesions_with(bright=np.mean), "*any*"),
    "kept": (lesions_with(give=lambda gone, new: (1 - gone.mean(), new.mean())), "kept"),
    "exchanged": (lesions_with(give=lambda gone, new: (new.mean(), gone.mean())), "exchanged"),
    "shares of all": (lesions_with(give=lambda gone, new: (gone.sum() / (len(gone) + len(new)),
                                                           new.sum() / (len(gone) + len(new)))), "not of all"),
    "counts": (lesions_with(give=lambda gone, new: (gone.sum(), new.sum())), "give shares"),
    "one number": (lambda *case: 0.5, "2 things"),
    "NaN": (lambda *case: (np.nan, np.nan), "NaN"),
    "overwrites": (overwrites, "change"),
})
