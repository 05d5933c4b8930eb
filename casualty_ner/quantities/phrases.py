"""A quantity phrase at a place in a text: a number with the words that bound it."""

from typing import NamedTuple

from casualty_ner.quantities.bounds import AFTER, BEFORE, INTENSIFIERS, PLAIN
from casualty_ner.quantities.cardinals import NUMBER_WORDS, cardinal, decimal
from casualty_ner.quantities.quantity import Quantity, bound, exact, vague
from casualty_ner.quantities.ranges import enclosed_range, open_range
from casualty_ner.quantities.tokens import Kind, Token, at, phrase_at
from casualty_ner.quantities.vague import vague_number
from casualty_ner.quantities.wording import phrases
from casualty_ner.schema import Qualifier

_MOST_BEFORE = 6
PAIRS = {
    **dict.fromkeys(phrases("a couple | couple | both | twins"), 2),
    **dict.fromkeys(phrases("a pair | pair | a duo | duo"), 2),
    **dict.fromkeys(phrases("a trio | trio | triplets"), 3),
}
NONE = phrases(
    "no one | no - one | noone | nobody | none | nil | neither | not one | not a single | not a single one | not a soul"
    " | no one else | nobody else | no others"
)
_LOWER = {Qualifier.AT_LEAST, Qualifier.MORE_THAN}
_UPPER = {Qualifier.AT_MOST, Qualifier.FEWER_THAN}
_HEDGES = {"possibly", "perhaps", "maybe", "potentially", "probably"}


class QuantityPhrase(NamedTuple):
    """A quantity that reads from the phrase's first token to before token ``end``; ``core`` is its number's first."""

    quantity: Quantity
    core: int
    end: int


class _Before(NamedTuple):
    bounds: frozenset[Qualifier]
    end: int


def quantity_phrase(tokens: list[Token], index: int) -> QuantityPhrase | None:
    """The longest quantity phrase that starts at token ``index``, if any does. Looks at a bounded number of tokens."""
    phrase = _simple(tokens, index)
    return None if phrase is None else _up_to_another(tokens, phrase) or phrase


def _simple(tokens: list[Token], index: int) -> QuantityPhrase | None:
    before = _before(tokens, index)
    core = _core(tokens, before.end)
    place = before.end
    if core is None and before.end > index and tokens[before.end - 1].lower == "some":
        core, place = (vague(3), before.end), before.end - 1
    if core is None or (core[0].max == 0 and before.bounds):
        return None
    after, end = _after(tokens, core[1])
    quantity = bound(core[0], before.bounds | after)
    return None if quantity is None else QuantityPhrase(quantity, place, end)


def _before(tokens: list[Token], index: int) -> _Before:
    bounds = set()
    for _ in range(_MOST_BEFORE):
        length = phrase_at(tokens, index, INTENSIFIERS)
        if length and phrase_at(tokens, index + length, BEFORE):
            index += length
        length = phrase_at(tokens, index, BEFORE)
        if length:
            bounds.add(BEFORE[tuple(token.lower for token in tokens[index : index + length])])
        length = length or phrase_at(tokens, index, PLAIN)
        if not length:
            break
        index += length
    return _Before(frozenset(bounds), index)


def starts_plain(tokens: list[Token], index: int) -> bool:
    """Whether the word at ``index`` may stand before a quantity but is no part of its span: "only", "another"."""
    if phrase_at(tokens, index, BEFORE):
        return False
    length = phrase_at(tokens, index, INTENSIFIERS)
    if length and phrase_at(tokens, index + length, BEFORE):
        return False
    return phrase_at(tokens, index, PLAIN) > 0


def _core(tokens: list[Token], index: int) -> tuple[Quantity, int] | None:
    """The number itself and where it ends."""
    enclosed = enclosed_range(tokens, index)
    if enclosed is not None:
        return None if enclosed.quantity is None else (enclosed.quantity, enclosed.end)
    least = vague_number(tokens, index)
    if least is not None:
        return vague(least[0]), least[1]
    return _counted(tokens, index) or _worded(tokens, index)


def _counted(tokens: list[Token], index: int) -> tuple[Quantity, int] | None:
    number = cardinal(tokens, index)
    left = number or decimal(tokens, index)
    span = None if left is None else open_range(tokens, left)
    if span is not None:
        return None if span.quantity is None else (span.quantity, span.end)
    return None if number is None else (exact(int(number.value)), number.end)


def _worded(tokens: list[Token], index: int) -> tuple[Quantity, int] | None:
    """What has a number but is none: "a couple", "both", "no one"."""
    none = phrase_at(tokens, index, NONE)
    if none:
        return exact(0), index + none
    length = phrase_at(tokens, index, PAIRS)
    words = tuple(token.lower for token in tokens[index : index + length])
    return (exact(PAIRS[words]), index + length) if length else None


def _after(tokens: list[Token], index: int) -> tuple[frozenset[Qualifier], int]:
    length = phrase_at(tokens, index, AFTER)
    follows = at(tokens, index + length)
    if not length or follows.lower == "than":
        return frozenset(), index
    first, last = tokens[index], tokens[index + length - 1]
    adds = last.lower in {"plus", "+"} and (follows.kind is Kind.FIGURE or follows.lower in NUMBER_WORDS | {"a", "an"})
    if adds or (first.kind is Kind.DASH and not (first.glued and last.glued)) or (last.text == "+" and not last.glued):
        return frozenset(), index
    return frozenset({AFTER[tuple(token.lower for token in tokens[index : index + length])]}), index + length


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
    if low in _LOWER:
        return high in _UPPER or (hedged and high is Qualifier.ABOUT)
    return low is Qualifier.EXACT and hedged and high in {Qualifier.ABOUT, Qualifier.AT_MOST}
