"""The sheets of form 08: its letter and list of systems, the twelve contents, annexes, totals by level, checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from engine.framework.unit_reports import Look, ReportCell, ReportCheck, ReportSheet
from plugins.security4layer.form08.contents import State, contents
from plugins.security4layer.form08.reported import LEVELS, Reported, Totals
from plugins.security4layer.form08.systems import System

TO_FILL = "để đơn vị điền"
NONE_LISTED = "Chưa kê hệ thống nào"

STATUSES = {
    "drafting": "Đang dự thảo", "submitted": "Đã gửi thẩm định", "appraised": "Đã thẩm định",
    "approved": "Đã được phê duyệt",
}  # fmt: skip
PLANS = {"none": "Chưa triển khai", "some": "Đã triển khai một số hạng mục", "full": "Đã triển khai đầy đủ"}
ASSESSED = {"before_use": "Trước khi đưa vào sử dụng", "periodic": "Định kỳ"}
"""The words that the form's own notes prescribe."""

COLUMNS = (
    ("STT", 6), ("Tên hệ thống thông tin", 30), ("Chủ quản", 20), ("Đơn vị vận hành", 20), ("Cấp độ đề xuất", 9),
    ("Tình trạng phê duyệt cấp độ", 16), ("Quyết định phê duyệt cấp độ", 24), ("Quy chế bảo đảm an ninh mạng", 24),
    ("Dự kiến phê duyệt hồ sơ", 14), ("Triển khai phương án bảo đảm an ninh mạng", 18),
    ("Dự kiến triển khai đầy đủ", 14), ("Đã kiểm tra, đánh giá", 18),
)  # fmt: skip


def given(holds: str | float | date | None) -> ReportCell:
    """What the answers tell; where they tell nothing, the unit is to fill it in."""
    return ReportCell(TO_FILL, Look.OPEN) if holds is None or holds == "" else ReportCell(holds, Look.GIVEN)


def _head(*words: str) -> tuple[ReportCell, ...]:
    return tuple(ReportCell(each, Look.HEAD) for each in words)


def _title(words: str, across: int) -> tuple[ReportCell, ...]:
    return (ReportCell(words, Look.TITLE, across),)


def _note(words: str, across: int) -> tuple[ReportCell, ...]:
    return (ReportCell(words, Look.NOTE, across),)


def _part(words: str, across: int) -> tuple[ReportCell, ...]:
    return (ReportCell(words, Look.PART, across),)


def _line(words: str, cell: ReportCell) -> tuple[ReportCell, ...]:
    return ReportCell(words), cell


def letter(about: Reported, checks: Sequence[ReportCheck]) -> ReportSheet:
    """Parts 1 and 2 of the form."""
    all_ = about.totals()
    failing = sum(not check.holds for check in checks)
    expected = "Đã hoàn thành" if about.all_approved else about.approval_expected
    owns, specialised = "owner" in about.roles, "specialised" in about.roles
    lines = [
        _title("Báo cáo kết quả công tác bảo đảm an ninh mạng hệ thống thông tin (Mẫu số 08)", 2),
        _note(
            "Bố cục theo Mẫu số 08, Phụ lục Nghị định 331/2026/NĐ-CP. Số liệu điền sẵn, ba phụ lục và các phép kiểm "
            "tra là đề xuất của phần mềm, không phải văn bản chính thức: xin đối chiếu trước khi ký gửi. Ô màu vàng "
            "để đơn vị điền.",
            2,
        ),
        _line("Đơn vị lập", given(about.unit)),
        _line("Đợt tự đánh giá", given(about.told.round_title)),
        _line("Kỳ số liệu (Điều 35.3)", given(f"{about.begins:%d/%m/%Y} – {about.freeze:%d/%m/%Y}")),
        _line("Ngày đánh giá", given(about.assessed_on)),
        _line("Hạn gửi (Điều 35.4)", given(_due(about))),
        _line("Số văn bản, ngày ký", given(None)),
        _line("Kính gửi", given(None)),
        _line(
            "Kiểm tra trước khi gửi",
            ReportCell(f"{failing} điều cần sửa, xem trang “Kiểm tra”", Look.WRONG)
            if failing
            else ReportCell("Mọi phép kiểm tra đều đạt", Look.GOOD),
        ),
        _part("1. Thông tin chung", 2),
        _line("Tổng số hệ thống thông tin thuộc phạm vi quản lý", _count(about, all_.all)),
        _line("Tổng số đã được phân loại (đã xác định được loại hình)", given(None)),
        _line("Tổng số đã xây dựng hồ sơ đề xuất cấp độ (đã gửi thẩm định trở đi)", _count(about, all_.built)),
        _line("Tổng số đã được thẩm định hồ sơ đề xuất cấp độ", _count(about, all_.appraised)),
        _line("Tổng số đã được phê duyệt cấp độ", _count(about, all_.approved)),
        _line("Tổng số đã phê duyệt cấp độ được kiểm tra, đánh giá định kỳ", _count(about, all_.checked)),
        _line("Dự kiến hoàn thành phê duyệt cấp độ của tất cả hệ thống", given(expected)),
        _part("2. Chủ quản hệ thống thông tin và đơn vị chuyên trách về an ninh mạng", 2),
        *_body("a) Chủ quản hệ thống thông tin", about.unit if owns else None),
        *_body("b) Đơn vị chuyên trách về an ninh mạng", about.unit if specialised else None),
        _part("3. Chi tiết từng hệ thống: xem trang “Hệ thống”", 2),
    ]
    return ReportSheet("Mẫu 08", (62, 62), tuple(lines))


def _due(about: Reported) -> str:
    to = about.told.value("l4_08_to") or ("ministry" if "owner" in about.roles else None)
    ministry, owner = f"trước 25/12/{about.year} tới Bộ Công an", f"trước 20/12/{about.year} tới chủ quản"
    return {"ministry": ministry, "owner": owner}.get(str(to), f"chủ quản: {ministry}; đơn vị khác: {owner}")


def _count(about: Reported, number: int) -> ReportCell:
    """A total; nothing is counted where no system was listed."""
    return given(float(number) if about.systems else None)


def _body(title: str, name: str | None) -> Iterable[tuple[ReportCell, ...]]:
    yield (ReportCell(title, Look.HEAD, 2),)
    yield _line("(1) Tên", given(name))
    for words in (
        "(2) Văn bản quy định chức năng, nhiệm vụ, quyền hạn", "(3) Người đại diện, chức vụ", "(4) Địa chỉ",
        "(5) Số điện thoại, thư điện tử",
    ):  # fmt: skip
        yield _line(words, given(None))


def systems(about: Reported) -> ReportSheet:
    """Part 3 of the form: a line of twelve columns for each system."""
    lines = [
        _title("3. Thông tin chi tiết về các hệ thống thông tin thuộc phạm vi quản lý", 12),
        _head(*(name for name, _ in COLUMNS)),
        _head(*(f"({place})" for place in range(1, 13))),
        *(_system(place, each) for place, each in enumerate(about.systems, start=1)),
    ]
    if not about.systems:
        lines.append((ReportCell(f"{NONE_LISTED}: {TO_FILL}", Look.OPEN, 12),))
    notes = (
        "Cột (9) chỉ ghi khi chưa được phê duyệt; cột (11) chỉ ghi khi chưa triển khai đầy đủ; cột (12) để trống nếu "
        "chưa thực hiện."
    )
    lines.append(_note(notes, 12))
    return ReportSheet("Hệ thống", tuple(float(width) for _, width in COLUMNS), tuple(lines), stays=(3, 2))


def _system(place: int, each: System) -> tuple[ReportCell, ...]:
    empty = ReportCell("", Look.GIVEN)
    assessed = "; ".join(ASSESSED[word] for word in each.assessed if word in ASSESSED)
    return (
        ReportCell(float(place), Look.GIVEN),
        given(each.name),
        given(each.owner),
        given(each.operator),
        given(None if each.level is None else float(each.level)),
        given(STATUSES.get(each.status)),
        empty if each.waits else _decision(each),
        _regulation(each),
        empty if each.is_approved else given(each.approval_expected),
        given(PLANS.get(each.plan)),
        empty if each.is_protected else given(each.plan_expected),
        empty if "never" in each.assessed else given(assessed),
    )


def _decision(each: System) -> ReportCell:
    """Its number and day; who decided is nowhere asked."""
    if not (each.decision or each.decided_on):
        return given(None)
    day = f"{each.decided_on:%d/%m/%Y}" if each.decided_on else TO_FILL
    words = f"Số {each.decision or TO_FILL}, ngày {day}; cơ quan phê duyệt: {TO_FILL}"
    return ReportCell(words, Look.OPEN)


def _regulation(each: System) -> ReportCell:
    if each.regulation_on is None:
        return given(None)
    return ReportCell(f"Ngày {each.regulation_on:%d/%m/%Y}; số, cơ quan ban hành: {TO_FILL}", Look.OPEN)


def twelve(about: Reported) -> ReportSheet:
    """What the decree wants of the report, and how much of it is there."""
    found = contents(about)
    counted = ", ".join(f"{state.value.lower()}: {sum(each.state is state for each in found)}" for state in State)
    looks = {State.FULL: Look.GOOD, State.PART: Look.TEXT, State.OPEN: Look.OPEN, State.ON_REQUEST: Look.TEXT}
    lines = [
        _title("Mười hai nội dung báo cáo (Nghị định 331/2026/NĐ-CP, Điều 36)", 6),
        _note(f"Trong 12 nội dung: {counted}.", 6),
        _head("Khoản", "Nội dung", "Nơi ghi trong tệp này", "Tình trạng", "Đã có", "Đơn vị điền thêm"),
    ]
    lines += [
        (
            ReportCell(float(each.number)), ReportCell(each.title), ReportCell(each.place),
            ReportCell(each.state.value, looks[each.state]), ReportCell(each.given, Look.GIVEN),
            ReportCell(each.missing, Look.OPEN if each.missing else Look.TEXT),
        )
        for each in found
    ]  # fmt: skip
    return ReportSheet("12 nội dung", (8, 44, 26, 18, 50, 36), tuple(lines), stays=(3, 0))


def by_level(about: Reported) -> ReportSheet:
    """The totals level by level, so that they can be added up."""
    known = [(f"Cấp độ {level}", about.totals(lambda each, level=level: each.level == level)) for level in LEVELS]  # type: ignore[misc]
    known.append(("Chưa ghi cấp độ", about.totals(lambda each: each.level is None)))
    known.append(("Tổng số", about.totals()))
    lines = [
        _title("Tổng hợp theo cấp độ (đề xuất, không thuộc Mẫu 08)", 7),
        _head("Cấp độ", "Tổng số", "Đã lập hồ sơ", "Đã thẩm định", "Đã phê duyệt", "Đủ phương án", "Đánh giá định kỳ"),
        *((ReportCell(name, Look.HEAD), *map(ReportCell, _figures(totals))) for name, totals in known),
    ]
    return ReportSheet("Theo cấp độ", (22, 13, 13, 13, 13, 13, 13), tuple(lines))


def _figures(of: Totals) -> tuple[float, ...]:
    return tuple(map(float, (of.all, of.built, of.appraised, of.approved, of.protected, of.checked)))


def checked(checks: Sequence[ReportCheck]) -> ReportSheet:
    """Every check with the places where it does not hold."""
    lines = [
        _title("Kiểm tra sự nhất quán trước khi gửi (đề xuất)", 4),
        _head("Kiểm tra", "Kết quả", "Ở đâu", "Cách sửa"),
    ]
    for check in checks:
        result = ReportCell("Đạt", Look.GOOD) if check.holds else ReportCell("Cần sửa", Look.WRONG)
        mend = "" if check.holds else check.mend.within("vi")
        first, *others = [each.within("vi") for each in check.wrong] or [""]
        lines.append((ReportCell(check.title.within("vi")), result, ReportCell(first), ReportCell(mend)))
        lines += [(ReportCell(), ReportCell(), ReportCell(each), ReportCell()) for each in others]
    return ReportSheet("Kiểm tra", (56, 12, 60, 50), tuple(lines), stays=(2, 0))
