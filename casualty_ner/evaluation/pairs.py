"""Gold and predicted readings of the same documents, checked against each other and put into a fixed order.

Everything that is scored goes through a :class:`RecordView`, whose tolls and events are sorted by content: ids and the
order in which a system lists things can change no score.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.assembly import to_record
from casualty_ner.errors import CorpusError, InputError
from casualty_ner.records import ArticleRecord, EventRecord, Evidence, TollRecord
from casualty_ner.schema import FILLER_FIELDS, Slot


@dataclass(frozen=True)
class RecordView:
    """What one side read from a document, by position: tolls and events refer to each other by index."""

    tolls: tuple[TollRecord, ...]
    events: tuple[EventRecord, ...]
    event_of: tuple[int, ...]
    """Index of each toll's event."""
    parent: tuple[int | None, ...]
    """Index of the toll that each toll is part of."""
    updated: tuple[int | None, ...]
    """Index of the toll that each toll updates."""

    def tolls_of(self, event: int) -> list[TollRecord]:
        """The tolls of the event at an index."""
        return [toll for toll, home in zip(self.tolls, self.event_of, strict=True) if home == event]

    def event_at(self, toll: int) -> EventRecord:
        """The event of the toll at an index."""
        return self.events[self.event_of[toll]]


@dataclass(frozen=True)
class DocumentPair:
    """One document with what gold and what a system read in it."""

    article: AnnotatedArticle
    gold: RecordView
    predicted: RecordView


def pair_documents(gold: Sequence[AnnotatedArticle], predicted: Sequence[ArticleRecord]) -> list[DocumentPair]:
    """Pair every gold article with the record predicted for it.

    Raises:
        CorpusError: there is no gold, or two gold articles share an id.
        InputError: the records are not of these articles in this order, or a record contradicts its text or itself.
    """
    _check_gold(gold)
    if len(gold) != len(predicted):
        raise InputError(
            f"{len(gold)} gold articles but {len(predicted)} predicted records; "
            "give one record for every article, in the same order, empty where nothing was found"
        )
    pairs = []
    for number, (article, record) in enumerate(zip(gold, predicted, strict=True), start=1):
        _check_record(f"predicted record {number} ({record.article.id!r})", article, record)
        pairs.append(DocumentPair(article, view_of(to_record(article)), view_of(record)))
    return pairs


def fingerprint(gold: Sequence[AnnotatedArticle]) -> str:
    """SHA-256, in hex, over ids, texts and annotation of the articles in order; two equal ones mean the same test."""
    digest = hashlib.sha256()
    for article in gold:
        digest.update(article.model_dump_json().encode() + b"\n")
    return digest.hexdigest()


def view_of(record: ArticleRecord) -> RecordView:
    """A record by position, in the order of its content."""
    keys = _content_keys(record)
    events = sorted(record.events, key=lambda event: _event_key(event, keys))
    tolls = sorted((toll for event in events for toll in event.tolls), key=lambda toll: keys[toll.id])
    home = {toll.id: index for index, event in enumerate(events) for toll in event.tolls}
    position: dict[str | None, int] = {toll.id: index for index, toll in enumerate(tolls)}
    return RecordView(
        tolls=tuple(tolls),
        events=tuple(events),
        event_of=tuple(home[toll.id] for toll in tolls),
        parent=tuple(position.get(toll.part_of) for toll in tolls),
        updated=tuple(position.get(toll.updates) for toll in tolls),
    )


def evidence_of(toll: TollRecord, slot: Slot) -> tuple[Evidence, ...]:
    """The fillers of a toll in one slot."""
    fillers: tuple[Evidence, ...] = getattr(toll, FILLER_FIELDS[slot])
    return fillers


def any_overlap(some: Iterable[Evidence], others: Sequence[Evidence]) -> bool:
    """Whether a stretch of one side shares a character with a stretch of the other."""
    return any(one.start < other.end and other.start < one.end for one in some for other in others)


def _content_keys(record: ArticleRecord) -> dict[str, tuple[Any, ...]]:
    """A sortable value for each toll id that depends on what the toll says, its event and its relatives, on no id."""
    tolls = [toll for event in record.events for toll in event.tolls]
    own: dict[str | None, tuple[Any, ...]] = {toll.id: _own_key(toll) for toll in tolls}
    parts: dict[str | None, list[tuple[Any, ...]]] = defaultdict(list)
    for toll in tolls:
        parts[toll.part_of].append(own[toll.id])
    keys = {}
    for event in record.events:
        home = _event_key(event, own)
        for toll in event.tolls:
            relatives = (own.get(toll.part_of, ()), own.get(toll.updates, ()), sorted(parts[toll.id]))
            keys[toll.id] = (own[toll.id], home, *relatives)
    return keys


def _own_key(toll: TollRecord) -> tuple[Any, ...]:
    fillers = [sorted((item.start, item.end) for item in evidence_of(toll, slot)) for slot in FILLER_FIELDS]
    mentions = sorted((item.start, item.end) for item in toll.mentions)
    bounds = [(bound is None, bound or 0) for bound in (toll.min, toll.max)]
    attributes = (toll.outcome, toll.qualifier, toll.victim_class, toll.status)
    return (toll.start, toll.end, *attributes, bounds, mentions, fillers)


def _event_key(event: EventRecord, keys: Mapping[Any, tuple[Any, ...]]) -> tuple[Any, ...]:
    date = (event.date.start, event.date.end, str(event.date.first), str(event.date.last)) if event.date else ()
    return (sorted(keys[toll.id] for toll in event.tolls), event.scope, event.event_type, date)


def _quotes(record: ArticleRecord) -> Iterator[Evidence]:
    for event in record.events:
        yield from (*event.places, *event.perpetrators, *event.causes)
        if event.date is not None:
            yield event.date
        for toll in event.tolls:
            yield from (toll, *toll.mentions)
            for slot in FILLER_FIELDS:
                yield from evidence_of(toll, slot)


def _check_gold(gold: Sequence[AnnotatedArticle]) -> None:
    if not gold:
        raise CorpusError("the gold corpus is empty; an evaluation needs at least one annotated article")
    for identifier, count in Counter(article.id for article in gold).items():
        if count > 1:
            raise CorpusError(f"gold article id {identifier!r} is used {count} times; ids must be unique")


def _check_record(place: str, article: AnnotatedArticle, record: ArticleRecord) -> None:
    if record.article.id != article.id:
        raise InputError(f"{place} stands where the gold article is {article.id!r}; give both in the same order")
    if record.article.characters != len(article.text):
        raise InputError(
            f"{place} was read from a text of {record.article.characters} characters, the gold article has "
            f"{len(article.text)}; predict on the whole, unchanged text"
        )
    for item in _quotes(record):
        if not 0 <= item.start < item.end or article.text[item.start : item.end] != item.text:
            raise InputError(
                f"{place} quotes {item.text!r} at [{item.start}:{item.end}], the article has "
                f"{article.text[max(item.start, 0) : item.end]!r} there; offsets are half-open code points"
            )
    _check_tolls(place, record)


def _check_tolls(place: str, record: ArticleRecord) -> None:
    tolls = [toll for event in record.events for toll in event.tolls]
    ids = Counter(toll.id for toll in tolls)
    for toll in tolls:
        if ids[toll.id] > 1:
            raise InputError(f"{place} uses toll id {toll.id!r} {ids[toll.id]} times; ids are unique in a document")
        if (toll.start, toll.end) not in {(item.start, item.end) for item in toll.mentions}:
            raise InputError(f"{place}: toll {toll.id!r} stands at {toll.text!r}, which is not among its mentions")
        for relation, other in (("part_of", toll.part_of), ("updates", toll.updates)):
            if other is not None and (other not in ids or other == toll.id):
                raise InputError(
                    f"{place}: toll {toll.id!r} is {relation} {other!r}; it must name another of its tolls"
                )
