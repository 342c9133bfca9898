"""Translations of phantoms, and the lesions that each removes and invents: one call of `measured` is one run."""

import numpy as np

from gan_course import datasets, metrics, seed_everything, translation
from gan_course.phantoms import CONTRAST

SIZE, N, TESTS, WIDTH, STEPS, CYCLE = 24, 600, 400, 8, 500, 3.0
BRAIN = -0.5         # of the healthy B everything brighter is brain
KINDS = ("unpaired", "paired")


def scans(share, seed):
    """Return (phantoms whose a is trained on, phantoms whose b is, test phantoms); half of a and of the tests sick."""
    return tuple(datasets.phantoms(n, lesions, np.random.default_rng([seed, i]), size=SIZE)
                 for i, (n, lesions) in enumerate([(N, 0.5), (N, share), (TESTS, 0.5)]))


def trained(kind, share, seed, steps=STEPS, cycle=translation.cycle_loss):
    """Train one translation a → b; return (the translator, the model, its losses, test phantoms).

    share: of lesions in the b that is trained on; for pairs, in both.
    """
    of_a, of_b, test = scans(share, seed)
    seed_everything(seed)
    if kind == "unpaired":
        model = translation.Unpaired((SIZE, SIZE, 1), width=WIDTH, cycle=cycle, cycle_weight=CYCLE,
                                     from_identity=True)
        losses = model.fit(of_a.a, of_b.b, steps=steps, seed=seed)
    else:
        model = translation.Paired((SIZE, SIZE, 1), width=WIDTH, from_identity=True)
        losses = model.fit(of_b.a, of_b.b, steps=steps, seed=seed)
    return model.to_b, model, losses, test


def measured(kind, share, seed, **options):
    """Train one translation; return its counts, a dictionary."""
    to_b, model, _, test = trained(kind, share, seed, **options)
    translated = to_b.predict(test.a, verbose=0)
    found = counts(translated, test)
    if kind == "unpaired":
        back, sick = model.to_a.predict(translated, verbose=0), test.lesions.any(axis=(1, 2, 3))
        kept = contrast(back[sick], test.a[sick], test.lesions[sick])
        found["contrast_after_the_cycle"] = kept
    return found


def in_the_brain(translated, test):
    """Return the translated scans with the truth put in place of all that is no brain: skull, outside."""
    return np.where(test.healthy_b > BRAIN, translated, test.healthy_b)


def counts(translated, test):
    """The lesions removed and invented, the whole image's error, and what of the contrast is left."""
    removed, invented = metrics.removed_and_invented(in_the_brain(translated, test), test.healthy_b, test.lesions,
                                                     CONTRAST)
    sick = test.lesions.any(axis=(1, 2, 3))
    gap = np.abs(translated - test.b)
    return {"removed": removed, "invented": invented, "l1": float(gap.mean()), "l1_in_lesions": float(
        gap[test.lesions].mean()), "contrast": float((translated - test.healthy_b)[sick][test.lesions[sick]].mean())}


def contrast(back, original, lesions):
    """Mean of back - original within the lesions: 0 where the way back restores them."""
    return float((back - original)[lesions].mean())
