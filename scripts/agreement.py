"""How far two annotations of the same texts agree, by the project's own scorer.

Usage: python scripts/agreement.py FIRST.cas SECOND.cas
"""

import sys
from pathlib import Path

from casualty_ner.assembly import to_record
from casualty_ner.corpus.markup import read_markup
from casualty_ner.evaluation import evaluate
from casualty_ner.evaluation.scores import HEADLINES


def main() -> None:
    """Print the agreement."""
    first = read_markup(Path(sys.argv[1]))
    second = {article.id: article for article in read_markup(Path(sys.argv[2]))}
    scores = evaluate(first, [to_record(second[article.id]) for article in first], name="second annotator")
    for name, headline in HEADLINES.items():
        estimate = scores.headline[name]
        print(f"{headline.label:28} {estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]")
    for attribute, score in scores.attributes.items():
        print(f"{attribute:28} {score.accuracy.estimate.value:.3f}")


if __name__ == "__main__":
    main()
