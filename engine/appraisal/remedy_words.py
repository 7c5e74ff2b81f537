"""What pages and workbooks call the parts of a plan of mending, as Vietnamese source texts."""

from __future__ import annotations

from collections.abc import Mapping

from engine.appraisal.bases import Basis
from engine.appraisal.plans import Task, UnitPlan
from engine.appraisal.remedies import Fault, RemedyAct
from engine.framework.missing import Missing
from engine.store.remedy_nouns import RemedyStatus
from engine.wording.catalog import mark

STATUSES: Mapping[RemedyStatus, str] = {
    RemedyStatus.OPEN: mark("Chưa khắc phục"),
    RemedyStatus.ACCEPTED: mark("Chấp nhận rủi ro"),
    RemedyStatus.DONE: mark("Đơn vị báo đã khắc phục"),
    RemedyStatus.VERIFIED: mark("Đã xác nhận khắc phục"),
}

ACTS: Mapping[RemedyAct, str] = {
    RemedyAct.PLAN: mark("Lưu kế hoạch"),
    RemedyAct.ACCEPT: mark("Chấp nhận rủi ro"),
    RemedyAct.TAKE_BACK: mark("Thôi chấp nhận rủi ro"),
    RemedyAct.VERIFY: mark("Xác nhận đã khắc phục"),
    RemedyAct.REJECT: mark("Chưa đạt, trả lại đơn vị"),
}

FAULTS: Mapping[Fault, str] = {
    Fault.NOT_NOW: mark("Tình trạng của mục này không cho phép việc đó. Xin xem lại lịch sử của mục."),
    Fault.NO_REASON: mark("Xin ghi lý do: lý do được giữ trong lịch sử và nhật ký."),
    Fault.NO_EXPIRY: mark("Xin ghi chấp nhận đến ngày nào, như 31/12/2026."),
    Fault.PAST_EXPIRY: mark("Ngày hết hạn chấp nhận đã qua. Xin ghi từ hôm nay trở đi."),
    Fault.AFTER_LAW: mark("Hạn của đơn vị muộn hơn ngày theo quy định. Xin ghi không muộn hơn ngày đó, hoặc để trống."),
    Fault.NO_DAY: mark("Xin ghi ngày như 31/12/2026, không sau năm 2100."),
}

BASES: Mapping[Basis, str] = {
    Basis.CLAIMED: mark("Tính trên câu trả lời tự đánh giá của đơn vị."),
    Basis.APPRAISED: mark("Tính trên kết quả thẩm định lần một."),
    Basis.FINAL: mark("Tính trên kết quả cuối."),
}

NOT_ANSWERED = mark("chưa trả lời")
NOT_VERIFIED = mark("chưa được thẩm định")
FULL_BY_NOW = mark("không còn mất điểm")


def why_first(task: Task) -> str:
    """Why it is not known what a task lost."""
    is_unverified = task.mend is not None and task.mend.missing is Missing.NOT_VERIFIED
    return NOT_VERIFIED if is_unverified else NOT_ANSWERED


def when_counted(plan: UnitPlan) -> str:
    """From which day the proposed days are counted."""
    if plan.is_provisional:
        return mark("Hạn tạm tính từ ngày {day}; sẽ tính lại khi kết quả được chốt.")
    return mark("Hạn tính từ ngày chốt kết quả, {day}.")
