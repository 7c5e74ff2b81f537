"""Whether a form 08 agrees with itself: every place where it does not, and how to mend that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from engine.framework.text import Text
from engine.framework.unit_reports import ReportCheck
from plugins.security4layer.form08.contents import State, contents
from plugins.security4layer.form08.reported import Reported
from plugins.security4layer.form08.systems import System


def both(vi: str, en: str) -> Text:
    """A text in two languages."""
    return Text({"vi": vi, "en": en})


def checks(about: Reported) -> tuple[ReportCheck, ...]:
    """All of them, in the order of the form."""
    return tuple(check(about) for check in CHECKS)


def _listed(about: Reported) -> ReportCheck:
    return ReportCheck(
        both("Có danh sách hệ thống thông tin (Điều 36.2)", "There is a list of information systems (Art. 36.2)"),
        both(
            "Kê các hệ thống ở phần “Các hệ thống thông tin” của phiếu; nếu không có, ghi rõ trong công văn.",
            "List the systems in the form's part on them; if there is none, say so in the letter that goes with it.",
        ),
        () if about.systems else (both("Chưa kê hệ thống nào.", "No system is listed."),),
    )


def _levelled(about: Reported) -> ReportCheck:
    return ReportCheck(
        both("Cộng theo cấp độ 1–5 bằng tổng số hệ thống (cột 5)", "The sum over levels 1–5 is all systems (column 5)"),
        both("Chọn cấp độ của hệ thống.", "Choose the system's level."),
        _each(about, lambda each: each.level is None, "chưa có cấp độ", "no level"),
    )


def _staged(about: Reported) -> ReportCheck:
    return ReportCheck(
        both(
            "Cộng theo tình trạng hồ sơ bằng tổng số; phê duyệt ≤ thẩm định ≤ đã lập ≤ tổng số (cột 6)",
            "The sum over states of dossiers is all systems; approved ≤ appraised ≤ made ≤ all (column 6)",
        ),
        both("Chọn tình trạng hồ sơ đề xuất cấp độ.", "Choose the state of the level dossier."),
        _each(about, lambda each: not each.status, "chưa có tình trạng hồ sơ", "no state of the dossier"),
    )


def _owned(about: Reported) -> ReportCheck:
    return ReportCheck(
        both(
            "Mỗi hệ thống có chủ quản và đơn vị vận hành (cột 3, 4)",
            "Each system has owner and operator (columns 3, 4)",
        ),
        both("Ghi chủ quản và đơn vị vận hành của hệ thống.", "Write the system's owner and operator."),
        (
            *_each(about, lambda each: not (each.owner or each.operator), "chưa có cả hai", "neither of them"),
            *_each(about, lambda each: bool(each.operator) and not each.owner, "chưa có chủ quản", "no owner"),
            *_each(
                about, lambda each: bool(each.owner) and not each.operator, "chưa có đơn vị vận hành", "no operator"
            ),
        ),
    )


def _fitting(about: Reported) -> ReportCheck:
    return ReportCheck(
        both("Cấp độ hợp với tiêu chí (Điều 11–15)", "The level agrees with the criteria (Art. 11–15)"),
        both(
            "Xác định lại cấp độ, hoặc sửa thông tin của hệ thống.", "Determine the level again, or mend what is said."
        ),
        (
            *_each(
                about,
                lambda each: each.procedures and each.level is not None and each.level < 3,
                "giải quyết thủ tục hành chính mà dưới cấp độ 3",
                "resolves administrative procedures and is below level 3",
            ),
            *_each(
                about,
                lambda each: each.many_subjects and each.level is not None and each.level < 3,
                "dịch vụ trực tuyến có nhiều chủ thể dữ liệu mà dưới cấp độ 3",
                "an online service with many data subjects and is below level 3",
            ),
        ),
    )


def _decided(about: Reported) -> ReportCheck:
    return ReportCheck(
        both(
            "Hệ thống đã phê duyệt có số và ngày quyết định (cột 7)",
            "An approved system has number and day of its decision (column 7)",
        ),
        both("Ghi số và ngày quyết định phê duyệt.", "Write number and day of the decision."),
        _each(
            about,
            lambda each: each.is_approved and not (each.decision and each.decided_on),
            "thiếu số hoặc ngày quyết định",
            "number or day of the decision is missing",
        ),
    )


def _regulated(about: Reported) -> ReportCheck:
    return ReportCheck(
        both(
            "Hệ thống đã phê duyệt có Quy chế ban hành không sau ngày phê duyệt (cột 8, Điều 30.7)",
            "An approved system has a regulation, issued no later than its approval (column 8, Art. 30.7)",
        ),
        both(
            "Ghi ngày ban hành Quy chế; đối chiếu với quyết định phê duyệt.",
            "Write the regulation's day; compare the decision.",
        ),
        (
            *_each(
                about,
                lambda each: each.is_approved and each.regulation_on is None,
                "chưa có ngày ban hành Quy chế",
                "no day of the regulation",
            ),
            *_each(
                about,
                lambda each: each.is_approved and _after(each.regulation_on, each.decided_on),
                "Quy chế ban hành sau ngày phê duyệt",
                "the regulation is later than the approval",
            ),
        ),
    )


def _expected(about: Reported) -> ReportCheck:
    return ReportCheck(
        both(
            "Hệ thống chưa phê duyệt có thời điểm dự kiến, chưa qua (cột 9)",
            "A system that is not approved has an expected day, still ahead (column 9)",
        ),
        both("Ghi lại ngày dự kiến được phê duyệt.", "Write when approval is expected."),
        tuple(_ahead(about, lambda each: each.waits, lambda each: each.approval_expected)),
    )


def _completed(about: Reported) -> ReportCheck:
    return ReportCheck(
        both(
            "Hệ thống chưa triển khai đầy đủ có thời điểm dự kiến, chưa qua (cột 10, 11)",
            "A system whose plan is not in place in full has an expected day, still ahead (columns 10, 11)",
        ),
        both(
            "Ghi mức triển khai phương án, và ngày dự kiến triển khai đầy đủ.",
            "Write how far the plan is, and when it will be in place in full.",
        ),
        (
            *_each(
                about, lambda each: not each.plan, "chưa có mức triển khai phương án", "not said how far the plan is"
            ),
            *_ahead(about, lambda each: bool(each.plan) and not each.is_protected, lambda each: each.plan_expected),
        ),
    )


def _checked(about: Reported) -> ReportCheck:
    return ReportCheck(
        both(
            "Số dòng “Định kỳ” bằng tổng số đã phê duyệt được đánh giá định kỳ (cột 12)",
            "The lines with periodic assessment are the approved systems so assessed (column 12)",
        ),
        both(
            "Xem lại tình trạng hồ sơ, hoặc việc đánh giá đã ghi.", "Look again at the dossier, or at the assessment."
        ),
        (
            *_each(
                about,
                lambda each: not each.assessed,
                "chưa ghi việc kiểm tra, đánh giá",
                "not said whether it was assessed",
            ),
            *_each(
                about,
                lambda each: each.is_checked and not each.is_approved,
                "ghi đánh giá định kỳ khi chưa được phê duyệt cấp độ",
                "assessed periodically while its level is not approved",
            ),
        ),
    )


_DATED: tuple[tuple[str, str, Callable[[System], date | None]], ...] = (
    ("ngày quyết định", "the decision", lambda each: each.decided_on),
    ("ngày ban hành Quy chế", "the regulation", lambda each: each.regulation_on),
    ("ngày đánh giá", "the assessment", lambda each: each.assessed_on),
)


def _frozen(about: Reported) -> ReportCheck:
    freeze = f"{about.freeze:%d/%m/%Y}"
    wrong = [] if about.assessed_on else [both("Chưa ghi ngày đánh giá.", "No day of the assessment.")]
    if _after(about.assessed_on, about.freeze):
        wrong.append(both(f"Ngày đánh giá sau {freeze}.", f"The day of the assessment is after {freeze}."))
    for vi, en, day in _DATED:
        late = [each for each in about.systems if _after(day(each), about.freeze)]
        wrong += [both(f"{each.name}: {vi} sau {freeze}", f"{each.name}: {en} is after {freeze}") for each in late]
    return ReportCheck(
        both(
            f"Mọi ngày không sau ngày chốt số liệu {freeze} (Điều 35.3)",
            f"No day is after {freeze}, when figures are frozen (Art. 35.3)",
        ),
        both(
            "Báo cáo kỳ này chỉ ghi những gì có đến ngày chốt; phần sau đó thuộc kỳ sau.",
            "Report what was there on that day; what came later belongs to the next period.",
        ),
        tuple(wrong),
    )


def _whole(about: Reported) -> ReportCheck:
    found = contents(about)
    given = sum(each.state in (State.FULL, State.PART) for each in found)
    return ReportCheck(
        both(
            f"Mười hai nội dung của Điều 36: có dữ liệu {given}/12",
            f"The twelve contents of Art. 36: {given} of 12 have data",
        ),
        both(
            "Trả lời phần đó của phiếu, hoặc điền vào tệp ở nơi ghi trong trang “12 nội dung”.",
            "Answer that part of the form, or fill the file in where the sheet “12 nội dung” says.",
        ),
        tuple(
            both(f"Nội dung {each.number}: {each.missing}", f"Content {each.number}: {each.missing_en}")
            for each in found
            if each.state is State.OPEN
        ),
    )


CHECKS: tuple[Callable[[Reported], ReportCheck], ...] = (
    _listed,
    _owned,
    _levelled,
    _fitting,
    _staged,
    _decided,
    _regulated,
    _expected,
    _completed,
    _checked,
    _frozen,
    _whole,
)


def _each(about: Reported, is_wrong: Callable[[System], bool], vi: str, en: str) -> tuple[Text, ...]:
    """A place for each system of which this is so."""
    return tuple(both(f"{each.name}: {vi}", f"{each.name}: {en}") for each in about.systems if is_wrong(each))


def _ahead(about: Reported, waits: Callable[[System], bool], day: Callable[[System], date | None]) -> Iterable[Text]:
    """The systems that wait for something without a day, or with one that is past."""
    for each in about.systems:
        if waits(each) and (expected := day(each)) is None:
            yield both(f"{each.name}: chưa có ngày dự kiến", f"{each.name}: no expected day")
        elif waits(each) and expected is not None and expected < about.by_day:
            yield both(
                f"{each.name}: ngày dự kiến {expected:%d/%m/%Y} đã qua",
                f"{each.name}: the expected day {expected:%d/%m/%Y} is past",
            )


def _after(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and day > other
