"""Input and gold values: a bare article, and an article with its spans, tolls and events.

The gold values are the stored form itself: one :class:`AnnotatedArticle` is one line of ``data/*.jsonl``. All are
frozen; a value that contradicts itself (an offset that does not match the text, a toll without a mention) cannot be
built. Offsets are half-open code points into ``text``.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from casualty_ner.schema import (
    FILLER_FIELDS,
    FILLER_SLOTS,
    SLOT_OF_OUTCOME,
    DatePrecision,
    EventType,
    Outcome,
    Qualifier,
    Scope,
    Slot,
    Status,
    VictimClass,
)


class Frozen(BaseModel):
    """Base of the stored values: immutable, and a key that is not a field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Article(Frozen):
    """A text to be read, with the day it was published when that is known."""

    id: str
    text: str
    published: date | None = None


class Span(Frozen):
    """A labelled stretch of an article; ``text`` is ``article.text[start:end]``, stored so that it can be checked."""

    id: str
    label: Slot
    start: int
    end: int
    text: str


class Toll(Frozen):
    """One toll. Span fields hold ids of spans; ``principal`` is the mention whose words give the bounds.

    ``bounds_reason`` says why ``min``, ``max`` and ``qualifier`` are not what the quantity rules read from the
    principal mention; it is None where they agree.
    """

    id: str
    outcome: Outcome
    min: int | None
    max: int | None
    qualifier: Qualifier
    victim_class: VictimClass
    status: Status = Status.ASSERTED
    part_of: str | None = None
    updates: str | None = None
    principal: str
    mentions: tuple[str, ...]
    victims: tuple[str, ...] = ()
    perpetrators: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    bounds_reason: str | None = None

    def fillers(self, slot: Slot) -> tuple[str, ...]:
        """Ids of the spans that fill ``slot`` for this toll."""
        spans: tuple[str, ...] = getattr(self, FILLER_FIELDS[slot])
        return spans

    def span_ids(self) -> Iterator[str]:
        """Ids of every span the toll uses: its mentions, then its fillers slot by slot."""
        yield from self.mentions
        for slot in FILLER_SLOTS:
            yield from self.fillers(slot)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.principal not in self.mentions:
            raise ValueError(f"toll {self.id}: principal {self.principal!r} is not among its mentions {self.mentions}")
        if self.bounds_reason is not None and not self.bounds_reason.strip():
            raise ValueError(f"toll {self.id}: bounds_reason is empty; say why the bounds differ, or write null")
        return self


class DateOverride(Frozen):
    """The days of an event, stated by the annotator where the date rules cannot know them."""

    start: date | None
    end: date | None
    precision: DatePrecision

    @model_validator(mode="after")
    def _days_go_with_precision(self) -> Self:
        if (self.start is None) != (self.precision is DatePrecision.UNKNOWN):
            raise ValueError(
                f"a date from {self.start} cannot have precision {self.precision.value!r}; "
                "days need day, week, month or year, and only an unresolved date is unknown"
            )
        if self.end is not None and (self.start is None or self.start > self.end):
            raise ValueError(f"a date cannot run from {self.start} to {self.end}")
        return self


class Event(Frozen):
    """One event and the ids of its tolls. ``date`` is None where the date rules read the right days themselves."""

    id: str
    scope: Scope
    event_type: EventType
    tolls: tuple[str, ...]
    date: DateOverride | None = None


class Brief(Frozen):
    """The cell of the writing grid that an article was written to; see ``casualty_ner.corpus.grid``."""

    country: str = ""
    english: str = ""
    structure: tuple[str, ...] = ()
    surface: tuple[str, ...] = ()
    hard: tuple[str, ...] = ()


class AnnotatedArticle(Article):
    """An article with its annotation: gold, as one line of ``data/*.jsonl``, or predicted, without genre and family.

    Raises (on construction):
        ValueError: a span does not match the text, spans overlap or are not used by any toll, an id is unknown or
            used twice, a toll stands in no event or in two, or a toll's label and outcome differ.
    """

    genre: str = ""
    family: str = ""
    author: str = ""
    brief: Brief = Brief()
    spans: tuple[Span, ...] = ()
    tolls: tuple[Toll, ...] = ()
    events: tuple[Event, ...] = ()

    @cached_property
    def span_by_id(self) -> dict[str, Span]:
        """Spans by id."""
        return {span.id: span for span in self.spans}

    @cached_property
    def toll_by_id(self) -> dict[str, Toll]:
        """Tolls by id."""
        return {toll.id: toll for toll in self.tolls}

    @cached_property
    def event_of_toll(self) -> dict[str, Event]:
        """The event in which each toll stands, by toll id."""
        return {toll: event for event in self.events for toll in event.tolls}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _check_spans(self)
        _check_tolls(self)
        _check_events(self)
        return self


def _check_spans(article: AnnotatedArticle) -> None:
    end_before, id_before = 0, "the start"
    for span in article.spans:
        found = article.text[max(span.start, 0) : span.end]
        if not 0 <= span.start < span.end or found != span.text:
            raise ValueError(
                f"span {span.id} [{span.start}:{span.end}] {span.label}: stored text is {span.text!r}, the article has "
                f"{found!r} there{_offset_hint(article.text, span)}; offsets are half-open code points"
            )
        if span.start < end_before:
            raise ValueError(f"span {span.id} {span.text!r} overlaps or precedes {id_before}; sort spans, no overlap")
        if fault := edge_fault(article.text, span.start, span.end):
            raise ValueError(f"span {span.id} {span.text!r} [{span.start}:{span.end}] {fault}")
        end_before, id_before = span.end, f"span {span.id} {span.text!r}"
    _require_unique("span", [span.id for span in article.spans])


def _offset_hint(text: str, span: Span) -> str:
    utf16 = text.encode("utf-16-le", "surrogatepass")[2 * span.start : 2 * span.end]
    if utf16.decode("utf-16-le", "replace") == span.text:
        return " (the offsets look like UTF-16 units)"
    if text.encode("utf-8", "surrogatepass")[span.start : span.end].decode("utf-8", "replace") == span.text:
        return " (the offsets look like UTF-8 bytes)"
    if text.replace("\n", "\r\n")[span.start : span.end] == span.text:
        return " (the offsets look counted with CRLF line ends)"
    return ""


def cuts_word(text: str, position: int) -> bool:
    """Whether ``position`` lies between two letters or between two decimal digits; no span may begin or end there."""
    before, after = text[position - 1 : position], text[position : position + 1]
    return (before.isalpha() and after.isalpha()) or (before.isdecimal() and after.isdecimal())


def edge_fault(text: str, start: int, end: int) -> str | None:
    """What is wrong with the edges of a span ``[start, end)`` that is not empty, or None."""
    if text[start].isspace() or text[end - 1].isspace():
        return "begins or ends with white space; leave that outside"
    if cuts_word(text, start) or cuts_word(text, end):
        return "cuts a word or a number in two; mark whole words"
    if any(unicodedata.category(character).startswith("M") for character in (text[start], text[end : end + 1] or " ")):
        return "parts a letter from the accent written behind it; keep the two together"
    return None


def _check_tolls(article: AnnotatedArticle) -> None:
    _require_unique("toll", [toll.id for toll in article.tolls])
    for toll in article.tolls:
        _check_toll_spans(article, toll)
    mention_of: dict[str, str] = {}
    for toll in article.tolls:
        for span_id in toll.mentions:
            if mention_of.setdefault(span_id, toll.id) != toll.id:
                raise ValueError(f"span {span_id} is a mention of both toll {mention_of[span_id]} and toll {toll.id}")
    for relation in ("part_of", "updates"):
        _check_relation(article.tolls, relation)
    used = {span_id for toll in article.tolls for span_id in toll.span_ids()}
    for span in article.spans:
        if span.id not in used:
            raise ValueError(f"span {span.id} {span.text!r} {span.label} fills a slot of no toll; link it or remove it")


def _check_toll_spans(article: AnnotatedArticle, toll: Toll) -> None:
    for span_id in toll.span_ids():
        if span_id not in article.span_by_id:
            raise ValueError(f"toll {toll.id} names span {span_id!r}, which does not exist")
    _require_unique(f"in toll {toll.id}, span", list(toll.span_ids()))
    for span_id in toll.mentions:
        label = article.span_by_id[span_id].label
        if label is not SLOT_OF_OUTCOME[toll.outcome]:
            raise ValueError(f"toll {toll.id} is {toll.outcome}, its mention {span_id} is labelled {label}")
    for slot in FILLER_SLOTS:
        for span_id in toll.fillers(slot):
            label = article.span_by_id[span_id].label
            if label is not slot:
                raise ValueError(f"toll {toll.id} has span {span_id} as {slot}, it is labelled {label}")


def _check_relation(tolls: tuple[Toll, ...], relation: str) -> None:
    """``relation`` leads from tolls to tolls that exist, and never back to where it began."""
    others: dict[str, str | None] = {toll.id: getattr(toll, relation) for toll in tolls}
    for toll, other in others.items():
        if other is not None and other not in others:
            raise ValueError(f"toll {toll} is {relation} toll {other!r}, which does not exist")
    for toll, first in others.items():
        seen, other = {toll}, first
        while other is not None:
            if other in seen:
                raise ValueError(f"toll {toll}: the chain of {relation} comes back to toll {other}")
            seen.add(other)
            other = others[other]


def _check_events(article: AnnotatedArticle) -> None:
    _require_unique("event", [event.id for event in article.events])
    placed = [toll for event in article.events for toll in event.tolls]
    _require_unique("toll in the events", placed)
    for event in article.events:
        if not event.tolls:
            raise ValueError(f"event {event.id} has no toll")
    if set(placed) != set(article.toll_by_id):
        wrong = sorted(set(placed) ^ set(article.toll_by_id))
        raise ValueError(f"tolls {wrong} stand in an event but do not exist, or exist and stand in no event")


def _require_unique(kind: str, ids: list[str]) -> None:
    for identifier, count in Counter(ids).items():
        if count > 1:
            raise ValueError(f"{kind} id {identifier!r} is used {count} times")
