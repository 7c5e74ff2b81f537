"""`thuocdo schema`: a JSON Schema of framework files, so that editors complete and check while typing."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose ids are to be offered while typing."""
    parser.add_argument("file", nargs="?", type=Path, help="a framework file: its ids are offered where one belongs")
    parser.epilog = (
        "example: thuocdo schema my_index.yaml > framework.schema.json\n"
        "first line of a file, for editors: # yaml-language-server: $schema=framework.schema.json"
    )


def run(args: argparse.Namespace) -> int:
    """Print the schema, with the question types and rules of all plugins, and the ids of a file, sound or not."""
    from engine.cli.loading import load_catalog
    from engine.framework.composer import MAX_BYTES, compose
    from engine.framework.extending import extended
    from engine.framework.extending_schema import with_extends
    from engine.framework.file_text import bytes_of, text_of
    from engine.framework.json_schema import schema_of
    from engine.framework.schema_ids import with_ids

    vocabulary = load_catalog().vocabulary
    schema = schema_of(vocabulary)
    if args.file is not None:
        text = text_of(bytes_of(args.file, MAX_BYTES), str(args.file), whole=True).text
        own = compose(text, str(args.file))
        schema = with_ids(schema, own.root, extended(own, vocabulary.frameworks).root)
    schema = with_extends(schema)
    sys.stdout.write(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")
    return 0
