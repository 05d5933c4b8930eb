"""The spans of one article as arrays, and the pairs of them that the link heads score, with their features.

A toll is paired with the ``NEAREST_FILLERS`` fillers nearest to it and with the ``NEAREST_TOLLS`` tolls nearest on
either side: in articles of ordinary length that is all of them, in a book it keeps the work linear.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from casualty_ner.dates import DateRange, resolve_date
from casualty_ner.quantities import Quantity, read_quantity
from casualty_ner.schema import FILLER_SLOTS, TOLL_SLOTS, Qualifier, Slot
from casualty_ner.tagging import SLOTS, RowSpan
from casualty_ner.windows import TokenizedArticle

NEAREST_FILLERS = 64
NEAREST_TOLLS = 32

_DAYS_AGO = (-1, 3, 10, 45, 400)
_DAYS_LONG = (1, 6, 27, 300)
"""Upper bounds of the classes in which the age and the length of a date are told, in days."""
_NUMBER_CUES = slice(3, 3 + 4 + len(Qualifier))
_DATE_CUES = slice(_NUMBER_CUES.stop, _NUMBER_CUES.stop + 4 + len(_DAYS_AGO) + len(_DAYS_LONG))
CUE_WIDTH = _DATE_CUES.stop

_SLOT_INDEX = {slot: index for index, slot in enumerate(SLOTS)}
_PART_CUES = re.compile(
    r"\b(?:including|includes?|included|among|of (?:whom|which|them|those|these)|them)\b", re.IGNORECASE
)
_UPDATE_CUES = re.compile(
    r"\b(?:rose|risen|rises?|rising|raise[ds]?|raising|climb\w*|revised?|updated?|earlier|previous(?:ly)?|initial(?:ly)?|jump\w*"
    r"|up from|lowered|corrected|corrects?)\b",
    re.IGNORECASE,
)

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class SpanTable:
    """The spans of one article, in text order.

    Shape:
        slots: ``[spans]`` position of the label in ``SLOTS``. starts, ends: ``[spans]`` half-open rows.
        sentences, paragraphs: ``[spans]``. tolls, fillers: indices of the spans that are tolls and fillers.
    """

    spans: tuple[RowSpan, ...]
    texts: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    slots: Ints
    starts: Ints
    ends: Ints
    sentences: Ints
    paragraphs: Ints
    tolls: Ints
    fillers: Ints

    @classmethod
    def of(cls, article: TokenizedArticle, spans: Sequence[RowSpan]) -> "SpanTable":
        """Lay out ``spans`` of ``article``, which must be in text order."""
        starts = np.asarray([span.start for span in spans], dtype=np.int64)
        ends = np.asarray([span.end for span in spans], dtype=np.int64)
        slots = np.asarray([_SLOT_INDEX[span.label] for span in spans], dtype=np.int64)
        texts = tuple(article.text[article.starts[span.start] : article.ends[span.end - 1]] for span in spans)
        is_toll = slots < len(TOLL_SLOTS)
        return cls(
            spans=tuple(spans),
            texts=texts,
            quantities=tuple(read_quantity(text) for text in texts),
            slots=slots,
            starts=starts,
            ends=ends,
            sentences=article.sentence[starts] if len(spans) else starts,
            paragraphs=article.paragraph[starts] if len(spans) else starts,
            tolls=np.flatnonzero(is_toll),
            fillers=np.flatnonzero(~is_toll),
        )

    def __len__(self) -> int:
        """How many spans there are."""
        return len(self.spans)


@dataclass(frozen=True)
class Pairs:
    """Scored pairs of spans. Shape: first, second: ``[pairs]`` span indices; features: ``[pairs, width]``."""

    first: Ints
    second: Ints
    features: Floats

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.first)


def filler_pairs(table: SpanTable) -> Pairs:
    """Every toll with the fillers near it; ``first`` is the toll, ``second`` the filler."""
    first, second = _nearest(table.tolls, table.fillers, NEAREST_FILLERS)
    return Pairs(
        first, second, np.column_stack([_distances(table, first, second), _filler_features(table, first, second)])
    )


def toll_pairs(table: SpanTable) -> Pairs:
    """Every ordered pair of different tolls near each other."""
    first, second = _nearest(table.tolls, table.tolls, 2 * NEAREST_TOLLS + 1)
    different = first != second
    first, second = first[different], second[different]
    return Pairs(
        first, second, np.column_stack([_distances(table, first, second), _toll_features(table, first, second)])
    )


def _nearest(anchors: Ints, others: Ints, limit: int) -> tuple[Ints, Ints]:
    """Pairs of each anchor with its ``limit`` nearest others in text order (both ascending)."""
    if not len(anchors) or not len(others):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if len(others) <= limit:
        return np.repeat(anchors, len(others)), np.tile(others, len(anchors))
    begin = np.clip(np.searchsorted(others, anchors) - limit // 2, 0, len(others) - limit)
    return np.repeat(anchors, limit), others[begin[:, None] + np.arange(limit)].reshape(-1)


def _distances(table: SpanTable, first: Ints, second: Ints) -> Floats:
    after = table.starts[second] > table.starts[first]
    gap = np.where(after, table.starts[second] - table.ends[first], table.starts[first] - table.ends[second])
    sentences = np.abs(table.sentences[second] - table.sentences[first])
    columns = [
        after,
        np.log1p(np.maximum(gap, 0)) / 5,
        gap <= 1,
        *(sentences == distance for distance in (0, 1, 2)),
        sentences > 2,
        table.paragraphs[second] == table.paragraphs[first],
        table.paragraphs[first] == 0,
        table.paragraphs[second] == 0,
    ]
    return np.column_stack([np.asarray(column, dtype=np.float32) for column in columns])


def _one_hot(values: Ints, size: int) -> Floats:
    return np.eye(size, dtype=np.float32)[values]


def _filler_features(table: SpanTable, first: Ints, second: Ints) -> Floats:
    between_tolls = _between(first, second, table.slots < len(TOLL_SLOTS))
    same_slot = np.zeros(len(first), dtype=np.int64)
    in_sentence = np.zeros(len(first), dtype=bool)
    for slot in FILLER_SLOTS:
        of_slot = table.slots == _SLOT_INDEX[slot]
        mine = of_slot[second]
        same_slot[mine] = _between(first[mine], second[mine], of_slot)
        sentences = table.sentences[of_slot]
        in_sentence[mine] = np.isin(table.sentences[first[mine]], sentences)
    columns = [
        _one_hot(table.slots[first], len(TOLL_SLOTS)),
        _one_hot(table.slots[second] - len(TOLL_SLOTS), len(FILLER_SLOTS)),
        (np.log1p(between_tolls) / 2)[:, None],
        (between_tolls == 0)[:, None],
        (np.log1p(same_slot) / 2)[:, None],
        (same_slot == 0)[:, None],
        in_sentence[:, None],
        (in_sentence & (table.sentences[first] != table.sentences[second]))[:, None],
    ]
    return np.column_stack([column.astype(np.float32) for column in columns])


def _between(first: Ints, second: Ints, which: NDArray[np.bool_]) -> Ints:
    """How many spans of ``which`` lie strictly between the two of each pair."""
    before = np.concatenate(([0], np.cumsum(which)))
    low, high = np.minimum(first, second), np.maximum(first, second)
    counts: Ints = before[high] - before[low + 1]
    return counts


def _toll_features(table: SpanTable, first: Ints, second: Ints) -> Floats:
    low, high = _bounds(table)
    words = [frozenset(re.findall(r"\w+", text.lower())) for text in table.texts]
    between_tolls = _between(first, second, table.slots < len(TOLL_SLOTS))
    stated = low >= 0
    both = stated[first] & stated[second]
    columns = [
        _one_hot(table.slots[first], len(TOLL_SLOTS)),
        _one_hot(table.slots[second], len(TOLL_SLOTS)),
        table.slots[first] == table.slots[second],
        both & (low[first] == low[second]) & (high[first] == high[second]),
        both & (low[first] == low[second]),
        both & (low[first] < low[second]),
        both & (low[first] > low[second]),
        both & (low[first] <= high[second]) & (low[second] <= high[first]),
        low[first] == 0,
        low[second] == 0,
        np.log1p(np.maximum(low[first], 0)) / 10,
        np.log1p(np.maximum(low[second], 0)) / 10,
        _by_word(table)[first],
        _by_word(table)[second],
        np.asarray([_overlap(words[a], words[b]) for a, b in zip(first, second, strict=True)]),
        np.log1p(between_tolls) / 2,
        between_tolls == 0,
    ]
    return np.column_stack([np.asarray(column, dtype=np.float32) for column in columns])


def _bounds(table: SpanTable) -> tuple[Floats, Floats]:
    """Lowest and highest number of each span; -1 where no lowest is stated, infinity where no highest is."""
    low = [-1 if quantity.min is None else quantity.min for quantity in table.quantities]
    high = [np.inf if quantity.max is None else quantity.max for quantity in table.quantities]
    return np.asarray(low, dtype=np.float32), np.asarray(high, dtype=np.float32)


def _by_word(table: SpanTable) -> NDArray[np.bool_]:
    """Which spans are people told without a number."""
    return np.asarray([quantity.qualifier in ("implicit", "plural") for quantity in table.quantities], dtype=bool)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def cue_features(article: TokenizedArticle, table: SpanTable, published: date | None) -> Floats:
    """What rules know of each span. Shape: ``[spans, CUE_WIDTH]``.

    Columns: a word such as "including" within six words before or three words behind; a word of updating in the span's
    sentence; the span stands in the first paragraph, often a headline; of a toll its number and wording; of a date how
    long before the publication it lies and how much time it covers, which tell today's event from old ones and sums.
    """
    features = np.zeros((len(table), CUE_WIDTH), dtype=np.float32)
    for index, span in enumerate(table.spans):
        around = _text(article, span.start - 6, span.start) + " | " + _text(article, span.end, span.end + 3)
        first, last = np.searchsorted(article.sentence, [table.sentences[index], table.sentences[index] + 1])
        near = _text(article, max(int(first), span.start - 40), min(int(last), span.end + 40))
        features[index, :3] = (
            bool(_PART_CUES.search(around)),
            bool(_UPDATE_CUES.search(near)),
            table.paragraphs[index] == 0,
        )
        if span.label in TOLL_SLOTS:
            features[index, _NUMBER_CUES] = _number_cues(table.quantities[index])
        elif span.label is Slot.DATE:
            features[index, _DATE_CUES] = _date_cues(resolve_date(table.texts[index], published), published)
    return features


def _number_cues(quantity: Quantity) -> list[float]:
    low, high = quantity.min, quantity.max
    wording = [float(quantity.qualifier is qualifier) for qualifier in Qualifier]
    return [low is None, low == 0, np.log1p(low or 0) / 10, low is not None and low == high, *wording]


def _date_cues(days: DateRange, published: date | None) -> list[float]:
    if days.start is None:
        return [0.0] * (4 + len(_DAYS_AGO) + len(_DAYS_LONG))
    last = days.end or published
    ages, lengths = [0.0] * (len(_DAYS_AGO) + 1), [0.0] * (len(_DAYS_LONG) + 1)
    if published is not None and last is not None:
        ages[bisect_left(_DAYS_AGO, (published - last).days)] = 1.0
    if last is not None:  # "since 2011" in an article without a date has no length that is known
        lengths[bisect_left(_DAYS_LONG, (last - days.start).days)] = 1.0
    return [1.0, days.end is None, *ages, *lengths]


def _text(article: TokenizedArticle, start: int, end: int) -> str:
    start, end = max(start, 0), min(end, article.rows)
    return article.text[article.starts[start] : article.ends[end - 1]] if start < end else ""


def feature_widths() -> tuple[int, int]:
    """Widths of the features of filler pairs and of toll pairs."""
    empty = np.zeros(0, dtype=np.int64)
    table = SpanTable((), (), (), empty, empty, empty, empty, empty, empty, empty)
    return filler_pairs(table).features.shape[1], toll_pairs(table).features.shape[1]
