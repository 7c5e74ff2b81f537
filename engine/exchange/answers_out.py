"""Answers to CSV, such that `engine.exchange.answers` reads them back as they were."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from engine.exchange.cells import Cells, guarded, texts_of
from engine.exchange.row_lists import offers_rows, with_numbers
from engine.exchange.whole_file import written_whole
from engine.framework.models import Framework
from engine.framework.question_types import Yields
from engine.framework.sheets import Sheet
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.offering import chance_of_pass
from engine.questionnaire.path import walk
from engine.snapshots import SKIPPED, Filled, flags_of_responses

COLUMNS = ("respondent", "unit", "row", "question", "value", "flags", "code", "stratum", "origin", "weight")
"""No day: the flags tell what it was needed for, and a day would help those who know when somebody answered."""


def answer_rows(
    framework: Framework, vocabulary: Vocabulary, responses: Iterable[Filled], written: Callable[[str], str] = str
) -> Iterator[tuple[str, ...]]:
    """A row a value, part and typed detail, response by response; only what lies on the path, nothing worked out.

    `written` is how texts that somebody wrote are told. `flags` are all signs of careless answers that the response
    shows, the same on each of its rows; `code` is what other systems call the option that the row is about, if the
    framework says so; `stratum` is as much of it as may be told, `origin` how the response came; `weight` is how many
    times the answers about a unit count that was drawn among others.
    """
    responses = list(responses)
    raised = flags_of_responses(framework, responses)
    sheet = Sheet("")
    cells = {
        question.id: Cells(sheet, framework, question, vocabulary.question_types[question.type])
        for question in framework.question.values()
    }
    for number, (response, signs) in enumerate(zip(responses, raised, strict=True), start=1):
        flags = " ".join(sorted(signs))
        whence = response.stratum, response.origin
        form = framework.form.get(response.form_id)
        if form is None:
            continue
        walked = walk(framework, form, response.answers)
        for visit in walked.visits:
            item = visit.step.item
            row = _row_number(walked.answers, visit.step.page.for_each, item)
            unit = response.unit if row or not item else item
            chance = chance_of_pass(form, visit.step, response.answers)
            weight = "" if chance == 1 else repr(1 / chance)
            for question in visit.questions:
                answer = walked.answers.get(AnswerKey(question.id, item), SKIPPED)
                of = cells[question.id]
                if not of.kind.asks and question.draw is None:
                    continue
                if of.kind.yields is Yields.ROWS and isinstance(answer.value, tuple):
                    for place, each in enumerate(answer.value, start=1):
                        told = written(answer.details.get(each, each))
                        yield f"{number}", unit, f"{place}", question.id, told, flags, "", *whence, weight
                    continue
                if offers_rows(framework, question):
                    answer = with_numbers(answer, walked.answers.get(AnswerKey(question.options_from or "")))
                for part, text in texts_of(of, answer, written):
                    name = f"{question.id}.{part}" if part else question.id
                    yield f"{number}", unit, row, name, text, flags, of.code(part, text), *whence, weight


def _row_number(answers: Answers, for_each: str | None, item: str) -> str:
    """Which row of the list a pass is about; "" for a pass over units, and for none."""
    over = answers.get(AnswerKey(for_each or ""))
    if over is None or item not in over.details or not isinstance(over.value, tuple):
        return ""
    return str(over.value.index(item) + 1)


def write_answers(framework: Framework, vocabulary: Vocabulary, responses: Iterable[Filled], path: Path) -> int:
    """Write the file whole or not at all, and say how many rows it has. OSError if it cannot be written."""
    count = 0
    with written_whole(path) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in answer_rows(framework, vocabulary, responses, guarded):
            writer.writerow(row)
            count += 1
    return count
