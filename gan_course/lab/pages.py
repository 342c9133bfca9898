"""What the page is told: the state and the data, as plain content and bytes."""

import numpy as np

N_REAL = 1000


def state_message(runner):
    """Return everything that the page's controls show."""
    engines = runner.engines
    return {
        "playing": runner.playing, "speed": runner.speed, "settings": runner.settings.to_dict(),
        "text": runner.settings.to_text(), "difference": runner.difference, "note": runner.note,
        "diverged": any(engine.diverged for engine in engines), "ready": bool(engines),
        "step": engines[0].step if engines else 0,
    }


def data_message(engines):
    """Return the real data of each run, 1,000 points of it, and the limits of the picture."""
    content, buffers = {"runs": []}, []
    for engine in engines:
        distribution = getattr(engine, "distribution", None) or getattr(engine.world, "distribution", None)
        if distribution is None:
            content["runs"].append({"kind": "digits"})
            continue
        content["runs"].append({"kind": "points", "limits": list(distribution.limits),
                                "of": distribution.mixture.n_modes, "has_modes": distribution.has_modes})
        buffers.append(np.ascontiguousarray(distribution.x[:N_REAL], dtype="<f4").tobytes())
    return content, buffers
