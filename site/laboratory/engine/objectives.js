// The six games: what each player descends, on logits (batch, 1), as in gan_course/objectives.py.

const softplus = (t, a) => t.mean(t.unary("softplus", a));
const squared = (t, a, target) => t.affine(t.mean(t.square(t.affine(a, 1, target))), 0.5);
const hinge = (t, a) => t.mean(t.unary("relu", t.affine(a, 1, 1)));

const minimax = {
  discriminator: (t, real, fake) => t.add(softplus(t, t.neg(real)), softplus(t, fake)),
  generator: (t, real, fake) => t.neg(softplus(t, fake)),
  // the target for real data is alpha instead of 1
  smoothed: (t, real, fake, alpha) =>
    t.add(t.mean(t.sub(t.unary("softplus", real), t.affine(real, alpha))), softplus(t, fake)),
};

export const OBJECTIVES = {
  minimax,
  non_saturating: { ...minimax, generator: (t, real, fake) => softplus(t, t.neg(fake)) },
  least_squares: {
    discriminator: (t, real, fake) => t.add(squared(t, real, -1), squared(t, fake, 0)),
    generator: (t, real, fake) => squared(t, fake, -1),
    smoothed: (t, real, fake, alpha) => t.add(squared(t, real, t.neg(alpha)), squared(t, fake, 0)),
  },
  hinge: {
    discriminator: (t, real, fake) => t.add(hinge(t, t.neg(real)), hinge(t, fake)),
    generator: (t, real, fake) => t.neg(t.mean(fake)),
  },
  wasserstein: {
    discriminator: (t, real, fake) => t.sub(t.mean(fake), t.mean(real)),
    generator: (t, real, fake) => t.neg(t.mean(fake)),
  },
  relativistic: {
    usesReal: true,
    discriminator: (t, real, fake) => softplus(t, t.sub(fake, real)),
    generator: (t, real, fake) => softplus(t, t.sub(real, fake)),
  },
};
