# %% [markdown]
# # 05 · Measuring a GAN
#
# *By the end you can put a dozen scores on a generator, and name for each of them the
# bad generator that it praises.*
#
# Reading and doing: about 95 min, and 25 for the further sections · [how long all
# cells run](RUN_TIMES.md)
#
# Before this: notebook 04 (a trained GAN and its losses); mean, variance, covariance.
#
# ## You will be able to
#
# 1. count modes and samples of high quality, and say what a perfect sampler scores;
# 2. compute Fréchet and kernel distances (FID and KID), say what they cannot see and
#    what the sample size does to them;
# 3. tell quality from variety with precision and recall, density and coverage;
# 4. find a generator that copies its training data;
# 5. read a row of scores and name the fault of the sampler behind it.
#
# ## Three questions from earlier notebooks
#
# Answer each aloud before you open it.
#
# 1. A GAN has reached its equilibrium: $p_g = p_r$, and $D$ is at its best. What is
#    $D(x)$, and what does the discriminator's loss read? (Notebook 02)
#
# <details><summary>Answer</summary>
# D(x) = ½ everywhere, and the loss is 2 log 2 = 1.386: log 2 for the real data and
# log 2 for the fakes.
# </details>
#
# 2. What is the Jensen–Shannon divergence of two distributions that have no point in
#    common, and does it tell how far apart they are? (Notebook 02)
#
# <details><summary>Answer</summary>
# It is log 2 at any distance, so it does not tell.
# </details>
#
# 3. In the generator's step, which weights change, and through which network does the
#    gradient pass on its way? (Notebooks 03 and 04)
#
# <details><summary>Answer</summary>
# Only the generator's weights θ change. The gradient passes through the discriminator,
# whose weights φ stay as they are.
# </details>

# %%
from gan_course import seed_everything

SEED = 0
seed_everything(SEED)

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap
from scipy.spatial.distance import cdist

from gan_course import digit_classifier, metrics, networks, plots
from gan_course.callbacks import Snapshots
from gan_course.datasets import GaussianMixture, crude_fakes, digits, ring
from gan_course.exercises import ex05, predictions
from gan_course.gan import GAN
from gan_course.optimizers import Adam

chance = np.random.default_rng(SEED)      # every sample on this page is drawn from it

# %% [markdown]
# ## Predict first
#
# Replace each `...` by a guess, and run the cell.
#
# 1. Data are round blobs. A sampler puts **every** sample within 3 standard deviations
#    of a blob's mean. Is it better than a perfect sampler, as good, or worse?
# 2. Two sets of 100 real digits, two sets of 2,000 real digits. Which pair has the
#    larger Fréchet distance, or are they the same?
# 3. Real points form one cloud, with a single outlier beside it. Fakes that resemble
#    nothing lie near the outlier. What share of them will "precision" call realistic,
#    in percent?
# 4. A generator has learned its training set by heart and recites it. How many of
#    eleven scores notice?

# %%
guesses = {
    "1. all within 3 std": ...,         # "better", "as good" or "worse"
    "2. larger distance": ...,          # "100", "2,000" or "the same"
    "3. precision, %": ...,             # a number
    "4. scores that notice, of 11": ...,
}

# %% [markdown]
# ## 1 · Samplers whose faults we know
#
# A thermometer is tested in ice and in boiling water before it is put to a patient. In
# the same way we test the scores on samplers whose faults we know, before we measure a
# GAN. Data are the ring of eight blobs, each with the standard deviation 0.05 (papers
# use 0.01, which is too small to see). Beside a perfect sampler we write eight bad
# ones. Each has one fault.

# %%
blobs = ring(std=0.05)
train = blobs.sample(1000, chance)         # real
held_out = blobs.sample(1000, chance)      # real, and never trained on


def spread(n, std):
    return std * chance.standard_normal((n, 2))


def at_modes(which, std):
    return blobs.means[chance.choice(which, size=1000)] + spread(1000, std)


def lucky():
    """All on one mode, but for one sample on each of the others."""
    return np.concatenate([at_modes([0], 0.05)[7:], blobs.means[1:]])


# %%
samplers = {
    "perfect": lambda: blobs.sample(1000, chance),
    "collapsed": lambda: at_modes([0], 0.05),                     # one mode of eight
    "lucky": lucky,
    "seven": lambda: at_modes([1, 2, 3, 4, 5, 6, 7], 0.05),       # one mode is missing
    "noisy": lambda: blobs.sample(1000, chance) + spread(1000, 0.1),
    "tight": lambda: at_modes(8, 0.02),          # too little variety in each mode
    "blob": lambda: spread(1000, np.sqrt(0.5 + 0.05**2)),         # one broad hill
    "copies": lambda: train[chance.permutation(1000)],    # recites its training set
    "fifty": lambda: train[chance.integers(50, size=1000)],  # knows fifty of its points
}

# %%
fakes = {name: sampler() for name, sampler in samplers.items()}
fig, axes = plt.subplots(3, 3, figsize=(7, 7), sharex=True, sharey=True)
for ax, (name, points) in zip(axes.flat, fakes.items(), strict=True):
    plots.scatter_real_fake(None, points, title=name, limits=(-1.7, 1.7), ax=ax)
    ax.get_legend().remove()
    ax.set(xlabel="", ylabel="")
fig.supxlabel("$x_1$"), fig.supylabel("$x_2$")
plots.show(fig, alt="Nine scatter plots. Perfect: eight round blobs on a circle. "
                    "Collapsed: one blob. Lucky: one blob and seven single points. "
                    "Seven: one blob is missing. Noisy: wide blobs. Tight: small "
                    "blobs. Blob: one broad cloud over everything. Copies: like "
                    "perfect. Fifty: blobs of few points.")

# %% [markdown]
# *What to see: in two dimensions you find most of the faults by eye, though not that of
# "copies". In the 784 dimensions of a digit you would find none of them.*
#
# ## 2 · Count
#
# The oldest scores need a mixture that is known. Its mode $j$ has the mean $m_j$; all
# modes have the standard deviation $s$. In the plane, a sample $x$ is of **high
# quality** when it lies within $3s$ of its nearest mean:
#
# $$\min_j \lVert x - m_j \rVert \le 3s.$$
#
# A mode is **captured** when at least one sample of high quality is nearest to it
# (VEEGAN, Srivastava et al. 2017; PacGAN, Lin et al. 2018, from 2,500 samples).
#
# ### Exercise 1 · modes and quality
#
# Return two numbers: how many modes are captured, and the share of samples of high
# quality. `samples` is (n, 2), `means` (n_modes, 2), `std` one number.

# %% tags=["exercise:modes_and_quality"]
def modes_and_quality(samples, means, std):
    return ...


# %%
ex05.modes_and_quality.check(modes_and_quality)

# %%
# ex05.modes_and_quality.hint(1)      # then 2 and 3
# ex05.modes_and_quality.solution()

# %% [markdown]
# Now your function measures the nine samplers.

# %%
modes_and_quality = ex05.modes_and_quality.yours()
modes, quality = {}, {}
for name, points in fakes.items():
    modes[name], quality[name] = modes_and_quality(points, blobs.means, 0.05)
    print(f"{name:10s} modes {modes[name]} of 8   high quality {quality[name]:7.2%}")

# %% [markdown]
# What should a perfect sampler score? In two dimensions $\lVert x - m \rVert^2/s^2$ is
# the sum of two squared standard normals, and that sum exceeds $r^2$ with probability
# $e^{-r^2/2}$. For $r = 3$ the share is $p = 1 - e^{-4.5} = 98.89\,\%$, **not 100 %**.
# From $n$ samples it comes out with a standard error of $\sqrt{p(1-p)/n}$, 0.33 % here.
#
# Each of the two scores can be fooled. *One lucky sample* captures a mode, and *any*
# sampler that stays inside the blobs has high quality: a collapsed one, a tight one,
# copies.

# %%
# NBVAL_CHECK_OUTPUT
p = 1 - np.exp(-4.5)
error = np.sqrt(p * (1 - p) / 1000)
print(f"perfect: within 4 standard errors of {p:.2%}:",
      bool(abs(quality["perfect"] - p) < 4 * error))
print("modes are fooled: 'lucky' has 8 of 8, with 993 of 1,000 samples on one of them:",
      bool(modes["lucky"] == 8))
print("quality is fooled: 'collapsed' is within 4 standard errors too:",
      bool(abs(quality["collapsed"] - p) < 4 * error))
print("and 'tight' has 100 %, the perfect sampler less:",
      bool(quality["tight"] == 1 > quality["perfect"]))

# %% [markdown]
# ### Something breaks
#
# Here is the ring as it stands in more than one public code: eight angles from 0 to
# $2\pi$. We draw samples from this mixture and count them against the same mixture.
# Nothing is learned, so nothing can be lost.

# %%
angles = np.linspace(0, 2 * np.pi, 8)
circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
other_ring = GaussianMixture(circle, std=0.05)
own = other_ring.sample(2500, chance)
print("modes captured:", metrics.modes_captured(own, other_ring), "of 8")
print("samples at each mode:", metrics.mode_counts(own, other_ring))
print("high quality:", f"{metrics.high_quality_share(own, other_ring):.1%}")

# %% [markdown]
# A perfect sampler, and a mode is missing. Is the fault in the sampler, in the metric
# or in the data? Decide before you open the answer; the three printed lines are enough.
#
# <details><summary>Answer</summary>
#
# In the data. `linspace` includes its end, and 2π is the same direction as 0: the first
# and the last mode are one. It gets twice the samples (second line), and its twin can
# never be nearest. A GAN that learned this ring without a fault would be reported at 7
# of 8. `endpoint=False` repairs it.
#
# </details>

# %%
gap = cdist(other_ring.means, other_ring.means) + 9 * np.eye(8)
first, second = np.unravel_index(gap.argmin(), gap.shape)
misjudged = metrics.high_quality_share(fakes["perfect"], other_ring)
print(f"closest two modes: {first} and {second}, at distance {gap.min():.0e}")
print(f"the true ring's perfect sampler, judged by this ring: {misjudged:.1%}")

# %%
# NBVAL_CHECK_OUTPUT
twice = metrics.mode_counts(own, other_ring)[0] / 2500
print("modes 0 and 7 are one place, so a perfect sampler captures 7 of 8:",
      bool(gap.min() < 1e-9 and metrics.modes_captured(own, other_ring) == 7))
print("it holds twice the share of the others, 1/4 instead of 1/8:",
      bool(abs(twice - 0.25) < 0.05))
print("judged by it, a perfect sampler of the true ring falls below 60 %:",
      bool(misjudged < 0.6))

# %% [markdown]
# **Run every metric on real data first.** A score that real data do not reach is a
# fault of the measurement.
#
# ## 3 · Distances: Fréchet and kernel
#
# For images no mixture is known. So we summarise each set of points or features by its
# mean $\mu$ and its covariance $\Sigma$, and compare the two Gaussians that have them.
# That is the **Fréchet distance** (Heusel et al. 2017):
#
# $$F = \lVert \mu_r - \mu_g \rVert^2
#   + \operatorname{Tr}\bigl(\Sigma_r + \Sigma_g - 2\,(\Sigma_r \Sigma_g)^{1/2}\bigr).$$
#
# $r$ is real, $g$ generated. The trace of the root is the sum of the roots of the
# eigenvalues of $\Sigma_r \Sigma_g$. **What papers call FID** is this number for 50,000
# images in the 2,048 features of Inception-v3, a network trained on photographs. With
# other features it is another number: ours cannot be compared with a published FID.

# %%
def frechet(real, fake):
    gap = real.mean(axis=0) - fake.mean(axis=0)
    cov_r, cov_g = np.cov(real, rowvar=False), np.cov(fake, rowvar=False)
    roots = np.sqrt(np.linalg.eigvals(cov_r @ cov_g).real.clip(min=0))
    return gap @ gap + np.trace(cov_r) + np.trace(cov_g) - 2 * roots.sum()


for name, points in fakes.items():
    moved = metrics.wasserstein_2(held_out[:400], points[:400])
    print(f"{name:10s} Fréchet {frechet(held_out, points):7.4f}   "
          f"Wasserstein W2 of 400 {moved:6.3f}")

# %% [markdown]
# Compare "blob" with "collapsed": the broad hill, on which hardly a sample is right,
# has nearly the score of real data. It was built for that. The ring has mean 0 and
# covariance $(\tfrac12 + s^2) I$; so has the hill; **the Fréchet distance sees nothing
# else.** The exact Wasserstein distance $W_2$ moves single points, as $W_1$ did in
# notebook 02, and sees the difference. From 400 points it is coarse: chance alone gives
# about 0.2, and "noisy" passes. It takes $n^3$ steps and is of little use in many
# dimensions, so people use features and $F$.

# %%
# NBVAL_CHECK_OUTPUT
moments = np.zeros(2), (0.5 + 0.05**2) * np.eye(2)         # of ring and of hill
moved = {name: metrics.wasserstein_2(held_out[:400], fakes[name][:400])
         for name in ("blob", "perfect")}
print("in exact numbers ring and hill are at distance 0:",
      metrics.frechet_of_moments(*moments, *moments) < 1e-12)
print("from samples 'blob' has less than a fiftieth of the distance of 'collapsed':",
      bool(frechet(held_out, fakes["blob"])
           < frechet(held_out, fakes["collapsed"]) / 50))
print("yet fewer than 15 % of its samples are of high quality:",
      bool(quality["blob"] < 0.15))
print("W2 tells it from a perfect sampler:", moved["blob"] > moved["perfect"])

# %% [markdown]
# ### The kernel distance
#
# Its rival, **KID**, compares all pairs of points by a kernel,
# $k(x, y) = (x \cdot y / f + 1)^3$ with $f$ features (Bińkowski et al. 2018). With $n$
# real points $x_i$ and $m$ generated points $y_i$ it is
#
# $$\frac{1}{n(n-1)}\sum_{i \ne j} k(x_i, x_j)
#   + \frac{1}{m(m-1)}\sum_{i \ne j} k(y_i, y_j)
#   - \frac{2}{nm}\sum_{i, j} k(x_i, y_j).$$
#
# The first two sums leave out $i = j$, because a point always resembles itself, which
# says nothing about the distribution.
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
# Now digits. Distances of pixels mean little, so we compare **features**: 64 numbers a
# digit, from the classifier of notebook 04, which we call the *judge*. We draw two sets
# of *real* digits, so that the true distance is 0, and vary only their size. The kernel
# distance is yours.

# %%
kernel_distance = ex05.kernel_distance.yours()
images, labels, test_images, _ = digits()
judge = digit_classifier.load()
order = chance.permutation(8000)
images, labels = images[order], labels[order]
features = judge.features(images)                              # (8000, 64)

sizes = [100, 250, 500, 1000, 2000]
repeats = {"Fréchet": metrics.frechet_distance, "kernel": kernel_distance}
found = {name: np.zeros((len(sizes), 20)) for name in repeats}
for i, n in enumerate(sizes):
    for draw in range(20):
        pick = chance.permutation(8000)
        for name, distance in repeats.items():
            found[name][i, draw] = distance(features[pick[:n]], features[pick[n:2 * n]])

# %%
fig, axes = plt.subplots(1, 2, figsize=(7, 3.2))
for ax, (name, values) in zip(axes, found.items(), strict=True):
    mean, std = values.mean(axis=1), values.std(axis=1)
    ax.fill_between(sizes, mean - std, mean + std, color=plots.REAL, alpha=0.2,
                    label="± 1 std of 20 draws")
    blue = {"color": plots.REAL, "marker": "o"}
    plots.curves(sizes, {"mean of 20 draws": (mean, blue)},
                 title=f"{name}: real against real", xlabel="digits in each set",
                 ylabel="distance", ax=ax)
    ax.axhline(0, color=plots.THEORY, linestyle="--")
    ax.set_xscale("log")
    ax.set_xticks(sizes, [str(n) for n in sizes])
    ax.minorticks_off()
plots.show(fig, alt="Left, the Fréchet distance of real digits falls from above 20 at "
                    "100 digits to near 1 at 2,000, always above 0. Right, the kernel "
                    "distance scatters around 0 at every size, widely at 100 digits.")

# %% [markdown]
# *What to see: both sets are real. Fréchet says more than 20 at 100 digits, and about
# half of it whenever the size doubles: **small samples bias it upwards**. The kernel
# distance is right on average at every size; the price is a wide scatter, also below
# 0.*
#
# So two Fréchet distances from unequal sizes cannot be compared. We provoke a wrong
# verdict: 100 real digits against 2,000 that are half blurred.

# %%
half_blurred = (images[:2000] + crude_fakes(images[:2000], "blurred", chance)) / 2
reference, blurred_features = features[4000:6000], judge.features(half_blurred)
real_100, real_2000 = found["Fréchet"][0].mean(), found["Fréchet"][-1].mean()
blurred_2000 = metrics.frechet_distance(blurred_features, reference)
print(f"Fréchet: real, 100: {real_100:.1f};  half blurred, 2,000: {blurred_2000:.1f};"
      f"  real, 2,000: {real_2000:.1f}")
by_kernel, of_real = kernel_distance(blurred_features, reference), found["kernel"][-1]
print(f"kernel: half blurred, 2,000: {by_kernel:.2f};"
      f"  real, 2,000: {of_real.mean():.2f} ± {of_real.std():.2f}")

# %%
# NBVAL_CHECK_OUTPUT
means, stds = found["kernel"].mean(axis=1), found["kernel"].std(axis=1, ddof=1)
both_signs = (found["kernel"].min(axis=1) < 0) & (found["kernel"].max(axis=1) > 0)
print("Fréchet, real against real: above 0 in every draw:",
      bool(found["Fréchet"].min() > 0))
print("and at 100 digits more than 8 times what it is at 2,000:",
      bool(real_100 > 8 * real_2000))
print("kernel: above 0 in some draws and below in others, at every size:",
      bool(both_signs.all()))
print("its mean is within 1.5 standard deviations of 0 at every size:",
      bool((np.abs(means) < 1.5 * stds).all()))
print("unequal sizes: Fréchet prefers half-blurred digits to real ones:",
      bool(blurred_2000 < real_100 / 2))
print("equal sizes: it prefers real ones:", bool(real_2000 < blurred_2000))

# %% [markdown]
# And what fools the kernel distance? A power of 3 compares moments up to the third. The
# broad hill has those of the ring: all its odd moments are 0 as well. Only a feature
# space in which the difference shows in low moments helps either of the two.

# %%
# NBVAL_CHECK_OUTPUT
hill, collapsed = (kernel_distance(held_out, fakes[name])
                   for name in ("blob", "collapsed"))
print("kernel: 'blob' has less than a fiftieth of the distance of 'collapsed':",
      bool(abs(hill) < collapsed / 50))

# %% [markdown]
# ## 4 · Quality and variety, one number each
#
# One distance cannot say *what* is wrong. Two numbers can (Kynkäänniemi et al. 2019).
# Put a ball around each real point, out to its $k$-th nearest real neighbour; the union
# of the balls stands for "what is real".
#
# - **Precision**: the share of fakes that lie in at least one of the real balls. Is
#   what we make realistic?
# - **Recall**: exchange the two sets. The share of real points that lie in at least one
#   of the *fakes'* balls. Do we make everything that there is?
#
# ### Exercise 3 · precision and recall
#
# Return both, precision first. `real` is (n, f), `fake` is (m, f). A point is no
# neighbour of itself. `metrics.pairwise_distances(a, b)` gives the distance of every
# point of `a` to every point of `b`, (n, m).

# %% tags=["exercise:precision_recall"]
def precision_recall(real, fake, k):
    return ...


# %%
ex05.precision_recall.check(precision_recall)

# %%
# ex05.precision_recall.hint(1)      # then 2 and 3
# ex05.precision_recall.solution()

# %% [markdown]
# Watch the balls where they fail. A cloud of 200 real points and **one outlier**. Its
# third neighbour is far away, so its ball is huge; fakes that resemble nothing lie
# inside it.

# %%
cloud = np.concatenate([spread(200, 1.0), [[9.0, 0.0]]])
nonsense = np.array([9.0, 4.0]) + spread(200, 0.8)
radius = np.sort(cdist(cloud, cloud), axis=1)[:, 3]       # column 0 is the point itself
fig, ax = plt.subplots(figsize=(6, 4))
for point, r in zip(cloud, radius, strict=True):
    ax.add_patch(plt.Circle(point, r, color=plots.REAL, alpha=0.08, linewidth=0))
plots.scatter_real_fake(cloud, nonsense, ax=ax,
                        title="One outlier's ball holds nearly all")
ax.set(xlim=(-5, 18), ylim=(-8, 9))
ax.legend(loc="lower left")
plots.show(fig, alt="A cloud of real points with small balls, one outlier far to the "
                    "right with a huge ball, and a cloud of generated points inside "
                    "that ball, far from everything else.")

# %% [markdown]
# **Density** asks in *how many* balls a fake lies, over $k$: in a crowd about 1, in the
# outlier's ball $1/k$. **Coverage** asks which share of the *real* balls holds a fake.
# Only real balls are used, so wild fakes cannot enlarge theirs (Naeem et al. 2020).

# %%
precision_recall = ex05.precision_recall.yours()
cases = {"nonsense beside the outlier": (cloud, nonsense),
         **{name: (held_out, fakes[name])
            for name in ("perfect", "collapsed", "lucky", "noisy", "blob", "tight")}}
four = {}
print(" " * 28, "precision  recall  density  coverage")
for name, (real, fake) in cases.items():
    four[name] = (*precision_recall(real, fake, 3),
                  *metrics.density_coverage(real, fake))
    print(f"{name:28s}" + "".join(f"{value:9.3f}" for value in four[name]))

# %% [markdown]
# *What to see: recall is nearly 1 for "lucky" and for the broad hill. Seven lonely
# fakes have balls as large as the ring, and thinly spread fakes cover everything. So
# recall praises noise; coverage does not.*
#
# Coverage has a weakness of its own: more fakes cover more. Give "noisy" ten times as
# many samples.

# %%
noisy_10 = np.concatenate([samplers["noisy"]() for _ in range(10)])
coverage_10 = metrics.density_coverage(held_out, noisy_10).coverage
print(f"coverage of 'noisy': 1,000 samples {four['noisy'][3]:.3f}, 10,000 samples "
      f"{coverage_10:.3f};  of 'perfect', 1,000 samples: {four['perfect'][3]:.3f}")

# %%
# NBVAL_CHECK_OUTPUT
beside = four["nonsense beside the outlier"]
print("precision is fooled: more than 95 % of the nonsense is realistic:",
      bool(beside[0] > 0.95))
print("its density is below 0.4, where 1 is normal:", bool(beside[2] < 0.4))
print("recall is fooled: 'lucky' and 'blob' have more than 0.9:",
      bool(min(four["lucky"][1], four["blob"][1]) > 0.9))
print("their coverage is below 0.4:",
      bool(max(four["lucky"][3], four["blob"][3]) < 0.4))
print("coverage is fooled: 'noisy' with ten times the samples beats 'perfect':",
      bool(coverage_10 > four["perfect"][3]))

# %% [markdown]
# ## 5 · Did it copy?
#
# Read the tables again: "copies" has passed every test. It must. **A training set is
# itself a perfect sample**, and each test so far asks whether the fakes look like one.
# To catch the copyist, ask another question: are fakes closer to the *training set*
# than fresh real data are? Let $d$ be the distance to the nearest training point, $g$ a
# generated and $h$ a held-out real point:
#
# $$M = P\bigl(d(g) < d(h)\bigr) + \tfrac12 P\bigl(d(g) = d(h)\bigr).$$
#
# ½ is as it should be; 1 is copying; near 0, the fakes are far from all data. $M$ is
# **adapted** from Meehan et al. (2020). They rank the same distances, but they cut the
# space into cells, standardise the rank statistic in each and average; we keep the one
# share over all pairs, because it can be read as a probability.
#
# ### Exercise 4 · the copyist
#
# Write $M$. All three sets are (number of points, f), and their numbers may differ.

# %% tags=["exercise:memorisation"]
def memorisation(generated, train, held_out):
    return ...


# %%
ex05.memorisation.check(memorisation)

# %%
# ex05.memorisation.hint(1)      # then 2 and 3
# ex05.memorisation.solution()

# %%
memorisation = ex05.memorisation.yours()
copied = {name: memorisation(points, train, held_out) for name, points in fakes.items()}
for name, value in copied.items():
    print(f"{name:10s} {value:.3f}")

# %%
# NBVAL_CHECK_OUTPUT
print("ring: 'copies' and 'fifty' are at 1, 'perfect' within 0.1 of one half:",
      bool(copied["copies"] == copied["fifty"] == 1
           and abs(copied["perfect"] - 0.5) < 0.1))

# %% [markdown]
# ## 6 · Who notices what
#
# Back to the ring, where all is known. Draw the perfect sampler thirty times: each
# score then has a range that is due to chance. A score **notices** a fault when its
# value lies beyond this range by more than twice the width of the range. Two scores are
# new: "KL" compares the samples' shares of the modes with equal shares, and "grid JS"
# is the Jensen–Shannon divergence of notebook 02, on a grid of 20 × 20 cells.

# %%
def scores(points):
    modes, quality = modes_and_quality(points, blobs.means, 0.05)
    precision, recall = precision_recall(held_out, points, 3)
    density, coverage = metrics.density_coverage(held_out, points)
    counts = metrics.mode_counts(points, blobs)
    return {"modes": modes, "quality": quality, "KL": metrics.kl_to_uniform(counts),
            "grid JS": metrics.grid_jensen_shannon(points, held_out, 20, (-2, 2)),
            "Fréchet": frechet(points, held_out),
            "kernel": kernel_distance(points, held_out), "precision": precision,
            "recall": recall, "density": density, "coverage": coverage,
            "memorisation": memorisation(points, train, held_out)}


def row(points):
    return np.array(list(scores(points).values()), dtype=float)


thirty = np.array([row(samplers["perfect"]()) for _ in range(30)])
names, low, high = list(scores(held_out)), thirty.min(axis=0), thirty.max(axis=0)
values = {name: row(points) for name, points in fakes.items()}


def notices(row):
    margin = 2 * (high - low) + 1e-12        # modes: the width is 0, and any gap counts
    return (row < low - margin) | (row > high + margin)


# %%
def draw(rows):
    noticed = np.array([notices(row) for row in rows.values()])
    fig, ax = plt.subplots(figsize=(8, 0.36 * len(rows) + 1.5))
    ax.imshow(noticed, cmap=ListedColormap(["#F4F4F4", plots.ACCENT]), vmin=0, vmax=1,
              aspect="auto")
    for i, values in enumerate(rows.values()):
        for j, value in enumerate(values):
            text = f"{value:.0f}" if j == 0 else f"{value:.2f}"
            ax.text(j, i, text, ha="center", va="center", fontsize=8)
    ax.set_xticks(range(len(names)), names, rotation=40, ha="right")
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set(title="Orange: far outside the range of thirty perfect samples",
           xlabel="score", ylabel="sampler")
    ax.grid(False)
    return fig


plots.show(draw(values), alt="A table of nine samplers by eleven scores; orange cells "
                             "notice the fault. The row 'perfect' is grey, and no "
                             "column is orange throughout.")

# %%
# NBVAL_CHECK_OUTPUT
faults = {name: notices(row) for name, row in values.items() if name != "perfect"}
caught = np.array(list(faults.values()))                    # (8 faults, 11 scores)
of_copies = [name for name, hit in zip(names, faults["copies"], strict=True) if hit]
of_blob = dict(zip(names, faults["blob"].tolist(), strict=True))
print("every fault is noticed by at least one score:", bool(caught.any(axis=1).all()))
print("no score notices every fault:", not caught.all(axis=0).any())
print("'copies' is noticed by one score alone:", of_copies == ["memorisation"])
print("'blob' passes by modes; quality, precision and coverage notice it:",
      not of_blob["modes"]
      and all(of_blob[name] for name in ("quality", "precision", "coverage")))

# %% [markdown]
# In one table (confidence and the Inception score need a classifier: a further section
# introduces them):
#
# | score | asks | is fooled by | ask also |
# |---|---|---|---|
# | modes captured | is each mode there? | one lucky sample | KL, coverage |
# | high quality, confidence | is each plausible? | collapse; tightness | recall |
# | KL to uniform | how evenly? | everything beside the modes | quality |
# | grid JS | same cells? | the number of cells | real against real |
# | Fréchet (FID) | same mean and covariance? | another shape; few samples | coverage |
# | kernel (KID) | same low moments? | another shape; scatter at small n | coverage |
# | Inception score | sure, and of all classes? | ten images; copies | coverage |
# | precision | inside real balls? | an outlier; one point for all | density |
# | recall | inside the fakes' balls? | lonely or noisy fakes | coverage |
# | density | in how many real balls? | may pass 1: a crowd on one spot | coverage |
# | coverage | which real balls hold a fake? | many fakes; copies | memorisation |
# | memorisation | nearer to training than fresh data? | a shift | look at neighbours |
#
# ### Exercise 5 · five rows, five diagnoses
#
# Other data: a grid of 25 blobs. Five samplers, five numbers each. Give each letter one
# of `"perfect"`, `"collapsed"`, `"noisy"`, `"tight"`, `"copies"`.

# %%
mixture, its_train, its_held_out, mystery = ex05.mystery()
print("   modes  quality  recall  coverage  memorisation")
for letter, points in mystery.items():
    found_modes, share = modes_and_quality(points, mixture.means, mixture.std[0])
    _, recall = precision_recall(its_held_out, points, 3)
    coverage = metrics.density_coverage(its_held_out, points).coverage
    print(f"{letter}  {found_modes:5d}  {share:7.1%}  {recall:6.2f}  {coverage:8.2f}"
          f"  {memorisation(points, its_train, its_held_out):12.2f}")

# %% tags=["exercise:diagnoses"]
diagnoses = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ...}

# %%
ex05.diagnoses.check(diagnoses)

# %%
# ex05.diagnoses.hint(1)      # then 2 and 3
# ex05.diagnoses.solution()

# %% [markdown]
# ## 7 · A GAN is measured
#
# The scores are tested. Now a patient: a small GAN, trained on our 1,000 training
# points for 2,000 steps, and looked at every 200. Your functions measure it.

# %%
gan = GAN(networks.mlp_generator(latent_dim=16), networks.mlp_discriminator())
gan.compile(generator_optimizer=Adam(1e-3, beta_1=0.5),
            discriminator_optimizer=Adam(1e-3, beta_1=0.5))
looks = Snapshots(n=1000, every=200, seed=SEED + 1)
gan.fit(train, batch_size=128, steps_per_epoch=2000, callbacks=[looks], verbose=0)
losses = gan.step_history["d_loss"].reshape(10, 200).mean(axis=1)
steps, states = looks.steps[-10:], looks.samples[-10:]
seen = np.array([modes_and_quality(x, blobs.means, 0.05) for x in states])
per_step = {"modes, of 8": seen[:, 0] / 8, "high quality": seen[:, 1],
            "recall": np.array([precision_recall(held_out, x, 3)[1] for x in states])}

# %%
fig, axes = plt.subplots(1, 2, figsize=(7, 3.2))
plots.curves(steps, {"mean of 200 steps": (losses, {"color": plots.DISCRIMINATOR,
                                                    "marker": "o"})},
             title="D's loss", xlabel="step", ylabel="loss", ax=axes[0])
axes[0].axhline(2 * np.log(2), color=plots.THEORY, linestyle="--", label="2 log 2")
axes[0].set(ylim=(0, 2))
axes[0].legend(loc="lower left")
colours = zip(per_step, plots.ORBITS, strict=False)
plots.curves(steps, {name: (per_step[name], {"color": colour})
                     for name, colour in colours},
             title="What the samples say", xlabel="step", ylabel="share", ax=axes[1])
axes[1].set(ylim=(-0.05, 1.05))
plots.show(fig, alt="Left, the discriminator's loss over the training beside 2 log 2. "
                    "Right, modes, high quality and recall of the same generator.")

# %% [markdown]
# *What to see: left, a loss that never strays far from its equilibrium; right, what the
# samples say at the same steps. You could not draw one from the other.*

# %%
values["this GAN"] = row(gan.generate(1000, seed=SEED + 2))
shown_rows = ("perfect", "this GAN", "noisy", "collapsed")
plots.show(draw({name: values[name] for name in shown_rows}),
           alt="The table's rows for perfect, this GAN, noisy and collapsed.")

# %% [markdown]
# Read the GAN's row beside those of known faults, and write down what you saw.

# %%
saw = {
    "sampler that this GAN resembles most": ...,
    "score that says so": ...,
}

# %%
# NBVAL_CHECK_OUTPUT
this_gan = dict(zip(names, values["this GAN"].tolist(), strict=True))
off = dict(zip(names, notices(values["this GAN"]).tolist(), strict=True))
print("D's loss is within 0.9 of 2 log 2 at every look:",
      bool(np.abs(losses - 2 * np.log(2)).max() < 0.9))
print("yet at one of them fewer than 40 % of the samples are of high quality:",
      bool(per_step["high quality"].min() < 0.4))
print("the GAN does not copy (memorisation below 0.7):", this_gan["memorisation"] < 0.7)
print("its quality is noticed as imperfect:", off["quality"])

# %% [markdown]
# ## Quiz
#
# 1. A paper reports 8 of 8 modes, from 2,500 samples. What else do you ask for?
#
# <details><summary>Answer</summary>
# The shares. 2,493 samples on one mode and one on each other give 8 of 8 too. KL to
# uniform or coverage tells. Then the high-quality share, and more than one seed.
# </details>
#
# 2. Model A has FID 9 from 1,000 samples, model B has 7 from 10,000. Which is better?
#
# <details><summary>Answer</summary>
# Nobody can tell: small samples bias the distance upwards, so A may be the better one.
# Compute both at the same size, and print real against real at that size beside them.
# </details>
#
# 3. Memorisation is 0.5. Is copying excluded?
#
# <details><summary>Answer</summary>
# No. Only copies that are close by this distance are found. A shift by two pixels hides
# them from a distance of pixels. Look at nearest neighbours, in more than one feature
# space.
# </details>

# %% [markdown]
# ## Back to your predictions

# %%
predictions.beside(guesses, {
    "1. all within 3 std": "worse: too tight; a perfect sampler has 98.89 %",
    "2. larger distance": "100: small samples bias the distance upwards",
    "3. precision, %": f"{100 * beside[0]:.0f}",
    "4. scores that notice, of 11": f"{faults['copies'].sum()}: {', '.join(of_copies)}",
})

# %%
# NBVAL_CHECK_OUTPUT
print("1. 'tight' has 100 %, a perfect sampler less:",
      bool(quality["tight"] == 1 > quality["perfect"]))
print("2. two sets of 100 digits are farther apart:", bool(real_100 > real_2000))
print("3. above 95 %:", bool(beside[0] > 0.95))
print("4. one of eleven:", bool(len(names) == 11 and faults["copies"].sum() == 1))

# %% [markdown]
# ## You have seen
#
# 1. Modes and high quality counted by your function; 98.89 % for a perfect sampler in
#    the plane, and 8 of 8 for a lucky one.
# 2. A Fréchet and a kernel distance that cannot tell a hill from a ring; a bias upwards
#    at small samples; real digits losing to blurred ones at unequal sizes.
# 3. Precision fooled by an outlier, recall by thin noise, coverage by numbers; and what
#    each adds.
# 4. A copyist with perfect scores, caught by one question.
# 5. A table of samplers and scores without a column that sees everything, and a real
#    GAN read by it.
#
# ## Common mistakes
#
# - **One score.** Each has a sampler that fools it. Report quality, variety and
#   copying: three questions, three numbers.
# - **No floor.** Print what real data score against real data, at the same size.
# - **Unequal sizes.** Fréchet falls and coverage rises with the number of samples,
#   whatever the generator does.
# - **Trusting features blindly.** A network that was trained to reject something may
#   put all of it on one point. Look at the features of your worst fakes.
# - **A histogram's divergence without its cells.** The number of cells decides it.
# - **More is better.** Above 98.89 %, or far above density 1, something is too tight.
# - **Held-out data that were trained on.** Then $M$ is ½ for the copyist as well.
#
# ## Papers
#
# - Heusel et al. 2017, *GANs trained by a two time-scale update rule converge to a
#   local Nash equilibrium*: the Fréchet distance, FID.
# - Bińkowski et al. 2018, *Demystifying MMD GANs*: the kernel distance, KID.
# - Salimans et al. 2016, *Improved techniques for training GANs*: the Inception score.
# - Kynkäänniemi et al. 2019, *Improved precision and recall metric for assessing
#   generative models*.
# - Naeem et al. 2020, *Reliable fidelity and diversity metrics for generative models*:
#   density and coverage.
# - Meehan, Chaudhuri & Dasgupta 2020, *A non-parametric test to detect data-copying in
#   generative models*.
# - Srivastava et al. 2017, *VEEGAN*; Lin et al. 2018, *PacGAN*: modes and high quality.
#
# ## Next
#
# Notebook 06 turns these instruments on mode collapse: watched, counted, and explained
# by experiments that could have said no.

# %% [markdown]
# ## Further: more than two dimensions
#
# The 3 belongs to the plane. In ten dimensions a sample has ten coordinates that may be
# off, and the distance of a perfect sample from its mean is about $\sqrt{10}\,s$, which
# is above $3s$. So a radius of $3s$ throws real data away. Ten modes, far apart, and
# 2,500 samples from the mixture itself:

# %%
fixed, follows = {}, {}
for dim in (2, 10, 20, 200):
    lines = GaussianMixture(np.outer(60.0 * np.arange(10), np.eye(dim)[0]), std=1.0)
    real = lines.sample(2500, chance)
    fixed[dim] = modes_and_quality(real, lines.means, 1.0)
    follows[dim] = (metrics.modes_captured(real, lines),
                    metrics.high_quality_share(real, lines))
    print("dim {:3d}: radius 3: {:2d} modes, {:6.2%}   ".format(dim, *fixed[dim])
          + f"radius {metrics.high_quality_stds(dim):5.2f}: "
          + "{:2d} modes, {:6.2%}".format(*follows[dim]))

# %% [markdown]
# *What to see: by a radius of 3 the data themselves have no mode in 200 dimensions.*
# The functions of `metrics` let the radius follow the dimension. It is the radius that
# holds 98.89 % of a round Gaussian, a quantile of the χ distribution: 3 in the plane,
# 4.79 in ten dimensions.

# %%
# NBVAL_CHECK_OUTPUT
print("radius 3, 200 dimensions: 0 of 10 modes, of the data themselves:",
      bool(fixed[200][0] == 0))
print("radius 3, 10 dimensions: between 40 and 55 % of the data are of high quality:",
      bool(0.40 < fixed[10][1] < 0.55))
print("a radius that follows: 10 modes, and within 4 standard errors of 98.89 %:",
      bool(all(found == 10 and abs(share - p) < 4 * np.sqrt(p * (1 - p) / 2500)
               for found, share in follows.values())))

# %% [markdown]
# ## Further: compare histograms
#
# "At least once" is a crude count; let us ask how often. Let $\hat p_j$ be the share of
# the high-quality samples that belongs to mode $j$, of $K$ modes. The Kullback–Leibler
# divergence compares it with equal shares, in either direction:
#
# $$\mathrm{KL}(\hat p \,\|\, \mathrm{uniform}) = \sum_j \hat p_j \log (K \hat p_j),
# \qquad
# \mathrm{KL}(\mathrm{uniform} \,\|\, \hat p) = -\frac1K \sum_j \log (K \hat p_j).$$
#
# An empty mode adds 0 to the first and makes the second **infinite**. Papers print the
# first; PacGAN calls it the *reverse* KL, because the generated distribution stands
# first.

# %%
both = {}
for name, points in fakes.items():
    counts = metrics.mode_counts(points, blobs)
    both[name] = metrics.kl_to_uniform(counts), metrics.kl_from_uniform(counts)
    print("{:10s} KL to uniform {:6.3f}   from uniform {:6.3f}".format(
        name, *both[name]))

# %% [markdown]
# "Lucky" is found out. But "noisy" and "blob" look fine, because samples that lie
# beside the modes are not counted at all. So lay a **grid** over the plane, count real
# and generated points in its cells, and compare the two histograms by the
# Jensen–Shannon divergence of notebook 02. How many cells should the grid have? Try
# all.

# %%
cells = 2 ** np.arange(1, 12)
curves = {name: [metrics.grid_jensen_shannon(fakes[name], held_out, bins, (-2, 2))
                 for bins in cells]
          for name in ("perfect", "tight", "noisy", "blob", "collapsed")}
colours = zip(curves, (plots.REAL, *plots.ORBITS), strict=False)
fig = plots.curves(cells, {name: (curves[name], {"color": colour})
                           for name, colour in colours},
                   title="One question, eleven answers",
                   xlabel="cells along each side",
                   ylabel="divergence from real data, nats")
ax = fig.axes[0]
ax.set_xscale("log", base=2)
ax.axhline(np.log(2), color=plots.THEORY, ls=":", label="log 2: nothing in common")
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
plots.show(fig, alt="Divergence against the number of cells. With 2 cells a side all "
                    "but the collapsed sampler are near 0. All curves rise, and "
                    "with 2,048 cells even the perfect sampler reaches log 2.")

# %% [markdown]
# *What to see: at the left all but the collapsed sampler look perfect, even the broad
# hill; at the right nothing does, not even a perfect sampler, because two finite
# samples of the same data share no cell. The number of cells decides the answer.* Print
# it, and print beside each value that of real data against real data.

# %%
# NBVAL_CHECK_OUTPUT
print("KL to uniform finds 'lucky' (above 1.5 of at most log 8 = 2.08):",
      both["lucky"][0] > 1.5)
print("and lets 'noisy' pass (below 0.05):", both["noisy"][0] < 0.05)
print("one missing mode makes the other direction infinite:",
      both["seven"][1] == np.inf)
print("grid with 2 cells a side: 'blob' is within 0.01 of 0:", curves["blob"][0] < 0.01)
print("with 2,048: the perfect sampler is within 0.1 of log 2:",
      curves["perfect"][-1] > np.log(2) - 0.1)

# %% [markdown]
# ## Further: copies that a distance does not see
#
# On digits, with 2,000 shown to the "generator", in pixels. One copyist recites them. A
# second one shifts each by two pixels.

# %%
shown, fresh, other = images[:2000], images[4000:4300], images[4300:4600]
copied_ones = chance.choice(2000, 300, replace=False)
copyist = shown[copied_ones]
shifted = np.roll(copyist, 2, axis=2)


def pixels(x):
    return x.reshape(len(x), -1)


pupils = {"other real digits": other, "copyist": copyist, "shifted copies": shifted}
in_pixels = {name: memorisation(pixels(x), pixels(shown), pixels(fresh))
             for name, x in pupils.items()}
print({name: round(float(value), 2) for name, value in in_pixels.items()})

# %%
_, nearest = metrics.nearest(pixels(shifted), pixels(shown))
found_again = np.mean(nearest == copied_ones)
print(f"the nearest training digit is the one that was copied: {found_again:.0%}")
_, nearest_real = metrics.nearest(pixels(other[:9]), pixels(shown))
rows = [shifted[:9], shown[nearest[:9]], other[:9], shown[nearest_real]]
plots.show(plots.image_grid(np.concatenate(rows), columns=9,
                            title="Shifted copies, their nearest; real, their nearest"),
           alt="Four rows of nine digits: shifted copies, the training digits nearest "
               "to them in pixels, other real digits, and the training digits nearest "
               "to those.")

# %% [markdown]
# *What to see: first row, the shifted copies; below each, the nearest training digit in
# pixels. Mostly it is not the one that was copied: two pixels of shift have hidden it.
# A distance finds only the copies that it can see.*

# %%
# NBVAL_CHECK_OUTPUT
print("digits in pixels: the copyist is at 1:", bool(in_pixels["copyist"] == 1))
print("other real digits are within 0.15 of one half:",
      bool(abs(in_pixels["other real digits"] - 0.5) < 0.15))
print("M is fooled: copies shifted by two pixels are below 0.4:",
      bool(in_pixels["shifted copies"] < 0.4))
print("fewer than half of them have the digit that was copied as their nearest:",
      bool(found_again < 0.5))

# %% [markdown]
# ## Further: a score sees what its features see
#
# Now the same scores for sets of 1,000 digits, in the judge's features. The judge has
# learned from all of the 8,000 training digits. So that "fresh" means fresh, real
# digits and held-out digits come from the 2,000 **test** digits, which it never saw.
#
# Two scores are added that need a classifier. **Confident** is the share of images
# whose digit the judge is sure of (a probability above 0.9). The **Inception score**
# (IS, Salimans et al. 2016) wants each image to be clearly of one class, and the
# classes to be even:
#
# $$\mathrm{IS} = \exp\,\mathbb{E}_x\,\mathrm{KL}\bigl(p(y|x)\,\|\,p(y)\bigr).$$
#
# $p(y|x)$ is the judge's answer on image $x$, and $p(y)$ its mean over all images. With
# ten classes IS lies between 1 and 10. Papers use the 1,000 classes of Inception-v3.

# %%
def inception_score(x):
    p = judge.probabilities(x) + 1e-12                       # (n, 10)
    return np.exp((p * np.log(p / p.mean(axis=0))).sum(axis=1).mean())


test_images = test_images[chance.permutation(2000)]
ones = images[labels == 1]
first = images[:1000]                        # some of those shown to the "generators"
sure = judge.probabilities(first).argmax(axis=0)     # the surest image of each class
digit_sets = {
    "real": test_images[:1000], "copies": first, "only ones": ones[:900],
    "ten images": first[np.tile(sure, 100)], "half blurred": half_blurred[:1000],
    **{kind: crude_fakes(first, kind, chance)
       for kind in ("blurred", "blended", "pca", "shuffled")}}

# %%
few = np.concatenate([x[:9] for x in digit_sets.values()])
row_names = [name if j == 1 else "" for name in digit_sets for j in range(9)]
plots.show(plots.image_grid(few, columns=9, titles=row_names, scale=0.5),
           alt="Nine rows of nine images: real digits, copies, only ones, ten images "
               "repeated, half blurred, blurred, two digits blended, smears drawn from "
               "principal components, and noise made of shuffled pixels.")

# %%
of_shown, against = features[:2000], judge.features(test_images[1000:])
digit_scores = {}
print(" " * 13 + "confid.   IS   Fréchet kernel precis. recall density cover.   M")
for name, x in digit_sets.items():
    of_x = judge.features(x)
    distances = metrics.frechet_distance(of_x, against), kernel_distance(of_x, against)
    digit_scores[name] = [judge.confident_share(x), inception_score(x), *distances,
                          *precision_recall(against, of_x, 3),
                          *metrics.density_coverage(against, of_x),
                          memorisation(of_x, of_shown, against)]
    print(f"{name:12s}" + "".join(f"{value:7.2f}" for value in digit_scores[name]))

# %% [markdown]
# Look at the last row. Shuffled pixels are noise, and their **precision is 1**,
# higher than that of real digits. Their density is above 1. The coverage says that all
# of the noise lies in the balls of a handful of real digits. How can that be? Ask the
# features themselves.

# %%
of_noise = judge.features(digit_sets["shuffled"])
at_origin = np.mean(np.linalg.norm(of_noise, axis=1) == 0)
size = np.linalg.norm(against, axis=1)                     # distance from the origin
radius = np.sort(cdist(against, against), axis=1)[:, 3]
holds = np.flatnonzero(radius > size)                      # their balls hold the origin
doubtful = judge.probabilities(test_images[1000:]).max(axis=1)
print(f"noise images whose 64 features are all 0: {at_origin:.1%}")
print(f"mean length of the features of real digits: {size.mean():.1f}")
print(f"real digits whose ball holds the origin: {len(holds)} of {len(against)}")
print("their mean length:", size[holds].mean().round(1), "; their mean radius:",
      radius[holds].mean().round(1), "; that of all:", radius.mean().round(1))
print("the judge's confidence in these:", doubtful[holds].round(2))
print("its median confidence in all:", np.median(doubtful).round(4))

# %% [markdown]
# The judge **knows** noise: it was trained to reject it. Beside the digits it was shown
# shuffled pixels and other pictures that are no digit, with the target 1/10 for every
# class (`data/train_digit_classifier.py`). It learned to do so by switching its
# features off. So nearly all of the noise falls on **one point**, the origin. Whether a
# thousand images are realistic is now a question about one point: does some real ball
# hold it?
#
# It does. A few scrawled test digits, about which the judge is in doubt, are half
# rejected themselves. Their features are small, so they lie near the origin, and their
# balls, which are no larger than others, hold it. In section 4 the large ball of one
# outlier let nonsense pass; here it is a handful of ordinary balls, at the one place
# where everything goes that the judge rejects. The distances, recall and coverage are
# honest here; precision alone would have sold you noise.
#
# The noise also has $M$ near 1, as a copyist has: the origin is not far from the
# features of the doubtful digits, and nearer to its nearest training digit than fresh
# digits are to theirs. And "ten images" has a better Inception score than real digits,
# since ten sure images, one of each class, are all that this score asks for.

# %%
# NBVAL_CHECK_OUTPUT
columns = ["confident", "IS", "F", "K", "P", "R", "D", "C", "M"]
table = {name: dict(zip(columns, map(float, row), strict=True))
         for name, row in digit_scores.items()}
noise, real, ten = table["shuffled"], table["real"], table["ten images"]
print("precision of this noise is above 0.95, that of real digits below:",
      noise["P"] > 0.95 > real["P"])
print("more than 90 % of the noise has features that are all 0:", bool(at_origin > 0.9))
print("at most 5 % of the real balls hold that point, and at least one does:",
      0 < len(holds) <= 0.05 * len(against))
print("the judge doubts them: median confidence below 0.7, that of all above 0.95:",
      bool(np.median(doubtful[holds]) < 0.7 and np.median(doubtful) > 0.95))
print("they lie near it: all features shorter than half the mean length of digits:",
      bool(size[holds].max() < size.mean() / 2))
print("and their balls are no larger than others, on the mean:",
      bool(radius[holds].mean() < 1.1 * radius.mean()))
print("coverage of the noise is below 0.1, and Fréchet more than 20 times the floor:",
      noise["C"] < 0.1 and noise["F"] > 20 * real["F"])
print("Inception score: ten images beat real digits:", ten["IS"] > real["IS"])
print("and their coverage is below 0.1:", ten["C"] < 0.1)

# %%
# NBVAL_CHECK_OUTPUT
print("confidence is fooled: half-blurred digits beat real ones:",
      table["half blurred"]["confident"] > real["confident"])
print("and ones alone, one class of ten, have more than 95 %:",
      table["only ones"]["confident"] > 0.95)
print("'copies': Fréchet below four times the floor, and M above 0.95:",
      table["copies"]["F"] < 4 * real["F"] and table["copies"]["M"] > 0.95)
print("M of real digits is within 0.1 of one half:", abs(real["M"] - 0.5) < 0.1)

# %% [markdown]
# ## Further: how many different things?
#
# **NDB**, the number of statistically different bins (Richardson & Weiss 2018): cut the
# real data into cells by k-means, and test in each whether the fakes' share differs.
# Even for a perfect sampler some bins differ by chance, at the level 5 % somewhat fewer
# than 5 % of them, because counts are whole numbers. Compute that floor first.

# %%
pairs = [(blobs.sample(1000, chance), blobs.sample(1000, chance)) for _ in range(40)]


def ndb(real, fake, n_bins):
    return metrics.different_bins(real, fake, n_bins, seed=chance).share


floor = np.mean([ndb(a, b, 100) for a, b in pairs])
bins = {n_bins: {name: ndb(held_out, points, n_bins) for name, points in fakes.items()}
        for n_bins in (8, 60)}
print(f"real against real, 100 bins, mean of 40 draws: {floor:.1%} differ")
for name in fakes:
    print(f"{name:10s} bins that differ: of 8 {bins[8][name]:6.1%}   "
          f"of 60 {bins[60][name]:6.1%}")

# %% [markdown]
# With eight bins, a bin is a mode, and "tight" passes: its shares are right. NDB does
# not ask *where in a bin* the samples lie.
#
# The **birthday paradox** (Arora & Zhang 2018) needs no real data. With $N$ different
# things, each as often, a batch of $b$ samples holds no duplicate with probability
# about $e^{-b^2/2N}$: among 23 people two share a birthday as often as not. So
# duplicates betray $N$. "Fifty" knows fifty points:

# %%
batches = np.arange(2, 31)
duplicates = [metrics.collision_share(fakes["fifty"], int(b), same=0.0, n_batches=300,
                                      seed=chance) for b in batches]
fig = plots.curves(batches, {
    "batches with a duplicate": (duplicates, {"color": plots.FAKE, "marker": "o",
                                              "linestyle": "none"}),
    "$1 - e^{-b^2/2N}$, $N = 50$": (1 - np.exp(-batches**2 / 100),
                                    {"color": plots.THEORY}),
}, title="Duplicates tell how many different things there are", xlabel="batch size b",
    ylabel="share of 300 batches")
plots.show(fig, alt="The share of batches that hold a duplicate rises from 0 to 1 as "
                    "batches grow to 30, and follows the formula for fifty things.")

# %% [markdown]
# `metrics.birthday_support` uses all pairs at once: of $N$ things, one pair in $N$ is
# alike. Where nothing repeats exactly, "alike" needs a distance, here 0.01. Then the
# number has no meaning by itself; compare it with that of real data.

# %%
exact = metrics.birthday_support(fakes["fifty"], same=0.0)
support = {name: metrics.birthday_support(points, same=0.01)
           for name, points in {"real": held_out, **fakes}.items()}
print(f"'fifty', exact duplicates: {exact:.1f} different things")
print({name: round(value) for name, value in support.items()})

# %%
# NBVAL_CHECK_OUTPUT
print("NDB, real against real: between 2 and 5 % of the bins differ by chance:",
      bool(0.02 < floor < 0.05))
print("NDB is fooled: with 8 bins at most half differ for 'tight':",
      bool(bins[8]["tight"] <= 0.5))
print("with 60 bins more than half differ:", bool(bins[60]["tight"] > 0.5))
print("birthday: 'fifty' is estimated between 45 and 55:", 45 < exact < 55)
print("birthday is fooled: 'noisy' makes more than twice as many as reality:",
      support["noisy"] > 2 * support["real"])
