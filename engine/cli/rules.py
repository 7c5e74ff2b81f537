"""`thuocdo rules`: the reference of scoring rules, printed from their signatures and docstrings."""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which rules."""
    parser.epilog = "example: thuocdo rules minmax"
    parser.add_argument("name", nargs="?", help="only this rule")


def run(args: argparse.Namespace) -> int:
    """Each rule: kind, settings with their defaults, and what it says of itself."""
    from engine.cli.loading import load_catalog
    from engine.framework.setting_words import keys_in_words
    from engine.problems import ThuocDoError

    rules = load_catalog().vocabulary.rules
    chosen = [rule for (_kind, name), rule in sorted(rules.items()) if args.name in (None, name)]
    if not chosen:
        known = ", ".join(sorted(name for _kind, name in rules))
        raise ThuocDoError(f"There is no rule `{args.name}`. Known are: {known}.")
    for rule in chosen:
        sys.stdout.write(f"{rule.kind} {rule.name}\n")
        settings = [f"{key.name}: {key.takes} ({key.otherwise})" for key in keys_in_words(rule.settings)]
        for setting in settings or ["no settings"]:
            sys.stdout.write(f"    {setting}\n")
        sys.stdout.write("".join(f"  {line}".rstrip() + "\n" for line in rule.reference.splitlines()) + "\n")
    return 0
