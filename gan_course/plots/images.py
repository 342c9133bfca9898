"""Images side by side."""

import matplotlib.pyplot as plt
import numpy as np


def image_grid(images, columns=10, titles=None, title="", scale=0.6):
    """Images side by side, row by row.

    images: (n, height, width) or (n, height, width, 1 or 3), values in [-1, 1]. titles: n short texts.
    scale: inches per image, held to 7 in of width. Returns the Figure.
    """
    images = np.asarray(images)
    if images.ndim == 3:
        images = images[..., None]
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or len(images) == 0:
        raise ValueError(f"images has shape {images.shape}; wanted (n, height, width[, 1 or 3]).")
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"{len(titles)} titles for {len(images)} images; give one for each.")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    scale = min(scale, 7.0 / columns)
    height = rows * (scale + (0.2 if titles is not None else 0.0)) + (0.3 if title else 0.0)
    fig, axes = plt.subplots(rows, columns, squeeze=False, figsize=(max(columns * scale, 2.0), height))
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
