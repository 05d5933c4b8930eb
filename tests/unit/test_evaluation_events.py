from datetime import date

import pytest
from evaluation_cases import annotate, record

from casualty_ner.evaluation.entities import entities, head, normalise, same_name
from casualty_ner.evaluation.events import align_events, count_events, same_date
from casualty_ner.evaluation.pairs import pair_documents
from casualty_ner.records import EventDate


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("The Syrian Observatory", ("syrian", "observatory")),
        ("Syria’s army", ("syria", "army")),
        ("a car-bomb", ("car", "bomb")),
        ("the", ("the",)),
        ("—", ("—",)),
        ("ÎLE-DE-FRANCE", ("île", "de", "france")),
    ],
)
def test_normalised_words(name, words):
    assert normalise(name) == words


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Syrian regime forces", "forces"),
        ("Fresno, California", "fresno"),
        ("Idlib village of Basamis", "village"),
        ("Syrian Observatory for Human Rights", "observatory"),
        ("in Aleppo", "aleppo"),
        ("—", "—"),
    ],
)
def test_head_word(name, word):
    assert head(name) == word


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the Forces", "forces", True),
        ("forces", "Syrian regime forces", True),
        ("regime forces in Idlib", "regime forces", True),
        ("Syrian", "Syrian regime forces", False),
        ("rebel forces", "regime forces", False),
        ("Fresno", "Fresno, California", True),
        ("California", "Fresno, California", False),
        ("Syrian forces", "Syrian regime forces", False),
    ],
)
def test_same_name_is_equal_or_holds_the_head(one, other, same):
    assert same_name(one, other) is same
    assert same_name(other, one) is same


def test_names_group_only_where_all_agree():
    groups = entities(["forces", "rebel forces", "regime forces", "The forces"])
    assert groups == [frozenset({"rebel forces", "forces"}), frozenset({"regime forces"})]


def day(words, first=None, last=None):
    parse = date.fromisoformat
    return EventDate.model_validate(
        {
            "text": words,
            "start": 0,
            "end": 1,
            "from": first and parse(first),
            "to": last and parse(last),
            "precision": "day",
        }
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (day("a", "2013-07-26", "2013-07-26"), day("b", "2013-07-01", "2013-07-31"), True),
        (day("a", "2013-07-26", "2013-07-26"), day("b", "2013-07-27", "2013-07-27"), False),
        (day("since May", "2013-05-01", None), day("b", "2013-07-27", "2013-07-27"), True),
        (day("since May", "2013-05-01", None), day("b", "2013-04-27", "2013-04-27"), False),
        (day("Eid"), day("eid"), True),
        (day("Eid"), day("b", "2013-07-27", "2013-07-27"), False),
    ],
)
def test_dates_match_by_days_or_by_words(one, other, same):
    assert same_date(one, other) is same
    assert same_date(other, one) is same


TEXT = "[Six|K1] [miners|V1] died in [Enugu|L1]. [Two|I2] [police officers|V2] were hurt in [Jos|L2]."
TOLLS = {1: {"min": 6}, 2: {"min": 2}}
APART = [("incident", "fire", {1: TOLLS[1]}), ("incident", "riot", {2: TOLLS[2]})]
TOGETHER = [("incident", "fire", TOLLS)]


def shares(gold, predicted):
    pair = pair_documents([annotate("a", TEXT, gold)], [record("a", TEXT, predicted)])[0]
    counts = count_events(pair, align_events(pair))
    return {
        name: tuple(counts[f"events.{name}/{column}"] for column in ("hits", "predicted", "gold"))
        for name in ("one_to_one", "split_forgiven", "merged")
    }


def test_a_split_costs_only_one_to_one():
    assert shares(TOGETHER, APART) == {"one_to_one": (3, 6, 6), "split_forgiven": (6, 6, 6), "merged": (6, 6, 6)}


def test_a_merger_costs_all_but_merged():
    assert shares(APART, TOGETHER) == {"one_to_one": (3, 6, 6), "split_forgiven": (3, 6, 6), "merged": (6, 6, 6)}


def test_equal_tolls_count_as_often_as_they_stand():
    text = "[Six|K1] died. [Six|K2] more died."
    gold = annotate("a", text, [("incident", "fire", {1: {"min": 6}, 2: {"min": 6}})])
    found = record("a", "[Six|K1] died. Six more died.", [("incident", "fire", {1: {"min": 6}})])
    pair = pair_documents([gold], [found])[0]
    counts = count_events(pair, align_events(pair))
    assert (counts["events.one_to_one/hits"], counts["events.one_to_one/gold"]) == (1, 2)


def test_many_names_cannot_share_one():
    gold = annotate("a", "[Six|K1] died in [Jos|L1] or Jos City or Jos Town.", [("incident", "fire", {1: {"min": 6}})])
    found = record(
        "a", "[Six|K1] died in [Jos|L1] or [Jos City|L1] or [Jos Town|L1].", [("incident", "fire", {1: {"min": 6}})]
    )
    pair = pair_documents([gold], [found])[0]
    counts = count_events(pair, align_events(pair))
    assert (counts["events.one_to_one/hits"], counts["events.one_to_one/predicted"]) == (2, 4)


def test_ties_go_to_the_event_with_the_evidence():
    text = "[Six|K1] died. [Six|K2] died later."
    events = [("incident", "fire", {1: {"min": 6}}), ("incident", "riot", {2: {"min": 6}})]
    pair = pair_documents([annotate("a", text, events)], [record("a", text, events[::-1])])[0]
    types = {
        pair.gold.events[one].event_type: pair.predicted.events[other].event_type
        for one, other in align_events(pair).pairs.items()
    }
    assert types == {"fire": "fire", "riot": "riot"}
