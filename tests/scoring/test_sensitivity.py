"""What results rest on: SALib's indices of functions whose indices are published, and of small indices by hand."""

import builtins

import numpy as np
import pytest
from indices import VOCABULARY, dimension, leaf, plan, snapshot, use

from engine.problems import ThuocDoError
from engine.scoring import sensitivity as sensitivity_module
from engine.scoring.methods import methods_of
from engine.scoring.sensitivity import sensitivity
from engine.scoring.sobol import design, indices

FIGURES = {"a": [1, 4, 9, 6], "b": [7, 2, 3, 9], "c": [3, 8, 1, 2]}


def test_ishigami_has_its_published_indices():
    # Ishigami and Homma (1990), a = 7, b = 0.1; indices in Saltelli and others, Global Sensitivity Analysis (2008)
    places = design(("x1", "x2", "x3"), 2048, 1)
    x1, x2, x3 = (np.pi * (2 * places - 1)).T
    told = indices(("x1", "x2", "x3"), np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1), 0.9, 1)
    np.testing.assert_allclose(told.first, [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(told.total, [0.5576, 0.4424, 0.2437], atol=0.02)
    assert (np.abs(told.first - [0.3139, 0.4424, 0.0]) < 3 * told.first_off).all()
    assert told.used == 1


def test_the_g_function_has_its_published_indices():
    # Sobol's g with a = 0, 1, 4.5, 9: V_i = 1 / (3 (1 + a_i)²), V = Π (1 + V_i) − 1 (Saltelli and Sobol, 1995)
    a = np.array([0, 1, 4.5, 9])
    names = ("x1", "x2", "x3", "x4")
    places = design(names, 4096, 7)
    told = indices(names, np.prod((np.abs(4 * places - 2) + a) / (1 + a), axis=1), 0.9, 7)
    own = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + own) - 1
    np.testing.assert_allclose(told.first, own / whole, atol=0.02)
    np.testing.assert_allclose(told.total, own * np.prod(1 + own) / (1 + own) / whole, atol=0.02)


def test_a_block_with_a_failed_run_is_left_out_and_told():
    names = ("x1", "x2")
    places = design(names, 512, 1)
    output = places @ [3.0, 1.0]
    output[::40] = np.nan
    told = indices(names, output, 0.9, 1)
    assert 0.8 < told.used < 1
    np.testing.assert_allclose(told.total, [0.9, 0.1], atol=0.05)
    output[: len(output) // 2 + 4] = np.nan
    assert indices(names, output, 0.9, 1).none


def test_an_output_that_never_varies_has_no_indices():
    assert indices(("x", "y"), np.full(16 * 4, 5.0), 0.9, 1).none


def made(robustness, **more):
    index = dimension(
        "root",
        leaf("a", weight=2),
        dimension("p", leaf("b"), leaf("c")),
        normalise=use("minmax", to=[1, 100]),
        **more,
    )
    return methods_of(plan(index, robustness=robustness), VOCABULARY)


def test_a_choice_that_changes_nothing_has_no_share_and_the_only_one_has_all():
    choices = {
        "aggregate": [{"by": use("geometric")}],
        "treat": [{"by": use("clamp", low=0)}],  # nothing lies below
    }
    told = sensitivity(made(choices), snapshot(FIGURES), blocks=256, seed=1)
    assert told.inputs == ("treat", "aggregate")
    for unit in told.scores:
        np.testing.assert_allclose(unit.total, [0, 1], atol=0.05)
    assert told.runs == 256 * 4
    assert told.failed == 0


def test_weights_are_one_choice_or_one_for_each_dimension():
    choices = {"weights": {"share": 0.5}, "aggregate": [{"by": use("geometric")}]}
    together = sensitivity(made(choices), snapshot(FIGURES), blocks=128)
    apart = sensitivity(made(choices), snapshot(FIGURES), blocks=128, by_group=True)
    assert together.inputs == ("weights", "aggregate")
    assert apart.inputs == ("weights:root", "weights:p", "aggregate")
    # shares of one variance: what the groups bring without each other is no more than what all weights bring
    for unit in range(4):
        first, whole = apart.scores[unit].first[:2], together.scores[unit]
        assert first.sum() < whole.total[0] + whole.total_off[0] + apart.scores[unit].first_off[:2].sum()


def test_the_same_seed_gives_the_same_indices():
    choices = {"weights": {"share": 0.5}, "aggregate": [{"by": use("geometric")}]}
    one, again, other = (sensitivity(made(choices), snapshot(FIGURES), blocks=64, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.scores[0].total, again.scores[0].total)
    assert not np.array_equal(one.scores[0].total, other.scores[0].total)


def test_ranks_without_a_part():
    index = dimension("root", leaf("a"), leaf("b"), leaf("c", weight=0), normalise=use("none"))
    methods = methods_of(plan(index), VOCABULARY)
    told = sensitivity(methods, snapshot({"a": [3, 2, 1], "b": [0, 0, 5], "c": [9, 1, 4]}))
    # totals 1.5, 1, 3: ranks 2, 3, 1; without a 2, 2, 1 by b alone (0, 0, 5); without b 1, 2, 3 by a alone
    np.testing.assert_allclose(told.left_out, [np.nan, 1 / 3, (1 + 1 + 2) / 3, np.nan])
    assert told.inputs == ()
    assert told.rank_change is None
    assert told.scores == (None,) * 3


def test_a_part_without_which_there_is_nothing_has_no_change():
    methods = methods_of(plan(dimension("root", leaf("a"), normalise=use("none"))), VOCABULARY)
    assert np.isnan(sensitivity(methods, snapshot({"a": [3, 2]})).left_out).all()


def test_runs_in_which_a_unit_has_no_rank_are_counted():
    index = dimension("root", leaf("a"), leaf("b"), normalise=use("minmax", to=[0, 100]))
    methods = methods_of(plan(index, robustness={"aggregate": [{"by": use("geometric")}]}), VOCABULARY)
    told = sensitivity(methods, snapshot({"a": [1, 2, 3], "b": [1, 3, 2]}), blocks=64)
    assert told.failed == pytest.approx(0.5, abs=0.1)
    assert told.rank_change.none  # more than half of the blocks have such a run


def test_less_memory_gives_the_same(monkeypatch):
    choices = {"weights": {"share": 0.5}, "aggregate": [{"by": use("geometric")}]}
    roomy = sensitivity(made(choices), snapshot(FIGURES), blocks=32)
    monkeypatch.setattr(sensitivity_module, "BLOCK_BYTES", 1)
    tight = sensitivity(made(choices), snapshot(FIGURES), blocks=32)
    np.testing.assert_allclose(roomy.rank_change.total, tight.rank_change.total)
    np.testing.assert_array_equal(roomy.left_out, tight.left_out)


@pytest.mark.parametrize("blocks", [0, 1, 100, 2**64])
def test_the_design_takes_a_power_of_two(blocks):
    with pytest.raises(
        ThuocDoError, match=rf"The design takes a power of 2, not {blocks}\. Give 256, 512, 1024 or so\."
    ):
        sensitivity(made({"weights": {"share": 0.5}}), snapshot(FIGURES), blocks=blocks)


def test_without_salib_it_is_said_how_to_get_it(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("SALib"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ThuocDoError) as told:
        design(("x",), 8, 1)
    expected = "Sobol indices need the library SALib, which is not installed. Run: pip install 'thuocdo[sensitivity]'."
    assert str(told.value) == expected
