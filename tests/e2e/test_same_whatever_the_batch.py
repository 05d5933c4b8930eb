"""An article's record does not depend on its batch, on other threads, or on the mode that someone put the model in.

On a CPU with a fixed number of threads the encoder's outputs are the same to the last bit, so records are compared whole,
confidences included. The exception are encoders with a convolution (DeBERTa-v2 xlarge), which torch computes in another
order for one window than for several: their last bits move. On a GPU nothing is promised to the bit.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import small_corpus
import torch
from tiny_models import ARCHITECTURES, HEADS, tiny_casualty_model, wrap

from casualty_ner.articles import Article
from casualty_ner.encoders import load_backend, load_token_classifier, resolve_encoder
from casualty_ner.linking.decoder import Thresholds
from casualty_ner.model.casualty_model import CasualtyModel
from casualty_ner.predict import Predictor
from casualty_ner.reading import Reader
from casualty_ner.windows import ArticleTokenizer

AT = Thresholds(filler=0.5, same_event=0.5, toll=0.0)
EXACT = [*(name for name in ARCHITECTURES if name != "deberta-v2"), "embedded"]


def long_and_short(seed=0):
    """Articles of very different lengths, one of several windows."""
    texts = [article.text for article in small_corpus.articles()]
    texts += ["", "Two died.", "\n\n".join(texts), texts[1] * 3, "12"]
    random.Random(seed).shuffle(texts)
    return [Article(id=f"a{number}", text=text) for number, text in enumerate(texts)]


@pytest.fixture(scope="module")
def models(tiny_tokenizer, texts):
    """Gives model and tokenizer: a tiny one of an architecture, or the embedded encoder with random heads."""
    built = {}

    def build(name):
        if name not in built:
            if name == "embedded":
                torch.manual_seed(0)
                encoder = resolve_encoder("sentence-transformers/all-MiniLM-L6-v2")
                classifier = load_token_classifier(encoder, attention_dropout=None, hidden_dropout=None)
                torch.nn.init.normal_(classifier.classifier.weight, std=0.2)
                backend, pad, _ = load_backend(encoder)
                built[name] = (
                    CasualtyModel(classifier, HEADS).eval(),
                    ArticleTokenizer.wrap(backend, pad=pad, window=64, overlap=16),
                )
            else:
                tokenizer = tiny_tokenizer(name)
                built[name] = tiny_casualty_model(name, tokenizer), wrap(tokenizer)
        return built[name]

    return build


class TestBatches:
    @pytest.mark.parametrize("name", EXACT)
    def test_the_encoders_outputs_are_the_same_to_the_last_bit(self, models, name):
        model, tokenizer = models(name)
        by_width = {}
        for article in long_and_short():
            tokenized = tokenizer.tokenize(article.text)
            for window in tokenizer.windows(len(tokenized.piece_ids)):
                ids = tokenizer.padded(tokenized, window)
                length = window.end - window.start + len(tokenizer.prefix) + len(tokenizer.suffix)
                by_width.setdefault(len(ids), []).append((ids, length))
        assert len(by_width) > 1
        for width, windows in by_width.items():
            ids = torch.tensor([window for window, _ in windows])
            mask = (torch.arange(width)[None] < torch.tensor([length for _, length in windows])[:, None]).long()
            with torch.inference_mode():
                alone = [model.encode(ids[i : i + 1], mask[i : i + 1]) for i in range(len(windows))]
                for size in (2, 3, 8):
                    order = random.Random(size).sample(range(len(windows)), len(windows))
                    for batch in (order[at : at + size] for at in range(0, len(order), size)):
                        logits, hidden = model.encode(ids[batch], mask[batch])
                        for at, index in enumerate(batch):
                            length = windows[index][1]
                            assert torch.equal(logits[at, :length], alone[index][0][0, :length])
                            assert torch.equal(hidden[at, :length], alone[index][1][0, :length])

    @pytest.mark.parametrize("name", EXACT)
    def test_records_are_the_same_for_every_batch_size_and_order(self, models, name):
        model, tokenizer = models(name)
        articles = long_and_short()
        expected = {a.id: Reader(model, tokenizer, AT, batch_pieces=1).read([a])[0] for a in articles}
        assert sum(len(reading.article.tolls) for reading, _ in expected.values()) > 5
        for windows, at_once in ((1, 64), (2, 64), (3, 4), (8, 1), (8, 64)):
            shuffled = random.Random(windows + at_once).sample(articles, len(articles))
            reader = Reader(model, tokenizer, AT, batch_pieces=windows * tokenizer.window)
            reader.articles_at_once = at_once
            found = list(reader.read_stream(iter(shuffled)))
            assert [reading.article.id for reading, _ in found] == [article.id for article in shuffled]
            assert all(one == expected[one[0].article.id] for one in found)

    def test_where_last_bits_move_records_differ_in_the_last_digits_of_confidence_only(self, models):
        model, tokenizer = models("deberta-v2")
        articles = long_and_short()
        alone = [Reader(model, tokenizer, AT, batch_pieces=1).read([article])[0][0] for article in articles]
        together = [reading for reading, _ in Reader(model, tokenizer, AT).read(articles)]
        assert [reading.article for reading in together] == [reading.article for reading in alone]
        for one, other in zip(alone, together, strict=True):
            assert other.confidence == pytest.approx(one.confidence, abs=1e-5)


class TestSharing:
    def test_threads_that_share_a_predictor_get_what_each_would_get_alone(self, tiny):
        texts = [article.text for article in long_and_short()]
        expected = [tiny.predict(text) for text in texts]
        assert any(record.events for record in expected)
        start = threading.Barrier(8)

        def read(seed):
            order = random.Random(seed).sample(range(len(texts)), len(texts))
            start.wait()
            return [(index, tiny.predict(texts[index])) for index in order * 3]

        with ThreadPoolExecutor(8) as pool:
            for results in pool.map(read, range(8)):
                assert all(record == expected[index] for index, record in results)

    def test_a_model_put_into_training_mode_behind_its_back_reads_the_same(self, tiny_folder, texts):
        predictor = Predictor.from_pretrained(tiny_folder("xlm-roberta"), device="cpu", dtype="float32")
        model = predictor._reader.model
        expected = list(predictor.predict_many(texts))
        model.train()
        ids = torch.arange(5, 25)[None]
        both = [model.encode(ids, torch.ones_like(ids))[0] for _ in range(2)]
        assert not torch.equal(*both), "no dropout to show the difference"
        assert list(predictor.predict_many(texts)) == expected

    def test_predicting_leaves_no_trace_in_the_model(self, tiny_folder, texts):
        predictor = Predictor.from_pretrained(tiny_folder("bert"), device="cpu", dtype="float32")
        before = {name: value.clone() for name, value in predictor._reader.model.state_dict().items()}
        seed = torch.random.get_rng_state()
        list(predictor.predict_many(texts))
        assert torch.equal(torch.random.get_rng_state(), seed)
        after = predictor._reader.model.state_dict()
        assert all(torch.equal(value, after[name]) for name, value in before.items())
        assert all(parameter.grad is None for parameter in predictor._reader.model.parameters())


class TestStreams:
    def test_a_bounded_number_of_articles_is_held(self, planted):
        taken = 0

        def endless():
            nonlocal taken
            while True:
                taken += 1
                yield "zorvek"

        stream = planted.predict_many(endless())
        for _ in range(100):
            next(stream)
        assert taken <= 128

    def test_few_long_articles_are_held_at_once(self, planted, monkeypatch):
        monkeypatch.setattr("casualty_ner.reading._CHARACTERS_AT_ONCE", 3000)
        taken = 0

        def long_ones():
            nonlocal taken
            for _ in range(20):
                taken += 1
                yield "town " * 250

        stream = planted.predict_many(long_ones())
        next(stream)
        assert taken == 3
        assert len(list(stream)) == 19

    @pytest.mark.parametrize("good", [0, 1, 70])
    def test_what_came_before_a_fault_is_given_before_it_is_raised(self, planted, good):
        def faulty():
            yield from ["zorvek"] * good
            raise RuntimeError("the source broke")

        stream = planted.predict_many(faulty())
        assert [len(next(stream).events) for _ in range(good)] == [1] * good
        with pytest.raises(RuntimeError, match="the source broke"):
            next(stream)

    def test_no_articles_give_no_records(self, planted):
        assert list(planted.predict_many([])) == []
