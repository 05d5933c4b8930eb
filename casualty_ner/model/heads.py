"""The link and attribute heads: what belongs to what, and what a toll and its event are like."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from casualty_ner.linking.candidates import CUE_WIDTH, feature_widths
from casualty_ner.linking.targets import EVENT_TYPES, SCOPES, STATUSES, VICTIM_CLASSES
from casualty_ner.model.batches import SpanBatch
from casualty_ner.schema import FILLER_SLOTS, TOLL_SLOTS
from casualty_ner.tagging import SLOTS

_PAIRS_AT_ONCE = 65_536
"""Pairs scored together when reading: a book has millions."""

RELATIONS = ("same_event", "restates", "part_of", "updates")
ATTRIBUTES = {
    "stated": 1,
    "status": len(STATUSES),
    "victim_class": len(VICTIM_CLASSES),
    "scope": len(SCOPES),
    "event_type": len(EVENT_TYPES),
}
"""Attribute to the number of its logits, in the order of ``LinkTargets.attributes``."""


@dataclass(frozen=True)
class HeadScores:
    """Logits of the heads.

    Shape:
        filler: ``[filler pairs]``. relations: ``[toll pairs, len(RELATIONS)]``.
        attributes: name to ``[tolls, classes]``.
    """

    filler: Tensor
    relations: Tensor
    attributes: dict[str, Tensor]


class PairScorer(nn.Module):
    """A biaffine scorer of span pairs (Dozat and Manning 2017), its bilinear form of low rank, with pair features."""

    def __init__(self, width: int, features: int, outputs: int, dropout: float) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(width, width), nn.Linear(width, width)
        self.first_form, self.second_form = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        self.features = nn.Sequential(nn.Linear(features, width), nn.GELU(), nn.Linear(width, width))
        self.score = nn.Sequential(nn.GELU(), nn.Dropout(dropout), nn.Linear(width, outputs))

    def forward(self, spans: Tensor, first: Tensor, second: Tensor, features: Tensor) -> Tensor:
        """Score pairs.

        Shape: spans: ``[spans, width]``; first, second: ``[pairs]`` indices of spans; result ``[pairs, outputs]``.
        """
        ends = self.first(spans), self.second(spans), self.first_form(spans), self.second_form(spans)
        count = len(first) if self.training else _PAIRS_AT_ONCE
        parts = [
            self._score(ends, first[at : at + count], second[at : at + count], features[at : at + count])
            for at in range(0, max(len(first), 1), max(count, 1))
        ]
        return torch.cat(parts)

    def _score(self, ends: tuple[Tensor, ...], first: Tensor, second: Tensor, features: Tensor) -> Tensor:
        bilinear = ends[2][first] * ends[3][second]
        scores: Tensor = self.score(ends[0][first] + ends[1][second] + bilinear + self.features(features))
        return scores


class LinkHeads(nn.Module):
    """Everything above the encoder but the slots."""

    def __init__(self, hidden: int, width: int, dropout: float) -> None:
        """``hidden`` is the encoder's width, ``width`` that of the heads."""
        super().__init__()
        filler_width, toll_width = feature_widths()
        context = width // 2
        self.span = nn.Linear(3 * hidden, width)
        self.slot = nn.Embedding(len(SLOTS), width)
        self.cue = nn.Linear(CUE_WIDTH, width)
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)
        self.filler = PairScorer(width, filler_width, 1, dropout)
        self.toll = PairScorer(width, toll_width, len(RELATIONS), dropout)
        self.sentence, self.document = nn.Linear(hidden, context), nn.Linear(hidden, context)
        self.pooled = nn.Linear(width, context)
        self.enrich = nn.Linear(len(FILLER_SLOTS) * context, width)
        self.toll_norm = nn.LayerNorm(width)
        inputs = width + (2 + len(FILLER_SLOTS)) * context
        self.attribute = nn.Sequential(nn.Linear(inputs, 2 * width), nn.GELU(), nn.Dropout(dropout))
        self.outputs = nn.ModuleDict({name: nn.Linear(2 * width, size) for name, size in ATTRIBUTES.items()})

    def forward(self, rows: Tensor, sentences: Tensor, documents: Tensor, batch: SpanBatch) -> HeadScores:
        """Score a batch of candidates.

        Shape:
            rows: ``[rows, hidden]``; sentences: ``[sentences, hidden]`` means of their rows; documents:
                ``[articles, hidden]``.
        """
        spans = self.dropout(self._span_vectors(rows, batch))
        filler = self.filler(spans, batch.filler_first, batch.filler_second, batch.filler_features).squeeze(-1)
        pooled = self._pool_fillers(spans, filler.detach().sigmoid(), batch).flatten(1)
        # Tolls are compared with what fills them: two that share place, cause and date are of one event.
        enriched = self.toll_norm(spans + self.enrich(pooled))
        relations = self.toll(enriched, batch.toll_first, batch.toll_second, batch.toll_features)
        tolls = batch.tolls
        context = [
            spans[tolls],
            self.sentence(sentences[batch.sentences[tolls]]),
            self.document(documents[batch.articles[tolls]]),
            pooled[tolls],
        ]
        hidden = self.attribute(torch.cat(context, dim=-1))
        return HeadScores(filler, relations, {name: output(hidden) for name, output in self.outputs.items()})

    def _span_vectors(self, rows: Tensor, batch: SpanBatch) -> Tensor:
        """First, last and mean row of each span, joined with its label and cues. Shape: ``[spans, width]``."""
        count = len(batch.starts)
        sums = rows.new_zeros(count, rows.shape[-1]).index_add_(0, batch.member_spans, rows[batch.member_rows])
        lengths = (batch.lasts - batch.starts + 1).unsqueeze(-1)
        joined = torch.cat([rows[batch.starts], rows[batch.lasts], sums / lengths], dim=-1)
        vectors: Tensor = self.norm(self.span(joined) + self.slot(batch.slots) + self.cue(batch.cues))
        return torch.nn.functional.gelu(vectors)

    def _pool_fillers(self, spans: Tensor, weights: Tensor, batch: SpanBatch) -> Tensor:
        """For each span and filler slot the mean of its fillers, weighted by link.

        Shape: ``[spans, slots, context]``.
        """
        slot = batch.slots[batch.filler_second] - len(TOLL_SLOTS)
        cell = batch.filler_first * len(FILLER_SLOTS) + slot
        cells = len(spans) * len(FILLER_SLOTS)
        vectors = self.pooled(spans)[batch.filler_second] * weights.unsqueeze(-1)
        sums = vectors.new_zeros(cells, vectors.shape[-1]).index_add_(0, cell, vectors)
        total = weights.new_zeros(cells).index_add_(0, cell, weights)
        means: Tensor = sums / total.clamp(min=1.0).unsqueeze(-1)
        return means.view(len(spans), len(FILLER_SLOTS), vectors.shape[-1])
