"""A unit's plan of mending on one page, and as a workbook."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, request, send_file
from werkzeug.wrappers import Response as Reply

from engine.appraisal import remedy_words as words
from engine.exchange.plans import plan_book
from engine.people.permissions import Action
from engine.store.remedy_nouns import RemedyStatus
from engine.web import staff
from engine.web.gate import needs
from engine.web.languages import language
from engine.web.mending.planned import planned
from engine.wording.catalog import mark

pages = Blueprint("plan_page", __name__, url_prefix="/don-vi/<round_id>/<unit:unit_id>/khac-phuc")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DONE = {"luu": mark("Đã lưu. Mọi lần sửa đều được giữ trong lịch sử của mục.")}


@pages.get("")
@needs(Action.SEE_PLAN)
def page(round_id: str, unit_id: str) -> str:
    """What is to be answered first, what is to be mended in which order, and what comes of it."""
    found = planned(round_id, unit_id)
    every = (*found.plan.first, *found.plan.tasks, *found.plan.settled)
    return staff.staff_page(
        "mending/plan.html",
        found=found,
        here=found.here,
        plan=found.plan,
        words=words,
        counts={status: sum(each.status is status for each in every) for status in RemedyStatus},
        late=sum(each.is_late for each in every),
        done=DONE.get(request.args.get("xong", ""), ""),
    )


@pages.get("/tai-xuong")
@needs(Action.SEE_PLAN)
def workbook(round_id: str, unit_id: str) -> Reply:
    """The same as XLSX."""
    found = planned(round_id, unit_id)
    here = found.here
    book = plan_book(found.plan, here.round_.title, here.unit.title, language(), found.names)
    name = f"khac-phuc-{here.round_.id}-{here.unit.id}.xlsx"
    return send_file(BytesIO(book), XLSX, as_attachment=True, download_name=name, max_age=0)
