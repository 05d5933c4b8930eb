"""Floors for the model that `make train` makes: every head beats its baseline, and the plainest news is read right."""

import json
from pathlib import Path

import pytest

from casualty_ner.predict import Predictor

RUN = Path("runs/base")
REPORT = RUN / "report-dev" / "report.json"

pytestmark = [
    pytest.mark.trained,
    pytest.mark.skipif(not REPORT.is_file(), reason="runs/base has no report; `make train` writes it"),
]


@pytest.fixture(scope="module")
def scores():
    return {system["name"]: system for system in json.loads(REPORT.read_bytes())["systems"]}


@pytest.fixture(scope="module")
def predictor():
    return Predictor.from_pretrained(RUN, device="cpu")


@pytest.mark.parametrize("baseline", ["nearest", "regex", "majority"])
@pytest.mark.parametrize("figure", ["event_f1", "toll_full_f1", "filler_link_f1", "part_of_f1"])
def test_linking_beats_every_baseline(scores, figure, baseline):
    assert scores["base"]["headline"][figure]["value"] > (scores[baseline]["headline"][figure]["value"] or 0.0)


@pytest.mark.parametrize("baseline", ["regex", "majority"])
@pytest.mark.parametrize("figure", ["slot_micro_f1", "slot_macro_f1", "toll_found_f1", "toll_strict_f1"])
def test_spans_beat_every_baseline_that_makes_its_own(scores, figure, baseline):
    assert scores["base"]["headline"][figure]["value"] > (scores[baseline]["headline"][figure]["value"] or 0.0)


@pytest.mark.parametrize("attribute", ["scope", "event_type"])
def test_attributes_beat_the_commonest_value_given_on_gold_tolls(scores, attribute):
    ours, commonest = (
        scores[name]["attributes"][attribute]["accuracy"]["estimate"]["value"] for name in ("base", "majority")
    )
    assert ours > commonest


def test_plain_news_is_read_right(predictor):
    text = "At least 12 people were killed and 30 others wounded in a bomb blast in Kano on Friday, police said."
    (event,) = predictor.predict(text, published="2013-07-27").events
    found = {(toll.outcome.value, toll.min, toll.max, toll.text) for toll in event.tolls}
    assert ("killed", 12, None, "At least 12") in found


def test_a_text_without_casualties_gives_no_events(predictor):
    assert predictor.predict("The central bank raised its main rate to 12 percent on Friday.").events == ()
