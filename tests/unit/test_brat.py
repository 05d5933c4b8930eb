import json

import pytest
from corpus_cases import DEV, TEST, TRAIN, articles

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.corpus.brat import annotation_conf, write_brat
from casualty_ner.corpus.brat_reading import read_brat
from casualty_ner.corpus.markup import compile_markup
from casualty_ner.errors import FormatError
from casualty_ner.schema import EventType, Qualifier, Slot, VictimClass

ANN = """T1\tKILLED 0 3\tTwo
T2\tVICTIM 4 7\tmen
T3\tDATE 16 22\tFriday
T4\tINJURED 24 29\tthree
E1\tKILLED:T1 Victim:T2 Date:T3
E2\tINJURED:T4 Date:T3
A1\tVictimClass E1 civilians
A2\tVictimClass E2 civilians
#1\tEvent E1\te1 incident fire
#2\tEvent E2\te1 incident fire
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text("Two men died on Friday, three hurt.", encoding="utf-8")
    (tmp_path / "a.ann").write_text(ANN, encoding="utf-8")
    return tmp_path


def test_articles_come_back_as_they_were_written(tmp_path):
    written = [*articles(TEST), *articles(DEV), *articles(TRAIN)]
    write_brat(written, tmp_path / "brat")
    assert read_brat(tmp_path / "brat") == sorted(written, key=lambda article: article.id)


def test_the_order_of_events_and_of_their_tolls_is_kept(tmp_path):
    source = (
        TRAIN.replace("  1 civilians\n", "")
        .replace("e1 incident", "e2 incident")
        .replace("  3 civilians part_of=2\n", "  3 civilians part_of=2\ne1 background fire\n  1 civilians\n")
    )
    written = compile_markup(
        source.replace("  2 civilians\n  3 civilians part_of=2\n", "  3 civilians part_of=2\n  2 civilians\n")
    )
    assert [event.id for event in written[0].events] == ["e2", "e1"]
    assert written[0].events[0].tolls == ("t3", "t2")
    write_brat(written[:1], tmp_path / "brat")
    assert read_brat(tmp_path / "brat") == written[:1]


def test_what_an_annotation_tool_writes_is_read(folder):
    article = read_brat(folder)[0]
    assert article.id == "a"
    assert article.tolls[0].qualifier is Qualifier.EXACT
    assert (article.tolls[0].min, article.tolls[0].victims, article.tolls[1].dates) == (2, ("s2",), ("s3",))
    assert article.tolls[0].victim_class is VictimClass.CIVILIANS
    assert article.events[0].event_type is EventType.FIRE


def test_order_of_lines_crlf_and_notes_of_annotators_do_no_harm(folder):
    before = read_brat(folder)
    lines = [*ANN.split("\n"), "#9\tAnnotatorNotes T1\tare these all?"]
    (folder / "a.ann").write_bytes("\r\n".join(reversed(lines)).encode())
    after = read_brat(folder)[0]
    assert after.spans == before[0].spans
    assert {toll.id: toll for toll in after.tolls} == before[0].toll_by_id


def test_a_span_over_several_lines_is_written_in_fragments(tmp_path):
    written = compile_markup(TRAIN.replace("[rock face|", r"[rock\nface|"))[:1]
    write_brat(written, tmp_path / "brat")
    assert "T3\tCAUSE 24 28;29 33\trock face\n" in (tmp_path / "brat" / "quarry.ann").read_text(encoding="utf-8")
    assert read_brat(tmp_path / "brat") == written


def test_tabs_and_carriage_returns_in_spans_survive(tmp_path):
    written = compile_markup(TRAIN.replace("[rock face|", "[rock\tface\\rslip|"))[:1]
    write_brat(written, tmp_path / "brat")
    assert read_brat(tmp_path / "brat") == written


def test_the_configuration_names_the_whole_schema():
    sections = annotation_conf()
    assert all(f"\n{slot.value}\n" in f"{sections}\n" for slot in Slot)
    assert "KILLED\tMention*:KILLED, Victim*:VICTIM" in sections
    assert "PartOf\tArg1:<EVENT>, Arg2:<EVENT>" in sections
    assert "Status\tArg:<EVENT>, Value:asserted|alleged|denied|projected" in sections


def replaced(old, new):
    assert ANN.count(old) == 1, old
    return ANN.replace(old, new)


@pytest.mark.parametrize(
    ("ann", "message", "line"),
    [
        (replaced("KILLED 0 3", "DEAD 0 3"), "label 'DEAD' is not in the schema; allowed: KILLED, INJURED", 1),
        (replaced("0 3\tTwo", "1 4\tTwo"), r"the text at \[1:4\] is 'wo ', the line says 'Two'", 1),
        (replaced("0 3\tTwo", "0 99\tTwo"), r"the text at \[0:99\] is", 1),
        (replaced("0 3\tTwo", "0 2\tTw"), "the span cuts a word", 1),
        (replaced("0 3\tTwo", "0 3;4 7\tTwo men"), "the span is in several pieces on one line", 1),
        (replaced("T1\tKILLED 0 3\tTwo", "T1\tKILLED 0\tTwo"), "has not the form 'T1<tab>KILLED 0 5<tab>words'", 1),
        (replaced("T2\tVICTIM", "T1\tVICTIM"), "the id 'T1' is used before, on line 1", 2),
        (replaced("T2\tVICTIM", "X2\tVICTIM"), "unknown kind of line; allowed: T, E, R, A, M, #", 2),
        (replaced("E1\tKILLED:T1", "E1\tKILLED:T9"), "there is no span 'T9'", 5),
        (replaced("E1\tKILLED:T1", "E1\tINJURED:T1"), "the trigger is T1 KILLED, the line says 'INJURED'", 5),
        (replaced("E1\tKILLED:T1", "E1\tVICTIM:T2"), "the trigger is T2 VICTIM", 5),
        (replaced("E1\tKILLED:T1", "Ex\tKILLED:T1"), "'Ex' is no id of an event", 5),
        (replaced("Victim:T2", "Killer:T2"), "role 'Killer:?' is not known; allowed: Mention, Victim", 5),
        (replaced("Victim:T2", "Victim:T8"), "there is no span 'T8'", 5),
        (replaced(" Victim:T2", ""), "T2 'men' VICTIM is no trigger and no argument", 2),
        (replaced("A1\tVictimClass", "A1\tMood"), "attribute 'Mood' is not known; allowed: Status", 7),
        (replaced("E1 civilians", "E1 miners"), "'miners' is no VictimClass; allowed: civilians", 7),
        (replaced("E1 civilians", "E7 civilians"), "there is no event 'E7'", 7),
        (replaced("A1\tVictimClass E1 civilians\n", ""), "E1 has no attribute 'VictimClass'", 5),
        (replaced("A2\tVictimClass E2", "A2\tVictimClass E1"), "victim_class is given before; keep one", 8),
        (replaced("#1\tEvent E1\te1 incident fire\n", ""), "E1 has no note 'Event' such as", 5),
        (replaced("#1\tEvent E1", "#1\tEvent E9"), "there is no event 'E9'", 9),
        (replaced("#1\tEvent E1", "#1\tComment E1"), "note 'Comment' is not known; allowed: Event, Bounds", 9),
        (replaced("#1\tEvent E1\te1 incident", "#1\tEvent E1\te1"), "has not the form '#1<tab>Event E1", 9),
        (replaced("#1\tEvent E1\te1 incident", "#1\tEvent E1\te1 accident"), "'accident' is not a valid Scope", 9),
        (f'{ANN}#3\tBounds E1\t{{"min": 2}}\n', "the bounds have not the form", 11),
        (f"{ANN}#3\tBounds E1\t2-3\n", "Extra data", 11),
        (f"{ANN}R1\tSumOf Arg1:E1 Arg2:E2\n", "relation 'SumOf' is not known; allowed: PartOf, Updates", 11),
        (f"{ANN}R1\tPartOf Arg1:E1 Arg2:E3\n", "there is no event 'E3'", 11),
        (f"{ANN}R1\tPartOf Arg1:E1\n", "has not the form 'R1<tab>PartOf Arg1:E2 Arg2:E1'", 11),
    ],
)  # fmt: skip
def test_a_fault_names_file_and_line(folder, ann, message, line):
    (folder / "a.ann").write_text(ann, encoding="utf-8")
    with pytest.raises(FormatError, match=message) as caught:
        read_brat(folder)
    assert str(caught.value).startswith(f"{folder / 'a.ann'}:{line}: ")


@pytest.mark.parametrize(
    ("text", "spans", "hint"),
    [
        ("💥💥 Two died.", "T1\tKILLED 5 8\tTwo\n", "the offsets are UTF-16 units, convert them to code points"),
        ("a\nb\nTwo died.", "T1\tKILLED 6 9\tTwo\n", "the offsets are counted with CRLF line ends, the text has LF"),
    ],
)
def test_offsets_of_other_units_are_recognised(folder, text, spans, hint):
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "a.ann").write_text(spans, encoding="utf-8")
    with pytest.raises(FormatError, match=hint):
        read_brat(folder)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ann", None, "a.ann is missing; every .txt of a collection has its .ann"),
        ("a.txt", b"caf\xe9", "a.txt:1: byte 3 is not UTF-8"),
        ("a.ann", b"T1\tKILLED 0 3\tTwo\n\xff", "a.ann:2: byte 18 is not UTF-8"),
        ("a.meta.json", b"{", "a.meta.json: not JSON"),
        ("a.meta.json", b"[]", "unknown keys"),
        ("a.meta.json", b'{"id": "a", "spans": []}', r"unknown keys \['spans'\]; allowed: id, published"),
        ("a.meta.json", b'{"id": "a", "dates": {"e7": null}}', r"dates the events \['e7'\], which do not exist"),
        ("a.meta.json", b'{"id": "a", "published": "Friday"}', "a.ann: published is 'Friday': Input should be a valid"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder, name, content, message):
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(FormatError, match=message):
        read_brat(folder)


def test_spans_that_overlap_are_refused(folder):
    ann = ANN.replace("T2\tVICTIM 4 7\tmen", "T2\tVICTIM 0 7\tTwo men")
    (folder / "a.ann").write_text(ann, encoding="utf-8")
    with pytest.raises(FormatError, match=r"a\.ann: span s2 'Two men' overlaps"):
        read_brat(folder)


def test_a_folder_without_texts_is_refused(tmp_path):
    with pytest.raises(FormatError, match=r"holds no \.txt file; name the folder of a brat collection"):
        read_brat(tmp_path)


def with_id(kind, value):
    dump = json.loads(articles()[0].model_dump_json())
    target = dump if kind == "article" else dump["spans"][0]
    if kind == "span":
        dump["tolls"][0]["principal"], dump["tolls"][0]["mentions"] = value, [value]
    target["id"] = value
    return AnnotatedArticle.model_validate(dump)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([with_id("article", "a/b")], "article id 'a/b' is no file name; allowed are letters"),
        ([with_id("article", ".hidden")], "article id '.hidden' is no file name"),
        (
            [with_id("article", "Quarry"), articles()[0]],
            "two articles have the id 'quarry', upper and lower case aside",
        ),
        ([with_id("span", "first")], "article 'quarry': span id 'first' is not of the form"),
    ],
)
def test_ids_that_brat_cannot_say_are_refused_before_anything_is_written(tmp_path, values, message):
    with pytest.raises(FormatError, match=message):
        write_brat(values, tmp_path / "brat")
    assert not (tmp_path / "brat").exists()


def test_a_folder_that_is_not_empty_is_not_written_to(folder):
    with pytest.raises(FormatError, match="is not empty; name a new folder"):
        write_brat(articles(), folder)
