"""A document as somebody may look at it: what is said of it, its pages as pictures, its file as a download."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response as Reply

from engine.jobs.pictures import BATCH, Pictured, can_picture, first_of
from engine.people.permissions import About, Action, may, may_somewhere
from engine.store.assessment_nouns import Stage
from engine.store.document_nouns import Document, DocumentUse
from engine.web import errors, staff
from engine.web.assessing.documents import NO_DOCUMENT
from engine.web.gate import group_of, needs
from engine.web.giving import CLOSED_OFF, PICTURES, give
from engine.web.house import house
from engine.web.languages import language
from engine.web.staff_words import moment

pages = Blueprint("document_view", __name__, url_prefix="/tai-lieu/<document_id>")


@pages.get("")
@needs(Action.READ_EVIDENCE, somewhere=True)
def page(document_id: str) -> str:
    """What is said of a document, and what can be seen of its file without opening it."""
    document, uses = readable(document_id)
    last = max(1, document.pages)
    at = request.args.get("trang", "1")
    shown = min(int(at) if at.isascii() and at.isdigit() and len(at) < 6 else 1, last) or 1
    return staff.staff_page(
        "assessing/document.html",
        document=document,
        uses=uses,
        host=urlsplit(document.link).hostname or "",
        pictured=pictured(document, shown),
        first=first_of(shown),
        last=last,
        batch=BATCH,
        moment=moment,
        told=_told(uses),
        back=_where(uses, Action.FILL_IN, "documents.listed"),
        erase=_where(uses, Action.ERASE_EVIDENCE, "documents.ask_erase", document_id=document.id)
        if document.sha256
        else "",
        here=url_for("document_view.page", document_id=document.id, trang=shown),
    )


def _told(uses: Sequence[DocumentUse]) -> list[tuple[str, list[str]]]:
    """Of what a document is evidence, as far as this person sees it: rounds by title, each with its items."""
    rounds = {each.id: each for each in house().rounds()}
    found: dict[str, list[str]] = {}
    for use in uses:
        round_ = rounds[use.round_id]
        question = house().offered_for(round_).framework.question.get(use.question)
        name = use.question if question is None else str(question.code or question.text.within(language()))
        found.setdefault(round_.title, []).append(name)
    return list(found.items())


def _where(uses: Sequence[DocumentUse], action: Action, view: str, **more: str) -> str:
    """The address of a page about the unit, in the first round in which this person may do that; "" if in none."""
    for use in uses:
        if may(staff.myself(), action, About(use.round_id, use.unit, group_of(use.round_id, use.unit))):
            at: dict[str, Any] = {"round_id": use.round_id, "unit_id": use.unit, **more}
            return url_for(view, **at)
    return ""


def pictured(document: Document, shown: int = 1) -> Pictured | None:
    """How far the pictures of a PDF's pages are; None where there will be none."""
    is_there = document.kind == "pdf" and house().evidence.path(document.sha256) is not None
    return house().pictures.request(document.sha256, shown) if is_there and can_picture() else None


@pages.get("/tep")
@needs(Action.READ_EVIDENCE, somewhere=True)
def file(document_id: str) -> Reply:
    """The file, as a download whatever is in it."""
    document, _ = readable(document_id)
    path = house().evidence.path(document.sha256)
    if path is None:
        raise errors.Shown(404, NO_DOCUMENT)
    return give(path, document.kind, document.file_name)


@pages.get("/anh")
@needs(Action.READ_EVIDENCE, somewhere=True)
def picture(document_id: str) -> Reply:
    """The file itself where it is a picture, to be shown in a page."""
    document, _ = readable(document_id)
    path = house().evidence.path(document.sha256)
    if path is None or document.kind not in PICTURES:
        raise errors.Shown(404, NO_DOCUMENT)
    return give(path, document.kind, document.file_name, shown=True)


@pages.get("/trang/<int:number>")
@needs(Action.READ_EVIDENCE, somewhere=True)
def one_page(document_id: str, number: int) -> Reply:
    """A page of a PDF as a picture that was made of it."""
    document, _ = readable(document_id)
    path = house().pictures.picture(document.sha256, number)
    if path is None:
        raise errors.Shown(404, NO_DOCUMENT)
    reply = send_file(path, "image/jpeg", max_age=0, etag=False)
    reply.headers["Content-Security-Policy"] = CLOSED_OFF
    reply.headers["Cache-Control"] = "no-store"
    return reply


def readable(document_id: str) -> tuple[Document, Sequence[DocumentUse]]:
    """A document with what it is evidence of, as far as this person may see either; refuses what may not be seen."""
    document = house().store.document(document_id)
    if document is None:
        raise errors.Shown(404, NO_DOCUMENT)
    person, uses = staff.myself(), house().store.uses_of(document.id)
    if may_somewhere(person, Action.FILL_IN, About(unit=document.unit)):
        return document, uses
    stages = {(each.round_id, each.unit): each.stage for each in house().store.assessments()}
    seen = [
        use
        for use in uses
        if stages.get((use.round_id, use.unit), Stage.FILLING) is not Stage.FILLING
        and may(person, Action.READ_EVIDENCE, About(use.round_id, use.unit, group_of(use.round_id, use.unit)))
    ]
    if not seen:
        raise errors.Shown(403, errors.NOT_ALLOWED)
    return document, seen
