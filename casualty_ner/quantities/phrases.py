"""A quantity phrase at a place in a text: a number with the words that bound it."""

from typing import NamedTuple

from casualty_ner.quantities.bounds import AFTER, BEFORE, INTENSIFIERS, PLAIN
from casualty_ner.quantities.cardinals import NUMBER_WORDS, cardinal, decimal
from casualty_ner.quantities.quantity import Quantity, bound, exact, vague
from casualty_ner.quantities.ranges import enclosed_range, open_range
from casualty_ner.quantities.tokens import Kind, Token, at
from casualty_ner.quantities.vague import SEVERAL, vague_number
from casualty_ner.quantities.wording import PhraseTable, words
from casualty_ner.schema import Qualifier

FIXED = PhraseTable(
    {
        0: "no one | no - one | noone | nobody | none | nil | neither | not one | not a single | not a single one"
        " | not a soul | no one else | nobody else | no others",
        2: "a couple | couple | both | both his | both her | both their | twins | a pair | pair | a duo | duo",
        3: "a trio | trio | triplets",
    }
)
"""Words with a number in them."""

_MOST_BEFORE = 6
_LOWER = {Qualifier.AT_LEAST, Qualifier.MORE_THAN}
_UPPER = {Qualifier.AT_MOST, Qualifier.FEWER_THAN}
_HEDGES = words("possibly perhaps maybe potentially probably")


class QuantityPhrase(NamedTuple):
    """A quantity that reads from the phrase's first token to before token ``end``; ``core`` is its number's first."""

    quantity: Quantity
    core: int
    end: int


class _Bounds(NamedTuple):
    given: frozenset[Qualifier]
    end: int


class _Core(NamedTuple):
    quantity: Quantity
    end: int


def quantity_phrase(tokens: list[Token], index: int) -> QuantityPhrase | None:
    """The longest quantity phrase that starts at token ``index``, if any does. Looks at a bounded number of tokens."""
    phrase = _simple(tokens, index)
    return None if phrase is None else _up_to_another(tokens, phrase) or phrase


def starts_plain(tokens: list[Token], index: int) -> bool:
    """Whether the word at ``index`` may stand before a quantity but is no part of its span: "only", "another"."""
    return _bound_before(tokens, index) is None and PLAIN.at(tokens, index) is not None


def _simple(tokens: list[Token], index: int) -> QuantityPhrase | None:
    before = _before(tokens, index)
    core, place = _core(tokens, before.end), before.end
    if core is None and place > index and tokens[place - 1].lower == "some":
        core, place = _Core(vague(SEVERAL), place), place - 1
    if core is None or (core.quantity.max == 0 and before.given):
        return None
    after = _after(tokens, core.end)
    quantity = bound(core.quantity, before.given | after.given)
    return None if quantity is None else QuantityPhrase(quantity, place, after.end)


def _before(tokens: list[Token], index: int) -> _Bounds:
    given: set[Qualifier] = set()
    for _ in range(_MOST_BEFORE):
        found = _bound_before(tokens, index)
        if found is not None:
            given.add(found[0])
        passed = found or PLAIN.at(tokens, index)
        if passed is None:
            break
        index = passed[1]
    return _Bounds(frozenset(given), index)


def _bound_before(tokens: list[Token], index: int) -> tuple[Qualifier, int] | None:
    intensifier = INTENSIFIERS.at(tokens, index)
    intensified = BEFORE.at(tokens, intensifier[1]) if intensifier else None
    return intensified or BEFORE.at(tokens, index)


def _core(tokens: list[Token], index: int) -> _Core | None:
    """The number itself."""
    enclosed = enclosed_range(tokens, index)
    if enclosed is not None:
        return _Core(enclosed.quantity, enclosed.end) if enclosed.quantity else None
    open_number = vague_number(tokens, index)
    if open_number is not None:
        return _Core(vague(open_number.least), open_number.end)
    fixed = FIXED.at(tokens, index)
    return _Core(exact(fixed[0]), fixed[1]) if fixed else _counted(tokens, index)


def _counted(tokens: list[Token], index: int) -> _Core | None:
    number = cardinal(tokens, index)
    left = number or decimal(tokens, index)
    span = None if left is None else open_range(tokens, left)
    if span is not None:
        return _Core(span.quantity, span.end) if span.quantity else None
    return None if number is None else _Core(exact(int(number.value)), number.end)


def _after(tokens: list[Token], index: int) -> _Bounds:
    found = AFTER.at(tokens, index)
    if found is None or at(tokens, found[1]).lower == "than" or _adds(tokens, index, found[1]):
        return _Bounds(frozenset(), index)
    return _Bounds(frozenset({found[0]}), found[1])


def _adds(tokens: list[Token], start: int, end: int) -> bool:
    """Whether "plus" or "+" adds to the number, or a hyphen ties nothing."""
    last, follows = tokens[end - 1], at(tokens, end)
    if last.lower in {"plus", "+"} and (follows.kind is Kind.FIGURE or follows.lower in NUMBER_WORDS | {"a", "an"}):
        return True
    return tokens[start].lower in {"-", "+"} and not (tokens[start].glued and last.glued)


def _up_to_another(tokens: list[Token], low: QuantityPhrase) -> QuantityPhrase | None:
    """The range of "at least 10 and up to 15", "two, possibly three", "at least 10 and perhaps as many as 15"."""
    place = low.end
    place += at(tokens, place).lower == ","
    place += at(tokens, place).lower in {"and", "but", "or"}
    hedged = at(tokens, place).lower in _HEDGES
    if not hedged and (place == low.end or tokens[place - 1].lower == ","):
        return None
    high = _simple(tokens, place)
    if high is None or not _opens(low.quantity.qualifier, high.quantity.qualifier, hedged=hedged):
        return None
    least, most = low.quantity.min, high.quantity.max
    if least is None or most is None or least >= most:
        return None
    return QuantityPhrase(Quantity(least, most, Qualifier.RANGE), low.core, high.end)


def _opens(low: Qualifier, high: Qualifier, *, hedged: bool) -> bool:
    """Whether a bound ``low`` on one number and ``high`` on the next make a range of the two."""
    if low in _LOWER:
        return high in _UPPER or (hedged and high is Qualifier.ABOUT)
    return low is Qualifier.EXACT and hedged and high in {Qualifier.ABOUT, Qualifier.AT_MOST}
