"""Whether words are the name of one person."""

from casualty_ner.quantities.nouns import NEVER_PERSONS, Noun, noun
from casualty_ner.quantities.tokens import Kind, Token
from casualty_ner.quantities.wording import words

_TITLES = words(
    "mr mrs ms miss dr prof rev fr hon sir dame sgt lt col gen capt maj pvt cpl pfc cmdr adm insp const sen rep gov st"
)
_PARTICLES = words(
    "al el ul bin ibn bint abu umm ben da das de del della der den di do dos du la las le los san ten ter van von y zu"
)


def is_name(phrase: list[Token], *, given: bool = False) -> bool:
    """Whether the phrase names one person, with what the person is before it or not: "police officer John Smith".

    That is told by capitals alone, so a bare name must have one in every word but particles, and none of the words that
    stand in the names of places, organisations and days. After an article or possessive (``given``) only a name
    that follows what the person is counts as one: "the activist John Smith", but not "the Taliban".
    """
    roles = [index for index, token in enumerate(phrase) if _is_role(token)]
    name = phrase[roles[-1] + 1 :] if roles else phrase
    if not name or (given and not roles) or any(not _may_be_in_name(token) for token in name):
        return False
    own = [token for token in name if _is_capital(token) and token.lower not in _TITLES]
    acronym = len(name) == 1 and len(name[0].text) > 1 and name[0].text.isupper()
    return bool(own) and not acronym


def _is_role(token: Token) -> bool:
    return token.lower == "old" if token.kind is Kind.AGE else token.text.islower() and noun(token.lower) is Noun.PERSON


def _may_be_in_name(token: Token) -> bool:
    lowered = token.lower
    if token.kind is not Kind.WORD or not set(lowered.split("-")).isdisjoint(NEVER_PERSONS):
        return False
    if noun(lowered) not in {None, Noun.PERSON, Noun.THING} and lowered != "police":
        return False
    return _is_capital(token) or lowered in _PARTICLES or (len(lowered) == 1 and token.text.isupper())


def _is_capital(token: Token) -> bool:
    return any(part[0].isupper() for part in token.text.split("-") if len(part) > 1)
