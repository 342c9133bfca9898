"""The GANs that the capstone begins with: settings that people really use, each of which fails on its world."""

from gan_course.capstone.attempt import Attempt

# Adam's β₁ as Keras gives it, at the rate of notebook 09 and without its decay.
_CURVE = Attempt(g_rate=3e-3, d_rate=3e-3, beta_1=0.9, decay=False, batch_size=128)
# A plain non-saturating GAN as in notebook 04: nothing holds D back.
_CLOUDS = Attempt(batch_size=128)
# A plain GAN at a high rate: 2,000 batches of 64, and only 64 pictures to learn.
_GLYPHS = Attempt(g_rate=2e-3, d_rate=2e-3, decay=False)

START = {"curve": _CURVE, "clouds": _CLOUDS, "glyphs": _GLYPHS}
