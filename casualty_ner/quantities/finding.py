"""The quantity phrases of a running text."""

from collections.abc import Iterator

from casualty_ner.quantities.bounds import AFTER, BEFORE, INTENSIFIERS, PLAIN
from casualty_ner.quantities.cardinals import ABBREVIATIONS, NUMBER_WORDS
from casualty_ner.quantities.nouns import Noun, noun
from casualty_ner.quantities.phrases import FIXED, quantity_phrase, starts_plain
from casualty_ner.quantities.quantity import Quantity, exact
from casualty_ner.quantities.tokens import Kind, Token, at, tokens_of
from casualty_ner.quantities.vague import LEAST, LINKS, PLURALS, TIMES
from casualty_ner.quantities.wording import words

_SPAN_ONLY = words("both some pair duo trio twins triplets neither nil various")
"""Too common in other senses to be taken for a number of people without a span around them."""

_VOCABULARY = frozenset().union(
    *(table.vocabulary() for table in (BEFORE, INTENSIFIERS, PLAIN, AFTER, FIXED, LEAST, LINKS, TIMES)),
    NUMBER_WORDS,
    ABBREVIATIONS,
    PLURALS,
    words("between from to and but half quarter no , . : /"),
)
"""Every word and mark that can stand in a quantity phrase. Any other ends it."""


def find_quantities(text: str) -> Iterator[tuple[int, int, Quantity]]:
    """Every longest phrase of running text that reads as a quantity, with the bounds around it, from left to right.

    Yields ``(start, end, quantity)``: half-open, in code points of ``text``, so that reading the slice gives the same
    quantity. Only what the words say is judged, not what they count: ages and years come out too. People without a
    number do not, nor the words that are no part of a toll span ("only", "another", "all", "more"). Linear in the
    length of the text.
    """
    for run in _runs(text):
        yield from _found(run)


def _runs(text: str) -> Iterator[list[Token]]:
    """The stretches of words that a quantity phrase can hold, each with the token before and the token after it."""
    run: list[Token] = []
    held = False
    for token in tokens_of(text):
        holds = token.kind is Kind.FIGURE or token.kind is Kind.DASH or token.lower in _VOCABULARY
        if not (holds or held):
            run = [token]
            continue
        run.append(token)
        if not holds:
            yield run
            run = [token]
        held = holds
    yield run


def _found(run: list[Token]) -> Iterator[tuple[int, int, Quantity]]:
    index = 0
    while index < len(run):
        phrase = None if starts_plain(run, index) else quantity_phrase(run, index)
        if phrase is not None and _SPAN_ONLY.isdisjoint(token.lower for token in run[phrase.core : phrase.end]):
            yield run[index].start, run[phrase.end - 1].end, phrase.quantity
            index = phrase.end
        elif run[index].lower == "no" and noun(at(run, index + 1).lower) not in {None, Noun.THING, Noun.THINGS}:
            yield run[index].start, run[index].end, exact(0)
            index += 1
        else:
            index = _past_unread(run, index)


def _past_unread(run: list[Token], index: int) -> int:
    """The token to go on from: no number is read out of the middle of number words that make none together."""
    end = index
    while at(run, end).lower in NUMBER_WORDS or (end > index and at(run, end).lower == "-"):
        end += 1
    return max(end, index + 1)
