"""Arrays in, a matplotlib Figure out, all in one house style.

Blue is always real and orange always generated, both from the colour-blind safe palette of Okabe and Ito.
End a cell with `show(fig, alt="...")`: it displays the figure once, with a sentence for those who cannot
see it.
"""

from gan_course.plots.backend import new_figure
from gan_course.plots.collapse import film_strip, mode_raster
from gan_course.plots.diagram import PLACES, TWO_PLAYERS_ALT, two_players
from gan_course.plots.games import eigenvalue_plane, phase_portrait
from gan_course.plots.images import image_grid, spectrogram_row
from gan_course.plots.lines import curves, loss_curves
from gan_course.plots.points import hist_real_fake, scatter_real_fake, surface_2d
from gan_course.plots.seeds import heat_map, seed_dots
from gan_course.plots.style import (
    ACCENT,
    DISCRIMINATOR,
    FAKE,
    GENERATOR,
    ORBITS,
    PALETTE,
    PROBABILITY_MAP,
    REAL,
    THEORY,
    png,
    show,
    use_house_style,
)

__all__ = [
    "ACCENT", "DISCRIMINATOR", "FAKE", "GENERATOR", "ORBITS", "PALETTE", "PLACES", "PROBABILITY_MAP", "REAL", "THEORY",
    "TWO_PLAYERS_ALT", "curves", "eigenvalue_plane", "film_strip", "heat_map", "hist_real_fake", "image_grid",
    "loss_curves", "mode_raster", "new_figure", "phase_portrait", "png", "scatter_real_fake", "seed_dots", "show",
    "spectrogram_row", "surface_2d", "two_players", "use_house_style",
]

use_house_style()
