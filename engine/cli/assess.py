"""`thuocdo assess`: self-assessments of units and their appraisal: where each stands, moves, deadlines, appraisers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.cli import assess_offline, assess_outside, assess_plan, assess_report
from engine.cli.loading import add_data, data_folder, load_catalog, print_rows
from engine.cli.round_life import day
from engine.cli.round_runs import found_round
from engine.problems import ThuocDoError
from engine.rounds import zone

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.people.acts import Actor
    from engine.store.contract import Store
    from engine.store.nouns import Round

MOVES = {
    "approve": ("approve", "lock what units filled in and send it for appraisal, as their heads do"),
    "return": ("return", "give it back to be filled in again; with a reason"),
    "send-back": ("send_back", "send the results of the first appraisal to the units"),
    "answer": ("answer", "end the units' answers to these results"),
    "hand-over": ("hand_over", "hand what was appraised a second time to the council"),
    "settle": ("settle", "the council's decision: the final scores stand"),
    "reopen": ("reopen", "let a unit fill in again, from any stage; with a reason"),
    "reappraise": ("reappraise", "appraise again from the first turn on; with a reason"),
}
"""By the command's word: the move, and what it is."""

STAGES = ("filling", "appraisal", "answering", "second_appraisal", "council")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the assessments of which round."""
    parser.epilog = (
        "example: thuocdo assess begin tu-danh-gia-2026 --all\n"
        "example: thuocdo assess deadline tu-danh-gia-2026 filling 2026-04-30\n"
        "example: thuocdo assess assign tu-danh-gia-2026 hoa --body police\n"
        "example: thuocdo assess status tu-danh-gia-2026\n"
        "example: thuocdo assess send-back tu-danh-gia-2026 --all\n"
        'example: thuocdo assess return tu-danh-gia-2026 xa-an-phu --reason "figures of another year"\n'
        "example: thuocdo assess export tu-danh-gia-2026 --unit xa-an-phu --out xa-an-phu.xlsx\n"
        "example: thuocdo assess import xa-an-phu.xlsx\n"
        "example: thuocdo assess report an-ninh-2026 so-xay-dung --report mau-08 --out mau-08.xlsx\n"
        "example: thuocdo assess plan tu-danh-gia-2026 xa-an-phu --out ke-hoach.xlsx\n"
        'example: thuocdo assess settle tu-danh-gia-2026 --all --reason "Biên bản họp hội đồng số 3"'
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT", parser_class=type(parser))
    _of_units(what, "begin", "begin the assessments of units, so that officers can fill them in")
    status = _of_round(what, "status", "where each unit stands, with its deadline")
    status.add_argument("--json", action="store_true", help="for programs")
    for name, (_move, words) in MOVES.items():
        _with_reason(_of_units(what, name, words))
    deadline = _of_round(what, "deadline", "give a stage a last day, for all units or for one")
    deadline.add_argument("stage", choices=STAGES, help=", ".join(STAGES))
    deadline.add_argument("last_day", type=day, metavar="DAY", help="the last day, to its end: 2026-04-30")
    deadline.add_argument("--unit", default="", help="for this unit alone")
    _with_reason(deadline)
    _of_round(what, "lapse", "send on the units whose time to answer is over, as they are")
    assign = _of_round(what, "assign", "let somebody appraise what a body verifies, or everything")
    assign.add_argument("account", help="the appraiser")
    assign.add_argument("--body", default="", help="a body of the framework; every one unless given")
    assign.add_argument("--take-away", action="store_true", help="take that away instead")
    aside = _of_round(what, "set-aside", "take a unit out of the ranks, or out of the round since it was merged")
    aside.add_argument("unit")
    aside.add_argument("--into", default="", metavar="UNIT", help="the unit that it went into; not ranked unless given")
    aside.add_argument("--undo", action="store_true", help="rank it again")
    _with_reason(aside)
    assess_offline.add_parts(what)
    assess_report.add_part(what)
    assess_plan.add_parts(what)
    assess_outside.add_parts(what)


def _of_round(what: Any, name: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = what.add_parser(name, help=words)
    parser.add_argument("id", help="the round")
    add_data(parser)
    return parser


def _of_units(what: Any, name: str, words: str) -> argparse.ArgumentParser:
    parser = _of_round(what, name, words)
    parser.add_argument("units", nargs="*", metavar="UNIT", help="which units")
    parser.add_argument("--all", action="store_true", help="every unit of the round that can be moved so")
    return parser


def _with_reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", default="", help="why; it stands in the history and in the audit trail")


def run(args: argparse.Namespace) -> int:
    """Do it, and say what is so now."""
    from engine.cli.acting import who
    from engine.people.acts import Actor
    from engine.rounds.pinned import pinned
    from engine.store.sqlite import SqliteStore

    data = data_folder(args.data)
    if args.what == "import":
        from engine.exchange.offline.taking import whose

        args.id, args.unit = whose(args.file)
    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.id)
        does = _move if args.what in MOVES else DOES[args.what]
        return does(args, store, pinned(load_catalog(data), round_), round_, Actor(who(), zone.now()))
    finally:
        store.close()


def _units(args: argparse.Namespace, offered: Offered, of_all: list[str]) -> list[str]:
    """The units that are meant; ThuocDoError for one that the framework does not know."""
    if bool(args.units) == args.all:
        raise ThuocDoError("Name units, or give --all.")
    for unit in args.units:
        _known(offered, unit)
    return of_all if args.all else list(dict.fromkeys(args.units))


def _known(offered: Offered, unit: str) -> None:
    if unit not in offered.framework.unit:
        raise ThuocDoError(f"The framework {offered.framework.id} has no unit `{unit}`.")


def _begin(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    from engine.appraisal.acts import begin

    units = _units(args, offered, [unit.id for unit in offered.framework.units.list])
    new = begin(store, offered, round_, units, by)
    sys.stdout.write(f"{round_.id}: {len(new)} assessments begun, {len(store.assessments(round_.id))} in all\n")
    return 0


def _status(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    """A row for each unit of the register, begun or not."""
    from engine.appraisal.acts import cases
    from engine.appraisal.deadlines import due

    deadlines, found = store.deadlines(round_.id), cases(store, offered, round_.id)
    rows: list[dict[str, object]] = []
    for unit in offered.framework.units.list:
        case = found.get(unit.id)
        if case is None:
            rows.append({"unit": unit.id, "stage": "not begun", **dict.fromkeys(_COLUMNS, "")})
            continue
        until = due(case.assessment, deadlines, by.at.date())
        rows.append({
            "unit": unit.id, "stage": case.assessment.stage, "standing": case.assessment.standing,
            "answered": f"{sum(each.is_answered for each in case.asked)}/{len(case.asked)}",
            "appraised": f"{sum(case.last_verdict(each.id) is not None for each in case.claimed)}/{len(case.claimed)}",
            "contested": len(case.contested),
            "last day": until.last_day if until else "", "days left": until.days_left if until else "",
        })  # fmt: skip
    print_rows(rows, args.json)
    return 0


_COLUMNS = ("standing", "answered", "appraised", "contested", "last day", "days left")


def _move(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    """Move units; of several, those that can be moved are, and the others are told with all that is in the way."""
    from engine.appraisal.acts import BlockedError, make_move
    from engine.appraisal.stages import FOLLOWS, Move

    move = Move(MOVES[args.what][0])
    there = [each.unit for each in store.assessments(round_.id) if each.stage in FOLLOWS[move][0]]
    blocked = 0
    for unit in _units(args, offered, there):
        try:
            after = make_move(store, offered, round_.id, unit, move, by, args.reason)
        except BlockedError as error:
            blocked += 1
            sys.stderr.write("".join(f"{unit}: {line}\n" for line in str(error).splitlines()))
        else:
            sys.stdout.write(f"{unit}: {after.stage}\n")
    return 1 if blocked else 0


def _deadline(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    from engine.appraisal.acts import set_deadline
    from engine.store.assessment_nouns import Deadline, Stage

    if args.unit:
        _known(offered, args.unit)
    set_deadline(store, Deadline(round_.id, Stage(args.stage), args.last_day, args.unit), by, args.reason)
    whom = args.unit or "all units"
    sys.stdout.write(f"{round_.id}: the last day of {args.stage} is {args.last_day} for {whom}\n")
    return 0


def _lapse(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:  # noqa: ARG001
    from engine.appraisal.acts import lapse

    moved = lapse(store, offered, round_.id, by)
    sys.stdout.write("".join(f"{each.unit}: {each.stage}\n" for each in moved) or "No unit's time is over.\n")
    return 0


def _assign(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    from engine.appraisal.acts import set_assignment
    from engine.people.permissions import About, Action, may_somewhere
    from engine.store.assessment_nouns import Assignment

    bodies = [body.id for body in offered.framework.bodies]
    if args.body and args.body not in bodies:
        raise ThuocDoError(f"The framework has no body `{args.body}`; its bodies: {', '.join(bodies) or 'none'}.")
    account = store.account(args.account)
    if account is None:
        raise ThuocDoError(f"There is no account `{args.account}`; `thuocdo user list` shows those there are.")
    if not args.take_away and not may_somewhere(account, Action.APPRAISE, About(round_.id)):
        mend = f"`thuocdo user role {args.account} appraiser` makes one"
        raise ThuocDoError(f"`{args.account}` is no appraiser of this round: {mend}.")
    set_assignment(store, Assignment(round_.id, args.body, args.account), by, is_taken_back=args.take_away)
    for each in store.assignments(round_.id):
        sys.stdout.write(f"{each.account}: {each.body or 'every body'}\n")
    return 0


def _set_aside(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    from engine.appraisal.acts import set_standing
    from engine.store.assessment_nouns import Standing

    for unit in filter(None, (args.unit, args.into)):
        _known(offered, unit)
    standing = Standing.MERGED if args.into else Standing.NOT_RANKED
    made = set_standing(
        store, round_.id, args.unit, Standing.RANKED if args.undo else standing, by, args.reason, args.into
    )
    sys.stdout.write(f"{made.unit}: {made.standing.replace('_', ' ')}\n")
    return 0


DOES: dict[str, Callable[[argparse.Namespace, Store, Offered, Round, Actor], int]] = {
    "begin": _begin,
    "status": _status,
    "deadline": _deadline,
    "lapse": _lapse,
    "assign": _assign,
    "set-aside": _set_aside,
    "export": assess_offline.write_workbook,
    "import": assess_offline.take_workbook,
    "report": assess_report.write_report,
    "plan": assess_plan.write_plan,
    "figures": assess_outside.figures,
}
"""What each part does; moves are all done by one."""
