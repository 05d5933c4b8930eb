"""Training articles told anew: the annotation goes along with every edit, or the article stays as it is."""

from pathlib import Path
from random import Random

import pytest

from casualty_ner.config import AugmentConfig
from casualty_ner.corpus.augmentation import Augmenter, Edit, Rates, apply_edits
from casualty_ner.corpus.jsonl import read_jsonl
from casualty_ner.corpus.markup import compile_markup
from casualty_ner.quantities import read_quantity
from casualty_ner.training.examples import TrainingSet

OFF = Rates(names=0, numbers=0, formats=0, drop=0, noise=0)
ALL = Rates(names=1, numbers=1, formats=0.5, drop=0.5, noise=1)
_HEAD = "=== made\npublished: 2021-03-10\ngenre: agency_story\nfamily: made\nauthor: tests\n\n"


@pytest.fixture(scope="module")
def articles():
    return read_jsonl(Path("data/train.jsonl"))[::7]


def made(body):
    (article,) = compile_markup(_HEAD + body)
    return article


MARKET = made(
    "A bomb killed [12|K1] [traders|V1,2] in [Kano|L1,2] and hurt [at least 30|I2], the [Red Cross|S1] said. "
    "It was market day. Kano has four markets.\n---\ne1 incident bombing\n  1 civilians\n  2 civilians"
)
BREAKDOWN = made(
    "[Nine|K1] [miners|V1] died, [three|K2] of them in [Gao|L2].\n---\n"
    "e1 incident industrial_accident\n  1 civilians\n  2 civilians part_of=1"
)


def rates(**changed):
    return Rates(**{name: changed.get(name, 0) for name in Rates.__dataclass_fields__})


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_changed_the_record_stays_true(articles, seed):
    augmenter = Augmenter(articles, ALL)
    changed = 0
    for article in articles:
        other = augmenter.change(article, Random(seed))
        changed += other.text != article.text
        assert [span.label for span in other.spans] == [span.label for span in article.spans]
        assert [span.text for span in other.spans] == [other.text[span.start : span.end] for span in other.spans]
        assert other.events == article.events
        for old, new in zip(article.tolls, other.tolls, strict=True):
            same = {"min": old.min, "max": old.max}
            assert new.model_copy(update=same) == old, "nothing but the bounds of a toll changes"
            if new.bounds_reason is None:
                quantity = read_quantity(other.span_by_id[new.principal].text)
                assert (new.min, new.max, new.qualifier) == (quantity.min, quantity.max, quantity.qualifier)
    assert changed > 0.8 * len(articles)


def test_the_same_seed_gives_the_same_articles(articles):
    one, two = ([Augmenter(articles, ALL).change(article, Random(3)) for article in articles[:20]] for _ in range(2))
    assert one == two


def test_without_rates_nothing_changes(articles):
    augmenter = Augmenter(articles, OFF)
    assert all(augmenter.change(article, Random(1)) is article for article in articles)


def test_a_name_is_swapped_wherever_it_stands():
    pool = [made("[Two|K1] died in [Lima|L1].\n---\ne1 incident flood\n  1 civilians")]
    other = Augmenter(pool, rates(names=1)).change(MARKET, Random(1))
    assert other.text.count("Lima") == 2
    assert "Kano" not in other.text
    assert "Red Cross" in other.text, "the pool has no other source"


def test_numbers_that_others_depend_on_keep_their_value():
    other = Augmenter([], rates(numbers=1, formats=1)).change(BREAKDOWN, Random(1))
    assert other.text == "9 miners died, 3 of them in Gao."
    assert [(toll.min, toll.max) for toll in other.tolls] == [(9, 9), (3, 3)]


def test_a_number_alone_gets_another_value_and_its_bounds():
    values = {Augmenter([], rates(numbers=1)).change(MARKET, Random(seed)).tolls[0].min for seed in range(30)}
    assert len(values) > 5
    assert values <= set(range(6, 25))
    assert all(Augmenter([], rates(numbers=1)).change(MARKET, Random(seed)).tolls[1].min == 30 for seed in range(9)), (
        "'at least 30' is no exact toll"
    )


@pytest.mark.parametrize(
    "body",
    [
        "[12|K1] people died. The [dozen|K1] were traders.\n---\ne1 incident flood\n  1 civilians",
        "[Twelve|K1] people died. [At least 12|K1] lay there.\n---\ne1 incident flood\n  1 civilians",
        "[12|K1] people died. Twelve coffins came.\n---\ne1 incident flood\n  1 civilians",
    ],
)
def test_a_number_that_is_told_in_another_way_keeps_its_value(body):
    article = made(
        body.replace("[Twelve|K1]", "[Twelve|K1*]").replace("[12|K1] people died. The", "[12|K1*] people died. The")
    )
    for seed in range(10):
        assert Augmenter([], rates(numbers=1)).change(article, Random(seed)).tolls[0].min == 12


def test_only_sentences_without_annotation_are_dropped():
    other = Augmenter([], rates(drop=1)).change(MARKET, Random(1))
    assert other.text.split(". ")[0] == MARKET.text.split(". ")[0]
    assert "market day" not in other.text


def test_an_article_never_loses_its_only_sentence():
    alone = made("Nothing happened.\n---")
    assert Augmenter([], rates(drop=1)).change(alone, Random(1)) is alone


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(MARKET.spans[0].start - 1, MARKET.spans[0].end, "x")],
        [Edit(MARKET.spans[0].start + 1, MARKET.spans[0].end + 1, "x")],
        [Edit(MARKET.spans[0].start, MARKET.spans[0].end, "")],
        [Edit(MARKET.spans[0].start, MARKET.spans[0].end, "some")],
        [Edit(MARKET.spans[0].start, MARKET.spans[0].end, "12 ")],
    ],
)
def test_an_edit_that_would_untrue_the_record_is_refused(edits):
    assert apply_edits(MARKET, edits) is None


def test_the_first_epoch_is_as_written_and_later_ones_follow_from_their_number(bert_tokenizer, articles):
    augment = AugmentConfig(share=1, names=1, numbers=1, formats=1, drop=1, noise=0)
    sets = [TrainingSet(articles[:6], bert_tokenizer, augment, seed=5) for _ in range(2)]
    texts = {}
    for epoch in (0, 1, 2, 1):
        for training_set in sets:
            training_set.epoch = epoch
        one, two = ([example.article.text for example in map(s.__getitem__, range(len(s)))] for s in sets)
        assert one == two == texts.setdefault(epoch, one)
    assert texts[0] == [article.text for article in articles[:6]]
    assert texts[1] != texts[0] != texts[2] != texts[1]


@pytest.fixture(scope="module")
def bert_tokenizer(tiny_tokenizer):
    from tiny_models import wrap

    return wrap(tiny_tokenizer("bert"))
