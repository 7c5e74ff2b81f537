"""`thuocdo assess plan`: what a unit has to mend first, until when, and what that comes to."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.loading import add_data, print_rows
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.appraisal.plans import Task, UnitPlan
    from engine.catalog import Offered
    from engine.people.acts import Actor
    from engine.store.contract import Store
    from engine.store.nouns import Round


def add_parts(what: Any) -> None:
    """The part of the command."""
    plan = what.add_parser("plan", help="what a unit has to mend, the most urgent first, with the score after each")
    plan.add_argument("id", help="the round")
    plan.add_argument("unit")
    plan.add_argument("--out", type=Path, help="FILE.xlsx: all of it, with advice, law, caps and notes")
    plan.add_argument("--language", choices=("vi", "en"), default="vi", help="of the workbook (default vi)")
    plan.add_argument("--json", action="store_true", help="for programs")
    add_data(plan)


def write_plan(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    """Print the plan, or write its workbook. ThuocDoError where the framework or the unit has none."""
    from engine.appraisal.acts import case_of
    from engine.appraisal.deadlines import day_of
    from engine.appraisal.plans import has_plans, unit_plan

    framework = offered.framework
    if args.unit not in framework.unit:
        raise ThuocDoError(f"The framework {framework.id} has no unit `{args.unit}`.")
    if not has_plans(framework):
        mend = "give its indicators a `priority`, one of the file's `priorities`"
        raise ThuocDoError(f"The framework {framework.id} does not say what is to be mended first: {mend}.")
    case = case_of(store, offered, round_.id, args.unit)
    plan = unit_plan(offered, case, store.remedies(round_.id, args.unit), day_of(by.at))
    if args.out is not None:
        from engine.exchange.plans import plan_book
        from engine.exchange.whole_file import put_whole

        names = {each.name: each.full_name for each in store.accounts()}
        unit = framework.unit[args.unit].title
        put_whole(args.out, plan_book(plan, round_.title, unit, args.language, names))
        sys.stdout.write(f"Wrote {args.out}.\n")
        return 0
    print_rows([*(_row(plan, each) for each in plan.first), *(_row(plan, each) for each in plan.tasks)], args.json)
    if not args.json:
        _tell(plan)
    return 0


def _row(plan: UnitPlan, task: Task) -> dict[str, object]:
    mend = task.mend
    assert mend is not None, "what is settled is not listed"
    is_known = mend.lost == mend.lost
    scored = plan.total_then is not None
    return {
        "item": task.node.code or task.node.id,
        "priority": task.node.priority or "",
        "lost": f"{mend.lost:g}/{mend.points:g}" if is_known else "answer it first",
        "urgency": f"{mend.urgency:.4g}" if is_known else "",
        "due": task.due or "",
        "status": task.status,
        "alone": f"{mend.alone:.2f}" if scored and mend.alone == mend.alone else "",
        "in order": f"{mend.in_order:.2f}" if scored and is_known and mend.in_order == mend.in_order else "",
        "lifts": " ".join(mend.lifts_in_order if is_known else mend.lifts),
    }


def _tell(plan: UnitPlan) -> None:
    if not plan.tasks and not plan.first:
        sys.stdout.write("Nothing to mend: no points are lost.\n")
    if plan.total is not None and plan.total_then is not None:
        sys.stdout.write(f"Score now {plan.total:.2f}, when all is mended {plan.total_then:.2f}.\n")
    for gate in plan.holds_then:
        sys.stdout.write(f"No item lifts the cap {gate.id}: {gate.reason.within('en')}\n")
