"""What the family of digital transformation indices adds: a commune's set and rules that give points."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.framework.rules import Rule
from engine.hookspecs import hookimpl
from engine.resources import folder
from plugins.dti.rules import RULES


@hookimpl
def thuocdo_framework_files() -> Sequence[Path]:
    """The set of a commune."""
    return (folder("surveys") / "dti_commune.yaml",)


@hookimpl
def thuocdo_rules() -> Sequence[Rule]:
    """Measures that give points out of a maximum."""
    return RULES
