"""Annotated articles to training examples, and examples to batches of padded windows."""

from collections.abc import Sequence
from typing import Any

import torch

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.errors import CorpusError
from casualty_ner.linking.targets import gold_spans
from casualty_ner.model.casualty_model import TrainingExample
from casualty_ner.tagging import encode_tags
from casualty_ner.windows import ArticleTokenizer


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
    """Joins examples to a batch: all windows of all their articles, padded to one of a few fixed widths."""

    def __init__(self, tokenizer: ArticleTokenizer) -> None:
        self.article_tokenizer = tokenizer

    def __call__(self, examples: list[TrainingExample]) -> dict[str, Any]:
        """Shape: input_ids, attention_mask ``[windows, width]``; row_index, tags ``[rows]``; see ``CasualtyModel.forward``."""
        padded: list[list[int]] = []
        lengths: list[int] = []
        places: list[tuple[int, int]] = []
        for example in examples:
            places.extend(self._place_rows(example, padded, lengths))
        width = max(len(ids) for ids in padded)
        input_ids = torch.tensor([ids + [self.article_tokenizer.pad] * (width - len(ids)) for ids in padded])
        mask = (torch.arange(width)[None, :] < torch.tensor(lengths)[:, None]).long()
        tags = [tag for example in examples for tag in encode_tags(example.gold, example.tokenized.rows)]
        return {
            "input_ids": input_ids,
            "attention_mask": mask,
            "row_index": torch.tensor([window * width + position for window, position in places]),
            "tags": torch.tensor(tags),
            "examples": examples,
        }

    def _place_rows(
        self, example: TrainingExample, padded: list[list[int]], lengths: list[int]
    ) -> list[tuple[int, int]]:
        """Append the article's windows; return window and position of each row's first piece."""
        places = []
        tokenized, prefix = example.tokenized, len(self.article_tokenizer.prefix)
        for window in self.article_tokenizer.windows(len(tokenized.piece_ids)):
            for piece in tokenized.first_piece:
                if window.own_start <= piece < window.own_end:
                    places.append((len(padded), int(piece) - window.start + prefix))
            padded.append(self.article_tokenizer.padded(tokenized, window))
            lengths.append(window.end - window.start + prefix + len(self.article_tokenizer.suffix))
        return places
