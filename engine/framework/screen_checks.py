"""Checks of `screen`: that a unit with a figure can be left out at all."""

from __future__ import annotations

from engine.framework.models import Framework, Node
from engine.framework.places import Places


def check_screen(framework: Framework, places: Places) -> None:
    """Note a share that every unit with one figure reaches."""
    if framework.screen is None:
        return
    counted = list(_effective(framework.index, 1.0))
    by_weight = framework.screen.by == "weight"
    smallest = min(counted, default=1.0) if by_weight else 1 / max(len(counted), 1)
    if framework.screen.least > smallest + 1e-9:
        return
    has = "the indicator that weighs least is" if by_weight else f"one of {len(counted)} indicators is"
    what = f"{has} {100 * smallest:.3g} % of the index already, so no unit with a figure is ever left out."
    mend = f"Write a larger share than {smallest:.2g}; two thirds are usual. Or remove `screen`."
    places.add(("screen", "least"), what, mend)


def _effective(node: Node, share: float) -> list[float]:
    """The weights above zero of the scored indicators in the whole index, in which each dimension's are shared out."""
    if node.is_indicator:
        return [share] if node.scored and share > 0 else []
    whole = sum(child.weighs for child in node.children)
    if whole <= 0:
        return []
    return [each for child in node.children for each in _effective(child, share * child.weighs / whole)]
