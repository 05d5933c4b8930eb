"""Output values: what was read from an article, as typed objects that dump to the record's JSON and back.

Offsets are half-open, count Unicode code points, and index the caller's own string, unchanged. ``None`` means "not
stated"; ``0`` only ever means that the text says none were.
"""

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field

from casualty_ner.articles import Frozen
from casualty_ner.schema import (
    SCHEMA_VERSION,
    DatePrecision,
    EventType,
    Outcome,
    Qualifier,
    Scope,
    Status,
    VictimClass,
)

if TYPE_CHECKING:
    from rich.console import RenderableType


class Evidence(Frozen):
    """Words of the article and where they stand: ``article[start:end] == text``."""

    text: str
    start: int
    end: int


class EventDate(Evidence):
    """The words that date an event and the days they mean, both ends included; None where they cannot be resolved."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    first: date | None = Field(alias="from")
    last: date | None = Field(alias="to")
    precision: DatePrecision


class Bounds(Frozen):
    """A lowest and a highest number of people; None is "not stated"."""

    min: int | None
    max: int | None

    def __str__(self) -> str:
        """The bounds in a form for people: ``12``, ``12 or more``, ``up to 12``, ``8 to 10``, ``not stated``."""
        if self.min is None:
            return "not stated" if self.max is None else f"up to {self.max:,}"
        if self.max is None:
            return f"{self.min:,} or more"
        return f"{self.min:,}" if self.min == self.max else f"{self.min:,} to {self.max:,}"


class TollRecord(Evidence):
    """One toll; ``text``, ``start`` and ``end`` are its principal mention, whose words give the bounds."""

    id: str
    outcome: Outcome
    min: int | None
    max: int | None
    qualifier: Qualifier
    victims: tuple[Evidence, ...]
    victim_class: VictimClass
    perpetrators: tuple[Evidence, ...]
    causes: tuple[Evidence, ...]
    places: tuple[Evidence, ...]
    dates: tuple[Evidence, ...]
    sources: tuple[Evidence, ...]
    status: Status
    part_of: str | None
    updates: str | None
    mentions: tuple[Evidence, ...]
    confidence: float = Field(ge=0, le=1)

    @property
    def bounds(self) -> Bounds:
        """The toll's bounds as one value."""
        return Bounds(min=self.min, max=self.max)


class EventRecord(Frozen):
    """One event: filler lists hold the union over its tolls, ``totals`` the sums by the rule of the schema."""

    id: str
    scope: Scope
    event_type: EventType
    date: EventDate | None
    places: tuple[Evidence, ...]
    perpetrators: tuple[Evidence, ...]
    causes: tuple[Evidence, ...]
    tolls: tuple[TollRecord, ...]
    totals: dict[Outcome, Bounds]
    confidence: float = Field(ge=0, le=1)


class ArticleInfo(Frozen):
    """Which article was read.

    ``characters`` is its length; ``notes`` name characters that the model could not be shown.
    """

    id: str
    published: date | None
    characters: int
    notes: tuple[str, ...] = ()


class ModelInfo(Frozen):
    """Which model read it: a name, and the fingerprint of its weights."""

    name: str
    revision: str


class ArticleRecord(Frozen):
    """Everything read from one article. An article without casualties has no events."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    article: ArticleInfo
    events: tuple[EventRecord, ...]
    model: ModelInfo | None

    def __rich__(self) -> "RenderableType":
        """A table a toll for the terminal; needs nothing but rich."""
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        if not self.events:
            return Text(_printable(f"{self.article.id}: no casualties stated"))
        tables = []
        for event in self.events:
            table = Table(title=Text(_event_title(event)), title_justify="left", title_style="bold")
            for heading in _HEADINGS:
                table.add_column(heading)
            for toll in event.tolls:
                table.add_row(*(Text(cell) for cell in _toll_cells(toll)))
            tables.append(table)
        return Group(*tables)

    def _repr_html_(self) -> str:
        """The same tables as HTML, for notebooks; every text is escaped."""
        if not self.events:
            return f"<p>{escape(_printable(self.article.id))}: no casualties stated</p>"
        return "".join(_event_html(event) for event in self.events)


_HEADINGS = ("toll", "outcome", "number", "said as", "who", "where", "when", "by / cause", "according to", "status")


def _event_title(event: EventRecord) -> str:
    totals = ", ".join(f"{outcome} {bounds}" for outcome, bounds in event.totals.items())
    return _printable(f"{event.id} · {event.scope} · {event.event_type}" + (f" · {totals}" if totals else ""))


def _toll_cells(toll: TollRecord) -> tuple[str, ...]:
    relation = f" (part of {toll.part_of})" if toll.part_of else f" (updates {toll.updates})" if toll.updates else ""
    cells = (
        toll.id + relation,
        toll.outcome.value,
        str(toll.bounds),
        f"{toll.text!r} [{toll.start}:{toll.end}]",
        f"{_texts(toll.victims)} ({toll.victim_class})".strip(),
        _texts(toll.places),
        _texts(toll.dates),
        _texts((*toll.perpetrators, *toll.causes)),
        _texts(toll.sources),
        toll.status.value,
    )
    return tuple(_printable(cell) for cell in cells)


def _printable(text: str) -> str:
    r"""``text`` with what a terminal or browser would obey instead of show written out, such as ``\x1b``."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def _texts(evidence: Iterable[Evidence]) -> str:
    return "; ".join(item.text for item in evidence)


def _event_html(event: EventRecord) -> str:
    head = "".join(f"<th>{heading}</th>" for heading in _HEADINGS)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _toll_cells(toll)) + "</tr>" for toll in event.tolls
    )
    return f"<table><caption>{escape(_event_title(event))}</caption><tr>{head}</tr>{rows}</table>"
