"""Where the corpus comes from: its JSONL files, and the markup from which they are compiled."""

from pathlib import Path

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.corpus.jsonl import describe, format_line, parse_line, read_lines
from casualty_ner.corpus.markup import read_markup
from casualty_ner.corpus.validation.findings import Check, Finding, Findings, Located, Severity
from casualty_ner.errors import CorpusError, MarkupError

SPLITS = ("train", "dev", "test")


def read_corpus(folder: Path) -> tuple[list[Located], list[Finding]]:
    """Every article of ``folder`` that can be read, and the faults of the lines that cannot.

    Raises:
        CorpusError: the folder holds none of the three files.
    """
    files = {split: folder / f"{split}.jsonl" for split in SPLITS}
    if not any(file.is_file() for file in files.values()):
        names = ", ".join(file.name for file in files.values())
        raise CorpusError(f"{folder} holds none of {names}; name the folder of a corpus")
    located: list[Located] = []
    findings: list[Finding] = []
    for split, file in files.items():
        try:
            for number, line in read_lines(file):
                try:
                    located.append(Located(split=split, file=file, line=number, article=parse_line(line)))
                except ValueError as error:
                    findings.append(_unreadable(file, number, describe(error)))
        except CorpusError as error:
            at = error.line or 1
            findings.append(_unreadable(file, at, str(error).removeprefix(f"{file}:{at}: ")))
    return located, findings


def _unreadable(file: Path, line: int, problem: str) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        check=Check.READABLE,
        file=file,
        line=line,
        article="",
        text="",
        problem=problem,
        allowed="a line is one annotated article",
        remedy="mend the markup it is compiled from, and compile again",
    )


def check_compiled(folder: Path) -> Findings:
    """Hold each file of ``folder`` to the markup beside it, ``seeds/corpus/SPLIT/*.cas``, where there is any."""
    root = folder.absolute().parent
    if root.is_relative_to(Path.cwd()):
        root = root.relative_to(Path.cwd())
    for split in SPLITS:
        sources = root / "seeds" / "corpus" / split
        stored = folder / f"{split}.jsonl"
        if any(sources.glob("*.cas")) and stored.is_file():
            yield from _compare(sources, stored)


def _compare(sources: Path, stored: Path) -> Findings:
    command = f"run: casualty-ner convert {sources} --to {stored} --force"
    try:
        compiled = [article for path in sorted(sources.glob("*.cas")) for article in read_markup(path)]
    except MarkupError as error:
        file = error.file or sources
        yield _differs(file, error.line, "", f"column {error.column}: {error.reason}", "mend the markup")
        return
    content = stored.read_bytes().decode("utf-8-sig", "replace")
    lines = content.removesuffix("\n").split("\n")
    for number, (line, article) in enumerate(zip(lines, compiled, strict=False), start=1):
        if line != format_line(article):
            yield _differs(stored, number, article.id, "the stored line is not what the markup compiles to", command)
            return
    if len(lines) != len(compiled):
        problem = f"the file has {len(lines)} lines, the markup gives {len(compiled)}"
        yield _differs(stored, min(len(lines), len(compiled)) + 1, "", problem, command)
    elif not content.endswith("\n"):
        yield _differs(stored, len(lines), "", "the last line does not end with a line feed", command)


def _differs(file: Path, line: int, article: str, problem: str, remedy: str) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        check=Check.COMPILED,
        file=file,
        line=line,
        article=article,
        text="",
        problem=problem,
        allowed="stored articles are compiled from markup, byte for byte",
        remedy=remedy,
    )


def articles_of(located: list[Located], split: str) -> list[AnnotatedArticle]:
    """The articles of one split."""
    return [one.article for one in located if one.split == split]
