"""Articles for the tests of the corpus tools, and ways to spoil them."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.corpus.jsonl import format_line
from casualty_ner.corpus.markup import compile_markup

TRAIN = """=== quarry
published: 2019-05-06
genre: local_paper
family: quarry-fall
author: a1
country: Kenya
english: kenyan
structure: one_event
surface: plain
hard: including

[Two|K1] [workers|V1] died when a [rock face|C1,2,3] gave way at [Gatwe quarry|L1,2,3] on [Friday|D1,2,3], police said.
[Three|I2] were hurt, [one|I3] of them critically.
---
e1 incident industrial_accident
  1 civilians
  2 civilians
  3 civilians part_of=2

=== market
published: 2020-01-02
genre: agency_flash
family: market-prices
author: a2
country: Ghana
english: british
structure: no_toll
surface: plain

Cocoa closed 3 per cent up in Accra after 41 trading days, a broker told this newspaper.
---
"""

DEV = """=== ferry
published: 2011-09-12
genre: agency_flash
family: ferry-zanzibar
author: d1
country: Tanzania
english: translated
structure: one_event
surface: plain

[At least 190|K1] [passengers|V1] drowned when an overloaded [ferry sank|C1] off [Zanzibar|L1] [early on Saturday|D1].
---
e1 incident maritime_accident
  1 civilians
"""

TEST = """=== blast
published: 1998-08-08
genre: wire_update
family: blast-nairobi
author: e1
country: Kenya
english: american
structure: one_event
surface: plain

A [car bomb|C1,2] near the mission left [dozens|K1] dead; [more than 1,000|I2] treated [Friday|D1,2] in [Nairobi|L1,2].
---
e1 incident bombing
  1 unknown
  2 unknown
"""

SPLITS = {"train": TRAIN, "dev": DEV, "test": TEST}


def articles(source: str = TRAIN) -> list[AnnotatedArticle]:
    return compile_markup(source)


def write_corpus(folder: Path, **spoiled: str) -> Path:
    """A sound corpus in ``folder``, markup and JSONL, but for the splits given as JSONL."""
    for split, source in SPLITS.items():
        seeds = folder / "seeds" / "corpus" / split
        seeds.mkdir(parents=True)
        (seeds / "a.cas").write_text(source, encoding="utf-8")
        (folder / "data").mkdir(exist_ok=True)
        content = spoiled.get(split) or jsonl(articles(source))
        (folder / "data" / f"{split}.jsonl").write_bytes(content.encode("utf-8", "surrogateescape"))
    return folder / "data"


def jsonl(values: Iterable[AnnotatedArticle | dict[str, Any]]) -> str:
    lines = [json.dumps(value) if isinstance(value, dict) else format_line(value) for value in values]
    return "".join(f"{line}\n" for line in lines)


def spoil(change: Callable[[dict[str, Any]], Any], source: str = TRAIN, index: int = 0) -> str:
    """The articles of ``source`` as JSONL, one of them changed in place."""
    values = [json.loads(format_line(article)) for article in articles(source)]
    change(values[index])
    return jsonl(values)
