"""The quotas that a response counts towards, by the answers on its path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engine.framework.models import Form, Framework, Quota
from engine.questionnaire.names import holds, lookup
from engine.questionnaire.path import Walk


def quotas_met(framework: Framework, form: Form, walked: Walk) -> tuple[Quota, ...]:
    """Every quota whose condition holds; one whose answers are missing does not hold (yet)."""
    if not form.quotas:
        return ()
    names = lookup(framework, form, walked.answers, "")
    return tuple(quota for quota in form.quotas if holds(quota.when, names))


class RoomLeft:
    """Quotas filling one response after the other, where nobody begins before another has sent."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def takes(self, met: Sequence[Quota]) -> bool:
        """Whether there is room for a response in all quotas that it meets; then it is counted."""
        return self.full(met) is None and not self._taken.update(quota.id for quota in met)

    def full(self, met: Sequence[Quota]) -> Quota | None:
        """The first of these quotas that is full, or None."""
        return next((quota for quota in met if self._taken[quota.id] >= quota.at_most), None)
