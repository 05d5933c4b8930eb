"""Annotated articles to training examples, and examples to batches of padded windows."""

from collections.abc import Sequence
from itertools import groupby
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.config import AugmentConfig
from casualty_ner.corpus.augmentation import Augmenter, Rates
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
    return [_make_example(article, tokenizer) for article in articles]


def _make_example(article: AnnotatedArticle, tokenizer: ArticleTokenizer) -> TrainingExample:
    tokenized = tokenizer.tokenize(article.text)
    if not tokenized.rows:
        raise CorpusError(f"article {article.id!r} has no words; take it out")
    try:
        gold = tuple(gold_spans(article, tokenized))
    except ValueError as error:
        raise CorpusError(f"article {article.id!r}: {error}; move the span's edges") from error
    return TrainingExample.of(article, tokenized, gold)


class TrainingSet(Dataset[TrainingExample]):
    """Training examples, some of them told anew in each epoch; what an epoch holds depends on its number alone.

    Attributes:
        epoch: counted from 0; 0 shows every article as it was written.
    """

    def __init__(
        self, articles: Sequence[AnnotatedArticle], tokenizer: ArticleTokenizer, augment: AugmentConfig, seed: int
    ) -> None:
        """Raises: CorpusError: a span cannot be shown to the encoder, or an article has no text for it."""
        self.examples = make_examples(articles, tokenizer)
        self.epoch = 0
        self._tokenizer, self._seed, self._share = tokenizer, seed, augment.share
        self._augmenter = Augmenter(articles, Rates(**augment.model_dump(exclude={"share"})))

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self.examples)

    def __getitem__(self, index: int) -> TrainingExample:
        """The example, or one made of its article anew for this epoch."""
        example = self.examples[index]
        random = Random(f"{self._seed} {self.epoch} {index}")  # noqa: S311
        if not self.epoch or random.random() >= self._share:
            return example
        changed = self._augmenter.change(example.article, random)
        return example if changed is example.article else self._example(changed, example)

    def _example(self, changed: AnnotatedArticle, example: TrainingExample) -> TrainingExample:
        try:
            return _make_example(changed, self._tokenizer)
        except CorpusError:  # an edge that this tokenizer cannot show, where a name or a blank was changed
            return example


class CountEpochs(TrainerCallback):
    """Tells the training set which epoch begins, also where training is resumed."""

    def __init__(self, training_set: TrainingSet) -> None:
        self._training_set = training_set

    def on_epoch_begin(
        self,
        args: TrainingArguments,  # noqa: ARG002
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002
        **_: object,
    ) -> None:
        """Called by ``Trainer``."""
        self._training_set.epoch = int((state.epoch or 0) + 1e-6)  # resumed within an epoch, it is a fraction


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
