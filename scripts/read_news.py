"""A sheet for reading what a model does on unlabelled news: each text with the tolls read from it, to be judged.

Usage: python scripts/read_news.py MODEL SHEET.md FILE.jsonl=COUNT [FILE.jsonl=COUNT ...] [--seed N]

Each line of a file has ``text`` and, where known, ``id`` and ``published``. Long texts are read as one stretch of whole
lines of at most 1,500 characters. The same seed and files give the same texts, so that two models are judged on one
sample; a new round takes a new seed.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from casualty_ner.predict import Predictor
from casualty_ner.records import ArticleRecord, TollRecord

LONGEST = 1_500


def sampled(path: Path, count: int, random: Random) -> Iterator[dict[str, Any]]:
    """Texts of a JSONL file, drawn without replacement."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    for line in random.sample(lines, min(count, len(lines))):
        article = json.loads(line)
        yield {
            "id": f"{path.stem}/{article.get('id', '?')}",
            "text": stretch(article["text"], random),
            "published": article.get("published"),
        }


def stretch(text: str, random: Random) -> str:
    """The text, or whole lines of it from a random line on; a first line that is too long is cut at a full stop."""
    if len(text) <= LONGEST:
        return text
    lines = [line for line in text.splitlines() if line.strip()]
    begin = random.randrange(max(1, len(lines) // 2))
    taken: list[str] = []
    for line in lines[begin:]:
        if taken and sum(map(len, taken)) + len(taken) + len(line) > LONGEST:
            break
        taken.append(line)
    whole = "\n".join(taken)
    return whole if len(whole) <= LONGEST else whole[: whole.rfind(". ", 0, LONGEST) + 1] or whole[:LONGEST]


def shown(number: int, article: dict[str, Any], record: ArticleRecord) -> str:
    """One entry of the sheet."""
    lines = [f"## {number}", f"{article['id']} ({article['published'] or 'no date'})", "", article["text"], ""]
    for event in record.events:
        days = f", {event.date.first} to {event.date.last}" if event.date else ""
        totals = ", ".join(f"{outcome} {total.min}..{total.max}" for outcome, total in event.totals.items())
        lines.append(f"* {event.scope} {event.event_type}{days}; totals: {totals}")
        lines += [f"  - {_toll(toll)}" for toll in event.tolls]
    return "\n".join([*lines, "" if record.events else "* nothing read", ""])


def _toll(toll: TollRecord) -> str:
    bounds = "?" if toll.min is None and toll.max is None else f"{toll.min}..{toll.max}"
    fillers = [
        f"{name} {', '.join(repr(span.text) for span in spans)}"
        for name, spans in (
            ("who", toll.victims), ("by", toll.perpetrators), ("cause", toll.causes), ("where", toll.places),
            ("when", toll.dates), ("source", toll.sources),
        )
        if spans
    ]  # fmt: skip
    relation = f"; part of {toll.part_of}" if toll.part_of else ""
    relation += f"; updates {toll.updates}" if toll.updates else ""
    return f"{toll.id} {toll.outcome} {bounds} {toll.text!r} {toll.status}{relation}; {'; '.join(fillers)}"


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("sheet", type=Path)
    parser.add_argument("samples", nargs="+", metavar="FILE.jsonl=COUNT")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random = Random(arguments.seed)  # noqa: S311
    articles = []
    for sample in arguments.samples:
        file, _, count = sample.rpartition("=")
        articles += sampled(Path(file), int(count), random)
    random.shuffle(articles)
    records = Predictor.from_pretrained(arguments.model).predict_many(
        {name: article[name] for name in ("text", "published")} for article in articles
    )
    entries = [shown(*entry) for entry in zip(range(1, len(articles) + 1), articles, records, strict=False)]
    arguments.sheet.write_text("\n".join(entries), encoding="utf-8")


if __name__ == "__main__":
    main()
