"""Links: which toll is part of which, replaces which, is told where else, shares its event, and takes which filler.

Predicted tolls stand for the gold tolls they are aligned with. A link between tolls of which one is aligned with
nothing cannot be right, and still counts as predicted or as missed.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable
from enum import StrEnum
from itertools import combinations

from casualty_ner.evaluation.pairs import DocumentPair, RecordView, evidence_of
from casualty_ner.evaluation.tolls import Alignment
from casualty_ner.records import TollRecord
from casualty_ner.schema import FILLER_SLOTS, Outcome


class LinkKind(StrEnum):
    """The kinds of link that are scored, as sets of pairs unless said otherwise."""

    PART_OF = "part_of"
    """Ordered pairs (toll, the toll it is part of)."""
    UPDATES = "updates"
    """Ordered pairs (toll, the toll it replaces)."""
    RESTATEMENT = "restatement"
    """Pairs of mentions of one toll, with exactly these offsets."""
    MENTION_CLUSTERS = "mention_clusters"
    """B-cubed (Bagga and Baldwin 1998) over the clusters of mentions that are tolls, with exactly these offsets."""
    SAME_EVENT = "same_event"
    """Pairs of tolls of one event."""
    FILLER = "filler"
    """Pairs (toll, filler with exactly this slot and these offsets), all slots together."""


def count_links(pair: DocumentPair, alignment: Alignment) -> Counter[str]:
    """Columns ``links.KIND`` and ``fillers.SLOT`` of one document."""
    aligned = alignment.tolls
    own = {toll: toll for toll in range(len(pair.gold.tolls))}
    stands_for = {other: one for one, other in aligned.items()}
    counts: Counter[str] = Counter()
    gold, predicted = _toll_links(pair.gold, own), _toll_links(pair.predicted, stands_for)
    for kind in gold:
        _add_pairs(counts, f"links.{kind}", gold[kind], predicted[kind])
    _add_pairs(counts, f"links.{LinkKind.RESTATEMENT}", _mention_pairs(pair.gold), _mention_pairs(pair.predicted))
    expected, found = _filler_links(pair.gold, own), _filler_links(pair.predicted, stands_for)
    for slot in FILLER_SLOTS:
        _add_pairs(counts, f"fillers.{slot}", expected[slot], found[slot])
        _add_pairs(counts, f"links.{LinkKind.FILLER}", expected[slot], found[slot])
    return counts


def count_mention_clusters(pair: DocumentPair) -> dict[str, float]:
    """Columns of B-cubed for one document: sums of the precision and of the recall of every mention.

    A mention that the other side lacks has 0; one that several predicted tolls claim has the worst recall of them.
    """
    gold, predicted = ([_mentions(toll) for toll in side.tolls] for side in (pair.gold, pair.predicted))
    truth = {mention: cluster for cluster in gold for mention in cluster}
    recalls: dict[_Mention, list[float]] = defaultdict(list)
    precision = 0.0
    for cluster in predicted:
        for mention in cluster & truth.keys():
            shared = len(cluster & truth[mention])
            precision += shared / len(cluster)
            recalls[mention].append(shared / len(truth[mention]))
    return {
        f"links.{LinkKind.MENTION_CLUSTERS}/hits": precision,
        f"links.{LinkKind.MENTION_CLUSTERS}/recalled": sum(min(shares) for shares in recalls.values()),
        f"links.{LinkKind.MENTION_CLUSTERS}/predicted": sum(map(len, predicted)),
        f"links.{LinkKind.MENTION_CLUSTERS}/gold": sum(map(len, gold)),
    }


_Node = tuple[str, int]


def _node(toll: int, stands_for: dict[int, int]) -> _Node:
    """The gold toll that a toll stands for, or a node of its own that equals nothing on the other side."""
    return ("gold", stands_for[toll]) if toll in stands_for else ("unaligned", toll)


def _toll_links(view: RecordView, stands_for: dict[int, int]) -> dict[LinkKind, set[Hashable]]:
    nodes = [_node(toll, stands_for) for toll in range(len(view.tolls))]
    events: dict[int, list[_Node]] = defaultdict(list)
    for node, event in zip(nodes, view.event_of, strict=True):
        events[event].append(node)
    return {
        LinkKind.PART_OF: {(nodes[toll], nodes[to]) for toll, to in enumerate(view.parent) if to is not None},
        LinkKind.UPDATES: {(nodes[toll], nodes[to]) for toll, to in enumerate(view.updated) if to is not None},
        LinkKind.SAME_EVENT: {frozenset(couple) for members in events.values() for couple in combinations(members, 2)},
    }


def _filler_links(view: RecordView, stands_for: dict[int, int]) -> dict[str, set[Hashable]]:
    return {
        slot: {
            (_node(index, stands_for), item.start, item.end)
            for index, toll in enumerate(view.tolls)
            for item in evidence_of(toll, slot)
        }
        for slot in FILLER_SLOTS
    }


_Mention = tuple[Outcome, int, int]
"""Outcome, start, end."""


def _mentions(toll: TollRecord) -> frozenset[_Mention]:
    return frozenset((toll.outcome, item.start, item.end) for item in toll.mentions)


def _mention_pairs(view: RecordView) -> set[Hashable]:
    return {frozenset(couple) for toll in view.tolls for couple in combinations(sorted(_mentions(toll)), 2)}


def _add_pairs(counts: Counter[str], name: str, gold: set[Hashable], predicted: set[Hashable]) -> None:
    counts[f"{name}/hits"] += len(gold & predicted)
    counts[f"{name}/predicted"] += len(predicted)
    counts[f"{name}/gold"] += len(gold)
