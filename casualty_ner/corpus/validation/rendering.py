"""A validation report for the eye: on a terminal by rich, and as Markdown for the data card."""

from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from casualty_ner.corpus import grid
from casualty_ner.corpus.validation.counts import CountTable, Goal
from casualty_ner.corpus.validation.findings import Finding, Severity
from casualty_ner.corpus.validation.report import ValidationReport

_FURTHEST = 6
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


class ReportView:
    """A report as rich prints it.

    ``tables`` adds the counts of every value; ``most`` bounds how many findings of each check are printed.
    """

    def __init__(self, report: ValidationReport, *, tables: bool, most: int | None = None) -> None:
        self._report, self._tables, self._most = report, tables, most

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Tables first, then findings, then the sum, so that the sum is what a terminal ends on."""
        report = self._report
        yield _rich_table(report.size)
        if self._tables:
            yield from map(_rich_table, (*report.axes, *report.repetition))
        yield _rich_floors(report.axes)
        yield _rich_goals(report.goals)
        yield from self._findings()
        yield Text(summary(report), style="bold red" if report.errors else "bold green")

    def _findings(self) -> Iterator[Text]:
        shown: dict[tuple[Severity, str], int] = {}
        for finding in self._report.findings:
            key = finding.severity, finding.check
            shown[key] = shown.get(key, 0) + 1
            if self._most is None or shown[key] <= self._most:
                yield Text(str(finding), style=_STYLES[finding.severity], no_wrap=True, overflow="ignore")
        for (severity, check), count in shown.items():
            if self._most is not None and count > self._most:
                yield Text(f"… and {count - self._most} more of {severity} [{check}]; show them with --all")


def summary(report: ValidationReport) -> str:
    """The report in one line."""
    articles = sum(report.size.rows[0][1])
    return (
        f"{articles} articles: {len(report.errors)} errors, {len(report.warnings)} warnings, "
        f"{report.unmet_floors} floors not met"
    )


def _rich_table(table: CountTable) -> Table:
    drawn = Table(title=_title(table), title_justify="left")
    for heading in ("", *table.splits):
        drawn.add_column(heading, justify="right" if heading else "left")
    for value, cells in _cells(table):
        drawn.add_row(Text(value), *(Text(cell, style="yellow" if "<" in cell else "") for cell in cells))
    return drawn


def _rich_floors(tables: Iterable[CountTable]) -> Table:
    drawn = Table("", title="Values that reach their floor", title_justify="left")
    for split, floor in grid.FLOORS.items():
        drawn.add_column(f"{split}, floor {floor}", justify="right")
    drawn.add_column("furthest below", overflow="fold")
    for table in tables:
        drawn.add_row(*_floor_cells(table))
    return drawn


def _floor_cells(table: CountTable) -> list[str]:
    """A table of counts in one row: values that reach their floor in each split, and those furthest below."""
    unmet = sorted(table.unmet(), key=lambda row: row[2] / row[3])
    short = [sum(split == missed for _, missed, _, _ in unmet) for split in table.splits]
    furthest = ", ".join(dict.fromkeys(value for value, _, _, _ in unmet[:_FURTHEST]))
    return [_title(table), *(f"{len(table.rows) - count} of {len(table.rows)}" for count in short), furthest]


def _rich_goals(goals: Iterable[Goal]) -> Table:
    drawn = Table("", "", "figure", "floor", "", title="Figures of the whole", title_justify="left")
    for goal in goals:
        drawn.add_row(*_goal_cells(goal), style="" if goal.met else "yellow")
    return drawn


def _title(table: CountTable) -> str:
    unit = f" ({table.unit})" if table.unit else ""
    return f"{table.title}{unit}"


def _cells(table: CountTable) -> Iterator[tuple[str, list[str]]]:
    """Rows as words; a count below its floor says so."""
    floors = table.floors or (0,) * len(table.splits)
    for value, counts in table.rows:
        pairs = zip(counts, floors, strict=True)
        yield value, [f"{count} < {floor}" if count < floor else f"{count}" for count, floor in pairs]


def _goal_cells(goal: Goal) -> tuple[str, ...]:
    figures = [f"{value:.0%}" if goal.share else f"{value:g}" for value in (goal.value, goal.floor)]
    return goal.title, goal.split, *figures, "met" if goal.met else "not met"


def markdown_table(table: CountTable) -> str:
    """A table of counts as Markdown, with its title."""
    head = f"| | {' | '.join(table.splits)} |\n|---|{'---:|' * len(table.splits)}\n"
    rows = "".join(f"| {_escaped(value)} | {' | '.join(cells)} |\n" for value, cells in _cells(table))
    return f"**{_title(table)}**\n\n{head}{rows}"


def markdown_floors(tables: Iterable[CountTable]) -> str:
    """How many values of every axis reach their floors, as a Markdown table."""
    heads = " | ".join(f"{split}, floor {floor}" for split, floor in grid.FLOORS.items())
    rows = "".join(f"| {' | '.join(_floor_cells(table))} |\n" for table in tables)
    return f"| | {heads} | furthest below |\n|---|{'---:|' * len(grid.FLOORS)}---|\n{rows}"


def markdown_goals(goals: Iterable[Goal]) -> str:
    """The figures of the whole as a Markdown table."""
    rows = "".join(f"| {' | '.join(_goal_cells(goal))} |\n" for goal in goals)
    return f"| | | figure | floor | |\n|---|---|---:|---:|---|\n{rows}"


def markdown_findings(findings: Iterable[Finding]) -> str:
    """How many findings each check has, as Markdown."""
    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        key = finding.severity.value, finding.check.value
        counts[key] = counts.get(key, 0) + 1
    if not counts:
        return "No findings.\n"
    rows = "".join(f"| {severity} | {check} | {count} |\n" for (severity, check), count in sorted(counts.items()))
    return f"| severity | check | findings |\n|---|---|---:|\n{rows}"


def _escaped(value: str) -> str:
    return value.replace("|", "\\|")
