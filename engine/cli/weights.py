"""`thuocdo weights`: studies that propose weights, from experts or from scores; the author puts them into the file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.exchange.judgements import Judged
    from engine.framework.models import Node
    from engine.scoring.arrays import FloatArray
    from engine.scoring.table import ScoreTable

STUDIES = ("pca", "equal_influence", "benefit_of_doubt")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The framework, and what the weights are studied from: one of three."""
    from engine.cli.score import add_inputs

    parser.epilog = (
        "weights are always numbers of the file: what is printed here is a proposal\n"
        "example: thuocdo weights surveys/pci_2006.yaml --points experts.csv\n"
        "example: thuocdo weights surveys/hdi_2022.yaml --study pca --values hdi_2022.csv --unit-column iso3"
    )
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    parser.add_argument("--points", type=Path, metavar="P.csv", help="experts' points: expert, one column a child")
    parser.add_argument("--pairs", type=Path, metavar="C.csv", help="experts' comparisons: expert,one,other,times")
    parser.add_argument("--study", choices=STUDIES, help="what the scores of --values or --answers tell")
    parser.add_argument("--node", metavar="ID", help="with --study: only this dimension")
    parser.add_argument("--json", action="store_true", help="for programs")
    add_inputs(parser)


def run(args: argparse.Namespace) -> int:
    """Print a table a dimension, and the proposed weights as they may be put into the file."""
    from engine.cli.loading import load_one
    from engine.cli.score import scored
    from engine.problems import ThuocDoError

    if sum(given is not None for given in (args.points, args.pairs, args.study)) != 1:
        raise ThuocDoError("Weights are studied from one thing: give --points, --pairs or --study.")
    offered = load_one(args.file)
    if args.node is not None and (args.study is None or args.node not in offered.framework.nodes):
        raise ThuocDoError(f"--node names a dimension for --study; `{args.node}` is none here.")
    if args.points is not None:
        from engine.exchange.judgements import read_points

        _print(_of_points(read_points(args.points, offered.framework)), args)
    elif args.pairs is not None:
        from engine.exchange.judgements import read_pairs

        _print(_of_pairs(read_pairs(args.pairs, offered.framework)), args)
    else:
        table, _, _ = scored(offered, args)
        nodes = [offered.framework.nodes[args.node]] if args.node else list(offered.framework.nodes.values())
        _print(_of_scores(table, [node for node in nodes if len(_counted(node)) > 1], args.study), args)
    return 0


class _Proposal:
    """The rows of a table, what is to be said about them, and the shares proposed, by child."""

    def __init__(self) -> None:
        self.rows: list[Mapping[str, str]] = []
        self.remarks: list[str] = []
        self.shares: dict[str, float] = {}

    def add(self, node: Node, share: FloatArray, columns: Mapping[str, Sequence[str]]) -> None:
        """One row a child: its share now, the one proposed, and whatever else the study tells."""
        children = _counted(node)
        whole = sum(child.weight for child in children)
        for place, child in enumerate(children):
            now = f"{child.weight / whole:.3f}" if whole else "–"
            more = {name: told[place] for name, told in columns.items()}
            self.rows.append({"of": node.id, "node": child.id, "now": now, "proposed": _shown(share[place]), **more})
            if share[place] == share[place]:  # a nan is no proposal
                self.shares[child.id] = round(float(share[place]), 4)


def _counted(node: Node) -> tuple[Node, ...]:
    return tuple(child for child in node.children if child.scored)


def _shown(figure: float) -> str:
    return f"{figure:.3f}" if figure == figure else "–"


def _print(found: _Proposal, args: argparse.Namespace) -> None:
    from engine.cli.loading import print_rows

    print_rows(found.rows, as_json=args.json)
    if args.json:
        return
    for remark in found.remarks:
        sys.stdout.write(f"{remark}\n")
    if found.shares:
        written = ", ".join(f"{{id: {child}, weight: {share:g}}}" for child, share in found.shares.items())
        sys.stdout.write(f"As they may be put into the file: nodes: [{written}]\n")


def _of_points(judged: Iterable[Judged]) -> _Proposal:
    import numpy as np

    from engine.authoring.weighing import budget

    found = _Proposal()
    for each in judged:
        told = budget(np.array(list(each.experts.values())))
        columns = {
            "lowest": list(map(_shown, told.lowest)),
            "highest": list(map(_shown, told.highest)),
            "deviation": list(map(_shown, told.deviation)),
        }
        found.add(each.node, told.share, columns)
        found.remarks.append(f"{each.node.id}: the mean of {_experts(len(each.experts))}.")
    return found


def _experts(count: int) -> str:
    return f"{count} expert{'s' * (count != 1)}"


def _of_pairs(judged: Iterable[Judged]) -> _Proposal:
    from engine.authoring.weighing import CONSISTENT, hierarchy

    found = _Proposal()
    for each in judged:
        told = hierarchy(list(each.experts.values()))
        found.add(each.node, told.share, {})
        found.remarks.append(f"{each.node.id}: {_experts(len(each.experts))}, consistency ratio {told.ratio:.3f}.")
        for expert, ratio in zip(each.experts, told.of_experts, strict=True):
            if ratio > CONSISTENT:
                what = (
                    f"{each.node.id}: {expert} contradicts itself: consistency ratio {ratio:.3f}, above {CONSISTENT:g}."
                )
                found.remarks.append(f"{what} Ask again before the weights are used.")
    return found


def _of_scores(table: ScoreTable, nodes: Iterable[Node], study: str) -> _Proposal:
    from engine.authoring.weighing import complete, component, correlations, equal_influence

    found = _Proposal()
    for node in nodes:
        children = _counted(node)
        scores = table.score[[table.node_row(child.id) for child in children]]
        if study == "benefit_of_doubt":
            _doubt(found, table, node, scores)
            continue
        there = complete(scores)
        matrix = correlations(there)
        if matrix is None:
            found.remarks.append(f"{node.id}: fewer than 3 units have all its scores, or one is the same for all.")
        elif study == "pca":
            told = component(matrix)
            found.add(node, told.share, {"loading": list(map(_shown, told.loading))})
            variance = f"{100 * told.variance:.0f} % of the variance of {there.shape[1]} units"
            turned = "loadings are turned so that they add up to more than 0."
            found.remarks.append(f"{node.id}: the first component tells {variance}; {turned}")
            found.remarks += [
                f"{node.id}: `{child.id}` runs against the others, which no weight mends. Look at its direction."
                for child, share in zip(children, told.share, strict=True)
                if share != share
            ]
        else:
            equal = equal_influence(there, matrix)
            found.add(node, equal.share, {"correlation": list(map(_shown, equal.correlation))})
            found.remarks.append(f"{node.id}: over {there.shape[1]} units with all scores.")
    return found


def _doubt(found: _Proposal, table: ScoreTable, node: Node, scores: FloatArray) -> None:
    """One row a unit: its score and rank, and those under the weights that suit it best."""
    import numpy as np

    from engine.authoring.weighing import benefit_of_doubt
    from engine.problems import ThuocDoError

    if (scores < 0).any():
        raise ThuocDoError(f"{node.id}: a child has scores below 0. Normalise to a scale that starts at 0.")
    row = table.node_row(node.id)
    there = np.flatnonzero(~np.isnan(scores).any(axis=0))
    if not len(there):
        found.remarks.append(f"{node.id}: no unit has all its scores.")
        return
    best = benefit_of_doubt(scores[:, there])
    for unit, own in zip(there, best, strict=True):
        rank = 1 + int((best > own + 1e-9).sum())
        found.rows.append(
            {
                "of": node.id,
                "unit": table.units[unit].id,
                "score": _shown(table.score[row, unit]),
                "rank": _whole(table.rank[row, unit]),
                "best_case": _shown(own),
                "best_case_rank": str(rank),
            }
        )
    found.remarks.append(
        f"{node.id}: {int((best > 1 - 1e-9).sum())} of {len(best)} units reach 1 under the weights that suit them "
        "best. Each has weights of its own, so this tells how robust ranks are, and is no index."
    )


def _whole(rank: float) -> str:
    return str(int(rank)) if rank == rank else "–"
