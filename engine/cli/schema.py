"""`thuocdo schema`: a JSON Schema of framework files, so that editors complete and check while typing."""

from __future__ import annotations

import argparse
import json
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""
    parser.epilog = (
        "example: thuocdo schema > framework.schema.json\n"
        "first line of a file, for editors: # yaml-language-server: $schema=framework.schema.json"
    )


def run(_args: argparse.Namespace) -> int:
    """Print the schema, with the question types and rules of all plugins."""
    from engine.cli.loading import load_catalog
    from engine.framework.extending_schema import with_extends
    from engine.framework.json_schema import schema_of

    schema = with_extends(schema_of(load_catalog().vocabulary))
    sys.stdout.write(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")
    return 0
