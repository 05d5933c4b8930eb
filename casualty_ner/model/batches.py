"""Articles prepared for the model: windows of ids, and the spans and pairs that the heads score, as tensors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import torch
from torch import Tensor

from casualty_ner.linking.candidates import Pairs, SpanTable, cue_features, filler_pairs, toll_pairs
from casualty_ner.tagging import RowSpan
from casualty_ner.windows import TokenizedArticle


@dataclass(frozen=True)
class Candidates:
    """The spans of one article with the pairs to be scored."""

    table: SpanTable
    cues: np.ndarray
    fillers: Pairs
    tolls: Pairs

    @classmethod
    def of(cls, article: TokenizedArticle, spans: Sequence[RowSpan], published: date | None) -> "Candidates":
        """Lay out spans (in text order) and their pairs."""
        table = SpanTable.of(article, spans)
        return cls(table, cue_features(article, table, published), filler_pairs(table), toll_pairs(table))


@dataclass(frozen=True)
class SpanBatch:
    """The candidates of several articles side by side, indices shifted to be unique in the batch.

    Shape:
        member_rows, member_spans: ``[rows in spans]`` a row and the span it belongs to.
        starts, lasts, slots, sentences, articles: ``[spans]``; starts and lasts are rows, lasts included.
        tolls: ``[tolls]`` span indices. *_first, *_second: ``[pairs]`` span indices.
    """

    member_rows: Tensor
    member_spans: Tensor
    starts: Tensor
    lasts: Tensor
    slots: Tensor
    sentences: Tensor
    articles: Tensor
    cues: Tensor
    tolls: Tensor
    filler_first: Tensor
    filler_second: Tensor
    filler_features: Tensor
    toll_first: Tensor
    toll_second: Tensor
    toll_features: Tensor

    @classmethod
    def of(
        cls,
        candidates: Sequence[Candidates],
        row_offsets: Sequence[int],
        sentence_offsets: Sequence[int],
        device: torch.device,
    ) -> "SpanBatch":
        """Join the candidates of articles whose rows and sentences begin at the given offsets in the batch."""
        span_offsets = np.cumsum([0, *(len(item.table) for item in candidates)])
        joined: dict[str, list[np.ndarray]] = {name: [] for name in cls.__dataclass_fields__}
        for index, item in enumerate(candidates):
            rows, spans = row_offsets[index], int(span_offsets[index])
            table = item.table
            lengths = table.ends - table.starts
            own = np.repeat(np.arange(len(table)), lengths)
            within = np.arange(len(own)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
            joined["member_rows"].append(table.starts[own] + within + rows)
            joined["member_spans"].append(own + spans)
            joined["starts"].append(table.starts + rows)
            joined["lasts"].append(table.ends - 1 + rows)
            joined["slots"].append(table.slots)
            joined["sentences"].append(table.sentences + sentence_offsets[index])
            joined["articles"].append(np.full(len(table), index))
            joined["cues"].append(item.cues)
            joined["tolls"].append(table.tolls + spans)
            for name, pairs in (("filler", item.fillers), ("toll", item.tolls)):
                joined[f"{name}_first"].append(pairs.first + spans)
                joined[f"{name}_second"].append(pairs.second + spans)
                joined[f"{name}_features"].append(pairs.features)
        return cls(**{name: torch.from_numpy(np.concatenate(parts)).to(device) for name, parts in joined.items()})
