"""Images side by side."""

import numpy as np

from gan_course import arguments
from gan_course.plots.backend import new_figure


def image_grid(images, columns=10, titles=None, title="", scale=0.6):
    """Images side by side, row by row.

    images: (n, height, width) or (n, height, width, 1 or 3), values in [-1, 1]. titles: n short texts.
    scale: inches per image, held to 7 in of width. Returns the Figure. Raises ValueError for pixels beyond
    [-1, 1], which would be drawn white or black: np.clip them where they are meant.
    """
    shapes = [("n", "height", "width", 1), ("n", "height", "width", 3), ("n", "height", "width")]
    images = arguments.images("images", images, *shapes)
    if images.ndim == 3:
        images = images[..., None]
    titles = None if titles is None else arguments.sequence("titles", titles)
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"{len(titles)} titles for {len(images)} images; give one for each.")
    columns = min(arguments.whole("columns", columns), len(images))
    rows = -(-len(images) // columns)
    scale = min(arguments.number("scale", scale, above=0), 7.0 / columns)
    height = rows * (scale + (0.2 if titles is not None else 0.0)) + (0.3 if title else 0.0)
    fig, axes = new_figure(rows, columns, squeeze=False, figsize=(max(columns * scale, 2.0), height))
    fig.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0.02, hspace=0.02)
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < len(images):
            shown = np.clip((images[i] + 1.0) / 2.0, 0.0, 1.0)
            ax.imshow(shown[..., 0] if shown.shape[-1] == 1 else shown, cmap="gray", vmin=0.0, vmax=1.0)
            if titles is not None:
                ax.set_title(str(titles[i]), fontsize=8, fontweight="normal", pad=2)
    fig.suptitle(title or None)
    return fig
