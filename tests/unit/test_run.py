"""What a run trains on, what makes it itself, and whose a folder is."""

import json
from pathlib import Path

import pytest
import small_corpus
from tiny_models import tiny_casualty_model, wrap

from casualty_ner.config import load_config
from casualty_ner.corpus.jsonl import write_jsonl
from casualty_ner.errors import CorpusError, RunFolderError
from casualty_ner.schema import TAGS
from casualty_ner.tagging import decode_tags
from casualty_ner.training.examples import Collator, make_examples
from casualty_ner.training.run import claim_folder, identity, load_splits
from casualty_ner.training.tiny import build_tiny_encoder
from casualty_ner.training.trainer import freeze_layers, layer_number, parameter_groups


@pytest.fixture
def config(tmp_path):
    """Gives a config on the small corpus."""
    train, dev = small_corpus.write_splits(tmp_path)

    def load(*overrides):
        return load_config(
            Path("configs/smoke.yaml"),
            (f"data.train={train}", f"data.dev={dev}", f"output.folder={tmp_path / 'run'}", *overrides),
        )

    return load


class TestSplits:
    def test_train_and_dev_are_read(self, config):
        train, dev = load_splits(config())
        assert [len(train), len(dev)] == [7, 3]

    def test_excluded_families_are_left_out_of_train(self, config):
        train, dev = load_splits(config("data.exclude_families=[mine, man]"))
        assert {article.family for article in train} == {"market", "quake", "two-sources", "nobody", "quiet"}
        assert len(dev) == 3

    def test_the_limit_counts_what_is_left(self, config):
        train, _ = load_splits(config("data.exclude_families=[mine]", "data.limit=2"))
        assert [article.id for article in train] == ["market", "quake"]

    def test_an_excluded_family_that_train_does_not_have_is_told(self, config):
        with pytest.raises(CorpusError, match=r"exclude_families names \['mien'\], which .*train\.jsonl does not have"):
            load_splits(config("data.exclude_families=[mien, mine]"))

    def test_excluding_everything_is_told(self, config):
        families = "mine, market, quake, two-sources, nobody, quiet, man"
        with pytest.raises(CorpusError, match=r"nothing is left of .*train\.jsonl"):
            load_splits(config(f"data.exclude_families=[{families}]"))

    def test_a_family_in_both_splits_is_told(self, config, tmp_path):
        write_jsonl([small_corpus.article("mine"), small_corpus.article("raid")], tmp_path / "dev.jsonl")
        with pytest.raises(CorpusError, match=r"families \['mine'\] stand in both train and dev"):
            load_splits(config())

    def test_a_file_that_is_not_there_is_told(self, config):
        with pytest.raises(CorpusError, match=r"nosuch\.jsonl.* does not exist"):
            load_splits(config("data.dev=nosuch.jsonl"))


class TestIdentity:
    def test_the_folder_is_no_part_of_it_and_everything_else_is(self, config):
        articles = small_corpus.articles()
        one = identity(config(), articles)
        assert identity(config("output.folder=elsewhere"), articles) == one
        assert one["tags"] == list(TAGS)
        for override in (
            "train.seed=8",
            "windows.overlap=15",
            "decode.filler=0.7",
            "encoder.name=x",
            "output.bootstrap=200",
        ):
            assert identity(config(override), articles) != one

    def test_any_change_of_the_data_changes_it(self, config):
        articles = small_corpus.articles()
        first = articles[0]
        other = first.model_copy(update={"tolls": (first.tolls[0].model_copy(update={"min": 3}), *first.tolls[1:])})
        fingerprints = {
            identity(config(), *splits)["data"]
            for splits in ((articles,), (articles[:-1],), (articles[::-1],), ([other, *articles[1:]],))
        }
        assert len(fingerprints) == 4

    def test_it_survives_json(self, config):
        one = identity(config(), small_corpus.articles())
        assert json.loads(json.dumps(one)) == one


class TestClaiming:
    WANTED = {"config": {"train": {"seed": 7, "epochs": 2}, "decode": {"toll": 0.5}}, "data": "d"}

    def test_an_empty_or_new_folder_becomes_the_runs(self, tmp_path):
        (tmp_path / "empty").mkdir()
        for name in ("empty", "new/deep"):
            claim_folder(tmp_path / name, self.WANTED)
            assert json.loads((tmp_path / name / "run.json").read_bytes()) == self.WANTED
            claim_folder(tmp_path / name, self.WANTED)

    def test_a_claim_that_was_cut_short_is_made_again(self, tmp_path):
        (tmp_path / "run.json.part").write_text('{"conf', encoding="utf-8")
        claim_folder(tmp_path, self.WANTED)
        assert json.loads((tmp_path / "run.json").read_bytes()) == self.WANTED

    def test_what_differs_is_named_by_its_keys(self, tmp_path):
        claim_folder(tmp_path, self.WANTED)
        other = {"config": {"train": {"seed": 8, "epochs": 2}, "decode": {"toll": 0.5, "new": 1}}, "data": "e"}
        with pytest.raises(RunFolderError, match=r"differs in config\.decode\.new, config\.train\.seed, data\. Name"):
            claim_folder(tmp_path, other)

    def test_files_that_are_no_run_are_left_alone(self, tmp_path):
        (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
        for folder in (tmp_path, tmp_path / "thesis.txt"):
            with pytest.raises(RunFolderError, match="exists and holds no run of this project"):
                claim_folder(folder, self.WANTED)
        assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
    def test_an_identity_that_is_damaged_is_told(self, tmp_path, content):
        (tmp_path / "run.json").write_bytes(content)
        with pytest.raises(RunFolderError):
            claim_folder(tmp_path, self.WANTED)


@pytest.fixture(scope="module")
def tokenizer(tiny_tokenizer):
    return wrap(tiny_tokenizer("bert"), window=24, overlap=8)


class TestExamples:
    def test_no_gold_span_is_lost_however_small_the_windows(self, tokenizer):
        articles = small_corpus.articles()
        examples = make_examples(articles, tokenizer)
        assert [len(example.gold) for example in examples] == [len(article.spans) for article in articles]
        batch = Collator(tokenizer)(examples)
        spans = decode_tags(batch["tags"].tolist())
        assert len(spans) == sum(len(article.spans) for article in articles)

    def test_every_row_is_read_from_its_first_piece_in_the_window_that_owns_it(self, tokenizer):
        examples = make_examples(small_corpus.articles(), tokenizer)
        batch = Collator(tokenizer)(examples)
        laid = [int(piece) for ids, _ in batch["windows"] for piece in ids.flatten()]
        shown = [bool(seen) for _, mask in batch["windows"] for seen in mask.flatten()]
        first = [int(e.tokenized.piece_ids[piece]) for e in examples for piece in e.tokenized.first_piece]
        assert [laid[place] for place in batch["row_index"].tolist()] == first
        assert all(shown[place] for place in batch["row_index"].tolist())
        assert len(set(batch["row_index"].tolist())) == len(first)

    def test_windows_of_one_width_are_batched_together(self, tokenizer):
        batch = Collator(tokenizer)(make_examples(small_corpus.articles(), tokenizer))
        widths = [ids.shape[1] for ids, _ in batch["windows"]]
        assert widths == sorted(set(widths))

    def test_an_article_without_words_is_told(self, tokenizer):
        empty = small_corpus.article("quiet").model_copy(update={"text": " \n"})
        with pytest.raises(CorpusError, match="article 'quiet' has no words"):
            make_examples([empty], tokenizer)

    def test_a_span_that_the_encoder_cannot_be_shown_is_told(self, tokenizer, monkeypatch):
        article = small_corpus.article("mine")
        tokenized = tokenizer.tokenize(article.text.replace("Two ", "Twos", 1))
        monkeypatch.setattr(type(tokenizer), "tokenize", lambda *_: tokenized)
        with pytest.raises(CorpusError, match="article 'mine': .* no whole words .*; move the span's edges"):
            make_examples([article], tokenizer)


class TestParameters:
    @pytest.fixture
    def model(self, tiny_tokenizer):
        return tiny_casualty_model("bert", tiny_tokenizer("bert"))

    def test_every_parameter_is_in_one_group(self, model, config):
        groups = list(parameter_groups(model, config().train))
        grouped = [id(parameter) for group in groups for parameter in group["params"]]
        assert sorted(grouped) == sorted(id(parameter) for parameter in model.parameters())

    def test_rates_fall_from_the_heads_to_the_embeddings(self, model, config):
        settings = config("train.layer_decay=0.5", "train.encoder_rate=0.8", "train.heads_rate=9").train
        rate = {id(p): group["lr"] for group in parameter_groups(model, settings) for p in group["params"]}
        named = {name: rate[id(parameter)] for name, parameter in model.named_parameters()}
        assert {
            value for name, value in named.items() if name.startswith(("heads.", "token_classifier.classifier"))
        } == {9}
        for part, expected in (("layer.1.", 0.8), ("layer.0.", 0.4), ("embeddings.", 0.2)):
            assert {value for name, value in named.items() if part in name} == {expected}

    def test_vectors_do_not_decay(self, model, config):
        for group in parameter_groups(model, config("train.weight_decay=0.1").train):
            assert {parameter.ndim > 1 for parameter in group["params"]} == {group["weight_decay"] > 0}

    def test_frozen_layers_are_in_no_group(self, model, config):
        freeze_layers(model, 1)
        frozen = {name for name, parameter in model.named_parameters() if not parameter.requires_grad}
        assert all("embeddings." in name or "layer.0." in name for name in frozen)
        grouped = {id(p) for group in parameter_groups(model, config().train) for p in group["params"]}
        assert grouped == {id(p) for name, p in model.named_parameters() if name not in frozen}
        freeze_layers(model, 0)

    @pytest.mark.parametrize(
        ("name", "number"),
        [
            ("bert.encoder.layer.11.attention.self.query.weight", 11),
            ("model.layers.3.mlp.Wi.weight", 3),
            ("bert.embeddings.word_embeddings.weight", None),
            ("heads.outputs.status.weight", None),
            ("layer", None),
        ],
    )
    def test_layers_are_numbered_by_the_names_of_their_parameters(self, name, number):
        assert layer_number(name) == number


def test_the_tiny_tokenizer_is_the_same_however_often_it_is_built(texts):
    # In other processes too: nothing in it may depend on the order of a set.
    first, second = (build_tiny_encoder(texts)[1].get_vocab() for _ in range(2))
    assert first == second
    ordered = sorted(first, key=first.get)
    assert ordered[:5] == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    characters = [piece for piece in ordered[5:] if len(piece) == 1]
    assert characters == sorted(characters)
