"""The model: a plain token classifier for the slots, with the link and attribute heads on its last hidden layer."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.config import HeadsConfig
from casualty_ner.decoding import decode_spans
from casualty_ner.linking.edges import correct_edges, quantity_rows
from casualty_ner.linking.targets import LinkTargets, link_targets
from casualty_ner.model.batches import Candidates, SpanBatch
from casualty_ner.model.heads import RELATIONS, HeadScores, LinkHeads
from casualty_ner.model.losses import attribute_loss, filler_loss, relation_loss
from casualty_ner.tagging import RowSpan
from casualty_ner.windows import TokenizedArticle


@dataclass(frozen=True)
class TrainingExample:
    """One annotated article ready for training: its gold spans as rows, candidates and targets."""

    article: AnnotatedArticle
    tokenized: TokenizedArticle
    gold: tuple[RowSpan, ...]
    candidates: Candidates
    targets: LinkTargets
    quantities: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, article: AnnotatedArticle, tokenized: TokenizedArticle, gold: tuple[RowSpan, ...]) -> "TrainingExample":
        """Prepare an article with its gold spans."""
        return cls(
            article, tokenized, gold, *_with_targets(article, tokenized, gold, gold), tuple(quantity_rows(tokenized))
        )

    def spans_of(self, log_probs: NDArray[np.float32]) -> list[RowSpan]:
        """The spans that scores give, as in reading. Shape: log_probs ``[rows, tags]``."""
        pairs = correct_edges(self.tokenized, decode_spans(log_probs), self.quantities)
        return [span for span, _ in pairs]

    def with_spans(self, spans: list[RowSpan]) -> tuple[Candidates, LinkTargets]:
        """Candidates and targets for other spans of this article, such as predicted ones."""
        return _with_targets(self.article, self.tokenized, self.gold, spans)


def _with_targets(
    article: AnnotatedArticle,
    tokenized: TokenizedArticle,
    gold: tuple[RowSpan, ...],
    spans: list[RowSpan] | tuple[RowSpan, ...],
) -> tuple[Candidates, LinkTargets]:
    candidates = Candidates.of(tokenized, spans, article.published)
    return candidates, link_targets(article, gold, candidates.table, candidates.fillers, candidates.tolls)


class CasualtyModel(nn.Module):
    """Encoder, slots, links and attributes.

    Attributes:
        token_classifier: a transformers model in training, or a :class:`~casualty_ner.model.bert.BertTokenClassifier`
            of the same weights; saved, it loads on its own with ``AutoModelForTokenClassification``.
        heads: everything else that is learned.
    """

    def __init__(self, token_classifier: Any, heads: HeadsConfig) -> None:
        super().__init__()
        self.token_classifier = token_classifier
        self.settings = heads
        self.heads = LinkHeads(self.hidden, heads.width, heads.dropout)

    @property
    def hidden(self) -> int:
        """The width of the encoder's layers."""
        return int(self.token_classifier.config.hidden_size)

    def encode(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Tag logits and last hidden layer.

        Shape: ids, mask ``[windows, width]``; result ``[windows, width, tags]`` and ``[windows, width, hidden]``.
        """
        output = self.token_classifier(input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True)
        return output.logits, output.hidden_states[-1]

    def forward(
        self, windows: list[tuple[Tensor, Tensor]], row_index: Tensor, tags: Tensor, examples: list[TrainingExample]
    ) -> dict[str, Tensor]:
        """The training loss of whole articles, each with all its windows in the batch.

        Shape:
            windows: ids and attention mask ``[windows, width]``, a pair for each width.
            row_index: ``[rows]`` position of each row's first piece when all windows are laid end to end.
            tags: ``[rows]`` gold tag ids.
        """
        encoded = [self.encode(ids, mask) for ids, mask in windows]
        row_logits = torch.cat([logits.flatten(0, 1) for logits, _ in encoded])[row_index].float()
        rows = torch.cat([hidden.flatten(0, 1) for _, hidden in encoded])[row_index].float()
        slots = functional.cross_entropy(row_logits, tags)
        chosen = self._training_spans(row_logits, examples)
        batch, targets = _join(examples, chosen, rows.device)
        scores = self.heads(rows, *_means(rows, examples), batch)
        settings = self.settings
        loss = (
            settings.slot_loss * slots
            + settings.link_loss * filler_loss(scores, targets["filler"])
            + settings.relation_loss * relation_loss(scores, targets, batch)
            + settings.attribute_loss * attribute_loss(scores, targets["attributes"])
        )
        return {"loss": loss, "slot_loss": slots.detach()}

    def score(self, rows: Tensor, sentences: Tensor, document: Tensor, batch: SpanBatch) -> HeadScores:
        """Scores of the heads for candidates; see :class:`~casualty_ner.model.heads.LinkHeads`."""
        scores: HeadScores = self.heads(rows, sentences, document, batch)
        return scores

    def _training_spans(
        self, row_logits: Tensor, examples: list[TrainingExample]
    ) -> list[tuple[Candidates, LinkTargets]]:
        """Gold spans for most articles, the model's own for the rest: the heads learn to live with its errors."""
        chosen = []
        lengths = [example.tokenized.rows for example in examples]
        for example, logits in zip(examples, torch.split(row_logits.detach(), lengths), strict=True):
            if self.training and torch.rand(()).item() < self.settings.predicted_spans:
                spans = example.spans_of(logits.log_softmax(-1).cpu().numpy())
                # An untrained model predicts spans everywhere; nothing is learned from pairing those.
                if len(spans) <= 10 + 2 * len(example.gold):
                    chosen.append(example.with_spans(spans))
                    continue
            chosen.append((example.candidates, example.targets))
        return chosen


def _means(rows: Tensor, examples: list[TrainingExample]) -> tuple[Tensor, Tensor]:
    """Mean rows of every sentence and of every article in the batch."""
    sentence, article, sentences = [], [], 0
    for index, example in enumerate(examples):
        sentence.append(torch.from_numpy(example.tokenized.sentence) + sentences)
        article.append(torch.full((example.tokenized.rows,), index))
        sentences += example.tokenized.sentences
    return (
        mean_rows(rows, torch.cat(sentence).to(rows.device), sentences),
        mean_rows(rows, torch.cat(article).to(rows.device), len(examples)),
    )


def mean_rows(rows: Tensor, group: Tensor, groups: int) -> Tensor:
    """Mean of the rows of each group; zero for a group without rows. Shape: ``[groups, hidden]``."""
    sums = rows.new_zeros(groups, rows.shape[-1]).index_add_(0, group, rows)
    counts = torch.bincount(group, minlength=groups).clamp(min=1).unsqueeze(-1)
    return sums / counts


def _join(
    examples: list[TrainingExample], chosen: list[tuple[Candidates, LinkTargets]], device: torch.device
) -> tuple[SpanBatch, dict[str, Tensor]]:
    row_offsets, sentence_offsets = [0], [0]
    for example in examples:
        row_offsets.append(row_offsets[-1] + example.tokenized.rows)
        sentence_offsets.append(sentence_offsets[-1] + example.tokenized.sentences)
    batch = SpanBatch.of([candidates for candidates, _ in chosen], row_offsets, sentence_offsets, device)
    names = ("filler", *RELATIONS, "attributes")
    targets = {
        name: torch.cat([torch.from_numpy(getattr(target, name)) for _, target in chosen]).to(device) for name in names
    }
    return batch, targets
