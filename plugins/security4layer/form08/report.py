"""Form 08 as the engine offers it: what it is, which answers it needs, and its workbook."""

from __future__ import annotations

from engine.framework.text import Text
from engine.framework.unit_reports import MadeReport, UnitAnswers, UnitReport
from plugins.security4layer.form08 import annexes, sheets
from plugins.security4layer.form08.checks import checks
from plugins.security4layer.form08.reported import reported

NEEDED = frozenset(
    {
        "assessed_on",
        "roles",
        "national_security",
        "systems",
        "g_06",
        "l4_08_to",
        "sys_level",
        "sys_owner",
        "sys_operator",
        "sys_status",
        "sys_decision",
        "sys_decided_on",
        "sys_regulation_on",
        "sys_approval_expected",
        "sys_plan",
        "sys_plan_expected",
        "sys_assessed",
        "sys_assessed_on",
        "sys_procedures",
        "sys_online",
        "sys_basic",
        "sys_sensitive",
    }
)


def make(told: UnitAnswers) -> MadeReport:
    """The workbook with its checks."""
    about = reported(told)
    found = checks(about)
    return MadeReport(
        (
            sheets.letter(about, found),
            sheets.systems(about),
            sheets.twelve(about),
            sheets.by_level(about),
            annexes.systems_annexes(about),
            annexes.requirements_annex(told),
            sheets.checked(found),
        ),
        found,
    )


FORM_08 = UnitReport(
    name="mau-08",
    title=Text({"vi": "Báo cáo năm (Mẫu số 08)", "en": "Yearly report (form 08)"}),
    says=Text(
        {
            "vi": "Điền sẵn từ phiếu theo bố cục Mẫu số 08, Nghị định 331/2026/NĐ-CP. Số liệu điền sẵn, phụ lục và "
            "các phép kiểm tra là đề xuất: xin đối chiếu trước khi ký gửi.",
            "en": "Filled in from the form, laid out as form 08 of Decree 331/2026/NĐ-CP. What is filled in, the "
            "annexes and the checks are proposals: compare before it is signed and sent. It is in Vietnamese.",
        }
    ),
    asks=NEEDED,
    make=make,
)
