"""Words, figures and marks of a text, each with its place in the caller's string.

Invisible characters (zero-width, soft hyphens, direction marks) are skipped wherever they stand, also inside a number;
footnote marks that touch what they annotate ("seven²", "12[3]", "40*") are no tokens, and neither are quotation marks.
Every pattern is linear: possessive quantifiers over disjoint character classes.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_HYPHENS = frozenset("-\u2010\u2011\u2212\ufe63\uff0d")
_DASHES = r"\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_SPACES = "\u0020\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_QUOTES = "\"'\u2018-\u201f\u00ab\u00bb\u2039\u203a\u00b4`"
_SUPERSCRIPTS = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079"
_MARKS = r".,;:!?…()\[\]{}<>≤≥≈~±=+*†‡#@&%‰°$€£¥₹₽|/\\^_，٬、" + _QUOTES
_LETTER = rf"[^\s\d{_DASHES}{_SUPERSCRIPTS}{_MARKS}]"

_TOKEN = re.compile(
    rf"(?P<figure>\d{{1,3}}(?P<space>[{_SPACES}])\d{{3}}(?:(?P=space)\d{{3}})*+(?![\d{_SPACES}]\d|[.,'’]\d|\d)"
    rf"|\d++(?:[.,'’٬，]\d++)*+)"
    rf"|(?P<dash>[{_DASHES}])"
    rf"|(?P<note>(?<=[^\s(\[{_QUOTES}])(?:[{_SUPERSCRIPTS}]++|\[(?:\d{{1,3}}|[a-z]|citation needed)\]|[*†‡]++))"
    rf"|(?P<word>{_LETTER}++(?:['’]{_LETTER}++)*+)"
    rf"|(?P<quote>[{_QUOTES}])"
    rf"|(?P<mark>\S)"
)
EM_DASHES = frozenset("—―")
"""Dashes that part clauses, and make a range only between two numbers that they touch."""


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    FIGURE = auto()
    DASH = auto()
    MARK = auto()
    AGE = auto()


class Token(NamedTuple):
    """A token at ``[start, end)``, in code points of the caller's string.

    ``text`` is as written without invisible characters, ``lower`` its lower case ("-" for every dash); ``glued`` says
    that nothing, not even white space, separates it from the token before.
    """

    kind: Kind
    text: str
    lower: str
    start: int
    end: int
    glued: bool

    @property
    def is_hyphen(self) -> bool:
        """Whether this is a dash of the kind that joins words and signs numbers (so neither en nor em dash)."""
        return self.text in _HYPHENS


_END = Token(Kind.MARK, "", "", -1, -1, False)
_KINDS = {"figure": Kind.FIGURE, "dash": Kind.DASH, "word": Kind.WORD, "mark": Kind.MARK}


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of ``text`` in order, lazily and in linear time."""
    visible, origin = _visible(text)
    previous_end = -1
    for match in _TOKEN.finditer(visible):
        group = match.lastgroup or "figure"
        start, end = match.span()
        glued = start == previous_end
        if group == "quote":
            continue
        previous_end = end
        if group == "note":
            continue
        written = match.group()
        place = (start, end) if origin is None else (origin[start], origin[end - 1] + 1)
        lower = "-" if group == "dash" else written.lower()
        yield Token(_KINDS.get(group, Kind.FIGURE), written, lower, *place, glued)


def _visible(text: str) -> tuple[str, list[int] | None]:
    """The text without invisible characters, and where each character left was; None where nothing was removed."""
    if _INVISIBLE.search(text) is None:
        return text, None
    origin = [index for index, character in enumerate(text) if _INVISIBLE.match(character) is None]
    return "".join(text[index] for index in origin), origin


def at(tokens: list[Token], index: int) -> Token:
    """The token at ``index``, or an empty mark past the last."""
    return tokens[index] if index < len(tokens) else _END


def unhyphened(tokens: list[Token], index: int) -> int:
    """``index``, or the next one where a hyphen stands there that ties two words, as in "twenty-five"."""
    hyphen = at(tokens, index)
    tied = hyphen.is_hyphen and hyphen.glued and at(tokens, index + 1).glued
    return index + 1 if tied else index
