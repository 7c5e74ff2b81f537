"""`thuocdo schema`: a JSON Schema of framework files, so that editors complete and check while typing."""

from __future__ import annotations

import argparse
import json
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""
    parser.epilog = "example: thuocdo schema > framework.schema.json"


def run(_args: argparse.Namespace) -> int:
    """Print the schema."""
    from engine.framework.models import Framework

    sys.stdout.write(json.dumps(Framework.model_json_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0
