"""The annexes of a form 08: what Decree 331, Art. 36 wants and the form has no column for; a proposal."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from engine.framework.models import Node
from engine.framework.unit_reports import Look, ReportCell, ReportSheet, UnitAnswers
from plugins.security4layer.form08.reported import Reported
from plugins.security4layer.form08.sheets import NONE_LISTED, TO_FILL

_OPEN = ReportCell(TO_FILL, Look.OPEN)
MET, UNMET, UNANSWERED, NOT_APPLICABLE = (
    "Đã đáp ứng đầy đủ", "Chưa đáp ứng đầy đủ", "Chưa trả lời", "Không áp dụng",
)  # fmt: skip

ABOUT_ITEMS = (
    "Các mục là của bảng kiểm tự đánh giá (đề xuất), chung cho cả đơn vị; đối chiếu với yêu cầu trong phương án được "
    "phê duyệt của từng hệ thống."
)


def systems_annexes(about: Reported) -> ReportSheet:
    """Annexes 1 and 2: systems important to national security, and who complies with the regulation."""
    none = about.national_security == "no"
    reviewed = f"{about.complied_on:%d/%m/%Y}" if about.complied_on else TO_FILL
    lines = [
        _title(
            "Phụ lục 1 (đề xuất). Hệ thống có căn cứ đưa vào Danh mục quan trọng về an ninh quốc gia (Điều 36.3)", 6
        ),
        _heads("STT", "Tên hệ thống", "Tiêu chí đáp ứng (Điều 16)", "Tình trạng hồ sơ (Điều 17)"),
        (ReportCell("Không có", Look.GIVEN, 6),) if none else (_OPEN,) * 4,
        (ReportCell(""),),
        _title("Phụ lục 2 (đề xuất). Tuân thủ Quy chế trong vận hành, khai thác (Điều 36.7)", 6),
        (ReportCell(f"Lần rà soát gần nhất theo phiếu: {reviewed}.", Look.NOTE, 6),),
        _heads("STT", "Tên hệ thống", "Kỳ kiểm tra", "Số điểm không tuân thủ", "Đã khắc phục", "Ghi chú"),
        *(
            (ReportCell(float(place)), ReportCell(each.name, Look.GIVEN), *(_OPEN,) * 4)
            for place, each in enumerate(about.systems, start=1)
        ),
    ]
    if not about.systems:
        lines.append((ReportCell(f"{NONE_LISTED}: {TO_FILL}", Look.OPEN, 6),))
    return ReportSheet("Phụ lục 1, 2", (7, 36, 28, 24, 20, 26), tuple(lines))


def requirements_annex(told: UnitAnswers) -> ReportSheet:
    """Annex 3: item by item what is met, and what the plan for the others has to say."""
    lines = [
        _title("Phụ lục 3 (đề xuất). Mức đáp ứng theo từng tiêu chí, yêu cầu (Điều 36.9, 36.10)", 7),
        (ReportCell(ABOUT_ITEMS, Look.NOTE, 7),),
        _heads(
            "Mã",
            "Tiêu chí, yêu cầu",
            "Trả lời",
            "Mức đáp ứng",
            "Việc cần làm",
            "Kế hoạch, lộ trình",
            "Chịu trách nhiệm",
        ),
    ]
    for section in told.framework.index.children:
        lines.append((ReportCell(section.title.within("vi"), Look.PART, 7),))
        lines += (_requirement(told, node) for node in _items(section))
    return ReportSheet("Phụ lục 3", (8, 38, 34, 16, 46, 22, 22), tuple(lines), stays=(3, 2))


def _items(node: Node) -> Iterable[Node]:
    if node.is_indicator and node.scored and node.code:
        yield node
    for child in node.children:
        yield from _items(child)


def _requirement(told: UnitAnswers, node: Node) -> tuple[ReportCell, ...]:
    state = _state(told, node)
    if state in (MET, NOT_APPLICABLE):
        plan = (ReportCell(), ReportCell(), ReportCell())
    else:
        plan = (ReportCell("\n".join(each.within("vi") for each in node.recommendations)), _OPEN, _OPEN)
    own = node.source[0]
    return (
        ReportCell(node.code or "", Look.HEAD), ReportCell(node.title.within("vi")),
        ReportCell(told.words.get((own, ""), ""), Look.GIVEN),
        ReportCell(state, Look.GOOD if state == MET else Look.TEXT), *plan,
    )  # fmt: skip


def _state(told: UnitAnswers, node: Node) -> str:
    """How far an item is met: by its credit, where somebody answered."""
    if told.value(node.source[0]) is None:
        asked = node.id in told.scores
        return UNANSWERED if asked else NOT_APPLICABLE
    if node.id not in told.scores:
        return NOT_APPLICABLE
    return MET if told.scores[node.id] >= told.most.get(node.id, inf) - 1e-9 else UNMET


def _heads(*words: str) -> tuple[ReportCell, ...]:
    return tuple(ReportCell(each, Look.HEAD) for each in words)


def _title(words: str, across: int) -> tuple[ReportCell, ...]:
    return (ReportCell(words, Look.TITLE, across),)
