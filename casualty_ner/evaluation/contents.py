"""What an evaluation report holds: the dataset, the systems, how they differ, a run's curves, and every error."""

from pydantic import Field, FiniteFloat

from casualty_ner.articles import Article, Frozen
from casualty_ner.evaluation.bootstrap import Estimate
from casualty_ner.evaluation.faults import Fault
from casualty_ner.evaluation.results import SystemScores
from casualty_ner.records import ArticleRecord


class Dataset(Frozen):
    """What was scored on; ``fingerprint`` is the SHA-256 of its ids, texts and annotation."""

    name: str
    fingerprint: str
    documents: int
    tolls: int
    events: int


class LearningPoint(Frozen):
    """One value logged during training, such as the loss at a step; None where it was not defined."""

    step: int
    epoch: float
    name: str
    value: FiniteFloat | None


class Review(Frozen):
    """One document to be read: gold beside what the first system predicted."""

    article: Article
    gold: ArticleRecord
    predicted: ArticleRecord


class EvaluationReport(Frozen):
    """Systems scored on one dataset. The first is the one that the report is about, the rest are what it must beat.

    ``differences`` holds the first system minus each other by name, headline figure by headline figure, with the
    interval of the paired bootstrap. ``faults`` and ``reviews`` are of the first system; the JSON file leaves the
    reviews, which repeat the dataset, out.
    """

    dataset: Dataset
    systems: tuple[SystemScores, ...] = Field(min_length=1)
    differences: dict[str, dict[str, Estimate]]
    curves: tuple[LearningPoint, ...] = ()
    faults: tuple[Fault, ...] = ()
    reviews: tuple[Review, ...] = ()
