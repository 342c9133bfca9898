"""Still pictures and a short animation of packed frames, drawn with Pillow: no plot, just what the canvas shows."""

import base64
import io

import numpy as np
from PIL import Image, ImageDraw

from gan_course.lab.record import unpacked

REAL, FAKE = (0, 114, 178), (213, 94, 0)                 # as in `plots`: real is blue, generated is orange
SAYS_FAKE, SAYS_REAL = (235, 161, 107), (107, 174, 214)
SIZE = 360
MOST_IN_GIF = 48


def draw(packed, real=None, limits=(-1.6, 1.6), size=SIZE):
    """Return a frame as an RGB image, size x size. real: points (n, 2), or None."""
    images = unpacked(packed, "images")
    if images is not None:
        return _digits(images, size)
    picture = _surface(unpacked(packed, "surface"), size)
    pen = ImageDraw.Draw(picture)
    for points, colour in ((real, REAL), (unpacked(packed, "fakes"), FAKE)):
        if points is not None:
            for x, y in _places(points[:512], limits, size):
                pen.ellipse((x - 2, y - 2, x + 2, y + 2), fill=colour)
    pen.text((6, 4), f"step {packed['step']:,}", fill=(0, 0, 0))
    return picture


def lines_png(lines, limits, size=SIZE):
    """Return lines, [(points, colour), …], as the bytes of a PNG. points: (n, 2)."""
    picture = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(picture)
    low, high = limits
    for points, colour in lines:
        scaled = (np.asarray(points, float) - low) / (high - low) * size
        pen.line([(float(x), float(size - y)) for x, y in scaled], fill=colour, width=2)
    buffer = io.BytesIO()
    picture.quantize(16, dither=Image.Dither.NONE).save(buffer, format="png", optimize=True)
    return buffer.getvalue()


def gif(pictures, **options):
    """Return packed frames as the bytes of a GIF that repeats, at most 48 of them. Raises ValueError for none."""
    if not pictures:
        raise ValueError("There is nothing to show yet; press Play first, then save the animation.")
    chosen = np.unique(np.linspace(0, len(pictures) - 1, min(MOST_IN_GIF, len(pictures))).round().astype(int))
    images = [_few_colours(draw(pictures[i], **options)) for i in chosen]
    buffer = io.BytesIO()
    images[0].save(buffer, format="gif", save_all=True, append_images=images[1:], duration=90, loop=0)
    return buffer.getvalue()


def mime_png(data):
    """Return PNG bytes as Jupyter's output wants them."""
    return base64.b64encode(data).decode("ascii")


def _few_colours(picture):
    # by the median cut a few orange points among many blue ones would turn blue
    return picture.quantize(64, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def _surface(surface, size):
    if surface is None:
        return Image.new("RGB", (size, size), "white")
    share = surface[::-1, :, None].astype(float) / 255                     # the first row is at the bottom
    fake, real, white = (np.array(c, float) for c in (SAYS_FAKE, SAYS_REAL, (255, 255, 255)))
    colours = np.where(share < 0.5, fake + (white - fake) * 2 * share, white + (real - white) * (2 * share - 1))
    return Image.fromarray(colours.astype(np.uint8)).resize((size, size), Image.Resampling.BILINEAR)


def _places(points, limits, size):
    low, high = limits
    scaled = (np.nan_to_num(np.asarray(points, float)) - low) / (high - low) * size
    scaled[:, 1] = size - scaled[:, 1]
    return scaled[((scaled >= 0) & (scaled <= size)).all(axis=1)]


def _digits(images, size):
    side = int(len(images) ** 0.5)
    height, width = images.shape[1:]
    sheet = images[:side * side].reshape(side, side, height, width).transpose(0, 2, 1, 3)
    return Image.fromarray(sheet.reshape(side * height, side * width)).convert("RGB").resize(
        (size, size), Image.Resampling.NEAREST)
