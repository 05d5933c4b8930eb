"""Annotated articles as JSONL: one object a line, UTF-8, split at line feeds only."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.errors import CorpusError


def write_jsonl(articles: Iterable[AnnotatedArticle], path: Path) -> None:
    """Write articles, one a line; every line has every key, so that any JSONL reader sees one table."""
    lines = [json.dumps(article.model_dump(mode="json"), ensure_ascii=False) + "\n" for article in articles]
    path.write_bytes("".join(lines).encode("utf-8"))


def read_jsonl(path: Path) -> list[AnnotatedArticle]:
    """Read and check every article of a file.

    Raises:
        CorpusError: the file is missing, empty or not UTF-8, or lines are malformed; the message lists up to ten faults.
    """
    articles: list[AnnotatedArticle] = []
    faults: list[str] = []
    for number, line in _lines(path):
        try:
            articles.append(parse_line(line))
        except ValueError as error:
            faults.append(f"{path}:{number}: {describe(error)}")
    if faults:
        more = f"\n… and {len(faults) - 10} more lines" if len(faults) > 10 else ""
        raise CorpusError("\n".join(faults[:10]) + more)
    if not articles:
        raise CorpusError(f"{path} holds no article; write at least one line")
    return articles


def parse_line(line: str) -> AnnotatedArticle:
    """One line of JSONL as an article.

    Raises:
        ValueError: it is not strict JSON (a key given twice, NaN), or not an article; pydantic's error among them.
    """
    values = json.loads(line, object_pairs_hook=_unique_keys, parse_constant=_no_constants)
    return AnnotatedArticle.model_validate(values)


def describe(error: ValueError) -> str:
    """A validation error in one line: place, value, fault."""
    if not isinstance(error, ValidationError):
        return str(error)
    parts = []
    for fault in error.errors():
        place = ".".join(str(part) for part in fault["loc"])
        value = "" if isinstance(fault["input"], dict) else f" is {fault['input']!r}"
        parts.append(f"{place}{value}: {fault['msg']}" if place else fault["msg"].removeprefix("Value error, "))
    return "; ".join(parts)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered non-empty lines. Line feeds alone end a line: text may hold any other separator."""
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CorpusError(f"{path} does not exist; name a JSONL file of annotated articles") from None
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}") from error
    for number, line in enumerate(source.split("\n"), start=1):
        if line.strip():
            yield number, line


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"key {twice!r} is given twice")
    return values


def _no_constants(name: str) -> None:
    raise ValueError(f"{name} is not JSON; write null or a number")
