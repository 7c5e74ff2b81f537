"""`thuocdo round quota`: how far each quota of a round is, and the round's own figures."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from engine.cli.loading import add_data, load_catalog, print_rows
from engine.cli.round_runs import found_round
from engine.problems import ThuocDoError


def add_quota(what: Any) -> None:
    """The part `quota` of `thuocdo round`."""
    part = what.add_parser("quota", help="how far each quota is; give one a figure of the round's own")
    part.add_argument("id", help="the round")
    part.add_argument(
        "--stratum",
        action="append",
        default=[],
        type=_figure,
        metavar="QUOTA=N",
        help="take at most N in this round, whatever the framework says; QUOTA=any lifts it; may be repeated",
    )
    part.add_argument(
        "--of-sample",
        action="append",
        default=[],
        type=_figure,
        metavar="STRATUM=N",
        help="take at most N answers of that stratum of the sample; STRATUM=any takes any number; may be repeated",
    )
    part.add_argument("--reason", default="", help="why; it stands in the audit trail")
    add_data(part)
    part.add_argument("--json", action="store_true", help="for programs")


def _figure(given: str) -> tuple[str, int | None]:
    name, sign, figure = given.partition("=")
    if name and figure == "any":
        return name, None
    if not (name and sign and figure.isascii() and figure.isdigit() and 0 < int(figure) <= 10_000_000):
        raise argparse.ArgumentTypeError(f"`{given}` is no figure of a quota: write small=300, or small=any")
    return name, int(figure)


def quota(args: argparse.Namespace, data: Path) -> int:
    """Set what was given, and print how far each quota is."""
    from engine.cli.acting import who
    from engine.rounds import zone
    from engine.rounds.moves import By, set_figures, set_strata
    from engine.rounds.pinned import pinned
    from engine.rounds.quotas import standings
    from engine.rounds.stratum_quotas import quota_of, stratum_limits
    from engine.store.invitations import InvitationBook
    from engine.store.sqlite import SqliteStore

    for option, given in (("stratum", args.stratum), ("of-sample", args.of_sample)):
        names = [name for name, _ in given]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ThuocDoError(f"--{option} gives {', '.join(twice)} twice; give each quota once.")
    used = {use.stratum: use.used for use in InvitationBook(data).use_of(args.id)}
    store = SqliteStore.open(data)
    try:
        round_ = found_round(store, args.id)
        framework, by = pinned(load_catalog(data), round_).framework, By(who(), zone.now(), args.reason)
        if args.stratum:
            set_figures(store, framework, round_, by, dict(args.stratum))
            round_ = found_round(store, args.id)
        if args.of_sample:
            round_ = set_strata(store, framework, round_, by, dict(args.of_sample), [name for name in used if name])
        rows = standings(framework, round_, store.quota_counts(round_.id), store.screened_counts(round_.id))
        screened = store.screened_counts(round_.id)
    finally:
        store.close()
    print_rows(
        [
            {
                "quota": each.quota,
                "sent": each.sent,
                "at_most": "any" if each.at_most is None else each.at_most,
                "full": "yes" if each.is_full else "no",
                "screened_out": each.screened,
            }
            for each in rows
        ]
        + [
            {
                "quota": quota_of(stratum),
                "sent": used.get(stratum, 0),
                "at_most": most,
                "full": "yes" if used.get(stratum, 0) >= most else "no",
                "screened_out": screened.get(quota_of(stratum), 0),
            }
            for stratum, most in stratum_limits(round_).items()
        ],
        args.json,
    )
    return 0
