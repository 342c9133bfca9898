"""The page's engine (site/laboratory/engine) in Chromium: how fast it is, and whether it trains as the course does.

    python3 course.py bench web_engine              print both, from what is stored
    python3 course.py bench web_engine speed        measure steps a second, pictures, answers, and store them
    python3 course.py bench web_engine page         the same of the whole page, which draws all that a visitor sees
    python3 course.py bench web_engine seeds        train both engines under several seeds; what is stored stays
    python3 course.py bench web_engine memory 10    play the whole page for ten minutes, turning knobs; its memory

It needs Chromium, as the browser tests do. Pages are opened from disk. For `speed` there are no knobs and curves: the
worker, its messages and nothing else; `page` opens what a visitor opens, at 1366 × 768. `seeds` compares modes and
quality of the last picture by a permutation test of the means, all p-values beside Holm's bound.

Both engines' last pictures are counted on the same 512 pieces of noise. Each engine has its own that never change, so
what they happen to be does not average out over seeds: on thirty other sets the same thirty networks of the page held
7.0 to 7.3 modes of the ring, and 5.9 to 7.9 of the grid (7.5 on the page's own, 6.3 on the course's). And the plain
ring, which lay farthest apart under the seeds 0 to 29, was run again under thirty fresh ones.
"""

import importlib.util
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests" / "lab"))

import browser  # noqa: E402 - from tests/lab

from gan_course.notebooks.times import machine  # noqa: E402

RESULTS = Path(__file__).resolve().parent / "results" / "web_engine.json"
SEEDS = range(30)
AGAIN = range(100, 130)      # fresh seeds for the run that lay farthest apart under SEEDS
NARROW = "generator_widths=32-32 discriminator_widths=32-32"
RUNS = {                     # short text -> steps
    NARROW: 1500,
    f"{NARROW} objective=relativistic discriminator_rate=0.002 generator_rate=0.002 r1=0.1 r2=0.1 "
    "weight_averaging=0.99": 1500,
    f"{NARROW} data=gaussians minibatch_stddev=4 r1=0.1": 1500,
    f"{NARROW} data=grid objective=wasserstein wgan_gp=0.1 n_critic=2 generator_rate=0.003 "
    "discriminator_rate=0.003": 1500,
}
SIZES = {"2 x 128": "", "2 x 32": NARROW}
PLAIN = "generator_widths=128-128"   # the usual settings; an address without any opens an experiment with remedies
ROUNDS, WHOLE_ROUNDS, SECONDS = 3, 7, 2
SHUFFLES = 20_000

MEASURE = """async ([text, seconds, drawing]) => {
  const began = performance.now(), host = LaboratoryHost.connect({ start: text });
  let frame = null, frames = 0, moving = null, state = null, wake = () => {};
  host.on("msg:custom", (content) => {
    if (content.say === "state") state = content;
    if (content.say === "frame") {
      frame = content;
      frames += 1;
      if (content.runs[0].step > 0) moving ??= performance.now() - began;
      host.send({ do: "ack", number: content.number });
    }
    wake();
  });
  const until = async (met) => { while (!met()) await new Promise((done) => { wake = done; }); };
  host.send({ do: "hello" });
  host.send({ do: "play" });
  await until(() => moving !== null);
  await new Promise((done) => setTimeout(done, 500));
  if (!drawing) host.send({ do: "visible", on: false });
  const count = async () => {
    state = null;
    host.send({ do: "speed", value: "full" });
    await until(() => state);
    return state.step;
  };
  const [step, from, shown] = [await count(), performance.now(), frames];
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  const steps = (await count()) - step, passed = (performance.now() - from) / 1000;
  const pictures = (frames - shown) / passed;
  host.send({ do: "visible", on: true });
  const pressed = performance.now();
  state = null;
  host.send({ do: "pause" });
  await until(() => state && !state.playing);
  const answer = performance.now() - pressed;
  host.close();
  return { steps: steps / passed, pictures, moving, answer };
}"""
# Of the whole page: when the first picture is painted, Play is pressed; from then on what is painted is counted.
OPENED = """addEventListener("DOMContentLoaded", () => {
  const node = document.getElementById("lab"), seen = (globalThis.seen = { pictures: 0 });
  new MutationObserver(() => {
    const now = performance.now(), { frames, step, text } = node.dataset;
    if (frames !== seen.frames) seen.pictures += 1;
    seen.frames = frames;
    if (text !== seen.text) [seen.text, seen.turned] = [text, now];
    if (!frames) return;
    if (!seen.first) [seen.first] = [now, document.getElementById("play").click()];
    if (Number(step) > 0) seen.moving ??= now;
    if (!node.hasAttribute("data-playing")) seen.still ??= now;
    else seen.still = undefined;
  }).observe(node, { attributes: true });
});"""
PLAYED = """async (seconds) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async (met) => { while (!met()) await wait(1); };
  await until(() => seen.moving);
  await wait(1000);
  const data = document.getElementById("lab").dataset, from = performance.now();
  const [step, pictures] = [Number(data.step), seen.pictures];
  await wait(1000 * seconds);
  const passed = (performance.now() - from) / 1000;
  const found = { steps: (Number(data.step) - step) / passed, pictures: (seen.pictures - pictures) / passed };
  const turned = performance.now(), text = data.text;
  window.lab.turn({ generator_rate: 0.0007 });
  await until(() => data.text !== text);
  const knob = seen.turned - turned, pressed = performance.now();
  document.getElementById("play").click();
  await until(() => seen.still > pressed);
  return { ...found, first: seen.first, moving: seen.moving, knob, pause: seen.still - pressed };
}"""
# The shortest of many short pieces of work: what the engine takes while no other program has the processor.
ALONE = """([text, steps, rounds]) => {
  const engine = new LaboratoryEngine.Engine(kernels, LaboratorySettings.fromText(text));
  engine.advance(100);
  engine.frame();
  const shortest = (work, rounds) => {
    let best = Infinity;
    for (let i = 0; i < rounds; i++) {
      const began = performance.now();
      work();
      best = Math.min(best, performance.now() - began);
    }
    return best;
  };
  const step = shortest(() => engine.advance(steps), rounds) / steps;
  const picture = shortest(() => { for (let i = 0; i < 3; i++) engine.frame(); }, rounds) / 3;
  return { steps: 1000 / step, picture_ms: picture };
}"""
TRAIN = """([text, seed, steps, noise]) => {
  const engine = new LaboratoryEngine.Engine(kernels, LaboratorySettings.fromText(`${text} seed=${seed}`));
  while (engine.step < steps && engine.advance(20));
  engine.frame();
  engine.game.memory.set(engine.drawing.noise, Float32Array.from(noise));
  const { modes, of, quality } = engine.frame().counts;
  return { modes, of, quality };
}"""


def build():
    """Return site/build.py as a module."""
    spec = importlib.util.spec_from_file_location("site_build", ROOT / "site" / "build.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def speed(chromium):
    """Return {size: {drawn or not: medians}} of the worker behind a page that is opened from disk."""
    ours = build()
    found = {"page_bytes": None, "kernels_bytes": (ours.ENGINE / "kernels.wasm").stat().st_size}
    with tempfile.TemporaryDirectory() as folder:
        ours.PAGE = Path(folder)                # none there: the engine alone
        page = _reachable(ours.page(), "LaboratoryHost")
        path = Path(folder) / "engine.html"
        path.write_text(page, encoding="utf-8")
        found["page_bytes"] = len(page.encode())
        for size, text in SIZES.items():
            for drawing in (False, True):
                rounds = []
                for _ in range(ROUNDS):
                    tab = chromium.new_page()
                    tab.goto(path.as_uri())
                    load = os.getloadavg()[0]
                    rounds.append({**tab.evaluate(MEASURE, [text, SECONDS, drawing]), "load": load})
                    tab.close()
                row = {name: round(statistics.median(each[name] for each in rounds), 1) for name in rounds[0]}
                row["best_steps"] = round(max(each["steps"] for each in rounds), 1)
                found.setdefault(size, {})["drawing" if drawing else "unseen"] = row
                print(size, "drawing" if drawing else "unseen", row, flush=True)
    tab = modules(chromium, ours)
    for size, steps in (("2 x 128", 2), ("2 x 32", 25)):
        row = tab.evaluate(ALONE, [SIZES[size], steps, 500])
        found[size]["alone"] = {name: round(value, 2) for name, value in row.items()}
        print(size, "alone", found[size]["alone"], flush=True)
    tab.close()
    return {**found, "machine": machine()}


def whole_page(chromium):
    """Return {size: medians} of the page as a visitor has it: painted pictures, and times from opening it."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "laboratory.html"
        path.write_text(build().page(), encoding="utf-8")
        found["page_bytes"] = path.stat().st_size
        for size, text in SIZES.items():
            rounds = []
            for _ in range(WHOLE_ROUNDS):
                tab = chromium.new_page(viewport={"width": 1366, "height": 768})
                tab.add_init_script(OPENED)
                load = os.getloadavg()[0]
                tab.goto(f"{path.as_uri()}#{text or PLAIN}")
                rounds.append({**tab.evaluate(PLAYED, SECONDS), "load": load})
                tab.close()
            row = {name: round(statistics.median(each[name] for each in rounds), 1) for name in rounds[0]}
            for name in ("moving", "knob", "pause"):
                row[f"worst_{name}"] = round(max(each[name] for each in rounds), 1)
            found[size] = row
            print(size, "whole page", row, flush=True)
    return {**found, "machine": machine()}


def memory(chromium, minutes):
    """Return rows of [seconds, MB of the page's process, MB of its objects, step] while the whole page plays."""
    rows, started = [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "laboratory.html"
        path.write_text(build().page(), encoding="utf-8")
        before = set(_renderers())
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        page.goto(path.as_uri())
        page.click("#play")
        process = max((each for each in _renderers() if each not in before), key=lambda each: each.memory_info().rss)
        for turn in range(round(6 * minutes) + 1):
            if turn:
                page.wait_for_timeout(10_000)
                page.evaluate("(rate) => window.lab.turn({ generator_rate: rate })", 1e-3 * (1 + turn % 5))
            if turn % 3 == 0:
                step, objects = page.evaluate("[Number(document.getElementById('lab').dataset.step), "
                                              "performance.memory.usedJSHeapSize]")
                rows.append([round(time.monotonic() - started), round(process.memory_info().rss / 2**20),
                             round(objects / 2**20, 1), step])
                print(*rows[-1], flush=True)
        page.close()
    return rows


def _renderers():
    return [each for each in psutil.Process().children(recursive=True) if "--type=renderer" in each.cmdline()]


def modules(chromium, ours):
    """A page that has the engine's modules and its kernels, without the worker."""
    page = chromium.new_page()
    for name, file in (("LaboratorySettings", "settings.js"), ("LaboratoryEngine", "engine.js")):
        script = ours.bundle(ours.ENGINE / file)
        last = script.rpartition("const module")[2].split(" =")[0]
        page.add_script_tag(content=f"(() => {{ {script}\nglobalThis.{name} = module{last}; }})();")
    page.evaluate("(bytes) => { globalThis.kernels = new WebAssembly.Module(Uint8Array.from(bytes)); }",
                  list((ours.ENGINE / "kernels.wasm").read_bytes()))
    page.evaluate("(schema) => LaboratorySettings.know(schema)", json.loads((ours.ENGINE / "schema.json").read_text()))
    return page


def _reachable(page, name):
    """The page with the last module of its script as a global."""
    script = page.rpartition("</script>")[0]
    last = script.rpartition("const module")[2].split(" =")[0]
    return page.replace(script + "</script>", f"{script}\nglobalThis.{name} = module{last};</script>")


def seeds(chromium, stored):
    """Fill `stored` {text: {engine: {seed: {modes, of, quality}}}}; yield after each run."""
    ours = build()
    page = modules(chromium, ours)
    noise = np.random.default_rng(1).standard_normal((512, 2)).astype(np.float32).ravel().tolist()  # as lab/worlds.py
    for text, steps in RUNS.items():
        here = stored.setdefault(text, {"page": {}, "course": {}})
        for seed in map(str, _seeds_of(text)):
            if seed not in here["page"]:
                here["page"][seed] = page.evaluate(TRAIN, [text, int(seed), steps, noise])
                yield
    page.close()
    for text, steps in RUNS.items():
        for seed in map(str, _seeds_of(text)):
            if seed not in stored[text]["course"]:
                stored[text]["course"][seed] = _course(text, int(seed), steps)
                yield


def _seeds_of(text):
    return [*SEEDS, *(AGAIN if text == NARROW else ())]


def _course(text, seed, steps):
    from gan_course import lab  # here, since only this part needs TensorFlow

    result = lab.run(text, steps=steps, seed=seed)
    result.engine.retire()                      # the next seed need not compile
    return {"modes": result.modes, "of": result.of, "quality": result.quality}


def chance(ours, theirs, rng):
    """The share of shufflings in which two means lie at least as far apart as these do: a permutation test."""
    both, n = np.concatenate([ours, theirs]), len(ours)
    apart = abs(np.mean(ours) - np.mean(theirs))
    shuffled = rng.permuted(np.tile(both, (SHUFFLES, 1)), axis=1)
    gaps = np.abs(shuffled[:, :n].mean(axis=1) - shuffled[:, n:].mean(axis=1))
    return float((1 + (gaps >= apart - 1e-12).sum()) / (1 + SHUFFLES))


def told(stored):
    """Print what is stored."""
    for size in SIZES:
        for how, row in stored.get("speed", {}).get(size, {}).items():
            if how == "alone":
                print(f"{size}, undisturbed: {row['steps']:,.0f} steps/s, a picture in {row['picture_ms']:.1f} ms")
                continue
            print(f"{size}, {how}: {row['steps']:,.0f} steps/s (best {row['best_steps']:,.0f}), {row['pictures']:.0f} "
                  f"pictures/s, moving after {row['moving']:.0f} ms, Pause answered in {row['answer']:.0f} ms; "
                  f"load {row['load']:.1f}")
    for size in SIZES if "page" in stored else ():
        row = stored["page"][size]
        print(f"{size}, the whole page: {row['steps']:,.0f} steps/s, {row['pictures']:.0f} painted pictures/s; first "
              f"picture {row['first']:.0f} ms after opening, first that moves {row['moving']:.0f} (at worst "
              f"{row['worst_moving']:.0f}); a knob acts after {row['knob']:.0f} ms ({row['worst_knob']:.0f}), Pause "
              f"after {row['pause']:.0f} ({row['worst_pause']:.0f}); load {row['load']:.1f}")
    if "memory" in stored:
        first, last = stored["memory"]["rows"][0], stored["memory"]["rows"][-1]
        print(f"memory: {first[1]} MB at first, {last[1]} MB after {last[0] / 60:.0f} minutes and {last[3]:,} steps; "
              f"objects {first[2]} and {last[2]} MB")
    rng, smallest = np.random.default_rng(0), []
    for text, engines in stored.get("seeds", {}).items():
        print(f"\n{text}: {RUNS.get(text, '?')} steps")
        again = {engine: [run for seed, run in runs.items() if int(seed) in AGAIN] for engine, runs in engines.items()}
        for name in ("modes", "quality"):
            if all(len(runs) > 1 for runs in again.values()):
                fresh = [[run[name] for run in again[engine]] for engine in ("page", "course")]
                print(f"  {name} under {len(fresh[0])} and {len(fresh[1])} fresh seeds alone: "
                      f"{np.mean(fresh[0]):.3f} and {np.mean(fresh[1]):.3f}, p = {chance(*fresh, rng):.2f}")
        for name in ("modes", "quality"):
            ours, theirs = ([run[name] for run in engines[engine].values()] for engine in ("page", "course"))
            if len(ours) < 2 or len(theirs) < 2:
                continue
            p = chance(ours, theirs, rng)
            smallest.append(p)
            print(f"  {name}: page {np.mean(ours):.3f} ± {np.std(ours, ddof=1):.3f} ({len(ours)} seeds), course "
                  f"{np.mean(theirs):.3f} ± {np.std(theirs, ddof=1):.3f} ({len(theirs)} seeds), p = {p:.2f}")
    if smallest:
        print(f"\nSmallest of {len(smallest)} p-values: {min(smallest):.3f}; after Holm beyond chance below "
              f"{0.05 / len(smallest):.4f}.")


def main(arguments):
    """Measure what is asked for, keep it, and tell."""
    stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}

    def keep():
        RESULTS.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    if arguments:
        with browser.chromium() as chromium:
            if "speed" in arguments:
                stored["speed"] = speed(chromium)
                keep()
            if "page" in arguments:
                stored["page"] = whole_page(chromium)
                keep()
            if "memory" in arguments:
                rows = memory(chromium, float(arguments[-1]))
                stored["memory"] = {"rows": rows, "load": os.getloadavg()[0], "machine": machine()}
                keep()
            if "seeds" in arguments:
                for _ in seeds(chromium, stored.setdefault("seeds", {})):
                    keep()
    told(stored)


if __name__ == "__main__":
    main(sys.argv[1:])
