"""One-to-one matchings: the Hungarian method for tolls and events, the widest overlap first for spans."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from casualty_ner.schema import Slot

Extent = tuple[int, int]
"""Half-open ``[start, end)`` in code points."""


class LabelledSpan(NamedTuple):
    """A slot and where it stands; two spans are equal only with identical label and offsets."""

    start: int
    end: int
    label: Slot


def shared_characters(one: Extent, other: Extent) -> int:
    """How many characters two stretches share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def overlap_share(one: Extent, other: Extent) -> float:
    """Intersection over union of two stretches, 0 to 1."""
    shared = shared_characters(one, other)
    return shared / (one[1] - one[0] + other[1] - other[0] - shared)


def best_pairs(similarity: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The one-to-one pairs ``(row, column)`` of the highest total similarity (Hungarian method, Kuhn 1955).

    Pairs of similarity 0 are no pairs. Equal totals are decided by position, so sort rows and columns by content.
    """
    if 0 in similarity.shape:
        return []
    rows, columns = linear_sum_assignment(similarity, maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if similarity[row, column] > 0]


def match_spans(gold: Sequence[LabelledSpan], predicted: Sequence[LabelledSpan]) -> dict[LabelledSpan, LabelledSpan]:
    """Predicted span of each gold span that has one, one-to-one: equal labels first, then the most shared characters.

    Both sides are flat: sorted, no two spans of a side overlap.
    """
    matched: dict[LabelledSpan, LabelledSpan] = {}
    taken: set[LabelledSpan] = set()
    candidates = sorted(
        (one.label is not other.label, -shared_characters(one[:2], other[:2]), one, other)
        for one, other in _overlapping(gold, predicted)
    )
    for _, _, one, other in candidates:
        if one not in matched and other not in taken:
            matched[one] = other
            taken.add(other)
    return matched


def _overlapping(
    gold: Sequence[LabelledSpan], predicted: Sequence[LabelledSpan]
) -> Iterator[tuple[LabelledSpan, LabelledSpan]]:
    first = 0
    for one in gold:
        while first < len(predicted) and predicted[first].end <= one.start:
            first += 1
        for other in predicted[first:]:
            if other.start >= one.end:
                break
            yield one, other
