# %% [markdown]
# # 15 · Text
#
# *By the end you have taught three GANs to write sentences, past a step that has no
# gradient, and you have counted exactly what a simpler model does better.*
#
# Reading and doing: about 100 min ·
# [how long all cells run](RUN_TIMES.md)
#
# Before this: notebooks 04 and 05.
#
# ## You will be able to
#
# 1. judge a model of a language that can be written out: validity, coverage, KL and
#    repetition, exactly;
# 2. draw a word from logits, and show that no gradient passes through the draw;
# 3. lead a gradient around the draw, by Gumbel-softmax and by straight-through, and
#    measure what that costs;
# 4. derive and use the policy gradient, with a baseline, and see its reward deceived;
# 5. compare GANs over seeds with maximum likelihood at every temperature.
#
# ## Three questions from earlier notebooks
#
# 1. Which loss does the generator descend in the non-saturating game? (Notebook 02)
#
# <details><summary>Answer</summary>
# The mean of −log D(G(z)): what <i>D</i> takes for real is to become more.
# </details>
#
# 2. Which way round is KL large for a generator that leaves out a mode: KL(p_r ‖ p_g)
#    or KL(p_g ‖ p_r)? (Notebook 02)
#
# <details><summary>Answer</summary>
# KL(p_r ‖ p_g): it takes log p_r / p_g, where p_r is large and p_g nearly 0.
# </details>
#
# 3. A paper reports the best of ten runs. What is missing? (Notebook 09)
#
# <details><summary>Answer</summary>
# The other nine: mean, spread, and how the best one was chosen.
# </details>

# %%
from gan_course import seed_everything

SEED = 0
seed_everything(SEED)

import json
from pathlib import Path

import numpy as np
import pandas as pd
import tensorflow as tf

from gan_course import grammar, metrics, plots, texts
from gan_course.exercises import ex09, ex15, predictions
from gan_course.sequence_models import SequenceModel, judge
from gan_course.sequence_training import MaximumLikelihood, PolicyGradient, SequenceGAN

tf.get_logger().setLevel("ERROR")

# %% [markdown]
# ## Predict first
#
# Replace each `...` by a guess before you read on.

# %%
guesses = {
    # A word is drawn from G's logits and given to D. What does tape.gradient return
    # for D's loss by the logits? (a number, zeros or None)
    "gradient through a drawn word": ...,
    # The policy gradient takes the mean reward off every reward. By what factor does
    # the variance of its estimate fall?
    "variance falls by a factor of": ...,
    # A generator is paid 1 for each grammatical sentence. At the start it uses some
    # 400 different sentences. How many are left after 400 steps?
    "sentences left by the reward": ...,
    # Of the GAN runs stored on this page, which share is beaten by maximum
    # likelihood in quality and variety at once, in percent?
    "GAN runs beaten, %": ...,
}

# %% [markdown]
# ## 1 · A language that can be counted
#
# How good is a generator of English? Nobody can say exactly, because nobody knows the
# probability of an English sentence. So we begin with a language in which everybody
# can: a **grammar** that makes 3,888 sentences, each with a known probability $p_r$.
#
# | part | what it may be |
# |---|---|
# | sentence | nouns, perhaps *near* and nouns, verb, perhaps nouns again |
# | nouns | *the*, *a* or *some*, then *dog*, *cat*, *dogs* or *cats* |
# | before the first noun | perhaps *small* or *old* |
#
# *A* stands before one, *some* before many, and the verb agrees with the first noun:
# *the dogs near a cat see*, not *sees*. The noun in between attracts the verb, which is
# what makes the language hard.

# %%
sentences = grammar.sentences()                  # all of them, (3888, 10) numbers
log_p_real = grammar.log_probabilities()         # and log p_r of each
data = grammar.sample(1000, seed=SEED + 1)       # what the models learn from
print("symbols:", " ".join(grammar.SYMBOLS))
print("as numbers:", data[0])
for line in grammar.spelled(data[:5]):
    print("  ", line)

# %% [markdown]
# A sentence is a row of ten numbers; 0 is the full stop, and after it all is 0. A
# **parser** reads any row and says whether it is a sentence:

# %%
wrong = data[:4].copy()
place = np.random.default_rng(SEED + 2).integers(0, 3, size=len(wrong))
wrong[np.arange(len(wrong)), place] = 10         # "near", put where it is wrong
for rows in (data[:4], wrong):
    for line, right in zip(grammar.spelled(rows), grammar.is_grammatical(rows),
                           strict=True):
        print(f"{bool(right)!s:5} · {line}")

# %% [markdown]
# Our generator writes word by word, each drawn from a softmax over the 15 symbols,
# given the words before it (a recurrent network, GRU, of 32 numbers). So the
# probability of a whole sentence is a product that we can compute:
#
# $$p_g(x) = \prod_t p_g(x_t \mid x_1 \dots x_{t-1}).$$
#
# We have both probabilities of all 3,888 sentences, so **nothing must be estimated from
# samples**. Four measures:
#
# - **validity**: the probability that what $G$ writes is a sentence;
# - **coverage**: the share of the 3,888 sentences that we expect to see in $n$ draws;
# - **KL**, here $\mathrm{KL}(p_r \Vert p_g)$, which sees everything at once;
# - **repetition**: how probably two draws are the same sentence, given that both are
#   sentences. Its inverse is the **effective number** of sentences: 100 equally
#   frequent ones would repeat as often.
#
# ### Exercise 1 · exact measures
#
# `log_p_real` and `log_p_model` are (m,), natural logarithms of the probabilities of
# all m sentences. `n` is the number of draws for the coverage. Return the four numbers
# validity, coverage, KL and repetition, in this order. A sentence of probability $p$ is
# seen in $n$ draws with probability $1 - (1-p)^n$. For the repetition divide the
# model's probabilities by the validity first.

# %% tags=["exercise:exact_measures"]
def exact_measures(log_p_real, log_p_model, n):
    return ...


# %%
ex15.exact_measures.check(exact_measures)

# %%
# ex15.exact_measures.hint(1)      # then 2 and 3
# ex15.exact_measures.solution()

# %%
exact_measures = ex15.exact_measures.yours()


def measured(log_p):
    found = exact_measures(log_p_real, log_p, 1000)
    names = ("validity", "coverage", "KL", "repetition")
    named = dict(zip(names, map(float, found), strict=True))
    return named | {"effective": 1 / named["repetition"]}


uniform = np.full(len(sentences), -np.log(len(sentences)))
repeats = np.full(len(sentences), -40.0)
repeats[0] = 0.0                                 # always the same sentence
rows = {"the language itself": log_p_real, "all equally often": uniform,
        "one sentence only": repeats}
table = pd.DataFrame({name: measured(log_p) for name, log_p in rows.items()}).T
print(table.round(4).to_string())

# %% [markdown]
# *What to see: all three write nothing but sentences. Validity alone cannot tell the
# language from a generator that knows one sentence.* Remember the first row: the
# language itself is as varied as about 494 equally frequent sentences. A model may be
# *more* varied than the language, as the second row is, and that is no merit.

# %%
# NBVAL_CHECK_OUTPUT
draws = grammar.index(grammar.sample(1000, seed=SEED + 3))
print("valid, the one-sentence generator:", bool(table.validity.iloc[2] > 0.999))
print("and its KL, above 10 nats:", bool(table.KL.iloc[2] > 10))
print("a thousand draws show the coverage that was computed, within 2 %:",
      bool(abs(len(set(draws)) / 3888 - table.coverage.iloc[0]) < 0.02))


# %% [markdown]
# ## 2 · The draw that stops the gradient
#
# In the notebooks before this one $D$'s gradient came to $G$ through the sample itself.
# Now $G$ gives logits, a word is **drawn**, and $D$ sees the word.
#
# To draw from softmax(logits) there is a trick that leaves all chance outside, the
# **Gumbel-max** rule: take uniform numbers $u$, turn them into Gumbel noise
# $-\log(-\log u)$, add it to the logits, and choose the largest sum. Word $k$ then wins
# with probability softmax(logits)$_k$ (Maddison, Tarlow & Minka 2014).
#
# ### Exercise 2 · draw words
#
# `logits` and `uniform` are (n, k), NumPy arrays or tensors, the uniform numbers
# between 0 and 1 and never equal to them. Return (n, k), one-hot rows, the words drawn
# by the Gumbel-max rule. Use TensorFlow's functions.

# %% tags=["exercise:draw_words"]
def draw_words(logits, uniform):
    return ...


# %%
ex15.draw_words.check(draw_words)

# %%
# ex15.draw_words.hint(1)      # then 2 and 3
# ex15.draw_words.solution()

# %%
draw_words = ex15.draw_words.yours()
chance = np.random.default_rng(SEED + 4)
logits = tf.Variable([[1.0, 0.0, -1.0, 0.5, -0.5]])
many = chance.uniform(1e-6, 1 - 1e-6, size=(50_000, 5)).astype("float32")
drawn = draw_words(tf.repeat(logits, len(many), axis=0), many)
print("softmax:", tf.nn.softmax(logits)[0].numpy().round(3))
print("drawn:  ", drawn.numpy().mean(axis=0).round(3))

# %% [markdown]
# Now ask for the gradient. A stand-in for $D$: it likes words by how near their value
# is to 0.7.

# %%
values = tf.constant([0.0, 0.4, 0.6, 1.0, 1.4])


def verdict(words):                              # (n, 5) -> (n,)
    return -(tf.linalg.matvec(words, values) - 0.7) ** 2


with tf.GradientTape() as tape:
    mean = tf.reduce_mean(verdict(draw_words(logits, many[:1])))
print("gradient through the draw:", tape.gradient(mean, logits))

# %% [markdown]
# **None.** Not zero: TensorFlow knows no way back through an `argmax`. And if it had
# one, it would lead nowhere. Move a logit a little, and the largest sum is the same
# word, until it jumps to another. Almost everywhere the derivative is 0.
#
# Yet there *is* something to climb. The **mean** verdict over all draws,
# $\sum_k \text{softmax}(\text{logits})_k \, R_k$ with $R_k$ the verdict on word $k$, is
# smooth. With five words we can write it out and differentiate it:

# %%
words = tf.eye(5)
with tf.GradientTape() as tape:
    mean = tf.reduce_sum(tf.nn.softmax(logits)[0] * verdict(words))
true_gradient = tape.gradient(mean, logits).numpy()[0]
print("true gradient of the mean verdict:", true_gradient.round(4))

# %% [markdown]
# With ten words of 15 symbols there would be 15¹⁰ terms. So it must be *estimated* from
# draws. Three ways follow, and each is measured against these five numbers.
#
# ## 3 · Around the draw
#
# **Gumbel-softmax** (Jang, Gu & Poole 2017; Maddison, Mnih & Teh 2017) replaces the
# choice of the largest sum by a softmax of the same sums, divided by a **temperature**
# $T$:
#
# $$\text{soft word} = \text{softmax}\big((\text{logits} - \log(-\log u)) / T\big).$$
#
# For $T \to 0$ it becomes the drawn word. It has a gradient, but what $D$ sees is no
# word: a mixture such as 0.6 *dog* + 0.4 *cats*.
#
# ### Exercise 3 · Gumbel-softmax
#
# `logits` and `uniform` as before, `temperature` a number above 0. Return the soft
# words, (n, k).

# %% tags=["exercise:gumbel_softmax"]
def gumbel_softmax(logits, uniform, temperature):
    return ...


# %%
ex15.gumbel_softmax.check(gumbel_softmax)

# %%
# ex15.gumbel_softmax.hint(1)      # then 2 and 3
# ex15.gumbel_softmax.solution()

# %% [markdown]
# **Straight-through** (Bengio, Léonard & Courville 2013; with Gumbel noise, Jang et al.
# 2017) takes both: forward the hard word, so that $D$ sees words; backward the gradient
# of the soft one, as if the hard word had been it. The gradient belongs to another
# function than the value does. That is a mistake made on purpose.
#
# ### Exercise 4 · straight-through
#
# Same arguments. Return (n, k) whose value is the one-hot row of the drawn word, and
# whose gradient is that of the soft word. `tf.stop_gradient(a)` has the value of `a`
# and no gradient.

# %% tags=["exercise:straight_through"]
def straight_through(logits, uniform, temperature):
    return ...


# %%
ex15.straight_through.check(straight_through)

# %%
# ex15.straight_through.hint(1)      # then 2 and 3
# ex15.straight_through.solution()

# %% [markdown]
# ## 4 · The policy gradient
#
# The third way asks for no gradient through the word at all. Write $R(x)$ for the
# verdict on $x$, the **reward**. The gradient by $G$'s weights $\theta$ of its mean:
#
# $$\nabla \sum_x p_g(x)\,R(x) = \sum_x R(x)\,\nabla p_g(x)
# = \sum_x p_g(x)\,R(x)\,\nabla \log p_g(x),$$
#
# because $\nabla \log p = \nabla p / p$. The last sum is a mean over draws:
#
# $$\nabla\, \mathbb{E}\,R(x) = \mathbb{E}\big[\,R(x)\,\nabla \log p_g(x)\,\big].$$
#
# So: write sentences, have them judged, and make each more probable in proportion to
# its reward. This is the **policy gradient**, or REINFORCE (Williams 1992). The reward
# need not have a gradient. It may come from a parser, or from a person.
#
# It is right on average, and noisy. If all rewards are near 10, every sentence is
# pushed up, the good ones a little more, and the sum of these pushes is mostly noise.
# But $\mathbb{E}\,\nabla \log p_g(x) = \nabla \sum_x p_g(x) = \nabla 1 = 0$, so a
# constant $b$, the **baseline**, may be taken off every reward: the mean of the
# estimate is the same, and its noise is smaller. A good $b$ is the mean reward.
#
# ### Exercise 5 · the policy's loss
#
# `log_p` is (n,), the log probabilities of n drawn sentences; `rewards` (n,);
# `baseline` one number. Return one number, a loss, which is **descended**: the gradient
# of minus it must be the estimate of the policy gradient. No gradient may pass through
# rewards and baseline.

# %% tags=["exercise:policy_loss"]
def policy_loss(log_p, rewards, baseline):
    return ...


# %%
ex15.policy_loss.check(policy_loss)

# %%
# ex15.policy_loss.hint(1)      # then 2 and 3
# ex15.policy_loss.solution()

# %% [markdown]
# Now the measurement. Each of 50,000 draws gives one estimate of the five numbers.
# **Bias** is how far their mean is from the truth, and **noise** is their standard
# deviation; both as the length of a vector, divided by the true gradient's.

# %%
gumbel_softmax = ex15.gumbel_softmax.yours()
straight_through = ex15.straight_through.yours()
policy_loss = ex15.policy_loss.yours()


def through(draw):
    """One estimate for each draw: the gradient of its own verdict by its own logits."""
    own = tf.repeat(logits, len(many), axis=0)
    with tf.GradientTape() as tape:
        tape.watch(own)
        total = tf.reduce_sum(verdict(draw(own, many)))
    return tape.gradient(total, own).numpy()


def by_policy(baseline):
    own, word = tf.repeat(logits, len(many), axis=0), draw_words(logits, many)
    with tf.GradientTape() as tape:
        tape.watch(own)
        log_p = tf.reduce_sum(word * tf.nn.log_softmax(own), axis=1)
        loss = policy_loss(log_p, verdict(word), baseline)
    return -len(many) * tape.gradient(loss, own).numpy()     # each draw by itself


# %%
at_mean = float(mean)
estimates = {
    "Gumbel-softmax, T = 1": through(lambda a, u: gumbel_softmax(a, u, 1.0)),
    "Gumbel-softmax, T = 0.1": through(lambda a, u: gumbel_softmax(a, u, 0.1)),
    "straight-through, T = 1": through(lambda a, u: straight_through(a, u, 1.0)),
    "policy gradient": by_policy(0.0),
    "policy gradient, baseline": by_policy(at_mean)}
size = np.linalg.norm(true_gradient)
trade = pd.DataFrame({name: {
    "bias": np.linalg.norm(e.mean(axis=0) - true_gradient) / size,
    "noise": np.sqrt(e.var(axis=0).sum()) / size} for name, e in estimates.items()}).T
print(trade.round(2).to_string())

# %% [markdown]
# *What to see: at temperature 1 the gradients through a softened word are wrong on
# average, by about half of the true gradient, and no number of draws repairs that. A
# low temperature makes the word nearly hard, the bias small and the noise large. The
# policy gradient has no bias; the baseline takes off part of its noise.* With 50,000
# draws, what the table calls bias may be off by about the noise ÷ √50,000.

# %%
# NBVAL_CHECK_OUTPUT
bias, noise = trade.bias, trade.noise
print("soft and straight-through at T = 1 are biased, more than 0.15:",
      bool(bias.iloc[0] > 0.15), bool(bias.iloc[2] > 0.15))
print("the policy gradient's bias is below 0.1:", bool(bias.iloc[3:].max() < 0.1))
print("the baseline lowers the noise:", bool(noise.iloc[4] < noise.iloc[3]))

# %% [markdown]
# ## 5 · Maximum likelihood, and a temperature
#
# Before any GAN, the simple way. The generator knows $p_g(x)$, so it can descend
# $-\log p_g(x)$ on the data directly. No second player is needed.

# %%
seed_everything(SEED + 5)
model = SequenceModel(len(grammar.SYMBOLS), grammar.LENGTH)
likelihood = MaximumLikelihood(model, rate=1e-2)
likelihood.fit(data, steps=100, seed=SEED + 5)
early = model.log_probabilities(sentences)
early_weights = [weight.numpy() for weight in model.variables]
likelihood.fit(data, steps=200, seed=SEED + 6)
print("after 300 steps of 64 sentences:")
for line in grammar.spelled(model.sample(6, seed=SEED + 6)):
    print("  ", line)

# %% [markdown]
# A trained model has a knob: every logit is divided by a **temperature** before the
# softmax. Below 1 the probable words become more probable still.

# %%
swept = pd.DataFrame({t: measured(model.log_probabilities(sentences, t))
                      for t in (0.3, 0.5, 0.7, 1.0, 1.3, 1.6)}).T
swept.index.name = "temperature"
print(swept.round(3).to_string())

# %% [markdown]
# *What to see: lower the temperature and the validity rises, without any training. The
# effective number of sentences falls.* So a model is not a point in the plane of
# quality and variety: it is a **curve**. A figure of quality alone can be bought by
# anybody, at any time, for variety. KL is lowest near temperature 1, where the model
# was trained.

# %%
# NBVAL_CHECK_OUTPUT
at = swept.T
print("validity, temperature 0.5 above 1:", bool(at[0.5].validity > at[1].validity))
print("0.3: fewer than half as many sentences, effectively:",
      bool(at[0.3].effective < at[1].effective / 2))

# %% [markdown]
# ## 6 · GANs that write
#
# The discriminator is a small convolutional network over the ten words. The generator
# is the same as above. First with your straight-through words, from the model after 100
# steps of likelihood, so that we need not wait long:

# %%
def started():
    """A generator as it was after 100 steps of maximum likelihood."""
    fresh = SequenceModel(len(grammar.SYMBOLS), grammar.LENGTH)
    for variable, value in zip(fresh.variables, early_weights, strict=True):
        variable.assign(value)
    return fresh


def new_judge():
    return judge(len(grammar.SYMBOLS), grammar.LENGTH)


# %%
seed_everything(SEED + 7)
writers = {"straight-through": started(), "policy gradient": started()}
SequenceGAN(writers["straight-through"], new_judge(), rate=3e-3,
            draw=lambda a, u: straight_through(a, u, 1.0)
            ).fit(data, steps=300, seed=SEED + 7)
_ = SequenceGAN(writers["policy gradient"], new_judge(), rate=1e-3,
                policy_loss=policy_loss).fit(data, steps=300, seed=SEED + 7)

# %%
rows = {"start: 100 steps of likelihood": measured(early),
        **{f"+ 300 steps, {name}": measured(writer.log_probabilities(sentences))
           for name, writer in writers.items()},
        "+ 200 steps of likelihood": swept.loc[1.0].to_dict()}
print(pd.DataFrame(rows).T.round(3).to_string())
for name, writer in writers.items():
    print(name, "writes:")
    for line in grammar.spelled(writer.sample(3, seed=SEED + 8)):
        print("  ", line)

# %% [markdown]
# *What to see: the last row has the highest validity. In the GANs' rows look at all
# columns.* In this run straight-through lost on every count. The policy
# gradient lost a little validity, its KL rose, and it is more varied than the language:
# no merit. Its sentences look fine.

# %%
# NBVAL_CHECK_OUTPUT
best = pd.DataFrame(rows).T.validity.idxmax()
print("200 steps of likelihood end with the highest validity of the four:",
      best == "+ 200 steps of likelihood")

# %% [markdown]
# In the policy's row the reward is $\log D(x)$ for the sentence as a whole. How noisy
# is that gradient here? At one place of the training, with the same $D$, we estimate it
# from 60 batches of 64 sentences, with and without the baseline.

# %%
referee = SequenceGAN(started(), new_judge(), rate=1e-3, policy_loss=policy_loss)
referee.fit(data, steps=50, seed=SEED + 9)
variance = {}
for name, baseline in (("without", False), ("with", True)):
    policy = PolicyGradient(referee.model, policy_loss, referee.reward,
                            baseline=baseline)
    found = policy.gradient_estimates(60, seed=SEED + 10)
    variance[name] = found.var(axis=0).sum()
    print(f"{name:8s} variance {variance[name]:.4f}, length of the mean "
          f"{np.linalg.norm(found.mean(axis=0)):.3f}")
ratio = variance["without"] / variance["with"]
print(f"the baseline divides the variance by {ratio:.1f}")

# %%
# NBVAL_CHECK_OUTPUT
print("the baseline divides the variance by more than 1.5:", bool(ratio > 1.5))

# %% [markdown]
# ## 7 · The plane
#
# One training is one draw. The command `python3 course.py bench text` trained each
# method with other seeds. **The budgets**: all have the same generator, 1,000 training
# sentences and batches of 64. The GANs take 1,000 steps. The policy gradient, and
# straight-through "warm", begin after 300 steps of maximum likelihood, as published
# text GANs do; those are extra. Maximum likelihood alone is shown after 300, 700 and
# 1,000 steps. Each method had its rate chosen from the same three, by the KL after
# 1,000 steps on one seed that is not reported. The warm start keeps section 5's rate,
# 0.01; so it is further on than likelihood after 300 steps at the chosen 0.003.

# %%
BENCHMARKS = Path(metrics.__file__).parents[2] / "benchmarks"
stored = [json.loads(line) for line in
          (BENCHMARKS / "results" / "text.jsonl").read_text().splitlines()]
reported = [run for run in stored if run["seed"] >= 200]
mean_and_error = ex09.mean_and_standard_error.yours()
NAMES = {"gumbel_softmax": "Gumbel-softmax", "straight_through": "straight-through",
         "straight_through_warm": "straight-through, warm", "policy": "policy gradient",
         "policy_without_baseline": "policy, no baseline"}


def runs(part):
    return [run for run in reported if run["part"] == part]


NAMES = {part: name for part, name in NAMES.items() if runs(part)}
MARKERS = dict(zip(NAMES, "vs^o*", strict=False))


def over_seeds(values, digits=2):
    if len(values) < 2:
        return f"{values[0]:.{digits}f}"
    center, error = mean_and_error(np.array(values, dtype=float))
    return f"{center:.{digits}f} ± {error:.{digits}f}"


# %%
def row(looks):
    return {"seeds": len(looks), "validity": over_seeds([x["validity"] for x in looks]),
            "effective": over_seeds([x["effective"] for x in looks], 0),
            "KL": over_seeds([x["kl"] for x in looks]),
            "processor s": f"{np.mean([x['seconds'] for x in looks]):.0f}"}


ended = {f"likelihood, {steps}": row([
    look for run in runs("likelihood") for look in run["looks"]
    if look["steps"] == steps]) for steps in (300, 700, 1000)}
ended |= {"(warm start)": row([run["looks"][0] for run in runs("policy")])}
ended |= {name: row([run["looks"][-1] for run in runs(part)])
          for part, name in NAMES.items()}
print(pd.DataFrame(ended).T.to_string())


# %% [markdown]
# And the plane: validity against the effective number. Each seed of a GAN is a dot;
# maximum likelihood is a curve, one for each number of steps, the mean over its seeds.

# %%
def curve(run, steps):
    return np.array([[x["validity"], x["effective"]]
                     for x in run["swept"][steps].values()])


fig, ax = plots.new_figure(figsize=(7.6, 5.2))
for steps, style in (("300", ":"), ("700", "--"), ("1000", "-")):
    mean_curve = np.mean([curve(run, steps) for run in runs("likelihood")], axis=0)
    ax.plot(*mean_curve.T, style, color="black", label=f"likelihood, {steps} steps")
for part, name in NAMES.items():
    ends = np.array([[run["looks"][-1][key] for key in ("validity", "effective")]
                     for run in runs(part)])
    ax.plot(*ends.T, MARKERS[part], label=name, markersize=8, alpha=0.75)
ax.plot(1, 1 / np.sum(np.exp(2 * log_p_real)), "D", color="black", markersize=9,
        label="the language")
ax.set(xlabel="quality: validity", ylabel="variety: effective number of sentences",
       yscale="log", ylim=(0.8, 900),
       title="Each dot a GAN, each curve a model at all temperatures")
ax.set_yticks([1, 3, 10, 30, 100, 300], labels=[1, 3, 10, 30, 100, 300])
ax.minorticks_off()
ax.legend(fontsize=8, loc="lower left")
plots.show(fig, alt="Validity across, effective number of sentences up. Three curves "
                    "of maximum likelihood; the dots of the GANs lie below them.")

# %% [markdown]
# *What to see: Gumbel-softmax writes one sentence.* In four of the five runs it is a
# grammatical one, and the validity is above that of all other GANs; in the fifth it is
# not (the triangle near 0).
# Its $D$ sees soft rows from $G$ and hard ones from the data, and $G$ learns to be
# sure. When is a run *beaten*? When one point of the curve is at least as good in both,
# and better in one: whatever you think of quality against variety, you would take that
# point.
#
# ### Exercise 6 · dominated
#
# `dots` is (m, 2) and `curve` (k, 2); in both columns more is better. Return m truth
# values: whether some point of the curve is at least as good as the dot in both columns
# and better in at least one.

# %% tags=["exercise:dominated"]
def dominated(dots, curve):
    return ...


# %%
ex15.dominated.check(dominated)

# %%
# ex15.dominated.hint(1)      # then 2 and 3
# ex15.dominated.solution()

# %%
dominated = ex15.dominated.yours()
likelihoods = {run["seed"]: run for run in runs("likelihood")}
beaten = pd.DataFrame({name: {steps: np.mean([
    dominated(np.array([[run["looks"][-1]["validity"], run["looks"][-1]["effective"]]]),
              curve(likelihoods[run["seed"]], steps))[0] for run in runs(part)])
    for steps in ("300", "700", "1000")} for part, name in NAMES.items()}).T
print("share of runs beaten by likelihood of the same seed, after so many steps")
print(beaten.to_string())
share_beaten = beaten["1000"].mean()

# %%
# NBVAL_CHECK_OUTPUT
print("1,000 steps of likelihood beat at least 80 % of the GAN runs:",
      bool(share_beaten >= 0.8))

# %% [markdown]
# As many steps of likelihood as of the GAN beat every run that is stored, in a third of
# the GAN's time. Against 300 or 700 steps some runs of the policy gradient stand. So
# ask what the adversarial steps *added*: in the table above, compare the policy
# gradient with its warm start. Validity and effective number did not rise. Nor did the
# baseline make a better writer: the KL is even a little smaller without it. It makes
# the estimate quieter (section 6), and here that did not matter.
#
# Caccia et al. 2020 published this picture: over the whole plane of quality and variety
# a model trained by maximum likelihood was better than the text GANs of the day. Their
# plane is made of estimates, such as BLEU; ours is exact, and far smaller.
#
# ## 8 · What a paper would have printed
#
# Take each method's best moment, over all seeds and all looks (every 100 steps), by
# validity, as one does who reports quality alone and the best run. Beside it stand all
# runs as they ended.

# %%
paper = {}
for part, name in NAMES.items():
    looks = [look for run in runs(part) for look in run["looks"] if look["steps"]]
    best, ends = max(looks, key=lambda x: x["validity"]), [
        run["looks"][-1] for run in runs(part)]
    paper[name] = {
        "best validity": f"{best['validity']:.3f}",
        "all runs": over_seeds([x["validity"] for x in ends], 3),
        "worst": f"{min(x['validity'] for x in ends):.3f}",
        "best one's effective": f"{best['effective']:.0f}",
        "its KL": f"{best['kl']:.2f}"}
print(pd.DataFrame(paper).T.to_string())
plain = [run["swept"]["300"]["1.0"] for run in runs("likelihood")]
print("likelihood, 300 steps, temperature 1: validity",
      over_seeds([x["validity"] for x in plain], 3), "· effective",
      over_seeds([x["effective"] for x in plain], 0), "· KL",
      over_seeds([x["kl"] for x in plain]))

# %% [markdown]
# *What to see: the first column alone makes a headline, "our GAN writes more
# grammatical sentences than maximum likelihood". The other columns take it back.* The
# best moment was chosen by the measure that is reported. It has fewer sentences, and
# lies below a curve that anyone reaches by turning a knob. Without a warm start its KL
# is larger, too; with one it comes 100 or 200 steps after the start, whose validity was
# 0.97 already.
#
# ## 9 · A reward, deceived
#
# The policy gradient takes any reward. Why a discriminator, then? We have a parser: pay
# 1 for each grammatical sentence and 0 for any other:

# %%
def parsed(tokens):
    count = tf.numpy_function(grammar.is_grammatical, [tokens], tf.bool)
    return tf.cast(count, tf.float32)


seed_everything(SEED + 11)
paid = started()
training = PolicyGradient(paid, policy_loss, parsed, rate=3e-3)
story = [measured(paid.log_probabilities(sentences))]
for part in range(4):
    training.fit(steps=100, seed=SEED + 11 + part)
    story.append(measured(paid.log_probabilities(sentences)))
story = pd.DataFrame(story, index=pd.Index(range(0, 500, 100), name="steps"))
print(story.round(3).to_string())
for line in grammar.spelled(paid.sample(8, seed=SEED + 12)):
    print("  ", line)

# %%
# NBVAL_CHECK_OUTPUT
print("paid by the parser, validity is above 97 %:", bool(story.validity[400] > 0.97))
print("and fewer than 30 sentences are left, effectively:",
      bool(story.effective[400] < 30))

# %% [markdown]
# *What to see: the reward rises to its maximum, and the language is gone.* This is
# **reward hacking**: the generator did exactly what was paid for. (In five stored runs
# 3 to 14 sentences were left.) The best answer to "be grammatical" is one safe
# sentence, said for ever. A discriminator that goes on learning would have noticed.
#
# ## 10 · Real lines
#
# A look, and no proof: lines of *Paradise Lost* (John Milton, 1667), letter by letter.
# Nobody knows $p_r$ here, and no parser says what is right. What can be counted: nats a
# character on lines not learnt; the share of words that occur in the poem's other
# lines; and the share of different pieces of four letters, which falls when a writer
# repeats itself. Real lines give the mark for each.

# %%
seed_everything(SEED + 13)
poem = texts.milton()
tokens, unseen = texts.encode(poem.train), texts.encode(poem.test)
poet = SequenceModel(len(texts.SYMBOLS), texts.LENGTH, width=64)
MaximumLikelihood(poet, rate=1e-2).fit(tokens, steps=300, seed=SEED + 13)
characters = (unseen > 0).sum() + len(unseen)
print(f"{len(tokens)} lines; nats a character on {len(unseen)} unseen lines: "
      f"{-poet.log_probabilities(unseen).sum() / characters:.2f}, "
      f"guessing gives {np.log(len(texts.SYMBOLS)):.2f}")

# %%
written = {"real, unseen": poem.test,
           "likelihood, T = 1": texts.decode(poet.sample(500, SEED + 14)),
           "likelihood, T = 0.5": texts.decode(poet.sample(500, SEED + 14, 0.5))}
gan = SequenceGAN(poet, judge(len(texts.SYMBOLS), texts.LENGTH, width=32), rate=1e-3,
                  policy_loss=policy_loss)
gan.fit(tokens, steps=80, seed=SEED + 15)
written["then policy GAN, T = 1"] = texts.decode(poet.sample(500, SEED + 14))

# %%
counted = pd.DataFrame({name: {"known words": texts.known_words(lines, poem.train),
                               "different pieces": texts.distinct_pieces(lines[:500])}
                        for name, lines in written.items()}).T
print(counted.round(3).to_string())
for name, lines in written.items():
    print(name)
    for line in lines[3:6]:
        print("  ", line)

# %% [markdown]
# *What to see: temperature 0.5 writes more known words than temperature 1, and repeats
# itself more.* The GAN's row must be held against **both** rows of likelihood, and
# against real lines. One seed, one short training: read it as an example of how to
# look, not of who wins.
#
# ## 11 · What became of it
#
# Text is written today by models trained by **maximum likelihood**, larger and on more
# text (Transformers, Brown et al. 2020). Two of this page's ideas live on in them:
#
# - **The policy gradient with a learned reward.** A model is tuned to what people
#   prefer by rewards of a model of their judgement (Ouyang et al. 2022). Against reward
#   hacking they take off a penalty, the KL to the model before the tuning. The reward
#   model stays as it is: no second player learns along.
# - **An adversarial loss, in distillation.** A small model is to learn from a large one
#   of which it sees only the texts. Ye et al. 2025 train a discriminator between the
#   answers of both and use its score as the reward of a policy gradient. They write
#   that it "co-evolves with the student". Their discriminator compares pairs, as the
#   relativistic game of notebook 08 does, and both players begin from a warm start.
#
# There is dissent: ColdGANs (Scialom et al. 2020) and TextGAIL (Wu et al. 2021) report
# text GANs that equal or pass maximum likelihood, from large models already trained by
# it. Where the output has no words but sound, adversarial losses never left: notebook
# 14.
#
# ## Quiz
#
# 1. `tape.gradient` returns None for $G$'s weights. The code draws with
#    `tf.random.categorical`. What do you tell its author?
#
# <details><summary>Answer</summary>
# No gradient passes through a draw. Use Gumbel-softmax, straight-through, or the policy
# gradient.
# </details>
#
# 2. Why is a baseline allowed?
#
# <details><summary>Answer</summary>
# The mean of ∇ log p_g is the gradient of the sum of all probabilities, which is 1 and
# does not change. A constant times it adds 0 on average.
# </details>
#
# 3. A text GAN has validity 0.99, maximum likelihood 0.96. What do you ask for?
#
# <details><summary>Answer</summary>
# Its variety, the other seeds, and maximum likelihood at a lower temperature.
# </details>

# %% [markdown]
# ## Your guesses beside what happened

# %%
predictions.beside(guesses, {
    "gradient through a drawn word": "None",
    "variance falls by a factor of": round(float(ratio), 1),
    "sentences left by the reward": round(float(story.effective[400])),
    "GAN runs beaten, %": round(100 * float(share_beaten))})

# %% [markdown]
# Write in a sentence what surprised you:

# %%
saw = {"surprise": ...}

# %% [markdown]
# ## You have seen
#
# 1. A language of 3,888 sentences, and four measures of a model of it that need no
#    draw.
# 2. A drawn word, through which the tape returns None, and the mean, which still has a
#    gradient.
# 3. Gumbel-softmax and straight-through, their bias measured against the true gradient.
# 4. The policy gradient, its noise with and without a baseline, and a reward that was
#    maximised while the language was lost.
# 5. GANs as dots and maximum likelihood as a curve, with all seeds, and the best run
#    that would have made a headline.
#
# ## Common mistakes
#
# | mistake | sign of it | cure |
# |---|---|---|
# | a draw in the middle of the graph | the gradient is None | go around it |
# | soft words for $D$ | $D$ knows fakes by their softness | straight-through |
# | rewards without a baseline | the gradient is mostly noise | take the mean off |
# | gradients through the reward | $D$ is moved by $G$'s loss | `stop_gradient` |
# | quality alone | everybody writes one sentence | variety beside it |
# | a baseline at one temperature | "the GAN wins" | sweep the temperature |
# | the best run | others cannot repeat it | all seeds |
#
# ## Papers
#
# - Williams 1992, *Simple statistical gradient-following algorithms for connectionist
#   reinforcement learning*; Maddison, Tarlow & Minka 2014, *A\* sampling*.
# - Bengio, Léonard & Courville 2013, *Estimating or propagating gradients through
#   stochastic neurons for conditional computation*; Jang, Gu & Poole 2017, *Categorical
#   reparameterization with Gumbel-softmax*; Maddison, Mnih & Teh 2017, *The concrete
#   distribution*.
# - Kusner & Hernández-Lobato 2016, *GANs for sequences of discrete elements with the
#   Gumbel-softmax distribution*; Yu et al. 2017, *SeqGAN*.
# - Caccia et al. 2020, *Language GANs falling short*.
# - Scialom et al. 2020, *ColdGANs*; Wu et al. 2021, *TextGAIL*.
# - Brown et al. 2020, *Language models are few-shot learners*; Ouyang et al. 2022,
#   *Training language models to follow instructions with human feedback*; Ye et al.
#   2025, *Black-box on-policy distillation of large language models*.
#
# ## Next
#
# Still to come: where GANs stand today, and the capstone, in which you put your own
# library to work on data that nobody has seen.
