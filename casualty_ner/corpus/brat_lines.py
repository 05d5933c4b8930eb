"""The lines of brat's ``.ann`` files, one by one; :mod:`casualty_ner.corpus.brat` says how they are laid out."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from casualty_ner.articles import Span, edge_fault
from casualty_ner.corpus.brat import ATTRIBUTES, RELATIONS, ROLES, surface
from casualty_ner.schema import TOLL_SLOTS, EventType, Scope, Slot


@dataclass
class DraftToll:
    """A toll as its lines give it; ``spans`` by role, ``values`` by field."""

    line: int
    trigger: Span
    spans: dict[str, list[Span]]
    values: dict[str, Any] = field(default_factory=dict)
    placed: bool = False


@dataclass
class Standoff:
    """An .ann file as far as it was understood, everything by brat's ids."""

    text: str
    spans: dict[str, Span] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    tolls: dict[str, DraftToll] = field(default_factory=dict)
    events: dict[tuple[str, Scope, EventType], list[str]] = field(default_factory=lambda: defaultdict(list))

    def toll(self, identifier: str) -> DraftToll:
        """A toll by its id.

        Raises:
            ValueError: there is none.
        """
        if identifier not in self.tolls:
            raise ValueError(f"there is no event {identifier!r}")
        return self.tolls[identifier]


def read_line(standoff: Standoff, number: int, line: str) -> None:
    """Understand one line of an .ann file, with its number from 1; lines that it refers to were read before.

    Raises:
        ValueError: saying what is wrong with it; `json` and enumerations raise their own.
    """
    identifier, _, rest = line.partition("\t")
    body, _, content = rest.partition("\t")
    if identifier in standoff.lines:
        raise ValueError(f"the id {identifier!r} is used before, on line {standoff.lines[identifier]}")
    standoff.lines[identifier] = number
    match identifier[0]:
        case "T":
            standoff.spans[identifier] = _read_span(identifier, body, content, standoff.text)
        case "E":
            if not re.fullmatch(r"E[1-9]\d*", identifier):
                raise ValueError(f"{identifier!r} is no id of an event; write E1, E2, …")
            standoff.tolls[identifier] = _read_toll(standoff, number, body)
        case "R":
            _read_relation(standoff, body)
        case "#":
            _read_note(standoff, body, content)
        case _:
            _read_attribute(standoff, body)


def _fields(body: str, count: int, shape: str) -> list[str]:
    words = body.split()
    if len(words) != count:
        raise ValueError(f"the line has not the form {shape!r}")
    return words


def _read_span(identifier: str, body: str, words: str, text: str) -> Span:
    match = re.fullmatch(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)", body)
    if not match or not re.fullmatch(r"T[1-9]\d*", identifier):
        raise ValueError("the line has not the form 'T1<tab>KILLED 0 5<tab>words'")
    if match[1] not in list(Slot):
        raise ValueError(f"label {match[1]!r} is not in the schema; allowed: {', '.join(Slot)}")
    fragments = [tuple(map(int, fragment.split())) for fragment in match[2].split(";")]
    start, end = fragments[0][0], fragments[-1][1]
    between = [text[before[1] : after[0]] for before, after in pairwise(fragments)]
    if any(not gap or gap.strip("\n") for gap in between):
        raise ValueError("the span is in several pieces on one line; spans are whole here: split it in two")
    found = text[start:end]
    if not found or surface(found) != words:
        raise ValueError(
            f"the text at [{start}:{end}] is {found!r}, the line says {words!r}{_hint(text, start, end, words)}"
        )
    if fault := edge_fault(text, start, end):
        raise ValueError(f"the span {fault}")
    return Span(id=identifier.replace("T", "s", 1), label=Slot(match[1]), start=start, end=end, text=found)


def _hint(text: str, start: int, end: int, words: str) -> str:
    if surface(text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", "replace")) == words:
        return "; the offsets are UTF-16 units, convert them to code points"
    if surface(text.replace("\n", "\r\n")[start:end]) == words:
        return "; the offsets are counted with CRLF line ends, the text has LF"
    return ""


def _read_toll(standoff: Standoff, number: int, body: str) -> DraftToll:
    pairs = [part.partition(":")[::2] for part in body.split()]
    (label, trigger), *arguments = pairs or [("", "")]
    spans: dict[str, list[Span]] = defaultdict(list)
    for role, span in arguments:
        name = role.rstrip("0123456789")
        if name != "Mention" and name not in ROLES:
            raise ValueError(f"role {role!r} is not known; allowed: Mention, {', '.join(ROLES)}")
        spans[name].append(_span(standoff, span))
    found = _span(standoff, trigger)
    if found.label not in TOLL_SLOTS or found.label != label:
        raise ValueError(
            f"the trigger is {trigger} {found.label}, the line says {label!r}; it must be a toll span's label"
        )
    return DraftToll(number, found, spans)


def _span(standoff: Standoff, identifier: str) -> Span:
    if identifier not in standoff.spans:
        raise ValueError(f"there is no span {identifier!r}")
    return standoff.spans[identifier]


def _read_relation(standoff: Standoff, body: str) -> None:
    label, first, second = _fields(body, 3, "R1<tab>PartOf Arg1:E2 Arg2:E1")
    if label not in RELATIONS:
        raise ValueError(f"relation {label!r} is not known; allowed: {', '.join(RELATIONS)}")
    other = second.removeprefix("Arg2:")
    standoff.toll(other)
    _set(standoff.toll(first.removeprefix("Arg1:")), RELATIONS[label], other.replace("E", "t", 1))


def _read_attribute(standoff: Standoff, body: str) -> None:
    label, target, value = _fields(body, 3, "A1<tab>Status E1 alleged")
    if label not in ATTRIBUTES:
        raise ValueError(f"attribute {label!r} is not known; allowed: {', '.join(ATTRIBUTES)}")
    name, kind = ATTRIBUTES[label]
    if value not in list(kind):
        raise ValueError(f"{value!r} is no {label}; allowed: {', '.join(kind)}")
    _set(standoff.toll(target), name, kind(value))


def _read_note(standoff: Standoff, body: str, content: str) -> None:
    kind, target = _fields(body, 2, "#1<tab>Event E1<tab>e1 incident shelling")
    if kind == "AnnotatorNotes":
        return
    toll = standoff.toll(target)
    if kind == "Event":
        identifier, scope, event_type = _fields(content, 3, "#1<tab>Event E1<tab>e1 incident shelling")
        standoff.events[identifier, Scope(scope), EventType(event_type)].append(target.replace("E", "t", 1))
        toll.placed = True
    elif kind == "Bounds":
        bounds = json.loads(content)
        if not isinstance(bounds, dict) or set(bounds) != {"min", "max", "reason"}:
            raise ValueError('the bounds have not the form {"min": 3, "max": null, "reason": null}')
        for name, key in (("min", "min"), ("max", "max"), ("bounds_reason", "reason")):
            _set(toll, name, bounds[key])
    else:
        raise ValueError(f"note {kind!r} is not known; allowed: Event, Bounds, AnnotatorNotes")


def _set(toll: DraftToll, name: str, value: Any) -> None:
    if name in toll.values:
        raise ValueError(f"{name} is given before; keep one")
    toll.values[name] = value
