"""`thuocdo round fieldwork` and `round target`: how fieldwork goes, and what it aims at."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.loading import add_data, load_catalog, print_rows
from engine.cli.round_runs import found_round
from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from engine.rounds.fieldwork import Fieldwork
    from engine.rounds.small_counts import Told


def add_fieldwork(what: Any) -> None:
    """The parts `fieldwork` and `target` of `thuocdo round`."""
    part = what.add_parser("fieldwork", help="how many responses there are, which units are short, where drafts stop")
    part.add_argument("id", help="the round")
    add_data(part)
    part.add_argument("--json", action="store_true", help="for programs")
    part = what.add_parser("target", help="say how many responses a round, its groups and units are to have")
    part.add_argument("id", help="the round")
    part.add_argument("--total", type=_count, metavar="N", help="sent responses of the whole round; none takes it away")
    for name, words in (
        ("unit", "answers about a unit; ID=none leaves it to the margin"),
        ("group", "responses about units of a group; ID=none takes it away"),
        ("population", "how many could answer about a unit; ID=none where nobody knows"),
    ):
        part.add_argument(f"--{name}", action="append", default=[], type=_figure, metavar="ID=N", help=words)
    part.add_argument("--margin", type=_between(0.1, 50), metavar="POINTS", help="the wanted margin of error (10)")
    part.add_argument("--level", type=_between(50, 99.9), metavar="PERCENT", help="at this level (90)")
    part.add_argument("--reason", default="", help="why; it stands in the audit trail")
    add_data(part)


def _count(given: str) -> tuple[int | None]:
    if given == "none":
        return (None,)
    if not (given.isascii() and given.isdigit() and 0 < int(given) <= 10_000_000):
        raise argparse.ArgumentTypeError(f"`{given}` is no target: write a number such as 600, or none")
    return (int(given),)


def _figure(given: str) -> tuple[str, int | None]:
    name, sign, figure = given.rpartition("=")
    if not (name and sign):
        raise argparse.ArgumentTypeError(f"`{given}` is no target: write so-xay-dung=50, or so-xay-dung=none")
    return name, _count(figure)[0]


def _between(low: float, high: float) -> Callable[[str], float]:
    def read(given: str) -> float:
        try:
            value = float(given)
        except ValueError:
            value = float("nan")
        if not (isfinite(value) and low <= value <= high):
            raise argparse.ArgumentTypeError(f"`{given}` is no number from {low:g} to {high:g}")
        return value

    return read


def fieldwork(args: argparse.Namespace, data: Path) -> int:
    """Print how fieldwork of a round goes."""
    from engine.rounds import zone
    from engine.rounds.fieldwork_live import LiveFieldwork
    from engine.rounds.pinned import pinned
    from engine.store.invitations import InvitationBook
    from engine.store.sqlite import SqliteStore

    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.id)
        framework = pinned(load_catalog(data), round_).framework
        told = LiveFieldwork(store, sample=InvitationBook(data).use_of).of(framework, round_, zone.now().date())
    finally:
        store.close()
    if args.json:
        sys.stdout.write(json.dumps(_told(told), ensure_ascii=False, indent=2) + "\n")
        return 0
    _print(args.id, told)
    return 0


def target(args: argparse.Namespace, data: Path) -> int:
    """Set what was given, and say what the round aims at now."""
    from engine.cli.acting import who
    from engine.rounds import zone
    from engine.rounds.life import about
    from engine.rounds.pinned import pinned
    from engine.rounds.targets import Wanted, in_words, with_wanted
    from engine.store.audit import Entry
    from engine.store.sqlite import SqliteStore

    wanted = Wanted(
        _once("unit", args.unit), _once("group", args.group), _once("population", args.population), args.total,
        args.margin, args.level,
    )  # fmt: skip
    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.id)
        before, _ = store.fieldwork(round_.id)
        after = with_wanted(pinned(load_catalog(data), round_).framework, before, wanted)
        if after != before:
            told = in_words(before), in_words(after), args.reason.strip()
            store.set_targets(round_.id, after, Entry(zone.now(), who(), "round.target", about(round_.id), *told))
    finally:
        store.close()
    sys.stdout.write(f"{args.id}: {in_words(after)}\n")
    return 0


def _once(name: str, given: Sequence[tuple[str, int | None]]) -> dict[str, int | None]:
    names = [each for each, _ in given]
    if twice := sorted({each for each in names if names.count(each) > 1}):
        raise ThuocDoError(f"--{name} gives {', '.join(twice)} twice; give each once.")
    return dict(given)


def _print(round_id: str, told: Fieldwork) -> None:
    said = [f"{told.invited} invited"] if told.invited else []
    said += [f"{told.sent} sent", f"{told.started} started"]
    said += [f"{told.needed} more needed"] if told.needed is not None else []
    said += [f"{told.short} units short"] if told.units else []
    said += [f"{told.days_left} days left after today"] if told.days_left is not None else []
    said += [f"about {told.at_close} at the close"] if told.at_close is not None else []
    said += [f"{told.a_day} a day wanted until then"] if told.a_day else []
    sys.stdout.write(f"{round_id}: {', '.join(said)}\nAll else is of {told.counted} sent responses.\n\n")
    print_rows(
        [
            {
                "stratum": each.id or "(merged)", "invited": each.invited, "answered": _words(each.told),
                **({"at_most": each.most or ""} if any(line.most for line in told.strata) else {}),
            }
            for each in told.strata
        ],
        False,
    )  # fmt: skip
    sys.stdout.write("\n" if told.strata else "")
    for lines in (told.groups, told.quotas):
        print_rows(
            [
                {
                    "quota" if line.most else "group": line.id,
                    "sent": _words(line.told),
                    "at_most" if line.most else "target": "" if line.goal is None else line.goal,
                    **({} if line.most else {"needed": _needed(line.needed, line.told)}),
                }
                for line in lines
            ],
            False,
        )
        sys.stdout.write("\n" if lines else "")
    print_rows(
        [
            {
                "unit": unit.id, "n": _words(unit.told), "wanted": unit.goal, "needed": _needed(unit.needed, unit.told),
                "margin": _points(unit.margin), "n_at_close": "" if unit.at_close is None else unit.at_close,
                "margin_at_close": _points(unit.margin_at_close),
            }
            for unit in told.units
        ],
        False,
    )  # fmt: skip
    sys.stdout.write("\n" if told.units else "")
    print_rows(
        [{"drafts stopped at": stop.page.id if stop.page else "-", "n": _words(stop.told)} for stop in told.stops],
        False,
    )
    if told.flags:
        sys.stdout.write("\n")
        print_rows([{"sign": name, "n": _words(count)} for name, count in told.flags.items()], False)


def _words(told: Told) -> str:
    from engine.rounds.small_counts import K

    return str(told.count) if told.count is not None else f"fewer than {K}" if told.is_few else "not told"


def _needed(needed: int | None, told: Told) -> str:
    if needed is None:
        return ""
    return f"{needed} at least" if told.count is None and needed else str(needed)


def _points(margin: float | None) -> str:
    return "" if margin is None else f"{margin:.1f}"


def _told(told: Fieldwork) -> dict[str, Any]:
    """The same for programs: counts that are not told are null, with how many they are fewer than if so."""
    return {
        "invited": told.invited,
        "started": told.started,
        "sent": told.sent,
        "counted": told.counted,
        "needed": told.needed,
        "days_left": told.days_left,
        "at_close": told.at_close,
        "a_day": told.a_day,
        "margin": told.margin,
        "wanted_margin": told.targets.margin,
        "level": told.targets.level,
        "groups": [
            {"id": line.id, **_count_of(line.told), "target": line.goal, "needed": line.needed} for line in told.groups
        ],
        "strata": [
            {"id": each.id, "invited": each.invited, **_count_of(each.told), "at_most": each.most}
            for each in told.strata
        ],
        "quotas": [
            {"id": line.id, **_count_of(line.told), "at_most": line.goal, "turned_away": _count_of(line.turned_away)}
            for line in told.quotas
        ],
        "units": [
            {
                "id": unit.id, "group": unit.group, **_count_of(unit.told), "wanted": unit.goal, "needed": unit.needed,
                "margin": unit.margin, "at_close": unit.at_close, "margin_at_close": unit.margin_at_close,
            }
            for unit in told.units
        ],
        "days": [{"day": each.day.isoformat(), **_count_of(each.told)} for each in told.days],
        "keyed": _count_of(told.keyed),
        "stopped": [
            {"form": stop.form, "page": stop.page.id if stop.page else None, **_count_of(stop.told)}
            for stop in told.stops
        ],
        "flags": {name: _count_of(count) for name, count in told.flags.items()},
        "flagged": _count_of(told.flagged),
    }  # fmt: skip


def _count_of(told: Told) -> dict[str, int | None]:
    from engine.rounds.small_counts import K

    return {"n": told.count, **({"fewer_than": K} if told.is_few else {})}
