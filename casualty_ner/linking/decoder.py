"""Scores of spans and pairs to tolls and events: the annotated article that the model read.

Probabilities in, an :class:`~casualty_ner.articles.AnnotatedArticle` out. Every decision is a documented rule over
learned scores: mentions of one toll are joined first, then sub-tolls and updates chosen, then tolls grouped to events.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from casualty_ner.articles import AnnotatedArticle, Article, Event, Span, Toll
from casualty_ner.linking.candidates import Pairs, SpanTable
from casualty_ner.linking.targets import EVENT_TYPES, SCOPES, STATUSES, VICTIM_CLASSES
from casualty_ner.quantities import Quantity
from casualty_ner.schema import FILLER_FIELDS, OUTCOME_OF_SLOT, Qualifier
from casualty_ner.tagging import SLOTS
from casualty_ner.windows import TokenizedArticle

Floats = NDArray[np.float32]

_STATED = frozenset({Qualifier.EXACT, Qualifier.RANGE, Qualifier.IMPLICIT})
"""How mentions state figures that exclude others: "13" and "one man" cannot be one toll, "13" and "dozens" can."""

_VAGUER = {Qualifier.ABOUT: 1, Qualifier.VAGUE: 2, Qualifier.PLURAL: 3, Qualifier.NONE: 4}
"""How vaguely a mention counts, where 0 is a figure; of several mentions the least vague gives the bounds."""


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which a filler is linked, two tolls share an event, and a toll span is kept."""

    filler: float
    same_event: float
    toll: float


@dataclass(frozen=True)
class LinkScores:
    """What the model says of an article's candidates.

    Shape:
        spans: ``[spans]`` probability of each span's tags. filler: ``[filler pairs]`` probabilities.
        relations: name to ``[toll pairs]`` logits. attributes: name to ``[tolls, classes]`` logits.
    """

    spans: Floats
    filler: Floats
    relations: Mapping[str, Floats]
    attributes: Mapping[str, Floats]


@dataclass(frozen=True)
class Reading:
    """What was read from an article, and how sure the model is of each toll and event, by id, in 0..1."""

    article: AnnotatedArticle
    confidence: dict[str, float]


@dataclass
class _Cluster:
    """The mentions of one toll, as positions among the article's tolls; the principal's words give the bounds."""

    mentions: list[int]
    principal: int
    part_of: "_Cluster | None" = None
    updates: "_Cluster | None" = None


@dataclass
class _Figures:
    """What the stated figures of one toll's mentions leave open: no figure may lie wholly outside any other."""

    highest_min: int | None = None
    lowest_max: int | None = None

    def excludes(self, quantity: Quantity) -> bool:
        if quantity.qualifier not in _STATED:
            return False
        return _above(quantity.min, self.lowest_max) or _above(self.highest_min, quantity.max)

    def add(self, quantity: Quantity) -> None:
        if quantity.qualifier not in _STATED:
            return
        if quantity.min is not None and not _above(self.highest_min, quantity.min):
            self.highest_min = quantity.min
        if quantity.max is not None and not _above(quantity.max, self.lowest_max):
            self.lowest_max = quantity.max


def decode_reading(
    article: Article,
    tokenized: TokenizedArticle,
    table: SpanTable,
    *,
    pairs: tuple[Pairs, Pairs],
    scores: LinkScores,
    at: Thresholds,
) -> Reading:
    """Tolls and events of an article. ``pairs`` are its filler pairs and toll pairs, as the scores were made for."""
    return _Decoder(article, tokenized, table, pairs=pairs, scores=scores, at=at).decode()


class _Decoder:
    def __init__(
        self,
        article: Article,
        tokenized: TokenizedArticle,
        table: SpanTable,
        *,
        pairs: tuple[Pairs, Pairs],
        scores: LinkScores,
        at: Thresholds,
    ) -> None:
        self.article, self.tokenized, self.table, self.scores, self.at = article, tokenized, table, scores, at
        self.fillers, self.pairs = pairs
        position = {int(span): index for index, span in enumerate(table.tolls)}
        self.first = np.asarray([position[int(span)] for span in self.pairs.first], dtype=np.int64)
        self.second = np.asarray([position[int(span)] for span in self.pairs.second], dtype=np.int64)
        self.confidence = scores.spans[table.tolls] * _sigmoid(scores.attributes["stated"][:, 0])

    def decode(self) -> Reading:
        clusters = self._mentions()
        self._relate(clusters, "part_of")
        self._relate(clusters, "updates")
        groups = self._events(clusters)
        return self._values(clusters, groups)

    def _mentions(self) -> list[_Cluster]:
        """Join each toll span to the earlier one it most probably restates, if that beats "none"."""
        kept = [index for index in range(len(self.table.tolls)) if self.confidence[index] >= self.at.toll]
        best = self._best_choices("restates", allowed=(self.second < self.first) & self._same_outcome())
        group_of: dict[int, list[int]] = {}
        figures: dict[int, _Figures] = {}
        for index in kept:
            earlier = best.get(index, -1)
            group = group_of.get(earlier)
            if group is None or figures[group[0]].excludes(self._quantity(index)):
                group, figures[index] = [], _Figures()
            group.append(index)
            figures[group[0]].add(self._quantity(index))
            group_of[index] = group
        groups = {group[0]: group for group in group_of.values()}
        return [_Cluster(group, self._principal(group)) for group in groups.values()]

    def _same_outcome(self) -> NDArray[np.bool_]:
        same: NDArray[np.bool_] = self.table.slots[self.pairs.first] == self.table.slots[self.pairs.second]
        return same

    def _best_choices(self, relation: str, allowed: NDArray[np.bool_]) -> dict[int, int]:
        """For each toll position the other one chosen over "none" (logit 0), where there is one."""
        logits = self.scores.relations[relation]
        best: dict[int, tuple[float, int]] = {}
        for pair in np.flatnonzero(allowed & (logits > 0)):
            first, candidate = int(self.first[pair]), (float(logits[pair]), int(self.second[pair]))
            best[first] = max(best.get(first, candidate), candidate)
        return {first: second for first, (_, second) in best.items()}

    def _quantity(self, index: int) -> Quantity:
        return self.table.quantities[int(self.table.tolls[index])]

    def _relate(self, clusters: list[_Cluster], relation: str) -> None:
        """Give each toll the one it is part of, or replaces.

        The best score comes first; never in a circle, and no part above its total.
        """
        owner = {mention: cluster for cluster in clusters for mention in cluster.mentions}
        logits = self.scores.relations[relation]
        for pair in sorted(np.flatnonzero(logits > 0), key=lambda pair: -float(logits[pair])):
            child, other = owner.get(int(self.first[pair])), owner.get(int(self.second[pair]))
            if child is None or other is None or child is other or getattr(child, relation) is not None:
                continue
            if not self._leads_to(other, child, relation) and (relation != "part_of" or self._fits(child, other)):
                setattr(child, relation, other)

    @staticmethod
    def _leads_to(start: _Cluster, goal: _Cluster, relation: str) -> bool:
        step: _Cluster | None = start
        while step is not None and step is not goal:
            step = getattr(step, relation)
        return step is goal

    def _fits(self, part: _Cluster, total: _Cluster) -> bool:
        return not _above(self._quantity(part.principal).min, self._quantity(total.principal).max)

    def _principal(self, mentions: Sequence[int]) -> int:
        """The mention whose words count: the least vague one, in the body before the first line, earliest first."""

        def rank(mention: int) -> tuple[int, bool, int]:
            return (
                _VAGUER.get(self._quantity(mention).qualifier, 0),
                bool(self.table.paragraphs[self.table.tolls[mention]] == 0),
                mention,
            )

        return min(mentions, key=rank)

    def _events(self, clusters: list[_Cluster]) -> list[list[int]]:
        """Group tolls by average linkage over the same-event logits, until no two groups reach the threshold."""
        sums = self._same_event_sums(clusters)
        groups = {index: [index] for index in range(len(clusters))}
        threshold = float(np.log(self.at.same_event / (1 - self.at.same_event)))
        heap = [(-total / count, a, b) for a, near in sums.items() for b, (total, count) in near.items() if a < b]
        heapify(heap)
        while heap and -heap[0][0] > threshold:
            score, a, b = heappop(heap)
            total, count = sums[a].get(b, (0.0, 0)) if a in sums else (0.0, 0)
            if not count or -total / count != score:  # an entry from before one of the two grew
                continue
            groups[a] += groups.pop(b)
            for other, (total, count) in sums.pop(b).items():
                del sums[other][b]
                if other != a:
                    before, times = sums[a].get(other, (0.0, 0))
                    sums[a][other] = sums[other][a] = (before + total, times + count)
                    heappush(heap, (-(before + total) / (times + count), min(a, other), max(a, other)))
        return [sorted(group) for group in groups.values()]

    def _same_event_sums(self, clusters: list[_Cluster]) -> dict[int, dict[int, tuple[float, int]]]:
        """For each toll and each other one compared with it, the sum and the number of their same-event logits."""
        owner = np.full(len(self.table.tolls), -1, dtype=np.int64)
        for index, cluster in enumerate(clusters):
            owner[cluster.mentions] = index
        one, other = owner[self.first], owner[self.second]
        compared = (one >= 0) & (other >= 0) & (one != other)
        low, high = np.minimum(one, other)[compared], np.maximum(one, other)[compared]
        keys, which = np.unique(low * len(clusters) + high, return_inverse=True)
        logits = self.scores.relations["same_event"][compared]
        totals, counts = np.bincount(which, weights=logits).tolist(), np.bincount(which).tolist()
        sums: dict[int, dict[int, tuple[float, int]]] = {index: {} for index in range(len(clusters))}
        for key, total, count in zip(keys.tolist(), totals, counts, strict=True):
            a, b = divmod(key, len(clusters))
            sums[a][b] = sums[b][a] = (total, count)
        return sums

    def _values(self, clusters: list[_Cluster], groups: list[list[int]]) -> Reading:
        linked = self._linked()
        fillers = [self._fillers(cluster, linked) for cluster in clusters]
        used = {int(self.table.tolls[mention]) for cluster in clusters for mention in cluster.mentions}
        used.update(span for own in fillers for spans in own.values() for span in spans)
        span_ids = {span: f"s{number}" for number, span in enumerate(sorted(used), start=1)}
        toll_ids = {id(cluster): f"t{number}" for number, cluster in enumerate(clusters, start=1)}
        tolls = [self._toll(cluster, own, span_ids, toll_ids) for cluster, own in zip(clusters, fillers, strict=True)]
        groups = sorted(groups, key=lambda group: group[0])
        events = [self._event(f"e{number}", group, clusters, tolls) for number, group in enumerate(groups, start=1)]
        confidence = {toll.id: self._confidence(cluster) for toll, cluster in zip(tolls, clusters, strict=True)}
        for event, group in zip(events, groups, strict=True):
            confidence[event.id] = min(confidence[tolls[index].id] for index in group)
        annotated = AnnotatedArticle(
            id=self.article.id,
            text=self.article.text,
            published=self.article.published,
            spans=tuple(self._span(index, identifier) for index, identifier in span_ids.items()),
            tolls=tuple(tolls),
            events=tuple(events),
        )
        return Reading(annotated, confidence)

    def _fillers(self, cluster: _Cluster, linked: Mapping[int, Sequence[int]]) -> dict[str, list[int]]:
        """Spans linked to any mention of the toll, by field."""
        found: dict[str, set[int]] = {name: set() for name in FILLER_FIELDS.values()}
        for mention in cluster.mentions:
            for filler in linked[int(self.table.tolls[mention])]:
                found[FILLER_FIELDS[SLOTS[self.table.slots[filler]]]].add(filler)
        return {name: sorted(spans) for name, spans in found.items()}

    def _linked(self) -> dict[int, list[int]]:
        """Toll span to the filler spans linked to it."""
        linked: dict[int, list[int]] = defaultdict(list)
        for pair in np.flatnonzero(self.scores.filler >= self.at.filler):
            linked[int(self.fillers.first[pair])].append(int(self.fillers.second[pair]))
        return linked

    def _toll(
        self,
        cluster: _Cluster,
        fillers: Mapping[str, Sequence[int]],
        span_ids: Mapping[int, str],
        toll_ids: Mapping[int, str],
    ) -> Toll:
        principal, quantity = cluster.principal, self._quantity(cluster.principal)
        return Toll(
            id=toll_ids[id(cluster)],
            outcome=OUTCOME_OF_SLOT[SLOTS[self.table.slots[self.table.tolls[principal]]]],
            min=quantity.min,
            max=quantity.max,
            qualifier=quantity.qualifier,
            victim_class=VICTIM_CLASSES[self._choice("victim_class", cluster.mentions)],
            status=STATUSES[self._choice("status", cluster.mentions)],
            part_of=toll_ids[id(cluster.part_of)] if cluster.part_of else None,
            updates=toll_ids[id(cluster.updates)] if cluster.updates else None,
            principal=span_ids[int(self.table.tolls[principal])],
            mentions=tuple(span_ids[int(self.table.tolls[mention])] for mention in cluster.mentions),
            **{name: tuple(span_ids[span] for span in spans) for name, spans in fillers.items()},
        )

    def _choice(self, attribute: str, mentions: Sequence[int]) -> int:
        return int(_log_softmax(self.scores.attributes[attribute][list(mentions)]).mean(axis=0).argmax())

    def _event(self, identifier: str, group: list[int], clusters: list[_Cluster], tolls: list[Toll]) -> Event:
        mentions = [mention for index in group for mention in clusters[index].mentions]
        return Event(
            id=identifier,
            scope=SCOPES[self._choice("scope", mentions)],
            event_type=EVENT_TYPES[self._choice("event_type", mentions)],
            tolls=tuple(tolls[index].id for index in group),
        )

    def _confidence(self, cluster: _Cluster) -> float:
        """Probability that the principal mention's span and label are right, times that it states a toll."""
        return float(np.clip(self.confidence[cluster.principal], 0.0, 1.0))

    def _span(self, index: int, identifier: str) -> Span:
        span = self.table.spans[index]
        start, end = int(self.tokenized.starts[span.start]), int(self.tokenized.ends[span.end - 1])
        return Span(id=identifier, label=span.label, start=start, end=end, text=self.article.text[start:end])


def _above(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low > high


def _sigmoid(logits: Floats) -> Floats:
    return (1 / (1 + np.exp(-logits.astype(np.float64)))).astype(np.float32)


def _log_softmax(logits: Floats) -> NDArray[np.float64]:
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    result: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result
