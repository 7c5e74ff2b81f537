"""Lets the tests of this room import `small_rounds` and `attack`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
