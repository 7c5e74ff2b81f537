"""Figures of indicators that no unit answers, such as those of a survey, in the database: as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.framework.missing import REASONS, Missing
from engine.problems import ThuocDoError
from engine.store.assessment_nouns import OutsideFigure, Said, Step, StepKind
from engine.store.steps import KeepsSteps


class KeepsOutsideFigures(KeepsSteps):
    """The part of the embedded store that is about figures from outside."""

    def put_outside(self, round_id: str, figures: Sequence[OutsideFigure], reason: str = "") -> int:
        """Keep these figures, all of them or none; see `engine.store.assessment_contract`."""
        with self.database.writing() as connection:
            if not connection.execute("SELECT 1 FROM rounds WHERE id = ?", (round_id,)).fetchone():
                raise ThuocDoError(f"There is no round “{round_id}”.")
            known = {(each.unit, each.indicator): each for each in self.outside(round_id)}
            new = [each for each in figures if _differs(known.get((each.unit, each.indicator)), each)]
            connection.executemany(
                "INSERT OR REPLACE INTO outside_figures (round_id, unit, indicator, value, missing, by, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(round_id, *_row(each)) for each in new],
            )
            for each in new:
                had, has = (Said(words=_words(one)) for one in (known.get((each.unit, each.indicator)), each))
                step = Step(
                    round_id, each.unit, each.indicator, StepKind.FIGURE, each.by, each.at, had, has, reason.strip()
                )
                self.add_step(step)
            if new:
                connection.execute("UPDATE rounds SET revision = revision + 1 WHERE id = ?", (round_id,))
        return len(new)

    def outside(self, round_id: str) -> Sequence[OutsideFigure]:
        """The figures of a round from outside, by unit and indicator; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT unit, indicator, value, missing, by, at FROM outside_figures WHERE round_id = ?"
                " ORDER BY unit, indicator",
                (round_id,),
            ).fetchall()
        return [
            OutsideFigure(unit, indicator, value, REASONS.get(missing, Missing.PRESENT), by, datetime.fromisoformat(at))
            for unit, indicator, value, missing, by, at in rows
        ]


def _differs(before: OutsideFigure | None, after: OutsideFigure) -> bool:
    return before is None or (before.value, before.missing) != (after.value, after.missing)


def _row(figure: OutsideFigure) -> tuple[str, str, float | None, str, str, str]:
    missing = figure.missing.name.lower() if figure.missing else ""
    return figure.unit, figure.indicator, figure.value, missing, figure.by, figure.at.isoformat()


def _words(figure: OutsideFigure | None) -> dict[str, str]:
    if figure is None:
        return {}
    return {"figure": f"{figure.value:.12g}"} if figure.value is not None else {"missing": figure.missing.name.lower()}
