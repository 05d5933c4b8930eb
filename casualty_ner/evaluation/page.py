"""The report as Markdown and as one self-contained HTML page."""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from casualty_ner.evaluation.attributes import Attribute
from casualty_ner.evaluation.bootstrap import Estimate
from casualty_ner.evaluation.contents import EvaluationReport, LearningPoint, Review
from casualty_ner.evaluation.faults import Fault, FaultKind
from casualty_ner.evaluation.pairs import view_of
from casualty_ner.evaluation.results import Confusion, SystemScores
from casualty_ner.evaluation.scores import HEADLINES
from casualty_ner.evaluation.spans import MISSED, SPURIOUS, spans_of
from casualty_ner.records import ArticleRecord, EventRecord, TollRecord
from casualty_ner.schema import FILLER_FIELDS, Slot

UNDEFINED = "–"
"""What stands for a score that is not defined."""

LEADING = ("toll_strict_f1", "event_f1", "slot_micro_f1", "main_killed", "over_count")
"""The headline figures set large at the top of the page."""


def render_markdown(report: EvaluationReport) -> str:
    """Headline and per-slot tables, for a CI job's summary."""
    return _environment().get_template("report.md.j2").render(report=report, headlines=HEADLINES, slots=tuple(Slot))


def render_html(report: EvaluationReport) -> str:
    """The whole report as one page that loads nothing from anywhere."""
    system = report.systems[0]
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            system=system,
            others=report.systems[1:],
            headlines=HEADLINES,
            leading=LEADING,
            slots=tuple(Slot),
            kinds=tuple(FaultKind),
            slot_table=slot_confusion(system),
            attribute_tables=attribute_confusions(system),
            curves=curves(report.curves),
            documents=[_document(review, report.faults) for review in report.reviews],
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("casualty_ner.evaluation"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"figure": figure, "interval": interval, "css": css_percent}
    environment.filters |= {"cell": markdown_cell, "each": each}
    return environment


def figure(value: Estimate | float | None, is_share: bool = True, signed: bool = False) -> str:
    """A score for people: shares in points of 100 with one decimal, ratios with two."""
    number = value.value if isinstance(value, Estimate) else value
    if number is None:
        return UNDEFINED
    text = f"{100 * number:+.1f}" if is_share else f"{number:+.2f}"
    return (text if signed and float(text) else text.lstrip("+-")).replace("-", "−")


def interval(estimate: Estimate, is_share: bool = True, signed: bool = False) -> str:
    """The bounds of a score's interval; empty where there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    low, high = (figure(bound, is_share, signed) for bound in (estimate.low, estimate.high))
    return f"{low} to {high}" if signed else f"{low}–{high}"


def css_percent(value: float | None) -> str:
    """A share as a CSS percentage, held between 0 and 100."""
    return f"{100 * min(max(value or 0.0, 0.0), 1.0):.2f}%"


def markdown_cell(text: str) -> str:
    """Text that cannot break a Markdown table or be read as HTML."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def each(systems: Iterable[SystemScores], *path: str) -> list[Any]:
    """What stands under a path of fields and keys in each system."""
    return [reduce(_step, path, system) for system in systems]


def _step(value: Any, key: str) -> Any:
    return value[key] if isinstance(value, dict) else getattr(value, key)


class Cell(NamedTuple):
    """A cell of a confusion table; ``share`` is its part of its row."""

    number: int
    share: float
    is_hit: bool


class ConfusionTable(NamedTuple):
    """A confusion ready to be drawn: gold by row, predicted by column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def slot_confusion(system: SystemScores) -> ConfusionTable:
    """Which slot was taken for which; the last column is what was missed, the last row what was made up."""
    slots = [slot.value for slot in Slot]
    return _table("", system.slots.confusion, [*slots, SPURIOUS], [*slots, MISSED])


def attribute_confusions(system: SystemScores) -> list[ConfusionTable]:
    """The confusion of every attribute that has one, over the values that occur."""
    tables = []
    for attribute in Attribute:
        confusion = system.attributes[attribute].confusion
        if confusion:
            values = sorted(confusion.keys() | {value for row in confusion.values() for value in row})
            rows = [value for value in values if value in confusion]
            tables.append(_table(attribute.value.replace("_", " ").capitalize(), confusion, rows, values))
    return tables


def _table(title: str, confusion: Confusion, rows: Sequence[str], columns: Sequence[str]) -> ConfusionTable:
    drawn = []
    for row in rows:
        counts = confusion.get(row, {})
        total = sum(counts.values()) or 1
        cells = (Cell(counts.get(column, 0), counts.get(column, 0) / total, row == column) for column in columns)
        drawn.append((row, tuple(cells)))
    return ConfusionTable(title, tuple(columns), tuple(drawn))


class Curve(NamedTuple):
    """One logged value over a run, as the points of an SVG polyline in a box of 100 by 40, top left first."""

    name: str
    points: str
    last: float
    low: float
    high: float
    steps: tuple[int, int]


def curves(points: Iterable[LearningPoint]) -> list[Curve]:
    """The learning curves of a run, one for each name, in the order of first mention; undefined values are left out."""
    by_name: dict[str, list[tuple[int, float]]] = {}
    for point in points:
        if point.value is not None:
            by_name.setdefault(point.name, []).append((point.step, point.value))
    return [_curve(name, sorted(values)) for name, values in by_name.items()]


def _curve(name: str, values: Sequence[tuple[int, float]]) -> Curve:
    steps, heights = [step for step, _ in values], [height for _, height in values]
    low, high = min(heights), max(heights)
    width, rise = (steps[-1] - steps[0]) or 1, (high - low) or 1
    drawn = [(100 * (step - steps[0]) / width, 38 - 36 * (height - low) / rise) for step, height in values]
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in drawn)
    title = HEADLINES[name].label if name in HEADLINES else name
    return Curve(title, points, heights[-1], low, high, (steps[0], steps[-1]))


def _document(review: Review, faults: Sequence[Fault]) -> dict[str, Any]:
    """One document for the page's browser of errors; offsets stay code points."""
    article = review.article
    own = [fault for fault in faults if fault.article == article.id]
    return {
        "id": article.id,
        "published": article.published.isoformat() if article.published else "",
        "text": article.text,
        "gold": _side(review.gold),
        "predicted": _side(review.predicted),
        "faults": [fault.model_dump(mode="json", exclude={"article"}) for fault in own],
    }


def _side(record: ArticleRecord) -> dict[str, Any]:
    spans = [[span.start, span.end, span.label.value] for span in spans_of(view_of(record))]
    return {"spans": spans, "events": [_event(event) for event in record.events]}


def _event(event: EventRecord) -> dict[str, Any]:
    totals = ", ".join(f"{outcome} {bounds}" for outcome, bounds in event.totals.items())
    return {
        "title": f"{event.event_type.value.replace('_', ' ')}, {event.scope.value}",
        "date": "" if event.date is None else f"{event.date.first or '?'} to {event.date.last or '?'}",
        "totals": totals,
        "tolls": [_toll(toll, event) for toll in event.tolls],
    }


def _toll(toll: TollRecord, event: EventRecord) -> dict[str, Any]:
    words = {other.id: other.text for other in event.tolls}
    facts = [(name, ", ".join(item.text for item in getattr(toll, name))) for name in FILLER_FIELDS.values()]
    facts += [("class", toll.victim_class.value.replace("_", " ")), ("status", toll.status.value)]
    for name, other in (("part of", toll.part_of), ("updates", toll.updates)):
        facts.append((name, words.get(other, "a toll of another event") if other else ""))
    return {
        "outcome": toll.outcome.value,
        "bounds": str(toll.bounds),
        "mentions": [item.text for item in toll.mentions],
        "start": toll.start,
        "facts": [fact for fact in facts if fact[1]],
    }
