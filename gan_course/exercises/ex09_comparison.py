"""Exercises of lesson 09 on fairness: what two settings differ in, equal seconds, gains within a paper."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- setting_differences --------------------------------------------------------------------------------------------


def _setting_differences(setting, baseline):
    """Return the sorted names in which two settings, {name: value}, differ; a name that one lacks counts."""
    names = set(setting) | set(baseline)
    return sorted(name for name in names if name not in setting or name not in baseline
                  or setting[name] != baseline[name])


def _values_only(setting, baseline):
    return sorted(name for name in set(setting) & set(baseline) if setting[name] != baseline[name])


def _with_get(setting, baseline):
    return sorted(name for name in set(setting) | set(baseline) if setting.get(name) != baseline.get(name))


def _draw_settings(rng):
    """Two settings that share some values; lists, None and numbers that are equal in another type among them."""
    names = rng.permutation(["objective", "n_critic", "beta_1", "batch_size", "remedies_", "generator_rate", "widths",
                             "latent_dim", "decay_steps"]).tolist()
    values = {"objective": ["hinge", "minimax"], "n_critic": [1, 5], "beta_1": [0.5, 0.0], "batch_size": [128, 129],
              "remedies_": [[], [{"name": "r1", "config": {"gamma": 0.1}}]], "generator_rate": [1e-3, 3e-3],
              "widths": [(128, 128), (64, 64)], "latent_dim": [2, 2.0], "decay_steps": [None, 3000]}
    sides = []
    for _ in range(2):
        kept = [name for name in names if rng.random() < 0.85]
        sides.append({name: values[name][int(rng.integers(2))] for name in kept})
    return tuple(sides)


setting_differences = Exercise(
    "setting_differences", _setting_differences,
    checks=[
        agrees_with_reference(
            _setting_differences, _draw_settings, "the names should be those in which the two settings differ, sorted",
            draws=60, near_misses={
                "a name that only one of the two has is a difference too": _values_only,
                "a name that is missing is not the same as a name whose value is None": _with_get,
                "yours returns what is the same in both":
                    lambda setting, baseline: sorted(set(setting) & set(baseline)
                                                     - set(_values_only(setting, baseline))),
                "sort the names, so that the same two settings always give the same list":
                    lambda setting, baseline: [name for name in [*setting, *(set(baseline) - set(setting))]
                                               if name in _setting_differences(setting, baseline)],
                "a name that only the baseline has is a difference too":
                    lambda setting, baseline: [name for name in _setting_differences(setting, baseline)
                                               if name in setting],
                "a name that only the setting has is a difference too":
                    lambda setting, baseline: [name for name in _setting_differences(setting, baseline)
                                               if name in baseline],
            }),
        leaves_arguments_alone(_draw_settings),
    ],
    hints=[
        "Which names must be looked at? All that occur in at least one of the two.",
        "set(setting) | set(baseline) are all names. A name differs where one side lacks it, or the values differ.",
        "sorted(name for name in names if name not in setting or name not in baseline or ...)",
    ],
    praise="What differs is now read off the settings, and not off a label.", mine="measures",
)


# --- checkpoint_for_seconds -----------------------------------------------------------------------------------------

def _checkpoint_for_seconds(steps, share_of_plain, plain_steps):
    """Return the last of the rising checkpoints `steps` that is reached in the time of `plain_steps` plain steps, or 0.

    share_of_plain: the remedy's steps a second over plain's.
    """
    reached = [step for step in steps if step <= plain_steps * share_of_plain]
    return max(reached) if reached else 0


def _nearest(steps, share_of_plain, plain_steps):
    return min([0, *steps], key=lambda step: abs(step - plain_steps * share_of_plain))


def _draw_checkpoints(rng):
    """Rising checkpoints with uneven gaps; some are reached exactly, some missed by a part of one step, some by all."""
    steps = np.cumsum(rng.integers(3, 400, size=int(rng.integers(2, 12)))).tolist()
    share = float(rng.choice([0.25, 0.5, 1.0, 1.25, 2.0]))
    case = rng.integers(7)
    if case == 0:
        wanted = rng.uniform(0.1, 0.9) * steps[0]
    elif case in (1, 2):
        wanted = steps[int(rng.integers(len(steps)))]
    elif case == 3:
        wanted = steps[int(rng.integers(len(steps)))] - rng.uniform(0.1, 0.4)
    else:
        wanted = rng.uniform(steps[0], 1.2 * steps[-1])
    return steps, share, int(np.ceil(wanted / share)) if case == 0 else wanted / share


checkpoint_for_seconds = Exercise(
    "checkpoint_for_seconds", _checkpoint_for_seconds,
    checks=[
        agrees_with_reference(
            _checkpoint_for_seconds, _draw_checkpoints,
            "it should be the last checkpoint at or before the number of steps that fit into the time", draws=60,
            near_misses={
                "nobody measured there: return a checkpoint, the last one reached":
                    lambda steps, share_of_plain, plain_steps: plain_steps * share_of_plain,
                "this checkpoint lies nearest, and may come too late: the last one that is reached is wanted": _nearest,
                "in equal time a slower remedy does fewer steps: multiply by its share, do not divide":
                    lambda steps, share_of_plain, plain_steps: _checkpoint_for_seconds(steps, 1 / share_of_plain,
                                                                                       plain_steps),
                "this gives every remedy all its steps; in equal time a slower one does fewer":
                    lambda steps, share_of_plain, plain_steps: max(steps),
                "a checkpoint that is reached exactly counts as reached":
                    lambda steps, share_of_plain, plain_steps: max(
                        [step for step in steps if step < plain_steps * share_of_plain], default=0),
                "the next checkpoint comes too late: it is not reached in the time":
                    lambda steps, share_of_plain, plain_steps: min(
                        [step for step in steps if step >= plain_steps * share_of_plain], default=steps[-1]),
                "a checkpoint that is missed by a part of one step is not reached: do not round":
                    lambda steps, share_of_plain, plain_steps: max(
                        [step for step in steps if step <= round(plain_steps * share_of_plain)], default=0),
                "where no checkpoint is reached, return 0":
                    lambda steps, share_of_plain, plain_steps: max(
                        [step for step in steps if step <= plain_steps * share_of_plain], default=steps[0]),
            }),
        leaves_arguments_alone(_draw_checkpoints),
    ],
    hints=[
        "How many steps does the remedy do while plain does plain_steps?",
        "plain_steps * share_of_plain of them. Which checkpoints lie at or before that?",
        "max of [step for step in steps if step <= plain_steps * share_of_plain], and 0 if that list is empty.",
    ],
    praise="Equal seconds are read off the same runs: no second training is needed.", mine="measures",
)


# --- gain_over_plain ------------------------------------------------------------------------------------------------

def _gain_over_plain(rows):
    """Return {(paper, method): its modes less those of "plain" in the same paper}; papers without "plain" are left out.

    rows: a list of (paper, method, modes).
    """
    plain = {paper: modes for paper, method, modes in rows if method == "plain"}
    return {(paper, method): modes - plain[paper] for paper, method, modes in rows
            if method != "plain" and paper in plain}


def _against_the_mean(rows):
    mean = np.mean([modes for _, method, modes in rows if method == "plain"])
    return {(paper, method): modes - mean for paper, method, modes in rows
            if method != "plain" and any(other == paper and what == "plain" for other, what, _ in rows)}


def _against_the_last(rows):
    last = [modes for _, method, modes in rows if method == "plain"][-1]
    return {key: last_gain for key, last_gain in (((paper, method), modes - last) for paper, method, modes in rows)
            if key[1] != "plain" and any(other == key[0] and what == "plain" for other, what, _ in rows)}


def _ratios(rows):
    plain = {paper: modes for paper, method, modes in rows if method == "plain"}
    return {(paper, method): modes / plain[paper] for paper, method, modes in rows
            if method != "plain" and paper in plain}


def _draw_rows(rng):
    papers = rng.permutation(["A 2017", "B 2018", "C 2019", "D 2020", "E 2024"]).tolist()
    rows = []
    for number, paper in enumerate(papers):
        methods = ["plain"] * (number != 2) + ["PacGAN 2", "R1", "unrolled", "WGAN-GP"][:int(rng.integers(1, 5))]
        rows += [(paper, method, round(float(rng.uniform(1, 25)), 1)) for method in methods]
    return ([rows[i] for i in rng.permutation(len(rows))],)


gain_over_plain = Exercise(
    "gain_over_plain", _gain_over_plain,
    checks=[
        agrees_with_reference(
            _gain_over_plain, _draw_rows, "each gain is taken over the plain GAN of the same paper", near_misses={
                "the plain GANs of different papers are not one: take each gain over the plain GAN of its own paper, "
                "not over their mean": _against_the_mean,
                "each paper has a plain GAN of its own; yours takes one paper's for all": _against_the_last,
                "the sign: a remedy that finds more modes than plain has a gain above 0":
                    lambda rows: {key: -gain for key, gain in _gain_over_plain(rows).items()},
                "plain itself is no remedy: leave its rows out":
                    lambda rows: {**_gain_over_plain(rows), **{(paper, "plain"): 0.0 for paper, method, _ in rows
                                                               if method == "plain"}},
                "a gain is a difference of modes; yours is a ratio":
                    _ratios,
                "these are the modes themselves: take plain's of the same paper away":
                    lambda rows: {(paper, method): modes for paper, method, modes in rows
                                  if (paper, method) in _gain_over_plain(rows)},
            }),
        leaves_arguments_alone(_draw_rows),
    ],
    hints=[
        "First collect each paper's plain GAN: {paper: modes}.",
        "Then go through the rows once more, and leave out plain, and papers that have no plain GAN.",
        "return {(paper, method): modes - plain[paper] for paper, method, modes in rows if ...}",
    ],
    praise="A gain within a paper compares methods; a difference across papers compares settings.", mine="measures",
)
