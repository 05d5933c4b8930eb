"""Toll spans with whole quantities, as the number rules read them."""

from itertools import pairwise
from random import Random

import pytest

from casualty_ner.encoders import load_backend, resolve_encoder
from casualty_ner.linking.edges import correct_edges, quantity_rows
from casualty_ner.schema import Slot
from casualty_ner.tagging import RowSpan
from casualty_ner.windows import ArticleTokenizer


@pytest.fixture(scope="module")
def tokenizer():
    backend, pad, _ = load_backend(resolve_encoder("sentence-transformers/all-MiniLM-L6-v2"))
    return ArticleTokenizer.wrap(backend, pad=pad, window=256, overlap=48)


def corrected(tokenizer, marked):
    """The toll spans after correction of a text with ``[predicted toll spans]`` and ``{predicted fillers}``."""
    text, spans = "", []
    for character in marked:
        if character in "[{":
            start = len(text)
        elif character in "]}":
            spans.append((start, len(text), Slot.KILLED if character == "]" else Slot.VICTIM))
        else:
            text += character
    article = tokenizer.tokenize(text)
    rows = [RowSpan(*article.rows_of(start, end), label) for start, end, label in spans]
    found = correct_edges(article, rows, quantity_rows(article))
    assert all(piece in rows for _, pieces in found for piece in pieces)
    return [text[article.starts[span.start] : article.ends[span.end - 1]] for span, _ in found]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("at most [forty] died", ["at most forty"]),
        ("At [least] 12 died", ["At least 12"]),
        ("[33,]000 were killed", ["33,000"]),
        ("[Between] 40 and 50 died", ["Between 40 and 50"]),
        ("the lives of [eleven and six] soldiers", ["eleven", "six"]),
        ("[eleven killed] in the blast", ["eleven"]),
        ("measured [6].3 on the scale", []),
        ("[A] few died", ["A few"]),
        ("12 [civilians] died", ["civilians"]),
        ("[A 34-year-old man] died", ["A 34-year-old man"]),
        ("[34-year-old man] dies", ["34-year-old man"]),
        ("[Two gunmen] died", ["Two"]),
        ("[Three families] died", ["Three families"]),
        ("[no casualties] were reported", ["no casualties"]),
        ("[12] died and [3] of them were burnt", ["12", "3"]),
        ("the toll rose from [eight] to nine", ["eight"]),
        ("on May 15 [200] people died", ["200"]),
        ("at {least} [12] died", ["least", "12"]),
        ("killed by {the army,} [12] died", ["army", "12"]),
        ("on {the} river [12,] of them children", ["12"]),
        ("[the baby] died at {U.S.} hands", ["the baby", "U.S."]),
        ("died of COVID-[19] in June", []),
        ("a death toll - [19] - was given", ["19"]),
        ("[208],[142] people died", ["208,142"]),
        ("[At] least [12] died, [3] in Gao", ["At least 12", "3"]),
        ("[three of the 12 hostages] died", ["three"]),
        ("[Two men, aged 24 and 31,] died", ["Two"]),
        ("[Mary, 43, and her daughter, 9,] died", ["Mary, 43, and her daughter, 9"]),
        ("[A 34-year-old man and a 12-year-old boy] died", ["A 34-year-old man and a 12-year-old boy"]),
        ("[34 year old man] died", ["34 year old man"]),
        ("[22 year-old student] died", ["22 year-old student"]),
        ("KANNUR, June 11 - [19] people died", ["19"]),
        ("KABUL, Jan 2 – [14] people died", ["14"]),
        ("which takes from [eight to] nine the number", ["eight to"]),
        ("he lay under [two] brothers", ["two"]),
        ("the toll has gone up to [16] now", ["16"]),
        ("killing up to [16] people", ["up to 16"]),
        ("[12] 000 people died", ["12 000"]),
        ("twenty-[two] people died", ["twenty-two"]),
        ("two [dozen] people died", ["two dozen"]),
        ("more than [20] people died", ["more than 20"]),
        ("[Sixty] persons or more died", ["Sixty persons or more"]),
        ("some [15]-20 people died", ["some 15-20"]),
        ("KABUL-[Twelve] people died", ["Twelve"]),
        ("ex-[soldier] died", ["soldier"]),
        ("[9] died at {the A683}, {A683}, {An Najaf} and {The} end", ["9", "A683", "A683", "An Najaf", "The"]),
        ("The {army} killed [2]. {The army} said so", ["army", "2", "army"]),
        ("Nothing happened", []),
    ],
)
def test_toll_spans_become_whole_quantities(tokenizer, marked, expected):
    assert corrected(tokenizer, marked) == expected


def test_spans_stay_apart_and_in_order(tokenizer):
    article = tokenizer.tokenize("Between 40 and 50 people, a dozen of them children, were killed")
    every = [RowSpan(row, row + 1, Slot.KILLED) for row in range(article.rows)]
    spans = [span for span, _ in correct_edges(article, every, quantity_rows(article))]
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_an_article_without_words_has_no_quantities(tokenizer):
    assert quantity_rows(tokenizer.tokenize("")) == []


@pytest.mark.parametrize("seed", range(200))
def test_whatever_is_predicted_spans_have_rows_and_stay_apart(tokenizer, seed):
    random = Random(seed)
    text = "Between 40 and 50 people, at most 208,142 of them, from eight to nine, 6.3 - no casualties, May 15 200, COVID-19"
    article = tokenizer.tokenize(text)
    cuts = sorted(random.sample(range(article.rows + 1), random.randrange(2, article.rows // 2)))
    labels = random.choices((Slot.KILLED, Slot.INJURED, Slot.PLACE, Slot.VICTIM), k=len(cuts))
    spans = [
        RowSpan(a, b, label) for (a, b), label in zip(pairwise(cuts), labels, strict=False) if random.random() < 0.8
    ]
    found = [span for span, _ in correct_edges(article, spans, quantity_rows(article))]
    assert all(span.start < span.end <= article.rows for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_a_filler_of_time_keeps_the_article_that_it_needs(tokenizer):
    article = tokenizer.tokenize("a week ago, the day before")
    spans = [RowSpan(0, 3, Slot.DATE), RowSpan(4, 7, Slot.DATE)]
    found = [span for span, _ in correct_edges(article, spans, [])]
    assert found == [RowSpan(0, 3, Slot.DATE), RowSpan(5, 7, Slot.DATE)]


def test_pieces_of_one_figure_are_one_span_made_of_both_but_other_outcomes_stay_apart(tokenizer):
    article = tokenizer.tokenize("208,142 dead, 3 or 5 hurt")
    pieces = [RowSpan(0, 1, Slot.KILLED), RowSpan(2, 3, Slot.KILLED)]
    apart = [RowSpan(5, 6, Slot.KILLED), RowSpan(7, 8, Slot.INJURED)]
    found = correct_edges(article, [*pieces, *apart], quantity_rows(article))
    assert found[0] == (RowSpan(0, 3, Slot.KILLED), tuple(pieces))
    assert [span for span, _ in found[1:]] == apart
