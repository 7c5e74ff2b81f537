"""What this plugin brings: credit for freshness and coverage, and two layers of the checklist as a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.framework.rules import Rule
from engine.framework.unit_reports import UnitReport
from engine.hookspecs import FrameworkCheck, hookimpl


@hookimpl
def thuocdo_framework_files() -> Sequence[Path]:
    """Layers 3 and 4."""
    from engine.resources import folder

    return (folder("surveys") / "security4layer.yaml",)


@hookimpl
def thuocdo_rules() -> Sequence[Rule]:
    """Measures that give a credit from 0 to 1."""
    from plugins.security4layer.rules import RULES

    return RULES


@hookimpl
def thuocdo_framework_checks() -> Sequence[FrameworkCheck]:
    """Freshness reads a date, a level and the day of the assessment."""
    from plugins.security4layer.checks import freshness_reads_dates

    return (freshness_reads_dates,)


@hookimpl
def thuocdo_unit_reports() -> Sequence[UnitReport]:
    """The yearly report, form 08."""
    from plugins.security4layer.form08.report import FORM_08

    return (FORM_08,)
