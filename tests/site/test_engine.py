"""The page's engine against the course's own: same weights, batches and random numbers in, same gradients out."""

import hashlib

import numpy as np
import oracle
import pytest

from gan_course import remedies
from gan_course.lab.controls import OBJECTIVES, OPTIMIZERS, REMEDIES
from gan_course.lab.settings import from_text
from gan_course.remedies import class_of

SMALL = "generator_widths=24-17 discriminator_widths=32-15 batch_size=32"
STEPS = 10
WITHIN = 1e-4
# ReLU has a kink and Adam's first steps know only a gradient's sign, so a last bit can decide there: few of each.
CASES = [
    "objective=minimax activation=tanh",
    "objective=non_saturating generator_widths=33 discriminator_widths=41-9-6 batch_size=30",
    "objective=least_squares activation=leaky_relu beta_1=0.9",
    "objective=hinge noise=uniform generator_optimizer=sgd generator_rate=0.05",
    "objective=wasserstein latent_dim=1 discriminator_optimizer=rmsprop data=grid",
    "objective=relativistic data=line discriminator_optimizer=momentum discriminator_rate=0.01 n_critic=2 n_generator=2"
    " latent_dim=3",
    "instance_noise=0.3", "label_smoothing=0.9", "label_smoothing=0.8 objective=least_squares", "feature_matching",
    "wgan_gp=0.3 objective=wasserstein n_critic=2", "dragan=0.2", "r1=0.5", "r2=0.3 activation=tanh",
    "r1=0.5 r2=0.3 objective=relativistic", "adversarial_examples=0.1 activation=leaky_relu", "weight_clipping=0.1",
    "weight_averaging=0.99 n_generator=2", "optimistic activation=tanh",
    "optimistic weight_clipping=0.05 discriminator_optimizer=sgd discriminator_rate=0.05 activation=leaky_relu",
    "consensus=0.3", "consensus=0.3 r1=0.5 activation=tanh", "unrolled=3", "unrolled=2 r1=0.4 wgan_gp=0.2",
    "unrolled=2 adversarial_examples=0.05 instance_noise=0.1 activation=tanh", "packing=2",
    "packing=4 objective=relativistic r1=0.1 r2=0.1", "minibatch_stddev=4",
    "minibatch_discrimination=3 activation=tanh",
    "feature_matching minibatch_stddev=4 dragan=0.1", "spectral_normalization",
    "spectral_normalization wgan_gp=0.3 objective=wasserstein n_critic=3 activation=tanh", "experience_replay=0.5",
    "experience_replay=0.3 instance_noise=0.1 n_critic=2", "veegan=0.7",
    "veegan=1 n_generator=2 n_critic=2 noise=uniform", "veegan=0.7 packing=2 minibatch_stddev=4 r1=0.2",
    "consensus=0.2 spectral_normalization veegan=0.5 activation=tanh",
]


def drawn_settings(seed):
    """Settings by chance: sizes, activation, objective, optimisers, steps and two remedies that go together."""
    rng = np.random.default_rng(seed)
    for _ in range(100):
        names = rng.choice([name for name, control in REMEDIES.items() if control.where != "digits"], 2, replace=False)
        parts = [f"objective={rng.choice(list(OBJECTIVES))}", f"activation={rng.choice(['tanh', 'leaky_relu'])}",
                 f"n_critic={rng.integers(1, 3)}", f"latent_dim={rng.integers(1, 5)}", "batch_size=32",
                 f"data={rng.choice(['ring', 'grid', 'gaussians', 'line', 'disjoint'])}",
                 *(f"{player}_optimizer={rng.choice(list(OPTIMIZERS))}" for player in ("generator", "discriminator")),
                 *(f"{player}_widths={'-'.join(map(str, rng.integers(3, 40, rng.integers(1, 4))))}"
                   for player in ("generator", "discriminator")), *names]
        settings = from_text(" ".join(parts))
        try:
            oracle.check(settings)
        except ValueError:
            continue
        return settings
    raise AssertionError("no two remedies went together")


def agree(ours, theirs, settings):
    """Every number within 1e-4 of the course's, relative to its size."""
    apart = {name: oracle.apart(ours[name], theirs[name]) for name in theirs if name not in ("gradients", "surface")}
    for player, gradient in theirs["gradients"].items():
        apart[f"the gradient of the {player}"] = oracle.apart(ours["gradients"][player], gradient)
    far = {name: number for name, number in apart.items() if not number < WITHIN}
    assert far == {}, settings.to_text()


@pytest.mark.parametrize("text", CASES)
def test_ten_steps_equal_the_courses(engine, text):
    settings = from_text(f"{SMALL} {text}")
    request, theirs = oracle.played(settings, STEPS, seed=len(text))
    ours = engine("trained", request)
    agree(ours, theirs, settings)
    if "minibatch_discrimination" not in text:  # its picture shows each point among other company
        assert np.abs(np.subtract(ours["surface"], theirs["surface"])).max() <= 1


@pytest.mark.parametrize("seed", range(100, 106))
def test_settings_by_chance_equal_the_courses(engine, seed):
    settings = drawn_settings(seed)
    request, theirs = oracle.played(settings, STEPS, seed)
    agree(engine("trained", request), theirs, settings)


def test_each_remedy_that_can_act_on_points_is_tried():
    wanted = {name for name in remedies.names() if class_of(name).label and class_of(name).samples != "images"}
    tried = {part.partition("=")[0] for text in CASES for part in text.split()}
    assert wanted <= tried
    assert {f"objective={name}" for name in OBJECTIVES} <= {part for text in CASES for part in text.split()}


def test_a_wrong_engine_is_found(engine):
    settings = from_text(f"{SMALL} r1=0.5")
    request, theirs = oracle.played(settings, 2, seed=0)
    request["settings"]["remedies"]["r1"] = 0.51
    with pytest.raises(AssertionError):
        agree(engine("trained", request), theirs, settings)


@pytest.mark.parametrize(("text", "words"), [
    ("label_smoothing=0.9 objective=hinge", "has no target for real data"),
    ("consensus=0.1 n_critic=2", "n_critic must be 1, and is 2"),
    ("consensus=0.1 unrolled=2", "one replaces the step and the other a part of it"),
    ("feature_matching unrolled=2", "both replace the generator's loss"),
    ("unrolled=2 discriminator_optimizer=sgd", "give the discriminator an Adam optimiser"),
    ("unrolled=2 spectral_normalization", "keeps state"),
    ("veegan=1 experience_replay=0.5", "has lost the noise that made it"),
    ("experience_replay=0.5 consensus=0.1", "both players see the same fakes"),
    ("packing=3", "such as 33"), ("minibatch_stddev=5", "such as 30"),
    ("packing=2 minibatch_stddev=5", "is given 16 at a time")])
def test_what_does_not_go_together_is_refused_by_both_in_the_same_words(engine, text, words):
    settings = from_text(f"{SMALL} {text}")
    with pytest.raises(ValueError, match=words) as theirs:
        oracle.check(settings)
    said = engine("refused", {"settings": settings.to_dict()})
    assert said == str(theirs.value)


def test_one_seed_gives_one_run_and_drawing_does_not_touch_it(engine):
    request = {"settings": from_text(f"{SMALL} instance_noise=0.2 experience_replay=0.3").to_dict(), "steps": 40}
    quiet, drawn = (engine("seeded", {**request, "look_every": every}) for every in (0, 7))
    assert quiet["weights"] == drawn["weights"] and quiet["losses"] == drawn["losses"]
    other = engine("seeded", {**request, "settings": {**request["settings"], "seed": 1}, "look_every": 0})
    assert other["weights"] != quiet["weights"]


def test_a_seed_gives_the_same_bits_on_every_machine(engine):
    """So that a link shows the same run: no operation here is left to a browser's or a processor's taste."""
    settings = from_text(f"{SMALL} seed=5 noise=uniform activation=tanh r1=0.1 instance_noise=0.2").to_dict()
    weights = engine("seeded", {"settings": settings, "steps": 60, "look_every": 9})["weights"]
    found = hashlib.sha256(np.array(weights, "<f4").tobytes()).hexdigest()
    assert found == "9694b94df6c3697bb4ac49819299dc60bb04b8be3aebda3abcb3e910011f153c"


@pytest.mark.parametrize("text", ["", "r1=0.3 r2=0.1", "minibatch_stddev=4 wgan_gp=0.2", "unrolled=2"])
def test_a_program_gives_the_same_gradients_each_time_it_is_replayed(engine, text):
    """On trained weights, the rest of the memory full of what earlier steps left there."""
    settings = from_text(f"{SMALL} discriminator_widths=13-7 {text}").to_dict()
    first, again = engine("replayed", {"settings": settings, "steps": 25})
    assert first == again
