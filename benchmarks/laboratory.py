"""The laboratory in a real JupyterLab in Chromium: how fast it trains, draws, answers and begins.

    python3 course.py bench laboratory            print
    python3 course.py bench laboratory --store    and keep results/laboratory.json
    python3 course.py bench laboratory --soak 10  turn knobs at random for ten minutes; watch the memory
    python3 course.py bench laboratory --soak 10 --switches    and switch remedies, which compiles each time
    python3 course.py bench laboratory --cycles 30             open, play and close so many; what each leaves behind

It needs Chromium, as the browser tests do. Measured are both engines on points: the browser's, which a notebook shows,
and TensorFlow's (`engine="tensorflow"`), whose page is that of digits. The bare engine is `lab.engine.Engine` alone in
a process: the same networks, 2 x 128 units, the same calls. All of it is measured in one run; the engine before and
after the page. A soak and cycles are TensorFlow's.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests" / "lab"))

import browser  # noqa: E402 - from tests/lab
import psutil  # noqa: E402

from gan_course.notebooks.times import machine  # noqa: E402

RESULTS = Path(__file__).resolve().parent / "results" / "laboratory.json"
ROUNDS = 5
ENGINES = {"browser": "lab.Lab('')", "tensorflow": "lab.Lab('', engine='tensorflow')"}
SECONDS = 5.0
REFRESH = 60                 # GAN Lab advances at most one step a screen refresh

ENGINE = """
import time
from gan_course.lab.engine import Engine
engine = Engine()
for _ in range(20): engine.advance()
start, step = time.perf_counter(), engine.step
while time.perf_counter() - start < {seconds}: engine.advance()
print((engine.step - step) / (time.perf_counter() - start))
"""
XLA = """
import time
from gan_course import seed_everything
from gan_course.lab.distributions import build
from gan_course.gan import GAN
from gan_course.networks import mlp_discriminator, mlp_generator
from gan_course.optimizers import Adam
seed_everything(0)
x = build("ring").x
gan = GAN(mlp_generator(), mlp_discriminator())
gan.compile("non_saturating", Adam(1e-3), Adam(1e-3))
gan.fit(x, steps_per_epoch=500, verbose=0)
start, steps = time.perf_counter(), 0
while time.perf_counter() - start < {seconds}: gan.fit(x, steps_per_epoch=500, verbose=0); steps += 500
print(steps / (time.perf_counter() - start))
"""


def alone(code):
    """Run a rate's code in a process of its own; return steps per second."""
    found = subprocess.run([sys.executable, "-c",
                            code.format(seconds=SECONDS)], capture_output=True, text=True, check=True,
                           env=browser.kernel_environment())
    return float(found.stdout)


def first_frames(chromium, address, folder, engine):
    """Seconds from running the cell to the first picture, and to the first that has moved, in fresh kernels."""
    shown, moved = [], []
    for number in range(ROUNDS):
        name = f"first_{engine}{number}"
        browser.write_notebook(folder / f"{name}.ipynb", f"from gan_course import lab\n{ENGINES[engine]}")
        notebook = browser.Notebook(chromium, address, f"{name}.ipynb")
        # pressed by the page itself as soon as there is a button: what is measured is the laboratory, not the hand
        notebook.page.evaluate("""() => {
            window.times = {};
            const look = () => {
                const inside = document.querySelector('iframe.gan-lab-frame')?.contentDocument;
                const lab = inside ? inside.getElementById('lab') : document.querySelector('.gan-lab');
                const play = inside ? inside.getElementById('play')?.onclick && inside.getElementById('play')
                                    : lab?.querySelector('[data-do=play]');
                if (play && !window.times.pressed) {
                    window.times.pressed = true;
                    play.click();
                }
                if (lab && lab.dataset.step !== undefined && !window.times.shown)
                    window.times.shown = performance.now();
                if (lab && Number(lab.dataset.step) > 0) { window.times.moved = performance.now(); return; }
                requestAnimationFrame(look);
            };
            window.times.start = performance.now();
            look();
            window.jupyterapp.commands.execute('notebook:run-all-cells'); }""")
        notebook.page.wait_for_function("window.times.moved")
        times = notebook.page.evaluate("window.times")
        shown.append((times["shown"] - times["start"]) / 1000)
        moved.append((times["moved"] - times["start"]) / 1000)
        notebook.command("kernelmenu:shutdown")
        notebook.close()
    return shown, moved


def playing_in_browser(page):
    """The same of a page for points: steps, pictures, knob and pause."""
    page.click("#play")
    page.wait_for_function("Number(document.getElementById('lab').dataset.step) > 200")
    time.sleep(2)
    rates, pictures, knob, pause = [], [], [], []
    for _ in range(ROUNDS):
        (step, frames), start = _counted(page), time.perf_counter()
        time.sleep(SECONDS)
        (later, more), seconds = _counted(page), time.perf_counter() - start
        rates.append((later - step) / seconds)
        pictures.append((more - frames) / seconds)
    for i in range(2 * ROUNDS):
        knob.append(page.evaluate("""(value) => new Promise(done => {
            const lab = document.getElementById('lab'), start = performance.now();
            new MutationObserver((_, watch) => { watch.disconnect(); done(performance.now() - start); })
                .observe(lab, { attributeFilter: ['data-text'] });
            window.lab.turn({ generator_rate: value }); })""", 0.0011 + i * 1e-4))
        time.sleep(0.3)
    for _ in range(ROUNDS):
        pause.append(page.evaluate("""() => new Promise(done => {
            const lab = document.getElementById('lab'), start = performance.now();
            new MutationObserver((_, watch) => {
                if (!('playing' in lab.dataset)) { watch.disconnect(); done(performance.now() - start); }
            }).observe(lab, { attributeFilter: ['data-playing'] });
            document.getElementById('play').click(); })"""))
        step = _counted(page)[0]
        page.click("#play")
        page.wait_for_function(f"Number(document.getElementById('lab').dataset.step) > {step + 20}")
    return {"steps_per_second": rates, "pictures_per_second": pictures, "knob_ms": knob, "pause_ms": pause}


def _counted(page):
    return page.evaluate("(({ step, frames }) => [Number(step), Number(frames)])"
                         "(document.getElementById('lab').dataset)")


def playing(notebook):
    """Steps and pictures per second of a playing laboratory, and how soon knob and pause act, in milliseconds."""
    notebook.press("play")
    notebook.until("data.ready === 'true' && Number(data.step) > 200", seconds=120)
    time.sleep(2)
    rates, pictures = [], []
    for _ in range(ROUNDS):
        step, frames, start = notebook.data("step"), notebook.data("frames"), time.perf_counter()
        time.sleep(SECONDS)
        seconds = time.perf_counter() - start
        rates.append((notebook.data("step") - step) / seconds)
        pictures.append((notebook.data("frames") - frames) / seconds)
    knob, pause = [], []
    for i in range(2 * ROUNDS):
        knob.append(notebook.page.evaluate("""(value) => new Promise(done => {
            const lab = document.querySelector('.gan-lab'), knob = lab.querySelector('input[data-knob=generator_rate]');
            const start = performance.now();
            new MutationObserver((_, watch) => { watch.disconnect(); done(performance.now() - start); })
                .observe(lab, { attributeFilter: ['data-text'] });
            knob.value = value;
            knob.dispatchEvent(new Event('change')); })""", f"{0.0011 + i * 1e-4:.4f}"))
        time.sleep(0.3)
    for _ in range(ROUNDS):
        pause.append(notebook.page.evaluate("""() => new Promise(done => {
            const lab = document.querySelector('.gan-lab'), start = performance.now();
            new MutationObserver((_, watch) => {
                if (lab.dataset.playing === 'false') { watch.disconnect(); done(performance.now() - start); }
            }).observe(lab, { attributeFilter: ['data-playing'] });
            lab.querySelector('[data-do=play]').click(); })"""))
        notebook.press("play")
        notebook.moves()
    start = time.perf_counter()
    notebook.lab().locator("[data-remedy=r1]").check()
    notebook.until("data.text.includes('r1')")
    notebook.moves(steps=10)
    return {"steps_per_second": rates, "pictures_per_second": pictures, "knob_ms": knob, "pause_ms": pause,
            "switch_r1_seconds": time.perf_counter() - start}


def measure():
    """Measure everything; return it as plain data."""
    found = {"machine": machine(), "date": time.strftime("%Y-%m-%d"), "engine_steps_per_second": [alone(ENGINE)],
             "xla_fit_steps_per_second": [alone(XLA)]}
    with tempfile.TemporaryDirectory() as folder, browser.chromium() as chromium, \
            browser.jupyterlab(Path(folder)) as address:
        for engine, cell in ENGINES.items():
            shown, moved = first_frames(chromium, address, Path(folder), engine)
            browser.write_notebook(Path(folder) / f"{engine}.ipynb", f"from gan_course import lab\n{cell}")
            notebook = browser.Notebook(chromium, address, f"{engine}.ipynb")
            notebook.run_all()
            notebook.page.wait_for_selector(".gan-lab, iframe.gan-lab-frame")
            rates = playing_in_browser(notebook.points()) if engine == "browser" else playing(notebook)
            found[engine] = {"first_picture_seconds": shown, "first_moving_seconds": moved, **rates}
            notebook.close()
    found["engine_steps_per_second"].append(alone(ENGINE))
    found["xla_fit_steps_per_second"].append(alone(XLA))
    return found


def report(found):
    """Print the figures that matter."""
    bare, xla = (statistics.median(found[name]) for name in ("engine_steps_per_second", "xla_fit_steps_per_second"))
    print(f"TensorFlow's bare engine {bare:.0f} steps/s, GAN.fit under XLA {xla:.0f}")
    for engine in ENGINES:
        own = found[engine]
        middle = {name: statistics.median(values) for name, values in own.items() if isinstance(values, list)}
        rate = middle["steps_per_second"]
        print(f"\n{engine}: steps/s in the page {rate:.0f}: {rate / bare:.0%} of the bare engine's, "
              f"{rate / xla:.0%} of fit's, {rate / REFRESH:.1f} times one step a screen refresh")
        print(f"pictures/s {middle['pictures_per_second']:.1f}")
        print(f"knob {middle['knob_ms']:.0f} ms (worst {max(own['knob_ms']):.0f}), pause {middle['pause_ms']:.0f} ms "
              f"(worst {max(own['pause_ms']):.0f})")
        print(f"first picture {middle['first_picture_seconds']:.2f} s, first that moves "
              f"{middle['first_moving_seconds']:.2f} s (worst {max(own['first_moving_seconds']):.2f})")
        if "switch_r1_seconds" in own:
            print(f"R1 switched on in {own['switch_r1_seconds']:.1f} s")


def soak(minutes, switches=False):
    """Turn knobs at random; print the kernel's memory each half minute, and how soon a cell answers."""
    with tempfile.TemporaryDirectory() as folder, browser.chromium() as chromium, \
            browser.jupyterlab(Path(folder)) as address:
        browser.write_notebook(Path(folder) / "soak.ipynb", "import os\nfrom gan_course import lab",
                               ENGINES["tensorflow"], "print('kernel', os.getpid())")
        notebook = browser.Notebook(chromium, address, "soak.ipynb")
        notebook.run_all()
        notebook.page.wait_for_selector(".gan-lab")
        notebook.press("play")
        notebook.until("data.ready === 'true' && Number(data.step) > 10", seconds=120)
        text = notebook.page.locator(".jp-OutputArea-output pre").last.inner_text()
        kernel, chance = psutil.Process(int(text.split()[-1])), random.Random(0)
        start, told, turns, slowest, steps = time.monotonic(), 0.0, 0, 0.0, 0
        remedies = ["r1", "r2", "instance_noise", "label_smoothing", "packing", "weight_averaging", "dragan"]
        while time.monotonic() - start < 60 * minutes:
            what = chance.random()
            if what < 0.6:
                player = chance.choice(["generator", "discriminator"])
                knob = notebook.lab().locator(f"input[data-knob={player}_rate]")
                knob.fill(f"{10 ** chance.uniform(-4, -2):.5f}")
                knob.press("Enter")
            elif what < 0.8 and switches:
                notebook.lab().locator(f"[data-remedy={chance.choice(remedies)}]").click()
            elif what < 0.9:
                steps += notebook.data("step")
                notebook.press("reset")
            else:
                notebook.lab().locator("[data-knob=seed]").fill(str(chance.randrange(100)))
                notebook.lab().locator("[data-knob=seed]").press("Enter")
            turns += 1
            time.sleep(0.5)
            if notebook.data("playing") == "false":
                notebook.press("play")
            if time.monotonic() - told > 30:
                told, asked = time.monotonic(), time.monotonic()
                notebook.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
                                       ".requestExecute({ code: '1 + 1' }).done.then(() => null)")
                slowest = max(slowest, time.monotonic() - asked)
                memory = kernel.memory_info().rss / 2**20
                print(f"{time.monotonic() - start:5.0f} s  {memory:6.0f} MB  {turns} turns  "
                      f"{steps + notebook.data('step')} steps  cell {time.monotonic() - asked:.2f} s (slowest "
                      f"{slowest:.2f})  {kernel.num_threads()} threads  errors {notebook.errors}", flush=True)
        notebook.close()


def cycles(count):
    """Open, play and close so many laboratories in this process; print what each leaves behind."""
    from gan_course.lab import Lab

    gone, me = [], psutil.Process()
    for number in range(1, count + 1):
        lab = Lab("data=ring" if number % 2 else "data=ring r1=0.1", engine="tensorflow")
        lab.runner.post("play")
        while lab.runner.bench.step < 20:
            lab.runner.post("ping")      # or it would pause: nobody is looking
            time.sleep(0.1)
        gone += [weakref.ref(lab), weakref.ref(lab.runner.bench.engines[0].gan)]
        lab.close()
        del lab
        alive = sum(reference() is not None for reference in gone)
        threads = sum(thread.name.startswith("gan-course-lab") for thread in threading.enumerate())
        print(f"{number:3}  {me.memory_info().rss / 2**20:6.0f} MB  alive {alive}  threads {threads}", flush=True)


def main():
    """Measure, or soak."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", action="store_true", help="keep the figures in results/laboratory.json")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="turn knobs at random for so long instead")
    parser.add_argument("--switches", action="store_true", help="with --soak: switch remedies too")
    parser.add_argument("--cycles", type=int, metavar="N", help="open and close so many laboratories instead")
    options = parser.parse_args()
    if options.cycles:
        cycles(options.cycles)
        return
    if options.soak:
        soak(options.soak, options.switches)
        return
    found = measure()
    report(found)
    if options.store:
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
