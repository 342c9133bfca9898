# %% [markdown]
# # 99 · A sample
#
# It keeps every rule. Reading and doing: about 1 min.
#
# ## You will be able to
# - count.

# %%
from IPython.display import display

from gan_course.exercises import checks
from gan_course.exercises.exercise import Exercise


def seed_everything(seed):
    return seed


seed_everything(0)

# %% [markdown]
# ## Predict first
# What is 1 + 1?

# %%
# NBVAL_CHECK_OUTPUT
print(f"1 + 1 = {1 + 1}, 2 wanted: {1 + 1 == 2}")

# %%
# NBVAL_CHECK_OUTPUT
print(f"2 + 2 = {2 + 2}, 4 wanted: {2 + 2 == 4}")

# %%
# NBVAL_CHECK_OUTPUT
sorted([2 > 1])

# %%
alt = "A single grey pixel, which stands for a figure."
pixel = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
         "AABJRU5ErkJggg==")
display({"image/png": pixel, "text/plain": alt}, metadata={"image/png": {"alt": alt}}, raw=True)


# %%
def _reference_double(x):
    return 2 * x


hints = ["Twice.", "Two times.", "2 * x."]


class ex99:
    double = Exercise("double", _reference_double, [checks.expects_close((3,), 6, "Twice")], hints)
    three = Exercise("three", 3, [checks.value_close(3, "Three")], hints)
    word = Exercise("word", "gan", [checks.choice("gan", {})], hints)

# %% [markdown]
# ### Exercise 1
# Double it.

# %% tags=["exercise:double"]
def double(x):
    return ...

# %%
ex99.double.check(double)

# %%
# ex99.double.hint(1)
# ex99.double.solution()

# %% tags=["exercise:three"]
three = ...

# %%
ex99.three.check(three)

# %%
# ex99.three.hint(1)
# ex99.three.solution()

# %% tags=["exercise:word"]
word = ...

# %%
ex99.word.check(word)

# %%
# ex99.word.hint(1)
# ex99.word.solution()

# %% [markdown]
# ## Quiz
# One? <details><summary>Answer</summary> 1 </details>
# Two? <details><summary>Answer</summary> 2 </details>
# Three? <details><summary>Answer</summary> 3 </details>
#
# ## You have seen
# - counting.
#
# ## Common mistakes
# - miscounting.
#
# ## Papers
# [Goodfellow et al. 2014](https://arxiv.org/abs/1406.2661)
#
# ## Next
# Nothing.
