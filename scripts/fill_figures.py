"""Write the measured figures and an example record into README.md and docs/model-card.md, between their markers.

Usage: python scripts/fill_figures.py runs/base   (after training; reads its report on dev)
"""

import json
import re
import sys
from pathlib import Path

from casualty_ner.evaluation.scores import HEADLINES
from casualty_ner.predict import Predictor

TEXT = (
    "NAIROBI, July 26 - At least 12 people were killed and 30 wounded when a bomb went off in a market in Kano on "
    "Thursday, police said. Three of the dead were children. In March, 40 people died in a similar blast in Maiduguri."
)
PUBLISHED = "2013-07-26"


def score_table(report: dict[str, object]) -> str:
    """The headline figures of a report as a Markdown table, a column a system."""
    systems = report["systems"]
    dataset = report["dataset"]
    lines = [
        f"Dev, {dataset['documents']} articles, {dataset['tolls']} tolls:",
        "",
        "| | " + " | ".join(system["name"] for system in systems) + " |",
        "|---|" + "---|" * len(systems),
    ]
    for name, headline in HEADLINES.items():
        cells = (_cell(system["headline"][name]) for system in systems)
        lines.append(f"| {headline.label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(estimate: dict[str, float | None]) -> str:
    if estimate["value"] is None:
        return "–"
    interval = "" if estimate["low"] is None else f" [{estimate['low']:.2f}, {estimate['high']:.2f}]"
    return f"{estimate['value']:.3f}{interval}"


def example(folder: str) -> str:
    """What the model gives for a short text, toll by toll, in the README's code fence."""
    record = Predictor.from_pretrained(folder).predict(TEXT, published=PUBLISHED)
    lines = [f"text: {TEXT}", ""]
    for event in record.events:
        days = f"{event.date.first} to {event.date.last} ({event.date.text!r})" if event.date else "no date"
        lines.append(f"{event.id} {event.scope} {event.event_type}, {days}")
        for toll in event.tolls:
            fillers = ", ".join(
                item.text for field in ("victims", "causes", "places", "sources") for item in getattr(toll, field)
            )
            parent = f", part of {toll.part_of}" if toll.part_of else ""
            lines.append(
                f"  {toll.id} {toll.outcome} min={toll.min} max={toll.max} "
                f"{toll.text!r} [{toll.start}:{toll.end}] {fillers}{parent}"
            )
    return "```\n" + "\n".join(lines) + "\n```"


def fill(path: Path, marker: str, content: str) -> None:
    """Replace what stands between the begin and end markers of a file."""
    pattern = re.compile(rf"(<!-- {marker}:begin -->\n).*?(<!-- {marker}:end -->)", re.DOTALL)
    path.write_text(pattern.sub(lambda match: f"{match[1]}{content}\n{match[2]}", path.read_text("utf-8")), "utf-8")


def main() -> None:
    """Fill both pages."""
    folder = sys.argv[1]
    report = json.loads((Path(folder) / "report-dev" / "report.json").read_bytes())
    for page in ("README.md", "docs/model-card.md"):
        fill(Path(page), "scores", score_table(report))
    fill(Path("README.md"), "example", example(folder))


if __name__ == "__main__":
    main()
