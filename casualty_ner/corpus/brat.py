"""Exchange with brat: the standoff format of the annotation tool (Stenetorp et al. 2012), the one with events.

An article becomes ``ID.txt`` (the text, unchanged), ``ID.ann`` and ``ID.meta.json`` (what brat has no place for). In
``ID.ann`` a span is a text-bound ``T``; a toll is an event ``E`` whose trigger is its principal mention and whose
arguments are its other mentions (``Mention``) and its fillers; ``PartOf`` and ``Updates`` are relations between
tolls; attributes give status, victim class and qualifier; a note ``Event`` on a toll says in which event it stands,
a note ``Bounds`` gives its numbers
(without it they are read from the trigger's words). Offsets are half-open code points, as brat counts them.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from casualty_ner.articles import AnnotatedArticle, Event, Span, Toll
from casualty_ner.corpus.jsonl import describe
from casualty_ner.errors import FormatError
from casualty_ner.quantities import read_quantity
from casualty_ner.schema import (
    FILLER_FIELDS,
    FILLER_SLOTS,
    OUTCOME_OF_SLOT,
    TOLL_SLOTS,
    EventType,
    Qualifier,
    Scope,
    Slot,
    Status,
    VictimClass,
)

_RELATIONS = {"part_of": "PartOf", "updates": "Updates"}
_ATTRIBUTES = {"status": ("Status", Status), "victim_class": ("VictimClass", VictimClass), "qualifier": ("Qualifier", Qualifier)}
_META = ("id", "published", "genre", "family", "author", "brief")


def write_brat(articles: Iterable[AnnotatedArticle], folder: Path) -> None:
    """Write articles as a brat collection, with the ``annotation.conf`` that brat needs to show it.

    Raises:
        FormatError: an id is no file name, or the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FormatError(f"{folder} is not empty; name a new folder, so that no old article is mixed in")
    folder.mkdir(parents=True, exist_ok=True)
    for article in articles:
        if not re.fullmatch(r"[\w.-]+", article.id) or article.id.startswith("."):
            raise FormatError(f"article id {article.id!r} is no file name; allowed are letters, digits, '-', '_' and '.'")
        (folder / f"{article.id}.txt").write_bytes(article.text.encode("utf-8"))
        (folder / f"{article.id}.ann").write_bytes("".join(f"{line}\n" for line in _ann_lines(article)).encode("utf-8"))
        meta = article.model_dump(mode="json", include=set(_META))
        meta["dates"] = {event.id: event.date.model_dump(mode="json") for event in article.events if event.date}
        (folder / f"{article.id}.meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "annotation.conf").write_text(annotation_conf(), encoding="utf-8")


def _ann_lines(article: AnnotatedArticle) -> Iterator[str]:
    for span in article.spans:
        surface = span.text.replace("\n", " ").replace("\r", " ")
        yield f"T{span.id.removeprefix('s')}\t{span.label} {span.start} {span.end}\t{surface}"
    numbers = {toll.id: f"E{toll.id.removeprefix('t')}" for toll in article.tolls}
    relations, attributes = 0, 0
    for toll in article.tolls:
        yield f"{numbers[toll.id]}\t{' '.join(_arguments(article, toll))}"
        for name, label in _RELATIONS.items():
            if (other := getattr(toll, name)) is not None:
                relations += 1
                yield f"R{relations}\t{label} Arg1:{numbers[toll.id]} Arg2:{numbers[other]}"
        for name, (label, _) in _ATTRIBUTES.items():
            attributes += 1
            yield f"A{attributes}\t{label} {numbers[toll.id]} {getattr(toll, name)}"
        event = article.event_of_toll[toll.id]
        number = numbers[toll.id].removeprefix("E")
        yield f"#{2 * int(number)}\tEvent {numbers[toll.id]}\t{event.id} {event.scope} {event.event_type}"
        bounds = {"min": toll.min, "max": toll.max, "reason": toll.bounds_reason}
        yield f"#{2 * int(number) + 1}\tBounds {numbers[toll.id]}\t{json.dumps(bounds, ensure_ascii=False)}"


def _arguments(article: AnnotatedArticle, toll: Toll) -> Iterator[str]:
    """Trigger, then arguments; brat numbers the second and later arguments of one role."""
    number = {span.id: f"T{span.id.removeprefix('s')}" for span in article.spans}
    yield f"{article.span_by_id[toll.principal].label}:{number[toll.principal]}"
    roles = {"Mention": [span for span in toll.mentions if span != toll.principal]}
    roles |= {slot.value.title(): list(toll.fillers(slot)) for slot in FILLER_SLOTS}
    for role, spans in roles.items():
        for index, span in enumerate(spans, start=1):
            yield f"{role}{index if index > 1 else ''}:{number[span]}"


def annotation_conf() -> str:
    """brat's ``annotation.conf`` for the schema."""
    roles = ", ".join(f"{slot.value.title()}*:{slot.value}" for slot in FILLER_SLOTS)
    events = "\n".join(f"{slot.value}\tMention*:{slot.value}, {roles}" for slot in TOLL_SLOTS)
    relations = "\n".join(f"{label}\tArg1:<EVENT>, Arg2:<EVENT>" for label in _RELATIONS.values())
    attributes = "\n".join(
        f"{label}\tArg:<EVENT>, Value:{'|'.join(member.value for member in kind)}" for label, kind in _ATTRIBUTES.values()
    )
    entities = "\n".join(slot.value for slot in Slot)
    return f"[entities]\n{entities}\n\n[relations]\n{relations}\n\n[events]\n{events}\n\n[attributes]\n{attributes}\n"


def read_brat(folder: Path) -> list[AnnotatedArticle]:
    """Read a brat collection, ordered by file name.

    Raises:
        FormatError: naming file and line: no articles, an unknown label, an offset that does not match, a span in pieces.
    """
    texts = sorted(folder.glob("*.txt"))
    if not texts:
        raise FormatError(f"{folder} holds no .txt file; name the folder of a brat collection")
    return [_read_article(path) for path in texts]


@dataclass
class _Standoff:
    """An .ann file, line by line, as it was understood."""

    path: Path
    spans: dict[str, Span] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    events: dict[str, str] = field(default_factory=dict)


def _read_article(path: Path) -> AnnotatedArticle:
    text = path.read_bytes().decode("utf-8")
    ann, meta_path = path.with_suffix(".ann"), path.with_suffix(".meta.json")
    if not ann.is_file():
        raise FormatError(f"{ann} is missing; every .txt of a collection has its .ann, if only an empty one")
    standoff = _Standoff(ann)
    for number, line in enumerate(ann.read_bytes().decode("utf-8").split("\n"), start=1):
        if line.strip():
            try:
                _read_line(standoff, line, text)
            except (ValueError, KeyError, IndexError) as error:
                raise FormatError(f"{ann}:{number}: {line!r}: {describe(error) if isinstance(error, ValueError) else error!r}") from error
    meta = json.loads(meta_path.read_bytes()) if meta_path.is_file() else {"id": path.stem}
    try:
        return _build(standoff, text, meta)
    except (ValidationError, KeyError, ValueError) as error:
        raise FormatError(f"{ann}: {describe(error) if isinstance(error, ValueError) else error!r}") from error


def _read_line(standoff: _Standoff, line: str, text: str) -> None:
    identifier, body, *rest = line.split("\t")
    kind = identifier[0]
    if kind == "T":
        standoff.spans[identifier] = _read_span(identifier, body, rest[0], text)
    elif kind == "E":
        (_, trigger), *arguments = (part.split(":") for part in body.split())
        standoff.triggers[identifier] = trigger
        standoff.arguments[identifier] = [(re.sub(r"\d+$", "", role), span) for role, span in arguments]
    elif kind == "R":
        label, first, second = body.split()
        name = next((name for name, known in _RELATIONS.items() if known == label), None)
        if name is None:
            raise ValueError(f"relation {label!r} is not known; allowed: {', '.join(_RELATIONS.values())}")
        standoff.values[first.removeprefix("Arg1:")][name] = second.removeprefix("Arg2:")
    elif kind in "AM":
        label, target, value = body.split()
        name = next((name for name, (known, _) in _ATTRIBUTES.items() if known == label), None)
        if name is None:
            raise ValueError(f"attribute {label!r} is not known; allowed: {', '.join(known for known, _ in _ATTRIBUTES.values())}")
        standoff.values[target][name] = _ATTRIBUTES[name][1](value)
    elif kind == "#":
        _read_note(standoff, body, rest[0] if rest else "")
    else:
        raise ValueError(f"a line of kind {kind!r} is not known; allowed: T, E, R, A, M, #")


def _read_span(identifier: str, body: str, surface: str, text: str) -> Span:
    if ";" in body:
        raise ValueError("the span is in several pieces; spans are whole here: split it in two")
    label, start, end = body.split()
    first, last = int(start), int(end)
    found = text[first:last]
    if found.replace("\n", " ").replace("\r", " ") != surface:
        utf16 = text.encode("utf-16-le")[2 * first : 2 * last].decode("utf-16-le", "replace")
        hint = "; the offsets are UTF-16 units, convert them to code points" if utf16 == surface else ""
        raise ValueError(f"the text at [{first}:{last}] is {found!r}, the line says {surface!r}{hint}")
    return Span(id=identifier.replace("T", "s", 1), label=Slot(label), start=first, end=last, text=found)


def _read_note(standoff: _Standoff, body: str, content: str) -> None:
    kind, target = body.split()
    if kind == "Event":
        standoff.events[target] = content
    elif kind == "Bounds":
        bounds = json.loads(content)
        standoff.values[target] |= {"min": bounds["min"], "max": bounds["max"], "bounds_reason": bounds["reason"]}


def _build(standoff: _Standoff, text: str, meta: dict[str, Any]) -> AnnotatedArticle:
    tolls = [_build_toll(standoff, identifier) for identifier in standoff.triggers]
    members: dict[str, list[str]] = defaultdict(list)
    for identifier, toll in zip(standoff.triggers, tolls, strict=True):
        if identifier not in standoff.events:
            raise ValueError(f"toll {identifier} has no note 'Event' such as 'e1 incident shelling'")
        members[standoff.events[identifier]].append(toll.id)
    dates = meta.pop("dates", {})
    events = []
    for header, ids in sorted(members.items(), key=lambda item: _event_order(item[0])):
        identifier, scope, event_type = header.split()
        events.append(
            Event(id=identifier, scope=Scope(scope), event_type=EventType(event_type), tolls=tuple(ids), date=dates.get(identifier))
        )
    spans = tuple(sorted(standoff.spans.values(), key=lambda span: span.start))
    return AnnotatedArticle.model_validate(
        {**meta, "text": text, "spans": spans, "tolls": tuple(tolls), "events": tuple(events)}
    )


def _event_order(header: str) -> int:
    digits = re.match(r"e(\d+) ", header)
    return int(digits[1]) if digits else 0


def _build_toll(standoff: _Standoff, identifier: str) -> Toll:
    trigger = standoff.spans[standoff.triggers[identifier]]
    arguments = standoff.arguments[identifier]
    mentions = [trigger, *(standoff.spans[span] for role, span in arguments if role == "Mention")]
    read = read_quantity(trigger.text)
    values = {"min": read.min, "max": read.max, "qualifier": read.qualifier} | standoff.values[identifier]
    for name in _RELATIONS:
        if name in values:
            values[name] = values[name].replace("E", "t", 1)
    for slot, name in FILLER_FIELDS.items():
        values[name] = tuple(standoff.spans[span].id for role, span in arguments if role == slot.value.title())
    return Toll(
        id=identifier.replace("E", "t", 1),
        outcome=OUTCOME_OF_SLOT[trigger.label],
        principal=trigger.id,
        mentions=tuple(span.id for span in sorted(mentions, key=lambda span: span.start)),
        **values,
    )
