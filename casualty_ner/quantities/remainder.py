"""What follows the number in a toll span: whether it leaves it a number of people, and the only one."""

from itertools import takewhile

from casualty_ner.quantities.bounds import BEFORE
from casualty_ner.quantities.cardinals import NUMBER_WORDS
from casualty_ner.quantities.nouns import MONTHS, Noun, noun
from casualty_ner.quantities.people import (
    COORDINATORS,
    DETERMINERS,
    OLDEST,
    PREPOSITIONS,
    accompanied,
    compounds_joined,
    is_pause,
)
from casualty_ner.quantities.quantity import Quantity
from casualty_ner.quantities.tokens import EM_DASHES, Kind, Token, at
from casualty_ner.quantities.vague import PLURALS
from casualty_ner.quantities.wording import words

_OTHER_USES = words("per each apiece times to versus vs than point o'clock something")
_SUBSETS = words("including include among mostly mainly most aged age ages")
_OF_ANOTHER = DETERMINERS - {"all", "both"}
_OUTCOMES = words("shot hurt dead killed wounded injured missing")


def counts_people(rest: list[Token], quantity: Quantity) -> bool:
    """Whether ``rest``, all that follows a quantity in its span, may follow a number of people that stands alone.

    "of them", "more people", "killed in Aleppo", "of the six", "boys aged 9 and 11", "people, including 3 girls" may;
    "families", "per cent", "-storey", "people and five dogs", "men and a boy", "in three", "May" may not.
    """
    joined = compounds_joined(rest)
    if not joined:
        return True
    if _is_other_use(joined) or joined[-1].lower in COORDINATORS:
        return False
    told = _before_subset(list(takewhile(lambda token: not is_pause(token) and token.lower not in _SUBSETS, joined)))
    if _adds(told) and not _lists_ages(told, quantity.max):
        return False
    return not accompanied(told) and not _counts_things(told, single=quantity.max == 1)


def _before_subset(rest: list[Token]) -> list[Token]:
    """What comes before the comma in "people, four of them children"."""
    for place, token in enumerate(rest):
        if token.lower in {"them", "whom"} and rest[place - 1].lower == "of":
            commas = [before for before in range(place) if rest[before].text == ","]
            return rest[: commas[-1]] if commas else rest
    return rest


def _is_other_use(rest: list[Token]) -> bool:
    first, second = rest[0], at(rest, 1)
    if first.kind is Kind.DASH:
        return len(rest) == 1 or (first.glued and second.glued and first.text not in EM_DASHES)
    if first.kind is Kind.MARK:
        return first.text not in {"(", "[", ",", "&"}
    if first.lower in _OTHER_USES or first.lower in DETERMINERS or _is_number(first):
        return True
    month = first.lower in MONTHS and first.text[:1].isupper()
    return month or (first.lower == "in" and _is_number(second))


def _is_number(token: Token) -> bool:
    return token.kind is Kind.FIGURE or token.lower in NUMBER_WORDS or token.lower in PLURALS


def _adds(rest: list[Token]) -> bool:
    """Whether another count or person is told: a number outside a prepositional phrase, an article after "and"."""
    within_phrase, before = False, ""
    for place, token in enumerate(rest):
        joined = before in COORDINATORS
        if joined and (token.lower in _OF_ANOTHER or BEFORE.at(rest, place)):
            return True
        within_phrase = not joined and (within_phrase or token.lower in PREPOSITIONS)
        if (_is_number(token) and not within_phrase) or token.lower in _OTHER_USES:
            return True
        before = token.lower
    return False


def _lists_ages(rest: list[Token], count: int | None) -> bool:
    """Whether the numbers are the ages of all those counted: "brothers, 9 and 11" after "two"."""
    comma = next((place for place, token in enumerate(rest) if token.text == ","), len(rest))
    listed = [token.text for token in rest[comma:] if token.lower not in {",", "and"}]
    ages = [text for text in listed if text.isdecimal() and len(text) <= 3 and int(text) <= OLDEST]
    return len(ages) == len(listed) == count and not _adds(rest[:comma])


def _counts_things(rest: list[Token], *, single: bool) -> bool:
    """Whether the last known noun of the phrase that is counted names things, or people after "one"."""
    part = bool(rest) and rest[0].lower == "of"
    counted = rest[1:] if part else rest
    phrase = takewhile(lambda token: token.lower not in PREPOSITIONS | COORDINATORS, counted)
    kinds = [noun(token.lower) for token in phrase if token.lower not in _OUTCOMES]
    known = next((kind for kind in reversed(kinds) if kind is not None), None)
    if part or known is Noun.THINGS:
        return known is Noun.THINGS
    return (bool(kinds) and kinds[-1] is Noun.THING) or (single and known in {Noun.THING, Noun.PEOPLE})
