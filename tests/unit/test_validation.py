import json
import re
from pathlib import Path

import pytest
from corpus_cases import DEV, TRAIN, articles, jsonl, spoil, write_corpus
from rich.console import Console

from casualty_ner.corpus import grid
from casualty_ner.corpus.jsonl import read_jsonl
from casualty_ner.corpus.markup import compile_markup
from casualty_ner.corpus.validation import Check, Severity, validate_corpus
from casualty_ner.corpus.validation.rendering import ReportView, markdown_findings, markdown_table, summary
from casualty_ner.corpus.validation.wording import harm_words, openings, wording_of
from casualty_ner.errors import CorpusError


def test_a_sound_corpus_has_no_findings(tmp_path):
    report = validate_corpus(write_corpus(tmp_path))
    assert report.findings == ()
    assert dict(report.size.rows)["articles"] == (2, 1, 1)
    assert dict(report.size.rows)["tolls"] == (3, 1, 2)


def change(*path, **changes):
    def apply(value):
        for key in path:
            value = value[key]
        value.update(changes)

    return apply


def utf16_offsets(value):
    value["text"] = "💥 " + value["text"]
    for span in value["spans"]:
        span["start"], span["end"] = span["start"] + 3, span["end"] + 3


def crlf_offsets(value):
    last = value["spans"][-1]
    last["start"], last["end"] = last["start"] + 1, last["end"] + 1


def overlapping(value):
    value["spans"][1].update(start=0, text="Two workers")


QUARRY = spoil(lambda value: None)
FIRST = QUARRY.split("\n")[0]

CORRUPT = {
    "offset off by one": (spoil(change("spans", 0, start=1)), 1, "stored text is 'Two', the article has 'wo'"),
    "UTF-16 offsets": (spoil(utf16_offsets), 1, "the offsets look like UTF-16 units"),
    "CRLF-counted offsets": (spoil(crlf_offsets), 1, "the offsets look counted with CRLF line ends"),
    "overlapping spans": (spoil(overlapping), 1, "overlaps or precedes span s1 'Two'"),
    "label not in the schema": (spoil(change("spans", 0, label="DEAD")), 1, "Input should be 'KILLED'"),
    "unknown id": (spoil(change("tolls", 0, victims=["s77"])), 1, "names span 's77', which does not exist"),
    "empty file": ("\n", 1, "the file holds no article"),
    "duplicate key": (QUARRY + FIRST.replace('{"id"', '{"id": "b", "id"') + "\n", 3, "key 'id' is given twice"),
    "NaN": (QUARRY + FIRST.replace('"min": 2', '"min": NaN') + "\n", 3, "NaN is not JSON; write null or a number"),
    "not UTF-8": (QUARRY + "\udcff\n", 3, "not UTF-8"),
    "torn last line": (QUARRY + FIRST[:700], 3, "the line seems to be cut off"),
    "span cutting a word": (spoil(change("spans", 0, end=2, text="Tw")), 1, "cuts a word or a number in two"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "line", "problem"), CORRUPT.values(), ids=CORRUPT)
def test_a_damaged_file_is_an_error_at_its_line_and_is_refused_by_the_reader(tmp_path, content, line, problem):
    folder = write_corpus(tmp_path, train=content)
    report = validate_corpus(folder)
    found = [finding for finding in report.errors if finding.check is Check.READABLE]
    assert [(finding.file, finding.line) for finding in found] == [(folder / "train.jsonl", line)]
    assert re.search(problem, found[0].problem)
    with pytest.raises(CorpusError, match=rf"train\.jsonl:{line}: .*{problem}"):
        read_jsonl(folder / "train.jsonl")


def moved(split, source):
    """A corpus in which the articles of a split are those of ``source``."""
    return {split: jsonl(articles(source))}


SHARED = "when an overloaded ferry sank off Zanzibar, early on Saturday"

CONTRADICTIONS = {
    "family across splits": (
        moved("dev", DEV.replace("family: ferry-zanzibar", "family: quarry-fall")),
        "dev.jsonl", 1, Check.FAMILY, "quarry-fall", "the family is in dev here and in train at",
    ),
    "parts above total": (
        moved("train", TRAIN.replace("[one|I3] of them", "[six|I3] of them")),
        "train.jsonl", 1, Check.PARTS, "six", r"toll t3 \(min 6, max 6, exact\) is part of toll t2 'Three'",
    ),
    "wrong bounds": (
        {"train": spoil(change("tolls", 0, min=3, max=3))},
        "train.jsonl", 1, Check.BOUNDS, "Two", "toll t1 has min 3, max 3, exact",
    ),
    "bounds that contradict each other": (
        {"train": spoil(change("tolls", 0, max=None, bounds_reason="x"))},
        "train.jsonl", 1, Check.BOUNDS, "Two", "toll t1 has min 2, max not stated, exact",
    ),
    "id used twice": (
        moved("test", DEV.replace("family: ferry-zanzibar", "family: other")),
        "test.jsonl", 1, Check.UNIQUE_ID, "ferry", "the id is used before, at .*dev.jsonl:1",
    ),
    "near-duplicate across splits": (
        moved("test", DEV.replace("ferry-zanzibar", "x").replace("=== ferry", "=== b").replace("At least 190", "Two")),
        "test.jsonl", 1, Check.NEAR_DUPLICATE, "Two passengers", r"\d+% of its word runs are those of ferry \(across",
    ),
    "words shared by two families": (
        moved("train", TRAIN.replace("Cocoa closed", f"Some saw {SHARED}, as cocoa closed")),
        "dev.jsonl", 1, Check.SHARED_WORDS, "when an overloaded ferry sank off", "10 words in a row stand in market",
    ),
    "unknown genre": (
        moved("train", TRAIN.replace("genre: local_paper", "genre: local_papers")),
        "train.jsonl", 1, Check.VOCABULARY, "local_papers", "genre is not known to the grid",
    ),
    "unknown hard case": (
        moved("train", TRAIN.replace("hard: including", "hard: includes")),
        "train.jsonl", 1, Check.VOCABULARY, "includes", "hard is not known to the grid",
    ),
    "no English": (
        moved("train", TRAIN.replace("english: kenyan\n", "")),
        "train.jsonl", 1, Check.VOCABULARY, "", "english is missing",
    ),
    "no surface": (
        moved("train", TRAIN.replace("surface: plain\nhard", "hard")),
        "train.jsonl", 1, Check.VOCABULARY, "", "surface is missing",
    ),
    "no_toll with tolls": (
        moved("train", TRAIN.replace("structure: one_event", "structure: no_toll")),
        "train.jsonl", 1, Check.VOCABULARY, "no_toll", "the article has 3 tolls",
    ),
    "tolls without no_toll": (
        moved("train", TRAIN.replace("structure: no_toll", "structure: update")),
        "train.jsonl", 2, Check.VOCABULARY, "update", "the article has 0 tolls",
    ),
    "no author": (
        {"train": spoil(change(author=""))},
        "train.jsonl", 1, Check.VOCABULARY, "", "author is empty",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_an_error_with_its_place_and_its_words(tmp_path, case):
    spoiled, file, line, check, text, problem = case
    folder = write_corpus(tmp_path, **spoiled)
    report = validate_corpus(folder)
    found = [finding for finding in report.errors if finding.check is check]
    assert [(finding.file, finding.line) for finding in found] == [(folder / file, line)]
    assert found[0].text.startswith(text)
    assert re.search(problem, found[0].problem)
    assert found[0].allowed
    assert found[0].remedy


def test_near_names_are_proposed(tmp_path):
    folder = write_corpus(tmp_path, **moved("train", TRAIN.replace("hard: including", "hard: includng")))
    assert any(finding.remedy == "did you mean 'including'?" for finding in validate_corpus(folder).errors)


def test_stock_phrases_may_be_shared(tmp_path):
    phrase = "by continuing to use this site you agree to our use of cookies"
    train = TRAIN.replace("Cocoa closed", f"{phrase}. Cocoa closed")
    folder = write_corpus(
        tmp_path, **moved("train", train), **moved("dev", DEV.replace("[At least", f"{phrase}.\n[At least"))
    )
    assert not [finding for finding in validate_corpus(folder).errors if finding.check is Check.SHARED_WORDS]


def test_one_family_may_repeat_itself(tmp_path):
    again = TRAIN.replace("=== quarry", "=== again").split("\n\n=== market")[0].replace("Three", "Four") + "\n\n"
    again = again.replace(
        "of them critically.", "of them critically, who had come up from the coast to find work there."
    )
    folder = write_corpus(tmp_path, **moved("train", again + TRAIN))
    assert {finding.check for finding in validate_corpus(folder).errors} == {Check.COMPILED}


@pytest.mark.parametrize("missing", ["train", "dev", "test"])
def test_a_missing_split_is_an_error(tmp_path, missing):
    folder = write_corpus(tmp_path)
    (folder / f"{missing}.jsonl").unlink()
    found = validate_corpus(folder).errors
    assert [(finding.file.name, finding.problem) for finding in found] == [
        (f"{missing}.jsonl", "the file does not exist; name a file of annotated articles")
    ]


def test_a_folder_without_any_split_is_refused(tmp_path):
    with pytest.raises(CorpusError, match=r"holds none of train\.jsonl, dev\.jsonl, test\.jsonl; name the folder"):
        validate_corpus(tmp_path)


def test_the_rest_is_checked_where_lines_are_damaged(tmp_path):
    damaged = "{}\n" + spoil(change("tolls", 0, min=3, max=3)) + "[]\n"
    errors = validate_corpus(write_corpus(tmp_path, train=damaged)).errors
    places = {(finding.check, finding.line) for finding in errors}
    assert places == {(Check.READABLE, 1), (Check.READABLE, 4), (Check.BOUNDS, 2), (Check.COMPILED, 1)}


def test_stored_articles_that_their_markup_does_not_give_are_an_error_with_the_command(tmp_path, monkeypatch):
    write_corpus(tmp_path, **moved("dev", DEV.replace("overloaded", "overfull")))
    monkeypatch.chdir(tmp_path)
    folder = Path("data")
    (finding,) = validate_corpus(folder).errors
    assert (finding.check, finding.file, finding.line, finding.article) == (
        Check.COMPILED, folder / "dev.jsonl", 1, "ferry",
    )  # fmt: skip
    assert finding.remedy == "run: casualty-ner convert seeds/corpus/dev --to data/dev.jsonl --force"


@pytest.mark.parametrize(
    ("edit", "line", "problem"),
    [
        (lambda content: content.split("\n")[0] + "\n", 2, "the file has 1 lines, the markup gives 2"),
        (lambda content: content + content, 3, "the file has 4 lines, the markup gives 2"),
        (lambda content: content[:-1], 2, "the last line does not end with a line feed"),
        (lambda content: content.replace(", ", ","), 1, "the stored line is not what the markup compiles to"),
    ],
)
def test_stored_files_are_compared_byte_for_byte(tmp_path, edit, line, problem):
    folder = write_corpus(tmp_path, train=edit(jsonl(articles(TRAIN))))
    found = [finding for finding in validate_corpus(folder).errors if finding.check is Check.COMPILED]
    assert [(finding.line, finding.problem) for finding in found] == [(line, problem)]


def test_markup_that_does_not_compile_is_an_error_in_the_markup(tmp_path):
    folder = write_corpus(tmp_path)
    source = tmp_path / "seeds" / "corpus" / "dev" / "a.cas"
    source.write_text(DEV.replace("|L1]", "|Q1]"), encoding="utf-8")
    (finding,) = validate_corpus(folder).errors
    assert (finding.check, finding.file.name, finding.line) == (Check.COMPILED, "a.cas", 11)
    assert "column 92: 'Q1' is no slot code" in finding.problem


def warnings_of(tmp_path, train):
    report = validate_corpus(write_corpus(tmp_path, **moved("train", train)))
    assert {finding.check for finding in report.errors} <= {Check.COMPILED}
    return report.warnings


NEAR = """=== near
published: 2019-05-06
genre: local_paper
family: near
author: a1
english: kenyan
structure: one_event
surface: plain

{text}
---
e1 incident fire
  1 civilians
"""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "A fire at [Kibera|L1]. Then rain.\n[Two|K1] died in Kibera.",
            "the same words stand nearer, in '…n rain. Two died in Kibera",
        ),
        ("[Kibera|L1] mourns.\nSmoke rose. Kibera burned. [Two|K1] died.", "the same words stand nearer"),
        (
            "[Two|K1] died on [Friday|D1] in smoke.\nThe [5 May|D1] fire was out by noon.",
            "'Friday' fills that slot nearer by",
        ),
        ("[Kibera|L1] burned. It was windy. [Two|K1] died at [Lindi|L1].", "'Lindi' fills that slot nearer by"),
    ],
)
def test_a_filler_further_off_than_it_must_be_is_a_warning(tmp_path, text, problem):
    found = warnings_of(tmp_path, NEAR.format(text=text))
    assert [finding.check for finding in found] == [Check.NEARNESS]
    assert problem in found[0].problem


@pytest.mark.parametrize(
    "text",
    [
        "[Kibera|L1] burned. [Two|K1] died at [Lindi|L1].",
        "[Kibera|L1] mourns.\nSmoke rose. [Two|K1] died.",
        "[Kibera|L1] burned. It was windy. [Two|K1] died at a [fuel store|L1].",
        "[Friday|D1] was hot. Smoke rose. At [9.15 p.m.|D1] [two|K1] died.",
        "[Two|K1] died. Kiberans fled [Kibera|L1].",
        "[Two|K1] died, [police|S1] said.\nFor hours police stood by.",
        "[Police|S1] spoke.\nPolice said. [Two|K1] died.",
        "[Kibera|L1] mourns.\nPeople of Kibera wept. [Two|K1] died.".replace(
            "People of Kibera", "[People of Kibera|V1]"
        ),
        "[Friday|D1] was hot. [Two|K1] died, and [two|K1] were buried in [Kibera|L1].",
    ],
)
def test_a_filler_as_near_as_it_can_be_is_no_finding(tmp_path, text):
    assert warnings_of(tmp_path, NEAR.format(text=text)) == ()


@pytest.mark.parametrize(
    ("old", "new", "check", "problem"),
    [
        (
            "  1 civilians\n",
            '  1 civilians min=2 max=2 because="told"\n',
            Check.BOUNDS,
            "for bounds that the rules read",
        ),
        ("[Two|K1] [workers|V1]", "[Two cars|K1] of [workers|V1]", Check.BOUNDS, "toll t1 has no bound"),
        ("[one|I3]", "[one|K3]", Check.PARTS, r"toll t3 \(killed\) is part of toll t2 \(injured\)"),
    ],
)
def test_doubts_about_a_toll_are_warnings(tmp_path, old, new, check, problem):
    found = warnings_of(tmp_path, TRAIN.replace(old, new, 1))
    assert [finding.check for finding in found] == [check]
    assert found[0].severity is Severity.WARNING
    assert re.search(problem, found[0].problem)


@pytest.mark.parametrize("words", ["An unknown number of", "How many", "five families"])
def test_a_number_said_to_be_unknown_needs_no_bounds(tmp_path, words):
    assert warnings_of(tmp_path, TRAIN.replace("[Two|K1] [workers", f"[{words}|K1] [workers")) == ()


@pytest.mark.parametrize(
    ("words", "wording"),
    [
        ("12", "figure"), ("twelve", "number_word"), ("a dozen", "a_dozen"), ("at least 12", "at_least"),
        ("over 50", "more_than"), ("more than two dozen", "more_than_two_dozen"), ("up to 40", "at_most"),
        ("fewer than five", "fewer_than"), ("nearly 40", "about"), ("8 to 10", "range"), ("a couple", "couple"),
        ("several", "several"), ("dozens", "dozens"), ("scores", "dozens"), ("hundreds", "hundreds"),
        ("tens of thousands", "hundreds"), ("soldiers", "bare_plural"), ("a 12-year-old boy", "one_person"),
        ("no one", "no_one"), ("an unknown number", "unknown_number"), ("five families", "not_people"),
    ],
)  # fmt: skip
def test_every_wording_of_the_guide_is_recognised(words, wording):
    toll = compile_markup(NEAR.format(text=f"[{words}|K1] died."))[0].tolls[0]
    assert wording_of(toll, words) == wording
    assert wording in grid.WORDINGS


def test_words_for_harm_and_openings_are_counted():
    article = articles()[0].model_copy(
        update={"text": "Gunmen shot dead 12 men.\nIn 2014 three died. The storm claimed the lives of 9. Oh no."}
    )
    assert harm_words(article) == {"shoot": 1, "dead": 1, "die": 1, "claim lives": 1}
    assert list(openings(article)) == ["gunmen shot dead", "in # three", "the storm claimed"]


def test_counts_stand_beside_their_floors(tmp_path):
    report = validate_corpus(write_corpus(tmp_path))
    hard = next(table for table in report.axes if table.title == "Hard cases")
    assert [value for value, _ in hard.rows] == list(grid.HARD_CASES)
    assert dict(hard.rows)["including"] == (1, 0, 0)
    assert ("including", "train", 1, 20) in list(hard.unmet())
    types = next(table for table in report.axes if table.title == "Event types")
    assert dict(types.rows)["maritime_accident"] == (0, 1, 0)
    unmet = sum(1 for table in report.axes for _ in table.unmet())
    assert report.unmet_floors == unmet + sum(not goal.met for goal in report.goals)
    assert {goal.title: goal.met for goal in report.goals if goal.split in ("all", "train")} == {
        "countries": False,
        "articles without any toll": True,
        "articles after 1985": True,
    }


def test_a_report_is_the_same_after_json(tmp_path):
    report = validate_corpus(write_corpus(tmp_path, train=spoil(change("tolls", 0, min=3, max=3))))
    assert type(report).model_validate(json.loads(report.model_dump_json())) == report


def test_the_terminal_shows_places_and_the_sum(tmp_path, capsys):
    folder = write_corpus(tmp_path, train=spoil(change("tolls", 0, min=3, max=3)) * 20)
    report = validate_corpus(folder)
    Console().print(ReportView(report, tables=True, most=2), crop=False)
    shown = capsys.readouterr().out
    assert f"{folder / 'train.jsonl'}:1: error: [bounds] quarry 'Two': toll t1 has min 3, max 3, exact; " in shown
    assert "… and 18 more of error [bounds]; show them with --all" in shown
    assert "maritime_accident" in shown
    assert shown.rstrip().endswith(summary(report))


def test_markdown_shows_counts_below_their_floor(tmp_path):
    report = validate_corpus(write_corpus(tmp_path, train=spoil(change("tolls", 0, min=3, max=3))))
    genres = next(table for table in report.axes if table.title == "Genres")
    assert "| agency_flash | 1 < 20 | 1 < 3 | 0 < 3 |\n" in markdown_table(genres)
    assert "| error | bounds | 1 |" in markdown_findings(report.findings)
    assert markdown_findings([]) == "No findings.\n"
