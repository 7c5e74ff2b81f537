"""The bases of a round in which units are appraised: which it has, and its answers on each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isnan

from engine.appraisal.bases import Assessed, Basis, responses_on, units_on
from engine.appraisal.proven import asks_for_evidence, with_evidence_share
from engine.catalog import Offered
from engine.rounds.outside import figures_of, takes_outside
from engine.runs.recipe import Options
from engine.scoring.arrays import Snapshot
from engine.scoring.run import score
from engine.snapshots import snapshot_of
from engine.store.contract import Store
from engine.store.nouns import Round


def bases_of(store: Store, round_: Round) -> tuple[Basis, ...]:
    """The bases that a round is scored on, the one that counts last; none where nobody is appraised."""
    return tuple(Basis) if store.assessments(round_.id) else ()


def on_its_basis(store: Store, round_: Round, options: Options) -> Options:
    """The options with the basis that counts, where a round has several and none was chosen."""
    bases = () if options.basis else bases_of(store, round_)
    return replace(options, basis=bases[-1].value) if bases else options


def snapshot_on(store: Store, offered: Offered, round_: Round, basis: str = "") -> Snapshot:
    """The sent answers of a round on a basis, or on the one that counts; four queries.

    One more where the framework asks which share of the points documents prove, and one where figures come from
    outside: these count on the final basis alone, since no unit claims them.
    """
    framework = offered.framework
    assessments = store.assessments(round_.id)
    if not assessments:
        return _with_outside(store, offered, round_, store.snapshot(round_.id, framework, offered.vocabulary), basis)
    assessed = Assessed.of(assessments, store.verdicts(round_.id))
    responses = responses_on(
        framework, store.sent_responses(round_.id), assessed, Basis(basis) if basis else Basis.FINAL
    )
    snapshot = snapshot_of(framework, offered.vocabulary, responses, units_on(framework, assessed))
    if basis in ("", Basis.FINAL):
        snapshot = _with_outside(store, offered, round_, snapshot, basis)
    if not asks_for_evidence(framework):
        return snapshot
    documents = store.evidence_counts(round_.id)
    proven = {unit: documents.get(unit, {}).keys() for unit in assessed.assessments}
    return with_evidence_share(offered.plan, snapshot, basis, proven)


def totals_on(store: Store, offered: Offered, round_: Round, basis: Basis) -> Mapping[str, float]:
    """The total on a basis of each unit that has one, for who settles them: it is no publication."""
    table = score(offered.plan, snapshot_on(store, offered, round_, basis), basis=basis)
    scores = table.score[table.node_row(offered.framework.index.id)]
    return {unit.id: float(each) for unit, each in zip(table.units, scores, strict=True) if not isnan(each)}


def _with_outside(store: Store, offered: Offered, round_: Round, snapshot: Snapshot, basis: str) -> Snapshot:
    """The snapshot with the figures that the lead body brought from outside, where the framework has any."""
    if not takes_outside(offered.framework):
        return snapshot
    figures = figures_of(snapshot.units, store.outside(round_.id))
    return replace(snapshot, figures={**snapshot.figures, basis: figures}) if figures.values else snapshot
