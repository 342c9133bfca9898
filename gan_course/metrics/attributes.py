"""Tables of attributes that were read from pictures: which combinations are there, what is lost, what is amplified."""

import numpy as np

from gan_course import arguments
from gan_course.metrics.inputs import in_order, labels, orders


def combination_coverage(real, fake) -> float:
    """Share of the real rows whose combination of attributes occurs at least once among the fakes.

    real: (n, k), fake: (m, k), integers, one column for each attribute; tables of pandas are served, and their columns
    compared by name. More fakes cover more, and even as many real rows do not cover all: print that floor beside it.
    """
    real, fake = _tables(real, fake)
    made = set(map(tuple, fake.tolist()))
    return float(np.mean([row in made for row in map(tuple, real.tolist())]))


def lost_values(real, fake) -> dict:
    """The values that occur in `real` and nowhere in `fake`: {column: [values]}, columns without a loss left out.

    Shapes as in `combination_coverage`. A table's columns keep their names, an array's are numbered.
    """
    names = getattr(real, "columns", None)
    real, fake = _tables(real, fake)
    names = range(real.shape[1]) if names is None else list(names)
    lost = {name: sorted(set(a.tolist()) - set(b.tolist())) for name, a, b in zip(names, real.T, fake.T, strict=True)}
    return {name: values for name, values in lost.items() if values}


def amplification(real, fake) -> float:
    """How many times as frequent an attribute is among the fakes as among real data: 1 where it is kept.

    real: (n,), fake: (m,), 0 or 1 for each face. Below 1 for a rare attribute means that a minority shrinks. NaN where
    no real face has it.
    """
    real, fake = (arguments.integers(name, values, ("n",), low=0, high=1) for name, values in
                  (("real", real), ("fake", fake)))
    return float(fake.mean() / real.mean()) if real.any() else float("nan")


def _tables(real, fake):
    named = {"real": labels(real, 1), "fake": labels(fake, 1)}
    real, fake = (arguments.integers(name, values, ("n", "k")) for name, values in (("real", real), ("fake", fake)))
    if real.shape[1] != fake.shape[1]:
        raise ValueError(f"real has {real.shape[1]} columns and fake {fake.shape[1]}; give the same attributes of "
                         "both.")
    return real, in_order(fake, orders("column", named)["fake"], 1)
