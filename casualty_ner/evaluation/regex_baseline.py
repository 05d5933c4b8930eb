"""The regex baseline: what a careful afternoon of patterns can do, with the same number and date rules as the model.

A quantity is a toll when a word of harm stands near it in its sentence; the word gives the outcome. People named by a
single noun ("a policeman") count when a word of harm that no quantity uses stands near. The other slots are patterns.
How spans become tolls, sub-tolls and events is left to the rules of :mod:`casualty_ner.evaluation.nearest`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

from casualty_ner.articles import AnnotatedArticle, Article, cuts_word
from casualty_ner.assembly import to_record
from casualty_ner.evaluation.baselines import MajorityAttributes, majority_attributes
from casualty_ner.evaluation.bootstrap import Bootstrap
from casualty_ner.evaluation.events import EventMatching
from casualty_ner.evaluation.matching import Extent, LabelledSpan, shared_characters
from casualty_ner.evaluation.nearest import EventGrouping, Layout, link_nearest
from casualty_ner.evaluation.patterns import (
    CLAUSE,
    FILLERS,
    HARM,
    NOT_PEOPLE_BEFORE,
    NOT_PEOPLE_BEHIND,
    SINGLE,
    VICTIM,
    YEAR,
)
from casualty_ner.evaluation.scores import evaluate
from casualty_ner.quantities import find_quantities
from casualty_ner.records import ArticleRecord
from casualty_ner.schema import Slot

_REACH = 60
"""How far, in characters, a quantity may stand from its word of harm."""
_CLAUSE_COST = 20
"""What a comma or "and" between the two adds to their distance."""


class RegexBaseline:
    """Patterns for spans, the nearest-neighbour rules for everything else."""

    def __init__(self, majority: MajorityAttributes, *, grouping: EventGrouping = EventGrouping.DOCUMENT) -> None:
        self.majority, self.grouping = majority, grouping

    @classmethod
    def fit(cls, train: Sequence[AnnotatedArticle]) -> Self:
        """The baseline with train's commonest attributes, and the grouping of tolls into events that does best there.

        Raises:
            CorpusError: no article has a toll.
        """
        majority = majority_attributes(train)
        candidates = [cls(majority, grouping=grouping) for grouping in EventGrouping]
        return max(candidates, key=lambda candidate: candidate.event_f1(train))

    def event_f1(self, articles: Sequence[AnnotatedArticle]) -> float:
        """Event F1, one-to-one, on annotated articles; 0 where it is not defined."""
        records = [self.predict(article) for article in articles]
        scores = evaluate(articles, records, name="regex", bootstrap=Bootstrap(resamples=0))
        return scores.events[EventMatching.ONE_TO_ONE].f1.value or 0.0

    def predict(self, article: Article) -> ArticleRecord:
        """Read an article; of an annotated one only id, text and publication date are looked at."""
        bare = Article(id=article.id, text=article.text, published=article.published)
        return to_record(link_nearest(bare, find_spans(bare.text), self.majority, grouping=self.grouping))


def find_spans(text: str) -> list[LabelledSpan]:
    """The labelled spans of a text, flat and in order; where two patterns meet, tolls win, then the earlier slot."""
    found: list[LabelledSpan] = []
    for start, end in Layout(text).sentences(text):
        fillers = list(_fillers(text, start, end))
        dates = [span[:2] for span in fillers if span.label is Slot.DATE]
        tolls = list(_tolls(text[start:end], start, [(first - start, last - start) for first, last in dates]))
        found += _without_overlap([*tolls, *_victims(text, tolls, end), *fillers])
    return sorted(found)


def _without_overlap(spans: Iterable[LabelledSpan]) -> list[LabelledSpan]:
    kept: list[LabelledSpan] = []
    for span in spans:
        if not any(shared_characters(span[:2], other[:2]) for other in kept):
            kept.append(span)
    return kept


def _tolls(sentence: str, offset: int, dates: Sequence[Extent]) -> Iterator[LabelledSpan]:
    """Quantities, then single persons, of a sentence that stand near a word of harm."""
    cues = [(match.span(), slot) for slot, pattern in HARM.items() for match in pattern.finditer(sentence)]
    if not cues:
        return
    stated = [
        (start, end)
        for start, end, _ in find_quantities(sentence)
        if _counts_people(sentence, start, end) and not any(shared_characters((start, end), date) for date in dates)
    ]
    used = [_nearest_cue(sentence, extent, cues) for extent in stated]
    singles = [match.span() for match in SINGLE.finditer(sentence)]
    free = [cue for cue in cues if cue not in used]
    used += [_nearest_cue(sentence, extent, free) for extent in singles]
    for (start, end), cue in zip([*stated, *singles], used, strict=True):
        if cue is not None:
            yield LabelledSpan(offset + start, offset + end, cue[1])


def _counts_people(sentence: str, start: int, end: int) -> bool:
    """Whether nothing around a number says that it is an age, a year, a time, money or a measure."""
    before, listed = (
        sentence[max(start - 12, 0) : start],
        sentence[start - 2 : start] == ", " and sentence[end : end + 1] == ",",
    )
    return not (
        listed
        or NOT_PEOPLE_BEHIND.match(sentence, end)
        or NOT_PEOPLE_BEFORE.search(before)
        or (YEAR.fullmatch(sentence, start, end) and not VICTIM.match(sentence, end))
        or cuts_word(sentence, start)
        or cuts_word(sentence, end)
    )


_Cue = tuple[Extent, Slot]


def _nearest_cue(sentence: str, extent: Extent, cues: Sequence[_Cue]) -> _Cue | None:
    """The word of harm closest to a stretch of a sentence, a clause boundary between them counting as distance."""
    cost, order = min(
        ((_cost(sentence, extent, cue), order) for order, (cue, _) in enumerate(cues)), default=(_REACH + 1, 0)
    )
    return None if cost > _REACH else cues[order]


def _cost(sentence: str, extent: Extent, cue: Extent) -> int:
    low, high = (extent[1], cue[0]) if extent[1] <= cue[0] else (cue[1], extent[0])
    between = sentence[low:high]
    return len(between) + (_CLAUSE_COST if CLAUSE.search(between) else 0)


def _victims(text: str, tolls: Sequence[LabelledSpan], end: int) -> Iterator[LabelledSpan]:
    """The people who follow a quantity at once."""
    for toll in tolls:
        match = VICTIM.match(text, toll.end, end)
        if match:
            yield LabelledSpan(match.start(1), match.end(1), Slot.VICTIM)


def _fillers(text: str, start: int, end: int) -> Iterator[LabelledSpan]:
    for slot, pattern in FILLERS.items():
        for match in pattern.finditer(text, start, end):
            group = match.lastindex or 0
            yield LabelledSpan(match.start(group), match.end(group), slot)
