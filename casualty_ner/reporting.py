"""A trained model, through ``Predictor``, to its evaluation report beside the baselines.

The nearest-neighbour baseline is given the model's own spans, so the difference is what learned linking adds. The
baselines' commonest values are counted on train, and the regex baseline knows only its rules.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from casualty_ner.articles import AnnotatedArticle, Article
from casualty_ner.corpus.jsonl import read_jsonl
from casualty_ner.errors import CorpusError
from casualty_ner.evaluation import (
    EvaluationReport,
    LearningPoint,
    RegexBaseline,
    build_report,
    evaluate,
    majority_attributes,
    majority_scores,
    relink_nearest,
    write_report,
)
from casualty_ner.evaluation.bootstrap import Bootstrap
from casualty_ner.predict import Predictor
from casualty_ner.records import ArticleRecord


def report_model(
    predictor: Predictor,
    gold: Sequence[AnnotatedArticle],
    train: Sequence[AnnotatedArticle],
    *,
    dataset: str,
    resamples: int = 2000,
    curves: Sequence[LearningPoint] = (),
) -> EvaluationReport:
    """Score a model on gold articles beside majority, regex and nearest-neighbour baselines.

    Raises:
        CorpusError: gold shares a family with train.
    """
    if shared := {article.family for article in gold} & {article.family for article in train}:
        raise CorpusError(f"{dataset} shares families with train: {sorted(shared)[:5]}; scores on it would flatter")
    bootstrap = Bootstrap(resamples=resamples)
    records = read_gold(predictor, gold)
    majority = majority_attributes(train)
    regex = RegexBaseline.fit(train)
    systems = [
        evaluate(gold, records, name=predictor.model.name, bootstrap=bootstrap),
        evaluate(
            gold,
            [relink_nearest(record, article.text, majority) for record, article in zip(records, gold, strict=True)],
            name="nearest",
            bootstrap=bootstrap,
        ),
        evaluate(gold, [regex.predict(article) for article in gold], name="regex", bootstrap=bootstrap),
        majority_scores(gold, majority, bootstrap=bootstrap),
    ]
    return build_report(dataset, gold, systems, reviewed=records, curves=curves)


def read_gold(predictor: Predictor, gold: Sequence[AnnotatedArticle]) -> list[ArticleRecord]:
    """The model's records of gold articles, made from nothing but id, text and publication date."""
    bare = (Article(id=article.id, text=article.text, published=article.published) for article in gold)
    return list(predictor.predict_many(bare))


def report_run(
    folder: Path, *, data: Path, train: Path, into: Path | None = None, resamples: int = 2000
) -> EvaluationReport:
    """Score a run on a file of annotated articles, and write the report below the run as ``report-NAME``."""
    report = report_model(
        Predictor.from_pretrained(folder),
        read_jsonl(data),
        read_jsonl(train),
        dataset=data.stem,
        resamples=resamples,
        curves=learning_curves(folder),
    )
    write_report(report, into or folder / f"report-{data.stem}")
    return report


def learning_curves(folder: Path) -> list[LearningPoint]:
    """The history of a run as points of curves: its training loss, and its dev scores epoch by epoch."""
    path = folder / "history.json"
    if not path.is_file():
        return []
    points = []
    for entry in json.loads(path.read_bytes()):
        for name, value in entry.items():
            if name == "loss" or name.startswith("eval_"):
                short = name.removeprefix("eval_")
                points.append(LearningPoint(step=entry["step"], epoch=entry["epoch"], name=short, value=float(value)))
    return points
