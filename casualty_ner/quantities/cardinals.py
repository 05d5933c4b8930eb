"""Cardinal numbers at a place in a text: figures, number words, and both mixed.

The grammar is written out here rather than taken from text2num because the end of a number must be known, not only
its value: "one hundred and two hundred" and "twenty twenty" are no numbers, "between one hundred and two hundred" holds
two; and because dozens, lakhs, halves, "a thousand" and "1.2 million" are unknown there. The tests hold the two against
each other on every number that both can read.
"""

from fractions import Fraction
from typing import NamedTuple

from casualty_ner.quantities.figures import Figure, read_figure
from casualty_ner.quantities.tokens import Kind, Token, at, unhyphened
from casualty_ner.quantities.wording import words

ONES = {
    word: n for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], start=1)
}
TEENS = {
    word: n
    for n, word in enumerate(
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
        start=10,
    )
}
TENS = {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
SCALES = {
    "dozen": 12,
    "score": 20,
    "hundred": 100,
    "thousand": 10**3,
    "lakh": 10**5,
    "lac": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
}
ABBREVIATIONS = {"k": 10**3, "mn": 10**6, "mln": 10**6, "bn": 10**9}
"""Scales after a figure. "m" is not among them: it is metres as often as millions."""
NUMBER_WORDS = frozenset({"zero", *ONES, *TEENS, *TENS, *SCALES})

_COUNTS = NUMBER_WORDS - SCALES.keys()
_CONTINUED = SCALES.keys() - {"dozen", "score"}
_WITHOUT_ARTICLE = {"dozen", "hundred", "thousand", "lakh", "lac"}  # as headlines write: "over hundred feared dead"
_FRACTIONS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}
_SHARES = words("half halves third thirds quarter quarters fifth fifths tenth tenths")
_OPENING = frozenset("([{<>≤≥≈~")
_PARTING = frozenset(":,;")
_UNITS = frozenset("%‰°$€£¥₹₽_^=")
_LARGEST = 10**10  # no number of people is above it


class Cardinal(NamedTuple):
    """A number that ends before token ``end``.

    ``scale`` is the largest one in it: 100 in "three hundred and fifty", 1,000 in "15,000". The number is a plain
    ``multiple`` of it in "three hundred" but in neither of those two; see :meth:`lead`.
    """

    value: int | Fraction
    end: int
    scale: int = 1
    multiple: bool = True

    @property
    def lead(self) -> Fraction:
        """The value in units of the scale: 3.5 for "three hundred and fifty", 15 for "15,000"."""
        return Fraction(self.value) / self.scale


def cardinal(tokens: list[Token], index: int, *, after_dash: bool = False) -> Cardinal | None:
    """The longest whole number that starts at token ``index``, if any does.

    None too where its surroundings show another thing: "AK-47", "$5", "10:30", "12th", "7O", "two-thirds",
    "twenty twenty". ``after_dash``: the dash before it is known to be that of a range.
    """
    if not (after_dash or _may_start(tokens, index)):
        return None
    number = part = _term(tokens, index)
    while number is not None and part is not None:
        part = _next_part(tokens, part)
        if part is not None:
            number = Cardinal(number.value + part.value, part.end, number.scale, multiple=False)
    if number is None or number.value.denominator > 1 or number.value > _LARGEST:
        return None
    return number if _may_end(tokens, number.end) else None


def decimal(tokens: list[Token], index: int) -> Cardinal | None:
    """The figure with decimals at ``index``, which is no number of people before a range gives it a scale."""
    figure = _figure(tokens, index) if _may_start(tokens, index) else None
    return Cardinal(figure.value, index + 1, multiple=False) if figure and figure.decimal else None


def _may_start(tokens: list[Token], index: int) -> bool:
    if index == 0:
        return True
    before, token = tokens[index - 1], at(tokens, index)
    beyond = tokens[index - 2] if index > 1 else None
    if not token.glued:
        unread = before.kind is Kind.FIGURE or any(character.isnumeric() for character in before.text)
        return not (unread and token.lower in _WITHOUT_ARTICLE)
    if before.text == ".":
        return beyond is not None and beyond.lower in {"c", "ca", "approx"}
    if before.text in _PARTING or (before.kind is Kind.DASH and not before.is_hyphen):
        return beyond is None or beyond.kind is not Kind.FIGURE
    return before.text in _OPENING


def _may_end(tokens: list[Token], index: int) -> bool:
    last, token = tokens[index - 1], at(tokens, index)
    if token.lower in NUMBER_WORDS and last.kind is Kind.WORD:
        return False
    if token.glued and last.kind is Kind.FIGURE:
        if token.kind in {Kind.WORD, Kind.FIGURE} or token.text in _UNITS:
            return False
        if token.text in {":", "/"} and at(tokens, index + 1).kind is Kind.FIGURE:
            return False
    share = unhyphened(tokens, index)
    return at(tokens, share).lower not in _SHARES or at(tokens, share + 1).lower == "-"


def _term(tokens: list[Token], index: int) -> Cardinal | None:
    """A count with at most one scale over it: "45", "3.5 million", "two hundred and fifty thousand", "a dozen"."""
    if (fraction := _fraction_of_scale(tokens, index)) is not None:
        return fraction
    figure = _figure(tokens, index)
    count = _counted(figure, index) if figure else _below_thousand(tokens, index) or _one(tokens, index)
    if count is None:
        return None
    halved = _after_and_a_half(tokens, count.end)
    place = unhyphened(tokens, count.end if halved is None else halved)
    scale = _scale_at(tokens, place)
    if scale is None:
        return None if halved is not None or (figure and figure.decimal) else count
    times = count.value if halved is None else count.value + Fraction(1, 2)
    return _scaled(tokens, place + 1, times, scale, plain=count.scale == 1) if count.scale < scale else None


def _scaled(tokens: list[Token], end: int, times: int | Fraction, scale: int, *, plain: bool) -> Cardinal | None:
    """``times`` the scale that ends before ``end``, and half of it more in "a million and a half"."""
    if not 0 < times < 1000 or (times >= 100 and scale < 100):
        return None
    half_end = _after_and_a_half(tokens, end)
    if half_end is not None and _scale_at(tokens, unhyphened(tokens, half_end)) is None:
        return Cardinal((times + Fraction(1, 2)) * scale, half_end, scale, multiple=False)
    return Cardinal(times * scale, end, scale, multiple=plain)


def _figure(tokens: list[Token], index: int) -> Figure | None:
    token = at(tokens, index)
    return read_figure(token.text) if token.kind is Kind.FIGURE else None


def _counted(figure: Figure, index: int) -> Cardinal:
    return Cardinal(figure.value, index + 1, 1000 if figure.grouped else 1, multiple=not figure.grouped)


def _one(tokens: list[Token], index: int) -> Cardinal | None:
    """The one of "a thousand", or the unwritten one of a headline's "dozen", which takes no token."""
    word = at(tokens, index).lower
    if word == "a" and at(tokens, unhyphened(tokens, index + 1)).lower in SCALES:
        return Cardinal(1, index + 1)
    return Cardinal(1, index) if word in _WITHOUT_ARTICLE else None


def _scale_at(tokens: list[Token], index: int) -> int | None:
    token = at(tokens, index)
    if token.lower in ABBREVIATIONS:
        figure = tokens[index - 1].kind is Kind.FIGURE and (token.glued or token.lower != "k")
        return ABBREVIATIONS[token.lower] if figure else None
    return SCALES.get(token.lower)


def _fraction_of_scale(tokens: list[Token], index: int) -> Cardinal | None:
    """A half or quarter of a scale: "half a dozen", "a half-million", "a quarter of a million"."""
    place = unhyphened(tokens, index + 1) if at(tokens, index).lower == "a" else index
    fraction = _FRACTIONS.get(at(tokens, place).lower)
    if fraction is None:
        return None
    place = unhyphened(tokens, place + 1)
    for filler in ("of", "a"):
        if at(tokens, place).lower == filler:
            place = unhyphened(tokens, place + 1)
    scale = _scale_at(tokens, place)
    return None if scale is None else Cardinal(fraction * scale, place + 1, scale, multiple=False)


def _after_and_a_half(tokens: list[Token], index: int) -> int | None:
    for word in ("and", "a", "half"):
        index = unhyphened(tokens, index)
        if at(tokens, index).lower != word:
            return None
        index += 1
    return index


def _next_part(tokens: list[Token], part: Cardinal) -> Cardinal | None:
    """What goes on below the scale that ends ``part``: "two thousand [and five]", "2 lakh [50 thousand]"."""
    if tokens[part.end - 1].lower not in _CONTINUED:
        return None
    place = unhyphened(tokens, part.end)
    linked = at(tokens, place).lower == "and"
    place = unhyphened(tokens, place + 1) if linked else place
    first = at(tokens, place)
    if first.kind is not Kind.FIGURE and first.lower not in _COUNTS:
        return None
    below = _term(tokens, place)
    if below is None or not 0 < below.value < part.scale or below.scale >= part.scale or below.scale in {12, 20}:
        return None
    if first.kind is Kind.FIGURE and (linked or below.scale == 1):
        return None  # "two thousand 12" and "5 million and 200" are two numbers
    return None if at(tokens, below.end).lower in SCALES else below


def _below_thousand(tokens: list[Token], index: int) -> Cardinal | None:
    """Words without a scale above hundred: "zero", "forty-five", "a hundred and five", "thirty-four hundred"."""
    if at(tokens, index).lower == "zero":
        return Cardinal(0, index + 1)
    units = _below_hundred(tokens, index)
    count = units or _one(tokens, index)
    place = unhyphened(tokens, count.end) if count else index
    if count is None or at(tokens, place).lower != "hundred":
        return units
    hundreds = Cardinal(count.value * 100, place + 1, 100)
    place = unhyphened(tokens, hundreds.end)
    place = unhyphened(tokens, place + 1) if at(tokens, place).lower == "and" else place
    rest = _below_hundred(tokens, place)
    if rest is None or at(tokens, rest.end).lower in {"hundred", "dozen"}:
        return hundreds
    return Cardinal(hundreds.value + rest.value, rest.end, 100, multiple=False)


def _below_hundred(tokens: list[Token], index: int) -> Cardinal | None:
    word = at(tokens, index).lower
    if word not in TENS:
        value = ONES.get(word) or TEENS.get(word)
        return None if value is None else Cardinal(value, index + 1)
    place = unhyphened(tokens, index + 1)
    unit = ONES.get(at(tokens, place).lower)
    return Cardinal(TENS[word] + (unit or 0), index + 1 if unit is None else place + 1)
