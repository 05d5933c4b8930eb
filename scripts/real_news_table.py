"""Tabulate the judged rounds on real news into ``docs/real-news.md``: ``python scripts/real_news_table.py``.

Each ``docs/real-news/round-N.csv`` has a line for each text read by hand: tolls stated, found strictly right, wrong
ones, right ones with a wrong filler, whether events or scopes were wrong, and the kinds of error. Intervals are 95 %
bootstrap intervals over texts.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

PAGE = Path("docs/real-news.md")
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"


def interval(rounds: pd.DataFrame, top: str, bottom: str | None) -> str:
    """A ratio of sums, or a sum for each 100 texts, with its interval."""
    above = rounds[top].to_numpy(dtype=float)
    below = rounds[bottom].to_numpy(dtype=float) if bottom else np.full(len(rounds), 0.01)
    draws = np.random.default_rng(0).integers(0, len(rounds), (2000, len(rounds)))
    tops, bottoms = above[draws].sum(1), below[draws].sum(1)
    low, high = np.percentile(tops[bottoms > 0] / bottoms[bottoms > 0], [2.5, 97.5])  # a draw may state no toll
    value = above.sum() / below.sum()
    return f"{value:.2f} [{low:.2f}, {high:.2f}]" if bottom else f"{value:.1f} [{low:.1f}, {high:.1f}]"


def figures(rounds: dict[str, pd.DataFrame]) -> str:
    """The headline figures, a column a round and source."""
    parts = {
        f"{name}, {source}": table if source == "all" else table[table["source"] == source]
        for name, table in rounds.items()
        for source in ("all", *sorted(table["source"].unique()))
    }
    lines = [
        "| round, source | texts | tolls stated | strictly right | right of predicted | wrong for 100 texts |",
        "|---|---:|---:|---|---|---|",
    ]
    for name, table in parts.items():
        counted = table.assign(predicted=table["right"] + table["wrong"])
        cells = [
            str(len(table)), str(table["stated"].sum()), interval(counted, "right", "stated"),
            interval(counted, "right", "predicted"), interval(counted, "wrong", None),
        ]  # fmt: skip
        lines.append("| " + " | ".join([name.replace("_", " "), *cells]) + " |")
    return "\n".join(lines)


def errors(rounds: dict[str, pd.DataFrame]) -> str:
    """Errors for each 100 texts by kind, a column a round."""
    counts = {
        name: Counter(kind for cell in table["errors"].fillna("") for kind in cell.split("|") if kind)
        for name, table in rounds.items()
    }
    total = sum(counts.values(), Counter())
    kinds = [kind for kind, _ in total.most_common()]
    lines = ["| error, for each 100 texts | " + " | ".join(rounds) + " |", "|---|" + "---:|" * len(rounds)]
    for kind in kinds:
        cells = [f"{100 * counts[name][kind] / len(table):.1f}" for name, table in rounds.items()]
        lines.append("| " + " | ".join([kind.replace("_", " "), *cells]) + " |")
    return "\n".join(lines)


def main() -> None:
    """Bring the page up to date."""
    files = sorted(PAGE.with_suffix("").glob("round-*.csv"), key=lambda file: int(file.stem.removeprefix("round-")))
    rounds = {file.stem.replace("-", " "): pd.read_csv(file) for file in files}
    tables = f"{BEGIN}\n\n{figures(rounds)}\n\n{errors(rounds)}\n\n{END}"
    page = PAGE.read_text(encoding="utf-8")
    if BEGIN not in page or END not in page:
        sys.exit(f"error: {PAGE} lacks the lines {BEGIN!r} and {END!r}; write them where the tables are to stand")
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: tables, page, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    main()
