"""Scores as functions of sums of per-document counts, over the corpus and over bootstrap resamples of its documents.

Because every score is computed from sums, resampling documents is one matrix product: a resample is a row of how often
each document was drawn. Row 0 draws each document once, so it is the corpus itself, and the same formula gives a score
and its interval. Intervals are the percentile bootstrap's (Efron 1979), over documents and not over tolls, since tolls
of one document stand and fall together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from casualty_ner.articles import Frozen

Array = NDArray[np.float64]


class Bootstrap(Frozen):
    """How intervals are drawn; 0 resamples give scores without intervals."""

    resamples: int = Field(default=2000, ge=0)
    seed: int = Field(default=0, ge=0)
    level: float = Field(default=0.95, gt=0, lt=1)

    def draws(self, documents: int) -> Array:
        """``[1 + resamples, documents]``: how often each document is drawn; row 0 is the corpus itself."""
        generator = np.random.default_rng(self.seed)
        drawn = generator.multinomial(documents, np.full(documents, 1 / documents), size=self.resamples)
        return np.concatenate([np.ones((1, documents)), drawn.astype(np.float64)])


class Estimate(Frozen):
    """A score and the bounds of its interval; None where it is not defined (0 of 0), never 0 for that."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, scores: Array, level: float) -> Self:
        """From one score a row: the corpus first, then the resamples; undefined ones are nan and left out."""
        if np.isnan(scores[0]):
            return cls(value=None)
        drawn = scores[1:][~np.isnan(scores[1:])]
        if not drawn.size:
            return cls(value=float(scores[0]))
        low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
        return cls(value=float(scores[0]), low=float(low), high=float(high))


Counts = Mapping[str, float]
"""Counts of one document by column, ``score/column``; a column that is not there is 0."""


class Sums:
    """Column sums of per-document counts: one number for the corpus and one for each resample."""

    def __init__(self, columns: Mapping[str, Sequence[float]], draws: Array) -> None:
        names = sorted(columns)
        table = np.array([columns[name] for name in names], dtype=np.float64).reshape(len(names), draws.shape[1])
        self._sums = dict(zip(names, table @ draws.T, strict=True))
        self._zero = np.zeros(len(draws))

    def __getitem__(self, column: str) -> Array:
        """The sums ``[1 + resamples]`` of a column."""
        sums: Array = self._sums.get(column, self._zero)
        return sums

    def total(self, column: str) -> float:
        """The sum of a column over the corpus."""
        return float(self[column][0])

    def under(self, prefix: str) -> dict[str, Array]:
        """The columns below a prefix, by what follows it."""
        return {name.removeprefix(prefix): sums for name, sums in self._sums.items() if name.startswith(prefix)}

    def precision(self, score: str) -> Array:
        """Hits over predicted; nan where nothing is predicted."""
        return ratio(self[f"{score}/hits"], self[f"{score}/predicted"])

    def recall(self, score: str) -> Array:
        """Hits over gold; nan where there is no gold."""
        recalled = f"{score}/recalled"
        return ratio(self[recalled if recalled in self._sums else f"{score}/hits"], self[f"{score}/gold"])

    def f1(self, score: str) -> Array:
        """Harmonic mean of precision and recall; 0 where nothing is right, nan where there is no gold."""
        precision, recall = np.nan_to_num(self.precision(score)), self.recall(score)
        return np.where(precision + recall == 0, recall, ratio(2 * precision * recall, precision + recall))

    def share(self, score: str, total: str = "total") -> Array:
        """Hits over the column of the total; nan where that is 0."""
        return ratio(self[f"{score}/hits"], self[f"{score}/{total}"])

    def macro_f1(self, scores: Iterable[str]) -> Array:
        """The mean F1 of the scores that have gold."""
        return self._mean([self.f1(score) for score in scores])

    def macro_f1_of_confusion(self, confusion: str) -> Array:
        """The mean F1 of the gold values in a confusion, whose columns are ``confusion/gold/predicted``."""
        cells = {cell: sums for name, sums in self.under(f"{confusion}/").items() for cell in [tuple(name.split("/"))]}
        by_value = []
        for value in sorted({gold for gold, _ in cells}):
            said = sum((sums for cell, sums in cells.items() for side in cell if side == value), self._zero)
            gold = sum((sums for cell, sums in cells.items() if cell[0] == value), self._zero)
            hits = cells.get((value, value), self._zero)
            by_value.append(np.where(gold > 0, ratio(2 * hits, said), np.nan))
        return self._mean(by_value)

    def _mean(self, scores: Sequence[Array]) -> Array:
        table = np.array(scores, dtype=np.float64).reshape(-1, len(self._zero))
        defined = ~np.isnan(table)
        return ratio(np.where(defined, table, 0.0).sum(axis=0), defined.sum(axis=0).astype(np.float64))


def ratio(numerator: Array, denominator: Array) -> Array:
    """Elementwise quotient; nan where the denominator is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator == 0, np.nan, numerator / denominator)


def as_columns(documents: Sequence[Counts]) -> dict[str, tuple[float, ...]]:
    """Counts of documents turned into columns; columns that are 0 throughout are left out."""
    names = sorted({name for counts in documents for name, count in counts.items() if count})
    return {name: tuple(float(counts.get(name, 0)) for counts in documents) for name in names}
