"""Threads and a Dask cluster give the same numbers; an address where nobody answers is told."""

import threading
import time

import pytest
from distributed import LocalCluster

from gan_course import sweep
from gan_course.sweep import executors


def swept(game, **options):
    return sweep.run(game["build"], {"slow": {"rate": 1e-4}, "fast": {"rate": 1e-2}}, [0, 1], steps=10,
                     measure=game["measure"], progress=False, **options)


def test_a_dask_cluster_gives_the_numbers_of_the_threads(game):
    here = swept(game)
    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        there = swept(game, engine=cluster.scheduler_address)
    assert here.equals(there) and len(here) == 4


def test_an_address_without_a_scheduler_is_told(game):
    with pytest.raises(ValueError, match="no Dask scheduler answers there"):
        swept(game, engine="nonsense://nowhere")


def test_threads_run_side_by_side():
    meeting = threading.Barrier(2, timeout=20)
    with executors.threads(2) as (submit, wait_for, _):
        tasks = {submit(meeting.wait), submit(meeting.wait)}     # each waits for the other: one alone would time out
        done = set()
        while done < tasks:
            done |= set(wait_for(tasks - done))
    assert sorted(task.result() for task in done) == [0, 1]


def test_threads_are_there_before_the_first_member_and_gone_after_the_last():
    def named():
        return sum(thread.name.startswith("sweep") for thread in threading.enumerate())

    with executors.threads(3):
        assert named() == 3          # a pool that starts one later may forget it on Ctrl-C
    assert named() == 0


def test_leaving_cancels_what_has_not_begun():
    with executors.threads(1) as (submit, _, _stop):
        submit(time.sleep, 0.3)
        waiting = [submit(time.sleep, 30) for _ in range(3)]
    assert all(task.cancelled() for task in waiting)
