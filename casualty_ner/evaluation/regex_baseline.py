"""The regex baseline: what a careful afternoon of patterns can do, with the same number and date rules as the model.

A quantity is a toll when a word of harm stands near it in its sentence; the word gives the outcome. People named by a
single noun ("a policeman") count when such a word follows or precedes them at once. The other slots are patterns. How
spans become tolls, sub-tolls and events is left to the rules of :mod:`casualty_ner.evaluation.nearest`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Self

from casualty_ner.articles import AnnotatedArticle, Article
from casualty_ner.assembly import to_record
from casualty_ner.evaluation.baselines import MajorityAttributes, majority_attributes
from casualty_ner.evaluation.bootstrap import Bootstrap
from casualty_ner.evaluation.events import EventMatching
from casualty_ner.evaluation.matching import Extent, LabelledSpan, shared_characters
from casualty_ner.evaluation.nearest import EventGrouping, Layout, link_nearest
from casualty_ner.evaluation.scores import evaluate
from casualty_ner.quantities import find_quantities
from casualty_ner.records import ArticleRecord
from casualty_ner.schema import Slot

_REACH = 60
"""How many characters may stand between a quantity and its word of harm."""
_CLAUSE_COST = 20
"""What a comma or "and" between the two adds to their distance."""

_HARM = {
    Slot.CASUALTIES: r"casualt(?:y|ies)|(?:killed|dead) (?:or|and) (?:wounded|injured)",
    Slot.KILLED: r"kill(?:ed|ing|s)?|dead|die[ds]?|dying|deaths?|death toll|fatalit(?:y|ies)|fatally|slain|perish(?:ed)?|"
    r"drown(?:ed|s)?|massacred?|executed|beheaded|murdered|shot dead|gunned down|lost (?:their|his|her) li(?:fe|ves)|"
    r"claim(?:ed|ing|s) the li(?:fe|ves) of|bodies|succumbed",
    Slot.INJURED: r"injur(?:ed|ing|ies|y|es)|wound(?:ed|ing|s)?|hurt|hospitali[sz]ed|maimed|burned",
    Slot.MISSING: r"missing|unaccounted for|disappeared",
}
_CUES = {slot: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for slot, words in _HARM.items()}
_CLAUSE = re.compile(r",|;|:|\band\b|\bbut\b|\bwhile\b")
_NOT_PEOPLE = re.compile(
    r"[-\s]{0,2}(?:%|(?:year|month|week|day|hour|minute|second|kilomet|met(?:er|re)|mile|km|tonne|ton|per ?cent|dollar|"
    r"euro|pound|rupee|house|home|building|vehicle|car|truck|bus|shop|village|time|rocket|shell|bomb|round|magnitude)s?\b)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$£€]\s{0,1}$")

_PEOPLE = (
    r"people|persons?|civilians?|soldiers?|troops|policem[ea]n|police officers?|officers?|m[ea]n|wom[ea]n|boys?|girls?|"
    r"child(?:ren)?|teenagers?|students?|passengers?|workers?|villagers?|residents?|protesters?|demonstrators?|"
    r"fighters?|militants?|rebels?|insurgents?|gunm[ea]n|guards?|journalists?|miners?|migrants?|refugees?|pilgrims?|"
    r"worshippers?|drivers?|farmers?|fishermen|firefighters?|bystanders?|victims|patients|tourists?|prisoners?|forces"
)
_WORD = r"[\w’'-]{1,40}"
_VICTIM = re.compile(rf"\s(?:(?:other|more|additional)\s)?((?:{_WORD}\s){{0,3}}?(?:{_PEOPLE}))\b")
_SINGLE = re.compile(rf"\b(?:an?|another|his|her)\s(?:{_WORD}\s){{0,3}}?(?:{_PEOPLE})\b", re.IGNORECASE)
_NONE = re.compile(r"\bno(?=\s(?:casualties|injuries|deaths|fatalities)\b)", re.IGNORECASE)

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NAME = r"[A-Z][\w’'-]{1,40}"
_NOT_A_NAME = rf"(?!{_MONTH}\b|{_DAY}\b)"
_SLOTS = {
    Slot.DATE: rf"\b(?:today|yesterday|tonight|(?:(?:early|late)\s(?:on\s)?)?{_DAY}(?:\s(?:morning|afternoon|evening|night))?"
    rf"|\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?|{_MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?|last\s(?:night|week|month|year))\b",
    Slot.PLACE: rf"\b(?:in|at|near|outside)\s(?:the\s)?({_NOT_A_NAME}{_NAME}(?:\s{_NAME}){{0,3}}"
    rf"(?:,\s{_NAME}(?:\s{_NAME}){{0,2}})?)",
    Slot.SOURCE: r"\b[Aa]ccording\sto\s(?:the\s|an?\s)?([^,.;:\n]{2,60}?)(?=[,.;:\n]|$)"
    rf"|((?:{_NAME}\s(?:(?:for|of|the)\s){{0,2}}){{0,5}}(?:{_NAME}|police|officials|authorities|witnesses|medics|"
    r"rescuers|activists|monitors|residents|hospital sources|doctors|state media))\s(?:said|says|reported|confirmed|announced)\b",
    Slot.PERPETRATOR: rf"\bby\s(?:the\s|an?\s)?((?:{_WORD}\s){{0,2}}?(?:gunm[ea]n|militants?|rebels?|insurgents?|troops|"
    r"forces|soldiers|police|bandits|jihadists|terrorists|attackers?|army|militia|suicide bomber))\b",
    Slot.CAUSE: r"\b((?:(?:car|suicide|roadside|gas|air|drone|rocket|mortar|artillery|bus|train|plane|flash|house|mine|"
    r"bomb|\d(?:\.\d)?-magnitude)[ -]){0,2}(?:explosions?|blasts?|bomb(?:ing|ings)?|earthquake|quake|floods?|flooding|"
    r"landslide|mudslide|crash|collision|fire|blaze|shelling|air\s?strikes?|strikes?|raid|shooting|gunfire|clashes|"
    r"fighting|collapse|stampede|storm|cyclone|typhoon|hurricane|tornado|avalanche|ambush|attacks?|accident|outbreak))\b",
}
_FILLERS = {slot: re.compile(pattern) for slot, pattern in _SLOTS.items()}


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
        return max(
            (cls(majority, grouping=grouping) for grouping in EventGrouping), key=lambda one: one._event_f1(train)
        )

    def _event_f1(self, train: Sequence[AnnotatedArticle]) -> float:
        records = [self.predict(article) for article in train]
        scores = evaluate(train, records, name="regex", bootstrap=Bootstrap(resamples=0))
        return scores.events[EventMatching.ONE_TO_ONE].f1.value or 0.0

    def predict(self, article: Article) -> ArticleRecord:
        """Read an article; of an annotated one only id, text and publication date are looked at."""
        bare = Article(id=article.id, text=article.text, published=article.published)
        return to_record(link_nearest(bare, find_spans(bare.text), self.majority, grouping=self.grouping))


def find_spans(text: str) -> list[LabelledSpan]:
    """The labelled spans of a text, flat and in order; where two patterns meet, tolls win, then the earlier slot."""
    found: list[LabelledSpan] = []
    for start, end in Layout(text).sentences(text):
        tolls = list(_tolls(text, start, end))
        candidates = [*tolls, *_victims(text, tolls, end)] if tolls else []
        found += _without_overlap([*candidates, *_fillers(text, start, end)])
    return sorted(found)


def _without_overlap(spans: Iterable[LabelledSpan]) -> list[LabelledSpan]:
    kept: list[LabelledSpan] = []
    for span in spans:
        if not any(shared_characters(span[:2], other[:2]) for other in kept):
            kept.append(span)
    return kept


def _tolls(text: str, start: int, end: int) -> Iterator[LabelledSpan]:
    """Quantities, then single persons, of one sentence that stand near a word of harm."""
    sentence = text[start:end]
    cues = [(match.span(), slot) for slot, pattern in _CUES.items() for match in pattern.finditer(sentence)]
    if not cues:
        return
    stated = [(first, last) for first, last, _ in find_quantities(sentence) if _counts_people(sentence, first, last)]
    stated += [match.span() for match in _NONE.finditer(sentence)]
    used = [_nearest_cue(sentence, extent, cues) for extent in stated]
    singles = [match.span() for match in _SINGLE.finditer(sentence)]
    free = [cue for cue in cues if cue not in used]
    for extent, cue in [
        *zip(stated, used, strict=True),
        *((extent, _nearest_cue(sentence, extent, free)) for extent in singles),
    ]:
        if cue is not None:
            yield LabelledSpan(start + extent[0], start + extent[1], cue[1])


def _counts_people(sentence: str, first: int, last: int) -> bool:
    return not _NOT_PEOPLE.match(sentence, last) and not _MONEY.search(sentence[max(first - 2, 0) : first])


_Cue = tuple[Extent, Slot]


def _nearest_cue(sentence: str, extent: Extent, cues: Sequence[_Cue]) -> _Cue | None:
    """The word of harm closest to a stretch of a sentence, a clause boundary between them counting as distance."""
    ranked = sorted((_cost(sentence, extent, cue[0]), order) for order, cue in enumerate(cues))
    if not ranked or ranked[0][0] > _REACH:
        return None
    return cues[ranked[0][1]]


def _cost(sentence: str, extent: Extent, cue: Extent) -> int:
    low, high = (extent[1], cue[0]) if extent[1] <= cue[0] else (cue[1], extent[0])
    between = sentence[low:high]
    return len(between) + (_CLAUSE_COST if _CLAUSE.search(between) else 0)


def _victims(text: str, tolls: Sequence[LabelledSpan], end: int) -> Iterator[LabelledSpan]:
    """The people who follow a quantity at once."""
    for toll in tolls:
        match = _VICTIM.match(text, toll.end, end)
        if match:
            yield LabelledSpan(match.start(1), match.end(1), Slot.VICTIM)


def _fillers(text: str, start: int, end: int) -> Iterator[LabelledSpan]:
    for slot, pattern in _FILLERS.items():
        for match in pattern.finditer(text, start, end):
            group = match.lastindex or 0
            yield LabelledSpan(match.start(group), match.end(group), slot)
