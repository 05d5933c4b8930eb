from datetime import date

import pytest
from corpus_cases import TRAIN, articles

from casualty_ner.articles import AnnotatedArticle, DateOverride
from casualty_ner.corpus.markup import compile_markup, read_markup
from casualty_ner.corpus.markup_printing import print_markup
from casualty_ner.errors import FormatError, MarkupError
from casualty_ner.schema import DatePrecision, Outcome, Qualifier, Slot, Status, VictimClass

BASE = """=== a
published: 2019-05-04
genre: agency_flash
family: f
author: x

[Two|K1] [men|V1] died on [Friday|D1,2], [three|I2] hurt.
---
e1 incident fire
  1 civilians
  2 civilians
"""


def test_an_article_compiles_to_what_it_says():
    article = compile_markup(BASE)[0]
    assert article.text == "Two men died on Friday, three hurt."
    assert article.published == date(2019, 5, 4)
    assert [(span.label, span.start, span.end) for span in article.spans] == [
        (Slot.KILLED, 0, 3),
        (Slot.VICTIM, 4, 7),
        (Slot.DATE, 16, 22),
        (Slot.INJURED, 24, 29),
    ]
    killed, injured = article.tolls
    assert (killed.outcome, killed.min, killed.max, killed.qualifier) == (Outcome.KILLED, 2, 2, Qualifier.EXACT)
    assert (killed.victims, injured.victims) == (("s2",), ())
    assert killed.dates == injured.dates == ("s3",)
    assert (injured.victim_class, injured.status) == (VictimClass.CIVILIANS, Status.ASSERTED)
    assert article.events[0].tolls == ("t1", "t2")


def edited(*edits):
    source = BASE
    for old, new in edits:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


FAULTS = [
    ([("=== a\n", "stray\n=== a\n")], "'stray' stands before the first article; begin one with '=== id'", 1, 1),
    ([("=== a\n", "===\n")], "an article needs an id", 1, 1),
    ([("\n\n[Two", "\n[Two")], "is no head line; allowed are published, genre", 6, 1),
    (
        [("\n\n[Two|K1] [men|V1] died on [Friday|D1,2], [three|I2] hurt.\n---", "\nhard: x\n===")],
        "head does not end",
        6,
        1,
    ),
    ([("---\n", ""), ("e1 incident fire\n  1 civilians\n  2 civilians\n", "")], "write a line '---' below it", 8, 1),
    ([("author: x", "writer: x")], "'writer: x' is no head line; allowed are published", 5, 1),
    ([("author: x", "family: g")], "'family: …' is given twice; keep one", 5, 1),
    ([("author: x\n", "")], "the head lacks 'author: …'", 1, 1),
    ([("family: f", "family:")], "the head lacks 'family: …'", 1, 1),
    ([("2019-05-04", "4 May 2019")], "'4 May 2019' is no date; write YYYY-MM-DD", 2, 12),
    ([("2019-05-04", "2019-02-30")], "'2019-02-30' is no date", 2, 12),
    ([("2019-05-04", "20190504")], "'20190504' is no date", 2, 12),
    ([(" hurt.", " hurt\\.")], "a backslash stands before", 7, 57),
    ([(" hurt.", " hurt.\\")], "a backslash stands before", 7, 58),
    ([("[Two|K1]", "[T[wo|K1]")], "a span opens inside a span", 7, 3),
    ([(" hurt.", " hurt].")], "a bare ']' outside a span; write", 7, 57),
    ([(" hurt.", " h|urt.")], "a bare '|' outside a span; write", 7, 54),
    ([("[men|V1]", "[men]")], "a bare ']' outside a span", 7, 14),
    ([(" hurt.", " [hurt.")], "the span opened here is not closed on its line", 7, 53),
    ([("[Two|K1]", "[Two|X1]")], "'X1' is no slot code with toll numbers", 7, 6),
    ([("[Two|K1]", "[Two|K]")], "'K' is no slot code", 7, 6),
    ([("[Two|K1]", "[Two|K0]")], "'K0' is no slot code", 7, 6),
    ([("[Two|K1]", "[Two|k1]")], "'k1' is no slot code", 7, 6),
    ([("[three|I2] hurt.", "[three|I2 hurt.")], "'I2 hurt.' is no slot code", 7, 49),
    ([("[Friday|D1,2]", "[Friday|D1,2,1]")], r"names a toll twice \(1, 2, 1\)", 7, 27),
    ([("[Two|K1]", "[Two|K1,2]")], "a KILLED span states one toll, not 2", 7, 1),
    ([("[men|V1]", "[men|V1*]")], "a VICTIM span is no mention of a toll", 7, 10),
    ([("[men|V1]", "[|V1]")], "the span holds no words", 7, 10),
    ([("[men|V1]", "[men |V1]")], "the span 'men ' begins or ends with white space", 7, 10),
    ([("[men|V1]", "[me|V1]n")], "the span 'me' cuts a word", 7, 10),
    ([("[men|V1]", "[men|V3]")], "toll 3 has no line under an event below the text", 7, 10),
    (
        [("e1 incident fire\n  1 civilians\n", "  1 civilians\ne1 incident fire\n")],
        "stands before any event line",
        9,
        1,
    ),
    ([("e1 incident fire", "e1 incident")], "'e1 incident' is no event line", 9, 1),
    ([("e1 incident fire", "x1 incident fire")], "'x1 incident fire' is no event line", 9, 1),
    ([("e1 incident fire", "e1 accident fire")], "'accident' is no Scope; allowed: incident, aggregate", 9, 4),
    ([("e1 incident fire", "e1 incident blaze")], "'blaze' is no EventType; allowed: airstrike", 9, 13),
    ([("e1 incident fire", "e1 incident fire when=now")], "unknown option 'when'; allowed here: date", 9, 18),
    ([("e1 incident fire", "e1 incident fire date=2019-05-03 date=2019-05-04")], "'date' is given twice", 9, 34),
    ([("e1 incident fire", "e1 incident fire date=Friday")], "'Friday' is no date", 9, 23),
    ([("e1 incident fire", "e1 incident fire date=2019-05-03..May/day")], "'May' is no date", 9, 35),
    ([("e1 incident fire", "e1 incident fire date=2019-05-03/hour")], "'hour' is no DatePrecision", 9, 34),
    (
        [("e1 incident fire", "e1 incident fire date=2019-05-03..2019-05-02/day")],
        "from 2019-05-03 to 2019-05-02",
        9,
        18,
    ),
    ([("e1 incident fire", "e1 incident fire date=..2019-05-02/day")], "a date from None cannot have precision", 9, 18),
    ([("e1 incident fire", "e1 incident fire date=2019-05-02/unknown")], "cannot have precision 'unknown'", 9, 18),
    ([("  2 civilians\n", "  2 civilians\ne1 incident fire\n")], "event e1 is listed twice, first on line 9", 12, 1),
    ([("  2 civilians\n", "  2 civilians\ne2 incident fire\n")], "event e2 has no toll", 12, 1),
    ([("  2 civilians\n", "  2 civilians\n  1 civilians\n")], "toll 1 is listed twice, first on line 10", 12, 1),
    ([("  1 civilians", "  1")], "'1' is no toll line; write 'N victim_class", 10, 1),
    ([("  1 civilians", "  0 civilians")], "'0 civilians' is no toll line", 10, 1),
    ([("  1 civilians", "  1 civilians denied twice")], "is no toll line", 10, 1),
    ([("  1 civilians", "  1 miners")], "'miners' is no VictimClass; allowed: civilians", 10, 5),
    ([("  1 civilians", "  1 civilians rumoured")], "'rumoured' is no Status; allowed: asserted", 10, 15),
    ([("  1 civilians", "  1 civilians total=2")], "unknown option 'total'; allowed here: part_of", 10, 15),
    ([("  1 civilians", "  1 civilians part_of=t2")], "part_of=t2 names no toll", 10, 15),
    ([("  1 civilians", "  1 civilians updates=7")], "updates=7, but there is no toll 7", 10, 15),
    ([("  1 civilians", "  1 civilians part_of=1")], "the chain of part_of comes back to toll t1", 1, 1),
    ([("[Two|K1]", "Two")], r"toll 1 has no toll span \(K, I, M or H\)", 10, 1),
    ([("died on", "[killed|I1] on")], "marked as KILLED before and as INJURED here; one toll has one outcome", 7, 19),
    ([("died on", "[six|K1] on")], r"read differently \('Two', 'six'\); mark the one that counts", 7, 1),
    ([("[Two|K1]", "[Two|K1*]"), ("died on", "[six|K1*] on")], r"toll 1 has 2 mentions marked '\*'; mark one", 7, 20),
    ([("  1 civilians", '  1 civilians because="told so"')], "'because' explains min, max or qualifier", 10, 1),
    ([("  1 civilians", "  1 civilians min=3 max=3")], 'need because="…"', 10, 1),
    ([("  1 civilians", '  1 civilians min=3 because=" "')], 'need because="…"', 10, 1),
    ([("  1 civilians", '  1 civilians min=few because="x"')], "min=few is neither a whole number nor null", 10, 15),
    ([("  1 civilians", '  1 civilians max=-1 because="x"')], "max=-1 is neither a whole number nor null", 10, 15),
    ([("  1 civilians", '  1 civilians qualifier=some because="x"')], "'some' is no Qualifier", 10, 25),
    ([("  1 civilians", '  1 civilians max=null because="x"')], "max=None.* does not fit the qualifier 'exact'", 10, 1),
]


@pytest.mark.parametrize(("edits", "message", "line", "column"), FAULTS)
def test_a_fault_names_line_and_column(edits, message, line, column):
    with pytest.raises(MarkupError, match=message) as caught:
        compile_markup(edited(*edits))
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (b"=== a\ngenre: caf\xe9\n", "is not UTF-8; save the file as UTF-8", 2),
        (b"# nothing yet\n", "the file holds no article", 1),
        (BASE.replace("fire", "blaze").encode(), "'blaze' is no EventType", 9),
    ],
)
def test_a_fault_in_a_file_names_the_file(tmp_path, content, message, line):
    path = tmp_path / "a.cas"
    path.write_bytes(content)
    with pytest.raises(MarkupError, match=message) as caught:
        read_markup(path)
    assert caught.value.file == path
    assert str(caught.value).startswith(f"{path}:{line}:")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MarkupError, match="the file does not exist"):
        read_markup(tmp_path / "a.cas")


@pytest.mark.parametrize("encode", [str.encode, lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()])
def test_a_file_may_have_a_byte_order_mark_and_crlf(tmp_path, encode):
    path = tmp_path / "a.cas"
    path.write_bytes(encode(BASE))
    assert read_markup(path) == compile_markup(BASE)


def test_comments_stand_before_articles_and_among_events():
    source = "# by hand\n\n" + BASE.replace("  2 civ", "# the survivors\n  2 civ")
    assert compile_markup(source) == compile_markup(BASE)


def test_the_star_chooses_the_mention_that_gives_the_bounds():
    source = BASE.replace("[Two|K1]", "[Two|K1*]").replace("died on", "and [6|K1] on")
    toll = compile_markup(source)[0].tolls[0]
    assert (toll.min, toll.principal, toll.mentions) == (2, "s1", ("s1", "s3"))


def test_stated_bounds_replace_what_the_rules_read():
    source = BASE.replace("  1 civilians", r'  1 civilians min=2 max=4 qualifier=range because="two \"or so\", C:\\n"')
    toll = compile_markup(source)[0].tolls[0]
    assert (toll.min, toll.max, toll.qualifier) == (2, 4, Qualifier.RANGE)
    assert toll.bounds_reason == 'two "or so", C:\\n'
    assert compile_markup(print_markup(compile_markup(source)))[0].tolls[0] == toll


@pytest.mark.parametrize(
    ("written", "start", "end", "precision"),
    [
        ("2019-05-03", date(2019, 5, 3), date(2019, 5, 3), DatePrecision.DAY),
        ("2019-05-01..2019-05-31/month", date(2019, 5, 1), date(2019, 5, 31), DatePrecision.MONTH),
        ("2019-05-01../year", date(2019, 5, 1), None, DatePrecision.YEAR),
        ("/unknown", None, None, DatePrecision.UNKNOWN),
    ],
)
def test_dates_of_events_survive_printing(written, start, end, precision):
    compiled = compile_markup(BASE.replace("incident fire", f"incident fire date={written}"))
    assert compiled[0].events[0].date == DateOverride(start=start, end=end, precision=precision)
    assert compile_markup(print_markup(compiled)) == compiled


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (r"\[sic\] a \| b \\ c", r"[sic] a | b \ c"),
        (r"one\r", "one\r"),
        (r"\---", "---"),
        (r"\=== not an article", "=== not an article"),
        (r"\---- a rule", "---- a rule"),
        ("--- a rule", "--- a rule"),
    ],
)
def test_text_that_looks_like_markup_is_written_with_backslashes(line, text):
    compiled = compile_markup(BASE.replace("[Two|K1]", f"{line}\n[Two|K1]"))
    assert compiled[0].text.split("\n")[0] == text
    assert compile_markup(print_markup(compiled)) == compiled


def test_a_span_may_run_over_a_line_end():
    compiled = compile_markup(BASE.replace("[men|V1]", r"[men and\nwomen|V1]"))
    assert compiled[0].spans[1].text == "men and\nwomen"
    assert compile_markup(print_markup(compiled)) == compiled


def test_printing_gives_back_the_markup():
    assert print_markup(compile_markup(TRAIN)) == TRAIN


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": " a"}, "id ' a' is no single line without outer blanks"),
        ({"family": "f\ng"}, "is no single line"),
        ({"brief": {"hard": ("two words",)}}, "is no list of single words"),
    ],
)
def test_heads_that_markup_cannot_say_are_refused(changes, message):
    article = AnnotatedArticle.model_validate({**articles()[1].model_dump(), **changes})
    with pytest.raises(FormatError, match=message):
        print_markup([article])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"max": 9, "qualifier": "range"}, "stored are min 2, max 9, range, the rules read min 2, max 2, exact"),
        ({"bounds_reason": "two\nlines"}, "is no single line"),
    ],
)
def test_tolls_that_markup_cannot_say_are_refused(changes, message):
    value = articles()[0].model_dump()
    value["tolls"][0].update(changes)
    with pytest.raises(FormatError, match=message):
        print_markup([AnnotatedArticle.model_validate(value)])


def test_ids_that_markup_cannot_say_are_refused():
    value = articles()[0].model_dump()
    value["events"][0]["id"] = "first"
    with pytest.raises(FormatError, match="id 'first' cannot be written; use t1, t2"):
        print_markup([AnnotatedArticle.model_validate(value)])


def test_an_article_without_family_prints_with_the_line_left_open():
    article = articles()[1].model_copy(update={"family": "", "published": None})
    printed = print_markup([article])
    assert "\nfamily:\n" in printed
    with pytest.raises(MarkupError, match="the head lacks 'family"):
        compile_markup(printed)
