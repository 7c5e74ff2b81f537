"""Figures from outside, such as points of a survey: which there are, and a table of them taken in as a whole."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Reply

from engine.exchange.offline.nouns import Told
from engine.exchange.outside import Brought, from_outside, outside_book, read_outside
from engine.framework.models import Node
from engine.people.acts import Actor
from engine.people.permissions import Action
from engine.problems import ThuocDoError
from engine.rounds import zone
from engine.rounds.outside import NoReasonError, put_outside, takes_outside
from engine.store.nouns import Round
from engine.web import errors, staff
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.web.leading.moves import found_round
from engine.web.staff_words import moment
from engine.wording.catalog import mark

pages = Blueprint("outside_pages", __name__, url_prefix="/quan-tri/vong/<round_id>/so-lieu-ngoai")

NONE_THERE = mark("Bộ chỉ số của đợt này không có chỉ số nào nhập từ ngoài.")
NO_FILE = mark("Xin chọn một tệp.")
NO_REASON = mark("Bảng này đổi số liệu đã có: xin ghi lý do, rồi chọn lại tệp.")
NOT_YET = mark("Đợt chưa mở: xin mở đợt trước.")
MOST_TOLD = 200


@dataclass(frozen=True)
class Row:
    """An indicator: how many units have a figure, and whose hand was there last."""

    node: Node
    there: int
    by: str = ""
    at: datetime | None = None


@pages.get("")
@needs(Action.MANAGE_ROUND)
def page(round_id: str) -> str:
    """Which figures there are."""
    return _page(_round(round_id))


def _round(round_id: str) -> Round:
    round_ = found_round(round_id)
    if not takes_outside(house().offered_for(round_).framework):
        raise errors.Shown(404, NONE_THERE)
    return round_


def _page(round_: Round, wrong: str = "", field: str = "file", told: tuple[Told, ...] = ()) -> str:
    framework, known = house().offered_for(round_).framework, house().store.outside(round_.id)
    rows = []
    for node in from_outside(framework):
        own = [each for each in known if each.indicator == node.id]
        last = max(own, key=lambda each: each.at, default=None)
        there = sum(each.value is not None for each in own)
        rows.append(Row(node, there, last.by, last.at) if last else Row(node, there))
    changed = request.args.get("xong", "")
    return staff.staff_page(
        "staff/outside.html",
        round=round_,
        rows=rows,
        units=len(framework.units.list),
        wrong=wrong,
        field=field,
        told=told[:MOST_TOLD],
        more=max(0, len(told) - MOST_TOLD),
        language=language(),
        changed=int(changed) if changed.isascii() and changed.isdigit() and len(changed) < 8 else None,
        typed=request.form,
        moment=moment,
    )


@pages.post("")
@needs(Action.MANAGE_ROUND)
def take(round_id: str) -> ResponseReturnValue:
    """Take a table in: all of it, or nothing and all that is wrong with it."""
    round_ = _round(round_id)
    brought = _brought(round_)
    if brought is None:
        return _page(round_, NO_FILE), 422
    if brought.told:
        return _page(round_, told=tuple(brought.told)), 422
    reason, by = request.form.get("reason", "").strip()[:500], Actor(staff.myself().name, zone.now())
    try:
        changed = put_outside(house().store, round_, brought.cells, by, reason)
    except NoReasonError:
        return _page(round_, NO_REASON, "reason"), 422
    except ThuocDoError:
        return _page(round_, NOT_YET), 409
    return redirect(url_for("outside_pages.page", round_id=round_.id, xong=changed), 303)


def _brought(round_: Round) -> Brought | None:
    """What the file that was sent tells; None where none was."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    ending = ".xlsx" if upload.filename.lower().endswith((".xlsx", ".xlsm")) else ".csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{ending}"
        upload.save(path)
        return read_outside(path, house().offered_for(round_).framework)


@pages.get("/bang.xlsx")
@needs(Action.MANAGE_ROUND)
def book(round_id: str) -> Reply:
    """What is known, as a workbook to be filled in."""
    round_ = _round(round_id)
    cells = {(each.unit, each.indicator): (each.value, each.missing) for each in house().store.outside(round_.id)}
    written = outside_book(house().offered_for(round_).framework, cells, language())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = f"so-lieu-ngoai-{round_.id}.xlsx"
    return send_file(io.BytesIO(written), kind, as_attachment=True, download_name=name, max_age=0)
