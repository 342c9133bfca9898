# %% [markdown]
# # 05 · Measuring a GAN
#
# *By the end you can put a dozen scores on a generator, and name for each of them the bad generator that it
# praises.*
#
# Reading and doing: about 100 min · [how long all cells run](RUN_TIMES.md)
#
# Before this: notebook 04 (a trained GAN and its losses); mean, variance and covariance.
#
# ## You will be able to
#
# 1. count modes and high-quality samples, and say what a perfect sampler scores;
# 2. compute Fréchet and kernel distances, say what they cannot see and what the sample size does to them;
# 3. tell quality from variety with precision and recall, density and coverage;
# 4. find a generator that copies its training data, or makes only a few things;
# 5. read a row of scores and name the fault of the sampler behind it.

# %%
from gan_course import seed_everything

seed_everything(0)

import random

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap
from scipy.spatial.distance import cdist

from gan_course import digit_classifier, metrics, networks, plots
from gan_course.callbacks import Snapshots
from gan_course.datasets import GaussianMixture, crude_fakes, digits, ring
from gan_course.exercises import ex05
from gan_course.gan import GAN
from gan_course.optimizers import Adam

chance = np.random.default_rng(random.randrange(2**32))     # all samples come from it, and it from the seed above

# %% [markdown]
# ## Predict first
#
# Double-click this cell and write a guess after each question.
#
# 1. Data are round blobs. A sampler puts **every** sample within 3 standard deviations of a blob's mean. Is it
#    better than a perfect one, as good, or worse? → **your guess:**
# 2. Two sets of 100 real digits, two sets of 1,000 real digits. Which pair has the larger Fréchet distance, or
#    are they the same? → **your guess:**
# 3. Take real digits and shuffle the pixels of each: grey noise. What share of it will "precision" call
#    realistic: 0 %, 10 %, 50 %, 100 %? → **your guess:**
# 4. A generator has learned its training set by heart and recites it. How many of thirteen scores notice? →
#    **your guess:**

# %% [markdown]
# ## 1 · Samplers whose faults we know
#
# How do you test a thermometer? In ice and in boiling water, not in the fever that you want to measure. So we
# train nothing yet. Data are the ring of eight blobs ($\sigma = 0.05$; the papers use 0.01, too small to see).
# Beside a perfect sampler we write eight bad ones. Each has one fault, and we know which.

# %%
blobs = ring(std=0.05)
train, held_out = blobs.sample(1000, chance), blobs.sample(1000, chance)    # real; the second was never trained on


def spread(n, std):
    return std * chance.standard_normal((n, 2))


def at_modes(which, std):
    return blobs.means[chance.choice(which, size=1000)] + spread(1000, std)


samplers = {
    "perfect": lambda: blobs.sample(1000, chance),
    "collapsed": lambda: at_modes([0], 0.05),                               # one mode of eight
    "lucky": lambda: np.concatenate([at_modes([0], 0.05)[7:], blobs.means[1:]]),    # ... and one sample on each other
    "seven": lambda: at_modes([1, 2, 3, 4, 5, 6, 7], 0.05),                 # one mode is missing
    "noisy": lambda: blobs.sample(1000, chance) + spread(1000, 0.1),
    "tight": lambda: at_modes(8, 0.02),                                     # right modes, too little variety in each
    "blob": lambda: spread(1000, np.sqrt(0.5 + 0.05**2)),                   # one broad hill
    "copies": lambda: train[chance.permutation(1000)],                      # recites its training set
    "fifty": lambda: train[chance.integers(50, size=1000)],                 # knows fifty training points
}

# %%
fakes = {name: sampler() for name, sampler in samplers.items()}
fig, axes = plt.subplots(3, 3, figsize=(7, 7), sharex=True, sharey=True)
for ax, (name, points) in zip(axes.flat, fakes.items(), strict=True):
    plots.scatter_real_fake(None, points, title=name, limits=(-1.7, 1.7), ax=ax)
    ax.get_legend().remove()
    ax.set(xlabel="", ylabel="")
fig.supxlabel("$x_1$"), fig.supylabel("$x_2$")
plots.show(fig, alt="Nine scatter plots. Perfect: eight round blobs on a circle. Collapsed: one blob. Lucky: one blob "
                    "and seven single points. Seven: one blob is missing. Noisy: wide blobs. Tight: small blobs. "
                    "Blob: one broad cloud over everything. Copies: like perfect. Fifty: blobs of few points.")

# %% [markdown]
# *What to see: you find most faults by eye, in two dimensions. Not that of "copies". In 784 dimensions you would
# find none.*
#
# ## 2 · Count
#
# The oldest scores need a mixture that is known. Mode $k$ has the mean $m_k$ and the standard deviation $\sigma$.
# A sample $x$ is of **high quality** when it lies within $3\sigma$ of its nearest mean:
#
# $$\min_k \lVert x - m_k \rVert \le 3\sigma.$$
#
# A mode is **captured** when at least one sample of high quality is nearest to it (VEEGAN, Srivastava et al.
# 2017; PacGAN, Lin et al. 2018, from 2,500 samples).
#
# ### Exercise 1 · modes and quality
#
# Return two numbers: how many modes are captured, and the share of samples of high quality. `samples` is
# (n, 2), `means` (n_modes, 2), `std` one number.

# %% tags=["exercise:modes_and_quality"]
def modes_and_quality(samples, means, std):
    return ...

# %%
ex05.modes_and_quality.check(modes_and_quality)

# %%
# ex05.modes_and_quality.hint(1)      # then 2 and 3
# ex05.modes_and_quality.solution()

# %% [markdown]
# `metrics.modes_captured` and `metrics.high_quality_share` do the same for any mixture.

# %%
modes = {name: metrics.modes_captured(points, blobs) for name, points in fakes.items()}
quality = {name: metrics.high_quality_share(points, blobs) for name, points in fakes.items()}
for name in fakes:
    print(f"{name:10s} modes {modes[name]} of 8   high quality {quality[name]:7.2%}")

# %% [markdown]
# What should a perfect sampler score? In two dimensions $\lVert x - m \rVert^2/\sigma^2$ is the sum of two
# squared standard normals, and that sum exceeds $r^2$ with probability $e^{-r^2/2}$. For $r = 3$ the share is
# $1 - e^{-4.5} = 98.89\,\%$, **not 100 %**. From $n$ samples it comes out with a standard error of
# $\sqrt{p(1-p)/n}$, 0.33 % here.
#
# Now the lies. *One lucky sample* captures a mode for good. And *any* sampler inside the blobs has high
# quality: a collapsed one, a tight one, copies.

# %%
# NBVAL_CHECK_OUTPUT
p = 1 - np.exp(-4.5)
error = np.sqrt(p * (1 - p) / 1000)
print(f"perfect: within 4 standard errors of {p:.2%}:", abs(quality["perfect"] - p) < 4 * error)
print("modes lie: 'lucky' has 8 of 8, with 993 of 1,000 samples on one of them:", modes["lucky"] == 8)
print("quality lies: 'collapsed' is within 4 standard errors too:", abs(quality["collapsed"] - p) < 4 * error)
print("quality lies again: 'tight' has 100 %, the perfect sampler less:", quality["tight"] == 1 > quality["perfect"])

# %% [markdown]
# ### Something breaks
#
# Here is the ring as it stands in more than one public code: eight angles from 0 to $2\pi$. We draw from this
# very mixture and count against this very mixture. Nothing is learned, so nothing can be lost.

# %%
angles = np.linspace(0, 2 * np.pi, 8)
other_ring = GaussianMixture(np.stack([np.cos(angles), np.sin(angles)], axis=1), std=0.05)
own = other_ring.sample(2500, chance)
print("modes captured:", metrics.modes_captured(own, other_ring), "of", other_ring.n_modes)
print("samples at each mode:", metrics.mode_counts(own, other_ring))
print("high quality:", f"{metrics.high_quality_share(own, other_ring):.1%}")

# %% [markdown]
# A perfect sampler, and a mode is missing. Is it the sampler, the metric or the data? Decide before you open the
# answer; the three printed lines are enough.
#
# <details><summary>Answer</summary>
# The data. linspace includes its end, and 2π is the same direction as 0: the first and the last mode are one.
# It gets twice the samples (second line), and its twin can never be nearest. A GAN that learned this ring
# without a fault would be reported at 7 of 8, and one that learned the true ring would miss the target.
# `endpoint=False` repairs it.
# </details>

# %%
gap = cdist(other_ring.means, other_ring.means) + 9 * np.eye(8)
print("closest two modes:", *np.unravel_index(gap.argmin(), gap.shape), f"at distance {gap.min():.0e}")
print("the true ring's perfect sampler, judged by this one: high quality",
      f"{metrics.high_quality_share(fakes['perfect'], other_ring):.1%}")

# %%
# NBVAL_CHECK_OUTPUT
print("modes 0 and 7 are one place, so a perfect sampler captures 7 of 8:",
      gap.min() < 1e-9 and metrics.modes_captured(own, other_ring) == 7)
print("it holds twice the share of the others, 1/4 instead of 1/8:",
      abs(metrics.mode_counts(own, other_ring)[0] / 2500 - 0.25) < 0.05)
print("judged by it, a perfect sampler of the true ring falls below 60 %:",
      metrics.high_quality_share(fakes["perfect"], other_ring) < 0.6)

# %% [markdown]
# **Run every metric on real data first.** A score that real data do not reach is a fault of the measurement.
#
# ## 3 · Compare histograms
#
# Counting at least once is crude; count how often. Let $\hat p_k$ be the share of the high-quality samples that
# belongs to mode $k$, of $K$ modes. Two directions of one divergence compare it with equal shares:
#
# $$\mathrm{KL}(\hat p \,\|\, \mathrm{uniform}) = \sum_k \hat p_k \log (K \hat p_k),
# \qquad \mathrm{KL}(\mathrm{uniform} \,\|\, \hat p) = -\frac1K \sum_k \log (K \hat p_k).$$
#
# An empty mode adds 0 to the first and makes the second **infinite**. Papers print the first (PacGAN calls it
# *reverse* KL: the generated distribution stands first).

# %%
both = {}
for name, points in fakes.items():
    counts = metrics.mode_counts(points, blobs)
    both[name] = metrics.kl_to_uniform(counts), metrics.kl_from_uniform(counts)
    print(f"{name:10s} KL to uniform {both[name][0]:6.3f}   from uniform {both[name][1]:6.3f}")

# %% [markdown]
# "Lucky" is found out. But "noisy" and "blob" look fine: what lies beside the modes is not counted at all. So
# lay a **grid** over the plane, count real and generated points in its cells and compare by the Jensen–Shannon
# divergence of notebook 02. How many cells? Try all.

# %%
cells = 2 ** np.arange(1, 12)
curves = {name: [metrics.grid_jensen_shannon(fakes[name], held_out, bins, (-2, 2)) for bins in cells]
          for name in ("perfect", "tight", "noisy", "blob", "collapsed")}
colours = zip(curves, (plots.REAL, *plots.ORBITS), strict=False)
fig = plots.curves(cells, {name: (curves[name], {"color": colour}) for name, colour in colours},
                   title="One question, eleven answers", xlabel="cells along each side",
                   ylabel="divergence from real data, nats")
fig.axes[0].set_xscale("log", base=2)
fig.axes[0].axhline(np.log(2), color=plots.THEORY, linestyle=":", label="log 2: nothing in common")
fig.axes[0].legend()
plots.show(fig, alt="Divergence against the number of cells. With 2 cells a side all but the collapsed sampler are "
                    "near 0. All curves rise, and with 2,048 cells even the perfect sampler reaches log 2.")

# %% [markdown]
# *What to see: at the left everything is perfect, even the broad hill; at the right nothing is, not even a
# perfect sampler: two samples of real data share no cell. The bins choose the answer.* Somewhere between it is
# of use. Print the bins, and beside each value that of real data against real data.

# %%
# NBVAL_CHECK_OUTPUT
print("KL to uniform finds 'lucky' (above 1.5 of at most log 8 = 2.08):", both["lucky"][0] > 1.5)
print("and lets 'noisy' pass (below 0.05):", both["noisy"][0] < 0.05)
print("one missing mode makes the other direction infinite:", both["seven"][1] == np.inf)
print("grid JS with 2 cells a side: 'blob' is within 0.01 of 0:", curves["blob"][0] < 0.01)
print("with 2,048: the perfect sampler is within 0.1 of log 2:", curves["perfect"][-1] > np.log(2) - 0.1)

# %% [markdown]
# ## 4 · Distances: Fréchet and kernel
#
# No mixture is known for images. So summarise each set of points or features by its mean $\mu$ and its covariance
# $C$, and compare the two Gaussians that have them. That is the **Fréchet distance** (Heusel et al. 2017):
#
# $$F = \lVert \mu_r - \mu_g \rVert^2 + \operatorname{Tr}\bigl(C_r + C_g - 2\,(C_r C_g)^{1/2}\bigr).$$
#
# $r$ is real, $g$ generated. The trace of the root is the sum of the roots of the eigenvalues of $C_r C_g$.

# %%
def frechet(real, fake):
    gap = real.mean(axis=0) - fake.mean(axis=0)
    C_r, C_g = np.cov(real, rowvar=False), np.cov(fake, rowvar=False)
    roots = np.sqrt(np.linalg.eigvals(C_r @ C_g).real.clip(min=0))
    return gap @ gap + np.trace(C_r) + np.trace(C_g) - 2 * roots.sum()


for name, points in fakes.items():
    print(f"{name:10s} Fréchet {frechet(held_out, points):7.4f}   Wasserstein W2 of 400 "
          f"{metrics.wasserstein_2(held_out[:400], points[:400]):6.3f}")

# %% [markdown]
# Compare "blob" with "collapsed": the broad hill, on which hardly a sample is right, has nearly the score of
# real data. It was built for that. The ring has mean 0 and covariance $(\tfrac12 + \sigma^2) I$; so has the
# hill; **the Fréchet distance sees nothing else.** The exact Wasserstein distance $W_2$ moves single points
# (notebook 02), and sees the difference. It takes $n^3$ steps and is of little use in many dimensions, so
# people use features and $F$.

# %%
# NBVAL_CHECK_OUTPUT
moments = np.zeros(2), (0.5 + 0.05**2) * np.eye(2)                       # of the ring and of the hill
print("in exact numbers ring and hill are at distance 0:", metrics.frechet_of_moments(*moments, *moments) < 1e-12)
print("from samples 'blob' has less than a fiftieth of the distance of 'collapsed':",
      frechet(held_out, fakes["blob"]) < frechet(held_out, fakes["collapsed"]) / 50)
print("yet fewer than 15 % of its samples are of high quality:", quality["blob"] < 0.15)
print("W2 tells it from a perfect sampler:", metrics.wasserstein_2(held_out[:400], fakes["blob"][:400])
      > metrics.wasserstein_2(held_out[:400], fakes["perfect"][:400]))
print("our six lines agree with the package:",
      np.isclose(frechet(held_out, fakes["noisy"]), metrics.frechet_distance(held_out, fakes["noisy"])))

# %% [markdown]
# ### The kernel distance
#
# Its rival compares all pairs of points by a kernel, $k(x, y) = (x \cdot y / f + 1)^3$ with $f$ features
# (Bińkowski et al. 2018). It is known as KID; with $n$ real points $x_i$ and $m$ generated $y_j$ it is
#
# $$\frac{1}{n(n-1)}\sum_{i \ne j} k(x_i, x_j) + \frac{1}{m(m-1)}\sum_{i \ne j} k(y_i, y_j)
#   - \frac{2}{nm}\sum_{i, j} k(x_i, y_j).$$
#
# The first sums leave out $i = j$: a point is always similar to itself, and that would be no news about the
# distribution.
#
# ### Exercise 2 · the kernel distance
#
# Write it. `a` is (n, f), `b` is (m, f); return one number.

# %% tags=["exercise:kernel_distance"]
def kernel_distance(a, b):
    return ...

# %%
ex05.kernel_distance.check(kernel_distance)

# %%
# ex05.kernel_distance.hint(1)      # then 2 and 3
# ex05.kernel_distance.solution()

# %% [markdown]
# ### What the sample size does
#
# Now digits. Distances of pixels mean little, so we compare **features**: 64 numbers a digit, from the
# classifier of notebook 04. Never use a network that was trained on photographs for that. We draw two sets of
# *real* digits, so the true distance is 0, and vary only their size.

# %%
images, labels = digits()[:2]
judge = digit_classifier.load()
order = chance.permutation(8000)
images, labels = images[order], labels[order]
features = judge.features(images)                              # (8000, 64)

sizes = [100, 250, 500, 1000, 2000]
repeats = {"Fréchet": metrics.frechet_distance, "kernel": metrics.kernel_distance}
found = {name: np.zeros((len(sizes), 20)) for name in repeats}
for i, n in enumerate(sizes):
    for j in range(20):
        pick = chance.permutation(8000)
        for name, distance in repeats.items():
            found[name][i, j] = distance(features[pick[:n]], features[pick[n:2 * n]])

# %%
fig, axes = plt.subplots(1, 2, figsize=(7, 3.2))
for ax, (name, values) in zip(axes, found.items(), strict=True):
    mean, std = values.mean(axis=1), values.std(axis=1)
    ax.fill_between(sizes, mean - std, mean + std, color=plots.REAL, alpha=0.2, label="± 1 std of 20 draws")
    plots.curves(sizes, {"mean of 20 draws": (mean, {"color": plots.REAL, "marker": "o"})},
                 title=f"{name}: real digits against real", xlabel="digits in each set", ylabel="distance", ax=ax)
    ax.axhline(0, color=plots.THEORY, linestyle="--")
    ax.set_xscale("log")
    ax.set_xticks(sizes, [str(n) for n in sizes])
    ax.minorticks_off()
plots.show(fig, alt="Left, the Fréchet distance of real digits falls from nearly 30 at 100 digits to near 1 at 2,000, "
                    "always above 0. Right, the kernel distance scatters around 0 at every size, widely at 100 digits.")

# %% [markdown]
# *What to see: both sets are real. Fréchet says nearly 30 at 100 digits, and halves whenever the size doubles: **small
# samples bias it upwards**. The kernel distance is right on average at every size; the price is a wide scatter,
# also below 0.*
#
# So two Fréchet distances at unequal sizes cannot be compared. We provoke a wrong verdict: real digits against
# digits that are half blurred, the first with 100, the second with 2,000.

# %%
half_blurred = (images[:2000] + crude_fakes(images[:2000], "blurred", chance)) / 2
reference, blurred_features = features[4000:6000], judge.features(half_blurred)
real_100 = found["Fréchet"][0].mean()
blurred_2000 = metrics.frechet_distance(blurred_features, reference)
real_2000 = found["Fréchet"][-1].mean()
print(f"Fréchet: real, 100: {real_100:.1f};  half blurred, 2,000: {blurred_2000:.1f};  real, 2,000: {real_2000:.1f}")
print(f"kernel, half blurred, 2,000: {metrics.kernel_distance(blurred_features, reference):.2f}; its scatter for real "
      f"digits is {found['kernel'][0].std():.2f} at 100 and {found['kernel'][-1].std():.2f} at 2,000")

# %%
# NBVAL_CHECK_OUTPUT
means, stds = found["kernel"].mean(axis=1), found["kernel"].std(axis=1, ddof=1)
print("Fréchet, real against real: above 0 in every draw:", bool(found["Fréchet"].min() > 0))
print("and at 100 digits more than 8 times what it is at 2,000:", real_100 > 8 * real_2000)
print("kernel: above 0 in some draws and below in others, at every size:",
      bool((found["kernel"].min(axis=1) < 0).all() and (found["kernel"].max(axis=1) > 0).all()))
print("its mean is within 1.5 standard deviations of 0 at every size:", bool((np.abs(means) < 1.5 * stds).all()))
print("kernel: at 100 digits it scatters more than 4 times as much as at 2,000:", stds[0] > 4 * stds[-1])
print("unequal sizes: Fréchet prefers half-blurred digits to real ones:", blurred_2000 < real_100 / 2)
print("equal sizes: it prefers real ones:", real_2000 < blurred_2000)

# %% [markdown]
# And the kernel's own lie? A power of 3 compares moments up to the third. The hill has those of the ring: all
# its odd moments are 0 as well. Only a feature space in which the difference shows up in low moments helps
# either of the two.

# %%
hill, perfect = (metrics.kernel_distance(held_out, fakes[name]) for name in ("blob", "perfect"))
collapsed = metrics.kernel_distance(held_out, fakes["collapsed"])
print(f"kernel distance: blob {hill:.4f}, perfect {perfect:.4f}, collapsed {collapsed:.4f}")

# %%
# NBVAL_CHECK_OUTPUT
print("kernel: 'blob' has less than a fiftieth of the distance of 'collapsed':", abs(hill) < collapsed / 50)

# %% [markdown]
# ## 5 · Quality and variety, one number each
#
# One distance cannot say *what* is wrong. Two numbers can (Kynkäänniemi et al. 2019). Put a ball around each
# real point, out to its $k$-th nearest real neighbour; the union of the balls stands for "what is real".
#
# - **Precision**: the share of fakes inside the real balls. Is what we make realistic?
# - **Recall**: exchange the two sets: the share of real points inside the *fakes'* balls. Do we make everything?
#
# ### Exercise 3 · precision
#
# `real` is (n, f), `fake` is (m, f). A point is no neighbour of itself. (`recall(real, fake, k)` is then
# `precision(fake, real, k)`.)

# %% tags=["exercise:precision"]
def precision(real, fake, k):
    return ...

# %%
ex05.precision.check(precision)

# %%
# ex05.precision.hint(1)      # then 2 and 3
# ex05.precision.solution()

# %% [markdown]
# Watch the balls where they fail. A cloud of 200 real points and **one outlier**. Its third neighbour is far
# away, so its ball is huge; fakes that resemble nothing lie inside.

# %%
cloud = np.concatenate([spread(200, 1.0), [[9.0, 0.0]]])
nonsense = np.array([9.0, 4.0]) + spread(200, 0.8)
radius = np.sort(cdist(cloud, cloud), axis=1)[:, 3]             # column 0 is the point itself
fig, ax = plt.subplots(figsize=(6, 4))
for point, r in zip(cloud, radius, strict=True):
    ax.add_patch(plt.Circle(point, r, color=plots.REAL, alpha=0.08, linewidth=0))
plots.scatter_real_fake(cloud, nonsense, title="One outlier's ball holds them all", ax=ax)
ax.set(xlim=(-5, 18), ylim=(-8, 9))
ax.legend(loc="lower left")
plots.show(fig, alt="A cloud of real points with small balls, one outlier far to the right with a huge ball, and a "
                    "cloud of generated points inside that ball, far from everything else.")

# %% [markdown]
# **Density** asks in *how many* balls a fake lies, over $k$: in a crowd about 1, in the outlier's ball $1/k$.
# **Coverage** asks which share of the *real* balls holds a fake. Only real balls are used, so wild fakes cannot
# inflate theirs (Naeem et al. 2020).

# %%
def density_and_coverage(real, fake, k=5):
    radius = np.sort(cdist(real, real), axis=1)[:, k]
    inside = cdist(real, fake) < radius[:, None]                # (n real, m fake)
    return inside.sum(axis=0).mean() / k, inside.any(axis=1).mean()


cases = {"nonsense beside the outlier": (cloud, nonsense),
         **{name: (held_out, fakes[name]) for name in ("perfect", "collapsed", "lucky", "noisy", "blob", "tight")}}
four = {}
print(" " * 28, "precision  recall  density  coverage")
for name, (real, fake) in cases.items():
    four[name] = (*metrics.precision_recall(real, fake), *density_and_coverage(real, fake))
    print(f"{name:28s}" + "".join(f"{value:9.3f}" for value in four[name]))

# %% [markdown]
# *What to see: recall is nearly 1 for "lucky" and for the broad hill. Seven lonely fakes have balls as large
# as the ring, and thinly spread fakes cover everything. Recall praises noise; coverage does not.*
#
# Coverage has a weakness of its own: more fakes cover more. Give "noisy" ten times as many samples.

# %%
noisy_10 = np.concatenate([samplers["noisy"]() for _ in range(10)])
coverage_10 = metrics.density_coverage(held_out, noisy_10).coverage
print(f"coverage of 'noisy': 1,000 samples {four['noisy'][3]:.3f}, 10,000 samples {coverage_10:.3f};"
      f"  'perfect': 1,000 samples {four['perfect'][3]:.3f}")

# %%
# NBVAL_CHECK_OUTPUT
nonsense_row = four["nonsense beside the outlier"]
print("precision lies: more than 95 % of the nonsense is realistic:", nonsense_row[0] > 0.95)
print("its density is below 0.3, where 1 is normal:", nonsense_row[2] < 0.3)
print("recall lies: 'lucky' and 'blob' have more than 0.9:", min(four["lucky"][1], four["blob"][1]) > 0.9)
print("their coverage is below 0.4:", max(four["lucky"][3], four["blob"][3]) < 0.4)
print("coverage lies: 'noisy' with ten times the samples beats 'perfect':", coverage_10 > four["perfect"][3])
print("our four lines agree with the package:",
      np.allclose(four["tight"][2:], metrics.density_coverage(held_out, fakes["tight"])))

# %% [markdown]
# ## 6 · Did it copy?
#
# Reread the tables: "copies" has passed every test. It must. **A training set is itself a perfect sample**, and
# each test so far asks whether the fakes look like one. To catch the copyist, ask another question: are fakes
# closer to the *training set* than fresh real data are? Let $d$ be the distance to the nearest training point,
# $g$ a generated and $h$ a held-out real point:
#
# $$M = P\bigl(d(g) < d(h)\bigr) + \tfrac12 P\bigl(d(g) = d(h)\bigr).$$
#
# ½ is as it should be; 1 is copying; near 0, the fakes are far from all data (Meehan et al. 2020).

# %%
def memorisation(generated, train, held_out):
    d_g = cdist(generated, train).min(axis=1)[:, None]
    d_h = cdist(held_out, train).min(axis=1)
    return (d_g < d_h).mean() + (d_g == d_h).mean() / 2


copied = {name: memorisation(points, train, held_out) for name, points in fakes.items()}
for name, value in copied.items():
    print(f"{name:10s} {value:.3f}")

# %% [markdown]
# On digits, with 2,000 shown to the "generator". One copyist recites them. A second one shifts each by two pixels.

# %%
shown, fresh, other = images[:2000], images[4000:4300], images[4300:4600]     # shown, held out, a perfect sampler
copied_ones = chance.choice(2000, 300, replace=False)
copyist = shown[copied_ones]
shifted = np.roll(copyist, 2, axis=2)


def pixels(x):
    return x.reshape(len(x), -1)


in_pixels = {name: metrics.memorisation(pixels(x), pixels(shown), pixels(fresh))
             for name, x in {"other real digits": other, "copyist": copyist, "shifted copies": shifted}.items()}
print({name: round(value, 2) for name, value in in_pixels.items()})

# %%
_, nearest = metrics.nearest(pixels(shifted), pixels(shown))
print(f"the nearest training digit is the one that was copied and shifted: {np.mean(nearest == copied_ones):.0%}")
_, nearest_real = metrics.nearest(pixels(other[:9]), pixels(shown))
rows = np.concatenate([shifted[:9], shown[nearest[:9]], other[:9], shown[nearest_real]])
plots.show(plots.image_grid(rows, columns=9, title="Shifted copies, their nearest; real digits, their nearest"),
           alt="Four rows of nine digits: shifted copies, the training digits nearest to them in pixels, other real "
               "digits, and the training digits nearest to those.")

# %% [markdown]
# *What to see: first row, the shifted copies; below each, the nearest training digit in pixels. Mostly it is not
# the one that was copied: two pixels of shift have hidden it. A distance finds the copies that it can see.*

# %%
# NBVAL_CHECK_OUTPUT
print("ring: 'copies' and 'fifty' are at 1, 'perfect' within 0.1 of one half:",
      copied["copies"] == copied["fifty"] == 1 and abs(copied["perfect"] - 0.5) < 0.1)
print("digits in pixels: the copyist is at 1:", in_pixels["copyist"] == 1)
print("other real digits are within 0.15 of one half:", abs(in_pixels["other real digits"] - 0.5) < 0.15)
print("memorisation lies: copies shifted by two pixels are below 0.4, farther than fresh digits:",
      in_pixels["shifted copies"] < 0.4)
print("fewer than half of them have the digit that was copied as their nearest:", np.mean(nearest == copied_ones) < 0.5)

# %% [markdown]
# ## 7 · How many different things?
#
# **NDB**, the number of statistically different bins (Richardson & Weiss 2018): cut the real data into cells by
# k-means, and test in each whether the fakes' share differs. At level 5 % about 5 % of the bins differ by
# chance: that is a perfect score. Try it with few bins and with many.

# %%
bins = {n_bins: {name: metrics.different_bins(held_out, points, n_bins, seed=chance).share
                 for name, points in fakes.items()} for n_bins in (8, 60)}
for name in fakes:
    print(f"{name:10s} share of bins that differ: of 8 {bins[8][name]:6.1%}   of 60 {bins[60][name]:6.1%}")

# %% [markdown]
# With eight bins, a bin is a mode, and "tight" passes: its shares are right. *Where in a bin* the samples lie,
# NDB does not ask.
#
# The **birthday paradox** (Arora & Zhang 2018) needs no real data. With $N$ different things, each as often, a
# batch of $s$ samples holds no duplicate with probability about $e^{-s^2/2N}$: among 23 people two share a
# birthday as often as not. So duplicates betray $N$. "Fifty" knows fifty points:

# %%
batches = np.arange(2, 31)
with_duplicates = [metrics.collision_share(fakes["fifty"], int(s), same=0.0, n_batches=300, seed=chance)
                   for s in batches]
fig = plots.curves(batches, {
    "batches with a duplicate": (with_duplicates, {"color": plots.FAKE, "marker": "o", "linestyle": "none"}),
    "$1 - e^{-s^2/2N}$ with $N = 50$": (1 - np.exp(-batches**2 / 100), {"color": plots.THEORY}),
}, title="Duplicates tell how many different things there are", xlabel="batch size s", ylabel="share of 300 batches")
plots.show(fig, alt="The share of batches that hold a duplicate rises from 0 to 1 as batches grow to 30 and follows "
                    "the formula for fifty different things.")

# %% [markdown]
# *What to see: half of the batches of about $1.18\sqrt{50} \approx 8$ hold a duplicate.*
#
# `metrics.birthday_support` uses all pairs at once: of $N$ things, one pair in $N$ is alike. Where nothing
# repeats exactly, "alike" needs a distance, here 0.01. Then the number has no meaning by itself; compare it
# with that of real data.

# %%
exact = metrics.birthday_support(fakes["fifty"], same=0.0)
support = {name: metrics.birthday_support(points, same=0.01) for name, points in {"real": held_out, **fakes}.items()}
print(f"'fifty', exact duplicates: {exact:.1f} different things")
print({name: round(value) for name, value in support.items()})

# %%
# NBVAL_CHECK_OUTPUT
print("birthday: 'fifty' is estimated between 45 and 55:", 45 < exact < 55)
print("NDB lies: with 8 bins at most half differ for 'tight':", bins[8]["tight"] <= 0.5)
print("with 60 bins more than half differ:", bins[60]["tight"] > 0.5)
print("birthday lies: 'noisy' makes more than twice as many 'different things' as reality:",
      support["noisy"] > 2 * support["real"])

# %% [markdown]
# ## 8 · Digits: a score sees what its features see
#
# The same scores for sets of 1,000 digits, in the classifier's features. Added: the share that the classifier
# is sure of ("confident"), a relative of high quality where no mixture is known.

# %%
ones = images[4000:][labels[4000:] == 1]
first = images[:1000]                                           # some of those shown to the "generators"
digit_sets = {
    "real": images[5000:6000], "copies": first, "only ones": ones[chance.integers(len(ones), size=1000)],
    "half blurred": half_blurred[:1000],
    **{kind: crude_fakes(first, kind, chance) for kind in ("blurred", "blended", "pca", "shuffled")}}
few = np.concatenate([x[:9] for x in digit_sets.values()])
row_names = [name if j == 1 else "" for name in digit_sets for j in range(9)]
plots.show(plots.image_grid(few, columns=9, titles=row_names, scale=0.5),
           alt="Eight rows of nine images: real digits, copies, only ones, half blurred, blurred, two digits blended, "
               "smears drawn from principal components, and grey noise made of shuffled pixels.")

# %%
of_shown, of_held_out, against = features[:2000], features[6000:7000], features[4000:5000]
digit_scores = {}
print(" " * 13, "confident Fréchet  kernel  precis. recall  density coverage memor.")
for name, x in digit_sets.items():
    x_features = judge.features(x)
    digit_scores[name] = [judge.confident_share(x), metrics.frechet_distance(x_features, against),
                          metrics.kernel_distance(x_features, against), *metrics.precision_recall(against, x_features),
                          *metrics.density_coverage(against, x_features),
                          metrics.memorisation(x_features, of_shown, of_held_out)]
    print(f"{name:13s} " + " ".join(f"{value:8.2f}" for value in digit_scores[name]))

# %% [markdown]
# Look at the last row. Shuffled pixels are grey noise, and their **precision is 1**: more realistic than real
# digits. Their density is two or three times that of real ones. The coverage tells why: all of the noise lies in
# the balls of about one real digit in a hundred. The classifier has never seen noise, and it has to put it
# somewhere. The distances, recall and coverage are honest here; precision alone would have sold you noise.
#
# "Half blurred" is *more* digit-like than digits, by confidence: perhaps blur removes odd strokes. And the noise's
# memorisation is 1: in these features it lies closer to the shown digits than real ones do. **A score sees
# what its features see.**

# %%
# NBVAL_CHECK_OUTPUT
table = {name: dict(zip(["confident", "F", "K", "P", "R", "D", "C", "M"], row, strict=True))
         for name, row in digit_scores.items()}
print("precision of grey noise is above 0.95, that of real digits below:",
      table["shuffled"]["P"] > 0.95 > table["real"]["P"])
print("its density is above 1.3:", table["shuffled"]["D"] > 1.3)
print("its coverage is below 0.1, and Fréchet sees it, more than 20 times the floor:",
      table["shuffled"]["C"] < 0.1 and table["shuffled"]["F"] > 20 * table["real"]["F"])
print("confidence lies: half-blurred digits beat real ones:",
      table["half blurred"]["confident"] > table["real"]["confident"])
print("and ones alone, one class of ten, have more than 95 %:", table["only ones"]["confident"] > 0.95)
print("'copies': Fréchet below twice the floor; memorisation above 0.95, for real digits within 0.1 of one half:",
      table["copies"]["F"] < 2 * table["real"]["F"] and table["copies"]["M"] > 0.95
      and abs(table["real"]["M"] - 0.5) < 0.1)

# %% [markdown]
# ## 9 · Who notices what
#
# Back to the ring, where all is known. Draw the perfect sampler thirty times: each score then has a range that is
# due to chance. A score **notices** a fault when its value lies far outside: beyond the range by more than twice the
# width of the range.

# %%
def scores(points):
    counts = metrics.mode_counts(points, blobs)
    recalled, covered = metrics.precision_recall(held_out, points), metrics.density_coverage(held_out, points)
    return {"modes": (counts > 0).sum(), "quality": counts.sum() / len(points), "KL": metrics.kl_to_uniform(counts),
            "grid JS": metrics.grid_jensen_shannon(points, held_out, 20, (-2, 2)),
            "Fréchet": metrics.frechet_distance(points, held_out), "kernel": metrics.kernel_distance(points, held_out),
            "precision": recalled.precision, "recall": recalled.recall,
            "density": covered.density, "coverage": covered.coverage,
            "memorisation": metrics.memorisation(points, train, held_out),
            "NDB": metrics.different_bins(held_out, points, 50, seed=chance).share,
            "log10 birthday": np.log10(metrics.birthday_support(points, same=0.01))}


thirty = np.array([list(scores(samplers["perfect"]()).values()) for _ in range(30)], dtype=float)
names, low, high = list(scores(held_out)), thirty.min(axis=0), thirty.max(axis=0)
values = {name: np.array(list(scores(points).values()), dtype=float) for name, points in fakes.items()}


def notices(row):
    margin = 2 * (high - low) + 1e-12                            # modes: the width is 0, and any gap counts
    return (row < low - margin) | (row > high + margin)

# %%
def draw(rows):
    noticed = np.array([notices(row) for row in rows.values()])
    fig, ax = plt.subplots(figsize=(9, 0.36 * len(rows) + 1.5))
    ax.imshow(noticed, cmap=ListedColormap(["#F4F4F4", plots.ACCENT]), vmin=0, vmax=1, aspect="auto")
    for i, row in enumerate(rows.values()):
        for j, value in enumerate(row):
            ax.text(j, i, f"{value:.0f}" if j == 0 else f"{value:.2f}", ha="center", va="center", fontsize=8)
    ax.set_xticks(range(len(names)), names, rotation=40, ha="right")
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set(title="Orange: far outside the range of thirty perfect samples", xlabel="score", ylabel="sampler")
    ax.grid(False)
    return fig


plots.show(draw(values), alt="A table of nine samplers by thirteen scores; orange cells notice the fault. The row "
                             "'perfect' is grey, the row 'copies' is orange under memorisation only, no column is "
                             "orange throughout.")

# %%
# NBVAL_CHECK_OUTPUT
faults = {name: notices(row) for name, row in values.items() if name != "perfect"}
caught = np.array(list(faults.values()))                        # (8 faults, 13 scores)
print("every fault is noticed by at least one score:", bool(caught.any(axis=1).all()))
print("no score notices every fault:", not caught.all(axis=0).any())
print("'copies' is noticed by memorisation alone:",
      [name for name, hit in zip(names, faults["copies"], strict=True) if hit] == ["memorisation"])
print("'blob' passes by modes; quality, precision and coverage notice it:", not faults["blob"][names.index("modes")]
      and all(faults["blob"][names.index(name)] for name in ("quality", "precision", "coverage")))

# %% [markdown]
# | score | asks | is fooled by | ask also |
# |---|---|---|---|
# | modes captured | is each mode there? | one lucky sample | KL, coverage |
# | high quality, confidence | is each sample plausible? | collapse; more than 98.89 % is too tight | modes, recall |
# | KL to uniform | how evenly? | everything beside the modes | quality |
# | grid JS | same cells? | the choice of the bins | real against real |
# | Fréchet | same mean and covariance? | another shape; unequal sample sizes | coverage |
# | kernel | same low moments? | another shape; scatter at small n | coverage |
# | precision | inside real balls? | an outlier; blind features | density |
# | recall | inside the fakes' balls? | lonely or noisy fakes | coverage |
# | density | in how many real balls? | may pass 1: a crowd on one spot | coverage |
# | coverage | which real balls hold a fake? | many fakes; copies | memorisation |
# | memorisation | closer to the training set than fresh data? | a shifted copy; collapse | look at neighbours |
# | NDB | same share in each bin? | shape inside a bin | precision |
# | birthday | how many different things? | noise | quality |
#
# ### Exercise 4 · five rows, five diagnoses
#
# Other data: a grid of 25 blobs. Five samplers, five numbers each. Give each letter one of `"perfect"`,
# `"collapsed"`, `"noisy"`, `"tight"`, `"copies"`.

# %%
mixture, its_train, its_held_out, mystery = ex05.mystery()
print("   modes  quality  recall  coverage  memorisation")
for letter, points in mystery.items():
    print(f"{letter}  {metrics.modes_captured(points, mixture):5d}  {metrics.high_quality_share(points, mixture):7.1%}"
          f"  {metrics.precision_recall(its_held_out, points).recall:6.2f}"
          f"  {metrics.density_coverage(its_held_out, points).coverage:8.2f}"
          f"  {metrics.memorisation(points, its_train, its_held_out):12.2f}")

# %% tags=["exercise:diagnoses"]
diagnoses = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ...}

# %%
ex05.diagnoses.check(diagnoses)

# %%
# ex05.diagnoses.hint(1)      # then 2 and 3
# ex05.diagnoses.solution()

# %% [markdown]
# ## 10 · The fever
#
# The thermometers are tested. Now a patient: a small GAN, trained on our 1,000 training points for 2,000 steps,
# looked at every 200.

# %%
gan = GAN(networks.mlp_generator(latent_dim=16), networks.mlp_discriminator())
gan.compile(generator_optimizer=Adam(1e-3, beta_1=0.5), discriminator_optimizer=Adam(1e-3, beta_1=0.5))
looks = Snapshots(n=1000, every=200)
gan.fit(train, batch_size=128, steps_per_epoch=2000, callbacks=[looks], verbose=0)
losses = gan.step_history["d_loss"].reshape(10, 200).mean(axis=1)
steps, states = looks.steps[-10:], looks.samples[-10:]
per_step = {"modes, of 8": [metrics.modes_captured(x, blobs) / 8 for x in states],
            "high quality": [metrics.high_quality_share(x, blobs) for x in states],
            "coverage": [metrics.density_coverage(held_out, x).coverage for x in states]}

# %%
fig, axes = plt.subplots(1, 2, figsize=(7, 3.2))
plots.curves(steps, {"mean of 200 steps": (losses, {"color": plots.DISCRIMINATOR, "marker": "o"})},
             title="D's loss", xlabel="step", ylabel="loss", ax=axes[0])
axes[0].axhline(2 * np.log(2), color=plots.THEORY, linestyle="--", label="2 log 2")
axes[0].set(ylim=(0, 2))
axes[0].legend(loc="lower left")
colours = zip(per_step, plots.ORBITS, strict=False)
plots.curves(steps, {name: (per_step[name], {"color": colour}) for name, colour in colours},
             title="What the samples say", xlabel="step", ylabel="share", ax=axes[1])
axes[1].set(ylim=(-0.05, 1.05))
plots.show(fig, alt="Left, the discriminator's loss stays near 2 log 2 during the whole training. Right, modes, high "
                    "quality and coverage of the same generator, which start near 0 and move on their own.")

# %%
values["this GAN"] = np.array(list(scores(gan.generate(1000, seed=1)).values()), dtype=float)
plots.show(draw({name: values[name] for name in ("perfect", "this GAN", "noisy", "collapsed")}),
           alt="The table's rows for perfect, this GAN, noisy and collapsed. The GAN's row is orange in most places.")

# %% [markdown]
# *What to see: above, a loss near its equilibrium from the first look to the last, and what the samples say at the same
# steps. You could not draw one from the other.* In the table, read the GAN's row beside those of known faults: which
# sampler does it resemble?

# %%
# NBVAL_CHECK_OUTPUT
quality_seen = per_step["high quality"]
print("D's loss is within 0.7 of 2 log 2 at every look:", bool(np.abs(losses - 2 * np.log(2)).max() < 0.7))
print("yet at one of them fewer than 40 % of the samples are of high quality:", min(quality_seen) < 0.4)
print("the GAN does not copy (memorisation below 0.7):", values["this GAN"][names.index("memorisation")] < 0.7)
print("its quality is noticed as imperfect:", bool(notices(values["this GAN"])[names.index("quality")]))

# %% [markdown]
# ## Quiz
#
# 1. A paper reports 8 of 8 modes, from 2,500 samples. What else do you ask for?
#
# <details><summary>Answer</summary>
# The shares. 2,493 samples on one mode and one on each other give 8 of 8 too. KL to uniform or coverage tells.
# Then the high-quality share, and more than one seed.
# </details>
#
# 2. Model A has Fréchet distance 9 from 1,000 samples, model B has 7 from 10,000. Which is better?
#
# <details><summary>Answer</summary>
# Nobody can tell: small samples bias the distance upwards, so A may be the better one. Compute both at the same
# size, and print real against real at that size beside them.
# </details>
#
# 3. Why may the kernel distance be negative, and is that an error?
#
# <details><summary>Answer</summary>
# An unbiased estimate of 0 must fall below 0 about as often as above. An error would be to clip it: then its
# mean could not be 0 for equal distributions.
# </details>
#
# 4. Precision 1.0, density 3.8. A triumph?
#
# <details><summary>Answer</summary>
# Real data have density 1. Far above 1, the fakes crowd on one spot inside many real balls: in this notebook it
# was grey noise. Look at recall, coverage and the samples.
# </details>
#
# 5. Memorisation is 0.5. Is copying excluded?
#
# <details><summary>Answer</summary>
# Only copies that are close by this distance. A shift by two pixels hides them from a distance of pixels. Look
# at nearest neighbours, in more than one feature space.
# </details>

# %% [markdown]
# ## Back to your predictions

# %%
# NBVAL_CHECK_OUTPUT
print("1. worse: it is too tight; a perfect sampler has 98.89 %:", quality["tight"] == 1 and quality["perfect"] < 1)
print("2. the pair of 100; small samples bias the distance upwards:", real_100 > real_2000)
print("3. nearly 100 %:", table["shuffled"]["P"] > 0.95)
print("4. one of thirteen:", len(names) == 13 and faults["copies"].sum() == 1)

# %% [markdown]
# ## You have seen
#
# 1. Modes and high quality counted; 98.89 % for a perfect sampler, 8 of 8 for a lucky one, and a ring with
#    seven modes.
# 2. A Fréchet and a kernel distance that cannot tell a hill from a ring; a bias upwards at small samples; real
#    digits losing to blurred ones at unequal sizes.
# 3. Precision fooled by an outlier and by blind features, recall by noise, coverage by numbers; and what each
#    adds.
# 4. A copyist with perfect scores, caught by one question, and lost again by a shift of two pixels; fifty things
#    counted by duplicates.
# 5. A table of samplers and scores without a column that sees everything, and a real GAN read by it.
#
# ## Common mistakes
#
# - **One score.** Each has its sampler that fools it. Report quality, variety and copying: three questions,
#   three numbers.
# - **No floor.** Print what real data score against real data, at the same size.
# - **Unequal sizes.** Fréchet falls, coverage rises with the number of samples, whatever the generator does.
# - **Foreign features.** A network is blind to what it was never trained on; and it maps nonsense somewhere.
# - **Reporting the bins' answer.** A histogram's divergence without its bins is no number.
# - **More is better.** Above 98.89 % or far above density 1, something is too tight.
# - **Held-out data that were trained on.** Then memorisation is ½ for the copyist as well.
#
# ## Papers
#
# - Heusel et al. 2017, *GANs trained by a two time-scale update rule converge to a local Nash equilibrium*: the
#   Fréchet distance.
# - Bińkowski et al. 2018, *Demystifying MMD GANs*: the kernel distance, and the bias of the other.
# - Kynkäänniemi et al. 2019, *Improved precision and recall metric for assessing generative models*.
# - Naeem et al. 2020, *Reliable fidelity and diversity metrics for generative models*: density and coverage.
# - Richardson & Weiss 2018, *On GANs and GMMs*: NDB.
# - Arora & Zhang 2018, *Do GANs learn the distribution? Some theory and empirics*: the birthday paradox.
# - Meehan, Chaudhuri & Dasgupta 2020, *A non-parametric test to detect data-copying in generative models*.
# - Srivastava et al. 2017, *VEEGAN*; Lin et al. 2018, *PacGAN*: modes and high-quality samples.
#
# ## Next
#
# Notebook 06 turns these instruments on mode collapse: watched, counted, and explained by experiments that
# could have said no.
