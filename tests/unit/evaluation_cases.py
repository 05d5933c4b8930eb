"""Small annotated documents for the tests of evaluation; bounds are stated, never read by rules."""

import re
from datetime import date

from casualty_ner.articles import AnnotatedArticle, Event, Span, Toll
from casualty_ner.assembly import to_record
from casualty_ner.records import ArticleRecord
from casualty_ner.schema import FILLER_FIELDS, OUTCOME_OF_SLOT, TOLL_SLOTS, Slot

CODES = dict(zip("KIMHVPCLDS", Slot, strict=True))
_MARK = re.compile(r"\[([^|\]]+)\|([A-Z])([\d,]+)\]")


def annotate(
    identifier: str,
    marked: str,
    events: list[tuple[str, str, dict[int, dict]]],
    published: str | None = "2013-07-26",
) -> AnnotatedArticle:
    """``marked`` holds spans as ``[words|K1]``; events are (scope, event type, {toll number: fields of the toll})."""
    text, spans, uses = "", [], []
    position = 0
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        label, start = CODES[match[2]], len(text)
        text += match[1]
        spans.append(Span(id=f"s{len(spans)}", label=label, start=start, end=len(text), text=match[1]))
        uses += [(int(number), spans[-1]) for number in match[3].split(",")]
        position = match.end()
    fields = {number: values for _, _, tolls in events for number, values in tolls.items()}
    return AnnotatedArticle(
        id=identifier,
        text=text + marked[position:],
        published=None if published is None else date.fromisoformat(published),
        spans=tuple(spans),
        tolls=tuple(_toll(number, [span for use, span in uses if use == number], fields[number]) for number in fields),
        events=tuple(
            Event(id=f"e{index}", scope=scope, event_type=event_type, tolls=tuple(f"t{number}" for number in tolls))
            for index, (scope, event_type, tolls) in enumerate(events, start=1)
        ),
    )


def _toll(number: int, spans: list[Span], fields: dict) -> Toll:
    mentions = [span for span in spans if span.label in TOLL_SLOTS]
    low = fields.get("min")
    defaults = {"qualifier": "exact", "victim_class": "unknown", "min": None, "max": low}
    relations = {name: f"t{fields[name]}" for name in ("part_of", "updates") if name in fields}
    return Toll(
        id=f"t{number}",
        outcome=OUTCOME_OF_SLOT[mentions[0].label],
        principal=mentions[0].id,
        mentions=tuple(span.id for span in mentions),
        **{name: tuple(span.id for span in spans if span.label is slot) for slot, name in FILLER_FIELDS.items()},
        **(defaults | fields | relations),
    )


def record(*args, **kwargs) -> ArticleRecord:
    """The same as a prediction."""
    return to_record(annotate(*args, **kwargs))


SHELLING = annotate(
    "shelling",
    "[At least 10|K1] [people|V1], including [3|K2] [children|V2], were killed by [shelling|C1,2,3] in [Idlib|L1,2,3] "
    "[today|D1,2,3], [monitors|S1] said. [Two|I3] were hurt.",
    [
        (
            "incident",
            "shelling",
            {
                1: {"min": 10, "max": None, "qualifier": "at_least"},
                2: {"min": 3, "victim_class": "civilians", "part_of": 1},
                3: {"min": 2},
            },
        )
    ],
)
"""One event, three tolls, one of them part of another."""

SHELLING_MISREAD = record(
    "shelling",
    "[At least 10|K1] [people|V1], including [3|K2] [children|V2], were killed by [shelling|C1,2] in [Idlib|L1] "
    "today, [monitors|S1] said. Two were hurt.",
    [
        ("incident", "airstrike", {1: {"min": 11, "max": None, "qualifier": "more_than", "status": "alleged"}}),
        ("incident", "airstrike", {2: {"min": 3, "victim_class": "civilians"}}),
    ],
)
"""Wrong bounds and status of the first toll, no sub-toll link, the event split, the date and the injured missed."""

QUIET = annotate("quiet", "The cup final drew 60,000 people on Monday.", [])
"""No toll."""

TWO_ATTACKS = annotate(
    "two-attacks",
    "[Seven|K1] [soldiers|V1] were killed by [rebels|P1] in [Mopti|L1]. In [Gao|L2] a [bomb|C2] killed [four|K2] "
    "[traders|V2]. The [seven|K1] were buried. In 2011, [90|K3] people died in [Sikasso|L3].",
    [
        ("incident", "armed_clash", {1: {"min": 7, "victim_class": "state_forces"}}),
        ("incident", "bombing", {2: {"min": 4, "victim_class": "civilians"}}),
        ("background", "unknown", {3: {"min": 90}}),
    ],
)
"""Two incidents, one toll told twice, and background."""

TWO_ATTACKS_MERGED = record(
    "two-attacks",
    "[Seven|K1] [soldiers|V1] were killed by [rebels|P1] in [Mopti|L1]. In [Gao|L2] a [bomb|C2] killed [four|K2] "
    "[traders|V2]. The [seven|K4] were buried. In 2011, [90|K3] people died in [Sikasso|L3].",
    [
        (
            "incident",
            "armed_clash",
            {
                1: {"min": 7, "victim_class": "state_forces"},
                2: {"min": 4, "victim_class": "civilians"},
                4: {"min": 7},
                3: {"min": 90},
            },
        )
    ],
)
"""All spans right, everything one event, and the restatement left a toll of its own."""
