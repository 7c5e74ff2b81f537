"""A self-assessment as a workbook: downloaded, taken in again, and the choice where two changed the same item."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.utils import secure_filename

from engine.appraisal.acts import Closed
from engine.exchange.offline.nouns import Brought, ItemChange, Told, WorkbookError
from engine.exchange.offline.taking import Conflict, Taken, export, offline_of, save_changes, take
from engine.people.permissions import Action
from engine.questionnaire.answers import AnswerKey
from engine.store.life import MeanwhileError
from engine.store.values import documents_of, from_document
from engine.web import staff
from engine.web.assessing import unit_words
from engine.web.assessing.here import Here, here_of
from engine.web.form_data import LARGEST_BODY, MULTIPART
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.web.staff_words import moment
from engine.wording.catalog import mark

pages = Blueprint("workbook", __name__, url_prefix="/don-vi/<round_id>/<unit:unit_id>/bang-tinh")

MOST_MB = 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_FILE = mark("Xin chọn tệp bảng tính đã điền.")
TOO_LARGE = mark("Tệp lớn quá 5 MB. Bảng tính xuất từ hệ thống nhỏ hơn nhiều; xin kiểm tra lại tệp.")
STALE = mark("Không đọc được lựa chọn vừa gửi. Xin gửi lại tệp.")


@dataclass(frozen=True)
class Result:
    """What became of a workbook, as the page tells it; `sealed` is what the choice is posted with."""

    taken: Taken | None = None
    told: Sequence[Told] = ()
    wrong: str = ""
    sealed: str = ""


_NOTHING = Result()


def make_room() -> None:
    """Let who is signed in send a workbook; any other page keeps the small limit."""
    if request.endpoint == "workbook.bring" and request.mimetype == MULTIPART and staff.me() is not None:
        request.max_content_length = LARGEST_BODY + MOST_MB * 1_500_000


@pages.get("")
@needs(Action.FILL_IN)
def page(round_id: str, unit_id: str) -> str:
    """The way out and the way back in."""
    return _page(here_of(round_id, unit_id), _NOTHING)


@pages.get("/tai-ve")
@needs(Action.FILL_IN)
def download(round_id: str, unit_id: str) -> ResponseReturnValue:
    """The workbook as everything stands now."""
    here = here_of(round_id, unit_id)
    begun = here.assessment
    content = export(house().store, here.offered, begun.round_id, begun.unit, here.at, language())
    name = f"{secure_filename(f'{begun.round_id}-{begun.unit}') or 'tu-danh-gia'}.xlsx"
    return send_file(io.BytesIO(content), XLSX, as_attachment=True, download_name=name, max_age=0)


@pages.post("")
@needs(Action.FILL_IN)
def bring(round_id: str, unit_id: str) -> ResponseReturnValue:
    """Take a workbook in: every bad cell told and nothing saved, or all that nobody else changed."""
    here = here_of(round_id, unit_id)
    if closed := _closed(here):
        return _page(here, Result(wrong=closed)), 409
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _page(here, Result(wrong=NO_FILE)), 422
    with tempfile.TemporaryDirectory(prefix="thuocdo-") as folder:
        path = Path(folder) / (secure_filename(upload.filename)[-80:] or "bang-tinh.xlsx")
        upload.save(path)
        if path.stat().st_size > MOST_MB * 1_000_000:
            return _page(here, Result(wrong=TOO_LARGE)), 413
        try:
            taken = take(house().store, here.offered, path, (round_id, here.unit.id), here.actor)
        except WorkbookError as wrong:
            return _page(here, Result(told=wrong.told)), 422
        except MeanwhileError:
            return _page(here_of(round_id, unit_id), Result(wrong=unit_words.CLOSED[Closed.STAGE])), 409
    return _page(here, _result(here, taken, path.name))


@pages.post("/chon")
@needs(Action.FILL_IN)
def choose(round_id: str, unit_id: str) -> ResponseReturnValue:
    """Save those of one's own changes that were chosen; what was changed once more meanwhile is shown again."""
    here = here_of(round_id, unit_id)
    if closed := _closed(here):
        return _page(here, Result(wrong=closed)), 409
    try:
        name, changes = _opened(here, request.form.get("sealed", ""))
    except (BadData, ValueError, TypeError, KeyError, AttributeError):
        return _page(here, Result(wrong=STALE)), 422
    chosen = [each for each in changes if request.form.get(f"choice.{each.question}") == "mine"]
    offline = offline_of(house().store, here.offered, round_id, here.unit.id)
    try:
        whose = (round_id, here.unit.id)
        taken = save_changes(house().store, offline, whose, Brought(chosen), here.actor, name)
    except MeanwhileError:
        return _page(here_of(round_id, unit_id), Result(wrong=unit_words.CLOSED[Closed.STAGE])), 409
    if taken.conflicts:
        return _page(here, _result(here, taken, name)), 409
    where = url_for("workbook.page", round_id=round_id, unit_id=here.unit.id, xong=len(taken.saved))
    return redirect(where, 303)


def _page(here: Here, result: Result) -> str:
    done = request.args.get("xong", "") if request.method == "GET" else ""
    return staff.staff_page(
        "assessing/workbook.html",
        here=here,
        result=result,
        closed=_closed(here),
        done=int(done) if done.isdecimal() and len(done) < 6 else None,
        most=MOST_MB,
        items=here.form.question,
        language=language(),
        moment=moment,
    )


def _closed(here: Here) -> str:
    """Why nothing is taken in now; "" where it is."""
    found = here.closed()
    return unit_words.CLOSED[found] if found else ""


def _result(here: Here, taken: Taken, name: str) -> Result:
    sealed = _sealer().dumps(_packed(here, taken.conflicts, name)) if taken.conflicts else ""
    return Result(taken, taken.warnings, sealed=str(sealed))


def _packed(here: Here, conflicts: Sequence[Conflict], name: str) -> list[Any]:
    """One's own side of each conflict, with the version of the other side as it is shown."""
    changes = [
        [
            each.change.question,
            each.now.version,
            each.change.explanation,
            [[key.item, answer and documents_of({key: answer})[0][1]] for key, answer in each.change.answers.items()],
        ]
        for each in conflicts
    ]
    return [staff.myself().name, here.round_.id, here.unit.id, name, changes]


def _opened(here: Here, sealed: str) -> tuple[str, list[ItemChange]]:
    """The file's name and the changes of a page of this person's. BadData where it is of another."""
    person, round_id, unit, name, changes = _sealer().loads(sealed)
    if (person, round_id, unit) != (staff.myself().name, here.round_.id, here.unit.id):
        raise BadData("of another page")
    return name, [
        ItemChange(
            question,
            version,
            {AnswerKey(question, item): from_document(told)[question] if told else None for item, told in answers},
            explanation,
        )
        for question, version, explanation, answers in changes
    ]


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="workbook")
