"""What the lexicon hands to the resolution: tokens, and what each says about the day."""

from collections.abc import Callable
from datetime import date
from re import Match
from typing import NamedTuple, TypedDict

from casualty_ner.dates.ranges import DateRange


class Parts(TypedDict, total=False):
    """What words say about one day or range; all that is said must hold together.

    ``ordinal``: the day number alone names a day ("the 26th"). ``monday``: first day of the ISO week. ``nth``: which
    one of a month's such weekdays (-1: the last), and the weekday. ``narrowing``: offset, length and unit ("day",
    "month") of the stretch that is meant within a month or a year; a negative offset counts from its end. ``ready``: a
    range that stands alone.
    """

    weekday: int
    day: int
    ordinal: bool
    month: int
    year: int
    exact: date
    monday: date
    feast: str
    nth: tuple[int, int]
    narrowing: tuple[int, int, str]
    ready: DateRange


class Token(NamedTuple):
    """A stretch of the phrase; ``apart``: more than "the" and "of" stands between it and the token before.

    Kinds::

        D day number      O "26th"          M month              Y year               W weekday
        X anything else that says something of the day
        S since           F from, between   A onwards            V overnight
        P "week of"       B "week from"     E "week ending"      U "weekend of"
        c to, until, dash                   e and, or, slash
    """

    kind: str
    parts: Parts
    apart: bool


class Anchor(NamedTuple):
    """The publication date, which only relative wording asks for."""

    published: date | None

    @property
    def day(self) -> date:
        """The publication date; ``ValueError`` where it is not known."""
        if self.published is None:
            raise ValueError("relative wording without a publication date")
        return self.published


Rule = tuple[str, str, Callable[[Match[str], Anchor], Parts]]
"""Kind of token, pattern over a normalized phrase, and reader; ``ValueError`` where there are none or two readings."""
