"""The predictor's doors: what is read, what is refused and how it is told."""

import os
import subprocess
import sys
from collections import OrderedDict
from datetime import date, datetime
from pathlib import Path

import pytest

from casualty_ner import predict
from casualty_ner.articles import Article
from casualty_ner.errors import CasualtyNerError, DeviceError, InputError, ModelFolderError
from casualty_ner.predict import Predictor, main, read_text

TEXT = "report of zorvek in placevek"


class TestTexts:
    @pytest.mark.parametrize("value", [None, 12, 1.5, ["a"], {"a": 1}, object()])
    def test_what_is_no_text_is_told_with_its_type(self, planted, value):
        with pytest.raises(InputError, match=f"article a1: the text is {type(value).__name__}, not str"):
            planted.predict(value)

    def test_bytes_are_told_with_the_way_out(self, planted):
        with pytest.raises(InputError, match="the text is bytes, not str; decode bytes first, as UTF-8 for instance"):
            planted.predict(TEXT.encode())

    def test_subclasses_of_str_are_texts(self, planted):
        class Marked(str):
            __slots__ = ()

        assert planted.predict(Marked(TEXT)) == planted.predict(TEXT)

    def test_texts_mappings_and_articles_read_the_same(self, planted):
        one = Article(id="x", text=TEXT, published=date(2021, 3, 10))
        mapping = OrderedDict(id="x", text=TEXT, published="2021-03-10", source="ignored")
        records = list(planted.predict_many([one, mapping, TEXT]))
        assert records[0] == records[1]
        assert records[2].events == records[0].events
        assert [record.article.id for record in records] == ["x", "x", "a3"]

    @pytest.mark.parametrize("given", [{}, {"txt": "a"}, {3: 4}])
    def test_a_mapping_without_text_is_told_with_its_keys(self, planted, given):
        with pytest.raises(InputError, match=r"article a1: the mapping has keys \[.*\], but no 'text'"):
            list(planted.predict_many([given]))

    @pytest.mark.parametrize(
        ("given", "name"), [({}, "a1"), ({"id": None}, "a1"), ({"id": 7}, "7"), ({"id": "é"}, "é")]
    )
    def test_ids_are_texts_and_given_where_there_is_none(self, planted, given, name):
        (record,) = planted.predict_many([{"text": TEXT, **given}])
        assert record.article.id == name

    def test_an_id_of_lone_surrogates_can_still_be_written(self, planted):
        (record,) = planted.predict_many([{"text": TEXT, "id": "a\ud800"}])
        assert "a\ufffd" in record.model_dump_json()

    @pytest.mark.parametrize("articles", [TEXT, TEXT.encode(), {"text": TEXT}])
    def test_one_article_where_many_are_read_is_told(self, planted, articles):
        with pytest.raises(
            InputError, match=r"predict_many reads many articles, this is one (str|bytes|dict); use pred"
        ):
            next(planted.predict_many(articles))

    def test_a_fault_names_its_article_and_comes_after_those_before_it(self, planted):
        stream = planted.predict_many([TEXT, {"id": "x", "text": TEXT}, {"id": "y", "text": 3}, TEXT])
        assert [next(stream).article.id for _ in range(2)] == ["a1", "x"]
        with pytest.raises(InputError, match="article y: the text is int"):
            next(stream)


class TestDates:
    @pytest.mark.parametrize("given", ["2021-03-10", date(2021, 3, 10)])
    def test_a_day_is_a_date_or_an_iso_string(self, planted, given):
        assert planted.predict(TEXT, published=given).article.published == date(2021, 3, 10)

    def test_without_a_day_there_is_none(self, planted):
        assert planted.predict(TEXT).article.published is None

    @pytest.mark.parametrize(
        "given",
        ["", "2021-3-1", "10/03/2021", "2021-02-30", "2021-03-10T00:00", "20210310", 20210310, datetime(2021, 3, 10)],
    )
    def test_anything_else_is_told(self, planted, given):
        with pytest.raises(
            InputError, match="article a1: published is .*; give a date, or a string such as '2013-07-26'"
        ):
            planted.predict(TEXT, published=given)


class TestLoading:
    @pytest.mark.parametrize("device", ["gpu", "cuda:7"])
    def test_a_device_that_is_not_there_is_told(self, planted_folder, device, monkeypatch):
        import torch

        monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
        with pytest.raises(DeviceError, match=f"device '{device}' is not"):
            Predictor.from_pretrained(planted_folder, device=device)

    def test_a_number_format_that_is_unknown_is_told(self, planted_folder):
        with pytest.raises(DeviceError, match="dtype 'float16' is not known"):
            Predictor.from_pretrained(planted_folder, device="cpu", dtype="float16")

    def test_in_bfloat16_the_planted_words_are_found_too(self, planted_folder, planted):
        predictor = Predictor.from_pretrained(planted_folder, device="cpu", dtype="bfloat16")
        (event,), (expected,) = predictor.predict(TEXT).events, planted.predict(TEXT).events
        assert [(toll.text, toll.min, toll.max) for toll in event.tolls] == [
            (toll.text, toll.min, toll.max) for toll in expected.tolls
        ]

    def test_a_folder_without_model_is_told(self, tmp_path):
        with pytest.raises(ModelFolderError, match="is no casualty_ner model"):
            Predictor.from_pretrained(tmp_path)

    @pytest.mark.parametrize("name", ["no/such-model", "/no/such/folder", "a b c"])
    def test_a_model_that_is_nowhere_is_told(self, name):
        with pytest.raises(ModelFolderError, match="is no folder here, and the hub does not give it"):
            Predictor.from_pretrained(name)

    def test_without_any_model_the_way_to_one_is_told(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(predict, "SHIPPED", tmp_path / "nosuch")
        with pytest.raises(ModelFolderError, match="neither runs/base nor a shipped model exists; run 'make train'"):
            Predictor.from_pretrained()

    def test_the_last_run_comes_before_the_shipped_model(self, tmp_path, monkeypatch, planted_folder, tiny_folder):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(predict, "SHIPPED", tiny_folder("bert"))
        assert Predictor.from_pretrained(device="cpu").model.name == "tiny"
        (tmp_path / "runs").mkdir()
        (tmp_path / "runs" / "base").symlink_to(planted_folder)
        assert Predictor.from_pretrained(device="cpu").model.name == "planted"

    def test_a_record_says_which_model_read_it(self, planted):
        record = planted.predict(TEXT)
        assert record.model == planted.model
        assert (record.model.name, record.model.revision) == ("planted", planted.manifest.revision)
        assert len(record.model.revision) == 12


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "text"),
        [
            (b"a\r\nb\rc\n", "a\r\nb\rc\n"),
            (b"\xef\xbb\xbfabc", "abc"),
            (b"a\xef\xbb\xbfb", "a\ufeffb"),
            (b"", ""),
            ("é\u2028\x85\x00".encode(), "é\u2028\x85\x00"),
        ],
    )
    def test_a_file_is_read_as_it_is(self, tmp_path, content, text):
        path = tmp_path / "a.txt"
        path.write_bytes(content)
        assert read_text(path) == text

    @pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "latin-1"])
    def test_another_encoding_is_told_with_its_first_byte(self, tmp_path, encoding):
        path = tmp_path / "a.txt"
        path.write_bytes("два é".encode(encoding, "replace") if encoding != "latin-1" else "one é".encode("latin-1"))
        with pytest.raises(InputError, match=r"is not UTF-8: byte \d+ is 0x[0-9a-f]+; convert it to UTF-8 first"):
            read_text(path)

    def test_a_file_that_cannot_be_read_is_told(self, tmp_path):
        with pytest.raises(InputError, match="cannot be read: No such file"):
            read_text(tmp_path / "nosuch.txt")
        with pytest.raises(InputError, match="cannot be read: Is a directory"):
            read_text(tmp_path)


class TestMain:
    @pytest.fixture(autouse=True)
    def shipped(self, monkeypatch, tmp_path, planted_folder):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(predict, "SHIPPED", planted_folder)

    @pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], ["one.txt", "two.txt"]])
    def test_anything_but_one_file_gives_the_usage(self, capsys, arguments):
        assert main(arguments) == 2
        output = capsys.readouterr()
        assert output.err.startswith("usage: python -m casualty_ner.predict FILE")
        assert output.out == ""

    def test_a_files_record_is_printed_as_json(self, capsys, tmp_path, planted):
        (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
        assert main(["story.txt"]) == 0
        assert capsys.readouterr().out == planted.predict(TEXT, id="story").model_dump_json(indent=2) + "\n"

    @pytest.mark.parametrize("name", ["nosuch.txt", "."])
    def test_a_file_that_cannot_be_read_is_one_line_and_exit_code_2(self, capsys, name):
        assert main([name]) == 2
        output = capsys.readouterr()
        assert output.err.startswith("error: ")
        assert output.err.count("\n") == 1
        assert output.out == ""

    def test_a_file_that_is_not_utf8_is_one_line_and_exit_code_2(self, capsys, tmp_path):
        (tmp_path / "latin.txt").write_bytes("Zwölf Tote".encode("latin-1"))
        assert main(["latin.txt"]) == 2
        assert "latin.txt is not UTF-8: byte 2 is 0xf6; convert it to UTF-8 first" in capsys.readouterr().err


def test_the_module_runs_from_the_command_line_on_a_file(planted_folder, tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "base").symlink_to(planted_folder)
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "casualty_ner.predict", "story.txt"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "PYTHONWARNINGS": "error::UserWarning"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"text": "zorvek"' in done.stdout
    assert done.stderr == ""


def test_every_error_is_of_one_tree():
    assert all(issubclass(error, CasualtyNerError) for error in (DeviceError, InputError, ModelFolderError))


def test_a_plain_bert_is_read_without_importing_transformers(planted_folder):
    code = (
        "import sys; from casualty_ner.predict import Predictor; "
        "Predictor.from_pretrained(sys.argv[1], device='cpu').predict('Two died in Kano.'); "
        "print([name for name in ('transformers', 'datasets', 'pandas') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(planted_folder)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert printed.strip() == "[]"
