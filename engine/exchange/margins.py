"""Known totals of a population from CSV `margin,category,population`."""

from __future__ import annotations

from pathlib import Path

from engine.framework.models import Audience, Framework
from engine.framework.question_types import Yields
from engine.framework.sheets import Row, Sheet, meant, number, read_sheet, stop_at
from engine.framework.vocabulary import Vocabulary
from engine.scoring.margins import ACROSS, STRATUM, Margins, cells_of, parts_of

_COLUMNS = ("margin", "category", "population")


def read_margins(
    path: Path, framework: Framework, vocabulary: Vocabulary, limits: tuple[float, float | None] = (0.0, None)
) -> Margins:
    """The margins of a file; ThuocDoError with every mistake by its line, OSError if it cannot be read."""
    sheet = read_sheet(path)
    totals: dict[str, dict[str, float]] = {}
    taken: dict[str, set[tuple[str, ...]]] = {}
    if not sheet.problems and sheet.need(_COLUMNS):
        refused: set[str] = set()
        for row in sheet.rows:
            margin = ACROSS.join(parts_of(row.cells["margin"]))
            if margin in refused:
                continue
            if margin not in totals and not _is_margin(sheet, row, margin, framework, vocabulary):
                refused.add(margin)
                continue
            cells = totals.setdefault(margin, {})
            if (size := _population(sheet, row)) is not None and _is_category(
                sheet, row, margin, taken.setdefault(margin, set()), framework
            ):
                cells[row.cells["category"]] = size
        if not sheet.problems and not totals:
            sheet.complain(1, "", "there is no margin.", "Add a row for each category of a question.")
    stop_at([sheet])
    return Margins(totals, *limits)


def _is_margin(sheet: Sheet, row: Row, margin: str, framework: Framework, vocabulary: Vocabulary) -> bool:
    """Whether respondents are asked each part of a margin once, with options to choose one from."""
    asked = [q for form in framework.forms if form.audience is Audience.RESPONDENTS for q in form.question]
    parts = parts_of(margin)
    for part in parts:
        what = ""
        if part not in asked:
            if part == STRATUM:
                continue
            what, mend = f"no respondent is asked `{part}`.", meant(part, [*asked, STRATUM])
            mend = mend or f"Name a question of the form, or `{STRATUM}`."
        else:
            form = next(each for each in framework.forms if part in each.question)
            if form.page_of[part].for_each:
                what, mend = f"`{part}` is asked in every pass.", "A margin is a question about the respondent."
            elif vocabulary.question_types[framework.question[part].type].yields is not Yields.OPTION:
                what, mend = f"`{part}` has no options to choose one from.", "A margin is a choice of one option."
        if what:
            sheet.complain(row.line, row.cells["margin"], what, mend, "margin")
            return False
    if len(set(parts)) < len(parts):
        what = "a question is there twice."
        sheet.complain(row.line, row.cells["margin"], what, "Name each once.", "margin")
        return False
    return True


def _population(sheet: Sheet, row: Row) -> float | None:
    written, where = row.cells["population"], row.cells["margin"]
    if not written:
        sheet.complain(row.line, where, "the population is empty.", "Give how many there are.", "population")
        return None
    size = number(sheet, row, where, written, "population")
    if size is not None and size <= 0:
        what, mend = f"a population of {written}.", "Give how many there are; leave out a category that nobody is in."
        sheet.complain(row.line, where, what, mend, "population")
        return None
    return size


def _is_category(sheet: Sheet, row: Row, margin: str, taken: set[tuple[str, ...]], framework: Framework) -> bool:
    """Whether a category names options, none of which another row of the margin names."""
    written, parts = row.cells["category"], parts_of(margin)
    try:
        cells = list(cells_of(margin, written))
    except ValueError:
        mend = f"Join {len(parts)} options by `{ACROSS}`, in the order of `{margin}`."
        sheet.complain(row.line, margin, f"`{written}` names no cell of it.", mend, "category")
        return False
    for cell in cells:
        for part, name in zip(parts, cell, strict=True):
            if part not in framework.question or not name:
                continue  # strata are known by the answers alone; "" are those who did not say
            options = [option.id for option in framework.options_of(framework.question[part])]
            if name not in options:
                mend = meant(name, options) or f"The options are: {', '.join(options)}."
                sheet.complain(row.line, margin, f"`{part}` has no option `{name}`.", mend, "category")
                return False
        if cell in taken:
            name = f" {ACROSS} ".join(cell) or "(not said)"
            sheet.complain(row.line, margin, f"`{name}` is there twice.", "Keep it in one of the rows.", "category")
            return False
        taken.add(cell)
    return True
