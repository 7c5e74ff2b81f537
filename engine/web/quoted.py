"""What is quoted of a unit on its scorecard: what may be quoted at all is found once for each state of answers."""

from __future__ import annotations

from functools import lru_cache

from engine.rounds.comments import Comment
from engine.rounds.quotes import NONE, Quotes, any_released, least_of, quotable_comments, quoted
from engine.store.nouns import Round
from engine.web.house import house


def quotes_for(round_: Round, unit_id: str) -> Quotes:
    """What is quoted of a unit now."""
    store, offered = house().store, house().offered_for(round_)
    decisions = store.decisions(round_.id)
    if not any_released(decisions):
        return NONE
    least, revision = least_of(store, offered, round_), store.revision(round_.id)
    comments = _quotable(id(store), round_.id, revision, round_.framework_sha256, least)
    return quoted(offered.framework, comments, decisions, unit_id)


@lru_cache(maxsize=4)
def _quotable(_store: int, round_id: str, _revision: int, _sha256: str, least: int) -> tuple[Comment, ...]:
    """The comments of a round out of cells that are large enough; the same until another response is sent."""
    round_ = house().round(round_id)
    assert round_ is not None
    return quotable_comments(house().offered_for(round_), house().store.sent_under_marks(round_id), least)
