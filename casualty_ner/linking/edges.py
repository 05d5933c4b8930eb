"""Edges of predicted spans, corrected by rules: a figure is taken whole, a filler without its article.

The model decides whether some words state a toll and of what; which words around them belong to the number ("at most
forty", "33,000", "eleven and six") is settled by the same rules that read the number. A correction never changes what
the words of a span say unless they cut a figure in two: ages, years and denominators beside a number are no tolls.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

from casualty_ner.quantities import Quantity, find_quantities, read_quantity
from casualty_ner.schema import TOLL_SLOTS, Qualifier, Slot
from casualty_ner.tagging import RowSpan
from casualty_ner.windows import TokenizedArticle

Rows = tuple[int, int]
"""Half-open rows of an article."""

_GROUP = re.compile(r"[ \u00a0\u202f]\d{3}(?!\d)")
_INSIDE_FIGURE = re.compile(r"(?<=\d)[.,\u2019'](?=\d)")
_IN_A_NAME = re.compile(r"[^\W\d_]-$")
_JOINED = re.compile(r"\s*(?:,|and|or|,\s*and)\s*", re.IGNORECASE)
_MOVES = re.compile(
    r"\b(?:go(?:es|ing|ne)?|went|rose|risen|rises|rising|climb\w*|jump\w*|brought|push\w*)\s+$", re.IGNORECASE
)
_SCALE = re.compile(r"\b(?:dozen|score|hundred|thousand|million|billion|lakh|crore)s?\b")
_PUNCTUATION = frozenset(",;:-–—")
_ARTICLES = frozenset({"the", "a", "an"})


def quantity_rows(article: TokenizedArticle) -> list[Rows]:
    """Half-open rows of every phrase of the article that reads as a quantity, in text order."""
    found = []
    for start, end, _ in find_quantities(article.text):
        with suppress(ValueError):  # a phrase that begins or ends inside a word of the tokenizer is no span
            found.append(article.rows_of(start, end))
    return found


def correct_edges(
    article: TokenizedArticle, spans: Sequence[RowSpan], quantities: Sequence[Rows]
) -> list[tuple[RowSpan, tuple[RowSpan, ...]]]:
    """Spans with their toll spans widened, narrowed or split to whole quantities, and all trimmed.

    Gives pairs of a span and the predicted ones that it came from, in text order: several where pieces of one quantity
    were predicted apart.

    A toll span inside a quantity becomes that quantity where it says the same number ("forty" in "at most forty") or
    cuts a figure ("33" of "33,000"). One that begins with a quantity and says the same as it ("two gunmen") becomes it,
    one that lumps several ("eleven and six") becomes each. "Three families", no number of people, stays. A piece of a
    figure that is no count ("6" of "6.3") or of a name ("19" of "COVID-19") goes.
    """
    corrected: list[tuple[RowSpan, tuple[RowSpan, ...]]] = []
    for index, span in enumerate(spans):
        trimmed = _trimmed(article, span)
        if trimmed is None:
            continue
        if span.label not in TOLL_SLOTS:
            corrected.append((trimmed, (span,)))
            continue
        if corrected and trimmed.end <= corrected[-1][0].end:  # a piece of the quantity before it
            last, pieces = corrected[-1]
            corrected[-1] = (last, (*pieces, span))
            continue
        before = corrected[-1][0].end if corrected else 0
        found = _corrected(article, trimmed, quantities)
        behind = _next_apart(spans, index, max((end for _, end in found), default=0), article.rows)
        if any(start < before or end > behind for start, end in found):  # another span stands in the way
            found = [(trimmed.start, trimmed.end)] if trimmed.start >= before else []
        corrected += [(RowSpan(start, end, span.label), (span,)) for start, end in found]
    return corrected


def _next_apart(spans: Sequence[RowSpan], index: int, end: int, rows: int) -> int:
    """Where the next span begins that is no piece of the same toll's quantity, which ends at ``end``: "208,", "142"."""
    for span in spans[index + 1 :]:
        if span.label is not spans[index].label or span.end > end:
            return span.start
    return rows


def _trimmed(article: TokenizedArticle, span: RowSpan) -> RowSpan | None:
    """The span without punctuation at its ends and, of a filler, without an article; None if nothing is left."""
    start, end = span.start, span.end
    while start < end and (
        _text(article, (start, start + 1)) in _PUNCTUATION or _is_article(article, span.label, start)
    ):
        start += 1
    while start < end and _text(article, (end - 1, end)) in _PUNCTUATION:
        end -= 1
    return RowSpan(start, end, span.label) if start < end else None


def _is_article(article: TokenizedArticle, label: Slot, row: int) -> bool:
    """Whether a filler's first row is an article: not the "A" of "A683" or "A Coruña", nor the one of "a week ago"."""
    word = _text(article, (row, row + 1))
    if label in TOLL_SLOTS or word.lower() not in _ARTICLES:
        return False
    if label is Slot.DATE and word.lower() != "the":
        return False
    if not article.text[article.ends[row] :][:1].isspace():
        return False
    return word.islower() or row == 0 or article.sentence[row] != article.sentence[row - 1]


def _corrected(article: TokenizedArticle, span: RowSpan, quantities: Sequence[Rows]) -> list[Rows]:
    own = (span.start, span.end)
    touching = _touching(quantities, own)
    if _in_a_name(article, own) and all(start >= span.start for start, _ in touching):
        return []
    if not touching:
        return [] if _cuts_figure(article, own) else [own]
    if len(touching) == 1 and touching[0][0] <= span.start and span.end <= touching[0][1]:
        return [touching[0] if _widens(article, own, touching[0]) else own]
    reading = read_quantity(_text(article, own))
    if reading.qualifier is Qualifier.NONE:
        return touching if _lumps(article, own, touching) else [own]
    same = _same(read_quantity(_text(article, touching[0])), reading)
    # "No casualties" is one phrase, and so is "34 year old man", which is not 34.
    return [touching[0]] if reading.max != 0 and touching[0][0] == span.start and same else [own]


def _touching(quantities: Sequence[Rows], own: Rows) -> list[Rows]:
    """The quantities that share a row with a span."""
    found = []
    at = bisect_right(quantities, (own[1],)) - 1
    while at >= 0 and quantities[at][1] > own[0]:
        if quantities[at][0] < own[1]:
            found.append(quantities[at])
        at -= 1
    return found[::-1]


def _widens(article: TokenizedArticle, own: Rows, whole: Rows) -> bool:
    """Whether a span is to become the quantity around it: it cuts a figure, or says the same number without "at least".

    Not where the quantity holds a second figure, which only a reader knows to belong or not ("June 11 - [19] people",
    "rose from [eight] to nine"), unless it says "between"; nor where the words beside it may tell a movement or a place
    ("gone up to [16]", "lay under [two] brothers").
    """
    if _is_joined(article, own, whole) or _is_grouped(article, own, whole):
        return True
    text = _text(article, whole).lower()
    if text.startswith(("from ", "under ")) or (
        text.startswith("up to") and _MOVES.search(article.text, 0, int(article.starts[whole[0]]))
    ):
        return False
    reading, widened = read_quantity(_text(article, own)), read_quantity(text)
    if text.startswith("between") or reading.qualifier is Qualifier.NONE or _SCALE.search(text):
        return True
    outer = (
        article.text[article.starts[whole[0]] : article.starts[own[0]]],
        article.text[article.ends[own[1] - 1] : article.ends[whole[1] - 1]],
    )
    same = reading.min in (widened.min, widened.max, _below(widened.min), _above(widened.max))
    return reading.qualifier is Qualifier.EXACT and same and not any(map(_counts, outer))


def _counts(text: str) -> bool:
    """Whether words beside a number are a number themselves, not only a modifier such as "at least"."""
    exact = (Qualifier.EXACT, Qualifier.RANGE)
    return any(quantity.qualifier in exact for _, _, quantity in find_quantities(text))


def _below(bound: int | None) -> int | None:
    """The number that "more than" it gave a lowest of ``bound``."""
    return None if bound is None else bound - 1


def _above(bound: int | None) -> int | None:
    """The number that "fewer than" it gave a highest of ``bound``."""
    return None if bound is None else bound + 1


def _is_joined(article: TokenizedArticle, own: Rows, whole: Rows) -> bool:
    """Whether a span is torn out of a figure or word: "33" of "33,000", "two" of "twenty-two", "20" of "15-20"."""
    before, behind = int(article.starts[own[0]]), int(article.ends[own[1] - 1])
    return (own[0] > whole[0] and not article.text[before - 1].isspace()) or (
        own[1] < whole[1] and not article.text[behind].isspace()
    )


def _is_grouped(article: TokenizedArticle, own: Rows, whole: Rows) -> bool:
    """Whether a figure goes on behind a blank: "12" of "12 000"."""
    if own[0] != whole[0] or not _text(article, own).isdecimal():
        return False
    return bool(_GROUP.match(article.text, int(article.ends[own[1] - 1])))


def _lumps(article: TokenizedArticle, own: Rows, quantities: Sequence[Rows]) -> bool:
    """Whether a span is several quantities and nothing else: "eleven and six"."""
    if len(quantities) < 2 or quantities[0][0] != own[0] or quantities[-1][1] != own[1]:
        return False
    gaps = ((int(article.ends[a[1] - 1]), int(article.starts[b[0]])) for a, b in pairwise(quantities))
    return all(_JOINED.fullmatch(article.text, start, end) for start, end in gaps)


def _same(one: Quantity, other: Quantity) -> bool:
    return (one.min, one.max) == (other.min, other.max)


def _in_a_name(article: TokenizedArticle, own: Rows) -> bool:
    """Whether a span begins with the figure of a name: "19" of "COVID-19"."""
    start = int(article.starts[own[0]])
    return article.text[start].isdecimal() and bool(_IN_A_NAME.search(article.text, max(0, start - 2), start))


def _cuts_figure(article: TokenizedArticle, own: Rows) -> bool:
    """Whether the rows begin or end inside a figure such as "6.3"."""
    edges = int(article.starts[own[0]]) - 1, int(article.ends[own[1] - 1])
    return any(_INSIDE_FIGURE.match(article.text, edge) for edge in edges if edge >= 0)


def _text(article: TokenizedArticle, rows: Rows) -> str:
    return article.text[article.starts[rows[0]] : article.ends[rows[1] - 1]]
