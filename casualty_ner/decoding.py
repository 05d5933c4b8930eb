"""Slot scores of an article's rows to the best valid IOB2 sequence (Viterbi 1967, with forbidden transitions)."""

import numpy as np
from numpy.typing import NDArray

from casualty_ner.schema import TAGS
from casualty_ner.tagging import OUTSIDE, RowSpan, decode_tags

CERTAIN = 0.9999
"""A row whose probability of ``O`` reaches this is ``O``: the sequence is decoded between such rows.

It keeps decoding proportional to what there is to find, and lets the vectors of certain rows be dropped at once.
"""


def _forbidden() -> NDArray[np.bool_]:
    """``[from, to]``: an ``I-`` tag may follow only the ``B-`` or ``I-`` tag of its own label."""
    table = np.zeros((len(TAGS), len(TAGS)), dtype=bool)
    for to, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            table[:, to] = True
            table[to - 1 : to + 1, to] = False
    return table


_TRANSITIONS = np.where(_forbidden(), -np.inf, 0.0).astype(np.float32)
_STARTS = _TRANSITIONS[OUTSIDE]


def open_rows(log_probs: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which rows are not certain to be ``O``.

    Shape:
        log_probs: ``[rows, tags]`` natural logarithms; result ``[rows]``.
    """
    certain: NDArray[np.bool_] = log_probs[:, OUTSIDE] >= np.log(CERTAIN)
    return ~certain


def decode_spans(log_probs: NDArray[np.float32]) -> list[RowSpan]:
    """The spans of the most probable valid tag sequence.

    Shape:
        log_probs: ``[rows, tags]`` natural logarithms.
    """
    tags = np.full(len(log_probs), OUTSIDE, dtype=np.int64)
    is_open = open_rows(log_probs)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_open, [False])).astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        tags[start:end] = _viterbi(log_probs[start:end])
    return decode_tags(tags.tolist())


def _viterbi(log_probs: NDArray[np.float32]) -> NDArray[np.int64]:
    best = log_probs[0] + _STARTS
    back = np.zeros((len(log_probs), len(TAGS)), dtype=np.int64)
    for row in range(1, len(log_probs)):
        scores = best[:, None] + _TRANSITIONS
        back[row] = scores.argmax(axis=0)
        best = scores.max(axis=0) + log_probs[row]
    path = np.empty(len(log_probs), dtype=np.int64)
    path[-1] = best.argmax()
    for row in range(len(log_probs) - 1, 0, -1):
        path[row - 1] = back[row, path[row]]
    return path
