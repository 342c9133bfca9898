"""A run of the laboratory as plain Python: settings and events in, a program out that gives the same weights."""

from gan_course import remedies
from gan_course.arguments import instance, whole
from gan_course.lab.controls import REMEDIES
from gan_course.lab.events import replayed
from gan_course.lab.settings import Settings


def to_python(start, events, threads=0):
    """Return a program that repeats a run.

    start: the `Settings` that the run began with. events: as `Engine.events`. The program needs `gan_course` without
    its laboratory, except for the data where they are not a ready-made set of `gan_course.datasets`. threads: of each
    operation, 0 for TensorFlow's own choice; a large sum's last bits depend on it. Raises ValueError for an event that
    no run can have: what is written into the program is known names and numbers, and nothing else.
    """
    instance("start", start, Settings)
    threads = whole("threads", threads, 0)
    replayed(start, events)
    names = set(start.remedies)
    for event in events:
        if event[0] == "compile":
            names |= set(event[1].remedies)
    body = [_data(start), *_networks(start), "gan = GAN(generator, discriminator)",
            *_compile(start), ""]
    current = start
    for event in events:
        body += _event(event, current)
        current = event[1] if event[0] == "compile" else current
    text = "\n".join(body)
    head = [*_threads(threads), *_imports(text, start, names), "", f"seed_everything({start.seed})"]
    return "\n".join([*head, text]) + "\n"


def _threads(threads):
    if not threads:
        return []
    # told, not done: in a Python where TensorFlow has begun the call would be an error
    return [f"# Run with threads for each operation: {threads}. For the same last bits in a new Python, begin with",
            f"# import tensorflow as tf; tf.config.threading.set_intra_op_parallelism_threads({threads})"]


def _imports(text, start, names):
    imports = ["from gan_course import seed_everything", "from gan_course.gan import GAN"]
    if start.digits:
        imports.append("from gan_course.datasets import digits")
        imports.append("from gan_course.networks import dcgan_discriminator, dcgan_generator")
    else:
        imports.append("from gan_course.lab import distributions")
        imports.append("from gan_course.networks import mlp_discriminator, mlp_generator")
    if names:
        classes = sorted((remedies.class_of(name).__name__ for name in names), key=str.lower)
        imports.append(f"from gan_course.remedies import {', '.join(classes)}")
    if " Adam(" in text:
        imports.append("from gan_course.optimizers import Adam")
    if "keras." in text:
        imports.append("import keras")
    return sorted(imports, key=lambda line: line.startswith("import "))


def _data(s):
    if s.digits:
        return "x = digits().x_train"
    if s.drawn:
        points = ", ".join(f"({x!r}, {y!r})" for x, y in s.drawn)
        return f"x = distributions.build('drawn', [{points}]).x"
    return f"x = distributions.build({s.data!r}).x"


def _networks(s):
    if s.digits:
        return [f"generator = dcgan_generator({s.latent_dim}, {s.generator_widths})",
                f"discriminator = dcgan_discriminator({s.discriminator_widths})"]
    return [f"generator = mlp_generator({s.latent_dim}, 2, {s.generator_widths}, {s.activation!r}, {s.noise!r})",
            f"discriminator = mlp_discriminator(2, {s.discriminator_widths}, {s.activation!r})"]


def _compile(s):
    calls = ", ".join(_remedy(name, number) for name, number in s.remedies.items())
    return [f"gan.compile({s.objective!r}, {_optimizer(s.generator_optimizer, s.generator_rate, s.beta_1)},",
            f"            {_optimizer(s.discriminator_optimizer, s.discriminator_rate, s.beta_1)},",
            f"            remedies=[{calls}], n_critic={s.n_critic}, n_generator={s.n_generator},",
            "            jit_compile=False)"]


def _optimizer(name, rate, beta_1):
    if name == "adam":
        return f"Adam({rate!r}, {beta_1!r})"
    if name == "rmsprop":
        return f"keras.optimizers.RMSprop({rate!r})"
    return f"keras.optimizers.SGD({rate!r}, momentum={0.9 if name == 'momentum' else 0.0})"


def _remedy(name, number):
    argument = REMEDIES[name].number
    return f"{remedies.class_of(name).__name__}({'' if argument is None else f'{argument}={number!r}'})"


def _event(event, current):
    name, *rest = event
    if name == "fit":
        return [f"gan.fit(x, batch_size={current.batch_size}, steps_per_epoch={rest[0]}, verbose=0)"]
    if name == "single":
        return [f"for _ in range({rest[0]}):  # single steps", f"    gan.fit(x, batch_size={current.batch_size}, "
                "steps_per_epoch=1, verbose=0)"]
    if name in ("generator", "discriminator"):
        return [f"for _ in range({rest[0]}):", f"    gan.train_player({name!r}, x, {current.batch_size})"]
    if name == "rate":
        return [f"gan.{rest[0]}_optimizer.learning_rate = {rest[1]!r}"]
    if name == "turn":
        return [f"next(remedy for remedy in gan.remedies if remedy.name == {rest[0]!r})"
                f".turn({REMEDIES[rest[0]].number}={rest[1]!r})"]
    return _compile(rest[0])
