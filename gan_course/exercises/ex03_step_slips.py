"""Training steps with one slip each, and the sentence that names it. Spoiler: each is a solution of lesson 03, spoilt.

A slip is a function like the exercise's own `train_step`; all take noise and step in the right order.
"""

import numpy as np

from gan_course.from_scratch import sigmoid, softplus


def _step(d_signal=None, g_signal=None, losses=None, stale=False, last_real=False):
    """Return a training step with other gradients at the logits, or other losses.

    d_signal(real_logits, fake_logits), g_signal(fake_logits): the gradients at the logits, or None for the right ones.
    losses(d_losses, fake_logits): the pair that is returned. stale: G is judged by the D of before its steps.
    last_real: D learns from the last real batch alone.
    """
    def step(generator, discriminator, g_optimizer, d_optimizer, real_batches, noise):
        d_losses, old = [], [w.copy() for w in discriminator.weights]
        for batch in real_batches:
            n = len(batch)
            real = real_batches[-1] if last_real else batch
            logits = discriminator.forward(np.concatenate([real, generator.forward(noise(n))]))
            parts = (d_signal or _d_signal)(logits[:n], logits[n:])
            d_optimizer.apply(discriminator.backward(np.concatenate(parts))[0], discriminator.weights)
            d_losses.append(np.mean(softplus(-logits[:n])) + np.mean(softplus(logits[n:])))
        new = discriminator.weights
        discriminator.weights = old if stale else new
        fake_logits = discriminator.forward(generator.forward(noise(n)))
        _, d_fake = discriminator.backward((g_signal or _g_signal)(fake_logits))
        discriminator.weights = new
        g_optimizer.apply(generator.backward(d_fake)[0], generator.weights)
        return (losses or _losses)(d_losses, fake_logits)
    return step


def _d_signal(real, fake):
    return (sigmoid(real) - 1) / len(real), sigmoid(fake) / len(fake)


def _g_signal(fake):
    return (sigmoid(fake) - 1) / len(fake)


def _losses(d_losses, fake):
    return d_losses[-1], np.mean(softplus(-fake))


def _scaled(d=1.0, g=1.0):
    return _step(d_signal=lambda a, b: [d * part for part in _d_signal(a, b)], g_signal=lambda b: g * _g_signal(b))


def _batch_scaled(d=1.0, g=1.0):
    """As `_scaled`, with a factor of the batch's size in the power `d` or `g`."""
    return _step(d_signal=lambda a, b: [float(len(a)) ** d * part for part in _d_signal(a, b)],
                 g_signal=lambda b: float(len(b)) ** g * _g_signal(b))


_MEAN = "{}: the loss is a mean over the batch, so divide the gradient at each logit by the batch's size, once."
_D_SIGN = "D's sign: its step climbs L_D, and so it learns to call real data fake."
_G_SIGN = "G's sign: its step lowers D's logit on the fakes; G wants its fakes to be called real, label 1."

WEIGHTS = [
    (_step(d_signal=lambda a, b: (sigmoid(a) / len(a), (sigmoid(b) - 1) / len(b))),
     "D's labels are swapped: real points carry label 1, fakes label 0."),
    (_scaled(d=-1), _D_SIGN),
    (_scaled(g=-1), _G_SIGN),
    (_scaled(d=-1, g=-1), f"Both signs. {_D_SIGN}"),
    (_step(g_signal=lambda b: sigmoid(b) / len(b)),
     "G's labels: in its own step the fakes carry label 1, not 0; G asks D to call them real."),
    (_step(g_signal=lambda b: -sigmoid(b) / len(b)),
     "G's loss: this is the saturating one, log(1 - D); -log D is asked for, the fakes with label 1."),
    (_scaled(d=0.5), "D's gradient is half as large as it should be: L_D is a mean over the real points plus a mean "
                     "over the fakes, so each logit is divided by its own batch, not by both together."),
    (_batch_scaled(d=1, g=1), _MEAN.format("Both players")),
    (_batch_scaled(d=1, g=0), _MEAN.format("D's gradient")),
    (_batch_scaled(d=0, g=1), _MEAN.format("G's gradient")),
    (_batch_scaled(d=-1, g=-1), _MEAN.format("Both players")),
    (_batch_scaled(d=-1, g=0), _MEAN.format("D's gradient")),
    (_batch_scaled(d=0, g=-1), _MEAN.format("G's gradient")),
    (_step(d_signal=lambda a, b: ((sigmoid(a) - 1) / len(a), 0 * b)),
     "D learns from the real points alone; its loss has a part for the fakes too."),
    (_step(d_signal=lambda a, b: (0 * a, sigmoid(b) / len(b))),
     "D learns from the fakes alone; its loss has a part for the real points too."),
    (_step(g_signal=lambda b: 0 * b), "G's gradient is zero: nothing came back through D to the fakes."),
    (_step(stale=True), "G is judged by the D of before its step; D moves first, and G answers the new D."),
    (_step(last_real=True), "each step of D has its own batch of real points, in the order of real_batches."),
]
LOSSES = [
    (_step(losses=lambda d, b: _losses(d, b)[::-1]), "the two losses come in the wrong order: return d_loss, g_loss."),
    (_step(losses=lambda d, b: (d[-1] / 2, _losses(d, b)[1])),
     "d_loss is the sum of its two means, on real points and on fakes; yours is half of that."),
    (_step(losses=lambda d, b: (d[0], _losses(d, b)[1])), "d_loss is that of D's last step."),
    (_step(losses=lambda d, b: (sum(d), _losses(d, b)[1])), "d_loss is that of D's last step, not a sum over them."),
    (_step(losses=lambda d, b: (sum(d) / len(d), _losses(d, b)[1])),
     "d_loss is that of D's last step, not a mean over them."),
    (_step(losses=lambda d, b: (d[-1], -np.mean(softplus(b)))),
     "g_loss is the mean of -log D(G(z)); yours is the mean of log(1 - D(G(z)))."),
    (_step(losses=lambda d, b: (d[-1], np.mean(softplus(b)))),
     "g_loss is the mean of -log D(G(z)), softplus(-fake_logits); yours has the logits' other sign."),
    (_step(losses=lambda d, b: (-d[-1], -_losses(d, b)[1])), "the losses' sign: both are means of -log, above 0."),
]
