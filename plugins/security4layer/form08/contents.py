"""The twelve contents that Decree 331, Art. 36 wants of a yearly report: what of each the answers tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from plugins.security4layer.form08.reported import Reported
from plugins.security4layer.form08.systems import System


class State(StrEnum):
    """How much of a content is filled in from answers."""

    FULL = "Đã điền sẵn"
    PART = "Điền sẵn một phần"
    OPEN = "Để đơn vị điền"
    ON_REQUEST = "Khi được yêu cầu"


@dataclass(frozen=True)
class Content:
    """One of the twelve: where it stands in the workbook, what is there and what is missing."""

    number: int
    title: str
    place: str
    state: State
    given: str = ""
    missing: str = ""
    missing_en: str = ""


def contents(about: Reported) -> tuple[Content, ...]:
    """All twelve, in the order of the article."""
    return (
        _who(about), _which(about), _important(about), _approved(about), _protected(about), _regulated(about),
        _complied(about), _assessed(about), _by_requirement(about), _decisions(about), _regulations(about),
        Content(12, "Thông tin khác theo yêu cầu của cơ quan có thẩm quyền", "Công văn gửi kèm", State.ON_REQUEST),
    )  # fmt: skip


def _who(about: Reported) -> Content:
    return Content(
        1,
        "Thông tin chung về chủ quản, đơn vị chuyên trách an ninh mạng, đơn vị vận hành",
        "Mẫu 08, mục 2; Hệ thống, cột (3), (4)",
        State.PART,
        about.unit,
        "chức năng, nhiệm vụ; người đại diện; địa chỉ; điện thoại, thư điện tử",
        "functions; representative; address; telephone, e-mail",
    )


def _which(about: Reported) -> Content:
    whole = all(each.operator and each.level for each in about.systems)
    return Content(
        2,
        "Danh sách hệ thống thông tin: tên, đơn vị vận hành, cấp độ đề xuất",
        "Hệ thống, cột (2), (4), (5)",
        _state(about, whole),
        _named(about, lambda _each: True),
        *_unless(whole and bool(about.systems), "tên, đơn vị vận hành hoặc cấp độ", "name, operator or level"),
    )


def _important(about: Reported) -> Content:
    none = about.national_security == "no"
    return Content(
        3,
        "Danh sách hệ thống có căn cứ đề xuất đưa vào Danh mục hệ thống quan trọng về an ninh quốc gia",
        "Phụ lục 1",
        State.FULL if none else State.OPEN,
        "Không có" if none else "",
        *_unless(none, "hệ thống, tiêu chí, tình trạng hồ sơ", "system, criterion, state of the dossier"),
    )


def _approved(about: Reported) -> Content:
    whole = all(each.status for each in about.systems)
    return Content(
        4,
        "Danh sách hệ thống được phê duyệt hồ sơ đề xuất cấp độ",
        "Mẫu 08, mục 1; Hệ thống, cột (6), (7)",
        _state(about, whole),
        _named(about, lambda each: each.is_approved),
        *_unless(whole and bool(about.systems), "tình trạng hồ sơ", "state of dossiers"),
    )


def _protected(about: Reported) -> Content:
    whole = all(each.plan for each in about.systems)
    words = (("full", "Đầy đủ"), ("some", "Một số hạng mục"), ("none", "Chưa triển khai"))
    told = (
        f"{label}: {_named(about, lambda each, plan=plan: each.plan == plan)}"  # type: ignore[misc]
        for plan, label in words
    )
    return Content(
        5,
        "Danh sách hệ thống đã triển khai đầy đủ, một phần hoặc chưa triển khai phương án được phê duyệt",
        "Hệ thống, cột (10), (11)",
        _state(about, whole),
        "\n".join(told) if about.systems else "",
        *_unless(whole and bool(about.systems), "mức triển khai phương án", "how far plans are"),
    )


def _regulated(about: Reported) -> Content:
    whole = all(each.regulation_on for each in about.systems)
    return Content(
        6,
        "Danh sách hệ thống có Quy chế bảo đảm an ninh mạng",
        "Hệ thống, cột (8)",
        _state(about, whole, any(each.regulation_on for each in about.systems)),
        _named(about, lambda each: each.regulation_on is not None),
        *_unless(whole and bool(about.systems), "Quy chế của các hệ thống còn lại", "the regulations of other systems"),
    )


def _complied(about: Reported) -> Content:
    return Content(
        7,
        "Danh sách hệ thống tuân thủ quy định, quy trình trong Quy chế",
        "Phụ lục 2",
        State.PART if about.complied_on else State.OPEN,
        f"Lần rà soát gần nhất: {about.complied_on:%d/%m/%Y}" if about.complied_on else "",
        "kết quả rà soát theo từng hệ thống",
        "what the review found for each system",
    )


def _assessed(about: Reported) -> Content:
    whole = all(each.assessed for each in about.systems)
    return Content(
        8,
        "Danh sách hệ thống được kiểm tra, đánh giá theo quy định",
        "Mẫu 08, mục 1; Hệ thống, cột (12)",
        _state(about, whole),
        _named(about, lambda each: bool(each.assessed) and "never" not in each.assessed),
        *_unless(whole and bool(about.systems), "việc kiểm tra, đánh giá", "assessments"),
    )


def _by_requirement(about: Reported) -> Content:
    scored = [node for node in about.told.framework.indicators if node.scored and node.code]
    known = sum(any(about.told.value(name) is not None for name in node.source) for node in scored)
    return Content(
        9,
        "Đánh giá việc triển khai biện pháp theo từng tiêu chí, yêu cầu",
        "Phụ lục 3",
        State.PART if known else State.OPEN,
        f"{known}/{len(scored)} mục của bảng kiểm có số liệu",
        "đối chiếu theo yêu cầu trong phương án của từng hệ thống",
        "the requirements of each system's own plan",
    )


def _decisions(about: Reported) -> Content:
    named = [each for each in about.systems if each.decision]
    return Content(
        10,
        "Thông tin quyết định phê duyệt và mức đáp ứng từng tiêu chí; kế hoạch hoàn thiện tiêu chí chưa đáp ứng",
        "Hệ thống, cột (7), (11); Phụ lục 3",
        State.PART if named else State.OPEN,
        "; ".join(f"{each.name}: {each.decision}" for each in named),
        "cơ quan phê duyệt; kế hoạch, lộ trình và người chịu trách nhiệm",
        "who approved; plans, days and who answers for them",
    )


def _regulations(about: Reported) -> Content:
    dated = [each for each in about.systems if each.regulation_on]
    return Content(
        11,
        "Thông tin quyết định ban hành và Quy chế bảo đảm an ninh mạng",
        "Hệ thống, cột (8)",
        State.PART if dated else State.OPEN,
        "; ".join(f"{each.name}: {each.regulation_on:%d/%m/%Y}" for each in dated),
        "số quyết định, cơ quan ban hành, toàn văn Quy chế",
        "number of the decision, who issued it, the regulation itself",
    )


def _state(about: Reported, is_whole: bool, is_begun: bool = True) -> State:
    """A list of systems: whole, in part, or with nothing in it."""
    if not about.systems or not is_begun:
        return State.OPEN
    return State.FULL if is_whole else State.PART


def _unless(is_there: bool, vi: str, en: str) -> tuple[str, str]:
    return ("", "") if is_there else (vi, en)


def _named(about: Reported, which: Callable[[System], bool]) -> str:
    """How many systems are so, and which."""
    found = [each.name for each in about.systems if which(each)]
    return f"{len(found)}/{len(about.systems)}" + (f" ({'; '.join(found)})" if found else "") if about.systems else ""
