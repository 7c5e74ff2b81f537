"""The framework that an annex describes, as the parts of its file; what has to be looked at stands above each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.wording.catalog import mark
from engine.wording.order import fold
from plugins.dti.annex.emitting import Flow, Noted
from plugins.dti.annex.table import Role
from plugins.dti.annex.tree import Item, Tree
from plugins.dti.annex.understanding import understand
from plugins.dti.annex.ways import Each, Levels, Parts, Share, Steps, Typed, Understood, Way
from plugins.dti.annex.words import Remark, one_line, plainly

LOOK = "XEM LẠI"
"""Begins each comment that the author has to look at and may then take out."""
NOTE_OF_GROUP = mark("cách tính điểm ghi ở dòng của nhóm; đã chuyển thành ghi chú của nhóm.")
NOT_SCORED = mark("nhóm “{group}” không tính điểm; các chỉ số của nhóm đứng ngay dưới nhóm trên.")
_HOW, _PROOF, _SOURCE = "Cách xác định và tính điểm", "Tài liệu kiểm chứng", "Nguồn số liệu"


@dataclass
class Writer:
    """Makes the parts of the file, each item with an id of its own, and keeps what was remarked."""

    remarks: list[Remark] = field(default_factory=list)
    bodies: dict[str, str] = field(default_factory=dict)
    _ids: dict[int, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def name(self, tree: Tree) -> None:
        """Give every item an id: after its code where it has one, else after the item above and its place."""

        def visit(items: Sequence[Item], above: str) -> None:
            for place, item in enumerate(items, start=1):
                own = _bare(item.shown_code) or "_".join(filter(None, (above, str(place))))
                while own in self._taken:
                    own += "_x"
                self._taken.add(own)
                self._ids[id(item)] = own
                visit(item.children, own)

        visit(tree.roots, "")

    def pages(self, tree: Tree, title: str) -> list[Any]:
        """One page for each group that has indicators of its own."""
        groups = [("p_chung", title, tree.roots)]
        groups += [(f"p_{self._ids[id(item)]}", item.title, item.children) for item in tree.walk()]
        own = [(name, words, [item for item in items if not item.children]) for name, words, items in groups]
        return [self._page(name, words, items) for name, words, items in own if items]

    def _page(self, name: str, title: str, items: Sequence[Item]) -> dict[str, Any]:
        questions = [self._question(item) for item in items]
        return {"id": name, "title": safe(title), "questions": questions}

    def _question(self, item: Item) -> Any:
        found = self._understood(item)
        name = f"q_{self._ids[id(item)]}"
        asked: dict[str, Any] = {"id": name}
        if item.shown_code:
            asked["code"] = item.shown_code
        asked |= {**_asked(found.way, item), "required": False}
        told = ((_HOW, Role.RULE), (_PROOF, Role.EVIDENCE), (_SOURCE, Role.SOURCE))
        if item.texts[Role.EVIDENCE]:
            asked["proof"] = "required"
        guidance = [{"title": title, "text": long_text(item.texts[role])} for title, role in told if item.texts[role]]
        if guidance:
            asked["guidance"] = guidance
        remarks = [Remark.of(item.line, text, **values) for text, values in found.odd]
        comments = self._look(remarks)
        if remarks and item.texts[Role.RULE]:
            comments += ["  nguyên văn:", *(f"  | {line}" for line in item.texts[Role.RULE].split("\n"))]
        return Noted(comments, asked) if comments else asked

    def _understood(self, item: Item) -> Understood:
        return understand(item.texts[Role.RULE], item.most or 0.0)

    def nodes(self, items: Sequence[Item]) -> list[Any]:
        """The items as nodes of the index; of a group without any points only the indicators, beside the others."""
        found = []
        for item in items:
            if any(each.most for each in item.walk()) or not item.children:
                found.append(self._node(item))
                continue
            leaves = [each for each in item.walk() if not each.children]
            leaves[0].remarks.append(Remark.of(item.line, NOT_SCORED, group=one_line(item.title)))
            found += [self._node(leaf) for leaf in leaves]
        return found

    def _node(self, item: Item) -> Any:
        name = self._ids[id(item)]
        node: dict[str, Any] = {"id": f"{'g' if item.children else 'i'}_{name}"}
        if item.shown_code:
            node["code"] = item.shown_code
        node["title"] = safe(item.title)
        remarks = list(item.remarks)
        if item.children:
            rule = item.texts[Role.RULE]
            if rule:
                remarks.append(Remark.of(item.line, NOTE_OF_GROUP))
                node["note"] = long_text(rule)
            node["children"] = self.nodes(item.children)
        else:
            node |= _scored(self._understood(item).way, f"q_{name}", item.most or 0.0)
            if item.texts[Role.EVIDENCE]:
                node["evidence"] = [safe(line) for line in item.texts[Role.EVIDENCE].split("\n")]
            if item.texts[Role.SOURCE]:
                node["note"] = f"{_SOURCE}: {safe(item.texts[Role.SOURCE])}"
        if verifier := item.texts[Role.VERIFIER]:
            node["verified_by"] = self._body(safe(verifier))
        comments = self._look(remarks)
        return Noted(comments, node) if comments else node

    def _body(self, title: str) -> str:
        """The id of a verifying body, which is the same wherever its name is."""
        alike = next((known for known, words in self.bodies.items() if fold(words) == fold(title)), None)
        if alike is None:
            alike = f"b_{_bare(title)[:60]}"
            while alike in self.bodies:
                alike += "_x"
            self.bodies[alike] = title
        return alike

    def _look(self, remarks: Sequence[Remark]) -> list[str]:
        self.remarks += remarks
        return [f"{LOOK} (dòng {each.line}): {said(each, 'vi')}" for each in remarks]


def said(remark: Remark, language: str) -> str:
    """A remark in words."""
    from engine.wording.catalog import say

    return one_line(say(remark.text, language, **dict(remark.values)))


def _asked(way: Way, item: Item) -> dict[str, Any]:
    """The type of a question, its words and its settings."""
    text, most = safe(item.title), item.most or 0.0
    match way:
        case Levels(levels):
            options = [
                Flow({"id": f"level_{at}", "value": plainly(share), "label": safe(words)})
                for at, (words, share) in enumerate(levels, start=1)
            ]
            return {"type": "choice", "text": text, "options": options}
        case Parts(parts):
            options = [Flow({"id": _letter(at), "label": safe(words)}) for at, (words, _) in enumerate(parts)]
            none = Flow({"id": "none", "exclusive": True, "label": "Không có nội dung nào ở trên"})
            return {"type": "choices", "text": text, "options": [*options, none]}
        case Share() | Steps(percent=True):
            named = {"done": way.done and safe(way.done), "due": way.due and safe(way.due)}
            return {"type": "ratio", "text": text} | {part: words for part, words in named.items() if words}
        case Steps() | Each():
            return {"type": "integer", "text": text, "min": 0}
        case Typed() if most:
            ends = {"min": plainly(min(most, 0.0)), "max": plainly(max(most, 0.0))}
            return {"type": "number", "text": text, **ends, "suffix": "điểm"}
        case Typed():
            return {"type": "number", "text": text}


def _scored(way: Way, question: str, most: float) -> dict[str, Any]:
    """How an indicator's points come from its question."""
    points = plainly(most)
    ends = [min(points, 0), max(points, 0)]
    typed = Flow({"rule": "none", "to": ends})
    found: dict[str, Any] = {"unit": "điểm", "from": question, "direction": "higher"}
    match way:
        case Levels():
            measure: Any = Flow({"rule": "points_of_fraction", "points": points})
        case Parts(parts) if _equal(way):
            names = [_letter(at) for at in range(len(parts))]
            measure = Flow({"rule": "points_of_checklist", "points": points, "of": names})
        case Parts(parts):
            shares = {_letter(at): plainly(part / most) for at, (_, part) in enumerate(parts)}
            measure = Flow({"rule": "points_of_parts", "points": points, "parts": Flow(shares)})
        case Share(threshold, of_all=of_all):
            rule: dict[str, Any] = {"rule": "points_of_ratio", "points": points, "none_due": "zero"}
            if threshold < 1:
                rule |= {"threshold": plainly(threshold), "below": "of_all" if of_all else "of_threshold"}
            measure = Flow(rule)
        case Steps(steps, True):
            share = Flow({"rule": "ratio", "none_due": "zero"})
            return found | {"measure": share, "normalise": Flow({"rule": "steps", "steps": _steps(steps)})}
        case Steps(steps):
            reached = [[plainly(least), plainly(worth)] for least, _, worth in steps if worth]
            measure = Flow({"rule": "points_of_steps", "steps": reached})
        case Each(count):
            measure = Flow({"rule": "points_of_count", "points": points, "each": plainly(most / count)})
        case Typed() if most > 0:
            measure = Flow({"rule": "points_given", "points": points})
        case Typed() if most < 0:
            measure = "value"
        case Typed():
            return found | {"measure": "value", "scored": False}
    return found | {"measure": measure, "normalise": typed}


def _steps(steps: Sequence[tuple[float, bool, float]]) -> list[Flow]:
    """Each step ends where the next begins; the last is open."""
    found = []
    for at, (_, _, points) in enumerate(steps):
        end: dict[str, Any] = {}
        if at + 1 < len(steps):
            upper, belongs, _ = steps[at + 1]
            end = {"below" if belongs else "up_to": plainly(upper)}
        found.append(Flow({**end, "points": plainly(points)}))
    return found


def _equal(way: Parts) -> bool:
    return len({round(points, 9) for _, points in way.parts}) == 1


def _letter(at: int) -> str:
    return f"part_{at + 1}"


def safe(text: str) -> str:
    """Words on one line, without what would be read as a name to fill in or as markup."""
    bare = one_line(text).replace("{", "(").replace("}", ")").replace("**", "*").replace("](", "] (")
    return re.sub(r"<(?=[/A-Za-z])", "< ", bare) or "…"


def long_text(text: str) -> str:
    """Words in paragraphs and lists."""
    found: list[str] = []
    for line in text.split("\n"):
        item = re.sub(r"^[-–+•*]\s*(?=\S)", "- ", safe(line))
        both = item.startswith("- ") and found and found[-1].startswith("- ")
        found += [item] if both or not found else ["", item]
    return "\n".join(found)


def _bare(code: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(code)).strip("_")
