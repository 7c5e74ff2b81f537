"""Examples in files answer every type of question, and are read as the served form reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.authoring.study import study
from engine.builtin.questions import TYPES
from engine.catalog import Catalog, build_catalog
from engine.plugins import make_plugin_manager
from engine.problems import errors

FEATURES = Path(__file__).parents[1] / "surveys" / "features"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager([FEATURES]))


WITH_EXAMPLES = sorted(path.stem for path in FEATURES.glob("*.yaml") if "examples:" in path.read_text("utf-8"))


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_feature_hold(name: str, catalog: Catalog) -> None:
    studied = study(catalog.offered[name], catalog.vocabulary)
    assert not errors(studied.problems)
    assert len(studied.outcomes) >= 1


def test_types_whose_answers_are_made_of_parts_have_examples(catalog: Catalog) -> None:
    shown = {question.type for name in WITH_EXAMPLES for question in catalog.offered[name].framework.question.values()}
    special = {"file", "rows", "ranking", "lookup", "duration", "date_range", "month", "compliance", "currency", "year"}
    assert special <= shown & {kind.name for kind in TYPES}


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("ranking", "best_two: [speed,", "best_two: [sped,", "`sped` is no option of `best_two`."),
        ("evidence", "report: [số liệu.xlsx]", "report: số liệu.xlsx", "the answer to `report` must be a list of file names."),
        ("repeating_rows", "systems: [Một cửa],", "systems: Một cửa,", "the answer to `systems` must be a list of names."),
        ("dates", 'end: "2025-03-01"}', 'end: "2025-03-02"}', "span"),
    ],
)
def test_a_slip_in_an_example_is_told(name: str, old: str, new: str, told: str, catalog: Catalog, tmp_path: Path) -> None:
    text = (FEATURES / f"{name}.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / f"{name}.yaml").write_text(text.replace(old, new), "utf-8")
    changed = build_catalog(make_plugin_manager([tmp_path]))
    found = list(changed.problems)
    if name in changed.offered:
        found += study(changed.offered[name], changed.vocabulary).problems
    assert any(told in str(problem) for problem in found)
