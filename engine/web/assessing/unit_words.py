"""What the pages of units call stages, states, verdicts and all that is in the way, as Vietnamese source texts."""

from __future__ import annotations

from collections.abc import Mapping

from engine.appraisal.acts import Closed
from engine.appraisal.stages import Why
from engine.store.assessment_nouns import ItemState, ReplyKind, Stage, StepKind, Turn, VerdictKind
from engine.wording.catalog import mark

STAGES: Mapping[Stage, str] = {
    Stage.FILLING: mark("Đơn vị đang tự đánh giá"),
    Stage.APPRAISAL: mark("Đang thẩm định lần một"),
    Stage.ANSWERING: mark("Đơn vị đang phản hồi kết quả thẩm định"),
    Stage.SECOND_APPRAISAL: mark("Đang thẩm định lần hai"),
    Stage.COUNCIL: mark("Đang chờ hội đồng"),
    Stage.SETTLED: mark("Đã chốt kết quả"),
}

STATES: Mapping[ItemState, str] = {
    ItemState.EMPTY: mark("Chưa làm"),
    ItemState.IN_WORK: mark("Đang làm"),
    ItemState.READY: mark("Đã xong"),
}

VERDICTS: Mapping[VerdictKind, str] = {
    VerdictKind.AGREE: mark("Thống nhất"),
    VerdictKind.CHANGE: mark("Không thống nhất, đánh giá lại"),
    VerdictKind.ASK: mark("Đề nghị bổ sung"),
}

TURNS: Mapping[Turn, str] = {
    Turn.FIRST: mark("Thẩm định lần một"),
    Turn.SECOND: mark("Thẩm định lần hai"),
    Turn.COUNCIL: mark("Hội đồng"),
}

REPLIES: Mapping[ReplyKind, str] = {
    ReplyKind.ACCEPT: mark("Đồng ý với kết quả thẩm định"),
    ReplyKind.OBJECT: mark("Không đồng ý, đề nghị xem lại"),
}

STEPS: Mapping[StepKind, str] = {
    StepKind.CLAIMED: mark("Sửa câu trả lời"),
    StepKind.OWNER: mark("Giao người phụ trách"),
    StepKind.STATE: mark("Đổi tình trạng"),
    StepKind.EXPLAINED: mark("Sửa phần giải trình"),
    StepKind.EVIDENCE_ADDED: mark("Thêm tài liệu"),
    StepKind.EVIDENCE_REMOVED: mark("Bỏ tài liệu"),
    StepKind.VERDICT: mark("Ý kiến thẩm định"),
    StepKind.REPLIED: mark("Đơn vị phản hồi"),
    StepKind.STAGE: mark("Chuyển bước"),
    StepKind.DEADLINE: mark("Đặt hạn"),
    StepKind.DECLINED: mark("Từ chối thẩm định"),
    StepKind.MERGED: mark("Sáp nhập đơn vị"),
    StepKind.RANKED: mark("Xếp hạng hay không"),
    StepKind.FIGURE: mark("Nhập số liệu từ ngoài"),
}

CLOSED: Mapping[Closed, str] = {
    Closed.STAGE: mark("Phiếu đã chuyển sang bước khác nên không sửa được ở đây."),
    Closed.MERGED: mark("Đơn vị đã sáp nhập vào đơn vị khác, phiếu này không làm tiếp nữa."),
    Closed.ROUND: mark("Đợt này không nhận phiếu tự đánh giá vào lúc này."),
    Closed.LATE: mark("Đã hết hạn của bước này. Nếu cần, xin đề nghị cơ quan chủ trì gia hạn."),
}

IN_THE_WAY: Mapping[Why, str] = {
    Why.NOT_NEXT: mark("Phiếu đã chuyển sang bước khác. Xin xem lại."),
    Why.MERGED: CLOSED[Closed.MERGED],
    Why.REASON: mark("Xin ghi lý do."),
    Why.LATE: CLOSED[Closed.LATE],
    Why.UNANSWERED: mark("chưa trả lời"),
    Why.UNFIT: mark("không khớp với các câu trả lời khác"),
    Why.NO_PROOF: mark("thiếu minh chứng, cũng chưa có giải trình"),
    Why.NO_VERDICT: mark("chưa có ý kiến thẩm định"),
    Why.NO_SECOND_VERDICT: mark("chưa được thẩm định lần hai"),
}
"""Those about one item are said after its name."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "stage": {stage.value: words for stage, words in STAGES.items()},
    "state": {state.value: words for state, words in STATES.items()},
    "kind": {
        **{kind.value: words for kind, words in VERDICTS.items()},
        **{kind.value: w for kind, w in REPLIES.items()},
    },
    "standing": {"not_ranked": mark("Không xếp hạng"), "merged": mark("Đã sáp nhập")},
}
"""What words of the history are told as, by their names."""
