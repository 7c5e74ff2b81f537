"""Whatever figures come in, every bundled rule gives a stated result or a sentence that names the indicator."""

import warnings

import numpy as np
import pytest
from indices import dimension, leaf, records, snapshot, units, use

from engine.builtin import plugin
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.rules import RuleKind
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.scoring.arrays import Column, Snapshot
from engine.scoring.planning import make_plan
from engine.scoring.run import score

VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
NAN = np.nan

SETTINGS = {
    "measure": {
        "share": [{"of": ("yes",)}],
        "mean": [{}],
        "median": [{}],
        "count": [{}, {"of": ("yes",)}],
        "value": [{}],
        "ratio": [{}, {"none_due": "full"}, {"none_due": "zero"}],
        "net_balance": [{"up": ("yes",), "down": ("no",)}],
        "nps": [{}],
        "share_within": [{"at_least": 1}, {"at_most": 0}],
        "total": [{}],
        "quantile": [{"at": 0.9}],
        "mean_place": [{"of": "yes"}, {"of": "yes", "unplaced": 3}],
        "share_placed": [{"of": "yes"}],
    },
    "treat": {
        "clamp": [{"low": 0, "high": 10}],
        "winsorise": [{"low": 0.05, "high": 0.95}, {"high": 0.9, "over": "group"}],
        "outliers": [{}, {"most": 0}, {"otherwise": "keep"}, {"most": 0, "otherwise": "boxcox"}],
        "log": [{}, {"plus": 1}, {"plus": "range"}, {"plus": "min"}],
        "boxcox": [{"exponent": 0.5}, {"exponent": 0, "plus": 1}],
        "denominate": [{"by": "b"}],
        "carry_forward": [{"earlier": ("b",)}, {"earlier": ("b",), "later": ("b",)}],
        "impute": [{"by": ("group_mean", "mean")}, {"by": ("worst",)}, {"by": ("median", "zero")}],
    },
    "normalise": {
        "minmax": [
            {},
            {"over": "all"},
            {"constant": "middle"},
            {"over": "frozen", "ranges": {"a": [0, 10], "b": [0, 10]}},
            {"over": "frozen", "ranges": {"a": [0, 10], "b": [0, 10]}, "clamp": False},
        ],
        "goalposts": [{"low": 0, "high": 10}, {"low": 1, "high": 10, "log": True, "clamp": False}],
        "scale": [{"low": 0, "high": 10}],
        "none": [{}, {"to": [0, 10]}],
        "zscore": [{"deviation": "sample"}, {"deviation": "population", "constant": "middle", "over": "all"}],
        "rank": [{"ties": "mean"}, {"ties": "lowest", "to": None}],
        "percentile_rank": [{}],
        "around_mean": [{"within": 0.1, "of": "mean"}, {"within": 1, "of": "sample_sd"}],
        "steps": [{"steps": [{"below": 3, "points": 0}, {"points": 5}]}],
        "piecewise": [{"knots": [(0, 0), (10, 100)]}, {"knots": [(0, 0), (10, 100)], "beyond": "missing"}],
        "target": [{"at": 8}, {"at": 8, "start": 0, "cap": False}],
        "reference": [{"unit": "u0"}, {"unit": "gone"}],
        "best": [{"start": 0}],
        "share_of_max": [{}],
    },
    "aggregate": {
        "mean": [{}],
        "geometric": [{}, {"on_zero": "zero"}, {"on_zero": "missing"}, {"floor": 1}],
        "harmonic": [{}, {"on_zero": "zero"}, {"floor": 1}],
        "power": [{"exponent": 0.5}, {"exponent": -2, "on_zero": "missing"}, {"exponent": 0, "floor": 1}],
        "median": [{}],
        "sum": [{}, {"absent": "skip"}, {"absent": "rescale"}],
        "minimum": [{}],
        "trimmed": [{}],
        "mazziotta_pareto": [{"penalty": "down"}, {"penalty": "up"}],
        "mean_min": [{"share": 1}, {"share": 0.5, "smooth": 1}],
        "coverage_adjusted": [{"exponent": 1}, {"exponent": 0}],
        "copeland": [{}, {"to": None}],
        "out_of": [{}, {"to": 1000}],
        "capped_sum": [{"at_most": 6}],
        "level": [{"steps": [{"below": 5, "points": 1}, {"points": 2}]}],
        "reached": [{"least": 5}],
    },
    "gate": {"cap": [{"at": 4}], "knock_out": [{"at": 0}], "cut": [{"share": 0.5}]},
}
CASES = [
    pytest.param(kind, name, settings, id=f"{kind} {name} {settings}")
    for kind, rules in SETTINGS.items()
    for name, variants in rules.items()
    for settings in variants
]

FIGURES = {
    "all units equal": ([5, 5, 5], [5, 5, 5]),
    "equal but for floating point": ([0.1 + 0.2, 0.3, 0.3], [3, 3, 3]),
    "one unit": ([5], [4]),
    "no unit": ([], []),
    "all missing": ([NAN, NAN, NAN], [NAN, NAN, NAN]),
    "one indicator missing": ([NAN, NAN, NAN], [1, 2, 3]),
    "a range made by one unit": ([NAN, 5, NAN], [1, 2, 3]),
    "all zero": ([0, 0, 0], [0, 0, 0]),
    "a zero": ([0, 1, 2], [3, 0, 1]),
    "below zero": ([-3, -1, 0], [-1, -2, -3]),
    "off the scale": ([1e6, -1e6, 5], [1, 2, 3]),
    "as large as a file may tell": ([1e100, -1e100, 5], [1, 1e100, 3]),
    "as small as can be told": ([5e-324, 0, 1e-300], [1e-310, 1, 2]),
}
GROUPS = {
    "one group": lambda n: ["g"] * n,
    "each its own": lambda n: [f"g{i}" for i in range(n)],
    "none": lambda n: [None] * n,
}


def made(index, forms=(), gates=()):
    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s"}
    return make_plan(Framework.model_validate({**sketch, "index": index, "forms": forms, "gates": gates}), VOCABULARY)


def outcome(run):
    """The table, checked, or the sentence."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            table = run()
        except ThuocDoError as refused:
            return str(refused)
    for figures in (table.score, table.value, table.score_low, table.score_high, table.rank, table.coverage):
        assert not np.isinf(figures).any()
    np.testing.assert_array_equal(np.isnan(table.score), table.missing != Missing.PRESENT)
    assert np.isnan(table.rank[np.isnan(table.score)]).all()
    assert all(np.isfinite(ends).all() for ends in table.scale.values())
    return table


def index_of(kind, name, settings):
    rule = use(name, **settings)
    a, b = leaf("a"), leaf("b", direction="lower")
    if kind == "treat":
        return dimension("root", {**a, "treat": (rule,)}, b, normalise=use("none", to=[0, 10]))
    if kind == "normalise":
        return dimension("root", a, {**b, "direction": "higher"} if name == "share_of_max" else b, normalise=rule)
    if kind == "aggregate":
        return dimension("root", a, b, normalise=use("none", to=[0, 10]), aggregate=rule)
    return dimension("root", a, b, normalise=use("none", to=[0, 10]))


def test_every_bundled_rule_is_tried():
    tried = {(RuleKind(kind), name) for kind, rules in SETTINGS.items() for name in rules}
    assert tried == set(VOCABULARY.rules)


@pytest.mark.parametrize("figures", FIGURES)
@pytest.mark.parametrize(("kind", "name", "settings"), [case for case in CASES if case.values[0] != "measure"])
def test_bad_figures(kind, name, settings, figures):
    a, b = FIGURES[figures]
    gates = []
    if kind == "gate":
        gates = [{"id": "g", "when": "a > 1", "on": "root", "reason": "R.", "rule": name, "settings": settings}]
    plan = made(index_of(kind, name, settings), gates=gates)
    for groups in GROUPS.values():
        given = snapshot({"a": a, "b": b}, groups=groups(len(a)))
        found = outcome(lambda given=given: score(plan, given))
        if isinstance(found, str):
            assert found.split(":")[0] in {"a", "b", "a, b", "root"}, found


def answers(unit, reason=None, weight=None, due=3.0):
    """Records in which each question is answered with the first option, or 1 of `due`, or not at all for `reason`."""
    size = len(unit)
    found = records(unit, weight=weight)
    missing = np.full(size, Missing.PRESENT if reason is None else reason, dtype=np.int8)
    there = missing == Missing.PRESENT
    column = Column(
        values=np.where(there, 1.0, NAN),
        codes=np.where(there, 0, -1),
        reasons=missing,
        options=("yes", "no"),
        places=np.vstack([there * 1, there * 2]),
        parts={"done": np.where(there, 1.0, NAN), "due": np.where(there, due, NAN)},
    )
    found.columns["q"] = column
    return found


ANSWERS = {
    "no answers": answers([]),
    "one answer": answers([0]),
    "all missing": answers([0, 0, 1], reason=Missing.DONT_KNOW),
    "nobody was asked": answers([0, 1], reason=Missing.NOT_ASKED),
    "weights of zero": answers([0, 1, 1], weight=[0, 0, 0]),
    "a weight of zero": answers([0, 1, 1], weight=[0, 1, 0]),
    "nothing due": answers([0, 1], due=0.0),
    "about the respondent": answers([-1, -1]),
    "all the same": answers([0, 0, 1, 1]),
}


@pytest.mark.parametrize("replicates", [0, 5])
@pytest.mark.parametrize("given", ANSWERS)
@pytest.mark.parametrize(("kind", "name", "settings"), [case for case in CASES if case.values[0] == "measure"])
def test_bad_answers(kind, name, settings, given, replicates):
    index = dimension("root", leaf("a", "q", measure=use(name, **settings)), normalise=use("none", to=[0, 100]))
    plan = made(index)
    for register in (units("g", "g"), units("g"), ()):
        if all(unit < len(register) for unit in ANSWERS[given].unit):
            snapped = Snapshot(register, ANSWERS[given])
            found = outcome(lambda snapped=snapped: score(plan, snapped, replicates=replicates))
            assert not isinstance(found, str)


def test_the_sentence_names_the_unit_and_the_indicator():
    root = use("mazziotta_pareto", penalty="down")
    index = dimension("root", leaf("a"), leaf("b"), normalise=use("none", to=[-5, 5]), aggregate=root)
    assert outcome(lambda: score(made(index), snapshot({"a": [1, 2], "b": [1, -2]}))) == (
        "root: the penalty for imbalance meets a mean of zero. It is so for u1. "
        "Normalise the children to a scale above 0, such as `to: [70, 130]`."
    )
    index = dimension("root", leaf("a"), {**leaf("b"), "treat": (use("log"),)}, normalise=use("none", to=[0, 5]))
    assert outcome(lambda: score(made(index), snapshot({"a": [1, 2], "b": [1, 0]}))) == (
        "b: a logarithm meets a value of zero or below. It is that of u1. "
        "Raise `plus`, so that every value is above 0 with it."
    )
