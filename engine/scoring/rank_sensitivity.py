"""What is kept of a sensitivity analysis: what each choice of the method brings to the change of ranks, of no unit."""

from __future__ import annotations

from dataclasses import dataclass

from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.scoring.arrays import Snapshot
from engine.scoring.methods import Factor, methods_of
from engine.scoring.plan import Plan
from engine.scoring.sensitivity import Told, sensitivity
from engine.scoring.sobol import Indices


@dataclass(frozen=True)
class Analysis:
    """How an analysis is made: weights off by `share` (None: as the file says), one input or one a dimension."""

    blocks: int = 1024
    seed: int = 0
    share: float | None = None
    by_group: bool = False
    level: float | None = None


@dataclass(frozen=True)
class RankSensitivity:
    """Sobol indices of the mean absolute change of the ranks on the whole index, over all units together.

    asked        how it was made
    share        how far each weight was off
    factors      the other choices with their options
    inputs       names of what varied, in the order of the arrays
    rank_change  None where no choice is left to vary
    failed       share of the runs in which a ranked unit had no rank
    """

    asked: Analysis
    level: float
    share: float
    factors: tuple[Factor, ...]
    inputs: tuple[str, ...]
    runs: int
    rank_change: Indices | None
    failed: float


def rank_sensitivity(
    plan: Plan,
    vocabulary: Vocabulary,
    snapshot: Snapshot,
    asked: Analysis,
    *,
    basis: str = "",
    told: Told | None = None,
) -> RankSensitivity:
    """The indices for a snapshot. ThuocDoError where nothing may vary; otherwise as `sensitivity` raises."""
    methods = methods_of(plan, vocabulary, asked.share)
    if not methods.any:
        raise ThuocDoError(
            f"`{plan.framework.id}` lets nothing vary, so ranks rest on no choice. Give --vary-weights, such as 0.25,"
            " or add `robustness` to the file."
        )
    found = sensitivity(
        methods, snapshot,
        basis=basis, blocks=asked.blocks, seed=asked.seed, level=asked.level, by_group=asked.by_group, told=told,
    )  # fmt: skip
    return RankSensitivity(
        asked, found.level, methods.share, methods.factors, found.inputs, found.runs, found.rank_change, found.failed
    )
