"""One run: config in, ``runs/NAME`` out, with the best model, the history of its dev scores, and what identifies it.

A run can be killed at any moment and started again with the same command: it goes on from its last whole checkpoint
and, on a CPU, ends with the same weights as without the kill.
"""

import json
import logging
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from transformers import EarlyStoppingCallback, PreTrainedModel, TrainingArguments, set_seed

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.assembly import to_record
from casualty_ner.config import Config
from casualty_ner.corpus.jsonl import read_jsonl
from casualty_ner.devices import supports_bfloat16
from casualty_ner.encoders import load_backend, load_token_classifier, resolve_encoder
from casualty_ner.errors import ConfigError, CorpusError, RunFolderError
from casualty_ner.evaluation import evaluate
from casualty_ner.evaluation.bootstrap import Bootstrap
from casualty_ner.linking.decoder import Thresholds
from casualty_ner.model.casualty_model import CasualtyModel
from casualty_ner.model.folder import MANIFEST, save_model
from casualty_ner.reading import Reader
from casualty_ner.schema import SCHEMA_VERSION, TAGS
from casualty_ner.training.checkpoints import SealCheckpoints, fault, last_whole
from casualty_ner.training.examples import Collator, CountEpochs, TrainingSet, make_examples
from casualty_ner.training.tiny import build_tiny_encoder
from casualty_ner.training.trainer import BEST, WholeDocumentTrainer, freeze_layers
from casualty_ner.windows import ArticleTokenizer, width_for

IDENTITY, HISTORY = "run.json", "history.json"
_SELECTED_BY = ("slot_micro_f1", "toll_strict_f1", "event_f1")
"""The best epoch has the highest mean of these dev scores."""

logger = logging.getLogger(__name__)


def train(config: Config) -> Path:
    """Train by a config, resuming where an earlier start of the same run stopped; return the run's folder.

    A run that is already finished is left as it is.

    Raises:
        CorpusError: the data is empty, malformed, or shares families between train and dev.
        ConfigError: the encoder has fewer positions than a window has pieces.
        EncoderError: the encoder is not to be had. RunFolderError: the folder holds another run.
        TrainingError: the loss is not a number.
    """
    train_articles, dev_articles = load_splits(config)
    folder = config.output.folder
    claim_folder(folder, identity(config, train_articles, dev_articles))
    if (folder / MANIFEST).is_file():
        logger.info("%s holds this run, finished; nothing to train", folder)
        return folder
    set_seed(config.train.seed)
    model, tokenizer, backend = _build(config, train_articles)
    examples = TrainingSet(train_articles, backend, config.augment, config.train.seed)
    make_examples(dev_articles, backend)  # a dev span that the encoder cannot be shown must be an error, not a miss
    trainer = _trainer(config, model, backend, examples, _dev_reader(config, model, backend, dev_articles))
    checkpoint, passed = last_whole(folder / "checkpoints")
    for reason in passed:
        logger.warning("not resuming from %s", reason)
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    _require_whole_best(trainer)
    _write_json(folder / HISTORY, trainer.state.log_history)
    save_model(
        folder,
        model,
        tokenizer,
        name=folder.name,
        encoder=config.encoder.name,
        windows=config.windows,
        decode=config.decode,
    )
    return folder


def _require_whole_best(trainer: WholeDocumentTrainer) -> None:
    """The weights that ``trainer`` holds in the end are those of its best checkpoint, which may be an old one."""
    best = Path(str(trainer.args.output_dir)) / f"checkpoint-{trainer.state.best_global_step}"
    if reason := fault(best):
        raise RunFolderError(f"{best}, the best of this run, cannot be used: {reason}; remove the run and train again")


def load_splits(config: Config) -> tuple[list[AnnotatedArticle], list[AnnotatedArticle]]:
    """The train and dev articles of a config; train without the excluded families.

    Raises:
        CorpusError: a file is unreadable or empty, a family stands in both, or an excluded family is not in train.
    """
    train_articles, dev_articles = read_jsonl(config.data.train), read_jsonl(config.data.dev)
    excluded = set(config.data.exclude_families)
    if unknown := excluded - {article.family for article in train_articles}:
        raise CorpusError(f"data.exclude_families names {sorted(unknown)}, which {config.data.train} does not have")
    train_articles = [article for article in train_articles if article.family not in excluded][: config.data.limit]
    shared = {article.family for article in train_articles} & {article.family for article in dev_articles}
    if shared:
        raise CorpusError(f"families {sorted(shared)[:5]} stand in both train and dev; a family belongs to one split")
    if not train_articles:
        raise CorpusError(f"nothing is left of {config.data.train} after data.exclude_families")
    return train_articles, dev_articles


def identity(config: Config, *splits: Sequence[AnnotatedArticle]) -> dict[str, Any]:
    """What makes a run this run: config without its folder, schema, tags, and a fingerprint of the data."""
    values = config.model_dump(mode="json", exclude={"output": {"folder"}})
    digest = sha256()
    for articles in splits:
        for article in articles:
            digest.update(article.model_dump_json().encode("utf-8", "surrogatepass"))
    return {"config": values, "schema_version": SCHEMA_VERSION, "tags": list(TAGS), "data": digest.hexdigest()}


def claim_folder(folder: Path, wanted: dict[str, Any]) -> None:
    """Make the folder this run's, or find that it is already.

    Raises:
        RunFolderError: it holds another run, or files that are no run.
    """
    path = folder / IDENTITY
    if path.is_file():
        try:
            found = json.loads(path.read_bytes())
        except ValueError as error:
            raise RunFolderError(f"{path} is damaged ({error}); remove the run and train again") from error
        if different := sorted(_differences(found, wanted)):
            raise RunFolderError(
                f"{folder} already holds another run; it differs in {', '.join(different)}. "
                "Name another output.folder, or remove this one"
            )
        return
    if folder.exists() and (not folder.is_dir() or any(path.name != f"{IDENTITY}.part" for path in folder.iterdir())):
        raise RunFolderError(f"{folder} exists and holds no run of this project; name another output.folder")
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(path, wanted)


def _differences(found: Any, wanted: Any, place: str = "") -> list[str]:
    if isinstance(found, dict) and isinstance(wanted, dict):
        keys = set(found) | set(wanted)
        return [
            item for key in keys for item in _differences(found.get(key), wanted.get(key), f"{place}.{key}".lstrip("."))
        ]
    return [] if found == wanted else [place]


def _write_json(path: Path, values: Any) -> None:
    staged = path.with_name(f"{path.name}.part")
    staged.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    staged.replace(path)


def _build(config: Config, articles: Sequence[AnnotatedArticle]) -> tuple[CasualtyModel, Any, ArticleTokenizer]:
    if config.encoder.tiny_random:
        classifier, tokenizer = build_tiny_encoder([article.text for article in articles])
    else:
        encoder = resolve_encoder(config.encoder.name, config.encoder.revision)
        classifier = load_token_classifier(
            encoder, attention_dropout=config.encoder.attention_dropout, hidden_dropout=config.encoder.hidden_dropout
        )
        tokenizer = load_backend(encoder)[2]
    model, backend = _with_heads(config, classifier), _wrap(config, tokenizer)
    _require_positions(model, config.windows.size, backend.pad)
    return model, tokenizer, backend


def _require_positions(model: CasualtyModel, size: int, pad: int) -> None:
    """Show the encoder one full window: how many positions it has is told in another way by each architecture."""
    ids = torch.full((1, width_for(size)), pad)
    ids[:, :size] = 0 if pad else 1  # some architectures number the positions of what is no padding only
    try:
        with torch.inference_mode():
            model.eval().encode(ids, (ids != pad).long())
    except (IndexError, RuntimeError) as error:
        raise ConfigError(
            f"windows.size is {size}, which the encoder has not the positions for ({error}); choose a smaller size"
        ) from error


def _with_heads(config: Config, classifier: PreTrainedModel) -> CasualtyModel:
    model = CasualtyModel(classifier, config.heads)
    freeze_layers(model, config.encoder.frozen_layers)
    return model


def _wrap(config: Config, tokenizer: Any) -> ArticleTokenizer:
    return ArticleTokenizer.wrap(
        tokenizer.backend_tokenizer,
        pad=int(tokenizer.pad_token_id),
        window=config.windows.size,
        overlap=config.windows.overlap,
    )


def _dev_reader(
    config: Config, model: CasualtyModel, tokenizer: ArticleTokenizer, articles: Sequence[AnnotatedArticle]
) -> Callable[[], dict[str, float]]:
    reader = Reader(model, tokenizer, Thresholds(**config.decode.model_dump()))

    def read_dev() -> dict[str, float]:
        predicted = [to_record(reading.article, confidence=reading.confidence) for reading, _ in reader.read(articles)]
        headline = evaluate(articles, predicted, name="dev", bootstrap=Bootstrap(resamples=0)).headline
        scores = {name: estimate.value for name, estimate in headline.items() if estimate.value is not None}
        scores["selection"] = sum(scores.get(name, 0.0) for name in _SELECTED_BY) / len(_SELECTED_BY)
        return scores

    return read_dev


def _trainer(
    config: Config,
    model: CasualtyModel,
    tokenizer: ArticleTokenizer,
    examples: TrainingSet,
    read_dev: Callable[[], dict[str, float]],
) -> WholeDocumentTrainer:
    return WholeDocumentTrainer(
        settings=config.train,
        read_dev=read_dev,
        model=model,
        args=_arguments(config),
        train_dataset=examples,
        eval_dataset=examples.examples[
            :1
        ],  # never read: ``evaluate`` reads the dev articles; Trainer insists on having one
        data_collator=Collator(tokenizer),
        callbacks=[EarlyStoppingCallback(config.train.patience), SealCheckpoints(), CountEpochs(examples)],
    )


def _arguments(config: Config) -> TrainingArguments:
    settings, on_gpu = config.train, torch.cuda.is_available()
    wanted = settings.precision
    return TrainingArguments(
        output_dir=str(config.output.folder / "checkpoints"),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_articles,
        learning_rate=settings.encoder_rate,
        warmup_steps=settings.warmup,
        lr_scheduler_type="linear",
        max_grad_norm=settings.max_gradient,
        bf16=wanted == "bfloat16" or (wanted == "auto" and supports_bfloat16("cuda" if on_gpu else "cpu")),
        use_cpu=not on_gpu,
        seed=settings.seed,
        data_seed=settings.seed,
        eval_strategy="epoch",
        save_strategy="epoch",
        logging_strategy="steps",
        logging_steps=10,
        save_total_limit=settings.keep_checkpoints,
        load_best_model_at_end=True,
        metric_for_best_model=BEST,
        greater_is_better=True,
        restore_callback_states_from_checkpoint=True,
        remove_unused_columns=False,
        label_names=["tags"],
        logging_nan_inf_filter=False,
        report_to="none",
        dataloader_num_workers=0,
    )
