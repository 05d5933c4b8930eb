import subprocess
import sys

import pytest
from corpus_cases import DEV, TRAIN, articles, jsonl, write_corpus

from casualty_ner import cli
from casualty_ner.corpus.brat_reading import read_brat
from casualty_ner.corpus.conversion import FORMATS, Counts, convert
from casualty_ner.corpus.jsonl import read_jsonl
from casualty_ner.corpus.markup import read_markup
from casualty_ner.errors import CorpusError, FormatError, MarkupError


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line; gives its exit code, what it printed, and what it said went wrong."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["casualty-ner", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return stopped.value.code, *capsys.readouterr()

    return call


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.cas").write_text(TRAIN, encoding="utf-8")
    return tmp_path


def test_validate_ends_with_0_and_prints_the_sum(tmp_path, run):
    code, out, err = run("validate", write_corpus(tmp_path))
    assert (code, err) == (0, "")
    assert "4 articles: 0 errors, 0 warnings, " in out
    assert "Hard cases" in out
    assert "maritime_accident" not in out.split("Values that reach")[0]


def test_validate_ends_with_1_where_there_are_errors(tmp_path, run):
    folder = write_corpus(tmp_path, dev=jsonl(articles(DEV.replace("overloaded", "overfull"))))
    code, out, _ = run("validate", folder)
    assert code == 1
    assert f"{folder / 'dev.jsonl'}:1: error: [compiled] ferry: the stored line is not what" in out
    assert (
        f"run: casualty-ner convert {tmp_path / 'seeds' / 'corpus' / 'dev'} --to {folder / 'dev.jsonl'} --force" in out
    )


def test_validate_prints_every_count_when_asked(tmp_path, run):
    _, out, _ = run("validate", write_corpus(tmp_path), "--tables")
    assert "maritime_accident" in out
    assert "Words for harm" in out


def test_validate_ends_with_2_where_there_is_no_corpus(tmp_path, run):
    code, _, err = run("validate", tmp_path)
    assert code == 2
    assert err.startswith(f"error: {tmp_path} holds none of train.jsonl, dev.jsonl, test.jsonl")


def test_convert_prints_counts_in_and_out(folder, run):
    code, out, err = run("convert", folder / "a.cas", "--to", folder / "a.jsonl")
    counts = "2 articles, 1 events, 3 tolls, 7 spans"
    assert (code, err) == (0, "")
    assert out == f"{folder / 'a.cas'}: {counts}\n{folder / 'a.jsonl'}: {counts}\n"
    assert read_jsonl(folder / "a.jsonl") == articles()


def test_convert_says_where_markup_is_wrong_and_ends_with_2(folder, run):
    (folder / "a.cas").write_text(TRAIN.replace("|K1]", "|X1]"), encoding="utf-8")
    code, out, err = run("convert", folder / "a.cas", "--to", folder / "a.jsonl")
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {folder / 'a.cas'}:12:6: 'X1' is no slot code with toll numbers")
    assert not (folder / "a.jsonl").exists()


def test_every_format_leads_to_every_other(folder):
    convert(folder / "a.cas", folder / "brat")
    convert(folder / "brat", folder / "a.jsonl")
    convert(folder / "a.jsonl", folder / "b.cas")
    convert(folder / "b.cas", folder / "deep" / "er" / "b.jsonl")
    found = [read_brat(folder / "brat"), read_jsonl(folder / "a.jsonl"), read_markup(folder / "b.cas")]
    assert all(sorted(one, key=lambda article: article.id, reverse=True) == articles() for one in found)


def test_a_folder_of_markup_is_read_in_the_order_of_its_names(folder):
    (folder / "0.cas").write_text(DEV, encoding="utf-8")
    read, written = convert(folder, folder / "all.jsonl")
    assert [article.id for article in read_jsonl(folder / "all.jsonl")] == ["ferry", "quarry", "market"]
    assert read == written == Counts(articles=3, events=2, tolls=4, spans=12)


@pytest.mark.parametrize("target", ["a.jsonl", "b.cas", "brat"])
def test_nothing_is_overwritten_without_force(folder, target):
    convert(folder / "a.cas", folder / target)
    (folder / "other").mkdir()
    (folder / "other" / "a.cas").write_text(DEV, encoding="utf-8")
    with pytest.raises(FormatError, match=f"{target} exists; name another target, or overwrite it with --force"):
        convert(folder / "other", folder / target)
    convert(folder / "other", folder / target, force=True)
    assert FORMATS["" if target == "brat" else f".{target.split('.')[1]}"].read(folder / target) == articles(DEV)


def test_an_empty_folder_may_be_written_to(folder):
    (folder / "brat").mkdir()
    convert(folder / "a.cas", folder / "brat")
    assert len(read_brat(folder / "brat")) == 2


def test_force_keeps_a_folder_that_holds_anything_else(folder):
    convert(folder / "a.cas", folder / "brat")
    (folder / "brat" / "thesis.docx").write_bytes(b"")
    with pytest.raises(FormatError, match=r"holds 'thesis\.docx', which is of no brat collection"):
        convert(folder / "a.cas", folder / "brat", force=True)
    assert (folder / "brat" / "quarry.txt").is_file()


@pytest.mark.parametrize("old", ["a.jsonl", "brat"])
def test_what_stood_there_stays_when_a_conversion_fails(folder, old):
    convert(folder / "a.cas", folder / old)
    (folder / "b.cas").write_text(DEV.replace("=== ferry", "=== fer ry"), encoding="utf-8")
    if old == "brat":
        with pytest.raises(FormatError, match="is no file name"):
            convert(folder / "b.cas", folder / old, force=True)
    else:
        (folder / "b.cas").write_text(DEV.replace("|K1]", "|K7]"), encoding="utf-8")
        with pytest.raises(MarkupError, match="toll 7 has no line"):
            convert(folder / "b.cas", folder / old, force=True)
    assert len(read_brat(folder / old) if old == "brat" else read_jsonl(folder / old)) == 2
    assert sorted(path.name for path in folder.iterdir()) == sorted(["a.cas", "b.cas", old])


@pytest.mark.parametrize(
    ("source", "target", "kind", "message"),
    [
        ("a.cas", "a.cas", FormatError, "is source and target at once"),
        ("a.cas", "a.csv", FormatError, "the suffix '.csv' names no format; known are .cas"),
        ("a.txt", "a.cas", FormatError, "the suffix '.txt' names no format"),
        ("none.cas", "a.jsonl", MarkupError, "none.cas:1:1: the file does not exist"),
        ("none.jsonl", "b.cas", CorpusError, "none.jsonl:1: the file does not exist"),
        ("none", "b.cas", FormatError, "holds no .txt file"),
    ],
)
def test_what_cannot_be_converted_is_refused(folder, source, target, kind, message):
    with pytest.raises(kind, match=message):
        convert(folder / source, folder / target)


def test_commands_load_no_torch(folder):
    code = (
        "import sys; from casualty_ner import cli; from pathlib import Path; "
        f"cli.convert(Path({str(folder / 'a.cas')!r}), Path({str(folder / 'a.jsonl')!r})); "
        "assert not {'torch', 'transformers'} & set(sys.modules), sorted(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
