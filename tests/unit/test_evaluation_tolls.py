from itertools import permutations

import numpy as np
import pytest
from evaluation_cases import SHELLING, annotate, record

from casualty_ner.assembly import to_record
from casualty_ner.evaluation.matching import best_pairs, overlap_share
from casualty_ner.evaluation.pairs import pair_documents
from casualty_ner.evaluation.tolls import TollLevel, align, hit_levels

TEXT = "[Six|K1] [miners|V1] died in [Enugu|L1] on Friday, [police|S1] said; [six|K2] more died in Jos."


def levels(gold_text, gold_tolls, text, tolls, toll=0):
    gold = annotate("a", gold_text, [("incident", "other", gold_tolls)])
    pair = pair_documents([gold], [record("a", text, [("incident", "other", tolls)])])[0]
    return hit_levels(pair, align(pair), toll)


def one(text, **fields):
    return levels(
        "[Six|K1] [miners|V1] died in [Enugu|L1], [police|S1] said.", {1: {"min": 6}}, text, {1: {"min": 6} | fields}
    )


ALL = set(TollLevel)
WHOLE = "[Six|K1] [miners|V1] died in [Enugu|L1], [police|S1] said."


@pytest.mark.parametrize(
    ("text", "fields", "lost"),
    [
        (WHOLE, {}, set()),
        (WHOLE, {"min": 7}, ALL - {TollLevel.FOUND}),
        (WHOLE, {"max": None, "qualifier": "at_least"}, ALL - {TollLevel.FOUND}),
        (WHOLE, {"status": "alleged"}, {TollLevel.FULL}),
        (WHOLE, {"victim_class": "civilians"}, {TollLevel.FULL}),
        (WHOLE, {"qualifier": "about"}, set()),
        ("[Six|K1] miners died in [Enugu|L1], [police|S1] said.", {}, {TollLevel.STRICT_WHO, TollLevel.FULL}),
        ("[Six|K1] [miners|V1] died in Enugu, [police|S1] said.", {}, {TollLevel.STRICT_WHERE, TollLevel.FULL}),
        ("[Six|K1] [miners|V1] died in [Enugu|L1], police said.", {}, {TollLevel.FULL}),
        ("[Six|K1] [miners died|V1] in [Enugu|L1], [police|S1] said.", {}, set()),
        ("[Six|K1] [miners|V1] died [in Enugu|L1], [police|S1] said.", {}, set()),
        ("[Six miners|K1] died in [Enugu|L1], [police|S1] said.", {}, {TollLevel.STRICT_WHO, TollLevel.FULL}),
        ("[Six|I1] [miners|V1] died in [Enugu|L1], [police|S1] said.", {}, ALL),
    ],
)
def test_what_each_level_asks_for(text, fields, lost):
    assert one(text, **fields) == ALL - lost


def test_a_filler_where_gold_has_none_is_wrong():
    found = levels("[Six|K1] died.", {1: {"min": 6}}, "[Six|K1] [died|V1].", {1: {"min": 6}})
    assert found == {TollLevel.FOUND, TollLevel.STRICT, TollLevel.STRICT_WHERE}


def test_the_right_number_from_the_wrong_place_is_not_right():
    gold = "[Six|K1] died in Enugu. The six were miners."
    wrong = "Six died in Enugu. The [six|K1] were miners."
    assert levels(gold, {1: {"min": 6}}, wrong, {1: {"min": 6}}) == set()


def test_any_mention_is_evidence():
    gold = "[Six|K1] died in Enugu. The [six|K1] were miners."
    other = "Six died in Enugu. The [six|K1] were miners."
    assert TollLevel.STRICT in levels(gold, {1: {"min": 6}}, other, {1: {"min": 6}})


def test_another_scope_loses_only_full():
    gold = annotate("a", "[Six|K1] died.", [("incident", "other", {1: {"min": 6}})])
    pair = pair_documents([gold], [record("a", "[Six|K1] died.", [("background", "other", {1: {"min": 6}})])])[0]
    assert hit_levels(pair, align(pair), 0) == ALL - {TollLevel.FULL}


def test_a_wrong_parent_loses_only_full():
    text = "[Nine|K1] died, [six|K2] in Enugu; [four|K3] drowned."
    gold = {1: {"min": 9}, 2: {"min": 6, "part_of": 1}, 3: {"min": 4}}
    assert levels(text, gold, text, gold, toll=1) == ALL
    for parent in ({}, {"part_of": 3}):
        assert levels(text, gold, text, gold | {2: {"min": 6} | parent}, toll=1) == ALL - {TollLevel.FULL}


def test_words_claimed_by_two_tolls_are_evidence_for_neither():
    """Guessing both bounds for one figure must not win."""
    gold = annotate("a", "[Six|K1] died.", [("incident", "other", {1: {"min": 6}})])
    honest = to_record(gold)
    event = honest.events[0]
    hedge = event.tolls[0].model_copy(update={"id": "t2", "max": None})
    both = honest.model_copy(update={"events": (event.model_copy(update={"tolls": (event.tolls[0], hedge)}),)})
    assert align(pair_documents([gold], [honest])[0]).tolls == {0: 0}
    assert align(pair_documents([gold], [both])[0]).tolls == {}


def test_equal_bounds_win_over_a_wider_overlap():
    gold = annotate("a", "[about 40|K1] died", [("incident", "other", {1: {"min": 40, "qualifier": "about"}})])
    found = record("a", "[about|K1] [40|K2] died", [("incident", "other", {1: {"min": 1}, 2: {"min": 40}})])
    pair = pair_documents([gold], [found])[0]
    assert [pair.predicted.tolls[index].min for index in align(pair).tolls.values()] == [40]


def test_an_event_is_found_only_with_one_of_its_tolls():
    gold = annotate("a", TEXT, [("incident", "other", {1: {"min": 6}, 2: {"min": 6}})])
    found = record(
        "a",
        "Six [miners|V1] died in [Enugu|L1] on Friday, police said; six more died in [Jos|K1].",
        [("incident", "other", {1: {"min": 1}})],
    )
    alignment = align(pair_documents([gold], [found])[0])
    assert alignment.events.pairs == {0: 0}
    assert alignment.found_events == {}


@pytest.mark.parametrize("seed", range(30))
def test_pairs_are_as_good_as_the_best_of_all_permutations(seed):
    generator = np.random.default_rng(seed)
    table = np.round(generator.random((int(generator.integers(1, 5)), int(generator.integers(1, 5)))), 1)
    table[generator.random(table.shape) < 0.4] = 0
    wide = table if table.shape[0] <= table.shape[1] else table.T
    best = max(
        sum(wide[row, column] for row, column in enumerate(columns))
        for columns in permutations(range(wide.shape[1]), wide.shape[0])
    )
    pairs = best_pairs(table)
    assert sum(table[pair] for pair in pairs) == pytest.approx(best)
    assert all(table[pair] > 0 for pair in pairs)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)


def test_no_pairs_in_an_empty_table():
    assert best_pairs(np.zeros((0, 3))) == []


def test_overlap_share_is_intersection_over_union():
    assert overlap_share((0, 4), (2, 6)) == pytest.approx(2 / 6)
    assert overlap_share((0, 4), (4, 6)) == 0


def test_gold_against_itself_aligns_everything():
    pair = pair_documents([SHELLING], [to_record(SHELLING)])[0]
    assert align(pair).tolls == {0: 0, 1: 1, 2: 2}
