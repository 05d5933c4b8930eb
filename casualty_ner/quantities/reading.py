"""The text of a toll span into its bounds."""

from itertools import islice, takewhile

from casualty_ner.quantities.ages import ages_merged
from casualty_ner.quantities.bounds import AT_THE_END
from casualty_ner.quantities.cardinals import NUMBER_WORDS, cardinal
from casualty_ner.quantities.nouns import COLLECTIVES, Noun, noun
from casualty_ner.quantities.people import (
    COORDINATORS,
    DETERMINERS,
    ONE_PERSON,
    PREPOSITIONS,
    SEVERAL_PEOPLE,
    compounds_joined,
    people,
)
from casualty_ner.quantities.phrases import QuantityPhrase, quantity_phrase
from casualty_ner.quantities.quantity import UNREAD, Quantity, bound, exact
from casualty_ner.quantities.remainder import counts_people
from casualty_ner.quantities.tokens import Kind, Token, at, tokens_of
from casualty_ner.quantities.wording import words
from casualty_ner.schema import Qualifier

_LONGEST_SPAN = 120
_LONGEST_ENDING = 4
_EDGES = frozenset(".,;:!?…()[]{}|*•/\\")
_NOT_NONE = words(
    "survivor survivors confirmed identified known immediate serious major significant critical severe grave"
    " life-threatening"
)
_REPORTED = words("reported recorded killed injured hurt wounded")
_OF_MEMBERS = frozenset({"member", "person", "man", "woman", "strong"})


def read_quantity(span_text: str) -> Quantity:
    """The bounds that the text of a toll span states, by the schema's table of numbers.

    The text is a quantity with its modifier ("at least 150", "between 8 and 10", "no one"), with or without the people
    that it counts ("more than 50 of them"), or the people themselves ("a man", "John Smith", "civilians"). Never
    raises for any string. Never guesses: what is not understood to its end is :data:`UNREAD`, in particular

    - a sum: "a mother and her two sons", "12 dead and 5 wounded";
    - a number of anything but people: "five families", "5%", "$5", "3 p.m.", "the third victim", "two-thirds";
    - a figure with two readings ("1.200", "12,5", "10-15,000") or none ("007", "1,2000", "+5", "1_000", "7O").
    """
    tokens = list(islice(tokens_of(span_text), _LONGEST_SPAN + 1))
    if len(tokens) > _LONGEST_SPAN:
        return UNREAD
    return _read(_trimmed(ages_merged(tokens))) or UNREAD


def _trimmed(tokens: list[Token]) -> list[Token]:
    """The tokens without the punctuation and dashes that stand around them."""
    start, end = 0, len(tokens)
    while start < end and (tokens[start].text in _EDGES or _is_loose_dash(tokens, start)):
        start += 1
    while end > start and (tokens[end - 1].text in _EDGES or _is_loose_dash(tokens, end - 1)):
        end -= 1
    return tokens[start:end]


def _is_loose_dash(tokens: list[Token], index: int) -> bool:
    return tokens[index].kind is Kind.DASH and not tokens[index].glued and not at(tokens, index + 1).glued


def _read(tokens: list[Token]) -> Quantity | None:
    phrase = quantity_phrase(tokens, 0) or quantity_phrase(tokens, _after_possessive(tokens))
    if phrase is None:
        return _nobody(tokens) or _group(tokens) or people(tokens)
    rest, ending = _without_ending(tokens[phrase.end :])
    if not counts_people(rest, phrase.quantity):
        return _group(tokens)
    if _is_year(tokens, phrase):
        return None
    if [token.lower for token in tokens[:2]] == ["one", "of"] and ending is None:
        return ONE_PERSON
    return phrase.quantity if ending is None else _ended(phrase.quantity, ending)


def _is_year(tokens: list[Token], phrase: QuantityPhrase) -> bool:
    """Whether "the" stands before what may be a year: "the 2004 tsunami victims"."""
    figure = tokens[phrase.core].text
    after_the = phrase.core > 0 and tokens[phrase.core - 1].lower == "the"
    return after_the and len(figure) == 4 and figure.startswith(("18", "19", "20")) and figure.isdecimal()


def _without_ending(rest: list[Token]) -> tuple[list[Token], Qualifier | None]:
    """What follows the number without a bound at its end: "sixty-six people [or more]"."""
    for start in range(max(0, len(rest) - _LONGEST_ENDING), len(rest)):
        ending = AT_THE_END.at(rest, start)
        if ending is not None and ending[1] == len(rest):
            return rest[:start], ending[0]
    return rest, None


def _ended(quantity: Quantity, ending: Qualifier) -> Quantity | None:
    """The quantity under one more bound, which says nothing new where there is a bound of the same side."""
    if ending is Qualifier.ABOUT and quantity.qualifier is not Qualifier.EXACT:
        return quantity
    if {ending, quantity.qualifier} in ({Qualifier.AT_LEAST, Qualifier.MORE_THAN}, {ending}):
        return quantity
    return bound(quantity, frozenset({ending}))


def _after_possessive(tokens: list[Token]) -> int:
    """Where the number may be in "Mrs Smith's three children"."""
    owners = (
        place
        for place, token in enumerate(tokens)
        if token.lower.endswith(("'s", "’s")) and not token.lower.startswith("baker")  # a baker's dozen is 13
    )
    return next(owners, len(tokens) - 1) + 1


def _nobody(tokens: list[Token]) -> Quantity | None:
    """Zero where the text says that there were none: "no", "no casualties", "without injuries", "no other deaths"."""
    if at(tokens, 0).lower not in {"no", "without"} or any(map(_is_number, tokens)):
        return None
    told = [token.lower for token in compounds_joined(tokens[1:])]
    if tokens[0].lower == "no" and told in ([], ["other"], ["further"]):
        return exact(0)
    named = takewhile(lambda word: word in _NOT_NONE or word not in PREPOSITIONS | COORDINATORS, told)
    nouns = [word for word in named if word not in _REPORTED]
    people_or_harm = bool(nouns) and noun(nouns[-1]) in {Noun.PERSON, Noun.PEOPLE, Noun.HARM, Noun.HARMS}
    return exact(0) if people_or_harm and _NOT_NONE.isdisjoint(nouns) else None


def _is_number(token: Token) -> bool:
    return token.kind is Kind.FIGURE or token.lower in NUMBER_WORDS


def _group(tokens: list[Token]) -> Quantity | None:
    """The size of one group that the text sizes: "a family of five", "a crew of about 12", "a five-member family"."""
    for place in range(2, min(len(tokens), 8)):
        if tokens[place - 1].lower == "of" and tokens[place - 2].lower in COLLECTIVES:
            return _size(tokens[place:]) if not any(map(_is_number, tokens[:place])) else None
    start = next((place for place, token in enumerate(tokens) if token.lower not in DETERMINERS), 0)
    number = cardinal(tokens, start)
    if number is None or at(tokens, number.end).lower != "-" or at(tokens, number.end + 1).lower not in _OF_MEMBERS:
        return None
    named = any(token.lower in COLLECTIVES for token in tokens[number.end + 2 : number.end + 5])
    return exact(int(number.value)) if named and not any(map(_is_number, tokens[number.end :])) else None


def _size(tokens: list[Token]) -> Quantity | None:
    phrase = quantity_phrase(tokens, 0)
    if phrase is not None:
        return phrase.quantity if counts_people(tokens[phrase.end :], phrase.quantity) else None
    told = people(tokens)
    return told if told == SEVERAL_PEOPLE else None
