"""Ages told as one token, so that "two 12-year-old boys" has one number and "a 34-year-old" is a person."""

from casualty_ner.quantities.cardinals import NUMBER_WORDS, ONES, TENS
from casualty_ner.quantities.tokens import Kind, Token, at
from casualty_ner.quantities.wording import words

_UNITS = words("year years yr yrs month months week weeks day days hour hours")
_LINKS = frozenset({"-", "and", "a", "half"})


def ages_merged(tokens: list[Token]) -> list[Token]:
    """The tokens with each age ("34-year-old", "six month old", "12 years old") as one token of kind ``AGE``.

    Its ``lower`` is "old" for one person, "olds" for several, "aged" where it only describes: "12 years old".
    """
    merged: list[Token] = []
    index = 0
    while index < len(tokens):
        end = _end_of_unit(tokens, index)
        if end is None:
            merged.append(tokens[index])
            index += 1
            continue
        merged.append(_age(_number_before(merged), tokens[index:end]))
        index = end
    return merged


def _end_of_unit(tokens: list[Token], index: int) -> int | None:
    """Where "year-old" ends that starts at ``index``."""
    if tokens[index].lower not in _UNITS:
        return None
    place = index + 1 + (at(tokens, index + 1).lower == "-")
    return place + 1 if at(tokens, place).lower in {"old", "olds"} else None


def _number_before(merged: list[Token]) -> list[Token]:
    """Takes the number off the end of ``merged`` that counts the years: all that hyphens tie, else the last number."""
    number: list[Token] = []
    if merged and merged[-1].lower == "-":
        number.insert(0, merged.pop())
        while merged and number[0].glued and _is_number(merged[-1], linked=True):
            number.insert(0, merged.pop())
    elif merged and _is_number(merged[-1], linked=False):
        number.insert(0, merged.pop())
        tens = len(merged) - 1 - (bool(merged) and merged[-1].lower == "-")
        if number[0].lower in ONES and tens >= 0 and merged[tens].lower in TENS:
            number[:0] = merged[tens:]
            del merged[tens:]
    return number


def _is_number(token: Token, *, linked: bool) -> bool:
    return token.kind is Kind.FIGURE or token.lower in NUMBER_WORDS or (linked and token.lower in _LINKS)


def _age(number: list[Token], unit: list[Token]) -> Token:
    first = number[0] if number else unit[0]
    plain = unit[0].lower.endswith("s") and unit[-1].lower == "old"
    lower = "aged" if plain else unit[-1].lower
    return Token(
        Kind.AGE, "".join(token.text for token in [*number, *unit]), lower, first.start, unit[-1].end, first.glued
    )
