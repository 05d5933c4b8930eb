"""When two names mean the same filler: normalised words, equal or one holding the head of the other."""

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from casualty_ner.evaluation.matching import best_pairs

Entity = frozenset[str]
"""The names under which one side speaks of one filler, as they stand in the text."""

_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"['’]s\b")
_ARTICLES = frozenset({"a", "an", "the"})
_AFTER_HEAD = re.compile(
    r",|;|\(|\b(?:of|in|at|on|near|from|for|with|by|to|into|outside|inside|around|between|against|during|after|under|"
    r"over|along|across|who|which|that|belonging|loyal)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=65536)
def normalise(name: str) -> tuple[str, ...]:
    """The words of a name: case folded, without articles, possessives and punctuation."""
    words = tuple(_WORD.findall(_POSSESSIVE.sub("", name).casefold()))
    return tuple(word for word in words if word not in _ARTICLES) or words or (name.casefold(),)


@lru_cache(maxsize=65536)
def head(name: str) -> str:
    """The head word: the last before the first comma, preposition or relative ("Fresno, California": fresno)."""
    first = _WORD.search(name)
    cut = _AFTER_HEAD.search(name, first.end()) if first else None
    return normalise(name[: cut.start()] if cut else name)[-1]


@lru_cache(maxsize=65536)
def same_name(one: str, other: str) -> bool:
    """Whether two names are equal, or the words of one stand in the other, in a row, and include its head."""
    short, long = sorted((one, other), key=lambda name: (len(normalise(name)), name))
    words, whole = normalise(short), normalise(long)
    if words == whole:
        return True
    places = range(len(whole) - len(words) + 1)
    return head(long) in words and any(whole[place : place + len(words)] == words for place in places)


def same_entity(one: Entity, other: Entity) -> bool:
    """Whether any name of one is a name of the other."""
    return any(same_name(name, alias) for name in one for alias in other)


def entities(names: Iterable[str]) -> list[Entity]:
    """Names grouped into entities, longest first; a name joins a group only if it is the same as every name there.

    So "regime forces" and "forces" are one, and "rebel forces" stays another.
    """
    distinct = {normalise(name): name for name in sorted(set(names))}.values()
    groups: list[set[str]] = []
    for name in sorted(distinct, key=lambda name: (-len(normalise(name)), name)):
        home = next((group for group in groups if all(same_name(name, member) for member in group)), None)
        if home is None:
            groups.append({name})
        else:
            home.add(name)
    return [frozenset(group) for group in groups]


def matched_entities(gold: list[Entity], predicted: list[Entity]) -> int:
    """How many entities the two sides share, one-to-one."""
    same = np.array([[same_entity(one, other) for other in predicted] for one in gold], dtype=np.float64)
    return len(best_pairs(same.reshape(len(gold), len(predicted))))
