"""What validation finds: one fault or doubt, with its place, and what to do about it."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from casualty_ner.articles import AnnotatedArticle, Frozen


class Severity(StrEnum):
    """Whether a finding makes the corpus unfit."""

    ERROR = "error"
    """The corpus contradicts the schema or its own rules; mend it."""
    WARNING = "warning"
    """Worth a look; a person decides."""


class Check(StrEnum):
    """What was checked."""

    READABLE = "readable"
    """The file is there, is UTF-8 JSONL, and every line is an article whose spans, tolls and events agree."""
    COMPILED = "compiled"
    """The stored articles are what their markup compiles to."""
    UNIQUE_ID = "unique id"
    FAMILY = "family in one split"
    VOCABULARY = "grid vocabulary"
    BOUNDS = "bounds"
    PARTS = "parts and totals"
    NEARNESS = "nearest filler"
    NEAR_DUPLICATE = "near-duplicate"
    SHARED_WORDS = "shared words"


class Finding(Frozen):
    """One finding.

    ``line`` counts from 1; ``text`` is at fault, ``allowed`` says what would be right, ``remedy`` what to do.
    """

    severity: Severity
    check: Check
    file: Path
    line: int
    article: str
    text: str
    problem: str
    allowed: str
    remedy: str

    def __str__(self) -> str:
        """The finding in one line, its place first."""
        article = f" {self.article}" if self.article else ""
        text = f" {self.text!r}" if self.text else ""
        return (
            f"{self.file}:{self.line}: {self.severity}: [{self.check}]{article}{text}: {self.problem}; "
            f"{self.allowed}; {self.remedy}"
        )


class Located(Frozen):
    """An article with the file, line and split from which it was read."""

    split: str
    file: Path
    line: int
    article: AnnotatedArticle

    def error(self, check: Check, text: str, problem: str, *, allowed: str, remedy: str) -> Finding:
        """A fault of this article."""
        return self._finding(Severity.ERROR, check, text=text, problem=problem, allowed=allowed, remedy=remedy)

    def warning(self, check: Check, text: str, problem: str, *, allowed: str, remedy: str) -> Finding:
        """A doubt about this article."""
        return self._finding(Severity.WARNING, check, text=text, problem=problem, allowed=allowed, remedy=remedy)

    def _finding(self, severity: Severity, check: Check, **words: str) -> Finding:
        return Finding(severity=severity, check=check, file=self.file, line=self.line, article=self.article.id, **words)


Findings = Iterator[Finding]
