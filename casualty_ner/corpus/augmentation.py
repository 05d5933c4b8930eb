"""Training articles told anew: other places, names and numbers, other figures for them, dropped sentences, noise.

Every change is an edit of the text that carries the annotation along: offsets are recomputed, and the bounds of a toll
are read anew from its words by the number rules. An article whose edited words would not read as they must is given
back unchanged. Seeded: the same article, pools and seed give the same result, on any machine.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from num2words import num2words
from nupunkt import sent_spans
from pydantic import ValidationError

from casualty_ner.articles import AnnotatedArticle, Span, Toll
from casualty_ner.quantities import read_quantity
from casualty_ner.schema import Qualifier, Slot

_NAME = re.compile(r"[A-Z][\w'’-]*(?:,? (?:of |the |de |al-|and )?[A-Z][\w'’-]*)*")
_FIGURE = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})*(?![\w.,-]*\d)(?!\w)")
_STOP = re.compile(r"(?<=[a-z]{3})\. (?=[A-Z])")
_SWAPPED = (Slot.PLACE, Slot.PERPETRATOR, Slot.SOURCE)
_LARGEST_IN_WORDS = 99
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters ``[start, end)`` of a text by ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Rates:
    """How often each kind of change is made, 0 for never: the share of names, of tolls, of sentences, of articles."""

    names: float
    numbers: float
    formats: float
    drop: float
    noise: float


class Augmenter:
    """Makes other articles of annotated ones, with names from a pool."""

    def __init__(self, pool: Iterable[AnnotatedArticle], rates: Rates) -> None:
        """``pool`` gives the names that are put for others, slot by slot: the training articles, nothing else."""
        names: dict[Slot, set[str]] = defaultdict(set)
        for article in pool:
            for span in article.spans:
                if span.label in _SWAPPED and _NAME.fullmatch(span.text):
                    names[span.label].add(span.text)
        self.names: Mapping[Slot, Sequence[str]] = {slot: sorted(found) for slot, found in names.items()}
        self.rates = rates

    def change(self, article: AnnotatedArticle, random: Random) -> AnnotatedArticle:
        """A changed article of the same tolls and events, or the article itself where no change holds."""
        for edits in (self._drop, self._swap_names, self._numbers, self._noise):
            article = apply_edits(article, edits(article, random)) or article
        return article

    def _swap_names(self, article: AnnotatedArticle, random: Random) -> list[Edit]:
        """Names of places, groups and agencies for others of their slot, wherever they stand in the article."""
        edits = []
        for name, slot in sorted({(span.text, span.label) for span in article.spans if span.label in _SWAPPED}):
            if not _NAME.fullmatch(name) or random.random() >= self.rates.names or not self.names.get(slot):
                continue
            other = random.choice(self.names[slot])
            edits += [
                Edit(match.start(), match.end(), other)
                for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", article.text)
            ]
        return _apart(edits)

    def _numbers(self, article: AnnotatedArticle, random: Random) -> list[Edit]:
        """Other numbers for tolls that no other toll depends on; digits for words and words for digits."""
        edits: list[Edit] = []
        for toll in article.tolls:
            if toll.qualifier is not Qualifier.EXACT or toll.bounds_reason or not toll.min or toll.min < 2:
                continue
            spans = [article.span_by_id[mention] for mention in toll.mentions]
            value = toll.min
            if random.random() < self.rates.numbers and _stands_alone(article, toll, spans):
                value = max(2, round(value * 2 ** random.uniform(-1, 1)))
            for span in spans:
                other_format = random.random() < self.rates.formats
                if value == toll.min and not other_format:
                    continue
                if not _plain_figure(span.text) or read_quantity(span.text).min != toll.min:
                    continue
                in_words = other_format is any(character.isdigit() for character in span.text)
                edits.append(Edit(span.start, span.end, _written(value, span, article.text, in_words=in_words)))
        return _apart(edit for edit in edits if article.text[edit.start : edit.end] != edit.text)

    def _drop(self, article: AnnotatedArticle, random: Random) -> list[Edit]:
        """Sentences without any span go, never the only one."""
        spans = article.spans
        sentences = [
            (match.start() + first, match.start() + last)
            for match in re.finditer(r"[^\n]+", article.text)
            for first, last in sent_spans(match[0])
        ]
        idle = [
            (first, last)
            for first, last in sentences
            if not any(span.start < last and first < span.end for span in spans)
        ]
        gone = [Edit(first, last, "") for first, last in idle if random.random() < self.rates.drop]
        return gone if len(gone) < len(sentences) else gone[1:]

    def _noise(self, article: AnnotatedArticle, random: Random) -> list[Edit]:
        """Capitals, small letters, straight quotes, or no blanks after full stops: one of them, for the whole text."""
        if random.random() >= self.rates.noise:
            return []
        kind = random.choice(("upper", "lower", "straight", "stops"))
        if kind == "stops":
            return [Edit(match.start(), match.end(), ".") for match in _STOP.finditer(article.text)]
        changed = {
            "upper": article.text.upper(),
            "lower": article.text.lower(),
            "straight": article.text.translate(_STRAIGHT),
        }[kind]
        if len(changed) != len(article.text):  # "ß" has a capital of two letters
            return []
        return [
            Edit(at, at + 1, new) for at, (old, new) in enumerate(zip(article.text, changed, strict=True)) if old != new
        ]


def _stands_alone(article: AnnotatedArticle, toll: Toll, spans: Sequence[Span]) -> bool:
    """Whether another number for a toll contradicts nothing: no part, total, update, nor the figure said elsewhere."""
    related = any(toll.id in (other.part_of, other.updates) for other in article.tolls)
    if related or toll.part_of or toll.updates or toll.min is None:
        return False
    if not all(_plain_figure(span.text) and read_quantity(span.text).min == toll.min for span in spans):
        return False
    forms = {str(toll.min), f"{toll.min:,}", str(num2words(toll.min))}
    said = sum(len(re.findall(rf"(?<!\w){re.escape(form)}(?!\w)", article.text.lower())) for form in forms)
    return said == len(spans)


def _plain_figure(text: str) -> bool:
    """Whether a toll span is a figure or number words alone, without "at least" or a noun."""
    if _FIGURE.fullmatch(text):
        return True
    value = read_quantity(text).min
    return value is not None and value <= _LARGEST_IN_WORDS and text.lower() == num2words(value)


def _written(value: int, span: Span, text: str, *, in_words: bool) -> str:
    """A number in words or digits, with the capital that its place asks for."""
    if not in_words or value > _LARGEST_IN_WORDS:
        return f"{value:,}" if value > 9_999 or "," in span.text else str(value)
    words = str(num2words(value))
    begins = span.start == 0 or span.text[0].isupper() or text[: span.start].rstrip(' "“').endswith((".", "\n"))
    return words.capitalize() if begins else words


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """Edits in text order without those that overlap one before them."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def apply_edits(article: AnnotatedArticle, edits: Sequence[Edit]) -> AnnotatedArticle | None:
    """The article with its text edited, spans moved and bounds read anew; None where that cannot be done truly.

    It cannot where an edit crosses the edge of a span, or the words of a toll then read as something else in kind.
    ``edits`` are in text order and apart.
    """
    if not edits:
        return article
    pieces, at, shift = [], 0, 0
    moves: list[tuple[int, int, int]] = []
    for edit in edits:
        pieces += [article.text[at : edit.start], edit.text]
        at, shift = edit.end, shift + len(edit.text) - (edit.end - edit.start)
        moves.append((edit.start, edit.end, shift))
    text = "".join([*pieces, article.text[at:]])
    spans = _moved(article.spans, moves, text)
    if spans is None:
        return None
    by_id = {span.id: span for span in spans}
    tolls = [_reread(toll, article.span_by_id[toll.principal], by_id[toll.principal]) for toll in article.tolls]
    if any(toll is None for toll in tolls):
        return None
    try:
        values = {name: getattr(article, name) for name in AnnotatedArticle.model_fields}
        return AnnotatedArticle.model_validate(values | {"text": text, "spans": tuple(spans), "tolls": tuple(tolls)})
    except ValidationError:  # such as a part above its total
        return None


def _moved(spans: Sequence[Span], moves: Sequence[tuple[int, int, int]], text: str) -> list[Span] | None:
    """Spans where the edits put them; None where an edit crosses the edge of one."""
    moved, before, index = [], 0, 0
    for span in sorted(spans, key=lambda span: span.start):
        while index < len(moves) and moves[index][1] <= span.start:
            before, index = moves[index][2], index + 1
        start, end = span.start + before, span.end + before
        inner = index
        while inner < len(moves) and moves[inner][0] < span.end:
            if moves[inner][0] < span.start or moves[inner][1] > span.end:
                return None
            end = span.end + moves[inner][2]
            inner += 1
        if start >= end:
            return None
        moved.append(span.model_copy(update={"start": start, "end": end, "text": text[start:end]}))
    return moved


def _reread(toll: Toll, old: Span, new: Span) -> Toll | None:
    """The toll with the bounds of its new words; None where they are of another kind than those of the old."""
    if old.text == new.text or toll.bounds_reason is not None:
        return toll
    quantity = read_quantity(new.text)
    if quantity.qualifier is not toll.qualifier:
        return None
    return toll.model_copy(update={"min": quantity.min, "max": quantity.max})
