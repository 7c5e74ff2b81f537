"""The reports that plugins make of a unit's answers: each with its checks, to be downloaded as a workbook."""

from __future__ import annotations

import io
from dataclasses import dataclass

from flask import Blueprint, current_app, send_file
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from engine.appraisal.unit_reports import answers_for, fitting, made
from engine.exchange.report_books import report_book
from engine.framework.unit_reports import MadeReport, UnitReport
from engine.people.permissions import Action
from engine.problems import ThuocDoError
from engine.web import errors, staff
from engine.web.assessing.here import Here, here_of
from engine.web.assessing.workbook import XLSX
from engine.web.gate import needs
from engine.web.house import house
from engine.wording.catalog import mark

pages = Blueprint("reports", __name__, url_prefix="/don-vi/<round_id>/<unit:unit_id>/bao-cao")

MOST_PLACES = 20
"""Of one check; all of them stand in the workbook."""

NO_REPORT = mark("Phiếu của đợt này không có báo cáo nào ở địa chỉ này.")
FAILED = mark("Chưa làm được báo cáo này: phần mở rộng tạo ra nó gặp lỗi. Xin báo cho người quản trị.")


@dataclass(frozen=True)
class Shown:
    """A report on its page; `made` is None where it could not be made."""

    report: UnitReport
    made: MadeReport | None

    @property
    def failing(self) -> int:
        """How many checks do not hold."""
        return sum(not check.holds for check in self.made.checks) if self.made else 0


@pages.get("")
@needs(Action.FILL_IN)
def page(round_id: str, unit_id: str) -> str:
    """Every report, as it would be now."""
    here = here_of(round_id, unit_id)
    shown = [Shown(each, _tried(here, each)) for each in fitting(house().catalog.unit_reports, here.begun.form)]
    if not shown:
        raise errors.Shown(404, NO_REPORT)
    return staff.staff_page("assessing/reports.html", here=here, shown=shown, failed=FAILED, most=MOST_PLACES)


def _tried(here: Here, report: UnitReport) -> MadeReport | None:
    try:
        return _made(here, report)
    except ThuocDoError as failed:
        current_app.logger.error("the report %s failed", report.name, exc_info=failed)
        return None


def _made(here: Here, report: UnitReport) -> MadeReport:
    told = answers_for(
        here.offered, here.form, here.unit.id, here.answers, here.round_.title, here.at.date(), report.language
    )
    return made(report, told)


@pages.get("/<name>")
@needs(Action.FILL_IN)
def download(round_id: str, unit_id: str, name: str) -> ResponseReturnValue:
    """A report as a workbook."""
    here = here_of(round_id, unit_id)
    reports = fitting(house().catalog.unit_reports, here.begun.form)
    report = next((each for each in reports if each.name == name), None)
    if report is None:
        raise errors.Shown(404, NO_REPORT)
    found = _tried(here, report)
    if found is None:
        raise errors.Shown(500, FAILED)
    file = secure_filename(f"{report.name}-{here.unit.id}") or report.name
    return send_file(io.BytesIO(report_book(found)), XLSX, as_attachment=True, download_name=f"{file}.xlsx", max_age=0)
