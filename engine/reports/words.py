"""The words that reports share: reasons for having no value, statuses, names of rules."""

from __future__ import annotations

from engine.framework.missing import Missing
from engine.framework.models import Status
from engine.scoring.change_table import Why
from engine.scoring.table import Moved
from engine.wording.catalog import mark

MISSING: dict[Missing, str] = {
    Missing.NOT_ASKED: mark("không hỏi ở đơn vị này"),
    Missing.NOT_APPLICABLE: mark("không áp dụng"),
    Missing.DONT_KNOW: mark("người trả lời không biết"),
    Missing.REFUSED: mark("người trả lời không muốn trả lời"),
    Missing.SKIPPED: mark("bỏ trống"),
    Missing.NOT_VERIFIED: mark("chưa được xác minh"),
    Missing.TOO_FEW: mark("quá ít câu trả lời"),
    Missing.NO_DATA: mark("không có số liệu"),
    Missing.LOW_COVERAGE: mark("thiếu quá nhiều số liệu"),
    Missing.SUPPRESSED: mark("giữ kín để bảo vệ người trả lời"),
    Missing.SCREENED: mark("quá ít số liệu để so sánh"),
}
"""Why there is no value, in words: a missing value is never printed as zero."""

STATUS: dict[Status, str] = {
    Status.OFFICIAL: mark("Bộ chỉ số chính thức"),
    Status.PROPOSAL: mark("Đề xuất, chưa phải bộ chỉ số chính thức"),
    Status.EXAMPLE: mark("Ví dụ minh họa, không phải bộ chỉ số chính thức"),
}

SYNTHETIC = mark("Dữ liệu giả lập để trình diễn, không phải kết quả thật")

NO_GROUP = mark("chưa rõ thuộc nhóm nào")
"""Why a unit without a group is not ranked: ranks are within groups."""

OWN_RULE = mark("theo quy tắc riêng của bộ chỉ số, mô tả ở trên")
"""A rule that a plugin brings: the framework's own text on its method tells what it does."""
OWN_RULE_ALONE = mark("theo quy tắc riêng của bộ chỉ số")
"""The same where no text on the method stands above."""

MEASURES = {
    "share": mark("tỷ lệ người chọn các phương án đã định"),
    "mean": mark("trung bình cộng của câu trả lời"),
    "median": mark("trung vị của câu trả lời"),
    "count": mark("số lượng câu trả lời"),
    "value": mark("số liệu của chính đơn vị"),
    "ratio": mark("tỷ số của hai tổng"),
    "mean_place": mark("thứ tự trung bình của một phương án được xếp hạng"),
    "share_placed": mark("tỷ lệ người xếp một phương án vào các thứ tự đầu"),
    "net_balance": mark("tỷ lệ ý kiến thuận trừ tỷ lệ ý kiến nghịch"),
    "nps": mark("chỉ số sẵn lòng giới thiệu (NPS)"),
    "share_within": mark("tỷ lệ câu trả lời trong khoảng đã định"),
    "total": mark("tổng của câu trả lời"),
    "quantile": mark("phân vị của câu trả lời"),
}
OUTSIDE_FIGURE = mark("số liệu từ bảng bên ngoài")
EVIDENCE_FIGURE = mark("phần điểm tự chấm có minh chứng")

AGGREGATES = {
    "mean": mark("trung bình cộng có trọng số"),
    "geometric": mark("trung bình nhân có trọng số"),
    "sum": mark("tổng có trọng số"),
    "out_of": mark("tổng điểm trên điểm tối đa áp dụng cho đơn vị"),
    "capped_sum": mark("tổng có trọng số, không quá mức trần"),
    "level": mark("mức độ theo tổng điểm"),
    "reached": mark("số phần đạt từ mức định trước"),
    "minimum": mark("giá trị nhỏ nhất"),
    "harmonic": mark("trung bình điều hòa có trọng số"),
    "power": mark("trung bình lũy thừa có trọng số"),
    "median": mark("trung vị có trọng số"),
    "trimmed": mark("trung bình sau khi bỏ điểm thấp nhất và cao nhất"),
    "mazziotta_pareto": mark("trung bình có trừ điểm mất cân đối (Mazziotta–Pareto)"),
    "mean_min": mark("trung bình cộng có trừ khoảng cách tới điểm thấp nhất"),
    "coverage_adjusted": mark("trung bình cộng, giảm theo phần số liệu còn thiếu"),
    "copeland": mark("so từng cặp đơn vị (Copeland)"),
    "geometric_floor": mark("trung bình nhân có trọng số, điểm dưới {floor} tính là {floor}"),
}

NORMALISERS = {
    "minmax_group": mark("kém nhất và tốt nhất trong từng nhóm thành {low} và {high}"),
    "minmax_all": mark("kém nhất và tốt nhất trong tất cả đơn vị thành {low} và {high}"),
    "goalposts": mark("theo mốc định trước, thành thang {low}–{high}"),
    "scale": mark("từ thang trả lời thành thang {low}–{high}"),
    "none": mark("giữ nguyên giá trị"),
    "zscore": mark("theo số độ lệch chuẩn so với trung bình của các đơn vị"),
    "rank": mark("theo thứ bậc giữa các đơn vị"),
    "minmax_panel": mark("kém nhất và tốt nhất trong từng nhóm, gộp các kỳ đến nay, thành {low} và {high}"),
    "minmax_panel_all": mark("kém nhất và tốt nhất trong tất cả đơn vị, gộp các kỳ đến nay, thành {low} và {high}"),
    "minmax_frozen": mark("theo khoảng đã cố định từ trước, thành thang {low}–{high}"),
    "steps": mark("theo bảng điểm từng bậc"),
    "piecewise": mark("theo đường gấp khúc giữa các mốc"),
    "target": mark("theo quãng đường tới mục tiêu, thành thang {low}–{high}"),
    "reference": mark("so với đơn vị tham chiếu, thành thang {low}–{high}"),
    "best": mark("so với đơn vị tốt nhất, thành thang {low}–{high}"),
    "share_of_max": mark("theo tỷ lệ so với giá trị lớn nhất"),
    "percentile_rank": mark("theo phân vị thứ bậc giữa các đơn vị"),
    "around_mean": mark("trên, gần hoặc dưới trung bình của các đơn vị"),
}

MOVED = {
    Moved.TREATED: mark("đã xử lý ngoại lệ"),
    Moved.CLAMPED: mark("đưa về đầu khoảng"),
    Moved.IMPUTED: mark("bù số liệu thiếu"),
}
"""What was done to a figure on its way to a score, shown beside it."""

NO_CHANGE = {
    Why.NEW_NODE: mark("thành phần mới, kỳ trước chưa có"),
    Why.NOT_COMPARABLE: mark("kỳ trước đo một nội dung khác"),
    Why.NEW_UNIT: mark("kỳ trước chưa có đơn vị này"),
    Why.NO_SCORE_BEFORE: mark("kỳ trước không có điểm"),
    Why.NO_SCORE_NOW: mark("kỳ này không có điểm"),
    Why.NOT_RESCORED: mark("số liệu kỳ trước không tính được điểm theo cách tính của kỳ này"),
    Why.KEPT_BACK: mark("số liệu quá ít câu trả lời nên giữ kín"),
}
"""Why no change is shown since the edition before."""

TREATMENTS = {
    "clamp": mark("giá trị ngoài khoảng được đưa về đầu khoảng"),
    "outliers": mark("giá trị ngoại lệ được đưa về giá trị kế tiếp, hoặc lấy lô-ga-rít"),
    "log": mark("lấy lô-ga-rít"),
    "boxcox": mark("biến đổi Box-Cox"),
    "denominate": mark("chia cho quy mô của đơn vị"),
    "impute": mark("số liệu thiếu được bù theo quy tắc đã định và đánh dấu"),
    "carry_forward": mark("số liệu thiếu lấy từ các kỳ khác và đánh dấu"),
    "winsorise": mark("giá trị ngoài các phân vị đã định được đưa về phân vị đó"),
}
