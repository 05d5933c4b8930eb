"""An annotated article, gold or predicted, turned into the record that users get: one way for both.

Derived here and nowhere else: an event's date, the union of its fillers, and its totals.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casualty_ner.articles import AnnotatedArticle, Event, Span, Toll
from casualty_ner.dates import DateRange, resolve_date
from casualty_ner.quantities.wording import words
from casualty_ner.records import (
    ArticleInfo,
    ArticleRecord,
    Bounds,
    EventDate,
    EventRecord,
    Evidence,
    ModelInfo,
    TollRecord,
)
from casualty_ner.schema import FILLER_FIELDS, DatePrecision, Outcome, Slot, Status

_FINEST_FIRST = (DatePrecision.DAY, DatePrecision.WEEK, DatePrecision.MONTH, DatePrecision.YEAR, DatePrecision.UNKNOWN)
_GENERIC_VICTIMS = words("people persons person others victims")
_GENERIC_SOURCES = words(
    "of the for and in at ministry minister department office agency authority authorities hospital official officials"
    " spokesman spokeswoman spokesperson"
)
_GENERIC_PLACES = words(
    "of the and in at city town village province state region district county area neighbourhood neighborhood"
)


def to_record(
    article: AnnotatedArticle,
    *,
    confidence: Mapping[str, float] | None = None,
    model: ModelInfo | None = None,
    notes: tuple[str, ...] = (),
) -> ArticleRecord:
    """Assemble the record of an annotated article.

    ``confidence`` gives a number in 0..1 for ids of tolls and events; what it lacks, as in gold, counts as 1.
    """
    confidence = confidence or {}
    return ArticleRecord(
        article=ArticleInfo(id=article.id, published=article.published, characters=len(article.text), notes=notes),
        events=tuple(_event_record(article, event, confidence) for event in article.events),
        model=model,
    )


def _event_record(article: AnnotatedArticle, event: Event, confidence: Mapping[str, float]) -> EventRecord:
    tolls = [article.toll_by_id[identifier] for identifier in event.tolls]
    return EventRecord(
        id=event.id,
        scope=event.scope,
        event_type=event.event_type,
        date=_event_date(article, event, tolls),
        places=_most_specific_first(_union(article, tolls, Slot.PLACE)),
        perpetrators=_evidence(_union(article, tolls, Slot.PERPETRATOR)),
        causes=_evidence(_union(article, tolls, Slot.CAUSE)),
        tolls=tuple(_toll_record(article, toll, confidence.get(toll.id, 1.0)) for toll in tolls),
        totals=event_totals(article, tolls),
        confidence=confidence.get(event.id, 1.0),
    )


def _toll_record(article: AnnotatedArticle, toll: Toll, confidence: float) -> TollRecord:
    principal = article.span_by_id[toll.principal]
    return TollRecord(
        id=toll.id,
        outcome=toll.outcome,
        min=toll.min,
        max=toll.max,
        qualifier=toll.qualifier,
        text=principal.text,
        start=principal.start,
        end=principal.end,
        victim_class=toll.victim_class,
        status=toll.status,
        part_of=toll.part_of,
        updates=toll.updates,
        mentions=_evidence(_spans(article, toll.mentions)),
        confidence=confidence,
        **{name: _evidence(_spans(article, toll.fillers(slot))) for slot, name in FILLER_FIELDS.items()},
    )


def _spans(article: AnnotatedArticle, ids: Iterable[str]) -> list[Span]:
    return sorted((article.span_by_id[identifier] for identifier in ids), key=lambda span: span.start)


def _evidence(spans: Iterable[Span]) -> tuple[Evidence, ...]:
    return tuple(Evidence(text=span.text, start=span.start, end=span.end) for span in spans)


def _union(article: AnnotatedArticle, tolls: Iterable[Toll], slot: Slot) -> list[Span]:
    return _spans(article, dict.fromkeys(identifier for toll in tolls for identifier in toll.fillers(slot)))


def _most_specific_first(places: list[Span]) -> tuple[Evidence, ...]:
    """Order places so that one whose words name another ("Basamis, Idlib") comes before it; ties keep text order."""
    times = Counter(place.text.lower() for place in places)
    named_by_others = {
        name: sum(count for text, count in times.items() if name != text and name in text) for name in times
    }
    return _evidence(sorted(places, key=lambda place: (named_by_others[place.text.lower()], place.start)))


def _event_date(article: AnnotatedArticle, event: Event, tolls: list[Toll]) -> EventDate | None:
    """The most precise date among the fillers of the event's tolls, the first of them in the text where several are.

    The dates of tolls that are part of another toll count only where the others have none.
    """
    own = {toll.id for toll in tolls}
    spans = _union(article, [toll for toll in tolls if toll.part_of not in own], Slot.DATE)
    spans = spans or _union(article, tolls, Slot.DATE)
    if not spans:
        return None
    resolved = [(span, _resolve(event, span, article.published)) for span in spans]
    span, days = min(resolved, key=lambda pair: _FINEST_FIRST.index(pair[1].precision))
    return EventDate(
        text=span.text, start=span.start, end=span.end, first=days.start, last=days.end, precision=days.precision
    )


def _resolve(event: Event, span: Span, published: date | None) -> DateRange:
    if event.date is not None:
        return DateRange(event.date.start, event.date.end, event.date.precision)
    return resolve_date(span.text, published)


def event_totals(article: AnnotatedArticle, tolls: list[Toll]) -> dict[Outcome, Bounds]:
    """The totals of one event by outcome, over the outcomes that it states.

    Left out are tolls that are part of another toll of the event, replaced by an update, denied or projected. Tolls of
    one group by different sources count once, with the lowest ``min`` and the highest ``max``. A null ``min`` counts
    0 in a sum, a null ``max`` makes the sum's ``max`` null: "140 missing" and "five families missing" are 140 or more,
    and an outcome of which no number is stated has both bounds null.
    """
    own = {toll.id for toll in tolls}
    replaced = {toll.updates for toll in tolls}
    counted = [
        toll
        for toll in tolls
        if toll.part_of not in own and toll.id not in replaced and toll.status not in (Status.DENIED, Status.PROJECTED)
    ]
    totals: dict[Outcome, Bounds] = {}
    for outcome in Outcome:
        groups = _same_group([_Claim.of(article, toll) for toll in counted if toll.outcome is outcome])
        if groups:
            totals[outcome] = _sum([_widest(group) for group in groups])
    return totals


@dataclass(frozen=True, slots=True)
class _Claim:
    """A toll with the words of its sources, victims and places."""

    toll: Toll
    sources: frozenset[str]
    victims: frozenset[str]
    places: frozenset[str]

    @classmethod
    def of(cls, article: AnnotatedArticle, toll: Toll) -> "_Claim":
        sources, victims, places = (_words(article, ids) for ids in (toll.sources, toll.victims, toll.places))
        return cls(toll, sources, victims - _GENERIC_VICTIMS, places)

    def rivals(self, other: "_Claim") -> bool:
        """Whether two tolls of one outcome are two sources' figures for the same people.

        The sources must differ: they share no word that tells them apart, so that "Interior Ministry" and "Health
        Ministry" are two, "the ministry" and "Health Ministry" are one. Victims and places must not: where both tolls
        have some, they share a telling word ("three killed at Baram" and "four at Jauljibi" are seven, whoever counted
        them).
        """
        return (
            bool(self.sources and other.sources)
            and not _overlap(self.sources, other.sources, _GENERIC_SOURCES)
            and self.toll.victim_class is other.toll.victim_class
            and (not (self.victims and other.victims) or bool(self.victims & other.victims))
            and (not (self.places and other.places) or _overlap(self.places, other.places, _GENERIC_PLACES))
        )


def _same_group(claims: list[_Claim]) -> list[list[Toll]]:
    groups: list[list[_Claim]] = []
    for claim in claims:
        rival = None
        if claim.sources:
            rival = next((group for group in groups if all(claim.rivals(other) for other in group)), None)
        if rival is None:
            groups.append([claim])
        else:
            rival.append(claim)
    return [[claim.toll for claim in group] for group in groups]


def _overlap(one: frozenset[str], other: frozenset[str], generic: frozenset[str]) -> bool:
    """Whether two names share a word that tells, or any word where one of them has no such word."""
    telling = one - generic, other - generic
    return bool(telling[0] & telling[1]) if all(telling) else bool(one & other)


def _words(article: AnnotatedArticle, ids: Iterable[str]) -> frozenset[str]:
    texts = (article.span_by_id[identifier].text.lower() for identifier in ids)
    return frozenset(word.strip(",.;:()") for text in texts for word in text.split())


def _widest(group: list[Toll]) -> Bounds:
    lows = [toll.min for toll in group if toll.min is not None]
    highs = [toll.max for toll in group]
    return Bounds(
        min=min(lows) if lows else None,
        max=None if None in highs else max(high for high in highs if high is not None),
    )


def _sum(summands: list[Bounds]) -> Bounds:
    lows = [bounds.min for bounds in summands]
    highs = [bounds.max for bounds in summands]
    stated = [low for low in lows if low is not None]
    return Bounds(
        min=sum(stated) if stated else None,
        max=None if None in highs else sum(high for high in highs if high is not None),
    )
