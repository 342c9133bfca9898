# %% [markdown]
# # 14 · Sound
#
# *By the end you have trained one GAN on waves and one on spectrograms, measured which
# of them plays in tune, and let it play a scale that nobody recorded.*
#
# Reading and doing: about 85 min ·
# [how long all cells run](RUN_TIMES.md)
#
# Before this: notebook 04 (your `train_step`), 05 (distances between sets), 09 (seeds).
#
# ## You will be able to
#
# 1. turn a wave into a spectrogram, and magnitudes back into a wave without their
#    phases;
# 2. say from kernel and stride which tones a transposed convolution adds, and avoid
#    them;
# 3. measure whether a generated note is in tune, in cents, and ask for notes that were
#    never recorded;
# 4. compare generators of sound by a distance that does not depend on the number of
#    sounds, and count what is missing.
#
# ## Three questions from earlier notebooks
#
# 1. Notebook 05: a frozen classifier is shown pictures that are noise. What does it
#    say?
#
# <details><summary>Answer</summary>
# It names a class, often with great confidence: it must choose one of those it knows.
# </details>
#
# 2. Notebook 05: why does the Fréchet distance of two *real* sets fall when the sets
#    grow?
#
# <details><summary>Answer</summary>
# Means and covariances are estimated; their errors, which get smaller with more
# samples, count as distance.
# </details>
#
# 3. Notebook 04: what does a conditional GAN's discriminator see besides the sample?
#
# <details><summary>Answer</summary>
# The label that the generator was given, or that the real sample has.
# </details>

# %%
from gan_course import seed_everything

SEED = 0
seed_everything(SEED)

import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import tensorflow as tf

from gan_course import drums, metrics, own_step, pitches, plots, sound_networks
from gan_course import sounds, sounds_judge, spectrograms
from gan_course.exercises import ex04, ex09, ex14, predictions

tf.get_logger().setLevel("ERROR")

# %% [markdown]
# ## Predict first
#
# Replace each `...` by a guess before you read on.

# %%
guesses = {
    # A note's magnitudes are kept and all its phases replaced by random ones. Is it
    # still heard at the same pitch? (yes or no)
    "pitch with random phases": ...,
    # A transposed convolution has a kernel of 25 numbers and a stride of 4. Do all
    # samples that come out hear equally many values? (yes or no)
    "25 and 4 overlap evenly": ...,
    # The judge knows 23 sounds. Noise is played to it. How sure is it of its answer on
    # average, in percent?
    "judge's confidence in noise, %": ...,
    # Two GANs train for equally many steps, one on waves, one on spectrograms. Which
    # plays more notes in tune?
    "in tune: wave or spectrogram": ...,
    # Every fifth pair of instrument and pitch was never recorded. How many of 100 of
    # them will be in tune?
    "unrecorded notes in tune, %": ...,
}

# %% [markdown]
# ## 1 · Wave, spectrogram, phase
#
# A sound is a **wave**: the pressure of the air, here 8,000 numbers a second. So
# nothing above 4,000 hertz can be told. The course has 720 notes of ten instruments,
# recorded ones, two octaves from C4 on, in three strengths (**velocities**); 720 spoken
# digits of a speech program, whose voice, pitch and speed are known; and drums that a
# formula makes (`data/README.md`). Each note lasts half a second, 4,096 numbers, stored
# in one byte each: fine steps near 0 and coarse ones for loud samples (**µ-law**, as on
# the telephone).

# %%
notes, digits = sounds.notes(), sounds.spoken_digits()
kit = drums.drums(300, seed=SEED + 1, labels=np.arange(300) % drums.N_LABELS)
labels = notes.labels
pair = (labels.instrument * 24 + labels.pitch - 60).to_numpy()   # one label for both
middle = (labels.velocity == 80).to_numpy()     # kept aside: the real ones to compare
real = notes.waves[middle]


def note(name, pitch):
    row = (labels.instrument == notes.names.index(name)) & (labels.pitch == pitch)
    return notes.waves[(row & middle).to_numpy()][0]


violin, piano = note("violin", 69), note("piano", 69)
sounds.Player({"piano, A4": piano, "violin, A4": violin,
               "“seven”": digits.waves[(digits.labels.digit == 7).to_numpy()][40],
               "snare": kit.waves[(kit.labels // 25 == 1)][12]})

# %% [markdown]
# *Press the triangles.* If your program shows no players in a notebook that it does not
# trust yet, run the cell. The loudness is that of the wave: many
# players make every sound equally loud, and then even faint noise seems loud.
#
# Which notes does a wave hold? Cut it into short pieces, weaken both ends of each by a
# **window**, and take each piece apart into frequencies (Fourier transform). The sizes
# of what comes out, the **magnitudes**, are the **spectrogram**.
#
# ### Exercise 1 · a spectrogram
#
# `wave` is (samples,). Piece $j$ begins at sample `j * hop` and is `n_fft` long; take
# all that fit whole. Multiply it by the window
# $w_i = \tfrac12 - \tfrac12\cos(2\pi i/n_\text{fft})$ and return the magnitudes of
# `np.fft.rfft`: an array (n_fft / 2 + 1, pieces), a column for each piece.

# %% tags=["exercise:spectrogram"]
def spectrogram(wave, n_fft, hop):
    return ...


# %%
ex14.spectrogram.check(spectrogram)

# %%
# ex14.spectrogram.hint(1)      # then 2 and 3
# ex14.spectrogram.solution()

# %%
spectrogram = ex14.spectrogram.yours()
examples = {"piano, A4": piano, "violin, A4": violin,
            "“seven”": digits.waves[(digits.labels.digit == 7).to_numpy()][40],
            "noise": 0.3 * np.random.default_rng(SEED + 8).standard_normal(4096)}
pictures = [np.log(spectrogram(wave, 256, 64) + 0.05) for wave in examples.values()]
plots.show(plots.spectrogram_row(np.stack(pictures), list(examples)),
           alt="Four spectrograms. Piano and violin: level lines at equal distances, "
               "the piano's fading. A spoken word: bands that bend. Noise: no order.")

# %% [markdown]
# *What to see: a note is a ladder of level lines, at multiples of its frequency; the
# lowest is its pitch, here 440 hertz, and the others make the instrument.* The
# brighter, the larger the magnitude (its logarithm). The noise fills everything.
#
# ### Something breaks: the phase
#
# The transform gives complex numbers. Their size is the magnitude, their angle the
# **phase**: where in its swing each tone is. The picture shows the sizes alone. Keep
# them and put random angles in:

# %%
chance = np.random.default_rng(SEED + 2)
spectra = spectrograms.stft(violin[None])
angles = chance.uniform(-np.pi, np.pi, spectra.shape)
broken = spectrograms.istft(np.abs(spectra) * np.exp(1j * angles))[0]
sounds.Player({"violin": violin, "violin, random phases": broken})

# %% [markdown]
# Hollow and rough: neighbouring pieces overlap, and tones that do not fit together
# there cancel each other. So whoever makes magnitudes must also find phases. **Griffin
# and Lim** (1984) find them by going back and forth: make a wave of the magnitudes and
# some phases; see which phases that wave really has; keep those, and put the magnitudes
# right again.
#
# ### Exercise 2 · a step of Griffin and Lim
#
# `forward` turns waves into complex spectra, `back` spectra into waves. Return the
# waves whose spectra were given the sizes `magnitudes` and the phases of `waves`.

# %% tags=["exercise:griffin_lim_step"]
def griffin_lim_step(magnitudes, waves, forward, back):
    return ...


# %%
ex14.griffin_lim_step.check(griffin_lim_step)

# %%
# ex14.griffin_lim_step.hint(1)      # then 2 and 3
# ex14.griffin_lim_step.solution()

# %%
griffin_lim_step = ex14.griffin_lim_step.yours()
wanted, found, gaps = np.abs(spectra), broken[None], []
for _ in range(60):
    gap = np.abs(spectrograms.stft(found)) - wanted
    gaps.append(np.linalg.norm(gap) / np.linalg.norm(wanted))
    found = griffin_lim_step(wanted, found, spectrograms.stft, spectrograms.istft)
plots.show(plots.curves(range(60), {"gap": gaps}, title="Magnitudes wanted and had",
                        xlabel="step", ylabel="relative gap"),
           alt="The gap between wanted and actual magnitudes falls from step to step, "
               "fast at first and slowly later.")

# %%
sounds.Player({"random phases": broken, "after 60 of your steps": found[0],
               "recorded": violin})

# %%
# NBVAL_CHECK_OUTPUT
print("60 steps leave less than half of the gap:", bool(gaps[-1] < 0.5 * gaps[0]))
print("no step makes it larger:", bool(np.all(np.diff(gaps) < 1e-4)))

# %% [markdown]
# The gap cannot reach 0 by force: not every picture of magnitudes belongs to a wave. A
# variant with momentum (Perraudin et al. 2013) gets lower in as many steps; the
# course's `spectrograms.griffin_lim` uses it from here on.
#
# ## 2 · A layer with a tone of its own
#
# A generator must make 4,096 numbers of a few. **WaveGAN** (Donahue et al. 2019) does
# it by transposed convolutions with a kernel of 25 and stride 4: each value is spread
# over 25 samples, and the next one begins 4 samples later. How many values does a
# sample hear?
#
# ### Exercise 3 · overlaps
#
# Of `n` values, value $i$ reaches the samples `stride * i` to `stride * i + kernel -
# 1`. Return for each of the `stride * (n - 1) + kernel` samples how many values reach
# it.

# %% tags=["exercise:overlaps"]
def overlaps(n, kernel, stride):
    return ...


# %%
ex14.overlaps.check(overlaps)

# %%
# ex14.overlaps.hint(1)      # then 2 and 3
# ex14.overlaps.solution()

# %%
overlaps = ex14.overlaps.yours()
counts = {kernel: overlaps(12, kernel, 4)[28:44] for kernel in (25, 24)}
for kernel, count in counts.items():
    print(f"kernel {kernel}, stride 4, in the middle: {' '.join(map(str, count))}")
even = {kernel: len(set(count.tolist())) == 1 for kernel, count in counts.items()}

# %% [markdown]
# With 25 the numbers go 7 6 6 6, again and again: every fourth sample is louder. That
# is a tone, at 8,000 / 4 = 2,000 hertz, and a layer before it adds one at 8,000 / 16 =
# 500 hertz and its multiples. In pictures the same is called a **checkerboard** (Odena
# et al. 2016). A kernel that the stride divides counts evenly, but its four places in
# the stride still have weights of their own, so a tone can stay. The cure is to repeat
# each value (*nearest* upsampling) and then to convolve plainly.
#
# Listen to generators that have learnt nothing, and measure: how far do multiples of
# 500 hertz stand out of their neighbourhood?

# %%
def untrained(upsampling):
    seed_everything(SEED + 3)
    net = sound_networks.wave_generator(4096, (10, 24), upsampling=upsampling)
    made = net([tf.random.normal((60, 16)), tf.range(60)]).numpy()[..., 0]
    return 0.9 * made / np.abs(made).max()


raw = {name: untrained(name) for name in ("transposed", "nearest")}
stand_out = {name: spectrograms.lines(waves) for name, waves in raw.items()}
print({name: f"{value:.1f} dB" for name, value in stand_out.items()})
sounds.Player({name: waves[0] for name, waves in raw.items()})

# %%
pictures = [np.log(spectrogram(waves[0], 256, 64) + 0.01) for waves in raw.values()]
plots.show(plots.spectrogram_row(np.stack(pictures), list(raw), columns=2),
           alt="Left, transposed convolutions: level lines at multiples of 500 hertz "
               "from bottom to top. Right, nearest upsampling: no such lines.")

# %%
# NBVAL_CHECK_OUTPUT
print("transposed: lines of more than 6 dB:", bool(stand_out["transposed"] > 6))
print("nearest: at least 6 dB less:",
      bool(stand_out["transposed"] - stand_out["nearest"] > 6))


# %% [markdown]
# *What to see: on the left level lines at multiples of 500 hertz, plainest at 1,500,
# 2,000, 2,500 and 4,000; on the right none.* A negative number of dB says that there is
# less at those frequencies than around them.
#
# ## 3 · Is it in tune?
#
# Ears hear ratios: from 220 to 440 hertz is the same step as from 440 to 880, an
# **octave**. It is divided into 12 semitones of 100 **cents**. Most people notice 10 to
# 20 cents; with 50 a note is halfway to its neighbour.
#
# ### Exercise 4 · cents
#
# `frequencies` and `wanted` are arrays of the same shape. Return how many cents each
# frequency lies above the wanted one; below is negative.

# %% tags=["exercise:cents"]
def cents(frequencies, wanted):
    return ...


# %%
ex14.cents.check(cents)

# %%
# ex14.cents.hint(1)      # then 2 and 3
# ex14.cents.solution()

# %% [markdown]
# `pitches.fundamentals` measures a note's frequency: it looks for the ladder that fits
# best. Before it measures fakes, it must measure the recorded notes. The **judge**
# names the sound: a small frozen network that learned 10 instruments, 10 digits and 3
# drums; the notes of the middle velocity it has never heard.

# %%
cents = ex14.cents.yours()
judge = sounds_judge.load()
asked = labels[middle]
noise = 0.3 * chance.standard_normal(real.shape).clip(-3, 3)
far = judge.kernel_distance(noise, real)


def heard(waves):
    hertz = pitches.fundamentals(waves)
    off = np.abs(cents(hertz, sounds.frequency(asked.pitch.to_numpy())))
    right = judge.read(waves) == asked.instrument.to_numpy()
    return {"instrument": right.mean(), "in tune": np.mean(off < 50),
            "median cents": np.nanmedian(off),
            "confidence": judge.probabilities(waves).max(axis=1).mean(),
            "kernel": judge.kernel_distance(waves, real) / far,
            "lines, dB": spectrograms.lines(waves)}


codec = spectrograms.Codec()            # waves <-> pictures of log magnitudes
through = codec.waves(codec.images(real))
table = {"real": heard(real), "real, phases lost": heard(through),
         "noise": heard(noise)}
table["real"]["kernel"] = judge.kernel_distance(notes.waves[labels.velocity == 50],
                                                real) / far
print(pd.DataFrame(table).T.round(3).to_string())

# %%
# NBVAL_CHECK_OUTPUT
print("recorded notes: at least 95 % of the instruments named:",
      bool(table["real"]["instrument"] >= 0.95))
print("all in tune, phases lost or not, at least 97 %:",
      min(table[name]["in tune"] for name in ("real", "real, phases lost")) >= 0.97)
print("noise: more than 70 % confidence, and at most 15 % in tune:",
      bool(table["noise"]["confidence"] > 0.7 and table["noise"]["in tune"] <= 0.15))

# %% [markdown]
# *What to see: the last row.* The judge is sure of noise. So confidence is never
# reported alone here: beside it stand the cents, which noise fails, and a distance,
# the column `kernel`: that of noise is 1. You write it next.
#
# ### Exercise 5 · a distance that is right on average
#
# The Fréchet distance of notebook 05 falls with the number of samples. The **kernel
# distance** (maximum mean discrepancy; for sound Chung et al. 2025) does not, if it is
# built with care. A kernel $k$ says how alike two points are. Then
#
# $$\text{MMD}^2 = \text{mean}\,k(x, x') + \text{mean}\,k(y, y') - 2\,\text{mean}\,
# k(x, y),$$
#
# where $x, x'$ are two **different** points of the one set. `x` is (n, features), `y`
# is (m, features), and `kernel(x, y)` is the matrix (n, m). Return the number.

# %% tags=["exercise:unbiased_mmd"]
def unbiased_mmd(x, y, kernel):
    return ...


# %%
ex14.unbiased_mmd.check(unbiased_mmd)

# %%
# ex14.unbiased_mmd.hint(1)      # then 2 and 3
# ex14.unbiased_mmd.solution()

# %%
unbiased_mmd = ex14.unbiased_mmd.yours()


def cubic(x, y):
    return (x @ y.T / x.shape[1] + 1) ** 3


features = judge.features(notes.waves).astype("float64")
features /= features.std()
rows = []
for n in (15, 30, 60, 120, 240):
    draws = []
    for _ in range(40):
        order = chance.permutation(len(features))
        x, y = features[order[:n]], features[order[n:2 * n]]
        every = cubic(x, x).mean() + cubic(y, y).mean() - 2 * cubic(x, y).mean()
        draws.append((metrics.frechet_distance(x, y), unbiased_mmd(x, y, cubic), every))
    rows.append(np.mean(draws, axis=0))
against = pd.DataFrame(rows, index=(15, 30, 60, 120, 240),
                       columns=["Fréchet", "kernel", "kernel, with the diagonal"])
print(against.round(3).to_string())

# %% [markdown]
# *What to see: two sets of real notes, cut from one heap at random, 40 times for each
# size.* Their true distance is 0. Fréchet's says "far apart" for small sets, and so
# does the kernel's if each point also counts as a pair with itself. Yours stays around
# 0, at times a little below.

# %%
# NBVAL_CHECK_OUTPUT
print("from 15 to 240 notes Fréchet falls to less than a third:",
      bool(against["Fréchet"][240] < against["Fréchet"][15] / 3))
print("at 15 the unbiased kernel distance is within half of the biased one of 0:",
      bool(abs(against["kernel"][15]) < 0.5 * against.iloc[0, 2]))

# %% [markdown]
# ## 4 · Waves against spectrograms
#
# Two pairs of players. The one makes **waves**, by transposed convolutions of 25. The
# other makes **pictures**: logarithms of magnitudes, 128 frequencies by 64 moments, and
# Griffin and Lim's steps make waves of them. Both are told instrument and pitch as
# *two* vectors with a single 1 each, so a pair that was never shown to them can be
# asked for: a fifth of all pairs is left out of the training, as if nobody had recorded
# it. Such pairs are called "never recorded" below. Both have about as many weights,
# your `train_step`, the same rates, batches and steps, and samples come from averaged
# weights (notebook 08).

# %%
train_step = ex04.train_step.yours()
recorded = sounds.recorded(labels)
learn = recorded & ~middle
print(f"{learn.sum()} notes to learn from; {(~recorded & middle).sum()} pairs of 240 "
      "never recorded")
images = codec.images(notes.waves[learn])
z = chance.standard_normal((240, 16)).astype("float32")


def played(net, labels_asked, noise_vectors):
    parts = [net([noise_vectors[i:i + 60], labels_asked[i:i + 60]]).numpy()
             for i in range(0, len(labels_asked), 60)]
    made = np.concatenate(parts)
    return made[..., 0] if made.ndim == 3 else codec.waves(made)


# %%
seed_everything(SEED + 4)
shape, parts, STEPS = images.shape[1:], (10, 24), 400
pictures_net = own_step.trained(
    train_step, sound_networks.spectrogram_generator(shape, parts),
    sound_networks.spectrogram_discriminator(shape, parts), images, pair[learn], STEPS,
    seed=SEED + 4)
made = {"spectrogram": played(pictures_net, pair[middle], z)}

# %%
seed_everything(SEED + 5)
waves_net = own_step.trained(
    train_step, sound_networks.wave_generator(4096, parts),
    sound_networks.wave_discriminator(4096, parts), notes.waves[learn][..., None],
    pair[learn], STEPS, seed=SEED + 5)
made["wave"] = played(waves_net, pair[middle], z)

# %%
table |= {name: heard(waves) for name, waves in made.items()}
print(pd.DataFrame(table).T.round(3).to_string())
k = int(np.flatnonzero((asked.instrument == 5) & (asked.pitch == 69))[0])
sounds.Player({"trumpet A4, recorded": real[k], "spectrogram": made["spectrogram"][k],
               "wave": made["wave"][k], "noise": noise[k]})

# %%
shown = {"recorded": real[k], **{name: waves[k] for name, waves in made.items()},
         "noise": noise[k]}
pictures = [np.log(spectrogram(wave, 256, 64) + 0.05) for wave in shown.values()]
plots.show(plots.spectrogram_row(np.stack(pictures), list(shown)),
           alt="Spectrograms of a trumpet's A4: recorded, from the picture GAN, from "
               "the wave GAN, and noise.")

# %%
# NBVAL_CHECK_OUTPUT
tune = {name: table[name]["in tune"] for name in made}
print("the spectrogram GAN plays more notes in tune than the wave GAN:",
      bool(tune["spectrogram"] > tune["wave"]))
right = {name: table[name]["instrument"] for name in made}
print("and the judge hears the right instrument more often:",
      bool(right["spectrogram"] > right["wave"]))

# %% [markdown]
# *What to see: the columns together.* In the run stored here the spectrogram's GAN
# plays nine notes of ten in tune and four of five on the right instrument. The wave GAN
# plays hardly more in tune than noise does, its lines stand out by 50 dB, yet the judge
# is sure of it. In the picture its lines lie at multiples of 500 hertz, not of 440. But
# 400 steps are few: the page of WaveGAN's code calls training without a graphics card
# prohibitively slow. What is shown is who learns faster under the same small budget.
#
# ### Over seeds, and with phases
#
# A third way gives the picture a second channel: how far the phase turns from frame to
# frame, the **instantaneous frequency** (GANSynth, Engel et al. 2019; compared by
# Nistal et al. 2020). No phases need to be sought then. The command `python3 course.py
# bench sound` trains all of them for 800 steps, on notes, drums and digits; here is
# what it has stored, as mean ± standard error over the seeds. `magnitude` is the
# spectrogram GAN of above, `frequency` the one with the second channel. `right` is the
# share in which the judge hears what was asked for. For the distances `kernel` and
# `frechet` the row `real` takes *other* real sounds, the rows `real through` the *same*
# ones, sent through the pictures and back: so theirs are smaller.

# %%
BENCHMARKS = Path(metrics.__file__).parents[2] / "benchmarks"
stored = [json.loads(line) for line in
          (BENCHMARKS / "results" / "sound.jsonl").read_text().splitlines()]
mean_and_error = ex09.mean_and_standard_error.yours()


def over_seeds(part, *keys):
    values = [row for row in stored if row["part"] == part]
    for key in keys:
        values = [row.get(key) for row in values]
    kind = {"blind": "notes"}.get(part[:5], part.replace("_", " ").split()[0])
    whole = {row["part"]: row for row in stored}[f"{kind} noise"]["kernel"]
    values = [v / whole if keys == ("kernel",) else v for v in values if v is not None]
    if len(values) < 2:
        return f"{values[0]:.2f}" if values else "–"
    mean, error = mean_and_error(np.array(values, dtype=float))
    return f"{mean:.2f} ± {error:.2f}"


# %%
def rows_of(kind, keys):
    names = ("real", "real through magnitude", "real through frequency", "magnitude",
             "frequency", "wave", "nearest", "noise")
    found = {}
    for name in names:
        own = name in ("magnitude", "frequency", "wave", "nearest")
        part = f"{kind}_{name}" if own else f"{kind} {name}"
        n = sum(row["part"] == part for row in stored)
        if n:
            found[name] = {"seeds": n} | {key: over_seeds(part, key) for key in keys}
    return pd.DataFrame(found).T.to_string()


print(rows_of("notes", ("right", "in_tune", "in_tune_unrecorded", "kernel", "lines",
                        "processor_seconds")))

# %% [markdown]
# *What to see: each model beside the rows of real sounds and of noise; `kernel` is
# again divided by that of noise.* Magnitudes learn fastest: nine notes of ten are on
# the right instrument, and nearly all are in tune, the never recorded ones too. With
# instantaneous frequencies it is two of three, and nine of ten in tune. The two models
# of waves are no more in tune than noise is. `nearest` has the transposed convolutions
# replaced (section 2): its lines stand out by some 12 dB instead of more than 40. That
# weakens the lines and leaves the pitch wrong. No setting was tuned for any of them.
#
# ### Drums, whose truth is known
#
# A drum hit has a kind, a pitch, a decay and an onset, and the formula knows them. So a
# drum that was asked for can be measured against what was asked: the typical error of
# its pitch in cents, of its decay in percent, of its onset in milliseconds.

# %%
for kind in drums.KINDS:
    errors = {}
    for name in ("real", "real through magnitude", "magnitude", "frequency", "wave",
                 "noise"):
        part = f"drums_{name}" if name in ("magnitude", "frequency", "wave") else (
            f"drums {name}")
        if any(row["part"] == part for row in stored):
            errors[name] = {key: over_seeds(part, kind, key)
                            for key in ("pitch", "decay", "onset")}
    print(f"{kind}\n{pd.DataFrame(errors).T.to_string()}\n")
print(rows_of("drums", ("right", "kernel", "frechet")))

# %% [markdown]
# *What to see: read a row whole.* Every real hit begins after 16 ms, so the onset is
# easily learnt: of the GANs that of waves has the smallest errors of it, and yet only a
# third of its hits are of the right kind, which is chance. With magnitudes every hit is
# of the kind that
# was asked for; the pitch of a hat is right to a third of a semitone, that of a kick
# off by more than two. An explanation, not tested here: a piece of 128 samples holds
# one or two periods of a kick.
#
# ### Spoken digits
#
# Speech moves: its bands bend within a few frames. The same networks, told the digit
# alone, must find six voices by themselves.

# %%
print(rows_of("digits", ("right", "kernel", "frechet", "processor_seconds")))

# %% [markdown]
# *What to see: the same order as with notes.* With magnitudes nearly all digits are
# heard as asked, with frequencies seven of ten, from the wave GAN a third (one in ten
# would be chance).
#
# ## 5 · A scale that nobody recorded
#
# Of the trumpet five of the 24 pitches were left out. Ask for all 24 in turn, a
# **chromatic scale**, with the same noise for each, and measure both kinds of notes.

# %%
def ask(name, semitones, seed):
    one = np.random.default_rng(seed).standard_normal((1, 16)).astype("float32")
    wanted_pairs = notes.names.index(name) * 24 + np.asarray(semitones)
    return played(pictures_net, wanted_pairs, np.repeat(one, len(wanted_pairs), 0))


scale = ask("trumpet", range(24), SEED + 6)
off = cents(pitches.fundamentals(scale), sounds.frequency(np.arange(60, 84)))
lost = ~recorded[((labels.instrument == 5) & middle).to_numpy()]
print("cents:", " ".join(f"{value:+.0f}{'*' if new else ''}"
                         for value, new in zip(off, lost, strict=True)))
print("* never recorded")
sounds.Player({"chromatic scale, trumpet": sounds.in_a_row(scale[:, :2400], 0.02)})

# %%
new_pairs = ~recorded[middle]
off = np.abs(cents(pitches.fundamentals(made["spectrogram"]),
                   sounds.frequency(asked.pitch.to_numpy())))
in_tune = {"recorded": np.mean(off[~new_pairs] < 50),
           "never recorded": np.mean(off[new_pairs] < 50)}
print({name: f"{share:.2f} in tune" for name, share in in_tune.items()})

# %%
# NBVAL_CHECK_OUTPUT
print("of pairs never recorded more are in tune than of noise:",
      bool(in_tune["never recorded"] > table["noise"]["in tune"]))

# %% [markdown]
# Notes that nobody recorded are in tune as often as the others: pitch and instrument
# were learnt apart. Two of the trumpet's notes came out an octave too high.
#
# And a tune: *Ode to Joy*, Beethoven 1824. It is written to a WAV file, 8 bits a
# sample.

# %%
MELODY = [4, 4, 5, 7, 7, 5, 4, 2, 0, 0, 2, 4, 4, 2, 2]       # semitones above C4
LENGTHS = [2400] * 12 + [3600, 1200, 4096]
tune_notes = ask("flute", np.array(MELODY) + 12, SEED + 7)
melody = np.concatenate([wave[:n] * np.minimum(1, (n - np.arange(n)) / 200)
                         for wave, n in zip(tune_notes, LENGTHS, strict=True)])
path = sounds.save_wav(Path(tempfile.gettempdir()) / "melody.wav", melody)
print(f"{len(melody) / 8000:.1f} s, {path.stat().st_size / 1000:.0f} kB")
sounds.Player({"Ode to Joy, flute": melody})

# %% [markdown]
# ## 6 · Collapse, counted
#
# Now leave the labels out: the same GAN must find the instruments and pitches itself.
# Of 240 sounds, count the instruments that the judge names, the semitones, and the
# pairs of both. The real notes have all 240 pairs, of 24 semitones; a GAN may make more
# semitones, outside the two octaves. `blind` is that GAN; `blind_stddev` adds one
# remedy of notebook 07, **minibatch standard deviation**, which shows $D$ how much a
# batch varies; `notes_magnitude` is told the labels.

# %%
found = {}
for name in ("notes real", "blind", "blind_stddev", "notes_magnitude", "notes noise"):
    found[name] = {"seeds": sum(row["part"] == name for row in stored)} | {
        key: over_seeds(name, key) for key in ("instruments", "semitones", "pairs",
                                               "kernel")}
print(pd.DataFrame(found).T.to_string())

# %% [markdown]
# *What to see: pairs. Without labels little more than half of them are made, and the
# remedy changes nothing.* All instruments and all semitones occur, but not all
# together. Told the labels, the same networks make nine pairs of ten: here it is
# information that cures. A count alone can be fooled: noise has a few "instruments" and
# many "semitones", which is why the kernel distance stands beside it.

# %% [markdown]
# ## Quiz
#
# 1. Two sounds have the same spectrogram of magnitudes. Are they the same wave?
#
# <details><summary>Answer</summary>
# Not necessarily: the phases differ. With overlapping pieces they are nearly fixed up
# to the sign of the wave, which nobody hears.
# </details>
#
# 2. A generator's sounds have lines at multiples of 500 hertz, at 8,000 samples a
#    second. Which stride do you suspect?
#
# <details><summary>Answer</summary>
# A spacing of 16 samples: two layers of stride 4 one after the other.
# </details>
#
# 3. A paper reports that a classifier recognises its generated sounds with 95 %
#    confidence. What do you ask for?
#
# <details><summary>Answer</summary>
# The confidence for noise, and a distance to real sounds beside it.
# </details>
#
# 4. An unbiased distance comes out at −0.01. Is it wrong?
#
# <details><summary>Answer</summary>
# No: it is right on average, so for equal sets it must at times fall below 0.
# </details>

# %% [markdown]
# ## Your guesses beside what happened

# %%
broken_cents = cents(pitches.fundamentals(broken[None]), np.array([440.0]))[0]
predictions.beside(guesses, {
    "pitch with random phases": "yes" if abs(broken_cents) < 50 else "no",
    "25 and 4 overlap evenly": "yes" if even[25] else "no",
    "judge's confidence in noise, %": round(100 * table["noise"]["confidence"]),
    "in tune: wave or spectrogram": max(tune, key=tune.get),
    "unrecorded notes in tune, %": round(100 * in_tune["never recorded"])})

# %% [markdown]
# Write in a sentence what surprised you:

# %%
saw = {"surprise": ...}

# %% [markdown]
# ## You have seen
#
# 1. A wave, its spectrogram by your function, and what is lost without phases; your
#    step of Griffin and Lim, which finds phases that fit.
# 2. Overlaps that repeat with the stride are a tone; nearest upsampling and a plain
#    convolution do not add it.
# 3. Cents, measured on recorded notes first; a scale with notes that nobody recorded.
# 4. Waves against spectrograms under one budget, by an unbiased distance, between the
#    rows of real sounds and of noise; collapse counted in pairs.
#
# ## Common mistakes
#
# | mistake | sign of it | cure |
# |---|---|---|
# | a judge's confidence alone | noise is a piano | cents and distance beside it |
# | a player that makes all equally loud | silence hisses | keep the wave's loudness |
# | a Fréchet distance of 100 clips | real sounds look bad | unbiased kernel distance |
# | kernel 25 with stride 4 | lines at 500 hertz | nearest upsampling, then convolve |
# | magnitudes with any phases | hollow, rough sound | Griffin and Lim |
# | real sounds not sent through the codec | GAN blamed for lost phases | a row for it |
#
# ## Papers
#
# - Griffin & Lim 1984, *Signal estimation from modified short-time Fourier transform*;
#   Perraudin, Balazs & Søndergaard 2013, *A fast Griffin-Lim algorithm*.
# - Donahue, McAuley & Puckette 2019, *Adversarial audio synthesis*: WaveGAN; Odena,
#   Dumoulin & Olah 2016, *Deconvolution and checkerboard artifacts*.
# - Engel et al. 2019, *GANSynth: adversarial neural audio synthesis*; Nistal, Lattner &
#   Richard 2020, *Comparing representations for audio synthesis using generative
#   adversarial networks*.
# - Gretton et al. 2012, *A kernel two-sample test*; Chung et al. 2025, *KAD: no more
#   FAD! An effective and efficient evaluation metric for audio generation*.
#
# ## Next
#
# Notebook 15 asks what a GAN can do with text, where a sample is a row of choices and
# no gradient passes through a choice.
