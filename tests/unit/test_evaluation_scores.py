from collections.abc import Iterator

import pytest
from evaluation_cases import QUIET, SHELLING, SHELLING_MISREAD, TWO_ATTACKS, TWO_ATTACKS_MERGED, annotate

from casualty_ner.assembly import to_record
from casualty_ner.errors import CorpusError, InputError
from casualty_ner.evaluation import evaluate, paired_differences
from casualty_ner.evaluation.attributes import Attribute
from casualty_ner.evaluation.baselines import empty_record
from casualty_ner.evaluation.bootstrap import Bootstrap
from casualty_ner.evaluation.events import EventMatching
from casualty_ner.evaluation.links import LinkKind
from casualty_ner.evaluation.results import F1Score, Share, SystemScores
from casualty_ner.evaluation.scores import HEADLINES
from casualty_ner.evaluation.tolls import TollLevel
from casualty_ner.schema import FILLER_SLOTS, Outcome, Qualifier, Slot

GOLD = [SHELLING, QUIET, TWO_ATTACKS]
FAST = Bootstrap(resamples=50)


def figures(score: F1Score) -> tuple:
    return score.precision.value, score.recall.value, score.f1.value


def approx(*values: float | None) -> tuple:
    return tuple(None if value is None else pytest.approx(value) for value in values)


@pytest.fixture(scope="module")
def shelling() -> SystemScores:
    return evaluate([SHELLING], [SHELLING_MISREAD], name="m", bootstrap=FAST)


@pytest.fixture(scope="module")
def attacks() -> SystemScores:
    return evaluate([TWO_ATTACKS], [TWO_ATTACKS_MERGED], name="m", bootstrap=FAST)


class TestShellingByHand:
    """Every figure of one misread document, computed on paper."""

    def test_slots(self, shelling):
        slots = shelling.slots
        assert figures(slots.micro) == approx(1, 7 / 9, 14 / 16)
        assert (slots.micro.hits, slots.micro.predicted, slots.micro.gold) == (7, 7, 9)
        assert figures(slots.strict[Slot.KILLED]) == approx(1, 1, 1)
        assert figures(slots.strict[Slot.INJURED]) == approx(None, 0, 0)
        assert figures(slots.strict[Slot.PERPETRATOR]) == (None, None, None)
        assert slots.macro.value == pytest.approx(5 / 7)
        assert figures(slots.overlap_micro) == approx(1, 7 / 9, 14 / 16)

    @pytest.mark.parametrize(
        ("level", "expected"),
        [
            (TollLevel.FOUND, (1, 2 / 3, 4 / 5)),
            (TollLevel.STRICT, (1 / 2, 1 / 3, 2 / 5)),
            (TollLevel.STRICT_WHO, (1 / 2, 1 / 3, 2 / 5)),
            (TollLevel.STRICT_WHERE, (0, 0, 0)),
            (TollLevel.FULL, (0, 0, 0)),
        ],
    )
    def test_tolls(self, shelling, level, expected):
        assert figures(shelling.tolls[level]) == approx(*expected)

    @pytest.mark.parametrize(
        ("matching", "expected"),
        [
            (EventMatching.ONE_TO_ONE, (4 / 8, 4 / 9, 8 / 17)),
            (EventMatching.SPLIT_FORGIVEN, (6 / 7, 6 / 9, 12 / 16)),
            (EventMatching.MERGED, (6 / 7, 6 / 9, 12 / 16)),
        ],
    )
    def test_events(self, shelling, matching, expected):
        assert figures(shelling.events[matching]) == approx(*expected)

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            (LinkKind.PART_OF, (None, 0, 0)),
            (LinkKind.UPDATES, (None, None, None)),
            (LinkKind.SAME_EVENT, (None, 0, 0)),
            (LinkKind.RESTATEMENT, (None, None, None)),
            (LinkKind.MENTION_CLUSTERS, (1, 2 / 3, 4 / 5)),
            (LinkKind.FILLER, (1, 6 / 12, 2 / 3)),
        ],
    )
    def test_links(self, shelling, kind, expected):
        assert figures(shelling.links[kind]) == approx(*expected)

    def test_links_by_slot(self, shelling):
        assert figures(shelling.fillers[Slot.CAUSE]) == approx(1, 2 / 3, 4 / 5)
        assert figures(shelling.fillers[Slot.DATE]) == approx(None, 0, 0)

    @pytest.mark.parametrize(
        ("attribute", "hits", "total"),
        [
            (Attribute.STATUS, 1, 2),
            (Attribute.VICTIM_CLASS, 2, 2),
            (Attribute.QUALIFIER, 1, 2),
            (Attribute.SCOPE, 1, 1),
            (Attribute.EVENT_TYPE, 0, 1),
            (Attribute.DATE, 0, 1),
        ],
    )
    def test_attributes(self, shelling, attribute, hits, total):
        accuracy = shelling.attributes[attribute].accuracy
        assert (accuracy.hits, accuracy.total, accuracy.estimate.value) == (hits, total, hits / total)

    def test_macro_f1(self, shelling):
        assert shelling.attributes[Attribute.STATUS].macro_f1.value == pytest.approx(2 / 3)
        assert shelling.attributes[Attribute.VICTIM_CLASS].macro_f1.value == 1
        assert shelling.attributes[Attribute.EVENT_TYPE].macro_f1 is None

    def test_confusion(self, shelling):
        assert shelling.attributes[Attribute.STATUS].confusion == {"asserted": {"asserted": 1, "alleged": 1}}
        assert shelling.slots.confusion["INJURED"] == {"missed": 1}
        assert "spurious" not in shelling.slots.confusion

    def test_values(self, shelling):
        values = shelling.values
        assert (values.all.of_found.estimate.value, values.all.of_gold.estimate.value) == approx(1 / 2, 1 / 3)
        assert values.by_size["6–19"].of_found.estimate.value == 0
        assert values.by_size["3–5"].of_found.estimate.value == 1
        assert values.by_size["2"].of_found.estimate.value is None
        assert values.by_size["2"].of_gold.estimate.value == 0
        assert values.by_qualifier[Qualifier.AT_LEAST].of_found.estimate.value == 0
        assert values.main[Outcome.KILLED].estimate.value == 0
        assert values.main[Outcome.INJURED].estimate.value == 0

    def test_totals(self, shelling):
        totals = shelling.totals
        assert totals.over_count.estimate.value == pytest.approx(1.4)
        assert totals.naive.estimate.value == pytest.approx(1.4)
        assert totals.naive_gold.estimate.value == pytest.approx(1.3)
        assert totals.exact.estimate.value == 0
        assert totals.silent.estimate.value is None


class TestTwoAttacksByHand:
    def test_slots_are_perfect(self, attacks):
        assert attacks.slots.micro.f1.value == 1

    def test_tolls(self, attacks):
        assert figures(attacks.tolls[TollLevel.STRICT]) == approx(3 / 4, 1, 6 / 7)
        # The background toll stands in an incident, so full loses it.
        assert figures(attacks.tolls[TollLevel.FULL]) == approx(2 / 4, 2 / 3, 4 / 7)

    def test_events(self, attacks):
        # Fillers of gold: (7, soldiers, rebels, Mopti), (4, bomb, traders, Gao), (90, Sikasso): 10. Predicted: those
        # of one event, its tolls 7, 4, 7, 90 and seven names: 11. The first or second gold event shares 4.
        assert figures(attacks.events[EventMatching.ONE_TO_ONE]) == approx(4 / 11, 4 / 10, 8 / 21)
        assert figures(attacks.events[EventMatching.SPLIT_FORGIVEN]) == approx(4 / 11, 4 / 10, 8 / 21)
        assert figures(attacks.events[EventMatching.MERGED]) == approx(10 / 11, 1, 20 / 21)

    def test_links(self, attacks):
        assert figures(attacks.links[LinkKind.RESTATEMENT]) == approx(None, 0, 0)
        # The two mentions of seven stand alone: precision 1 each, recall one half each.
        assert figures(attacks.links[LinkKind.MENTION_CLUSTERS]) == approx(1, 3 / 4, 6 / 7)
        # Gold has no two tolls in one event; six pairs are predicted.
        assert figures(attacks.links[LinkKind.SAME_EVENT]) == approx(0, None, None)

    def test_totals(self, attacks):
        assert attacks.totals.over_count.estimate.value == pytest.approx(108 / 11)
        assert attacks.totals.naive_gold.estimate.value == pytest.approx((7 * 2 + 4 + 90) / 11)
        assert attacks.values.main[Outcome.KILLED].estimate.value == 0


def scores_in(value: object) -> Iterator[F1Score | Share]:
    if isinstance(value, F1Score | Share):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from scores_in(item)
    elif hasattr(value, "__dict__"):
        yield from scores_in(vars(value))


def test_perfect_prediction_is_exactly_one_everywhere():
    system = evaluate(GOLD, [to_record(article) for article in GOLD], name="gold", bootstrap=FAST)
    naive = {id(system.totals.naive), id(system.totals.naive_gold)}
    scores = [score for score in scores_in(system) if id(score) not in naive]
    estimates = [
        estimate
        for score in scores
        for estimate in ((score.f1, score.precision, score.recall) if isinstance(score, F1Score) else (score.estimate,))
    ]
    assert len(estimates) > 100
    assert {estimate.value for estimate in estimates} == {1.0, None}
    assert {estimate.low for estimate in estimates if estimate.low is not None} == {1.0}
    assert {headline.value for headline in system.headline.values()} == {1.0}
    assert system.slots.macro.value == 1
    assert all(score.macro_f1.value == 1 for score in system.attributes.values() if score.macro_f1)


def test_empty_prediction_has_recall_0_and_no_precision():
    system = evaluate(GOLD, [empty_record(article) for article in GOLD], name="empty", bootstrap=FAST)
    for score in (system.slots.micro, *system.tolls.values(), *system.events.values(), system.links[LinkKind.FILLER]):
        assert figures(score) == (None, 0, 0)
    assert figures(system.slots.strict[Slot.MISSING]) == (None, None, None)
    assert system.slots.macro.value == 0
    assert system.attributes[Attribute.STATUS].accuracy.estimate.value is None
    assert system.totals.silent.estimate.value == 1
    assert system.totals.over_count.estimate.value == 0
    assert system.values.main[Outcome.KILLED].estimate.value == pytest.approx(1 / 3)
    assert system.values.main_stated[Outcome.KILLED].estimate.value == 0


def test_noise_where_nothing_happened_costs_precision():
    noisy = to_record(
        annotate(
            "quiet", "The cup final drew [60,000|K1] people on Monday.", [("incident", "other", {1: {"min": 60000}})]
        )
    )
    clean = [to_record(article) for article in GOLD]
    system = evaluate(GOLD, [clean[0], noisy, clean[2]], name="noisy", bootstrap=FAST)
    assert figures(system.tolls[TollLevel.FOUND]) == approx(6 / 7, 1, 12 / 13)
    assert system.totals.silent.estimate.value == 0
    assert system.totals.over_count.estimate.value == pytest.approx((21 + 60000) / 21)


def test_no_gold_in_a_slot_is_null_not_zero():
    system = evaluate([QUIET], [empty_record(QUIET)], name="quiet", bootstrap=FAST)
    assert figures(system.slots.micro) == (None, None, None)
    assert system.slots.macro.value is None
    assert system.totals.over_count.estimate.value is None


def test_scores_survive_json():
    system = evaluate(GOLD, [to_record(article) for article in GOLD], name="gold", bootstrap=FAST)
    assert SystemScores.model_validate_json(system.model_dump_json()) == system


class TestRefusals:
    records = tuple(to_record(article) for article in GOLD)

    def refused(self, records, match, gold=GOLD):
        with pytest.raises(InputError, match=match):
            evaluate(gold, records, name="m", bootstrap=FAST)

    def test_no_gold(self):
        with pytest.raises(CorpusError, match="gold corpus is empty"):
            evaluate([], [], name="m")

    def test_gold_id_twice(self):
        with pytest.raises(CorpusError, match="'quiet' is used 2 times"):
            evaluate([QUIET, QUIET], [empty_record(QUIET)] * 2, name="m")

    def test_too_few_records(self):
        self.refused(self.records[:2], "3 gold articles but 2 predicted records; give one record for every article")

    def test_other_order(self):
        self.refused(self.records[::-1], r"predicted record 1 \('two-attacks'\) stands where .* 'shelling'")

    def test_truncated_text(self):
        info = self.records[1].article.model_copy(update={"characters": 16})
        short = self.records[1].model_copy(update={"article": info})
        self.refused(
            [self.records[0], short, self.records[2]], "16 characters, the gold article has 43; predict on the whole"
        )

    def test_offsets_of_another_text(self):
        self.change_toll({"start": 1, "end": 12}, r"quotes 'At least 10' at \[1:12\].*half-open code points")

    def test_principal_outside_the_mentions(self):
        self.change_toll({"mentions": self.records[0].events[0].tolls[1].mentions}, "not among its mentions")

    def test_relation_to_nothing(self):
        self.change_toll({"part_of": "t9"}, "part_of 't9'; it must name another")

    def test_relation_to_itself(self):
        self.change_toll({"updates": "t1"}, "updates 't1'; it must name another")

    def test_toll_id_twice(self):
        self.change_toll({"id": "t2"}, "uses toll id 't2' 2 times")

    def change_toll(self, update, match):
        event = self.records[0].events[0]
        tolls = (event.tolls[0].model_copy(update=update), *event.tolls[1:])
        broken = self.records[0].model_copy(update={"events": (event.model_copy(update={"tolls": tolls}),)})
        self.refused([broken, *self.records[1:]], match)


class TestPairedDifferences:
    def test_against_itself_is_zero(self):
        system = evaluate(GOLD, [to_record(article) for article in GOLD], name="gold", bootstrap=FAST)
        for estimate in paired_differences(system, system).values():
            assert (estimate.value, estimate.low, estimate.high) == (0, 0, 0)

    def test_is_the_difference_of_the_scores(self):
        records = [SHELLING_MISREAD, empty_record(QUIET), TWO_ATTACKS_MERGED]
        one = evaluate(GOLD, [to_record(article) for article in GOLD], name="gold", bootstrap=FAST)
        other = evaluate(GOLD, records, name="misread", bootstrap=FAST)
        for key, estimate in paired_differences(one, other).items():
            assert estimate.value == pytest.approx(one.headline[key].value - other.headline[key].value)
        assert paired_differences(one, other).keys() == HEADLINES.keys()

    def test_other_gold_is_refused(self):
        one = evaluate([SHELLING], [to_record(SHELLING)], name="a", bootstrap=FAST)
        other = evaluate([QUIET], [to_record(QUIET)], name="b", bootstrap=FAST)
        with pytest.raises(InputError, match="'a' and 'b' differ in fingerprint"):
            paired_differences(one, other)


def test_every_slot_and_level_is_reported():
    system = evaluate([QUIET], [empty_record(QUIET)], name="quiet", bootstrap=Bootstrap(resamples=0))
    assert set(system.slots.strict) == set(Slot)
    assert set(system.tolls) == set(TollLevel)
    assert set(system.fillers) == set(FILLER_SLOTS)
    assert system.headline["silent"].low is None
