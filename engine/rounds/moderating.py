"""Comments read and decided about: kept as they are, told in part, or not told; each decision in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.catalog import Offered
from engine.rounds.comments import Comment, comments_of, decision
from engine.rounds.life import about
from engine.rounds.moves import By
from engine.store.audit import Entry
from engine.store.contract import Store
from engine.store.life import MeanwhileError
from engine.store.nouns import Decision, Round


def comments_now(store: Store, offered: Offered, round_: Round) -> list[Comment]:
    """All comments of a round with what was decided about each."""
    under = store.sent_under_marks(round_.id)
    return comments_of(offered.framework, offered.vocabulary, under, store.decisions(round_.id))


def decided_anew(store: Store, round_: Round, comments: Sequence[Comment]) -> list[Comment]:
    """The same comments with what is decided by now."""
    decisions = store.decisions(round_.id)
    return [replace(each, decided=decisions.get(each.mark)) for each in comments]


def decide(
    store: Store,
    round_: Round,
    comments: Sequence[Comment],
    what: Decision,
    by: By,
    name: str,
    parts: Sequence[str] = (),
) -> None:
    """Decide the same about comments as they were shown, by `name`: about all of them or none.

    ThuocDoError with the mend for what says too little, MeanwhileError where somebody else has decided since.
    """
    made = [(each, decision(each, what, name, by.reason, parts)) for each in comments]
    with store.together():
        now = store.decisions(round_.id)
        for each, decided in made:
            if now.get(each.mark) != each.decided:
                raise MeanwhileError(f"The comment {each.mark} was decided meanwhile; look at it and do it again.")
            store.decide(round_.id, decided)
            place = f"{about(round_.id)}/comments/{each.mark}"
            store.note(Entry(by.at, by.who, "comment.decide", place, each.state, what.value, decided.reason))
