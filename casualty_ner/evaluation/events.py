"""Event F1: events aligned one-to-one on their fillers, in the manner of CEAF-RME (Chen et al. 2023).

The fillers of an event are its tolls as (outcome, min, max), its date, and the entities of each other slot. Inside an
aligned pair fillers match one-to-one within their slot: tolls when equal, dates when their days overlap (their words
where days are not known), entities when they share a name. An event of no counterpart counts in the precision or
recall alone. The original lets several predicted fillers share a gold one; here they may not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from casualty_ner.evaluation.entities import Entity, entities, matched_entities, normalise
from casualty_ner.evaluation.matching import best_pairs
from casualty_ner.evaluation.pairs import DocumentPair, RecordView, any_overlap, evidence_of
from casualty_ner.records import EventDate, TollRecord
from casualty_ner.schema import FILLER_SLOTS, Outcome, Slot

_NAMED_SLOTS = tuple(slot for slot in FILLER_SLOTS if slot is not Slot.DATE)


class EventMatching(StrEnum):
    """How events are paired before their fillers are compared, from strict to forgiving."""

    ONE_TO_ONE = "one_to_one"
    """Each gold event has at most one predicted event: splitting and merging both cost."""
    SPLIT_FORGIVEN = "split_forgiven"
    """Predicted events that share most with the same gold event are pooled first: only merging costs."""
    MERGED = "merged"
    """All events of a document are pooled on both sides: neither costs. What it gains is the price of both."""


@dataclass(frozen=True)
class Fillers:
    """What one event, or several pooled, say."""

    tolls: Counter[tuple[Outcome, int | None, int | None]]
    dates: tuple[EventDate, ...]
    named: dict[Slot, list[Entity]]

    def __len__(self) -> int:
        """The number of fillers."""
        return self.tolls.total() + len(self.dates) + sum(len(group) for group in self.named.values())


def fillers_of(view: RecordView, events: Iterable[int]) -> Fillers:
    """The fillers of the events at these indices, pooled."""
    chosen = sorted(events)
    tolls = [toll for event in chosen for toll in view.tolls_of(event)]
    dates = [date for event in chosen if (date := view.events[event].date) is not None]
    return Fillers(
        tolls=Counter((toll.outcome, toll.min, toll.max) for toll in tolls),
        dates=tuple({(date.first, date.last, normalise(date.text)): date for date in dates}.values()),
        named={slot: entities(_names(tolls, slot)) for slot in _NAMED_SLOTS},
    )


def matched_fillers(gold: Fillers, predicted: Fillers) -> int:
    """How many fillers two events share, one-to-one within each slot."""
    dates = np.array([[same_date(one, other) for other in predicted.dates] for one in gold.dates], dtype=np.float64)
    shared = (gold.tolls & predicted.tolls).total()
    shared += len(best_pairs(dates.reshape(len(gold.dates), len(predicted.dates))))
    return shared + sum(matched_entities(gold.named[slot], predicted.named[slot]) for slot in _NAMED_SLOTS)


def same_date(one: EventDate, other: EventDate) -> bool:
    """Whether two dates share a day; where the days of either are not known, whether their words are the same."""
    if not _resolved(one) or not _resolved(other):
        return normalise(one.text) == normalise(other.text)
    return _reaches(one, other) and _reaches(other, one)


def _resolved(date: EventDate) -> bool:
    return date.first is not None or date.last is not None


def _reaches(one: EventDate, other: EventDate) -> bool:
    """Whether one date begins no later than the other ends; a side that is not stated is open."""
    return one.first is None or other.last is None or one.first <= other.last


@dataclass(frozen=True)
class EventAlignment:
    """The events of a document on both sides, by index in its readings, and which stands for which."""

    gold: list[Fillers]
    predicted: list[Fillers]
    shared: NDArray[np.float64]
    """``[gold, predicted]``: the number of fillers that two events share."""
    pairs: dict[int, int]


def align_events(pair: DocumentPair) -> EventAlignment:
    """Align the events of a document one-to-one, by the Hungarian method on the number of shared fillers.

    Between alignments that share equally many, the one with more overlapping toll mentions is taken.
    """
    gold, predicted = (
        [fillers_of(side, (event,)) for event in range(len(side.events))] for side in (pair.gold, pair.predicted)
    )
    table = [[matched_fillers(one, other) for other in predicted] for one in gold]
    shared = np.array(table, dtype=np.float64).reshape(len(gold), len(predicted))
    evidence = _shared_evidence(pair)
    tie_break = evidence / (1 + evidence.sum())
    return EventAlignment(gold, predicted, shared, dict(best_pairs(np.where(shared > 0, shared + tie_break, 0.0))))


def count_events(pair: DocumentPair, alignment: EventAlignment) -> Counter[str]:
    """Columns ``events.MATCHING`` of one document."""
    gold, predicted = alignment.gold, alignment.predicted
    counts: Counter[str] = Counter()
    hits = int(sum(alignment.shared[one, other] for one, other in alignment.pairs.items()))
    _add(counts, EventMatching.ONE_TO_ONE, hits, gold, predicted)
    pooled = _pooled_by_gold(pair.predicted, alignment)
    hits = sum(matched_fillers(one, other) for one, other in zip(gold, pooled, strict=False))
    _add(counts, EventMatching.SPLIT_FORGIVEN, hits, gold, pooled)
    everything = [fillers_of(side, range(len(side.events))) for side in (pair.gold, pair.predicted)]
    _add(counts, EventMatching.MERGED, matched_fillers(*everything), everything[:1], everything[1:])
    return counts


def _pooled_by_gold(predicted: RecordView, alignment: EventAlignment) -> list[Fillers]:
    """Predicted events pooled by the gold event with which they share most: one for each gold event, then the rest."""
    groups: list[list[int]] = [[] for _ in alignment.gold]
    rest: list[list[int]] = []
    preference = alignment.shared.copy()
    for one, other in alignment.pairs.items():
        preference[one, other] += 0.5
    for event in range(len(alignment.predicted)):
        if preference[:, event].any():
            groups[int(preference[:, event].argmax())].append(event)
        else:
            rest.append([event])
    return [fillers_of(predicted, group) for group in (*groups, *rest)]


def _shared_evidence(pair: DocumentPair) -> NDArray[np.float64]:
    table = np.zeros((len(pair.gold.events), len(pair.predicted.events)))
    for toll, event in zip(pair.gold.tolls, pair.gold.event_of, strict=True):
        for other, home in zip(pair.predicted.tolls, pair.predicted.event_of, strict=True):
            table[event, home] += any_overlap(toll.mentions, other.mentions)
    return table


def _names(tolls: Iterable[TollRecord], slot: Slot) -> list[str]:
    return [item.text for toll in tolls for item in evidence_of(toll, slot)]


def _add(counts: Counter[str], name: str, hits: int, gold: Sequence[Fillers], predicted: Sequence[Fillers]) -> None:
    counts[f"events.{name}/hits"] = hits
    counts[f"events.{name}/predicted"] = sum(map(len, predicted))
    counts[f"events.{name}/gold"] = sum(map(len, gold))
