"""Articles a second, texts to full records, and the ratio to the stock pipeline's bare tagging, round by round.

Usage: python benchmarks/throughput.py MODEL_FOLDER DATA.jsonl [ROUNDS]

The stock pipeline runs one text at a time (batching makes it slower on a CPU) with its defaults, and drops what lies
beyond its 512 tokens; the records come from ``Predictor.predict_many``, which reads everything and links it.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from transformers import pipeline

from casualty_ner.corpus.jsonl import read_jsonl
from casualty_ner.predict import Predictor


def rate(work: Callable[[], object], articles: int) -> float:
    """Articles a second of one run of ``work``."""
    begun = time.perf_counter()
    work()
    return articles / (time.perf_counter() - begun)


def _spread(values: list[float]) -> str:
    return f"median {statistics.median(values):6.2f}   min {min(values):6.2f}   max {max(values):6.2f}"


def main() -> None:
    folder, data, rounds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 7
    texts = [article.text for article in read_jsonl(data)]
    predictor = Predictor.from_pretrained(folder)
    stock = pipeline("token-classification", model=folder, aggregation_strategy="first", device="cpu")
    sides: dict[str, Callable[[], object]] = {
        "records": lambda: list(predictor.predict_many(texts)),
        "stock tagging": lambda: [stock(text) for text in texts],
    }
    for work in sides.values():
        work()
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, work in sides.items():
            rates[name].append(rate(work, len(texts)))
    for name, values in rates.items():
        print(f"{name:15} {_spread(values)} articles/s")
    ratios = [ours / theirs for ours, theirs in zip(rates["records"], rates["stock tagging"], strict=True)]
    print(f"{'ratio':15} {_spread(ratios)} in {rounds} rounds")
    print(f"peak memory     {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, both sides")


if __name__ == "__main__":
    main()
