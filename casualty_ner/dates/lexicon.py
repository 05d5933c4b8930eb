"""The vocabulary of news dates: each rule reads one stretch of a phrase into what it says about the day."""

import re
from collections.abc import Callable
from functools import cache

from casualty_ner.dates import numeric, relative
from casualty_ner.dates.feasts import NAMES
from casualty_ner.dates.silent import SILENT
from casualty_ner.dates.tokens import Anchor, Parts, Rule, Token
from casualty_ner.dates.wording import MONTHS, WEEKDAYS

_MONTH = rf"({'|'.join(MONTHS)})"
_WEEKDAY = rf"({'|'.join(WEEKDAYS)})"
_TH = "(?:o|st|nd|rd|th)"
_FIRST_OR_LAST = "(1o|1st|last|final)"
_NTH_OR_LAST = f"([1-4]{_TH}|last|final)"


def _nothing(_match: re.Match[str], _anchor: Anchor) -> Parts:
    return Parts()


def _day(match: re.Match[str], _anchor: Anchor) -> Parts:
    return Parts(day=int(match[1]))


def _ordinal_day(match: re.Match[str], _anchor: Anchor) -> Parts:
    return Parts(day=int(match[1]), ordinal=True)


def _weekday(match: re.Match[str], _anchor: Anchor) -> Parts:
    return Parts(weekday=WEEKDAYS.index(match[1]))


def _month(match: re.Match[str], _anchor: Anchor) -> Parts:
    return Parts(month=MONTHS.index(match[1]) + 1)


def _feast(match: re.Match[str], _anchor: Anchor) -> Parts:
    return Parts(feast=match[1])


def _nth_weekday(match: re.Match[str], _anchor: Anchor) -> Parts:
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


def _quarter(match: re.Match[str], _anchor: Anchor) -> Parts:
    return Parts(narrowing=(3 * int(match[1]) - 3, 3, "month"))


_RULES: tuple[Rule, ...] = (
    ("S", r"(?:ever )?since", _nothing),
    ("X", rf"{_NTH_OR_LAST} {_WEEKDAY} (?:of|in)", _nth_weekday),
    ("X", rf"{_FIRST_OR_LAST} (?:([0-9]{{1,3}}) (day|month)s|(day|month)) (?:of|in)( the year)?", _narrowing),
    ("X", rf"{_NTH_OR_LAST} (half|quarter)(?: of)?( the year)?", _half_or_quarter),
    ("X", r"q([1-4])", _quarter),
    ("X", rf"({'|'.join(NAMES)})", _feast),
    *relative.RULES,
    ("P", r"week of", _nothing),
    ("B", r"week (?:beginning|starting|commencing)", _nothing),
    ("E", r"week (?:ending|ended|to|through)", _nothing),
    ("U", r"weekend of", _nothing),
    ("V", r"overnight", _nothing),
    ("A", r"(?:and )?onwards?", _nothing),
    *(("", pattern, _nothing) for pattern in SILENT),
    (".", r"the|of", _nothing),
    ("F", r"from|between", _nothing),
    ("c", r"(?:and |up |right |through )?(?:to|through|thru|until|till|til|into)|-", _nothing),
    ("e", r"and|or|&|/", _nothing),
    *numeric.RULES,
    ("W", _WEEKDAY, _weekday),
    ("M", _MONTH, _month),
    ("O", r"([0-9]{1,2})(?:st|nd|rd|th)", _ordinal_day),
    ("D", r"([0-9]{1,2})o?", _day),
)
_BEFORE_THE_NEXT = r"(?:(?<=[a-z0-9])(?![a-z0-9]|[:.'][0-9])|(?<![a-z0-9])) ?"


@cache
def _compiled() -> list[tuple[str, re.Pattern[str], Callable[[re.Match[str], Anchor], Parts]]]:
    """The rules, compiled when the first phrase is read: a third of a cold start otherwise."""
    return [(kind, re.compile(rf"(?:{pattern}){_BEFORE_THE_NEXT}"), read) for kind, pattern, read in _RULES]


def tokenize(phrase: str, anchor: Anchor) -> list[Token]:
    """A normalized phrase as the tokens that bear on its day.

    Raises:
        ValueError, OverflowError: a word is unknown, names no day of the calendar, has several readings, or counts from
            a publication date that is not given.
    """
    tokens, position, apart = list[Token](), 0, False
    while position < len(phrase):
        kind, match, parts = _next(phrase, position, anchor)
        position = match.end()
        if kind not in ("", "."):
            tokens.append(Token(kind, parts, apart))
        apart = kind == "" or (apart and kind == ".")
    return tokens


def _next(phrase: str, position: int, anchor: Anchor) -> tuple[str, re.Match[str], Parts]:
    for kind, pattern, read in _compiled():
        if match := pattern.match(phrase, position):
            return kind, match, read(match, anchor)
    raise ValueError(f"no date word: {phrase[position:]!r}")
