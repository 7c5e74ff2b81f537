"""Which conditions, gates, bands, options and nodes of a framework its examples touch, and which none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.authoring.examples import Outcome
from engine.authoring.expectations import bitten_gates
from engine.authoring.filling import FilledIn
from engine.framework.composer import Way
from engine.framework.index_checks import nodes_with_ways
from engine.framework.models import Framework, Page
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.names import holds, lookup, plain
from engine.questionnaire.path import walk
from engine.questionnaire.quotas import quotas_met

KINDS = ("conditions", "gates", "bands", "options", "nodes")


@dataclass(frozen=True)
class Branch:
    """One thing that an example may touch: its kind, the mark that it was, its place, and what to say when none did."""

    kind: str
    mark: tuple[str, ...]
    way: Way
    untouched: str


@dataclass(frozen=True)
class Coverage:
    """Every branch, and the marks of those that some example touched."""

    branches: tuple[Branch, ...]
    marks: frozenset[tuple[str, ...]]

    def counts(self) -> Iterator[tuple[str, int, int]]:
        """Kind, how many are touched, of how many; kinds of which the framework has none are left out."""
        for kind in KINDS:
            all_of = [branch for branch in self.branches if branch.kind == kind]
            if all_of:
                yield kind, sum(branch.mark in self.marks for branch in all_of), len(all_of)

    def gaps(self) -> Iterator[tuple[Way, str]]:
        """Place and words of what no example touches, in the order of the file; a question's options together."""
        unchosen: dict[Way, list[str]] = {}
        for branch in self.branches:
            if branch.kind == "options" and branch.mark not in self.marks:
                unchosen.setdefault(branch.way, []).append(branch.untouched)
        for branch in self.branches:
            if branch.mark in self.marks:
                continue
            if branch.kind != "options":
                yield branch.way, branch.untouched
            elif options := unchosen.pop(branch.way, None):
                yield branch.way, f"no example chooses {', '.join(options)}."


def coverage_of(framework: Framework, outcomes: Iterable[Outcome]) -> Coverage:
    """What the examples that were run touched of the framework."""
    marks: set[tuple[str, ...]] = set()
    for outcome in outcomes:
        for filled in outcome.responses:
            marks.update(_of_response(framework, filled))
        marks.update(_of_table(framework, outcome))
    return Coverage(tuple(_branches(framework)), frozenset(marks))


def _branches(framework: Framework) -> Iterator[Branch]:
    for f, form in enumerate(framework.forms):
        for k, quota in enumerate(form.quotas):
            yield from _both(("quota", form.id, quota.id), ("forms", f, "quotas", k, "when"))
        for s, section in enumerate(form.sections):
            if section.when is not None:
                yield from _both(("section", form.id, section.id), ("forms", f, "sections", s, "when"))
        for p, page in enumerate(form.pages):
            way: Way = ("forms", f, "pages", p)
            if page.when is not None:
                yield from _both(("page", form.id, page.id), (*way, "when"))
            for q, question in enumerate(page.questions):
                at = (*way, "questions", q)
                if question.when is not None:
                    yield from _both(("question", question.id), (*at, "when"))
                for option in framework.options_of(question):
                    yield Branch("options", ("option", question.id, option.id), at, option.id)
    for node_way, node in nodes_with_ways(framework):
        if node.scored:
            yield Branch("nodes", ("node", node.id), node_way, "no example gives it a score.")
    for r, reported in enumerate(framework.reported):
        yield Branch("nodes", ("node", reported.id), ("reported", r), "no example gives it a score.")
    for b, band in enumerate(framework.bands):
        yield Branch("bands", ("band", band.id), ("bands", b), "no example reaches it.")
    for g, gate in enumerate(framework.gates):
        yield Branch("gates", ("gate", gate.id, "bites"), ("gates", g), "no example is limited by it.")
        yield Branch("gates", ("gate", gate.id, "spares"), ("gates", g), "no example is spared by it.")


def _both(mark: tuple[str, ...], way: Way) -> Iterator[Branch]:
    yield Branch("conditions", (*mark, "true"), way, "`when` is true in no example.")
    yield Branch("conditions", (*mark, "false"), way, "`when` is false in no example.")


def _of_response(framework: Framework, filled: FilledIn) -> Iterator[tuple[str, ...]]:
    walked = walk(framework, filled.form, filled.answers)
    for key, answer in walked.answers.items():
        chosen = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        for option in chosen:
            if isinstance(option, str):
                yield "option", key.question, option
    met = quotas_met(framework, filled.form, walked)
    for quota in filled.form.quotas:
        yield "quota", filled.form.id, quota.id, str(quota in met).lower()
    for page in filled.form.pages:
        for item in _passes(page, walked.answers):
            names = lookup(framework, filled.form, walked.answers, item)
            if (section := filled.form.section_of.get(page.id)) is not None:
                begun = holds(section.when, names)
                yield "section", filled.form.id, section.id, str(begun).lower()
                if not begun:
                    continue
            seen = holds(page.when, names)
            yield "page", filled.form.id, page.id, str(seen).lower()
            for question in page.questions if seen else ():
                yield "question", question.id, str(holds(question.when, names)).lower()


def _passes(page: Page, answers: Answers) -> tuple[str, ...]:
    if page.for_each is None:
        return ("",)
    chosen = plain(answers.get(AnswerKey(page.for_each)))
    return chosen if isinstance(chosen, tuple) else ()


def _of_table(framework: Framework, outcome: Outcome) -> Iterator[tuple[str, ...]]:
    table = outcome.table
    if table is None:
        return
    scored = ~np.isnan(table.score)
    for row, node in enumerate(table.nodes):
        if scored[row].any():
            yield "node", node
    for place in set(table.band[0].tolist()) - {-1}:
        yield "band", framework.bands[place].id
    for unit in table.units:
        bitten = bitten_gates(table, unit.id)
        for gate in framework.gates:
            if gate.id in bitten:
                yield "gate", gate.id, "bites"
            elif scored[table.node_row(gate.on), table.unit_column(unit.id)]:
                yield "gate", gate.id, "spares"
