"""What this plugin brings: how indicators of digital transformation are given their points, and a small real set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.framework.rules import Rule
from engine.hookspecs import FrameworkCheck, hookimpl


@hookimpl
def thuocdo_framework_files() -> Sequence[Path]:
    """Two groups of a commune's set."""
    from engine.resources import folder

    return (folder("surveys") / "dti_commune.yaml",)


@hookimpl
def thuocdo_rules() -> Sequence[Rule]:
    """Measures that give points up to the indicator's maximum."""
    from plugins.dti.rules import RULES

    return RULES


@hookimpl
def thuocdo_framework_checks() -> Sequence[FrameworkCheck]:
    """The maximum of an indicator is said once, or the same twice."""
    from plugins.dti.checks import points_fit_their_scale

    return (points_fit_their_scale,)
