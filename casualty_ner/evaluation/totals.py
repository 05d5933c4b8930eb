"""What a database user feels: sums over incidents against gold, and silence where there is nothing to report."""

from collections import Counter

from casualty_ner.evaluation.pairs import DocumentPair, RecordView
from casualty_ner.records import Bounds
from casualty_ner.schema import Outcome, Scope


def incident_totals(view: RecordView) -> dict[Outcome, Bounds]:
    """The totals of a document's incidents added up by outcome; aggregates and background stay out.

    Bounds add up as they do inside an event: a null min counts 0 (null where all are), a null max makes the sum null.
    """
    summands: dict[Outcome, list[Bounds]] = {}
    for event in view.events:
        if event.scope is Scope.INCIDENT:
            for outcome, bounds in event.totals.items():
                summands.setdefault(outcome, []).append(bounds)
    return {outcome: _sum(bounds) for outcome, bounds in summands.items()}


def killed(view: RecordView) -> int:
    """The least number of people killed in a document's incidents; 0 where none is stated."""
    total = incident_totals(view).get(Outcome.KILLED)
    return total.min or 0 if total else 0


def killed_by_adding_all(view: RecordView) -> int:
    """What comes out when every killed figure is added: sub-tolls, updates, restatements, aggregates, background."""
    return sum((toll.min or 0) * len(toll.mentions) for toll in view.tolls if toll.outcome is Outcome.KILLED)


def count_totals(pair: DocumentPair) -> Counter[str]:
    """Columns ``totals.*`` of one document; over- and naive count are ratios of sums, not of counts."""
    counts: Counter[str] = Counter()
    gold = killed(pair.gold)
    for name, number in (
        ("over_count", killed(pair.predicted)),
        ("naive", killed_by_adding_all(pair.predicted)),
        ("naive_gold", killed_by_adding_all(pair.gold)),
    ):
        counts[f"totals.{name}/hits"], counts[f"totals.{name}/total"] = number, gold
    counts["totals.exact/total"] = 1
    counts["totals.exact/hits"] = incident_totals(pair.gold) == incident_totals(pair.predicted)
    counts["totals.silent/total"] = not pair.gold.events
    counts["totals.silent/hits"] = not pair.gold.events and not pair.predicted.events
    return counts


def _sum(summands: list[Bounds]) -> Bounds:
    lows = [bounds.min for bounds in summands if bounds.min is not None]
    highs = [bounds.max for bounds in summands if bounds.max is not None]
    return Bounds(min=sum(lows) if lows else None, max=sum(highs) if len(highs) == len(summands) else None)
