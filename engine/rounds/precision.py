"""How sure a figure is that rests on so many answers, and how many answers a wanted margin takes."""

from __future__ import annotations

from math import ceil, sqrt
from statistics import NormalDist

WIDEST = 50.0
"""Points of 100: a margin that says nothing."""


def margin(answers: int, *, level: float, population: int | None = None) -> float | None:
    """The margin of error in points of 100, of a share or a mean on a scale from 0 to 100; None without answers.

    e = 100 · z · √(¼ / n · (N − n) / (N − 1)), without the last factor where nobody said how many N could answer.
    No answers from 0 to 100 vary more than half at either end (Popoviciu), so no indicator is less sure than this.
    At most `WIDEST`; 0 when all have answered. Simple random draws: weights and self-selection are not in it.

    Source: Cochran, Sampling Techniques, 3rd ed. 1977, sections 3.2 and 4.4.
    """
    if answers <= 0:
        return None
    left = 1.0 if population is None else max(population - answers, 0) / max(population - 1, 1)
    return min(WIDEST, 100 * _z(level) * sqrt(0.25 / answers * left))


def answers_for(points: float, *, level: float, population: int | None = None) -> int:
    """How many answers bring the margin down to so many points of 100: `margin` solved for n, rounded up.

    n = z² · ¼ · N / ((N − 1) · e² + z² · ¼), or z² · ¼ / e² where nobody said how many N could answer.

    Source: Krejcie & Morgan, Determining Sample Size for Research Activities, 1970.
    """
    spread, wanted = _z(level) ** 2 * 0.25, (points / 100) ** 2
    exact = spread / wanted if population is None else spread * population / ((population - 1) * wanted + spread)
    return ceil(exact - 1e-9)


def _z(level: float) -> float:
    """How many standard errors lie on either side, for a level in percent."""
    return NormalDist().inv_cdf(0.5 + level / 200)
