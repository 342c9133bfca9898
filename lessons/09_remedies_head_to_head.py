# %% [markdown]
# # 09 · Remedies, head to head
#
# *By the end you can compare remedies fairly, read a published table with suspicion,
# and name what is wrong with a training run from its curves and counts.*
#
# Reading and doing: about 100 min, and 25 for the further sections · [how long all
# cells run](RUN_TIMES.md)
#
# Before this: notebooks 05 (counting), 07 and 08 (the remedies).
#
# ## You will be able to
#
# 1. set up a comparison in which no remedy is favoured: one budget, several seeds, an
#    unsabotaged baseline;
# 2. report a mean with its standard error, and say when a difference is one;
# 3. compare at equal *seconds* as well as at equal *steps*;
# 4. read published tables that contradict each other, and say why they may;
# 5. diagnose twelve broken training runs.

# ## Three questions from earlier lessons
#
# 1. Notebook 05: which two numbers say together that a GAN covers the modes and draws
#    them sharply?
#
# <details><summary>Answer</summary>
# The number of modes captured, and the share of high-quality samples. Either one alone
# can be perfect while the other is poor.
# </details>
#
# 2. Notebook 06: both losses lie at their equilibrium values. How many modes does the
#    generator have?
#
# <details><summary>Answer</summary>
# The losses do not tell: two runs with the same losses had two modes and eight.
# </details>
#
# 3. Notebook 08: why is a Wasserstein critic trained several steps for each step of G?
#
# <details><summary>Answer</summary>
# Its value estimates a distance only if the critic is near its best answer, and the
# gradient for G is that of the distance only there.
# </details>

# %%
import json
import sys
import time
from pathlib import Path

from gan_course import seed_everything

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from scipy import stats

from gan_course import datasets, networks, plots, sweep
from gan_course.exercises import ex09, predictions
from gan_course.gan import GAN
from gan_course.metrics import modes_captured
from gan_course.optimizers import Adam

SEED = 0
seed_everything(SEED)

# %% [markdown]
# ## Predict first
#
# Write a number, or True or False, in place of each `...`, and run the cell.
#
# - `gap`: two papers report *a* plain GAN on the same grid of 25 modes. By how many
#   modes do they differ?
# - `cured`: of 25 settings that are tried against it, how many bring the mean to 8 of 8
#   modes on the ring and to at least 24 of 25 on the grid?
# - `sharpest`: is the setting with the sharpest points one of those that find all
#   modes?
# - `five_steps`: the Wasserstein rows give D five steps for each of G's. Does plain
#   find clearly more modes of the grid if it gets five, too?

# %%
guesses = {"gap": ..., "cured": ..., "sharpest": ..., "five_steps": ...}

# %% [markdown]
# ## 1 · What a fair comparison needs
#
# A remedy that was tuned for a week beats a baseline that was not. So the rules come
# first, and they were written down before the table was run:
#
# - **One baseline, not weakened.** The non-saturating GAN with the networks of
#   WGAN-GP's public toys (noise of two numbers, three layers of ReLU), at 128 units
#   instead of 512, the only reduction.
# - **Each change is named.** A remedy changes what it must. Some must change two
#   things, and you will list them in a moment. Strengths are those that its authors
#   publish for toys, where they do; else one value, the same for all of its kind.
# - **One budget.** 3,000 steps of the generator with batches of 128 on the ring, 5,000
#   on the grid. The learning rates of both players, 0.003, fall along half a cosine,
#   for everybody. Steps are counted, not seconds: section 3 does that.
# - **Five seeds, all shown.** A run that diverges counts with zero modes.
# - **A guess for each**, in `benchmarks/published_tables/settings.py`. It was written
#   before the table, but not always blind: `settings.SEEN` names those of which a trial
#   of two seeds had been seen.
#
# And one rule we broke ourselves: the common rate, 0.003, was chosen in a trial in
# which it suited one remedy, relativistic pairing with R1 and R2, better than 0.001
# did. Plain at 0.001 is therefore a row of its own.

# %%
BENCHMARKS = Path(sweep.__file__).parents[2] / "benchmarks"
RESULTS = BENCHMARKS / "results" / "published_tables"
# the very code that made the table
sys.path.insert(0, str(BENCHMARKS / "published_tables"))

import mixtures
import settings

# %%
ring_table, grid_table = (
    sweep.load(RESULTS / f"{name}.jsonl") for name in ("ring", "grid")
)
order = [label for label in settings.ONE_BUDGET if label in set(grid_table["setting"])]
machines = json.loads((RESULTS / "machines.json").read_text(encoding="utf-8"))
made_on = machines["grid"][-1]
print(f"{len(order)} settings x {len(settings.SEEDS)} seeds on each of ring and grid;",
      f"made on {made_on['cores']} cores, TensorFlow {made_on['tensorflow']},",
      f"Keras {made_on['keras']}")


def last(table, column):
    """{setting: (seeds,)} of each member's last measurement; diverged counts 0."""
    ends = table[
        table["step"] == table.groupby(["setting", "seed"])["step"].transform("max")
    ]
    return {
        label: ends[ends["setting"] == label][column].fillna(0).to_numpy()
        for label in order
    }


# %% [markdown]
# ### Exercise 1 · what is different?
#
# A setting is a dictionary, {name: value}. Return the sorted list of the names in which
# `setting` and `baseline` differ. A name that only one of them has counts as a
# difference.

# %% tags=["exercise:setting_differences"]
def setting_differences(setting, baseline):
    return ...


# %%
ex09.setting_differences.check(setting_differences)

# %%
# ex09.setting_differences.hint(1)      # then 2 and 3
# ex09.setting_differences.solution()

# %%
setting_differences = ex09.setting_differences.yours()
changed = {
    label: {**settings.COMMON, **settings.ONE_BUDGET[label][0]} for label in order
}
differs = {
    label: setting_differences(changed[label], changed["plain"]) for label in order
}
for label in order:
    print(f"{label:26s} {', '.join(differs[label]) or 'the baseline itself'}")

# %% [markdown]
# *What to see: most rows change one thing. Five change two or three.* PacGAN 3 needs a
# batch that three divides. Both Wasserstein rows change the objective, add a constraint
# **and** give $D$ five steps (`n_critic`) for each step of $G$: five times as many
# batches of real data as plain sees in "the same" 3,000 steps. So the table also needs
# the row *plain with five steps of D*. It was added later, and stands below the table.

# %%
# NBVAL_CHECK_OUTPUT
several = [label for label in order if len(differs[label]) > 1]
print("rows that change more than one thing:", len(several))
print("both Wasserstein rows change n_critic:",
      all("n_critic" in differs[label] for label in order if label.startswith("WGAN")))

# %% [markdown]
# ### Exercise 2 · the mean and how sure it is
#
# Five seeds gave five counts, an array. Return their mean **and the standard error of
# that mean**.

# %% tags=["exercise:mean_and_standard_error"]
def mean_and_standard_error(values):
    return ...


# %%
ex09.mean_and_standard_error.check(mean_and_standard_error)

# %%
# ex09.mean_and_standard_error.hint(1)      # then 2 and 3
# ex09.mean_and_standard_error.solution()

# %% [markdown]
# ## 2 · The table
#
# Modes captured and high-quality share, as in notebook 05: 2,500 samples, a sample
# counts within three standard deviations. A perfect sampler scores 98.89 %.

# %%
fig, axes = plt.subplots(1, 2, figsize=(9.4, 7.6), sharey=True)
plots.seed_dots(
    last(ring_table, "modes"),
    target=8,
    title="Ring: modes of 8",
    xlabel="modes captured",
    ax=axes[0],
)
plots.seed_dots(
    last(grid_table, "modes"),
    target=25,
    title="Grid: modes of 25",
    xlabel="modes captured",
    ax=axes[1],
    legend=False,
)
plots.show(
    fig,
    alt="For each remedy a row with five dots, the modes that each seed captured, "
    "on the ring and on the grid, beside dashed lines at 8 and 25.",
)

# %%
mean_and_standard_error = ex09.mean_and_standard_error.yours()
columns = ["modes", "high_quality"]


def means_of(table):
    """Mean and standard error of each column for each setting, by your function."""
    found = {column: last(table, column) for column in columns}
    rows = {label: {name: value for column in columns for name, value in zip(
        (column, f"{column}_error"), mean_and_standard_error(found[column][label]),
        strict=True)} for label in order}
    return pd.DataFrame(rows).T


ring_means, grid_means = means_of(ring_table), means_of(grid_table)

# %%
pd.set_option("display.max_colwidth", None)      # show whole sentences


def written(means):
    return [f"{row.modes:.1f} ± {row.modes_error:.1f};  "
            f"{row.high_quality:.0%} ± {row.high_quality_error:.0%}"
            for row in means.itertuples()]


seen = ["yes" if label in settings.SEEN else "" for label in order]
pd.DataFrame({"ring: modes of 8; high quality": written(ring_means),
              "grid: modes of 25; high quality": written(grid_means),
              "guess": [settings.ONE_BUDGET[label][1] for label in order],
              "a trial was seen": seen}, index=order)

# %% [markdown]
# *What to see: the plain GAN draws sharp points on some of the modes; with the
# saturating loss of 2014 it keeps one or two of the ring's eight, at more than 90 % of
# high quality. That is collapse, and no loss told of it.* On the easy ring many
# remedies find all modes; the grid tells them apart.

# %%
# NBVAL_CHECK_OUTPUT
plain_ring, plain_grid = ring_means.loc["plain"], grid_means.loc["plain"]
cured = [label for label in order if ring_means.loc[label, "modes"] == 8
         and grid_means.loc[label, "modes"] >= 24]
print("plain misses modes of both, on the mean:",
      plain_ring["modes"] < 7.5 and plain_grid["modes"] < 15)
saturating = ring_means.loc["plain, saturating"]
print("with the saturating loss at most 2 of 8 on the ring, sharp:",
      saturating["modes"] <= 2 and saturating["high_quality"] > 0.8)
print("remedies with 8 of 8 and at least 24 of 25 on the mean; at least four wanted:",
      len(cured) >= 4)
print(*cured, sep="\n")

# %% [markdown]
# ### Exercise 3 · a difference that is one
#
# `remedy` and `plain` are arrays, the counts of each side's seeds. Return whether the
# remedy is **clearly better**: its mean lies above plain's by more than twice the
# standard error of the difference.

# %% tags=["exercise:clearly_better"]
def clearly_better(remedy, plain):
    return ...


# %%
ex09.clearly_better.check(clearly_better)

# %%
# ex09.clearly_better.hint(1)      # then 2 and 3
# ex09.clearly_better.solution()

# %% [markdown]
# ### What was guessed, and what came
#
# Your function judges each remedy against plain, on the grid.

# %%
clearly_better = ex09.clearly_better.yours()
grid_modes = last(grid_table, "modes")
outcome = {label: "helps" if clearly_better(grid_modes[label], grid_modes["plain"])
           else "hurts" if clearly_better(grid_modes["plain"], grid_modes[label])
           else "no clear difference" for label in order if label != "plain"}
pd.DataFrame({"guess": [settings.ONE_BUDGET[label][1] for label in outcome],
              "because": [settings.ONE_BUDGET[label][2] for label in outcome],
              "grid, against plain": list(outcome.values())}, index=list(outcome))

# %% [markdown]
# ### How many would help by chance alone?
#
# A gap of two standard errors is rare if there is nothing to be found. But here 25
# settings are tried against one plain GAN. Suppose that none of them does anything:
# every count is drawn from one normal distribution. How often does at least one of them
# "help"?

# %%
rng = np.random.default_rng(SEED + 9)
nothing = rng.normal(size=(400, 26, 5))           # 400 tables of plain and 25 others
found = np.array([sum(clearly_better(row, table[0]) for row in table[1:])
                  for table in nothing])
print(
    f"tables in which at least one of 25 idle settings helps: {np.mean(found > 0):.0%}"
)
print(
    f"at least five: {np.mean(found >= 5):.0%} (all are judged against one plain GAN)"
)

# %% [markdown]
# ### Exercise 4 · still clear among many
#
# So a list of winners needs a correction. Holm's rule (1979) keeps the chance that
# **even one** verdict is a lucky draw below `level`: sort the p-values; the smallest is
# held to level / n, the next to level / (n − 1), and so on. A p-value passes if it is
# at most its limit. After the first that fails, all later ones fail as well.
#
# `p_values` is a dictionary {label: p}. Return {label: True or False}.

# %% tags=["exercise:still_clear"]
def still_clear(p_values, level):
    return ...


# %%
ex09.still_clear.check(still_clear)

# %%
# ex09.still_clear.hint(1)      # then 2 and 3
# ex09.still_clear.solution()

# %% [markdown]
# A p-value is the chance of a gap at least as large if both sides were drawn from
# normal distributions with one mean (Welch's test, one-sided).

# %%
still_clear = ex09.still_clear.yours()


def p_values(table):
    """Welch's p of each setting against plain; your function gives means and errors."""
    modes, found = last(table, "modes"), {}
    for label in order[1:]:
        sides = []
        for side in (modes[label], modes["plain"]):
            mean, error = mean_and_standard_error(side)
            sides += [mean, error * np.sqrt(len(side)), len(side)]
        found[label] = stats.ttest_ind_from_stats(*sides, equal_var=False,
                                                  alternative="greater").pvalue
    return found


helped, survived = {}, {}
for name, table in (("ring", ring_table), ("grid", grid_table)):
    modes = last(table, "modes")
    helped[name] = [label for label in order
                    if clearly_better(modes[label], modes["plain"])]
    verdict = still_clear(p_values(table), 0.05)
    survived[name] = [label for label in order if verdict.get(label)]
    print(f"{name}: {len(helped[name])} help by two standard errors; still clear among "
          f"{len(order) - 1}: {len(survived[name])}", *survived[name], sep="\n   ")

# %% [markdown]
# *What to see: on the grid eight remedies are still clear. On the ring not one is*,
# although ten of them found all 8 modes with every seed: plain has 7 there, and with
# five seeds a gap of one mode cannot be told from luck once 25 settings are tried.

# %%
# NBVAL_CHECK_OUTPUT
print("idle settings often help by chance, in at least 20 % of the tables:",
      np.mean(found > 0) >= 0.2)
print("remedies that did not help stay in the table; there are some:",
      sum(value != "helps" for value in outcome.values()) > 0)
print("grid: at least five are still clear after the correction:",
      len(survived["grid"]) >= 5)
print("ring: all modes with every seed, and yet none is clear among 25:",
      survived["ring"] == [] and sum(ring_means["modes"] == 8) >= 5)
print("relativistic pairing with R1 and R2 is still clear on the grid:",
      "relativistic + R1 + R2" in survived["grid"])

# %% [markdown]
# ### The rows that were missing
#
# Three rows were run after the table, under the same rules and with a guess before:
# *plain* once more, *plain with five steps of D*, and **adversarial examples**. These
# are samples, real and generated, that are moved a little so that $D$ errs most: by
# $\varepsilon$ times the sign of the slope of its loss (Goodfellow, Shlens & Szegedy
# 2015). $D$ then learns from both the samples and their moved copies. Of the four
# answers to mode collapse that popular advice names, this is the last: more noise is
# *instance noise*, another learning rate *rates 1e-3* and *two time scales*,
# regularisation the penalties. (*Plain* ran again: its seeds now draw other numbers.)

# %%
control_rows = {}
for name in ("ring", "grid"):
    table = sweep.load(RESULTS / f"{name}_controls.jsonl")
    ends = table[table["step"] == settings.STEPS[name]]
    control_rows[name] = {
        label: ends[ends["setting"] == label] for label in settings.CONTROLS
    }

# %%
pd.DataFrame(
    {
        f"{name}: {what}": [
            "{:.1f} ± {:.1f}".format(
                *mean_and_standard_error(
                    scale * rows[label][column].fillna(0).to_numpy()
                )
            )
            for label in settings.CONTROLS
        ]
        for name, rows in control_rows.items()
        for what, column, scale in (
            ("modes", "modes", 1),
            ("high quality, %", "high_quality", 100),
        )
    }
    | {"guess": [guess for _, guess, _ in settings.CONTROLS.values()]},
    index=list(settings.CONTROLS),
)

# %%
# NBVAL_CHECK_OUTPUT
control = {name: {label: rows[label]["modes"].fillna(0).to_numpy()
                  for label in settings.CONTROLS}
           for name, rows in control_rows.items()}
on_grid = control["grid"]
five_steps = clearly_better(on_grid["plain, 5 D-steps"], on_grid["plain"])
print("five steps of D alone find clearly more modes on neither ring nor grid:",
      not any(clearly_better(rows["plain, 5 D-steps"], rows["plain"])
              for rows in control.values()))
print("adversarial examples find clearly more on both:",
      all(clearly_better(rows["adversarial examples"], rows["plain"])
          for rows in control.values()))

# %% [markdown]
# *What to see: five steps of $D$ do not explain what WGAN-GP reached.* Plain with five
# steps finds no more modes than plain with one; its points are sharper. Our guess was
# wrong: a quicker $D$ ended the hopping in notebook 06, and does nothing for the modes
# here. Adversarial examples help more than we had guessed, and cost quality. So of the
# four answers of popular advice, on the grid, noise and other learning rates are not
# clear after the correction; the penalties are; and the samples moved against $D$ help,
# in a comparison made later and on its own.

# %% [markdown]
# ## 3 · Equal steps or equal seconds?
#
# A step of the unrolled GAN contains five more. At equal steps it is given more
# computing than plain. How much more can be counted on paper. Take one forward pass of
# one network over one batch as the unit; a backward pass to the weights is two, to the
# input alone is one. A plain step is then $7 + 5 = 12$: for $D$ one batch of fakes, two
# judged, four back; for $G$ one made, one judged, one back through $D$, two through
# $G$. R1 adds five: one back to the real data, and its reverse, four.

# %%
rates = json.loads((RESULTS / "rates.json").read_text(encoding="utf-8"))[
    "share_of_plain"
]
units = {
    "R1": 12 + 5,
    "R1 + R2": 12 + 2 * 5,
    "relativistic + R1 + R2": 12 + 2 * 5,
    "DRAGAN": 12 + 6,
    "WGAN, clipping": 5 * 7 + 5,
    "WGAN-GP": 5 * (7 + 6) + 5,
    "unrolled 5": 12 + 5 * (6 + 2 * 6),
    "consensus": 12 + 2 * 12,
    "VEEGAN": 12 + 7,
}
cost = pd.DataFrame(
    {
        "measured": rates,
        "by counting passes": {label: 12 / n for label, n in units.items()},
    }
)
cost.sort_values("measured").head(13).round(2)

# %%
# NBVAL_CHECK_OUTPUT
counted = cost.dropna()
print("no remedy is slower than its passes explain, within 10 %:",
      bool((counted["measured"] > 0.9 * counted["by counting passes"]).all()))

# %% [markdown]
# Both columns are speeds as a share of plain's, of the slowest thirteen; NaN was not
# counted on paper. Packs are *faster* than plain: $D$ judges fewer rows. Instance noise
# is slow without passes of its own: random numbers are dear on a processor.
#
# Each run was judged on its way, so equal seconds can be read off it.
#
# ### Exercise 5 · the checkpoint of equal time
#
# `steps` are the checkpoints, rising. A remedy runs at `share_of_plain` of plain's
# speed. Return the last checkpoint that it reaches while plain does `plain_steps`
# steps, or 0.

# %% tags=["exercise:checkpoint_for_seconds"]
def checkpoint_for_seconds(steps, share_of_plain, plain_steps):
    return ...


# %%
ex09.checkpoint_for_seconds.check(checkpoint_for_seconds)

# %%
# ex09.checkpoint_for_seconds.hint(1)      # then 2 and 3
# ex09.checkpoint_for_seconds.solution()

# %%
checkpoint_for_seconds = ex09.checkpoint_for_seconds.yours()
checkpoints, in_time = sorted(grid_table["step"].unique()), {}
for label in order:
    step = checkpoint_for_seconds(
        checkpoints, min(rates[label], 1.0), settings.STEPS["grid"]
    )
    rows = grid_table[(grid_table["setting"] == label) & (grid_table["step"] == step)]
    in_time[label] = {
        "modes, equal steps": grid_means.loc[label, "modes"],
        "steps in plain's time": step,
        "modes, equal seconds": rows["modes"].mean() if len(rows) else 0.0,
    }
in_time = pd.DataFrame(in_time).T
in_time.round(1)

# %% [markdown]
# One caution: at the earlier checkpoint the learning rates have not fallen to the end
# of their cosine, so two things differ. It is hard on WGAN-GP (25 to 20 modes) and kind
# to *unrolled 5*: 14.8 modes after 500 steps, 1.8 after 5,000.

# %%
# NBVAL_CHECK_OUTPUT
still = [
    label
    for label in cured
    if in_time.loc[label, "modes, equal seconds"] > plain_grid["modes"] + 2
]
print(
    "cured at equal steps and ahead of plain at equal seconds; at least three wanted:",
    len(still) >= 3,
)

# %% [markdown]
# ## 4 · Beside the published tables
#
# The same two benchmarks, as others report them. Mind the settings: they differ in
# everything.

# %%
published = pd.DataFrame(
    [
        ("VEEGAN 2017", "plain", "1 / 99.3", "3.3 / 0.5", "99 / 3.4"),
        ("VEEGAN 2017", "unrolled 5", "7.6 / 35.6", "23.6 / 16", "48.7 / 4.32"),
        ("VEEGAN 2017", "VEEGAN", "8 / 52.9", "24.6 / 40", "150 / 2.95"),
        ("GDPP 2019", "WGAN-GP", "6.8 / 59.6", "24.2 / 28.7", ""),
        ("GDPP 2019", "GDPP", "8.0 / 71.7", "24.8 / 68.5", ""),
        ("PacGAN 2018", "plain", "6.3 / 98.2", "17.3 / 94.8", "78.5 / 5.21"),
        ("PacGAN 2018", "PacGAN 2", "7.9 / 95.6", "23.8 / 91.3", "484.5 / 2.61"),
        ("PacGAN 2018", "PacGAN 4", "7.8 / 95.9", "24.8 / 93.6", "667.4 / 1.81"),
        ("R3GAN 2024", "relativistic + R1 + R2", "", "", "1000 / 0.078"),
        ("R3GAN 2024", "plain loss + R1 + R2", "", "", "693 / 0.927"),
    ],
    columns=[
        "paper",
        "method",
        "ring: modes / % high quality",
        "grid: modes / %",
        "stacked digits: modes / KL",
    ],
)
published

# %% [markdown]
# - **VEEGAN**: noise of 256 numbers; networks of 2 × 128 tanh units; Adam, 1e-4 for D
#   and 1e-3 for G; batch 512; 25,000 steps; the **saturating** loss; mean of 5 runs.
# - **GDPP**: as VEEGAN, by its public code, but with the **non-saturating** loss.
# - **PacGAN**: noise of 2; G 4 × 400 with batch normalisation, D 3 maxout layers; Adam
#   1e-4; **simultaneous** steps; 400,000 of them; 10 runs.
# - **R3GAN**: stacked digits only; convolutions without normalisation; R1 and R2 at
#   each step.
# - **Here**: noise of 2; 3 × 128 ReLU units; Adam, 3e-3, falling; batch 128; 3,000 and
#   5,000 steps; mean of 5.
#
# Even the data differ: GDPP's public code puts the last of its eight modes on the
# first, so its ring has seven places.
#
# ### Exercise 6 · gains within a paper
#
# `rows` is a list of (paper, method, modes). Return {(paper, method): gain}: how many
# modes a method finds more than the method `"plain"` **of the same paper**. Leave out
# plain itself, and papers without a plain GAN.

# %% tags=["exercise:gain_over_plain"]
def gain_over_plain(rows):
    return ...


# %%
ex09.gain_over_plain.check(gain_over_plain)

# %%
# ex09.gain_over_plain.hint(1)      # then 2 and 3
# ex09.gain_over_plain.solution()

# %%
gain_over_plain = ex09.gain_over_plain.yours()
columns_read = ["paper", "method", "grid: modes / %"]
grid_rows = [
    (paper, method, float(cell.split("/")[0]))
    for paper, method, cell in published[columns_read].to_numpy()
    if cell
]
gains = gain_over_plain(grid_rows)
for (paper, method), gain in gains.items():
    print(f"{paper:12s} {method:12s} {gain:+5.1f} modes against its own plain GAN")
plain_modes = {paper: modes for paper, method, modes in grid_rows if method == "plain"}
gap = max(plain_modes.values()) - min(plain_modes.values())
print(f"the plain GANs of two papers differ by {gap:.1f} modes:", plain_modes)

# %%
# NBVAL_CHECK_OUTPUT
print("two plain GANs differ by more than PacGAN gains within its paper:",
      gap > max(gain for (paper, _), gain in gains.items() if paper == "PacGAN 2018"))
print("within each paper every method gains:", min(gains.values()) > 0)

# %% [markdown]
# What is called the plain GAN keeps 3.3 modes of the grid in one paper and 17.3 in the
# other. A table compares methods **within** its setting; across papers it compares
# settings.

# %% [markdown]
# ## 5 · The clinic
#
# Every remedy above mends a *game* that goes wrong. Often it is the *code* that is
# wrong, nothing turns red, and the losses look like any losses. So the course ends its
# count with twelve broken training runs. Each is the same small GAN on a ring of eight
# modes (radius 0.75, NumPy, from the same first weights), and in each **one thing** is
# wrong.
#
# A doctor has an order, and so have you:
#
# 1. **First who moves.** Does each player move in its own step, only there, by a
#    sensible length, and the right way? A table of the first 60 steps says so.
# 2. **Second what D says**, of real and of fake. At equilibrium, ½ of both. Real points
#    that it trains on and fresh ones should get the same; so should the same fakes in
#    D's step and in G's.
# 3. **Third the samples**: modes, quality, and *where* the points lie. The losses come
#    last; they tell least.
#
# Beside a healthy control comes patient 0, whose fault is given away, to practise on.

# %%
clinic_runs = ex09.run_clinic(seed=SEED)
print(ex09.clinic_table(clinic_runs))
ex09.show_patients(clinic_runs, ["healthy", "0"])

# %% [markdown]
# *Dashed and dotted grey: the losses at equilibrium, 2 log 2 and log 2. Dotted black
# always lies on another line: where it parts from it, something is wrong.* Here it
# never parts.
#
# - **First**, the table, where `D by G` is how far G's step moves D. In both rows each
#   player moves in its own step, D not at all in G's, and G's step lifts the logits of
#   its fakes. Nobody is frozen or lost.
# - **Second**, D: the healthy one settles at ½. Patient 0 settles lower, *for real and
#   fake alike*: D cannot tell them apart either, but it leans to "fake". So its labels
#   are out of balance.
# - **Third**, the samples: eight modes, in both. Samples would never have found this
#   fault; the losses show it, if you know where they should lie.
#
# Which imbalance gives this value? If the fakes weigh $c$ times as much as the real
# data, $D$ minimises $-\log D - c\,\log(1 - D)$ where it cannot tell, and that is least
# at $D = 1/(1 + c)$. The value is ⅓, so $c = 2$: **each fake counts twice**. Fault 7 of
# the listing in notebook 04 is a relative of it. There Keras takes a mean within each
# of the two calls, so that $c = 3$ and $D$ rests at ¼.

# %%
# NBVAL_CHECK_OUTPUT
def at_the_end(name, curve):
    return float(np.mean(getattr(clinic_runs[name], curve)[-10:]))  # the last 300 steps


print(
    "healthy: D settles within 0.06 of 1/2 on real and fake:",
    all(
        abs(at_the_end("healthy", curve) - 1 / 2) < 0.06
        for curve in ("real_seen", "fake_in_d")
    ),
)
print(
    "patient 0: within 0.06 of 1/3 on both:",
    all(
        abs(at_the_end("0", curve) - 1 / 3) < 0.06
        for curve in ("real_seen", "fake_in_d")
    ),
)
print(
    "both have at least 6 of 8 modes:",
    min(at_the_end(name, "modes") for name in ("healthy", "0")) >= 6,
)

# %% [markdown]
# ### Exercise 7 · twelve patients
#
# Now the ward. Give each patient one word from the list below; two of the words fit
# nobody. You may hand in a part: leave `...` where you do not know yet. Patients 1 to 4
# first; then 5 to 8, then 9 to 12.

# %%
for word, fault in ex09.FAULTS.items():
    print(f"{word:15s} {fault}")
for names in (["1", "2", "3", "4"], ["5", "6", "7", "8"], ["9", "10", "11", "12"]):
    ex09.show_patients(clinic_runs, names)

# %% tags=["exercise:clinic"]
clinic = {
    "1": ..., "2": ..., "3": ..., "4": ...,
    "5": ..., "6": ..., "7": ..., "8": ...,
    "9": ..., "10": ..., "11": ..., "12": ...,
}

# %%
ex09.clinic.check(clinic)

# %%
# ex09.clinic.hint(1)      # then 2 and 3
# ex09.clinic.solution()

# %%
# NBVAL_CHECK_OUTPUT
twelve = [name for name in clinic_runs if name not in ("healthy", "0")]
modes = {name: at_the_end(name, "modes") for name in twelve}
quality = {name: at_the_end(name, "quality") for name in twelve}
d_loss = {name: float(clinic_runs[name].d_loss[-300:].mean()) for name in twelve}
print("a patient with at least 7 modes and more than half of high quality:",
      any(modes[name] >= 7 and quality[name] > 0.5 for name in twelve))
print(
    "a patient with D's loss within 0.1 of 2 log 2, and at most 4 modes:",
    any(
        abs(d_loss[name] - 2 * np.log(2)) < 0.1 and modes[name] <= 4 for name in twelve
    ),
)
print(
    "at least three in which D wins outright, its loss below 0.5:",
    sum(d_loss[name] < 0.5 for name in twelve) >= 3,
)

# %% [markdown]
# What the whole ward shows: **fine samples with a fault, an equilibrium's loss with a
# collapse, and one outcome (D wins) from several causes.** So neither the samples nor
# the losses make a diagnosis. Who moves, what D says, and where the points lie:
# together they do.

# %% [markdown]
# ## Quiz
#
# 1. A remedy reports 8.0 modes without a spread, plain 7.6 ± 0.4. Is it better?
#
# <details><summary>Answer</summary>
# Nobody can tell. The gap is one standard error of plain's alone, and the other side
# has none.
# </details>
#
# 2. A remedy triples the time of a step. Which comparison does it owe you?
#
# <details><summary>Answer</summary>
# One at equal seconds, beside the one at equal steps: plain may use the same time for
# three times the steps.
# </details>

# %% [markdown]
# ## Back to your predictions

# %%
sharpest = grid_means["high_quality"].idxmax()
predictions.beside(
    guesses,
    {
        "gap": round(gap, 1),
        "cured": len(cured),
        "sharpest": sharpest in cured,
        "five_steps": bool(five_steps),
    },
)

# %%
# NBVAL_CHECK_OUTPUT
print("published values of one plain GAN differ by more than ten modes:", gap > 10)
print("at least four remedies reach 8 of 8 and 24 of 25, and not all do:",
      4 <= len(cured) < len(order) - 1)
print("the sharpest setting of the grid is none of those that find all modes:",
      sharpest not in cured)

# %% [markdown]
# ## You have seen
#
# 1. A comparison with its rules written first, the differences of each row read off its
#    settings, and a confession of the one rule that was broken.
# 2. Means with standard errors, differences judged against their own error, and a
#    correction for the number of settings that were tried.
# 3. Equal steps and equal seconds, read off the same runs.
# 4. Published tables that contradict each other because their settings do, gains within
#    a paper, and one table that we could not reproduce.
# 5. Twelve broken runs, told apart by curves and counts.
#
# ## Common mistakes
#
# - **The best seed.** A maximum over seeds rises with their number. Show all, report
#   the mean.
# - **Twenty-five comparisons, each judged alone.** By chance alone some of them "help".
# - **A tuned remedy against an untuned baseline.** Tune both, or neither.
# - **Quality without coverage, or the reverse.** Three sharp modes score 96 % high
#   quality.
# - **Leaving out what diverged.** It is a result.
# - **Comparing across papers.** Their baselines differ more than their remedies.
#
# ## Papers
#
# - Srivastava et al. 2017, *VEEGAN: reducing mode collapse in GANs using implicit
#   variational learning*.
# - Lin et al. 2018, *PacGAN: the power of two samples in generative adversarial
#   networks*.
# - Elfeki et al. 2019, *GDPP: learning diverse generations using determinantal point
#   processes*.
# - Huang et al. 2024, *The GAN is dead; long live the GAN! A modern GAN baseline*:
#   R3GAN.
# - Goodfellow, Shlens & Szegedy 2015, *Explaining and harnessing adversarial examples*.
# - Liu & Hsieh 2019, *Rob-GAN: generator, discriminator, and adversarial attacker*.
# - Holm 1979, *A simple sequentially rejective multiple test procedure*.
# - Lucic et al. 2018, *Are GANs created equal? A large-scale study*: with equal
#   budgets, most differences go.
#
# ## Next
#
# Notebook 10 is the laboratory: the same remedies, live. From notebook 11 on: rare
# classes, patients, faces, sound, text.

# %% [markdown]
# ## Further: something is wrong with this comparison
#
# A colleague shows this result. "My remedy finds 8.0 modes and plain 5.0. I took the
# best of ten seeds for each setting I tried, and kept the learning rate that my remedy
# likes." Find the three faults before you unfold.
#
# <details><summary>Answer</summary>
# The best of ten seeds is a maximum: it rises with the number of seeds, for any method.
# There is no spread. And the rate was chosen for one side only: the map in the last
# section shows what that is worth.
# </details>

# %%
# NBVAL_CHECK_OUTPUT
counts = np.random.default_rng(SEED).binomial(
    8, 0.6, size=(2000, 10)
)  # one method, ten seeds, 2,000 times
print("one method: its best of ten seeds beats its own mean by at least 1.5 modes:",
      counts.max(axis=1).mean() - counts.mean() >= 1.5)

# %% [markdown]
# ## Further: the published demo, at full length
#
# We also ran the setting of VEEGAN's plain GAN (section 4) as its authors publish it:
# 25,000 steps of batch 512, five seeds.

# %%
demo = {
    name: sweep.mean_and_error(
        sweep.load(RESULTS / f"{name}_demo.jsonl"), columns
    ).iloc[0]
    for name in ("ring", "grid")
}
for name, row in demo.items():
    print(f"{name}: modes {row['modes']:.1f} ± {row['modes_error']:.1f},",
          f"high quality {row['high_quality']:.1%}")

# %%
# NBVAL_CHECK_OUTPUT
print(
    "the demo, in our hands, keeps at most 15 of 25 modes of the grid:",
    demo["grid"]["modes"] <= 15,
)
print("on the ring it touches more modes than published, and hits almost none well:",
      demo["ring"]["modes"] > 1 and demo["ring"]["high_quality"] < 0.2)

# %% [markdown]
# We do not reproduce "1 mode, 99.3 %". Which of several details does it, an initial
# value or a library's default of 2017, we do not know. That is worth more than a tuned
# agreement.

# %% [markdown]
# ## Further: a published baseline that really collapses
#
# Notebook 06 used the ring on which the unrolled GAN was proposed (Metz et al. 2017,
# appendix A): radius 2, noise of 256, a shallow $D$, minimax losses, rates of
# $10^{-4}$. Here it is with five seeds, and the grid in the same setting; **reduced**
# to 4,000 steps of batch 128 from 25,000 of 512. **Reached** counts modes that are
# nearest to 2 % of the samples, sharp or not: at these rates nobody is sharp yet.

# %%
hopping = {
    name: sweep.load(RESULTS / f"{name}_hopping.jsonl") for name in ("ring", "grid")
}
for table in (
    hopping.values()
):  # hopping is caught only by looking often: the median of the late looks
    late = table["step"] > settings.HOPPING_STEPS / 2
    table["typical"] = (
        table[late].groupby(["setting", "seed"])["reached"].transform("median")
    )
hops = {
    name: sweep.mean_and_error(table, ["typical", "high_quality"])
    .set_index("setting")
    .loc[list(settings.HOPPING)]
    for name, table in hopping.items()
}

# %%
pd.DataFrame(
    {
        **{
            f"{name}: reached of {n}": [
                f"{row.typical:.1f} ± {row.typical_error:.1f}"
                for row in hops[name].itertuples()
            ]
            for name, n in (("ring", 8), ("grid", 25))
        },
        "ring: high quality": [
            f"{table:.1%}" for table in hops["ring"]["high_quality"]
        ],
        "guess": [guess for _, guess in settings.HOPPING.values()],
    },
    index=list(settings.HOPPING),
)

# %%
# NBVAL_CHECK_OUTPUT
on_ring, on_grid = (hops[name]["typical"] for name in ("ring", "grid"))
print(
    "the published baseline reaches at most 3 of 8 and 6 of 25:",
    on_ring["plain"] <= 3 and on_grid["plain"] <= 6,
)
print("a faster D and packs of four reach at least 7 of 8 and 18 of 25:",
      min(on_ring["D ten times faster"], on_ring["PacGAN 4"]) >= 7
      and min(on_grid["D ten times faster"], on_grid["PacGAN 4"]) >= 18)
print(
    "unrolling reaches at least 1 mode more than plain on both:",
    on_ring["unrolled 5"] - on_ring["plain"] >= 1
    and on_grid["unrolled 5"] - on_grid["plain"] >= 1,
)
print(
    "the penalties that won the table reach no more than plain plus one here:",
    max(on_ring["R1 + R2"], on_ring["relativistic + R1 + R2"]) <= on_ring["plain"] + 1,
)

# %% [markdown]
# Now look what has become of the order. **The winners of the first table do nothing
# here, and unrolling, which was the worst there, helps a little.** Two of our guesses
# were wrong. A faster $D$ reaches nearly all modes of both, packs those of the ring and
# 20 of the grid's 25, with a quality that is no more than a cloud's: they end the
# hopping, and at a rate of 0.0001 nobody learns a narrow blob in 4,000 steps. A remedy
# is a remedy *in a setting*. Who reports one setting has measured one setting, and that
# goes for our first table too.

# %% [markdown]
# ## Further: stacked digits: 1,000 modes that are easy to find
#
# The papers' third benchmark lays three digits on top of each other as the channels of
# one image: 10³ = 1,000 modes. A digit classifier names each channel; 26,000 samples
# are counted. The published plain GAN finds 78.5 of them where $D$ has a quarter of
# $G$'s channels. We trained the course's small DCGAN in that way, for 2,000 steps of
# batch 64, three seeds. `kl` is the divergence of the 1,000 counts from even ones, in
# nats; small is good.

# %%
stacked = sweep.load(RESULTS / "stacked_short.jsonl")
stacked[["setting", "seed", "modes", "kl", "sure"]].round(3)

# %% [markdown]
# More than 800 modes, with a *plain* GAN! Before you write the paper, look at the last
# column: the share of channels of which the classifier is **sure**, with a probability
# above 0.9. On real digits that is about 95 %.

# %%
# NBVAL_CHECK_OUTPUT
print(
    "more than 700 of 1,000 modes are 'found', with each seed:",
    stacked["modes"].min() > 700,
)
print(
    "and the classifier is sure of fewer than 10 % of the channels:",
    stacked["sure"].max() < 0.1,
)

# %% [markdown]
# These are blots. A classifier must always name a digit, so blots of many shapes fill
# the histogram. The count means something only beside the share of samples that are
# digits. The published tables do not print that share.
#
# So we made the task easier: digits of half the width, 14 × 14 pixels, and 6,000 steps
# of batch 64. $D$ has 16 and 32 channels, a quarter of the DCGAN's 64 and 128. Three
# seeds each; the guesses stood before the run.

# %%
longer = sweep.load(RESULTS / "stacked.jsonl")
digits_means = (
    sweep.mean_and_error(longer, ["modes", "kl", "sure"])
    .set_index("setting")
    .loc[list(settings.STACKED)]
)
digits_table = digits_means[["modes", "modes_error", "kl", "kl_error", "sure"]].round(3)
digits_table["guess"] = [guess for _, guess in settings.STACKED.values()]
digits_table

# %%
# NBVAL_CHECK_OUTPUT
kl, sure = digits_means["kl"], digits_means["sure"]
best = "relativistic + R1 + R2"
print("relativistic + R1 + R2 lies nearest, at less than half of plain's KL:",
      kl.idxmin() == best and kl[best] < kl["plain"] / 2)
print(
    "and has more than twice plain's share of recognised digits:",
    sure[best] > 2 * sure["plain"],
)
print("every setting still draws mostly blots:", sure.max() < 0.5)

# %% [markdown]
# Which of these differences are clear? Your function says it, for the number of modes
# and for the KL divergence, which should be small.

# %%
ends = {column: {label: longer.loc[longer["setting"] == label, column].to_numpy()
                 for label in settings.STACKED} for column in ("modes", "kl")}
clear = {label: (clearly_better(ends["modes"][label], ends["modes"]["plain"]),
                 clearly_better(-ends["kl"][label], -ends["kl"]["plain"]))
         for label in settings.STACKED if label != "plain"}
for label, (more_modes, less_kl) in clear.items():
    print(
        f"{label:24s} more modes than plain: {more_modes!s:5}   smaller KL: {less_kl}"
    )

# %%
# NBVAL_CHECK_OUTPUT
print("relativistic + R1 + R2 is clearly better by both numbers:", all(clear[best]))
print("no pack finds clearly more modes than plain:",
      not any(clear[label][0] for label in ("PacGAN 2", "PacGAN 4")))
print("between packs of two and of four there is no clear difference:",
      not clearly_better(ends["modes"]["PacGAN 4"], ends["modes"]["PacGAN 2"])
      and not clearly_better(ends["modes"]["PacGAN 2"], ends["modes"]["PacGAN 4"]))

# %% [markdown]
# **Pairs with penalties beat the plain GAN here. Packs point the same way, but by the
# number of modes three seeds do not make it clear**; by the KL divergence the pack of
# two does. In PacGAN's table plain finds 78.5 modes and PacGAN 2 finds 484.5; here they
# find about 845 and 905: plain does not collapse in our setting, so it says little
# about collapse.
#
# The best row differs from plain in one thing more than it says: its β₁ is 0 where
# plain has 0.5. So plain was run once more, with β₁ = 0 and all else equal (`python3
# course.py bench published_tables stacked_controls`): 851 ± 30 modes, a KL divergence
# of 1.05 ± 0.13, and the classifier sure of 2.8, 17.1 and 17.9 % of the channels under
# the three seeds. This control divides the credit. **β₁ = 0 brings no more modes, but
# with two of its three seeds the plain GAN draws as many recognisable digits as the
# best row does.** The modes are a gain of pairs and penalties; the digits, for the most
# part, need not be. Without the control both would have been called the remedy's.
#
# One caution is left: the rate was chosen while we looked at the best row, which
# favours it. Of real digits, made small and large again, the classifier is sure of 96
# %; of the best row's, of one in six. All of it is in `benchmarks/published_tables/`.

# %% [markdown]
# ## Further: 1,200 dimensions, where the ranking changes
#
# A point in the plane is far from a picture. The authors of VEEGAN (Srivastava et al.
# 2017) made a mixture that comes nearer: ten modes of 700 dimensions each, in a space
# of 1,200. They draw 2,500 samples, call one of high quality within **ten** standard
# deviations of its nearest mode, and report, as means of five runs:
#
# | | modes of 10 | high quality |
# |---|---:|---:|
# | GAN | 1.6 | 2.0 % |
# | ALI | 3 | 5.4 % |
# | unrolled GAN | 0 | 0.0 % |
# | VEEGAN | 5.5 | 28.3 % |
#
# They do not say where their modes lie. In `datasets.embedded()` each mean lies
# anywhere in $[-1, 1]^{1200}$, and each mode varies along 700 axes of its own, with a
# standard deviation of 0.1. Try the ruler on real data first, as in notebook 05. Their
# distance from the mean is 26.4 standard deviations, about √700, so within ten there is
# **no real sample and no mode**. With the radius that follows the dimension there are
# all ten modes, and 99 % of the samples (a test in `tests/test_benchmarks.py` holds
# this). So either the paper's standard deviation is another one than ours, or its count
# praises samples that are far *too near* to a mean. We cannot tell.
#
# What do the remedies do there? Seven settings, five seeds, 1,000 steps of batch 64,
# two layers of 128 units, the rate 0.001; the guesses were written down before, after a
# trial of one seed. *Reached* counts the modes that at least 2 % of the samples are
# nearest to, however far away; *captured* takes the radius that follows the dimension
# (`python3 course.py bench published_tables high_dimension`).

# %%
high = sweep.load(RESULTS / "high_dimension.jsonl")
high = high[high["step"] == settings.HIGH_STEPS].fillna({"modes": 0, "reached": 0})
high_rows = dict(list(high.groupby("setting", sort=False)))
high_columns = {
    "modes reached": ("reached", 1),
    "modes captured": ("modes", 1),
    "high quality, %": ("high_quality", 100),
    "distance, in std": ("distance", 1),
}
pd.DataFrame(
    {
        label: {
            title: "{:.1f} ± {:.1f}".format(
                *mean_and_standard_error(scale * high_rows[label][name].to_numpy())
            )
            for title, (name, scale) in high_columns.items()
        }
        | {"guess": guess}
        for label, (_, guess) in settings.HIGH.items()
    }
).T

# %%
# NBVAL_CHECK_OUTPUT
captured = {label: rows["modes"].to_numpy() for label, rows in high_rows.items()}
print(
    "WGAN-GP captures clearly more modes than each of the others:",
    all(
        clearly_better(captured["WGAN-GP"], others)
        for label, others in captured.items()
        if label != "WGAN-GP"
    ),
)
print(
    "plain with five steps of D, as WGAN-GP has them, captures none:",
    captured["plain, 5 D-steps"].max() == 0,
)

# %% [markdown]
# *What to see: of the penalties that led on the grid, WGAN-GP alone reaches and
# captures all ten modes, with each seed. R1 reaches one, like plain, and with R2 in
# pairs one or two; packs and VEEGAN, ahead of plain on the grid, reach one.* (Real data
# lie 26 standard deviations from a mean. Even WGAN-GP's median sample is far beyond
# that: few are of high quality.) Its five steps of $D$ are not the cause, for plain
# with five reaches one mode. Its loss and its kind of penalty are left, and this table
# does not part them. An explanation, not tested here: at the start no fake is near a
# mode. A logistic $D$ that is sure sends all fakes the same way, while a critic of
# slope 1 goes on sending them to different ones. Who had seen the grid alone would call
# R1 and WGAN-GP equals.

# %% [markdown]
# ## Further: a sample of the table, live
#
# A table is only as good as its code. This cell runs two settings of the ring again,
# with this notebook's seed and the very functions that made the table.

# %%
sample = {
    label: {
        "mixture": "ring",
        "decay_steps": settings.STEPS["ring"],
        **settings.COMMON,
        **settings.ONE_BUDGET[label][0],
    }
    for label in ("plain", "relativistic + R1 + R2")
}
again = sweep.run(
    mixtures.build,
    sample,
    [SEED],
    steps=settings.STEPS["ring"],
    measure=mixtures.measure("ring"),
    progress=False,
)
again[["setting", "seed", "modes", "high_quality"]]

# %%
# NBVAL_CHECK_OUTPUT
live = again.set_index("setting")["modes"]
print("live, the cured GAN has all 8 modes:", live["relativistic + R1 + R2"] == 8)
print("and at least as many as plain:", live["relativistic + R1 + R2"] >= live["plain"])

# %% [markdown]
# ## Further: more steps for the best
#
# Is the missing quality a limit, or a matter of time? Three times the budget, on the
# grid:

# %%
longer = sweep.mean_and_error(
    sweep.load(RESULTS / "grid_long.jsonl"), columns
).set_index("setting")
longer[["seeds", "modes", "modes_error", "high_quality", "high_quality_error"]].round(3)

# %%
# NBVAL_CHECK_OUTPUT
best_ring, best_grid = (
    ring_means.loc[cured, "high_quality"].max(),
    longer["high_quality"].drop("plain").max(),
)
print(
    "high quality of the best remedy with all modes, ring; at least 90 % wanted:",
    best_ring >= 0.90,
)
print(
    "the same on the grid, with three times the steps; at least 90 % wanted:",
    best_grid >= 0.90,
)
print(
    "plain, with three times the steps, still misses modes:",
    longer.loc["plain", "modes"] < 20,
)

# %% [markdown]
# ## Further: a map of two knobs
#
# One number, say 0.003, is one point of a map. Here is a piece of the map: four rates
# for each player, two seeds each, 32 small GANs in one call. Their structure is the
# same, so one compiled step serves them all.

# %%
ring = datasets.ring()
points = ring.sample(20_000, seed=0)


def small_game(generator_rate, discriminator_rate):
    gan = GAN(networks.mlp_generator(), networks.mlp_discriminator())
    gan.compile(
        generator_optimizer=Adam(generator_rate),
        discriminator_optimizer=Adam(discriminator_rate),
        steps_per_execution=250,
    )
    return sweep.Trial(gan, points)

# %%
knobs = [1e-4, 1e-3, 3e-3, 1e-2]
members = {
    (g, d): {"generator_rate": g, "discriminator_rate": d} for g in knobs for d in knobs
}
started = time.perf_counter()
phases = sweep.run(
    small_game,
    members,
    [SEED, SEED + 1],
    steps=1000,
    progress=False,
    measure=lambda gan: {"modes": modes_captured(gan.generate(2500, seed=1), ring)},
)
seconds = time.perf_counter() - started
print(f"32 members x 1,000 steps in {seconds:.0f} s:",
      f"{32_000 / seconds:,.0f} member-steps a second, start included")

# %%
means = phases.fillna({"modes": 0}).groupby("setting")["modes"].mean()
fig = plots.heat_map(
    [[means[g, d] for d in knobs] for g in knobs],
    rows=knobs,
    columns=knobs,
    limits=(0, 8),
    title="Modes captured after 1,000 steps",
    xlabel="discriminator's rate",
    ylabel="generator's rate",
)
plots.show(
    fig,
    alt="A map of four by four learning rates: modes captured out of 8, a number in "
    "each field, a row for each rate of the generator.",
)

# %%
# NBVAL_CHECK_OUTPUT
print(
    "all 32 members are in the table:",
    phases.groupby(["setting", "seed"]).ngroups == 32,
)
print(
    "the map is not flat: best and worst differ by at least 4 modes:",
    means.max() - means.min() >= 4,
)

# %% [markdown]
# *What to see: few modes where $G$ is much faster than $D$, five and more elsewhere
# (mean of two seeds). A remedy compared at one badly chosen rate can look as good or as
# bad as you like.*
#
# How fast is that? On one machine of two cores (`python3 course.py bench sweep_speed`)
# the same 32 members ran in our sweep, for 1,000 and for 3,000 steps, and in PyTorch,
# one after the other (`torch_loop`) and as one vectorised program. The last columns say
# how many times faster our sweep is. It builds and measures its members within the
# time, so longer sweeps come out better.

# %%
speed = json.loads(
    (BENCHMARKS / "results" / "sweep_speed.json").read_text(encoding="utf-8")
)
pd.DataFrame(
    [
        {
            "contender": row["contender"],
            "member-steps a second": int(np.median(row["member_steps_per_second"])),
            "sweep of 1,000 steps ÷ it": row.get("sweep_1000"),
            "sweep of 3,000 steps ÷ it": row.get("sweep_3000"),
        }
        for row in speed["rows"]
    ]
).astype(object).where(lambda cells: cells.notna(), "")
