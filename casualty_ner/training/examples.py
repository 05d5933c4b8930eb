"""Annotated articles to training examples, and examples to batches of padded windows."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.errors import CorpusError
from casualty_ner.linking.targets import gold_spans
from casualty_ner.model.casualty_model import TrainingExample
from casualty_ner.tagging import encode_tags
from casualty_ner.windows import ArticleTokenizer, Window


def make_examples(articles: Sequence[AnnotatedArticle], tokenizer: ArticleTokenizer) -> list[TrainingExample]:
    """Prepare articles for training; every gold span is kept.

    Raises:
        CorpusError: a span cannot be shown to the encoder, or an article has no text for it.
    """
    examples = []
    for article in articles:
        tokenized = tokenizer.tokenize(article.text)
        if not tokenized.rows:
            raise CorpusError(f"article {article.id!r} has no words; take it out")
        try:
            gold = tuple(gold_spans(article, tokenized))
        except ValueError as error:
            raise CorpusError(f"article {article.id!r}: {error}; move the span's edges") from error
        examples.append(TrainingExample.of(article, tokenized, gold))
    return examples


class Collator:
    """Joins examples to a batch: all windows of all their articles, those of one width together."""

    def __init__(self, tokenizer: ArticleTokenizer) -> None:
        # Not named ``tokenizer``: Trainer would take a collator's tokenizer for one of its own and try to save it.
        self.article_tokenizer = tokenizer

    def __call__(self, examples: list[TrainingExample]) -> dict[str, Any]:
        """A batch as ``CasualtyModel.forward`` takes it."""
        tokenizer = self.article_tokenizer
        windows = [
            (index, window, tokenizer.padded(example.tokenized, window))
            for index, example in enumerate(examples)
            for window in tokenizer.windows(len(example.tokenized.piece_ids))
        ]
        windows.sort(key=lambda item: len(item[2]))
        row_index = self._place_rows(examples, windows)
        extra = len(tokenizer.prefix) + len(tokenizer.suffix)
        groups = []
        for _, group in groupby(windows, key=lambda item: len(item[2])):
            same_width = list(group)
            ids = torch.tensor([padded for _, _, padded in same_width])
            lengths = torch.tensor([window.end - window.start + extra for _, window, _ in same_width])
            groups.append((ids, (torch.arange(ids.shape[1])[None, :] < lengths[:, None]).long()))
        return {
            "windows": groups,
            "row_index": torch.from_numpy(np.concatenate(row_index)),
            "tags": torch.tensor(
                [tag for example in examples for tag in encode_tags(example.gold, example.tokenized.rows)]
            ),
            "examples": examples,
        }

    def _place_rows(
        self, examples: list[TrainingExample], windows: list[tuple[int, Window, list[int]]]
    ) -> list[NDArray[np.int64]]:
        """Where each row's first piece lies when the windows, in their order, are laid end to end."""
        places = [np.zeros(example.tokenized.rows, dtype=np.int64) for example in examples]
        laid = 0
        for index, window, padded in windows:
            first = examples[index].tokenized.first_piece
            rows = slice(*np.searchsorted(first, [window.own_start, window.own_end]))
            places[index][rows] = first[rows] - window.start + len(self.article_tokenizer.prefix) + laid
            laid += len(padded)
        return places
