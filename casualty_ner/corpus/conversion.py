"""One format of annotated articles into another: the table of formats, and the conversion that uses it."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.corpus.brat import CONFIGURATION, write_brat
from casualty_ner.corpus.brat_reading import read_brat
from casualty_ner.corpus.jsonl import read_jsonl, write_jsonl
from casualty_ner.corpus.markup import read_markup
from casualty_ner.corpus.markup_printing import print_markup
from casualty_ner.errors import FormatError

MARKUP_SUFFIX = ".cas"
FOLDER = ""
"""The key of the format that is a folder and has no suffix."""

_BRAT_FILES = (".txt", ".ann", ".meta.json", CONFIGURATION)


@dataclass(frozen=True, slots=True)
class Format:
    """A format of annotated articles: what it is called, and how it is read and written."""

    name: str
    read: Callable[[Path], list[AnnotatedArticle]]
    write: Callable[[Iterable[AnnotatedArticle], Path], None]


def _write_markup(articles: Iterable[AnnotatedArticle], path: Path) -> None:
    path.write_bytes(print_markup(articles).encode("utf-8"))


def _read_folder(folder: Path) -> list[AnnotatedArticle]:
    """A folder of markup files, in the order of their names, or else a brat collection."""
    sources = sorted(folder.glob(f"*{MARKUP_SUFFIX}"))
    return [article for path in sources for article in read_markup(path)] if sources else read_brat(folder)


FORMATS = {
    MARKUP_SUFFIX: Format("markup", read_markup, _write_markup),
    ".jsonl": Format("JSONL", read_jsonl, write_jsonl),
    FOLDER: Format("folder of markup, or brat collection", _read_folder, write_brat),
}
"""The formats by suffix; a folder is read as markup where it holds any, and is written as a brat collection."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is in some articles."""

    articles: int
    events: int
    tolls: int
    spans: int

    @classmethod
    def of(cls, articles: Iterable[AnnotatedArticle]) -> "Counts":
        """Count articles."""
        counted = [(1, len(one.events), len(one.tolls), len(one.spans)) for one in articles]
        return cls(*(sum(column) for column in zip(*counted, strict=True))) if counted else cls(0, 0, 0, 0)

    def __str__(self) -> str:
        """The counts in words."""
        return f"{self.articles} articles, {self.events} events, {self.tolls} tolls, {self.spans} spans"


def convert(source: Path, target: Path, *, force: bool = False) -> tuple[Counts, Counts]:
    """Convert annotated articles; formats follow from the suffixes, a path without one is a folder.

    Returns:
        What was read from ``source``, and what reading ``target`` back gives.

    Raises:
        MarkupError, CorpusError, FormatError: the source is at fault; the message names the place in it.
        FormatError: a suffix is not known, the target exists (with ``force``: is no earlier result), or does not read
            back as what was written.
    """
    reader, writer = _format(source), _format(target)
    articles = reader.read(source)
    _check_free(source, target, force=force)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".unfinished-{target.name}")
    try:
        writer.write(articles, unfinished)
        counts = Counts.of(articles), Counts.of(writer.read(unfinished))
        if counts[0] != counts[1]:
            raise FormatError(f"{target} would read back as {counts[1]}, but {counts[0]} were written; report this")
        _remove(target)
        unfinished.rename(target)
    finally:
        _remove(unfinished)
    return counts


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _format(path: Path) -> Format:
    suffix = FOLDER if path.is_dir() else path.suffix
    if suffix not in FORMATS:
        known = ", ".join(f"{key or 'a folder'} ({kind.name})" for key, kind in FORMATS.items())
        raise FormatError(f"{path}: the suffix {suffix!r} names no format; known are {known}")
    return FORMATS[suffix]


def _check_free(source: Path, target: Path, *, force: bool) -> None:
    """Refuse to overwrite anything, or with ``force`` anything but a file or an earlier brat collection."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if target.resolve() == source.resolve():
        raise FormatError(f"{target} is source and target at once; name another target")
    if not force:
        raise FormatError(f"{target} exists; name another target, or overwrite it with --force")
    if target.is_dir():
        foreign = [path.name for path in target.iterdir() if path.is_dir() or not path.name.endswith(_BRAT_FILES)]
        if foreign:
            raise FormatError(f"{target} holds {foreign[0]!r}, which is of no brat collection; name another target")
