"""The worker's side of the protocol: a line with seconds in, a line with steps per second out."""

import sys
import time


def serve(run):
    """Answer until standard input ends. run(steps) runs about that many steps and returns how many."""
    start = time.perf_counter()
    run(1)
    print("ready", round(time.perf_counter() - start, 2), flush=True)
    rate = 1.0
    for line in sys.stdin:
        seconds = float(line)
        # A short run tells how many steps fill the turn.
        start = time.perf_counter()
        done = run(5)
        rate = done / (time.perf_counter() - start)
        start = time.perf_counter()
        done = run(max(1, round(rate * seconds)))
        print(done / (time.perf_counter() - start), flush=True)
