"""What the family of digital transformation indices adds: sets, rules that give points, annexes read in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.framework.rules import Rule
from engine.hookspecs import FrameworkImporter, ImportedFramework, hookimpl
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


@hookimpl
def thuocdo_framework_importers() -> Sequence[FrameworkImporter]:
    """The table of seven columns in which these sets are issued."""
    return (FrameworkImporter("annex", "a framework file out of the annex of a decision (seven columns)", _annex),)


def _annex(path: Path, framework_id: str, sheet: str) -> ImportedFramework:
    from plugins.dti.annex.importer import make

    return make(path, framework_id, sheet)
