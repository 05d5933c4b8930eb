"""Attributes of aligned tolls and events: which value was taken for which.

Accuracy here is conditional: it says how often a found toll or event was described rightly, not how many were found.
Read it beside recall; the full level of toll F1 charges for both.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from casualty_ner.evaluation.pairs import DocumentPair
from casualty_ner.evaluation.tolls import Alignment
from casualty_ner.records import EventDate, EventRecord, TollRecord


class Attribute(StrEnum):
    """What is described, of a toll (the first three) or of an event."""

    STATUS = "status"
    VICTIM_CLASS = "victim_class"
    QUALIFIER = "qualifier"
    SCOPE = "scope"
    EVENT_TYPE = "event_type"
    DATE = "date"
    """Right when both first and last day are; "none" and "unresolved" are values like any other."""


MACRO_ATTRIBUTES = (Attribute.SCOPE, Attribute.STATUS, Attribute.VICTIM_CLASS)
"""Attributes of which one value is so common that accuracy alone would flatter; they have a macro-F1 too."""

Description = tuple[Attribute, str, str]
"""An attribute, gold's value, the predicted value."""

_OF_TOLL = (Attribute.STATUS, Attribute.VICTIM_CLASS, Attribute.QUALIFIER)
_OF_EVENT = (Attribute.SCOPE, Attribute.EVENT_TYPE)


def toll_descriptions(gold: TollRecord, predicted: TollRecord) -> Iterator[Description]:
    """How both sides describe a toll."""
    for attribute in _OF_TOLL:
        yield attribute, str(getattr(gold, attribute)), str(getattr(predicted, attribute))


def event_descriptions(gold: EventRecord, predicted: EventRecord) -> Iterator[Description]:
    """How both sides describe an event; its date only where one side at least gives one."""
    for attribute in _OF_EVENT:
        yield attribute, str(getattr(gold, attribute)), str(getattr(predicted, attribute))
    if gold.date is not None or predicted.date is not None:
        yield Attribute.DATE, _days(gold.date), _days(predicted.date)


def count_attributes(pair: DocumentPair, alignment: Alignment) -> Counter[str]:
    """Columns ``attributes.ATTRIBUTE`` and ``confusion.ATTRIBUTE/gold/predicted`` of one document."""
    counts: Counter[str] = Counter()
    for attribute, gold, predicted in _descriptions(pair, alignment):
        counts[f"attributes.{attribute}/total"] += 1
        counts[f"attributes.{attribute}/hits"] += gold == predicted
        if attribute is not Attribute.DATE:
            counts[f"confusion.{attribute}/{gold}/{predicted}"] += 1
    return counts


def _descriptions(pair: DocumentPair, alignment: Alignment) -> Iterator[Description]:
    for one, other in alignment.tolls.items():
        yield from toll_descriptions(pair.gold.tolls[one], pair.predicted.tolls[other])
    for one, other in alignment.found_events.items():
        yield from event_descriptions(pair.gold.events[one], pair.predicted.events[other])


def _days(date: EventDate | None) -> str:
    if date is None:
        return "none"
    return "unresolved" if date.first is None and date.last is None else f"{date.first}..{date.last}"
