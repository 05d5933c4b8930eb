"""From a phrase to the one range of days that fits every word of it."""

from datetime import date, datetime

from casualty_ner.dates.lexicon import tokenize
from casualty_ner.dates.ranges import DAY, UNRESOLVED, DateRange, days, monday_of
from casualty_ner.dates.spans import segments_of, span_of
from casualty_ner.dates.tokens import Anchor, Token
from casualty_ner.dates.wording import normalize
from casualty_ner.schema import DatePrecision


def resolve_date(phrase: str, published: date | None) -> DateRange:
    """The days that a news phrase names, read against the day on which the article was published.

    Args:
        phrase: the words of a DATE span; a leading preposition, a clock time or a part of the day do no harm.
        published: needed by relative wording ("Monday", "July 26"), which stays unresolved without it.

    Returns:
        ``UNRESOLVED`` where the phrase is no date, is not understood to the last word, contradicts itself or has more
        than one reading. Never raises, whatever the string.
    """
    if isinstance(published, datetime):
        published = published.date()
    anchor = Anchor(published)
    try:
        return _resolve(tokenize(normalize(phrase), anchor), anchor)
    except (ValueError, OverflowError):
        return UNRESOLVED


def _resolve(tokens: list[Token], anchor: Anchor) -> DateRange:
    if tokens and all(token.kind == "V" for token in tokens):
        return days(anchor.day - DAY, anchor.day)
    match [token for token in tokens if token.kind != "V"]:
        case [Token("S"), *rest] | [Token("F"), *rest, Token("A")] | [*rest, Token("A")]:
            return _since(rest, anchor)
        case [Token("P" | "B" | "E" | "U" as kind), *rest]:
            return _week_told_by(kind, *_resolve(rest, anchor).bounds)
        case [Token("F"), *rest]:
            return _span_from(rest, anchor)
        case rest:
            return span_of(segments_of(rest), anchor.published)


def _since(tokens: list[Token], anchor: Anchor) -> DateRange:
    if any(token.kind in ("c", "e") for token in tokens):
        raise ValueError("since a day or a span")
    begun = _resolve(tokens, anchor)
    return DateRange(begun.start, None, begun.precision)


def _span_from(tokens: list[Token], anchor: Anchor) -> DateRange:
    """After "from" or "between", "and" leads to the other end."""
    segments = [segment._replace(link="c") for segment in segments_of(tokens)]
    if len(segments) == 1 and "ready" not in segments[0].parts:
        raise ValueError("from when, but not to when")
    return span_of(segments, anchor.published)


def _week_told_by(kind: str, first: date, last: date) -> DateRange:
    """A day tells its week or weekend, a span ("the weekend of 27-28 July") states its own."""
    if first != last:
        return days(first, last)
    if kind == "U":
        if first.weekday() < 5:
            raise ValueError(f"{first} is no weekend")
        saturday = monday_of(first) + 5 * DAY
        return days(saturday, saturday + DAY)
    start = {"P": monday_of(first), "B": first, "E": first - 6 * DAY}[kind]
    return DateRange(start, start + 6 * DAY, DatePrecision.WEEK)
