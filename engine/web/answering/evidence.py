"""Files that respondents send along: taken in with the page, given back only to the draft that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

from flask import Blueprint, current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response as Reply

from engine.builtin.questions.file_kinds import kind_of
from engine.builtin.questions.files import Sent
from engine.framework.models import Page, Question
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.identity import Same
from engine.questionnaire.reading import PageReading, field_name
from engine.store.evidence import Draft
from engine.web import errors
from engine.web.answering.visit import Visit, find_round, visit_of
from engine.web.form_data import MULTIPART
from engine.web.giving import give
from engine.web.house import house

pages = Blueprint("evidence", __name__)

LARGEST_PAGE = 250_000_000
"""The most that a page with files may send, in bytes."""

_FIELDS = 1_000_000


@dataclass
class Received:
    """A page's fields with the files that came along.

    `typed` is what the page would have to post again; `posted` what its questions read, each file told as a `Sent`.
    """

    typed: dict[str, Sequence[str]]
    posted: dict[str, Sequence[str]]
    drafts: dict[str, list[Draft]] = field(default_factory=dict)  # by question

    def keep(self, reading: PageReading) -> None:
        """Confirm the files that the answers name, before these are saved."""
        if not self.drafts:
            return
        for key, answer in reading.answers.items():
            for draft in self.drafts.get(key.question, ()):
                if answer is not None and isinstance(answer.value, tuple) and draft.sha256 in answer.value:
                    house().evidence.confirm(draft)


def upload_fields(page: Page) -> Mapping[str, Question]:
    """The questions of a page that take files, by the name of the field that does."""
    return _upload_fields(Same(page), Same(house().catalog.vocabulary))


@lru_cache(maxsize=1024)
def _upload_fields(page: Same[Page], vocabulary: Same[Vocabulary]) -> Mapping[str, Question]:
    kinds = vocabulary.it.question_types
    return {
        field_name(question, kinds[question.type].uploads): question
        for question in page.it.questions
        if kinds[question.type].uploads
    }


def make_room() -> None:
    """Let a page with questions for files send as much as they may hold; any other page keeps the small limit."""
    if request.mimetype != MULTIPART or request.endpoint != "form_page.save" or request.view_args is None:
        return
    round_, offered = find_round(request.view_args["round_id"])
    form = house().form_for(offered, round_)
    page = next((each for each in form.pages if each.id == request.view_args["page_id"]), None) if form else None
    wanted = sum(_most(question) for question in upload_fields(page).values()) if page else 0
    if wanted:
        # half as much again, so that a file somewhat too large is told about beside its question
        request.max_content_length = min(LARGEST_PAGE, _FIELDS + wanted * 3 // 2)


def _most(question: Question) -> int:
    settings = question.settings
    return int((settings.max or 1) * settings.most_bytes)


@contextmanager
def received(visit: Visit, page: Page, typed: dict[str, Sequence[str]]) -> Iterator[Received]:
    """What was posted, files included; those that are not confirmed by the end are let go."""
    fields = upload_fields(page)
    if not fields:
        yield Received(typed, typed)
        return
    own = Received(typed, dict(typed))
    try:
        for name, question in fields.items():
            _receive(own, visit, name, question)
        yield own
    finally:
        for drafts in own.drafts.values():
            for draft in drafts:
                house().evidence.discard(draft)


def _receive(own: Received, visit: Visit, name: str, question: Question) -> None:
    """The files of one field: those sent now, and those that this draft sent before and could not save."""
    room = house().evidence
    sent = [told for text in own.typed.get(name, ()) if (told := _told_before(visit, name, text))]
    for upload in request.files.getlist(name):
        if not upload.filename:
            continue
        draft = room.take_in(upload.stream, question.settings.most_bytes)
        own.drafts.setdefault(question.id, []).append(draft)
        with draft.path.open("rb") as file:
            sent.append(Sent(draft.sha256, draft.size, kind_of(file), upload.filename[:1000]))
    own.posted[name] = [str(each) for each in sent]
    own.typed[name] = [_signer().dumps([visit.response.id, name, str(each)]) for each in sent]


def _told_before(visit: Visit, name: str, text: str) -> Sent | None:
    """The file that a signed text of this draft tells of, if it was kept."""
    try:
        response_id, field_, told = _signer().loads(text)
    except (BadData, ValueError, TypeError):
        return None
    sent = Sent.of(told)
    is_own = (response_id, field_) == (visit.response.id, name)
    return sent if sent and is_own and house().evidence.path(sent.sha256) else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="evidence")


@pages.get("/vong/<round_id>/tep/<question_id>/<sha256>")
def give_back(round_id: str, question_id: str, sha256: str) -> Reply:
    """A file of the draft that this browser is filling in; as a download, whatever is in it."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    name = next(
        (
            answer.details.get(sha256)
            for key, answer in visit.response.answers.items()
            if key.question == question_id and isinstance(answer.value, tuple) and sha256 in answer.value
        ),
        None,
    )
    path = house().evidence.path(sha256)
    if name is None or path is None:
        raise errors.Shown(404, errors.NO_FILE)
    with path.open("rb") as file:
        kind = kind_of(file)
    return give(path, kind, name)
