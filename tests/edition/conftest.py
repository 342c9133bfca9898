"""A small course of two lessons and a learner's folder, both in a scratch folder."""

import pytest

from gan_course.edition import shelf, update
from gan_course.exercises import learner
from gan_course.notebooks import pairs

FIRST = """\
# %% [markdown]
# # 03 · Steps
#
# **You take steps.**

# %%
import numpy as np

# %% [markdown]
# ## Part A
#
# The generator goes down its own loss, one step at a time.

# %% tags=["exercise:step"]
def step(x):
    ...

# %%
ex03.step.check(step)

# %% [markdown]
# ## Part B
#
# Now the discriminator.
"""
SECOND = """\
# %% [markdown]
# # 05 · Scores

# %%
print("score")
"""


class Course:
    """The scratch course: its lessons can be written anew, the learner's notebooks read and changed."""

    def __init__(self, root):
        self.root, self.place, self.opened = root, learner.make(root / "my_course"), set()
        self.lesson("03_steps", FIRST)
        self.lesson("05_scores", SECOND)

    def lesson(self, name, text):
        """Write a lesson."""
        (self.root / "lessons").mkdir(exist_ok=True)
        (self.root / "lessons" / f"{name}.py").write_text(text, encoding="utf-8")

    def bring_in(self):
        """Do what `lab` does; return {name: what was done}."""
        return {outcome.name: outcome for outcome in update.bring_in(self.place, self.is_open)}

    def update(self, name="03_steps", **options):
        """Do what `update` does with one notebook; return its Outcome."""
        return update.update(self.place, self.root / "lessons" / f"{name}.py", self.is_open, **options)

    def is_open(self, path):
        """Tell whether a notebook's name is in `opened`."""
        return path.name in self.opened

    def path(self, name="03_steps"):
        """Return where a notebook lies."""
        return shelf.notebook_path(self.place, name)

    def read(self, name="03_steps"):
        """Return a notebook of the learner's."""
        return pairs.read_notebook(self.path(name))

    def save(self, notebook, name="03_steps"):
        """Save a notebook, as the learner would."""
        pairs.write_notebook(notebook, self.path(name))

    def sources(self, name="03_steps"):
        """Return the texts of a notebook's cells."""
        return [cell.source for cell in self.read(name).cells]

    def asides(self):
        """Return the notebooks that were kept aside."""
        return sorted((self.place / shelf.ASIDE).glob("*.ipynb"))


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The scratch course, each lesson given out once."""
    for name in ("LESSONS", "NOTEBOOKS"):
        monkeypatch.setattr(pairs, name, tmp_path / name.lower())
    monkeypatch.setattr(pairs, "ROOT", tmp_path)
    monkeypatch.setenv(learner.VARIABLE, str(tmp_path / "my_course"))
    made = Course(tmp_path)
    made.bring_in()
    return made
