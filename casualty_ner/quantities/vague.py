"""Numbers that a text leaves open, with the least that each is held to mean: "dozens", "several hundred", "a few"."""

from typing import NamedTuple

from casualty_ner.quantities.cardinals import SCALES
from casualty_ner.quantities.tokens import Token, at
from casualty_ner.quantities.wording import PhraseTable

SEVERAL = 3
LEAST = PhraseTable(
    {
        SEVERAL: "several | a few | quite a few | a good few | a handful | some | many | numerous | countless | untold"
        " | innumerable | a number | any number | a large number | large numbers | a great number | a good number"
        " | a small number | a significant number | a considerable number | a great many | a good many"
        " | a lot of | lots of | plenty of | a host of | a slew of | a string of",
        2: "multiple | various",
    }
)
"""The least that a word for an open number means. "Few" and "more" alone are no number, nor is a share ("most")."""

PLURALS = {
    "tens": 10,
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 10**3,
    "lakhs": 10**5,
    "millions": 10**6,
    "crores": 10**7,
    "billions": 10**9,
}
TIMES = PhraseTable(
    {
        SEVERAL: "several | a few | few | quite a few | many | a good many",
        2: "a couple | a couple of | couple of | couple",
    }
)
"""The least number of times that a scale is taken: "a few hundred"."""

LINKS = PhraseTable(
    {
        None: "or | to | or even | , or even | if not | , if not | possibly | , possibly | and possibly | or possibly"
        " | perhaps | , perhaps | and perhaps | or perhaps | maybe | , maybe | or maybe"
        " | , and possibly | , and perhaps"
    }
)
"""What joins an open number to a larger one: "hundreds, if not thousands"."""


class VagueNumber(NamedTuple):
    """An open number, no less than ``least``, that ends before token ``end``."""

    least: int
    end: int


def vague_number(tokens: list[Token], index: int) -> VagueNumber | None:
    """The open number that starts at token ``index``, if any does."""
    number = _several_hundred(tokens, index) or _hundreds(tokens, index) or _many(tokens, index)
    link = LINKS.at(tokens, number.end) if number else None
    larger = _hundreds(tokens, link[1]) if link else None
    return number._replace(end=larger.end) if number and larger else number


def _several_hundred(tokens: list[Token], index: int) -> VagueNumber | None:
    times = TIMES.at(tokens, index)
    scale = _scale(tokens, times[1]) if times else None
    return VagueNumber(times[0] * scale.least, scale.end) if times and scale else None


def _hundreds(tokens: list[Token], index: int) -> VagueNumber | None:
    word = at(tokens, index).lower
    scale = _scale(tokens, index) if word in PLURALS else None
    if scale is None:
        return None
    again = at(tokens, scale.end).lower in {"and", "upon"} and at(tokens, scale.end + 1).lower == word
    return VagueNumber(2 * scale.least, scale.end + 2 if again else scale.end)


def _many(tokens: list[Token], index: int) -> VagueNumber | None:
    least = LEAST.at(tokens, index)
    if least is None:
        return None
    return _hundreds(tokens, least[1]) or VagueNumber(*least)  # "untold thousands"


def _scale(tokens: list[Token], index: int) -> VagueNumber | None:
    """One scale, or a smaller over a larger one: "dozen", "hundred thousand", "tens of thousands"."""
    first = _unit(tokens, index)
    if first is None:
        return None
    over = index + 2 if at(tokens, index + 1).lower == "of" else index + 1
    second = _unit(tokens, over)
    if second is None or second < SCALES["thousand"] or second <= first:
        return VagueNumber(first, index + 1)
    return VagueNumber(first * second, over + 1)


def _unit(tokens: list[Token], index: int) -> int | None:
    word = at(tokens, index).lower
    return SCALES.get(word) or PLURALS.get(word)
