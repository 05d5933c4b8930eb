"""Candidate pairs, what gold says of them, and particular decisions of the decoder."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import small_corpus
from link_cases import Laid, structure
from tiny_models import wrap

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.corpus.jsonl import read_jsonl
from casualty_ner.corpus.markup import compile_markup
from casualty_ner.encoders import load_backend, resolve_encoder
from casualty_ner.linking.candidates import (
    _DATE_CUES,
    _NUMBER_CUES,
    CUE_WIDTH,
    NEAREST_FILLERS,
    NEAREST_TOLLS,
    cue_features,
    feature_widths,
    filler_pairs,
    toll_pairs,
)
from casualty_ner.linking.decoder import Thresholds
from casualty_ner.linking.targets import IGNORED, gold_spans, link_targets
from casualty_ner.model.batches import Candidates
from casualty_ner.schema import Qualifier, Slot
from casualty_ner.tagging import RowSpan
from casualty_ner.windows import ArticleTokenizer

_HEAD = "=== made\npublished: 2021-03-10\ngenre: agency_story\nfamily: made\nauthor: tests\n\n"


@pytest.fixture(scope="module")
def bert(tiny_tokenizer):
    return wrap(tiny_tokenizer("bert"))


@pytest.fixture(scope="module")
def made(bert):
    """Lays out an article written as text and events in markup."""

    def lay_out(body: str) -> Laid:
        return Laid.out(compile_markup(_HEAD + body + "\n")[0], bert)

    return lay_out


def texts(laid, indices):
    return [laid.candidates.table.texts[index] for index in indices]


class TestPairs:
    def test_in_an_ordinary_article_every_toll_is_paired_with_every_filler_and_every_other_toll(self, bert):
        for name in ("market", "ferry", "raid"):
            laid = Laid.out(small_corpus.article(name), bert)
            table, fillers, tolls = laid.candidates.table, laid.candidates.fillers, laid.candidates.tolls
            assert {(t, f) for t in table.tolls for f in table.fillers} == set(
                zip(fillers.first, fillers.second, strict=True)
            )
            assert {(a, b) for a in table.tolls for b in table.tolls if a != b} == set(
                zip(tolls.first, tolls.second, strict=True)
            )
            assert len(fillers) == len(table.tolls) * len(table.fillers)

    @pytest.mark.parametrize("name", ["nobody", "quiet"])
    def test_few_spans_or_none_give_pairs_of_the_right_width(self, bert, name):
        laid = Laid.out(small_corpus.article(name), bert)
        widths = (laid.candidates.fillers.features.shape[1], laid.candidates.tolls.features.shape[1])
        assert widths == feature_widths()
        assert laid.candidates.cues.shape == (len(laid.candidates.table), CUE_WIDTH)
        assert len(laid.candidates.tolls) == 0

    def test_in_a_book_each_span_is_paired_with_those_nearest_to_it(self, bert):
        tokenized = bert.tokenize("seven men in Gao died . " * 300)
        spans = [
            RowSpan(start, start + 1, label)
            for row in range(300)
            for start, label in ((6 * row, Slot.KILLED), (6 * row + 3, Slot.PLACE))
        ]
        table = Candidates.of(tokenized, spans, None).table
        fillers, tolls = filler_pairs(table), toll_pairs(table)
        assert np.bincount(fillers.first)[table.tolls].tolist() == [NEAREST_FILLERS] * 300
        assert np.bincount(tolls.first)[table.tolls].tolist() == [2 * NEAREST_TOLLS] * 300
        for toll in table.tolls:
            near = np.sort(fillers.second[fillers.first == toll])
            outside = np.setdiff1d(table.fillers, near)
            assert np.abs(near - toll).max() <= np.abs(outside - toll).min() + 2 or toll < 64 or toll > 536
            assert toll + 1 in near

    def test_features_are_finite_and_say_which_span_comes_first(self, bert):
        laid = Laid.out(small_corpus.article("market"), bert)
        for pairs in (laid.candidates.fillers, laid.candidates.tolls):
            assert np.isfinite(pairs.features).all()
            assert pairs.features.dtype == np.float32
            assert (pairs.features[:, 0] == (pairs.second > pairs.first)).all()

    def test_numbers_without_bound_leave_features_finite(self, made):
        laid = made(
            "[Up to 5|K1], [more than 9|K2], [an unknown number|K3] and [99999999999999999999|K4] died.\n---\n"
            "e1 incident flood\n  1 civilians\n  2 civilians\n  3 civilians\n  4 civilians"
        )
        assert np.isfinite(laid.candidates.tolls.features).all()

    def test_cues_tell_parts_updates_and_headlines(self, bert):
        laid = Laid.out(small_corpus.article("quake"), bert)
        cues = dict(zip(laid.candidates.table.texts, laid.candidates.cues.tolist(), strict=True))
        assert cues["21"][1] == 1.0, "'rose' stands in its sentence"
        assert cues["Six"][1] == 0.0
        market = Laid.out(small_corpus.article("market"), bert)
        cues = dict(zip(market.candidates.table.texts, market.candidates.cues.tolist(), strict=True))
        assert cues["four"][0] == 1.0, "'of them' stands behind it"
        assert (cues["18"][2], cues["At least 18"][2]) == (1.0, 0.0)
        assert cue_features(market.tokenized, market.candidates.table, None).shape == (14, CUE_WIDTH)

    def test_cues_tell_how_long_ago_a_date_lies_and_how_long_it_is(self, made):
        laid = made(
            "[Two|K1] died on [Monday|D1]. [Nine|K2] drowned in [2009|D2], [40|K3] have died [since 2011|D3].\n---\n"
            "e1 incident flood\n  1 civilians\ne2 background flood\n  2 civilians\ne3 aggregate flood\n  3 civilians"
        )
        published = date(2013, 7, 26)
        cues = cue_features(laid.tokenized, laid.candidates.table, published)
        told = {text: cues[index, _DATE_CUES] for index, text in enumerate(laid.candidates.table.texts)}
        assert told["Monday"].tolist() == [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]
        assert told["2009"].tolist() == [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
        assert told["since 2011"].tolist() == [1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
        assert not told["Two"].any()
        unknown = cue_features(laid.tokenized, laid.candidates.table, None)
        assert not unknown[laid.candidates.table.texts.index("Monday"), _DATE_CUES].any()

    def test_cues_tell_the_number_and_its_wording(self, made):
        laid = made(
            "[At least 12|K1] died and [no one|I2] was hurt.\n---\ne1 incident flood\n  1 civilians\n  2 civilians"
        )
        rows = laid.candidates.cues[:, _NUMBER_CUES]
        assert rows[0, :4].tolist() == pytest.approx([0, 0, np.log1p(12) / 10, 0])
        assert rows[1, :4].tolist() == [0, 1, 0, 1]
        assert rows[0, 4:].sum() == rows[1, 4:].sum() == 1


class TestTargets:
    def test_fillers_are_right_with_their_toll_and_wrong_with_others(self, bert):
        laid = Laid.out(small_corpus.article("two-sources"), bert)
        pairs, targets = laid.candidates.fillers, laid.targets.filler
        linked = {
            tuple(texts(laid, pair))
            for pair, target in zip(zip(pairs.first, pairs.second, strict=True), targets, strict=True)
            if target == 1
        }
        shared = {"passengers", "bus crash", "Salgo"}
        assert linked == {("12", "Police"), ("15", "Red Cross")} | {(n, f) for n in ("12", "15") for f in shared}
        assert set(targets.tolist()) == {0, 1}

    def test_a_filler_counts_for_the_mention_nearest_to_it_and_not_against_the_others(self, bert):
        laid = Laid.out(small_corpus.article("market"), bert)
        pairs, targets = laid.candidates.fillers, laid.targets.filler
        of_headline = targets[pairs.first == laid.candidates.table.texts.index("18")]
        assert set(of_headline.tolist()) <= {IGNORED, 0}
        assert IGNORED in of_headline

    def test_relations_point_from_part_to_total_from_new_to_old_and_backwards_to_what_is_restated(self, bert):
        def pointing(name, relation):
            laid = Laid.out(small_corpus.article(name), bert)
            pairs, targets = laid.candidates.tolls, getattr(laid.targets, relation)
            return {tuple(texts(laid, (pairs.first[i], pairs.second[i]))) for i in np.flatnonzero(targets == 1)}

        assert pointing("market", "part_of") == {("four", "18"), ("four", "At least 18")}
        assert pointing("market", "restates") == {("At least 18", "18")}
        assert pointing("quake", "updates") == {("21", "nine")}
        assert pointing("man", "restates") == {("John Smith, 34,", "A man")}
        assert pointing("ferry", "same_event") == {("Nine", "Up to 40"), ("Up to 40", "Nine")}

    def test_what_is_restated_is_decided_backwards_only(self, bert):
        laid = Laid.out(small_corpus.article("market"), bert)
        forwards = laid.candidates.tolls.second > laid.candidates.tolls.first
        assert (laid.targets.restates[forwards] == IGNORED).all()
        assert (laid.targets.restates[~forwards] != IGNORED).all()

    def test_a_span_that_gold_does_not_have_is_not_stated_and_has_no_links(self, bert):
        article = small_corpus.article("mine")
        tokenized = bert.tokenize(article.text)
        gold = gold_spans(article, tokenized)
        died = tokenized.rows_of(article.text.index("died"), article.text.index("died") + 4)
        spans = sorted([*gold, RowSpan(*died, Slot.KILLED)])
        candidates = Candidates.of(tokenized, spans, article.published)
        targets = link_targets(article, gold, candidates.table, candidates.fillers, candidates.tolls)
        spurious = candidates.table.texts.index("died")
        assert targets.attributes[list(candidates.table.tolls).index(spurious)].tolist() == [0] + [IGNORED] * 4
        assert (targets.filler[candidates.fillers.first == spurious] == 0).all()
        involved = (candidates.tolls.first == spurious) | (candidates.tolls.second == spurious)
        assert (targets.same_event[involved] == IGNORED).all()
        assert (targets.part_of[involved] == 0).all()

    def test_a_predicted_span_stands_for_the_gold_span_that_it_overlaps_most(self, bert):
        article = small_corpus.article("market")
        tokenized = bert.tokenize(article.text)
        gold = gold_spans(article, tokenized)
        longer = [replace(span, end=span.end + 1) if span.label is Slot.PLACE else span for span in gold]
        one = [Candidates.of(tokenized, spans, article.published) for spans in (gold, longer)]
        targets = [link_targets(article, gold, c.table, c.fillers, c.tolls) for c in one]
        assert targets[0].filler.tolist() == targets[1].filler.tolist()

    def test_a_span_that_no_rows_can_show_is_an_error(self, bert):
        article = small_corpus.article("mine")
        shown = bert.tokenize(article.text.replace("Two", "Two-", 1))
        with pytest.raises(ValueError, match="no whole words"):
            gold_spans(article, shown)


class TestGoldDecodesToItself:
    @pytest.mark.parametrize("article", small_corpus.articles(), ids=lambda article: article.id)
    def test_perfect_scores_give_back_the_annotation(self, bert, article):
        laid = Laid.out(article, bert)
        assert structure(laid.decode(laid.perfect()).article) == structure(article)

    def test_bounds_follow_from_the_principal_mentions_words(self, bert):
        for article in small_corpus.articles():
            laid = Laid.out(article, bert)
            found = laid.decode(laid.perfect()).article
            assert [(t.min, t.max, t.qualifier) for t in found.tolls] == [
                (t.min, t.max, t.qualifier)
                for t in sorted(article.tolls, key=lambda t: article.span_by_id[t.mentions[0]].start)
            ]

    @pytest.mark.parametrize("split", ["train", "dev"])
    def test_perfect_scores_give_back_the_corpus(self, split):
        # Two mentions of one toll whose figures exclude each other ("11,300" and "Eleven thousand") are two tolls.
        known = {"a4-derna-wadi"}
        encoder = resolve_encoder("sentence-transformers/all-MiniLM-L6-v2")
        backend, pad, _ = load_backend(encoder)
        tokenizer = ArticleTokenizer.wrap(backend, pad=pad, window=256, overlap=48)
        different = set()
        for article in read_jsonl(Path("data") / f"{split}.jsonl"):
            laid = Laid.out(article, tokenizer)
            if structure(laid.decode(laid.perfect()).article) != structure(article):
                different.add(article.id)
        assert different <= known


def principal_of(made, body):
    laid = made(body)
    (toll,) = laid.decode(laid.perfect()).article.tolls
    return toll


class TestDecisions:
    def test_the_body_counts_before_the_headline(self, made):
        toll = principal_of(made, "[18|K1] dead\n\n[At least 18|K1*] died.\n---\ne1 incident fire\n  1 civilians")
        assert (toll.min, toll.max, toll.qualifier) == (18, None, Qualifier.AT_LEAST)

    def test_a_figure_counts_before_a_vague_word(self, made):
        toll = principal_of(made, "[Dozens|K1] died.\n\n[41|K1*] died.\n---\ne1 incident fire\n  1 civilians")
        assert (toll.min, toll.max) == (41, 41)

    def test_figures_that_exclude_each_other_stay_two_tolls_whatever_the_score(self, made):
        laid = made("[12|K1] died. Later [14|K2] died.\n---\ne1 incident fire\n  1 civilians\n  2 civilians")
        scores = laid.perfect()
        scores.relations["restates"][:] = 30
        assert [toll.min for toll in laid.decode(scores).article.tolls] == [12, 14]

    def test_a_vague_word_and_a_figure_may_be_one_toll(self, made):
        laid = made("[Dozens|K1] died. Later [41|K2] died.\n---\ne1 incident fire\n  1 civilians\n  2 civilians")
        scores = laid.perfect()
        scores.relations["restates"][:] = 30
        assert [toll.min for toll in laid.decode(scores).article.tolls] == [41]

    def test_a_toll_of_another_outcome_is_never_restated(self, made):
        laid = made("[12|K1] died, [12|I2] were hurt.\n---\ne1 incident fire\n  1 civilians\n  2 civilians")
        scores = laid.perfect()
        scores.relations["restates"][:] = 30
        assert len(laid.decode(scores).article.tolls) == 2

    def test_a_part_above_its_total_is_no_part(self, made):
        laid = made("[12|K1] died, [40|K2] in Gao.\n---\ne1 incident fire\n  1 civilians\n  2 civilians")
        scores = laid.perfect()
        scores.relations["part_of"][:] = 30
        parts = {toll.min: toll.part_of for toll in laid.decode(scores).article.tolls}
        assert parts == {12: "t2", 40: None}

    def test_a_toll_below_the_threshold_is_left_out_with_what_only_it_used(self, made):
        laid = made(
            "[12|K1] died in [Gao|L1], [3|I2] in [Mopti|L2].\n---\ne1 incident fire\n  1 civilians\n  2 civilians"
        )
        scores = laid.perfect()
        scores.attributes["stated"][1] = -10
        article = laid.decode(scores).article
        assert [span.text for span in article.spans] == ["12", "Gao"]

    def test_tolls_are_joined_to_events_by_the_mean_of_their_scores(self, made):
        laid = made("[1|K1] [2|K2] [3|K3] died.\n---\ne1 incident fire\n  1 civilians\n  2 civilians\n  3 civilians")
        scores = laid.perfect()
        pairs = laid.candidates.tolls
        wanted = {(0, 1): 8.0, (0, 2): 3.0, (1, 2): -4.0}
        scores.relations["same_event"][:] = [
            wanted[min(a, b), max(a, b)] for a, b in zip(pairs.first, pairs.second, strict=True)
        ]
        # 1 and 2 join at 8; 3 joins them only where the mean of 3 and -4 reaches the threshold.
        for threshold, expected in ((0.5, [("t1", "t2"), ("t3",)]), (0.3, [("t1", "t2", "t3")])):
            article = laid.decode(scores, Thresholds(filler=0.5, same_event=threshold, toll=0.3)).article
            assert [event.tolls for event in article.events] == expected

    def test_an_article_without_tolls_has_no_spans(self, bert):
        laid = Laid.out(small_corpus.article("quiet"), bert)
        article = laid.decode(laid.perfect()).article
        assert isinstance(article, AnnotatedArticle)
        assert (article.spans, article.tolls, article.events) == ((), (), ())

    def test_confidence_is_that_of_the_principal_mention(self, made):
        laid = made("[18|K1] dead\n\n[At least 18|K1*] died.\n---\ne1 incident fire\n  1 civilians")
        scores = laid.perfect()
        scores.spans[:] = [0.6, 0.9]
        reading = laid.decode(scores)
        assert reading.confidence["t1"] == pytest.approx(0.9 / (1 + np.exp(-10)), abs=1e-6)
        assert reading.confidence["e1"] == reading.confidence["t1"]
