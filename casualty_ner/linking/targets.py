"""What the link and attribute heads should say of a set of spans, by the gold annotation of their article."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casualty_ner.articles import AnnotatedArticle, Span, Toll
from casualty_ner.linking.candidates import Ints, Pairs, SpanTable
from casualty_ner.schema import EventType, Scope, Status, VictimClass
from casualty_ner.tagging import RowSpan
from casualty_ner.windows import TokenizedArticle

IGNORED = -100
"""The target of what gold does not decide."""

STATUSES, VICTIM_CLASSES, SCOPES, EVENT_TYPES = tuple(Status), tuple(VictimClass), tuple(Scope), tuple(EventType)


@dataclass(frozen=True)
class LinkTargets:
    """Targets of one article's span table.

    Shape:
        filler: ``[filler pairs]`` 1, 0 or IGNORED.
        same_event, restates, part_of, updates: ``[toll pairs]`` 1, 0 or IGNORED; ``restates`` points backwards only.
        attributes: ``[tolls, 5]`` stated (1 or 0), status, victim class, scope, event type; IGNORED for spurious tolls.
    """

    filler: Ints
    same_event: Ints
    restates: Ints
    part_of: Ints
    updates: Ints
    attributes: Ints


def gold_spans(article: AnnotatedArticle, tokenized: TokenizedArticle) -> list[RowSpan]:
    """The gold spans as rows, in text order.

    Raises:
        ValueError: a span covers no whole rows.
    """
    return [RowSpan(*tokenized.rows_of(span.start, span.end), span.label) for span in article.spans]


def link_targets(
    article: AnnotatedArticle, gold: Sequence[RowSpan], table: SpanTable, fillers: Pairs, tolls: Pairs
) -> LinkTargets:
    """Targets for any spans of an article, gold or predicted.

    A span stands for the gold span of its label that it overlaps most; one that overlaps none is spurious: it is not
    stated and has no links.
    """
    matched = [_match(span, gold) for span in table.spans]
    owner = _owners(article)
    toll_of = [owner.get(article.spans[index].id) if index is not None else None for index in matched]
    span_of = [article.spans[index] if index is not None else None for index in matched]
    return LinkTargets(
        filler=_filler_targets(table, fillers, toll_of, span_of),
        same_event=_same_event(article, tolls, toll_of),
        restates=_restates(tolls, toll_of),
        part_of=_relation(tolls, toll_of, "part_of"),
        updates=_relation(tolls, toll_of, "updates"),
        attributes=_attributes(article, table, toll_of),
    )


def _match(span: RowSpan, gold: Sequence[RowSpan]) -> int | None:
    shared = [
        min(span.end, other.end) - max(span.start, other.start) if other.label is span.label else 0 for other in gold
    ]
    best = int(np.argmax(shared)) if shared else 0
    return best if shared and shared[best] > 0 else None


def _owners(article: AnnotatedArticle) -> dict[str, Toll]:
    return {span: toll for toll in article.tolls for span in toll.mentions}


def _filler_targets(
    table: SpanTable,
    pairs: Pairs,
    toll_of: Sequence[Toll | None],
    span_of: Sequence[Span | None],
) -> Ints:
    """1 for a filler with the mention of its toll nearest to it, IGNORED with that toll's other mentions."""
    targets = np.zeros(len(pairs), dtype=np.int64)
    nearest: dict[tuple[str, int], int] = {}
    for index in np.argsort(_reach(table, pairs), kind="stable"):
        toll, filler = toll_of[pairs.first[index]], span_of[pairs.second[index]]
        if toll is None or filler is None or filler.id not in toll.fillers(filler.label):
            continue
        mention = nearest.setdefault((toll.id, int(pairs.second[index])), int(pairs.first[index]))
        same_sentence = table.sentences[pairs.first[index]] == table.sentences[pairs.second[index]]
        targets[index] = 1 if mention == pairs.first[index] or same_sentence else IGNORED
    return targets


def _reach(table: SpanTable, pairs: Pairs) -> NDArray[np.int64]:
    """How far apart the spans of a pair stand: by sentences, then by rows."""
    sentences = np.abs(table.sentences[pairs.first] - table.sentences[pairs.second])
    reach: NDArray[np.int64] = sentences * 1_000_000 + np.abs(table.starts[pairs.first] - table.starts[pairs.second])
    return reach


def _same_event(article: AnnotatedArticle, pairs: Pairs, toll_of: Sequence[Toll | None]) -> Ints:
    targets = np.zeros(len(pairs), dtype=np.int64)
    for index, (first, second) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        one, other = toll_of[first], toll_of[second]
        if one is None or other is None:
            targets[index] = IGNORED
        else:
            targets[index] = article.event_of_toll[one.id].id == article.event_of_toll[other.id].id
    return targets


def _restates(pairs: Pairs, toll_of: Sequence[Toll | None]) -> Ints:
    targets = np.full(len(pairs), IGNORED, dtype=np.int64)
    for index, (first, second) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        if second < first:
            one, other = toll_of[first], toll_of[second]
            targets[index] = one is not None and other is not None and one.id == other.id
    return targets


def _relation(pairs: Pairs, toll_of: Sequence[Toll | None], relation: str) -> Ints:
    targets = np.zeros(len(pairs), dtype=np.int64)
    for index, (first, second) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        one, other = toll_of[first], toll_of[second]
        targets[index] = one is not None and other is not None and getattr(one, relation) == other.id
    return targets


def _attributes(article: AnnotatedArticle, table: SpanTable, toll_of: Sequence[Toll | None]) -> Ints:
    rows = []
    for index in table.tolls:
        toll = toll_of[index]
        if toll is None:
            rows.append((0, IGNORED, IGNORED, IGNORED, IGNORED))
            continue
        event = article.event_of_toll[toll.id]
        rows.append(
            (
                1,
                STATUSES.index(toll.status),
                VICTIM_CLASSES.index(toll.victim_class),
                SCOPES.index(event.scope),
                EVENT_TYPES.index(event.event_type),
            )
        )
    return np.asarray(rows, dtype=np.int64).reshape(-1, 5)
