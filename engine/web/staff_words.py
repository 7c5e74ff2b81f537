"""What staff pages call roles, states of rounds and acts of the audit trail, as Vietnamese source texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from engine.appraisal.remedy_words import STATUSES
from engine.people.names import Fault
from engine.rounds import zone
from engine.rounds.stratum_quotas import STRATUM
from engine.store.audit import Entry
from engine.store.remedy_nouns import RemedyStatus
from engine.store.staff import Role
from engine.wording.catalog import mark, say

ROLES: Mapping[Role, str] = {
    Role.ADMINISTRATOR: mark("Quản trị hệ thống"),
    Role.LEAD_BODY: mark("Cơ quan chủ trì"),
    Role.UNIT_EDITOR: mark("Cán bộ nhập liệu của đơn vị"),
    Role.UNIT_HEAD: mark("Lãnh đạo đơn vị"),
    Role.APPRAISER: mark("Cán bộ thẩm định"),
    Role.COUNCIL: mark("Thành viên hội đồng"),
    Role.VIEWER: mark("Người xem"),
    Role.CLERK: mark("Người nhập phiếu giấy"),
}

STATES: Mapping[str, str] = {
    "draft": mark("Bản nháp"),
    "open": mark("Đang nhận trả lời"),
    "closed": mark("Đã đóng"),
    "embargoed": mark("Các đơn vị đang xem trước"),
    "withdrawn": mark("Đã rút lại kết quả"),
    "published": mark("Đã công bố"),
}
"""By the state's value; a state that is not here is shown by its value."""

ACTS: Mapping[str, str] = {
    "round.open": mark("Mở đợt"),
    "round.close": mark("Đóng đợt"),
    "round.reopen": mark("Mở lại đợt"),
    "round.extend": mark("Đổi ngày đóng"),
    "round.embargo": mark("Cho các đơn vị xem trước"),
    "round.publish": mark("Công bố kết quả"),
    "round.withdraw": mark("Rút lại kết quả"),
    "round.quota": mark("Đổi hạn mức"),
    "round.target": mark("Đổi chỉ tiêu"),
    "round.outside": mark("Nhập số liệu từ ngoài"),
    "round.score": mark("Tính điểm"),
    "round.landing": mark("Đổi trang giới thiệu"),
    "invitations.import": mark("Nhận mẫu mời"),
    "invitations.bounced": mark("Ghi người không liên hệ được"),
    "invitations.remind": mark("Xếp hàng thư nhắc"),
    "invitations.forget": mark("Xóa thông tin liên hệ của mẫu"),
    "mail.retry": mark("Thử gửi lại thư"),
    "mail.take_back": mark("Rút lại thư nhắc đang chờ"),
    "embargo.links": mark("Hiện các liên kết riêng"),
    "comment.decide": mark("Quyết định về góp ý"),
    "entry.open": mark("Mời người nhập phiếu giấy"),
    "entry.send": mark("Gửi phiếu giấy"),
    "entry.remove": mark("Bỏ một lần nhập phiếu giấy"),
    "assessment.import": mark("Nhập bảng tính tự đánh giá"),
    "document.describe": mark("Sửa mô tả tài liệu"),
    "document.withdraw": mark("Bỏ tài liệu"),
    "document.erase": mark("Xóa hẳn tệp của tài liệu"),
    "assessment.begin": mark("Mở phiếu tự đánh giá"),
    "assessment.approve": mark("Duyệt và gửi thẩm định"),
    "assessment.return": mark("Trả phiếu lại cho đơn vị"),
    "assessment.send_back": mark("Gửi kết quả thẩm định cho đơn vị"),
    "assessment.answer": mark("Kết thúc phần phản hồi của đơn vị"),
    "assessment.hand_over": mark("Chuyển lên hội đồng"),
    "assessment.settle": mark("Chốt kết quả của đơn vị"),
    "assessment.reopen": mark("Mở lại cho đơn vị điền"),
    "assessment.reappraise": mark("Thẩm định lại từ đầu"),
    "assessment.deadline": mark("Đặt hạn"),
    "assessment.assign": mark("Giao người thẩm định"),
    "assessment.unassign": mark("Thôi giao người thẩm định"),
    "assessment.decline": mark("Từ chối thẩm định"),
    "assessment.merged": mark("Sáp nhập đơn vị"),
    "assessment.not_ranked": mark("Không xếp hạng đơn vị"),
    "assessment.ranked": mark("Xếp hạng lại đơn vị"),
    "remedy.plan": mark("Đổi tình trạng khắc phục"),
    "remedy.accept": mark("Chấp nhận rủi ro"),
    "remedy.take_back": mark("Thôi chấp nhận rủi ro"),
    "remedy.verify": mark("Xác nhận đã khắc phục"),
    "remedy.reject": mark("Trả việc khắc phục lại cho đơn vị"),
    "answers.import": mark("Nhận tệp câu trả lời"),
    "account.add": mark("Thêm tài khoản"),
    "account.roles": mark("Đổi vai trò"),
    "account.email": mark("Đổi địa chỉ thư"),
    "account.disable": mark("Khóa tài khoản"),
    "account.enable": mark("Mở lại tài khoản"),
    "account.password": mark("Đặt mật khẩu"),
    "account.link": mark("Tạo liên kết đặt mật khẩu"),
    "account.second_factor": mark("Bật xác thực hai bước"),
    "account.no_second_factor": mark("Tắt xác thực hai bước"),
    "account.sign_out": mark("Kết thúc các phiên đăng nhập"),
}
"""By the entry's `what`; an act that is not here is shown as it is kept."""

FAULTS: Mapping[Fault, str] = {
    Fault.NAME: mark("Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số và các dấu . _ - @, ví dụ lan.nguyen."),
    Fault.ADMINISTRATOR_IS_BOUND: mark("Vai trò quản trị hệ thống không gắn với đơn vị, nhóm hay đợt nào."),
    Fault.UNIT_IS_MISSING: mark("Vai trò này cần một đơn vị. Xin nhập mã đơn vị."),
    Fault.UNIT_AND_GROUP: mark("Xin chọn đơn vị hoặc nhóm, không chọn cả hai: đơn vị đã nằm trong nhóm."),
}


_KINDS = {"account": mark("tài khoản"), "round": mark("đợt"), "unit": mark("đơn vị"), "group": mark("nhóm")}
_WITHIN = {
    "comments": mark("góp ý"), "answers": mark("câu trả lời"), "invitations": mark("thư mời"),
    "documents": mark("tài liệu"),
}  # fmt: skip
"""What belongs to a round or a unit, by the path of the audit trail."""
_DECISIONS = {
    "waiting": mark("chưa xem xét"), "kept": mark("giữ nguyên"), "blanked": mark("che một phần"),
    "hidden": mark("không công khai"),
}  # fmt: skip
_PAPERS, _LINKS = mark("{n} phiếu"), mark("{n} liên kết")
_COMMAND_LINE = mark("dòng lệnh")
_ALL = mark("tất cả")


def who(entry: Entry, language: str) -> str:
    """Who acted, in the page's language."""
    return entry.who.replace("(command line:", f"({say(_COMMAND_LINE, language)}:")


def about(entry: Entry, language: str) -> str:
    """What an act was about: a path of the audit trail as words."""
    kind, _, rest = entry.about.partition("/")
    if kind not in _KINDS:
        return entry.about
    name, _, within = rest.partition("/")
    part, _, piece = within.partition("/")
    told = [f"{say(_KINDS[kind], language)} {name}"]
    if part:
        told.append(f"{say(_WITHIN[part], language)} {piece}".strip() if part in _WITHIN else within)
    return ", ".join(told)


_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_ANY = mark("bao nhiêu cũng nhận")
_OF_SAMPLE = mark("tầng của mẫu {what}")
_STANDING = {
    "closes": mark("đóng ngày {what}"),
    "embargo of": mark("xem trước lần tính {what}"),
    "run": mark("lần tính {what}"),
    "total": mark("tổng {what}"),
    "group": mark("nhóm {what}"),
    "unit": mark("đơn vị {what}"),
    "population": mark("tổng thể {what}"),
    "margin": mark("sai số {what} điểm"),
    "level": mark("độ tin cậy {what} %"),
}
"""How `engine.rounds.life.standing`, and `in_words` of `engine.rounds.targets`, begin what they tell."""


def _standing(part: str, language: str) -> str:
    """One part of where a round stood; a quota's figure as it is kept, or that it takes any number."""
    if part.endswith(" any"):
        return f"{part.removesuffix(' any')}: {say(_ANY, language)}"
    part = _DAY.sub(r"\3/\2/\1", part)
    if part.startswith(STRATUM):
        return say(_OF_SAMPLE, language, what=part.removeprefix(STRATUM))
    for lead, words in _STANDING.items():
        if part.startswith(f"{lead} "):
            return say(words, language, what=part.removeprefix(f"{lead} ").replace(" until ", " → "))
    return say(STATES[part], language) if part in STATES else part


def told(entry: Entry, text: str, language: str) -> str:
    """What was before or after an act; roles in words, anything else as it is kept."""
    if entry.what.startswith("round."):
        return ", ".join(_standing(part, language) for part in text.split(", "))
    if entry.what.startswith("remedy.") and text in set(RemedyStatus):
        return say(STATUSES[RemedyStatus(text)], language)
    if entry.what == "comment.decide" and text in _DECISIONS:
        return say(_DECISIONS[text], language)
    if entry.what in ("entry.send", "embargo.links") and text:
        return say(_PAPERS if entry.what == "entry.send" else _LINKS, language, n=text.partition(" ")[0])
    if not entry.what.startswith("account."):
        return text
    return "; ".join(_binding(part, language) for part in text.split("; ")) if text else ""


def _binding(text: str, language: str) -> str:
    """One role of the audit trail, written as by `engine.people.names.in_words`."""
    role, _, bound = text.partition(": ")
    if role not in set(Role):
        return text
    pairs = [each.partition(" ") for each in bound.split(", ")]
    words = [f"{say(_KINDS[kind], language)} {value}" for kind, _, value in pairs if kind in _KINDS]
    return f"{say(ROLES[Role(role)], language)} ({', '.join(words) or say(_ALL, language)})"


def moment(at: datetime) -> str:
    """A time of the audit trail or of a sign-in, in the rounds' zone."""
    return at.astimezone(zone.ZONE).strftime("%d/%m/%Y %H:%M")
