"""Text over seeds: maximum likelihood at every temperature, and GANs by three gradients, on the counted grammar.

    python3 course.py bench text [PART …] [--seeds 200 201 202 203 204]

Parts: likelihood, gumbel_softmax, straight_through, straight_through_warm, policy, policy_without_baseline, hacking,
and tuning, which chose the rates on the seed 100. Each finished run is a line of results/text.jsonl; the same
call goes on from there. A run takes about ten seconds of one core. All measures are exact: nothing is drawn for them.
"""

import time
from pathlib import Path

import tensorflow as tf
from _finished import Finished, call_options

from gan_course import grammar, seed_everything
from gan_course.sequence_models import SequenceModel, judge
from gan_course.sequence_training import MaximumLikelihood, PolicyGradient, SequenceGAN

RESULT = Path(__file__).parent / "results" / "text.jsonl"
SEEDS = (200, 201, 202, 203, 204)
N_TRAIN, STEPS, EVERY, WARM, HACKING_STEPS = 1000, 1000, 100, 300, 400
LOOKS = (300, 700, 1000)        # steps of maximum likelihood after which the temperature is swept
TEMPERATURES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5)
SOFTNESS = 1.0                  # the temperature of Gumbel-softmax, of the straight-through gradient too
JUDGE_RATE, WARM_RATE = 3e-3, 1e-2      # of D; of the likelihood before a warm start
TRIED, TUNING_SEEDS = (1e-3, 3e-3, 1e-2), (100,)
RATES = {"likelihood": 3e-3, "gumbel_softmax": 1e-2, "straight_through": 1e-2, "straight_through_warm": 1e-3,
         "policy": 1e-3, "policy_without_baseline": 1e-3}      # the best of TRIED by the KL after STEPS, see `tuning`


class Clock:
    """The processor's seconds inside its blocks: of training alone, the building of its graph included."""

    total = 0.0

    def __enter__(self):
        self.start = time.process_time()

    def __exit__(self, *_):
        self.total += time.process_time() - self.start

    def seconds(self):
        return round(self.total, 1)


def gumbel_words(logits, uniform):
    return tf.nn.softmax((logits - tf.math.log(-tf.math.log(uniform))) / SOFTNESS)


def straight_words(logits, uniform):
    soft = gumbel_words(logits, uniform)
    return tf.one_hot(tf.argmax(soft, axis=-1), logits.shape[-1]) + soft - tf.stop_gradient(soft)


def policy_loss(log_p, rewards, baseline):
    return -tf.reduce_mean(tf.stop_gradient(rewards - baseline) * log_p)


def new_model():
    return SequenceModel(len(grammar.SYMBOLS), grammar.LENGTH)


def measured(model, temperature=1.0):
    """The exact measures, as plain numbers."""
    found = grammar.measures(model.log_probabilities(grammar.sentences(), temperature))
    return {name: round(value, 5) for name, value in found.items()}


def likelihood(seed, data, rate):
    model, looks, swept, clock = new_model(), [], {}, Clock()
    training = MaximumLikelihood(model, rate)
    for steps in range(EVERY, STEPS + 1, EVERY):
        with clock:
            training.fit(data, EVERY, seed=seed * 100 + steps // EVERY)
        looks.append({"steps": steps, "seconds": clock.seconds(), **measured(model)})
        if steps in LOOKS:
            swept[steps] = {str(t): measured(model, t) for t in TEMPERATURES}
    return {"looks": looks, "swept": swept}


def adversarial(seed, data, rate, warm=False, **how):
    model, clock = new_model(), Clock()
    if warm:
        with clock:
            MaximumLikelihood(model, WARM_RATE).fit(data, WARM, seed=seed)
    looks = [{"steps": 0, "seconds": clock.seconds(), **measured(model)}]
    gan = SequenceGAN(model, judge(model.n_symbols, model.length), rate=rate, judge_rate=JUDGE_RATE, **how)
    for steps in range(EVERY, STEPS + 1, EVERY):
        with clock:
            gan.fit(data, EVERY, seed=seed * 100 + steps // EVERY)
        looks.append({"steps": steps, "seconds": clock.seconds(), **measured(model)})
    return {"looks": looks}


def gumbel_softmax(seed, data, rate):
    return adversarial(seed, data, rate, draw=gumbel_words)


def straight_through(seed, data, rate):
    return adversarial(seed, data, rate, draw=straight_words)


def straight_through_warm(seed, data, rate):
    """The same from 300 steps of maximum likelihood, as the policy gradient begins."""
    return adversarial(seed, data, rate, warm=True, draw=straight_words)


def policy(seed, data, rate):
    return adversarial(seed, data, rate, warm=True, policy_loss=policy_loss)


def policy_without_baseline(seed, data, rate):
    return adversarial(seed, data, rate, warm=True, policy_loss=policy_loss, baseline=False)


def hacking(seed, data, rate=3e-3):
    """The reward is the parser's: 1 for a grammatical sentence and 0 for another."""
    model = new_model()
    MaximumLikelihood(model, WARM_RATE).fit(data, 100, seed=seed)
    looks = [{"steps": 0, **measured(model)}]
    training = PolicyGradient(model, policy_loss, parsed, rate)
    for steps in range(50, HACKING_STEPS + 1, 50):
        training.fit(50, seed=seed * 100 + steps // 50)
        looks.append({"steps": steps, **measured(model)})
    return {"looks": looks}


def parsed(tokens):
    """Return 1 for each grammatical sentence and 0 for each other, a tensor (n,)."""
    return tf.numpy_function(lambda rows: grammar.is_grammatical(rows).astype("float32"), [tokens], tf.float32)


TRAINED = (likelihood, gumbel_softmax, straight_through, straight_through_warm, policy, policy_without_baseline)
PARTS = {part.__name__: part for part in (*TRAINED, hacking)}


def run(part, seed, rate):
    """One run, with the time that its training took."""
    seed_everything(seed)
    start = time.process_time()
    found = part(seed, grammar.sample(N_TRAIN, seed), rate)
    return {"part": part.__name__, "seed": seed, "rate": rate, **found,
            "processor_seconds": round(time.process_time() - start, 1)}


def main():
    """Run what is missing of every part and seed."""
    options = call_options(__doc__, [*PARTS, "tuning"], SEEDS)
    finished = Finished(RESULT, ("part", "seed", "rate"))
    wanted = [(PARTS[name], seed, RATES.get(name, 3e-3)) for seed in options.seeds for name in options.parts or PARTS
              if name != "tuning"]
    if "tuning" in (options.parts or ["tuning"]):
        wanted += [(part, seed, rate) for seed in TUNING_SEEDS for part in TRAINED for rate in TRIED]
    for part, seed, rate in wanted:
        if (part.__name__, seed, rate) in finished:
            continue
        row = run(part, seed, rate)
        finished.keep(row)
        last = row["looks"][-1]
        print(part.__name__, seed, f"{rate:g}", f"valid {last['validity']:.2f}, KL {last['kl']:.2f}, effective "
              f"{last['effective']:.0f}, {row['processor_seconds']} s", flush=True)


if __name__ == "__main__":
    main()
