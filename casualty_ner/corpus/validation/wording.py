"""How a corpus says things: the wordings of its numbers, its words for harm, the openings of its sentences."""

import re
from collections import Counter
from collections.abc import Iterator

from nupunkt import sent_spans

from casualty_ner.articles import AnnotatedArticle, Toll
from casualty_ner.corpus.validation.sameness import words_of
from casualty_ner.schema import Qualifier

OPENING = 3
"""So many words are the opening of a sentence."""

_BY_QUALIFIER = {
    Qualifier.AT_LEAST: "at_least",
    Qualifier.AT_MOST: "at_most",
    Qualifier.FEWER_THAN: "fewer_than",
    Qualifier.ABOUT: "about",
    Qualifier.RANGE: "range",
    Qualifier.PLURAL: "bare_plural",
    Qualifier.IMPLICIT: "one_person",
}
_NOT_PEOPLE = re.compile(r"famil|household|crew|home|village|boat|bus|vehicle", re.IGNORECASE)
_DOZEN = re.compile(r"\b(?:dozen|score)s?\b", re.IGNORECASE)
_DOZENS = re.compile(r"\b(?:dozens|scores|tens)\b(?! of (?:thousands|millions))", re.IGNORECASE)
_HUNDREDS = re.compile(r"\b(?:hundreds|thousands|millions|tens of)\b", re.IGNORECASE)
_COUPLE = re.compile(r"\b(?:couple|both|twins|pair|two of|duo|parents|either)\b", re.IGNORECASE)

_HARM = {
    "kill": r"kill(?:s|ed|ing|ings)?",
    "die": r"die[sd]?|dying",
    "dead": r"dead",
    "death": r"deaths?",
    "lose one's life": r"(?:lost|lose|loses|losing|loss of) (?:his |her |their |its )?li(?:fe|ves)",
    "claim lives": r"(?:claim(?:s|ed|ing)?|took|take|taken|cost) (?:\S+ ){0,4}li(?:fe|ves)",
    "perish": r"perish\w*",
    "succumb": r"succumb\w*",
    "fatal": r"fatal\w*",
    "body": r"bod(?:y|ies)|corpses?|remains",
    "toll": r"tolls?",
    "casualty": r"casualt(?:y|ies)",
    "shoot": r"shot|gunned down|gunn?ing down",
    "execute": r"execut(?:ed|ing|ions?)|beheaded|hanged|lynched",
    "stab": r"stab\w*|hacked|knifed",
    "drown": r"drown\w*",
    "burn": r"burn(?:ed|t|s)?|charred|scald\w*",
    "crush": r"crush\w*|trampl\w*",
    "bury": r"buried|bury",
    "massacre, slay": r"massacre\w*|slain|slaughter\w*|murder\w*",
    "fall": r"fell|fallen",
    "injure": r"injur\w*",
    "wound": r"wound\w*",
    "hurt": r"hurt",
    "maim": r"maim\w*|lost (?:a|an|both|his|her) (?:leg|arm|hand|foot|eye)\w*",
    "treat": r"treated|treating|treatment",
    "hospital": r"hospital\w*",
    "poison, sicken": r"poison\w*|sicken\w*|overcome by",
    "missing": r"missing|unaccounted|disappear\w*",
    "trapped": r"trapped",
}
_HARM_PATTERN = re.compile(
    r"\b(?:" + "|".join(f"(?P<h{index}>{words})" for index, words in enumerate(_HARM.values())) + r")\b", re.IGNORECASE
)


def wording_of(toll: Toll, words: str) -> str:
    """The row of the guide's table of numbers (``grid.WORDINGS``) that a toll with these words belongs to."""
    if toll.qualifier is Qualifier.NONE:
        return "not_people" if _NOT_PEOPLE.search(words) else "unknown_number"
    if toll.qualifier is Qualifier.MORE_THAN:
        return "more_than_two_dozen" if _DOZEN.search(words) else "more_than"
    if toll.qualifier is Qualifier.VAGUE:
        return "hundreds" if _HUNDREDS.search(words) else "dozens" if _DOZENS.search(words) else "several"
    if toll.qualifier is Qualifier.EXACT:
        return _exact_wording(toll, words)
    return _BY_QUALIFIER[toll.qualifier]


def _exact_wording(toll: Toll, words: str) -> str:
    if toll.max == 0:
        return "no_one"
    if any(character.isdigit() for character in words):
        return "figure"
    if toll.max == 2 and _COUPLE.search(words):
        return "couple"
    return "a_dozen" if _DOZEN.search(words) else "number_word"


def harm_words(article: AnnotatedArticle) -> Counter[str]:
    """How often an article uses each kind of word for harm, tolls or not."""
    names = list(_HARM)
    return Counter(names[int((match.lastgroup or "h0")[1:])] for match in _HARM_PATTERN.finditer(article.text))


def openings(article: AnnotatedArticle) -> Iterator[str]:
    """The first words of every sentence, numbers as ``#``."""
    for line in re.finditer(r"[^\n]+", article.text):
        for start, end in sent_spans(line[0]):
            words = words_of(line[0][start:end])
            if len(words) > OPENING:
                yield " ".join("#" if word.isdecimal() else word for word in words[:OPENING])
