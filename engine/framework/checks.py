"""What only the whole file can tell: ids, references, languages, orders; each check is a few lines."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

from engine.framework import band_checks, example_checks, form_checks, index_checks, publish_checks
from engine.framework.body_checks import check_bodies
from engine.framework.composer import Way
from engine.framework.conditions import Checking
from engine.framework.gate_checks import check_extras, check_gates
from engine.framework.merger_checks import check_mergers
from engine.framework.models import Framework
from engine.framework.option_checks import check_codes
from engine.framework.places import Places, did_you_mean
from engine.framework.quality_checks import check_quality
from engine.framework.ranges import ranges_of
from engine.framework.reliability_checks import check_reliability
from engine.framework.robustness_checks import check_robustness
from engine.framework.rule_checks import check_rules
from engine.framework.screen_checks import check_screen
from engine.framework.state_checks import check_states
from engine.framework.text import Text
from engine.framework.vocabulary import Vocabulary
from engine.problems import errors


def check(framework: Framework, vocabulary: Vocabulary, places: Places) -> None:
    """Note every mistake that the nouns, each sound alone, make together."""
    before = places.touched()
    found = Places(places.composed, moved=places.moved)
    _ids(framework, found)
    _units(framework, found)
    check_mergers(framework, found)
    _languages(framework, found)
    form_checks.check_forms(framework, vocabulary, found)
    index_checks.check_index(framework, found)
    index_checks.check_reported(framework, found)
    publish_checks.check_publish(framework, found)
    check_screen(framework, found)
    band_checks.check_bands(framework, found)
    check_states(framework, found)
    # What scores can be is only told from rules that are sound: else one mistake would be told twice.
    seen = ranges_of(framework, vocabulary)
    check_rules(framework, vocabulary, found, seen, sound=not errors([*places.problems, *found.problems]))
    ranges = seen if not errors([*places.problems, *found.problems]) else None
    check_robustness(framework, vocabulary, found)
    checking = Checking(framework, vocabulary, found)
    check_bodies(checking)
    check_gates(checking, ranges)
    check_extras(checking)
    check_quality(checking)
    check_reliability(framework, found, sound=ranges is not None)
    if ranges is not None:
        band_checks.check_bands_reached(framework, found, ranges.scores[framework.index.id])
    # What is missing for another mistake's sake is missing in the examples too.
    if not errors([*places.problems, *found.problems]):
        example_checks.check_examples(framework, vocabulary, found)
    places.problems += [problem for problem in found.problems if problem.location not in before]


def _named(framework: Framework) -> Iterator[tuple[Way, str, str]]:
    """Every thing whose id expressions or files may name: its way, its noun, its id."""
    for f, form in enumerate(framework.forms):
        yield ("forms", f), "form", form.id
        for p, page in enumerate(form.pages):
            yield ("forms", f, "pages", p), "page", page.id
            for q, question in enumerate(page.questions):
                yield ("forms", f, "pages", p, "questions", q), "question", question.id
    for way, node in index_checks.nodes_with_ways(framework):
        yield way, "node", node.id
    for r, reported in enumerate(framework.reported):
        yield ("reported", r), "result", reported.id
    for b, band in enumerate(framework.bands):
        yield ("bands", b), "band", band.id
    for e, extra in enumerate(framework.extras):
        yield ("extras", e), "extra", extra.id
    for g, gate in enumerate(framework.gates):
        yield ("gates", g), "gate", gate.id
    for p, priority in enumerate(framework.priorities):
        yield ("priorities", p), "priority", priority.id


_SPACES = {"question": "name", "node": "name", "result": "name"}
"""Questions, nodes and reported results share one space of names, because results and gates go by it; an indicator may
be named as its own question."""


def _ids(framework: Framework, places: Places) -> None:
    first: dict[tuple[str, str], tuple[Way, str]] = {}
    for way, noun, given in _named(framework):
        at = (*way, "id")
        if keyword.iskeyword(given):
            places.add(at, f"`{given}` is a word of the expression language.", f"Choose another id: `{given}_`.")
        space = (way[1], noun) if noun == "page" else _SPACES.get(noun, noun)
        if noun == "node" and framework.nodes[given].source == (given,):
            space = "own question"
        if (earlier := first.setdefault((str(space), given), (way, noun)))[0] != way:
            place = places.composed.location(places.in_file((*earlier[0], "id")))
            here = places.composed.location(places.in_file(at))
            other = f" of {place.file}" if place.file != here.file else ""
            places.add(
                at,
                f"the id `{given}` is already that of the {earlier[1]} in line {place.line}{other}.",
                "Choose another id.",
            )
    for name, options in framework.scales.items():
        _option_ids(("scales", name), [o.id for o in options], places)
        check_codes(options, ("scales", name), places)
    _option_ids(("bodies",), [body.id for body in framework.bodies], places)
    _option_ids(("units", "list"), [u.id for u in framework.units.list], places)


def _option_ids(way: Way, ids: list[str], places: Places) -> None:
    for position, given in enumerate(ids):
        if given in ids[:position]:
            places.add((*way, position, "id"), f"the id `{given}` is given twice in this list.", "Choose another id.")


def _units(framework: Framework, places: Places) -> None:
    groups = framework.units.groups
    for position, unit in enumerate(framework.units.list):
        if unit.group is not None and unit.group not in groups:
            mend = did_you_mean(unit.group, groups) or "Add it to `groups`."
            places.add(("units", "list", position, "group"), f"the group `{unit.group}` is not known.", mend)
    if (others := framework.units.others) is not None and others not in groups:
        mend = did_you_mean(others, groups) or "Add it to `groups`."
        places.add(("units", "others"), f"the group `{others}` is not known.", mend)


def _languages(framework: Framework, places: Places) -> None:
    declared = framework.languages
    if not declared:
        places.add(("languages",), "`languages` is empty.", "Write `languages: [vi, en]`.")
    known, whole = {"", *declared}, len(declared)
    for way, text in _texts((), framework, []):
        if len(text.root) == whole and all(map(text.root.get, declared)):
            continue  # as nearly all are: in every language, and in no other
        for language in sorted(text.root.keys() - known):
            mend = did_you_mean(language, declared) or "Add it to `languages`."
            places.add((*way, language), f"the language `{language}` is not declared.", mend, key=True)
        if not any(text.root.values()):
            places.add(way, f"`{places.way_in_words(way)[1]}` has no words.", "Write some.")
        elif lacking := text.missing_from(declared):
            mend = f"Add `{lacking[0]}: …`." if len(lacking) == 1 else f"Add {', '.join(f'`{x}: …`' for x in lacking)}."
            places.add(way, f"`{places.way_in_words(way)[1]}` is not translated to {' and '.join(lacking)}.", mend)


@cache
def _keys(noun: type[BaseModel]) -> dict[str, str]:
    """The key of the file by the name of the field."""
    return {name: field.alias or name for name, field in noun.model_fields.items()}


def _texts(way: Way, given: object, found: list[tuple[Way, Text]]) -> list[tuple[Way, Text]]:
    """Add every text at or below `given` to `found`, each with its way."""
    if isinstance(given, Text):
        found.append((way, given))
    elif isinstance(given, BaseModel):
        keys = _keys(type(given))
        for name, value in vars(given).items():
            if value is None or value == () or name not in keys:  # most keys of a noun are not set
                continue
            if isinstance(value, Text):
                found.append(((*way, keys[name]), value))
            elif isinstance(value, tuple | dict | BaseModel):
                _texts(way if name == "settings" else (*way, keys[name]), value, found)
    elif isinstance(given, tuple):
        if given and not isinstance(given[0], str):
            for position, value in enumerate(given):
                _texts((*way, position), value, found)
    elif isinstance(given, dict):
        for key, value in given.items():
            _texts((*way, str(key)), value, found)
    return found
