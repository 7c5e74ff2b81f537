"""A framework's examples run as its tests: through the pages, the path and the scoring that are served."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from engine.authoring.expectations import Failure, of_figures, of_flags, of_questions, of_quotas, of_response
from engine.authoring.filling import FilledIn, fill_in
from engine.framework.composer import Way
from engine.framework.example_checks import form_of
from engine.framework.missing import REASONS
from engine.framework.models import Example, Framework
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.questionnaire.path import walk
from engine.questionnaire.quality import given_in, own_flags
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.plan import Plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable
from engine.snapshots import Filled, register_of, snapshot_of


@dataclass(frozen=True)
class Outcome:
    """What came of one example: what was not as expected, the responses as they were filled in, the scores."""

    example: Example
    failures: tuple[Failure, ...]
    responses: tuple[FilledIn, ...] = ()
    table: ScoreTable | None = field(default=None, compare=False)


def run_examples(framework: Framework, plan: Plan, vocabulary: Vocabulary) -> Iterator[Outcome]:
    """Each example's outcome, one after the other, so that a caller may stop at the first failure."""
    for position, example in enumerate(framework.examples):
        yield run_example(framework, plan, vocabulary, example, ("examples", position))


def run_example(framework: Framework, plan: Plan, vocabulary: Vocabulary, example: Example, way: Way) -> Outcome:
    """One example's outcome; `way` is where it stands in the file."""
    failures: list[Failure] = []
    responses: list[FilledIn] = []
    sent: list[Filled] = []
    for position, given in enumerate(example.every_response):
        form = form_of(framework, given)
        if form is None:
            raise ValueError("the checks of the file keep such an example out")
        filled = fill_in(framework, form, given, vocabulary)
        at = (*way, "responses", position) if example.responses else way
        failures += of_response(filled, given, example, at, (*way, "expect"))
        responses.append(filled)
        walked = walk(framework, form, filled.answers)
        raised = tuple(own_flags(framework, given_in(form, walked, kinds=vocabulary.question_types)))
        sent += [Filled(form.id, given.unit or "", filled.answers, raised)] * given.times
    failures += of_questions(responses, example, (*way, "expect"))
    failures += of_quotas(framework, responses, example, (*way, "expect"))
    table = None
    snapshot = _snapshot(framework, vocabulary, example, sent)
    failures += of_flags(snapshot, example, (*way, "expect"))
    try:
        table = score(plan, snapshot) if snapshot.units else None  # an example of a form alone is about no unit
    except ThuocDoError as refusal:
        if example.expect.of_scores:
            failures.append(Failure((*way, "expect"), f"there are no scores, since {refusal}"))
    if table is not None:
        failures += of_figures(framework, table, example, (*way, "expect"))
    return Outcome(example, tuple(failures), tuple(responses), table)


def _snapshot(framework: Framework, vocabulary: Vocabulary, example: Example, sent: list[Filled]) -> Snapshot:
    named = example.expect.by_unit
    units = register_of(
        framework,
        [*example.figures, *(one.unit for one in sent if one.unit), *(unit for by_unit in named for unit in by_unit)],
    )
    records = snapshot_of(framework, vocabulary, sent, units).records if sent else None
    return Snapshot(units, records, {"": _figures(example, units)} if example.figures else {})


def _figures(example: Example, units: tuple[UnitRow, ...]) -> Figures:
    values: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    reasons: dict[str, np.ndarray[tuple[int], np.dtype[np.int8]]] = {}
    for column, unit in enumerate(units):
        for name, figure in example.figures.get(unit.id, {}).items():
            values.setdefault(name, np.full(len(units), np.nan))
            reasons.setdefault(name, np.zeros(len(units), dtype=np.int8))
            if isinstance(figure, str):
                reasons[name][column] = REASONS[figure]
            else:
                values[name][column] = figure
    return Figures(values, reasons)
