"""A corpus folder to its validation report."""

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from casualty_ner.articles import Frozen
from casualty_ner.corpus.validation.annotation import check_bounds, check_parts, check_vocabulary
from casualty_ner.corpus.validation.counts import CountTable, Goal, axis_tables, goals, repetition_tables, size_table
from casualty_ner.corpus.validation.findings import Finding, Located, Severity
from casualty_ner.corpus.validation.nearness import check_nearness
from casualty_ner.corpus.validation.sameness import (
    check_families,
    check_ids,
    check_near_duplicates,
    check_shared_words,
)
from casualty_ner.corpus.validation.sources import SPLITS, articles_of, check_compiled, read_corpus

_ARTICLE_CHECKS = (check_vocabulary, check_bounds, check_parts, check_nearness)
_CORPUS_CHECKS = (check_ids, check_families, check_shared_words, check_near_duplicates)


class ValidationReport(Frozen):
    """What a machine can say about a corpus: findings by file and line, and counts.

    Floors that are not met are no findings: they say how far the corpus is from its plan, not that it is wrong.
    """

    folder: Path
    findings: tuple[Finding, ...]
    size: CountTable
    goals: tuple[Goal, ...]
    axes: tuple[CountTable, ...]
    repetition: tuple[CountTable, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the corpus unfit."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are worth a look."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)

    @property
    def unmet_floors(self) -> int:
        """How many floors, value by value and split by split, are not met."""
        values = sum(1 for table in self.axes for _ in table.unmet())
        return values + sum(not goal.met for goal in self.goals)


def validate_corpus(folder: Path) -> ValidationReport:
    """Check ``train.jsonl``, ``dev.jsonl`` and ``test.jsonl`` of a folder, and the markup beside it where there is any.

    Takes time linear in the corpus. A file that is missing or damaged is a finding, and the rest is still checked.

    Raises:
        CorpusError: the folder holds none of the three files.
    """
    located, unreadable = read_corpus(folder)
    articles = {split: articles_of(located, split) for split in SPLITS}
    findings = chain(unreadable, check_compiled(folder), check_articles(located))
    return ValidationReport(
        folder=folder,
        findings=tuple(_ordered(findings)),
        size=size_table(articles),
        goals=tuple(goals(articles)),
        axes=tuple(axis_tables(articles)),
        repetition=tuple(repetition_tables(articles)),
    )


def check_articles(located: Sequence[Located]) -> list[Finding]:
    """Every check of articles that could be read, one by one and against each other."""
    single = (check(one) for one in located for check in _ARTICLE_CHECKS)
    return list(chain(*single, *(check(located) for check in _CORPUS_CHECKS)))


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (finding.severity, finding.check, finding.file, finding.line))
