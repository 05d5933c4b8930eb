"""Training from a config to a model that reads: whole, resumed after a kill, and on every architecture."""

import json
import logging
import multiprocessing
import os
import shutil
import signal
from pathlib import Path

import pytest
import small_corpus
import torch
from safetensors.torch import load_file
from tiny_models import ARCHITECTURES, save_tiny_encoder

from casualty_ner.config import load_config
from casualty_ner.errors import ConfigError, EncoderError, RunFolderError, TrainingError
from casualty_ner.model.casualty_model import CasualtyModel
from casualty_ner.model.folder import WEIGHTS, load_model
from casualty_ner.predict import Predictor
from casualty_ner.training import checkpoints, run, train
from casualty_ner.training.trainer import WholeDocumentTrainer

EPOCHS = 3
STEPS = 4  # an epoch: seven articles, two at a time


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return small_corpus.write_splits(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def smoke(data):
    """Gives the smoke config, or another, on the small corpus, into a folder."""

    def config(folder, *overrides, file="smoke.yaml"):
        own = (
            f"data.train={data[0]}", f"data.dev={data[1]}", f"output.folder={folder}", f"train.epochs={EPOCHS}",
            "train.batch_articles=2", "train.patience=9", "train.keep_checkpoints=3",
        )  # fmt: skip
        return load_config(Path("configs") / file, (*own, *overrides))

    return config


@pytest.fixture(scope="module")
def finished(smoke, tmp_path_factory):
    """A run that nothing disturbed; not to be changed."""
    return train(smoke(tmp_path_factory.mktemp("runs") / "unbroken"))


def weights(folder):
    return [(folder / name).read_bytes() for name in WEIGHTS]


def steps_of(folder):
    return sorted(int(path.name.split("-")[1]) for path in (folder / "checkpoints").glob("checkpoint-*"))


class TestWholeRun:
    def test_it_leaves_a_model_that_reads_and_the_history_of_its_scores(self, finished, texts):
        records = list(Predictor.from_pretrained(finished, device="cpu", dtype="float32").predict_many(texts))
        assert len(records) == len(texts)
        history = json.loads((finished / "history.json").read_bytes())
        scored = [entry for entry in history if "eval_selection" in entry]
        assert [entry["step"] for entry in scored] == [STEPS * epoch for epoch in range(1, EPOCHS + 1)]
        assert all({"eval_slot_micro_f1", "eval_toll_strict_f1", "eval_event_f1"} <= set(entry) for entry in scored)
        assert any("loss" in entry for entry in history)
        assert load_model(finished).manifest.name == "unbroken"

    def test_what_it_learned_is_in_the_weights(self, finished, smoke, data):
        config = smoke(finished)
        torch.manual_seed(config.train.seed)
        fresh, *_ = run._build(config, run.load_splits(config)[0])
        trained = load_model(finished).model
        assert not torch.equal(fresh.heads.span.weight, trained.heads.span.weight)

    def test_started_again_it_is_left_as_it_is(self, finished, smoke):
        before = {path: path.stat().st_mtime_ns for path in finished.rglob("*")}
        assert train(smoke(finished)) == finished
        assert {path: path.stat().st_mtime_ns for path in finished.rglob("*")} == before

    def test_epochs_after_the_first_see_articles_told_anew(self, smoke, tmp_path, monkeypatch):
        seen: dict[int, set[str]] = {}
        step = WholeDocumentTrainer.training_step

        def training_step(self, model, inputs, *arguments, **named):
            texts = {example.article.text for example in inputs["examples"]}
            seen.setdefault(self.state.global_step // STEPS, set()).update(texts)
            return step(self, model, inputs, *arguments, **named)

        monkeypatch.setattr(WholeDocumentTrainer, "training_step", training_step)
        config = smoke(tmp_path / "run", "augment.share=1", "augment.drop=0.5", "augment.formats=1")
        train(config)
        written = {article.text for article in run.load_splits(config)[0]}
        assert seen[0] == written
        assert seen[1] != written
        assert seen[1] != seen[2]

    def test_every_checkpoint_is_sealed(self, finished):
        assert steps_of(finished) == [STEPS * epoch for epoch in range(1, EPOCHS + 1)]
        assert all(checkpoints.fault(path) is None for path in (finished / "checkpoints").iterdir() if path.is_dir())

    @pytest.mark.parametrize(
        ("override", "told"),
        [
            ("train.seed=8", "differs in config.train.seed"),
            ("heads.width=40", "differs in config.heads.width"),
            ("data.limit=5", "differs in config.data.limit, data."),
        ],
    )
    def test_another_run_is_refused_its_folder_and_told_what_differs(self, finished, smoke, override, told):
        with pytest.raises(RunFolderError, match="already holds another run") as caught:
            train(smoke(finished, override))
        assert told in str(caught.value)

    def test_the_same_config_on_changed_data_is_another_run(self, finished, smoke, tmp_path):
        train_path, dev_path = small_corpus.write_splits(tmp_path)
        train_path.write_text(train_path.read_text(encoding="utf-8").replace("Oldbury", "Newbury"), encoding="utf-8")
        paths = (f"data.train={train_path}", f"data.dev={dev_path}")
        with pytest.raises(RunFolderError, match=r"differs in config\.data\.dev, config\.data\.train, data\."):
            train(smoke(finished, *paths))

    def test_an_architecture_nowhere_to_be_had_fails_before_anything_is_trained(self, smoke, tmp_path):
        config = smoke(tmp_path / "run", "encoder.tiny_random=false", "encoder.name=some/encoder")
        with pytest.raises(EncoderError, match="'some/encoder' is no folder here"):
            train(config)


class Killer:
    """Where a process that trains kills itself."""

    @staticmethod
    def now(*_, **__):
        os.kill(os.getpid(), signal.SIGKILL)

    @classmethod
    def in_the_middle_of_the_second_epoch(cls):
        step = WholeDocumentTrainer.training_step

        def training_step(self, *arguments, **named):
            if self.state.global_step == STEPS + 2:
                cls.now()
            return step(self, *arguments, **named)

        WholeDocumentTrainer.training_step = training_step

    @classmethod
    def before_the_first_checkpoint(cls):
        run.WholeDocumentTrainer.evaluate = cls.now

    @classmethod
    def with_the_second_checkpoint_written_and_not_sealed(cls):
        seal = checkpoints.seal

        def seal_first(path):
            if path.name == f"checkpoint-{STEPS}":
                seal(path)
            else:
                cls.now()

        checkpoints.seal = seal_first

    @classmethod
    def with_the_second_checkpoint_half_written(cls):
        # After the weights and before the rest.
        save = WholeDocumentTrainer._save

        def save_weights(self, *arguments, **named):
            save(self, *arguments, **named)
            if self.state.global_step == 2 * STEPS:
                cls.now()

        WholeDocumentTrainer._save = save_weights

    @classmethod
    def after_the_last_epoch(cls):
        run.save_model = cls.now


def train_until(killer, config):
    """For a process of its own: train until killed."""
    getattr(Killer, killer)()
    torch.set_num_threads(1)
    train(config)


class TestResuming:
    @pytest.mark.parametrize("killer", [name for name in vars(Killer) if name not in ("now",) and name[0] != "_"])
    def test_a_killed_run_ends_with_the_weights_of_an_unbroken_one_to_the_bit(
        self, finished, smoke, tmp_path, caplog, killer
    ):
        config = smoke(tmp_path / "unbroken")
        process = multiprocessing.get_context("fork").Process(target=train_until, args=(killer, config))
        process.start()
        process.join(120)
        assert process.exitcode == -signal.SIGKILL
        assert not (config.output.folder / WEIGHTS[1]).exists()
        with caplog.at_level(logging.WARNING):
            train(config)
        passed = "second_checkpoint" in killer
        assert ("not resuming from checkpoint-8: it has no complete.json" in caplog.text) == passed
        assert weights(config.output.folder) == weights(finished)
        assert (config.output.folder / "history.json").read_bytes() != b""

    @pytest.mark.parametrize("name", ["model.safetensors", "optimizer.pt", "scheduler.pt", "rng_state.pth"])
    @pytest.mark.parametrize("damage", ["missing", "changed"])
    def test_a_damaged_newest_checkpoint_is_passed_over_with_a_warning(
        self, finished, smoke, tmp_path, caplog, name, damage
    ):
        folder = self.broken_off(finished, tmp_path)
        newest = folder / "checkpoints" / f"checkpoint-{STEPS * EPOCHS}" / name
        if damage == "missing":
            newest.unlink()
        else:
            content = bytearray(newest.read_bytes())
            content[len(content) // 2] ^= 1
            newest.write_bytes(content)
        with caplog.at_level(logging.WARNING):
            train(smoke(folder))
        assert f"not resuming from checkpoint-12: {name}" in caplog.text
        assert weights(folder) == weights(finished)

    def test_with_no_whole_checkpoint_left_training_begins_anew(self, finished, smoke, tmp_path, caplog):
        folder = self.broken_off(finished, tmp_path)
        for path in (folder / "checkpoints").glob("*/complete.json"):
            path.unlink()
        with caplog.at_level(logging.WARNING):
            train(smoke(folder))
        assert caplog.text.count("not resuming from") == EPOCHS
        assert weights(folder) == weights(finished)

    @staticmethod
    def broken_off(finished, tmp_path):
        """A copy of a finished run as it was after its last epoch, before its model was saved."""
        folder = Path(shutil.copytree(finished, tmp_path / "unbroken"))
        for path in folder.iterdir():
            if path.is_file() and path.name != "run.json":
                path.unlink()
        return folder

    def test_a_run_that_was_moved_takes_its_best_weights_from_where_it_is(self, finished, smoke, tmp_path):
        elsewhere = self.broken_off(finished, tmp_path / "first")
        folder = Path(shutil.move(elsewhere, tmp_path / "unbroken"))
        for checkpoint in (folder / "checkpoints").glob("checkpoint-*"):
            state = json.loads((checkpoint / "trainer_state.json").read_bytes())
            state["best_model_checkpoint"] = str(tmp_path / "gone" / Path(state["best_model_checkpoint"]).name)
            (checkpoint / "trainer_state.json").write_text(json.dumps(state), encoding="utf-8")
            checkpoints.seal(checkpoint)
        train(smoke(folder))
        assert weights(folder) == weights(finished)

    def test_best_weights_that_are_damaged_are_not_made_the_model(self, finished, smoke, tmp_path):
        folder = self.broken_off(finished, tmp_path)
        newest = folder / "checkpoints" / f"checkpoint-{STEPS * EPOCHS}"
        older = folder / "checkpoints" / f"checkpoint-{STEPS}"
        state = json.loads((newest / "trainer_state.json").read_bytes())
        state["best_model_checkpoint"], state["best_global_step"] = str(older), STEPS
        (newest / "trainer_state.json").write_text(json.dumps(state), encoding="utf-8")
        checkpoints.seal(newest)
        content = bytearray((older / "model.safetensors").read_bytes())
        content[-1] ^= 1
        (older / "model.safetensors").write_bytes(content)
        with pytest.raises(RunFolderError, match=r"checkpoint-4.* model\.safetensors changed after it was saved"):
            train(smoke(folder))
        assert not (folder / WEIGHTS[1]).exists()


class TestNotANumber:
    def test_a_loss_that_is_none_stops_training_and_leaves_good_checkpoints(self, smoke, tmp_path, monkeypatch):
        forward, calls = CasualtyModel.forward, iter(range(1000))

        def spoilt(self, **batch):
            output = forward(self, **batch)
            if next(calls) == STEPS + 1:
                output["loss"] = output["loss"] * float("nan")
            return output

        monkeypatch.setattr(CasualtyModel, "forward", spoilt)
        config = smoke(tmp_path / "run")
        with pytest.raises(TrainingError, match=r"the loss became nan after step 5; lower train\.encoder_rate"):
            train(config)
        assert steps_of(config.output.folder) == [STEPS]
        found, passed = checkpoints.last_whole(config.output.folder / "checkpoints")
        assert passed == []
        assert all(torch.isfinite(value).all() for value in load_file(found / "model.safetensors").values())

    def test_weights_that_are_none_are_never_saved(self, smoke, tmp_path, monkeypatch):
        step = WholeDocumentTrainer.training_step

        def spoilt(self, *arguments, **named):
            loss = step(self, *arguments, **named)
            if self.state.global_step == STEPS - 1:  # the last of the epoch: no loss will show it before it is saved
                for parameter in self.model.parameters():
                    parameter.grad = torch.full_like(parameter, float("nan"))
            return loss

        monkeypatch.setattr(WholeDocumentTrainer, "training_step", spoilt)
        config = smoke(tmp_path / "run")
        with pytest.raises(TrainingError, match="has values that are not finite after step 4"):
            train(config)
        assert steps_of(config.output.folder) == []


CONFIG_OF = {
    "bert": "base.yaml",
    "modernbert": "modernbert.yaml",
    "deberta-v3": "deberta.yaml",
    "xlm-roberta": "xlmr.yaml",
}


class TestArchitectures:
    @pytest.mark.parametrize("architecture", ARCHITECTURES)
    def test_an_encoder_from_a_folder_trains_and_reads(self, smoke, texts, tmp_path, architecture):
        encoder = save_tiny_encoder(architecture, tmp_path / "encoder", texts)
        config = smoke(
            tmp_path / "run", "encoder.tiny_random=false", f"encoder.name={encoder}", "train.epochs=1", "train.batch_articles=4",
            "encoder.frozen_layers=1", "windows.size=64", "windows.overlap=16", file=CONFIG_OF.get(architecture, "smoke.yaml"),
        )  # fmt: skip
        folder = train(config)
        loaded = load_model(folder)
        assert steps_of(folder) == [2]
        assert loaded.manifest.encoder == str(encoder)
        assert loaded.tokenizer.pad == json.loads((folder / "config.json").read_bytes())["pad_token_id"]
        predictor = Predictor.from_pretrained(folder, device="cpu", dtype="float32")
        assert len(list(predictor.predict_many(texts))) == len(texts)
        frozen = load_file(encoder / "model.safetensors")
        trained = dict(loaded.model.token_classifier.named_parameters())
        same = {
            name for name, value in trained.items() for key in frozen
            if name.endswith(key) and frozen[key].shape == value.shape and torch.equal(frozen[key], value)
        }  # fmt: skip
        assert any("layer.0." in name or "layers.0." in name for name in same), "the frozen layer was trained"
        assert any("embed" in name for name in same), "the embeddings were trained"
        assert not any("layer.1.attention" in name or "layers.1.attn" in name for name in same if "bias" not in name)

    @pytest.mark.parametrize("architecture", ["bert", "xlm-roberta"])
    def test_a_window_longer_than_the_encoder_is_told_before_training(self, smoke, texts, tmp_path, architecture):
        encoder = save_tiny_encoder(architecture, tmp_path / "encoder", texts)
        own = ("encoder.tiny_random=false", f"encoder.name={encoder}")
        with pytest.raises(ConfigError, match=r"windows\.size is 140, which the encoder has not the positions for"):
            train(smoke(tmp_path / "run", *own, "windows.size=140"))
        assert not list((tmp_path / "run").glob("checkpoints"))
