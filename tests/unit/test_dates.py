"""Dates in news wording: the golden table, and the contract of the module."""

import ast
import csv
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from casualty_ner import dates
from casualty_ner.dates import UNRESOLVED, DateRange, resolve_date
from casualty_ner.schema import DatePrecision

GOLDEN = Path(__file__).parent.parent / "golden" / "dates.tsv"
FRIDAY = date(2013, 7, 26)


def _golden() -> list[tuple[str, date | None, DateRange]]:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    with GOLDEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows[0] == ["phrase", "published", "from", "to", "precision"]
    return [
        (phrase, day(published), DateRange(day(start), day(end), DatePrecision(precision)))
        for phrase, published, start, end, precision in rows[1:]
    ]


@pytest.mark.parametrize(("phrase", "published", "expected"), _golden())
def test_golden_phrase(phrase: str, published: date | None, expected: DateRange) -> None:
    assert resolve_date(phrase, published) == expected


def test_golden_table_is_large_and_says_nothing_twice() -> None:
    rows = [(phrase, published) for phrase, published, _ in _golden()]
    assert len(rows) >= 400
    assert len(set(rows)) == len(rows)


def test_golden_table_has_every_precision_and_open_ends() -> None:
    expected = [row[2] for row in _golden()]
    assert {each.precision for each in expected} == set(DatePrecision)
    assert any(each.start and each.end is None for each in expected)


def test_unresolved_is_all_null() -> None:
    assert (UNRESOLVED.start, UNRESOLVED.end, UNRESOLVED.precision) == (None, None, DatePrecision.UNKNOWN)
    assert resolve_date("the following day", FRIDAY) is UNRESOLVED


@pytest.mark.parametrize(
    ("start", "end", "precision", "message"),
    [
        (date(2013, 7, 27), FRIDAY, DatePrecision.DAY, "backwards: 2013-07-27 to 2013-07-26"),
        (None, FRIDAY, DatePrecision.UNKNOWN, "backwards: None to 2013-07-26"),
        (None, None, DatePrecision.DAY, "start None does not go with precision 'day'"),
        (FRIDAY, FRIDAY, DatePrecision.UNKNOWN, "start 2013-07-26 does not go with precision 'unknown'"),
    ],
)
def test_wrong_range_cannot_be_built(
    start: date | None, end: date | None, precision: DatePrecision, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        DateRange(start, end, precision)


def test_publication_time_of_day_is_ignored() -> None:
    assert resolve_date("yesterday", datetime(2013, 7, 26, 23, 59)) == resolve_date("yesterday", FRIDAY)


@pytest.mark.parametrize("published", [date.min, date.max])
@pytest.mark.parametrize(
    "phrase", ["Monday", "tomorrow", "the past decade", "July 26", "last week", "a year ago", "12-14 May"]
)
def test_edges_of_the_calendar_are_no_error(phrase: str, published: date) -> None:
    resolve_date(phrase, published)


def test_weekday_against_explicit_date() -> None:
    """One of the two is wrong, and nothing says which."""
    assert resolve_date("Friday, 26 July 2013", None).start == FRIDAY
    assert resolve_date("Thursday, 26 July 2013", None) is UNRESOLVED


def test_time_zone_tolerance_is_for_calendar_days_only() -> None:
    published = FRIDAY - timedelta(days=1)
    assert resolve_date("July 26", published).start == FRIDAY
    assert resolve_date("July 27", published).start == date(2012, 7, 27)
    assert resolve_date("Friday", published).start == date(2013, 7, 19)


def test_no_phrase_invents_a_day() -> None:
    for month in ("January", "February", "in March", "early June", "mid-September", "late December"):
        for published in (FRIDAY, date(2013, 1, 13), date(2012, 2, 29)):
            found = resolve_date(month, published)
            assert found.start
            assert found.end
            assert found.precision is DatePrecision.MONTH
            assert found.start.day == 1
            assert (found.end + timedelta(days=1)).day == 1


def test_longest_phrase() -> None:
    assert resolve_date("Friday" + " " * 100, FRIDAY).start == FRIDAY
    assert resolve_date("Friday" + " " * 200, FRIDAY) is UNRESOLVED


ATTACKS: list[Callable[[int], str]] = [
    lambda n: "1" * n,
    lambda n: "1 " * n,
    lambda n: "." * n,
    lambda n: " " * n + "x",
    lambda n: "12-" * n,
    lambda n: "12/12/" * n,
    lambda n: "Monday " * n,
    lambda n: "on the " * n,
    lambda n: "Monday and " * n,
    lambda n: "early morning hours " * n,
    lambda n: "a.m. " * n,
    lambda n: "12:30" * n,
    lambda n: "twenty-" * n,
    lambda n: "last " * n + "x",
    lambda n: "\u00a0\u200b" * n,
    lambda n: "\ufdfa" * n,
    lambda n: "26 July 2013 - " * n,
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_time_is_bounded(attack: Callable[[int], str]) -> None:
    resolve_date("Friday", FRIDAY)
    for phrase in (attack(100_000), attack(100_000)[:200]):
        begun = time.perf_counter()
        resolve_date(phrase, FRIDAY)
        assert time.perf_counter() - begun < 0.5


def test_source_calls_no_clock() -> None:
    clocks = {
        "today",
        "now",
        "utcnow",
        "time",
        "localtime",
        "gmtime",
        "fromtimestamp",
        "tzset",
        "setlocale",
        "strptime",
    }
    for file in Path(dates.__file__).parent.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
        assert not (used | imported) & clocks, file.name


def test_import_is_light() -> None:
    heavy = "{'dateparser', 'torch', 'transformers', 'numpy', 'pydantic', 'locale'}"
    code = f"import sys, casualty_ner.dates; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
