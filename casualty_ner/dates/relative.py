"""Wording that counts from the publication date: "yesterday", "last week", "three days ago", "this Friday"."""

from datetime import date
from re import Match

from casualty_ner.dates.ranges import (
    DAY,
    WEEK,
    DateRange,
    days,
    latest_weekday,
    monday_of,
    month,
    shift_months,
    week,
)
from casualty_ner.dates.tokens import Anchor, Parts, Rule
from casualty_ner.dates.wording import MONTHS, WEEKDAYS
from casualty_ner.schema import DatePrecision

_DAYS_AWAY = {
    "day before yesterday": -2,
    "night before last": -2,
    "yesterday": -1,
    "last night": -1,
    "last evening": -1,
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tomorrow": 1,
}
_UNITS_AWAY = {"this": 0, "last": -1, "next": 1}
_MONTHS_IN = {"month": 1, "year": 12, "decade": 120}
_WEEKS_IN = {"week": 1, "fortnight": 2}


def _days_away(match: Match[str], anchor: Anchor) -> Parts:
    return Parts(exact=anchor.day + _DAYS_AWAY[match[1]] * DAY)


def _unit_away(unit: str, count: int, anchor: Anchor) -> Parts:
    """The ISO week, calendar month or calendar year ``count`` away from that of publication."""
    if unit == "week":
        return Parts(monday=monday_of(anchor.day) + count * WEEK)
    if unit == "month":
        there = shift_months(anchor.day, count)
        return Parts(month=there.month, year=there.year)
    return Parts(year=anchor.day.year + count)


def _relative_unit(match: Match[str], anchor: Anchor) -> Parts:
    return _unit_away(match[2], _UNITS_AWAY[match[1]], anchor)


def _unit_before_last(match: Match[str], anchor: Anchor) -> Parts:
    return _unit_away(match[1], -2, anchor)


def _unit_of_publication(match: Match[str], anchor: Anchor) -> Parts:
    return _unit_away(match[1], 0, anchor)


def _unit_so_far(match: Match[str], anchor: Anchor) -> Parts:
    """From the first day of the week, month or year of publication up to publication."""
    day = anchor.day
    start = {"week": monday_of(day), "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[match[1]]
    return Parts(ready=DateRange(start, day, DatePrecision(match[1])))


def _hours_in_days(hours: int, *, up: bool) -> int:
    return -(-hours // 24) if up else hours // 24


def _past(match: Match[str], anchor: Anchor) -> Parts:
    """The stretch that ends with publication: "past 24 hours" began on the day before."""
    count, unit, end = int(match[1] or 1), match[2], anchor.day
    if unit == "hour":
        return Parts(ready=days(end - _hours_in_days(count, up=True) * DAY, end))
    if unit == "day":
        return Parts(ready=days(end - count * DAY, end))
    if unit in _WEEKS_IN:
        return Parts(ready=DateRange(end - count * _WEEKS_IN[unit] * WEEK, end, DatePrecision.WEEK))
    precision = DatePrecision.MONTH if unit == "month" else DatePrecision.YEAR
    return Parts(ready=DateRange(shift_months(end, -count * _MONTHS_IN[unit]), end, precision))


def _count(text: str) -> int:
    return 1 if text in ("a", "an") else int(text)


def _hours_ago(match: Match[str], anchor: Anchor) -> Parts:
    """The hour of publication is not known, so that the day may be either of two."""
    hours = 1 if match[2] == "minute" else _count(match[1])
    earliest, latest = (anchor.day - _hours_in_days(hours, up=up) * DAY for up in (True, False))
    return Parts(ready=days(earliest, latest))


def _ago(match: Match[str], anchor: Anchor) -> Parts:
    """Days are exact; of weeks, months and years the whole unit is meant."""
    count, unit = _count(match[1]), match[2]
    if unit in ("day", "night"):
        return Parts(exact=anchor.day - count * DAY)
    if unit in _WEEKS_IN:
        return Parts(ready=week(anchor.day - count * _WEEKS_IN[unit] * WEEK))
    return _unit_away(unit, -count, anchor)


def _ago_today(match: Match[str], anchor: Anchor) -> Parts:
    """To the day, where there is such a day."""
    count, unit = _count(match[1]), match[2]
    if unit in _WEEKS_IN:
        return Parts(exact=anchor.day - count * _WEEKS_IN[unit] * WEEK)
    there = shift_months(anchor.day, -count * _MONTHS_IN[unit])
    return Parts(exact=there.replace(day=anchor.day.day))


def _last_weekday(match: Match[str], anchor: Anchor) -> Parts:
    return Parts(exact=latest_weekday(WEEKDAYS.index(match[1]), anchor.day - DAY))


def _this_weekday(match: Match[str], anchor: Anchor) -> Parts:
    """A past and a coming one are worded alike, unless this week's has come already."""
    return Parts(exact=_not_after(anchor, monday_of(anchor.day) + WEEKDAYS.index(match[1]) * DAY))


def _last_month_named(match: Match[str], anchor: Anchor) -> Parts:
    number = MONTHS.index(match[1]) + 1
    return Parts(ready=month(anchor.day.year - (number >= anchor.day.month), number))


def _this_month_named(match: Match[str], anchor: Anchor) -> Parts:
    first = _not_after(anchor, date(anchor.day.year, MONTHS.index(match[1]) + 1, 1))
    return Parts(month=first.month, year=first.year)


def _not_after(anchor: Anchor, day: date) -> date:
    if day > anchor.day:
        raise ValueError("the coming or the past one")
    return day


def _weekend(match: Match[str], anchor: Anchor) -> Parts:
    """Saturday and Sunday: the latest pair whose Sunday is not after publication; "last" strictly before."""
    before = (DAY if match[1] else 0 * DAY) + (DAY + WEEK if match[2] else 0 * DAY)
    sunday = latest_weekday(6, anchor.day - before)
    return Parts(ready=days(sunday - DAY, sunday))


def _this_weekend(_: Match[str], anchor: Anchor) -> Parts:
    """The latest weekend that has begun."""
    saturday = latest_weekday(5, anchor.day)
    return Parts(ready=days(saturday, saturday + DAY))


_MONTH = rf"({'|'.join(MONTHS)})"
_WEEKDAY = rf"({'|'.join(WEEKDAYS)})"
_UNIT = "(day|week|fortnight|month|year|decade)"
_COUNT = "(an?|[0-9]{1,4})"
_NO_PART = "(?! (?:of|in) )"
"""The last two weeks of July are a part of July, not the weeks before publication."""

RULES: tuple[Rule, ...] = (
    ("X", rf"({'|'.join(_DAYS_AWAY)}){_NO_PART}", _days_away),
    ("X", rf"(?:this )?(?:last|past) {_WEEKDAY}", _last_weekday),
    ("X", rf"{_WEEKDAY} last(?! (?:week|month|year|night|{_MONTH}))", _last_weekday),
    ("X", rf"this {_WEEKDAY}", _this_weekday),
    ("X", rf"(?:this past|last) {_MONTH}", _last_month_named),
    ("X", rf"this {_MONTH}", _this_month_named),
    ("X", rf"{_COUNT} (week|fortnight|month|year)s? ago today", _ago_today),
    ("X", r"(an?|[0-9]{1,3}) (minute|hour)s? ago", _hours_ago),
    ("X", rf"{_COUNT} (day|night|week|fortnight|month|year)s? ago", _ago),
    ("X", r"(?:earlier|so far)(?: in)? (?:this|the) (week|month|year)", _unit_so_far),
    ("X", r"this (week|month|year) so far", _unit_so_far),
    ("X", rf"(?:the |this )?(?:past|last) ([0-9]{{1,4}}) (hour|{_UNIT[1:-1]})s?{_NO_PART}", _past),
    ("X", rf"(?:(?:the |this )?past|(?:the|this) last(?! day))() {_UNIT}{_NO_PART}", _past),
    ("X", r"(?:start|beginning) of the (week|month|year)(?! (?:of|in|[12'][0-9]))", _unit_of_publication),
    ("X", r"(week|month|year) before last", _unit_before_last),
    ("X", rf"(?<!the )(this|last|next) (week|month){_NO_PART}", _relative_unit),
    ("X", r"(?<!the )(this|last|next) (year)", _relative_unit),
    ("X", rf"this weekend{_NO_PART}", _this_weekend),
    ("X", rf"(?:(last)|this past|past) weekend{_NO_PART}|weekend(?: (before last))?{_NO_PART}", _weekend),
)
