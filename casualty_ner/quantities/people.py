"""People told without a number: "a 12-year-old boy", "his wife", "John Smith", "civilians", "women and children"."""

from collections.abc import Iterable
from itertools import takewhile

from casualty_ner.quantities.cardinals import NUMBER_WORDS, ONES
from casualty_ner.quantities.names import is_name
from casualty_ner.quantities.nouns import DEMONYMS, Noun, noun
from casualty_ner.quantities.quantity import Quantity, exact
from casualty_ner.quantities.tokens import Kind, Token, at
from casualty_ner.quantities.vague import PLURALS
from casualty_ner.quantities.wording import words
from casualty_ner.schema import Qualifier

ONE_PERSON = Quantity(1, 1, Qualifier.IMPLICIT)
SEVERAL_PEOPLE = Quantity(2, None, Qualifier.PLURAL)

POSSESSIVES = words("his her their its our my your")
DETERMINERS = POSSESSIVES | words("a an another the this that these those all both")
PREPOSITIONS = words(
    """
    aboard above across after against age aged along amid amidst among amongst are around as at away be because been
    before behind being believed below beside between beyond by called can could described despite did does during
    especially for from had has have identified in including inside into is known mainly may might mostly named near
    of off on onto out outside over past per said since thought through throughout to told toward towards under
    until upon via was were when where which while who whom whose will with within without would
    """
)
"""Words that end the noun phrase before them."""
COORDINATORS = frozenset({"and", "&", "or", "nor", "plus", ",", ";", "/"})
OLDEST = 130

_LONGEST_TITLE = 4
_OF_ONE = frozenset({"a", "an", "another", "this", "that"})
_OF_SEVERAL = frozenset({"these", "those", "all", "both"})
_NO_NUMBER = words(
    "no not never most half third quarter majority each every any few rest neither either fewer less more than"
)
_ORDINALS = words("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
_RANKS = ("responder", "lieutenant", "sergeant", "officer", "mate", "lt", "sgt")
_PRONOUNS = {
    **dict.fromkeys(["he", "she", "him", "himself", "herself", "someone", "somebody"], ONE_PERSON),
    "another": ONE_PERSON,
    "these": SEVERAL_PEOPLE,
    "those": SEVERAL_PEOPLE,
    "all": SEVERAL_PEOPLE,
}
_OUTCOMES = words("dead killed injured wounded missing hurt shot slain murdered executed drowned")
_AS_NOUNS = words("dead killed wounded injured missing elderly homeless disabled poor sick fallen displaced")
_SIZES = {"couple": 2, "pair": 2, "duo": 2, "trio": 3}
_DESCRIBING = words("male female military civilian local young old")


def compounds_joined(tokens: Iterable[Token]) -> list[Token]:
    """The tokens with words tied by hyphens as one: "mother-in-law", "Müller-Lüdenscheid"."""
    joined: list[Token] = []
    for token in tokens:
        tied = len(joined) > 1 and token.kind is Kind.WORD and token.glued and joined[-1].is_hyphen and joined[-1].glued
        if not (tied and joined[-2].kind is Kind.WORD):
            joined.append(token)
            continue
        hyphen, first = joined.pop(), joined.pop()
        text, lower = first.text + hyphen.text + token.text, f"{first.lower}-{token.lower}"
        joined.append(Token(Kind.WORD, text, lower, first.start, token.end, first.glued))
    return joined


def is_pause(token: Token) -> bool:
    """Whether an aside starts here: a bracket, or a dash that ties no words."""
    return token.text in {"(", "["} or (token.kind is Kind.DASH and not (token.is_hyphen and token.glued))


def people(tokens: list[Token]) -> Quantity | None:
    """How many are the people told without a number: one, several, or two of a couple; None where that is unclear.

    One person beside others ("his wife and children", "a man and a woman") is a sum that the text does not give: None.
    Ages, descriptions set off by commas and whatever follows a preposition add nobody.
    """
    told = _without_stops(takewhile(lambda token: not is_pause(token), compounds_joined(tokens)))
    if accompanied(told):
        return None
    given = [part for part in map(_before_preposition, _parts(told)) if part]
    parts = [part for part in given if not _is_age(part)]
    counts = [_noun_phrase(part) for part in parts]
    if len(parts) < 2:
        return counts[0] if counts and (len(given) == 1 or counts[0] == ONE_PERSON) else None
    if counts[-1] == SEVERAL_PEOPLE:
        return SEVERAL_PEOPLE if all(map(_may_join, parts, counts)) else None
    apposed = all(token.lower not in COORDINATORS - {","} for token in told)
    return ONE_PERSON if apposed and _name_one(parts, counts) else None


def accompanied(tokens: list[Token]) -> bool:
    """Whether "with" brings in more people: "a woman with her son", "with two children", but not "with a gun"."""
    for place, token in enumerate(tokens):
        if token.lower == "with":
            beside = _before_preposition(tokens[place + 1 :])
            if any(other.kind is Kind.FIGURE or other.lower in NUMBER_WORDS for other in beside[:3]):
                return True
            return _noun_phrase(beside) is not None
    return False


def _without_stops(tokens: Iterable[Token]) -> list[Token]:
    """The tokens without the full stops of titles and initials."""
    kept: list[Token] = []
    for token in tokens:
        if token.text != "." or not kept or len(kept[-1].text) > _LONGEST_TITLE:
            kept.append(token)
    return kept


def _parts(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.lower in COORDINATORS:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _before_preposition(tokens: list[Token]) -> list[Token]:
    return list(takewhile(lambda token: token.lower not in PREPOSITIONS, tokens))


def _is_age(part: list[Token]) -> bool:
    word = part[0].text if len(part) == 1 else ""
    return word in {"Jr", "Sr"} or word in ONES or (word.isdecimal() and len(word) <= 3 and int(word) <= OLDEST)


def _may_join(part: list[Token], count: Quantity | None) -> bool:
    """Whether a part of a coordination that ends in a plural leaves it one: a plural too, or an adjective of it."""
    describes = len(part) == 1 and (
        part[0].lower in _DESCRIBING | DEMONYMS or (part[0].text.islower() and count is None)
    )
    return count == SEVERAL_PEOPLE or (describes and part[0].kind is Kind.WORD)


def _name_one(parts: list[list[Token]], counts: list[Quantity | None]) -> bool:
    """Whether parts between commas are one person: one name, described by the others."""
    names = sum(map(is_name, parts))
    others = all(is_name(part) or part[0].lower not in POSSESSIVES | {"another"} for part in parts[1:])
    return names == 1 and others and all(count == ONE_PERSON for count in counts)


def _noun_phrase(part: list[Token]) -> Quantity | None:
    if not part or any(map(_is_foreign, part)) or _has_ordinal(part):
        return None
    determiners = list(takewhile(lambda token: token.lower in DETERMINERS, part))
    body = part[len(determiners) :]
    if not body or len(part) == 1:
        pronoun = _PRONOUNS.get(part[-1].lower)
        if pronoun is not None or not body:
            return pronoun
    if any(token.lower in DETERMINERS and token.text.islower() for token in body):
        return None
    given = {token.lower for token in determiners}
    if body and body[-1].lower in _AS_NOUNS and given and given <= {"the", "all", "these", "those"}:
        return SEVERAL_PEOPLE
    while len(body) > 1 and body[-1].lower in _OUTCOMES:
        body.pop()
    return _headed(given, body)


def _is_foreign(token: Token) -> bool:
    """Whether the token has no place in a noun phrase without a number."""
    if token.kind not in {Kind.WORD, Kind.AGE}:
        return True
    return token.lower in _NO_NUMBER or token.lower in NUMBER_WORDS or token.lower in PLURALS


def _has_ordinal(part: list[Token]) -> bool:
    """Whether an ordinal is in it, other than in a rank: "the third victim", but "a first responder"."""
    return any(
        token.lower in _ORDINALS and not at(part, place + 1).lower.startswith(_RANKS)
        for place, token in enumerate(part)
    )


def _headed(determiners: set[str], body: list[Token]) -> Quantity | None:
    """The count of a noun phrase by its last word and its determiners."""
    head = body[-1].lower.removesuffix("'s").removesuffix("’s")
    kind = _of_age(head) if body[-1].kind is Kind.AGE else noun(head)
    one, several = bool(determiners & _OF_ONE), bool(determiners & _OF_SEVERAL)
    if kind is Noun.PERSON or (kind is Noun.HARM and one):
        return None if several else ONE_PERSON
    if kind is Noun.PEOPLE:
        twins = any(token.lower == "twin" for token in body)
        return None if one else exact(2) if twins else SEVERAL_PEOPLE
    if kind is None and head in _SIZES:
        return exact(_SIZES[head])
    return ONE_PERSON if kind is None and not several and is_name(body, given=bool(determiners)) else None


def _of_age(lower: str) -> Noun | None:
    return {"old": Noun.PERSON, "olds": Noun.PEOPLE}.get(lower)
