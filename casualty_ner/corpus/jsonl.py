"""Annotated articles as JSONL: one object a line, UTF-8, split at line feeds only."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.errors import CorpusError

_LONGEST_VALUE = 80


def write_jsonl(articles: Iterable[AnnotatedArticle], path: Path) -> None:
    """Write articles, one a line; every line has every key, so that any JSONL reader sees one table."""
    path.write_bytes("".join(f"{format_line(article)}\n" for article in articles).encode("utf-8"))


def format_line(article: AnnotatedArticle) -> str:
    """An article as a line of JSONL, without its line feed."""
    return json.dumps(article.model_dump(mode="json"), ensure_ascii=False)


def read_jsonl(path: Path) -> list[AnnotatedArticle]:
    """Read and check every article of a file.

    Raises:
        CorpusError: the file is missing, empty or not UTF-8, or lines are malformed; it lists up to ten faults.
    """
    articles: list[AnnotatedArticle] = []
    faults: list[str] = []
    for number, line in read_lines(path):
        try:
            articles.append(parse_line(line))
        except ValueError as error:
            faults.append(f"{path}:{number}: {describe(error)}")
    if faults:
        more = f"\n… and {len(faults) - 10} more lines" if len(faults) > 10 else ""
        raise CorpusError("\n".join(faults[:10]) + more)
    return articles


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, with their numbers from 1.

    Line feeds alone end a line: a text may hold any other separator.

    Raises:
        CorpusError: the file is missing, not UTF-8, or has no such line.
    """
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CorpusError(f"{path}:1: the file does not exist; name a file of annotated articles", line=1) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = f"byte {error.start} is {error.object[error.start]:#04x}"
        raise CorpusError(f"{path}:{line}: not UTF-8: {found}; save the file as UTF-8", line=line) from error
    lines = [(number, line) for number, line in enumerate(source.split("\n"), start=1) if line.strip()]
    if not lines:
        raise CorpusError(f"{path}:1: the file holds no article; write at least one line", line=1)
    yield from lines


def parse_line(line: str) -> AnnotatedArticle:
    """One line of JSONL as an article.

    Raises:
        ValueError: it is not strict JSON (a key given twice, NaN, cut off), or not an article of the schema, each value
            of its own type; pydantic's error among them.
    """
    try:
        json.loads(line, object_pairs_hook=_unique_keys, parse_constant=_no_constants)
    except json.JSONDecodeError as error:
        cut = "; the line seems to be cut off" if error.pos >= len(line.rstrip()) or "Unterminated" in error.msg else ""
        raise ValueError(f"not JSON at column {error.colno}: {error.msg}{cut}") from error
    except RecursionError as error:
        raise ValueError("not an article: the JSON is nested too deep") from error
    return AnnotatedArticle.model_validate_json(line, strict=True)


def describe(error: ValueError) -> str:
    """A validation error in one line: place, value, fault."""
    if not isinstance(error, ValidationError):
        return str(error)
    parts = []
    for fault in error.errors():
        place = ".".join(str(part) for part in fault["loc"])
        shown = repr(fault["input"])
        shown = shown if len(shown) <= _LONGEST_VALUE else f"{shown[:_LONGEST_VALUE]}…"
        value = "" if isinstance(fault["input"], dict) else f" is {shown}"
        message = fault["msg"].removeprefix("Value error, ")
        parts.append(f"{place}{value}: {message}" if place else message)
    return "; ".join(parts)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"key {twice!r} is given twice")
    return values


def _no_constants(name: str) -> None:
    raise ValueError(f"{name} is not JSON; write null or a number")
