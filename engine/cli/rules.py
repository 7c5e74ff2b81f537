"""`thuocdo rules`: the reference of scoring rules, printed from their signatures and docstrings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

_KEYS_BESIDE = {
    "Node": (
        "measure", "treat", "normalise", "aggregate", "weight", "times", "min_coverage", "thin", "min_n",
        "not_applicable", "round_to", "rank_on",
    ),
    "Framework": ("rank_ties",),
}  # fmt: skip
"""The keys that decide on scores and are no settings of a rule, by the noun that has them."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which rules."""
    parser.epilog = "example: thuocdo rules minmax"
    parser.add_argument("name", nargs="?", help="only this rule, or this key beside the rules, as min_coverage")


def run(args: argparse.Namespace) -> int:
    """Each rule: kind, settings with their defaults, what it says of itself; then the keys beside the rules."""
    from engine.cli.loading import load_catalog
    from engine.framework.setting_words import keys_in_words
    from engine.problems import ThuocDoError

    rules = load_catalog().vocabulary.rules
    chosen = [rule for (_kind, name), rule in sorted(rules.items()) if args.name in (None, name)]
    beside = list(_keys_beside(args.name))
    if not (chosen or beside):
        known = ", ".join(sorted({name for _kind, name in rules}))
        raise ThuocDoError(f"There is no rule `{args.name}`. Known are: {known}.")
    for rule in chosen:
        sys.stdout.write(f"{rule.kind} {rule.name}\n")
        settings = [f"{key.name}: {key.takes} ({key.otherwise})" for key in keys_in_words(rule.settings)]
        for setting in settings or ["no settings"]:
            sys.stdout.write(f"    {setting}\n")
        sys.stdout.write("".join(f"  {line}".rstrip() + "\n" for line in rule.reference.splitlines()) + "\n")
    sys.stdout.write("".join(beside))
    return 0


def _keys_beside(name: str | None) -> Iterator[str]:
    """What the keys say of themselves that hold whatever the rule: what they take, and their default."""
    from engine.framework import models
    from engine.framework.key_help import KEY_HELP
    from engine.framework.setting_words import keys_in_words

    for noun, keys in _KEYS_BESIDE.items():
        for key in keys_in_words(getattr(models, noun)):
            if key.name in keys and name in (None, key.name):
                takes = key.takes.removesuffix(" | null")
                yield f"key of a {noun.lower()}: {key.name}\n    {takes}\n  {KEY_HELP[noun][key.name]}\n\n"
