"""Bounds read from the words of toll spans, and the quantity phrases of running text."""

import time
from pathlib import Path

import pytest

from casualty_ner.errors import InputError
from casualty_ner.quantities import UNREAD, Quantity, find_quantities, read_quantity
from casualty_ner.schema import Qualifier

GOLDEN = Path(__file__).parents[1] / "golden" / "quantities.tsv"


def golden_rows() -> list[tuple[str, Quantity]]:
    rows = []
    for line in GOLDEN.read_text(encoding="utf-8").splitlines()[1:]:
        if line and not line.startswith("#"):
            phrase, low, high, qualifier = line.split("\t")
            rows.append(
                (phrase, Quantity(int(low) if low else None, int(high) if high else None, Qualifier(qualifier)))
            )
    return rows


ROWS = golden_rows()


@pytest.mark.parametrize(("phrase", "expected"), ROWS, ids=[phrase for phrase, _ in ROWS])
def test_every_phrase_of_the_golden_table_reads_as_written(phrase, expected):
    assert read_quantity(phrase) == expected


def test_the_golden_table_is_large_and_has_no_phrase_twice():
    phrases = [phrase for phrase, _ in ROWS]
    assert len(phrases) >= 400
    assert len(set(phrases)) == len(phrases)


def test_every_qualifier_occurs_in_the_golden_table():
    assert {quantity.qualifier for _, quantity in ROWS} == set(Qualifier)


@pytest.mark.parametrize(("phrase", "expected"), ROWS, ids=[phrase for phrase, _ in ROWS])
def test_punctuation_and_space_around_a_span_change_nothing(phrase, expected):
    assert read_quantity(f' "{phrase}", ') == expected


SCHEMA_TABLE = {
    "12": (12, 12, "exact"),
    "twelve": (12, 12, "exact"),
    "a dozen": (12, 12, "exact"),
    "at least 7": (7, None, "at_least"),
    "no fewer than 7": (7, None, "at_least"),
    "a minimum of 7": (7, None, "at_least"),
    "more than 7": (8, None, "more_than"),
    "over 7": (8, None, "more_than"),
    "upwards of 7": (8, None, "more_than"),
    "7-plus": (8, None, "more_than"),
    "up to 7": (None, 7, "at_most"),
    "as many as 7": (None, 7, "at_most"),
    "at most 7": (None, 7, "at_most"),
    "fewer than 7": (None, 6, "fewer_than"),
    "less than 7": (None, 6, "fewer_than"),
    "under 7": (None, 6, "fewer_than"),
    "about 7": (7, 7, "about"),
    "around 7": (7, 7, "about"),
    "nearly 7": (7, 7, "about"),
    "almost 7": (7, 7, "about"),
    "some 7": (7, 7, "about"),
    "7 or so": (7, 7, "about"),
    "7 to 9": (7, 9, "range"),
    "7-9": (7, 9, "range"),
    "between 7 and 9": (7, 9, "range"),
    "7 or 9": (7, 9, "range"),
    "a couple": (2, 2, "exact"),
    "both drivers": (2, 2, "exact"),
    "the twins": (2, 2, "exact"),
    "several": (3, None, "vague"),
    "a few": (3, None, "vague"),
    "a handful": (3, None, "vague"),
    "some": (3, None, "vague"),
    "many": (3, None, "vague"),
    "numerous": (3, None, "vague"),
    "dozens": (24, None, "vague"),
    "scores": (40, None, "vague"),
    "tens": (20, None, "vague"),
    "hundreds": (200, None, "vague"),
    "thousands": (2000, None, "vague"),
    "tens of thousands": (20_000, None, "vague"),
    "hundreds of thousands": (200_000, None, "vague"),
    "millions": (2_000_000, None, "vague"),
    "more than two dozen": (25, None, "more_than"),
    "soldiers": (2, None, "plural"),
    "a man": (1, 1, "implicit"),
    "his wife": (1, 1, "implicit"),
    "no one": (0, 0, "exact"),
    "none": (0, 0, "exact"),
    "no casualties": (0, 0, "exact"),
    "unknown": (None, None, "none"),
    "an unspecified number": (None, None, "none"),
    "under investigation": (None, None, "none"),
    "five families": (None, None, "none"),
}


@pytest.mark.parametrize(("phrase", "expected"), SCHEMA_TABLE.items(), ids=SCHEMA_TABLE)
def test_the_table_of_numbers_of_the_schema(phrase, expected):
    quantity = read_quantity(phrase)
    assert (quantity.min, quantity.max, quantity.qualifier.value) == expected


@pytest.mark.parametrize("case", [str.upper, str.lower, str.title, str.capitalize])
def test_case_does_not_change_a_quantity(case):
    for phrase in ("at least twenty-three", "between 8 and 10", "dozens", "no one", "half a dozen", "more than 50"):
        assert read_quantity(case(phrase)) == read_quantity(phrase)


@pytest.mark.parametrize(
    "space", "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
def test_every_unicode_space_groups_thousands(space):
    assert read_quantity(f"1{space}200").min == 1200
    assert read_quantity(f"at least{space}1{space}234{space}567").min == 1_234_567


@pytest.mark.parametrize("break_", ["\n", "\t", "\r\n"])
def test_a_line_break_or_tab_groups_nothing(break_):
    assert read_quantity(f"1{break_}200") == UNREAD


@pytest.mark.parametrize("mark", "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202e")
@pytest.mark.parametrize("number", ["75", "seven", "1,200", "twenty-one"])
def test_an_invisible_character_in_any_position_changes_nothing(number, mark):
    for position in range(len(number) + 1):
        assert read_quantity(number[:position] + mark + number[position:]) == read_quantity(number)


@pytest.mark.parametrize("dash", "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
def test_every_dash_makes_a_range(dash):
    assert read_quantity(f"10{dash}15") == Quantity(10, 15, Qualifier.RANGE)


@pytest.mark.parametrize(
    "fault",
    [
        "1_000",
        "+5",
        "-3",
        "\u22123",
        "007",
        "5e3",
        "0x10",
        "9" * 5000,
        "1" * 10**6,
        "99,999,999,999",
        "\u00b2",
        "\u2460",
    ],
)
def test_what_int_would_take_or_choke_on_is_unread(fault):
    assert read_quantity(fault) == UNREAD


@pytest.mark.parametrize("faulty", ["l2", "1O", "7O", "I2", "s0"])
def test_scan_errors_never_read_as_another_number(faulty):
    assert read_quantity(faulty).min != int("".join(filter(str.isdigit, faulty)))


def test_an_empty_span_and_every_lone_character_of_latin_1_are_read_without_error():
    assert read_quantity("") == UNREAD
    assert all(isinstance(read_quantity(chr(code)), Quantity) for code in range(256))


@pytest.mark.parametrize(
    ("low", "high", "qualifier"),
    [
        (-1, -1, Qualifier.EXACT),
        (3, 2, Qualifier.RANGE),
        (2, 2, Qualifier.RANGE),
        (1, 2, Qualifier.EXACT),
        (1, None, Qualifier.EXACT),
        (1, 1, Qualifier.AT_LEAST),
        (None, 1, Qualifier.AT_LEAST),
        (1, None, Qualifier.AT_MOST),
        (None, None, Qualifier.EXACT),
        (1, 1, Qualifier.NONE),
        (None, -1, Qualifier.FEWER_THAN),
    ],
)
def test_a_quantity_whose_bounds_do_not_fit_its_qualifier_cannot_be_built(low, high, qualifier):
    with pytest.raises(InputError, match=f"does not fit the qualifier '{qualifier.value}'"):
        Quantity(low, high, qualifier)


def test_a_quantity_is_frozen():
    with pytest.raises(AttributeError):
        UNREAD.min = 0  # type: ignore[misc]


def found(text):
    return [(text[start:end], quantity) for start, end, quantity in find_quantities(text)]


def exactly(count):
    return Quantity(count, count, Qualifier.EXACT)


FOUND = {
    "At least 150 soldiers died and up to 40 were hurt.": ["At least 150", "up to 40"],
    "Between 8 and 10 people, among them two boys, died.": ["Between 8 and 10", "two"],
    "Another six died; only 42 of all 50 lived.": ["six", "42", "50"],
    "killed 12, at least 5 of them children": ["12", "at least 5"],
    "sixty-six people or more. Twelve others": ["sixty-six people or more", "Twelve"],
    "one hundred and two hundred": ["one hundred", "two hundred"],
    "No one died. No casualties, no comment. None hurt.": ["No one", "No", "None"],
    "a 34-year-old in 2013": ["34", "2013"],
    "Dozens, possibly hundreds, and several thousand": ["Dozens, possibly hundreds", "several thousand"],
    "AK-47 COVID-19 F16 12th 5% $5 7.62 1.200 -3 +5 10:30 twenty twenty two-thirds 2013-10-12": [],
    "10\u201415 died\u201412 people; killed:7, c.50 (9)": ["10\u201415", "12", "7", "c.50", "9"],
    "7\u200b5 died, sev\u00aden hurt, \u0661\u0662 lost": ["7\u200b5", "sev\u00aden", "\u0661\u0662"],
    "both some people, soldiers, a man": [],
    "": [],
}


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_quantities_of_running_text(text, expected):
    assert [phrase for phrase, _ in found(text)] == expected


def test_a_quantity_is_found_with_its_bounds():
    assert found("Up to a dozen died; 30-odd, just under 50") == [
        ("Up to a dozen", Quantity(None, 12, Qualifier.AT_MOST)),
        ("30-odd", Quantity(30, 30, Qualifier.ABOUT)),
        ("just under 50", Quantity(None, 49, Qualifier.FEWER_THAN)),
    ]


def test_offsets_count_code_points_beyond_the_basic_plane():
    text = "\U0001f6a8\U0001f6a8 12 dead"
    assert list(find_quantities(text)) == [(3, 5, exactly(12))]


def test_finding_is_lazy():
    stream = find_quantities("12 dead. " * 10**5)
    assert next(stream) == (0, 2, exactly(12))


ATTACKS = [
    "1", "9,", "1 ", "1 000 ", "1.", "1-", "one ", "one-", "twenty-", "hundred ", "and ", "a ", "half a ",
    "at least ", "possibly ", "between ", "between 1 and ", "between one hundred and ", "two, possibly ", "1 or ",
    "several ", "tens of ", "no ", "the ", "of ", "5-year-old ", "year old ", "with ", "John ", "soldiers and ",
    "x", "x-", "-", "+", "(", "'", ".", " ", "\n", "\u200b", "\u00b2", "[1]", "\u0301", "\U0001f6a8",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_million_characters_of_anything_are_read_at_once(attack):
    started = time.perf_counter()
    assert isinstance(read_quantity(attack * (10**6 // len(attack))), Quantity)
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize("attack", ATTACKS)
def test_finding_takes_time_in_proportion_to_the_text(attack):
    def seconds(characters):
        text = attack * (characters // len(attack))
        started = time.process_time()
        for _ in find_quantities(text):
            pass
        return time.process_time() - started

    seconds(1_000)
    assert seconds(80_000) < 20 * seconds(10_000) + 0.5
