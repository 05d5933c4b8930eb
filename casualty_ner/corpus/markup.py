r"""The inline markup in which articles are written and reviewed, its compiler and its printer.

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
In the text ``\[ \] \| \\`` stand for the bare characters and ``\r`` for a carriage return; a text line that is just
``---`` or starts with ``===`` is written with a backslash in front.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from casualty_ner.articles import AnnotatedArticle, Brief, DateOverride, Event, Span, Toll
from casualty_ner.errors import MarkupError
from casualty_ner.quantities import Quantity, read_quantity
from casualty_ner.schema import (
    FILLER_FIELDS,
    OUTCOME_OF_SLOT,
    TOLL_SLOTS,
    DatePrecision,
    EventType,
    Qualifier,
    Scope,
    Slot,
    Status,
    VictimClass,
)

CODES = {
    "K": Slot.KILLED,
    "I": Slot.INJURED,
    "M": Slot.MISSING,
    "H": Slot.CASUALTIES,
    "V": Slot.VICTIM,
    "P": Slot.PERPETRATOR,
    "C": Slot.CAUSE,
    "L": Slot.PLACE,
    "D": Slot.DATE,
    "S": Slot.SOURCE,
}
CODE_OF_SLOT = {slot: code for code, slot in CODES.items()}

Member = TypeVar("Member", Scope, EventType, VictimClass, Status, Qualifier, DatePrecision)

_HEAD_KEYS = ("published", "genre", "family", "author", "country", "english", "structure", "surface", "hard")
_REQUIRED_KEYS = ("genre", "family", "author")
_REFERENCE = re.compile(r"([A-Z])([1-9][0-9]*\*?(?:,[1-9][0-9]*\*?)*)")
_ESCAPES = {"[": "[", "]": "]", "|": "|", "\\": "\\", "r": "\r"}
_OPTION = re.compile(r'([a-z_]+)=(?:"([^"]*)"|(\S+))')


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


@dataclass(slots=True)
class _MarkedSpan:
    """A span as written: where its markup stands, what it covers, the tolls it names and which of them it states best."""

    line: int
    column: int
    label: Slot
    start: int
    end: int
    tolls: tuple[int, ...]
    starred: frozenset[int]


@dataclass(slots=True)
class _TollLine:
    line: _Line
    number: int
    victim_class: VictimClass
    status: Status
    options: dict[str, str]


@dataclass(slots=True)
class _EventLine:
    line: _Line
    identifier: str
    scope: Scope
    event_type: EventType
    options: dict[str, str]
    tolls: list[_TollLine] = field(default_factory=list)


def read_markup(path: Path) -> list[AnnotatedArticle]:
    """Compile every article of a markup file (UTF-8).

    Raises:
        MarkupError: with file, line and column of the first fault.
    """
    try:
        source = path.read_bytes().decode("utf-8-sig")
        return compile_markup(source.replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise MarkupError(f"not UTF-8 at byte {error.start}", line=1, column=1, file=path) from error
    except MarkupError as error:
        raise MarkupError(error.reason, line=error.line, column=error.column, file=path) from error


def compile_markup(source: str) -> list[AnnotatedArticle]:
    """Compile markup to annotated articles.

    Raises:
        MarkupError: with line and column of the first fault.
    """
    return [_compile_article(lines) for lines in _split_articles(source)]


def _split_articles(source: str) -> Iterator[list[_Line]]:
    block: list[_Line] = []
    for number, text in enumerate(source.split("\n"), start=1):
        if text.startswith("==="):
            if block:
                yield block
            block = [_Line(number, text)]
        elif block:
            block.append(_Line(number, text))
        elif text.strip() and not text.startswith("#"):
            raise MarkupError(f"{text!r} stands before the first article; begin one with '=== id'", line=number, column=1)
    if block:
        yield block


def _compile_article(lines: list[_Line]) -> AnnotatedArticle:
    identifier = lines[0].text.removeprefix("===").strip()
    if not identifier:
        raise MarkupError("an article needs an id: '=== id'", line=lines[0].number, column=1)
    head_end = _first(lines, "", after=0, missing="the head of the article does not end: leave an empty line before the text")
    text_end = _first(lines, "---", after=head_end, missing="the text does not end: write a line '---' below it")
    head = _read_head(lines[1:head_end], lines[0])
    text, marked = _read_text(lines[head_end + 1 : text_end])
    events = _read_events(lines[text_end + 1 :])
    return _build(identifier, head, text, marked, events, lines[0])


def _first(lines: list[_Line], wanted: str, *, after: int, missing: str) -> int:
    for index in range(after + 1, len(lines)):
        if lines[index].text == wanted:
            return index
    raise MarkupError(missing, line=lines[-1].number, column=1)


def _read_head(lines: list[_Line], first: _Line) -> dict[str, str]:
    head: dict[str, str] = {}
    for line in lines:
        key, colon, value = line.text.partition(":")
        if not colon or key not in _HEAD_KEYS:
            raise MarkupError(
                f"{line.text!r} is no head line; allowed are {', '.join(_HEAD_KEYS)}, each as 'key: value'",
                line=line.number,
                column=1,
            )
        head[key] = value.strip()
    for key in _REQUIRED_KEYS:
        if not head.get(key):
            raise MarkupError(f"the head lacks '{key}: …'", line=first.number, column=1)
    return head


def _read_text(lines: list[_Line]) -> tuple[str, list[_MarkedSpan]]:
    plain: list[str] = []
    spans: list[_MarkedSpan] = []
    length = 0
    for index, line in enumerate(lines):
        if index:
            plain.append("\n")
            length += 1
        for piece in _read_line(line, length, spans):
            plain.append(piece)
            length += len(piece)
    return "".join(plain), spans


def _read_line(line: _Line, offset: int, spans: list[_MarkedSpan]) -> Iterator[str]:
    """Yield the plain pieces of one text line; append its spans, offsets counted from ``offset``."""
    text = line.text
    position = 1 if text.startswith(("\\===", "\\---")) else 0
    open_at: int | None = None
    start = offset
    while position < len(text):
        character = text[position]
        if character == "\\":
            piece = _ESCAPES.get(text[position + 1 : position + 2], "")
            if not piece:
                raise MarkupError(
                    "a backslash stands before [ ] | \\ or r; write \\\\ for a bare one", line=line.number, column=position + 1
                )
            yield piece
            offset += 1
            position += 2
        elif character == "[":
            if open_at is not None:
                raise MarkupError("a span opens inside a span; spans do not nest", line=line.number, column=position + 1)
            open_at, start = position, offset
            position += 1
        elif character == "|" and open_at is not None:
            close = text.find("]", position)
            spans.append(_read_reference(line, open_at, position, close, start, offset))
            open_at, position = None, close + 1
        elif character in "]|":
            raise MarkupError(
                f"a bare {character!r} outside a span; write \\{character}, or '[words|K1]' for a span",
                line=line.number,
                column=position + 1,
            )
        else:
            yield character
            offset += 1
            position += 1
    if open_at is not None:
        raise MarkupError("the span opened here is not closed on its line", line=line.number, column=open_at + 1)


def _read_reference(line: _Line, opened: int, bar: int, close: int, start: int, end: int) -> _MarkedSpan:
    written = line.text[bar + 1 : close] if close >= 0 else line.text[bar + 1 :]
    match = _REFERENCE.fullmatch(written)
    if close < 0 or match is None or match[1] not in CODES:
        raise MarkupError(
            f"{written!r} is no slot code with toll numbers; write one of {' '.join(CODES)} and numbers, as in 'K1' or 'D1,2'",
            line=line.number,
            column=bar + 2,
        )
    numbers = match[2].split(",")
    return _MarkedSpan(
        line=line.number,
        column=opened + 1,
        label=CODES[match[1]],
        start=start,
        end=end,
        tolls=tuple(int(number.rstrip("*")) for number in numbers),
        starred=frozenset(int(number[:-1]) for number in numbers if number.endswith("*")),
    )


def _read_events(lines: list[_Line]) -> list[_EventLine]:
    events: list[_EventLine] = []
    for line in lines:
        if not line.text.strip() or line.text.startswith("#"):
            continue
        if line.text[0] != " ":
            events.append(_read_event_line(line))
        elif events:
            events[-1].tolls.append(_read_toll_line(line))
        else:
            raise MarkupError("a toll line stands before any event line 'e1 scope event_type'", line=line.number, column=1)
    return events


def _read_event_line(line: _Line) -> _EventLine:
    words, options = _words_and_options(line, ("date",))
    if len(words) != 3 or not re.fullmatch(r"e[1-9][0-9]*", words[0]):
        raise MarkupError(f"{line.text!r} is no event line; write 'e1 incident shelling'", line=line.number, column=1)
    return _EventLine(line, words[0], _member(line, Scope, words[1]), _member(line, EventType, words[2]), options)


def _read_toll_line(line: _Line) -> _TollLine:
    words, options = _words_and_options(line, ("part_of", "updates", "min", "max", "qualifier", "because"))
    if len(words) not in (2, 3) or not words[0].isdecimal():
        raise MarkupError(
            f"{line.text.strip()!r} is no toll line; write 'N victim_class [status] [part_of=N]'", line=line.number, column=1
        )
    status = _member(line, Status, words[2]) if len(words) == 3 else Status.ASSERTED
    return _TollLine(line, int(words[0]), _member(line, VictimClass, words[1]), status, options)


def _words_and_options(line: _Line, allowed: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    options: dict[str, str] = {}
    for match in _OPTION.finditer(line.text):
        if match[1] not in allowed:
            raise MarkupError(
                f"unknown option {match[1]!r}; allowed here: {', '.join(allowed)}", line=line.number, column=match.start() + 1
            )
        options[match[1]] = match[2] if match[2] is not None else match[3]
    return _OPTION.sub("", line.text).split(), options


def _member(line: _Line, kind: type[Member], word: str) -> Member:
    try:
        return kind(word)
    except ValueError:
        allowed = ", ".join(member.value for member in kind)
        column = line.text.find(word) + 1
        raise MarkupError(f"{word!r} is no {kind.__name__}; allowed: {allowed}", line=line.number, column=column) from None


def _build(
    identifier: str, head: dict[str, str], text: str, marked: list[_MarkedSpan], events: list[_EventLine], first: _Line
) -> AnnotatedArticle:
    listed = {toll.number: toll for event in events for toll in event.tolls}
    for span in marked:
        for number in span.tolls:
            if number not in listed:
                raise MarkupError(f"toll {number} has no line under an event below the text", line=span.line, column=span.column)
    spans = [
        Span(id=f"s{index}", label=span.label, start=span.start, end=span.end, text=text[span.start : span.end])
        for index, span in enumerate(marked, start=1)
    ]
    try:
        return AnnotatedArticle(
            id=identifier,
            text=text,
            published=_read_date(head["published"], first) if head.get("published") else None,
            genre=head["genre"],
            family=head["family"],
            author=head["author"],
            brief=_read_brief(head),
            spans=tuple(spans),
            tolls=tuple(_build_toll(listed[number], marked, spans) for number in sorted(listed)),
            events=tuple(_build_event(event) for event in events),
        )
    except ValidationError as error:
        reason = "; ".join(str(fault["msg"]) for fault in error.errors())
        raise MarkupError(f"article {identifier!r}: {reason}", line=first.number, column=1) from error


def _read_brief(head: dict[str, str]) -> Brief:
    lists = {key: tuple(head.get(key, "").replace(",", " ").split()) for key in ("structure", "surface", "hard")}
    return Brief(country=head.get("country", ""), english=head.get("english", ""), **lists)


def _build_toll(line: _TollLine, marked: list[_MarkedSpan], spans: list[Span]) -> Toll:
    mine = [(mark, span) for mark, span in zip(marked, spans, strict=True) if line.number in mark.tolls]
    mentions = [(mark, span) for mark, span in mine if span.label in TOLL_SLOTS]
    if not mentions:
        raise MarkupError(f"toll {line.number} has no toll span (K, I, M or H) in the text", line=line.line.number, column=1)
    labels = {span.label for _, span in mentions}
    if len(labels) > 1:
        raise MarkupError(
            f"toll {line.number} is marked as {' and '.join(sorted(labels))}; one toll has one outcome",
            line=mentions[-1][0].line,
            column=mentions[-1][0].column,
        )
    principal = _principal(line, mentions)
    read = read_quantity(principal.text)
    stated = _stated_bounds(line, read)
    fillers = {
        name: tuple(span.id for _, span in mine if span.label is slot) for slot, name in FILLER_FIELDS.items()
    }
    return Toll(
        id=f"t{line.number}",
        outcome=OUTCOME_OF_SLOT[mentions[0][1].label],
        min=stated.min,
        max=stated.max,
        qualifier=stated.qualifier,
        victim_class=line.victim_class,
        status=line.status,
        part_of=_toll_id(line, "part_of"),
        updates=_toll_id(line, "updates"),
        principal=principal.id,
        mentions=tuple(span.id for _, span in mentions),
        bounds_reason=line.options.get("because"),
        **fillers,
    )


def _principal(line: _TollLine, mentions: list[tuple[_MarkedSpan, Span]]) -> Span:
    starred = [span for mark, span in mentions if line.number in mark.starred]
    if len(starred) > 1:
        raise MarkupError(f"toll {line.number} has {len(starred)} mentions marked '*'; mark one", line=line.line.number, column=1)
    if starred:
        return starred[0]
    readings = {read_quantity(span.text) for _, span in mentions}
    if len(readings) > 1:
        words = ", ".join(repr(span.text) for _, span in mentions)
        raise MarkupError(
            f"the mentions of toll {line.number} read differently ({words}); mark the one that counts with '*'",
            line=mentions[0][0].line,
            column=mentions[0][0].column,
        )
    return mentions[0][1]


def _stated_bounds(line: _TollLine, read: Quantity) -> Quantity:
    given = {"min", "max", "qualifier"} & set(line.options)
    if not given:
        if "because" in line.options:
            raise MarkupError("'because' explains min, max or qualifier; none is given", line=line.line.number, column=1)
        return read
    if not line.options.get("because"):
        raise MarkupError(
            'bounds that differ from what the rules read need because="…"', line=line.line.number, column=1
        )
    qualifier = _member(line.line, Qualifier, line.options["qualifier"]) if "qualifier" in given else read.qualifier
    low = _bound(line, "min") if "min" in given else read.min
    high = _bound(line, "max") if "max" in given else read.max
    return Quantity(low, high, qualifier)


def _bound(line: _TollLine, key: str) -> int | None:
    value = line.options[key]
    if value == "null":
        return None
    if not value.isdecimal():
        raise MarkupError(f"{key}={value} is neither a whole number nor null", line=line.line.number, column=1)
    return int(value)


def _toll_id(line: _TollLine, key: str) -> str | None:
    return f"t{line.options[key]}" if key in line.options else None


def _build_event(line: _EventLine) -> Event:
    return Event(
        id=line.identifier,
        scope=line.scope,
        event_type=line.event_type,
        tolls=tuple(f"t{toll.number}" for toll in line.tolls),
        date=_read_override(line) if "date" in line.options else None,
    )


def _read_override(line: _EventLine) -> DateOverride:
    days, _, precision = line.options["date"].partition("/")
    start, _, end = days.partition("..")
    return DateOverride(
        start=_read_date(start, line.line) if start else None,
        end=_read_date(end or start, line.line) if end or start else None,
        precision=_member(line.line, DatePrecision, precision or "day"),
    )


def _read_date(value: str, line: _Line) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise MarkupError(f"{value!r} is no date; write YYYY-MM-DD", line=line.number, column=1) from None


def print_markup(articles: Iterable[AnnotatedArticle]) -> str:
    """Print articles as markup; compiling the result gives equal articles, up to the numbering of spans.

    Raises:
        ValueError: an id is not of the form that markup writes (``t1``, ``e1``).
    """
    return "\n".join(_print_article(article) for article in articles)


def _print_article(article: AnnotatedArticle) -> str:
    head = [f"=== {article.id}"]
    if article.published is not None:
        head.append(f"published: {article.published.isoformat()}")
    head += [f"{key}: {getattr(article, key)}" for key in _REQUIRED_KEYS]
    head += [f"{key}: {getattr(article.brief, key)}" for key in ("country", "english") if getattr(article.brief, key)]
    head += [
        f"{key}: {', '.join(getattr(article.brief, key))}"
        for key in ("structure", "surface", "hard")
        if getattr(article.brief, key)
    ]
    events = [line for event in article.events for line in _print_event(article, event)]
    return "\n".join([*head, "", _print_text(article), "---", *events, ""])


def _print_text(article: AnnotatedArticle) -> str:
    named: dict[str, list[str]] = {span.id: [] for span in article.spans}
    for toll in article.tolls:
        for span_id in dict.fromkeys(toll.span_ids()):
            star = "*" if span_id == toll.principal and len(toll.mentions) > 1 else ""
            named[span_id].append(_number(toll.id) + star)
    pieces: list[str] = []
    position = 0
    for span in article.spans:
        pieces.append(_escape(article.text[position : span.start]))
        pieces.append(f"[{_escape(span.text)}|{CODE_OF_SLOT[span.label]}{','.join(named[span.id])}]")
        position = span.end
    pieces.append(_escape(article.text[position:]))
    lines = "".join(pieces).split("\n")
    return "\n".join("\\" + line if line == "---" or line.startswith("===") else line for line in lines)


def _escape(text: str) -> str:
    return re.sub(r"[\[\]|\\]", r"\\\g<0>", text).replace("\r", "\\r")


def _number(identifier: str) -> str:
    if not re.fullmatch(r"[te][1-9][0-9]*", identifier):
        raise ValueError(f"id {identifier!r} cannot be written in markup; use t1, t2, … and e1, e2, …")
    return identifier[1:]


def _print_event(article: AnnotatedArticle, event: Event) -> Iterator[str]:
    override = f" date={_print_override(event.date)}" if event.date else ""
    yield f"e{_number(event.id)} {event.scope} {event.event_type}{override}"
    for identifier in event.tolls:
        toll = article.toll_by_id[identifier]
        parts = [_number(toll.id), toll.victim_class.value]
        if toll.status is not Status.ASSERTED:
            parts.append(toll.status.value)
        parts += [f"{key}={_number(value)}" for key in ("part_of", "updates") if (value := getattr(toll, key))]
        yield "  " + " ".join([*parts, *_print_bounds(toll)])


def _print_bounds(toll: Toll) -> list[str]:
    if toll.bounds_reason is None:
        return []
    bounds = {"min": toll.min, "max": toll.max}
    written = [f"{key}={'null' if value is None else value}" for key, value in bounds.items()]
    return [*written, f"qualifier={toll.qualifier}", f'because="{toll.bounds_reason}"']


def _print_override(override: DateOverride) -> str:
    days = [day.isoformat() if day else "" for day in (override.start, override.end)]
    return f"{days[0] if days[0] == days[1] else '..'.join(days)}/{override.precision}"
