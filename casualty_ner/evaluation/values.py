"""Right numbers: exact bounds of aligned tolls by size and wording, and a document's main figure."""

from collections import Counter
from collections.abc import Iterator

from casualty_ner.evaluation.pairs import DocumentPair, RecordView
from casualty_ner.evaluation.tolls import Alignment, same_bounds
from casualty_ner.records import TollRecord
from casualty_ner.schema import Outcome, Scope, Status

BINS = {"0": 0, "1": 1, "2": 2, "3–5": 5, "6–19": 19, "20+": None}
"""Names of the bins of gold figures, and the highest figure of each."""

MAIN_OUTCOMES = (Outcome.KILLED, Outcome.INJURED)
"""Outcomes of which a document's main figure is scored."""

_UNREALISED = (Status.DENIED, Status.PROJECTED)


def figure(toll: TollRecord) -> int | None:
    """One number for a toll: its min, where that is not stated its max."""
    return toll.max if toll.min is None else toll.min


def bin_of(number: int) -> str:
    """The name of the bin in which a gold figure falls."""
    return next(name for name, highest in BINS.items() if highest is None or number <= highest)


def main_figure(view: RecordView, outcome: Outcome) -> int:
    """The largest figure of the outcome in any incident; 0 where none is stated.

    Tolls that are part of another, replaced by an update, denied or projected do not count. This is the one number
    that single-number extractors give (Zhong et al. 2023, Extracting Victim Counts from Text).
    """
    figures = [figure(view.tolls[toll]) for toll in _standing(view) if view.tolls[toll].outcome is outcome]
    return max((number for number in figures if number is not None), default=0)


def _standing(view: RecordView) -> Iterator[int]:
    replaced = set(view.updated)
    for index, toll in enumerate(view.tolls):
        stated = view.event_at(index).scope is Scope.INCIDENT and toll.status not in _UNREALISED
        if stated and view.parent[index] is None and index not in replaced:
            yield index


def count_values(pair: DocumentPair, alignment: Alignment) -> Counter[str]:
    """Columns ``values.all``, ``values.bin.BIN``, ``values.qualifier.Q`` of one document.

    ``hits`` are aligned tolls with min and max both right, ``total`` the aligned ones, ``gold`` all of gold's.
    """
    counts: Counter[str] = Counter()
    for index, toll in enumerate(pair.gold.tolls):
        number = figure(toll)
        groups = ["values.all", f"values.qualifier.{toll.qualifier}"]
        groups += [f"values.bin.{bin_of(number)}"] if number is not None else []
        other = alignment.tolls.get(index)
        for group in groups:
            counts[f"{group}/gold"] += 1
            counts[f"{group}/total"] += other is not None
            counts[f"{group}/hits"] += other is not None and same_bounds(toll, pair.predicted.tolls[other])
    return counts


def count_main_figures(pair: DocumentPair) -> Counter[str]:
    """Columns ``main.OUTCOME`` over all documents, ``main.OUTCOME.stated`` over those whose gold figure is not 0."""
    counts: Counter[str] = Counter()
    for outcome in MAIN_OUTCOMES:
        gold = main_figure(pair.gold, outcome)
        for group in (f"main.{outcome}", *([f"main.{outcome}.stated"] if gold else [])):
            counts[f"{group}/total"] = 1
            counts[f"{group}/hits"] = gold == main_figure(pair.predicted, outcome)
    return counts
