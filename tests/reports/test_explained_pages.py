"""The pages that explain a score, as people read them; golden texts are renewed with UPDATE_GOLDEN=1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.builtin import plugin
from engine.disclosure.explaining import explain_shown, lift_shown, lines_shown
from engine.disclosure.gate import guard
from engine.disclosure.published import PublishedTable
from engine.framework.reader import FrameworkFile, read_framework
from engine.framework.source_lines import source_lines
from engine.framework.vocabulary import Vocabulary
from engine.reports.explained import explained_page
from engine.reports.nouns import About, Scorecard
from engine.reports.pdf import to_pdf
from engine.reports.render import explained_html, scorecard_html, what_helps_html
from engine.reports.scorecard import scorecard_of
from engine.reports.what_helps import what_helps
from engine.scoring.arrays import Figures, Snapshot
from engine.scoring.chain import Chain, chain_of
from engine.scoring.explanation import withheld
from engine.scoring.planning import make_plan
from engine.snapshots import register_of
from tests.reports.test_render import same_as_golden, text_of

FILE = Path(__file__).parent.parent / "surveys" / "features" / "scoring" / "effort.yaml"
FIGURES = {"online": [40, 80, 60, np.nan], "files": [50, 90, 70, 10], "wait": [50, 95, 20, 30]}
ABOUT = About("thu", "Đợt thử", is_demo=False, responses=0, code="a1b2c3")


@dataclass(frozen=True)
class Scored:
    file: FrameworkFile
    chain: Chain
    table: PublishedTable


@pytest.fixture(scope="module")
def scored() -> Scored:
    vocabulary = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
    read = read_framework(FILE, vocabulary)
    assert read.framework is not None, read.problems
    plan = make_plan(read.framework, vocabulary)
    figures = Figures({name: np.array(values, dtype=float) for name, values in FIGURES.items()})
    snapshot = Snapshot(register_of(read.framework, ["a", "b", "c", "d"]), None, {"": figures})
    chain = chain_of(plan, snapshot)
    return Scored(read.file, chain, guard(chain.table))


def page(scored: Scored, unit: str, node: str, language: str, hidden: frozenset[str] = frozenset()) -> str:
    found = withheld(explain_shown(scored.chain, scored.table, unit, node, levels=0), hidden)
    shown = explained_page(found, scored.table, ABOUT, source_lines(scored.file, {}))
    return explained_html(shown, language, address=lambda unit: f"/{unit}", explain=lambda node: f"/{unit}/{node}")


def card_of(scored: Scored, unit: str) -> Scorecard:
    lines = lines_shown(scored.chain, scored.table, unit, "total")
    return scorecard_of(scored.table, unit, ABOUT, lines)


def helps(scored: Scored, unit: str, language: str) -> str:
    shown = what_helps(scored.table, ABOUT, unit, lift_shown(scored.chain, scored.table, unit))
    return what_helps_html(shown, language, explain=lambda node: f"/{unit}/{node}")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_read_as_agreed(scored: Scored, language: str) -> None:
    told = [page(scored, "b", "total", language), page(scored, "a", "wait", language), page(scored, "d", "total", language)]
    told += [helps(scored, "a", language), helps(scored, "b", language)]
    same_as_golden(f"explained.{language}.txt", "\n".join(text_of(html) for html in told))


def test_no_english_page_keeps_a_vietnamese_label(scored: Scored) -> None:
    for html in (page(scored, "b", "total", "en"), page(scored, "d", "online", "en"), helps(scored, "a", "en")):
        text = text_of(html).replace("Đợt thử", "")
        assert not re.search("[ạảấầẩẫậắằẳẵặẹẻẽềếểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]", text), text


def test_pages_carry_no_style_and_no_script(scored: Scored) -> None:
    for html in (page(scored, "b", "total", "vi"), helps(scored, "a", "vi")):
        assert not re.search(r"<style|\sstyle=|<script|\son\w+=", html)


def test_the_waterfall_has_a_text_alternative_that_adds_up(scored: Scored) -> None:
    html = page(scored, "b", "total", "en")
    (told,) = set(re.findall(r"<desc>(.*?)</desc>", html, re.DOTALL))
    numbers = [float(x.replace("−", "-")) for x in re.findall(r": ([+−]?\d+\.\d+)", told)]
    assert numbers[0] + sum(numbers[1:-1]) == pytest.approx(numbers[-1], abs=0.01 * len(numbers))
    assert "Too long a wait: −" in told


def test_a_cap_says_from_what_to_what(scored: Scored) -> None:
    assert "Chờ quá lâu <small>(từ 70,83 thành 50,00)</small>" in " ".join(page(scored, "b", "total", "vi").split())


def test_a_hidden_indicator_stands_in_one_line_with_another(scored: Scored) -> None:
    text = text_of(page(scored, "a", "total", "en", hidden=frozenset({"wait"})))
    assert "2 items together, for want of answers" in text
    assert "Days waited" not in text
    assert "50.00" not in text  # neither its score nor one from which it follows


def test_a_score_on_a_scorecard_leads_to_its_explanation_on_screen_only(scored: Scored) -> None:
    card = card_of(scored, "b")
    screen = scorecard_html(card, "vi", standalone=False, explain=lambda node: f"/b/{node}")
    assert {"/b/total", "/b/online", "/b/files", "/b/wait"} <= set(re.findall('href="([^"]+)"', screen))
    assert "/b/total" not in scorecard_html(card, "vi", standalone=True, explain=lambda node: f"/b/{node}")


def test_the_scorecard_leads_from_the_mean_of_the_group_to_the_score(scored: Scored) -> None:
    text = text_of(scorecard_html(card_of(scored, "b"), "en", standalone=False))
    assert "Why it differs from the mean of the group" in text
    assert re.search(r"Mean of the group: [\d.]+; Online services: \+[\d.]+; .*; Score of the unit: 50\.00\.", text)


def test_a_scorecard_with_a_waterfall_stays_short_on_paper(scored: Scored, tmp_path: Path) -> None:
    import pikepdf

    path = tmp_path / "card.pdf"
    path.write_bytes(to_pdf(scorecard_html(card_of(scored, "b"), "vi", standalone=True)))
    with pikepdf.open(path) as pdf:
        assert 1 <= len(pdf.pages) <= 4
