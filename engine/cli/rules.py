"""`thuocdo rules`: the reference of scoring rules, printed from their signatures and docstrings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.framework.rules import Rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which rules."""
    parser.epilog = "example: thuocdo rules minmax"
    parser.add_argument("name", nargs="?", help="only this rule")


def run(args: argparse.Namespace) -> int:
    """Each rule: kind, settings with their defaults, and what it says of itself."""
    from engine.cli.loading import load_catalog
    from engine.problems import ThuocDoError

    rules = load_catalog().vocabulary.rules
    chosen = [rule for (_kind, name), rule in sorted(rules.items()) if args.name in (None, name)]
    if not chosen:
        known = ", ".join(sorted(name for _kind, name in rules))
        raise ThuocDoError(f"There is no rule `{args.name}`. Known are: {known}.")
    for rule in chosen:
        sys.stdout.write(f"{rule.kind} {rule.name}\n")
        for setting in _settings(rule) or ["no settings"]:
            sys.stdout.write(f"    {setting}\n")
        sys.stdout.write("".join(f"  {line}".rstrip() + "\n" for line in rule.reference.splitlines()) + "\n")
    return 0


def _settings(rule: Rule) -> list[str]:
    """One line a setting, as an author writes it: its name, what it takes, and what holds without it."""
    schema = rule.settings.model_json_schema()
    needed = schema.get("required", ())
    lines = []
    for name, given in schema.get("properties", {}).items():
        default = "must be given" if name in needed else f"default {_written(given.get('default'))}"
        lines.append(f"{name}: {_taken(given)} ({default})")
    return lines


def _taken(given: Mapping[str, Any]) -> str:
    """What a setting takes, in the words of YAML."""
    if "anyOf" in given:
        return " | ".join(_taken(each) for each in given["anyOf"])
    if "enum" in given:
        return " | ".join(_written(each) for each in given["enum"])
    if "prefixItems" in given:
        items = [_taken(each) for each in given["prefixItems"]]
        alike = len(items) > 2 and len(set(items)) == 1
        return f"[{items[0]}, … {len(items)} of them]" if alike else f"[{', '.join(items)}]"
    if "items" in given:
        return f"[{_taken(given['items'])}, …]"
    words = {"number": "number", "integer": "whole number", "string": "text", "boolean": "true | false"}
    limits = {"exclusiveMinimum": "above", "minimum": "from", "exclusiveMaximum": "below", "maximum": "up to"}
    bounds = [f"{word} {_written(given[key])}" for key, word in limits.items() if key in given]
    return " ".join([words.get(given.get("type", ""), "null"), *bounds])


def _written(value: object) -> str:
    """A value as YAML has it."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(each) for each in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
