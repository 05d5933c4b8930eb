"""Spans of rows to IOB2 tag ids and back. A row is a word of the article; see ``casualty_ner.windows``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casualty_ner.schema import TAGS, Slot

TAG_ID = {tag: index for index, tag in enumerate(TAGS)}
OUTSIDE = TAG_ID["O"]
SLOTS = tuple(Slot)


@dataclass(frozen=True, slots=True, order=True)
class RowSpan:
    """A labelled run of rows, half-open ``[start, end)`` in rows of the article."""

    start: int
    end: int
    label: Slot


def begin_id(label: Slot) -> int:
    """The id of a label's ``B-`` tag; its ``I-`` tag is the next."""
    return TAG_ID[f"B-{label.value}"]


def encode_tags(spans: Iterable[RowSpan], rows: int) -> list[int]:
    """Tag ids of an article of ``rows`` rows.

    Raises:
        ValueError: two spans share a row, or a span lies outside the article.
    """
    tags = [OUTSIDE] * rows
    for span in spans:
        if not 0 <= span.start < span.end <= rows:
            raise ValueError(f"{span} does not fit an article of {rows} rows")
        if any(tag != OUTSIDE for tag in tags[span.start : span.end]):
            raise ValueError(f"{span} shares a row with another span; tags are flat")
        begin = begin_id(span.label)
        tags[span.start : span.end] = [begin] + [begin + 1] * (span.end - span.start - 1)
    return tags


def decode_tags(tags: Sequence[int]) -> list[RowSpan]:
    """Spans of a valid IOB2 sequence of tag ids, in order.

    Raises:
        ValueError: an ``I-`` tag follows neither its ``B-`` tag nor itself.
    """
    spans: list[RowSpan] = []
    start = None
    for index, tag in enumerate([*tags, OUTSIDE]):
        inside = tag != OUTSIDE and TAGS[tag].startswith("I-")
        if inside and (start is None or tags[index - 1] not in (tag, tag - 1)):
            raise ValueError(f"tag {TAGS[tag]} at row {index} does not continue a span of its own label")
        if start is not None and not inside:
            spans.append(RowSpan(start, index, Slot(TAGS[tags[start]][2:])))
            start = None
        if tag != OUTSIDE and not inside:
            start = index
    return spans
