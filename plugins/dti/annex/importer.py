"""`thuocdo import annex`: from the workbook to the text of a framework file and what to look at in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from engine.exchange.books import read_grids
from engine.hookspecs import ImportedFramework
from engine.problems import Location, Problem, Severity, ThuocDoError
from engine.wording.catalog import mark
from plugins.dti.annex.emitting import Flow, Noted, emitted
from plugins.dti.annex.settling import settle
from plugins.dti.annex.table import Role, Table, table_in
from plugins.dti.annex.tree import Tree, tree_of
from plugins.dti.annex.words import Remark, flat, plainly
from plugins.dti.annex.writing import LOOK, Writer, safe, said

TWO_COLUMNS = mark("hai cột cùng có thể là “{column}”; đã đọc cột thứ {first}.")
ABSENT_COLUMN = mark("bảng không có cột “{column}”.")
NO_UNITS = mark("phụ lục không liệt kê đơn vị; hãy thay đơn vị mẫu bằng danh sách thật.")
NO_YEAR = mark("chưa rõ bộ chỉ số của năm nào.")
STATUS = mark("ghi `official` khi đã đối chiếu xong với văn bản đã ban hành.")
_NAMES = {
    Role.CODE: "STT",
    Role.TITLE: "Chỉ số",
    Role.POINTS: "Điểm tối đa",
    Role.RULE: "Cách xác định và tính điểm",
    Role.EVIDENCE: "Tài liệu kiểm chứng",
    Role.SOURCE: "Nguồn thu thập dữ liệu",
    Role.VERIFIER: "Đơn vị phối hợp xác minh số liệu",
}


def make(path: Path, framework_id: str, sheet: str) -> ImportedFramework:
    """Read an annex. ThuocDoError where no table is found, OSError if there is no such file."""
    grids, problems = read_grids(path)
    if problems:
        raise ThuocDoError(f"{path} cannot be read.", problems)
    table = table_in(grids, str(path), sheet)
    tree = tree_of(table)
    if not tree.roots:
        raise ThuocDoError(f"{path}: below the head in line {table.head} there is no line with an indicator.")
    whole = [*_of_columns(table), *settle(tree)]
    writer = Writer()
    writer.name(tree)
    text = _text(path, framework_id, table, tree, writer, whole)
    where = f"sheet {table.sheet}, " if table.sheet else ""
    remarks = sorted([*whole, *writer.remarks], key=lambda each: each.line)
    return ImportedFramework(text, tuple(_problem(path, where, each) for each in remarks))


def _text(path: Path, framework_id: str, table: Table, tree: Tree, writer: Writer, whole: list[Remark]) -> str:
    title = _title(table)
    year = re.search(r"\b20\d\d\b", " ".join((title, *table.above)))
    if year is None:
        whole.append(Remark.of(0, NO_YEAR))
    pages = writer.pages(tree, title)
    nodes = writer.nodes(tree.roots)
    bodies = [Flow({"id": name, "title": words}) for name, words in writer.bodies.items()]
    sample = Flow({"id": "don-vi-mau", "group": "units", "title": "Đơn vị mẫu"})
    total = {"id": "total", "title": "Tổng điểm", "unit": "điểm", "aggregate": "sum", "decimals": 2, "min_n": 1}
    form: dict[str, Any] = {
        "id": "report",
        "title": "Phiếu tự đánh giá",
        "audience": "unit",
        "unanswered": Noted(["bỏ trống thì được 0 điểm; có thể đổi thành refuse_to_lock hoặc missing"], "zero"),
        "pages": pages,
    }
    framework: dict[str, Any] = {
        "thuocdo": 1,
        "id": framework_id,
        "edition": year[0] if year else "chưa rõ",
        "title": title,
        "status": Noted([f"{LOOK}: {STATUS}"], "proposal"),
        "source": _source(table, path),
        "languages": ["vi"],
        "units": Noted([f"{LOOK}: {NO_UNITS}"], {"groups": {"units": "Đơn vị được đánh giá"}, "list": [sample]}),
        **({"bodies": bodies} if bodies else {}),
        "forms": [form],
        "index": {**total, "children": nodes},
    }
    file = "".join(f"# {line}\n" for line in _head(path, table, tree, [said(each, "vi") for each in whole]))
    return file + emitted(framework)


def _head(path: Path, table: Table, tree: Tree, whole: list[str]) -> list[str]:
    where = f", trang tính “{safe(table.sheet)}”" if table.sheet else ""
    points = sum(root.most or 0.0 for root in tree.roots)
    return [
        f"Lập từ phụ lục {safe(path.name)}{where}: {plainly(points)} điểm.",
        f"Chỗ nào ghi “{LOOK}” là chỗ cần người soạn xem; xem xong thì xóa dòng ghi chú đó.",
        *(f"{LOOK}: {words}" for words in whole),
        *(f"Ghi chú của bảng: {safe(note)}" for note in tree.notes),
    ]


def _title(table: Table) -> str:
    named = [text for text in table.above if re.search("bo chi so|bo tieu chi|chi so|tieu chi", flat(text))]
    ours = next((text for text in named if not text.startswith("(")), None)
    return safe(ours or (table.above[0] if table.above else "Bộ chỉ số"))[:300]


def _source(table: Table, path: Path) -> str:
    named = (text for text in table.above if re.search(r"quyet dinh|ke hoach|kem theo|ban hanh", flat(text)))
    return safe(next(named, f"Phụ lục {path.name}").strip("()"))[:500]


def _of_columns(table: Table) -> list[Remark]:
    """What is odd about the head."""
    doubled = [
        Remark.of(table.head, TWO_COLUMNS, column=_NAMES[role], first=at[0]) for role, at in table.doubled.items()
    ]
    absent = [
        Remark.of(table.head, ABSENT_COLUMN, column=name) for role, name in _NAMES.items() if role not in table.columns
    ]
    return [*doubled, *absent]


def _problem(path: Path, where: str, remark: Remark) -> Problem:
    at = f"{where}row {remark.line}" if remark.line else where.rstrip(", ")
    place = Location(str(path), remark.line, 1 if remark.line else 0)
    return Problem(place, at, said(remark, "en"), "", Severity.WARNING)
