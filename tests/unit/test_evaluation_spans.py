import pytest
from evaluation_cases import SHELLING, record
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2

from casualty_ner.assembly import to_record
from casualty_ner.evaluation.matching import LabelledSpan, match_spans
from casualty_ner.evaluation.pairs import view_of
from casualty_ner.evaluation.spans import _iob2_pair, spans_of, split_contested, strict_counts
from casualty_ner.schema import Slot

KILLED, PLACE, DATE = Slot.KILLED, Slot.PLACE, Slot.DATE


def span(start, end, label=KILLED):
    return LabelledSpan(start, end, label)


def hits(gold, predicted):
    counts = strict_counts(sorted(gold), sorted(predicted)).values()
    return tuple(sum(column) for column in zip(*counts, strict=True))


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        pytest.param([span(0, 4)], [span(0, 4)], (1, 1, 1), id="the same"),
        pytest.param([span(0, 4)], [span(0, 5)], (0, 1, 1), id="a blank too long"),
        pytest.param([span(0, 4)], [span(1, 4)], (0, 1, 1), id="a letter too short"),
        pytest.param([span(0, 4)], [span(0, 4, PLACE)], (0, 1, 1), id="another label"),
        pytest.param([span(0, 4), span(4, 8)], [span(0, 8)], (0, 1, 2), id="two gold spans run together"),
        pytest.param([span(0, 8)], [span(0, 4), span(4, 8)], (0, 2, 1), id="one gold span cut in two"),
        pytest.param([span(0, 4), span(4, 8)], [span(0, 4), span(4, 8)], (2, 2, 2), id="neighbours of one label"),
        pytest.param([span(0, 4)], [span(0, 4), span(0, 4, PLACE)], (0, 2, 1), id="two labels: neither counts"),
        pytest.param([span(0, 4)], [span(0, 4), span(2, 6)], (0, 2, 1), id="overlapping: neither counts"),
        pytest.param([span(0, 4)], [], (0, 0, 1), id="nothing predicted"),
        pytest.param([], [span(0, 4)], (0, 1, 0), id="nothing there"),
    ],
)
def test_a_strict_hit_is_the_same_label_and_the_same_characters(gold, predicted, expected):
    assert hits(gold, predicted) == expected


def test_sums_over_documents_are_what_seqeval_reports():
    documents = [
        ([span(0, 4), span(10, 12, PLACE)], [span(0, 4), span(10, 13, PLACE)]),
        ([span(3, 9, DATE)], [span(3, 9, DATE), span(20, 25)]),
        ([], [span(0, 2)]),
    ]
    rows = [_iob2_pair(gold, predicted) for gold, predicted in documents]
    report = classification_report(
        [row[0] for row in rows],
        [row[1] for row in rows],
        mode="strict",
        scheme=IOB2,
        zero_division=0,
        output_dict=True,
    )
    counts = [strict_counts(gold, predicted) for gold, predicted in documents]
    for slot in (KILLED, PLACE, DATE):
        right, found, expected = (sum(document[slot][column] for document in counts) for column in range(3))
        assert report[slot.value]["support"] == expected
        assert report[slot.value]["f1-score"] == pytest.approx(2 * right / (found + expected))


def test_a_span_within_a_wide_one_and_one_after_it_are_told_apart():
    wide, inside, after = span(0, 10), span(2, 4, PLACE), span(10, 12)
    assert split_contested([wide, inside, after]) == ([after], [wide, inside])


def test_spans_shared_by_tolls_count_once():
    view = view_of(to_record(SHELLING))
    assert len(spans_of(view)) == 9
    assert spans_of(view) == sorted(set(spans_of(view)))


def test_a_span_no_toll_uses_is_no_span():
    reading = record("a", "[Two|K1] died in Homs.", [("incident", "other", {1: {"min": 2}})])
    assert [found.label for found in spans_of(view_of(reading))] == [KILLED]


def test_matching_prefers_the_label_then_the_wider_overlap():
    gold = [span(0, 10), span(12, 20, PLACE)]
    predicted = [span(0, 7, PLACE), span(8, 10), span(11, 14, DATE), span(15, 20, PLACE)]
    assert match_spans(gold, predicted) == {gold[0]: predicted[1], gold[1]: predicted[3]}


def test_a_predicted_span_serves_one_gold_span():
    assert match_spans([span(0, 4), span(5, 20)], [span(0, 20)]) == {span(5, 20): span(0, 20)}
