"""Articles of any length through a loaded model: windows, one row per word, spans, links, events.

This is the one path by which text becomes tolls; ``Predictor`` and the evaluation during training both use it. The
result for an article does not depend on what else is in its batch: a window's width follows from its own length, and
an article's parts are joined in a fixed order.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from casualty_ner.articles import Article
from casualty_ner.decoding import decode_spans, open_rows
from casualty_ner.linking.decoder import LinkScores, Reading, Thresholds, decode_reading
from casualty_ner.linking.edges import correct_edges, quantity_rows
from casualty_ner.model.batches import Candidates, SpanBatch
from casualty_ner.model.casualty_model import CasualtyModel
from casualty_ner.model.heads import RELATIONS
from casualty_ner.schema import TAGS
from casualty_ner.tagging import RowSpan, begin_id
from casualty_ner.windows import ArticleTokenizer, TokenizedArticle, Window, width_for

Floats = NDArray[np.float32]

_CHARACTERS_AT_ONCE = 2_000_000
"""No further article joins those held in memory once they have this many characters together."""


@dataclass(frozen=True, slots=True)
class _Task:
    """One window of one article of a batch, with the width to which it is padded and its length before that."""

    article: int
    window: Window
    width: int
    length: int


class _Rows:
    """What is kept of an article's rows while its windows come in.

    Only rows that may belong to a span keep their vector, those of quantities among them; sentences and the article
    keep sums.
    """

    def __init__(self, tokenized: TokenizedArticle, hidden: int) -> None:
        self.log_probs: Floats = np.zeros((tokenized.rows, len(TAGS)), dtype=np.float32)
        self.sentence_sums: Floats = np.zeros((tokenized.sentences, hidden), dtype=np.float32)
        self.kept: list[NDArray[np.int64]] = []
        self.vectors: list[Floats] = []
        self.tokenized = tokenized
        self.quantities = quantity_rows(tokenized)
        self._in_quantity = np.zeros(tokenized.rows, dtype=bool)
        for start, end in self.quantities:
            self._in_quantity[start:end] = True

    def spans(self) -> list[tuple[RowSpan, tuple[RowSpan, ...]]]:
        """The spans that the scores give, toll spans with whole quantities, each with those that were scored."""
        return correct_edges(self.tokenized, decode_spans(self.log_probs), self.quantities)

    def add(self, task: _Task, logits: Tensor, hidden: Tensor, prefix: int) -> None:
        """Take the rows whose first piece the window owns. Shape: logits, hidden: ``[width, tags or hidden]``."""
        first = self.tokenized.first_piece
        low, high = np.searchsorted(first, [task.window.own_start, task.window.own_end])
        rows = np.arange(low, high)
        if not len(rows):
            return
        at = torch.from_numpy(first[rows] - task.window.start + prefix).to(logits.device)
        log_probs = logits[at].float().log_softmax(-1).cpu().numpy()
        vectors = hidden[at].float().cpu().numpy()
        self.log_probs[rows] = log_probs
        np.add.at(self.sentence_sums, self.tokenized.sentence[rows], vectors)
        keep = open_rows(log_probs) | self._in_quantity[rows]
        self.kept.append(rows[keep])
        self.vectors.append(vectors[keep])

    def means(self) -> tuple[Floats, Floats]:
        """Mean row of each sentence and of the article. Shape: ``[sentences, hidden]``, ``[1, hidden]``."""
        counts = np.maximum(np.bincount(self.tokenized.sentence, minlength=self.tokenized.sentences), 1)
        sentences = self.sentence_sums / counts[:, None].astype(np.float32)
        document = self.sentence_sums.sum(axis=0, keepdims=True) / max(self.tokenized.rows, 1)
        return sentences.astype(np.float32, copy=False), document.astype(np.float32, copy=False)

    def span_rows(self, spans: Sequence[RowSpan]) -> tuple[Floats, list[RowSpan]]:
        """The vectors kept, and the spans renumbered to index them."""
        kept = np.concatenate(self.kept) if self.kept else np.zeros(0, dtype=np.int64)
        order = np.argsort(kept)
        vectors = np.concatenate(self.vectors)[order]
        starts = np.searchsorted(kept[order], [span.start for span in spans])
        moved = [
            RowSpan(int(start), int(start) + span.end - span.start, span.label)
            for start, span in zip(starts, spans, strict=True)
        ]
        return vectors, moved


class Reader:
    """A model on a device, reading articles.

    Attributes:
        batch_pieces: padded pieces the encoder is given at once.
        articles_at_once: articles held in memory at once when streaming.
    """

    def __init__(
        self, model: CasualtyModel, tokenizer: ArticleTokenizer, thresholds: Thresholds, *, batch_pieces: int = 4096
    ) -> None:
        self.model, self.tokenizer, self.thresholds = model, tokenizer, thresholds
        self.batch_pieces = batch_pieces
        self.articles_at_once = 64

    @property
    def device(self) -> torch.device:
        """Where the model's weights lie."""
        return next(self.model.parameters()).device

    def read_stream(self, articles: Iterable[Article]) -> Iterator[tuple[Reading, tuple[str, ...]]]:
        """Read articles in input order, holding a bounded number in memory. Yields readings and notes on the text.

        What ``articles`` raises is raised again once the articles before it have been given.
        """
        stream = iter(articles)
        while True:
            chunk, fault = self._take(stream)
            yield from self.read(chunk)
            if fault is not None:
                raise fault
            if not chunk:
                return

    def _take(self, stream: Iterator[Article]) -> tuple[list[Article], Exception | None]:
        """The next articles to be held in memory together, and what their source raised after them."""
        chunk: list[Article] = []
        characters = 0
        while len(chunk) < self.articles_at_once and characters < _CHARACTERS_AT_ONCE:
            try:
                chunk.append(next(stream))
            except StopIteration:
                break
            except Exception as error:
                return chunk, error
            characters += len(chunk[-1].text)
        return chunk, None

    def read(self, articles: Sequence[Article]) -> list[tuple[Reading, tuple[str, ...]]]:
        """Read articles, together where that is faster; results in input order. Leaves the model in evaluation mode."""
        self.model.eval()
        with torch.inference_mode():
            tokenized = [self.tokenizer.tokenize(article.text) for article in articles]
            rows = self._encode(tokenized)
            return [
                (self._link(article, own), own.tokenized.notes) for article, own in zip(articles, rows, strict=True)
            ]

    def _encode(self, tokenized: Sequence[TokenizedArticle]) -> list[_Rows]:
        rows = [_Rows(article, self.model.hidden) for article in tokenized]
        prefix = len(self.tokenizer.prefix)
        for batch in self._batches(tokenized):
            padded = [self.tokenizer.padded(tokenized[task.article], task.window) for task in batch]
            ids = torch.tensor(padded, device=self.device)
            lengths = torch.tensor([task.length for task in batch], device=self.device)
            mask = (torch.arange(ids.shape[1], device=self.device)[None, :] < lengths[:, None]).long()
            logits, vectors = self.model.encode(ids, mask)
            for index, task in enumerate(batch):
                rows[task.article].add(task, logits[index], vectors[index], prefix)
        return rows

    def _batches(self, tokenized: Sequence[TokenizedArticle]) -> Iterator[list[_Task]]:
        """Windows of one width together, an article's own always in their order."""
        extra = len(self.tokenizer.prefix) + len(self.tokenizer.suffix)
        tasks = [
            _Task(index, window, width_for(window.end - window.start + extra), window.end - window.start + extra)
            for index, article in enumerate(tokenized)
            for window in (self.tokenizer.windows(len(article.piece_ids)) if article.rows else ())
        ]
        tasks.sort(key=lambda task: (task.width, task.article, task.window.start))
        for width, group in groupby(tasks, key=lambda task: task.width):
            same_width = list(group)
            count = max(1, self.batch_pieces // width)
            yield from (same_width[begin : begin + count] for begin in range(0, len(same_width), count))

    def _link(self, article: Article, rows: _Rows) -> Reading:
        pairs = rows.spans()
        spans = [span for span, _ in pairs]
        candidates = Candidates.of(rows.tokenized, spans, article.published)
        if not len(candidates.table.tolls):
            return self._decode(article, rows.tokenized, candidates, _NO_SCORES)
        vectors, moved = rows.span_rows(spans)
        batch = _with_rows(SpanBatch.of([candidates], [0], [0], self.device), moved, self.device)
        sentences, document = rows.means()
        dtype = next(self.model.heads.parameters()).dtype
        inputs = [torch.from_numpy(part).to(self.device, dtype) for part in (vectors, sentences, document)]
        scores = self.model.score(inputs[0], inputs[1], inputs[2], batch)
        found = LinkScores(
            spans=_span_probabilities(rows.log_probs, [scored for _, scored in pairs]),
            filler=_numpy(scores.filler.float().sigmoid()),
            relations={name: _numpy(scores.relations[:, column]) for column, name in enumerate(RELATIONS)},
            attributes={name: _numpy(logits) for name, logits in scores.attributes.items()},
        )
        return self._decode(article, rows.tokenized, candidates, found)

    def _decode(
        self, article: Article, tokenized: TokenizedArticle, candidates: Candidates, scores: LinkScores
    ) -> Reading:
        pairs = (candidates.fillers, candidates.tolls)
        return decode_reading(article, tokenized, candidates.table, pairs=pairs, scores=scores, at=self.thresholds)


_NONE: Floats = np.zeros(0, dtype=np.float32)
_NO_SCORES = LinkScores(_NONE, _NONE, dict.fromkeys(RELATIONS, _NONE), {"stated": np.zeros((0, 1), dtype=np.float32)})


def _with_rows(batch: SpanBatch, spans: Sequence[RowSpan], device: torch.device) -> SpanBatch:
    """The batch with its rows replaced by positions among the vectors that were kept."""
    members = [row for span in spans for row in range(span.start, span.end)]
    return replace(
        batch,
        member_rows=torch.tensor(members, device=device),
        starts=torch.tensor([span.start for span in spans], device=device),
        lasts=torch.tensor([span.end - 1 for span in spans], device=device),
    )


def _numpy(tensor: Tensor) -> Floats:
    array: Floats = tensor.float().cpu().numpy()
    return array


def _span_probabilities(log_probs: Floats, scored: Sequence[Sequence[RowSpan]]) -> Floats:
    """For each span that of the likeliest piece it was made of: the geometric mean of its tags'. Shape: ``[spans]``."""
    return np.asarray([max(_probability(log_probs, piece) for piece in pieces) for pieces in scored], dtype=np.float32)


def _probability(log_probs: Floats, span: RowSpan) -> float:
    begin = begin_id(span.label)
    tags = [begin] + [begin + 1] * (span.end - span.start - 1)
    return float(np.exp(log_probs[np.arange(span.start, span.end), tags].mean()))
