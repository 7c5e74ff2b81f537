"""What a tree of items does not say by itself: codes of their own, points that are left over, sums that do not fit."""

from __future__ import annotations

from collections import Counter

from engine.wording.catalog import mark
from engine.wording.numbers import write_number
from plugins.dti.annex.codes import Shape
from plugins.dti.annex.table import Role
from plugins.dti.annex.tree import Item, Tree
from plugins.dti.annex.words import Remark

DOUBLED = mark("mã “{code}” đã có ở dòng {first}; dòng này để không có mã.")
SUM_DIFFERS = mark("điểm của các mục con cộng lại là {sum}, còn ở đây ghi {stated}.")
LEFT_OVER = mark("không ghi điểm; đã lấy phần còn lại của nhóm là {points} điểm.")
NOT_TOLD = mark("không ghi điểm tối đa; để không tính điểm.")
PARTS_WITHOUT_POINTS = mark("các dòng con không ghi điểm; đã gộp vào cách tính điểm của dòng này.")
TOTAL_DIFFERS = mark("tổng điểm ghi trong bảng là {stated}, còn các mục cộng lại là {sum}.")
_GROUPS = (Shape.LETTER, Shape.ROMAN)
_EXACT = 1e-9


def settle(tree: Tree) -> list[Remark]:
    """Fill in what can be told, mark what cannot; what is odd about the whole is returned."""
    for root in tree.roots:
        _absorb(root)
    _show_codes(tree)
    total = sum(_settle_points(root) for root in tree.roots)
    stated = tree.total.most
    if stated is not None and abs(stated - total) > _EXACT:
        return [Remark.of(0, TOTAL_DIFFERS, stated=_figure(stated), sum=_figure(total))]
    return []


def _absorb(item: Item) -> None:
    """An item with points whose parts have none is one indicator; its parts are told in its rule."""
    for child in item.children:
        _absorb(child)
    below = [each for child in item.children for each in child.walk()]
    if not below or not item.points.most or any(each.points.is_told for each in below):
        return
    if any(each.code.shape in (*_GROUPS, Shape.HEADING) for each in below):
        return
    for each in below:
        said = " ".join(filter(None, (each.code.text, each.title)))
        rule = ": ".join(filter(None, (said, each.texts[Role.RULE])))
        item.texts[Role.RULE] = f"{item.texts[Role.RULE]}\n{rule}".strip()
        for role in (Role.EVIDENCE, Role.SOURCE, Role.VERIFIER):
            if each.texts[role] not in item.texts[role]:
                item.texts[role] = f"{item.texts[role]}\n{each.texts[role]}".strip()
    item.children = []
    item.remarks.append(Remark.of(item.line, PARTS_WITHOUT_POINTS))


def _settle_points(item: Item) -> float:
    """The points of an item and of all below it; those of a group are the sum."""
    if not item.children:
        item.most = item.points.most
        if item.most is None:
            item.most = 0.0
            if not item.remarks or item.points.is_told is False:
                item.remarks.append(Remark.of(item.line, NOT_TOLD))
        return item.most
    _share_left_over(item)
    total = sum(_settle_points(child) for child in item.children)
    stated = item.points.most
    if stated is not None and abs(total - stated) > _EXACT:
        item.remarks.append(Remark.of(item.line, SUM_DIFFERS, sum=_figure(total), stated=_figure(stated)))
    item.most = total
    return total


def _share_left_over(item: Item) -> None:
    """Where one indicator alone lacks its points and the group states its own, what is left over is that one's."""
    blank = [child for child in item.children if not child.children and child.points.most is None]
    told = [child.points.most for child in item.children if child not in blank]
    if len(blank) != 1 or item.points.most is None:
        return
    figures = [most for most in told if most is not None]
    left = item.points.most - sum(figures)
    if len(figures) == len(told) and left > _EXACT:
        one = blank[0]
        one.points = type(one.points)(left)
        one.remarks.append(Remark.of(one.line, LEFT_OVER, points=_figure(left)))


def _show_codes(tree: Tree) -> None:
    """Codes as they are shown: those of letters with the code above, those that begin anew in each group with its."""
    qualified = False
    for qualified in (False, True):
        for root in tree.roots:
            _name(root, "", "", qualified)
        counted = Counter(item.shown_code for item in tree.walk() if item.shown_code)
        if max(counted.values(), default=0) < 2:
            return
    first: dict[str, int] = {}
    for item in tree.walk():
        if item.shown_code in first:
            item.remarks.append(Remark.of(item.line, DOUBLED, code=item.shown_code, first=first[item.shown_code]))
            item.shown_code = ""
        elif item.shown_code:
            first[item.shown_code] = item.line


def _name(item: Item, group: str, above: str, qualified: bool) -> None:
    code = item.code
    if code.shape in _GROUPS:
        item.shown_code = f"{group}.{code.text}" if qualified and group else code.text
        group = item.shown_code
    elif code.shape is Shape.NUMBER:
        item.shown_code = f"{group}.{code.text}" if qualified and group else code.text
    elif code.shape is Shape.SMALL:
        item.shown_code = f"{above}.{code.text}" if above else code.text
    item.shown_code = item.shown_code[:40]
    for child in item.children:
        _name(child, group, item.shown_code or above, qualified)


def _figure(number: float) -> str:
    return write_number(number, None, "vi")
