"""The nearest-neighbour baseline: given spans, every link by distance and a cue word, nothing learned.

Rules. Every toll span is a toll of its own (no restatements, no updates), its bounds read from its words. In its own
sentence it takes the nearest victim and every filler of the other slots. A slot that the sentence leaves empty takes
the nearest filler elsewhere, in the same paragraph if there is one; but no victim and no source is fetched from
elsewhere. A toll that follows "including", "of whom" or "among them" after another of its outcome in the sentence is
part of that one. Tolls of one paragraph are one event. All attributes are the commonest of train.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

from casualty_ner.articles import AnnotatedArticle, Article, Event, Span, Toll, cuts_word
from casualty_ner.assembly import to_record
from casualty_ner.evaluation.baselines import MajorityAttributes
from casualty_ner.evaluation.matching import LabelledSpan
from casualty_ner.evaluation.pairs import view_of
from casualty_ner.evaluation.spans import spans_of
from casualty_ner.quantities import read_quantity
from casualty_ner.records import ArticleRecord
from casualty_ner.schema import FILLER_FIELDS, FILLER_SLOTS, OUTCOME_OF_SLOT, TOLL_SLOTS, Slot

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n+")
_PARAGRAPH_END = re.compile(r"\n+")
_PART_CUE = re.compile(
    r"\b(?:includ(?:ing|es|ed)|of whom|of them|among (?:them|the (?:dead|killed|victims|injured)))\b", re.IGNORECASE
)
_OWN_SENTENCE_ONLY = frozenset({Slot.VICTIM, Slot.SOURCE})


class EventGrouping(StrEnum):
    """Which tolls are taken for one event."""

    DOCUMENT = "document"
    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"


def relink_nearest(
    record: ArticleRecord,
    text: str,
    majority: MajorityAttributes,
    *,
    grouping: EventGrouping = EventGrouping.PARAGRAPH,
) -> ArticleRecord:
    """Keep the spans of a record and make everything else anew by the rules of this module.

    A filler that no toll takes is left out. Spans that overlap an earlier one are left out too.
    """
    article = Article(id=record.article.id, text=text, published=record.article.published)
    return to_record(link_nearest(article, spans_of(view_of(record)), majority, grouping=grouping))


def link_nearest(
    article: Article, spans: Sequence[LabelledSpan], majority: MajorityAttributes, *, grouping: EventGrouping
) -> AnnotatedArticle:
    """An article annotated from bare spans by the rules of this module."""
    layout = Layout(article.text)
    flat = _flat(article.text, spans)
    tolls = [span for span in flat if span.label in TOLL_SLOTS]
    fillers = [span for span in flat if span.label not in TOLL_SLOTS]
    taken = {toll: _fillers_of(toll, fillers, layout) for toll in tolls}
    used = sorted({*tolls, *(filler for chosen in taken.values() for filler in chosen)})
    ids = {span: f"s{number}" for number, span in enumerate(used, start=1)}
    parents = _parents(article.text, tolls, layout)
    return AnnotatedArticle(
        **article.model_dump(include={"id", "text", "published"}),
        spans=tuple(_span(article.text, span, ids[span]) for span in used),
        tolls=tuple(
            _toll(article.text, toll, fillers=taken[toll], ids=ids, parent=parents.get(toll), majority=majority)
            for toll in tolls
        ),
        events=tuple(_events(tolls, ids, layout, grouping, majority)),
    )


class Layout:
    """Which sentence and which paragraph a position of a text lies in, by number.

    A sentence ends at a full stop, exclamation or question mark before white space and a capital or digit, and at
    every line end; a paragraph ends at a line end.
    """

    def __init__(self, text: str) -> None:
        self._starts = {
            EventGrouping.DOCUMENT: [],
            EventGrouping.PARAGRAPH: [match.end() for match in _PARAGRAPH_END.finditer(text)],
            EventGrouping.SENTENCE: [match.end() for match in _SENTENCE_END.finditer(text)],
        }

    def unit(self, position: int, grouping: EventGrouping) -> int:
        """The number of the document (always 0), paragraph or sentence at a position."""
        return bisect_right(self._starts[grouping], position)

    def sentences(self, text: str) -> list[tuple[int, int]]:
        """Where the sentences of the text stand."""
        return list(pairwise([0, *self._starts[EventGrouping.SENTENCE], len(text)]))


def _flat(text: str, spans: Sequence[LabelledSpan]) -> list[LabelledSpan]:
    """The spans that can be annotated: no overlap, no blank at an edge, no word cut in two."""
    flat: list[LabelledSpan] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.label)):
        words = text[span.start : span.end]
        start, end = span.end - len(words.lstrip()), span.start + len(words.rstrip())
        free = not flat or flat[-1].end <= start
        if start < end and free and not cuts_word(text, start) and not cuts_word(text, end):
            flat.append(LabelledSpan(start, end, span.label))
    return flat


def _fillers_of(toll: LabelledSpan, fillers: Sequence[LabelledSpan], layout: Layout) -> list[LabelledSpan]:
    chosen: list[LabelledSpan] = []
    for slot in FILLER_SLOTS:
        candidates = sorted((span for span in fillers if span.label is slot), key=lambda span: _distance(toll, span))
        beside = [span for span in candidates if _together(toll, span, layout, EventGrouping.SENTENCE)]
        if beside:
            chosen += beside[:1] if slot is Slot.VICTIM else beside
        elif candidates and slot not in _OWN_SENTENCE_ONLY:
            near = [span for span in candidates if _together(toll, span, layout, EventGrouping.PARAGRAPH)]
            chosen += (near or candidates)[:1]
    return chosen


def _distance(one: LabelledSpan, other: LabelledSpan) -> int:
    """Characters between two spans."""
    return max(other.start - one.end, one.start - other.end)


def _together(one: LabelledSpan, other: LabelledSpan, layout: Layout, grouping: EventGrouping) -> bool:
    return layout.unit(one.start, grouping) == layout.unit(other.start, grouping)


def _parents(text: str, tolls: Sequence[LabelledSpan], layout: Layout) -> dict[LabelledSpan, LabelledSpan]:
    """The toll that each toll is part of, by cue words; all that follow a cue in the sentence are part of one toll."""
    parents: dict[LabelledSpan, LabelledSpan] = {}
    for before, toll in pairwise(tolls):
        if before.label is toll.label and _together(before, toll, layout, EventGrouping.SENTENCE):
            if _PART_CUE.search(text, before.end, toll.start):
                parents[toll] = parents.get(before, before)
            elif before in parents:
                parents[toll] = parents[before]
    return parents


def _span(text: str, span: LabelledSpan, identifier: str) -> Span:
    return Span(id=identifier, label=span.label, start=span.start, end=span.end, text=text[span.start : span.end])


def _toll(
    text: str,
    span: LabelledSpan,
    *,
    fillers: Sequence[LabelledSpan],
    ids: Mapping[LabelledSpan, str],
    parent: LabelledSpan | None,
    majority: MajorityAttributes,
) -> Toll:
    quantity = read_quantity(text[span.start : span.end])
    linked = {
        name: tuple(ids[filler] for filler in sorted(fillers) if filler.label is slot)
        for slot, name in FILLER_FIELDS.items()
    }
    return Toll(
        id=_toll_id(ids[span]),
        outcome=OUTCOME_OF_SLOT[span.label],
        min=quantity.min,
        max=quantity.max,
        qualifier=quantity.qualifier,
        victim_class=majority.victim_class,
        status=majority.status,
        part_of=None if parent is None else _toll_id(ids[parent]),
        principal=ids[span],
        mentions=(ids[span],),
        **linked,
    )


def _toll_id(span_id: str) -> str:
    return f"t{span_id}"


def _events(
    tolls: Sequence[LabelledSpan],
    ids: Mapping[LabelledSpan, str],
    layout: Layout,
    grouping: EventGrouping,
    majority: MajorityAttributes,
) -> Iterator[Event]:
    groups: dict[int, list[str]] = defaultdict(list)
    for toll in tolls:
        groups[layout.unit(toll.start, grouping)].append(_toll_id(ids[toll]))
    for number, group in enumerate(groups.values(), start=1):
        yield Event(id=f"e{number}", scope=majority.scope, event_type=majority.event_type, tolls=tuple(group))
