"""The event and toll lines of inline markup, still apart from the spans they speak of."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from pydantic import ValidationError

from casualty_ner.articles import DateOverride
from casualty_ner.corpus.jsonl import describe
from casualty_ner.corpus.markup_text import NUMBER, Line
from casualty_ner.errors import InputError
from casualty_ner.quantities import Quantity
from casualty_ner.schema import DatePrecision, EventType, Qualifier, Scope, Status, VictimClass

Member = TypeVar("Member", Scope, EventType, VictimClass, Status, Qualifier, DatePrecision)

_OPTION = re.compile(r'(?<!\S)([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|(\S+))')
_TOLL_OPTIONS = ("part_of", "updates", "min", "max", "qualifier", "because")


@dataclass(frozen=True, slots=True)
class TollLine:
    """A toll as written below its event. The options are still words."""

    line: Line
    number: int
    victim_class: VictimClass
    status: Status
    options: dict[str, str]


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as written, with its tolls."""

    line: Line
    identifier: str
    scope: Scope
    event_type: EventType
    options: dict[str, str]
    tolls: list[TollLine] = field(default_factory=list)


def read_events(lines: list[Line]) -> list[EventLine]:
    """The event lines with their tolls; empty lines, and lines that begin with ``#``, are passed over."""
    events: list[EventLine] = []
    for line in lines:
        if not line.text.strip() or line.text.startswith("#"):
            continue
        if line.text[0] != " ":
            events.append(_read_event_line(line))
        elif events:
            events[-1].tolls.append(_read_toll_line(line))
        else:
            raise line.fault("a toll line stands before any event line 'e1 scope event_type'")
    _check_unique([(event.line, event.identifier) for event in events], "event")
    _check_unique([(toll.line, f"{toll.number}") for event in events for toll in event.tolls], "toll")
    for event in events:
        if not event.tolls:
            raise event.line.fault(f"event {event.identifier} has no toll; list its tolls indented below it")
    return events


def _check_unique(named: list[tuple[Line, str]], kind: str) -> None:
    seen: dict[str, int] = {}
    for line, name in named:
        if name in seen:
            raise line.fault(f"{kind} {name} is listed twice, first on line {seen[name]}")
        seen[name] = line.number


def _read_event_line(line: Line) -> EventLine:
    words, options = _words_and_options(line, ("date",))
    if len(words) != 3 or not re.fullmatch(f"e{NUMBER}", words[0]):
        raise line.fault(f"{line.text!r} is no event line; write 'e1 incident shelling'")
    return EventLine(line, words[0], member(line, Scope, words[1]), member(line, EventType, words[2]), options)


def _read_toll_line(line: Line) -> TollLine:
    words, options = _words_and_options(line, _TOLL_OPTIONS)
    if len(words) not in (2, 3) or not re.fullmatch(NUMBER, words[0]):
        raise line.fault(f"{line.text.strip()!r} is no toll line; write 'N victim_class [status] [part_of=N]'")
    status = member(line, Status, words[2]) if len(words) == 3 else Status.ASSERTED
    return TollLine(line, int(words[0]), member(line, VictimClass, words[1]), status, options)


def _words_and_options(line: Line, allowed: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    options: dict[str, str] = {}
    for match in _OPTION.finditer(line.text):
        key, quoted, bare = match.groups()
        if key not in allowed:
            raise line.fault(f"unknown option {key!r}; allowed here: {', '.join(allowed)}", column=match.start() + 1)
        if key in options:
            raise line.fault(f"option {key!r} is given twice; keep one", column=match.start() + 1)
        options[key] = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare
    return _OPTION.sub("", line.text).split(), options


def member(line: Line, kind: type[Member], word: str) -> Member:
    """The member of an enumeration that ``word`` names.

    Raises:
        MarkupError: there is none; the message lists those that there are.
    """
    try:
        return kind(word)
    except ValueError:
        allowed = ", ".join(value.value for value in kind)
        message = f"{word!r} is no {kind.__name__}; allowed: {allowed}"
        raise line.fault(message, column=line.text.find(word) + 1) from None


def toll_number(line: TollLine, key: str) -> int | None:
    """The toll that ``part_of`` or ``updates`` names.

    Raises:
        MarkupError: it is no toll number.
    """
    value = line.options.get(key)
    if value is None:
        return None
    if not re.fullmatch(NUMBER, value):
        column = line.line.text.find(f"{key}=") + 1
        raise line.line.fault(f"{key}={value} names no toll; write a number, as in {key}=1", column=column)
    return int(value)


def read_date(line: Line, value: str) -> date:
    """An ISO date.

    Raises:
        MarkupError: it is none.
    """
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise line.fault(f"{value!r} is no date; write YYYY-MM-DD", column=line.text.find(value) + 1)


def stated_bounds(line: TollLine, read: Quantity) -> Quantity:
    """The bounds that a toll line states, with those that the rules ``read`` where it is silent.

    Raises:
        MarkupError: they come without a reason, are no numbers, or contradict each other.
    """
    options = line.options
    if not {"min", "max", "qualifier"} & set(options):
        if "because" in options:
            raise line.line.fault("'because' explains min, max or qualifier; none is given")
        return read
    if not options.get("because", "").strip():
        raise line.line.fault('bounds that differ from what the rules read need because="…"')
    qualifier = member(line.line, Qualifier, options["qualifier"]) if "qualifier" in options else read.qualifier
    try:
        return Quantity(_bound(line, "min", read.min), _bound(line, "max", read.max), qualifier)
    except InputError as error:
        raise line.line.fault(str(error)) from error


def _bound(line: TollLine, key: str, read: int | None) -> int | None:
    value = line.options.get(key)
    if value is None:
        return read
    if value == "null":
        return None
    if not (value.isascii() and value.isdecimal()):
        column = line.line.text.find(f"{key}=") + 1
        raise line.line.fault(f"{key}={value} is neither a whole number nor null", column=column)
    return int(value)


def date_override(line: EventLine) -> DateOverride:
    """The option ``date``: ``DAY/precision``, ``FROM..TO/precision``, ``FROM../precision``, or ``/unknown``.

    Raises:
        MarkupError: a part is no date or no precision, the days run backwards, or they do not go with the precision.
    """
    days, _, precision = line.options["date"].partition("/")
    start, several, end = days.partition("..")
    first = read_date(line.line, start) if start else None
    last = (read_date(line.line, end) if end else None) if several else first
    try:
        return DateOverride(start=first, end=last, precision=member(line.line, DatePrecision, precision or "day"))
    except ValidationError as error:
        raise line.line.fault(describe(error), column=line.line.text.find("date=") + 1) from error
