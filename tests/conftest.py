"""What holds for the whole suite: long campaigns run only with THUOCDO_SOAK=1 (`make soak`)."""

import os

import pytest
from hypothesis import settings

settings.register_profile("shared", deadline=None)  # machines are shared: a slow moment is no mistake
settings.load_profile("shared")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("THUOCDO_SOAK"):
        return
    soak = [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=soak)
    items[:] = [item for item in items if item not in soak]
