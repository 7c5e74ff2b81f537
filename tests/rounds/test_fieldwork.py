"""How fieldwork goes, of rounds in a real store: counts, targets, what is kept back, and how often it is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from engine.catalog import Catalog, build_catalog
from engine.framework.models import Framework
from engine.plugins import make_plugin_manager
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.fieldwork import Fieldwork
from engine.rounds.fieldwork_live import PAUSE, LiveFieldwork
from engine.rounds.small_counts import Told
from engine.rounds.targets import Wanted, goal_of, with_wanted
from engine.store.fieldwork_nouns import Targets
from engine.store.invited import Use
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore
from tests.web.conftest import SURVEY

TODAY = date(2026, 5, 8)
FEW, UNTOLD = Told(None, True), Told(None)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("surveys")
    (folder / "mini.yaml").write_text(SURVEY, encoding="utf-8")
    return build_catalog(make_plugin_manager((folder,), frozenset()))


@pytest.fixture
def framework(catalog: Catalog) -> Framework:
    return catalog.offered["mini"].framework


@pytest.fixture
def store(tmp_path: Path, catalog: Catalog) -> Iterator[SqliteStore]:
    made = SqliteStore.open(tmp_path)
    file = catalog.offered["mini"].file
    made.create_round(
        Round("r", "mini", "R", RoundState.OPEN, False, date(2026, 5, 1), date(2026, 5, 10), file.text, file.sha256)
    )
    yield made
    made.close()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        self.now += PAUSE
        return self.now


def begun(store: SqliteStore, units: tuple[str, ...] = (), rated: tuple[str, ...] | None = None) -> str:
    """A draft that chose these units and rated those (else all chosen)."""
    response = store.start_response("r", "business")
    given = {AnswerKey("dealt_with"): Answer(units)} if units else {}
    given |= {AnswerKey("clear", unit): Answer("yes") for unit in (units if rated is None else rated)}
    if given:
        store.save_answers(response.id, 0, given, "")
    return response.id


def sent(store: SqliteStore, *units: str, on: date = TODAY, rated: tuple[str, ...] | None = None, flags=()) -> None:
    store.send(begun(store, units, rated), 1, on, flags)


def told(store: SqliteStore, framework: Framework, live: LiveFieldwork | None = None, today: date = TODAY) -> Fieldwork:
    round_ = store.round("r")
    assert round_ is not None
    return (live or LiveFieldwork(store, Clock())).of(framework, round_, today)


def counts(found: Fieldwork) -> dict[str, Told]:
    return {unit.id: unit.told for unit in found.units}


def test_nothing_has_come_yet(store: SqliteStore, framework: Framework) -> None:
    found = told(store, framework)
    assert (found.started, found.sent, found.counted, found.margin, found.days) == (0, 0, 0, None, [])
    assert [(unit.told, unit.needed, unit.margin) for unit in found.units] == [(Told(0), 68, None)] * 3
    assert found.short == 3


def test_responses_by_unit_group_and_day_against_what_is_wanted(store: SqliteStore, framework: Framework) -> None:
    for place in range(12):
        sent(store, "so-xay-dung", *(["do-luong"] if place < 6 else ["so-tai-chinh"]), on=date(2026, 5, 1 + place % 2))
    found = told(store, framework)
    assert counts(found) == {"so-tai-chinh": Told(6), "do-luong": Told(6), "so-xay-dung": Told(12)}
    assert {line.id: line.told for line in found.groups} == {"so": Told(12), "dp": Told(6)}
    assert [(each.day.day, each.told) for each in found.days][:3] == [(1, Told(6)), (2, Told(6)), (3, Told(0))]
    line = next(unit for unit in found.units if unit.id == "so-xay-dung")
    assert (line.goal, line.needed) == (68, 56)
    assert line.margin == pytest.approx(164.485 * 0.5 / 12**0.5, abs=0.01)
    assert line.at_close == round(12 + 3 * 12 / 7)
    assert found.days_left == 2


def test_units_that_are_short_of_most_come_first_and_a_met_target_needs_nothing(
    store: SqliteStore, framework: Framework
) -> None:
    for _ in range(6):
        sent(store, "so-xay-dung", "do-luong")
    targets = Targets(600, {"so": 10}, {"so-xay-dung": 6, "do-luong": 9}, {"so-tai-chinh": 30})
    store.set_targets("r", targets, _entry())
    found = told(store, framework)
    assert [(unit.id, unit.goal, unit.needed) for unit in found.units] == [
        ("so-tai-chinh", 21, 21), ("do-luong", 9, 3), ("so-xay-dung", 6, 0),
    ]  # fmt: skip
    assert found.units[0].told == Told(0)
    assert (found.needed, found.short) == (594, 2)
    assert next(line.needed for line in found.groups if line.id == "so") == 4


def test_a_unit_that_few_rated_gives_nothing_away(store: SqliteStore, framework: Framework) -> None:
    for _ in range(6):
        sent(store, "so-xay-dung")
    for _ in range(3):
        sent(store, "do-luong")
    few = next(unit for unit in told(store, framework).units if unit.id == "do-luong")
    assert few.told == FEW
    assert (few.needed, few.margin, few.at_close, few.margin_at_close) == (68 - 4, None, None, None)


def test_a_unit_taken_back_and_one_chosen_and_not_rated_do_not_count(store: SqliteStore, framework: Framework) -> None:
    for _ in range(5):
        sent(store, "so-xay-dung", rated=("so-xay-dung", "do-luong"))
        sent(store, "so-xay-dung", "so-tai-chinh", rated=("so-xay-dung",))
    assert counts(told(store, framework)) == {
        "so-xay-dung": Told(10), "so-tai-chinh": Told(0), "do-luong": Told(0),
    }  # fmt: skip


DRAWN = Path(__file__).parents[1] / "surveys" / "features" / "drawn_units.yaml"


def test_a_unit_that_was_drawn_counts_once_it_is_rated(store: SqliteStore) -> None:
    framework = build_catalog(make_plugin_manager((DRAWN.parent,), frozenset())).offered["drawn_units"].framework
    chosen, rated = AnswerKey("dealt_with"), AnswerKey("clear", "so-y-te")
    for to_rate in (("so-y-te", "so-noi-vu"), ()):  # of three two are drawn, of one none needs to be
        for _ in range(5):
            response = store.start_response("r", "business")
            given = {
                chosen: Answer(("so-y-te", "so-noi-vu", "so-xay-dung")[: 3 if to_rate else 1]),
                rated: Answer("yes"),
            }
            given |= {AnswerKey("to_rate", unit): Answer(0.5) for unit in to_rate}
            given |= {AnswerKey("to_rate"): Answer(to_rate)} if to_rate else {}
            given |= {AnswerKey("clear", "so-xay-dung"): Answer("yes")}  # rated before another was drawn
            store.save_answers(response.id, 0, given, "")
            store.send(response.id, 1, TODAY, ())
    assert {unit: each.count for unit, each in counts(told(store, framework)).items() if each != Told(0)} == {
        "so-y-te": 10
    }


def test_where_drafts_stop(store: SqliteStore, framework: Framework) -> None:
    for _ in range(7):
        begun(store)
        begun(store, ("so-xay-dung", "do-luong"), rated=("so-xay-dung",))
    for _ in range(6):
        begun(store, ("so-xay-dung",), rated=())
    begun(store, ("so-xay-dung",), rated=("do-luong",))  # an answer off the path is no place
    assert [(stop.page.id if stop.page else "", stop.told) for stop in told(store, framework).stops] == [
        ("", Told(7)), ("dealings", Told(7)), ("rating", Told(7)), ("last", Told(0)),
    ]  # fmt: skip


def test_few_drafts_at_a_page_do_not_follow_from_the_others(store: SqliteStore, framework: Framework) -> None:
    for _ in range(9):
        begun(store)
    for _ in range(6):
        begun(store, ("so-xay-dung",), rated=())
    begun(store, ("so-xay-dung",))
    assert [stop.told for stop in told(store, framework).stops] == [Told(9), UNTOLD, FEW, Told(0)]


def test_strata_of_the_sample_of_which_few_have_answered_are_one(store: SqliteStore, framework: Framework) -> None:
    for _ in range(5):
        sent(store, "so-xay-dung")
    uses = [Use("trade", 200, 40), Use("mining", 20, 3), Use("fishing", 30, 9), Use("crafts", 50, 0)]
    live = LiveFieldwork(store, Clock(), lambda round_id: uses if round_id == "r" else [])
    assert [(each.id, each.invited, each.told) for each in told(store, framework, live).strata] == [
        ("crafts", 50, Told(0)), ("trade", 200, Told(40)), ("", 50, Told(12)),
    ]  # fmt: skip
    assert told(store, framework).strata == told(store, framework, live).strata


def test_who_is_invited_is_told_before_anybody_answers_and_what_each_stratum_takes(
    store: SqliteStore, framework: Framework
) -> None:
    uses = [Use("trade", 200, 0), Use("mining", 20, 0)]
    live, before = LiveFieldwork(store, Clock(), lambda _: uses), store.round("r")
    assert before is not None
    limited = replace(before, life=replace(before.life, most={"stratum:trade": 40}))
    found = live.of(framework, limited, TODAY)
    assert (found.invited, found.counted) == (220, 0)
    assert [(each.id, each.invited, each.told, each.most) for each in found.strata] == [
        ("mining", 20, Told(0), None), ("trade", 200, Told(0), 40),
    ]  # fmt: skip
    uses.append(Use("fishing", 30, 0))
    assert live.of(framework, limited, TODAY).invited == 250


@pytest.mark.parametrize(
    ("total", "day", "expected"),
    [(601, 8, 199), (600, 10, 594), (7, 8, 1), (6, 8, None), (None, 8, None), (600, 11, None)],
    ids=["three days left", "the last day", "one is needed", "met", "no target", "closed"],
)
def test_so_many_a_day_bring_what_is_aimed_at(
    store: SqliteStore, framework: Framework, total: int | None, day: int, expected: int | None
) -> None:
    for _ in range(6):
        sent(store, "so-xay-dung")
    store.set_targets("r", Targets(total), _entry())
    assert told(store, framework, today=date(2026, 5, day)).a_day == expected


def test_strata_with_few_invited_are_one_with_the_smallest_beside_them(
    store: SqliteStore, framework: Framework
) -> None:
    for _ in range(5):
        sent(store, "so-xay-dung")
    uses = [Use("trade", 200, 40), Use("mining", 20, 3), Use("art", 8, 8)]
    found = told(store, framework, LiveFieldwork(store, Clock(), lambda _: uses))
    assert [(each.id, each.invited, each.told) for each in found.strata] == [
        ("trade", 200, Told(40)), ("", 28, Told(11)),
    ]  # fmt: skip


def test_signs_are_counted_each_and_together(store: SqliteStore, framework: Framework) -> None:
    for place in range(8):
        sent(store, "so-xay-dung", flags=["speed"] * (place < 6) + ["in_a_hurry"] * (place < 2))
    found = told(store, framework)
    assert (found.flags, found.flagged) == ({"in_a_hurry": FEW, "speed": Told(6)}, Told(6))


def test_whoever_looks_after_each_response_sees_no_unit_grow_by_one(store: SqliteStore, framework: Framework) -> None:
    live = LiveFieldwork(store, Clock())
    seen = []
    for _ in range(17):
        sent(store, "so-xay-dung")
        seen.append((told(store, framework, live).counted, counts(told(store, framework, live))["so-xay-dung"].count))
    assert [n for n, _ in seen] == [0] * 4 + [5] * 5 + [10] * 5 + [15] * 3
    assert sorted({n for _, n in seen}) == [0, 5, 10, 15]
    assert told(store, framework, live).sent == 17
    assert told(store, framework).counted == 15  # another process, or the command line, tells the same


def test_it_is_counted_once_a_minute_at_most(store: SqliteStore, framework: Framework) -> None:
    moments = iter([100.0, 159.0, 160.0])
    live = LiveFieldwork(store, lambda: next(moments))
    for _ in range(6):
        sent(store, "so-xay-dung")
    assert told(store, framework, live).counted == 6
    for _ in range(6):
        sent(store, "so-xay-dung")
    assert [told(store, framework, live).counted for _ in range(2)] == [6, 12]


def test_five_thousand_responses_take_as_many_queries_as_none(store: SqliteStore, framework: Framework) -> None:
    def queries(live: LiveFieldwork) -> int:
        asked: list[str] = []
        store.database.connection.set_trace_callback(asked.append)
        told(store, framework, live)
        store.database.connection.set_trace_callback(None)
        return len(asked)

    for _ in range(5):
        sent(store, "so-xay-dung")
    store.round("r")  # reads the framework's text, once a process
    few = queries(LiveFieldwork(store, Clock()))
    with store.database.writing() as connection:
        rows = [(f"{n:032x}", "2026-05-02" if n % 3 else None) for n in range(5000)]
        connection.executemany(
            "INSERT INTO responses (id, round_id, form_id, sent_on) VALUES (?, 'r', 'business', ?)", rows
        )
        connection.executemany(
            'INSERT INTO answers VALUES (?, \'\', \'{"dealt_with":["l",["do-luong"],0]}\')', [row[:1] for row in rows]
        )
        connection.executemany(
            "INSERT INTO answers VALUES (?, 'do-luong', '{\"clear\":\"yes\"}')", [row[:1] for row in rows]
        )
    live = LiveFieldwork(store, Clock())
    assert queries(live) == few <= 17
    assert counts(told(store, framework, live))["do-luong"] == Told(3333)
    assert queries(live) == 3  # where the round stands, what was counted, how many there are


def test_papers_make_no_rate_and_responses_of_other_forms_do_not_count(
    store: SqliteStore, framework: Framework
) -> None:
    for _ in range(10):
        sent(store, "so-xay-dung")
    with store.database.writing() as connection:
        connection.execute("UPDATE responses SET origin = 'paper' WHERE id IN (SELECT id FROM responses LIMIT 6)")
    found = told(store, framework)
    assert (found.keyed, found.sent, [each.told for each in found.days]) == (Told(6), 10, [FEW])
    assert found.at_close == 10 + 2 * 0  # today is the eighth day, and the seven before it brought nothing


def test_a_closed_round_expects_nothing_more(store: SqliteStore, framework: Framework) -> None:
    for _ in range(6):
        sent(store, "so-xay-dung", on=date(2026, 5, 7))
    store.set_round_state("r", RoundState.CLOSED)
    found = told(store, framework)
    assert (found.days_left, found.at_close) == (None, 6)


def test_targets_are_checked_against_the_register_all_at_once(framework: Framework) -> None:
    with pytest.raises(ThuocDoError) as raised:
        with_wanted(framework, Targets(), Wanted({"so-xay-dun": 5}, {"sở": 4}, {"nobody": 3}))
    assert str(raised.value) == (
        "There is no unit so-xay-dun. Did you mean `so-xay-dung`? There is no unit nobody. Known:"
        " `so-xay-dung`, `so-tai-chinh`, `do-luong`. There is no group sở. Known: `so`, `dp`."
    )
    with pytest.raises(ThuocDoError, match="A target is above the population: do-luong 50 of 40"):
        with_wanted(framework, Targets(units={"do-luong": 50}), Wanted({}, {}, {"do-luong": 40}))


def test_a_target_is_changed_and_taken_away_alone(framework: Framework) -> None:
    before = Targets(600, {"so": 400}, {"do-luong": 50}, {}, 10, 90)
    after = with_wanted(framework, before, Wanted({"do-luong": None, "so-xay-dung": 30}, {}, {}, (None,), 8))
    assert after == replace(before, total=None, units={"so-xay-dung": 30}, margin=8)


def test_a_unit_wants_what_the_margin_takes_the_least_that_is_published_and_no_more_than_there_are() -> None:
    assert goal_of(Targets(), "u", least=5) == 68
    assert goal_of(Targets(margin=50, level=50), "u", least=5) == 5
    assert goal_of(Targets(populations={"u": 3}), "u", least=5) == 3


def _entry():
    from datetime import UTC, datetime

    from engine.store.audit import Entry

    return Entry(datetime.now(UTC), "(tests)", "round.target", "round/r")
