"""What the family of digital transformation indices adds: sets of indicators and rules that give points."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.framework.rules import Rule
from engine.hookspecs import hookimpl
from engine.resources import folder
from plugins.dti.rules import RULES

SETS = ("commune", "department", "district", "province_2022")


@hookimpl
def thuocdo_framework_files() -> Sequence[Path]:
    """The sets of communes, districts, departments and provinces."""
    return tuple(folder("surveys") / f"dti_{name}.yaml" for name in SETS)

@hookimpl
def thuocdo_rules() -> Sequence[Rule]:
    """Measures that give points out of a maximum."""
    return RULES
