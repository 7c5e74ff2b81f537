"""Rule texts of annexes, as they are worded, and the way of giving points that each is understood as."""

from __future__ import annotations

import pytest

from plugins.dti.annex.understanding import understand
from plugins.dti.annex.ways import (
    AT_LEAST_STEPS,
    IN_PROPORTION,
    NO_RULE,
    NONE_DUE,
    NOT_THE_MOST,
    NOT_UNDERSTOOD,
    PENALTY,
    REST_IS_ZERO,
    Each,
    Levels,
    Parts,
    Share,
    Steps,
    Typed,
    Way,
)

CHAIR = (("Bí thư/Chủ tịch là Trưởng ban", 1.0), ("Cấp phó là Trưởng ban", 0.5), ("Chưa có Ban chỉ đạo", 0.0))
MEETINGS = Steps(((0.0, True, 0.0), (1.0, True, 5.0), (2.0, True, 10.0), (3.0, True, 15.0), (4.0, True, 20.0)))


@pytest.mark.parametrize(
    ("text", "most", "way"),
    [
        # a choice with fractions: dti.md 2 and 3.2, Đồng Tháp 1.1 and Thanh Hóa 1.1
        ("Bí thư/Chủ tịch là Trưởng ban: điểm tối đa; Cấp phó là Trưởng ban: ½ điểm tối đa; Chưa có Ban chỉ đạo: 0 điểm", 10, Levels(CHAIR)),
        ("- Bí thư/Chủ tịch là Trưởng ban: Điểm tối đa\n- Cấp phó là Trưởng ban: 1/2*Điểm tối đa\n- Chưa có Ban chỉ đạo: 0 điểm", 20, Levels(CHAIR)),
        ("Bí thư/Chủ tịch là Trưởng ban: 10 điểm. Cấp phó là Trưởng ban: 5 điểm. Chưa có Ban chỉ đạo: không có điểm.", 10, Levels(CHAIR)),
        ("Bí thư/Chủ tịch là Trưởng ban: đạt 100% số điểm; Cấp phó là Trưởng ban: 50% số điểm; Chưa có Ban chỉ đạo: 0 điểm", 10, Levels(CHAIR)),
        ("Đạt điểm tối đa nếu Bí thư/Chủ tịch là Trưởng ban, 1/2 điểm nếu Cấp phó là Trưởng ban, 0 điểm nếu Chưa có Ban chỉ đạo", 10, Levels(CHAIR)),
        ("Tối đa: nếu Bí thư/Chủ tịch là Trưởng ban; ½: Cấp phó là Trưởng ban; 0: Chưa có Ban chỉ đạo", 20, Levels(CHAIR)),
        ("Có: 10 điểm; Không: 0", 10, Levels((("Có", 1.0), ("Không", 0.0)))),
        ("Có: 10 điểm, không có: 0 điểm", 10, Levels((("Có", 1.0), ("không có", 0.0)))),
        # parts that add up: Đồng Tháp 1.2
        ("- ½ số điểm tối đa: tham dự đủ\n- ½ số điểm tối đa: chủ trì họp", 10, Parts((("tham dự đủ", 5.0), ("chủ trì họp", 5.0)))),
        ("Có kế hoạch: 5 điểm; Có báo cáo: 3 điểm; Có cán bộ: 2 điểm", 10, Parts((("Có kế hoạch", 5.0), ("Có báo cáo", 3.0), ("Có cán bộ", 2.0)))),
        # steps of a count: unnamed province 1.1
        ("Họp từ 4 cuộc trở lên: 20 điểm; 3 cuộc: 15 điểm; 2 cuộc: 10 điểm; 1 cuộc: 5 điểm; không họp: 0 điểm", 20, MEETINGS),
        ("- Từ 04 cuộc họp/năm trở lên: 20 điểm\n- 03 cuộc họp: 15 điểm\n- 02 cuộc họp: 10 điểm\n- 01 cuộc họp: 5 điểm\n- Không tổ chức họp: 0 điểm", 20, MEETINGS),
        # a share of what is due: Đồng Tháp 1.3, unnamed province 1.2
        ("a/b × điểm tối đa", 10, Share()),
        ("k/n * Điểm tối đa", 20, Share()),
        ("Tỷ lệ hộ gia đình có Internet cáp quang x Điểm tối đa", 10, Share()),
        ("a = Số văn bản người đứng đầu ký; b = Tổng số văn bản. Điểm = a/b * Điểm tối đa", 10, Share(done="Số văn bản người đứng đầu ký", due="Tổng số văn bản")),
        ("Điểm = (Số hồ sơ trực tuyến / Tổng số hồ sơ) × Điểm tối đa", 20, Share(done="Số hồ sơ trực tuyến", due="Tổng số hồ sơ")),
        ("Hoàn thành 100%: 10 điểm; hoàn thành dưới 100% thì điểm được tính theo công thức: (Tỷ lệ % hoàn thành x 10)/100%", 10, Share()),
        # with a threshold, in both wordings
        ("≥ 80 %: điểm tối đa; dưới 80 % tính theo tỷ lệ", 10, Share(0.8)),
        ("Tỷ lệ từ 80% trở lên: Điểm tối đa; dưới 80%: Tỷ lệ/80% x Điểm tối đa", 10, Share(0.8)),
        ("Từ 80% trở lên: 10 điểm; dưới 80%: điểm = a/b × 10", 10, Share(0.8, of_all=True)),
        # a checklist of a known number: 17.14 of 20 is 6 of 7
        ("Số nội dung đạt/7 × Điểm tối đa", 20, Each(7.0)),
        ("Mỗi nội dung đạt được 1/7 số điểm", 20, Each(7.0)),
        # so many points each, up to the most
        ("Mỗi nền tảng được 2 điểm, tối đa không quá 10 điểm", 10, Each(5.0)),
        ("Cứ 01 lớp tập huấn được 2,5 điểm", 10, Each(4.0)),
        # steps of a share
        ("Từ 90% trở lên: 20 điểm; từ 70% đến dưới 90%: 15 điểm; từ 50% đến dưới 70%: 10 điểm; dưới 50%: 0 điểm", 20, Steps(((0.0, True, 0.0), (50.0, True, 10.0), (70.0, True, 15.0), (90.0, True, 20.0)), percent=True)),
        ("Trên 50%: 10 điểm; từ 30% đến 50%: 5 điểm; dưới 30%: 0 điểm", 10, Steps(((0.0, True, 0.0), (30.0, True, 5.0), (50.0, False, 10.0)), percent=True)),
    ],
)  # fmt: skip
def test_a_rule_is_understood(text: str, most: float, way: Way) -> None:
    assert understand(text, most).way == way


@pytest.mark.parametrize(
    "text",
    [
        "Theo đánh giá của Hội đồng thẩm định",
        "Mỗi lỗi trừ 2 điểm, tối đa 10 điểm",  # points that are taken off
        "Cứ chậm 1 ngày trừ 1 điểm",
        "Có kế hoạch: 5 điểm; mỗi cuộc họp được 1 điểm, tối đa 5 điểm",  # two ways in one
        "a/b × 5 điểm; có báo cáo: 5 điểm",  # the formula gives a part only
        "Đạt: 15 điểm",  # more than the most
        "Tỷ lệ/80 × Điểm tối đa",  # 80 of what?
        "Trưởng ban: 4 điểm; Phó ban: 3 điểm",  # neither levels up to 10 nor parts of it
    ],
)
def test_what_is_not_understood_for_certain_stays_typed(text: str) -> None:
    found = understand(text, 10)
    assert found.way == Typed()
    assert [said for said, _ in found.odd] == [NOT_UNDERSTOOD]


@pytest.mark.parametrize(
    ("text", "most", "odd"),
    [
        ("", 10, [NO_RULE]),
        ("", 0, []),
        ("Vi phạm quy định", -5, [PENALTY]),
        ("a/b × điểm tối đa", 10, [NONE_DUE]),
        ("≥ 80 %: điểm tối đa; dưới 80 % tính theo tỷ lệ", 10, [IN_PROPORTION, NONE_DUE]),
        ("Có chuyên mục: điểm tối đa", 10, [REST_IS_ZERO]),
        ("4 cuộc: 10 điểm; 2 cuộc: 5 điểm", 10, [REST_IS_ZERO, AT_LEAST_STEPS]),
        ("Từ 2 cuộc trở lên: 8 điểm; 1 cuộc: 4 điểm; không có: 0 điểm", 10, [NOT_THE_MOST]),
    ],
)
def test_what_is_taken_for_granted_is_told(text: str, most: float, odd: list[str]) -> None:
    assert [said for said, _ in understand(text, most).odd] == odd
