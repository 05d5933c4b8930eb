"""Two numbers that bound one: "10-15", "eight or nine", "between 8 and 10", "two to three hundred"."""

from typing import NamedTuple

from casualty_ner.quantities.cardinals import Cardinal, cardinal, decimal
from casualty_ner.quantities.quantity import Quantity
from casualty_ner.quantities.tokens import EM_DASHES, Kind, Token, at, unhyphened
from casualty_ner.schema import Qualifier

_LONGEST = 24
_BETWEEN = {"between": {"and", "to", "-"}, "from": {"to", "-"}}


class Range(NamedTuple):
    """A range that ends before token ``end``; ``quantity`` is None where the two numbers cannot bound one."""

    quantity: Quantity | None
    end: int


def enclosed_range(tokens: list[Token], index: int) -> Range | None:
    """The range that "between" or "from" opens at ``index``. Where two readings are possible, it has no quantity."""
    separators = _BETWEEN.get(at(tokens, index).lower)
    if separators is None:
        return None
    window = tokens[index + 1 : index + 1 + _LONGEST]
    found = []
    for place, token in enumerate(window):
        if token.lower in separators and place > 0:
            left, right = _whole(window[:place]), cardinal(window, place + 1, after_dash=True)
            quantity = _bounded(left, right) if left and right else None
            if right is not None and quantity is not None:
                found.append(Range(quantity, index + 1 + right.end))
    return found[0] if len(found) == 1 else Range(None, found[-1].end) if found else None


def _whole(tokens: list[Token]) -> Cardinal | None:
    """The number that takes up all the tokens."""
    number = cardinal(tokens, 0) or decimal(tokens, 0)
    return number if number is not None and number.end == len(tokens) else None


def open_range(tokens: list[Token], left: Cardinal) -> Range | None:
    """The range from the number ``left`` to the one that follows it after a dash, "to" or "or"; None for no range."""
    place = unhyphened(tokens, left.end)
    word = at(tokens, place).lower
    if word in {"to", "or"}:
        after = unhyphened(tokens, place + 1)
        right = cardinal(tokens, after, after_dash=after > place + 1)
        return None if right is None else Range(_bounded(left, right), right.end)
    return _dashed(tokens, left)


def _dashed(tokens: list[Token], left: Cardinal) -> Range | None:
    dash, first = at(tokens, left.end), at(tokens, left.end + 1)
    right = cardinal(tokens, left.end + 1, after_dash=True) if dash.kind is Kind.DASH else None
    if right is None or dash.glued != first.glued or (dash.text in EM_DASHES and not dash.glued):
        return None
    chained = at(tokens, right.end).kind is Kind.DASH and at(tokens, right.end + 1).kind is Kind.FIGURE
    # In words only neighbours are joined by a dash: "four-five", "ten-fifteen", but "nineteen-eighty" is a year.
    apart = first.kind is Kind.WORD and right.value > 2 * left.value
    return Range(None if chained or apart else _bounded(left, right), right.end)


def _bounded(left: Cardinal, right: Cardinal) -> Quantity | None:
    """The range from ``left`` to ``right``, which lends its scale in "two to three hundred", "1.5 to 2 million".

    None where the numbers do not rise, and where it is open whether the scale is lent: "10-15,000".
    """
    low, high = left.value, right.value
    if low < right.lead and right.scale > 1:
        if not right.multiple or left.scale > 1:
            return None
        low *= right.scale
    elif left.scale == 1 and not left.multiple:
        return None
    if low.denominator > 1 or low >= high:
        return None
    return Quantity(int(low), int(high), Qualifier.RANGE)
