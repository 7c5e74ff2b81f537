"""What each child gives to the result of an aggregator: to the result itself, or to its lead over other units."""

from __future__ import annotations

import numpy as np

from engine.framework.rules import Step
from engine.scoring.arrays import BoolArray, FloatArray, Peers
from engine.scoring.refusal import RefusalError
from engine.scoring.shapley import shapley


def parts_of(step: Step, scores: FloatArray, weights: FloatArray) -> FloatArray | None:
    """What each child gives (children, units), adding up to the result; None where the rule has no such parts."""
    if step.rule.parts is None:
        return None
    return np.asarray(step.rule.parts(scores, weights, **step.settings))


def gaps_of(
    step: Step, scores: FloatArray, weights: FloatArray, others: FloatArray, other_weights: FloatArray
) -> FloatArray:
    """What each child gives (children, others) to the lead of one unit (children, 1) over others (children, others).

    By the rule's own way where it has one; else by Shapley values, the children of the one put in the place of the
    other's.
    """
    shape = others.shape
    own, own_weights = np.broadcast_to(scores, shape), np.broadcast_to(weights, shape)
    told = np.full(shape, np.nan)
    if step.rule.gaps is not None:
        told = np.asarray(step.rule.gaps(own, own_weights, others, other_weights, **step.settings))
    elif (parts := parts_of(step, own, own_weights)) is not None:
        theirs = parts_of(step, others, other_weights)
        told = parts - (0.0 if theirs is None else theirs)
    open_ = np.isnan(told).any(axis=-2)
    if open_.any():
        given = (own[:, open_], own_weights[:, open_], others[:, open_], other_weights[:, open_])
        told[:, open_] = _exchanged(step, *given)
    return told


def _exchanged(
    step: Step, own: FloatArray, weights: FloatArray, others: FloatArray, other_weights: FloatArray
) -> FloatArray:
    def game(sets: BoolArray) -> FloatArray:
        mine: BoolArray = sets[:, :, np.newaxis]
        return _joined(step, np.where(mine, own, others), np.where(mine, weights, other_weights))

    return shapley(game, *own.shape)


def _joined(step: Step, scores: FloatArray, weights: FloatArray, *more: object) -> FloatArray:
    """The results (sets, units); what the rule refuses is NaN."""
    try:
        return np.asarray(step(scores, weights, *more))
    except RefusalError:
        if scores.shape[0] == 1:
            return np.full((1, scores.shape[-1]), np.nan)
    one_by_one = ((scores[place : place + 1], weights[place : place + 1]) for place in range(scores.shape[0]))
    return np.concatenate([_joined(step, *each, *more) for each in one_by_one])


def places_of(step: Step, peers: Peers, scores: FloatArray, weights: FloatArray, among: BoolArray) -> FloatArray:
    """What each child gives (children, units) to the result less the mean of `among`, of a rule that compares units.

    Shapley values over the children that are compared at all; without any, a unit has that mean.
    """
    whole = np.asarray(step(scores, weights, peers))
    middle = float(whole[among].mean()) if among.any() else 0.0

    def game(sets: BoolArray) -> FloatArray:
        used: BoolArray = sets[:, :, np.newaxis]
        shape = (len(sets), *scores.shape)
        won = _joined(step, np.broadcast_to(scores, shape), np.where(used, weights, 0.0), peers)
        return np.where(sets.any(axis=1, keepdims=True), won, middle)

    return shapley(game, *scores.shape)
