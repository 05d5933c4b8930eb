"""What must hold of the tolls and events that any scores whatever are decoded to."""

import numpy as np
import pytest
import small_corpus
from hypothesis import given, settings
from hypothesis import strategies as st
from link_cases import AT, CLASSES, RELATIONS, Laid
from tiny_models import wrap

from casualty_ner.linking.decoder import LinkScores, Thresholds
from casualty_ner.schema import FILLER_SLOTS, OUTCOME_OF_SLOT

_LONG = ("market", "quake", "denied", "ferry", "raid", "man")


@pytest.fixture(scope="module")
def laid(tiny_tokenizer):
    tokenizer = wrap(tiny_tokenizer("bert"))
    return {name: Laid.out(small_corpus.article(name), tokenizer) for name in _LONG}


@st.composite
def random_scores(draw, laid):
    """Any scores for an article: often extreme, often equal, always of the right shape."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scale = draw(st.sampled_from([0.0, 0.1, 3.0, 30.0]))
    rounded = draw(st.booleans())

    def logits(*shape):
        values = rng.normal(scale=scale, size=shape).astype(np.float32)
        return values.round() if rounded else values

    tolls = len(laid.candidates.table.tolls)
    return LinkScores(
        spans=rng.uniform(size=len(laid.candidates.table)).astype(np.float32),
        filler=rng.uniform(size=len(laid.candidates.fillers)).astype(np.float32).round(1 if rounded else 6),
        relations={name: logits(len(laid.candidates.tolls)) for name in RELATIONS},
        attributes={name: logits(tolls, size) for name, size in CLASSES.items()},
    )


@pytest.fixture(scope="module")
def decoded(laid):
    """Gives an article, scores for it, and what they are decoded to (which is valid, or could not have been built)."""

    def draw_from(data, at=AT):
        one = laid[data.draw(st.sampled_from(_LONG))]
        scores = data.draw(random_scores(one))
        return one, scores, one.decode(scores, at)

    return draw_from


def spans_of(laid):
    """Candidate spans by their place in the text."""
    starts, ends = laid.tokenized.starts, laid.tokenized.ends
    return {
        (int(starts[span.start]), int(ends[span.end - 1])): index
        for index, span in enumerate(laid.candidates.table.spans)
    }


@settings(max_examples=150)
@given(data=st.data())
def test_every_toll_span_sure_enough_is_a_mention_of_one_toll_and_no_other_is(decoded, data):
    laid, scores, reading = decoded(data)
    table, article = laid.candidates.table, reading.article
    sure = 1 / (1 + np.exp(-scores.attributes["stated"][:, 0].astype(np.float64))) * scores.spans[table.tolls]
    where = spans_of(laid)
    mentioned = [
        where[article.span_by_id[span].start, article.span_by_id[span].end]
        for toll in article.tolls
        for span in toll.mentions
    ]
    clear = np.abs(sure - AT.toll) > 1e-6
    assert sorted(mentioned) == sorted(set(mentioned))
    assert set(table.tolls[clear & (sure > AT.toll)]) <= set(mentioned) <= set(table.tolls[~clear | (sure > AT.toll)])


@settings(max_examples=150)
@given(data=st.data())
def test_mentions_of_a_toll_are_of_one_outcome_and_no_two_figures_exclude_each_other(decoded, data):
    laid, _, reading = decoded(data)
    table, where, article = laid.candidates.table, spans_of(laid), reading.article
    for toll in article.tolls:
        spans = [article.span_by_id[mention] for mention in toll.mentions]
        assert {OUTCOME_OF_SLOT[span.label] for span in spans} == {toll.outcome}
        stated = [table.quantities[where[span.start, span.end]] for span in spans]
        exact = [
            one for one in stated if one.qualifier in ("exact", "range", "implicit") and None not in (one.min, one.max)
        ]
        assert all(one.min <= other.max for one in exact for other in exact)


@settings(max_examples=150)
@given(data=st.data())
def test_a_filler_is_linked_if_and_only_if_its_score_reaches_the_threshold(decoded, data):
    laid, scores, reading = decoded(data)
    article, where = reading.article, spans_of(laid)
    index = {span.id: where[span.start, span.end] for span in article.spans}
    for toll in article.tolls:
        mentions = {index[mention] for mention in toll.mentions}
        linked = [index[span] for slot in FILLER_SLOTS for span in toll.fillers(slot)]
        pairs = laid.candidates.fillers
        wanted = {
            int(second)
            for first, second, score in zip(pairs.first, pairs.second, scores.filler, strict=True)
            if int(first) in mentions and score >= AT.filler
        }
        assert len(linked) == len(set(linked))
        assert set(linked) == wanted


@settings(max_examples=150)
@given(data=st.data())
def test_relations_never_run_in_a_circle_and_no_part_is_above_its_total(decoded, data):
    _, _, reading = decoded(data)
    tolls = reading.article.toll_by_id
    for toll in tolls.values():
        for relation in ("part_of", "updates"):
            seen, other = {toll.id}, getattr(toll, relation)
            while other is not None:
                assert other not in seen
                seen.add(other)
                other = getattr(tolls[other], relation)
        total = tolls.get(toll.part_of or "")
        if total is not None and toll.min is not None and total.max is not None:
            assert toll.min <= total.max


@settings(max_examples=150)
@given(data=st.data())
def test_each_toll_is_in_one_event_and_each_has_a_confidence(decoded, data):
    _, _, reading = decoded(data)
    article = reading.article
    placed = [toll for event in article.events for toll in event.tolls]
    assert sorted(placed) == sorted(article.toll_by_id)
    assert set(reading.confidence) == {*placed, *(event.id for event in article.events)}
    assert all(0.0 <= value <= 1.0 for value in reading.confidence.values())
    for event in article.events:
        assert reading.confidence[event.id] == min(reading.confidence[toll] for toll in event.tolls)


@settings(max_examples=60)
@given(data=st.data())
def test_with_no_threshold_no_toll_span_is_lost(decoded, data):
    laid, _, reading = decoded(data, at=Thresholds(filler=0.5, same_event=0.5, toll=0.0))
    mentions = [mention for toll in reading.article.tolls for mention in toll.mentions]
    assert len(mentions) == len(laid.candidates.table.tolls)


@settings(max_examples=60)
@given(data=st.data())
def test_decoding_is_repeatable(decoded, data):
    laid, scores, reading = decoded(data)
    assert laid.decode(scores) == reading
