"""All questions of a form on one page, to read and to print: for who is asked, and for who asks."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response as Reply

from engine.framework.models import Form, Framework
from engine.jobs.printing import BLANK, blank_key
from engine.questionnaire.all_questions import all_questions
from engine.web import errors
from engine.web.answering.visit import find_round
from engine.web.house import house
from engine.web.languages import language
from engine.web.pdf_page import pdf_page
from engine.wording.catalog import mark

pages = Blueprint("all_questions", __name__)

NO_FRAMEWORK_FORM = mark("Không có phiếu nào ở địa chỉ này.")


@pages.get("/vong/<round_id>/cau-hoi")
def of_round(round_id: str) -> str:
    """The form of a round, as a respondent would want to see it before beginning."""
    round_, offered = find_round(round_id)
    form = house().form_for(offered, round_)
    if form is None:
        raise errors.Shown(404, errors.NO_FORM)
    return _shown(offered.framework, form, round=round_, interviewer=False)


@pages.get("/vong/<round_id>/phieu-giay.pdf")
def paper(round_id: str) -> Reply | tuple[str, int]:
    """The form of a round as PDF, to be filled in by hand; a worker makes it, never this request."""
    round_, offered = find_round(round_id)
    if house().form_for(offered, round_) is None:
        raise errors.Shown(404, errors.NO_FORM)
    file = url_for("all_questions.paper", round_id=round_id)
    back = url_for("respondent.landing", round_id=round_id)
    return pdf_page(round_, offered, BLANK, blank_key(round_), f"phieu-{round_id}.pdf", file, back)


@pages.get("/khung/<framework_id>/phieu/<form_id>")
def of_framework(framework_id: str, form_id: str) -> str:
    """A form of a loaded framework, with what only interviewers read."""
    offered = house().catalog.offered.get(framework_id)
    form = offered.framework.form.get(form_id) if offered else None
    if offered is None or form is None:
        raise errors.Shown(404, NO_FRAMEWORK_FORM)
    return _shown(offered.framework, form, round=None, interviewer=True)


def _shown(framework: Framework, form: Form, **more: object) -> str:
    found = all_questions(framework, form, house().catalog.vocabulary, language())
    return render_template("answering/all_questions.html", framework=framework, form=form, pages=found, **more)
