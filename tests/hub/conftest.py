"""The instructor's scripts are no package: their folders go onto the path."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "instructor" / "hub"), str(ROOT / "instructor")]
