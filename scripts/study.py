"""Train several runs that differ in one thing, score each, and tabulate: ``python scripts/study.py STUDY.yaml``.

A study names a config and its runs. Each run may take a share of the training articles, leave out those of some genres
or countries, and override keys of the config. All are scored on dev; a run that leaves articles out is scored on those,
too, and on the dev articles of their kind. Results go to ``docs/studies/NAME.md``. Finished runs are not trained
again: remove ``runs/studies`` after changes of the code.
"""

import sys
from pathlib import Path
from random import Random
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.config import load_config
from casualty_ner.corpus.jsonl import read_jsonl, write_jsonl
from casualty_ner.errors import CasualtyNerError, CorpusError
from casualty_ner.evaluation import evaluate
from casualty_ner.evaluation.bootstrap import Bootstrap, Estimate
from casualty_ner.predict import Predictor
from casualty_ner.reporting import read_gold
from casualty_ner.training.run import train

SCORES = ("slot_micro_f1", "toll_strict_f1", "event_f1")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Without(_Strict):
    """Articles of these genres, or of these countries, are left out of training."""

    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def matches(self, article: AnnotatedArticle) -> bool:
        """Whether an article is of the kind left out."""
        return article.genre in self.genres or article.brief.country in self.countries


class Run(_Strict):
    """One run: what it trains on, and keys of the config that it overrides."""

    name: str
    share: float = Field(default=1.0, gt=0, le=1)
    without: Without = Without()
    overrides: tuple[str, ...] = ()


class Study(_Strict):
    """A question, a config, and the runs that answer it."""

    question: str
    config: Path
    runs: tuple[Run, ...]


def chosen(articles: list[AnnotatedArticle], run: Run) -> list[AnnotatedArticle]:
    """The training articles of a run: the same smaller share lies in every larger one."""
    order = sorted(articles, key=lambda article: article.id)
    Random(17).shuffle(order)  # noqa: S311
    return [article for article in order[: round(run.share * len(order))] if not run.without.matches(article)]


def require_known(articles: list[AnnotatedArticle], run: Run) -> None:
    """Raises: CorpusError: a genre or country to be left out is that of no article."""
    known = {article.genre for article in articles} | {article.brief.country for article in articles}
    if unknown := {*run.without.genres, *run.without.countries} - known:
        raise CorpusError(f"run {run.name!r} leaves out {sorted(unknown)}, which no training article has; correct it")


def score(predictor: Predictor, gold: list[AnnotatedArticle]) -> dict[str, Any]:
    """Headline scores on gold articles with their intervals."""
    scores = evaluate(gold, read_gold(predictor, gold), name="model", bootstrap=Bootstrap(resamples=1000))
    found: dict[str, Estimate] = scores.headline
    return {"articles": len(gold)} | {name: found[name].model_dump() for name in SCORES}


def perform(study: Study, run: Run, folder: Path) -> dict[str, Any]:
    """Train one run and score it."""
    config = load_config(study.config, run.overrides)
    articles, dev = read_jsonl(config.data.train), read_jsonl(config.data.dev)
    require_known(articles, run)
    own = chosen(articles, run)
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / f"{run.name}.jsonl"
    write_jsonl(own, data)
    changes = (*run.overrides, f"data.train={data}", f"output.folder={folder / run.name}")
    predictor = Predictor.from_pretrained(train(load_config(study.config, changes)))
    result = {"name": run.name, "train_articles": len(own), "dev": score(predictor, dev)}
    left_out = [article for article in articles if run.without.matches(article)]
    if left_out:
        result["left out of train"] = score(predictor, left_out)
        result["dev of that kind"] = score(predictor, [article for article in dev if run.without.matches(article)])
        result["dev of other kinds"] = score(
            predictor, [article for article in dev if not run.without.matches(article)]
        )
    return result


def table(study: Study, results: list[dict[str, Any]]) -> str:
    """The results in Markdown."""
    lines = [
        f"{study.question}\n",
        "| run | train articles | scored on | articles | slot F1 | toll F1, strict | event F1 |",
        "|---|---:|---|---:|---|---|---|",
    ]
    for result in results:
        for part in ("dev", "dev of other kinds", "dev of that kind", "left out of train"):
            if part in result:
                cells = [_cell(result[part][name]) for name in SCORES]
                head = [result["name"], str(result["train_articles"]), part, str(result[part]["articles"])]
                lines.append("| " + " | ".join([*head, *cells]) + " |")
    return "\n".join(lines) + "\n"


def _cell(estimate: dict[str, float | None]) -> str:
    if estimate["value"] is None:
        return "—"
    return "{value:.3f} [{low:.3f}, {high:.3f}]".format(**estimate)


def main() -> None:
    """Perform a study."""
    if len(sys.argv) != 2:
        sys.exit("usage: python scripts/study.py STUDY.yaml")
    path = Path(sys.argv[1])
    study = Study.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    into = Path("docs/studies")
    into.mkdir(parents=True, exist_ok=True)
    results = []
    for run in study.runs:
        results.append(perform(study, run, Path("runs/studies") / path.stem))
        (into / f"{path.stem}.md").write_text(table(study, results), encoding="utf-8")
        print(table(study, results[-1:]), flush=True)


if __name__ == "__main__":
    try:
        main()
    except CasualtyNerError as error:
        sys.exit(f"error: {error}")
