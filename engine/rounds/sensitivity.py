"""What the ranks of a kept run rest on: worked out when somebody asks, kept with the run, and only read by pages."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from engine.framework.vocabulary import Vocabulary
from engine.problems import MachineError, ThuocDoError
from engine.rounds.changes import kept_edition
from engine.runs.figures import file_of, sensitivity_in
from engine.runs.recipe import Options
from engine.runs.room import RUN, RunRoom, read_run_json
from engine.scoring.rank_sensitivity import Analysis, RankSensitivity, rank_sensitivity
from engine.scoring.sensitivity import Told

SENSITIVITY = "sensitivity.npz"
"""The file of a run that tells it."""


def keep_sensitivity(
    room: RunRoom, code: str, asked: Analysis, vocabulary: Vocabulary, *, again: bool = False, told: Told | None = None
) -> tuple[RankSensitivity, bool]:
    """Work it out from what the run has kept, and keep it with the run; whether it is new.

    Weights that nobody asked about are off as far as when the run was scored. ThuocDoError where another analysis is
    kept and `again` does not say that it is to go, where nothing may vary, or where SALib is not installed.
    """
    room.check(code)
    asked = replace(asked, share=_share(room, code) if asked.share is None else asked.share)
    kept = None if again else kept_sensitivity(room, code)
    if kept is not None:
        if kept.asked != asked:
            raise ThuocDoError(
                f"The run {code} has its sensitivity, made otherwise (--blocks {kept.asked.blocks}, --seed"
                f" {kept.asked.seed}). Give --again to work it out anew and put it in the place of that."
            )
        return kept, False
    found = worked_out_again(room, code, asked, vocabulary, told)
    room.keep_beside(code, SENSITIVITY, file_of(found))
    return found, True


def worked_out_again(
    room: RunRoom, code: str, asked: Analysis, vocabulary: Vocabulary, told: Told | None = None
) -> RankSensitivity:
    """The sensitivity of a run from its kept inputs."""
    now = kept_edition(room, code, vocabulary)
    return rank_sensitivity(now.offered.plan, vocabulary, now.snapshot, asked, basis=now.basis, told=told)


def kept_sensitivity(room: RunRoom, code: str) -> RankSensitivity | None:
    """As it was kept; None where none was. MachineError for a file that is damaged."""
    content = room.file_beside(code, SENSITIVITY)
    try:
        return None if content is None else sensitivity_in(content)
    except (ValueError, KeyError, TypeError) as broken:
        what = f"The sensitivity of the run {code} cannot be shown: {broken}. See `thuocdo verify {code}`."
        raise MachineError(what) from broken


def trace_of_sensitivity(room: RunRoom, code: str) -> str:
    """What changes when another one is kept; "" where none is."""
    content = room.file_beside(code, SENSITIVITY)
    return "" if content is None else sha256(content).hexdigest()


def _share(room: RunRoom, code: str) -> float | None:
    try:
        recipe, _, _ = read_run_json(room.file_beside(code, RUN) or b"")
        return Options.of(recipe.options).vary_weights
    except (ValueError, KeyError, TypeError) as broken:
        raise MachineError(f"The run {code} cannot be read: {broken}. See `thuocdo verify {code}`.") from broken
