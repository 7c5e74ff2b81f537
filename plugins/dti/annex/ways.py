"""The ways of giving points that an annex may describe, as far as they are understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.wording.catalog import mark

NONE_DUE = mark("văn bản không nói khi mẫu số bằng 0; đang để 0 điểm (`none_due: zero`).")
IN_PROPORTION = mark("“theo tỷ lệ” đang hiểu là tỷ lệ đạt được chia cho {threshold} %, rồi nhân với điểm tối đa.")
REST_IS_ZERO = mark("văn bản không nói trường hợp còn lại; đang để 0 điểm.")
NOT_THE_MOST = mark("mức cao nhất trong cách tính là {best} điểm, còn điểm tối đa là {most}.")
AT_LEAST_STEPS = mark("số nằm giữa hai mức đang được tính theo mức thấp hơn.")
NOT_UNDERSTOOD = mark("chưa hiểu cách tính điểm; đơn vị tự nhập điểm, từ 0 đến điểm tối đa.")
NO_RULE = mark("không có cách tính điểm; đơn vị tự nhập điểm, từ 0 đến điểm tối đa.")
PENALTY = mark("điểm trừ: đơn vị tự nhập từ {most} đến 0.")


@dataclass(frozen=True)
class Typed:
    """Nothing that can be worked out: the points are typed."""


@dataclass(frozen=True)
class Levels:
    """One of several levels; each with its words and its share of the points."""

    levels: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Parts:
    """Several parts, each of which may hold; each with its words and its points."""

    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Share:
    """Done of due; all points from `threshold` on, below it by the way to it, or `of_all`.

    The words say what is counted, where the annex does.
    """

    threshold: float = 1.0
    done: str = ""
    due: str = ""
    of_all: bool = False


@dataclass(frozen=True)
class Steps:
    """Points by a count, or by a share in %: each step begins at a figure, which belongs to it if `included`."""

    steps: tuple[tuple[float, bool, float], ...]  # from, whether it belongs, points; rising
    percent: bool = False
    done: str = ""
    due: str = ""


@dataclass(frozen=True)
class Each:
    """So many points for each, up to the most; `most` is the count that gives them all."""

    most: float


Way: TypeAlias = Typed | Levels | Parts | Share | Steps | Each


@dataclass(frozen=True)
class Understood:
    """A way, and what about it was taken for granted; `odd` are texts of the catalog with what they name."""

    way: Way
    odd: tuple[tuple[str, dict[str, str]], ...] = ()
