"""The life of a round: which state may follow which, and what has to be there for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.problems import ThuocDoError
from engine.store.nouns import Round, RoundState, ScoredRun

FOLLOWS: Mapping[RoundState, tuple[RoundState, ...]] = {
    RoundState.DRAFT: (RoundState.OPEN,),
    RoundState.OPEN: (RoundState.CLOSED,),
    RoundState.CLOSED: (RoundState.OPEN, RoundState.PUBLISHED),
    RoundState.PUBLISHED: (RoundState.PUBLISHED,),
}
"""A closed round may be opened again; what is published has been read and stays, until another run takes its place."""


def check_move(round_: Round, to: RoundState, sent: int) -> None:
    """Whether a round with so many sent responses may move; ThuocDoError with the mend if not."""
    if to not in FOLLOWS[round_.state]:
        may = " or ".join(state.value for state in FOLLOWS[round_.state]) or "nothing more"
        raise ThuocDoError(f"The round {round_.id} is {round_.state}: next it may become {may}, not {to}.")
    if to is RoundState.PUBLISHED and not sent:
        raise ThuocDoError(f"The round {round_.id} has no response that was sent: there is nothing to publish.")


def run_to_publish(
    round_: Round, runs: Sequence[ScoredRun], revision: int, code: str | None, reason: str
) -> ScoredRun:
    """The run that is named, else the newest, which must then rest on all answers; ThuocDoError with the mend if not.

    `revision` is the round's now. Taking a published run's place needs a reason.
    """
    named = next((run for run in runs if run.code == code), None) if code else next(iter(runs), None)
    score_it = f"score it with `thuocdo round score {round_.id}`"
    if named is None:
        what = f"no run {code}" if code else "not been scored"
        also = "" if not (code and runs) else f", or name one of: {', '.join(run.code for run in runs)}"
        raise ThuocDoError(f"The round {round_.id} has {what}: {score_it}{also}.")
    if not code and named.revision != revision:
        raise ThuocDoError(
            f"Answers came after the run {named.code}: {score_it} again, or publish that one with --run {named.code}."
        )
    if round_.run == named.code:
        raise ThuocDoError(f"The run {named.code} is what is published of the round {round_.id} already.")
    if round_.run and not reason.strip():
        raise ThuocDoError(f"The run {round_.run} is published: say with --reason why another takes its place.")
    return named
