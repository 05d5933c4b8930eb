"""Losses of the link and attribute heads."""

import torch
from torch import Tensor
from torch.nn import functional

from casualty_ner.linking.targets import IGNORED, STATUSES
from casualty_ner.model.batches import SpanBatch
from casualty_ner.model.heads import ATTRIBUTES, RELATIONS, HeadScores
from casualty_ner.schema import Status

RARE_STATUS_WEIGHT = 4.0


def filler_loss(scores: HeadScores, targets: Tensor) -> Tensor:
    """Mean binary cross-entropy over the filler pairs that gold decides."""
    return _binary(scores.filler, targets)


def relation_loss(scores: HeadScores, targets: dict[str, Tensor], batch: SpanBatch) -> Tensor:
    """Same-event pairs as binary decisions; the other relations as a choice of one other toll, or none, per toll.

    The choice is the mention-ranking loss of coreference (Durrett and Klein 2013): the probability of all right
    candidates together, where "none" is a candidate with score 0.
    """
    losses = [_binary(scores.relations[:, 0], targets["same_event"])]
    for column, name in enumerate(RELATIONS[1:], start=1):
        losses.append(_ranking(scores.relations[:, column], targets[name], batch))
    return torch.stack(losses).sum()


def attribute_loss(scores: HeadScores, targets: Tensor) -> Tensor:
    """Sum over attributes of the mean cross-entropy over the tolls that have them. Shape: targets ``[tolls, 5]``."""
    losses = [_binary(scores.attributes["stated"].squeeze(-1), targets[:, 0])]
    for column, name in enumerate(list(ATTRIBUTES)[1:], start=1):
        decided = targets[:, column] != IGNORED
        if decided.any():
            weight = _weights(name, scores.attributes[name])
            losses.append(functional.cross_entropy(scores.attributes[name][decided], targets[decided, column], weight))
    return torch.stack(losses).sum()


def _weights(attribute: str, logits: Tensor) -> Tensor | None:
    """Weights of an attribute's classes: nearly all tolls are asserted, so the other statuses weigh more."""
    if attribute != "status":
        return None
    return logits.new_tensor([1.0 if status is Status.ASSERTED else RARE_STATUS_WEIGHT for status in STATUSES])


def _binary(logits: Tensor, targets: Tensor) -> Tensor:
    decided = targets != IGNORED
    if not decided.any():
        return logits.sum() * 0.0
    return functional.binary_cross_entropy_with_logits(logits[decided], targets[decided].to(logits.dtype))


def _ranking(logits: Tensor, targets: Tensor, batch: SpanBatch) -> Tensor:
    if not len(batch.tolls):
        return logits.sum() * 0.0
    spans = len(batch.starts)
    everything = _log_sum_exp(logits, targets != IGNORED, batch.toll_first, spans, none=True)
    right = _log_sum_exp(logits, targets == 1, batch.toll_first, spans, none=False)
    has_right = torch.zeros(spans, dtype=torch.bool, device=logits.device)
    has_right[batch.toll_first[targets == 1]] = True
    return (everything - torch.where(has_right, right, torch.zeros_like(right)))[batch.tolls].mean()


def _log_sum_exp(logits: Tensor, keep: Tensor, segment: Tensor, segments: int, *, none: bool) -> Tensor:
    """Log of the summed exponentials of each segment's kept logits, with a 0 for "none" if asked.

    Shape: ``[segments]``.
    """
    kept, where = logits[keep], segment[keep]
    floor = 0.0 if none else -1e4
    highest = torch.full((segments,), floor, dtype=logits.dtype, device=logits.device)
    highest = highest.scatter_reduce(0, where, kept.detach(), reduce="amax")
    sums = torch.exp(-highest) if none else torch.full_like(highest, 1e-30)
    sums = sums.index_add(0, where, torch.exp(kept - highest[where]))
    return highest + torch.log(sums)
