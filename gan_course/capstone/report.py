"""The report page: settings, evidence, pictures and the learner's words, as one HTML file; and its repetition."""

import html
import json
from pathlib import Path

import numpy as np

from gan_course.capstone.attempt import from_settings
from gan_course.capstone.pictures import as_png, side_by_side
from gan_course.capstone.scorer import LIMITS, N_SEEDS, score, sibling_seed

MEASURES = ("modes", "quality", "frechet", "memorisation", "swing")
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:58em;margin:2em auto;padding:0 1em}
table{border-collapse:collapse;margin:.6em 0}th,td{border:1px solid #bbb;padding:.25em .6em;text-align:right}
th:first-child,td:first-child{text-align:left}pre{background:#f4f4f4;padding:.8em;overflow:auto}img{max-width:100%}"""


def page(seed, worlds, entries, words, p_value):
    """Return the page's HTML.

    entries: {world: {"start": Score, "attempt": Attempt or None, "score": Score or None, "tries": int}}.
    """
    parts = [f"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Capstone {seed}</title>"
             f"<style>{_STYLE}</style></head><body>\n<h1>My capstone, seed {seed}</h1>"]
    for question, text in words.items():
        parts.append(f"<h2>{_safe(question)}</h2>\n<p>{_safe(_said(text))}</p>")
    for name, entry in entries.items():
        parts += _of_world(worlds[name], entry, p_value)
    return "\n".join(parts) + "\n</body></html>\n"


def _said(text):
    return "Not written yet." if text is ... or not str(text).strip() else str(text)


def _safe(text):
    return html.escape(str(text)).replace("\n", "<br>")


def _of_world(drawn, entry, p_value):
    start, mine, attempt = entry["start"], entry["score"], entry["attempt"]
    yield f"<h2>{_safe(drawn.name)}</h2>"
    yield f"<p>The first GAN: {_safe(start.attempt)}.<br>Mine: {_safe(attempt or 'none handed in yet')}. " \
          f"Attempts scored: {entry['tries']}.</p>"
    if attempt is not None and attempt.step is not None:
        yield f"<pre>{html.escape(attempt.settings()['step'])}</pre>"
    scores = {"first": start, **({"mine": mine} if mine else {})}
    yield _table(drawn, scores)
    if mine is not None:
        yield f"<p><b>{verdict(mine)}</b></p>"
        yield f"<ul>{''.join(f'<li>{_safe(one)}</li>' for one in mine.missing)}</ul>"
        if mine.rows and len(mine.rows) == len(start.rows):
            gains = {name: mine.values(name) - start.values(name) for name in ("modes", "quality")}
            yield "<p>" + " ".join(
                f"{name}: mean gain {gain.mean():+.2f}, p in pairs {float(p_value(gain)):.3f}."
                for name, gain in gains.items()) + "</p>"
    shown = {"real": drawn.sample(1000, seed=4), "first": start.samples, **({"mine": mine.samples} if mine else {})}
    alt = f"Samples of {drawn.name}: {', '.join(shown)}"
    yield f"<img alt=\"{_safe(alt)}\" src=\"{as_png(side_by_side(drawn, shown))}\">"


def verdict(found):
    """Return a score's verdict, in a sentence."""
    if found.refused:
        return f"Refused: {found.refused}"
    if found.cured:
        return f"Cured, over {len(found.rows)} seeds."
    if not found.missing:
        return f"Within every limit over {len(found.rows)} seeds; a cure takes {N_SEEDS}."
    return f"Not cured, over {len(found.rows)} seeds."


def _table(drawn, scores):
    head = "".join(f"<th>{name}</th>" for name in ("GAN", "seed", *MEASURES, "trouble"))
    rows = [f"<tr><td>{label}</td><td>{row.seed}</td>"
            + "".join(f"<td>{getattr(row.counts, name):.3g}</td>" for name in MEASURES)
            + f"<td>{_safe(row.trouble or '')}</td></tr>" for label, found in scores.items() for row in found.rows]
    wanted = ", ".join(f"{name} {'≥' if name in ('modes', 'quality') else '≤'} {limit:g}"
                       for name, limit in LIMITS[drawn.name].items())
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>\n<p>Wanted on the mean of {N_SEEDS} seeds: {wanted}; " \
           f"modes are of {drawn.n_modes}. frechet: times that of real data.</p>"


def plain(seed, entries, words):
    """Return what repeats a report, as plain data: settings, counts, words."""
    worlds = {name: {"settings": entry["attempt"].settings(), "tries": entry["tries"],
                     "counts": [{"seed": row.seed, **_plain_counts(row)} for row in entry["score"].rows]}
              for name, entry in entries.items() if entry["attempt"] is not None}
    return {"seed": seed, "words": {key: _said(text) for key, text in words.items()}, "worlds": worlds}


def _plain_counts(row):
    return {name: (float(value) if np.isfinite(value) else None) for name, value in row.counts._asdict().items()}


def rescore(path, salt="", n_seeds=N_SEEDS, other_world=False):
    """Train again what a report's .json file holds; return {world: (Score, the modes that the report says)}.

    For the instructor: with a `salt` of your own the runs get seeds that nobody could try before; `other_world` takes
    another draw of the same kind of data, on which numbers copied from the first one are worth nothing. A step of the
    learner's own is run as it stands: read its source first.
    """
    handed = json.loads(Path(path).read_text(encoding="utf-8"))
    seed = sibling_seed(handed["seed"]) if other_world else handed["seed"]
    return {name: (score(name, seed, from_settings(entry["settings"]), n_seeds, salt),
                   float(np.mean([row["modes"] for row in entry["counts"]])) if entry["counts"] else float("nan"))
            for name, entry in handed["worlds"].items()}
