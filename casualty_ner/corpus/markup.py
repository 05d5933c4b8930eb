r"""The inline markup in which articles are written and reviewed, and its compiler.

One file holds any number of articles::

    === quarry-fall
    published: 2019-05-04
    genre: local_paper
    family: quarry-fall
    author: a2
    country: Kenya

    [Two|K1] [workers|V1] died on [Friday|D1,2] at [Gatwe quarry|L1,2] and [three|I2] were hurt, [police|S1] said.
    ---
    e1 incident industrial_accident date=2019-05-03/day
      1 civilians
      2 civilians

The head gives ``key: value`` lines and ends at the first empty line; the text follows, unchanged, up to a line that is
just ``---``; then the events, each with its tolls indented below it. A span is ``[words|CODEtolls]``: the code names
the slot (K killed, I injured, M missing, H harmed, that is killed or injured undivided; V victim, P perpetrator,
C cause, L place, D date, S source), the numbers name the tolls that it states or fills. Several toll spans with one
number are mentions of one toll; a ``*`` behind the number marks the mention whose words count, and is required where
the mentions read differently.

An event line is ``eN scope event_type [date=FROM..TO/precision]``, a toll line is
``N victim_class [status] [part_of=N] [updates=N] [min=N max=N qualifier=Q because="…"]``.
In the text ``\[ \] \| \\`` stand for the bare characters, ``\r`` for a carriage return and ``\n`` for a line end inside
a span; a text line that is just ``---`` or starts with ``===`` is written with a backslash in front.
:mod:`casualty_ner.corpus.markup_printing` is the way back.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from casualty_ner.articles import AnnotatedArticle, Brief, Event, Span, Toll
from casualty_ner.corpus.jsonl import describe
from casualty_ner.corpus.markup_events import (
    EventLine,
    TollLine,
    date_override,
    read_date,
    read_events,
    stated_bounds,
    toll_number,
)
from casualty_ner.corpus.markup_text import ARTICLE_START, TEXT_END, Line, MarkedSpan, read_text
from casualty_ner.errors import MarkupError
from casualty_ner.quantities import read_quantity
from casualty_ner.schema import (
    FILLER_FIELDS,
    OUTCOME_OF_SLOT,
    SLOT_OF_OUTCOME,
    TOLL_SLOTS,
    Outcome,
)

HEAD_KEYS = ("published", "genre", "family", "author", "country", "english", "structure", "surface", "hard")
REQUIRED_KEYS = ("genre", "family", "author")
LISTS = ("structure", "surface", "hard")
"""Head keys that hold several values, split at commas or blanks."""

_MarkedSpans = list[tuple[MarkedSpan, Span]]


def read_markup(path: Path) -> list[AnnotatedArticle]:
    """Compile every article of a markup file (UTF-8; line ends may be LF or CRLF).

    Raises:
        MarkupError: with file, line and column of the first fault; also where the file cannot be read or is empty.
    """
    try:
        source = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        articles = compile_markup(source)
    except FileNotFoundError:
        message = "the file does not exist; name a file of articles in markup"
        raise MarkupError(message, line=1, column=1, file=path) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"byte {error.start} ({error.object[error.start]:#04x}) is not UTF-8; save the file as UTF-8"
        raise MarkupError(message, line=line, column=1, file=path) from error
    except MarkupError as error:
        raise MarkupError(error.reason, line=error.line, column=error.column, file=path) from error
    if not articles:
        raise MarkupError("the file holds no article; begin one with '=== id'", line=1, column=1, file=path)
    return articles


def compile_markup(source: str) -> list[AnnotatedArticle]:
    """Compile markup to annotated articles.

    Raises:
        MarkupError: with line and column of the first fault.
    """
    return [_compile_article(lines) for lines in _split_articles(source)]


def _split_articles(source: str) -> Iterator[list[Line]]:
    block: list[Line] = []
    for number, text in enumerate(source.split("\n"), start=1):
        line = Line(number, text)
        if text.startswith(ARTICLE_START):
            if block:
                yield block
            block = [line]
        elif block:
            block.append(line)
        elif text.strip() and not text.startswith("#"):
            raise line.fault(f"{text!r} stands before the first article; begin one with '=== id'")
    if block:
        yield block


def _compile_article(lines: list[Line]) -> AnnotatedArticle:
    first = lines[0]
    identifier = first.text.removeprefix(ARTICLE_START).strip()
    if not identifier:
        raise first.fault("an article needs an id: '=== id'")
    head_end = _first(lines, "", after=0, missing="the head does not end: leave an empty line before the text")
    head = _read_head(lines[1:head_end], first)
    text_end = _first(lines, TEXT_END, after=head_end, missing="the text does not end: write a line '---' below it")
    text, marked = read_text(lines[head_end + 1 : text_end])
    events = read_events(lines[text_end + 1 :])
    tolls = {toll.number: toll for event in events for toll in event.tolls}
    _check_references(marked, tolls)
    spans = [
        Span(id=f"s{index}", label=span.label, start=span.start, end=span.end, text=text[span.start : span.end])
        for index, span in enumerate(marked, start=1)
    ]
    pairs = list(zip(marked, spans, strict=True))
    try:
        return AnnotatedArticle(
            id=identifier,
            text=text,
            **head,
            spans=tuple(spans),
            tolls=tuple(_build_toll(tolls[number], pairs) for number in sorted(tolls)),
            events=tuple(_build_event(event) for event in events),
        )
    except ValidationError as error:
        raise first.fault(f"article {identifier!r}: {describe(error)}") from error


def _first(lines: list[Line], wanted: str, *, after: int, missing: str) -> int:
    for index in range(after + 1, len(lines)):
        if lines[index].text == wanted:
            return index
    raise lines[-1].fault(missing)


def _read_head(lines: list[Line], first: Line) -> dict[str, str | date | Brief | None]:
    """The head as the fields of an article that it gives."""
    head: dict[str, str] = {}
    published = None
    for line in lines:
        key, colon, value = line.text.partition(":")
        if not colon or key not in HEAD_KEYS:
            allowed = ", ".join(HEAD_KEYS)
            raise line.fault(f"{line.text!r} is no head line; allowed are {allowed}, each as 'key: value'")
        if key in head:
            raise line.fault(f"'{key}: …' is given twice; keep one")
        head[key] = value.strip()
        if key == "published" and head[key]:
            published = read_date(line, head[key])
    for key in REQUIRED_KEYS:
        if not head.get(key):
            raise first.fault(f"the head lacks '{key}: …'")
    lists = {key: tuple(head.get(key, "").replace(",", " ").split()) for key in LISTS}
    brief = Brief(country=head.get("country", ""), english=head.get("english", ""), **lists)
    return {"published": published, "brief": brief, **{key: head[key] for key in REQUIRED_KEYS}}


def _check_references(marked: list[MarkedSpan], tolls: dict[int, TollLine]) -> None:
    for span in marked:
        for number in span.tolls:
            if number not in tolls:
                raise span.fault(f"toll {number} has no line under an event below the text")
    for toll in tolls.values():
        for key in ("part_of", "updates"):
            other = toll_number(toll, key)
            if other is not None and other not in tolls:
                column = toll.line.text.find(f"{key}=") + 1
                raise toll.line.fault(f"{key}={other}, but there is no toll {other} in the article", column=column)


def _build_toll(line: TollLine, pairs: _MarkedSpans) -> Toll:
    mine = [(mark, span) for mark, span in pairs if line.number in mark.tolls]
    mentions = [(mark, span) for mark, span in mine if span.label in TOLL_SLOTS]
    if not mentions:
        raise line.line.fault(f"toll {line.number} has no toll span (K, I, M or H) in the text")
    outcome = _outcome(line, mentions)
    principal = _principal(line, mentions)
    bounds = stated_bounds(line, read_quantity(principal.text))
    part_of, updates = (toll_number(line, key) for key in ("part_of", "updates"))
    return Toll(
        id=f"t{line.number}",
        outcome=outcome,
        min=bounds.min,
        max=bounds.max,
        qualifier=bounds.qualifier,
        victim_class=line.victim_class,
        status=line.status,
        part_of=None if part_of is None else f"t{part_of}",
        updates=None if updates is None else f"t{updates}",
        principal=principal.id,
        mentions=tuple(span.id for _, span in mentions),
        bounds_reason=line.options.get("because"),
        **{name: tuple(span.id for _, span in mine if span.label is slot) for slot, name in FILLER_FIELDS.items()},
    )


def _outcome(line: TollLine, mentions: _MarkedSpans) -> Outcome:
    outcome = OUTCOME_OF_SLOT[mentions[0][1].label]
    for mark, _ in mentions:
        if mark.label is not SLOT_OF_OUTCOME[outcome]:
            raise mark.fault(
                f"toll {line.number} is marked as {SLOT_OF_OUTCOME[outcome]} before and as {mark.label} here; "
                "one toll has one outcome"
            )
    return outcome


def _principal(line: TollLine, mentions: _MarkedSpans) -> Span:
    starred = [(mark, span) for mark, span in mentions if line.number in mark.starred]
    if len(starred) > 1:
        raise starred[1][0].fault(f"toll {line.number} has {len(starred)} mentions marked '*'; mark one")
    if starred:
        return starred[0][1]
    if len({read_quantity(span.text) for _, span in mentions}) > 1:
        words = ", ".join(repr(span.text) for _, span in mentions)
        raise mentions[0][0].fault(
            f"the mentions of toll {line.number} read differently ({words}); mark the one that counts with '*'"
        )
    return mentions[0][1]


def _build_event(line: EventLine) -> Event:
    return Event(
        id=line.identifier,
        scope=line.scope,
        event_type=line.event_type,
        tolls=tuple(f"t{toll.number}" for toll in line.tolls),
        date=date_override(line) if "date" in line.options else None,
    )
