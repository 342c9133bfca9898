"""How good are the samples? Arrays in, numbers out; nothing here trains or draws.

`modes` counts the modes of a known mixture, `histograms` compares counts, `distances` compares two sets of points by
one number, `neighbours` asks who lies near whom, `support` asks how many different things there are, `privacy` what was
given away, `lesions` which lesions a translated scan has lost or gained, `attributes` counts what was read from faces,
`patches` compares small squares of images.
"""

from gan_course.metrics.attributes import amplification, combination_coverage, lost_values
from gan_course.metrics.distances import (
    frechet_distance,
    frechet_of_moments,
    kernel_distance,
    wasserstein_1d,
    wasserstein_2,
)
from gan_course.metrics.histograms import (
    grid_jensen_shannon,
    jensen_shannon,
    kl_divergence,
    kl_from_uniform,
    kl_to_uniform,
)
from gan_course.metrics.lesions import Lesions, removed_and_invented
from gan_course.metrics.modes import (
    HIGH_QUALITY_STDS,
    StackedModes,
    high_quality_share,
    high_quality_stds,
    mode_counts,
    modes_captured,
    stacked_modes,
)
from gan_course.metrics.neighbours import (
    DensityCoverage,
    PrecisionRecall,
    density_coverage,
    memorisation,
    nearest,
    pairwise_distances,
    precision_recall,
)
from gan_course.metrics.patches import (
    cut_patches,
    diversity,
    halved,
    nearest_patch,
    patch_distance,
    sliced_wasserstein,
)
from gan_course.metrics.privacy import Attack, ClosestRecord, attack, closest_record
from gan_course.metrics.support import (
    DifferentBins,
    birthday_support,
    collision_share,
    different_bins,
)

__all__ = [
    "HIGH_QUALITY_STDS",
    "Attack",
    "ClosestRecord",
    "DensityCoverage",
    "DifferentBins",
    "Lesions",
    "PrecisionRecall",
    "StackedModes",
    "amplification",
    "attack",
    "birthday_support",
    "closest_record",
    "collision_share",
    "combination_coverage",
    "cut_patches",
    "density_coverage",
    "different_bins",
    "diversity",
    "frechet_distance",
    "frechet_of_moments",
    "grid_jensen_shannon",
    "halved",
    "high_quality_share",
    "high_quality_stds",
    "jensen_shannon",
    "kernel_distance",
    "kl_divergence",
    "kl_from_uniform",
    "kl_to_uniform",
    "lost_values",
    "memorisation",
    "mode_counts",
    "modes_captured",
    "nearest",
    "nearest_patch",
    "pairwise_distances",
    "patch_distance",
    "precision_recall",
    "removed_and_invented",
    "sliced_wasserstein",
    "stacked_modes",
    "wasserstein_1d",
    "wasserstein_2",
]
