"""Samples from CSV or XLSX `contact[,name][,phone][,email][,address][,stratum][,units]`: who is to be invited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from engine.exchange.cells import guarded
from engine.exchange.workbooks import read_table
from engine.framework.models import Framework
from engine.framework.sheets import Row, Sheet, meant, stop_at
from engine.rounds.invitations import Invited, key_of
from engine.store.invited import MERGED, Contact

COLUMNS = ("contact", "name", "phone", "email", "address", "stratum", "units")

_LONGEST = 500


def read_sample(path: Path, framework: Framework) -> Sequence[Invited]:
    """Everybody in a sample's file; ThuocDoError with every mistake by row and column. OSError if it cannot be read."""
    sheet = read_table(path)
    if not sheet.problems and sheet.need(["contact"]):
        for name in sheet.columns:
            if name not in COLUMNS:
                known = f"The columns are: {', '.join(COLUMNS)}."
                sheet.complain(1, "", f"there is no use for a column `{name}`.", meant(name, COLUMNS) or known, name)
    sample = [] if sheet.problems else _read(sheet, framework)
    if not sheet.problems and not sample:
        sheet.complain(0, "", "nobody is in it.", "Give each contact a row.")
    stop_at([sheet])
    return sample


def _read(sheet: Sheet, framework: Framework) -> list[Invited]:
    units = {unit.id for unit in framework.units.list}
    first: dict[str, int] = {}
    found = []
    for row in sheet.rows:
        cell = {name: row.cells.get(name, "") for name in COLUMNS}
        who, key = cell["contact"], key_of(cell["contact"])
        if not who:
            sheet.complain(row.line, "", "the contact is empty.", "Give what tells it from others.", "contact")
        elif first.setdefault(key, row.line) != row.line:
            what = f"the contact is there twice: row {first[key]} is the first."
            sheet.complain(row.line, who, what, "Keep one of the rows.", "contact")
        _check(sheet, row, cell)
        listed = tuple(dict.fromkeys(filter(None, (each.strip() for each in cell["units"].split(";")))))
        if framework.units.others is None:
            for each in listed:
                if each not in units:
                    mend = meant(each, units) or "Give ids of units of the framework, with ; between them."
                    sheet.complain(row.line, who, f"there is no unit `{each}`.", mend, "units")
        contact = Contact(who, cell["name"], _phone(cell["phone"]), cell["email"], cell["address"])
        found.append(Invited(contact, cell["stratum"], listed))
    return found


def _check(sheet: Sheet, row: Row, cell: Mapping[str, str]) -> None:
    who = cell["contact"]
    for name, text in cell.items():
        if len(text) > _LONGEST or any(ord(each) < 32 for each in text):
            what = f"`{text[:20]}…` is too long, or has characters that cannot be printed."
            sheet.complain(row.line, who, what, f"Up to {_LONGEST} plain characters.", name)
    if cell["phone"] and not re.fullmatch(r"\+?[0-9]{8,15}", _phone(cell["phone"])):
        mend = "Write one number, as in 0912 345 678 or +84 912 345 678."
        sheet.complain(row.line, who, f"`{cell['phone']}` is no telephone number.", mend, "phone")
    if cell["email"] and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+", cell["email"]):
        sheet.complain(row.line, who, f"`{cell['email']}` is no e-mail address.", "Write one address.", "email")
    if cell["stratum"] == MERGED or guarded(cell["stratum"]) != cell["stratum"]:
        mend = "Give a name that begins with a letter or a figure."
        sheet.complain(row.line, who, f"`{cell['stratum']}` cannot name a stratum.", mend, "stratum")


def _phone(written: str) -> str:
    """A telephone number without what sets its figures apart; a spreadsheet that took it for a figure lost its 0."""
    plain = re.sub(r"[\s.()\-]", "", written)
    return f"0{plain}" if re.fullmatch(r"[1-9][0-9]{8}", plain) else plain


def read_names(path: Path) -> Sequence[str]:
    """The contacts or codes that a file lists in its column `contact` or `code`; ThuocDoError with every mistake."""
    sheet = read_table(path)
    column = next((name for name in ("contact", "code") if name in sheet.columns), "")
    if not sheet.problems and not column:
        sheet.complain(1, "", "there is no column `contact` or `code`.", f"The columns are: {_listed(sheet.columns)}.")
    if column:
        for row in sheet.rows:
            if not row.cells[column]:
                sheet.complain(row.line, "", f"the {column} is empty.", "Give it, or remove the row.", column)
    stop_at([sheet])
    return tuple(dict.fromkeys(row.cells[column] for row in sheet.rows))


def complain_of_strangers(path: Path, names: Iterable[str]) -> None:
    """ThuocDoError with each name of a file that nobody of the sample has."""
    sheet = read_table(path)
    column = "contact" if "contact" in sheet.columns else "code"
    unknown = set(names)
    for row in sheet.rows:
        if row.cells[column] in unknown:
            what = "nobody of the sample has this name or code."
            sheet.complain(row.line, row.cells[column], what, "Write it as it was imported.", column)
    stop_at([sheet])


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(columns) or "(none)"
