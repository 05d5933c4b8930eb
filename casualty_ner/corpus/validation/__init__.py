"""Everything about a corpus that a machine can check: ``validate_corpus(folder)``."""

from casualty_ner.corpus.validation.counts import CountTable, Goal
from casualty_ner.corpus.validation.findings import Check, Finding, Severity
from casualty_ner.corpus.validation.report import ValidationReport, validate_corpus

__all__ = ["Check", "CountTable", "Finding", "Goal", "Severity", "ValidationReport", "validate_corpus"]
