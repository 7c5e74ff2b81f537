"""`thuocdo functions`: the reference of what conditions and formulas may say, printed from the table they run by."""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which functions."""
    parser.epilog = "example: thuocdo functions months_since"
    parser.add_argument("name", nargs="?", help="only this function")


def run(args: argparse.Namespace) -> int:
    """Each operator and function as it is written, with what it means."""
    from engine.framework.functions import FUNCTIONS, OPERATORS
    from engine.framework.places import did_you_mean
    from engine.problems import ThuocDoError

    if args.name is not None and args.name not in FUNCTIONS:
        known = ", ".join(sorted(FUNCTIONS))
        mend = did_you_mean(args.name, FUNCTIONS, otherwise=0) or f"Known are: {known}."
        raise ThuocDoError(f"There is no function `{args.name}`. {mend}")
    if args.name is None:
        sys.stdout.write("Operators\n\n")
        for written, meaning in OPERATORS.items():
            sys.stdout.write(f"{written}\n    {meaning}\n")
        sys.stdout.write("\nFunctions\n\n")
    for name in sorted(FUNCTIONS) if args.name is None else [args.name]:
        function = FUNCTIONS[name]
        sys.stdout.write(f"{function.signature}\n    {function.meaning}\n")
        if function.over_passes:
            sys.stdout.write("    Outside of the passes of a `for_each` page it takes the answers of all of them.\n")
        if function.example:
            sys.stdout.write(f"    {function.example}\n")
    return 0
