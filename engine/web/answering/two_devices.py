"""One draft open in two places: what both say is kept; where they differ, both are shown and nothing is overwritten."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, session

from engine.framework.models import Question
from engine.framework.question_types import QuestionType, Yields
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.path import Step
from engine.questionnaire.piping import fill, pipe_of, title_of
from engine.questionnaire.reading import OWN_FIELDS, PageReading
from engine.store.nouns import Response, Saved
from engine.web.answering.offers import drawn_beside
from engine.web.answering.visit import Visit, step_url
from engine.web.answering.ways import came_from
from engine.web.forms.given import in_words
from engine.web.forms.page_nouns import Posted
from engine.web.house import house
from engine.web.languages import language
from engine.wording.catalog import mark

MERGED = mark("Phiếu này đang mở ở hơn một cửa sổ hoặc thiết bị. Câu trả lời của các nơi đã được giữ lại cả.")

_PATIENCE = 5
"""So often the other place may save in between before it is asked what to keep."""

_Page = Mapping[AnswerKey, Answer | None]


@dataclass(frozen=True)
class Settled:
    """What became of a page that came second: how it was saved, and what differs from what is stored."""

    saved: Saved
    stored: Response
    differing: tuple[AnswerKey, ...] = ()


def settle(visit: Visit, page: _Page, stored: Response) -> Settled:
    """Save of a page made from an older version what overwrites nothing, told on the page that follows."""
    for _ in range(_PATIENCE):
        kept, differing = _compared(visit, page, stored)
        if visit.form.drawing:
            kept |= drawn_beside(replace(visit, response=stored), kept)
        if not kept:
            return Settled(Saved(stored.version), stored, differing)
        saved = house().store.save_answers(stored.id, stored.version, kept, "")
        if saved.conflict is None:
            session["merged"] = True
            return Settled(saved, stored, differing)
        if saved.conflict.sent:
            return Settled(saved, saved.conflict)
        stored = saved.conflict
    kept, differing = _compared(visit, page, stored)
    return Settled(Saved(stored.version), stored, (*differing, *(key for key in kept if not _is_confirmation(key))))


def told_once() -> str:
    """That answers of two places were kept, if the respondent does not know yet."""
    return MERGED if "merged" in session and session.pop("merged") else ""


def _compared(
    visit: Visit, page: _Page, stored: Response
) -> tuple[dict[AnswerKey, Answer | None], tuple[AnswerKey, ...]]:
    """What of a page may be kept beside what is stored, and what would overwrite it."""
    kept: dict[AnswerKey, Answer | None] = {}
    differing = []
    for key, given in page.items():
        mine, theirs = given or Answer(), stored.answers.get(key, Answer())
        if mine == theirs or (_says_nothing(mine) and (_says_nothing(theirs) or _cannot_be_emptied(visit, key))):
            continue
        if _is_confirmation(key) or _says_nothing(theirs):
            kept[key] = given
        elif joined := _joined(visit, key, mine, theirs):
            if joined != theirs:
                kept[key] = joined
        else:
            differing.append(key)
    return kept, tuple(differing)


def _says_nothing(answer: Answer) -> bool:
    return answer.value is None and not answer.details


def _cannot_be_emptied(visit: Visit, key: AnswerKey) -> bool:
    """Whether nobody can take the answer back by posting nothing: a page with its radio buttons untouched is silent."""
    question = visit.form.question.get(key.question)
    return question is not None and house().catalog.vocabulary.question_types[question.type].yields is Yields.OPTION


def _is_confirmation(key: AnswerKey) -> bool:
    return key.question.startswith("check.")


def _joined(visit: Visit, key: AnswerKey, mine: Answer, theirs: Answer) -> Answer | None:
    """Rows and files of both places, where that makes a list that the question takes; None where it does not."""
    question = visit.form.question[key.question]
    kind = house().catalog.vocabulary.question_types[question.type]
    if not _is_list(question, kind) or not isinstance(mine.value, tuple) or not isinstance(theirs.value, tuple):
        return None
    both = tuple(dict.fromkeys((*theirs.value, *mine.value)))
    if any(mine.details.get(each) != theirs.details.get(each) for each in {*mine.value} & {*theirs.value}):
        return None  # renamed in both places
    details = {**theirs.details, **mine.details}
    names = [details.get(each, "").casefold() for each in both]
    fits = question.settings.max is None or len(both) <= question.settings.max
    return Answer(both, details=details) if fits and len(set(names)) == len(names) else None


def _is_list(question: Question, kind: QuestionType) -> bool:
    return bool(kind.uploads) or (kind.yields is Yields.ROWS and kind.asks and bool(question.settings))


def conflict_page(visit: Visit, step: Step, reading: PageReading, settled: Settled, typed: Posted) -> tuple[str, int]:
    """Both answers beside each other, and a way to keep either."""
    framework, vocabulary = visit.offered.framework, house().catalog.vocabulary
    here = {key: answer for key, answer in reading.answers.items() if answer is not None}

    def words(answers: Answers, key: AnswerKey) -> tuple[str, ...]:
        known = {**visit.walked.answers, key: answers.get(key, Answer())}
        return in_words(framework, visit.form, visit.form.question[key.question], known, key, vocabulary, language())

    def asked_about(each: Step, key: AnswerKey) -> str:
        pipe = pipe_of(framework, visit.form, each, visit.walked.answers, vocabulary, language())
        text = fill(framework.question[key.question].text.within(language()), pipe)
        about = title_of(framework, each, visit.walked.answers, language())
        return f"{about}: {text}" if about and about not in text else text

    rows: list[Any] = [
        (asked_about(replace(step, item=key.item), key), words(here, key), words(settled.stored.answers, key))
        for key in settled.differing
    ]
    hidden = [(name, value) for name, values in typed.items() if name not in OWN_FIELDS for value in values]
    return render_template(
        "answering/conflict.html",
        rows=rows,
        hidden=hidden,
        version=settled.saved.version,
        attempt=secrets.token_hex(8),
        action=step_url(visit.round_.id, step, back=came_from()),
        keep=step_url(visit.round_.id, step),
        **visit.head,
    ), 409
