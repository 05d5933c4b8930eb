"""The scores of one system on one gold corpus, each with its interval."""

from casualty_ner.articles import Frozen
from casualty_ner.evaluation.attributes import Attribute
from casualty_ner.evaluation.bootstrap import Bootstrap, Estimate
from casualty_ner.evaluation.events import EventMatching
from casualty_ner.evaluation.links import LinkKind
from casualty_ner.evaluation.tolls import TollLevel
from casualty_ner.schema import Outcome, Qualifier, Slot


class F1Score(Frozen):
    """Precision, recall and F1, with what they were computed from; ``hits`` is a sum of shares for B-cubed."""

    f1: Estimate
    precision: Estimate
    recall: Estimate
    hits: float
    predicted: int
    gold: int


class Share(Frozen):
    """``hits`` of ``total``: an accuracy, a share of documents, or a ratio of two sums."""

    estimate: Estimate
    hits: float
    total: float


Confusion = dict[str, dict[str, int]]
"""Counts by gold value, then by predicted value."""


class SlotScores(Frozen):
    """Span scores: strict (seqeval, IOB2), and by any overlap of characters with the same label."""

    strict: dict[Slot, F1Score]
    micro: F1Score
    macro: Estimate
    overlap: dict[Slot, F1Score]
    overlap_micro: F1Score
    confusion: Confusion


class AttributeScore(Frozen):
    """How aligned tolls or events were described; the macro-F1 and the confusion are None where they say nothing."""

    accuracy: Share
    macro_f1: Estimate | None
    confusion: Confusion | None


class ValueScore(Frozen):
    """Exact (min, max): of the tolls that were found, and of all gold tolls."""

    of_found: Share
    of_gold: Share


class ValueScores(Frozen):
    """Exact bounds of all tolls, by size of the gold figure, by its qualifier, and of each document's main figure."""

    all: ValueScore
    by_size: dict[str, ValueScore]
    by_qualifier: dict[Qualifier, ValueScore]
    main: dict[Outcome, Share]
    main_stated: dict[Outcome, Share]
    """The main figure over the documents that state one."""


class TotalScores(Frozen):
    """Sums over incidents against gold."""

    over_count: Share
    """People killed by the predicted totals over people killed by gold's: 1 is right, 2 is twice too many."""
    naive: Share
    """The same with every predicted killed figure added up, mention by mention."""
    naive_gold: Share
    """The same with every gold killed figure added up: the over-count of perfect reading without structure."""
    exact: Share
    """Documents whose incident totals are right in every outcome and bound."""
    silent: Share
    """Documents without a toll for which nothing was predicted."""


class SystemScores(Frozen):
    """Every score of one system.

    ``fingerprint`` names the gold it was scored on; ``counts`` are the per-document counts behind all scores, by
    column, so that systems can be compared document by document later.
    """

    name: str
    fingerprint: str
    documents: int
    bootstrap: Bootstrap
    headline: dict[str, Estimate]
    slots: SlotScores
    tolls: dict[TollLevel, F1Score]
    events: dict[EventMatching, F1Score]
    links: dict[LinkKind, F1Score]
    fillers: dict[Slot, F1Score]
    attributes: dict[Attribute, AttributeScore]
    values: ValueScores
    totals: TotalScores
    counts: dict[str, tuple[float, ...]]
