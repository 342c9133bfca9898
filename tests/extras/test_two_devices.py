"""The same losses on one device and on two, as notebook 16 shows them."""

import json
import subprocess
import sys

import pytest

from gan_course.console import ROOT
from gan_course.notebooks import running


def test_losses_do_not_depend_on_the_number_of_devices():
    ran = subprocess.run([sys.executable, str(ROOT / "extras" / "two_devices.py"), "10"], capture_output=True,
                         encoding="utf-8", env=running.kernel_environment(), timeout=900)
    one, two, both = map(json.loads, ran.stdout.splitlines())
    assert (one["devices"], two["devices"], one["rows_each"], two["rows_each"]) == (1, 2, 128, 64)
    assert both["steps"] == 10 and both["largest_difference"] < 1e-5
    assert one["last"] == pytest.approx(two["last"], abs=1e-4) and one["last"] != one["first"]
