"""A film of collapse: the frames of one real run of the laboratory's engine, small, as data that a script draws."""

import base64
import hashlib
import html as markup
import json
from pathlib import Path

import numpy as np

from gan_course.lab.presets import PRESETS
from gan_course.notebooks import pairs

CACHE = pairs.ROOT / "build" / "films"
STEPS, EVERY, POINTS, SEED = 3000, 40, 200, 0


def html(preset, steps=STEPS, every=EVERY, folder=CACHE):
    """Return a film of one preset as HTML: a canvas, its controls and its data."""
    film = kept(preset, steps, every, folder)
    modes = [frame["modes"] for frame in film["frames"]]
    late = modes[len(modes) // 2:]
    sentence = (f"A film of {len(modes)} frames over {film['frames'][-1]['step']} steps: {film['of']} blobs of real "
                f"points, and generated points that in its second half are spread over {min(late)} to {max(late)} of "
                "them at a time.")
    data = json.dumps(film, separators=(",", ":")).replace("<", "\\u003c")
    return (f'<div class="film"><canvas width="520" height="520" role="img" '
            f'aria-label="{markup.escape(sentence)}"></canvas>'
            '<div class="film-tools"><button type="button">Play</button>'
            f'<label>Frame <input type="range" min="0" max="{len(modes) - 1}" value="0"></label>'
            f'<output></output></div><script type="application/json">{data}</script></div>')


def kept(preset, steps, every, folder):
    """Return a film from the folder, or run it and keep it there."""
    settings = PRESETS[preset].settings
    name = hashlib.sha256(f"{settings} {steps} {every} {POINTS} {SEED}".encode()).hexdigest()[:12]
    path = Path(folder) / f"{preset}-{name}.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(run(preset, steps, every)), encoding="utf-8")
        part.replace(path)
    return json.loads(path.read_text(encoding="utf-8"))


def run(preset, steps, every):
    """Train the preset's GAN and return {"limits", "of", "real", "frames"}; each frame: step, losses, modes reached.

    Points are bytes, x and y by turns, 0 … 255 over the limits, in base64.
    """
    from gan_course.lab.engine import Engine
    from gan_course.lab.threads import share_no_operation

    share_no_operation()
    engine = Engine(PRESETS[preset].settings.replaced(seed=SEED))
    limits = [float(edge) for edge in engine.world.distribution.limits]
    frames = [taken(engine, limits)]
    while engine.step < steps and engine.advance():
        if engine.step % every < engine.world.steps_per_execution:
            frames.append(taken(engine, limits))
    engine.retire()
    return {"limits": limits, "of": int(engine.frame()["counts"]["of"]), "frames": frames,
            "real": packed(engine.world.x[:300], limits)}


def taken(engine, limits):
    """Return one frame of an engine."""
    frame = engine.frame()
    losses = [None if np.isnan(frame[name]) else round(float(frame[name]), 3) for name in ("d_loss", "g_loss")]
    return {"step": int(frame["step"]), "modes": reached(frame["fakes"], engine.world.distribution.mixture.means),
            "losses": losses, "fakes": packed(frame["fakes"][:POINTS], limits)}


def reached(fakes, means):
    """Return how many modes are the nearest one for at least 2 % of the points, as notebook 06 counts."""
    nearest = np.linalg.norm(fakes[:, None] - np.asarray(means)[None], axis=2).argmin(axis=1)
    return int(np.sum(np.bincount(nearest, minlength=len(means)) >= 0.02 * len(fakes)))


def packed(points, limits):
    """Return points (n, 2) as bytes in base64; what lies outside the limits lies on their edge."""
    low, high = limits
    share = np.clip((np.asarray(points) - low) / (high - low), 0, 1)
    return base64.b64encode(np.round(255 * share).astype(np.uint8).tobytes()).decode("ascii")


def unpacked(text, limits):
    """Return the points (n, 2) that `packed` packed, to within half a byte."""
    low, high = limits
    return low + (high - low) * np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 2) / 255
