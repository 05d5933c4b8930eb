"""YAML to typed config. Every key stands in ``configs/base.yaml``; other files say ``extends: base.yaml``.

Code holds no defaults for what varies between runs: a config that lacks a key is an error, as is a key that is unknown.
"""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from casualty_ner.errors import ConfigError


class Section(BaseModel):
    """Base of the config's sections: immutable, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class EncoderConfig(Section):
    """Which encoder, and how it is regularised. ``tiny_random`` builds a random one for smoke tests instead."""

    name: str
    revision: str | None
    tiny_random: bool
    attention_dropout: float | None = Field(ge=0, lt=1)
    hidden_dropout: float | None = Field(ge=0, lt=1)
    frozen_layers: int = Field(ge=0)


class WindowConfig(Section):
    """Pieces a window holds, special tokens included, and pieces that neighbours share."""

    size: int = Field(ge=16)
    overlap: int = Field(ge=0)

    @model_validator(mode="after")
    def _room(self) -> Self:
        if self.size <= 2 * self.overlap + 4:
            raise ValueError(
                f"size {self.size} is too small for overlap {self.overlap}; allow more than twice the overlap plus 4"
            )
        return self


class HeadsConfig(Section):
    """Width of the link and attribute heads, and the weights of the losses."""

    width: int = Field(ge=8)
    dropout: float = Field(ge=0, lt=1)
    slot_loss: float = Field(gt=0)
    link_loss: float = Field(ge=0)
    relation_loss: float = Field(ge=0)
    attribute_loss: float = Field(ge=0)
    predicted_spans: float = Field(ge=0, le=1)


class TrainConfig(Section):
    """One run of training."""

    epochs: int = Field(ge=1)
    batch_articles: int = Field(ge=1)
    encoder_rate: float = Field(gt=0)
    heads_rate: float = Field(gt=0)
    layer_decay: float = Field(gt=0, le=1)
    weight_decay: float = Field(ge=0)
    warmup: float = Field(ge=0, lt=1)
    max_gradient: float = Field(gt=0)
    patience: int = Field(ge=1)
    precision: Literal["auto", "float32", "bfloat16"]
    seed: int
    keep_checkpoints: int = Field(ge=1)


class AugmentConfig(Section):
    """How training articles are told anew; see ``casualty_ner.corpus.augmentation``.

    ``share`` is that of the articles changed in an epoch, after the first; the others are rates of each kind of change.
    """

    share: float = Field(ge=0, le=1)
    names: float = Field(ge=0, le=1)
    numbers: float = Field(ge=0, le=1)
    formats: float = Field(ge=0, le=1)
    drop: float = Field(ge=0, le=1)
    noise: float = Field(ge=0, le=1)


class DecodeConfig(Section):
    """Thresholds between scores and records; chosen on dev."""

    filler: float = Field(gt=0, lt=1)
    same_event: float = Field(gt=0, lt=1)
    toll: float = Field(ge=0, lt=1)


class DataConfig(Section):
    """Annotated articles, as JSONL, and families to leave out of training."""

    train: Path
    dev: Path
    test: Path
    exclude_families: tuple[str, ...]
    limit: int | None = Field(ge=1)


class OutputConfig(Section):
    """Where the run goes, and how many bootstrap resamples its report takes."""

    folder: Path
    bootstrap: int = Field(ge=100)


class Config(Section):
    """Everything that varies between runs."""

    data: DataConfig
    encoder: EncoderConfig
    windows: WindowConfig
    heads: HeadsConfig
    train: TrainConfig
    augment: AugmentConfig
    decode: DecodeConfig
    output: OutputConfig


def load_config(path: Path, overrides: tuple[str, ...] = ()) -> Config:
    """Read a config file, what it extends, and overrides such as ``train.epochs=3``.

    Raises:
        ConfigError: a file is missing or no mapping, extends itself, or a key is unknown, missing or wrong.
    """
    values = _read_extended(path, seen=())
    for override in overrides:
        values = _merged(values, _override(override))
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(f"{path}: " + "; ".join(_faults(error))) from error


def _read_extended(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    if path.resolve() in seen:
        raise ConfigError(f"{path} extends itself, through {' → '.join(str(step) for step in seen)}")
    values = _read_yaml(path)
    base = values.pop("extends", None)
    if base is None:
        return values
    return _merged(_read_extended(path.parent / str(base), (*seen, path.resolve())), values)


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        near = sorted(other.name for other in path.parent.glob("*.yaml")) if path.parent.is_dir() else []
        raise ConfigError(f"{path} does not exist; that folder holds: {', '.join(near) or 'no config'}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path} cannot be read as YAML: {error}") from error
    if not isinstance(values, dict):
        raise ConfigError(f"{path} holds {type(values).__name__}, not 'key: value' lines")
    return values


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _override(text: str) -> dict[str, Any]:
    path, equals, value = text.partition("=")
    if not equals:
        raise ConfigError(f"override {text!r} is not of the form section.key=value")
    try:
        nested: Any = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ConfigError(f"override {text!r}: {value!r} cannot be read as YAML: {error}") from error
    for key in reversed(path.strip().split(".")):
        nested = {key: nested}
    return dict(nested)


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        place = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            yield f"unknown key {place!r}{_did_you_mean(fault['loc'])}"
        elif fault["type"] == "missing":
            yield f"key {place!r} is missing; configs/base.yaml states every key, so extend it"
        else:
            yield f"{place} is {fault['input']!r}: {fault['msg']}"


def _did_you_mean(place: tuple[int | str, ...]) -> str:
    section: type[BaseModel] = Config
    for part in place[:-1]:
        inner = section.model_fields[str(part)].annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            section = inner
    known = list(section.model_fields)
    near = difflib.get_close_matches(str(place[-1]), known, n=1, cutoff=0)
    return f"; did you mean {near[0]!r}? Keys here: {', '.join(known)}"
