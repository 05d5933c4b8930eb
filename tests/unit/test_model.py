"""The heads and their losses, and that training and reading show them the same."""

import math

import numpy as np
import pytest
import small_corpus
import torch
from link_cases import Laid
from tiny_models import DECODE, HEADS, tiny_casualty_model, wrap

from casualty_ner import reading
from casualty_ner.articles import Article
from casualty_ner.linking.decoder import Thresholds
from casualty_ner.linking.targets import IGNORED
from casualty_ner.model import casualty_model, heads
from casualty_ner.model.batches import SpanBatch
from casualty_ner.model.casualty_model import CasualtyModel
from casualty_ner.model.heads import ATTRIBUTES, RELATIONS, HeadScores
from casualty_ner.model.losses import attribute_loss, filler_loss, relation_loss
from casualty_ner.reading import Reader
from casualty_ner.schema import FILLER_SLOTS
from casualty_ner.training.examples import Collator, make_examples

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def tokenizer(tiny_tokenizer):
    return wrap(tiny_tokenizer("bert"), window=40, overlap=10)


@pytest.fixture
def model(tiny_tokenizer):
    return tiny_casualty_model("bert", tiny_tokenizer("bert"))


@pytest.fixture(scope="module")
def examples(tokenizer):
    return make_examples(small_corpus.articles(), tokenizer)


def scored_in_training(model, tokenizer, examples):
    """Scores of gold candidates the way the training loss gets them, in evaluation mode."""
    batch = Collator(tokenizer)(examples)
    with torch.inference_mode():
        hidden = [model.encode(ids, mask)[1] for ids, mask in batch["windows"]]
        rows = torch.cat([layer.flatten(0, 1) for layer in hidden])[batch["row_index"]]
        chosen = [(example.candidates, example.targets) for example in examples]
        spans, _ = casualty_model._join(examples, chosen, CPU)
        return model.heads(rows, *casualty_model._means(rows, examples), spans)


class TestOnePathForTrainingAndReading:
    @pytest.mark.parametrize("name", ["mine", "market", "ferry"])
    def test_reading_scores_the_same_spans_as_training_does(self, model, tokenizer, monkeypatch, name):
        article = small_corpus.article(name)
        (example,) = make_examples([article], tokenizer)
        wanted = scored_in_training(model, tokenizer, [example])
        given = []
        monkeypatch.setattr(reading, "decode_spans", lambda _: list(example.gold))
        monkeypatch.setattr(reading, "open_rows", lambda rows: np.ones(len(rows), dtype=bool))
        monkeypatch.setattr(reading, "decode_reading", lambda *_, scores, **__: given.append(scores))
        Reader(model, tokenizer, Thresholds(**DECODE.model_dump())).read(
            [Article(id="a", text=article.text, published=article.published)]
        )
        (scores,) = given
        np.testing.assert_allclose(scores.filler, wanted.filler.sigmoid(), atol=1e-5)
        for column, relation in enumerate(RELATIONS):
            np.testing.assert_allclose(scores.relations[relation], wanted.relations[:, column], atol=1e-4)
        for attribute, logits in wanted.attributes.items():
            np.testing.assert_allclose(scores.attributes[attribute], logits, atol=1e-4)

    def test_articles_scored_together_score_as_alone(self, model, tokenizer, examples):
        together = scored_in_training(model, tokenizer, examples)
        alone = [scored_in_training(model, tokenizer, [example]) for example in examples]
        torch.testing.assert_close(together.filler, torch.cat([one.filler for one in alone]), atol=1e-5, rtol=0)
        torch.testing.assert_close(together.relations, torch.cat([one.relations for one in alone]), atol=1e-5, rtol=0)
        for name in ATTRIBUTES:
            torch.testing.assert_close(
                together.attributes[name], torch.cat([one.attributes[name] for one in alone]), atol=1e-5, rtol=0
            )

    def test_many_pairs_are_scored_in_parts_to_the_same_result(self, model, tokenizer, examples, monkeypatch):
        whole = scored_in_training(model, tokenizer, examples)
        for at_once in (1, 7, 64):
            monkeypatch.setattr(heads, "_PAIRS_AT_ONCE", at_once)
            parts = scored_in_training(model, tokenizer, examples)
            torch.testing.assert_close(parts.filler, whole.filler, atol=1e-5, rtol=0)
            torch.testing.assert_close(parts.relations, whole.relations, atol=1e-5, rtol=0)


class TestTrainingLoss:
    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_every_part_of_the_model_gets_a_gradient(self, tiny_tokenizer, tokenizer, examples, share):
        model = tiny_casualty_model("bert", tiny_tokenizer("bert"))
        model.settings = HEADS.model_copy(update={"predicted_spans": share})
        model.train()
        loss = model(**Collator(tokenizer)(examples))["loss"]
        loss.backward()
        assert math.isfinite(loss.item())
        assert {name for name, p in model.named_parameters() if p.grad is None or not p.grad.abs().sum()} == set()

    @pytest.mark.parametrize("name", ["quiet", "nobody"])
    def test_an_article_without_pairs_has_a_finite_loss(self, model, tokenizer, name):
        model.train()
        loss = model(**Collator(tokenizer)(make_examples([small_corpus.article(name)], tokenizer)))["loss"]
        loss.backward()
        assert math.isfinite(loss.item())
        assert all(torch.isfinite(p.grad).all() for p in model.parameters() if p.grad is not None)

    def test_a_few_steps_on_one_article_bring_its_annotation_back(self, tiny_tokenizer, tokenizer):
        # The whole chain learns: slots, links, attributes; what comes out is what was put in.
        torch.manual_seed(0)
        article = small_corpus.article("market")
        model: CasualtyModel = tiny_casualty_model("bert", tiny_tokenizer("bert"))
        model.settings = HEADS.model_copy(update={"predicted_spans": 0.0})
        batch = Collator(tokenizer)(make_examples([article], tokenizer))
        optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
        for module in model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        model.train()
        for _ in range(150):
            optimizer.zero_grad()
            model(**batch)["loss"].backward()
            optimizer.step()
        reader = Reader(model, tokenizer, Thresholds(filler=0.5, same_event=0.5, toll=0.3))
        ((found, _),) = reader.read([Article(id=article.id, text=article.text)])
        assert [(s.label, s.text) for s in found.article.spans] == [(s.label, s.text) for s in article.spans]
        assert [(t.part_of, t.victim_class, len(t.mentions)) for t in found.article.tolls] == [
            (t.part_of, t.victim_class, len(t.mentions)) for t in article.tolls
        ]
        assert [(e.scope, e.event_type, e.tolls) for e in found.article.events] == [
            (e.scope, e.event_type, e.tolls) for e in article.events
        ]


@pytest.fixture(scope="module")
def laid(tokenizer):
    return Laid.out(small_corpus.article("ferry"), tokenizer)


class TestLosses:
    def parts(self, laid, seed=0):
        """Random scores and the targets of an article."""
        rng = torch.Generator().manual_seed(seed)
        batch = SpanBatch.of([laid.candidates], [0], [0], CPU)
        scores = HeadScores(
            torch.randn(len(laid.candidates.fillers), generator=rng),
            torch.randn(len(laid.candidates.tolls), len(RELATIONS), generator=rng) * 3,
            {n: torch.randn(len(laid.candidates.table.tolls), size, generator=rng) for n, size in ATTRIBUTES.items()},
        )
        targets = {name: torch.from_numpy(getattr(laid.targets, name)) for name in ("filler", *RELATIONS, "attributes")}
        return scores, targets, batch

    def test_the_filler_loss_is_the_mean_over_what_gold_decides(self, laid):
        scores, targets, _ = self.parts(laid)
        targets["filler"][::3] = IGNORED
        probability = scores.filler.sigmoid()
        terms = [
            -math.log(p if target else 1 - p)
            for p, target in zip(probability.tolist(), targets["filler"].tolist(), strict=True)
            if target != IGNORED
        ]
        assert filler_loss(scores, targets["filler"]).item() == pytest.approx(sum(terms) / len(terms), rel=1e-4)

    def test_a_relation_is_a_choice_among_the_others_and_none(self, laid):
        scores, targets, batch = self.parts(laid)
        pairs, expected = laid.candidates.tolls, 0.0
        decided = targets["same_event"] != IGNORED
        expected += torch.nn.functional.binary_cross_entropy_with_logits(
            scores.relations[decided, 0], targets["same_event"][decided].float()
        ).item()
        for column, name in enumerate(RELATIONS[1:], start=1):
            total = 0.0
            for toll in laid.candidates.table.tolls:
                mine = [i for i in np.flatnonzero(pairs.first == toll) if targets[name][i] != IGNORED]
                logits = scores.relations[mine, column].tolist()
                right = [logit for logit, i in zip(logits, mine, strict=True) if targets[name][i] == 1] or [0.0]
                everything = math.log(1.0 + sum(math.exp(logit) for logit in logits))
                total += everything - math.log(sum(math.exp(logit) for logit in right))
            expected += total / len(laid.candidates.table.tolls)
        assert relation_loss(scores, targets, batch).item() == pytest.approx(expected, rel=1e-4)

    @pytest.mark.parametrize("size", [30.0, 300.0, 3000.0])
    def test_very_sure_scores_keep_losses_finite(self, laid, size):
        scores, targets, batch = self.parts(laid)
        sure = HeadScores(
            scores.filler * size, scores.relations * size, {name: x * size for name, x in scores.attributes.items()}
        )
        losses = (
            filler_loss(sure, targets["filler"]),
            relation_loss(sure, targets, batch),
            attribute_loss(sure, targets["attributes"]),
        )
        assert all(math.isfinite(loss.item()) and loss.item() >= 0 for loss in losses)

    def test_right_scores_cost_nothing_and_wrong_ones_do(self, laid):
        perfect, (_, targets, batch) = laid.perfect(), self.parts(laid)
        right = HeadScores(
            torch.from_numpy(perfect.filler * 20 - 10),
            torch.from_numpy(np.column_stack([perfect.relations[name] for name in RELATIONS])),
            {name: torch.from_numpy(values) for name, values in perfect.attributes.items()},
        )
        wrong = HeadScores(-right.filler, -right.relations, {name: -x for name, x in right.attributes.items()})
        for scores, low, high in ((right, 0.0, 0.01), (wrong, 5.0, math.inf)):
            assert low <= filler_loss(scores, targets["filler"]).item() <= high
            assert low <= relation_loss(scores, targets, batch).item() <= high
            assert low <= attribute_loss(scores, targets["attributes"]).item() <= high


def test_the_filler_slots_of_pooling_are_those_of_the_schema(model):
    assert model.heads.attribute[0].in_features == HEADS.width + (2 + len(FILLER_SLOTS)) * (HEADS.width // 2)
