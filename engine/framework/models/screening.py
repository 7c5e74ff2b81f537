"""What a framework says about units with few figures: which of them are left out before anything is compared."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.framework.models.base import Noun


class Screen(Noun):
    """Units with less than this share of their figures have no scores; written `0.65`, or `{least: …, by: …}`.

    The share is of the scored indicators that apply to the unit, by their number or by their weight; what a treatment
    fills in does not count. Such a unit takes no part in ranges, treatments, statistics of groups, bands or ranks.
    """

    least: float = Field(default=2 / 3, gt=0, le=1)
    by: Literal["number", "weight"] = "number"
