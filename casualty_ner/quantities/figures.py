"""The value of a number written in digits."""

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

_GROUPED = re.compile(
    r"[1-9]\d{0,2}(?:([,'’\u066c\uff0c ])\d{3})(?:\1\d{3})*+"
    r"|[1-9]\d?(?:,\d\d)+,\d{3}"
    r"|[1-9]\d{0,2}(?:\.\d{3}){2,}+"
)
_LONGEST = 24


class Figure(NamedTuple):
    """The value of a figure, and whether it has groups of thousands or decimals."""

    value: int | Fraction
    grouped: bool = False
    decimal: bool = False


def read_figure(written: str) -> Figure | None:
    """The figure by the ways of writing it that allow one reading only; None for any other.

    These are groups of three by comma, apostrophe or any space, Indian groups ("12,34,567"), two or more groups by
    full stop, and decimals by full stop, in the decimal digits of any one script. "12,5", "007", "1,2000", digits of
    two scripts and absurdly long figures are nothing.
    """
    digits = _ascii_digits(written) if len(written) <= _LONGEST else None
    if digits is None:
        return None
    if digits.isdigit():
        return Figure(int(digits)) if digits == "0" or digits[0] != "0" else None
    if _GROUPED.fullmatch(digits):
        return Figure(int(re.sub(r"\D", "", digits)), grouped=True)
    return _read_decimal(digits)


def _read_decimal(digits: str) -> Figure | None:
    whole, _, decimals = digits.partition(".")
    above = read_figure(whole) if decimals.isdigit() else None
    if above is None:
        return None
    return Figure(above.value + Fraction(int(decimals), 10 ** len(decimals)), above.grouped, decimal=True)


def _ascii_digits(written: str) -> str | None:
    """The figure with ASCII digits and plain spaces; None when its digits belong to more than one script."""
    if written.isascii():
        return written
    zeros = {ord(character) - unicodedata.decimal(character) for character in written if character.isdecimal()}
    if len(zeros) > 1:
        return None
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else " " if character.isspace() else character
        for character in written
    )
