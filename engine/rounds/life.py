"""The life of a round: which state may follow which, and what has to be there for it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.problems import ThuocDoError
from engine.store.nouns import Round, RoundState

FOLLOWS: Mapping[RoundState, tuple[RoundState, ...]] = {
    RoundState.DRAFT: (RoundState.OPEN,),
    RoundState.OPEN: (RoundState.CLOSED,),
    RoundState.CLOSED: (RoundState.OPEN, RoundState.PUBLISHED),
    RoundState.PUBLISHED: (),
}
"""A closed round may be opened again; what is published has been read and stays."""


def check_move(round_: Round, to: RoundState, sent: int) -> None:
    """Whether a round with so many sent responses may move; ThuocDoError with the mend if not."""
    if to not in FOLLOWS[round_.state]:
        may = " or ".join(state.value for state in FOLLOWS[round_.state]) or "nothing more"
        raise ThuocDoError(f"The round {round_.id} is {round_.state}: next it may become {may}, not {to}.")
    if to is RoundState.PUBLISHED and not sent:
        raise ThuocDoError(f"The round {round_.id} has no response that was sent: there is nothing to publish.")
