"""Communes fill in all 62 items, are appraised and ranked: 13 of them in the suite, 130 in the long campaign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from engine.appraisal.acts import begin, case_of, make_move
from engine.appraisal.bases import Basis
from engine.appraisal.stages import Move
from engine.catalog import Offered, build_catalog
from engine.framework.models import Node
from engine.framework.reader import read_text
from engine.people.acts import Actor
from engine.plugins import make_plugin_manager
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.rounds.bases import snapshot_on
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.scoring.standings import standings_of
from engine.store.assessment_nouns import Stage, Turn, Verdict, VerdictKind
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OFFICER, HEAD, APPRAISER, LEAD = (Actor(name, AT) for name in ("officer", "head", "appraiser", "lead"))
ROUND = "dti-2026"
DUE = 100.0


@pytest.fixture(scope="module")
def vocabulary():
    return build_catalog(make_plugin_manager()).vocabulary


def set_of(communes: int, vocabulary) -> Offered:
    """The bundled set with so many communes in its register."""
    text = build_catalog(make_plugin_manager()).offered["dti_commune"].file.text
    before, rest = text.split("  list:\n", 1)
    units = "".join(
        f"    - {{id: xa-{n}, group: communes, title: {{vi: Xã {n}, en: Commune {n}}}}}\n" for n in range(communes)
    )
    _, after = rest.split("\nforms:\n", 1)
    without_examples = after.split("\n# Run by `thuocdo check`")[0]
    found = read_text(f"{before}  list:\n{units}\nforms:\n{without_examples}\n", "communes.yaml", vocabulary)
    assert found.framework is not None, found.problems
    assert found.file is not None
    return Offered(found.framework, make_plan(found.framework, vocabulary), found.file, "test", vocabulary)


def done(unit: int, item: int) -> float:
    """How many of a hundred a commune has done: any pattern that makes communes differ."""
    return float((unit * 37 + item * 11) % 101)


def answer(offered: Offered, node: Node, unit: int, item: int) -> Answer:
    """Ratios as `done` says; of all else what gives all points."""
    question = offered.framework.question[node.source[0]]
    match question.type:
        case "ratio":
            return Answer({"done": done(unit, item), "due": DUE})
        case "choice":
            return Answer(max(offered.framework.options_of(question), key=lambda option: option.value or 0).id)
        case "choices":
            return Answer(tuple(option.id for option in question.options if not option.exclusive))
        case "percentage":
            return Answer(100.0)
    return Answer(float(question.setting("max") or 50))


def most(node: Node) -> float:
    assert node.normalise is not None
    return float(node.normalise.settings["to"][1])


def claimed_points(offered: Offered, unit: int) -> list[float]:
    """By hand: the share that is done, times the points; all points where it is no ratio."""
    return [
        most(node) * (done(unit, item) / DUE if offered.framework.question[node.source[0]].type == "ratio" else 1)
        for item, node in enumerate(offered.framework.indicators)
    ]


def halved(unit: int, item: int) -> bool:
    """Of which ratios the appraiser finds only half."""
    return (unit + item) % 5 == 0


def appraised_points(offered: Offered, unit: int) -> list[float]:
    return [
        points / 2 if halved(unit, item) and offered.framework.question[node.source[0]].type == "ratio" else points
        for item, (node, points) in enumerate(
            zip(offered.framework.indicators, claimed_points(offered, unit), strict=True)
        )
    ]


def verdicts(offered: Offered, name: str, unit: int) -> Iterator[Verdict]:
    for item, node in enumerate(offered.framework.indicators):
        question, own = node.source[0], {}
        is_ratio = offered.framework.question[question].type == "ratio"
        if is_ratio and halved(unit, item):
            own = {AnswerKey(question): Answer({"done": done(unit, item) / 2, "due": DUE})}
        kind = VerdictKind.CHANGE if own else VerdictKind.AGREE
        yield Verdict(
            ROUND, name, question, Turn.FIRST, kind, "appraiser", AT, "half of it is shown" if own else "", own
        )


def through_the_cycle(store: SqliteStore, offered: Offered, name: str, unit: int) -> None:
    """One commune: filled in by its officers, approved, appraised, answered by its head, decided."""
    for item, node in enumerate(offered.framework.indicators):
        question = node.source[0]
        given: Answers = {AnswerKey(question): answer(offered, node, unit, item)}
        saved = store.save_item(ROUND, name, question, 0, given, "see the annual report", OFFICER.who, AT)
        assert not saved.conflict
    make_move(store, offered, ROUND, name, Move.APPROVE, HEAD, by_the_unit=True)
    for verdict in verdicts(offered, name, unit):
        assert store.save_verdict(verdict, 0) is None
    make_move(store, offered, ROUND, name, Move.SEND_BACK, LEAD)
    make_move(store, offered, ROUND, name, Move.ANSWER, HEAD, by_the_unit=True)
    make_move(store, offered, ROUND, name, Move.SETTLE, LEAD)


def filled_appraised_and_ranked(folder: Path, communes: int, vocabulary) -> None:
    offered = set_of(communes, vocabulary)
    store = SqliteStore.open(folder)
    round_ = Round(
        ROUND, "dti_commune", "DTI", RoundState.OPEN, False, None, None, offered.file.text, offered.file.sha256
    )
    store.create_round(round_)
    names = [unit.id for unit in offered.framework.units.list]
    assert len(begin(store, offered, round_, names, LEAD)) == communes
    for unit, name in enumerate(names):
        through_the_cycle(store, offered, name, unit)
        assert case_of(store, offered, ROUND, name).assessment.stage is Stage.SETTLED

    tables = {b.value: score(offered.plan, snapshot_on(store, offered, round_, b.value), basis=b.value) for b in Basis}
    found = standings_of(tables)
    expected = {
        "claimed": np.array([claimed_points(offered, unit) for unit in range(communes)]).T,
        "appraised": np.array([appraised_points(offered, unit) for unit in range(communes)]).T,
    }
    expected["final"] = expected["appraised"]
    leaves = [found.nodes.index(node.id) for node in offered.framework.indicators]
    order = [names.index(unit.id) for unit in found.units]
    for basis, points in expected.items():
        np.testing.assert_allclose(found.scores[basis][leaves], points[:, order], rtol=0, atol=1e-9)
        np.testing.assert_allclose(found.scores[basis][0], points[:, order].sum(axis=0), rtol=0, atol=1e-9)
    totals = tables["final"].score[0]
    better = np.array([1 + (totals > total + 1e-6).sum() for total in totals])
    assert tables["final"].rank[0].tolist() == better.tolist()
    assert (found.most[0] == 960).all()
    states = [state.id for state in offered.framework.states]
    assert (found.state[leaves] == states.index("needs_evidence")).sum() == sum(
        halved(unit, item) and done(unit, item) > 0
        for unit in range(communes)
        for item, node in enumerate(offered.framework.indicators)
        if offered.framework.question[node.source[0]].type == "ratio"
    )


def test_thirteen_communes_of_sixty_two_items(tmp_path: Path, vocabulary) -> None:
    filled_appraised_and_ranked(tmp_path, 13, vocabulary)


@pytest.mark.soak
def test_a_hundred_and_thirty_communes_of_sixty_two_items(tmp_path: Path, vocabulary) -> None:
    filled_appraised_and_ranked(tmp_path, 130, vocabulary)
