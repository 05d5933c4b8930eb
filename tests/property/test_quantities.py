"""What must hold of every number, bound and text; the full range needs ``CASUALTY_NER_EXHAUSTIVE=1`` (some minutes)."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words
from text_to_num import text2num

from casualty_ner.quantities import UNREAD, Quantity, find_quantities, read_quantity
from casualty_ner.quantities.cardinals import NUMBER_WORDS
from casualty_ner.quantities.figures import read_figure
from casualty_ner.quantities.wording import words
from casualty_ner.schema import Qualifier

LARGEST = 1_000_000
ORDINARY = [*range(20_000), *range(20_000, LARGEST + 1, 37), LARGEST]


def in_threes(separator: str) -> Callable[[int], str]:
    return lambda number: f"{number:,}".replace(",", separator)


def in_lakhs(number: int) -> str:
    above, last = divmod(number, 1000)
    if not above:
        return str(last)
    pairs = []
    while above:
        above, pair = divmod(above, 100)
        pairs.append(f"{pair:02}" if above else str(pair))
    return ",".join([*reversed(pairs), f"{last:03}"])


def in_script(zero: str) -> Callable[[int], str]:
    return lambda number: "".join(chr(ord(zero) + int(digit)) for digit in str(number))


@cache
def in_words(number: int, language: str = "en") -> str:
    return str(num2words(number, lang=language)).replace(",", "")


FIGURES: dict[str, Callable[[int], str]] = {
    "plain": str,
    "comma": in_threes(","),
    "space": in_threes(" "),
    "no-break space": in_threes("\u00a0"),
    "thin space": in_threes("\u2009"),
    "apostrophe": in_threes("'"),
    "typographic apostrophe": in_threes("\u2019"),
    "Indian": in_lakhs,
    "Arabic-Indic": in_script("\u0660"),
    "full-width": in_script("\uff10"),
}
WORDS: dict[str, Callable[[int], str]] = {
    "British": in_words,
    "American": lambda number: in_words(number).replace(" and ", " "),
    "without hyphens": lambda number: in_words(number).replace("-", " "),
    "all hyphens": lambda number: in_words(number).replace(" ", "-"),
    "Indian": lambda number: in_words(number, "en_IN"),
    "capitals": lambda number: in_words(number).upper(),
    "with an article": lambda number: re.sub(r"^one (?=hundred|thousand|million)", "a ", in_words(number)),
}


def misread(style: Callable[[int], str], numbers: Iterable[int]) -> list[str]:
    return [style(number) for number in numbers if read_quantity(style(number)) != exactly(number)]


def exactly(number: int) -> Quantity:
    return Quantity(number, number, Qualifier.EXACT)


@pytest.mark.slow
@pytest.mark.parametrize("style", ["plain", "comma", "no-break space", "Indian"])
def test_every_figure_up_to_a_million_has_its_value(style):
    write = FIGURES[style]
    for number in range(LARGEST + 1):
        figure = read_figure(write(number))
        assert figure is not None
        assert figure.value == number


@pytest.mark.slow
@pytest.mark.parametrize("style", FIGURES)
def test_figures_read_exactly(style):
    assert misread(FIGURES[style], ORDINARY) == []


@pytest.mark.slow
@pytest.mark.parametrize("style", WORDS)
def test_number_words_read_exactly(style):
    assert misread(WORDS[style], ORDINARY) == []


@pytest.mark.slow
@pytest.mark.skipif("CASUALTY_NER_EXHAUSTIVE" not in os.environ, reason="takes minutes; set CASUALTY_NER_EXHAUSTIVE=1")
@pytest.mark.parametrize(
    "style", [*FIGURES.values(), *WORDS.values()], ids=[*FIGURES, *(f"{name} words" for name in WORDS)]
)
def test_every_number_up_to_a_million_reads_exactly(style):
    assert misread(style, range(LARGEST + 1)) == []


def test_hundreds_above_nine_read_exactly():
    numbers = [number for number in range(1100, 10_000) if number // 100 % 10]
    style = lambda number: " ".join(  # noqa: E731
        [in_words(number // 100), "hundred", *(["and", in_words(number % 100)] if number % 100 else [])]
    )
    assert misread(style, numbers) == []


def test_decimal_magnitudes_read_exactly():
    for thousands in range(1, 10_000):
        written = f"{thousands / 1000:.3f}".rstrip("0").rstrip(".")
        assert read_quantity(f"{written} million") == exactly(thousands * 1000)
        assert read_quantity(f"{written}mn") == exactly(thousands * 1000)


def test_the_decimal_digits_of_every_script_read_exactly():
    zeros = [chr(code) for code in range(0x110000) if unicodedata.decimal(chr(code), None) == 0]
    assert len(zeros) > 60
    for zero in zeros:
        assert misread(in_script(zero), [0, 1, 9, 10, 105, 999]) == [], f"U+{ord(zero):04X}"


@pytest.mark.parametrize("other", ["\u0660", "\u0966", "\uff10"])
def test_digits_of_two_scripts_make_no_figure(other):
    assert read_quantity("1" + other) == UNREAD


numbers = st.integers(0, LARGEST)
written = st.builds(
    lambda style, number: (style(number), number), st.sampled_from([*FIGURES.values(), *WORDS.values()]), numbers
)


@given(written.filter(lambda pair: pair[1] > 0))
def test_each_bound_states_its_side_and_no_other(pair):
    phrase, number = pair
    assert read_quantity(f"at least {phrase}") == Quantity(number, None, Qualifier.AT_LEAST)
    assert read_quantity(f"{phrase} or more") == Quantity(number, None, Qualifier.AT_LEAST)
    assert read_quantity(f"{phrase} people or more") == Quantity(number, None, Qualifier.AT_LEAST)
    assert read_quantity(f"more than {phrase}") == Quantity(number + 1, None, Qualifier.MORE_THAN)
    assert read_quantity(f"no more than {phrase}") == Quantity(None, number, Qualifier.AT_MOST)
    assert read_quantity(f"fewer than {phrase}") == Quantity(None, number - 1, Qualifier.FEWER_THAN)
    assert read_quantity(f"nearly {phrase}") == Quantity(number, number, Qualifier.ABOUT)


@given(written)
def test_words_that_are_no_bound_leave_a_number_as_it_is(pair):
    phrase, number = pair
    for around in (
        "{}",
        "{} people",
        "only {}",
        "another {}",
        "{} more",
        "{} of them",
        "all {}",
        "a further {} others",
    ):
        quantity = read_quantity(around.format(phrase))
        assert quantity == exactly(number) or (number == 1 and quantity.min in {1, None})


@given(
    st.integers(0, LARGEST),
    st.integers(1, 1000),
    st.sampled_from(["{}-{}", "{} to {}", "{} or {}", "between {} and {}"]),
)
def test_two_rising_figures_make_a_range_and_two_falling_ones_nothing(low, gap, form):
    assert read_quantity(form.format(low, low + gap)) == Quantity(low, low + gap, Qualifier.RANGE)
    assert read_quantity(form.format(low + gap, low)) == UNREAD


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_between_two_numbers_in_words_is_their_range_or_unread_but_never_another(one, other):
    low, high = sorted((one, other))
    quantity = read_quantity(f"between {in_words(low)} and {in_words(high)}")
    lent = {low * 100, low * 1000}  # "between two and three hundred"
    assert quantity == UNREAD or (quantity.max == high and quantity.min in {low, *lent})
    if low < high and low >= 100:
        assert quantity in {UNREAD, Quantity(low, high, Qualifier.RANGE)}


PIECES = words(
    "one two twelve twenty forty five hundred thousand million dozen dozens hundreds lakh a an the and or to "
    "between from at least more than up as many fewer about some few several no not none nobody both half of them "
    "people men man woman soldiers families his her John Smith Mr. - – , . ( ) [3] ² % $ + 12 1,200 1.2 3k 1 200 "
    "007 34-year-old year old aged killed with including possibly plus odd so if"
)
pieces = st.lists(st.sampled_from(sorted(PIECES)), max_size=12)
anything = st.text() | pieces.map(" ".join) | pieces.map("".join)


@given(anything)
def test_reading_never_raises_and_is_always_a_coherent_quantity(text):
    quantity = read_quantity(text)
    assert quantity == Quantity(quantity.min, quantity.max, quantity.qualifier)
    assert (quantity == UNREAD) == (quantity.qualifier is Qualifier.NONE)


@given(st.lists(st.characters() | st.characters(categories=["Cs"]), max_size=20).map("".join))
def test_lone_surrogates_are_read_without_error(text):
    read_quantity(text)
    list(find_quantities(text))


@given(anything)
def test_found_phrases_are_ordered_trimmed_and_read_alone_as_in_the_text(text):
    last = 0
    for start, end, quantity in find_quantities(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert quantity.qualifier is not Qualifier.NONE
        assert read_quantity(text[start:end]) == quantity
        last = end


@given(anything, anything)
def test_what_stands_in_another_paragraph_changes_nothing(one, other):
    gap = "\n\nThen silence.\n\n"
    shift = len(one) + len(gap)
    apart = [
        *find_quantities(one),
        *((start + shift, end + shift, quantity) for start, end, quantity in find_quantities(other)),
    ]
    assert list(find_quantities(one + gap + other)) == apart


number_words = st.lists(
    st.sampled_from([*sorted(NUMBER_WORDS - {"dozen", "score", "lakh", "lac", "crore"}), "and"]), min_size=1
)


@pytest.mark.slow
def test_text2num_reads_the_same_numbers():
    assert [number for number in ORDINARY if text2num(in_words(number), "en") != number] == []


@settings(max_examples=500)
@given(number_words.map(" ".join))
def test_no_sequence_of_number_words_reads_as_another_number_than_text2num_reads(phrase):
    ours = read_quantity(phrase)
    try:
        theirs = text2num(phrase, "en")
    except ValueError:
        return
    assert ours in {UNREAD, exactly(int(theirs))}
