"""`thuocdo`: finds the command, runs it, and turns mistakes into one sentence and an exit code."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from engine import __version__
from engine.problems import MachineError, ThuocDoError

COMMANDS = {
    "demo": "serve labelled synthetic rounds of every bundled framework",
    "serve": "serve the rounds in a data folder",
    "round": "make, open, close, score and publish rounds",
    "user": "make accounts of staff, give them roles, let them in or not",
    "mail": "tell whether mail goes out, what waits, and who could not be reached",
    "audit": "tell what staff did, when and why",
    "invite": "import a sample, print letters and messages with codes, count and remind",
    "backup": "write a data folder to one file while the server goes on",
    "restore": "put a backup back into an empty folder",
    "doctor": "look whether this machine and a data folder are fit to serve",
    "tidy": "remove evidence files that no answer names any more",
    "check": "find every mistake in framework files",
    "weights": "propose weights from experts' judgements or from scores",
    "preview": "serve the form and random scorecards of a file while it is written",
    "diff": "tell what changed between two editions, and what it breaks",
    "compare": "tell how every score changed since the edition before, and why",
    "freeze": "print the ranges of this edition, to be kept in the next",
    "new": "write a commented starter framework",
    "frameworks": "list what is loaded",
    "plugins": "list plugins with their source",
    "functions": "print the reference of conditions and formulas",
    "rules": "print the reference of scoring rules",
    "schema": "print the JSON Schema of framework files",
    "reference": "write the reference of keys, question types, rules and functions",
    "score": "score figures or answers by a framework",
    "bases": "put claimed, appraised and final points side by side",
    "sensitivity": "tell which choices of the method results rest on",
    "scorecard": "print PDF scorecards and leagues",
    "rollup": "put all units together: heat map, levels, caps, ratios of summed figures",
    "explain": "tell what a unit's score is made of, and what would move it",
    "verify": "work a kept run out again and compare",
    "assess": "self-assessments of units and their appraisal: begin, move on, send back, settle",
    "import": "bring answers keyed in elsewhere into a round",
    "entry": "let two clerks key in each paper, compare what they typed, and send it",
    "comments": "list what respondents wrote, and decide what may be told of it",
    "questionnaire": "print a blank questionnaire as PDF, to be filled in by hand",
    "export": "write a round's answers as CSV, Parquet or XLSX",
    "estimates": "print each indicator with its standard error and interval",
    "quality": "count signs of careless answers, and compare results with and without them",
    "reliability": "tell whether items hang together, and claims and appraisals agree",
}
"""One module of engine.cli a command; only the one that is called is imported."""


NO_VALUE = {"int": "is no whole number", "float": "is no number"}
"""What argparse says of a value that cannot be read, in words for people."""


class Parser(argparse.ArgumentParser):
    """Wrong usage is the user's mistake: exit 1, with the mend."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is."""
        for kind, is_none in NO_VALUE.items():
            message = re.sub(rf"argument (\S+): invalid {kind} value: '(.*)'$", rf"\1: `\2` {is_none}", message)
        sys.stderr.write(f"{self.prog}: {message}. See `{self.prog} --help`.\n")
        raise SystemExit(1)


def _overview() -> str:
    width = max(map(len, COMMANDS))
    return "\n".join(f"  {name:<{width}}  {words}" for name, words in COMMANDS.items())


def _meant(word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, n=1)
    return f"Did you mean `{near[0]}`? " if near else ""


def main(given: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 the user's mistake, 2 the machine's."""
    words = list(sys.argv[1:] if given is None else given)
    parser = Parser(
        prog="thuocdo",
        usage="thuocdo COMMAND …",
        description="A survey and assessment engine: a framework is one YAML file.",
        epilog=f"commands:\n{_overview()}\n\nexample: thuocdo demo",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"thuocdo {__version__}")
    if not words or words[0] not in COMMANDS:
        if not words:
            parser.print_help()
            return 1
        if not words[0].startswith("-"):
            sys.stderr.write(f"thuocdo: there is no command `{words[0]}`. {_meant(words[0])}See `thuocdo --help`.\n")
            return 1
        parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
        parser.parse_args(words)
    module = import_module(f"engine.cli.{words[0]}")
    command = Parser(prog=f"thuocdo {words[0]}", formatter_class=argparse.RawDescriptionHelpFormatter)
    command.description = COMMANDS[words[0]].capitalize() + "."
    module.add_arguments(command)
    try:
        args = command.parse_args(words[1:])
        from engine.cli.progress import told_of_waiting

        with told_of_waiting(words[0]):
            return int(module.run(args))
    except ThuocDoError as mistake:
        for problem in mistake.problems:
            sys.stderr.write(f"{problem}\n")
        sys.stderr.write(f"thuocdo {words[0]}: {mistake}\n")
        return 1
    except MachineError as failure:
        sys.stderr.write(f"thuocdo {words[0]}: {failure}\n")
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as failure:
        sys.stderr.write(f"thuocdo {words[0]}: {failure.strerror or failure}: {failure.filename or ''}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return 130
