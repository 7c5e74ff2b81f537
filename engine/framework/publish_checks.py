"""Checks of what may be published: terms that protect somebody, and that leave something to be shown."""

from __future__ import annotations

import math

from engine.framework.models import Framework
from engine.framework.places import Places

FEW = 3
"""Of two respondents each can tell what the other said."""


def check_publish(framework: Framework, places: Places) -> None:
    """Note terms that hold for nobody, protect nobody, or cannot be met."""
    terms = framework.publish
    if terms is None:
        return
    if framework.terms is None:
        what = "no form asks respondents, so nothing is ever kept back."
        places.add(("publish",), what, "Remove it: outside and self-assessed figures are always shown.", key=True)
        return
    at = ("publish", "min_respondents")
    if terms.min_respondents < FEW:
        what = f"with {terms.min_respondents} respondents behind a figure each can tell what the others said."
        places.warn(at, what, f"Write {FEW} or more; 5 is usual.")
    least = math.ceil(terms.dominance.respondents / terms.dominance.share - 1e-9)
    if least > terms.min_respondents and terms.dominance.share < 1:
        carried = min(1.0, terms.dominance.respondents / terms.min_respondents)
        what = (
            f"{terms.dominance.respondents} of {terms.min_respondents} respondents carry {100 * carried:.0f} % even if "
            f"all weigh alike, more than the share allowed here: nothing with fewer than {least} would be shown."
        )
        places.add(("publish", "dominance"), what, f"Write `min_respondents: {least}`, or a larger share.", key=True)
