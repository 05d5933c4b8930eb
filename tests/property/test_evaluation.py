from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualty_ner.articles import AnnotatedArticle, Event, Span, Toll
from casualty_ner.assembly import to_record
from casualty_ner.evaluation import evaluate
from casualty_ner.evaluation.bootstrap import Bootstrap
from casualty_ner.evaluation.entities import entities, same_name
from casualty_ner.evaluation.faults import find_faults
from casualty_ner.evaluation.matching import LabelledSpan, match_spans, overlap_share, shared_characters
from casualty_ner.evaluation.pairs import pair_documents
from casualty_ner.evaluation.spans import split_contested, strict_counts
from casualty_ner.evaluation.tolls import align, same_bounds
from casualty_ner.records import ArticleRecord
from casualty_ner.schema import (
    FILLER_FIELDS,
    FILLER_SLOTS,
    OUTCOME_OF_SLOT,
    TOLL_SLOTS,
    EventType,
    Qualifier,
    Scope,
    Slot,
    Status,
    VictimClass,
)

WORDS = 24
TEXT = " ".join(f"w{number:02d}" for number in range(WORDS)) + "."
SCORES_ONLY = Bootstrap(resamples=0)


def extent(first: int, last: int) -> tuple[int, int]:
    """Words ``first`` to ``last``, both included; each has three letters and a blank."""
    return 4 * first, 4 * last + 3


@st.composite
def readings(draw, identifier: str = "a") -> AnnotatedArticle:
    """Any annotation of one short text: flat spans, tolls with mentions, fillers and relations, and events."""
    starts = draw(st.lists(st.integers(0, WORDS - 1), unique=True, max_size=12).map(sorted))
    spans = []
    for place, start in enumerate(starts):
        limit = starts[place + 1] - 1 if place + 1 < len(starts) else WORDS - 1
        first, last = extent(start, min(limit, start + draw(st.integers(0, 2))))
        spans.append((first, last, draw(st.sampled_from(list(Slot)))))
    tolls = draw_tolls(draw, [span for span in spans if span[2] in TOLL_SLOTS])
    fields = [
        draw_fields(draw, index, [span for span in spans if span[2] in FILLER_SLOTS]) for index in range(len(tolls))
    ]
    used = {span for toll in tolls for span in toll} | {
        span for _, linked in fields for group in linked.values() for span in group
    }
    ids = {span: f"s{number}" for number, span in enumerate(sorted(used))}
    return AnnotatedArticle(
        id=identifier,
        text=TEXT,
        published=date(2020, 5, 5),
        spans=tuple(
            Span(id=ids[span], label=span[2], start=span[0], end=span[1], text=TEXT[span[0] : span[1]])
            for span in sorted(used)
        ),
        tolls=tuple(
            Toll(
                id=f"t{index}",
                outcome=OUTCOME_OF_SLOT[mentions[0][2]],
                principal=ids[mentions[0]],
                mentions=tuple(ids[span] for span in mentions),
                **{FILLER_FIELDS[slot]: tuple(ids[span] for span in group) for slot, group in linked.items()},
                **attributes,
            )
            for index, (mentions, (attributes, linked)) in enumerate(zip(tolls, fields, strict=True))
        ),
        events=draw_events(draw, len(tolls)),
    )


def draw_tolls(draw, spans):
    """Toll spans grouped into tolls of one outcome each."""
    groups: dict[tuple, list] = {}
    for span in spans:
        groups.setdefault((span[2], draw(st.integers(0, 2))), []).append(span)
    return list(groups.values())


def draw_fields(draw, index, fillers):
    attributes = {
        "min": draw(st.none() | st.integers(0, 3)),
        "max": draw(st.none() | st.integers(0, 3)),
        "qualifier": draw(st.sampled_from(list(Qualifier)[:3])),
        "victim_class": draw(st.sampled_from(list(VictimClass)[:3])),
        "status": draw(st.sampled_from(list(Status))),
    }
    for relation in ("part_of", "updates"):
        if index and draw(st.integers(0, 3)) == 0:
            attributes[relation] = f"t{draw(st.integers(0, index - 1))}"
    return attributes, {
        slot: [span for span in fillers if span[2] is slot and draw(st.booleans())] for slot in FILLER_SLOTS
    }


def draw_events(draw, tolls):
    homes: dict[int, list[str]] = {}
    for index in range(tolls):
        homes.setdefault(draw(st.integers(0, 2)), []).append(f"t{index}")
    return tuple(
        Event(
            id=f"e{home}",
            scope=draw(st.sampled_from(list(Scope))),
            event_type=draw(st.sampled_from(list(EventType)[:4])),
            tolls=tuple(group),
        )
        for home, group in homes.items()
    )


labels = st.sampled_from([Slot.KILLED, Slot.INJURED, Slot.PLACE])
spans = st.builds(
    lambda start, length, label: LabelledSpan(start, start + length, label),
    st.integers(0, 30),
    st.integers(1, 8),
    labels,
)
any_spans = st.lists(spans, max_size=12, unique=True).map(sorted)
flat_spans = any_spans.map(lambda found: split_contested(found)[0])


def contested_by_definition(found):
    return {one for one in found for other in found if one != other and shared_characters(one[:2], other[:2])}


@given(flat_spans, any_spans)
@settings(max_examples=1000, deadline=None)
def test_strict_counts_equal_a_scorer_of_sets(gold, predicted):
    decided = set(predicted) - contested_by_definition(predicted)
    for slot, counts in strict_counts(gold, predicted).items():
        right, found, expected = (
            {span for span in side if span.label is slot} for side in (set(gold) & decided, predicted, gold)
        )
        assert counts == (len(right), len(found), len(expected))


@given(any_spans)
def test_contested_spans_are_those_that_share_a_character(found):
    alone, contested = split_contested(found)
    assert set(contested) == contested_by_definition(found)
    assert sorted([*alone, *contested]) == found


@given(flat_spans, flat_spans)
def test_span_matching_is_one_to_one_over_overlaps(gold, predicted):
    matched = match_spans(gold, predicted)
    assert len(set(matched.values())) == len(matched)
    assert all(shared_characters(one[:2], other[:2]) for one, other in matched.items())
    assert set(gold) & set(predicted) <= {one for one, other in matched.items() if one == other}


@given(readings())
@settings(deadline=None)
def test_gold_against_itself_is_perfect(gold):
    scores = evaluate([gold], [to_record(gold)], name="gold", bootstrap=SCORES_ONLY)
    for group in (scores.tolls, scores.events, scores.links, scores.fillers, scores.slots.strict, scores.slots.overlap):
        for score in group.values():
            assert {score.f1.value, score.precision.value, score.recall.value} <= {1.0, None}
    for attribute in scores.attributes.values():
        assert attribute.accuracy.estimate.value in (1.0, None)
    assert scores.totals.exact.estimate.value == 1
    assert scores.totals.over_count.estimate.value in (1.0, None)
    pair = pair_documents([gold], [to_record(gold)])[0]
    assert find_faults(pair, align(pair)) == []


def shuffled(record: ArticleRecord, draw) -> ArticleRecord:
    """The same record with its events, tolls, mentions and fillers listed in another order, under other ids."""
    old = [toll.id for event in record.events for toll in event.tolls]
    new = dict(zip(old, draw(st.permutations([f"x{number}" for number in range(len(old))])), strict=True))
    events = []
    for number, event in enumerate(draw(st.permutations(record.events))):
        tolls = [
            toll.model_copy(
                update={
                    "id": new[toll.id],
                    "part_of": toll.part_of and new[toll.part_of],
                    "updates": toll.updates and new[toll.updates],
                    **{
                        name: tuple(draw(st.permutations(getattr(toll, name))))
                        for name in ("mentions", *FILLER_FIELDS.values())
                    },
                }
            )
            for toll in event.tolls
        ]
        events.append(event.model_copy(update={"id": f"y{number}", "tolls": tuple(draw(st.permutations(tolls)))}))
    return record.model_copy(update={"events": tuple(events)})


@given(readings(), readings(), st.data())
@settings(max_examples=150, deadline=None)
def test_order_and_ids_change_no_score(gold, predicted, data):
    record = to_record(predicted)
    scores = evaluate([gold], [record], name="m", bootstrap=SCORES_ONLY)
    again = evaluate([gold], [shuffled(record, data.draw)], name="m", bootstrap=SCORES_ONLY)
    assert again == scores


@given(readings(), readings())
@settings(max_examples=150, deadline=None)
def test_toll_alignment_is_the_best_of_all(gold, predicted):
    pair = pair_documents([gold], [to_record(predicted)])[0]
    alignment = align(pair)

    def similarity(one: int, other: int) -> float:
        toll, guess = pair.gold.tolls[one], pair.predicted.tolls[other]
        overlap = max(
            overlap_share((mention.start, mention.end), (words.start, words.end))
            for mention in toll.mentions
            for words in guess.mentions
        )
        if toll.outcome is not guess.outcome or not overlap:
            return 0.0
        same_event = alignment.events.pairs.get(pair.gold.event_of[one]) == pair.predicted.event_of[other]
        return 1 + same_bounds(toll, guess) + overlap / 2 + same_event / 4

    rows, columns = range(len(pair.gold.tolls)), range(len(pair.predicted.tolls))
    padded = [*columns, *[None] * len(rows)]
    best = (
        max(
            (
                sum(similarity(one, other) for one, other in zip(rows, chosen, strict=True) if other is not None)
                for chosen in set(permutations(padded, len(rows)))
            ),
            default=0.0,
        )
        if len(rows) <= 4 and len(columns) <= 4
        else None
    )
    if best is not None:
        assert sum(similarity(one, other) for one, other in alignment.tolls.items()) == pytest.approx(best)


@given(readings(), readings())
@settings(max_examples=150, deadline=None)
def test_levels_and_matchings_are_nested_and_bounded(gold, predicted):
    scores = evaluate([gold], [to_record(predicted)], name="m", bootstrap=SCORES_ONLY)
    hits = {level.value: score.hits for level, score in scores.tolls.items()}
    assert hits["found"] >= hits["strict"] >= max(hits["strict_who"], hits["strict_where"])
    assert min(hits["strict_who"], hits["strict_where"]) >= hits["full"]
    for group in (scores.tolls, scores.events, scores.links, scores.fillers, scores.slots.strict, scores.slots.overlap):
        for score in group.values():
            assert score.hits <= min(score.predicted, score.gold) or score is scores.links["mention_clusters"]
            assert all(
                value is None or 0 <= value <= 1
                for value in (score.f1.value, score.precision.value, score.recall.value)
            )
    assert scores.slots.overlap_micro.hits >= scores.slots.micro.hits
    confusion = scores.slots.confusion
    assert sum(count for row in confusion.values() for count in row.values()) >= scores.slots.micro.gold


@given(st.lists(readings(), min_size=1, max_size=4), st.data())
@settings(max_examples=40, deadline=None)
def test_documents_add_up_in_any_order(articles, data):
    gold = [article.model_copy(update={"id": f"d{number}"}) for number, article in enumerate(articles)]
    guesses = [to_record(data.draw(readings(article.id))) for article in gold]
    order = data.draw(st.permutations(range(len(gold))))
    one = evaluate(gold, guesses, name="m", bootstrap=SCORES_ONLY)
    other = evaluate(
        [gold[index] for index in order], [guesses[index] for index in order], name="m", bootstrap=SCORES_ONLY
    )
    assert one.headline == other.headline
    assert one.tolls == other.tolls


names = st.lists(st.sampled_from(["forces", "rebel", "the", "Idlib", "of", "army", ","]), min_size=1, max_size=4).map(
    " ".join
)


@given(names, names)
def test_same_name_is_symmetric_and_reflexive(one, other):
    assert same_name(one, one)
    assert same_name(one, other) is same_name(other, one)


@given(st.lists(names, max_size=6), st.data())
def test_entities_do_not_depend_on_order(found, data):
    groups = entities(found)
    assert set(entities(data.draw(st.permutations(found)))) == set(groups)
    assert all(same_name(one, other) for group in groups for one in group for other in group)
