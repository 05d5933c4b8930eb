"""Where encoders are found, what is refused, and how quickly one is missed without a network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import huggingface_hub
import pytest
import torch
from tiny_models import save_tiny_encoder
from transformers import AutoModelForTokenClassification
from transformers.utils import logging as transformers_logging

from casualty_ner import encoders
from casualty_ner.digests import file_sha256
from casualty_ner.encoders import (
    EMBEDDED_NAME,
    EMBEDDED_SHA256,
    Encoder,
    load_backend,
    load_token_classifier,
    quiet_transformers,
    resolve_encoder,
    verify_sha256,
)
from casualty_ner.errors import EncoderError
from casualty_ner.schema import TAGS


@pytest.fixture(scope="module")
def folder(tmp_path_factory, texts):
    return save_tiny_encoder("bert", tmp_path_factory.mktemp("encoders") / "tiny", texts)


@pytest.fixture
def copied(folder, tmp_path):
    """A copy of an encoder's folder, to be spoilt."""
    return Path(shutil.copytree(folder, tmp_path / "copied"))


def here(folder):
    return Encoder(str(folder), None, offline=True)


class TestResolving:
    def test_a_local_folder_comes_first_even_under_the_embedded_ones_name(self, folder, tmp_path, monkeypatch):
        shutil.copytree(folder, tmp_path / EMBEDDED_NAME)
        monkeypatch.chdir(tmp_path)
        assert resolve_encoder(EMBEDDED_NAME) == Encoder(EMBEDDED_NAME, None, offline=True)

    @pytest.mark.parametrize("name", [EMBEDDED_NAME, "all-MiniLM-L6-v2", EMBEDDED_NAME.lower()])
    def test_without_the_hub_the_embedded_encoder_is_its_package(self, name):
        found = resolve_encoder(name)
        assert found.offline
        assert file_sha256(Path(found.location) / "model.safetensors") == EMBEDDED_SHA256

    def test_what_the_hub_knows_is_left_to_the_hub(self, monkeypatch):
        asked = []
        monkeypatch.setattr(
            huggingface_hub.HfApi, "model_info", lambda _, name, **named: asked.append((name, named["revision"]))
        )
        assert resolve_encoder("some/encoder", "v1") == Encoder("some/encoder", "v1", offline=False)
        assert asked == [("some/encoder", "v1")]

    def test_what_lies_in_the_hubs_cache_is_found_without_the_hub(self, monkeypatch):
        monkeypatch.setattr(encoders, "try_to_load_from_cache", lambda name, file, revision: f"/cache/{name}/{file}")
        assert resolve_encoder("some/encoder", "v1") == Encoder("some/encoder", "v1", offline=True)

    def test_half_an_encoder_in_the_cache_is_none(self, monkeypatch):
        monkeypatch.setattr(
            encoders, "try_to_load_from_cache", lambda name, file, revision: "/cache" if file == "config.json" else None
        )
        with pytest.raises(EncoderError, match="'some/encoder' is no folder here"):
            resolve_encoder("some/encoder")

    @pytest.mark.parametrize("name", ["some/encoder", "/no/such/folder", "a/b/c"])
    def test_what_is_nowhere_is_told_with_the_ways_out(self, name):
        with pytest.raises(EncoderError, match="Name a folder that holds it, connect to the hub, or use 'sentence-tr"):
            resolve_encoder(name)

    def test_weights_that_are_not_the_official_ones_are_refused(self, monkeypatch, folder):
        monkeypatch.setattr(encoders, "EMBEDDED_SHA256", "0" * 64)
        with pytest.raises(EncoderError, match=f"has SHA-256 {EMBEDDED_SHA256}, expected 0000"):
            resolve_encoder(EMBEDDED_NAME)

    def test_a_file_that_is_missing_has_no_digest(self, tmp_path):
        with pytest.raises(EncoderError, match="is missing; install the encoder's package again"):
            verify_sha256(tmp_path / "model.safetensors", EMBEDDED_SHA256)

    def test_without_the_package_the_way_to_install_it_is_told(self, monkeypatch):
        monkeypatch.setattr(encoders, "find_spec", lambda _: None)
        with pytest.raises(EncoderError, match=r"pip install 'casualty_ner\[train\]'"):
            resolve_encoder(EMBEDDED_NAME)

    @pytest.mark.parametrize(
        "fault",
        ["raise socket.gaierror(-2, 'Name or service not known')", "time.sleep(3); raise TimeoutError('timed out')"],
    )
    def test_without_a_network_an_encoder_is_missed_in_seconds(self, fault, tmp_path):
        # In a process of its own: whether to ask the hub at all is settled when its library is imported.
        code = (
            "import socket, time\n"
            f"def unreachable(*_, **__):\n    {fault}\n"
            "socket.getaddrinfo = socket.socket.connect = unreachable\n"
            "from casualty_ner.encoders import resolve_encoder\n"
            "from casualty_ner.errors import EncoderError\n"
            "began = time.perf_counter()\n"
            "try:\n    resolve_encoder('some/encoder')\n"
            "except EncoderError as error:\n    print(time.perf_counter() - began, error)\n"
        )
        settings = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**settings, "HF_HOME": str(tmp_path)},
            check=True,
            capture_output=True,
            text=True,
        )
        seconds, _, told = done.stdout.partition(" ")
        assert float(seconds) < 10, "the hub was asked again and again"
        assert "the hub does not give it" in told


class TestLoading:
    def test_the_encoder_gets_a_fresh_layer_to_the_tags(self, folder):
        model = load_token_classifier(here(folder), attention_dropout=None, hidden_dropout=None)
        assert tuple(model.config.id2label[index] for index in range(21)) == TAGS
        assert model.classifier.weight.shape == (21, 32)
        assert next(model.parameters()).dtype == torch.float32

    def test_dropouts_are_set_where_they_are_given(self, folder):
        kept = load_token_classifier(here(folder), attention_dropout=None, hidden_dropout=None).config
        given = load_token_classifier(here(folder), attention_dropout=0.0, hidden_dropout=0.3).config
        assert (kept.attention_probs_dropout_prob, kept.hidden_dropout_prob) == (0.1, 0.1)
        assert (given.attention_probs_dropout_prob, given.hidden_dropout_prob) == (0.0, 0.3)

    def test_weights_that_are_damaged_are_told(self, copied):
        path = copied / "model.safetensors"
        path.write_bytes(path.read_bytes()[:100])
        with pytest.raises(EncoderError, match="the weights of .* cannot be read"):
            load_token_classifier(here(copied), attention_dropout=None, hidden_dropout=None)

    def test_a_folder_without_config_is_told(self, copied):
        (copied / "config.json").unlink()
        with pytest.raises(EncoderError, match="the weights of .* cannot be read"):
            load_token_classifier(here(copied), attention_dropout=None, hidden_dropout=None)

    def test_pickled_weights_are_never_read(self, copied):
        weights = copied / "model.safetensors"
        model = AutoModelForTokenClassification.from_pretrained(copied)
        torch.save(model.state_dict(), copied / "pytorch_model.bin")
        weights.unlink()
        with pytest.raises(EncoderError, match="the weights of .* cannot be read"):
            load_token_classifier(here(copied), attention_dropout=None, hidden_dropout=None)

    def test_code_beside_the_weights_is_never_run(self, copied):
        canary = copied / "ran"
        (copied / "evil.py").write_text(f"open({str(canary)!r}, 'w')\n", encoding="utf-8")
        config = copied / "config.json"
        auto = '"auto_map": {"AutoConfig": "evil.Config", "AutoModelForTokenClassification": "evil.Model"},'
        config.write_text(
            config.read_text(encoding="utf-8")
            .replace("{", "{" + auto, 1)
            .replace('"model_type": "bert"', '"model_type": "evil"'),
            encoding="utf-8",
        )
        with pytest.raises(EncoderError):
            load_token_classifier(here(copied), attention_dropout=None, hidden_dropout=None)
        assert not canary.exists()

    def test_the_tokenizer_is_given_bare_and_whole(self, folder):
        backend, pad, tokenizer = load_backend(here(folder))
        assert pad == tokenizer.pad_token_id
        assert backend.encode("police", add_special_tokens=False).offsets[0][0] == 0

    def test_a_folder_without_tokenizer_is_told(self, copied):
        for name in ("tokenizer.json", "tokenizer_config.json", "config.json"):
            (copied / name).unlink(missing_ok=True)
        with pytest.raises(EncoderError, match="the tokenizer of .* cannot be read"):
            load_backend(here(copied))


def test_quiet_puts_back_the_settings_it_found():
    transformers_logging.disable_progress_bar()
    level = transformers_logging.get_verbosity()
    try:
        with quiet_transformers():
            assert transformers_logging.get_verbosity() > level
        assert not transformers_logging.is_progress_bar_enabled()
        transformers_logging.enable_progress_bar()
        with quiet_transformers():
            assert not transformers_logging.is_progress_bar_enabled()
        assert transformers_logging.is_progress_bar_enabled()
        assert transformers_logging.get_verbosity() == level
    finally:
        transformers_logging.enable_progress_bar()
