"""Two groups worked out a second time in bare NumPy, by other ways than the engine's: every figure has to agree."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from indices import dimension, leaf, plan, records, snapshot, units, use

from engine.scoring.agreement import weighted_kappa
from engine.scoring.arrays import Snapshot
from engine.scoring.breakdown import breakdown
from engine.scoring.chain import chain_of
from engine.scoring.change import Comparable, change_of
from engine.scoring.estimates import estimates_of
from engine.scoring.explanation import explain
from engine.scoring.reliability import reliability_of
from engine.scoring.replicates import blocks, design_of
from engine.scoring.run import score
from engine.scoring.sureness import Asked

WEIGHT = np.array([1.0, 2.0, 0.5])
GROUPS = ["g"] * 4 + ["h"] * 3
FIGURES = np.array([
    [3.0, 9, 12, 6, 1, 17, 8],
    [20.0, 14, 2, 11, 5, 13, 16],
    [7.0, 7, 19, 3, 10, 4, 15],
])  # fmt: skip


def scored(aggregate, figures=FIGURES, over="group"):
    index = dimension(
        "total", *(leaf(name, weight=w, direction="higher") for name, w in zip("abc", WEIGHT, strict=True)),
        aggregate=aggregate, normalise=use("minmax", over=over, to=[1, 10], constant="middle"),
    )  # fmt: skip
    made = plan(index, units={"groups": {"g": "G", "h": "H"}})
    given = snapshot(dict(zip("abc", figures, strict=True)), GROUPS)
    return made, given, score(made, given)


def ranged(figures=FIGURES):
    """1 to 10 within each group."""
    out = np.empty_like(figures)
    for group in "gh":
        own = np.array(GROUPS) == group
        low, high = figures[:, own].min(axis=1, keepdims=True), figures[:, own].max(axis=1, keepdims=True)
        out[:, own] = 1 + 9 * (figures[:, own] - low) / (high - low)
    return out


JOIN = {
    "mean": lambda s: np.average(s, axis=0, weights=WEIGHT),
    "geometric": lambda s: np.exp(np.average(np.log(s), axis=0, weights=WEIGHT)),
    "harmonic": lambda s: WEIGHT.sum() / (WEIGHT[:, np.newaxis] / s).sum(axis=0),
    "minimum": lambda s: s.min(axis=0),
}


@pytest.mark.parametrize("rule", JOIN)
def test_scores_and_ranks_of_both_groups(rule) -> None:
    table = scored(use(rule))[2]
    total = JOIN[rule](ranged())
    assert table.score[0] == pytest.approx(total, abs=1e-9)
    for group in "gh":
        own = np.flatnonzero(np.array(GROUPS) == group)
        assert table.rank[0, own].tolist() == [1 + sum(total[own] > total[each] + 1e-9) for each in own]


def shapley_by_orders(rule, own, other):
    """What each child gives to the lead of one column over another: the mean over every order of changing places."""
    gains = np.zeros(3)
    for order in permutations(range(3)):
        now = other.copy()
        for child in order:
            before = JOIN[rule](now[:, np.newaxis])[0]
            now[child] = own[child]
            gains[child] += (JOIN[rule](now[:, np.newaxis])[0] - before) / 6
    return gains


@pytest.mark.parametrize("rule", ["mean", "harmonic", "minimum"])
def test_leads_are_the_mean_of_shapley_values_against_each_of_the_group(rule) -> None:
    table, s = scored(use(rule))[2], ranged()
    for unit in range(7):
        among = [each for each in range(7) if GROUPS[each] == GROUPS[unit]]
        by_hand = np.mean([shapley_by_orders(rule, s[:, unit], s[:, each]) for each in among], axis=0)
        told = breakdown(table, f"u{unit}", "total")
        assert [part.lead for part in told.parts] == pytest.approx(by_hand, abs=1e-9)
        assert told.mean + sum(part.lead for part in told.parts) == pytest.approx(JOIN[rule](s)[unit], abs=1e-9)
        assert told.total == pytest.approx(told.score, abs=1e-9)


def test_leads_of_a_geometric_mean_share_the_lead_by_logarithms() -> None:
    table, s = scored(use("geometric"))[2], ranged()
    total, share = JOIN["geometric"](s), WEIGHT / WEIGHT.sum()
    for unit in range(7):
        found = np.zeros(3)
        among = [each for each in range(7) if GROUPS[each] == GROUPS[unit]]
        for each in among:
            a, b = total[unit], total[each]
            level = a if a == b else (a - b) / (np.log(a) - np.log(b))
            found += level * share * np.log(s[:, unit] / s[:, each]) / len(among)
        told = breakdown(table, f"u{unit}", "total")
        assert [part.lead for part in told.parts] == pytest.approx(found, abs=1e-9)


def test_points_and_effective_weights_of_a_mean_down_two_levels() -> None:
    index = dimension(
        "total", dimension("d", leaf("a", weight=1), leaf("b", weight=3), weight=2, aggregate=use("mean"), min_coverage=0),
        leaf("c", weight=0.5), aggregate=use("mean"), min_coverage=0, normalise=use("goalposts", low=0, high=20, to=[0, 100]),
    )  # fmt: skip
    made = plan(index, units={"groups": {"g": "G", "h": "H"}})
    figures = FIGURES.copy()
    figures[1, 2] = np.nan
    given = snapshot(dict(zip("abc", figures, strict=True)), GROUPS)
    table = score(made, given)
    for unit, d_share in ((0, np.array([0.25, 0.75])), (2, np.array([1.0, 0.0]))):
        told = explain(chain_of(made, given), table, f"u{unit}", "total")
        found = {each.node: each for each in told.walk()}
        assert found["a"].effective == pytest.approx(2 / 2.5 * d_share[0])
        assert found["c"].effective == pytest.approx(0.5 / 2.5)
        joined = np.nansum(d_share * figures[:2, unit] * 5)
        assert {part.node: part.points for part in told.lines.parts} == pytest.approx(
            {"d": 0.8 * joined, "c": 0.2 * figures[2, unit] * 5}
        )


def sample(firms=120, seed=3):
    """Firms in two strata, each of which rated all units of one group; (records, firm, unit, y)."""
    random = np.random.default_rng(seed)
    of_group = {"g": range(4), "h": range(4, 7)}
    firm, unit, y = [], [], []
    for who in range(firms):
        taste = random.normal()
        for each in of_group["gh"[who % 2]]:
            firm.append(who)
            unit.append(each)
            y.append(round(5 + 0.4 * each + taste + random.normal(), 3))
    firm, unit = np.array(firm), np.array(unit)
    made = plan(
        dimension("total", leaf("x", "y", measure=use("mean")), leaf("z", "y", measure=use("mean")),
                  aggregate=use("mean"), normalise=use("goalposts", low=0, high=10, to=[0, 10])),
        units={"groups": {"g": "G", "h": "H"}},
    )  # fmt: skip
    told = records(unit, respondent=firm, stratum=(firm % 3 == 0).astype(int), y=y)
    return made, Snapshot(units(*GROUPS), told), firm, unit, np.array(y)


@pytest.mark.parametrize("population", [{}, {"s0": 160.0, "s1": 50.0}])
def test_the_bootstrap_spreads_as_taylors_formula_says(population) -> None:
    made, given, firm, unit, y = sample()
    told = estimates_of(made, given, population=population)
    home = (np.arange(120) % 3 == 0).astype(int)
    for u in range(7):
        mine = unit == u
        mean, n = y[mine].mean(), mine.sum()
        z = np.zeros(120)
        np.add.at(z, firm[mine], (y[mine] - mean) / n)
        variance = 0.0
        for stratum, name in ((0, "s0"), (1, "s1")):
            of = z[home == stratum]
            left = 1 - len(of) / population[name] if population else 1.0
            variance += left * len(of) / (len(of) - 1) * ((of - of.mean()) ** 2).sum()
        assert told.value[0, u] == pytest.approx(mean)
        assert told.se[0, u] == pytest.approx(np.sqrt(variance), rel=1e-9)
    table = score(made, given, replicates=3000, seed=1, population=population or None, asked=Asked(0.9, 0))
    half = (table.score_high[1] - table.score_low[1]) / 2
    assert half == pytest.approx(1.645 * told.se[0], rel=0.1)


def test_places_among_the_first_and_ranks_are_counted_over_the_same_draws() -> None:
    made, given, _, unit, y = sample(30)
    draws, level = 400, 0.9
    table = score(made, given, replicates=draws, seed=8, asked=Asked(level, 2))
    assert given.records is not None
    design = design_of(given.records.respondent, given.records.stratum, given.records.strata)
    weights = np.concatenate(list(blocks(design, np.ones(len(y)), draws, 8, 64)))
    drawn = np.stack([(weights * y * (unit == u)).sum(axis=1) / (weights * (unit == u)).sum(axis=1) for u in range(7)])
    assert table.sure is not None
    for own in (np.arange(4), np.arange(4, 7)):
        group = drawn[own]
        beats = (group[:, np.newaxis] > group + 1e-9).mean(axis=2)
        place = (group[:, np.newaxis] + 1e-9 < group).sum(axis=1)
        assert table.sure.in_top[0, own] == pytest.approx((place < 2).mean(axis=1))
        surely = beats >= 0.95 - 1e-12
        assert table.rank_low[0, own].tolist() == (1 + surely.sum(axis=0)).tolist()
        assert table.rank_high[0, own].tolist() == (len(own) - surely.sum(axis=1)).tolist()
        ends = np.sort(group, axis=1)[:, [int(0.05 * (draws - 1)), int(np.ceil(0.95 * (draws - 1)))]]
        assert table.score_low[0, own] == pytest.approx(ends[:, 0])
        assert table.score_high[0, own] == pytest.approx(ends[:, 1])


def test_a_change_is_split_as_every_order_of_own_and_peers_says() -> None:
    made, before, old = scored(use("geometric"))
    later = FIGURES[:, ::-1] + np.array([[0.0], [1], [2]])
    _, now, new = scored(use("geometric"), later)
    told = change_of(old, new, made, before, now, Comparable(frozenset("abc"), frozenset()))
    for unit in range(7):
        won = {}
        for own in (False, True):
            for peers in (False, True):
                mixed = np.where(peers, later, FIGURES)
                mixed[:, unit] = later[:, unit] if own else FIGURES[:, unit]
                won[own, peers] = JOIN["geometric"](ranged(mixed))[unit]
        own = ((won[True, False] - won[False, False]) + (won[True, True] - won[False, True])) / 2
        peers = ((won[False, True] - won[False, False]) + (won[True, True] - won[True, False])) / 2
        assert told.own[0, unit] == pytest.approx(own, abs=1e-9)
        assert told.peers[0, unit] == pytest.approx(peers, abs=1e-9)
        assert abs(told.method[0, unit]) < 1e-9
        assert abs(told.data[0, unit]) < 1e-9


@pytest.mark.parametrize("missing", ["complete", "pairwise"])
@pytest.mark.parametrize("far", [0.0, 1e6, 1e9, -1e12])
def test_alpha_and_item_rest_do_not_depend_on_where_the_scale_begins(missing, far) -> None:
    """Amounts of money lie far from zero, and their differences are what alpha is made of."""
    random = np.random.default_rng(6)
    taste = random.integers(0, 5, 40)
    answers = taste[:, np.newaxis] + random.integers(0, 3, (40, 4)).astype(float)
    cov = np.cov(answers.T)
    alpha = 4 / 3 * (1 - np.trace(cov) / cov.sum())
    rest = [np.corrcoef(answers[:, i], np.delete(answers, i, axis=1).sum(axis=1))[0, 1] for i in range(4)]
    told = reliability_of("abcd", answers + far, missing)
    assert told.alpha == pytest.approx(alpha, rel=1e-6)
    assert [item.item_rest for item in told.items] == pytest.approx(rest, rel=1e-6)
    assert told.remarks == ()


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_kappa_from_the_table_of_counts(weights) -> None:
    random = np.random.default_rng(2)
    one = random.integers(0, 4, 50)
    other = np.clip(one + random.integers(-1, 2, 50), 0, 3)
    counts = np.zeros((4, 4))
    np.add.at(counts, (one, other), 1 / 50)
    apart = np.abs(np.subtract.outer(np.arange(4), np.arange(4))) ** (1 if weights == "linear" else 2)
    chance = np.outer(counts.sum(axis=1), counts.sum(axis=0))
    by_hand = 1 - (apart * counts).sum() / (apart * chance).sum()
    assert weighted_kappa(one / 3, other / 3, weights) == pytest.approx(by_hand)
