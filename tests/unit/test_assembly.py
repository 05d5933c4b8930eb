"""From an annotated article to its record: dates and unions of events, and what their totals add up."""

import pytest

from casualty_ner.assembly import to_record
from casualty_ner.corpus.markup import compile_markup
from casualty_ner.records import Bounds, ModelInfo
from casualty_ner.schema import Outcome

_HEAD = "genre: agency_story\nfamily: made\nauthor: tests\n\n"


def record(body, published="2021-03-10"):
    head = f"=== made\npublished: {published}\n" if published else "=== made\n"
    return to_record(compile_markup(f"{head}{_HEAD}{body}\n")[0])


def totals(text, *tolls, event=0):
    """Totals of an event in which the tolls are as written: class, then status and options."""
    lines = "".join(f"\n  {number} {toll}" for number, toll in enumerate(tolls, start=1))
    found = record(f"{text}\n---\ne1 incident fire{lines}").events[event].totals
    return {outcome.value: (bounds.min, bounds.max) for outcome, bounds in found.items()}


class TestTotals:
    @pytest.mark.parametrize(
        ("text", "tolls", "expected"),
        [
            ("[Two|K1] died, [three|K2] more died.", ("civilians", "civilians"), {"killed": (5, 5)}),
            ("[Two|K1] died and [three|I2] were hurt.", ("civilians",) * 2, {"killed": (2, 2), "injured": (3, 3)}),
            ("[Ten|K1] died, [two|K2] of them children.", ("civilians", "civilians part_of=1"), {"killed": (10, 10)}),
            ("[Nine|K1], later [12|K2] died.", ("civilians", "civilians updates=1"), {"killed": (12, 12)}),
            (
                "[Nine|K1], [12|K2], [15|K3].",
                ("civilians", "civilians updates=1", "civilians updates=2"),
                {"killed": (15, 15)},
            ),
            ("[Two|K1] died; it denied [40|K2].", ("civilians", "civilians denied"), {"killed": (2, 2)}),
            ("[Two|K1] died; [40|K2] will.", ("civilians", "civilians projected"), {"killed": (2, 2)}),
            ("[Two|K1] died; it is said [40|K2] did.", ("civilians", "civilians alleged"), {"killed": (42, 42)}),
            ("It denied [40|K1].", ("civilians denied",), {}),
            ("[No one|K1] died.", ("civilians",), {"killed": (0, 0)}),
            ("[No one|K1] died but [two|K2].", ("civilians", "civilians"), {"killed": (2, 2)}),
            ("[At least 5|K1] and [two|K2] died.", ("civilians", "state_forces"), {"killed": (7, None)}),
            ("[Up to 5|K1] and [two|K2] died.", ("civilians", "state_forces"), {"killed": (2, 7)}),
            ("[Up to 5|K1] and [up to 6|K2] died.", ("civilians", "state_forces"), {"killed": (None, 11)}),
            ("[Five families|M1] are missing.", ("civilians",), {"missing": (None, None)}),
            ("[Five families|M1] and [140|M2] are missing.", ("civilians", "civilians"), {"missing": (140, None)}),
            (
                "[40|H1] casualties and [two|K2] dead.",
                ("mixed", "civilians"),
                {"killed": (2, 2), "casualties": (40, 40)},
            ),
        ],
    )
    def test_parts_updates_and_what_is_not_asserted_are_left_out_and_the_rest_is_added(self, text, tolls, expected):
        assert totals(text, *tolls) == expected

    @pytest.mark.parametrize(
        ("text", "tolls", "expected"),
        [
            ("[Police|S1] said [12|K1] died, the [Red Cross|S2] [15|K2].", ("civilians",) * 2, (12, 15)),
            ("[Police|S1] said [12|K1], the [Red Cross|S2] [at least 15|K2].", ("civilians",) * 2, (12, None)),
            ("[Police|S1] said [12|K1], the [army|S2] [15|K2], [monitors|S3] [9|K3].", ("civilians",) * 3, (9, 15)),
            ("[Police|S1] said [12|K1], [police|S2] also [15|K2].", ("civilians",) * 2, (27, 27)),
            ("[Police|S1] said [12|K1]; [15|K2] more died.", ("civilians",) * 2, (27, 27)),
            ("[Police|S1] said [12|K1], the [Red Cross|S2] [15|K2].", ("civilians", "state_forces"), (27, 27)),
            ("[Interior Ministry|S1]: [12|K1]. [Health Ministry|S2]: [15|K2].", ("civilians",) * 2, (12, 15)),
            ("[Health Ministry|S1]: [12|K1]. [The ministry|S2]: [15|K2].", ("civilians",) * 2, (27, 27)),
            ("[Police|S1]: [12|K1] [women|V1]. [Army|S2]: [15|K2] [men|V2].", ("civilians",) * 2, (27, 27)),
            ("[Police|S1]: [12|K1] [people|V1]. [Army|S2]: [15|K2] [men|V2].", ("civilians",) * 2, (12, 15)),
            ("[Police|S1]: [3|K1] in [Baram|L1]. [Army|S2]: [4|K2] in [Jauljibi|L2].", ("civilians",) * 2, (7, 7)),
            ("[Police|S1]: [3|K1] in [Baram|L1]. [Army|S2]: [4|K2] in [Baram town|L2].", ("civilians",) * 2, (3, 4)),
        ],
    )
    def test_figures_of_two_sources_for_the_same_people_count_once(self, text, tolls, expected):
        assert totals(text, *tolls) == {"killed": expected}

    def test_a_part_of_another_events_toll_counts_in_its_own_event(self):
        body = (
            "[Two|K1] died in [Gao|L1] and [three|K2] in [Mopti|L2], [five|K3] in all.\n---\n"
            "e1 incident bombing\n  1 civilians part_of=3\ne2 incident bombing\n  2 civilians part_of=3\n"
            "e3 aggregate bombing\n  3 civilians"
        )
        assert [event.totals[Outcome.KILLED] for event in record(body).events] == [
            Bounds(min=n, max=n) for n in (2, 3, 5)
        ]


class TestEvents:
    def test_lists_are_the_union_over_tolls_in_text_order_the_most_specific_place_first(self):
        body = (
            "[Rebels|P1] shelled [Idlib|L1,2], killing [two|K1]; [mortars|C2] of [militants|P2] hit [Basamis, Idlib|L2] and hurt "
            "[three|I2].\n---\ne1 incident shelling\n  1 civilians\n  2 civilians"
        )
        (event,) = record(body).events
        assert [place.text for place in event.places] == ["Basamis, Idlib", "Idlib"]
        assert [who.text for who in event.perpetrators] == ["Rebels", "militants"]
        assert [cause.text for cause in event.causes] == ["mortars"]
        assert [place.text for place in event.tolls[1].places] == ["Idlib", "Basamis, Idlib"]

    @pytest.mark.parametrize(
        ("text", "tolls", "words", "days"),
        [
            ("[Two|K1] died on [Monday|D1].", ("civilians",), "Monday", "2021-03-08"),
            ("[Two|K1] died [this week|D1], [on Monday|D1].", ("civilians",), "on Monday", "2021-03-08"),
            (
                "[Ten|K1] died on [Monday|D1], [two|K2] on [Sunday|D2].",
                ("civilians", "civilians part_of=1"),
                "Monday",
                "2021-03-08",
            ),
            ("[Ten|K1] died, [two|K2] on [Sunday|D2].", ("civilians", "civilians part_of=1"), "Sunday", "2021-03-07"),
            ("[Two|K1] died [that day|D1].", ("civilians",), "that day", None),
        ],
    )
    def test_the_date_is_the_most_precise_of_the_tolls_that_are_no_parts(self, text, tolls, words, days):
        lines = "".join(f"\n  {number} {toll}" for number, toll in enumerate(tolls, start=1))
        (event,) = record(f"{text}\n---\ne1 incident fire{lines}").events
        assert event.date.text == words
        assert (event.date.first.isoformat() if event.date.first else None) == days

    def test_days_that_the_annotator_states_count_before_the_rules(self):
        body = (
            "[Two|K1] died [on the holiday|D1].\n---\ne1 incident fire date=2021-03-05..2021-03-06/day\n  1 civilians"
        )
        date = record(body).events[0].date
        assert (date.text, date.first.isoformat(), date.last.isoformat()) == (
            "on the holiday",
            "2021-03-05",
            "2021-03-06",
        )

    def test_without_a_day_of_publication_a_weekday_stays_unresolved(self):
        body = "[Two|K1] died on [Monday|D1].\n---\ne1 incident fire\n  1 civilians"
        date = record(body, published=None).events[0].date
        assert (date.text, date.first, date.last) == ("Monday", None, None)

    def test_an_event_without_dates_has_none(self):
        assert record("[Two|K1] died.\n---\ne1 incident fire\n  1 civilians").events[0].date is None


class TestTolls:
    def test_a_toll_stands_where_its_principal_mention_stands(self):
        (toll,) = (
            record("[18|K1] dead\n\n[At least 18|K1*] died.\n---\ne1 incident fire\n  1 civilians").events[0].tolls
        )
        assert (toll.text, toll.start, toll.end) == ("At least 18", 9, 20)
        assert [mention.text for mention in toll.mentions] == ["18", "At least 18"]

    def test_confidence_model_and_notes_are_passed_on_and_gold_is_sure(self):
        article = compile_markup(f"=== made\n{_HEAD}[Two|K1] died.\n---\ne1 incident fire\n  1 civilians\n")[0]
        gold = to_record(article)
        assert (gold.events[0].confidence, gold.events[0].tolls[0].confidence, gold.model) == (1.0, 1.0, None)
        model = ModelInfo(name="m", revision="r")
        read = to_record(article, confidence={"t1": 0.25, "e1": 0.5}, model=model, notes=("odd",))
        assert (read.events[0].confidence, read.events[0].tolls[0].confidence) == (0.5, 0.25)
        assert (read.model, read.article.notes, read.article.characters) == (model, ("odd",), 9)
