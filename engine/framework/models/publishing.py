"""What a framework says about publishing: how many respondents must stand behind a figure that is shown."""

from __future__ import annotations

from pydantic import Field

from engine.framework.models.base import Noun


class Dominance(Noun):
    """So many respondents together may carry at most this share of a figure's weight, or of a sum's amounts."""

    respondents: int = Field(default=1, ge=1)
    share: float = Field(default=0.5, gt=0, le=1)


class Publish(Noun):
    """Which figures that rest on respondents may be shown; outside and self-assessed figures always may.

    One with fewer respondents than `min_respondents` behind it, or dominated by a few of them, is kept back.
    """

    min_respondents: int = Field(default=5, ge=1)
    dominance: Dominance = Dominance()
