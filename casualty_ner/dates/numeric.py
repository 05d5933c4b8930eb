"""Dates and years in digits: "26.07.2013", "2013-07-26T14:30Z", "26/7", "07/2013", "26-Jul-2013", "2014-15", "'99".

Where digits allow two readings (day and month, month and year span) there is none.
"""

from datetime import date
from re import Match

from casualty_ner.dates.ranges import DAY, years
from casualty_ner.dates.tokens import Anchor, Parts
from casualty_ner.dates.wording import MONTHS

_FIRST_YEAR, _LAST_YEAR = 1500, 2100
"""Four digits outside are taken for a clock time or a mere number."""

_ANY_MONTH = "|".join(MONTHS)
DAY_MONTH_YEAR = (
    r"([0-9]{4}|[0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{1,2})"
    r"(?:t[0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:\.[0-9]{1,9})?)?(?:z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
DAY_NAME_YEAR = rf"([0-9]{{1,2}})[-/]({_ANY_MONTH})[-/]([0-9]{{4}}|[0-9]{{2}})"
NAME_DAY_YEAR = rf"({_ANY_MONTH})[-/]([0-9]{{1,2}})[-/]([0-9]{{4}})"
MONTH_YEAR = r"([0-9]{1,2})[./-]([12][0-9]{3})"
YEAR_AND_TWO_DIGITS = r"([12][0-9]{3})[-/]([0-9]{2})"
DAY_MONTH = rf"([0-9]{{1,2}})/([0-9]{{1,2}})(?! ?(?:of )?(?:{_ANY_MONTH}))"
SHORT_YEAR = r"(?<=.)'([0-9]{2})"
YEAR = r"[12][0-9]{3}"


def year_of(digits: str, anchor: Anchor) -> int:
    """The year; of two digits the latest that has begun by the day after publication."""
    if len(digits) == 2:
        latest = (anchor.day + DAY).year
        return latest - (latest - int(digits)) % 100
    year = int(digits)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f"{digits} is no year of the news")
    return year


def _only(readings: set[date]) -> date:
    if len(readings) != 1:
        raise ValueError(f"{len(readings)} readings")
    return readings.pop()


def _readings(year: int, *pairs: tuple[int, int]) -> set[date]:
    valid = set()
    for month, day in pairs:
        try:
            valid.add(date(year, month, day))
        except ValueError:
            continue
    return valid


def read_day_month_year(match: Match[str], anchor: Anchor) -> Parts:
    first, second, third = match[1], int(match[3]), match[4]
    if len(first) == 4:
        return Parts(exact=date(year_of(first, anchor), second, int(third)))
    if len(third) == 1:
        raise ValueError("a year of one digit")
    return Parts(exact=_only(_readings(year_of(third, anchor), (int(first), second), (second, int(first)))))


def read_day_name_year(match: Match[str], anchor: Anchor) -> Parts:
    return Parts(exact=date(year_of(match[3], anchor), MONTHS.index(match[2]) + 1, int(match[1])))


def read_name_day_year(match: Match[str], anchor: Anchor) -> Parts:
    return Parts(exact=date(year_of(match[3], anchor), MONTHS.index(match[1]) + 1, int(match[2])))


def read_day_month(match: Match[str], _: Anchor) -> Parts:
    some_leap_year, first, second = 2000, int(match[1]), int(match[2])
    day = _only(_readings(some_leap_year, (first, second), (second, first)))
    return Parts(day=day.day, month=day.month)


def read_month_year(match: Match[str], anchor: Anchor) -> Parts:
    return Parts(month=int(match[1]), year=year_of(match[2], anchor))


def read_year_and_two_digits(match: Match[str], anchor: Anchor) -> Parts:
    """ "2013-07" is a month and "2013-15" a span of years; "2011-12" could be either."""
    year, two = year_of(match[1], anchor), int(match[2])
    last = year - year % 100 + two
    is_month, is_span = 1 <= two <= 12, last > year
    if is_month == is_span:
        raise ValueError(f"{match[0]} is a month or a span of years")
    return Parts(month=two, year=year) if is_month else Parts(ready=years(year, last))
