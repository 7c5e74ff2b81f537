"""What this plugin brings: Nghệ An's survey, quality flags on responses, a check that rated units were dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.hookspecs import FrameworkCheck, ResponseCheck, hookimpl


@hookimpl
def thuocdo_framework_files() -> Sequence[Path]:
    """Nghệ An's index of 2022."""
    from engine.resources import folder

    return (folder("surveys") / "ddci_nghe_an_2022.yaml",)


@hookimpl
def thuocdo_response_checks() -> Sequence[ResponseCheck]:
    """Straight-lining and contradictory pairs."""
    from plugins.ddci.rules import RESPONSE_CHECKS

    return RESPONSE_CHECKS


@hookimpl
def thuocdo_framework_checks() -> Sequence[FrameworkCheck]:
    """Whoever rates a unit must first have said that they dealt with it."""
    from plugins.ddci.checks import ratings_follow_contact

    return (ratings_follow_contact,)
