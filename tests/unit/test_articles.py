import json
from datetime import date

import pytest
from corpus_cases import articles
from pydantic import ValidationError

from casualty_ner.articles import AnnotatedArticle, DateOverride, cuts_word, edge_fault
from casualty_ner.corpus.jsonl import format_line
from casualty_ner.schema import DatePrecision


def values():
    return json.loads(format_line(articles()[0]))


def test_an_article_equals_itself_after_a_dump():
    article = articles()[0]
    assert AnnotatedArticle.model_validate(article.model_dump()) == article


def test_lookups_follow_the_ids():
    article = articles()[0]
    assert article.span_by_id["s1"].text == "Two"
    assert article.toll_by_id["t3"].part_of == "t2"
    assert article.event_of_toll["t3"].id == "e1"
    assert list(article.toll_by_id["t1"].span_ids()) == ["s1", "s2", "s3", "s4", "s5"]


def test_an_article_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        articles()[0].text = "other"


def span(index, **changes):
    return lambda value: value["spans"][index].update(changes)


def toll(index, **changes):
    return lambda value: value["tolls"][index].update(changes)


def event(**changes):
    return lambda value: value["events"][0].update(changes)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            span(0, start=1),
            r"span s1 \[1:3\] KILLED: stored text is 'Two', the article has 'wo' there; offsets are half",
        ),
        (span(0, end=4), "stored text is 'Two', the article has 'Two ' there"),
        (span(0, start=-1), "stored text is 'Two'"),
        (span(0, start=3, end=3, text=""), "stored text is ''"),
        (span(0, end=4, text="Two "), "begins or ends with white space; leave that outside"),
        (span(0, end=2, text="Tw"), "cuts a word or a number in two; mark whole words"),
        (span(1, start=0, end=11, text="Two workers"), "overlaps or precedes span s1 'Two'; sort spans, no overlap"),
        (span(0, label="WEAPON"), "Input should be 'KILLED'"),
        (span(1, id="s1"), "span id 's1' is used 2 times"),
        (toll(0, victims=["s99"]), "toll t1 names span 's99', which does not exist"),
        (toll(0, victims=["s2", "s2"]), "in toll t1, span id 's2' is used 2 times"),
        (toll(0, victims=["s6"]), "toll t1 has span s6 as VICTIM, it is labelled INJURED"),
        (toll(0, outcome="injured"), "toll t1 is injured, its mention s1 is labelled KILLED"),
        (toll(0, principal="s2"), "principal 's2' is not among its mentions"),
        (toll(2, mentions=["s6", "s7"]), "span s6 is a mention of both toll t2 and toll t3"),
        (toll(0, bounds_reason=" "), "bounds_reason is empty"),
        (toll(0, victims=[]), "span s2 'workers' VICTIM fills a slot of no toll; link it or remove it"),
        (toll(2, part_of="t9"), "toll t3 is part_of toll 't9', which does not exist"),
        (toll(1, updates="t9"), "toll t2 is updates toll 't9', which does not exist"),
        (toll(1, part_of="t3"), "the chain of part_of comes back to toll t2"),
        (toll(0, part_of="t1"), "the chain of part_of comes back to toll t1"),
        (toll(1, id="t1"), "toll id 't1' is used 2 times"),
        (event(tolls=["t1", "t2"]), r"tolls \['t3'\] stand in an event but do not exist, or exist and stand in no"),
        (event(tolls=["t1", "t2", "t3", "t4"]), r"tolls \['t4'\]"),
        (event(tolls=["t1", "t2", "t3", "t3"]), "toll in the events id 't3' is used 2 times"),
        (lambda value: value["events"].append({**value["events"][0], "id": "e2", "tolls": []}), "event e2 has no toll"),
        (lambda value: value["events"].append(value["events"][0]), "event id 'e1' is used 2 times"),
        (lambda value: value.update(note="x"), "Extra inputs are not permitted"),
    ],
)
def test_an_article_that_contradicts_itself_cannot_be_built(change, message):
    value = values()
    change(value)
    with pytest.raises(ValidationError, match=message):
        AnnotatedArticle.model_validate(value)


def test_a_relation_to_a_toll_that_relates_to_none_is_refused():
    value = values()
    value["tolls"][0]["part_of"], value["tolls"][1]["part_of"] = "t2", "t9"
    with pytest.raises(ValidationError, match="toll t2 is part_of toll 't9', which does not exist"):
        AnnotatedArticle.model_validate(value)


@pytest.mark.parametrize(
    ("before", "start", "end", "hint"),
    [
        ("💥💥 ", 5, 8, "UTF-16 units"),
        ("é — ", 7, 10, "UTF-8 bytes"),
        ("a\nb\n", 6, 9, "counted with CRLF line ends"),
    ],
)
def test_offsets_of_other_units_are_recognised(before, start, end, hint):
    value = values()
    value["text"] = before + value["text"]
    value["spans"][0].update(start=start, end=end)
    with pytest.raises(ValidationError, match=f"the offsets (look like|look) {hint}"):
        AnnotatedArticle.model_validate(value)


@pytest.mark.parametrize(
    ("text", "start", "end", "fault"),
    [
        ("150 men", 0, 3, None),
        ("150 men", 0, 2, "cuts a word"),
        ("12th day", 0, 2, None),
        ("Jose\u0301 died", 0, 5, None),
        ("Jose\u0301 died", 0, 4, "accent"),
        ("मृतकों की", 0, 1, "accent"),
        ("a man", 0, 2, "white space"),
        ("a man", 1, 5, "white space"),
    ],
)
def test_edges_of_spans(text, start, end, fault):
    found = edge_fault(text, start, end)
    assert found is None if fault is None else fault in found


def test_the_ends_of_a_text_cut_no_word():
    assert not cuts_word("ab", 0)
    assert not cuts_word("ab", 2)
    assert cuts_word("ab", 1)


def test_days_that_run_backwards_are_refused():
    with pytest.raises(ValidationError, match="a date cannot run from 2013-07-26 to 2013-07-25"):
        DateOverride(start=date(2013, 7, 26), end=date(2013, 7, 25), precision=DatePrecision.DAY)
