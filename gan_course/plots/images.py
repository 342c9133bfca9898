"""Images side by side, and spectrograms."""

import numpy as np

from gan_course import arguments
from gan_course.plots.backend import new_figure
from gan_course.plots.style import LARGEST, checked_texts, drawable


def image_grid(images, columns=10, titles=None, title="", scale=0.6, row_names=None):
    """Images side by side, row by row.

    images: (n, height, width) or (n, height, width, 1 or 3), values in [-1, 1]. titles: n short texts, above the
    images. row_names: a short text for each row, on its left. scale: inches per image, held to 7 in of width.
    Returns the Figure. Raises ValueError for pixels beyond [-1, 1], which would be drawn white or black: np.clip
    them where they are meant; and for (height, width, 1 or 3), which is one image.
    """
    shapes = [("n", "height", "width", 1), ("n", "height", "width", 3), ("n", "height", "width")]
    images = arguments.images("images", images, *shapes)
    if images.ndim == 3 and images.shape[-1] in (1, 3):
        raise ValueError(f"images has shape {images.shape}, one image with its channels last; give images[None] for "
                         "one image, or images[..., None] for grey images that are as narrow.")
    if images.ndim == 3:
        images = images[..., None]
    titles = None if titles is None else arguments.sequence("titles", titles)
    checked_texts(title=title, titles=titles)
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"{len(titles)} titles for {len(images)} images; give one for each.")
    columns = min(arguments.whole("columns", columns), len(images))
    rows = -(-len(images) // columns)
    row_names = None if row_names is None else [str(name) for name in arguments.sequence("row_names", row_names)]
    if row_names is not None and len(row_names) != rows:
        raise ValueError(f"{len(row_names)} row_names for {rows} rows; give one for each.")
    checked_texts(row_names=row_names)
    if max(map(len, row_names or [""])) > 80:
        raise ValueError(f"row_names holds a text of {max(map(len, row_names))} characters; give 80 at most, or no "
                         "room is left for the images.")
    beside = 0.075 * max(map(len, row_names)) + 0.1 if row_names else 0.0  # inches on the left
    scale = min(arguments.number("scale", scale, low=0.01, hint="Inches per image."), (7.0 - beside) / columns)
    titled = 0 if titles is None else sum(any(str(text) for text in titles[row * columns:(row + 1) * columns])
                                          for row in range(rows))
    height = max(rows * scale, 0.1) + 0.2 * titled + (0.3 if title else 0.0)
    fig, axes = new_figure(rows, columns, squeeze=False, figsize=(max(columns * scale + beside, 2.0), height))
    fig.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0.02, hspace=0.02)
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < len(images):
            shown = np.clip((images[i] + 1.0) / 2.0, 0.0, 1.0)
            ax.imshow(shown[..., 0] if shown.shape[-1] == 1 else shown, cmap="gray", vmin=0.0, vmax=1.0)
            if titles is not None:
                ax.set_title(str(titles[i]), fontsize=8, fontweight="normal", pad=2)
    for ax, name in zip(axes[:, 0], row_names or [], strict=False):
        ax.text(-0.08, 0.5, name, fontsize=9, ha="right", va="center", transform=ax.transAxes)
    fig.suptitle(title or None)
    return fig


def spectrogram_row(images, titles, seconds=0.512, rate=8000, columns=4, title=""):
    """Spectrograms side by side, time to the right and frequency upwards, one scale of colours for all.

    images: (n, frequencies, frames), such as logarithms of magnitudes, the lowest frequency first; rate / 2 is the
    highest. titles: n short texts. seconds: how long a sound is. Returns the Figure.
    """
    images = drawable("images", images, ("n", "frequencies", "frames"))
    titles, columns = arguments.sequence("titles", titles), arguments.whole("columns", columns)
    seconds, rate = (arguments.number(name, value, above=0, high=LARGEST)
                     for name, value in (("seconds", seconds), ("rate", rate)))
    checked_texts(title=title, titles=titles)
    if len(titles) != len(images):
        raise ValueError(f"{len(titles)} titles for {len(images)} images; give one for each.")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    fig, axes = new_figure(rows, columns, squeeze=False, sharex=True, sharey=True,
                           figsize=(max(1.9 * columns, 3.0), 1.9 * rows + 0.5 + (0.3 if title else 0.0)))
    for i, ax in enumerate(axes.flat):
        if i >= len(images):
            ax.axis("off")
            continue
        ax.imshow(images[i], origin="lower", aspect="auto", cmap="magma", vmin=images.min(), vmax=images.max(),
                  extent=(0, 1000 * seconds, 0, rate / 2000))
        ax.set_title(str(titles[i]), fontsize=9, fontweight="normal", pad=3)
        ax.grid(False)
    fig.supxlabel("time in ms", fontsize=9)
    fig.supylabel("frequency in kHz", fontsize=9)
    fig.suptitle(title or None)
    return fig
