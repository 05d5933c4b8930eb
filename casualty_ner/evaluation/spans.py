"""Slots: strict span scores through seqeval (IOB2), overlap scores, and which slot was taken for which.

The spans of a record are the mentions and fillers of its tolls, each once. The annotation is flat: a predicted span
that shares a character with another predicted span is no decision between the two, so each of them counts as predicted
and none as a hit. Guessing two labels, or two extents, for one stretch of text can therefore never pay.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from seqeval.scheme import IOB2, Entities

from casualty_ner.evaluation.matching import LabelledSpan, match_spans
from casualty_ner.evaluation.pairs import DocumentPair, RecordView, evidence_of
from casualty_ner.schema import FILLER_SLOTS, SLOT_OF_OUTCOME, Slot

MISSED, SPURIOUS = "missed", "spurious"
"""Column and row of the slot confusion for spans that the other side lacks."""


def spans_of(view: RecordView) -> list[LabelledSpan]:
    """Every labelled span of one side once, in text order."""
    spans = {
        LabelledSpan(item.start, item.end, SLOT_OF_OUTCOME[toll.outcome])
        for toll in view.tolls
        for item in toll.mentions
    }
    for toll in view.tolls:
        for slot in FILLER_SLOTS:
            spans.update(LabelledSpan(item.start, item.end, slot) for item in evidence_of(toll, slot))
    return sorted(spans)


def split_contested(spans: Sequence[LabelledSpan]) -> tuple[list[LabelledSpan], list[LabelledSpan]]:
    """Sorted spans as (those that stand alone, those that share a character with another)."""
    contested: set[LabelledSpan] = set()
    widest: LabelledSpan | None = None
    for span in spans:
        if widest is not None and span.start < widest.end:
            contested.update((span, widest))
        if widest is None or span.end > widest.end:
            widest = span
    return [span for span in spans if span not in contested], [span for span in spans if span in contested]


def strict_counts(gold: Sequence[LabelledSpan], predicted: Sequence[LabelledSpan]) -> dict[Slot, tuple[int, int, int]]:
    """(hits, predicted, gold) of each slot in one document, by seqeval with ``mode="strict"`` and ``scheme=IOB2``.

    Adding them over documents gives what seqeval's ``classification_report`` computes from all documents at once.
    """
    alone, contested = split_contested(predicted)
    tag_rows = _tag_rows(gold, alone, contested)
    truth = Entities([row[0] for row in tag_rows], IOB2)
    guess = Entities([row[1] for row in tag_rows], IOB2)
    counts = {}
    for slot in Slot:
        expected, found = truth.filter(slot.value), guess.filter(slot.value)
        counts[slot] = (len(expected & found), len(found), len(expected))
    return counts


def _tag_rows(
    gold: Sequence[LabelledSpan], alone: Sequence[LabelledSpan], contested: Sequence[LabelledSpan]
) -> list[tuple[list[str], list[str]]]:
    """IOB2 sequences (gold, predicted); each contested span gets a row of its own, against an empty gold row."""
    rows = [_iob2_pair(gold, alone)]
    rows += [([_OUTSIDE], [f"B-{span.label.value}"]) for span in contested]
    return rows


_OUTSIDE = "O"


def _iob2_pair(gold: Sequence[LabelledSpan], predicted: Sequence[LabelledSpan]) -> tuple[list[str], list[str]]:
    """Both sides tagged over the stretches between all span boundaries of both.

    Cut so, two spans cover the same stretches exactly when their character offsets are the same: a blank more or half
    a word less is a different span, which tagging by words would hide.
    """
    cuts = sorted({edge for span in (*gold, *predicted) for edge in span[:2]})
    return _iob2(gold, cuts), _iob2(predicted, cuts)


def _iob2(spans: Iterable[LabelledSpan], cuts: Sequence[int]) -> list[str]:
    tags = [_OUTSIDE for _ in pairwise(cuts)] or [_OUTSIDE]
    for span in spans:
        first, last = bisect_left(cuts, span.start), bisect_left(cuts, span.end)
        tags[first:last] = [f"B-{span.label.value}"] + [f"I-{span.label.value}"] * (last - first - 1)
    return tags


def count_slots(pair: DocumentPair) -> Counter[str]:
    """Columns ``slots.SLOT``, ``overlap.SLOT`` and ``confusion.slots`` of one document."""
    gold, predicted = spans_of(pair.gold), spans_of(pair.predicted)
    counts: Counter[str] = Counter()
    for slot, figures in strict_counts(gold, predicted).items():
        for column, figure in zip(("hits", "predicted", "gold"), figures, strict=True):
            counts[f"slots.{slot}/{column}"] = figure
            if column != "hits":
                counts[f"overlap.{slot}/{column}"] = figure
    matched = match_spans(gold, split_contested(predicted)[0])
    for span, other in matched.items():
        counts[f"overlap.{span.label}/hits"] += span.label is other.label
    counts.update(f"confusion.slots/{row}/{column}" for row, column in _confusion(gold, predicted, matched))
    return counts


def _confusion(
    gold: Sequence[LabelledSpan], predicted: Sequence[LabelledSpan], matched: dict[LabelledSpan, LabelledSpan]
) -> list[tuple[str, str]]:
    taken = set(matched.values())
    rows = [(span.label.value, matched[span].label.value if span in matched else MISSED) for span in gold]
    return rows + [(SPURIOUS, span.label.value) for span in predicted if span not in taken]
