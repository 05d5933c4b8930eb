import numpy as np
import pytest
from pydantic import ValidationError

from casualty_ner.evaluation.bootstrap import Bootstrap, Estimate, Sums, as_columns, ratio

SCORE = {"a/hits": (1, 2, 0, 3), "a/predicted": (2, 2, 0, 4), "a/gold": (1, 4, 0, 3)}


def test_row_0_is_the_corpus_and_every_draw_has_as_many_documents():
    draws = Bootstrap(resamples=100).draws(7)
    assert draws.shape == (101, 7)
    assert (draws[0] == 1).all()
    assert (draws.sum(axis=1) == 7).all()


def test_draws_follow_the_seed():
    assert (Bootstrap(resamples=9, seed=3).draws(5) == Bootstrap(resamples=9, seed=3).draws(5)).all()
    assert (Bootstrap(resamples=9, seed=3).draws(5) != Bootstrap(resamples=9, seed=4).draws(5)).any()


def test_scores_of_a_draw_are_those_of_the_drawn_corpus():
    draws = Bootstrap(resamples=20).draws(4)
    f1 = Sums(SCORE, draws).f1("a")
    for row, draw in enumerate(draws):
        drawn = [index for index, times in enumerate(draw) for _ in range(int(times))]
        hits, predicted, gold = (
            sum(SCORE[f"a/{column}"][index] for index in drawn) for column in ("hits", "predicted", "gold")
        )
        assert f1[row] == pytest.approx(2 * hits / (predicted + gold)) if gold else np.isnan(f1[row])


def test_the_interval_holds_the_share_of_draws_it_says():
    generator = np.random.default_rng(1)
    columns = {"a/hits": tuple(generator.integers(0, 2, 200)), "a/total": (1,) * 200}
    shares = Sums(columns, Bootstrap(resamples=4000).draws(200)).share("a")
    estimate = Estimate.of(shares, 0.95)
    assert estimate.low < estimate.value < estimate.high
    inside = (shares[1:] >= estimate.low) & (shares[1:] <= estimate.high)
    assert inside.mean() == pytest.approx(0.95, abs=0.02)
    # The textbook's half width for a share of 200.
    assert (estimate.high - estimate.low) / 2 == pytest.approx(1.96 * np.sqrt(0.25 / 200), rel=0.1)


def test_undefined_is_none_and_undefined_draws_are_left_out():
    assert Estimate.of(np.array([np.nan, 1.0]), 0.95) == Estimate(value=None)
    assert Estimate.of(np.array([0.5, np.nan]), 0.95) == Estimate(value=0.5)
    assert Estimate.of(np.array([0.5, np.nan, 0.25]), 0.95) == Estimate(value=0.5, low=0.25, high=0.25)


def test_f1_is_0_without_hits_and_undefined_without_gold():
    sums = Sums({"a/predicted": (3,), "b/gold": (3,), "c/predicted": (1,), "c/gold": (1,)}, np.ones((1, 1)))
    assert np.isnan(sums.f1("a")[0])
    assert sums.f1("b")[0] == 0
    assert np.isnan(sums.precision("b")[0])
    assert sums.f1("c")[0] == 0


def test_macro_f1_of_a_confusion_is_over_gold_values():
    # yes: 3 of 4 right, 1 of "no" taken for it: F1 6/8. no: 1 of 2, 1 of "yes" taken for it: 2/4. maybe: never gold.
    columns = {"c/yes/yes": (3,), "c/yes/no": (1,), "c/no/no": (1,), "c/no/yes": (1,), "c/no/maybe": (0,)}
    assert Sums(columns, np.ones((1, 1))).macro_f1_of_confusion("c")[0] == pytest.approx((6 / 8 + 2 / 4) / 2)
    assert np.isnan(Sums({}, np.ones((1, 1))).macro_f1_of_confusion("c")[0])


def test_columns_of_zeros_are_left_out():
    assert as_columns([{"a": 1, "b": 0}, {"c": 2}]) == {"a": (1.0, 0.0), "c": (0.0, 2.0)}


def test_ratio_with_nothing_below_is_undefined():
    assert np.isnan(ratio(np.array([1.0]), np.array([0.0]))[0])


@pytest.mark.parametrize("options", [{"resamples": -1}, {"seed": -1}, {"level": 1.0}, {"level": 0.0}, {"draws": 3}])
def test_impossible_settings_are_refused(options):
    with pytest.raises(ValidationError):
        Bootstrap(**options)
