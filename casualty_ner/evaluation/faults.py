"""Every error of a system with its place in the text, for reading: what gold says there, and what was predicted."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum

from casualty_ner.articles import Frozen
from casualty_ner.evaluation.attributes import Attribute, event_descriptions, toll_descriptions
from casualty_ner.evaluation.matching import LabelledSpan, match_spans
from casualty_ner.evaluation.pairs import DocumentPair, RecordView, any_overlap, evidence_of
from casualty_ner.evaluation.spans import spans_of, split_contested
from casualty_ner.evaluation.tolls import Alignment, same_bounds, same_relative
from casualty_ner.records import Evidence, TollRecord
from casualty_ner.schema import FILLER_FIELDS, SLOT_OF_OUTCOME, Slot


class FaultKind(StrEnum):
    """What is wrong."""

    MISSED = "missed"
    """A gold span that no predicted span overlaps."""
    SPURIOUS = "spurious"
    """A predicted span without a gold span, or in conflict with another predicted one."""
    WRONG_SLOT = "wrong slot"
    WRONG_EXTENT = "wrong extent"
    """The right slot, from or to the wrong character."""
    WRONG_BOUNDS = "wrong bounds"
    """A found toll with another min or max."""
    WRONG_ATTRIBUTE = "wrong attribute"
    WRONG_LINKS = "wrong links"
    """A found toll that takes other fillers, another parent or update, or a mention told as a toll of its own."""
    SPLIT_EVENT = "split event"
    MERGED_EVENT = "merged event"


class Fault(Frozen):
    """One error; ``start`` and ``end`` are code points of its article."""

    article: str
    kind: FaultKind
    slot: Slot
    start: int
    end: int
    gold: str
    predicted: str


def find_faults(pair: DocumentPair, alignment: Alignment) -> list[Fault]:
    """The errors in one document, in text order."""
    finders = (_span_faults, _toll_faults, _unaligned_faults, _event_faults)
    found = (fault for finder in finders for fault in finder(pair, alignment))
    faults = [
        Fault(article=pair.article.id, kind=kind, slot=slot, start=at.start, end=at.end, gold=gold, predicted=said)
        for kind, slot, at, gold, said in found
    ]
    return sorted(faults, key=lambda fault: (fault.start, fault.end, list(FaultKind).index(fault.kind)))


_Found = tuple[FaultKind, Slot, Evidence | LabelledSpan, str, str]
NOTHING = "nothing"


def _span_faults(pair: DocumentPair, _: Alignment) -> Iterator[_Found]:
    text = pair.article.text
    gold, predicted = spans_of(pair.gold), spans_of(pair.predicted)
    matched = match_spans(gold, split_contested(predicted)[0])
    for span in gold:
        other = matched.get(span)
        if other is None:
            yield FaultKind.MISSED, span.label, span, _quote(text, span), NOTHING
        elif other.label is not span.label:
            gold_slot, slot = (f"{found.label} {_quote(text, found)}" for found in (span, other))
            yield FaultKind.WRONG_SLOT, span.label, span, gold_slot, slot
        elif other != span:
            yield FaultKind.WRONG_EXTENT, span.label, span, _quote(text, span), _quote(text, other)
    for span in sorted(set(predicted) - set(matched.values())):
        yield FaultKind.SPURIOUS, span.label, span, NOTHING, _quote(text, span)


def _quote(text: str, span: LabelledSpan) -> str:
    return f"“{text[span.start : span.end]}”"


def _toll_faults(pair: DocumentPair, alignment: Alignment) -> Iterator[_Found]:
    shared = set(spans_of(pair.gold)) & set(spans_of(pair.predicted))
    for one, other in sorted(alignment.tolls.items()):
        toll, guess = pair.gold.tolls[one], pair.predicted.tolls[other]
        slot = SLOT_OF_OUTCOME[toll.outcome]
        if not same_bounds(toll, guess):
            yield FaultKind.WRONG_BOUNDS, slot, toll, str(toll.bounds), str(guess.bounds)
        for attribute, gold, said in toll_descriptions(toll, guess):
            if gold != said:
                yield _described(slot, toll, attribute, gold, said)
        yield from _filler_faults(toll, guess, shared)
        for name, gold_relatives, relatives in (
            ("part of", pair.gold.parent, pair.predicted.parent),
            ("updates", pair.gold.updated, pair.predicted.updated),
        ):
            if not same_relative(alignment, gold_relatives[one], relatives[other]):
                gold, said = (
                    f"{name} {_words(view, relative)}"
                    for view, relative in ((pair.gold, gold_relatives[one]), (pair.predicted, relatives[other]))
                )
                yield FaultKind.WRONG_LINKS, slot, toll, gold, said


def _described(slot: Slot, toll: Evidence, attribute: Attribute, gold: str, said: str) -> _Found:
    words, right, wrong = (name.replace("_", " ") for name in (attribute, gold, said))
    return FaultKind.WRONG_ATTRIBUTE, slot, toll, f"{words} {right}", f"{words} {wrong}"


def _filler_faults(toll: TollRecord, guess: TollRecord, shared: set[LabelledSpan]) -> Iterator[_Found]:
    """Links that differ between spans that both sides have; spans of one side alone are errors already."""
    for slot, name in FILLER_FIELDS.items():
        gold, said = (
            {span: item.text for item in evidence_of(side, slot) if (span := _labelled(item, slot)) in shared}
            for side in (toll, guess)
        )
        if gold.keys() != said.keys():
            yield FaultKind.WRONG_LINKS, slot, toll, f"{name} {_listed(gold)}", f"{name} {_listed(said)}"


def _labelled(item: Evidence, slot: Slot) -> LabelledSpan:
    return LabelledSpan(item.start, item.end, slot)


def _listed(fillers: Mapping[LabelledSpan, str]) -> str:
    return ", ".join(f"“{words}”" for _, words in sorted(fillers.items())) or NOTHING


def _words(view: RecordView, toll: int | None) -> str:
    return NOTHING if toll is None else f"“{view.tolls[toll].text}”"


def _unaligned_faults(pair: DocumentPair, alignment: Alignment) -> Iterator[_Found]:
    """Tolls whose words were read, but told as mentions of another toll, and mentions told as tolls of their own."""
    taken = set(alignment.tolls.values())
    for index, toll in enumerate(pair.gold.tolls):
        host = _told_by(toll, pair.predicted) if index not in alignment.tolls else None
        if host is not None:
            slot = SLOT_OF_OUTCOME[toll.outcome]
            yield FaultKind.WRONG_LINKS, slot, toll, "a toll of its own", f"a mention of “{host.text}”"
    for index, toll in enumerate(pair.predicted.tolls):
        host = _told_by(toll, pair.gold) if index not in taken else None
        if host is not None:
            slot = SLOT_OF_OUTCOME[toll.outcome]
            yield FaultKind.WRONG_LINKS, slot, toll, f"a mention of “{host.text}”", "a toll of its own"


def _told_by(toll: TollRecord, view: RecordView) -> TollRecord | None:
    for host in view.tolls:
        if host.outcome is toll.outcome and any_overlap(toll.mentions, host.mentions):
            return host
    return None


def _event_faults(pair: DocumentPair, alignment: Alignment) -> Iterator[_Found]:
    homes: dict[int, set[int]] = defaultdict(set)
    origins: dict[int, set[int]] = defaultdict(set)
    for one, other in alignment.tolls.items():
        event, guess = pair.gold.event_of[one], pair.predicted.event_of[other]
        homes[event].add(guess)
        origins[guess].add(event)
    for event, guesses in sorted(homes.items()):
        if len(guesses) > 1:
            slot, toll = _first_toll(pair.gold, event)
            yield FaultKind.SPLIT_EVENT, slot, toll, "one event", f"{len(guesses)} events"
    for guess, events in sorted(origins.items()):
        if len(events) > 1:
            slot, toll = _first_toll(pair.predicted, guess)
            yield FaultKind.MERGED_EVENT, slot, toll, f"{len(events)} events", "one event"
    for one, other in sorted(alignment.found_events.items()):
        slot, toll = _first_toll(pair.gold, one)
        for attribute, gold, said in event_descriptions(pair.gold.events[one], pair.predicted.events[other]):
            if gold != said:
                yield _described(slot, toll, attribute, gold, said)


def _first_toll(view: RecordView, event: int) -> tuple[Slot, TollRecord]:
    toll = min(view.tolls_of(event), key=lambda toll: toll.start)
    return SLOT_OF_OUTCOME[toll.outcome], toll
