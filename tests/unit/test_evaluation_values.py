import pytest
from evaluation_cases import annotate, record

from casualty_ner.evaluation.pairs import pair_documents, view_of
from casualty_ner.evaluation.totals import count_totals, incident_totals, killed, killed_by_adding_all
from casualty_ner.evaluation.values import BINS, bin_of, main_figure
from casualty_ner.schema import Outcome


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "0"), (1, "1"), (2, "2"), (3, "3–5"), (5, "3–5"), (6, "6–19"), (19, "6–19"), (20, "20+"), (10**9, "20+")],
)
def test_bins(number, name):
    assert bin_of(number) == name
    assert name in BINS


def view(text, *events):
    return view_of(record("a", text, list(events)))


class TestMainFigure:
    def test_is_the_largest_of_an_incident(self):
        found = view("[Six|K1] died, [nine|K2] in Jos.", ("incident", "fire", {1: {"min": 6}, 2: {"min": 9}}))
        assert main_figure(found, Outcome.KILLED) == 9
        assert main_figure(found, Outcome.INJURED) == 0

    @pytest.mark.parametrize("scope", ["background", "aggregate"])
    def test_leaves_other_scopes_out(self, scope):
        found = view(
            "[Six|K1] died, [nine|K2] in May.", ("incident", "fire", {1: {"min": 6}}), (scope, "fire", {2: {"min": 9}})
        )
        assert main_figure(found, Outcome.KILLED) == 6

    @pytest.mark.parametrize("fields", [{"part_of": 1}, {"status": "denied"}, {"status": "projected"}])
    def test_leaves_parts_and_the_unrealised_out(self, fields):
        found = view("[Six|K1] died, [nine|K2] in Jos.", ("incident", "fire", {1: {"min": 6}, 2: {"min": 9} | fields}))
        assert main_figure(found, Outcome.KILLED) == 6

    def test_follows_a_correction_downwards(self):
        found = view(
            "[Nine|K1] died; no, [six|K2].", ("incident", "fire", {1: {"min": 9}, 2: {"min": 6, "updates": 1}})
        )
        assert main_figure(found, Outcome.KILLED) == 6

    def test_takes_the_maximum_where_nothing_else_is_stated(self):
        found = view("[Up to 9|K1] died.", ("incident", "fire", {1: {"max": 9, "qualifier": "at_most"}}))
        assert main_figure(found, Outcome.KILLED) == 9


class TestTotals:
    def test_incidents_add_up_and_the_rest_stays_out(self):
        found = view(
            "[Six|K1] died, [nine|K2] in Jos, [90|K3] in May.",
            ("incident", "fire", {1: {"min": 6}}),
            ("incident", "riot", {2: {"min": 9, "max": None, "qualifier": "at_least"}}),
            ("aggregate", "fire", {3: {"min": 90}}),
        )
        total = incident_totals(found)[Outcome.KILLED]
        assert (total.min, total.max) == (15, None)
        assert killed(found) == 15
        assert killed_by_adding_all(found) == 105

    def test_an_upper_bound_alone_has_no_least_number(self):
        found = view("[Up to 9|K1] died.", ("incident", "fire", {1: {"max": 9, "qualifier": "at_most"}}))
        total = incident_totals(found)[Outcome.KILLED]
        assert (total.min, total.max) == (None, 9)
        assert killed(found) == 0

    @pytest.mark.parametrize(
        ("fields", "exact"),
        [({}, 1), ({"min": 7}, 0), ({"max": None, "qualifier": "at_least"}, 0), ({"part_of": 2}, 0)],
    )
    def test_exact_means_every_outcome_and_bound(self, fields, exact):
        text = "[Six|K1] died, [nine|K2] in Jos."
        gold = annotate("a", text, [("incident", "fire", {1: {"min": 6}, 2: {"min": 9}})])
        found = record("a", text, [("incident", "fire", {1: {"min": 6} | fields, 2: {"min": 9}})])
        assert count_totals(pair_documents([gold], [found])[0])["totals.exact/hits"] == exact
