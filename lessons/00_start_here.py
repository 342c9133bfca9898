# %% [markdown]
# # 00 · Start here
#
# **Before the end of this page you own a network that writes any digit you ask for, and you have counted how
# often it is right.**
#
# Reading and doing: about 60 min · [how long all cells run](RUN_TIMES.md)
#
# Before this: a little Python and NumPy. No knowledge of neural networks is needed for this page; from 02 on,
# a first course in them helps.
#
# ## You will be able to
#
# 1. say whether your computer is fit for the course;
# 2. train a small GAN on real handwritten digits, and ask it for the digits that you want;
# 3. count how many of its images are what you asked for, with a judge that never saw it;
# 4. tell a run that failed from one that worked, when their losses look alike.

# %%
import hashlib
import os
import sys

from gan_course import digit_classifier, plots, seed_everything
from gan_course.callbacks import Snapshots
from gan_course.data_files import CHECKSUMS, data_dir
from gan_course.datasets import digits
from gan_course.exercises import ex00
from gan_course.gan import ConditionalGAN
from gan_course.networks import conditional_dcgan_discriminator, conditional_dcgan_generator
from gan_course.optimizers import Adam

import numpy as np
import psutil
import tensorflow as tf

seed_everything(0)

# %% [markdown]
# ## Predict first
#
# Double-click this cell and write a guess after each question. You will meet the answers as numbers.
#
# 1. A GAN starts from noise and sees 8,000 handwritten digits. Two processor cores and no graphics card: how
#    long until a person can read what it writes: seconds, minutes or hours? → **your guess:**
# 2. You ask the finished GAN for 1,000 digits, 100 of each. How many are recognised as what you asked for:
#    about 100, 500 or 900? → **your guess:**
# 3. Before training, every digit gets another digit's label, at random. Will the generated images look
#    worse? → **your guess:**

# %% [markdown]
# ## How this course works
#
# **Run a cell** with Shift+Enter, from top to bottom. Nothing on these pages is asserted that is not run:
# change a number and run it again. *Kernel → Restart* brings everything back.
#
# | on the page | what it is for |
# |---|---|
# | *Predict first* | a guess, written down before any code; being wrong is where learning starts |
# | a claim | a cell with `# NBVAL_CHECK_OUTPUT` on top prints a verdict and its limit; tests compare it |
# | an exercise | a cell with `...` to replace, then a cell that checks it at once and names what is wrong |
# | hints | take the `#` away in front of `hint(1)`, then `hint(2)`, `hint(3)`, at last `solution()` |
# | quiz | questions at the end; click *Answer* to unfold it |
#
# **Three paths.** *On your own:* the pages in order, about an hour each. *In a workshop:* the same pages with
# an instructor. *Only the knobs:* run all cells of a page (*Run → Run All
# Cells*), move the sliders, read the sentences beginning "What to see".
#
# ### The course map
#
# | | page | what only this page does |
# |---|---|---|
# | 00 | start here | you are here |
# | 01 | [Two players, one game](01_two_players_one_game.ipynb) | you play the discriminator, then the generator |
# | 02 | [The objective function](02_objective_function.ipynb) | what the two players are paid, checked by numbers |
# | 03 | [Gradient updates](03_gradient_updates.ipynb) | a GAN in NumPy, each gradient by hand |
# | 04 | [A GAN in Keras](04_keras_implementation.ipynb) | a broken listing repaired, then the real thing |
# | 05 | [Measuring a GAN](05_measuring_a_gan.ipynb) | each metric shown lying once |
# | 06 | [Mode collapse](06_mode_collapse.ipynb) | three explanations, each with an experiment that could refute it |
# | 07 | [Remedies: data and architecture](07_remedies_data_and_architecture.ipynb) | what $D$ sees, how it is built |
# | 08 | [Remedies: objective and dynamics](08_remedies_objective_and_dynamics.ipynb) | other losses, other moves |
# | 09 | [Remedies, head to head](09_remedies_head_to_head.ipynb) | one budget for all, beside the published tables |
# | 10 | [The laboratory](10_laboratory.ipynb) | every knob of a GAN, turned while it trains |
# | 11–17 | rare classes, medicine, faces, sound, text, where next, a capstone | planned |

# %% [markdown]
# ## 1 · Is this computer fit?
#
# The course is written for an ordinary laptop: two cores, 3 GB of memory for it, no graphics card, no network.

# %%
data_file = data_dir() / "mnist_10k.npz"
checksum = hashlib.sha256(data_file.read_bytes()).hexdigest()
memory = psutil.virtual_memory().total / 2**30

print(f"Python {sys.version_info.major}.{sys.version_info.minor}, TensorFlow {tf.__version__}")
print(f"{os.cpu_count()} cores, {memory:.0f} GB of memory")
print(f"the digits' checksum begins with {checksum[:12]}")

# %%
# NBVAL_CHECK_OUTPUT
print("Python 3.11 or newer:", sys.version_info >= (3, 11))
print("TensorFlow 2.21 or newer:", tuple(int(part) for part in tf.__version__.split(".")[:2]) >= (2, 21))
print("at least 2 cores:", os.cpu_count() >= 2)
print("at least 3 GB of memory:", memory > 2.9)
print("the digits are the ones this page was written with:", checksum == CHECKSUMS["mnist_10k.npz"])

# %% [markdown]
# *What to see: `True` five times. With a `False` the pages still open; they may be slow, or their numbers
# may differ.*

# %% [markdown]
# ## 2 · The data
#
# Real handwriting: the MNIST digits (LeCun, Cortes and Burges), 8,000 to train on and 2,000 kept apart. Each
# image has 28 × 28 pixels and a label, the digit that the writer meant.

# %%
data = digits()
print("images", data.x_train.shape, "labels", data.y_train.shape)
print("pixels run from", data.x_train.min(), "to", data.x_train.max())

fig = plots.image_grid(data.x_train[:20], titles=data.y_train[:20], title="Real digits and their labels")
plots.show(fig, alt="Twenty real handwritten digits in white on black, each with its label above it.")

# %% [markdown]
# *What to see: paper is −1 and ink is +1, where an image file says 0 and 255.* The network that will draw
# ends in a tanh, which reaches from −1 to +1; so the data must live there too.

# %% [markdown]
# ### Exercise 1 · from a file's pixels to the network's
#
# `pixels` is an array of `uint8`, 0 to 255, of any shape. Return floating point numbers: 0 becomes −1, 255
# becomes +1, and between them runs a straight line.

# %% tags=["exercise:to_unit_range"]
def to_unit_range(pixels):
    return ...

# %%
ex00.to_unit_range.check(to_unit_range)

# %%
# ex00.to_unit_range.hint(1)      # then 2 and 3
# ex00.to_unit_range.solution()

# %% [markdown]
# What if somebody forgets? Then the course's `fit` says so at once. This cell makes the mistake on purpose.
# Read the message: it says what was given, what is allowed, and what to do.

# %%
# NBVAL_CHECK_OUTPUT
raw = (data.x_train + 1) * 127.5          # as in a file: 0 to 255
gan = ConditionalGAN(conditional_dcgan_generator(), conditional_dcgan_discriminator())
gan.compile()
try:
    gan.fit(raw, data.y_train, verbose=0)
except ValueError as error:
    print(error)
print("not one step was trained:", len(gan.step_history["d_loss"]) == 0)

# %% [markdown]
# ## 3 · Your first GAN
#
# Two networks play against each other (Goodfellow et al. 2014).
#
# - The **generator** gets 32 random numbers $z$ and a label $y$, and draws an image $G(z, y)$.
# - The **discriminator** gets an image and a label, and answers: does this look like a real image of that
#   digit? It sees real ones and generated ones, and learns to tell them apart.
#
# The generator never sees a real digit. All that it learns, it learns from the discriminator's answers. Both
# are told the label, so this is a **conditional** GAN (Mirza and Osindero 2014). One *step* is one small
# improvement of each, on 128 images. This cell does 1,000 steps: seconds on two quiet cores, a minute or two on
# busy ones. How it works inside is the matter of pages 01 to 04.

# %%
def new_gan():
    gan = ConditionalGAN(conditional_dcgan_generator(latent_dim=32), conditional_dcgan_discriminator())
    gan.compile(generator_optimizer=Adam(2e-3, beta_1=0.5), discriminator_optimizer=Adam(2e-3, beta_1=0.5))
    return gan


gan = new_gan()
snapshots = Snapshots(n=100, every=200, seed=1)     # images from the same noise, labels 0 to 9 in turn
gan.fit(data.x_train, data.y_train, batch_size=128, steps_per_epoch=1000, callbacks=[snapshots],
        verbose=0)
print(f"trained for {len(gan.step_history['d_loss'])} steps")

# %% [markdown]
# ### Ask it for a digit
#
# Change `wanted`, and run the cell again.

# %%
wanted = 7

images = gan.generate(20, labels=wanted, seed=2)
fig = plots.image_grid(images, title=f"Generated: 20 times {wanted}")
plots.show(fig, alt="Twenty generated handwritten sevens in white on black, most of them easy to read, "
                    "no two alike.")

# %% [markdown]
# *What to see: all of these were drawn from noise; no two are the same; most can be read. Some cannot: keep
# that in mind until section 4.*
#
# Ten pieces of noise, one for each digit, from before the first step to the last:

# %%
images = snapshots.samples[:, :10].reshape(-1, 28, 28, 1)      # 6 snapshots of 10 images
titles = [f"step {step}" if column == 0 else "" for step in snapshots.steps for column in range(10)]
fig = plots.image_grid(images, titles=titles, title="Ten pieces of noise, while the generator learns")
plots.show(fig, alt="Six rows of ten images. Grey noise before training, blurred strokes after 200 steps, "
                    "then the digits 0 to 9 becoming clearer from row to row.")

# %% [markdown]
# *What to see: first the generator learns that paper is black and strokes are white, then strokes of the
# right width, at last which strokes belong to which digit.*

# %% [markdown]
# ### Ask it for a row
#
# `labels` may hold one digit for each image. A year, for example:

# %%
year = [1, 9, 8, 4]
fig = plots.image_grid(gan.generate(4, labels=year, seed=3), columns=4, title="A year")
plots.show(fig, alt="Four generated digits in a row, meant as 1, 9, 8 and 4.")

# %% [markdown]
# ### Exercise 2 · a telephone number
#
# Write `labels_of(text)`: from `"+49 30-12"` it returns the labels 4, 9, 3, 0, 1, 2 as an array of whole
# numbers. Everything that is not a digit is skipped. Then let the generator write your own number:
# `labels = labels_of("…")`, and `gan.generate(len(labels), labels=labels)`.

# %% tags=["exercise:labels_of"]
def labels_of(text):
    return ...

# %%
ex00.labels_of.check(labels_of)

# %%
# ex00.labels_of.hint(1)      # then 2 and 3
# ex00.labels_of.solution()

# %% [markdown]
# ## 4 · Do not look, count
#
# Twenty images that please the eye prove little: who chose them? This course counts instead. The judge is a
# small network that was trained to read digits, once, on the real training images alone; it is frozen and
# never saw a generated one. For each image it gives ten probabilities. First see what it says of the 2,000
# real test digits: no generator can be expected to do better than real data.

# %%
# NBVAL_CHECK_OUTPUT
judge = digit_classifier.load()
real = judge.probabilities(data.x_test)                     # (2000, 10), each row sums to 1
real_recognised = np.mean(real.argmax(axis=1) == data.y_test)
real_confident = np.mean(real.max(axis=1) > 0.9)
print("real test digits recognised, at least 0.98:", real_recognised >= 0.98)
print("judged with a probability above 0.9, at least 0.92:", real_confident >= 0.92)

# %% [markdown]
# Now 1,000 generated digits, 100 of each class, none left out. The first number is the share that the judge
# takes for the class that you asked for; a generator that ignores the label would reach 0.1. The second is
# the share that it judges with a probability above 0.9.

# %%
asked = np.repeat(np.arange(10), 100)                       # (1000,)
made = judge.probabilities(gan.generate(1000, labels=asked, seed=4))
recognised = made.argmax(axis=1) == asked
confident = made.max(axis=1) > 0.9
by_class = recognised.reshape(10, 100).mean(axis=1)
print(f"recognised {recognised.mean():.2f}, confident {confident.mean():.2f}, "
      f"both {np.mean(recognised & confident):.2f}")
print("recognised, by class 0 to 9:", *(f"{share:.2f}" for share in by_class))

for step, samples in zip(snapshots.steps, snapshots.samples, strict=True):
    share = np.mean(judge.predict(samples) == np.arange(100) % 10)
    print(f"step {step:4d}: recognised {share:.2f} of 100")

# %%
# NBVAL_CHECK_OUTPUT
print("recognised as asked for, at least 0.75 (blind guess 0.1):", recognised.mean() >= 0.75)
print("judged with a probability above 0.9, at least 0.4:", confident.mean() >= 0.4)
print("each of the ten classes at least 0.5:", by_class.min() >= 0.5)
print("recognised less often than real digits:", recognised.mean() < real_recognised)
print("judged less surely than real digits:", confident.mean() < real_confident)

# %% [markdown]
# *What to see: after seconds of training most digits are what you asked for, and the judge is sure of many
# fewer of them than of real ones.* Page 04 trains for longer; page 05 is about what such numbers hide.
#
# ### Exercise 3 · accepted or not
#
# An image is **accepted** if its most probable digit is the wanted one **and** that probability is above
# `threshold`. `probabilities` has shape (n, 10), `wanted` (n,). Return the share of all n images that is
# accepted.

# %% tags=["exercise:accepted_share"]
def accepted_share(probabilities, wanted, threshold=0.9):
    return ...

# %%
ex00.accepted_share.check(accepted_share)

# %%
# ex00.accepted_share.hint(1)      # then 2 and 3
# ex00.accepted_share.solution()

# %% [markdown]
# ## 5 · Something is wrong here
#
# The same networks, the same settings, 400 steps. But somebody spoiled **one** thing in what the GAN is
# trained on. You get the images that it draws for the labels 0 to 9, three rows of them, below those of the
# good GAN at step 400 from the same noise.

# %%
spoiled = new_gan()
spoiled.fit(*ex00.sabotaged(data.x_train, data.y_train), steps_per_epoch=400, verbose=0)

good_then = snapshots.samples[list(snapshots.steps).index(400)]              # (100, 28, 28, 1)
spoiled_then = spoiled.generate(100, seed=1)
titles = ["good"] + [""] * 29 + ["spoiled"] + [""] * 29
fig = plots.image_grid(np.concatenate([good_then[:30], spoiled_then[:30]]), titles=titles,
                       title="Asked for 0 to 9 in each row, step 400")
plots.show(fig, alt="Three rows of the good run and three of the spoiled one. Both look like young handwriting; "
                    "in the spoiled rows the digits do not follow the order 0 to 9.")

# %%
in_turn = np.arange(100) % 10
good_share, spoiled_share = (np.mean(judge.predict(images) == in_turn) for images in (good_then, spoiled_then))
good_loss, spoiled_loss = (np.mean(g.step_history["d_loss"][300:400]) for g in (gan, spoiled))
print("                         good  spoiled")
print(f"D's loss, steps 300-400  {good_loss:.2f}  {spoiled_loss:.2f}")
print(f"recognised as asked for  {good_share:.2f}  {spoiled_share:.2f}")

# %%
# NBVAL_CHECK_OUTPUT
print("D's losses are within 0.2 of each other:", abs(good_loss - spoiled_loss) < 0.2)
print("good: recognised as asked for, at least 0.3:", good_share >= 0.3)
print("spoiled: no more than 0.2, near a blind guess:", spoiled_share <= 0.2)

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
# *What to remember: the loss compares the two players with each other. It does not know what you wanted.* And
# the pictures are a little rougher than the good ones, as if the GAN were younger; nobody would find the
# fault in them without asking which digit was meant. Compare this with your third guess above.

# %% [markdown]
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
# **2.** `gan.generate(5, labels=3, seed=1)` twice in a row, and `gan.generate(5, labels=3)` twice in a row:
# what differs?
#
# <details><summary>Answer</summary>
#
# With a seed the noise is the same, so the images are too. Without, each call draws fresh noise.
#
# </details>
#
# **3.** A friend shows twelve beautiful generated images. What do you ask?
#
# <details><summary>Answer</summary>
#
# From how many were they chosen? And what share of all of them passes a judge that was fixed beforehand?
#
# </details>
#
# **4.** A GAN draws the same perfect 7 each time it is asked for a 7. What would our judge report?
#
# <details><summary>Answer</summary>
#
# A share of 1 for that class. The judge looks at one image at a time and cannot see repetition. That failure
# is called mode collapse, and needs other numbers.
#
# </details>

# %% [markdown]
# ## You have seen
#
# 1. Five verdicts on your computer.
# 2. A GAN trained on real digits in 1,000 steps, and digits, a year and a telephone number made to order.
# 3. A count over 1,000 images by a judge that never saw the generator, beside the same count for real
#    digits.
# 4. A run with usual losses and passable pictures, which had learned the wrong thing; counting what was asked
#    for showed it.
#
# ## Common mistakes
#
# - *Pixels from 0 to 255, or from 0 to 1, with a generator that ends in tanh.* Scale them to [−1, 1].
# - *Showing the best images.* Show the first ones, and count all.
# - *Reading the loss as quality.* It is the score of a game between two players that both change.
# - *Trusting one run.* Another seed gives other digits; later pages use several.
#
# ## Papers
#
# - Goodfellow et al. 2014, [*Generative adversarial nets*](https://arxiv.org/abs/1406.2661): the two players.
# - Mirza and Osindero 2014, [*Conditional generative adversarial nets*](https://arxiv.org/abs/1411.1784):
#   asking for a class.
# - Radford, Metz and Chintala 2016, [*Unsupervised representation learning with deep convolutional generative
#   adversarial networks*](https://arxiv.org/abs/1511.06434): the kind of networks used here.
# - Miyato and Koyama 2018, [*cGANs with projection discriminator*](https://arxiv.org/abs/1802.05637): how our
#   discriminator is told the label.
#
# ## Next
#
# [01 · Two players, one game](01_two_players_one_game.ipynb): you take both seats yourself, before any
# network does.
