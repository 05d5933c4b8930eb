"""One day, week, month or year from all that is said about it."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from casualty_ner.dates.feasts import feast_in
from casualty_ner.dates.ranges import (
    DAY,
    DateRange,
    days,
    latest_monthly,
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
from casualty_ner.dates.tokens import Parts
from casualty_ner.schema import DatePrecision

_NAMES_A_DAY = {"exact", "feast", "nth", "day", "weekday"}


class Limits(NamedTuple):
    """The latest day that a bare weekday or month, and that a day of an unstated year, may begin on."""

    bare: date | None
    yearless: date | None

    @classmethod
    def at(cls, published: date | None) -> "Limits":
        """Nothing after publication; a calendar day may be ahead of it by a time zone."""
        return cls(published, published and published + DAY)

    @classmethod
    def before(cls, day: date) -> "Limits":
        """For what ends where another range begins."""
        return cls(day - DAY, day)


def range_of(parts: Parts, limits: Limits) -> DateRange:
    """The range that fits all parts.

    Raises:
        ValueError, OverflowError: none does, or the words leave it open.
    """
    if "ready" in parts:
        if len(parts) > 1:
            raise ValueError("a range and more")
        return parts["ready"]
    if not parts.keys() & _NAMES_A_DAY:
        return _narrowed(_whole_unit(parts, limits), parts)
    day = _day(parts, limits)
    if not _agrees(day, parts):
        raise ValueError(f"{day} contradicts the other words")
    return single_day(day)


def _given(limit: date | None) -> date:
    if limit is None:
        raise ValueError("incomplete without a publication date")
    return limit


def _day(parts: Parts, limits: Limits) -> date:
    if "exact" in parts:
        return parts["exact"]
    if "feast" in parts or "month" in parts:
        in_year = _by_year(parts)
        return in_year(parts["year"]) if "year" in parts else latest_yearly(in_year, _given(limits.yearless))
    if "year" in parts or "nth" in parts:
        raise ValueError("a day and a year without a month")
    if "day" not in parts:
        return _weekday(parts, limits)
    if not ("ordinal" in parts or "weekday" in parts):
        raise ValueError("a number that may be no day")
    return latest_monthly(parts["day"], _given(limits.yearless))


def _by_year(parts: Parts) -> Callable[[int], date]:
    """The date that the parts name in any given year."""
    if "feast" in parts:
        name = parts["feast"]
        return lambda year: feast_in(name, year)
    number = parts["month"]
    if "nth" in parts:
        nth = parts["nth"]
        return lambda year: nth_weekday(year, number, *nth)
    if "day" not in parts:
        raise ValueError("a weekday and a month, but which of its days")
    day = parts["day"]
    return lambda year: date(year, number, day)


def _weekday(parts: Parts, limits: Limits) -> date:
    if "monday" in parts:
        return parts["monday"] + parts["weekday"] * DAY
    return latest_weekday(parts["weekday"], _given(limits.bare))


def _agrees(day: date, parts: Parts) -> bool:
    """Whether the day is all that is said of it; nothing that is said may go unused."""
    of_day: dict[str, object] = {
        "exact": day,
        "weekday": day.weekday(),
        "day": day.day,
        "month": day.month,
        "year": day.year,
        "monday": monday_of(day),
        "ordinal": True,
        "nth": parts.get("nth") if "exact" not in parts else None,
        "feast": parts["feast"] if "feast" in parts and feast_in(parts["feast"], day.year) == day else None,
    }
    return all(key in of_day and of_day[key] == said for key, said in parts.items())


def _whole_unit(parts: Parts, limits: Limits) -> DateRange:
    match sorted(parts.keys() - {"narrowing"}):
        case ["monday"]:
            return week(parts["monday"])
        case ["month", "year"]:
            return month(parts["year"], parts["month"])
        case ["month"]:
            number = parts["month"]
            return month(latest_yearly(lambda year: date(year, number, 1), _given(limits.bare)).year, number)
        case ["year"]:
            return years(parts["year"], parts["year"])
    raise ValueError(f"nothing to tell a day by: {parts}")


def _narrowed(whole: DateRange, parts: Parts) -> DateRange:
    """The stretch of the whole that is meant; half a month is left whole, since no day is its middle."""
    if "narrowing" not in parts:
        return whole
    offset, length, unit = parts["narrowing"]
    first, last = whole.bounds
    if unit == "month" and whole.precision is DatePrecision.MONTH:
        return whole
    if unit == "month":
        start = shift_months(first, offset % 12)
        stretch = DateRange(start, shift_months(start, length) - DAY, DatePrecision.MONTH)
    else:
        start = (first if offset >= 0 else last + DAY) + offset * DAY
        stretch = days(start, start + (length - 1) * DAY)
    if stretch.bounds[0] < first or stretch.bounds[1] > last:
        raise ValueError("longer than the whole")
    return stretch
