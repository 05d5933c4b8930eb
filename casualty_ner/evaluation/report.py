"""Putting an evaluation report together, and writing it for machines, for a CI summary and for people."""

from collections.abc import Sequence
from pathlib import Path

from casualty_ner.articles import AnnotatedArticle, Article
from casualty_ner.assembly import to_record
from casualty_ner.errors import InputError
from casualty_ner.evaluation.contents import Dataset, EvaluationReport, LearningPoint, Review
from casualty_ner.evaluation.faults import find_faults
from casualty_ner.evaluation.page import render_html, render_markdown
from casualty_ner.evaluation.pairs import fingerprint, pair_documents
from casualty_ner.evaluation.results import SystemScores
from casualty_ner.evaluation.scores import paired_differences
from casualty_ner.evaluation.tolls import align
from casualty_ner.records import ArticleRecord


def build_report(
    dataset: str,
    gold: Sequence[AnnotatedArticle],
    systems: Sequence[SystemScores],
    *,
    reviewed: Sequence[ArticleRecord] = (),
    curves: Sequence[LearningPoint] = (),
) -> EvaluationReport:
    """Put systems side by side, the one that the report is about first.

    ``reviewed`` are the first system's records; with them the report lists every error and shows it in its text.

    Raises:
        CorpusError: there is no gold, or two gold articles share an id.
        InputError: there is no system, two share a name, one was scored on other gold or with other draws, or the
            records are not of these articles.
    """
    _check_systems(dataset, gold, systems)
    pairs = pair_documents(gold, reviewed) if reviewed else []
    return EvaluationReport(
        dataset=Dataset(
            name=dataset,
            fingerprint=fingerprint(gold),
            documents=len(gold),
            tolls=sum(len(article.tolls) for article in gold),
            events=sum(len(article.events) for article in gold),
        ),
        systems=tuple(systems),
        differences={other.name: paired_differences(systems[0], other) for other in systems[1:]},
        curves=tuple(curves),
        faults=tuple(fault for pair in pairs for fault in find_faults(pair, align(pair))),
        reviews=tuple(_review(article, record) for article, record in zip(gold, reviewed, strict=False)),
    )


def write_report(report: EvaluationReport, folder: Path) -> None:
    """Write ``report.json``, ``report.md`` and ``report.html`` into a folder, which is made if need be.

    The page is one file that loads nothing from anywhere.

    Raises:
        InputError: the folder cannot be written to.
    """
    files = {
        "report.json": report.model_dump_json(exclude={"reviews"}) + "\n",
        "report.md": render_markdown(report),
        "report.html": render_html(report),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write the report into {folder}: {error}; give a folder you can write") from error


def _check_systems(dataset: str, gold: Sequence[AnnotatedArticle], systems: Sequence[SystemScores]) -> None:
    names = [system.name for system in systems]
    if not names or len(set(names)) < len(names):
        raise InputError(f"a report needs at least one system and a different name for each, got {names}")
    expected = fingerprint(gold)
    for system in systems:
        if system.fingerprint != expected:
            raise InputError(
                f"system {system.name!r} was scored on gold {system.fingerprint[:12]}, the gold of {dataset!r} is "
                f"{expected[:12]}; evaluate it on this gold"
            )


def _review(article: AnnotatedArticle, predicted: ArticleRecord) -> Review:
    bare = Article(id=article.id, text=article.text, published=article.published)
    return Review(article=bare, gold=to_record(article), predicted=predicted)
