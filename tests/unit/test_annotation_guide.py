"""The annotation guide says what the code does: its examples compile, its tables are those of schema and grid."""

import re
from pathlib import Path

import pytest

from casualty_ner.corpus import grid
from casualty_ner.corpus.markup import compile_markup
from casualty_ner.corpus.markup_printing import CODE_OF_SLOT
from casualty_ner.corpus.validation.findings import Located
from casualty_ner.corpus.validation.report import check_articles
from casualty_ner.corpus.validation.wording import wording_of
from casualty_ner.quantities import read_quantity
from casualty_ner.schema import DatePrecision, EventType, Qualifier, Scope, Slot, Status, VictimClass

GUIDE = (Path(__file__).parents[2] / "docs" / "annotation-guide.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```cas\n(.*?)```", GUIDE, re.DOTALL)


def rows(heading):
    """The cells of the first table below a heading."""
    table = GUIDE.split(f"\n{heading}\n")[1].split("\n|---", 1)[1].split("\n\n")[0].split("\n")[1:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in table]


def test_there_are_examples():
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize("source", EXAMPLES, ids=lambda source: source.split("\n")[0])
def test_examples_pass_every_check_without_a_warning(source):
    articles = compile_markup(source)
    located = [Located(split="train", file=Path("guide"), line=1, article=article) for article in articles]
    assert check_articles(located) == []


def test_the_examples_give_the_numbers_that_the_text_speaks_of():
    tolls = {article.id: article.toll_by_id for source in EXAMPLES for article in compile_markup(source)}
    tannery, checkpoint = tolls["guide-tannery"], tolls["guide-checkpoint"]
    assert (tannery["t1"].min, tannery["t1"].max, tannery["t1"].updates) == (22, None, "t2")
    assert (checkpoint["t3"].min, checkpoint["t5"].max) == (1, 0)
    assert not tolls["guide-derby"]


NUMBERS = [
    (wording.strip(), low.strip(), high.strip(), qualifier, name)
    for wordings, lows, highs, qualifier, name in rows("## 4. Numbers")
    for wording, low, high in zip(
        wordings.split("; "),
        lows.split("; ") * (len(wordings.split("; ")) if ";" not in lows else 1),
        highs.split("; ") * (len(wordings.split("; ")) if ";" not in highs else 1),
        strict=True,
    )
]


@pytest.mark.parametrize(("wording", "low", "high", "qualifier", "name"), NUMBERS, ids=lambda value: value)
def test_the_table_of_numbers_is_what_the_rules_read(wording, low, high, qualifier, name):
    read = read_quantity(wording)
    assert read.qualifier == qualifier
    if low != "as told":
        assert [read.min, read.max] == [None if cell == "–" else int(cell) for cell in (low, high)]
    else:
        assert read.min == read.max is not None
    toll = (
        compile_markup(EXAMPLES[0])[0]
        .tolls[0]
        .model_copy(update={"min": read.min, "max": read.max, "qualifier": read.qualifier})
    )
    assert wording_of(toll, wording) == name


def test_the_table_of_numbers_has_every_wording_and_qualifier():
    assert tuple(row[4] for row in rows("## 4. Numbers")) == grid.WORDINGS
    assert {row[3] for row in rows("## 4. Numbers")} == set(Qualifier)


def test_the_table_of_hard_cases_is_the_grid():
    assert tuple(row[0].strip("`") for row in rows("## 8. Hard cases")) == grid.HARD_CASES


def test_every_slot_has_its_code_and_its_section():
    cells = [cell for row in rows("**Spans.** `[words|CODEnumbers]`. The code names the slot, the numbers name the tolls of this article that the span\nstates or fills:") for cell in row]  # fmt: skip
    for slot in Slot:
        assert f"`{CODE_OF_SLOT[slot]}`" in cells
        assert re.search(rf"\n### .*\b{slot}\b", GUIDE)


@pytest.mark.parametrize("kind", [EventType, Scope, Status, VictimClass, DatePrecision])
def test_every_value_of_every_attribute_is_explained(kind):
    missing = [member.value for member in kind if f"`{member.value}`" not in GUIDE]
    assert not missing
