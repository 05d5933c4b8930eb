"""An evaluation that cannot flatter: whole documents, strict spans, one-to-one alignments, intervals, baselines.

``evaluate(gold, predicted, name=…)`` scores one system, ``build_report`` puts systems side by side, ``write_report``
writes them for machines, for a CI summary and for people.
"""

from casualty_ner.evaluation.baselines import MajorityAttributes, majority_attributes, majority_scores
from casualty_ner.evaluation.contents import EvaluationReport, LearningPoint
from casualty_ner.evaluation.nearest import relink_nearest
from casualty_ner.evaluation.regex_baseline import RegexBaseline
from casualty_ner.evaluation.report import build_report, write_report
from casualty_ner.evaluation.results import SystemScores
from casualty_ner.evaluation.scores import evaluate, paired_differences

__all__ = [
    "EvaluationReport",
    "LearningPoint",
    "MajorityAttributes",
    "RegexBaseline",
    "SystemScores",
    "build_report",
    "evaluate",
    "majority_attributes",
    "majority_scores",
    "paired_differences",
    "relink_nearest",
    "write_report",
]
