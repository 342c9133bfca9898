"""Seeds × settings in one call: many GANs trained, measured on the way, and tabled.

Each *member* is one setting with one seed. Members run side by side, one in each of a few threads. A compiled step is
kept: where a later member has the same structure (networks, objective, remedies, optimisers; not their learning rates,
knobs or seeds), only weights and numbers are exchanged and nothing is traced again. The numbers are those of a lone GAN
that is built, compiled and fitted with that seed.
"""

from gan_course.pool import structure
from gan_course.sweep.members import Trial
from gan_course.sweep.runs import run
from gan_course.sweep.table import load, mean_and_error

__all__ = ["Trial", "load", "mean_and_error", "run", "structure"]
