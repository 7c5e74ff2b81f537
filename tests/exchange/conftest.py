"""Files in and out: the small round of the runs, with everything that a kept run is made of."""

from tests.runs.conftest import catalog, folder, make, small

__all__ = ["catalog", "folder", "make", "small"]
