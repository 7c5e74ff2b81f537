"""From the words of a rule to a way of giving points; what is not understood for certain stays typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from engine.wording.numbers import write_number
from plugins.dti.annex.clauses import A_OF_B, Clause, Span, Worth, clauses_of, formula_in, span_of
from plugins.dti.annex.ways import (
    AT_LEAST_STEPS,
    IN_PROPORTION,
    NO_RULE,
    NONE_DUE,
    NOT_THE_MOST,
    NOT_UNDERSTOOD,
    PENALTY,
    REST_IS_ZERO,
    Each,
    Levels,
    Parts,
    Share,
    Steps,
    Typed,
    Understood,
)
from plugins.dti.annex.words import figure, flat, one_line, plainly

_SHARE = re.compile(r"\b(?:ty|ti) (?:le|trong)\b")
_TAKEN_OFF = re.compile(r"\b(?:tru|giam|bot)\b")
_DEFINED = (
    r"(?<![\w/]){}\s*(?:la|:|=)\s*(?P<words>[^;\n.]{{2,200}}?)"
    r"(?=\s*(?:[;\n.]|,?\s*(?<![\w/])[ab]\s*(?:la|:|=)|$))"
)
_EACH = re.compile(
    r"(?:^|\W)(?:moi|cu(?: moi)?|cu co|them moi)\s+(?P<what>[^:;\n]{2,100}?)[\s,:]*"
    r"(?:thi |duoc |dat |tinh |cong |cham |cho )*"
    r"(?P<points>\d+(?:[.,]\d+)?|(?P<above>1)/(?P<below>\d{1,2}))\s*(?:so |tong so )?(?:diem|d)\b"
)
_NO_MORE = re.compile(
    r"(?:toi da|khong (?:vuot )?qua|cao nhat)\s*(?:la |bang )?(?P<most>\d+(?:[.,]\d+)?)\s*(?:diem|d\b)?"
)
_SAME = 1e-6


def understand(text: str, most: float) -> Understood:
    """The way in which a rule gives at most so many points."""
    if not text.strip():
        return Understood(Typed(), ((NO_RULE, {}),) if most > 0 else ())
    if most < 0:
        return Understood(Typed(), ((PENALTY, {"most": _told(most)}),))
    if most == 0:
        return Understood(Typed())
    clauses = clauses_of(text)
    found = _each(text, most) or _by_share(text, clauses, most) or _by_clauses(clauses, most)
    return found or Understood(Typed(), ((NOT_UNDERSTOOD, {}),))


def _each(text: str, most: float) -> Understood | None:
    """So many points for each, and no more than so many."""
    bare = flat(one_line(text))
    found = _EACH.findall(bare)
    told = _EACH.search(bare)
    if told is None or len(found) != 1:
        return None
    rest = f"{bare[: told.start()]} {bare[told.end() :]}"
    cap = _NO_MORE.search(rest)
    stated = figure(cap["most"]) if cap else None
    beside = rest[: cap.start()] + rest[cap.end() :] if cap else rest
    if _TAKEN_OFF.search(bare) or re.search(r"\d\s*(?:diem|d\b)", beside):
        return None
    if stated is not None and abs(stated - most) > _SAME:
        return None
    if told["above"]:
        return Understood(Each(float(told["below"])))
    points = figure(told["points"])
    if not points:
        return None
    return Understood(Each(most / points))


def _by_share(text: str, clauses: Sequence[Clause], most: float) -> Understood | None:
    """Done divided by due, times the points; all of them from a threshold on, if one is named."""
    bare = flat(one_line(text))
    formulas = [clause for clause in clauses if clause.is_formula]
    others = [(clause, clause.worth.of(most)) for clause in clauses if clause.worth and not clause.is_formula]
    if not formulas or _TAKEN_OFF.search(bare):
        return None
    formula = next((found for clause in formulas if (found := formula_in(clause.flat))), None)
    if formula and not _gives(formula["most"], most):
        return None
    if not (formula or _SHARE.search(bare) or A_OF_B.search(bare)):
        return None
    above = [(span_of(clause), amount) for clause, amount in others if amount > 0]
    full = [span for span, amount in above if span and span.low and abs(amount - most) < _SAME]
    if len(full) < len(above) or len(full) > 1:
        return None
    threshold = full[0].low or 100.0 if full and full[0].percent else 100.0
    divided = (formula.groupdict().get("due") or "").strip(" ()%") if formula else ""
    odd: list[tuple[str, dict[str, str]]] = []
    if divided.isdigit() and float(divided) not in (100.0, threshold):
        counts = not full and not _SHARE.search(bare) and float(divided) > 1
        return Understood(Each(float(divided))) if counts else None
    of_all = threshold < 100 and formula is not None and not divided.isdigit()
    if threshold < 100 and formula is None:
        odd.append((IN_PROPORTION, {"threshold": _told(threshold)}))
    odd.append((NONE_DUE, {}))
    return Understood(Share(threshold / 100, *_named(text), of_all), tuple(odd))


def _gives(told: str, most: float) -> bool:
    """Whether a formula multiplies by all of the points."""
    return not told[0].isdigit() or abs((figure(told) or 0.0) - most) < _SAME


def _named(text: str) -> tuple[str, str]:
    """What is counted above and below the line, as the rule says."""
    bare = flat(text)
    named = []
    for letter in "ab":
        found = re.search(_DEFINED.format(letter), bare)
        named.append(_words(text[found.start("words") : found.end("words")]) if found else "")
    if all(named):
        return named[0], named[1]
    found = re.search(r"[(=:]\s*(?P<done>[^()=:/;\n]{4,150}?)\s*/\s*(?P<due>[^()=:/;×*\n]{4,150}?)\s*\)?\s*[x×*]", bare)
    if found is None or not re.search(r"[a-z]{2}", found["due"]):
        return "", ""
    return _words(text[found.start("done") : found.end("done")]), _words(text[found.start("due") : found.end("due")])


def _words(text: str) -> str:
    return one_line(text).strip(" .,;:()")


def _by_clauses(clauses: Sequence[Clause], most: float) -> Understood | None:
    """Several clauses, each with its worth: steps of a figure, parts that add up, or levels."""
    told = [(clause, clause.worth) for clause in clauses if clause.worth is not None]
    if not told or any(clause.is_formula or (clause.worth is None and _adds(clause)) for clause in clauses):
        return None
    amounts = [worth.of(most) for _, worth in told]
    if any(amount < 0 or amount > most + _SAME for amount in amounts):
        return None
    return _steps(told, most) or _parts(told, amounts, most) or _by_levels(told, amounts, most)


def _adds(clause: Clause) -> bool:
    """Whether a clause without a worth says something about points all the same."""
    return bool(re.search(r"\bdiem\b", clause.flat)) and bool(re.search(r"\d|ty le|ti le|tru|cong|giam", clause.flat))


def _steps(told: Sequence[tuple[Clause, Worth]], most: float) -> Understood | None:
    spans: list[tuple[Span, float]] = []
    rest: list[float] = []
    for clause, worth in told:
        span = span_of(clause)
        if span is not None:
            spans.append((span, worth.of(most)))
        elif re.search(r"\b(khong|con lai|khac|chua)\b", clause.flat_when) or not clause.when:
            rest.append(worth.of(most))
        else:
            return None
    if len(spans) < 2 and not (spans and rest):
        return None
    if len({span.percent for span, _ in spans}) > 1 or any(rest):
        return None
    starts = sorted((0.0 if span.low is None else span.low, span.low_in, points) for span, points in spans)
    lows = [low for low, _, _ in starts]
    amounts = [points for _, _, points in starts]
    if len(set(lows)) < len(lows) or amounts != sorted(amounts) or len(set(amounts)) < len(amounts):
        return None
    if not _joined(spans):
        return None
    odd: list[tuple[str, dict[str, str]]] = []
    percent = spans[0][0].percent
    if starts[0][0] > 0:
        starts.insert(0, (0.0, True, 0.0))
        if not rest:
            odd.append((REST_IS_ZERO, {}))
    if any(span.low == span.high for span, _ in spans) and _apart(lows):
        odd.append((AT_LEAST_STEPS, {}))
    if abs(amounts[-1] - most) > _SAME:
        odd.append((NOT_THE_MOST, {"best": _told(amounts[-1]), "most": _told(most)}))
    if percent:
        odd.append((NONE_DUE, {}))
    return Understood(Steps(tuple(starts), percent), tuple(odd))


def _joined(spans: Sequence[tuple[Span, float]]) -> bool:
    """Whether each step ends where the next begins; a count may end one below it."""
    ordered = sorted((span for span, _ in spans), key=lambda span: -1.0 if span.low is None else span.low)
    for lower, upper in pairwise(ordered):
        if lower.high is None or upper.low is None or lower.low == lower.high:
            continue
        gap = upper.low - lower.high
        if gap < -_SAME or gap > 1 + _SAME:
            return False
    return True


def _apart(lows: Sequence[float]) -> bool:
    return any(upper - lower > 1 + _SAME for lower, upper in pairwise(lows))


def _parts(told: Sequence[tuple[Clause, Worth]], amounts: Sequence[float], most: float) -> Understood | None:
    """Parts that add up to all points; a level that gives them all alone is none."""
    if len(told) < 2 or abs(sum(amounts) - most) > _SAME or any(amount >= most or amount <= 0 for amount in amounts):
        return None
    labels = [one_line(clause.when) for clause, _ in told]
    if not all(labels) or len(set(labels)) < len(labels):
        return None
    return Understood(Parts(tuple(zip(labels, amounts, strict=True))))


def _by_levels(told: Sequence[tuple[Clause, Worth]], amounts: Sequence[float], most: float) -> Understood | None:
    labels = [one_line(clause.when) for clause, _ in told]
    if not all(labels) or len(set(labels)) < len(labels):
        return None
    if abs(max(amounts) - most) > _SAME or (len(told) == 1 and len(labels[0]) > 200):
        return None
    if len(set(amounts)) < len(amounts) and not _is_shared_zero(amounts):
        return None
    levels = [(label, amount / most) for label, amount in zip(labels, amounts, strict=True)]
    if min(amounts) > 0:
        levels.append(("Không đạt", 0.0))
        return Understood(Levels(tuple(levels)), ((REST_IS_ZERO, {}),))
    return Understood(Levels(tuple(levels)))


def _is_shared_zero(amounts: Sequence[float]) -> bool:
    above = [amount for amount in amounts if amount > 0]
    return len(set(above)) == len(above)


def _told(number: float) -> str:
    return write_number(plainly(number), None, "vi")
