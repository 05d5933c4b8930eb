"""What is handed to a predictor: bad input is an error that says what to do, and nothing is lost on the way."""

from datetime import date

import pytest
import torch

from casualty_ner.errors import DeviceError, InputError, ModelFolderError
from casualty_ner.predict import Predictor, main


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "the text is NoneType, not str"),
        (7, "the text is int, not str"),
        (b"Two died.", "the text is bytes, not str; decode bytes first"),
    ],
)
def test_a_text_that_is_no_string_is_refused(tiny, text, message):
    with pytest.raises(InputError, match=message):
        tiny.predict(text)


@pytest.mark.parametrize("published", ["26 July 2013", "2013-02-30", "2013", 2013, "20130726"])
def test_a_date_that_is_none_is_refused_naming_the_value(tiny, published):
    with pytest.raises(InputError, match=r"published is .*; give a date, or a string such as '2013-07-26'"):
        tiny.predict("Two died.", published=published)


def test_a_date_may_be_a_date_or_a_string(tiny):
    days = {tiny.predict("Two died.", published=day).article.published for day in (date(2013, 7, 26), "2013-07-26")}
    assert days == {date(2013, 7, 26)}


def test_a_mapping_without_a_text_is_refused_naming_its_keys(tiny):
    with pytest.raises(InputError, match=r"article a2: the mapping has keys \['body'\], but no 'text'"):
        list(tiny.predict_many(["Two died.", {"body": "Two died."}]))


def test_articles_before_a_bad_one_are_given_first(tiny):
    stream = tiny.predict_many(["One died.", "Two died.", None])
    assert [next(stream).article.id, next(stream).article.id] == ["a1", "a2"]
    with pytest.raises(InputError, match="article a3"):
        next(stream)


def test_lone_surrogates_keep_their_place_and_are_noted(tiny):
    record = tiny.predict("Two \ud83d died in Kano.")
    assert record.article.characters == len("Two \ud83d died in Kano.")
    assert record.article.notes == ("1 lone surrogates were read as U+FFFD",)


def test_a_model_that_is_nowhere_is_an_error(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelFolderError, match="run 'make train'"):
        Predictor.from_pretrained()
    with pytest.raises(ModelFolderError):
        Predictor.from_pretrained(tmp_path / "nothing")
    with pytest.raises(ModelFolderError, match="is no casualty_ner model"):
        Predictor.from_pretrained(tmp_path)


@pytest.mark.parametrize("device", ["gpu", "tpu", "mps:9", ""])
def test_an_unknown_device_is_an_error(device):
    with pytest.raises(DeviceError, match="allowed are 'auto', 'cpu', 'cuda'"):
        Predictor.from_pretrained(device=device)


@pytest.mark.skipif(torch.cuda.is_available(), reason="shows what happens where there is no GPU")
def test_a_gpu_that_is_not_there_is_an_error():
    with pytest.raises(DeviceError, match="0 GPUs are visible to torch"):
        Predictor.from_pretrained(device="cuda")


def test_an_unknown_number_format_is_an_error():
    with pytest.raises(DeviceError, match="dtype 'float8' is not known"):
        Predictor.from_pretrained(device="cpu", dtype="float8")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["one", "two"]])
def test_the_command_explains_itself(arguments, capsys):
    assert main(arguments) == 2
    assert "usage: python -m casualty_ner.predict FILE" in capsys.readouterr().err


def test_the_command_names_a_file_that_is_not_utf8(tmp_path, monkeypatch, tiny, capsys):
    monkeypatch.setattr(Predictor, "from_pretrained", lambda: tiny)
    path = tmp_path / "latin.txt"
    path.write_bytes("Zwölf Tote".encode("latin-1"))
    assert main([str(path)]) == 2
    assert "byte 2 is 0xf6; convert it to UTF-8 first" in capsys.readouterr().err
