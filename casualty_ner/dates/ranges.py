"""Closed ranges of calendar days, and the calendar arithmetic that builds them.

Functions raise ``ValueError`` or ``OverflowError`` where the calendar has no such day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casualty_ner.schema import DatePrecision

DAY = timedelta(days=1)
WEEK = timedelta(days=7)

_FINE_TO_COARSE = (DatePrecision.DAY, DatePrecision.WEEK, DatePrecision.MONTH, DatePrecision.YEAR)
_LONGEST_LEAP_GAP = 8
"""Years between 29 Februaries around 1700, 1800 and 1900."""


@dataclass(frozen=True, slots=True)
class DateRange:
    """Closed interval of calendar days with the granularity of the wording; both days included.

    ``start`` is None where the phrase could not be resolved, and only there is the precision ``unknown``.
    ``end`` is None there and where the wording leaves the end open ("since 2011").
    """

    start: date | None
    end: date | None
    precision: DatePrecision

    def __post_init__(self) -> None:
        if (self.start is None) != (self.precision is DatePrecision.UNKNOWN):
            raise ValueError(f"start {self.start} does not go with precision {self.precision.value!r}")
        if self.end is not None and (self.start is None or self.start > self.end):
            raise ValueError(f"range runs backwards: {self.start} to {self.end}")

    @property
    def bounds(self) -> tuple[date, date]:
        """First and last day; ``ValueError`` where one is not known."""
        if self.start is None or self.end is None:
            raise ValueError(f"open range: {self.start} to {self.end}")
        return self.start, self.end


UNRESOLVED = DateRange(None, None, DatePrecision.UNKNOWN)


def single_day(day: date) -> DateRange:
    """The day alone."""
    return DateRange(day, day, DatePrecision.DAY)


def days(start: date, end: date) -> DateRange:
    """A span stated by its days; its precision is the largest unit that fits into it (under a week: ``day``)."""
    length = (end - start).days + 1
    fits = sum(length >= least for least in (7, 28, 365))
    return DateRange(start, end, _FINE_TO_COARSE[fits])


def monday_of(day: date) -> date:
    """The first day of the day's ISO week."""
    return day - day.weekday() * DAY


def week(day: date) -> DateRange:
    """The ISO week, Monday to Sunday, that holds the day."""
    return DateRange(monday_of(day), monday_of(day) + 6 * DAY, DatePrecision.WEEK)


def _end_of_month(year: int, number: int) -> date:
    return date(year, 12, 31) if number == 12 else date(year, number + 1, 1) - DAY


def month(year: int, number: int) -> DateRange:
    """The whole month; January is 1."""
    return DateRange(date(year, number, 1), _end_of_month(year, number), DatePrecision.MONTH)


def years(first: int, last: int) -> DateRange:
    """Whole years, both included."""
    return DateRange(date(first, 1, 1), date(last, 12, 31), DatePrecision.YEAR)


def shift_months(day: date, count: int) -> date:
    """The same day of the month ``count`` months away, or that month's last day where it is shorter."""
    year, index = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, index + 1, min(day.day, _end_of_month(year, index + 1).day))


def latest_weekday(weekday: int, limit: date) -> date:
    """The latest such weekday (Monday is 0) not after ``limit``."""
    return limit - ((limit.weekday() - weekday) % 7) * DAY


def latest_yearly(in_year: Callable[[int], date], limit: date) -> date:
    """The latest day not after ``limit`` of one that comes once a year, or once in a leap year."""
    for year in range(limit.year, limit.year - _LONGEST_LEAP_GAP - 1, -1):
        try:
            day = in_year(year)
        except ValueError:
            continue
        if day <= limit:
            return day
    raise ValueError(f"no such day in the years up to {limit.year}")


def latest_monthly(number: int, limit: date) -> date:
    """The latest day with that number in its month, not after ``limit``."""
    for day in (limit - back * DAY for back in range(62)):
        if day.day == number:
            return day
    raise ValueError(f"no month has a day {number}")


def nth_weekday(year: int, number: int, nth: int, weekday: int) -> date:
    """The nth such weekday of a month, counted from 1; ``nth`` -1 is the last one."""
    if nth < 0:
        return latest_weekday(weekday, _end_of_month(year, number))
    first = latest_weekday(weekday, date(year, number, 7))
    return date(year, number, first.day + 7 * (nth - 1))


def hull(ranges: Sequence[DateRange]) -> DateRange:
    """From the first range's start to the last one's end, as precise as the coarsest of them."""
    start, end = ranges[0].bounds[0], ranges[-1].bounds[1]
    coarsest = max((each.precision for each in ranges), key=_FINE_TO_COARSE.index)
    return days(start, end) if coarsest is DatePrecision.DAY else DateRange(start, end, coarsest)
