"""Answers from CSV `respondent,unit,question,value[,row][,weight][,stratum][,cluster][,day][,flags]`: records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine.exchange.cells import SEVERAL, Cell, Cells, whole
from engine.exchange.computed import Record, as_the_form_keeps_them, by_respondent, work_out
from engine.exchange.row_lists import offers_rows, row_id, with_ids
from engine.framework.models import Framework, Question
from engine.framework.question_types import Yields
from engine.framework.sheets import Row, Sheet, meant, number, read_sheet
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer
from engine.questionnaire.deciding import UNKNOWN
from engine.questionnaire.path import walk
from engine.scoring.arrays import Records, UnitRow
from engine.snapshots import SKIPPED, column_of, flags_of_records


@dataclass
class Given:
    """The rows of an answers file by (respondent, unit, number of the row in a list) and question, not yet arrays."""

    sheet: Sheet
    framework: Framework
    vocabulary: Vocabulary
    cells: dict[tuple[str, str, str], dict[str, list[Cell]]] = field(default_factory=dict)
    rows: dict[tuple[str, str, str], list[tuple[str, str]]] = field(default_factory=dict)
    """The numbers and names of the rows, by respondent, unit and the question that lists them."""
    weight: dict[tuple[str, str], float] = field(default_factory=dict)  # by respondent and the unit that it is about
    stratum: dict[str, str] = field(default_factory=dict)
    cluster: dict[str, str] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)
    """The stratum of each cluster."""
    lone: dict[str, int] = field(default_factory=dict)
    """Respondents without a cluster, and the first line of each."""
    day: dict[str, str] = field(default_factory=dict)
    flags: dict[str, frozenset[str]] = field(default_factory=dict)
    written_flags: dict[str, str] = field(default_factory=dict)
    met: dict[str, Row] = field(default_factory=dict)
    _of: dict[str, Cells] = field(default_factory=dict)

    def cells_of(self, question: Question) -> Cells:
        """How the cells of a question are read."""
        if question.id not in self._of:
            kind = self.vocabulary.question_types[question.type]
            self._of[question.id] = Cells(self.sheet, self.framework, question, kind)
        return self._of[question.id]

    def answers(self) -> Mapping[tuple[str, str, str], dict[str, Answer]]:
        """The answers by (respondent, unit, number of the row in a list) and question."""
        told = {
            record: {name: self._answer(record, name, cells) for name, cells in by_question.items()}
            for record, by_question in self.cells.items()
        }
        for (who, unit, _row), by_question in told.items():
            for name, answer in by_question.items():
                if offers_rows(self.framework, question := self.framework.question[name]):
                    about = told.get((who, unit, ""), {})
                    by_question[name] = with_ids(self.framework, about, question, answer)
        return told

    def _answer(self, record: tuple[str, str, str], name: str, given: Sequence[Cell]) -> Answer:
        cells = self.cells_of(self.framework.question[name])
        answer = whole(cells, given)
        if cells.kind.yields is not Yields.ROWS or answer.value is None:
            return answer
        listed = self.rows[*record[:2], name]
        rows = {
            row_id(self.framework, name, int(number or place)): called
            for place, (number, called) in enumerate(listed, start=1)
        }
        return Answer(tuple(rows), details=rows)


def _owed(framework: Framework, records: Mapping[Record, dict[str, Answer]], unit: str) -> dict[str, Answer]:
    """What counts outside the rows: of a self-assessed form what is on its path, an empty one where a line lacks.

    The path may hang on what was said of all rows. Pages that are passed once a unit are left as they are: their
    answers are other records.
    """
    given = records[unit, ""]
    counted = dict(given)
    for form in framework.forms:
        own = {q for q in form.question if not form.page_of[q].for_each}
        if form.unanswered is None or own.isdisjoint(given):
            continue
        visits = walk(framework, form, as_the_form_keeps_them(framework, form, records, unit)).visits
        seen = {q.id for visit in visits if not visit.step.page.for_each for q in visit.questions}
        for question in own:
            counted.pop(question, None)
        lacking = {q: UNKNOWN if form.question[q].is_fixed else SKIPPED for q in seen}
        counted |= {q: given.get(q, lacking[q]) for q in form.question if q in seen}
    return counted


def read_answers(path: Path, framework: Framework, vocabulary: Vocabulary) -> Given:
    """Read an answers file; what is wrong is in its sheet. OSError if it cannot be read."""
    sheet = read_sheet(path)
    if sheet.problems or not sheet.need(["respondent", "unit", "question", "value"]):
        return Given(sheet, framework, vocabulary)
    return answers_in(sheet, framework, vocabulary)


def answers_in(sheet: Sheet, framework: Framework, vocabulary: Vocabulary) -> Given:
    """The answers of rows with respondent, unit, question and value; what is wrong is noted in the sheet."""
    given = Given(sheet, framework, vocabulary)
    questions = {question.code: question for question in framework.question.values() if question.code}
    by_name = questions | dict(framework.question)
    first: dict[tuple[str, ...], int] = {}
    for row in sheet.rows:
        respondent, unit, name = row.cells["respondent"], row.cells["unit"], row.cells["question"]
        whole_name, _, part = name.partition(".") if name not in by_name else (name, "", "")
        question = by_name.get(whole_name)
        if question is None:
            mend = meant(name, by_name) or "Give the id of a question of the framework, or remove its rows."
            sheet.complain(row.line, respondent, f"there is no question `{name}`.", mend, "question")
            continue
        cells = given.cells_of(question)
        if not cells.kind.asks and question.draw is None:
            if question.formula is None:
                sheet.complain(row.line, respondent, f"`{name}` is not asked.", "Remove the row.", "question")
            continue  # what is computed is worked out again
        part = cells.option_id(part)
        number_of_row = _row_number(given, row, respondent)
        chosen = cells.option_id(row.cells["value"]) if cells.kind.yields in SEVERAL and not part else ""
        key = (respondent, unit, number_of_row, question.id, part, chosen)
        if key in first:
            sheet.complain(
                row.line,
                f"{respondent}, {name}",
                f"the row is doubled: line {first[key]} is the first.",
                "Keep one of them.",
                "question",
            )
            continue
        first[key] = row.line
        _design(given, row, respondent)
        if unit:
            given.met.setdefault(unit, row)
        cell = cells.read(row, part)
        if cell is None:
            continue
        if cells.kind.yields is Yields.ROWS:
            given.rows.setdefault((respondent, unit, question.id), []).append((number_of_row, str(cell.value or "")))
            number_of_row = ""
        given.cells.setdefault((respondent, unit, number_of_row), {}).setdefault(question.id, []).append(cell)
    _complain_of_lone(given)
    return given


def _complain_of_lone(given: Given) -> None:
    """Note each respondent without a cluster, where others have one: its errors could not be told."""
    if any(given.cluster.values()):
        for respondent, line in given.lone.items():
            mend = "Give each respondent the cluster that it was drawn with, or its own."
            given.sheet.complain(line, respondent, "no cluster, while others have one.", mend, "cluster")


def _row_number(given: Given, row: Row, respondent: str) -> str:
    """Which row of a repeating list a line is about; "" for none."""
    written = row.cells.get("row", "")
    if written and not (written.isascii() and written.isdigit() and len(written) < 7):
        mend = "Number the rows of a list from 1; leave the cell empty elsewhere."
        given.sheet.complain(row.line, respondent, f"`{written}` is no number of a row.", mend, "row")
        return ""
    return written.lstrip("0")


def _design(given: Given, row: Row, respondent: str) -> None:
    """Stratum of a respondent, the same on all its rows; and its weight, the same on all that are about one unit."""
    stratum = row.cells.get("stratum", "")
    if given.stratum.setdefault(respondent, stratum) != stratum:
        given.sheet.complain(row.line, respondent, "two strata for one respondent.", "Give the same on all rows.")
    cluster = row.cells.get("cluster", "")
    if not cluster:
        given.lone.setdefault(respondent, row.line)
    if cluster and given.home.setdefault(cluster, stratum) != stratum:
        what, mend = f"the cluster `{cluster}` is in two strata.", "Name the clusters of each stratum apart."
        given.sheet.complain(row.line, respondent, what, mend, "cluster")
    for key, kept in (("cluster", given.cluster), ("day", given.day), ("flags", given.written_flags)):
        if kept.setdefault(respondent, row.cells.get(key, "")) != row.cells.get(key, ""):
            what = f"two values of `{key}` for one respondent."
            given.sheet.complain(row.line, respondent, what, "Give the same on all rows.", key)
    written = row.cells.get("weight", "")
    weight = number(given.sheet, row, respondent, written) if written else 1.0
    if weight is not None and weight < 0:
        given.sheet.complain(row.line, respondent, "a weight below zero.", "Weights are 0 or above.")
    unit = row.cells["unit"]
    if weight is not None and given.weight.setdefault((respondent, unit), weight) != weight:
        of = f"for one respondent's answers about `{unit}`" if unit else "for one respondent"
        given.sheet.complain(row.line, respondent, f"two weights {of}.", "Give the same on all these rows.")


def complain_of_strangers(given: Given, units: Sequence[UnitRow]) -> None:
    """Note every unit of the file that is not among those scored, at the first line that names it."""
    known = {unit.id for unit in units}
    for name, row in given.met.items():
        if name not in known:
            mend = meant(name, known) or "Add it to the units, or remove its rows."
            given.sheet.complain(row.line, "", f"there is no unit `{name}`.", mend)


@dataclass(frozen=True)
class _Record:
    """What one respondent says about a unit, or about a row of one list."""

    respondent: str
    unit: str
    answers: dict[str, Answer]


def _by_record(given: Given) -> list[_Record]:
    """The answers as records, what is computed among them: however the lines of the file lay, rows in their order.

    Rows of the same number in two lists are two records.
    """
    told = given.answers()
    work_out(given.framework, told)
    respondents = by_respondent(told)
    people = {who: place for place, who in enumerate(dict.fromkeys(who for who, *_ in told))}
    about = {key: place for place, key in enumerate(dict.fromkeys((who, unit) for who, unit, _ in told))}
    lists = _lists(given.framework)
    found: dict[tuple[int, int, int, int], _Record] = {}
    for (who, unit, row), answers in told.items():
        if not row:
            owed = _owed(given.framework, respondents[who], unit)
            found[people[who], about[who, unit], 0, 0] = _Record(who, unit, owed)
            continue
        for question, answer in answers.items():
            key = (people[who], about[who, unit], lists.get(question, 0), int(row))
            found.setdefault(key, _Record(who, unit, {})).answers[question] = answer
    return [found[key] for key in sorted(found)]


def _lists(framework: Framework) -> dict[str, int]:
    """For each question about rows the place of their list in the form."""
    places: dict[str, int] = {}
    for form in framework.forms:
        order = list(form.question)
        for name in order:
            over = form.page_of[name].for_each or ""
            if over in form.question:
                places[name] = order.index(over)
    return places


def _clusters(given: Given, who: Sequence[str]) -> dict[str, Any]:
    """The clusters of records as fields of `Records`; {} where respondents were drawn themselves."""
    if not any(given.cluster.values()):
        return {}
    names = [given.cluster[name] for name in who]
    clusters = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return {"cluster": np.array([clusters[name] for name in names], dtype=np.int64), "clusters": tuple(clusters)}


def records_of(given: Given, framework: Framework, vocabulary: Vocabulary, units: Sequence[UnitRow]) -> Records:
    """The answers as arrays: one record a respondent and unit."""
    position = {unit.id: column for column, unit in enumerate(units)}
    strata = tuple(dict.fromkeys(given.stratum.values())) or ("",)
    asked: dict[str, list[int]] = {question: [] for question in framework.question}
    answers: dict[str, list[Answer]] = {question: [] for question in framework.question}
    told = _by_record(given)
    respondents = {name: place for place, name in enumerate(dict.fromkeys(each.respondent for each in told))}
    for record, each in enumerate(told):
        for question, answer in each.answers.items():
            asked[question].append(record)
            answers[question].append(answer)
    who = [each.respondent for each in told]
    return Records(
        unit=np.array([position.get(each.unit, -1) for each in told], dtype=np.int64),
        respondent=np.array([respondents[name] for name in who], dtype=np.int64),
        weight=np.array([given.weight.get((each.respondent, each.unit), 1.0) for each in told], dtype=np.float64),
        stratum=np.array([strata.index(given.stratum[name]) for name in who], dtype=np.int64),
        columns={
            question.id: column_of(
                framework,
                question,
                vocabulary.question_types[question.type],
                asked[question.id],
                answers[question.id],
                len(who),
            )
            for question in framework.question.values()
            if vocabulary.question_types[question.type].yields is not Yields.NOTHING
        },
        strata=strata,
        **_clusters(given, who),
        flags=flags_of_records([given.flags.get(name, frozenset()) for name in who]),
    )
