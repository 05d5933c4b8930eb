"""A model on disk: a plain token classifier, the heads beside it, and a manifest that is checked on every load.

``config.json``, ``model.safetensors`` and the tokenizer load with ``AutoModelForTokenClassification`` and
``AutoTokenizer`` alone. ``heads.safetensors`` holds the link and attribute heads. ``casualty_ner.json`` holds the
schema version, the ordered tags, what is needed to rebuild the heads and windows, and the SHA-256 of every file.
Nothing is ever unpickled.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import torch
from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn

import casualty_ner
from casualty_ner.articles import Frozen
from casualty_ner.config import DecodeConfig, HeadsConfig, WindowConfig
from casualty_ner.digests import file_sha256
from casualty_ner.errors import ModelFolderError
from casualty_ner.model.bert import BertConfig, empty_bert, is_plain_bert
from casualty_ner.model.casualty_model import CasualtyModel
from casualty_ner.schema import SCHEMA_VERSION, TAGS
from casualty_ner.windows import ArticleTokenizer

MANIFEST = "casualty_ner.json"
FORMAT: Literal[2] = 2
WEIGHTS = ("model.safetensors", "heads.safetensors")
FILES = (*WEIGHTS, "config.json", "tokenizer.json", "tokenizer_config.json")


class Manifest(Frozen):
    """What a model folder says of itself."""

    format: Literal[2] = FORMAT
    schema_version: str
    tags: tuple[str, ...]
    name: str
    encoder: str
    pad: int
    windows: WindowConfig
    heads: HeadsConfig
    decode: DecodeConfig
    versions: dict[str, str]
    sha256: dict[str, str]

    @property
    def revision(self) -> str:
        """The fingerprint of the weights: 12 hexadecimal digits of the SHA-256 over both weight files' digests."""
        return hashlib.sha256("".join(self.sha256[name] for name in WEIGHTS).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class LoadedModel:
    """A model ready to read, in evaluation mode, with its tokenizer and manifest."""

    model: CasualtyModel
    tokenizer: ArticleTokenizer
    manifest: Manifest


def save_model(
    folder: Path,
    model: CasualtyModel,
    tokenizer: Any,
    *,
    name: str,
    encoder: str,
    windows: WindowConfig,
    decode: DecodeConfig,
) -> Manifest:
    """Write a model folder, its manifest last; ``tokenizer`` is the transformers tokenizer of the encoder."""
    from casualty_ner.encoders import quiet_transformers

    folder.mkdir(parents=True, exist_ok=True)
    with quiet_transformers():
        model.token_classifier.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    heads = {key: value.detach().cpu().contiguous() for key, value in model.heads.state_dict().items()}
    save_file(heads, folder / WEIGHTS[1])
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        tags=TAGS,
        name=name,
        encoder=encoder,
        pad=int(tokenizer.pad_token_id),
        windows=windows,
        heads=model.settings,
        decode=decode,
        versions={
            "casualty_ner": casualty_ner.__version__,
            **{package: version(package) for package in ("torch", "transformers", "tokenizers")},
        },
        sha256={file: file_sha256(folder / file) for file in FILES},
    )
    staged = folder / f"{MANIFEST}.part"
    staged.write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    staged.replace(folder / MANIFEST)
    return manifest


def load_model(folder: Path, *, dtype: torch.dtype = torch.float32) -> LoadedModel:
    """Load a model folder after checking it whole.

    Raises:
        ModelFolderError: a file is missing or changed, or the model has another schema or order of labels.
    """
    manifest = read_manifest(folder)
    _check_files(folder, manifest)
    _check_labels(folder)
    model = CasualtyModel(_load_token_classifier(folder, dtype), manifest.heads)
    _load_heads(model, folder)
    wrapped = ArticleTokenizer.wrap(
        _load_tokenizer(folder), pad=manifest.pad, window=manifest.windows.size, overlap=manifest.windows.overlap
    )
    return LoadedModel(model.eval(), wrapped, manifest)


def read_manifest(folder: Path) -> Manifest:
    """Read and check a model folder's manifest.

    Raises:
        ModelFolderError: there is none, or it is of another schema or order of labels.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelFolderError(
            f"{folder} is no casualty_ner model: it has no {MANIFEST}; name a folder that training wrote"
        )
    _check_format(path)
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise ModelFolderError(f"{path} is not a manifest this version reads: {error}") from error
    if manifest.schema_version != SCHEMA_VERSION:
        raise ModelFolderError(
            f"{folder} was trained for schema {manifest.schema_version!r}, this version reads {SCHEMA_VERSION!r}; "
            "train again or install the matching version"
        )
    _require_tags(manifest.tags, path)
    if set(manifest.sha256) != set(FILES):
        raise ModelFolderError(f"{path} lists {sorted(manifest.sha256)}, expected {sorted(FILES)}")
    return manifest


def _check_format(path: Path) -> None:
    try:
        found = json.loads(path.read_bytes())["format"]
    except (ValueError, LookupError, TypeError):
        return  # the manifest's own check says what is wrong with it
    if found != FORMAT:
        raise ModelFolderError(
            f"{path} says format {found!r}, this version reads {FORMAT}; train the model again or install the version "
            "that wrote it"
        )


def _check_files(folder: Path, manifest: Manifest) -> None:
    for file, expected in manifest.sha256.items():
        if not (folder / file).is_file():
            raise ModelFolderError(f"{folder} lacks {file}, which its {MANIFEST} lists; copy the whole folder again")
        if (found := file_sha256(folder / file)) != expected:
            raise ModelFolderError(
                f"{folder / file} has SHA-256 {found[:12]}…, its {MANIFEST} says {expected[:12]}…: the file was "
                "damaged or changed after saving; copy or train the model again"
            )


def _check_labels(folder: Path) -> None:
    path = folder / "config.json"
    try:
        labels = json.loads(path.read_bytes())["id2label"]
        tags = tuple(labels[str(index)] for index in range(len(labels)))
    except (ValueError, LookupError, TypeError) as error:
        raise ModelFolderError(f"{path} does not name the labels of the model: {error!r}") from error
    _require_tags(tags, path)


def _require_tags(tags: tuple[str, ...], place: Path) -> None:
    if tags == TAGS:
        return
    wrong = [
        f"{index} is {found!r}, not {tag!r}"
        for index, (found, tag) in enumerate(zip(tags, TAGS, strict=False))
        if found != tag
    ]
    raise ModelFolderError(
        f"{place} orders the labels differently: {'; '.join(wrong[:3]) or f'it has {len(tags)} of {len(TAGS)}'}; "
        "train the model again with this version"
    )


def _load_token_classifier(folder: Path, dtype: torch.dtype) -> nn.Module:
    """The token classifier, by plain torch where it is a plain BERT: importing transformers takes seconds."""
    settings = json.loads((folder / "config.json").read_bytes())
    try:
        if is_plain_bert(settings):
            model, faults = _load_bert(folder, settings, dtype)
        else:
            model, faults = _load_with_transformers(folder, dtype)
    except (OSError, ValueError, LookupError, TypeError, RuntimeError, SafetensorError) as error:
        raise ModelFolderError(f"{folder / WEIGHTS[0]} cannot be loaded: {error}") from error
    for kind, names in faults.items():
        if names:
            raise ModelFolderError(f"{folder / WEIGHTS[0]} has {kind}: {sorted(names)[:3]}")
    _require_finite(dict(model.named_parameters()), folder / WEIGHTS[0])
    return model


_Loaded = tuple[nn.Module, dict[str, Any]]


def _load_bert(folder: Path, settings: dict[str, Any], dtype: torch.dtype) -> _Loaded:
    try:
        config = BertConfig.of(settings)
    except KeyError as error:
        raise ModelFolderError(f"{folder / 'config.json'} lacks {error}, a size of its BERT; train again") from error
    model = empty_bert(config)
    expected = {name: tensor.shape for name, tensor in model.state_dict().items()}
    state = load_file(folder / WEIGHTS[0])
    misshapen = [name for name in expected.keys() & state.keys() if expected[name] != state[name].shape]
    faults = {
        "missing keys": expected.keys() - state.keys(),
        "unexpected keys": state.keys() - expected.keys(),
        "mismatched keys": misshapen,
    }
    if not any(faults.values()):
        model.load_state_dict({name: tensor.to(dtype) for name, tensor in state.items()}, assign=True)
    return model, faults


def _load_with_transformers(folder: Path, dtype: torch.dtype) -> _Loaded:
    from transformers import AutoModelForTokenClassification

    from casualty_ner.encoders import quiet_transformers

    with quiet_transformers():
        model, report = AutoModelForTokenClassification.from_pretrained(
            folder,
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    kinds = ("missing_keys", "unexpected_keys", "mismatched_keys")
    return model, {kind.replace("_", " "): report.get(kind) for kind in kinds}


def _load_heads(model: CasualtyModel, folder: Path) -> None:
    try:
        state = load_file(folder / WEIGHTS[1])
        model.heads.load_state_dict(state, strict=True)
    except (RuntimeError, SafetensorError) as error:
        raise ModelFolderError(
            f"{folder / WEIGHTS[1]} does not fit the heads its manifest describes: {error}"
        ) from error
    _require_finite(state, folder / WEIGHTS[1])


def _load_tokenizer(folder: Path) -> Tokenizer:
    """The bare tokenizer; transformers' own loader gives the same one, after seconds of imports."""
    try:
        return Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # tokenizers raises bare Exceptions
        raise ModelFolderError(f"the tokenizer in {folder} cannot be read: {error!r}") from error


def _require_finite(tensors: dict[str, Any], path: Path) -> None:
    for name, tensor in tensors.items():
        if not torch.isfinite(tensor).all():
            raise ModelFolderError(f"{path}: weight {name} is not finite; train the model again")
