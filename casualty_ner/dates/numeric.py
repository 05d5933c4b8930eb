"""Dates and years in digits: "26.07.2013", "2013-07-26T14:30Z", "26/7", "07/2013", "26-Jul-2013", "2014-15", "'99".

Where digits allow two readings (day and month, month and year span) there is none.
"""

from datetime import date
from re import Match

from casualty_ner.dates.ranges import DAY, years
from casualty_ner.dates.tokens import Anchor, Parts, Rule
from casualty_ner.dates.wording import MONTHS

_FIRST_YEAR, _LAST_YEAR = 1500, 2100
"""Four digits outside are taken for a clock time or a mere number."""


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


def _day_month_year(match: Match[str], anchor: Anchor) -> Parts:
    first, second, third = match[1], int(match[3]), match[4]
    if len(first) == 4:
        return Parts(exact=date(year_of(first, anchor), second, int(third)))
    return Parts(exact=_only(_readings(year_of(third, anchor), (int(first), second), (second, int(first)))))


def _day_name_year(match: Match[str], anchor: Anchor) -> Parts:
    return Parts(exact=date(year_of(match[3], anchor), MONTHS.index(match[2]) + 1, int(match[1])))


def _name_day_year(match: Match[str], anchor: Anchor) -> Parts:
    return Parts(exact=date(year_of(match[3], anchor), MONTHS.index(match[1]) + 1, int(match[2])))


def _day_month(match: Match[str], _anchor: Anchor) -> Parts:
    some_leap_year, first, second = 2000, int(match[1]), int(match[2])
    day = _only(_readings(some_leap_year, (first, second), (second, first)))
    return Parts(day=day.day, month=day.month)


def _month_year(match: Match[str], anchor: Anchor) -> Parts:
    return Parts(month=int(match[1]), year=year_of(match[2], anchor))


def _year_and_two_digits(match: Match[str], anchor: Anchor) -> Parts:
    """A month ("2013-07") or a span of years ("2013-15"); "2011-12" could be either."""
    year, two = year_of(match[1], anchor), int(match[2])
    last = year - year % 100 + two
    is_month, is_span = 1 <= two <= 12, last > year
    if is_month == is_span:
        raise ValueError(f"{match[0]} is a month or a span of years")
    return Parts(month=two, year=year) if is_month else Parts(ready=years(year, last))


def _decade(match: Match[str], anchor: Anchor) -> Parts:
    """Ten years; "the 1900s" may be a hundred, "the 2000s" are none yet."""
    first = year_of(match[1] or match[2], anchor)
    if first % 100 == 0 and first != 2000:
        raise ValueError(f"{match[0]} is a decade or a century")
    return Parts(ready=years(first, first + 9))


def _year(match: Match[str], anchor: Anchor) -> Parts:
    return Parts(year=year_of(match[1], anchor))


_MONTH = "|".join(MONTHS)
_CLOCK = r"(?:t[0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:\.[0-9]{1,9})?)?(?:z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
RULES: tuple[Rule, ...] = (
    ("X", rf"([0-9]{{4}}|[0-9]{{1,2}})([./-])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{1,2}}){_CLOCK}", _day_month_year),
    ("X", rf"([0-9]{{1,2}})[-/]({_MONTH})[-/]([0-9]{{4}}|[0-9]{{2}})", _day_name_year),
    ("X", rf"({_MONTH})[-/]([0-9]{{1,2}})[-/]([0-9]{{4}})", _name_day_year),
    ("X", r"([0-9]{1,2})[./-]([12][0-9]{3})", _month_year),
    ("X", r"([12][0-9]{3})[-/]([0-9]{2})", _year_and_two_digits),
    ("X", rf"([0-9]{{1,2}})/([0-9]{{1,2}})(?! ?(?:of )?(?:{_MONTH}))", _day_month),
    ("X", r"([12][0-9]{2}0)s|'([1-9]0)s", _decade),
    ("X", r"(?<=.)'([0-9]{2})", _year),
    ("Y", r"([12][0-9]{3})", _year),
)
