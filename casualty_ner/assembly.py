"""An annotated article, gold or predicted, turned into the record that users get: one way for both.

Derived here and nowhere else: an event's date, the union of its fillers, and its totals.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from casualty_ner.articles import AnnotatedArticle, Event, Span, Toll
from casualty_ner.dates import DateRange, resolve_date
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
_GENERIC_VICTIMS = frozenset({"people", "persons", "person", "others", "victims"})


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
    texts = [place.text.lower() for place in places]

    def named_by_others(place: Span) -> int:
        return sum(place.text.lower() in text for text in texts if text != place.text.lower())

    return _evidence(sorted(places, key=lambda place: (named_by_others(place), place.start)))


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
    0 in a sum, a null ``max`` makes the sum's ``max`` null.
    """
    own = {toll.id for toll in tolls}
    replaced = {toll.updates for toll in tolls}
    counted = [
        toll
        for toll in tolls
        if toll.part_of not in own
        and toll.id not in replaced
        and toll.status not in (Status.DENIED, Status.PROJECTED)
        and (toll.min is not None or toll.max is not None)
    ]
    totals: dict[Outcome, Bounds] = {}
    for outcome in Outcome:
        groups = _same_group([toll for toll in counted if toll.outcome is outcome], article)
        if groups:
            totals[outcome] = _sum([_widest(group) for group in groups])
    return totals


def _same_group(tolls: list[Toll], article: AnnotatedArticle) -> list[list[Toll]]:
    groups: list[list[Toll]] = []
    for toll in tolls:
        rival = next((group for group in groups if all(_rivals(toll, other, article) for other in group)), None)
        if rival is None:
            groups.append([toll])
        else:
            rival.append(toll)
    return groups


def _rivals(one: Toll, other: Toll, article: AnnotatedArticle) -> bool:
    """Whether two tolls of one outcome are two sources' figures for the same people."""
    sources = [_words(article, toll.sources) for toll in (one, other)]
    victims = [_words(article, toll.victims) - _GENERIC_VICTIMS for toll in (one, other)]
    same_people = not victims[0] or not victims[1] or bool(victims[0] & victims[1])
    return all(sources) and not (sources[0] & sources[1]) and one.victim_class is other.victim_class and same_people


def _words(article: AnnotatedArticle, ids: Iterable[str]) -> set[str]:
    return {word for identifier in ids for word in article.span_by_id[identifier].text.lower().split()}


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
