"""The moves of a round, as commands and pages order them: decided, done and noted in the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from engine.appraisal.bases import Basis
from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.rounds.changes import keep_changes
from engine.rounds.clock import drafts_until
from engine.rounds.life import (
    RefusedError,
    Why,
    check_move,
    check_publishing,
    closed,
    embargoed,
    extended,
    line,
    opened,
    reopened,
    run_to_publish,
    withdrawn,
)
from engine.rounds.quotas import quotas_of, with_figures
from engine.rounds.stratum_quotas import with_strata
from engine.runs.room import RunRoom
from engine.store.contract import Store
from engine.store.life import MeanwhileError
from engine.store.nouns import Decree, Life, Publication, Round, RoundState, ScoredRun


@dataclass(frozen=True)
class By:
    """Who orders a move, when (in the rounds' zone), and why."""

    who: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class LastDay:
    """A last day, to its end or to a time of day."""

    day: date
    at: time | None = None


@dataclass(frozen=True)
class Published:
    """What was published, and what whoever did it should hear.

    `is_older`: answers came after the run; `drafts_until`: drafts could have been sent until then.
    """

    run: ScoredRun
    is_older: bool
    drafts_until: datetime | None
    refused: tuple[str, ...]


def open_round(store: Store, round_: Round, by: By) -> Round:
    """Take answers for the first time."""
    return _moved(store, round_, opened(round_), "round.open", by)


def close_round(store: Store, round_: Round, by: By, grace: int | None = None) -> Round:
    """Take no more answers; drafts may be sent for so many hours more. No file tells the order of answers then."""
    after = _moved(store, round_, closed(round_, by.at.replace(microsecond=0), grace), "round.close", by)
    store.settle()
    return after


def reopen_round(store: Store, round_: Round, by: By, last: LastDay | None = None) -> Round:
    """Take answers again."""
    day, at = (last.day, last.at) if last else (None, None)
    return _moved(store, round_, reopened(round_, by.at, day, at, by.reason), "round.reopen", by)


def extend_round(store: Store, round_: Round, by: By, last: LastDay) -> Round:
    """Give another last day."""
    return _moved(store, round_, extended(round_, by.at, last.day, last.at, by.reason), "round.extend", by)


def withdraw(store: Store, round_: Round, by: By) -> Round:
    """Take back what is published or shown to units."""
    return _moved(store, round_, withdrawn(round_, by.reason), "round.withdraw", by)


def embargo(store: Store, data: Path, round_: Round, by: By, until: date, code: str | None = None) -> Round:
    """Show a kept run to the units, and to nobody else, until a day."""
    check_move(round_, RoundState.EMBARGOED, store.response_counts(round_.id)["sent"])
    why = by.reason or "embargo"  # nothing is published yet
    run = run_to_publish(round_, _that_count(store, data, round_, code), store.revision(round_.id), code, why)
    RunRoom(data).check(run.code)
    after = embargoed(round_, run, until, by.at.date())
    with store.together():
        store.show_units(Publication(run.code, round_.id, by.at.date(), to_units=True))
        return _moved(store, round_, after, "round.embargo", by)


def _that_count(store: Store, data: Path, round_: Round, code: str | None) -> list[ScoredRun]:
    """The kept runs save those of what was only claimed or appraised once; RefusedError where one of these is named."""
    bases = {run: RunRoom(data).basis_of(run.code) for run in store.runs(round_.id)}
    found = [run for run, basis in bases.items() if basis in ("", Basis.FINAL)]
    for run, basis in bases.items():
        if run.code == code and run not in found:
            those = ", ".join(each.code for each in found) or f"none: score it with `thuocdo round score {round_.id}`"
            what = f"The run {code} is of what was {basis}, and only stands beside the final one."
            raise RefusedError(Why.NO_RUN, f"{what} The runs that count: {those}.")
    return found


def publish(
    store: Store,
    data: Path,
    vocabulary: Vocabulary,
    round_: Round,
    by: By,
    code: str | None = None,
    decree: Decree | None = None,
) -> Published:
    """Make a kept run the results that everybody sees, by a decision where one is named.

    MeanwhileError when somebody else has moved the round.
    """
    counts = store.response_counts(round_.id)
    check_move(round_, RoundState.PUBLISHED, counts["sent"])
    revision = store.revision(round_.id)
    check_publishing(round_, by.at.date(), by.reason)
    run = run_to_publish(round_, _that_count(store, data, round_, code), revision, code, by.reason)
    RunRoom(data).check(run.code)
    refused = tuple(keep_changes(data, store, round_, run.code, vocabulary))
    shown = replace(round_, state=RoundState.PUBLISHED, run=run.code, life=Life())
    entry = line(round_, shown, "round.publish", by.who, by.at, by.reason)
    if decree is not None:
        entry = replace(entry, after=f"{entry.after}, decision {decree.number} of {decree.on}")
    with store.together():
        if _place(store.round(round_.id)) != _place(round_):
            raise MeanwhileError(f"The round {round_.id} was changed meanwhile; look at it and do it again.")
        store.publish(Publication(run.code, round_.id, by.at.date(), by.reason.strip(), decree=decree), entry)
    drafts = counts["started"] - counts["sent"] - sum(store.screened_counts(round_.id).values())
    until = drafts_until(round_, by.at)
    is_early = until is not None and by.at < until and drafts > 0
    return Published(run, run.revision != revision, until if is_early else None, refused)


def set_figures(
    store: Store, framework: Framework, round_: Round, by: By, figures: Mapping[str, int | None]
) -> Mapping[str, int | None]:
    """Give quotas figures of the round's own (None lifts one); which it has now."""
    most = with_figures(framework, round_, figures)
    after = replace(round_, life=replace(round_.life, most=most))
    own = {each.id: each.at_most for each in quotas_of(framework)}
    store.set_quotas(round_, most, own, line(round_, after, "round.quota", by.who, by.at, by.reason))
    return most


def set_strata(
    store: Store, framework: Framework, round_: Round, by: By, figures: Mapping[str, int | None], known: Collection[str]
) -> Round:
    """Take at most so many answers of strata of the sample (None: any number); the round as it is now."""
    most = with_strata(round_, figures, known, store.welcome(round_.id).smallest)
    after = replace(round_, life=replace(round_.life, most=most))
    own = {each.id: each.at_most for each in quotas_of(framework)}
    store.set_quotas(round_, most, own, line(round_, after, "round.quota", by.who, by.at, by.reason))
    return after


def _place(round_: Round | None) -> object:
    return round_ and (round_.state, round_.run, round_.life.embargo, round_.life.until, round_.life.withdrawn)


def _moved(store: Store, before: Round, after: Round, what: str, by: By) -> Round:
    store.move(before, after, line(before, after, what, by.who, by.at, by.reason))
    return after
