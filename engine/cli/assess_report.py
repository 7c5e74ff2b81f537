"""`thuocdo assess report`: a document that a plugin makes of one unit's answers, with its checks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.loading import add_data
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.framework.models import Form
    from engine.framework.unit_reports import ReportCheck, UnitReport
    from engine.people.acts import Actor
    from engine.store.contract import Store
    from engine.store.nouns import Round


def add_part(what: Any) -> None:
    """The part of the command."""
    parser = what.add_parser("report", help="write a report that is filled in from a unit's answers, and check it")
    parser.add_argument("id", help="the round")
    parser.add_argument("unit", help="the unit")
    parser.add_argument("--report", default="", metavar="NAME", help="which one, where there are several")
    parser.add_argument("--out", required=True, type=Path, help="FILE.xlsx")
    add_data(parser)


def write_report(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    """Write the report whatever its checks find; they are told on stdout."""
    from engine.appraisal.acts import case_of
    from engine.appraisal.unit_reports import answers_for, made
    from engine.exchange.report_books import report_book
    from engine.exchange.whole_file import put_whole

    case = case_of(store, offered, round_.id, args.unit)
    report = _chosen(args.report, case.form, offered)
    told = answers_for(offered, case.form, args.unit, case.answers, round_.title, by.at.date(), report.language)
    done = made(report, told)
    put_whole(args.out, report_book(done))
    holding = sum(check.holds for check in done.checks)
    sys.stdout.write(f"Wrote {args.out}. Checks that hold: {holding} of {len(done.checks)}\n")
    sys.stdout.writelines(map(_told, done.checks))
    return 0


def _told(check: ReportCheck) -> str:
    if check.holds:
        return ""
    where = "".join(f"  {each.within('en')}\n" for each in check.wrong)
    return f"{check.title.within('en')}: not so\n{where}  {check.mend.within('en')}\n"


def _chosen(name: str, form: Form, offered: Offered) -> UnitReport:
    """The report that is meant; ThuocDoError where there is none, or several and none is named."""
    from engine.appraisal.unit_reports import fitting
    from engine.offers import offers_of
    from engine.plugins import blocked_names, make_plugin_manager

    found = fitting(offers_of(make_plugin_manager((), blocked_names())).unit_reports, form)
    names = ", ".join(each.name for each in found)
    if not found:
        raise ThuocDoError(f"No plugin offers a report for the framework {offered.framework.id}.")
    if not name and len(found) > 1:
        raise ThuocDoError(f"Name one of these reports with --report: {names}.")
    chosen = next((each for each in found if not name or each.name == name), None)
    if chosen is None:
        raise ThuocDoError(f"There is no report `{name}` for {offered.framework.id}. There is: {names}.")
    return chosen
