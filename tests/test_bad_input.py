"""Every public function and class is given bad input, and says so in a sentence of ours.

    python tests/test_bad_input.py     prints how many bad inputs end clear, in a library's words, or silently

CALLS has an entry for each public name of the package: how it is called well, and of what kind each argument is. A new
public function without an entry makes a test fail. Each argument in turn is replaced by what is none of its kind.
"""

import collections
import contextlib
import functools
import importlib
import inspect
import io
import pathlib
import traceback
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import scipy.sparse
import tensorflow as tf

import gan_course

PACKAGE = pathlib.Path(gan_course.__file__).parent
RNG = np.random.default_rng(0)
POINTS = RNG.normal(size=(12, 2)).round(3)
PIXELS = RNG.uniform(-1, 1, size=(3, 28, 28, 1)).astype("float32")
LOGITS = RNG.normal(size=(6, 1)).astype("float32")

# Rooms behind the doors: no learner calls them. The commands, the exercises and the notebooks' tools talk to a person.
INNER = {"arguments", "backend", "batches", "capstone", "cli", "compiling", "console", "constants", "convolutions",
         "data_files", "described", "distribution", "doors", "draws", "edition", "errors", "exercises",
         "fit_arguments", "frozen_network", "game", "interrupts", "items", "lab", "later", "mine", "missing_names",
         "notebooks", "own_step", "page", "plain_step", "players", "pool", "precision", "press", "private", "progress",
         "progress_line", "quiet", "ranges", "saving", "sweep", "training"}
# Names in public rooms that take nothing, or only what another function of the package gives them.
NOTHING_TO_CHECK = {
    "optimizers.BothOptimizers", "optimizers.build", "optimizers.chosen", "optimizers.knows",
    "datasets.Digits", "datasets.EmbeddedMixture", "datasets.Table", "datasets.breast_cancer", "metrics.Attack",
    "metrics.ClosestRecord", "metrics.Lesions", "phantoms.Phantoms", "digit_classifier.network", "faces.Faces",
    "faces.table", "faces_judge.network", "dynamics.dirac_minimax", "dynamics.dirac_non_saturating",
    "layers.BatchNormalization", "layers.LeakyReLU", "layers.UniformNoise", "metrics.DensityCoverage",
    "metrics.DifferentBins", "metrics.PrecisionRecall", "metrics.StackedModes", "objectives.Hinge",
    "objectives.LeastSquares", "objectives.Minimax", "objectives.NonSaturating", "objectives.Objective",
    "objectives.Relativistic", "objectives.Wasserstein", "objectives.check", "objectives.is_known",
    "objectives.names", "optimizers.Adam", "optimizers.apply",
    "one_step.Batch", "one_step.falling", "one_step.generator_loss", "one_step.pairs_loss", "optimizers.may_wait",
    "optimizers.memories_later",
    "plots.new_figure", "plots.use_house_style", "remedies.FeatureMatching",
    "remedies.Hyperparameter", "remedies.Optimistic", "remedies.Remedy",
    "remedies.SpectralNormalization", "remedies.is_known", "remedies.names", "remedies.serialized",
    "seeding.kept_random_state", "seeding.own_rng", "seeding.seeded", "sliders.panel", "sounds.Sounds",
    "sounds.recorded", "sounds.frequency", "drums.Drums", "drums.Knobs", "drums.label_of", "sounds_judge.network",
    "grammar.log_probabilities", "grammar.sentences", "sequence_models.counted", "sequence_models.hard_words",
    "symmetries.any_angle", "symmetries.square", "symmetries.square_half_of_the_time", "texts.Lines"}


def bad_arrays(good, nan=True, any_shape=False):
    """Arrays that are none, made of a good one so that its shape is no reason."""
    good = np.asarray(good, "float64")
    bad = [good * 1j, good > 0, good.astype(str), good.astype(object), good.astype("M8[s]"), None, "points", {"a": 1},
           {1.0, 2.0}, iter([1.0]), np.ma.masked_array(good, np.ones(good.shape, bool)), good[:0],
           np.full((2, 2, 2, 2, 2), 0.1), [[1.0, 2.0], [3.0]], tf.ragged.constant([[1.0], [1.0, 2.0]]), b"12", object(),
           [None, None],
           np.zeros(3, [("a", "f4")]), [np.ma.masked_array(good, np.ones(good.shape, bool))]]
    if good.ndim == 2:
        bad.append(scipy.sparse.csr_array(good))
    if any_shape:
        bad = [value for value in bad if getattr(value, "ndim", 0) < 5 and 0 not in getattr(value, "shape", ())]
    return [*bad, np.ndarray] + ([np.full(good.shape, np.nan), np.full(good.shape, np.inf)] if nan else [])


def bad_pixels(good):
    """What is no image in [-1, 1]: 0 … 255 too."""
    return [*bad_arrays(good), (np.asarray(good) + 1) * 127.5, ((np.asarray(good) + 1) * 127.5).astype("uint8")]


NO_NUMBER = ["3", b"3", 2j, True, np.True_, [1, 2], {}, object(), float("nan"), np.array([1.0, 2.0]), np.ma.masked,
             np.float64, 10**400]
NO_NAME = ["zzz", 3, ["a"], b"gan", True, float("nan")]
KINDS = {
    "array": bad_arrays, "pixels": bad_pixels, "tensor": functools.partial(bad_arrays, nan=False),
    "any shape": functools.partial(bad_arrays, nan=False, any_shape=True),
    "any samples": functools.partial(bad_arrays, nan=False, any_shape=True),
    "any counts": functools.partial(bad_arrays, any_shape=True),
    "points": functools.partial(bad_arrays, nan=False),  # where NaN counts as far away
    "whole": lambda good: [*NO_NUMBER, None, 0, -1, 1.5, 3.0, float("inf")],
    "block": lambda good: [*NO_NUMBER, None, 0, 1, 1.5], "whole or None": lambda good: [*NO_NUMBER, 0, -1, 1.5, 3.0],
    "number": lambda good: [*NO_NUMBER, None, float("inf")],
    "amount": lambda good: [*NO_NUMBER, None, float("inf"), -1],
    "above 0": lambda good: [*NO_NUMBER, None, float("inf"), -1, 0],
    "seed": lambda good: ["0", True, 1.5, -1, 2**32, [0], np.random, None],
    "name": lambda good: [*NO_NAME, None], "names": lambda good: [3, None, "zzz", ["zzz"], [3]],
    "function": lambda good: [3, "f", [len]], "object": lambda good: [3, "a", np.ones(2), object],
    "path": lambda good: [3, True, ["a"], "", "a\0b"], "text": lambda good: [3, None, b"a", ["a"]],
    "interval": lambda good: [(1, 0), (0, 0), 3, "ab", (0, float("nan")), (0, 1, 2), (0, 1j), (False, True), ("0",
        "1"), (-1e308, 1e308)],
    "flag": lambda good: [1, "yes", 0.0, [True]], "dict": lambda good: [3, "ab", [1, 2], {"a": "b"}, {"a": [1j]},
        {"a": None}],
    "spectra": lambda good: bad_arrays(good)[1:],       # complex numbers are good ones
    "widths": lambda good: [(0,), "64", (1.5,), 64, (True,), None, (-1, 2), {8: 1}, (float("nan"),)],
    "list": lambda good: [3, None, "ab", {"a": 1}, list, ["one title too many"] * 99],
    "axes": lambda good: [3, "ax", [1]],
    "truths": lambda good: [3, None, "ab", good.astype(float), good[:1], good.tolist()[0], [[True], [True, False]],
                            np.ma.masked_array(good, np.ones(good.shape, bool)), good.astype(str)],
    "table's dict": lambda good: [3, "ab", [1], {"a": 2}, {0: 1}, {0: 2}, {9: 2}, {0: 2.5}],
    "lines": lambda good: [3, None, "ab", {"a": 1}, [3], [None], [], [b"a"]],
    "marks": lambda good: [3, "ab", ["data"], {"nowhere": "a"}, {1: "a"}],
}


def of_sounds(alone):
    """The entries of sounds, spectrograms, pitches, drums and their players."""
    from gan_course import drums, pitches, sound_networks, sounds, sounds_judge, spectrograms

    whole, seed, data = ("whole", 3), ("seed", 0), PACKAGE.parent / "data"
    waves, hits = ("array", RNG.uniform(-1, 1, size=(2, 64))), RNG.uniform(-1, 1, size=(2, drums.SAMPLES))
    sizes, codec = {"n_fft": ("whole", 16), "hop": ("whole", 4)}, spectrograms.Codec(16, 4, steps=1)
    magnitudes, judge, parts = ("array", np.ones((2, 9, 5))), sounds_judge.load(), ("widths", (2, 3))
    shape, images = ("widths", (16, 8, 1)), ("array", np.zeros((2, 8, 5, 1)))
    return {
        "sounds.notes": alone(sounds.notes, data_dir=("path", data)),
        "sounds.spoken_digits": alone(sounds.spoken_digits, data_dir=("path", data)),
        "sounds.mu_law": alone(sounds.mu_law, waves=("any shape", waves[1])),
        "sounds.mu_law_decoded": alone(sounds.mu_law_decoded, codes=("any counts", np.array([0, 3, 255]))),
        "sounds.wav": alone(sounds.wav, wave=("array", hits[0]), rate=whole),
        "sounds.save_wav": alone(functools.partial(sounds.save_wav, wave=hits[0]), path=("path", "/dev/null")),
        "sounds.Player": alone(sounds.Player, sounds=("object", {"a": hits[0]}), rate=whole),
        "sounds.in_a_row": alone(sounds.in_a_row, waves=waves, pause=("amount", 0.5), rate=whole),
        "spectrograms.stft": alone(spectrograms.stft, waves=waves, **sizes),
        "spectrograms.istft": alone(spectrograms.istft, spectra=("spectra", np.ones((2, 9, 5))), **sizes),
        "spectrograms.griffin_lim": alone(spectrograms.griffin_lim, magnitudes=magnitudes, steps=whole, **sizes,
            momentum=("amount", 0.5), seed=seed),
        "spectrograms.instantaneous_frequencies": alone(spectrograms.instantaneous_frequencies,
            spectra=("spectra", np.ones((2, 9, 5)))),
        "spectrograms.lines": alone(spectrograms.lines, waves=("array", hits), every=("above 0", 500.0),
            rate=("above 0", 8000.0)),
        "spectrograms.Codec": alone(spectrograms.Codec, **sizes, phase=("flag", True), steps=whole),
        "spectrograms.Codec.images": alone(codec.images, waves=waves),
        "spectrograms.Codec.magnitudes": alone(codec.magnitudes, images=images),
        "spectrograms.Codec.waves": alone(codec.waves, images=images, seed=seed),
        "pitches.fundamentals": alone(pitches.fundamentals, waves=waves, low=("above 0", 200.0),
            high=("above 0", 900.0), rate=("above 0", 8000.0)),
        "pitches.cents": alone(pitches.cents, frequencies=("points", np.ones(3)), wanted=("array", np.ones(3))),
        "drums.drums": alone(drums.drums, n=whole, seed=seed, labels=("array or None", np.array([0, 1, 2]))),
        "drums.knobs_of": alone(drums.knobs_of, labels=("array", np.array([0, 1, 2]))),
        "drums.read": alone(drums.read, waves=("array", hits), kinds=("array", np.array([0, 1]))),
        "sound_networks.LabelParts": alone(sound_networks.LabelParts, sizes=parts),
        "sound_networks.spectrogram_generator": alone(sound_networks.spectrogram_generator, shape=shape, sizes=parts,
            latent_dim=whole, channels=("widths", (2, 2))),
        "sound_networks.spectrogram_discriminator": alone(sound_networks.spectrogram_discriminator, shape=shape,
            sizes=parts, channels=("widths", (2, 2))),
        "sound_networks.wave_generator": alone(sound_networks.wave_generator, samples=("whole", 64), sizes=parts,
            latent_dim=whole, channels=("widths", (2, 2, 2)), upsampling=("name", "nearest")),
        "sound_networks.wave_discriminator": alone(sound_networks.wave_discriminator, samples=("whole", 64),
            sizes=parts, channels=("widths", (2, 2))),
        "sounds_judge.SoundsJudge": alone(sounds_judge.SoundsJudge, model=("object", sounds_judge.network())),
        "sounds_judge.load": alone(sounds_judge.load, data_dir=("path", data)),
        "sounds_judge.heard": alone(sounds_judge.heard, waves=waves),
        **{f"sounds_judge.{name}": alone(getattr(judge, name), waves=waves)
           for name in ("features", "probabilities", "read")},
        **{f"sounds_judge.{name}": alone(getattr(judge, name), waves_a=waves, waves_b=waves)
           for name in ("frechet_distance", "kernel_distance")},
    }


def of_rare_classes(alone):
    """The entries of `imbalance` and `auxiliary`."""
    from gan_course import auxiliary, imbalance, networks

    labels, seed, whole = ("array", np.array([0, 0, 0, 1])), ("seed", 0), ("whole", 3)
    heads = auxiliary.TwoHeads(networks.mlp_discriminator(2, (4,)), 3)
    points = ("array", POINTS)
    return {
        "imbalance.thinned": alone(imbalance.thinned, labels=labels, kept=("dict", {0: 1}), seed=seed),
        "imbalance.oversampled": alone(imbalance.oversampled, labels=labels, seed=seed),
        "imbalance.undersampled": alone(imbalance.undersampled, labels=labels, seed=seed),
        "imbalance.lacking": alone(imbalance.lacking, labels=labels),
        "imbalance.balanced_weights": alone(imbalance.balanced_weights, labels=labels, n_classes=whole),
        "imbalance.without_prior": alone(imbalance.without_prior, posterior=("array", np.full((4, 2), 0.5)),
                                         prior=("array", np.array([0.25, 0.75]))),
        "imbalance.smote": alone(imbalance.smote, points=points, n=whole, seed=seed, k=whole),
        "imbalance.jittered": alone(imbalance.jittered, points=points, n=whole, seed=seed,
                                    scale=("above 0 or None", 0.5)),
        "imbalance.gaussian_like": alone(imbalance.gaussian_like, points=points, n=whole, seed=seed),
        "imbalance.moved": alone(imbalance.moved, images=("pixels", PIXELS), seed=seed, shift=("amount", 1.0),
                                 turn=("amount", 5.0)),
        "auxiliary.TwoHeads": alone(auxiliary.TwoHeads, trunk=("object", networks.mlp_discriminator(2, (4,))),
                                    n_classes=whole),
        "auxiliary.AuxiliaryGAN": alone(auxiliary.AuxiliaryGAN, generator=("object",
            networks.conditional_mlp_generator(2, 2, 3, (4,))), discriminator=("object", heads), n_classes=whole),
    }


def of_text(alone):
    """The entries of `grammar`, `texts` and `sequence_models`."""
    from gan_course import grammar, texts
    from gan_course import sequence_models as sequences
    from gan_course import sequence_training as training

    model, seed, whole = sequences.SequenceModel(3, 4, 2), ("seed", 0), ("whole", 3)
    tokens, some = ("array", np.array([[1, 2, 0, 0], [2, 0, 0, 0]])), ("array", grammar.sentences()[:3])
    critic, lines = sequences.judge(3, 4, 2), ("lines", ["a dog", "the cat"])
    paid = training.PolicyGradient(model, lambda log_p, rewards, baseline: -tf.reduce_mean(rewards * log_p),
                                    lambda tokens: tf.ones(len(tokens)))
    game = training.SequenceGAN(model, critic, draw=lambda logits, u: tf.nn.softmax(logits))
    fitting = {"steps": whole, "batch_size": whole, "seed": seed}
    poem = lambda file: texts.milton(file)  # noqa: E731
    return {
        "grammar.sample": alone(grammar.sample, n=whole, seed=seed),
        **{f"grammar.{name}": alone(getattr(grammar, name), tokens=some) for name in ("is_grammatical", "index",
                                                                                      "spelled")},
        "grammar.measures": alone(grammar.measures, log_p=("array", grammar.log_probabilities()), n=whole),
        "texts.milton": alone(poem, file=("path", PACKAGE.parent / "data")),
        "texts.encode": alone(texts.encode, lines=lines),
        "texts.decode": alone(texts.decode, tokens=("array", texts.encode(["a dog"]))),
        "texts.known_words": alone(texts.known_words, lines=lines, reference=lines),
        "texts.distinct_pieces": alone(texts.distinct_pieces, lines=lines, n=whole),
        "sequence_models.SequenceModel": alone(sequences.SequenceModel, n_symbols=whole, length=whole, width=whole),
        "sequence_models.SequenceModel.log_probabilities": alone(model.log_probabilities, tokens=tokens,
            temperature=("above 0", 0.5)),
        "sequence_models.SequenceModel.sample": alone(model.sample, n=whole, seed=seed, temperature=("above 0", 0.5)),
        "sequence_models.judge": alone(sequences.judge, n_symbols=whole, length=whole, width=whole),
        "sequence_training.MaximumLikelihood": alone(training.MaximumLikelihood, model=("object", model),
            rate=("above 0", 0.5)),
        "sequence_training.MaximumLikelihood.fit": alone(training.MaximumLikelihood(model).fit, tokens=tokens,
            **fitting),
        "sequence_training.PolicyGradient": alone(training.PolicyGradient, model=("object", model), rate=("above 0",
            0.5), loss=("function", len), reward=("function", len), baseline=("flag", True)),
        "sequence_training.PolicyGradient.fit": alone(paid.fit, **fitting),
        "sequence_training.SequenceGAN": alone(training.SequenceGAN, model=("object", model), judge=("object", critic),
            draw=("function", len), rate=("above 0", 0.5), judge_rate=("above 0", 0.5), baseline=("flag", True)),
        "sequence_training.SequenceGAN.fit": alone(game.fit, tokens=tokens, **fitting),
    }


def of_one_step(alone):
    """The entries of `passes`, `flows`, `drifting` and `one_step`."""
    from gan_course import drifting, flows, one_step, passes, symmetries

    whole, seed, tens = ("whole", 3), ("seed", 0), ("tensor", tf.constant(POINTS, tf.float32))
    net, flow = one_step.network(2, 2, 4), one_step.network(3, 2, 4)
    shop = one_step.Workshop({"G": net}, [("G", lambda networks, batch: tf.reduce_mean(networks["G"](batch.z)))], 2)
    t, amount, above = ("tensor", tf.fill([12, 1], 0.5)), ("amount", 0.5), ("above 0", 0.5)
    return {
        "passes.multiplications": alone(passes.multiplications, function=("function", tf.tanh)),
        "passes.passes": alone(lambda function, network, batch_size: passes.passes(
            function, network, (4, 2), batch_size=batch_size), function=("function", tf.tanh), network=("object", net),
                               batch_size=whole),
        "flows.line": alone(flows.line, real=tens, z=tens, t=t),
        "flows.flow_loss": alone(flows.flow_loss, network=("function", flow), real=tens, z=tens, t=t),
        "flows.diffusion_loss": alone(flows.diffusion_loss, network=("function", flow), real=tens, z=tens, t=t),
        "flows.amounts": alone(flows.amounts, t=("any shape", tf.fill([3], 0.5))),
        "flows.euler": alone(flows.euler, network=("function", flow), z=tens, steps=whole),
        "flows.denoise": alone(flows.denoise, network=("function", flow), z=tens, steps=whole, start=above,
                               reach=above),
        "drifting.drift": alone(drifting.drift, fake=tens, real=tens, tau=above),
        "drifting.drifting_loss": alone(drifting.drifting_loss, fake=tens, real=tens, taus=("list", (0.5,))),
        "drifting.distances": alone(drifting.distances, a=tens, b=tens),
        "one_step.network": alone(one_step.network, inputs=whole, outputs=whole, width=whole),
        "one_step.Workshop": alone(one_step.Workshop, networks=("dict", {"G": net}), moves=("list", []), steps=whole,
                                   rate=above, spread=above, latent_dim=("whole or None", 2),
                                   jit_compile=("flag", False)),
        "one_step.Workshop.fit": alone(shop.fit, data=("any counts", POINTS), batch_size=whole, seed=seed, chunk=whole),
        "one_step.Workshop.passes": alone(shop.passes, dim=("whole", 2), batch_size=whole),
        "one_step.plain_moves": alone(one_step.plain_moves, change=("function", symmetries.square)),
        "one_step.critic_loss": alone(one_step.critic_loss, gamma=amount),
        "one_step.adversarial_flow_loss": alone(one_step.adversarial_flow_loss, first=amount, last=amount),
        "one_step.taught_loss": alone(one_step.taught_loss, first=amount, last=amount, adversarial=("flag", True)),
        "one_step.beside_teacher": alone(one_step.beside_teacher, loss=("function", tf.tanh)),
        "one_step.student_of": alone(one_step.student_of, flow=("object", flow)),
    }


def of_landscapes(alone):
    """The entries of `landscape`, `textures` and the measures of patches."""
    from gan_course import landscape, metrics, textures

    whole, seed, amount = ("whole", 3), ("seed", 0), ("amount", 0.5)
    photo, images = PIXELS[0, :, :, [0, 0, 0]].transpose(1, 2, 0), np.repeat(PIXELS[:, :8, :8], 3, axis=-1)
    pyramid, unlearned = (landscape.Pyramid((28, 28), scales=1, width=1) for _ in range(2))
    unlearned._sizes = lambda shape: []     # checks what it is given, and trains no scale
    one = {"photo": ("pixels", photo[:8, :8]), "n": whole, "shape": ("widths or None", (8, 9)), "seed": seed}
    pair = {"samples": ("pixels", images), "photograph": ("pixels", photo[:8, :8])}
    return {
        "landscape.photograph": alone(landscape.photograph, height=("whole", 16)),
        "landscape.painter": alone(landscape.painter, width=whole),
        "landscape.patch_critic": alone(landscape.patch_critic, shape=("widths", (11, 12, 3)), width=whole),
        "landscape.Pyramid": alone(landscape.Pyramid, shape=("widths", (28, 28)), scales=("whole", 2), width=whole),
        "landscape.Pyramid.fit": alone(unlearned.fit, photo=("pixels", photo), steps=whole, batch_size=whole,
            crop=("whole", 12), rate=("above 0", 0.5), gamma=amount, fidelity=amount, noise=amount, seed=seed),
        "landscape.Pyramid.generate": alone(pyramid.generate, n=whole, shape=("widths or None", (8, 9)), seed=seed),
        "landscape.load": alone(landscape.load, data_dir=("path", PACKAGE.parent / "data")),
        "textures.tiles": alone(textures.tiles, **one, side=whole, candidates=whole, own_row=("flag", True)),
        "textures.gaussian_texture": alone(textures.gaussian_texture, **one),
        "metrics.cut_patches": alone(metrics.cut_patches, images=("pixels", images), side=whole, step=whole),
        "metrics.halved": alone(metrics.halved, images=("pixels", images)),
        "metrics.diversity": alone(metrics.diversity, **pair),
        "metrics.sliced_wasserstein": alone(metrics.sliced_wasserstein, a=("array", POINTS), b=("array", POINTS),
            directions=whole, seed=seed),
        **{f"metrics.{name}": alone(getattr(metrics, name), **pair, side=whole, n=whole, seed=seed)
           for name in ("patch_distance", "nearest_patch")},
    }


def calls():
    """Yield (name, how it is found, arguments that are good, the kind of each argument that is tried)."""
    from gan_course import (
        callbacks,
        datasets,
        digit_classifier,
        dynamics,
        faces,
        faces_judge,
        from_scratch,
        gan,
        layers,
        metrics,
        networks,
        objectives,
        penalties,
        phantoms,
        plots,
        remedies,
        seeding,
        tabular,
        translation,
    )
    sliders = importlib.import_module("gan_course.sliders" if (PACKAGE / "sliders.py").exists() else "gan_course.knobs")
    game, critic = dynamics.bilinear(), lambda x: tf.reduce_sum(x**2, axis=-1, keepdims=True)
    mixture = datasets.ring()
    mlp = from_scratch.MLP
    scratch = from_scratch.ScratchGAN(mlp((2, 4, 2)), mlp((2, 4, 1)))
    trained = mlp((2, 4, 1))
    trained.forward(POINTS)
    gradients = trained.backward(np.ones((12, 1)))[0]
    classifier = digit_classifier.load()
    read, small = np.array([[0, 1], [2, 1], [1, 0]]), RNG.uniform(-1, 1, size=(3, 16, 16, 3)).astype("float32")
    face_judge = faces_judge.load()
    a_gan = gan.GAN(networks.mlp_generator(2, 2, (4,)), networks.mlp_discriminator(2, (4,)))
    a_gan.compile()
    figure = plots.curves([1, 2], {"a": [1, 2]})
    counts, image_set, cov = np.array([3.0, 1.0, 2.0]), PIXELS, np.eye(2)
    history, tens = {"d_loss": [1.0, 2.0]}, tf.constant(POINTS, tf.float32)
    heads = phantoms.phantoms(4, 0.5, seed=0, size=16)
    pairs = translation.Paired((16, 16, 1), width=2, blocks=0)
    encoder = tabular.TableEncoder(POINTS)
    path_call = lambda file: datasets.digits(data_dir=file)  # noqa: E731

    def alone(call, **tried):
        return call, {name: good for name, (kind, good) in tried.items()}, {name: kind for name, (kind,
            _) in tried.items()}

    def points(*names):
        return {name: ("array", POINTS) for name in names}

    whole, seed, above = ("whole", 3), ("seed", 0), ("above 0", 0.5)
    table = {
        **of_sounds(alone),
        "datasets.GaussianMixture": alone(datasets.GaussianMixture, means=("array", POINTS), std=above,
            weights=("array or None", np.ones(12))),
        "datasets.GaussianMixture.sample": alone(mixture.sample, n=whole, seed=seed),
        "datasets.GaussianMixture.pdf": alone(mixture.pdf, x=("points", POINTS)),
        "datasets.GaussianMixture.log_pdf": alone(mixture.log_pdf, x=("points", POINTS)),
        "datasets.ring": alone(datasets.ring, n_modes=whole, radius=above, std=above),
        "datasets.grid": alone(datasets.grid, side=whole, spacing=above, std=above),
        "datasets.embedded": alone(datasets.embedded, n_modes=whole, dim=("whole", 9), support=whole, std=above,
            layout=seed),
        "datasets.mixture_1d": alone(datasets.mixture_1d, means=("array", counts), stds=above,
            weights=("array or None", counts)),
        "phantoms.phantoms": alone(phantoms.phantoms, n=whole, share=("amount", 0.5), seed=seed, size=("whole", 16)),
        "tabular.TableEncoder": alone(tabular.TableEncoder, table=("array", POINTS), categories=("table's dict", {})),
        "tabular.TableEncoder.encode": alone(encoder.encode, table=("array", POINTS)),
        "tabular.TableEncoder.decode": alone(encoder.decode, points=("array", POINTS)),
        "tabular.column_gaps": alone(tabular.column_gaps, **points("real", "fake")),
        "tabular.correlation_gap": alone(tabular.correlation_gap, **points("real", "fake")),
        "translation.translator": alone(translation.translator, shape=("widths", (4, 4, 1)), width=whole,
            out_channels=("whole or None", 1), from_identity=("flag", True)),
        "translation.patch_judge": alone(translation.patch_judge, shape=("widths", (4, 4, 1)), widths=("widths", (2,))),
        "translation.cycle_loss": alone(translation.cycle_loss, images=("any samples", tens),
            there=("function", tf.tanh), back=("function", tf.sinh)),
        "translation.Unpaired": alone(translation.Unpaired, shape=("widths", (4, 4, 1)), width=whole,
            cycle_weight=("amount", 1.0), identity_weight=("amount", 1.0), judge_widths=("widths", (2,)),
            cycle=("function", translation.cycle_loss)),
        "translation.Paired": alone(translation.Paired, shape=("widths", (4, 4, 1)), width=whole,
            l1_weight=("amount", 1.0), gan_weight=("amount", 1.0)),
        "translation.Paired.fit": alone(pairs.fit, a=("pixels", heads.a), b=("pixels", heads.b), steps=whole,
            batch_size=whole, rate=above, seed=seed),
        "metrics.attack": alone(metrics.attack, member_scores=("array", counts), other_scores=("array", counts)),
        "metrics.closest_record": alone(metrics.closest_record, **points("fakes", "records")),
        "metrics.removed_and_invented": alone(metrics.removed_and_invented, translated=("array", heads.a),
            healthy=("array", heads.b), lesions=("truths", heads.lesions), contrast=above, side=whole),
        "datasets.digits": alone(datasets.digits, source=("name", "bundled")),
        "datasets.digits data_dir": alone(path_call, file=("path", PACKAGE.parent / "data")),
        "datasets.crude_fakes": alone(datasets.crude_fakes, images=("pixels", PIXELS), kind=("name", "blurred"),
            seed=seed),
        "digit_classifier.DigitClassifier": alone(digit_classifier.DigitClassifier, model=("object",
            digit_classifier.network())),
        "digit_classifier.load": alone(digit_classifier.load, data_dir=("path", PACKAGE.parent / "data")),
        "digit_classifier.predict": alone(classifier.predict, images=("pixels", PIXELS)),
        "digit_classifier.features": alone(classifier.features, images=("pixels", PIXELS)),
        "digit_classifier.confident_share": alone(classifier.confident_share, images=("pixels", PIXELS),
            threshold=("amount", 0.5)),
        "digit_classifier.accuracy": alone(classifier.accuracy, images=("pixels", PIXELS), labels=("array",
            np.array([1, 2, 3]))),
        "digit_classifier.frechet_distance": alone(classifier.frechet_distance, images_a=("pixels", PIXELS),
            images_b=("pixels", PIXELS)),
        "faces.faces": alone(lambda file: datasets.faces(data_dir=file), file=("path", PACKAGE.parent / "data")),
        "faces.background_mask": alone(faces.background_mask, images=("pixels", small)),
        "faces.with_background": alone(faces.with_background, images=("pixels", small), colour=("array", np.zeros(3))),
        "faces.sketches": alone(faces.sketches, images=("pixels", small)),
        "faces_judge.FacesJudge": alone(faces_judge.FacesJudge, model=("object", faces_judge.network())),
        "faces_judge.load": alone(faces_judge.load, data_dir=("path", PACKAGE.parent / "data")),
        "faces_judge.read": alone(face_judge.read, images=("pixels", small)),
        "faces_judge.features": alone(face_judge.features, images=("pixels", small)),
        "faces_judge.probabilities": alone(face_judge.probabilities, images=("pixels", small), attribute=("name",
            "skin")),
        "faces_judge.frechet_distance": alone(face_judge.frechet_distance, images_a=("pixels", small),
            images_b=("pixels", small)),
        "dynamics.PlanarGame": alone(getattr(dynamics, "PlanarGame", None) or dynamics.Game, name=("text", "mine"),
            field=("function", lambda w: -w)),
        "dynamics.sigmoid": alone(dynamics.sigmoid, x=("any shape", POINTS)),
        **{f"dynamics.{name}": alone(getattr(dynamics, name), **{number: ("amount", 0.5)}) for name, number in {
            "dirac_wgan": "clip", "dirac_wgan_gp": "strength", "dirac_instance_noise": "sigma", "dirac_r1": "gamma",
            "dirac_consensus": "gamma", "bilinear": "consensus"}.items()},
        **{f"dynamics.{name}": alone(getattr(dynamics, name), game=("object", game), w=("points", POINTS),
                                     previous=("points", POINTS), rate=above)
           for name in ("simultaneous", "alternating", "extragradient", "optimistic")},
        "dynamics.heavy_ball": alone(dynamics.heavy_ball, momentum=("number", -0.5)),
        "dynamics.trajectory": alone(dynamics.trajectory, game=("object", game), rule=("function",
            dynamics.simultaneous),
                                     start=("array", np.ones(2)), rate=above, steps=whole),
        "dynamics.jacobian": alone(dynamics.jacobian, game=("object", game), at=("array", np.ones(2)), delta=above),
        "dynamics.step_eigenvalues": alone(dynamics.step_eigenvalues, game=("object", game), delta=above, rate=above,
                                           rule=("function", dynamics.simultaneous), at=("array", np.ones(2))),
        "from_scratch.sigmoid": alone(from_scratch.sigmoid, x=("any shape", POINTS)),
        "from_scratch.softplus": alone(from_scratch.softplus, x=("any shape", POINTS)),
        "from_scratch.MLP": alone(mlp, sizes=("widths", (2, 1)), activation=("name", "relu"), seed=seed,
            dtype=("name", "float32")),
        "from_scratch.MLP.forward": alone(mlp((2, 1)).forward, x=("points", POINTS)),
        "from_scratch.MLP.backward": alone(trained.backward, d_out=("points", np.ones((12, 1)))),
        "from_scratch.discriminator_loss": alone(from_scratch.discriminator_loss, real_logits=("points", LOGITS),
            fake_logits=("points", LOGITS)),
        "from_scratch.saturating_loss": alone(from_scratch.saturating_loss, fake_logits=("points", LOGITS)),
        "from_scratch.non_saturating_loss": alone(from_scratch.non_saturating_loss, fake_logits=("points", LOGITS)),
        "from_scratch.SGD": alone(from_scratch.SGD, learning_rate=above, momentum=("number", 0.5)),
        "from_scratch.SGD.apply": alone(from_scratch.SGD().apply, gradients=("list", gradients), weights=("list",
            trained.weights)),
        "from_scratch.Adam": alone(from_scratch.Adam, learning_rate=above, beta_1=("amount", 0.5), beta_2=("amount",
            0.5), epsilon=above),
        "from_scratch.Adam.apply": alone(from_scratch.Adam().apply, gradients=("list", gradients), weights=("list",
            trained.weights)),
        "from_scratch.ScratchGAN": alone(from_scratch.ScratchGAN, generator=("object", mlp((2, 2))),
            discriminator=("object", mlp((2, 1))),
                                         generator_optimizer=("object", from_scratch.SGD()), n_critic=whole,
                                         generator_loss=("function", from_scratch.saturating_loss)),
        "from_scratch.ScratchGAN.fit": alone(scratch.fit, data=("array", POINTS), steps=whole, batch_size=whole,
            seed=seed),
        "from_scratch.ScratchGAN.generate": alone(scratch.generate, n=whole, seed=seed),
        "from_scratch.ScratchGAN.noise": alone(scratch.noise, n=whole, rng=("object", RNG)),
        "layers.DepthToSpace": alone(layers.DepthToSpace, block=("block", 2)),
        "metrics.combination_coverage": alone(metrics.combination_coverage, real=("array", read), fake=("array", read)),
        "metrics.lost_values": alone(metrics.lost_values, real=("array", read), fake=("array", read)),
        "metrics.amplification": alone(metrics.amplification, real=("array", read[:, 1]), fake=("array", read[:, 1])),
        "networks.face_generator": alone(networks.face_generator, latent_dim=whole, channels=("widths", (2, 2, 2))),
        "networks.face_discriminator": alone(networks.face_discriminator, channels=("widths", (2, 2))),
        "layers.MinibatchStddev": alone(layers.MinibatchStddev, group=whole),
        "layers.MinibatchDiscrimination": alone(layers.MinibatchDiscrimination, kernels=whole, dimensions=whole),
        "metrics.wasserstein_1d": alone(metrics.wasserstein_1d, a=("array", counts), b=("array", counts)),
        "metrics.wasserstein_2": alone(metrics.wasserstein_2, **points("a", "b")),
        "metrics.frechet_distance": alone(metrics.frechet_distance, **points("features_a", "features_b")),
        "metrics.frechet_of_moments": alone(metrics.frechet_of_moments, mean_a=("array", np.zeros(2)),
            cov_a=("array", cov),
                                                      mean_b=("array", np.zeros(2)), cov_b=("covariance", cov)),
        "metrics.kernel_distance": alone(metrics.kernel_distance, **points("features_a", "features_b"), degree=whole),
        "metrics.kl_divergence": alone(metrics.kl_divergence, p=("array", counts), q=("array", counts)),
        "metrics.kl_to_uniform": alone(metrics.kl_to_uniform, counts=("any counts", counts)),
        "metrics.kl_from_uniform": alone(metrics.kl_from_uniform, counts=("any counts", counts),
            pseudo_count=("amount", 0.5)),
        "metrics.jensen_shannon": alone(metrics.jensen_shannon, p=("array", counts), q=("array", counts)),
        "metrics.grid_jensen_shannon": alone(metrics.grid_jensen_shannon, **points("a", "b"), bins=whole,
            limits=("interval", (-2, 2))),
        **{f"metrics.{name}": alone(getattr(metrics, name), samples=("points", POINTS), mixture=("object", mixture))
           for name in ("mode_counts", "modes_captured", "high_quality_share")},
        "metrics.high_quality_stds": alone(metrics.high_quality_stds, dim=whole),
        "metrics.stacked_modes": alone(metrics.stacked_modes, digits=("array", np.array([1, 999, 3]))),
        **{f"metrics.{name}": alone(getattr(metrics, name), **points("real", "fake"), k=whole)
           for name in ("precision_recall", "density_coverage")},
        "metrics.pairwise_distances": alone(metrics.pairwise_distances, **points("a", "b")),
        "metrics.nearest": alone(metrics.nearest, **points("points", "reference")),
        "metrics.memorisation": alone(metrics.memorisation, **points("generated", "train", "held_out")),
        "metrics.different_bins": alone(metrics.different_bins, **points("real", "generated"), n_bins=whole,
            level=above, seed=seed),
        "metrics.collision_share": alone(metrics.collision_share, **points("samples"), batch_size=whole,
            same=("amount", 0.1),
                                                 n_batches=whole, seed=seed),
        "metrics.birthday_support": alone(metrics.birthday_support, **points("samples"), same=("amount", 0.1)),
        "plots.spectrogram_row": alone(plots.spectrogram_row, images=("array", np.ones((2, 3, 4))), titles=("list",
            ["a", "b"]), seconds=above, rate=above, columns=whole),
        "networks.mlp_generator": alone(networks.mlp_generator, latent_dim=whole, data_dim=whole, widths=("widths",
            (4,)),
                                        activation=("name or None", "tanh"), noise=("name", "uniform")),
        "networks.mlp_discriminator": alone(networks.mlp_discriminator, data_dim=whole, widths=("widths", (4,)),
            activation=("name or None", "tanh")),
        "networks.dcgan_generator": alone(networks.dcgan_generator, latent_dim=whole, channels=("widths", (2, 2))),
        "networks.dcgan_discriminator": alone(networks.dcgan_discriminator, channels=("widths", (2, 2))),
        "networks.conditional_dcgan_generator": alone(networks.conditional_dcgan_generator, latent_dim=whole,
            n_classes=whole, channels=("widths", (2, 2))),
        "networks.conditional_dcgan_discriminator": alone(networks.conditional_dcgan_discriminator, n_classes=whole,
            channels=("widths", (2, 2))),
        "networks.conditional_mlp_generator": alone(networks.conditional_mlp_generator, latent_dim=whole,
            data_dim=whole, n_classes=whole, widths=("widths", (4,)), label=("name", "embedding")),
        "networks.conditional_mlp_discriminator": alone(networks.conditional_mlp_discriminator, data_dim=whole,
            n_classes=whole, widths=("widths", (4,)), label=("name", "projection")),
        **of_rare_classes(alone),
        **of_text(alone),
        **of_one_step(alone),
        **of_landscapes(alone),
        "objectives.get": alone(objectives.get, objective=("name", "hinge")),
        **{f"objectives.{name}": alone(call, real_logits=("tensor", LOGITS), fake_logits=("tensor",
            LOGITS)) for objective in map(
            objectives.get, objectives.names()) for name, call in {
                f"{objective.name} of D": objective.discriminator_loss,
                f"{objective.name} of G": objective.generator_loss}.items()
           if "of D" in name or objective.generator_uses_real},
        "penalties.squared_gradient_norms": alone(penalties.squared_gradient_norms, critic=("function", critic),
            points=("any samples", tens)),
        "penalties.zero_centred": alone(penalties.zero_centred, critic=("function", critic), points=("any samples",
            tens)),
        "penalties.one_centred": alone(penalties.one_centred, critic=("function", critic), points=("any samples",
            tens), target=("number", 1.0)),
        "penalties.between": alone(penalties.between, real=("tensor", tens), fake=("tensor", tens), u=("tensor",
            tens[:, 0])),
        "penalties.around": alone(penalties.around, real=("tensor", tens), u=("tensor", tens[:, 0]), noise=("tensor",
            tens)),
        "penalties.safe_sqrt": alone(penalties.safe_sqrt, x=("objects only", tens**2), least=above),
        "plots.film_strip": alone(plots.film_strip, frames=("array", POINTS[None]), titles=("list", ["a"]),
            real=("array or None", POINTS),
                                           limits=("interval", (-2, 2)), columns=whole),
        "plots.mode_raster": alone(plots.mode_raster, steps=("array", np.arange(3)), shares=("array", np.eye(3)),
            ax=("axes", None)),
        "plots.phase_portrait": alone(plots.phase_portrait, field=("function", lambda w: -w), paths=("dict",
            {"a": POINTS}), limit=above,
                                            ax=("axes", None)),
        "plots.eigenvalue_plane": alone(plots.eigenvalue_plane, eigenvalues=("complex dict", {"a": [1j]}),
            limit=above, ax=("axes", None)),
        "plots.image_grid": alone(plots.image_grid, images=("pixels", image_set), columns=whole,
            titles=("list or None", ["a", "b", "c"]), scale=above, row_names=("list or None", ["a"])),
        "plots.curves": alone(plots.curves, x=("points", np.arange(3.0)), lines=("dict", {"a": [1, 2, 3]}),
            ax=("axes", None)),
        "plots.loss_curves": alone(plots.loss_curves, history=("dict", history), equilibrium=("dict or None",
            {"d_loss": 1.0}), smooth=whole, ax=("axes", None)),
        "plots.scatter_real_fake": alone(plots.scatter_real_fake, real=("array or None", POINTS),
            fake=("array or None", POINTS), limits=("interval", (-2, 2)), ax=("axes", None)),
        "plots.hist_real_fake": alone(plots.hist_real_fake, real=("array or None", counts), fake=("array or None",
            counts), bins=whole,
                                             says_real=("function", lambda x: x > 0), limits=("interval", (-2, 2)),
                                             ax=("axes", None)),
        "plots.surface_2d": alone(plots.surface_2d, probability=("function", lambda x: np.full(len(x), 0.5)),
            limits=("interval", (-2, 2)),
                                         real=("array or None", POINTS), resolution=whole, ax=("axes", None)),
        "plots.seed_dots": alone(plots.seed_dots, values=("dict", {"a": [1, 2]}), published=("dict or None",
            {"a": 1}), target=("number or None", 3),
                                       legend=("flag", True), ax=("axes", None)),
        "plots.heat_map": alone(plots.heat_map, values=("points", np.eye(2)), rows=("list", ["a", "b"]),
            columns=("list", ["a", "b"]),
                                      limits=("interval", (0, 1)), ax=("axes", None)),
        "plots.two_players": alone(plots.two_players, marks=("marks", {}), title=("text", "a")),
        "plots.png": alone(plots.png, fig=("object", figure), alt=("text", "A line.")),
        "plots.show": alone(plots.show, fig=("object", figure), alt=("text", "A line.")),
        "seeding.seed_everything": alone(seeding.seed_everything, seed=seed),
        "sliders.with_sliders": alone(sliders.panel, draw=("function", lambda place: plots.curves([0, 1],
            {"a": [place, 1]})), alt=("text", "A line."),
                                      place=("list", (0, 1, 0.5))),
        "callbacks.Snapshots": alone(callbacks.Snapshots, n=whole, every=whole, seed=seed, labels=("labels or None",
            np.array([0, 1, 2]))),
        "callbacks.CollapseAlarm": alone(callbacks.CollapseAlarm, measure=("function", len), at_least=("number",
            1.0), every=whole),
        "callbacks.TimeLimit": alone(callbacks.TimeLimit, seconds=above),
        "callbacks.steps_done": alone(callbacks.steps_done, gan=("object", a_gan)),
        "remedies.class_of": alone(remedies.class_of, name=("name", "r1")),
        "remedies.get": alone(remedies.get, remedy=("name", "r1")),
        "remedies.together": alone(remedies.together, remedies=("names", ["r1"])),
        **{f"remedies.{kind}": alone(getattr(remedies, kind), **tried) for kinds in [
            {"Packing": {"m": whole}, "MinibatchStddev": {"group": whole},
                             "MinibatchDiscrimination": {"kernels": whole, "dimensions": whole}},
            {"InstanceNoise": {"sigma": ("amount", 0.3), "anneal_steps": ("whole or None", 3)},
                       "ExperienceReplay": {"capacity": whole, "share": ("amount", 0.5)},
                       "DiffAugment": {"shift": ("amount", 0.1), "brightness": ("amount", 0.1)}},
            {"LabelSmoothing": {"alpha": ("amount", 0.9)}, "WGANGP": {"lambda_": ("amount", 10.0)},
                       "DRAGAN": {"lambda_": ("amount", 10.0)}, "R1": {"gamma": ("amount", 1.0)},
                       "R2": {"gamma": ("amount", 1.0)}},
            {"AdversarialExamples": {"epsilon": ("amount", 0.1)}, "WeightClipping": {"clip": ("amount", 0.1)},
                        "WeightAveraging": {"beta": ("amount", 0.9)},
                        "Consensus": {"gamma": ("amount", 1.0)}, "Unrolled": {"steps": whole}},
            {"VEEGAN": {"reconstructor": ("object", None), "learning_rate": above, "weight": ("amount", 1.0)}},
        ] for kind, tried in kinds.items()},
        "gan.GAN": alone(gan.GAN, generator=("object", a_gan.generator), discriminator=("object", a_gan.discriminator)),
        "gan.GAN.generate": alone(a_gan.generate, n=whole, seed=("seed or None", 0), batch_size=whole),
        "gan.GAN.noise": alone(a_gan.noise, n=whole, seed=("seed or None", 0)),
        "gan.GAN.fit": alone(functools.partial(a_gan.fit, verbose=0), x=("array", POINTS.astype("float32")),
            batch_size=whole, epochs=whole,
                             steps_per_epoch=("whole or None", 1)),
        "gan.ConditionalGAN": alone(gan.ConditionalGAN, n_classes=whole, generator=("object",
            networks.conditional_dcgan_generator(2, 10, (2, 2))),
                                    discriminator=("object", networks.conditional_dcgan_discriminator(10, (2, 2)))),
    }
    yield from ((name, *entry) for name, entry in table.items())


def bad_inputs(kind, good):
    """What is none of this kind; "… or None" takes None too."""
    if kind == "covariance":
        return [*bad_arrays(good), np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[1.0, 2.0], [2.0, 1.0]]), -np.eye(2)]
    special = {"complex dict": "dict", "list or None": "list", "objects only": "object", "labels or None": "array"}
    base = special.get(kind, kind.removesuffix(" or None") if kind not in KINDS else kind)
    bad = KINDS[base](good)
    if kind == "complex dict":
        bad = [value for value in bad if value != {"a": [1j]}]
    if kind == "objects only":
        bad = [tf.constant([1, 2]), "a", {"a": 1}, [[1.0], [1.0, 2.0]], np.array([1j])]
    return [value for value in bad if value is not None] if kind.endswith("or None") else bad


def judged(call, given):
    """Return "clear", "library" or "silent", and what was said."""
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), mpl.rc_context():
            warnings.simplefilter("ignore")
            result = call(**given)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1].filename
        ours = isinstance(error, (ValueError, TypeError)) and pathlib.Path(last).is_relative_to(PACKAGE)
        return ("clear" if ours and len(str(error)) > 20 else "library"), f"{type(error).__name__}: {error}"[:200]
    finally:
        plt.close("all")
    return "silent", repr(result)[:100]


@functools.cache
def verdicts():
    """Return [(verdict, name, argument, bad value, what was said)] of every bad input."""
    found = []
    for name, call, good, kinds in calls():
        for argument, kind in kinds.items():
            for bad in bad_inputs(kind, good[argument]):
                verdict, said = judged(call, {**good, argument: bad})
                found.append((verdict, name, argument, repr(bad)[:60], said))
    return found


def public_names():
    """Return the functions and classes that learners use, such as "metrics.nearest": of a package, what it exports."""
    names = set()
    for path in [*PACKAGE.glob("*.py"), *PACKAGE.glob("*/__init__.py")]:
        room = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        if room in INNER or room == "__init__":
            continue
        module = importlib.import_module(f"gan_course.{room}")
        for name in getattr(module, "__all__", vars(module)):
            thing = getattr(module, name)
            own = getattr(thing, "__module__", "").startswith(module.__name__)
            if (inspect.isfunction(thing) or inspect.isclass(thing)) and own and not name.startswith("_"):
                names.add(f"{room}.{name}")
    return names


def test_every_public_name_has_an_entry():
    tried = {name.partition(" ")[0] for name, *_ in calls()}
    assert sorted(public_names() - tried - NOTHING_TO_CHECK) == []


def good_inputs(kind, good):
    """The same value in another dress: it must be served."""
    if kind in ("whole", "whole or None", "seed"):
        return [np.int64(good), np.uint8(good), np.array(good), tf.constant(good)]
    if kind in ("number", "amount", "above 0"):
        return [np.float32(good), np.float16(good), np.array(good), tf.constant(good, tf.float32)]
    if kind in ("array", "array or None", "points", "any shape", "any counts", "tensor", "any samples", "pixels"):
        good = np.asarray(good)
        still = good.copy()
        still.flags.writeable = False
        swapped = good.astype(good.dtype.newbyteorder(">"))
        return [good.tolist(), still, np.asfortranarray(good), swapped, tf.constant(good), np.ma.masked_array(good),
                np.repeat(good, 2, axis=0)[::2], list(good)]
    return []


def test_good_input_in_any_dress_is_served():
    refused = []
    for name, call, good, kinds in calls():
        for argument, kind in kinds.items():
            for value in good_inputs(kind, good[argument]):
                verdict, said = judged(call, {**good, argument: value})
                if verdict != "silent":
                    refused.append((name, argument, type(value), said))
    assert refused == []


def test_every_bad_input_is_refused_in_a_sentence_of_ours(capsys):
    found = verdicts()
    counts = collections.Counter(verdict for verdict, *_ in found)
    with capsys.disabled():
        print(f" {len(found)} bad inputs: {dict(counts)} ", end="")
    assert len(found) >= 400
    assert [row for row in found if row[0] != "clear"] == []


if __name__ == "__main__":
    rows = verdicts()
    for row in rows:
        if row[0] != "clear":
            print(*row, sep=" | ")
    print(len(rows), "bad inputs:", dict(collections.Counter(verdict for verdict, *_ in rows)))
