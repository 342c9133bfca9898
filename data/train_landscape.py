"""Train the pyramid of GANs that notebook 13 draws new landscapes from.

    python data/train_landscape.py

Writes landscape.npz and prints its checksum, in about a minute of one core. The photograph is scikit-learn's china.jpg,
by danielbuechele, CC BY 2.0.
"""

from frozen_weights import call_options, stored

from gan_course import landscape, metrics, seed_everything

options = call_options(__doc__, landscape.WEIGHTS_FILE)
seed_everything(options.seed)
photo = landscape.photograph()
pyramid = landscape.Pyramid(photo.shape[:2])
pyramid.fit(photo, seed=options.seed)
images = stored(pyramid, options.out).generate(50, seed=options.seed)
print(f"diversity {metrics.diversity(images, photo):.2f}, distance of patches "
      f"{metrics.patch_distance(images, photo):.1f}, nearest {metrics.nearest_patch(images, photo):.1f} grey levels")
