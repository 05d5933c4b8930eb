"""From the tokens of a phrase to the one range of days that fits all they say."""

import re
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from casualty_ner.dates.feasts import feast_in
from casualty_ner.dates.lexicon import tokenize
from casualty_ner.dates.ranges import (
    DAY,
    UNRESOLVED,
    WEEK,
    DateRange,
    days,
    hull,
    latest_weekday,
    latest_yearly,
    monday_of,
    month,
    nth_weekday,
    shift_months,
    single_day,
    week,
    years,
)
from casualty_ner.dates.tokens import Anchor, Parts, Token
from casualty_ner.dates.wording import normalize
from casualty_ner.schema import DatePrecision


def resolve_date(phrase: str, published: date | None) -> DateRange:
    """The days that a news phrase names, read against the day the article was published.

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


class _Limits(NamedTuple):
    """The latest days that a bare weekday, and a day of a year that is not stated, may fall on."""

    weekday: date | None
    day_of_year: date | None

    @classmethod
    def of(cls, anchor: Anchor) -> "_Limits":
        published = anchor.published
        return cls(published, published and published + DAY)


def _given(limit: date | None) -> date:
    if limit is None:
        raise ValueError("incomplete without a publication date")
    return limit


def _resolve(tokens: list[Token], anchor: Anchor) -> DateRange:
    kinds = "".join(token.kind for token in tokens)
    if kinds == "V":
        return days(anchor.day - DAY, anchor.day)
    tokens = [token for token in tokens if token.kind != "V"]
    ...
