"""The decision by which a round's results are published: read, checked, found again."""

from __future__ import annotations

from datetime import date

from engine.rounds.life import RefusedError, Why
from engine.store.contract import Store
from engine.store.nouns import Decree, Publication, Round, RoundState

LONGEST = 100
"""Numbers of decisions are short, such as 1234/QĐ-UBND."""


def decree_given(number: str, on: date | None, today: date) -> Decree | None:
    """The decision that is named, None for none; RefusedError for half of one, or one of a day to come."""
    words = " ".join(number.split())
    if not words and on is None:
        return None
    if not words or on is None:
        raise RefusedError(
            Why.DECREE_WHOLE, "A decision has a number and a day: give both --decision and --decided, or neither."
        )
    if len(words) > LONGEST or not words.isprintable():
        raise RefusedError(Why.DECREE_LONG, f"--decision is a number such as 1234/QĐ-UBND, at most {LONGEST} letters.")
    if on > today:
        raise RefusedError(Why.DECREE_DAY, f"--decided {on} is still to come: publish once the decision is signed.")
    return Decree(words, on)


def publication_of(store: Store, round_: Round, code: str) -> Publication | None:
    """How this run became what everybody sees of a round; None where it is not that, and of demo rounds."""
    if round_.is_demo or round_.state is not RoundState.PUBLISHED or not code or round_.run != code:
        return None
    return next(iter(store.publications(round_.id)), None)
