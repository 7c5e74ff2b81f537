"""What pages say of a round's moves: the question, what will happen, and why one may not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.people.permissions import Action
from engine.rounds.life import Why
from engine.store.nouns import RoundState
from engine.wording.catalog import mark


@dataclass(frozen=True)
class Move:
    """One move: its address, the act in the audit trail, its words, the states in which it may be, what it asks for."""

    name: str
    act: str
    title: str
    effects: tuple[str, ...]
    button: str
    done: str
    states: tuple[RoundState, ...]
    action: Action
    asks: frozenset[str] = frozenset()  # "day", "decree", "grace", "run", "until"
    needs_reason: bool = False


OPEN = Move(
    "mo", "round.open", mark("Mở đợt"),
    (
        mark("Ai có đường dẫn hoặc mã đều bắt đầu trả lời được."),
        mark("Bộ câu hỏi đã ghim vào đợt này và không đổi nữa."),
    ),
    mark("Mở đợt"), mark("Đợt đã mở."), (RoundState.DRAFT,), Action.MANAGE_ROUND,
)  # fmt: skip
CLOSE = Move(
    "dong", "round.close", mark("Đóng đợt"),
    (
        mark("Không ai bắt đầu phiếu mới được nữa."),
        mark("Phiếu đang làm dở còn gửi được trong số giờ ghi dưới đây; trang đến muộn hơn được giữ riêng."),
    ),
    mark("Đóng đợt"), mark("Đợt đã đóng."), (RoundState.OPEN,), Action.MANAGE_ROUND, frozenset({"grace"}),
)  # fmt: skip
REOPEN = Move(
    "mo-lai", "round.reopen", mark("Mở lại đợt"),
    (
        mark("Đợt lại nhận trả lời; các phiếu đã gửi vẫn giữ nguyên."),
        mark("Phiếu đã đến muộn và hoàn chỉnh được nhận vào."),
        mark("Những lần tính điểm trước vẫn còn, nhưng không gồm các phiếu mới."),
    ),
    mark("Mở lại đợt"), mark("Đợt đã mở lại."), (RoundState.CLOSED,), Action.MANAGE_ROUND, frozenset({"day"}), True,
)  # fmt: skip
EXTEND = Move(
    "doi-ngay", "round.extend", mark("Đổi ngày đóng"),
    (mark("Đợt đóng vào ngày mới; trang giới thiệu ghi ngày mới ngay."),),
    mark("Đổi ngày đóng"), mark("Đã đổi ngày đóng."), (RoundState.DRAFT, RoundState.OPEN), Action.MANAGE_ROUND,
    frozenset({"day"}), True,
)  # fmt: skip
EMBARGO = Move(
    "xem-truoc", "round.embargo", mark("Cho các đơn vị xem trước"),
    (
        mark("Mỗi đơn vị xem được phiếu điểm của mình, và chỉ của mình: sau khi đăng nhập, hoặc bằng liên kết riêng."),
        mark("Người khác chưa xem được gì cho đến khi công bố."),
    ),
    mark("Cho các đơn vị xem trước"), mark("Các đơn vị xem được phiếu điểm của mình."),
    (RoundState.CLOSED, RoundState.EMBARGOED, RoundState.WITHDRAWN), Action.PUBLISH, frozenset({"run", "until"}),
)  # fmt: skip
PUBLISH = Move(
    "cong-bo", "round.publish", mark("Công bố kết quả"),
    (
        mark("Mọi người xem được bảng xếp hạng và phiếu điểm của từng đơn vị."),
        mark("Đợt không nhận thêm trả lời nào nữa."),
        mark("Lần tính đã công bố còn mãi trong nhật ký, kể cả khi sau này được thay hoặc rút lại."),
    ),
    mark("Công bố kết quả"), mark("Kết quả đã được công bố."),
    (RoundState.CLOSED, RoundState.EMBARGOED, RoundState.WITHDRAWN), Action.PUBLISH, frozenset({"run", "decree"}),
)  # fmt: skip
CORRECT = Move(
    "thay", "round.publish", mark("Thay kết quả đã công bố"),
    (
        mark("Lần tính được chọn thay cho kết quả đang công bố."),
        mark("Trang kết quả ghi rõ bản này thay cho bản trước, ngày nào và vì sao."),
    ),
    mark("Thay kết quả"), mark("Kết quả đã được thay."), (RoundState.PUBLISHED,), Action.PUBLISH,
    frozenset({"run", "decree"}), True,
)  # fmt: skip
WITHDRAW = Move(
    "rut-lai", "round.withdraw", mark("Rút lại kết quả"),
    (
        mark("Không ai xem được kết quả nữa, kể cả tệp PDF trên trang này."),
        mark("Lý do bạn ghi hiện ở trang giới thiệu của đợt."),
    ),
    mark("Rút lại kết quả"), mark("Kết quả đã được rút lại."), (RoundState.PUBLISHED,), Action.PUBLISH,
    frozenset(), True,
)  # fmt: skip
END_EMBARGO = Move(
    "thoi-xem-truoc", "round.withdraw", mark("Thôi cho xem trước"),
    (mark("Các đơn vị không xem được phiếu điểm nữa; liên kết riêng của họ hết hiệu lực."),),
    mark("Thôi cho xem trước"), mark("Các đơn vị không còn xem trước nữa."), (RoundState.EMBARGOED,), Action.PUBLISH,
    frozenset(), True,
)  # fmt: skip

MOVES: Mapping[str, Move] = {
    each.name: each for each in (OPEN, CLOSE, EMBARGO, PUBLISH, CORRECT, EXTEND, REOPEN, END_EMBARGO, WITHDRAW)
}
"""By their address, in the order in which pages offer them."""

WHY: Mapping[Why, tuple[str, str]] = {
    Why.NOT_NEXT: (mark("Việc này không làm được khi đợt ở tình trạng hiện nay."), ""),
    Why.NOTHING_SENT: (mark("Đợt chưa có phiếu nào được gửi, nên chưa có gì để tính hay công bố."), ""),
    Why.REASON: (mark("Xin ghi lý do: lý do được giữ trong nhật ký."), "reason"),
    Why.REASON_EARLIER: (
        mark("Các đơn vị được báo xem trước đến một ngày chưa tới. Xin chờ, hoặc ghi lý do công bố sớm hơn."), "reason",
    ),
    Why.REASON_ANOTHER: (mark("Một lần tính khác đã được công bố. Xin ghi vì sao lần này thay chỗ."), "reason"),
    Why.BEFORE_FIRST_DAY: (mark("Ngày đóng không được trước ngày mở."), "day"),
    Why.PAST: (mark("Ngày này đã qua. Xin chọn một ngày từ hôm nay trở đi."), "day"),
    Why.NO_RUN: (mark("Đợt này không có lần tính ấy. Xin tính điểm trước, rồi chọn một lần tính."), "run"),
    Why.ANSWERS_AFTER: (mark("Có phiếu đến sau lần tính này. Xin tính lại, hoặc chọn rõ một lần tính."), "run"),
    Why.DECREE_WHOLE: (mark("Quyết định cần có cả số và ngày. Xin ghi cả hai, hoặc để trống cả hai."), "decision"),
    Why.DECREE_LONG: (mark("Xin ghi số quyết định như 1234/QĐ-UBND, không quá 100 chữ."), "decision"),
    Why.DECREE_DAY: (mark("Ngày của quyết định chưa đến. Xin công bố sau khi quyết định đã ký."), "decided"),
    Why.SHOWN_ALREADY: (mark("Lần tính này đang được công bố rồi. Xin chọn lần khác."), "run"),
}  # fmt: skip
"""Why a move may not be, and the field that it is about."""

MEANWHILE = mark("Trong lúc bạn xem, đợt vừa được người khác thay đổi. Xin xem tình trạng bây giờ rồi quyết định lại.")
NO_DAY = mark("Xin chọn một ngày.")
NO_TIME = mark("Giờ này không đọc được. Xin ghi như 17:00, hoặc để trống.")
NO_HOURS = mark("Xin ghi số giờ từ 0 đến 720.")
NO_RUN = mark("Xin chọn một lần tính.")
