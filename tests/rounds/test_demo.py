"""Demo rounds are synthetic, seeded, and say so; results follow each new response."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from engine.catalog import Catalog, build_catalog
from engine.plugins import make_plugin_manager
from engine.resources import folder
from engine.rounds.demo import make_demo_rounds
from engine.rounds.results import Results, may_show_results
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore

TODAY = date(2026, 11, 23)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    starter = (folder("templates") / "starter.yaml").read_text(encoding="utf-8").replace("id: ID", "id: sample")
    (tmp_path / "sample.yaml").write_text(starter, encoding="utf-8")
    whole = build_catalog(make_plugin_manager([tmp_path]))
    return Catalog({"sample": whole.offered["sample"]}, (), whole.vocabulary, (), ())


def made(data: Path, catalog: Catalog, respondents: int = 40) -> SqliteStore:
    store = SqliteStore.open(data)
    make_demo_rounds(store, catalog, TODAY, lambda *_: None, respondents)
    return store


def test_a_demo_round_is_labelled_open_and_full_of_answers(tmp_path: Path, catalog: Catalog) -> None:
    store = made(tmp_path / "data", catalog)
    round_ = store.round("demo-sample")
    assert round_ is not None
    assert (round_.is_demo, round_.state) == (True, RoundState.OPEN)
    assert store.response_counts("demo-sample") == {"started": 40, "sent": 40}


def test_making_it_again_changes_nothing(tmp_path: Path, catalog: Catalog) -> None:
    store = made(tmp_path / "data", catalog)
    make_demo_rounds(store, catalog, TODAY, lambda *_: None, 40)
    assert store.response_counts("demo-sample")["sent"] == 40


def test_the_same_seed_gives_the_same_scores(tmp_path: Path, catalog: Catalog) -> None:
    offered = catalog.offered["sample"]
    tables = []
    for name in ("one", "two"):
        store = made(tmp_path / name, catalog)
        round_ = store.round("demo-sample")
        assert round_ is not None
        tables.append(Results(store).of(offered, round_))
    np.testing.assert_allclose(tables[0].score, tables[1].score, rtol=0, atol=1e-9)
    assert np.isfinite(tables[0].score).all()


def test_every_ranked_unit_of_the_bundled_rounds_has_a_result(tmp_path: Path) -> None:
    catalog = build_catalog(make_plugin_manager([folder("surveys")]))
    store = SqliteStore.open(tmp_path)
    make_demo_rounds(store, catalog, TODAY, lambda *_: None)
    rounds = store.rounds()
    asked = {name for name, offered in catalog.offered.items() if offered.framework.forms}
    assert {round_.framework_id for round_ in rounds} == asked >= {"dti_commune", "dti_department", "dti_district"}
    for round_ in rounds:
        table = Results(store).of(catalog.offered[round_.framework_id], round_)
        ranked = [row.group is not None for row in table.units]
        assert sum(ranked) >= (1 if round_.framework_id == "nq09_targets" else 6)  # one province reports
        assert np.isfinite(table.score[0, ranked]).all(), round_.id
        assert (table.rank[0, ranked] >= 1).all(), round_.id


def test_units_that_assess_themselves_get_no_interval(tmp_path: Path) -> None:
    whole = build_catalog(make_plugin_manager([folder("surveys")]))
    catalog = Catalog({"dti_commune": whole.offered["dti_commune"]}, (), whole.vocabulary, whole.checks, ())
    store = made(tmp_path, catalog)
    table = Results(store).of(catalog.offered["dti_commune"], store.rounds()[0])
    assert table.replicates == 0
    assert np.isnan(table.score_low).all()


def test_results_are_scored_once_until_another_response_is_sent(tmp_path: Path, catalog: Catalog) -> None:
    store = made(tmp_path / "data", catalog)
    offered, round_ = catalog.offered["sample"], store.round("demo-sample")
    assert round_ is not None
    results = Results(store)
    first = results.of(offered, round_)
    assert results.of(offered, round_) is first
    response = store.start_response("demo-sample", "business")
    store.send(response.id, 0, TODAY, ())
    assert results.of(offered, round_) is not first


def test_a_real_round_shows_results_only_when_published() -> None:
    def round_with(state: RoundState, is_demo: bool = False, run: str = "") -> Round:
        return Round("r", "f", "R", state, is_demo, None, None, "", "", run)

    assert not may_show_results(round_with(RoundState.OPEN))
    assert not may_show_results(round_with(RoundState.CLOSED))
    assert not may_show_results(round_with(RoundState.PUBLISHED))
    assert may_show_results(round_with(RoundState.PUBLISHED, run="7K3M-9QRT-2VXA"))
    assert may_show_results(round_with(RoundState.OPEN, is_demo=True))
