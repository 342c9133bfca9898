# %% [markdown]
# # 00 · Start here
#
# *Before the end of this page you own a network that writes any digit you ask for, and
# you have counted how often it is right.*
#
# Reading and doing: about 65 min · [how long all cells run](RUN_TIMES.md)
#
# Before this: a little Python and NumPy. No knowledge of neural networks is needed for
# this page; from 02 on, a first course in them helps.
#
# ## You will be able to
#
# 1. check that your computer is fit for the course, and bring the pixels of an image
#    file into the range of the network that draws;
# 2. train a small GAN on real handwritten digits, and ask it for the digits that you
#    want;
# 3. count how many of its images are what you asked for, with a judge that never saw
#    them before;
# 4. tell a run that failed from one that worked, when their losses look alike.
#
# ## Three questions before you begin
#
# No notebook comes before this one. These ask for what it takes for granted.
#
# 1. (NumPy) `p` has the shape (5, 10). What are the shapes of `p.max(axis=1)` and of
#    `p[:, 3]`, and what kind of number is `(p > 0.9).mean()`?
#
# <details><summary>Answer</summary>
# Both have the shape (5,): one number for each row. The last is the share of all 50
# numbers that exceed 0.9, since True counts as 1 and False as 0.
# </details>
#
# 2. (Probability) Somebody names one of ten digits at random, for each of 1,000 images.
#    How many will be right, about?
#
# <details><summary>Answer</summary>
# About 100. The standard deviation is √(1000 · 0.1 · 0.9) = 9.5, so from run to run it
# will be some 80 to 120.
# </details>
#
# 3. (Python) Why does a program that draws random numbers fix a *seed*?
#
# <details><summary>Answer</summary>
# With the same seed it draws the same numbers, so its results can be repeated. Another
# seed shows how far they depend on chance.
# </details>

# %%
import hashlib
import os
import sys
import time

from gan_course import digit_classifier, plots, seed_everything
from gan_course.callbacks import Snapshots
from gan_course.data_files import CHECKSUMS, data_dir
from gan_course.datasets import digits
from gan_course.exercises import ex00, predictions
from gan_course.gan import ConditionalGAN
from gan_course.networks import (
    conditional_dcgan_discriminator,
    conditional_dcgan_generator,
)
from gan_course.optimizers import Adam

import numpy as np
import psutil
import tensorflow as tf

SEED = 0
seed_everything(SEED)        # every other seed on this page is derived from SEED

# %% [markdown]
# ## Predict first
#
# Write your guesses into the next cell, in place of the three dots, and run it. At the
# end of the page they are printed beside what happened. To be wrong is no shame; it is
# where learning starts.
#
# - `training`: A GAN starts from noise and is trained on 8,000 handwritten digits. With
#   two processor cores and no graphics card, does it take `"seconds"`, `"minutes"` or
#   `"hours"` until a person can read what it writes?
# - `recognised`: You ask the trained GAN for 1,000 digits, 100 of each. How many are
#   recognised as what you asked for: about 100, 500 or 900?
# - `same_losses`: Two runs show nearly the same losses. Have both learned what they
#   should: `"yes"`, `"no"` or `"one cannot tell"`?

# %%
guesses = {"training": ..., "recognised": ..., "same_losses": ...}

# %% [markdown]
# ## How this course works
#
# **Run a cell** with Shift+Enter, from top to bottom. What a page concludes from its
# experiments, it computes before your eyes; theorems and published tables are cited,
# and the page says from where. Change a number and run the cell again. *Kernel →
# Restart Kernel and Run All Cells…* starts the page afresh; what you typed stays.
#
# | on the page | what it is for |
# |---|---|
# | *Predict first* | a guess, written down before anything is run |
# | a claim | a cell with `# NBVAL_CHECK_OUTPUT` on top prints a verdict and its limit |
# | an exercise | a cell with `...` to replace, then a cell that checks it at once |
# | hints | remove the `#` before `hint(1)`, then `hint(2)`, `hint(3)`, `solution()` |
# | `yours()` | hands out your right answer, or the course's until you have one |
# | quiz | questions at the end; click *Answer* to unfold it |
#
# **Three paths.** *On your own:* the pages in order, each within two hours. *In a
# workshop:* the same pages with an instructor. *Only the knobs:* run all cells of a
# page (*Run → Run All Cells*), move the sliders, and read the sentences that begin with
# "What to see".
#
# ### The course map
#
# | | page | what only this page does |
# |---|---|---|
# | 00 | start here | you are here |
# | 01 | [Two players, one game](01_two_players_one_game.ipynb) | you play both sides |
# | 02 | [The objective function](02_objective_function.ipynb) | the players' payoffs |
# | 03 | [Gradient updates](03_gradient_updates.ipynb) | your own GAN in NumPy |
# | 04 | [A GAN in Keras](04_keras_implementation.ipynb) | your own GAN for digits |
# | 05 | [Measuring a GAN](05_measuring_a_gan.ipynb) | each score caught lying once |
# | 06 | [Mode collapse](06_mode_collapse.ipynb) | watched, counted, explained |
# | 07 | [Remedies, part 1](07_remedies_data_and_architecture.ipynb) | data, design |
# | 08 | [Remedies, part 2](08_remedies_objective_and_dynamics.ipynb) | losses, steps |
# | 09 | [Head to head](09_remedies_head_to_head.ipynb) | all under one budget |
# | 10 | [The laboratory](10_laboratory.ipynb) | every knob, while it trains |
# | 11–17 | rare classes, patients, faces, sound, text, newer ones, capstone | choose |

# %% [markdown]
# ## 1 · Is this computer fit?
#
# The course is written for an ordinary laptop: two cores, 3 GB of free memory, no
# graphics card, no network.

# %%
data_file = data_dir() / "mnist_10k.npz"
checksum = hashlib.sha256(data_file.read_bytes()).hexdigest()
memory = psutil.virtual_memory().total / 2**30

python = f"{sys.version_info.major}.{sys.version_info.minor}"
print(f"Python {python}, TensorFlow {tf.__version__}")
print(f"{os.cpu_count()} cores, {memory:.0f} GB of memory")
print(f"the digits' checksum begins with {checksum[:12]}")

# %%
# NBVAL_CHECK_OUTPUT
print("Python 3.11 or newer:", sys.version_info >= (3, 11))
print("TensorFlow 2.21 or newer:",
      tuple(int(part) for part in tf.__version__.split(".")[:2]) >= (2, 21))
print("at least 2 cores:", os.cpu_count() >= 2)
print("at least 3 GB of memory:", memory > 2.9)
print("the digits are the ones this page was written with:",
      checksum == CHECKSUMS["mnist_10k.npz"])

# %% [markdown]
# *What to see: `True` five times. With a `False` the pages still open; they may be
# slow, or their numbers may differ.*
#
# ## 2 · The data
#
# The data are real handwriting: the MNIST digits (LeCun, Cortes and Burges), 8,000 to
# train on and 2,000 kept apart. Each image has 28 × 28 pixels and a label, the digit
# that the writer meant.

# %%
with np.load(data_file) as file:
    raw, y_train = file["train_images"], file["train_labels"].astype("int32")
print("images", raw.shape, raw.dtype, "from", raw.min(), "to", raw.max())
print("labels", y_train.shape, "the first ten:", *y_train[:10])

# %% [markdown]
# ### Exercise 1 · from a file's pixels to the network's
#
# In a file, paper is 0 and ink is 255. The network that will draw ends in a **tanh**, a
# function that reaches from −1 to +1; so the data must lie in this range too. `pixels`
# is an array of `uint8` (whole numbers from 0 to 255), of any shape. Return floating
# point numbers of the same shape: 0 becomes −1, 255 becomes +1, and between them runs a
# straight line.

# %% tags=["exercise:to_unit_range"]
def to_unit_range(pixels):
    return ...

# %%
ex00.to_unit_range.check(to_unit_range)

# %%
# ex00.to_unit_range.hint(1)      # then 2 and 3
# ex00.to_unit_range.solution()

# %% [markdown]
# The next cell takes your function if it was right, and the course's function until
# then; it says which. The GAN of this page is trained on what it returns.

# %%
to_unit_range = ex00.to_unit_range.yours()
x_train = np.asarray(to_unit_range(raw), dtype="float32")[..., None]
fig = plots.image_grid(x_train[:20], titles=y_train[:20], title="Digits and labels")
plots.show(fig, alt="Twenty real handwritten digits in white on black, each with its "
                    "label above it.")

# %% [markdown]
# What if somebody forgets to scale the pixels? Then the course's `fit` says so at once.
# This cell makes the mistake on purpose. Read the message: it says what was given, what
# is allowed, and what to do.

# %%
# NBVAL_CHECK_OUTPUT
data = digits()                           # the same digits, scaled by the course
gap = np.abs(x_train - data.x_train).max()
print("your scaled images are the course's, within 1e-6:", gap < 1e-6)
gan = ConditionalGAN(conditional_dcgan_generator(), conditional_dcgan_discriminator())
gan.compile()
try:
    gan.fit(raw[..., None].astype("float32"), y_train, verbose=0)
except ValueError as error:
    print(error)
print("not one step was trained:", len(gan.step_history["d_loss"]) == 0)

# %% [markdown]
# ## 3 · Your first GAN
#
# Two networks play against each other (Goodfellow et al. 2014).
#
# - The **generator** $G$ gets 32 random numbers $z$, called noise, and a label $y$, and
#   draws an image $G(z, y)$.
# - The **discriminator** $D$ gets an image and a label, and answers with a probability:
#   is this a real image of that digit? It sees real images and generated ones, and
#   learns to tell them apart.

# %%
fig = plots.two_players({"generator": "label y", "discriminator": "label y"},
                        title="Two players, who are both told the label")
plots.show(fig, alt=plots.TWO_PLAYERS_ALT + " Both players are also told the label y.")

# %% [markdown]
# *What to see: no arrow leads from the real data to the generator.* All that it learns,
# it learns from the discriminator's answers. The losses, and the gradients that are
# drawn dashed, are the subject of pages 02 and 03. Both players are told the label, so
# this is a **conditional** GAN (Mirza and Osindero 2014). One *step* is one small
# improvement of each, on 128 images. The next cell does 1,000 steps: seconds on two
# quiet cores, a minute or two on busy ones. How it works inside is the subject of pages
# 01 to 04.

# %%
def new_gan():
    gan = ConditionalGAN(conditional_dcgan_generator(latent_dim=32),
                         conditional_dcgan_discriminator())
    gan.compile(generator_optimizer=Adam(2e-3, beta_1=0.5),
                discriminator_optimizer=Adam(2e-3, beta_1=0.5))
    return gan


gan = new_gan()
snapshots = Snapshots(n=100, every=200, seed=SEED + 1)    # labels 0 to 9 in turn
started = time.perf_counter()
gan.fit(x_train, y_train, batch_size=128, steps_per_epoch=1000, callbacks=[snapshots],
        verbose=0)
seconds = time.perf_counter() - started
print(f"trained for {len(gan.step_history['d_loss'])} steps")

# %% [markdown]
# ### Ask it for a digit
#
# Change `wanted`, and run the cell again.

# %%
wanted = 7

images = gan.generate(20, labels=wanted, seed=SEED + 2)
fig = plots.image_grid(images, title=f"Generated: 20 times {wanted}")
plots.show(fig, alt="Twenty generated handwritten sevens in white on black, most of "
                    "them easy to read, no two alike.")

# %% [markdown]
# *What to see: all of these were drawn from noise; no two are the same; most can be
# read, and some cannot.* Here are ten noises, one for each digit, from before the first
# step to the last:

# %%
images = snapshots.samples[:, :10].reshape(-1, 28, 28, 1)     # 6 snapshots of 10 images
titles = [f"step {step}" if column == 0 else ""
          for step in snapshots.steps for column in range(10)]
fig = plots.image_grid(images, titles=titles, title="The same noise, while G learns")
plots.show(fig, alt="Six rows of ten images. Grey noise before training, blurred "
                    "strokes after 200 steps, then the digits 0 to 9 becoming clearer "
                    "from row to row.")

# %% [markdown]
# *What to see: first the generator learns that paper is black and strokes are white,
# then strokes of the right width, and at last which strokes belong to which digit.*
#
# ### Exercise 2 · a telephone number
#
# `labels` may hold one digit for each image. Write `labels_of(text)`: from
# `"+49 30-12"` it returns the labels 4, 9, 3, 0, 1, 2 as an array (or list) of whole
# numbers. Everything that is not a digit is skipped.

# %% tags=["exercise:labels_of"]
def labels_of(text):
    return ...

# %%
ex00.labels_of.check(labels_of)

# %%
# ex00.labels_of.hint(1)      # then 2 and 3
# ex00.labels_of.solution()

# %% [markdown]
# Now the generator writes what you like. Put your own number in.

# %%
labels_of = ex00.labels_of.yours()
number = "+49 30-12"

labels = np.asarray(labels_of(number))
fig = plots.image_grid(gan.generate(len(labels), labels=labels, seed=SEED + 3),
                       columns=len(labels), title=number)
plots.show(fig, alt="Generated digits in a row, meant as a telephone number.")

# %% [markdown]
# ## 4 · Count instead of looking
#
# Twenty images that please the eye prove little: who chose them? This course counts.
# The judge is a small network that was trained once, before the course, to read digits.
# It was trained on the real training digits, turned and shifted a little, and also on
# pictures that are *no* digit, such as digits with shuffled pixels; for these it was
# told to give each digit the probability 1/10. So its confidence means something. It is
# frozen, and it never saw an image that a GAN had made.
#
# ### Exercise 3 · accepted or not
#
# For each image the judge gives ten probabilities. An image is **accepted** if its most
# probable digit is the wanted one **and** that probability is above `threshold`.
# `probabilities` has the shape (n, 10), and `wanted` (n,). Return the share of all n
# images that is accepted.

# %% tags=["exercise:accepted_share"]
def accepted_share(probabilities, wanted, threshold=0.9):
    return ...

# %%
ex00.accepted_share.check(accepted_share)

# %%
# ex00.accepted_share.hint(1)      # then 2 and 3
# ex00.accepted_share.solution()

# %% [markdown]
# First see what the judge says of the 2,000 real test digits: no generator can be
# expected to do better than real data. Then count 1,000 generated digits, 100 of each
# class, none left out. With a threshold of 0 an image is accepted when it is
# *recognised* as what was asked for; a generator that ignored the label would reach
# 0.1.

# %%
accepted_share = ex00.accepted_share.yours()
judge = digit_classifier.load()
asked = np.repeat(np.arange(10), 100)                       # (1000,)
of_real = judge.probabilities(data.x_test)                  # (2000, 10), rows sum to 1
of_made = judge.probabilities(gan.generate(1000, labels=asked, seed=SEED + 4))

shares = {}
print("                    recognised   accepted at 0.9")
for name, found, meant in (("real test digits", of_real, data.y_test),
                           ("generated", of_made, asked)):
    shares[name] = [float(accepted_share(found, meant, t)) for t in (0.0, 0.9)]
    print(f"{name:20}{shares[name][0]:10.2f} {shares[name][1]:17.2f}")

by_class = [float(accepted_share(of_made[asked == k], asked[asked == k], 0.0))
            for k in range(10)]
print("recognised, by class 0 to 9:", *(f"{share:.2f}" for share in by_class))
in_turn = np.arange(100) % 10
for step, samples in zip(snapshots.steps, snapshots.samples, strict=True):
    share = float(accepted_share(judge.probabilities(samples), in_turn, 0.0))
    print(f"step {step:4d}: recognised {share:.0%} of 100 images")

# %%
# NBVAL_CHECK_OUTPUT
recognised, accepted = shares["generated"]
real_recognised, real_accepted = shares["real test digits"]
print("real test digits recognised, at least 0.98:", real_recognised >= 0.98)
print("real test digits accepted at 0.9, at least 0.9:", real_accepted >= 0.9)
print("generated, recognised, at least 0.75 (blind guess 0.1):", recognised >= 0.75)
print("each of the ten classes at least 0.45:", min(by_class) >= 0.45)
print("recognised less often than real digits:", recognised < real_recognised)
print("accepted at 0.9 less often than real digits:", accepted < real_accepted)

# %% [markdown]
# *What to see: after seconds of training most digits are what you asked for, and the
# judge is sure of many fewer of them than of real ones.* Page 04 trains for longer;
# page 05 is about what such numbers hide.
#
# ## 5 · Something is wrong here
#
# The same networks and the same settings, for 400 steps. But somebody may have spoiled
# **one** thing in what the GAN is trained on. You get the images that it draws for the
# labels 0 to 9, three rows of them, below those of the good GAN at step 400 from the
# same noise, and four numbers for each.

# %%
suspect = new_gan()
suspect.fit(*ex00.sabotaged(x_train, y_train, seed=SEED + 5), steps_per_epoch=400,
            verbose=0)

good_then = snapshots.samples[list(snapshots.steps).index(400)]      # (100, 28, 28, 1)
suspect_then = suspect.generate(100, seed=SEED + 1)
titles = ["good"] + [""] * 29 + ["suspect"] + [""] * 29
both = np.concatenate([good_then[:30], suspect_then[:30]])
fig = plots.image_grid(both, titles=titles, title="Asked for 0 to 9 in each row")
plots.show(fig, alt="Three rows of images of the good run, and three rows of the "
                    "suspect run.")

# %%
rows = {}
for name, model, images in (("good", gan, good_then),
                            ("suspect", suspect, suspect_then)):
    found = judge.probabilities(images)
    rows[name] = {
        "D's loss, steps 300-400": np.mean(model.step_history["d_loss"][300:400]),
        "mean pixel": images.mean(),
        "judge's top probability": found.max(axis=1).mean(),
        "accepted at 0": float(accepted_share(found, in_turn, 0.0)),
    }
print(f"{'':26}   good  suspect")
for key in rows["good"]:
    print(f"{key:26} {rows['good'][key]:6.2f} {rows['suspect'][key]:8.2f}")

# %% [markdown]
# ### Exercise 4 · what was spoiled?
#
# Set `fault` to one of `"pixels"`, `"labels"`, `"learning rate"`, `"nothing"`.

# %% tags=["exercise:fault"]
fault = ...

# %%
ex00.fault.check(fault)

# %%
# ex00.fault.hint(1)      # then 2 and 3
# ex00.fault.solution()

# %% [markdown]
# When your answer is right, read on; the next cell states the differences.

# %%
# NBVAL_CHECK_OUTPUT
good, bad = rows["good"], rows["suspect"]
gap = abs(good["D's loss, steps 300-400"] - bad["D's loss, steps 300-400"])
print("D's losses are within 0.2 of each other:", gap < 0.2)
print("good, recognised as asked for, at least 0.3:", good["accepted at 0"] >= 0.3)
print("suspect, at most 0.25, near a blind guess:", bad["accepted at 0"] <= 0.25)

# %% [markdown]
# *What to remember: the loss compares the two players with each other. It does not know
# what you wanted.* The pictures look passable, too; the fault shows only to a reader
# who asks which digit was meant.
#
# ## Quiz
#
# **1.** Which of the two networks sees real digits?
#
# <details><summary>Answer</summary>
#
# The discriminator only. The generator learns from its answers.
#
# </details>
#
# **2.** `gan.generate(5, labels=3, seed=1)` twice in a row, and
# `gan.generate(5, labels=3)` twice in a row: what differs?
#
# <details><summary>Answer</summary>
#
# With a seed the noise is the same, so the images are too. Without a seed, each call
# draws fresh noise.
#
# </details>
#
# **3.** A friend shows twelve beautiful generated images. What do you ask?
#
# <details><summary>Answer</summary>
#
# From how many were they chosen? And what share of all of them passes a judge that was
# fixed beforehand?
#
# </details>
#
# **4.** A GAN draws the same perfect 7 each time it is asked for a 7. What would our
# judge report?
#
# <details><summary>Answer</summary>
#
# A share of 1 for that class. The judge looks at one image at a time and cannot see
# repetition. That failure is called mode collapse, and needs other numbers.
#
# </details>

# %% [markdown]
# ## Back to your predictions

# %%
alike = gap < 0.2 and good["accepted at 0"] > 2 * bad["accepted at 0"]
predictions.beside(guesses, {
    "training": "seconds" if seconds < 60 else "minutes",
    "recognised": f"about {100 * round(10 * recognised)} of 1,000",
    "same_losses": "one cannot tell" if alike else "yes",
})

# %% [markdown]
# ## You have seen
#
# 1. Five verdicts on your computer, and 8,000 images that you scaled to [−1, 1] for the
#    generator's tanh.
# 2. A GAN trained on them in 1,000 steps, and digits and a telephone number made to
#    order.
# 3. Your count over 1,000 images, by a judge that had never seen them, beside the same
#    count for real digits.
# 4. A run with usual losses and passable pictures, which had learned the wrong thing;
#    counting what was asked for showed it.
#
# ## Common mistakes
#
# - *Pixels from 0 to 255, or from 0 to 1, with a generator that ends in tanh.* Scale
#   them to [−1, 1].
# - *Showing the best images.* Show the first ones, and count all.
# - *Reading the loss as quality.* It is the result of a game between two players that
#   both change.
# - *Trusting one run.* Another seed gives other digits; later pages use several.
#
# ## Papers
#
# - Goodfellow et al. 2014, [*Generative adversarial
#   nets*](https://arxiv.org/abs/1406.2661): the two players.
# - Mirza and Osindero 2014, [*Conditional generative adversarial
#   nets*](https://arxiv.org/abs/1411.1784): asking for a class.
# - Radford, Metz and Chintala 2016, [*Unsupervised representation learning with deep
#   convolutional generative adversarial networks*](https://arxiv.org/abs/1511.06434):
#   the kind of networks used here, called DCGAN.
# - Miyato and Koyama 2018, [*cGANs with projection
#   discriminator*](https://arxiv.org/abs/1802.05637): how our discriminator is told the
#   label.
#
# ## Next
#
# [01 · Two players, one game](01_two_players_one_game.ipynb): you play both sides
# yourself, before any network does.
