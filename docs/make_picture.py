"""Writes docs/first_gan.png: real digits beside those of notebook 00's GAN, counted by a frozen classifier.

    python docs/make_picture.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # runs from a fresh clone, installed or not

import matplotlib.pyplot as plt
import numpy as np

from gan_course import digit_classifier, plots, seed_everything
from gan_course.datasets import digits
from gan_course.gan import ConditionalGAN
from gan_course.networks import conditional_dcgan_discriminator, conditional_dcgan_generator
from gan_course.optimizers import Adam

STEPS = 1000
PICTURE = Path(__file__).with_name("first_gan.png")


def trained_gan(data, seed=0, steps=STEPS):
    """The GAN of notebook 00."""
    seed_everything(seed)
    gan = ConditionalGAN(conditional_dcgan_generator(), conditional_dcgan_discriminator())
    gan.compile(generator_optimizer=Adam(2e-3, beta_1=0.5), discriminator_optimizer=Adam(2e-3, beta_1=0.5))
    gan.fit(data.x_train, data.y_train, steps_per_epoch=steps, verbose=0)
    return gan


def picture(data, gan):
    """Four rows of real test digits beside four of generated ones, the first of each class, none chosen."""
    real = np.stack([data.x_test[data.y_test == digit][:4] for digit in range(10)], axis=1)  # (4, 10, 28, 28, 1)
    fake = gan.generate(40, labels=np.tile(np.arange(10), 4), seed=5).reshape(real.shape)
    judge, asked = digit_classifier.load(), np.repeat(np.arange(10), 100)
    on_real = np.mean(judge.predict(data.x_test) == data.y_test)
    on_fake = np.mean(judge.predict(gan.generate(1000, labels=asked, seed=4)) == asked)

    fig, axes = plt.subplots(1, 2, figsize=(9.0, 2.5))
    for ax, images, title, share, n, colour in (
            (axes[0], real, "Real digits, 0 to 9", on_real, "2,000", plots.REAL),
            (axes[1], fake, f"Made to order, after {STEPS:,} steps", on_fake, "1,000", plots.FAKE)):
        sheet = images[..., 0].transpose(0, 2, 1, 3).reshape(4 * 28, 10 * 28)
        ax.imshow(sheet, cmap="gray", vmin=-1, vmax=1)
        ax.set_title(title, color=colour)
        ax.set_xlabel(f"{share:.1%} of {n} are recognised by a frozen judge")
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(False)
    return fig


if __name__ == "__main__":
    data = digits()
    figure = picture(data, trained_gan(data))
    PICTURE.write_bytes(plots.png(figure, alt="Real handwritten digits beside digits that a GAN was asked for."))
    print(f"{PICTURE.name}: {PICTURE.stat().st_size / 1000:.0f} kB")
