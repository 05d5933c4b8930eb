"""A brat collection back into annotated articles; :mod:`casualty_ner.corpus.brat` says how they are laid out."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casualty_ner.articles import AnnotatedArticle, Event, Span, Toll
from casualty_ner.corpus.brat import META_KEYS, ROLES
from casualty_ner.corpus.brat_lines import DraftToll, Standoff, read_line
from casualty_ner.corpus.jsonl import describe
from casualty_ner.errors import FormatError
from casualty_ner.quantities import read_quantity
from casualty_ner.schema import FILLER_FIELDS, OUTCOME_OF_SLOT

_KINDS = ("T", "E", "R", "A", "M", "#")
"""Kinds of lines, in the order in which they are understood: later ones name earlier ones."""


def read_brat(folder: Path) -> list[AnnotatedArticle]:
    """Read a brat collection, ordered by file name.

    Raises:
        FormatError: naming file and line: no articles, not UTF-8, an unknown label, role, attribute or id, an offset
            that does not match, a span in pieces, a toll without an event.
    """
    texts = sorted(folder.glob("*.txt"))
    if not texts:
        raise FormatError(f"{folder} holds no .txt file; name the folder of a brat collection")
    return [_read_article(path) for path in texts]


def _read_article(path: Path) -> AnnotatedArticle:
    ann, meta_path = path.with_suffix(".ann"), path.with_suffix(".meta.json")
    if not ann.is_file():
        raise FormatError(f"{ann} is missing; every .txt of a collection has its .ann, if only an empty one")
    standoff = Standoff(_decode(path))
    for number, line in _ordered_lines(ann):
        try:
            read_line(standoff, number, line)
        except ValueError as error:
            raise FormatError(f"{ann}:{number}: {line!r}: {describe(error)}") from error
    _check_whole(standoff, ann)
    meta = _read_meta(meta_path) if meta_path.is_file() else {"id": path.stem}
    try:
        return _build(standoff, meta)
    except ValueError as error:
        raise FormatError(f"{ann}: {describe(error)}") from error


def _decode(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FormatError(f"{path}:{line}: byte {error.start} is not UTF-8; save the file as UTF-8") from error


def _ordered_lines(ann: Path) -> list[tuple[int, str]]:
    """The lines that hold something, with their numbers, so that ids are known before they are named."""
    lines = [(number, line.removesuffix("\r")) for number, line in enumerate(_decode(ann).split("\n"), start=1)]
    for number, line in lines:
        if line.strip() and not line.startswith(_KINDS):
            raise FormatError(f"{ann}:{number}: {line!r}: unknown kind of line; allowed: {', '.join(_KINDS)}")
    return sorted((pair for pair in lines if pair[1].strip()), key=lambda pair: _KINDS.index(pair[1][0]))


def _check_whole(standoff: Standoff, ann: Path) -> None:
    """Faults that only the whole file shows, at the line to mend."""
    used = {span.id for toll in standoff.tolls.values() for span in _spans_of(toll)}
    for identifier, span in standoff.spans.items():
        if span.id not in used:
            line = standoff.lines[identifier]
            raise FormatError(f"{ann}:{line}: {identifier} {span.text!r} {span.label} is no trigger and no argument")
    for identifier, toll in standoff.tolls.items():
        if not toll.placed:
            raise FormatError(f"{ann}:{toll.line}: {identifier} has no note 'Event' such as 'e1 incident shelling'")
        if "victim_class" not in toll.values:
            raise FormatError(f"{ann}:{toll.line}: {identifier} has no attribute 'VictimClass'")


def _spans_of(toll: DraftToll) -> Iterator[Span]:
    yield toll.trigger
    for spans in toll.spans.values():
        yield from spans


def _read_meta(path: Path) -> dict[str, Any]:
    try:
        meta = json.loads(_decode(path))
    except ValueError as error:
        raise FormatError(f"{path}: not JSON: {error}") from error
    unknown = set(meta) - {*META_KEYS, "dates"} if isinstance(meta, dict) else {"no object"}
    if unknown:
        raise FormatError(f"{path}: unknown keys {sorted(unknown)}; allowed: {', '.join(META_KEYS)}, dates")
    return dict(meta)


def _build(standoff: Standoff, meta: dict[str, Any]) -> AnnotatedArticle:
    dates = meta.pop("dates", {})
    if unknown := set(dates) - {identifier for identifier, _, _ in standoff.events}:
        raise ValueError(f"the meta file dates the events {sorted(unknown)}, which do not exist")
    events = [
        Event(id=identifier, scope=scope, event_type=event_type, tolls=tuple(tolls), date=dates.get(identifier))
        for (identifier, scope, event_type), tolls in standoff.events.items()
    ]
    spans = sorted(standoff.spans.values(), key=lambda span: span.start)
    tolls = [_build_toll(identifier, toll) for identifier, toll in standoff.tolls.items()]
    return AnnotatedArticle.model_validate(
        {**meta, "text": standoff.text, "spans": spans, "tolls": tolls, "events": events}
    )


def _build_toll(identifier: str, toll: DraftToll) -> Toll:
    mentions = sorted([toll.trigger, *toll.spans["Mention"]], key=lambda span: span.start)
    read = read_quantity(toll.trigger.text)
    fillers = {FILLER_FIELDS[slot]: tuple(span.id for span in toll.spans[role]) for role, slot in ROLES.items()}
    values = {"min": read.min, "max": read.max, "qualifier": read.qualifier} | toll.values
    return Toll(
        id=identifier.replace("E", "t", 1),
        outcome=OUTCOME_OF_SLOT[toll.trigger.label],
        principal=toll.trigger.id,
        mentions=tuple(span.id for span in mentions),
        **fillers,
        **values,
    )
