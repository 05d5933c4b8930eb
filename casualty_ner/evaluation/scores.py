"""Scoring: the records of a system against gold, and one system against another."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.errors import InputError
from casualty_ner.evaluation.attributes import MACRO_ATTRIBUTES, Attribute, count_attributes
from casualty_ner.evaluation.bootstrap import Array, Bootstrap, Counts, Estimate, Sums, as_columns
from casualty_ner.evaluation.events import EventMatching, count_events
from casualty_ner.evaluation.links import LinkKind, count_links, count_mention_clusters
from casualty_ner.evaluation.pairs import DocumentPair, fingerprint, pair_documents
from casualty_ner.evaluation.results import (
    AttributeScore,
    Confusion,
    F1Score,
    Share,
    SlotScores,
    SystemScores,
    TotalScores,
    ValueScore,
    ValueScores,
)
from casualty_ner.evaluation.spans import count_slots
from casualty_ner.evaluation.tolls import TollLevel, align, count_tolls
from casualty_ner.evaluation.totals import count_totals
from casualty_ner.evaluation.values import BINS, MAIN_OUTCOMES, count_main_figures, count_values
from casualty_ner.records import ArticleRecord
from casualty_ner.schema import FILLER_SLOTS, Outcome, Qualifier, Slot


class Headline(NamedTuple):
    """One figure of the headline table."""

    label: str
    of: Callable[[Sums], Array]
    is_share: bool = True
    """Whether it lies between 0 and 1 and more is better; else it is a ratio of which 1 is right."""


HEADLINES = {
    "toll_strict_f1": Headline("Toll F1, strict", lambda sums: sums.f1(f"tolls.{TollLevel.STRICT}")),
    "toll_found_f1": Headline("Toll F1, found", lambda sums: sums.f1(f"tolls.{TollLevel.FOUND}")),
    "toll_full_f1": Headline("Toll F1, full", lambda sums: sums.f1(f"tolls.{TollLevel.FULL}")),
    "event_f1": Headline("Event F1", lambda sums: sums.f1(f"events.{EventMatching.ONE_TO_ONE}")),
    "slot_micro_f1": Headline("Slot F1, micro", lambda sums: sums.f1("slots.micro")),
    "slot_macro_f1": Headline("Slot F1, macro", lambda sums: sums.macro_f1(f"slots.{slot}" for slot in Slot)),
    "filler_link_f1": Headline("Toll–filler links, F1", lambda sums: sums.f1(f"links.{LinkKind.FILLER}")),
    "part_of_f1": Headline("Sub-toll links, F1", lambda sums: sums.f1(f"links.{LinkKind.PART_OF}")),
    "main_killed": Headline("Main killed figure exact", lambda sums: sums.share(f"main.{Outcome.KILLED}")),
    "exact_totals": Headline("Incident totals exact", lambda sums: sums.share("totals.exact")),
    "silent": Headline("No-toll documents left empty", lambda sums: sums.share("totals.silent")),
    "over_count": Headline("Over-count of killed", lambda sums: sums.share("totals.over_count"), is_share=False),
}
"""The figures that stand at the top of every report; a perfect system has 1 in each."""


def evaluate(
    gold: Sequence[AnnotatedArticle],
    predicted: Sequence[ArticleRecord],
    *,
    name: str,
    bootstrap: Bootstrap | None = None,
) -> SystemScores:
    """Score the records of one system against gold, on whole documents.

    Raises:
        CorpusError: there is no gold, or two gold articles share an id.
        InputError: the records are not of these articles in this order, or a record contradicts its text or itself.
    """
    counts = [count_document(pair) for pair in pair_documents(gold, predicted)]
    return scores_from_counts(
        as_columns(counts),
        name=name,
        fingerprint=fingerprint(gold),
        documents=len(gold),
        bootstrap=bootstrap or Bootstrap(),
    )


def count_document(pair: DocumentPair) -> Counts:
    """Every count of one document, by column; all scores are functions of their sums."""
    alignment = align(pair)
    slots = count_slots(pair)
    for kind in ("slots", "overlap"):
        for column in ("hits", "predicted", "gold"):
            slots[f"{kind}.micro/{column}"] = sum(slots[f"{kind}.{slot}/{column}"] for slot in Slot)
    return {
        **slots,
        **count_tolls(pair, alignment),
        **count_events(pair, alignment.events),
        **count_links(pair, alignment),
        **count_mention_clusters(pair),
        **count_attributes(pair, alignment),
        **count_values(pair, alignment),
        **count_main_figures(pair),
        **count_totals(pair),
    }


def scores_from_counts(
    counts: Mapping[str, tuple[float, ...]], *, name: str, fingerprint: str, documents: int, bootstrap: Bootstrap
) -> SystemScores:
    """Every score from per-document counts by column."""
    sums = Sums(counts, bootstrap.draws(documents))
    scores = _Scores(sums, bootstrap.level)
    return SystemScores(
        name=name,
        fingerprint=fingerprint,
        documents=documents,
        bootstrap=bootstrap,
        headline={key: scores.estimate(headline.of(sums)) for key, headline in HEADLINES.items()},
        slots=scores.slots(),
        tolls={level: scores.f1(f"tolls.{level}") for level in TollLevel},
        events={matching: scores.f1(f"events.{matching}") for matching in EventMatching},
        links={kind: scores.f1(f"links.{kind}") for kind in LinkKind},
        fillers={slot: scores.f1(f"fillers.{slot}") for slot in FILLER_SLOTS},
        attributes={attribute: scores.attribute(attribute) for attribute in Attribute},
        values=scores.values(),
        totals=TotalScores(**{key: scores.share(f"totals.{key}") for key in TotalScores.model_fields}),
        counts=dict(counts),
    )


class _Scores:
    """Builds score values from sums, with intervals at one level."""

    def __init__(self, sums: Sums, level: float) -> None:
        self._sums, self._level = sums, level

    def estimate(self, scores: Array) -> Estimate:
        return Estimate.of(scores, self._level)

    def f1(self, score: str) -> F1Score:
        return F1Score(
            f1=self.estimate(self._sums.f1(score)),
            precision=self.estimate(self._sums.precision(score)),
            recall=self.estimate(self._sums.recall(score)),
            hits=self._sums.total(f"{score}/hits"),
            predicted=int(self._sums.total(f"{score}/predicted")),
            gold=int(self._sums.total(f"{score}/gold")),
        )

    def share(self, score: str, total: str = "total") -> Share:
        estimate = self.estimate(self._sums.share(score, total))
        return Share(
            estimate=estimate, hits=self._sums.total(f"{score}/hits"), total=self._sums.total(f"{score}/{total}")
        )

    def confusion(self, name: str) -> Confusion:
        table: Confusion = {}
        for cell, sums in self._sums.under(f"confusion.{name}/").items():
            gold, predicted = cell.split("/")
            table.setdefault(gold, {})[predicted] = int(sums[0])
        return table

    def slots(self) -> SlotScores:
        return SlotScores(
            strict={slot: self.f1(f"slots.{slot}") for slot in Slot},
            micro=self.f1("slots.micro"),
            macro=self.estimate(self._sums.macro_f1(f"slots.{slot}" for slot in Slot)),
            overlap={slot: self.f1(f"overlap.{slot}") for slot in Slot},
            overlap_micro=self.f1("overlap.micro"),
            confusion=self.confusion("slots"),
        )

    def attribute(self, attribute: Attribute) -> AttributeScore:
        macro = self._sums.macro_f1_of_confusion(f"confusion.{attribute}") if attribute in MACRO_ATTRIBUTES else None
        return AttributeScore(
            accuracy=self.share(f"attributes.{attribute}"),
            macro_f1=None if macro is None else self.estimate(macro),
            confusion=None if attribute is Attribute.DATE else self.confusion(attribute),
        )

    def value(self, group: str) -> ValueScore:
        return ValueScore(of_found=self.share(group), of_gold=self.share(group, "gold"))

    def values(self) -> ValueScores:
        return ValueScores(
            all=self.value("values.all"),
            by_size={name: self.value(f"values.bin.{name}") for name in BINS},
            by_qualifier={qualifier: self.value(f"values.qualifier.{qualifier}") for qualifier in Qualifier},
            main={outcome: self.share(f"main.{outcome}") for outcome in MAIN_OUTCOMES},
            main_stated={outcome: self.share(f"main.{outcome}.stated") for outcome in MAIN_OUTCOMES},
        )


def paired_differences(one: SystemScores, other: SystemScores) -> dict[str, Estimate]:
    """``one`` minus ``other`` in every headline figure, with the interval of the paired bootstrap.

    Both systems are scored on the same draws of documents, so what is common to both does not widen the interval.

    Raises:
        InputError: the two were scored on different gold, or with different draws.
    """
    for field in ("fingerprint", "bootstrap"):
        values = (getattr(one, field), getattr(other, field))
        if values[0] != values[1]:
            raise InputError(
                f"systems {one.name!r} and {other.name!r} differ in {field} ({values[0]} and {values[1]}); "
                "a paired comparison needs the same gold and the same draws: evaluate both again"
            )
    draws = one.bootstrap.draws(one.documents)
    sums = [Sums(system.counts, draws) for system in (one, other)]
    return {
        key: Estimate.of(headline.of(sums[0]) - headline.of(sums[1]), one.bootstrap.level)
        for key, headline in HEADLINES.items()
    }
