"""Where members run: threads of this process, or the workers of a running Dask cluster.

Each executor is a context manager that yields (submit, wait_for, stop): submit(function, *arguments) gives a future,
wait_for(futures) those that are done, and stop.set() asks all to end soon.
"""

import contextlib
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from gan_course.arguments import text


@contextlib.contextmanager
def threads(workers):
    """Members side by side in this process; TensorFlow leaves Python's lock while it computes."""
    stop = threading.Event()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="sweep")
    try:
        # All start here, each waiting for the others: a Ctrl-C while the pool starts a thread would make the pool
        # forget it, and nobody would wait for its end.
        together = threading.Barrier(workers)
        wait([pool.submit(together.wait) for _ in range(workers)])
        # half a second: on Windows Ctrl-C does not interrupt a longer wait
        yield pool.submit, lambda tasks: wait(tasks, 0.5, FIRST_COMPLETED).done, stop
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def dask(address):
    """Members on a Dask cluster. Raises ValueError where none answers at the address within 10 s."""
    address = text("engine", address, "It is the address of a Dask scheduler, such as 'tcp://host:8786'.")
    try:
        from distributed import Client
        from distributed import wait as wait_for_futures
    except ImportError:
        raise ValueError(f"engine is {address!r}, which needs Dask: pip install 'distributed>=2025.1'.") from None

    class Cancel:
        def set(self):
            client.cancel(futures)

    try:
        client, futures = Client(address, timeout="10s"), []
    except (OSError, ValueError, AssertionError) as error:   # the last where connecting ends at once
        why = str(error) or "it gave up"
        raise ValueError(f"engine is {address!r}, and no Dask scheduler answers there; give the address that "
                         f"`dask scheduler` prints, such as 'tcp://host:8786'. ({why})") from error

    def submit(function, *arguments):
        futures.append(client.submit(function, *arguments[:-1], pure=False))
        return futures[-1]

    def wait_for(tasks):
        with client.as_current():        # else `wait` runs in the loop of a caller's own client, and `result` in ours
            return wait_for_futures(list(tasks), return_when="FIRST_COMPLETED").done

    try:
        yield submit, wait_for, Cancel()
    finally:
        client.close()
