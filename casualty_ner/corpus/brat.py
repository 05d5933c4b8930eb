"""Articles to brat: the standoff format of the annotation tool (Stenetorp et al. 2012), the one with events.

An article becomes ``ID.txt`` (the text, unchanged), ``ID.ann`` and ``ID.meta.json`` (what brat has no place for). In
``ID.ann`` a span is a text-bound ``T``, in one fragment for each line that it stands on; a toll is an event ``E`` whose
trigger is its principal mention and whose arguments are its other mentions (``Mention``) and its fillers; ``PartOf``
and ``Updates`` are relations between tolls; attributes give status, victim class and qualifier. A note ``Event`` on a
toll says in which event it stands (events and their tolls are in the order of these notes), a note ``Bounds`` gives its
numbers; without it they are read from the trigger's words. Offsets are half-open code points, as brat counts them.
:mod:`casualty_ner.corpus.brat_reading` is the way back.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from casualty_ner.articles import AnnotatedArticle, Span, Toll
from casualty_ner.errors import FormatError
from casualty_ner.schema import FILLER_SLOTS, TOLL_SLOTS, Qualifier, Slot, Status, VictimClass

RELATIONS = {"PartOf": "part_of", "Updates": "updates"}
"""Field of a toll by the name of its brat relation."""

ATTRIBUTES = {
    "Status": ("status", Status),
    "VictimClass": ("victim_class", VictimClass),
    "Qualifier": ("qualifier", Qualifier),
}
"""Field of a toll, and its values, by the name of its brat attribute."""

ROLES = {slot.value.title(): slot for slot in FILLER_SLOTS}
"""Slot of a filler by the name of its role; mentions beside the trigger have the role ``Mention``."""

META_KEYS = ("id", "published", "genre", "family", "author", "brief")
CONFIGURATION = "annotation.conf"

_IDS = {"span": r"s[1-9]\d*", "toll": r"t[1-9]\d*", "event": r"\S+"}


def write_brat(articles: Iterable[AnnotatedArticle], folder: Path) -> None:
    """Write articles as a brat collection, with the ``annotation.conf`` that brat needs to show it.

    Raises:
        FormatError: an id is no file name or is used twice, ids of spans or tolls are not of the form ``s1``, ``t1``,
            or the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FormatError(f"{folder} is not empty; name a new folder, so that no old article is mixed in")
    written = list(articles)
    _check_names(written)
    folder.mkdir(parents=True, exist_ok=True)
    for article in written:
        lines = "".join(f"{line}\n" for line in _ann_lines(article))
        meta = article.model_dump(mode="json", include=set(META_KEYS))
        meta["dates"] = {event.id: event.date.model_dump(mode="json") for event in article.events if event.date}
        _write(folder / f"{article.id}.txt", article.text)
        _write(folder / f"{article.id}.ann", lines)
        _write(folder / f"{article.id}.meta.json", json.dumps(meta, ensure_ascii=False, indent=1) + "\n")
    _write(folder / CONFIGURATION, annotation_conf())


def _write(path: Path, content: str) -> None:
    path.write_bytes(content.encode("utf-8"))


def _check_names(articles: list[AnnotatedArticle]) -> None:
    seen: set[str] = set()
    for article in articles:
        if not re.fullmatch(r"[\w.-]+", article.id) or article.id.startswith("."):
            raise FormatError(f"article id {article.id!r} is no file name; allowed are letters, digits, '-', '_', '.'")
        if article.id.lower() in seen:
            raise FormatError(f"two articles have the id {article.id!r}, upper and lower case aside; rename one")
        seen.add(article.id.lower())
        for kind, values in (("span", article.spans), ("toll", article.tolls), ("event", article.events)):
            for value in values:
                if not re.fullmatch(_IDS[kind], value.id):
                    raise FormatError(f"article {article.id!r}: {kind} id {value.id!r} is not of the form {_IDS[kind]}")


def _ann_lines(article: AnnotatedArticle) -> Iterator[str]:
    for span in article.spans:
        yield _text_bound(span)
    relations = attributes = notes = 0
    for toll in article.tolls:
        event = _event_id(toll.id)
        yield f"{event}\t{' '.join(_arguments(article, toll))}"
        for label, name in RELATIONS.items():
            if (other := getattr(toll, name)) is not None:
                relations += 1
                yield f"R{relations}\t{label} Arg1:{event} Arg2:{_event_id(other)}"
        for label, (name, _) in ATTRIBUTES.items():
            attributes += 1
            yield f"A{attributes}\t{label} {event} {getattr(toll, name)}"
        notes += 1
        bounds = {"min": toll.min, "max": toll.max, "reason": toll.bounds_reason}
        yield f"#{notes}\tBounds {event}\t{json.dumps(bounds, ensure_ascii=False)}"
    for event_of_tolls in article.events:
        for identifier in event_of_tolls.tolls:
            notes += 1
            header = f"{event_of_tolls.id} {event_of_tolls.scope} {event_of_tolls.event_type}"
            yield f"#{notes}\tEvent {_event_id(identifier)}\t{header}"


def _event_id(toll_id: str) -> str:
    return toll_id.replace("t", "E", 1)


def _text_bound(span: Span) -> str:
    fragments = [(span.start + line.start(), span.start + line.end()) for line in re.finditer(r"[^\n]+", span.text)]
    offsets = ";".join(f"{start} {end}" for start, end in fragments)
    return f"{span.id.replace('s', 'T', 1)}\t{span.label} {offsets}\t{surface(span.text)}"


def surface(words: str) -> str:
    """The words of a span as brat writes them behind its offsets: on one line, fragments a blank apart."""
    return re.sub(r"\n+", " ", words).replace("\r", " ")


def _arguments(article: AnnotatedArticle, toll: Toll) -> Iterator[str]:
    """Trigger, then arguments; brat numbers the second and later arguments of one role."""
    yield f"{article.span_by_id[toll.principal].label}:{toll.principal.replace('s', 'T', 1)}"
    roles = {"Mention": [span for span in toll.mentions if span != toll.principal]}
    roles |= {role: list(toll.fillers(slot)) for role, slot in ROLES.items()}
    for role, spans in roles.items():
        for index, span in enumerate(spans, start=1):
            yield f"{role}{index if index > 1 else ''}:{span.replace('s', 'T', 1)}"


def annotation_conf() -> str:
    """The ``annotation.conf`` that gives brat the schema."""
    roles = ", ".join(f"{role}*:{slot.value}" for role, slot in ROLES.items())
    events = "\n".join(f"{slot.value}\tMention*:{slot.value}, {roles}" for slot in TOLL_SLOTS)
    relations = "\n".join(f"{label}\tArg1:<EVENT>, Arg2:<EVENT>" for label in RELATIONS)
    attributes = "\n".join(
        f"{label}\tArg:<EVENT>, Value:{'|'.join(value.value for value in kind)}"
        for label, (_, kind) in ATTRIBUTES.items()
    )
    entities = "\n".join(slot.value for slot in Slot)
    return f"[entities]\n{entities}\n\n[relations]\n{relations}\n\n[events]\n{events}\n\n[attributes]\n{attributes}\n"
