"""What all tests can import: the plain modules of this folder, such as `tiny_gans`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # pytest imports test files by path
