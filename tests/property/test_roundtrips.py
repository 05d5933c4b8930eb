"""Annotated articles of the nastiest texts survive every format unchanged."""

import contextlib
import tempfile
from datetime import date
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casualty_ner.articles import AnnotatedArticle, Brief, DateOverride, Event, Span, Toll, edge_fault
from casualty_ner.corpus import grid
from casualty_ner.corpus.brat import write_brat
from casualty_ner.corpus.brat_reading import read_brat
from casualty_ner.corpus.conversion import convert
from casualty_ner.corpus.jsonl import format_line, parse_line, read_jsonl, write_jsonl
from casualty_ner.corpus.markup import compile_markup, read_markup
from casualty_ner.corpus.markup_printing import print_markup
from casualty_ner.errors import MarkupError
from casualty_ner.quantities import read_quantity
from casualty_ner.schema import (
    FILLER_FIELDS,
    OUTCOME_OF_SLOT,
    DatePrecision,
    EventType,
    Qualifier,
    Scope,
    Slot,
    Status,
    VictimClass,
)

NASTY = (
    "at least 12", "no one", "more than two dozen", "five families", "A 12-year-old boy",
    "👩‍👩‍👧‍👦 two", "💥", "Jose\u0301 Nu\u0301n\u0303ez", "\u202edozens\u202c", "مئة شخص", "עשרה", "1\u200b2",
    "[three]", "a|b", "back\\slash", "\\", "|", "]", "[", "\\r", "\\n", "[two|K1]", "K1]",
    "===", "=== quarry", "---", "--- rule", "\\---", "# note", "genre: x", "e1 incident fire", "  1 civilians",
    "a\rb", "two\nlines", "two\r\nlines", "two\n\n\nlines", "tab\tbed", "a\u2028b", "a\x85b", "\x00", "\ufeffbom",
    "a\x0bb",
)  # fmt: skip
SEPARATORS = (" ", "\n", "\n\n", "\r\n", "\r", "\t", " \n ", ". ", "\n---\n", "\n=== x\n", "\u2028 ")

FRAGMENTS = (
    "[two|K1]",
    "[",
    "|",
    "]",
    "\\",
    "\n",
    "---",
    "\n---\n",
    "e1 incident fire\n",
    "  1 civilians",
    " date=",
    "x",
    " min=3",
    "=",
)

LABELS = (None, *3 * [Slot.KILLED], *2 * [Slot.INJURED], *Slot)

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
plain = st.sampled_from(NASTY) | any_text
words = st.sampled_from(NASTY) | any_text.map(str.strip)
spans = words.filter(lambda text: text and edge_fault(text, 0, len(text)) is None)
line = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1, max_size=8).filter(
    lambda text: text == text.strip()
)
value = st.text(st.characters(categories=["L", "N"]) | st.sampled_from('_-:[]|\\"'), min_size=1, max_size=8)
days = st.dates(date(1900, 1, 1), date(2026, 12, 31))


@st.composite
def laid_out(draw):
    """A text and its spans, each with white space before and after it."""
    text, found = draw(plain), []
    least = draw(st.sampled_from([0, 3, 6]))
    for label, inside in draw(st.lists(st.tuples(st.sampled_from(LABELS), st.data()), min_size=least, max_size=9)):
        text += draw(st.sampled_from(SEPARATORS))
        if label is None:
            text += inside.draw(plain)
            continue
        chosen = inside.draw(spans)
        if edge_fault(f"{text}{chosen} ", len(text), len(text) + len(chosen)) is None:
            found.append((label, len(text), len(text) + len(chosen)))
            text += chosen
    return text + draw(st.sampled_from(SEPARATORS)) + draw(plain), found


@st.composite
def annotated(draw):
    """An annotated article, its tolls and fillers in the order that compiling gives."""
    text, found = draw(laid_out())
    stated = [span for span in found if span[0] in OUTCOME_OF_SLOT]
    kept = found if stated else []
    marks = [
        Span(id=f"s{number}", label=label, start=start, end=end, text=text[start:end])
        for number, (label, start, end) in enumerate(kept, start=1)
    ]
    tolls = draw(grouped_tolls(marks)) if stated else []
    return AnnotatedArticle(
        id=draw(st.from_regex(r"[a-zé0-9][a-zé0-9_.-]{0,6}", fullmatch=True)),
        text=text,
        published=draw(st.none() | days),
        genre=draw(st.sampled_from(grid.GENRES) | line),
        family=draw(line),
        author=draw(line),
        brief=Brief(country=draw(st.just("") | line), structure=draw(tuples), surface=draw(tuples), hard=draw(tuples)),
        spans=tuple(marks),
        tolls=tuple(tolls),
        events=tuple(draw(grouped_events([toll.id for toll in tolls]))),
    )


tuples = st.lists(value, max_size=2).map(tuple)


@st.composite
def grouped_tolls(draw, marks):
    """Tolls over all the spans: toll spans of one label may be mentions of one toll, fillers fill one or more."""
    mentions: dict[int, list[Span]] = {}
    numbers = count(1)
    for mark in marks:
        if mark.label in OUTCOME_OF_SLOT:
            same = [number for number, group in mentions.items() if group[0].label is mark.label]
            number = draw(st.sampled_from([*same, None]))
            mentions.setdefault(next(numbers) if number is None else number, []).append(mark)
    fills = {
        mark.id: draw(st.sets(st.sampled_from(list(mentions)), min_size=1))
        for mark in marks
        if mark.label not in OUTCOME_OF_SLOT
    }
    return [draw(toll(number, group, marks, fills)) for number, group in mentions.items()]


@st.composite
def toll(draw, number, group, marks, fills):
    principal = draw(st.sampled_from(group))
    read = read_quantity(principal.text)
    bounds = {"min": read.min, "max": read.max, "qualifier": read.qualifier, "bounds_reason": None}
    if draw(st.booleans()):
        low = draw(st.integers(0, 10**12))
        bounds = {"min": low, "max": low + 1, "qualifier": Qualifier.RANGE, "bounds_reason": draw(line)}
    fillers = {
        name: tuple(mark.id for mark in marks if mark.label is slot and number in fills[mark.id])
        for slot, name in FILLER_FIELDS.items()
    }
    earlier = st.none() | st.integers(1, number - 1).map(lambda other: f"t{other}") if number > 1 else st.none()
    return Toll(
        id=f"t{number}",
        outcome=OUTCOME_OF_SLOT[principal.label],
        victim_class=draw(st.sampled_from(list(VictimClass))),
        status=draw(st.sampled_from(list(Status))),
        part_of=draw(earlier),
        updates=draw(earlier),
        principal=principal.id,
        mentions=tuple(mark.id for mark in group),
        **bounds,
        **fillers,
    )


@st.composite
def grouped_events(draw, tolls):
    groups: dict[int, list[str]] = {}
    for identifier in draw(st.permutations(tolls)):
        groups.setdefault(draw(st.integers(1, 3)), []).append(identifier)
    return [
        Event(
            id=f"e{number}",
            scope=draw(st.sampled_from(list(Scope))),
            event_type=draw(st.sampled_from(list(EventType))),
            tolls=tuple(group),
            date=draw(st.none() | overrides()),
        )
        for number, group in groups.items()
    ]


@st.composite
def overrides(draw):
    start, end = sorted([draw(days), draw(days)])
    if draw(st.booleans()):
        return DateOverride(start=None, end=None, precision=DatePrecision.UNKNOWN)
    precision = draw(st.sampled_from([value for value in DatePrecision if value is not DatePrecision.UNKNOWN]))
    return DateOverride(start=start, end=draw(st.sampled_from([start, end, None])), precision=precision)


many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(st.lists(annotated(), min_size=1, max_size=3))
def test_articles_survive_markup_and_jsonl_and_markup(articles):
    printed = print_markup(articles)
    compiled = compile_markup(printed)
    assert compiled == articles
    again = [parse_line(format_line(article)) for article in compiled]
    assert again == articles
    assert print_markup(again) == printed


@settings(many, max_examples=40)
@given(st.lists(annotated(), min_size=1, max_size=3, unique_by=lambda article: article.id.lower()))
def test_articles_survive_files_of_every_format(articles):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ordered = sorted(articles, key=lambda article: f"{article.id}.txt")
        write_jsonl(ordered, folder / "a.jsonl")
        for source, target in (("a.jsonl", "b.cas"), ("b.cas", "c"), ("c", "d.jsonl"), ("d.jsonl", "e")):
            convert(folder / source, folder / target)
        assert read_jsonl(folder / "a.jsonl") == ordered
        assert read_markup(folder / "b.cas") == ordered
        assert read_brat(folder / "c") == ordered
        assert (folder / "d.jsonl").read_bytes() == (folder / "a.jsonl").read_bytes()
        assert read_brat(folder / "e") == ordered


@settings(many, max_examples=25)
@given(annotated())
def test_the_text_stands_in_brat_files_as_it_is(article):
    with tempfile.TemporaryDirectory() as name:
        write_brat([article], Path(name))
        assert (Path(name) / f"{article.id}.txt").read_bytes().decode("utf-8") == article.text


@many
@given(st.text() | st.lists(st.sampled_from(FRAGMENTS)).map("".join))
def test_no_text_breaks_the_compiler(source):
    with contextlib.suppress(MarkupError):
        compile_markup(f"=== a\ngenre: g\nfamily: f\nauthor: a\n\n{source}")
