"""Whether each filler is the mention that the annotation guide asks for: no further from its toll than it must be.

By the guide a toll takes the fillers of its own sentence; for a slot that the sentence leaves empty, the nearest
mention that gives it, in the same paragraph first; beside its own places a more specific one from a neighbouring
sentence; beside a nameless site the name of its town, and beside a clock time its day. What is meant by "gives it" only
a reader knows, so all findings here are warnings. Sources are left out: they go with a figure, not with a place.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from nupunkt import sent_spans

from casualty_ner.articles import AnnotatedArticle, Span, Toll
from casualty_ner.corpus.validation.findings import Check, Finding, Findings, Located
from casualty_ner.schema import FILLER_SLOTS, Slot

_NAMES_A_DAY = re.compile(
    r"day\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b|\b\d{4}|week|month|year|tonight"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)",
    re.IGNORECASE,
)
_SLOTS = tuple(slot for slot in FILLER_SLOTS if slot is not Slot.SOURCE)


class Layout:
    """Which sentence and which paragraph (line) of a text a position lies in, both by number."""

    def __init__(self, text: str) -> None:
        lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
        self._paragraphs = [start for start, _ in lines]
        self._sentences = [start + first for start, end in lines for first, _ in sent_spans(text[start:end])]

    def sentence(self, position: int) -> int:
        """The number of the sentence at a position."""
        return bisect_right(self._sentences, position)

    def paragraph(self, position: int) -> int:
        """The number of the paragraph at a position."""
        return bisect_right(self._paragraphs, position)


class _Reach:
    """How far spans lie from the mentions of one toll."""

    def __init__(self, layout: Layout, mentions: list[Span]) -> None:
        self._layout = layout
        self._sentences = {layout.sentence(span.start) for span in mentions}
        self._paragraphs = {layout.paragraph(span.start) for span in mentions}

    def sentences(self, position: int) -> int:
        """Sentences between a position and the nearest mention; 0 in a mention's own sentence."""
        here = self._layout.sentence(position)
        return min(abs(here - sentence) for sentence in self._sentences)

    def rank(self, position: int) -> int:
        """0 in a mention's own sentence, 1 in its paragraph, further on 1 more for each paragraph between."""
        if not self.sentences(position):
            return 0
        here = self._layout.paragraph(position)
        return 1 + min(abs(here - paragraph) for paragraph in self._paragraphs)


def check_nearness(located: Located) -> Findings:
    """Warn of fillers that lie further from their toll than the guide allows."""
    article = located.article
    layout = Layout(article.text)
    for toll in article.tolls:
        reach = _Reach(layout, [article.span_by_id[identifier] for identifier in toll.mentions])
        for slot in _SLOTS:
            fillers = [article.span_by_id[identifier] for identifier in toll.fillers(slot)]
            for filler in fillers:
                if reach.rank(filler.start):
                    yield from _check_far(located, toll, filler, fillers, reach)


def _check_far(located: Located, toll: Toll, filler: Span, fillers: list[Span], reach: _Reach) -> Findings:
    """Findings for a filler outside the sentences of its toll."""
    article = located.article
    rank = reach.rank(filler.start)
    nearer = [other for other in fillers if reach.rank(other.start) < rank and not _hangs_on_another(other)]
    if nearer and not (filler.label is Slot.PLACE and reach.sentences(filler.start) <= 1):
        yield _finding(located, toll, filler, f"{nearer[0].text!r} fills that slot nearer by")
        return
    position = min((start for start in _occurrences(article, filler) if reach.rank(start) < rank), default=None)
    if position is not None:
        around = article.text[max(0, position - 20) : position + len(filler.text) + 20].replace("\n", " ")
        yield _finding(located, toll, filler, f"the same words stand nearer, in '…{around}…'")


def _hangs_on_another(filler: Span) -> bool:
    """Whether a filler calls for another of its slot: a site without a name for a town, a clock time for a day."""
    if filler.label is Slot.PLACE:
        return filler.text == filler.text.lower()
    return filler.label is Slot.DATE and not _NAMES_A_DAY.search(filler.text)


def _occurrences(article: AnnotatedArticle, filler: Span) -> Iterator[int]:
    """Where the words of a filler stand elsewhere, outside spans of other slots."""
    if article.text.casefold().count(filler.text.casefold()) < 2:
        return
    others = [span for span in article.spans if span.label is not filler.label]
    for match in re.finditer(rf"(?<!\w){re.escape(filler.text)}(?!\w)", article.text, re.IGNORECASE):
        taken = any(span.start < match.end() and match.start() < span.end for span in others)
        if match.start() != filler.start and not taken:
            yield match.start()


def _finding(located: Located, toll: Toll, filler: Span, problem: str) -> Finding:
    words = located.article.span_by_id[toll.principal].text
    return located.warning(
        Check.NEARNESS,
        filler.text,
        f"{filler.label} of toll {toll.id} {words!r} lies further off than it must: {problem}",
        allowed="a slot that the toll's sentence fills takes nothing from afar, an empty one the nearest mention",
        remedy="link the nearer mention instead, or leave it if that one does not say the same",
    )
