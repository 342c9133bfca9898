"""Threads are chosen by the host of a run, once, and only where it is not too late or chosen already."""

import subprocess
import sys

import pytest

from gan_course.notebooks.running import kernel_environment

PROBE = """
import tensorflow as tf
from gan_course.lab.threads import share_no_operation
from gan_course.lab.settings import Settings
from gan_course.lab.worlds import world
{first}
print("threads", tf.config.threading.get_intra_op_parallelism_threads(), float(tf.reduce_sum(tf.ones(3))))
"""


@pytest.mark.parametrize("first, threads", [
    ("share_no_operation()", 1), ("world(Settings())", 0),
    ("tf.config.threading.set_intra_op_parallelism_threads(2); share_no_operation()", 2),
    ("tf.ones(1) + 1; share_no_operation()", 0)])
def test_operations_are_not_shared_out_where_a_host_says_so_in_time(first, threads):
    found = subprocess.run([sys.executable, "-c", PROBE.format(first=first)], capture_output=True, text=True,
                           check=True, env=kernel_environment())
    assert found.stdout.split() == ["threads", str(threads), "3.0"]
