"""What the page is told: the state and the data, as plain content and bytes."""

import numpy as np

N_REAL = 1000


def state_message(runner):
    """Return everything that the page's controls show."""
    bench = runner.bench
    return {
        "playing": runner.playing, "speed": runner.speed, "settings": bench.settings.to_dict(),
        "text": bench.settings.to_text(), "difference": bench.difference, "note": runner.note,
        "diverged": bench.diverged is not None, "ready": bool(bench.engines), "step": bench.step,
    }


def data_message(engines):
    """Return the real data of each run, 1,000 points of it, and the limits of the picture."""
    content, buffers = {"runs": []}, []
    for engine in engines:
        distribution = getattr(engine.world, "distribution", None)
        if distribution is None:
            content["runs"].append({"kind": "digits"})
            continue
        content["runs"].append({"kind": "points", "limits": list(distribution.limits),
                                "of": distribution.mixture.n_modes, "has_modes": distribution.has_modes})
        buffers.append(np.ascontiguousarray(distribution.x[:N_REAL], dtype="<f4").tobytes())
    return content, buffers
