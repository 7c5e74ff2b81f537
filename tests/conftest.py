"""What holds for the whole suite: long campaigns run only with THUOCDO_SOAK=1 (`make soak`).

A bundled framework is read once a worker for the same words of the same plugins, not once for each of thousands of
commands and applications; what tests write themselves is read each time, and so is everything in other processes.
"""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

from engine import catalog
from engine.framework.vocabulary import Vocabulary
from engine.offers import PluginCheck
from engine.problems import Problem
from engine.resources import folder

settings.register_profile(
    "shared",
    deadline=None,  # machines are shared: a slow moment is no mistake
    derandomize="THUOCDO_SOAK" not in os.environ,  # the suite draws the same examples each time, `make soak` new ones
)
settings.load_profile("shared")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("THUOCDO_SOAK"):
        return
    soak = [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=soak)
    items[:] = [item for item in items if item not in soak]


BUNDLED, KNOWN, READ = folder("surveys"), dict[object, tuple[catalog.Offered | None, tuple[Problem, ...]]](), catalog.load


def remembered(
    path: Path, plugin: str, vocabulary: Vocabulary, checks: Iterable[PluginCheck]
) -> tuple[catalog.Offered | None, tuple[Problem, ...]]:
    """What was found in a bundled file, read when it is asked for first."""
    checks = tuple(checks)
    if path.parent != BUNDLED:
        return READ(path, plugin, vocabulary, checks)
    words = (*vocabulary.rules.values(), *vocabulary.question_types.values(), *(each.check for each in checks))
    key = path, path.read_bytes(), plugin, tuple(map(id, words))
    if key not in KNOWN:
        KNOWN[key] = READ(path, plugin, vocabulary, checks)
        KEPT.append(words)
    offered, problems = KNOWN[key]
    return offered and replace(offered, vocabulary=vocabulary), problems


KEPT: list[object] = []
"""Words by which something was read: as long as they are here, no other has the id of one."""

catalog.load = remembered
