"""What holds for every phrase and every publication date, checked against second implementations and libraries."""

import calendar
import locale
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from dateparser.date import DateDataParser
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from casualty_ner.dates import UNRESOLVED, DateRange, resolve_date
from casualty_ner.dates.ranges import shift_months
from casualty_ner.schema import DatePrecision

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAY = timedelta(days=1)

WORDS = (
    *(
        "Friday",
        "Monday",
        "Tues",
        "Sun.",
        "July",
        "March",
        "Feb.",
        "May",
        "3",
        "12",
        "26",
        "31",
        "2013",
        "2012",
        "1999",
    ),
    *(
        "'99",
        "26th",
        "first",
        "third",
        "last",
        "this",
        "past",
        "next",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "or",
    ),
    *("from", "between", "since", "until", "early", "late", "mid-", "overnight", "night", "morning", "week", "weekend"),
    *("month", "year", "days", "hours", "day", "two", "three", "a", "ago", "today", "yesterday", "earlier", "before"),
    *("3pm", "14:30", "1990s", "half", "quarter", "26/7", "03/04/2013", "2013-07-26", "Easter", "Christmas", "Eve"),
    *("Day", "New Year's", "so far", ",", "-", "–", "(", ")", ".", "&", "/", "onwards", "beginning", "every", "some"),
)
PHRASES = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="0123456789/.-: ", max_size=30),
    st.text(alphabet=st.characters(categories=["Nd", "Zs", "Pd", "Cf", "Cs"]), max_size=30),
    PHRASES,
)
PUBLISHED = st.one_of(st.none(), st.dates(), st.dates(date(1990, 1, 1), date(2030, 12, 31)))
NEWS_DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31))

FORMATS: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{MONTHS[day.month - 1][:3]}. {day.day}, {day.year}",
    lambda day: f"{day.day:02} {MONTHS[day.month - 1][:3].upper()} {day.year}",
    lambda day: f"{day.day}{_th(day.day)} {MONTHS[day.month - 1]}, {day.year}",
    lambda day: f"the {day.day}{_th(day.day)} of {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{MONTHS[day.month - 1]} {day.day}{_th(day.day)} {day.year}",
    lambda day: f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{WEEKDAYS[day.weekday()][:3]}., {MONTHS[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{day.day}-{MONTHS[day.month - 1][:3]}-{day.year}",
    lambda day: day.isoformat(),
    lambda day: day.isoformat().replace("-", "/"),
    lambda day: f"{day.isoformat()}T14:30:00Z",
    lambda day: f"{day.year}.{day.month}.{day.day}",
)
AROUND: tuple[Callable[[str], str], ...] = (
    lambda phrase: phrase,
    lambda phrase: f"on {phrase}",
    lambda phrase: f"early on {phrase}",
    lambda phrase: f"on the morning of {phrase}",
    lambda phrase: f"shortly after 3 a.m. on {phrase}",
    lambda phrase: f"{phrase} at around 14:30 local time",
    lambda phrase: f"{phrase}, overnight",
    lambda phrase: f"  {phrase}. ",
    lambda phrase: f"({phrase})",
    lambda phrase: phrase.upper(),
    lambda phrase: phrase.lower(),
    lambda phrase: phrase.replace(" ", "\u00a0"),
)


def _th(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _the_day(day: date) -> DateRange:
    return DateRange(day, day, DatePrecision.DAY)


def _days_from(first: date, last: date, step: int = 1) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1, step):
        yield date.fromordinal(ordinal)


@settings(max_examples=1500, deadline=None)
@given(ANY_TEXT, PUBLISHED)
def test_never_raises_and_is_well_formed(phrase: str, published: date | None) -> None:
    found = resolve_date(phrase, published)
    if found.start is None:
        assert found is UNRESOLVED
    elif found.end is not None:
        assert found.start <= found.end
    assert found == resolve_date(phrase, published)


@settings(max_examples=1500, deadline=None)
@given(PHRASES, st.dates(date(1995, 1, 1), date(2030, 12, 31)))
def test_what_needs_no_publication_date_does_not_depend_on_it(phrase: str, published: date) -> None:
    found = resolve_date(phrase, None)
    if found is not UNRESOLVED:
        assert resolve_date(phrase, published) == found


@settings(max_examples=1500, deadline=None)
@given(PHRASES, st.dates(date(1995, 1, 1), date(2030, 12, 31)))
def test_case_and_spacing_say_nothing(phrase: str, published: date) -> None:
    found = resolve_date(phrase, published)
    assert resolve_date(phrase.upper(), published) == found
    assert resolve_date(phrase.lower(), published) == found
    assert resolve_date(f"\u00a0{phrase.replace(' ', '  ')}\u200b", published) == found


@settings(max_examples=300, deadline=None)
@given(PHRASES, st.sampled_from(["xyzzy", "killed", "in Aleppo", "dead", "people", "before", "every", "about"]))
def test_a_word_not_understood_leaves_nothing(phrase: str, word: str) -> None:
    assert resolve_date(f"{phrase} {word}", date(2013, 7, 26)) is UNRESOLVED


def test_weekday_is_the_latest_not_after_publication() -> None:
    """Counted back day by day over every publication date of five years."""
    for published in _days_from(date(2011, 12, 25), date(2017, 1, 8)):
        for weekday in WEEKDAYS:
            day = published
            while calendar.weekday(day.year, day.month, day.day) != WEEKDAYS.index(weekday):
                day = date.fromordinal(day.toordinal() - 1)
            assert resolve_date(weekday, published) == _the_day(day), (weekday, published)


def test_last_weekday_is_the_latest_before_publication() -> None:
    for published in _days_from(date(2015, 12, 20), date(2017, 1, 8)):
        for weekday in WEEKDAYS:
            day = next(
                each for each in (published - back * DAY for back in range(1, 9)) if each.strftime("%w") == _w(weekday)
            )
            assert resolve_date(f"last {weekday} night", published) == _the_day(day), (weekday, published)


def _w(weekday: str) -> str:
    return str((WEEKDAYS.index(weekday) + 1) % 7)


def test_weekday_of_last_week_is_of_the_iso_week_before() -> None:
    for published in _days_from(date(2014, 12, 20), date(2016, 1, 10), step=3):
        year, week, _ = (published - timedelta(days=7)).isocalendar()
        for number, weekday in enumerate(WEEKDAYS, 1):
            day = date.fromisocalendar(year, week, number)
            assert resolve_date(f"{weekday} last week", published) == _the_day(day)
        monday, sunday = date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
        assert resolve_date("last week", published) == DateRange(monday, sunday, DatePrecision.WEEK)


def test_month_and_day_is_the_latest_within_tolerance() -> None:
    """Counted back day by day from the day after publication, leap days included."""
    for published in _days_from(date(2015, 12, 28), date(2016, 3, 5)):
        back, seen = published + DAY, set[tuple[int, int]]()
        while len(seen) < 366:
            if (back.month, back.day) not in seen:
                seen.add((back.month, back.day))
                if back.toordinal() % 5 == 0 or (back.month, back.day) == (2, 29):
                    assert resolve_date(f"{MONTHS[back.month - 1]} {back.day}", published) == _the_day(back)
            back -= DAY


def test_bare_month_is_the_latest_that_has_begun() -> None:
    for published in _days_from(date(2011, 11, 1), date(2013, 3, 31), step=2):
        for number, name in enumerate(MONTHS, 1):
            year = published.year if number <= published.month else published.year - 1
            last = calendar.monthrange(year, number)[1]
            expected = DateRange(date(year, number, 1), date(year, number, last), DatePrecision.MONTH)
            assert resolve_date(f"in {name}", published) == expected


def test_explicit_dates_round_trip() -> None:
    """Every 11th day of 1900 to 2030, in all formats in turn: each format meets each month and weekday."""
    for index, day in enumerate(_days_from(date(1900, 1, 1), date(2030, 12, 31), step=11)):
        for offset in range(4):
            phrase = FORMATS[(index + offset * 4) % len(FORMATS)](day)
            assert resolve_date(phrase, None) == _the_day(day), phrase


@settings(max_examples=800, deadline=None)
@given(NEWS_DAYS, st.sampled_from(FORMATS), st.sampled_from(AROUND), PUBLISHED)
def test_words_around_a_date_do_not_move_it(
    day: date, written: Callable[[date], str], around: Callable[[str], str], published: date | None
) -> None:
    assert resolve_date(around(written(day)), published) == _the_day(day)


@settings(max_examples=500, deadline=None)
@given(NEWS_DAYS, st.sampled_from("/.-"), st.booleans())
def test_numeric_dates_resolve_when_only_one_order_is_a_date(day: date, mark: str, day_first: bool) -> None:
    first, second = (day.day, day.month) if day_first else (day.month, day.day)
    found = resolve_date(f"{first:02}{mark}{second:02}{mark}{day.year}", None)
    assert found == (_the_day(day) if day.day > 12 or day.day == day.month else UNRESOLVED)


@settings(max_examples=500, deadline=None)
@given(NEWS_DAYS, st.sampled_from(FORMATS[:10]), st.sampled_from(WEEKDAYS))
def test_a_wrong_weekday_leaves_nothing(day: date, written: Callable[[date], str], weekday: str) -> None:
    if weekday != WEEKDAYS[day.weekday()]:
        assert resolve_date(f"{weekday} {written(day)}", None) is UNRESOLVED


@settings(max_examples=400, deadline=None)
@given(NEWS_DAYS, st.integers(1, 40), st.sampled_from(["{} to {}", "from {} to {}", "between {} and {}", "{} - {}"]))
def test_spans_run_from_first_to_last(first: date, length: int, frame: str) -> None:
    last = first + length * DAY
    span = frame.format(FORMATS[0](first), FORMATS[1](last))
    found = resolve_date(span, None)
    assert (found.start, found.end) == (first, last)
    assert found.precision is _by_length(length + 1)
    if first.month == last.month:
        short = f"{first.day}–{last.day} {MONTHS[first.month - 1]} {first.year}"
        american = f"{MONTHS[first.month - 1]} {first.day} to {last.day}, {first.year}"
        assert resolve_date(short, None) == resolve_date(american, None) == found


def _by_length(length: int) -> DatePrecision:
    return DatePrecision.DAY if length < 7 else DatePrecision.WEEK if length < 28 else DatePrecision.MONTH


@settings(max_examples=400, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2030, 12, 31)), st.integers(1, 400))
def test_ago_against_dateutil(published: date, count: int) -> None:
    assert resolve_date(f"{count} days ago", published) == _the_day(published - count * DAY)
    there = published - relativedelta(months=count)
    found = resolve_date(f"{count} months ago", published)
    assert found.start == there.replace(day=1)
    assert found.precision is DatePrecision.MONTH
    assert resolve_date(f"the past {count} months", published).start == there
    assert shift_months(published, count) == published + relativedelta(months=count)


def test_explicit_dates_against_dateparser() -> None:
    """Where dateparser reads a whole date, ours is the same or none: it guesses at day or month, we do not."""
    parser = DateDataParser(languages=["en"], settings={"REQUIRE_PARTS": ["day", "month", "year"]})
    for index, day in enumerate(_days_from(date(1900, 1, 1), date(2030, 12, 31), step=331)):
        for written in (*FORMATS[:7], *FORMATS[9:12]):
            phrase = written(day)
            theirs = parser.get_date_data(phrase).date_obj
            assert theirs is not None, phrase
            assert resolve_date(phrase, None) == _the_day(theirs.date()), (index, phrase)


CLOCK_PHRASES = (
    "today",
    "Friday",
    "July 26",
    "in March",
    "26/7/13",
    "2014-01",
    "last week",
    "the past year",
    "'99",
    "May 5",
)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Adak", "Asia/Kathmandu"])
def test_time_zone_of_the_machine_says_nothing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    published = date(2013, 7, 26)
    expected = [resolve_date(phrase, published) for phrase in CLOCK_PHRASES]
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert [resolve_date(phrase, published) for phrase in CLOCK_PHRASES] == expected
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("name", ["C", "C.UTF-8", "POSIX"])
def test_locale_says_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = locale.setlocale(locale.LC_ALL)
    expected = [resolve_date(phrase, date(2013, 7, 26)) for phrase in CLOCK_PHRASES]
    try:
        locale.setlocale(locale.LC_ALL, name)
        assert [resolve_date(phrase, date(2013, 7, 26)) for phrase in CLOCK_PHRASES] == expected
    finally:
        locale.setlocale(locale.LC_ALL, before)


@pytest.mark.parametrize(
    "clock", [date(1970, 1, 1), date(2000, 2, 29), date(2014, 1, 25), date(2026, 12, 31), date(2100, 1, 1)]
)
def test_clock_of_the_machine_says_nothing(clock: date, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [resolve_date(phrase, date(2013, 7, 26)) for phrase in CLOCK_PHRASES]
    seconds = datetime(clock.year, clock.month, clock.day).timestamp()
    monkeypatch.setattr(time, "time", lambda: seconds)
    monkeypatch.setattr(time, "localtime", lambda *_: clock.timetuple())
    assert [resolve_date(phrase, date(2013, 7, 26)) for phrase in CLOCK_PHRASES] == expected
