"""Saved models: what a folder holds, and that nothing damaged, permuted or foreign is loaded."""

import json
import pickle
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny_models import ARCHITECTURES
from transformers import AutoModelForTokenClassification, AutoTokenizer

from casualty_ner.digests import file_sha256
from casualty_ner.errors import ModelFolderError
from casualty_ner.model.casualty_model import CasualtyModel
from casualty_ner.model.folder import FILES, MANIFEST, WEIGHTS, load_model, read_manifest, save_model
from casualty_ner.predict import Predictor
from casualty_ner.schema import SCHEMA_VERSION, TAGS


@pytest.fixture
def folder(tiny_folder, tmp_path):
    """A copy of a model folder, to be spoilt."""
    return Path(shutil.copytree(tiny_folder("bert"), tmp_path / "model"))


def change_manifest(folder, **values):
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_bytes()) | values), encoding="utf-8")


def sign(folder):
    """Write the digests of the files as they are into the manifest, as someone would who changes a model on purpose."""
    change_manifest(folder, sha256={name: file_sha256(folder / name) for name in FILES if (folder / name).is_file()})


def change_weights(folder, name, change):
    state = load_file(folder / name)
    change(state)
    save_file({key: value.contiguous() for key, value in state.items()}, folder / name, metadata={"format": "pt"})
    sign(folder)


class TestSaving:
    @pytest.mark.parametrize("architecture", ARCHITECTURES)
    def test_a_model_loads_as_it_was_saved_and_reads_the_same(self, tiny_folder, tmp_path, texts, architecture):
        first = load_model(tiny_folder(architecture))
        tokenizer = AutoTokenizer.from_pretrained(tiny_folder(architecture))
        trained = AutoModelForTokenClassification.from_pretrained(tiny_folder(architecture), dtype="float32")
        model = CasualtyModel(trained, first.manifest.heads)
        model.heads.load_state_dict(first.model.heads.state_dict())
        manifest = save_model(
            tmp_path / "again",
            model,
            tokenizer,
            name=first.manifest.name,
            encoder=first.manifest.encoder,
            windows=first.manifest.windows,
            decode=first.manifest.decode,
        )
        again = load_model(tmp_path / "again")
        assert manifest.revision == first.manifest.revision
        assert all(
            torch.equal(one, other)
            for one, other in zip(first.model.state_dict().values(), again.model.state_dict().values(), strict=True)
        )
        records = [
            list(Predictor.from_pretrained(place, device="cpu", dtype="float32").predict_many(texts))
            for place in (tiny_folder(architecture), tmp_path / "again")
        ]
        assert records[0] == records[1]
        assert any(record.events for record in records[0]), "a model that finds nothing shows nothing"

    def test_weights_are_safetensors_and_every_file_is_listed(self, folder):
        names = {path.name for path in folder.iterdir()}
        assert names == {*FILES, MANIFEST}
        assert not [name for name in names if name.endswith((".bin", ".pt", ".pth", ".pkl"))]
        manifest = read_manifest(folder)
        assert manifest.sha256 == {name: file_sha256(folder / name) for name in FILES}
        assert (manifest.schema_version, manifest.tags) == (SCHEMA_VERSION, TAGS)
        assert set(manifest.versions) == {"casualty_ner", "torch", "transformers", "tokenizers"}

    @pytest.mark.parametrize("architecture", ARCHITECTURES)
    def test_the_folder_is_a_plain_token_classifier(self, tiny_folder, texts, architecture):
        place = tiny_folder(architecture)
        plain = AutoModelForTokenClassification.from_pretrained(place).eval()
        tokenizer = AutoTokenizer.from_pretrained(place)
        ours = load_model(place)
        assert tuple(plain.config.id2label[index] for index in range(len(TAGS))) == TAGS
        with torch.inference_mode():
            for text in texts[:3]:
                batch = tokenizer(text[:150], return_tensors="pt")
                article = ours.tokenizer.tokenize(text[:150])
                ids = [*ours.tokenizer.prefix, *article.piece_ids.tolist(), *ours.tokenizer.suffix]
                if (
                    "\n" not in text[:150]
                ):  # the project reads line by line, for byte-level pieces a line end is one too
                    assert batch["input_ids"][0].tolist() == ids
                given = torch.tensor([ids])
                logits, _ = ours.model.encode(given, torch.ones_like(given))
                assert torch.equal(plain(input_ids=given, attention_mask=torch.ones_like(given)).logits, logits)

    def test_the_revision_follows_the_weights(self, folder):
        before = load_model(folder).manifest.revision
        change_weights(folder, "heads.safetensors", lambda state: state["span.bias"].add_(1))
        assert load_model(folder).manifest.revision != before


class TestRefusals:
    def test_a_folder_without_manifest_is_no_model(self, tmp_path):
        with pytest.raises(ModelFolderError, match="it has no casualty_ner.json; name a folder that training wrote"):
            load_model(tmp_path)

    @pytest.mark.parametrize("name", FILES)
    def test_a_missing_file_is_named(self, folder, name):
        (folder / name).unlink()
        with pytest.raises(ModelFolderError, match=f"lacks {name}"):
            load_model(folder)

    @pytest.mark.parametrize("name", FILES)
    @pytest.mark.parametrize("place", [0.0, 0.01, 0.5, 0.999])
    def test_one_flipped_bit_is_found_in_any_file(self, folder, name, place):
        content = bytearray((folder / name).read_bytes())
        content[int(place * len(content))] ^= 1
        (folder / name).write_bytes(content)
        with pytest.raises(ModelFolderError, match=rf"{name} has SHA-256 .* damaged or changed after saving"):
            load_model(folder)

    def test_a_manifest_that_is_no_json_or_lacks_a_key_is_told(self, folder):
        content = (folder / MANIFEST).read_bytes()
        values = json.loads(content)
        del values["decode"]
        for spoilt in (content[:-20], b"\xff" + content, b"", json.dumps(values).encode()):
            (folder / MANIFEST).write_bytes(spoilt)
            with pytest.raises(ModelFolderError, match="is not a manifest this version reads"):
                load_model(folder)

    def test_another_schema_is_refused(self, folder):
        change_manifest(folder, schema_version="0")
        with pytest.raises(ModelFolderError, match="trained for schema '0', this version reads '1'"):
            load_model(folder)

    def test_a_manifest_that_lists_other_files_is_refused(self, folder):
        listed = read_manifest(folder).sha256
        change_manifest(folder, sha256={**listed, "../outside": "0" * 64})
        with pytest.raises(ModelFolderError, match=r"lists .*'\.\./outside'"):
            load_model(folder)

    def test_permuted_labels_are_refused_in_the_manifest(self, folder):
        change_manifest(folder, tags=[TAGS[0], TAGS[2], TAGS[1], *TAGS[3:]])
        with pytest.raises(ModelFolderError, match="orders the labels differently: 1 is 'I-KILLED', not 'B-KILLED'"):
            load_model(folder)
        change_manifest(folder, tags=TAGS[:-1])
        with pytest.raises(ModelFolderError, match="it has 20 of 21"):
            load_model(folder)

    @pytest.mark.parametrize(
        ("labels", "told"),
        [
            (
                {str(n): tag for n, tag in enumerate((TAGS[0], TAGS[2], TAGS[1], *TAGS[3:]))},
                "orders the labels differently",
            ),
            ({str(n): f"LABEL_{n}" for n in range(21)}, "0 is 'LABEL_0', not 'O'"),
            ({}, "it has 0 of 21"),
            (None, "does not name the labels"),
            (["O"], "does not name the labels"),
        ],
    )
    def test_permuted_labels_are_refused_in_the_config(self, folder, labels, told):
        path = folder / "config.json"
        path.write_text(json.dumps(json.loads(path.read_bytes()) | {"id2label": labels}), encoding="utf-8")
        sign(folder)
        with pytest.raises(ModelFolderError) as caught:
            load_model(folder)
        assert told in str(caught.value)

    def test_a_model_of_another_format_is_told_to_be_trained_again(self, folder):
        change_manifest(folder, format=1)
        with pytest.raises(ModelFolderError, match=r"says format 1, this version reads 2; train the model again"):
            load_model(folder)

    def test_a_config_without_a_size_is_told_with_its_name(self, folder):
        path = folder / "config.json"
        settings = json.loads(path.read_bytes())
        del settings["type_vocab_size"]
        path.write_text(json.dumps(settings), encoding="utf-8")
        sign(folder)
        with pytest.raises(ModelFolderError, match=r"config\.json lacks 'type_vocab_size'"):
            load_model(folder)

    def test_a_config_that_is_no_json_is_told(self, folder):
        (folder / "config.json").write_text("{", encoding="utf-8")
        sign(folder)
        with pytest.raises(ModelFolderError, match=r"config\.json does not name the labels"):
            load_model(folder)

    @pytest.mark.parametrize("name", WEIGHTS)
    def test_a_missing_or_renamed_or_misshapen_tensor_is_told(self, folder, name):
        key = {"model.safetensors": "classifier.bias", "heads.safetensors": "span.bias"}[name]
        original = (folder / name).read_bytes()
        for change in (
            lambda state: state.pop(key),
            lambda state: state.update({f"{key}_": state.pop(key)}),
            lambda state: state.update({"another": torch.zeros(3)}),
            lambda state: state.update({key: torch.zeros(3)}),
        ):
            (folder / name).write_bytes(original)
            change_weights(folder, name, change)
            with pytest.raises(ModelFolderError, match=name):
                load_model(folder)

    @pytest.mark.parametrize("name", WEIGHTS)
    @pytest.mark.parametrize("value", [float("nan"), float("inf")])
    def test_a_weight_that_is_not_finite_is_told(self, folder, name, value):
        key = {"model.safetensors": "classifier.bias", "heads.safetensors": "span.bias"}[name]

        def spoil(state):
            state[key][0] = value

        change_weights(folder, name, spoil)
        with pytest.raises(ModelFolderError, match=rf"{name}: weight .* is not finite"):
            load_model(folder)

    @pytest.mark.parametrize("name", WEIGHTS)
    @pytest.mark.parametrize("content", [b"", b"<html>404</html>", b"\xff" * 64])
    def test_what_is_no_weights_file_is_told_even_if_its_digest_is_listed(self, folder, name, content):
        (folder / name).write_bytes(content)
        sign(folder)
        with pytest.raises(ModelFolderError, match=name):
            load_model(folder)

    def test_heads_of_another_width_are_told(self, folder):
        change_manifest(folder, heads=json.loads((folder / MANIFEST).read_bytes())["heads"] | {"width": 24})
        with pytest.raises(ModelFolderError, match="does not fit the heads its manifest describes"):
            load_model(folder)

    def test_a_tokenizer_that_is_none_is_told(self, folder):
        (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
        sign(folder)
        with pytest.raises(ModelFolderError, match="the tokenizer in .* cannot be read"):
            load_model(folder)


class Canary:
    """Unpickling this creates a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@pytest.mark.parametrize("weights_left", [True, False])
def test_a_pickle_in_the_folder_is_never_read(folder, tmp_path, weights_left):
    canary = tmp_path / "ran"
    for name in ("pytorch_model.bin", "training_args.bin", "optimizer.pt", "rng_state.pth", "heads.bin"):
        (folder / name).write_bytes(pickle.dumps(Canary(canary)))
    if weights_left:
        assert load_model(folder).manifest.name == "tiny"
    else:
        (folder / "model.safetensors").unlink()
        with pytest.raises(ModelFolderError, match=r"lacks model\.safetensors"):
            load_model(folder)
    assert not canary.exists()
    pickle.loads((folder / "heads.bin").read_bytes())
    assert canary.exists(), "the canary does not sing, so its silence shows nothing"


def test_code_in_the_folder_is_never_run(folder, tmp_path):
    canary = tmp_path / "ran"
    (folder / "evil.py").write_text(f"open({str(canary)!r}, 'w')\n", encoding="utf-8")
    path = folder / "config.json"
    values = json.loads(path.read_bytes()) | {
        "model_type": "evil",
        "auto_map": {"AutoConfig": "evil.Config", "AutoModelForTokenClassification": "evil.Model"},
    }
    path.write_text(json.dumps(values), encoding="utf-8")
    sign(folder)
    with pytest.raises(ModelFolderError):
        load_model(folder)
    assert not canary.exists()
