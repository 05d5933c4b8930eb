"""The command line: ``casualty-ner predict | train | evaluate | validate | convert``.

Exit codes: 0 all went well, 1 a check found faults, 2 the command could not be carried out, 3 training broke off.
"""

import json
import logging
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from casualty_ner import __version__
from casualty_ner.errors import CasualtyNerError, InputError, TrainingError

app = typer.Typer(
    help="Reads news and says who was killed, injured or missing, with every number tied to its place in the text.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


class OutputFormat(StrEnum):
    """How ``predict`` prints records."""

    JSON = "json"
    TABLE = "table"
    MARKUP = "markup"


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"casualty_ner {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Options of every command."""
    del version


@app.command()
def predict(
    files: Annotated[
        list[Path], typer.Argument(help="Texts (UTF-8), or .jsonl with 'text' and perhaps 'id', 'published'.")
    ],
    model: Annotated[
        str | None, typer.Option(help="Model folder or hub id; default: runs/base, else the shipped one.")
    ] = None,
    published: Annotated[str | None, typer.Option(help="Publication date of the texts, YYYY-MM-DD.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or cuda:N.")] = "auto",
    output: Annotated[OutputFormat, typer.Option("--format", help="json: one record a line.")] = OutputFormat.JSON,
) -> None:
    """Read texts and print one record for each, in order."""
    from casualty_ner.predict import Predictor

    predictor = Predictor.from_pretrained(model, device=device)
    console = Console()
    for record in predictor.predict_many(item for file in files for item in _texts(file, published)):
        if output is OutputFormat.TABLE:
            console.print(record)
        else:
            print(record.model_dump_json())


def _texts(file: Path, published: str | None) -> list[dict[str, Any]]:
    from casualty_ner.predict import read_text

    source = read_text(file)
    if file.suffix != ".jsonl":
        return [{"id": file.stem, "text": source, "published": published}]
    items = []
    for number, line in enumerate(source.split("\n"), start=1):
        if line.strip():
            items.append(_json_item(line, f"{file}:{number}", published, f"{file.stem}-{number}"))
    return items


def _json_item(line: str, place: str, published: str | None, default_id: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not JSON: {error}") from error
    if not isinstance(item, dict) or "text" not in item:
        raise InputError(f"{place}: not an object with a 'text'")
    return {"id": item.get("id", default_id), "text": item["text"], "published": item.get("published") or published}


@app.command()
def train(
    config: Annotated[Path, typer.Argument(help="YAML config, such as configs/base.yaml.")],
    set_: Annotated[list[str] | None, typer.Option("--set", help="Override one key, such as train.epochs=3.")] = None,
) -> None:
    """Train by a config, resuming a run that was stopped, and write its report on dev."""
    from casualty_ner.config import load_config
    from casualty_ner.reporting import report_run
    from casualty_ner.training import train as run_training

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    settings = load_config(config, tuple(set_ or ()))
    folder = run_training(settings)
    report = report_run(folder, data=settings.data.dev, train=settings.data.train, resamples=settings.output.bootstrap)
    _print_headline(report, folder / f"report-{settings.data.dev.stem}")


@app.command()
def evaluate(
    model: Annotated[Path, typer.Argument(help="Model folder, such as runs/base.")],
    data: Annotated[Path, typer.Option(help="Annotated articles to score on.")] = Path("data/dev.jsonl"),
    train_data: Annotated[Path, typer.Option("--train", help="Where the baselines count.")] = Path("data/train.jsonl"),
    into: Annotated[
        Path | None, typer.Option(help="Folder for the report; default: report-NAME in the model's.")
    ] = None,
    resamples: Annotated[int, typer.Option(help="Bootstrap resamples of the intervals.")] = 2000,
) -> None:
    """Score a model beside the baselines and write the report as JSON, Markdown and HTML."""
    from casualty_ner.reporting import report_run

    report = report_run(model, data=data, train=train_data, into=into, resamples=resamples)
    _print_headline(report, into or model / f"report-{data.stem}")


@app.command()
def validate(
    folder: Annotated[Path, typer.Argument(help="Folder of train.jsonl, dev.jsonl and test.jsonl.")] = Path("data"),
    tables: Annotated[bool, typer.Option("--tables", help="Print the counts of every value too.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Print all findings, not ten of each check.")] = False,
) -> None:
    """Check a corpus: every line, the corpus as a whole, and the markup it is compiled from. Errors end with 1."""
    from casualty_ner.corpus.validation import validate_corpus
    from casualty_ner.corpus.validation.rendering import ReportView

    report = validate_corpus(folder)
    Console().print(ReportView(report, tables=tables, most=None if everything else 10), crop=False)
    if report.errors:
        raise typer.Exit(1)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="A .cas or .jsonl file, a folder of .cas files, or a brat folder.")],
    to: Annotated[Path, typer.Option(help="Where to: a .cas or .jsonl file, or a folder for brat.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite what stands there.")] = False,
) -> None:
    """Convert annotated articles between markup, JSONL and brat; compiles markup."""
    from casualty_ner.corpus.conversion import convert as run_conversion

    read, written = run_conversion(source, to, force=force)
    print(f"{source}: {read}\n{to}: {written}")


def _print_headline(report: Any, folder: Path) -> None:
    from rich.table import Table

    from casualty_ner.evaluation.scores import HEADLINES

    table = Table(title=f"{report.dataset.name}: {report.dataset.documents} documents, {report.dataset.tolls} tolls")
    for heading in ("", *(system.name for system in report.systems)):
        table.add_column(heading, justify="right" if heading else "left")
    for name, headline in HEADLINES.items():
        table.add_row(headline.label, *(_estimate(system.headline[name]) for system in report.systems))
    Console().print(table)
    print(f"report: {folder / 'report.html'}")


def _estimate(estimate: Any) -> str:
    if estimate.value is None:
        return "–"
    interval = "" if estimate.low is None else f" [{estimate.low:.2f}, {estimate.high:.2f}]"
    return f"{estimate.value:.3f}{interval}"


def main() -> None:
    """Run the command line; an error of this package becomes one line on stderr."""
    try:
        app()
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(3)
    except CasualtyNerError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
