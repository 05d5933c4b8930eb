"""The majority baseline: nothing found, everything that must be said answered with the commonest value of train."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from casualty_ner.articles import AnnotatedArticle, Frozen
from casualty_ner.assembly import to_record
from casualty_ner.errors import CorpusError
from casualty_ner.evaluation.bootstrap import Bootstrap, as_columns
from casualty_ner.evaluation.pairs import fingerprint, pair_documents
from casualty_ner.evaluation.results import SystemScores
from casualty_ner.evaluation.scores import count_document, scores_from_counts
from casualty_ner.records import ArticleInfo, ArticleRecord, Bounds, EventRecord, TollRecord
from casualty_ner.schema import EventType, Qualifier, Scope, Status, VictimClass

_Value = TypeVar("_Value")


class MajorityAttributes(Frozen):
    """The commonest value of every attribute, and the commonest bounds of a toll."""

    status: Status
    victim_class: VictimClass
    qualifier: Qualifier
    scope: Scope
    event_type: EventType
    bounds: Bounds


def majority_attributes(train: Sequence[AnnotatedArticle]) -> MajorityAttributes:
    """Count the commonest values in articles; never give it those that are to be scored.

    Raises:
        CorpusError: no article has a toll.
    """
    tolls = [toll for article in train for toll in article.tolls]
    events = [event for article in train for event in article.events]
    if not tolls:
        raise CorpusError(f"none of the {len(train)} training articles has a toll; there is no commonest value")
    low, high = _commonest((toll.min, toll.max) for toll in tolls)
    return MajorityAttributes(
        status=_commonest(toll.status for toll in tolls),
        victim_class=_commonest(toll.victim_class for toll in tolls),
        qualifier=_commonest(toll.qualifier for toll in tolls),
        scope=_commonest(event.scope for event in events),
        event_type=_commonest(event.event_type for event in events),
        bounds=Bounds(min=low, max=high),
    )


def _commonest(values: Iterable[_Value]) -> _Value:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], str(value)))


def empty_record(article: AnnotatedArticle) -> ArticleRecord:
    """The record of a system that found nothing in an article."""
    return ArticleRecord(
        article=ArticleInfo(id=article.id, published=article.published, characters=len(article.text)),
        events=(),
        model=None,
    )


def majority_scores(
    gold: Sequence[AnnotatedArticle],
    majority: MajorityAttributes,
    *,
    name: str = "majority",
    bootstrap: Bootstrap | None = None,
) -> SystemScores:
    """Scores of always giving the commonest answer.

    Spans, tolls, events, links and totals are those of predicting nothing; attributes and bounds are scored on gold's
    own tolls and events, the most favourable ground there is. Dates are not guessed.

    Raises:
        CorpusError: there is no gold, or two gold articles share an id.
    """
    truth = [to_record(article) for article in gold]
    counts = _columns(gold, [empty_record(article) for article in gold])
    described = _columns(gold, [_described(record, majority) for record in truth])
    valued = _columns(gold, [_valued(record, majority) for record in truth])
    counts = {column: numbers for column, numbers in counts.items() if not column.startswith("values.")}
    counts |= {column: numbers for column, numbers in described.items() if _is_description(column)}
    counts |= {column: numbers for column, numbers in valued.items() if column.startswith("values.")}
    return scores_from_counts(
        counts, name=name, fingerprint=fingerprint(gold), documents=len(gold), bootstrap=bootstrap or Bootstrap()
    )


def _columns(gold: Sequence[AnnotatedArticle], predicted: Sequence[ArticleRecord]) -> dict[str, tuple[float, ...]]:
    return as_columns([count_document(pair) for pair in pair_documents(gold, predicted)])


def _is_description(column: str) -> bool:
    return column.startswith(("attributes.", "confusion.")) and not column.startswith(
        ("attributes.date", "confusion.slots")
    )


def _described(record: ArticleRecord, majority: MajorityAttributes) -> ArticleRecord:
    of_toll = majority.model_dump(include={"status", "victim_class", "qualifier"})
    of_event = majority.model_dump(include={"scope", "event_type"})

    def describe(event: EventRecord) -> EventRecord:
        tolls = tuple(toll.model_copy(update=of_toll) for toll in event.tolls)
        return event.model_copy(update=of_event | {"tolls": tolls})

    return record.model_copy(update={"events": tuple(describe(event) for event in record.events)})


def _valued(record: ArticleRecord, majority: MajorityAttributes) -> ArticleRecord:
    def value(toll: TollRecord) -> TollRecord:
        return toll.model_copy(update={"min": majority.bounds.min, "max": majority.bounds.max})

    events = tuple(
        event.model_copy(update={"tolls": tuple(value(toll) for toll in event.tolls)}) for event in record.events
    )
    return record.model_copy(update={"events": events})
