"""The value read from a toll span: two bounds, and how the words set them."""

from dataclasses import dataclass

from casualty_ner.errors import InputError
from casualty_ner.schema import Qualifier

_BOTH_EQUAL = {Qualifier.EXACT, Qualifier.ABOUT, Qualifier.IMPLICIT}
_MIN_ONLY = {Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.VAGUE, Qualifier.PLURAL}
_MAX_ONLY = {Qualifier.AT_MOST, Qualifier.FEWER_THAN}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of people as a text bounds it.

    ``min`` and ``max`` are inclusive; ``None`` means that the text does not state that side. ``0`` is a statement
    that there were none. :data:`UNREAD` is the only quantity without any bound.

    Raises:
        InputError: the bounds are negative, crossed, or not those that the qualifier calls for.
    """

    min: int | None
    max: int | None
    qualifier: Qualifier

    def __post_init__(self) -> None:
        if not self._coherent():
            raise InputError(
                f"Quantity(min={self.min}, max={self.max}) does not fit the qualifier {self.qualifier.value!r}: "
                "exact, about and implicit state min = max; at_least, more_than, vague and plural only min; "
                "at_most and fewer_than only max; range min < max; none neither; no bound is below 0"
            )

    def _coherent(self) -> bool:
        low, high, qualifier = self.min, self.max, self.qualifier
        if min(low or 0, high or 0) < 0:
            return False
        if low is None or high is None:
            stated = _MIN_ONLY if low is not None else _MAX_ONLY if high is not None else {Qualifier.NONE}
            return qualifier in stated
        return low == high if qualifier in _BOTH_EQUAL else qualifier is Qualifier.RANGE and low < high


UNREAD = Quantity(None, None, Qualifier.NONE)
"""No number is stated, or none could be read with certainty. Never to be taken for zero."""


def exact(count: int) -> Quantity:
    """Exactly ``count`` people."""
    return Quantity(count, count, Qualifier.EXACT)


def vague(least: int) -> Quantity:
    """An open number of people, no fewer than ``least`` by the schema's convention ("dozens" is 24)."""
    return Quantity(least, None, Qualifier.VAGUE)


def bound(core: Quantity, bounds: frozenset[Qualifier]) -> Quantity | None:
    """``core`` under all the bounds that stand around it, or None where they contradict each other or say nothing.

    "About" is the weakest: it yields to any other bound, and changes neither a range nor a vague number. Of two lower
    or two upper bounds the strict one holds. No upper bound, and no strict one, can be drawn from a vague number.
    """
    lower = bounds & {Qualifier.AT_LEAST, Qualifier.MORE_THAN}
    upper = bounds & {Qualifier.AT_MOST, Qualifier.FEWER_THAN}
    if lower and upper:
        return None
    if lower:
        return _at_or_above(core, strict=Qualifier.MORE_THAN in lower)
    if upper:
        return _at_or_below(core, strict=Qualifier.FEWER_THAN in upper)
    if Qualifier.ABOUT in bounds and core.qualifier is Qualifier.EXACT:
        return Quantity(core.min, core.max, Qualifier.ABOUT)
    return core


def _at_or_above(core: Quantity, *, strict: bool) -> Quantity | None:
    if core.min is None:
        return None
    if not strict:
        return Quantity(core.min, None, Qualifier.AT_LEAST)
    return Quantity(core.min + 1, None, Qualifier.MORE_THAN) if core.qualifier is Qualifier.EXACT else None


def _at_or_below(core: Quantity, *, strict: bool) -> Quantity | None:
    if core.max is None:
        return None
    if not strict:
        return Quantity(None, core.max, Qualifier.AT_MOST)
    fits = core.qualifier is Qualifier.EXACT and core.max > 0
    return Quantity(None, core.max - 1, Qualifier.FEWER_THAN) if fits else None
