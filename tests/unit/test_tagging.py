"""Spans of rows to IOB2 tags and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualty_ner.schema import TAGS, Slot
from casualty_ner.tagging import OUTSIDE, TAG_ID, RowSpan, begin_id, decode_tags, encode_tags


@st.composite
def span_lists(draw):
    rows = draw(st.integers(0, 30))
    edges = sorted(draw(st.lists(st.integers(0, rows), max_size=12)))
    runs = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if a < b]
    return rows, [RowSpan(a, b, draw(st.sampled_from(Slot))) for a, b in runs]


class TestTags:
    @given(span_lists())
    def test_decoding_gives_back_what_was_encoded(self, drawn):
        rows, spans = drawn
        tags = encode_tags(spans, rows)
        assert len(tags) == rows
        assert decode_tags(tags) == spans

    def test_neighbours_of_one_label_stay_two(self):
        spans = [RowSpan(0, 2, Slot.PLACE), RowSpan(2, 3, Slot.PLACE)]
        assert [TAGS[tag] for tag in encode_tags(spans, 4)] == ["B-PLACE", "I-PLACE", "B-PLACE", "O"]
        assert decode_tags(encode_tags(spans, 4)) == spans

    def test_a_begin_tag_is_followed_by_its_inside_tag(self):
        assert all(TAGS[begin_id(slot)] == f"B-{slot}" and TAGS[begin_id(slot) + 1] == f"I-{slot}" for slot in Slot)
        assert (TAGS[OUTSIDE], len(TAGS)) == ("O", 21)

    def test_spans_that_share_a_row_are_refused(self):
        with pytest.raises(ValueError, match="shares a row with another span"):
            encode_tags([RowSpan(0, 2, Slot.DATE), RowSpan(1, 3, Slot.PLACE)], 3)

    @pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 4), (1, 1), (2, 1)])
    def test_a_span_outside_the_article_or_without_rows_is_refused(self, start, end):
        with pytest.raises(ValueError, match="does not fit an article of 3 rows"):
            encode_tags([RowSpan(start, end, Slot.DATE)], 3)

    @pytest.mark.parametrize(
        "tags", [["I-PLACE"], ["O", "I-PLACE"], ["B-DATE", "I-PLACE"], ["B-PLACE", "I-PLACE", "O", "I-PLACE"]]
    )
    def test_an_inside_tag_out_of_place_is_refused(self, tags):
        with pytest.raises(ValueError, match=rf"I-PLACE at row {len(tags) - 1} does not continue"):
            decode_tags([TAG_ID[tag] for tag in tags])
