"""A phrase in the one spelling that the lexicon reads: lower case, ``mon``, ``jan``, digits, plain marks."""

import re
import unicodedata

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

LONGEST_PHRASE = 200
"""Characters beyond which a phrase is taken for a mistaken span."""

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINAL_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ORDINAL_TEENS = (
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth"),
)
_LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONG_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def _numbers() -> dict[str, str]:
    """Number words up to ninety-nine as digits, ordinal words as ``26o``: "the first" alone is no day, "the 1st" is."""
    cardinals = [*_UNITS, *_TEENS]
    ordinals = [*_ORDINAL_UNITS, *_ORDINAL_TEENS]
    words = {word: str(number) for number, word in enumerate(cardinals, 1)}
    words |= {word: f"{number}o" for number, word in enumerate(ordinals, 1)}
    for ten, word in enumerate(_TENS, 2):
        words |= {word: f"{ten}0", f"{word[:-1]}ieth": f"{ten}0o"}
        words |= {f"{word}-{unit}": f"{ten}{number}" for number, unit in enumerate(_UNITS, 1)}
        words |= {f"{word}-{unit}": f"{ten}{number}o" for number, unit in enumerate(_ORDINAL_UNITS, 1)}
    return words


_ONE_SPELLING = {
    **_numbers(),
    **dict(zip(_LONG_WEEKDAYS, WEEKDAYS, strict=True)),
    **dict(zip(_LONG_MONTHS, MONTHS, strict=True)),
    "sept": "sep",
    "tues": "tue",
    "weds": "wed",
    "thur": "thu",
    "thurs": "thu",
}
_WORD = re.compile(rf"(?:(?:{'|'.join(_TENS)})[ -])?[a-z]+")

_REWRITES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("[\u2010-\u2015\u2212]", "-"),
        ("[\u2018\u2019\u201b\u02bc\u0060\u00b4]", "'"),
        (r"[,;()\[\]{}]", " , "),
        (r"[\"\u201c\u201d]", " "),
        (r"(?<![a-z])([ap])(?:\. ?)?m\b\.?", r"\1m"),
        (r"(?<=[a-z])\.|(?<=[0-9])\.(?= ?[a-z])", " "),
        (r"(?<=[0-9])'s\b", "s"),
        (r"'s\b|'(?![0-9])", ""),
        (r"\b(early|late|mid|pre|end)-", r"\1 "),
        (r"\s+", " "),
    )
]


def _respell(match: re.Match[str]) -> str:
    words = match.group()
    whole = _ONE_SPELLING.get(words.replace(" ", "-"))
    return whole or " ".join(_ONE_SPELLING.get(word, word) for word in words.split())


def normalize(phrase: str) -> str:
    """The phrase in one spelling; empty where it is too long to be a date."""
    if len(phrase) > LONGEST_PHRASE:
        return ""
    text = unicodedata.normalize("NFKC", phrase).casefold()
    text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return _WORD.sub(_respell, text).strip(" ,.:!?-*")
