"""`thuocdo assess export` and `import`: a unit's self-assessment as a workbook, out and back in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.loading import add_data, warn
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.catalog import Offered
    from engine.exchange.offline.taking import Conflict
    from engine.people.acts import Actor
    from engine.store.contract import Store
    from engine.store.nouns import Round


def add_parts(what: Any) -> None:
    """The two parts of the command."""
    out = what.add_parser("export", help="write a unit's self-assessment as XLSX, to be filled in without the net")
    out.add_argument("id", help="the round")
    out.add_argument("--unit", required=True, help="the unit")
    out.add_argument("--out", required=True, type=Path, help="FILE.xlsx")
    add_data(out)
    back = what.add_parser("import", help="take such a workbook in again; what somebody else changed meanwhile is told")
    back.add_argument("file", type=Path, help="FILE.xlsx")
    back.add_argument(
        "--mine", action="append", default=[], metavar="CODE", help="save this item over what is there; or `all`"
    )
    add_data(back)


def write_workbook(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    """Write the workbook."""
    from engine.exchange.offline.taking import export
    from engine.exchange.whole_file import put_whole

    put_whole(args.out, export(store, offered, round_.id, args.unit, by.at))
    sys.stdout.write(f"Wrote {args.out}. Taken in again by: thuocdo assess import {args.out}\n")
    return 0


def take_workbook(args: argparse.Namespace, store: Store, offered: Offered, round_: Round, by: Actor) -> int:
    """Save what was changed; 1 where somebody else changed the same, which is told with both answers."""
    from engine.appraisal.asked import unit_form
    from engine.exchange.offline.taking import take

    form = unit_form(offered.framework)
    asked = form.question if form else {}
    named = {name for word in args.mine for name, each in asked.items() if word in ("all", name, each.code)}
    unknown = [word for word in args.mine if word != "all" and not any(word in (n, q.code) for n, q in asked.items())]
    if unknown:
        raise ThuocDoError(f"There is no item {', '.join(unknown)}.")
    taken = take(store, offered, args.file, (round_.id, args.unit), by, named)
    warn(each.problem(args.file) for each in taken.warnings)
    for each in taken.conflicts:
        sys.stdout.write(_both(each, asked[each.change.question].code or each.change.question))
    both = len(taken.conflicts)
    told = f", {both} changed there too (above; --mine CODE saves yours)" if both else ""
    sys.stdout.write(f"{args.unit}: {len(taken.saved)} items saved{told}\n")
    return 1 if taken.conflicts else 0


def _both(conflict: Conflict, code: str) -> str:
    when = f", {conflict.now.at:%Y-%m-%d %H:%M}" if conflict.now.at else ""
    lines = [f"{code}:", f"  there ({conflict.now.by}{when}): {conflict.their_words}", f"  file: {conflict.our_words}"]
    if conflict.change.explanation is not None:
        lines += [
            f"  there, explained: {conflict.now.explanation}",
            f"  file, explained: {conflict.change.explanation}",
        ]
    return "\n".join(lines) + "\n"
