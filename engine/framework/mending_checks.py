"""Checks of what a plan of mending is made of: priorities, due days, and the share of points with documents."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.models import EVIDENCE_SHARE, Audience, Framework, Node
from engine.framework.places import Places, did_you_mean

_NO_PLACE = {
    "effort": ("has an effort: what is above follows from it", "that it is about"),
    "priority": ("has a priority: what is above is mended through it", "that are to be mended"),
    "due": ("has a day by which it is to be mended", "that the law names"),
}


def check_mending(framework: Framework, places: Places, way: Way, node: Node) -> None:
    """Note where effort, priority or due day stand at what cannot be mended, and a priority that is not known."""
    for key, (what, which) in _NO_PLACE.items():
        if getattr(node, key) is not None and not (node.is_indicator and node.scored):
            mend = f"Move `{key}` to the indicators {which}."
            places.add((*way, key), f"only an indicator that is scored {what}.", mend, key=True)
    if node.priority is not None and node.priority not in framework.priority:
        mend = did_you_mean(node.priority, framework.priority) or "Add it to `priorities`."
        places.add((*way, "priority"), f"the priority `{node.priority}` is not known.", mend)


def check_evidence_share(framework: Framework, places: Places, way: Way, node: Node) -> None:
    """Note a share of points with documents that is a part of the points, or of which there are none."""
    if EVIDENCE_SHARE not in node.source:
        return
    at = (*way, "from")
    if len(node.source) > 1:
        places.add(at, f"`{EVIDENCE_SHARE}` stands alone.", f"Name questions, or `{EVIDENCE_SHARE}`, not both.")
    if node.scored:
        what = "the share of claimed points that documents prove is no part of these points."
        places.add(way, what, "Add `scored: false`, and let a gate name it.", key=True)
    if all(form.audience is not Audience.UNIT for form in framework.forms):
        what = "no form is filled in by units, so there are no documents of theirs."
        places.add(at, what, "Write `from: outside` and give the figures in a table, or add a form.")
