"""Toll F1: tolls of a document aligned one-to-one, then judged at five levels from found to full.

Two tolls can be aligned only if their outcome is the same and a mention of one shares a character with a mention of
the other: a right number from the wrong place in the text is not right. A restated toll is one toll with several
mentions, so a restatement left standing as a toll of its own is a false positive.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from casualty_ner.evaluation.events import EventAlignment, align_events
from casualty_ner.evaluation.matching import Extent, best_pairs, overlap_share
from casualty_ner.evaluation.pairs import DocumentPair, RecordView, any_overlap, evidence_of
from casualty_ner.records import TollRecord
from casualty_ner.schema import Slot


class TollLevel(StrEnum):
    """What must agree for an aligned toll to be a hit: who and where each build on strict, full on both."""

    FOUND = "found"
    """Outcome, and evidence that overlaps."""
    STRICT = "strict"
    """Found, and min and max equal."""
    STRICT_WHO = "strict_who"
    """Strict, and a victim that overlaps a gold victim, or none on both sides."""
    STRICT_WHERE = "strict_where"
    """Strict, and a place that overlaps a gold place, or none on both sides."""
    FULL = "full"
    """Strict, who and where, a source likewise, equal status, victim class and scope, and the same parent toll."""


@dataclass(frozen=True)
class Alignment:
    """Which predicted toll and event stand for which gold one, by index in the readings of a pair."""

    tolls: dict[int, int]
    events: EventAlignment
    found_events: dict[int, int]
    """The aligned pairs of events that also share an aligned toll."""


def align(pair: DocumentPair) -> Alignment:
    """Align the events of a document, then its tolls, by the Hungarian method.

    The similarity of two tolls of one outcome with overlapping mentions is 1, and 1 more for equal min and max, up to
    0.5 for the overlap of their mentions (intersection over union, of the best pair), 0.25 for standing in aligned
    events; all others have 0.
    """
    events = align_events(pair)
    tolls = dict(best_pairs(_similarities(pair, events.pairs)))
    shared = {(pair.gold.event_of[one], pair.predicted.event_of[other]) for one, other in tolls.items()}
    return Alignment(tolls, events, {one: other for one, other in events.pairs.items() if (one, other) in shared})


def _similarities(pair: DocumentPair, events: dict[int, int]) -> NDArray[np.float64]:
    gold_extents, predicted_extents = _own_mentions(pair.gold), _own_mentions(pair.predicted)
    table = np.zeros((len(pair.gold.tolls), len(pair.predicted.tolls)))
    for row, toll in enumerate(pair.gold.tolls):
        for column, other in enumerate(pair.predicted.tolls):
            overlap = _best_overlap(gold_extents[row], predicted_extents[column])
            if toll.outcome is other.outcome and overlap > 0:
                same_event = events.get(pair.gold.event_of[row]) == pair.predicted.event_of[column]
                table[row, column] = 1 + same_bounds(toll, other) + 0.5 * overlap + 0.25 * same_event
    return table


def _own_mentions(view: RecordView) -> list[list[Extent]]:
    """The mentions of each toll that no other toll of its side lays claim to: words state one toll, not two."""
    extents = [[(item.start, item.end) for item in toll.mentions] for toll in view.tolls]
    claims = sorted((extent, toll) for toll, own in enumerate(extents) for extent in own)
    contested: set[Extent] = set()
    for place, (extent, toll) in enumerate(claims):
        for other, rival in claims[place + 1 :]:
            if other[0] >= extent[1]:
                break
            if rival != toll:
                contested.update((extent, other))
    return [[extent for extent in own if extent not in contested] for own in extents]


def _best_overlap(gold: Sequence[Extent], predicted: Sequence[Extent]) -> float:
    return max((overlap_share(one, other) for one in gold for other in predicted), default=0.0)


def same_bounds(gold: TollRecord, predicted: TollRecord) -> bool:
    """Whether min and max are both equal; null equals only null."""
    return (gold.min, gold.max) == (predicted.min, predicted.max)


def same_filler(gold: TollRecord, predicted: TollRecord, slot: Slot) -> bool:
    """Whether a filler of the slot overlaps one of gold, or both sides have none."""
    expected, found = evidence_of(gold, slot), evidence_of(predicted, slot)
    if not expected or not found:
        return not expected and not found
    return any_overlap(expected, found)


def hit_levels(pair: DocumentPair, alignment: Alignment, gold: int) -> set[TollLevel]:
    """The levels at which the gold toll at an index is a hit."""
    if gold not in alignment.tolls:
        return set()
    toll, other = pair.gold.tolls[gold], pair.predicted.tolls[alignment.tolls[gold]]
    levels = {TollLevel.FOUND}
    if same_bounds(toll, other):
        levels.add(TollLevel.STRICT)
        levels |= {level for level, slot in _LEVEL_SLOTS.items() if same_filler(toll, other, slot)}
        if levels >= set(_LEVEL_SLOTS) and _rest_agrees(pair, alignment, gold):
            levels.add(TollLevel.FULL)
    return levels


_LEVEL_SLOTS = {TollLevel.STRICT_WHO: Slot.VICTIM, TollLevel.STRICT_WHERE: Slot.PLACE}


def _rest_agrees(pair: DocumentPair, alignment: Alignment, gold: int) -> bool:
    predicted = alignment.tolls[gold]
    toll, other = pair.gold.tolls[gold], pair.predicted.tolls[predicted]
    return (
        (toll.status, toll.victim_class) == (other.status, other.victim_class)
        and pair.gold.event_at(gold).scope is pair.predicted.event_at(predicted).scope
        and same_relative(alignment, pair.gold.parent[gold], pair.predicted.parent[predicted])
        and same_filler(toll, other, Slot.SOURCE)
    )


def same_relative(alignment: Alignment, gold: int | None, predicted: int | None) -> bool:
    """Whether two aligned tolls name aligned relatives, or neither names one."""
    if gold is None or predicted is None:
        return gold is None and predicted is None
    return alignment.tolls.get(gold) == predicted


def count_tolls(pair: DocumentPair, alignment: Alignment) -> Counter[str]:
    """Columns ``tolls.LEVEL`` of one document."""
    counts: Counter[str] = Counter()
    for gold in range(len(pair.gold.tolls)):
        counts.update(f"tolls.{level}/hits" for level in hit_levels(pair, alignment, gold))
    for level in TollLevel:
        counts[f"tolls.{level}/predicted"] = len(pair.predicted.tolls)
        counts[f"tolls.{level}/gold"] = len(pair.gold.tolls)
    return counts
