"""The provincial roll-up of the four-layer checklist, worked out by hand from the published cases T1 to T9."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from four_layers import NONE, filled, systems_like

from engine.catalog import Offered, build_catalog
from engine.disclosure.gate import guard
from engine.plugins import make_plugin_manager
from engine.reports.nouns import About
from engine.reports.pdf import to_pdf
from engine.reports.render import rollup_html
from engine.reports.rollup import rollup_of
from engine.reports.rollup_nouns import Rollup
from engine.scoring.arrays import UnitRow
from engine.scoring.chain import chain_of
from engine.snapshots import Filled, snapshot_of

ABOUT = About("four", "Vòng thử 2026", is_demo=False, responses=5, code="a1b2c3d4")

T1 = filled("co-quan-mau-1")
T2 = filled("co-quan-mau-2", l2_01="none")
T3 = filled("co-quan-mau-3", systems_like(*[{}] * 4, {"sys_monitored": "none"}), l2_06={"done": 1.0, "due": 1.0})
T7 = filled("co-quan-mau-4", systems_like(*[{}] * 5, {"sys_status": "submitted"}), l2_06={"done": 980.0, "due": 1000.0})
T9 = filled("co-quan-mau-5", l1_02="no", l1_03=0.0, l1_08=None, l4_06=NONE, l2_06=None)


@cache
def offered() -> Offered:
    return build_catalog(make_plugin_manager()).offered["security4layer"]


def rolled_up(*cases: Filled, units: tuple[UnitRow, ...] | None = None, language: str = "vi") -> Rollup:
    snapshot = snapshot_of(offered().framework, offered().vocabulary, cases, units)
    chain = chain_of(offered().plan, snapshot)
    return rollup_of(guard(chain.table), chain, ABOUT, language)


@pytest.fixture(scope="module")
def province() -> Rollup:
    """Five agencies like the cases, and a sixth that has sent nothing."""
    return rolled_up(T1, T2, T3, T7, T9)


def test_finals_of_the_cases_stand_in_the_heat_map_the_best_first(province: Rollup) -> None:
    (group,) = province.groups
    totals = {row.unit_id: round(row.total.score or 0, 2) for row in group.rows}
    # T1 100; T3 84 (O6), T9 like T3 but for L2-06, which is critical and empty: section 49, total 69 (O3)
    assert totals == {
        "co-quan-mau-1": 100, "co-quan-mau-3": 84, "co-quan-mau-4": 69, "co-quan-mau-5": 69, "co-quan-mau-2": 49,
    }  # fmt: skip
    assert list(totals) == [
        "co-quan-mau-1", "co-quan-mau-3", "co-quan-mau-4", "co-quan-mau-5", "co-quan-mau-2",
    ]  # fmt: skip
    assert [row.total.band.within("en")[:7] for row in group.rows if row.total.band] == [
        "Level 4", "Level 3", "Level 2", "Level 2", "Level 1",
    ]  # fmt: skip


def test_least_and_median_of_each_section(province: Rollup) -> None:
    found = {each.id: (each.n, each.least, each.median, each.most) for each in province.groups[0].spreads}
    # finals G 100 100 100 49 100; L1 100 100 100 100 69; L2 100 49 69 100 49; L3, L4 100 throughout
    assert found == {
        "security": (5, 49, 69, 100),
        "governance": (5, 49, 100, 100),
        "layer1": (5, 69, 100, 100),
        "layer2": (5, 49, 69, 100),
        "layer3": (5, 100, 100, 100),
        "layer4": (5, 100, 100, 100),
    }
    weakest = {each.id: [unit.within("en") for unit in each.weakest] for each in province.groups[0].spreads}
    assert weakest["governance"] == ["Sample agency 4"]
    assert sorted(weakest["layer2"]) == ["Sample agency 2", "Sample agency 5"]


def test_levels_are_counted_and_none_is_left_out(province: Rollup) -> None:
    bands = province.groups[0].bands
    assert [(band.title.within("en")[:7], band.units, band.percent) for band in bands] == [
        ("Level 4", 1, 20), ("Level 3", 1, 20), ("Level 2", 2, 40), ("Level 1", 1, 20), ("Level 0", 0, 0),
    ]  # fmt: skip


def test_which_of_the_four_layers_each_agency_has(province: Rollup) -> None:
    (table,) = province.marked
    assert [part.code for part in table.parts] == ["L1-01", "L2-01", "L3-01", "L4-01"]
    rows = {row.unit_id: row for row in table.rows}
    assert rows["co-quan-mau-2"].counts == (3, 3)
    assert [cell.met for cell in rows["co-quan-mau-2"].cells] == [2, 0, 2, 2]
    assert [(tally.parts, tally.units) for tally in table.tallies] == [
        (4, (4, 4)), (3, (1, 1)), (2, (0, 0)), (1, (0, 0)), (0, (0, 0)),
    ]  # fmt: skip


def test_a_layer_that_is_there_in_part_counts_as_deployed_and_not_as_complete() -> None:
    (table,) = rolled_up(T1, filled("co-quan-mau-2", l4_01="interrupted")).marked
    row = next(row for row in table.rows if row.unit_id == "co-quan-mau-2")
    assert (row.counts, row.cells[3].score, row.cells[3].met) == ((4, 3), 50, 1)
    assert [tally.units for tally in table.tallies[:2]] == [(2, 1), (0, 1)]


def held(province: Rollup) -> Mapping[str, tuple[list[tuple[str, float, float]], list[str]]]:
    """By the short name of a cap whom it lowers from where to where, and who meets its condition too."""
    return {
        cap.reason.within("en").split(" – ")[0].split(":")[0] + " " + cap.node.within("en")[:7]: (
            [(x.unit_title.within("en")[-1], round(x.before, 2), round(x.after, 2)) for x in cap.held],
            [x.within("en")[-1] for x in cap.also],
        )
        for cap in province.caps
    }


def test_whom_each_cap_holds_with_the_score_before_and_after() -> None:
    # as the cases are printed: T2 87.25 with O1 O3 O6, T3 92.25 with O6, T9 93.80 with O6
    plain = rolled_up(
        T1, T2, filled("co-quan-mau-3", systems_like(*[{}] * 4, {"sys_monitored": "none"})),
        filled("co-quan-mau-5", l1_02="no", l1_03=0.0, l1_08=None),
    )  # fmt: skip
    found = held(plain)
    assert found["O1 Four-la"] == ([("2", 87.25, 49)], [])
    assert found["O3 Four-la"] == ([], ["2"])
    assert found["O6 Four-la"][0] == [("3", 92.25, 84), ("5", 93.8, 84)]
    assert found["O6 Four-la"][1] == ["2"]
    assert found["S1 Layer 2"] == ([("2", 86.67, 49)], [])
    assert found["S3 Layer 1"] == ([("5", 76.19, 69)], [])
    assert plain.idle_caps == len(offered().framework.gates) - len(plain.caps)


def test_who_is_held_since_an_answer_is_missing_is_told_apart() -> None:
    o1 = next(cap for cap in rolled_up(filled("co-quan-mau-2", l2_01=None)).caps if "O1" in cap.reason.within("en"))
    assert (o1.held, o1.also, o1.units) == ((), (), 1)
    assert [(x.unit_title.within("en"), x.before, x.after) for x in o1.unsure] == [("Sample agency 2", 87.25, 49)]
    assert "Bị giữ vì còn thiếu câu trả lời" in rollup_html(
        rolled_up(filled("co-quan-mau-2", l2_01=None)), "vi", standalone=True
    )


def test_a_ratio_is_made_of_sums(province: Rollup) -> None:
    lines = {line.code: line.summed for line in province.ratios}
    # L2-06: 20/20, 20/20, 1/1, 980/1000, and one left it empty: 1021/1041 = 98.08 %, the mean of the four is 99.5 %
    assert (lines["L2-06"].done, lines["L2-06"].due) == (1021, 1041)
    assert lines["L2-06"].percent == pytest.approx(98.0788, abs=1e-4)
    assert (lines["L2-06"].counted, lines["L2-06"].idle, lines["L2-06"].missing) == (4, 0, 1)
    # G-02, from the lists of systems: 5 + 5 + 5 + 5 of 6 + 5
    assert (lines["G-02"].done, lines["G-02"].due, lines["G-02"].counted) == (25, 26, 5)
    # L4-06: one agency had no incident to report
    assert (lines["L4-06"].counted, lines["L4-06"].idle, lines["L4-06"].missing) == (4, 1, 0)


def test_who_has_sent_nothing_stands_apart_and_is_in_no_figure(province: Rollup) -> None:
    assert [(unit.unit_id, unit.reason, unit.total) for unit in province.apart] == [
        ("co-quan-mau-6", "không có số liệu", None)
    ]
    assert province.counted == 5
    assert {each.n for each in province.groups[0].spreads} == {5}
    assert all(x.summed.counted + x.summed.idle + x.summed.missing == 5 for x in province.ratios)
    page = rollup_html(province, "vi", standalone=False)
    assert page.count("Cơ quan mẫu 6") == 1


def test_without_any_answers_there_is_a_sentence_and_no_figure() -> None:
    nobody = rolled_up()
    assert (nobody.counted, nobody.groups, nobody.caps, nobody.marked) == (0, (), (), ())
    page = rollup_html(nobody, "vi", standalone=False)
    assert "Chưa đơn vị nào có điểm" in page
    assert page.count('<th scope="row">Cơ quan mẫu') == 6
    assert "rp-heat" not in page
    assert "rp-ratios" not in page


def test_of_one_agency_the_least_the_median_and_the_most_are_its_own() -> None:
    one = rolled_up(T2)
    assert {(x.n, x.least, x.median, x.most) for x in one.groups[0].spreads[:1]} == {(1, 49, 49, 49)}
    assert sum(band.units for band in one.groups[0].bands) == 1


@pytest.fixture(scope="module")
def many() -> Rollup:
    """130 agencies, of which every fifth is like T2."""
    units = tuple(UnitRow(f"u{number:03}", f"Đơn vị {number:03}", "agency") for number in range(130))
    cases = [filled(unit.id, l2_01="none" if place % 5 == 0 else "own_soc") for place, unit in enumerate(units)]
    return rolled_up(*cases, units=units)


def test_a_hundred_and_thirty_agencies(many: Rollup) -> None:
    assert many.counted == 130
    (group,) = many.groups
    assert (group.spreads[0].least, group.spreads[0].median) == (49, 100)
    assert len(group.spreads[0].weakest) == 26
    o1 = next(cap for cap in many.caps if cap.reason.within("en").startswith("O1"))
    assert len(o1.held) == 26
    assert {line.summed.counted for line in many.ratios} == {130}


def test_on_paper_it_lies_across_and_each_page_of_a_table_has_its_head(many: Rollup, tmp_path: Path) -> None:
    path = tmp_path / "overview.pdf"
    path.write_bytes(to_pdf(rollup_html(many, "vi", standalone=True)))
    told = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    assert "841.89 x 595.2" in " ".join(told.split())
    command = ["pdftotext", "-layout", path, "-"]
    pages = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")[:-1]
    heat, layers = ([page for page in pages if page.count(each) > 15] for each in ("Mức 4 (A)", "100,0 ••"))
    assert min(len(heat), len(layers)) >= 3  # they go over several pages
    assert all("Quản trị và hồ sơ" in page for page in heat)
    assert all("L1-01" in page for page in layers)
    assert all(f"Trang {number}/{len(pages)}" in page for number, page in enumerate(pages, 1))
    fonts = subprocess.run(["pdffonts", path], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts
    assert all("Be-Vietnam-Pro" in line for line in fonts)
