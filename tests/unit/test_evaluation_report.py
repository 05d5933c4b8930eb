import json
import re
from html.parser import HTMLParser

import pytest
from evaluation_cases import QUIET, SHELLING, SHELLING_MISREAD, TWO_ATTACKS, TWO_ATTACKS_MERGED, annotate

from casualty_ner.assembly import to_record
from casualty_ner.errors import InputError
from casualty_ner.evaluation import (
    EvaluationReport,
    LearningPoint,
    build_report,
    evaluate,
    majority_attributes,
    majority_scores,
    write_report,
)
from casualty_ner.evaluation.baselines import empty_record
from casualty_ner.evaluation.bootstrap import Bootstrap, Estimate
from casualty_ner.evaluation.faults import FaultKind, find_faults
from casualty_ner.evaluation.page import css_percent, curves, figure, interval, markdown_cell, render_html
from casualty_ner.evaluation.pairs import fingerprint, pair_documents
from casualty_ner.evaluation.tolls import align
from casualty_ner.schema import Slot

GOLD = [SHELLING, QUIET, TWO_ATTACKS]
RECORDS = [SHELLING_MISREAD, empty_record(QUIET), TWO_ATTACKS_MERGED]
FAST = Bootstrap(resamples=30)
CURVES = [LearningPoint(step=step, epoch=step / 10, name="loss", value=1 / step) for step in range(1, 9)]


def full_report(name="base", curves=CURVES, gold=GOLD, records=RECORDS):
    systems = [
        evaluate(gold, records, name=name, bootstrap=FAST),
        majority_scores(gold, majority_attributes(GOLD), bootstrap=FAST),
    ]
    return build_report("dev", gold, systems, reviewed=records, curves=curves)


@pytest.fixture(scope="module")
def report() -> EvaluationReport:
    return full_report()


def faults(gold, record):
    pair = pair_documents([gold], [record])[0]
    return [(fault.kind, fault.slot, fault.gold, fault.predicted) for fault in find_faults(pair, align(pair))]


class TestFaults:
    def test_of_the_misread_shelling(self):
        found = faults(SHELLING, SHELLING_MISREAD)
        assert (FaultKind.WRONG_BOUNDS, Slot.KILLED, "10 or more", "11 or more") in found
        assert (FaultKind.WRONG_ATTRIBUTE, Slot.KILLED, "status asserted", "status alleged") in found
        assert (FaultKind.WRONG_ATTRIBUTE, Slot.KILLED, "event type shelling", "event type airstrike") in found
        assert (FaultKind.WRONG_LINKS, Slot.KILLED, "part of “At least 10”", "part of nothing") in found
        assert (FaultKind.WRONG_LINKS, Slot.PLACE, "places “Idlib”", "places nothing") in found
        assert (FaultKind.MISSED, Slot.DATE, "“today”", "nothing") in found
        assert (FaultKind.MISSED, Slot.INJURED, "“Two”", "nothing") in found
        assert (FaultKind.SPLIT_EVENT, Slot.KILLED, "one event", "2 events") in found

    def test_of_merged_events_and_a_restatement(self):
        found = faults(TWO_ATTACKS, TWO_ATTACKS_MERGED)
        assert (FaultKind.MERGED_EVENT, Slot.KILLED, "3 events", "one event") in found
        assert (FaultKind.WRONG_LINKS, Slot.KILLED, "a mention of “Seven”", "a toll of its own") in found
        assert not [kind for kind, *_ in found if kind in (FaultKind.MISSED, FaultKind.SPURIOUS)]

    def test_of_spans(self):
        gold = annotate("a", "[Six|K1] men died in [Jos|L1] city.", [("incident", "other", {1: {"min": 6}})])
        found = annotate("a", "[Six|I1] men died [in Jos|L1] [city|C1].", [("incident", "other", {1: {"min": 6}})])
        assert faults(gold, to_record(found)) == [
            (FaultKind.WRONG_SLOT, Slot.KILLED, "KILLED “Six”", "INJURED “Six”"),
            (FaultKind.WRONG_EXTENT, Slot.PLACE, "“Jos”", "“in Jos”"),
            (FaultKind.SPURIOUS, Slot.CAUSE, "nothing", "“city”"),
        ]

    def test_a_toll_told_as_a_mention_of_another(self):
        text = "[Six|K1] died. [Six|K{}] more drowned."
        gold = annotate("a", text.format(2), [("incident", "other", {1: {"min": 6}, 2: {"min": 6}})])
        found = annotate("a", text.format(1), [("incident", "other", {1: {"min": 6}})])
        assert (FaultKind.WRONG_LINKS, Slot.KILLED, "a toll of its own", "a mention of “Six”") in faults(
            gold, to_record(found)
        )

    def test_none_in_a_perfect_prediction(self):
        for article in GOLD:
            assert faults(article, to_record(article)) == []


class TestReport:
    def test_dataset(self, report):
        assert report.dataset.name == "dev"
        assert report.dataset.fingerprint == fingerprint(GOLD)
        assert (report.dataset.documents, report.dataset.tolls, report.dataset.events) == (3, 6, 4)

    def test_fingerprint_follows_text_and_annotation(self):
        other = TWO_ATTACKS.model_copy(update={"events": TWO_ATTACKS.events[:2]})
        assert len({fingerprint([SHELLING]), fingerprint([TWO_ATTACKS]), fingerprint([other]), fingerprint(GOLD)}) == 4

    def test_differences_are_to_the_first_system(self, report):
        gap = report.differences["majority"]["toll_strict_f1"]
        assert gap.value == pytest.approx(report.systems[0].headline["toll_strict_f1"].value)

    def test_json_round_trip_without_the_texts(self, report, tmp_path):
        write_report(report, tmp_path)
        text = (tmp_path / "report.json").read_text()
        assert "SOHR" not in text
        assert EvaluationReport.model_validate_json(text) == report.model_copy(update={"reviews": ()})
        assert "NaN" not in text

    def test_no_system(self):
        with pytest.raises(InputError, match="at least one system"):
            build_report("dev", GOLD, [])

    def test_two_systems_of_one_name(self, report):
        with pytest.raises(InputError, match="a different name for each"):
            build_report("dev", GOLD, [report.systems[0]] * 2)

    def test_other_gold(self, report):
        with pytest.raises(InputError, match="system 'base' was scored on gold"):
            build_report("dev", GOLD[:2], report.systems[:1])

    def test_folder_that_is_a_file(self, report, tmp_path):
        (tmp_path / "taken").write_text("")
        with pytest.raises(InputError, match="cannot write the report into"):
            write_report(report, tmp_path / "taken")


class TestMarkdown:
    def test_tables_are_whole(self, report, tmp_path):
        write_report(report, tmp_path)
        text = (tmp_path / "report.md").read_text()
        tables = [line for line in text.splitlines() if line.startswith("|")]
        widths = {}
        for line in tables:
            widths.setdefault(line.count("|"), []).append(line)
        assert "| Toll F1, strict | " in text
        assert "| KILLED | 6 | " in text
        assert "over documents, 30 resamples, seed 0" in text
        assert not re.search(r"\n\n\|---", text)
        for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            assert len({line.count("|") for line in block.splitlines()}) == 1

    def test_names_cannot_break_a_table(self, tmp_path):
        write_report(full_report(name="a|b<script>"), tmp_path)
        assert "a\\|b&lt;script>" in (tmp_path / "report.md").read_text()


class Page(HTMLParser):
    """Collects what a page would load, and its embedded documents."""

    def __init__(self) -> None:
        super().__init__()
        self.loads, self.open, self.scripts, self.stack = [], None, {}, []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.loads += [found[name] for name in ("src", "href") if name in found and not found[name].startswith("#")]
        if tag in ("script", "style"):
            self.open = found.get("id", tag)
        if tag not in ("meta", "link", "br", "polyline"):
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if tag == "polyline":
            return
        assert self.stack.pop() == tag
        self.open = None

    def handle_data(self, data):
        if self.open:
            self.scripts[self.open] = self.scripts.get(self.open, "") + data


class TestPage:
    def parsed(self, report) -> Page:
        page = Page()
        page.feed(render_html(report))
        page.close()
        return page

    def test_is_well_formed_and_loads_nothing(self, report):
        page = self.parsed(report)
        assert page.loads == []
        assert page.stack == []
        assert "url(" not in page.scripts["style"]
        assert "import" not in page.scripts["script"]
        assert "innerHTML" not in page.scripts["script"]

    def test_carries_every_document_and_error(self, report):
        documents = json.loads(self.parsed(report).scripts["documents"])
        assert [document["id"] for document in documents] == [article.id for article in GOLD]
        assert [document["text"] for document in documents] == [article.text for article in GOLD]
        assert sum(len(document["faults"]) for document in documents) == len(report.faults) > 0

    def test_hostile_text_stays_text(self):
        hostile = annotate(
            "</script><b>",
            "[Six|K1] died</script><img src=x onerror=alert(1)>.",
            [("incident", "other", {1: {"min": 6}})],
        )
        records = [empty_record(hostile)]
        report = full_report(name="<i>base</i>", gold=[hostile], records=records)
        page = self.parsed(report)
        assert page.loads == []
        assert "img" not in page.stack
        assert json.loads(page.scripts["documents"])[0]["text"] == hostile.text
        assert "<i>base" not in render_html(report)

    def test_without_baselines_documents_or_curves(self):
        system = evaluate(GOLD, RECORDS, name="alone", bootstrap=Bootstrap(resamples=0))
        page = render_html(build_report("dev", GOLD, [system]))
        assert "Errors in context" not in page
        assert "<script" not in page

    def test_curves_leave_undefined_values_out(self):
        points = [
            *CURVES,
            LearningPoint(step=9, epoch=1, name="loss", value=None),
            LearningPoint(step=4, epoch=1, name="f1", value=0.5),
        ]
        drawn = curves(points)
        assert [curve.name for curve in drawn] == ["loss", "f1"]
        assert drawn[0].last == pytest.approx(1 / 8)
        assert drawn[0].points.startswith("0.00,2.00 ")
        assert drawn[0].points.endswith(" 100.00,38.00")
        assert drawn[1].points == "0.00,38.00"


@pytest.mark.parametrize(
    ("value", "is_share", "signed", "text"),
    [
        (0.7134, True, False, "71.3"),
        (1.0, True, False, "100.0"),
        (0.0, True, True, "0.0"),
        (-0.0001, True, True, "0.0"),
        (0.05, True, True, "+5.0"),
        (-0.05, True, True, "−5.0"),
        (1.084, False, False, "1.08"),
        (None, True, False, "–"),
    ],
)
def test_figures_for_people(value, is_share, signed, text):
    assert figure(value, is_share, signed) == text
    assert figure(Estimate(value=value), is_share, signed) == text


def test_intervals_for_people():
    assert interval(Estimate(value=0.5, low=0.4, high=0.6)) == "40.0–60.0"
    assert interval(Estimate(value=0.5, low=-0.4, high=0.6), signed=True) == "−40.0 to +60.0"
    assert interval(Estimate(value=0.5)) == ""


def test_css_shares_stay_in_the_box():
    assert [css_percent(value) for value in (None, -1, 0.255, 7)] == ["0.00%", "0.00%", "25.50%", "100.00%"]


def test_markdown_cells_are_inert():
    assert markdown_cell("a|b\n<c>\\") == "a\\|b &lt;c>\\\\"
