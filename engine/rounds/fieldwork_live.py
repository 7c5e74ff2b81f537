"""Fieldwork of rounds as it is now: counted at most once a minute, and only when several responses have come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import TypeAlias

from engine.framework.models import Framework
from engine.rounds.counting import chosen_in, counted, forms_of, is_due
from engine.rounds.fieldwork import Fieldwork, fieldwork
from engine.rounds.invitations import told_use
from engine.store.contract import Store
from engine.store.fieldwork_nouns import Figures
from engine.store.invited import Use
from engine.store.nouns import Round

CountsByStratum: TypeAlias = Callable[[str], Sequence[Use]]
"""What is known of a round's sample, by the round's id."""

PAUSE = 60.0
"""Seconds between two countings of a round."""


class LiveFieldwork:
    """What is told of rounds' fieldwork; two cheap queries when nothing is to be counted.

    What was counted lies in the store, so that all processes and the command line tell the same: whoever could
    compare two countings with one response between them would read off whom it is about.
    """

    def __init__(
        self, store: Store, clock: Callable[[], float] = monotonic, sample: CountsByStratum = lambda _: ()
    ) -> None:
        self._store = store
        self._sample = sample
        self._clock = clock
        self._counted_at: dict[str, float] = {}

    def of(self, framework: Framework, round_: Round, today: date) -> Fieldwork:
        """How fieldwork of a round goes."""
        forms = [form.id for form in forms_of(framework)]
        targets, figures = self._store.fieldwork(round_.id)
        now = self._store.begun_and_sent(round_.id, forms)
        if is_due(figures, *now) and self._may_count(round_.id):
            figures = self._count(framework, round_.id, forms, now[0])
        sample = self._sample(round_.id)
        if sample and not figures.invited:  # who is invited is known before anybody answers
            invited = {each.stratum: each.invited for each in self._told(sample, round_.id)}
            figures = replace(figures, invited=invited, answered=dict.fromkeys(invited, 0))
        return fieldwork(framework, round_, targets, figures, (sum(each.invited for each in sample), *now), today)

    def _count(self, framework: Framework, round_id: str, forms: list[str], started: int) -> Figures:
        """The figures counted anew; those that are there where meanwhile they came to differ by too few responses."""
        gathered = self._store.gathered(round_id, forms, chosen_in(framework))
        new = counted(framework, gathered, started, sum(gathered.days.values()))
        sample = self._told(self._sample(round_id), round_id)
        new = replace(
            new,
            invited={each.stratum: each.invited for each in sample},
            answered={each.stratum: each.used for each in sample},
        )
        with self._store.together():
            _, before = self._store.fieldwork(round_id)
            if not is_due(before, new.started, new.sent):
                return before
            self._store.keep_figures(round_id, new)
        return new

    def _told(self, sample: Sequence[Use], round_id: str) -> Sequence[Use]:
        return told_use(sample, self._store.welcome(round_id).smallest)

    def _may_count(self, round_id: str) -> bool:
        before, moment = self._counted_at.get(round_id), self._clock()
        if before is not None and moment - before < PAUSE:
            return False
        self._counted_at[round_id] = moment
        return True
