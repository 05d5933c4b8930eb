"""The best valid tag sequence, against trying them all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from casualty_ner.decoding import CERTAIN, decode_spans, open_rows
from casualty_ner.schema import TAGS, Slot
from casualty_ner.tagging import OUTSIDE, RowSpan, encode_tags


def _may_follow(before: str, tag: str) -> bool:
    return not tag.startswith("I-") or before in ("B-" + tag[2:], tag)


def _valid(rows: int) -> np.ndarray:
    """Every valid tag sequence of so many rows, by the definition of IOB2."""
    found = [[]]
    for _ in range(rows):
        found = [
            [*tags, new]
            for tags in found
            for new in range(len(TAGS))
            if _may_follow(TAGS[tags[-1]] if tags else "O", TAGS[new])
        ]
    return np.asarray(found)


_VALID = {rows: _valid(rows) for rows in (1, 2, 3)}


def log_probs(scores):
    return (scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)).astype(np.float32)


def scores_of(rows, elements):
    return arrays(np.float32, st.tuples(rows, st.just(len(TAGS))), elements=elements)


def total(log_probs, tags):
    return float(log_probs[np.arange(len(tags)), tags].astype(np.float64).sum())


class TestViterbi:
    @given(scores_of(st.integers(1, 3), st.floats(-4, 4, width=32)))
    @settings(max_examples=200)
    def test_no_valid_sequence_is_more_probable(self, scores):
        scores = log_probs(scores)
        decoded = encode_tags(decode_spans(scores), len(scores))
        best = scores[np.arange(len(scores)), _VALID[len(scores)]].astype(np.float64).sum(axis=1).max()
        assert total(scores, decoded) == pytest.approx(best, abs=1e-4)

    def test_all_sequences_are_tried_that_iob2_allows(self):
        # Every sequence goes on with O or one of ten B- tags, and where it is inside a span, with that span's I- tag too.
        inside = [sum(TAGS[tags[-1]] != "O" for tags in _VALID[rows]) for rows in (1, 2, 3)]
        assert (len(_VALID[1]), inside[0]) == (11, 10)
        assert (len(_VALID[2]), inside[1]) == (11 * 11 + 10, 10 * 11 + 10)
        assert len(_VALID[3]) == 131 * 11 + 120

    @given(scores_of(st.integers(0, 40), st.one_of(st.floats(-30, 30, width=32), st.sampled_from([0.0, -80.0, 80.0]))))
    def test_whatever_the_scores_the_spans_are_valid_and_in_order(self, scores):
        spans = decode_spans(log_probs(scores))
        assert encode_tags(spans, len(scores)).count(OUTSIDE) == len(scores) - sum(s.end - s.start for s in spans)
        assert spans == sorted(spans)

    def test_an_inside_tag_that_cannot_stand_gives_way(self):
        scores = np.full((2, len(TAGS)), -9.0, dtype=np.float32)
        scores[0, TAGS.index("O")] = 0
        scores[1, TAGS.index("I-PLACE")] = 0
        scores[0, TAGS.index("B-PLACE")] = -1
        assert decode_spans(log_probs(scores)) == [RowSpan(0, 2, Slot.PLACE)]

    def test_no_rows_no_spans(self):
        assert decode_spans(np.zeros((0, len(TAGS)), dtype=np.float32)) == []


class TestCertainRows:
    @staticmethod
    def row(certainty):
        probabilities = np.full(len(TAGS), (1 - certainty) / (len(TAGS) - 1))
        probabilities[OUTSIDE] = certainty
        return np.log(probabilities)

    def test_a_row_is_open_below_the_certainty_and_closed_from_it_on(self):
        rows = np.asarray([self.row(c) for c in (0.5, CERTAIN - 1e-5, CERTAIN + 1e-5, 1 - 1e-9)], dtype=np.float32)
        assert open_rows(rows).tolist() == [True, True, False, False]

    def test_a_row_that_is_certain_parts_spans(self):
        inside = np.full(len(TAGS), -20.0)
        inside[TAGS.index("B-PLACE")] = np.log(0.2)
        inside[TAGS.index("I-PLACE")] = np.log(0.8)
        rows = np.asarray([inside, inside, self.row(1 - 1e-7), inside], dtype=np.float32)
        assert decode_spans(rows) == [RowSpan(0, 2, Slot.PLACE), RowSpan(3, 4, Slot.PLACE)]
