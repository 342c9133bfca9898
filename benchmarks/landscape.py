"""Landscapes from one photograph over seeds: a pyramid of GANs beside tiles and noise. Notebook 13.

    python3 course.py bench landscape [ANSWER …] [--seeds 200 201 202 203 204]

Answers: gan, tiles, blended, own_rows, gaussian, halves. Each finished one is a line of results/landscape.jsonl; the
same call goes on from there. A pyramid takes about a minute of one core, the others seconds. 50 images of each answer
are measured; `halves` compares the left half of the photograph with the right one.

diversity: a pixel's std over the images, of the photograph's. distance: of the patches of 7 × 7, in grey levels, at
full size and halved once and twice, where they span 14 and 28 pixels. nearest: the median distance to the photograph's
nearest patch, in grey levels. wide: the same for images of 64 × 160.
"""

import time
from pathlib import Path

from _finished import Finished, call_options

from gan_course import landscape, metrics, seed_everything, textures

RESULT = Path(__file__).parent / "results" / "landscape.jsonl"
SEEDS = (200, 201, 202, 203, 204)
N, WIDE = 50, (64, 160)


def measured(images, photo, seed):
    """Return patch statistics of images (n, h, w, 3) beside the photograph, as plain numbers."""
    found = {"nearest": metrics.nearest_patch(images, photo, seed=seed), "distance": {}}
    for span in (7, 14, 28):
        found["distance"][str(span)] = metrics.patch_distance(images, photo, seed=seed)
        images, photo = metrics.halved(images), metrics.halved(photo)[0]
    return found


def gan(photo, seed):
    """The notebook's pyramid, trained anew."""
    pyramid = landscape.Pyramid(photo.shape[:2])
    pyramid.fit(photo, seed=seed)
    return lambda shape: pyramid.generate(N, shape, seed=seed)


def tiles(photo, seed, **options):
    """Tiles of 16 × 16 from anywhere, hard seams."""
    return lambda shape: textures.tiles(photo, N, shape, seed=seed, **options)


def blended(photo, seed):
    """Tiles of 16 × 16 cut at the height at which they are laid, blended into each other over 6 pixels."""
    return tiles(photo, seed, overlap=6, own_row=True)


def own_rows(photo, seed):
    """Tiles of 32 × 32 cut at the height at which they are laid, hard seams."""
    return tiles(photo, seed, side=32, own_row=True)


def gaussian(photo, seed):
    """Noise with the photograph's colours and spectrum."""
    return lambda shape: textures.gaussian_texture(photo, N, shape, seed=seed)


def halves(photo, seed):
    """The right half of the photograph beside the left: real patches of other things, so no floor."""
    half = photo.shape[1] // 2
    return measured(photo[None, :, half:], photo[:, :half], seed)


ANSWERS = {answer.__name__: answer for answer in (gan, tiles, blended, own_rows, gaussian, halves)}


def main():
    """Run what is missing of every answer and seed."""
    options = call_options(__doc__, ANSWERS, SEEDS)
    photo, finished = landscape.photograph(), Finished(RESULT, ("answer", "seed"))
    for answer, seed in finished.missing(options.parts or ANSWERS, options.seeds):
        seed_everything(seed)
        start = time.process_time()
        found = ANSWERS[answer](photo, seed)
        if answer != "halves":
            images = found(photo.shape[:2])
            found = {"diversity": metrics.diversity(images, photo), **measured(images, photo, seed),
                     "wide": measured(found(WIDE), photo, seed)}
        row = {"answer": answer, "seed": seed, **found,
               "processor_seconds": round(time.process_time() - start, 1)}
        finished.keep(row)
        print(answer, seed, f"{row['processor_seconds']} s", flush=True)


if __name__ == "__main__":
    main()
