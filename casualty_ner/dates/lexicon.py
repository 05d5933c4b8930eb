"""The vocabulary of news dates: each rule reads one stretch of a phrase into what it says about the day."""

import re

from casualty_ner.dates import numeric, relative
from casualty_ner.dates.feasts import NAMES
from casualty_ner.dates.ranges import years
from casualty_ner.dates.silent import SILENT
from casualty_ner.dates.tokens import Anchor, Parts, Reader, Token
from casualty_ner.dates.wording import MONTHS, WEEKDAYS

_MONTH = rf"({'|'.join(MONTHS)})"
_WEEKDAY = rf"({'|'.join(WEEKDAYS)})"
_TH = "(?:o|st|nd|rd|th)"
_FIRST_OR_LAST = "(1o|1st|last|final)"
_NTH_OR_LAST = f"([1-4]{_TH}|last|final)"
_UNIT_BACK = "(day|week|fortnight|month|year|decade)"
_STRETCH_BACK = "([0-9]{1,4}) (hour|day|week|fortnight|month|year|decade)"
_NO_PART = "(?! (?:of|in) )"
"""After "last two weeks": of July they are a part of July, not the weeks before publication."""


def _nothing(match: re.Match[str], anchor: Anchor) -> Parts:
    return Parts()


def _day(match: re.Match[str], anchor: Anchor) -> Parts:
    return Parts(day=int(match[1]))


def _ordinal_day(match: re.Match[str], anchor: Anchor) -> Parts:
    return Parts(day=int(match[1]), ordinal=True)


def _weekday(match: re.Match[str], anchor: Anchor) -> Parts:
    return Parts(weekday=WEEKDAYS.index(match[1]))


def _month(match: re.Match[str], anchor: Anchor) -> Parts:
    return Parts(month=MONTHS.index(match[1]) + 1)


def _year(match: re.Match[str], anchor: Anchor) -> Parts:
    return Parts(year=numeric.year_of(match[1], anchor))


def _feast(match: re.Match[str], anchor: Anchor) -> Parts:
    return Parts(feast=match[0])


def _decade(match: re.Match[str], anchor: Anchor) -> Parts:
    """ "the 1900s" may be a century; "the 2000s" cannot yet be one."""
    first = numeric.year_of(match[1] or match[2], anchor)
    if first % 100 == 0 and first != 2000:
        raise ValueError(f"{match[0]} is a decade or a century")
    return Parts(ready=years(first, first + 9))


def _nth_weekday(match: re.Match[str], anchor: Anchor) -> Parts:
    return Parts(nth=(_nth(match[1]), WEEKDAYS.index(match[2])))


def _nth(word: str) -> int:
    return int(word[0]) if word[0].isdigit() else -1


def _narrowing(match: re.Match[str], anchor: Anchor) -> Parts:
    count, unit = int(match[2] or 1), match[3] or match[4]
    offset = 0 if _nth(match[1]) == 1 else -count
    return _of_the_year(Parts(narrowing=(offset, count, unit)), match[5], anchor)


def _half_or_quarter(match: re.Match[str], anchor: Anchor) -> Parts:
    length, nth = 6 if match[2] == "half" else 3, _nth(match[1])
    if nth * length > 12:
        raise ValueError(f"a year has no {match[0]!r}")
    offset = -length if nth == -1 else (nth - 1) * length
    return _of_the_year(Parts(narrowing=(offset, length, "month")), match[3], anchor)


def _of_the_year(parts: Parts, the_year: str | None, anchor: Anchor) -> Parts:
    return {**parts, "year": anchor.day.year} if the_year else parts


def _quarter(match: re.Match[str], anchor: Anchor) -> Parts:
    return Parts(narrowing=(3 * int(match[1]) - 3, 3, "month"))


_RULES: tuple[tuple[str, str, Reader], ...] = (
    ("S", r"(?:ever )?since", _nothing),
    ("X", rf"{_NTH_OR_LAST} {_WEEKDAY} (?:of|in)", _nth_weekday),
    ("X", rf"{_FIRST_OR_LAST} (?:([0-9]{{1,3}}) (day|month)s|(day|month)) (?:of|in)( the year)?", _narrowing),
    ("X", rf"{_NTH_OR_LAST} (half|quarter)(?: of)?( the year)?", _half_or_quarter),
    ("X", r"q([1-4])", _quarter),
    ("X", numeric.DAY_MONTH_YEAR, numeric.read_day_month_year),
    ("X", numeric.DAY_NAME_YEAR, numeric.read_day_name_year),
    ("X", numeric.NAME_DAY_YEAR, numeric.read_name_day_year),
    ("X", numeric.MONTH_YEAR, numeric.read_month_year),
    ("X", numeric.YEAR_AND_TWO_DIGITS, numeric.read_year_and_two_digits),
    ("X", numeric.DAY_MONTH, numeric.read_day_month),
    ("X", r"([12][0-9]{2}0)s|'([1-9]0)s", _decade),
    ("X", rf"({'|'.join(NAMES)})", _feast),
    ("X", rf"({'|'.join(relative.DAYS_AWAY)})", relative.read_days_away),
    ("X", rf"(?:this )?(?:last|past) {_WEEKDAY}", relative.read_last_weekday),
    ("X", rf"{_WEEKDAY} last(?! (?:week|month|year|night|{_MONTH}))", relative.read_last_weekday),
    ("X", rf"this {_WEEKDAY}", relative.read_this_weekday),
    ("X", rf"(?:this past|last) {_MONTH}", relative.read_last_month_named),
    ("X", rf"this {_MONTH}", relative.read_this_month_named),
    ("X", r"(an?|[0-9]{1,4}) (week|fortnight|month|year)s? ago today", relative.read_ago_today),
    ("X", r"(an?|[0-9]{1,4}) (minute|hour)s? ago", relative.read_hours_ago),
    ("X", r"(an?|[0-9]{1,4}) (day|night|week|fortnight|month|year)s? ago", relative.read_ago),
    ("X", r"(?:earlier|so far)(?: in)? (?:this|the) (week|month|year)", relative.read_unit_so_far),
    ("X", r"this (week|month|year) so far", relative.read_unit_so_far),
    ("X", rf"(?:the |this )?(?:past|last) {_STRETCH_BACK}s?{_NO_PART}", relative.read_past),
    ("X", rf"(?:(?:the |this )?past|(?:the |this )last)() {_UNIT_BACK}{_NO_PART}", relative.read_past),
    ("X", r"(?:start|beginning) of the (week|month|year)(?! (?:of|in|[12'][0-9]))", relative.read_unit_of_publication),
    ("X", r"(week|month|year) before last", relative.read_unit_before_last),
    ("X", rf"(?<!the )(this|last|next) (week|month){_NO_PART}", relative.read_relative_unit),
    ("X", r"(?<!the )(this|last|next) (year)", relative.read_relative_unit),
    ("X", rf"this weekend{_NO_PART}", relative.read_this_weekend),
    ("X", rf"(?:(last)|this past|past) weekend{_NO_PART}|weekend(?: (before last))?{_NO_PART}", relative.read_weekend),
    ("P", r"week of", _nothing),
    ("B", r"week (?:beginning|starting|commencing)", _nothing),
    ("E", r"week (?:ending|ended|to|through)", _nothing),
    ("U", r"weekend of", _nothing),
    ("V", r"overnight", _nothing),
    ("A", r"(?:and )?onwards?", _nothing),
    *(("", pattern, _nothing) for pattern in SILENT),
    ("F", r"from|between", _nothing),
    ("c", r"(?:and |up |right |through )?(?:to|through|thru|until|till|til|into)|-", _nothing),
    ("e", r"and|or|&|/", _nothing),
    ("W", _WEEKDAY, _weekday),
    ("M", _MONTH, _month),
    ("X", rf"({numeric.YEAR})", _year),
    ("X", numeric.SHORT_YEAR, _year),
    ("X", r"([0-9]{1,2})(?:st|nd|rd|th)", _ordinal_day),
    ("D", r"([0-9]{1,2})o?", _day),
)
_BEFORE_THE_NEXT = r"(?:(?<=[a-z0-9])(?![a-z0-9]|[:.'][0-9])|(?<![a-z0-9])) ?"
_COMPILED = [(kind, re.compile(rf"(?:{pattern}){_BEFORE_THE_NEXT}"), read) for kind, pattern, read in _RULES]


def tokenize(phrase: str, anchor: Anchor) -> list[Token]:
    """A normalized phrase as the tokens that bear on its day.

    Raises:
        ValueError, OverflowError: a word is unknown, names no day of the calendar, has several readings, or counts from
            a publication date that is not given.
    """
    tokens, position = [], 0
    while position < len(phrase):
        kind, match, read = _first_rule(phrase, position)
        if kind:
            tokens.append(Token(kind, read(match, anchor)))
        position = match.end()
    return tokens


def _first_rule(phrase: str, position: int) -> tuple[str, re.Match[str], Reader]:
    for kind, pattern, read in _COMPILED:
        if match := pattern.match(phrase, position):
            return kind, match, read
    raise ValueError(f"no date word: {phrase[position:]!r}")
