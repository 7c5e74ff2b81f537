"""What would lift a score is held to answers that can be given: worked by hand, and against all ways there are."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, plan, units, use

from engine.builtin.questions.numbers import NumberSettings
from engine.framework.missing import Missing
from engine.scoring.aims import aims_of
from engine.scoring.arrays import Column, Records, Snapshot
from engine.scoring.chain import chain_of
from engine.scoring.cheapest import Steps, cheapest
from engine.scoring.moves import moves_of
from engine.scoring.next_band import way_up
from engine.scoring.run import score

POINTS = use("goalposts", low=0, high=1)
BANDS = [{"id": "good", "from": 60, "label": "Good"}, {"id": "poor", "label": "Poor"}]
LEVELS = {"no": 0, "partly": 0.5, "yes": 1}


def form(*questions, audience="unit", **more):
    unanswered = {"unanswered": "missing"} if audience == "unit" else {}
    page = {"id": "p", "title": "P", "questions": [*questions]}
    return {"forms": [{"id": "f", "title": "F", "audience": audience, **unanswered, "pages": [page]}], **more}


def choice(name, options=LEVELS):
    listed = [{"id": option, "value": value, "label": option} for option, value in options.items()]
    return {"id": name, "type": "choice", "text": name, "options": listed}


def number(name, **settings):
    return {"id": name, "type": "number", "text": name, "settings": NumberSettings(**settings)}


def chosen(*given, options=LEVELS):
    """One answer a record, None where there is none."""
    names = list(options)
    return Column(
        np.array([np.nan if each is None else options[each] for each in given], dtype=float),
        np.array([-1 if each is None else names.index(each) for each in given]),
        np.array([Missing.SKIPPED if each is None else 0 for each in given], dtype=np.int8),
        tuple(names),
    )


def told(*given):
    values = np.array([np.nan if each is None else each for each in given], dtype=float)
    return Column(values, np.full(len(given), -1), np.where(np.isnan(values), Missing.SKIPPED, 0).astype(np.int8))


def answers(unit, weight=None, **columns):
    size = len(unit)
    weights = np.ones(size) if weight is None else np.array(weight, dtype=float)
    return Snapshot(
        units(*["g"] * (max(unit) + 1)),
        Records(np.array(unit), np.arange(size), weights, np.zeros(size, dtype=np.int64), columns),
    )


def checklist(columns, names="abc", aggregate="mean", weights=(1, 1, 1), normalise=POINTS, measure="value", **more):
    """A unit's own form: each indicator is one question."""
    root = dimension(
        "root", *(leaf(f"i{x}", x, weight=w) for x, w in zip(names, weights, strict=False)),
        normalise=normalise, aggregate=use(aggregate), measure=use(measure), min_coverage=0,
    )  # fmt: skip
    made = plan(root, **{"bands": BANDS, **form(*(choice(x) for x in names)), **more})
    return made, answers(
        list(range(len(next(iter(columns.values()))))), **{x: chosen(*each) for x, each in columns.items()}
    )


def aims(chain, unit=0):
    return {(aim.node, aim.kind): aim.target for aim in aims_of(chain, unit)}


def test_a_checklist_is_lifted_to_its_options_and_nothing_between():
    chain = chain_of(*checklist({"a": ["no", "yes"]}, "a"))
    assert aims(chain) == {("ia", "best"): 1, ("ia", "top"): 1, ("ia", "step"): 0.5}


def test_whole_numbers_stay_whole():
    root = dimension("root", leaf("i", "q"), normalise=use("goalposts", low=0, high=10), measure=use("value"))
    made = plan(root, **form(number("q", min=0, max=10, decimals=0)))
    assert aims(chain_of(made, answers([0, 1], q=told(4, 4))))["i", "step"] == 5  # a tenth of the range is one
    fine = plan(root, **form(number("q", min=0, max=10)))
    assert aims(chain_of(fine, answers([0, 1], q=told(4.5, 5.25))))["i", "step"] == 5.25


def test_a_number_never_leaves_the_limits_of_its_question():
    root = dimension("root", leaf("i", "q"), normalise=use("goalposts", low=0, high=10), measure=use("value"))
    made = plan(root, **form(number("q", min=0, max=8, decimals=0)))
    assert aims(chain_of(made, answers([0, 1], q=told(4, 4))))["i", "top"] == 8


def test_a_share_of_n_answers_moves_by_one_of_them():
    root = dimension(
        "root", leaf("i", "q"), normalise=use("goalposts", low=0, high=100), measure=use("share", of=("yes",))
    )
    made = plan(root, **form(choice("q"), audience="respondents"))
    given = ["yes", "no", "no", "no", "no", "no", "no"], ["yes"] * 4 + ["no"] * 4  # 1 of 7, and 4 of 8
    chain = chain_of(made, answers([0] * 7 + [1] * 8, q=chosen(*given[0], *given[1])))
    assert aims(chain)["i", "best"] == pytest.approx(400 / 7)  # 3 of 7 are fewer than half
    assert aims(chain)["i", "top"] == 100
    for target in aims(chain).values():
        assert target * 7 / 100 == pytest.approx(round(target * 7 / 100))


def test_with_weights_the_lightest_turn_first():
    root = dimension(
        "root", leaf("i", "q"), normalise=use("goalposts", low=0, high=100), measure=use("share", of=("yes",))
    )
    made = plan(root, **form(choice("q"), audience="respondents"))
    chain = chain_of(made, answers([0] * 4, weight=[4, 1, 2, 3], q=chosen("no", "no", "no", "no")))
    levels = aims_of(chain, 0)[0].levels
    assert levels.values.tolist() == pytest.approx([0, 10, 30, 60, 100])


def test_a_median_goes_from_answer_to_answer():
    root = dimension("root", leaf("i", "q"), normalise=POINTS, measure=use("median"))
    made = plan(root, **form(choice("q"), audience="respondents"))
    chain = chain_of(made, answers([0] * 5, q=chosen("no", "no", "no", "partly", "partly")))
    assert aims(chain) == {("i", "top"): 1, ("i", "step"): 0.5}


def test_a_gate_on_the_answer_itself_is_lifted_with_it():
    """All but the answer to a is met; the cap for `a == 'no'` falls as soon as it is another."""
    gate = {"id": "cap", "when": "a == 'no'", "on": "root", "reason": "r", "settings": {"at": 40}}
    made, given = checklist({"a": ["no"], "b": ["yes"], "c": ["yes"]}, gates=[gate])
    chain = chain_of(made, given)
    step = next(move for move in moves_of(chain, 0) if (move.aim.node, move.aim.kind) == ("ia", "step"))
    assert (step.total, step.total_then) == (40, pytest.approx(250 / 3))
    way = way_up(chain, 0, 1)
    assert (way.state, [(x.node, x.target) for x in way.stages]) == ("exact", [("ia", 0.5)])


def test_what_rests_on_the_same_question_moves_along():
    root = dimension(
        "root", leaf("i", "a"), leaf("j", "a", measure=use("share", of=("yes",)), normalise=use("goalposts", low=0, high=100)),
        normalise=POINTS, measure=use("value"), min_coverage=0,
    )  # fmt: skip
    made = plan(root, **{"bands": BANDS, **form(choice("a"))})
    chain = chain_of(made, answers([0], a=chosen("no")))
    then = {(move.aim.node, move.aim.kind): move.total_then for move in moves_of(chain, 0)}
    assert then["i", "step"] == pytest.approx(25)  # partly: half of i, nothing of j
    assert then["i", "top"] == then["j", "top"] == 100


rows = st.lists(st.sampled_from(list(LEVELS)), min_size=3, max_size=3)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(rows, min_size=1, max_size=3), st.sampled_from(["mean", "minimum", "sum", "median"]),
    st.lists(st.sampled_from([1, 2, 5]), min_size=3, max_size=3), st.lists(st.sampled_from([1, 2, 7]), min_size=3, max_size=3),
    st.booleans(),
)  # fmt: skip
def test_moves_and_ways_are_those_of_all_answers_there_are(given_, rule, weights, efforts, capped):
    """Each move and the cheapest way against scoring every other set of answers of the first unit anew."""
    gate = {"id": "cap", "when": "b == 'no' or c == 'partly'", "on": "root", "reason": "r", "settings": {"at": 55}}
    columns = {name: [row[place] for row in given_] for place, name in enumerate("abc")}
    more = {"gates": [gate]} if capped else {}
    made, snapshot = checklist(columns, aggregate=rule, weights=weights, **more)
    chain = chain_of(made, snapshot)
    cost = dict(zip(("ia", "ib", "ic"), efforts, strict=True))

    def anew(row):
        changed = {name: [row[place], *columns[name][1:]] for place, name in enumerate("abc")}
        return score(*checklist(changed, aggregate=rule, weights=weights, **more))

    for move in moves_of(chain, 0):
        place = "abc".index(move.aim.node[1])
        other = next(name for name, worth in LEVELS.items() if worth == move.aim.target)
        table = anew([*given_[0][:place], other, *given_[0][place + 1 :]])
        assert move.total_then == pytest.approx(table.score[0, 0], abs=1e-9)
        assert move.rank_then == table.rank[0, 0]

    table = score(made, snapshot)
    way = way_up(chain, 0, int(table.band[0, 0]), cost)
    cheapest_way, reachable = np.inf, False
    for row in product(LEVELS, repeat=3):
        if (
            all(LEVELS[then] >= LEVELS[now] for now, then in zip(given_[0], row, strict=True))
            and anew(row).band[0, 0] == 0
        ):
            reachable = True
            lifts = (
                (LEVELS[then] - LEVELS[now]) * each for now, then, each in zip(given_[0], row, efforts, strict=True)
            )
            cheapest_way = min(cheapest_way, sum(lifts))
    if table.band[0, 0] == 0:
        assert way.state == "best"
    elif way.state == "none":
        assert (
            not reachable or capped
        )  # a partly met answer may do what a met one does not: every aim is looked at alone
    else:
        assert way.state == "exact"
        assert way.effort == pytest.approx(cheapest_way, abs=1e-9)
        now = {f"i{name}": LEVELS[row] for name, row in zip("abc", given_[0], strict=True)}
        told_ = {**now, **{stage.node: stage.target for stage in way.stages}}
        names = {worth: name for name, worth in LEVELS.items()}
        assert anew([names[told_[f"i{name}"]] for name in "abc"]).band[0, 0] == 0


legs = st.lists(
    st.tuples(st.lists(st.integers(1, 9), min_size=1, max_size=3), st.integers(1, 9), st.booleans()),
    min_size=1,
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(legs, st.integers(1, 25))
def test_no_choice_is_cheaper_than_the_cheapest(drawn, need):
    """Against every choice; a leg that may be gone in any part is looked at in hundredths, so it may be a little dearer."""
    told_ = [
        Steps(((float(sum(gains)), float(sum(gains)) * dear),), in_parts=True) if smooth
        else Steps(tuple((float(g), float(g) * dear) for g in np.cumsum(gains)))
        for gains, dear, smooth in drawn
    ]  # fmt: skip
    options = [
        [(g * s / 60, c * s / 60) for g, c in leg.pairs for s in range(61)]
        if leg.in_parts
        else [(0.0, 0.0), *leg.pairs]
        for leg in told_[:3]
    ]
    told_ = told_[:3]
    enough = [sum(c for _g, c in way) for way in product(*options) if sum(g for g, _c in way) >= need - 1e-9]
    found = cheapest(told_, float(need))
    assert (found is None) == (not enough)
    if found is not None:
        spent = sum(
            gain * leg.dear if leg.in_parts else dict([(0.0, 0.0), *leg.pairs])[gain]
            for gain, leg in zip(found, told_, strict=True)
        )
        assert sum(found) >= need - 1e-9
        assert spent <= min(enough) + 1e-9
