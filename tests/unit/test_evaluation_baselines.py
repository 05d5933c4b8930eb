import time
from datetime import date
from itertools import pairwise

import pytest
from evaluation_cases import QUIET, SHELLING, SHELLING_MISREAD, TWO_ATTACKS, TWO_ATTACKS_MERGED, record

from casualty_ner.articles import Article
from casualty_ner.errors import CorpusError
from casualty_ner.evaluation import RegexBaseline, majority_attributes, majority_scores, relink_nearest
from casualty_ner.evaluation.attributes import Attribute
from casualty_ner.evaluation.baselines import empty_record
from casualty_ner.evaluation.bootstrap import Bootstrap
from casualty_ner.evaluation.nearest import EventGrouping
from casualty_ner.evaluation.patterns import CLAUSE, FILLERS, HARM, NOT_PEOPLE_BEFORE, NOT_PEOPLE_BEHIND, SINGLE, VICTIM
from casualty_ner.evaluation.regex_baseline import find_spans
from casualty_ner.evaluation.tolls import TollLevel
from casualty_ner.records import Bounds
from casualty_ner.schema import EventType, Qualifier, Scope, Status, VictimClass

GOLD = [SHELLING, QUIET, TWO_ATTACKS]
MAJORITY = majority_attributes(GOLD)


class TestMajority:
    def test_commonest_values(self):
        assert MAJORITY.status is Status.ASSERTED
        assert MAJORITY.victim_class is VictimClass.UNKNOWN
        assert MAJORITY.qualifier is Qualifier.EXACT
        assert MAJORITY.scope is Scope.INCIDENT
        # Three event types and all bounds stand once each, so the alphabet decides.
        assert MAJORITY.event_type is EventType.ARMED_CLASH
        assert isinstance(MAJORITY.bounds, Bounds)

    def test_no_toll_no_majority(self):
        with pytest.raises(CorpusError, match="none of the 1 training articles has a toll"):
            majority_attributes([QUIET])

    def test_scores_attributes_on_gold_and_finds_nothing(self):
        system = majority_scores(GOLD, MAJORITY, bootstrap=Bootstrap(resamples=20))
        assert system.name == "majority"
        assert system.tolls[TollLevel.FOUND].f1.value == 0
        assert system.slots.micro.recall.value == 0
        judged = {attribute: score.accuracy for attribute, score in system.attributes.items()}
        assert (judged[Attribute.QUALIFIER].hits, judged[Attribute.QUALIFIER].total) == (5, 6)
        assert (judged[Attribute.VICTIM_CLASS].hits, judged[Attribute.VICTIM_CLASS].total) == (3, 6)
        assert (judged[Attribute.EVENT_TYPE].hits, judged[Attribute.EVENT_TYPE].total) == (1, 4)
        assert (judged[Attribute.SCOPE].hits, judged[Attribute.SCOPE].total) == (3, 4)
        assert judged[Attribute.DATE].estimate.value is None
        assert (system.values.all.of_gold.hits, system.values.all.of_gold.total) == (1, 6)


def linked(text, majority=MAJORITY, grouping=EventGrouping.PARAGRAPH):
    reading = record(
        "a",
        text,
        [("incident", "other", {number: {"min": 1} for number in range(1, text.count("|K") + text.count("|I") + 1)})],
    )
    plain = "".join(piece for piece in plain_pieces(text))
    return relink_nearest(reading, plain, majority, grouping=grouping)


def plain_pieces(marked):
    for piece in marked.split("["):
        words, bar, rest = piece.partition("|")
        yield words if not bar else words + rest.partition("]")[2]


class TestNearest:
    def test_reads_bounds_from_the_words(self):
        toll = linked("[At least ten|K1] died.").events[0].tolls[0]
        assert (toll.min, toll.max, toll.qualifier) == (10, None, Qualifier.AT_LEAST)

    def test_nearest_victim_and_every_other_filler_of_the_sentence(self):
        tolls = linked("[Six|K1] [men|V1] and [two|K2] [boys|V2] died in [Jos|L1] and [Gao|L1].").events[0].tolls
        assert [[item.text for item in toll.victims] for toll in tolls] == [["men"], ["boys"]]
        assert [[item.text for item in toll.places] for toll in tolls] == [["Jos", "Gao"]] * 2

    def test_what_the_sentence_lacks_comes_from_near_but_no_victim_and_no_source(self):
        text = (
            "A [fire|C1] hit [Jos|L1], [police|S1] said of [six|K1] [men|V1].\n"
            "It was [Monday|D1] in [Gao|L2]. [Two|I2] were hurt."
        )
        toll = linked(text).events[-1].tolls[0]
        assert [item.text for item in toll.places] == ["Gao"]
        assert [item.text for item in toll.dates] == ["Monday"]
        assert [item.text for item in toll.causes] == ["fire"]
        assert (toll.victims, toll.sources) == ((), ())

    def test_cue_words_make_parts(self):
        tolls = (
            linked("[Nine|K1] died, including [four|K2] men and [two|K3] boys. [Six|K4] more drowned.").events[0].tolls
        )
        assert [toll.part_of for toll in tolls] == [None, tolls[0].id, tolls[0].id, None]

    def test_no_part_without_a_cue_or_across_outcomes(self):
        tolls = linked("[Nine|K1] died and [four|K2] drowned, including [two|I3].").events[0].tolls
        assert [toll.part_of for toll in tolls] == [None, None, None]

    @pytest.mark.parametrize(
        ("grouping", "events"), [(EventGrouping.DOCUMENT, 1), (EventGrouping.PARAGRAPH, 2), (EventGrouping.SENTENCE, 3)]
    )
    def test_grouping(self, grouping, events):
        text = "[Six|K1] died in Jos. [Two|K2] died in Gao.\n[Four|K3] died in Ife."
        assert len(linked(text, grouping=grouping).events) == events

    def test_keeps_the_spans_that_tolls_use_and_the_majority_attributes(self):
        for article, reading in ((SHELLING, SHELLING_MISREAD), (TWO_ATTACKS, TWO_ATTACKS_MERGED)):
            again = relink_nearest(reading, article.text, MAJORITY)
            assert again.article.id == article.id
            assert {event.scope for event in again.events} == {MAJORITY.scope}
            assert sum(len(event.tolls) for event in again.events) == sum(
                len(toll.mentions) for event in reading.events for toll in event.tolls
            )

    def test_nothing_stays_nothing(self):
        assert relink_nearest(empty_record(QUIET), QUIET.text, MAJORITY) == empty_record(QUIET)


def read(text, published=date(2013, 7, 26)):
    return RegexBaseline(MAJORITY).predict(Article(id="a", text=text, published=published))


def tolls(text):
    return [(toll.outcome.value, toll.text, toll.min, toll.max) for event in read(text).events for toll in event.tolls]


class TestRegex:
    def test_a_plain_sentence(self):
        text = "A suicide car bomb killed at least 12 civilians and injured 30 in Mogadishu on Monday, police said."
        event = read(text).events[0]
        first, second = event.tolls
        assert (first.outcome, first.min, first.max, second.outcome, second.min) == ("killed", 12, None, "injured", 30)
        assert [item.text for item in first.victims] == ["civilians"]
        assert [item.text for item in first.places] == ["Mogadishu"]
        assert [item.text for item in first.causes] == ["suicide car bomb"]
        assert [item.text for item in first.sources] == ["police"]
        assert event.date.first == date(2013, 7, 22)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "Twelve people were killed and 30 were injured.",
                [("killed", "Twelve", 12, 12), ("injured", "30", 30, 30)],
            ),
            (
                "The death toll rose to 1,200, with dozens missing.",
                [("killed", "1,200", 1200, 1200), ("missing", "dozens", 24, None)],
            ),
            ("No injuries were reported.", [("injured", "No", 0, 0)]),
            ("A policeman was shot dead by gunmen.", [("killed", "A policeman", 1, 1)]),
            ("A 34-year-old woman died on 12 July 2013.", [("killed", "A 34-year-old woman", 1, 1)]),
            ("The army suffered 40 casualties.", [("casualties", "40", 40, 40)]),
            ("Three houses, worth $5,000, burned 45 km away at 10 a.m. in 2011.", []),
            ("Nine people met for tea.", []),
            ("", []),
        ],
    )
    def test_numbers_of_harm(self, text, expected):
        assert tolls(text) == expected

    def test_parts(self):
        found = read("85 people died, including 29 civilians and 32 rebels.").events[0].tolls
        assert [toll.part_of for toll in found] == [None, found[0].id, found[0].id]

    def test_of_gold_only_the_text_is_looked_at(self):
        baseline = RegexBaseline(MAJORITY)
        bare = Article(id=SHELLING.id, text=SHELLING.text, published=SHELLING.published)
        assert baseline.predict(SHELLING) == baseline.predict(bare)

    def test_fit_takes_the_grouping_that_does_best_on_train(self):
        fitted = RegexBaseline.fit(GOLD)
        best = max(RegexBaseline(MAJORITY, grouping=grouping).event_f1(GOLD) for grouping in EventGrouping)
        assert fitted.event_f1(GOLD) == best > 0

    def test_spans_are_flat_and_sorted(self):
        spans = find_spans(
            "Two soldiers were killed by rebels near Mopti on Friday; according to the Mopti police, 9 were hurt."
        )
        assert spans == sorted(spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "unit", ["a ", "A ", "Aa ", "12 ", "died ", ", ", "a", "according to ", "1.", "- ", "Police of the ", "by a "]
    )
    def test_time_grows_no_faster_than_the_text(self, unit):
        patterns = [*FILLERS.values(), *HARM.values(), CLAUSE, SINGLE, VICTIM, NOT_PEOPLE_BEFORE, NOT_PEOPLE_BEHIND]
        for pattern in patterns:
            times = []
            for length in (20_000, 80_000):
                text = (unit * length)[:length]
                start = time.perf_counter()
                sum(1 for _ in pattern.finditer(text))
                times.append(time.perf_counter() - start)
            assert times[1] < 8 * times[0] + 0.05, pattern.pattern
