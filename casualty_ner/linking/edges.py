"""Edges of predicted spans, corrected by rules: a figure is taken whole or not at all, a filler without its article.

The model decides whether some words state a toll and of what; which words around them belong to the number ("at most
forty", "33,000", "eleven and six") is settled by the same rules that read the number. No span begins or ends with a
comma, and no filler with "the", as the annotation guide has it.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress

from casualty_ner.quantities import find_quantities, read_quantity
from casualty_ner.schema import TOLL_SLOTS, Qualifier
from casualty_ner.tagging import RowSpan
from casualty_ner.windows import TokenizedArticle

_SEPARATE_FIGURES = re.compile(r"\d\s+\d")
_INSIDE_FIGURE = re.compile(r"(?<=\d)[.,\u2019'](?=\d)")

_IN_A_NAME = re.compile(r"[^\W\d_]-$")
_PUNCTUATION = frozenset(",;:-–—")
_ARTICLES = frozenset({"the", "a", "an"})


def quantity_rows(article: TokenizedArticle) -> list[tuple[int, int]]:
    """Half-open rows of every phrase of the article that reads as a quantity, in text order."""
    found = []
    for start, end, _ in find_quantities(article.text):
        with suppress(ValueError):  # a phrase that begins or ends inside a word of the tokenizer is no span
            found.append(article.rows_of(start, end))
    return found


def correct_edges(
    article: TokenizedArticle, spans: Sequence[RowSpan], quantities: Sequence[tuple[int, int]]
) -> list[tuple[RowSpan, RowSpan]]:
    """Spans with their toll spans widened, narrowed or split to whole quantities, and all trimmed.

    Gives pairs of a span and the predicted one that it came from, in text order.

    A toll span that lies inside a quantity becomes that quantity. One that begins with a quantity ("two gunmen") or
    lumps several ("eleven and six") becomes the quantities; "three families", no number of people, stays. A piece of a
    figure that is no count ("6" of "6.3"), or of a name ("19" of "COVID-19"), goes.
    """
    corrected: list[tuple[RowSpan, RowSpan]] = []
    for index, span in enumerate(spans):
        trimmed = _trimmed(article, span)
        if trimmed is None:
            continue
        if span.label not in TOLL_SLOTS:
            corrected.append((trimmed, span))
            continue
        before = corrected[-1][0].end if corrected else 0
        found = _corrected(article, trimmed, quantities)
        behind = _next_apart(spans, index, max((end for _, end in found), default=0), article.rows)
        corrected += [
            (RowSpan(max(start, before), min(end, behind), span.label), span)
            for start, end in found
            if max(start, before) < min(end, behind)
        ]
    return corrected


def _next_apart(spans: Sequence[RowSpan], index: int, end: int, rows: int) -> int:
    """Where the next span begins that is no piece of the same quantity, which ends at ``end``: "208," and "142"."""
    for span in spans[index + 1 :]:
        if span.label not in TOLL_SLOTS or span.end > end:
            return span.start
    return rows


def _trimmed(article: TokenizedArticle, span: RowSpan) -> RowSpan | None:
    """The span without punctuation at its ends and, of a filler, without an article; None if nothing is left."""
    start, end = span.start, span.end
    outside = _PUNCTUATION if span.label in TOLL_SLOTS else _PUNCTUATION | _ARTICLES
    while start < end and _text(article, start, start + 1).lower() in outside:
        start += 1
    while start < end and _text(article, end - 1, end) in _PUNCTUATION:
        end -= 1
    return RowSpan(start, end, span.label) if start < end else None


def _corrected(
    article: TokenizedArticle, span: RowSpan, quantities: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    own = (span.start, span.end)
    if _IN_A_NAME.search(article.text, max(0, int(article.starts[span.start]) - 2), int(article.starts[span.start])):
        return []
    touching = _touching(quantities, span)
    if not touching:
        return [] if _cuts_figure(article, *own) else [own]
    if len(touching) == 1 and touching[0][0] <= span.start and span.end <= touching[0][1]:
        return [own] if _joins_figures(article, own, touching[0]) else [touching[0]]
    reading = read_quantity(_text(article, *own))
    if reading.qualifier is Qualifier.NONE:
        return touching if len(touching) > 1 else [own]
    if reading.max != 0 and _begins_with(article, span, touching[0]):  # "no casualties" is one phrase
        return touching
    return [own]


def _begins_with(article: TokenizedArticle, span: RowSpan, quantity: tuple[int, int]) -> bool:
    """Whether a span begins with a number of people, as "two gunmen", and not of years, as "34-year-old man"."""
    return quantity[0] == span.start and not article.text.startswith("-", int(article.ends[quantity[1] - 1]))


def _touching(quantities: Sequence[tuple[int, int]], span: RowSpan) -> list[tuple[int, int]]:
    """The quantities that share a row with a span."""
    found = []
    at = bisect_right(quantities, (span.end,)) - 1
    while at >= 0 and quantities[at][1] > span.start:
        if quantities[at][0] < span.end:
            found.append(quantities[at])
        at -= 1
    return found[::-1]


def _joins_figures(article: TokenizedArticle, own: tuple[int, int], whole: tuple[int, int]) -> bool:
    """Whether a figure would be joined to one beside it that only a reader knows to belong or not.

    So in "on May 15 [200] people", and in "rose from [eight] to nine", which is no range.
    """
    if read_quantity(_text(article, *own)).qualifier is not Qualifier.EXACT:
        return False
    text = _text(article, *whole)
    return bool(_SEPARATE_FIGURES.search(text)) or text[:5].lower() == "from "


def _cuts_figure(article: TokenizedArticle, start: int, end: int) -> bool:
    """Whether the rows begin or end inside a figure such as "6.3"."""
    edges = article.starts[start] - 1, article.ends[end - 1]
    return any(_INSIDE_FIGURE.match(article.text, int(edge)) for edge in edges if edge >= 0)


def _text(article: TokenizedArticle, start: int, end: int) -> str:
    return article.text[article.starts[start] : article.ends[end - 1]]
