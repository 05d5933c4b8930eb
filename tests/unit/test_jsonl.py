import json
from pathlib import Path

import pytest
from corpus_cases import DEV, TRAIN, articles, jsonl, spoil

from casualty_ner.corpus.jsonl import describe, format_line, parse_line, read_jsonl, read_lines, write_jsonl
from casualty_ner.errors import CorpusError

DATA = Path(__file__).parents[2] / "data"


def test_articles_come_back_as_they_were_written(tmp_path):
    written = [*articles(TRAIN), *articles(DEV)]
    write_jsonl(written, tmp_path / "a.jsonl")
    assert read_jsonl(tmp_path / "a.jsonl") == written


def test_only_line_feeds_end_a_line(tmp_path):
    text = "one\u2028two\u2029three\x85four\x0bfive\x0csix\rseven\neight"
    article = articles()[1].model_copy(update={"text": text})
    write_jsonl([article, article], tmp_path / "a.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes().count(b"\n") == 2
    assert [one.text for one in read_jsonl(tmp_path / "a.jsonl")] == [text, text]


def test_every_line_has_every_key():
    bare, full = (set(json.loads(format_line(article))) for article in reversed(articles()))
    assert bare == full


def test_empty_lines_and_a_byte_order_mark_are_passed_over(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + jsonl(articles()).replace("\n", "\n\n").encode())
    assert read_jsonl(path) == articles()
    assert [number for number, _ in read_lines(path)] == [1, 3]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "a", "id": "b", "text": ""}', "key 'id' is given twice"),
        ('{"id": "a", "text": NaN}', "NaN is not JSON; write null or a number"),
        ('{"id": "a", "text": -Infinity}', "-Infinity is not JSON"),
        ('{"id": "a", "text": "he s', "not JSON at column 21: Unterminated string.*the line seems to be cut off"),
        ('{"id": "a"', "not JSON at column 11: Expecting ',' delimiter.*the line seems to be cut off"),
        ("{'id': 'a'}", "not JSON at column 2: Expecting property name"),
        ("[" * 100_000, "nested too deep"),
        ("3", "Input should be an object"),
        ('{"id": "a"}', "text: Field required"),
        ('{"id": 7, "text": ""}', "id is 7: Input should be a valid string"),
        ('{"id": "a", "text": "", "published": 0}', "published is 0: Input should be a valid date"),
        ('{"id": "a", "text": "", "published": "26 July"}', "published is '26 July': Input should be a valid date"),
        ('{"id": "a", "text": "", "colour": 1}', "colour is 1: Extra inputs are not permitted"),
        ('{"id": "a", "text": "", "genre": null}', "genre is None: Input should be a valid string"),
        ('{"id": "a", "text": "\\ud800"}', "Invalid JSON"),
        ('{"id": "a", "text": "b", "spans": [{"start": 0.0}]}', "spans.0.start is 0.0: Input should be a valid int"),
        ('{"id": "a", "text": "", "spans": "' + "x" * 500 + '"}', r"spans is 'x{70,80}…: Input should be a valid"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_article_is_refused(tmp_path, line, message):
    path = tmp_path / "a.jsonl"
    path.write_text(f"{format_line(articles()[1])}\n{line}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=message) as caught:
        read_jsonl(path)
    assert str(caught.value).startswith(f"{path}:2: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r":1: the file holds no article; write at least one line"),
        (b" \n\n", r":1: the file holds no article"),
        (b"{}\n{\x93}\n", r":2: not UTF-8: byte 4 is 0x93; save the file as UTF-8"),
    ],
)
def test_a_file_without_articles_is_refused(tmp_path, content, message):
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=message):
        read_jsonl(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"none\.jsonl:1: the file does not exist"):
        read_jsonl(tmp_path / "none.jsonl")


def test_ten_faults_are_told_and_the_rest_are_counted(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("{}\n" * 13)
    with pytest.raises(CorpusError) as caught:
        read_jsonl(path)
    lines = str(caught.value).split("\n")
    assert len(lines) == 11
    assert lines[9].startswith(f"{path}:10: ")
    assert lines[10] == "… and 3 more lines"


def test_a_line_is_read_strictly_by_the_schema():
    line = spoil(lambda value: value["tolls"][0].update(status="rumoured")).split("\n")[0]
    with pytest.raises(ValueError, match="Input should be 'asserted'") as caught:
        parse_line(line)
    assert describe(caught.value).startswith("tolls.0.status is 'rumoured': Input should be 'asserted', 'alleged'")


def test_datasets_loads_the_corpus_as_it_is_with_one_schema(tmp_path, monkeypatch):
    datasets = pytest.importorskip("datasets")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    files = {split: str(DATA / f"{split}.jsonl") for split in ("train", "dev", "test")}
    loaded = datasets.load_dataset("json", data_files=files, cache_dir=str(tmp_path))
    assert len({str(loaded[split].features) for split in files}) == 1
    for split in files:
        stored = read_jsonl(DATA / f"{split}.jsonl")
        assert [row["text"] for row in loaded[split]] == [article.text for article in stored]
        spans = [[(span["label"], span["start"], span["end"]) for span in row["spans"]] for row in loaded[split]]
        assert spans == [[(span.label, span.start, span.end) for span in article.spans] for article in stored]
