"""Tokenizers made safe, rows of particular texts, and the padding of windows."""

import numpy as np
import pytest
from tiny_models import planted_tokenizer, tiny_tokenizer, wrap
from tokenizers import Tokenizer

from casualty_ner.encoders import load_backend, resolve_encoder
from casualty_ner.windows import SLICE, WIDTH_STEP, ArticleTokenizer, Window, width_for


@pytest.fixture(scope="module")
def bert(tiny_tokenizer):
    return wrap(tiny_tokenizer("bert"))


def rows(tokenizer, text):
    article = tokenizer.tokenize(text)
    return [text[start:end] for start, end in zip(article.starts, article.ends, strict=True)]


class TestWrap:
    def test_truncation_and_padding_that_a_tokenizer_ships_with_are_off(self):
        encoder = resolve_encoder("sentence-transformers/all-MiniLM-L6-v2")
        shipped = Tokenizer.from_file(f"{encoder.location}/tokenizer.json")
        assert shipped.truncation["max_length"] == 128, "what this test guards against is gone"
        assert shipped.padding is not None
        backend, pad, _ = load_backend(encoder)
        tokenizer = ArticleTokenizer.wrap(backend, pad=pad, window=256, overlap=48)
        assert tokenizer.backend.truncation is None
        assert tokenizer.backend.padding is None
        assert tokenizer.tokenize("seven dead " * 300).rows == 600
        assert len(tokenizer.tokenize("seven").piece_ids) == 1

    def test_special_tokens_are_told_apart_from_pieces(self, bert, tiny_tokenizer):
        tokenizer = tiny_tokenizer("bert")
        assert bert.prefix == (tokenizer.cls_token_id,)
        assert bert.suffix == (tokenizer.sep_token_id,)
        assert bert.content == bert.window - 2

    def test_a_tokenizer_without_special_tokens_has_none(self):
        backend = planted_tokenizer().backend_tokenizer
        backend.post_processor = None
        tokenizer = ArticleTokenizer.wrap(backend, pad=0, window=16, overlap=2)
        assert (tokenizer.prefix, tokenizer.suffix, tokenizer.content) == ((), (), 16)

    def test_a_window_without_room_beside_the_overlap_is_refused(self, tiny_tokenizer):
        with pytest.raises(ValueError, match="window of 34 pieces is too small for an overlap of 16"):
            wrap(tiny_tokenizer("bert"), window=34, overlap=16)
        assert wrap(tiny_tokenizer("bert"), window=35, overlap=16).content == 33

    def test_the_padding_id_of_the_tokenizer_is_used(self, tiny_tokenizer):
        tokenizer = wrap(tiny_tokenizer("xlm-roberta"))
        article = tokenizer.tokenize("seven dead")
        ids = tokenizer.padded(article, tokenizer.windows(len(article.piece_ids))[0])
        assert tokenizer.pad == 1
        assert ids == [0, *article.piece_ids.tolist(), 2] + [1] * (len(ids) - len(article.piece_ids) - 2)


class TestPadding:
    def test_the_width_follows_from_the_length_alone_in_few_steps(self):
        assert [width_for(length) for length in (1, 31, 32, 33, 64, 65)] == [32, 32, 32, 64, 64, 96]
        assert len({width_for(length) for length in range(1, 513)}) == 512 // WIDTH_STEP

    def test_a_window_is_framed_by_special_tokens(self, bert):
        article = bert.tokenize("seven men died")
        ids = bert.padded(article, Window(1, 3, 1, 3))
        assert ids[:4] == [*bert.prefix, *article.piece_ids[1:3].tolist(), *bert.suffix]
        assert set(ids[4:]) == {bert.pad}
        assert len(ids) == WIDTH_STEP


class TestRows:
    @pytest.mark.parametrize("text", ["", " ", "\n\n \t\r\n", "\u200b", "\ufeff", "\u0301", "\u202e\u202c", "\x00"])
    def test_a_text_without_anything_to_see_has_no_rows(self, bert, text):
        article = bert.tokenize(text)
        assert article.rows == 0
        assert article.sentences == 1
        assert [(w.start, w.own_start, w.own_end) for w in bert.windows(0)] == [(0, 0, 0)]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("At least 1,200 (in Łódź).", ["At", "least", "1", ",", "200", "(", "in", "Łódź", ")", "."]),
            ("12-year-old", ["12", "-", "year", "-", "old"]),
            ("18people", ["18", "people"]),
            ("7\u200b5 dead", ["7\u200b5", "dead"]),
            ("7\u200b\u2060\u00ad5", ["7\u200b\u2060\u00ad5"]),
            ("se\u00adven", ["se\u00adven"]),
            ("\ufeffSeven", ["Seven"]),
            ("seven\u200b dead", ["seven", "dead"]),
            ("e\u0301te\u0301", ["e\u0301te\u0301"]),
            ("Jose\u0301 died", ["Jose\u0301", "died"]),
            ("क्या हिन्दी", ["क्या", "हिन्दी"]),
            ("1\ufe0f\u20e3 dead", ["1\ufe0f\u20e3", "dead"]),
            ("12\x0034", ["12\x0034"]),
            ("a\r\nb\rc", ["a", "b", "c"]),
            ("شهيد 12", ["شهيد", "12"]),
            ("\u202e12\u202c dead", ["12", "dead"]),
        ],
    )
    def test_words_and_numbers_are_whole(self, bert, text, expected):
        assert rows(bert, text) == expected

    def test_a_piece_with_the_space_before_a_word_gives_a_row_without_it(self, tiny_tokenizer):
        backend = tiny_tokenizer("modernbert").backend_tokenizer
        assert backend.encode("two dead", add_special_tokens=False).offsets[-1][0] < 4, (
            "no space in the offsets: no test"
        )
        assert rows(wrap(tiny_tokenizer("modernbert")), "two dead  here") == ["two", "dead", "here"]

    def test_a_span_between_rows_is_found(self, bert):
        article = bert.tokenize("seven men died")
        assert article.rows_of(6, 14) == (1, 3)

    @pytest.mark.parametrize(("start", "end"), [(1, 9), (0, 8), (5, 9), (0, 50), (14, 14)])
    def test_a_span_that_is_not_of_whole_rows_is_an_error_that_quotes_it(self, bert, start, end):
        article = bert.tokenize("seven men died")
        with pytest.raises(ValueError, match=rf"characters \[{start}:{end}\] '.*' are no whole words"):
            article.rows_of(start, end)

    def test_sentences_and_paragraphs(self, bert):
        article = bert.tokenize("Two died. Three were hurt.\n\nA day passed.")
        words = rows(bert, article.text)
        assert dict(zip(words, article.sentence.tolist(), strict=True)) == {
            "Two": 0, "died": 0, "Three": 1, "were": 1, "hurt": 1, "A": 2, "day": 2, "passed": 2, ".": 2,
        }  # fmt: skip
        assert article.paragraph.tolist() == [0] * 7 + [1] * 4

    def test_bidirectional_controls_are_noted(self, bert):
        assert bert.tokenize("12 dead").notes == ()
        (note,) = bert.tokenize("\u202e12 dead").notes
        assert "may look different from what was read" in note

    @pytest.mark.parametrize("filler", ["a", "7", "-", "é", "\u200b", "\u0301", "🙂"])
    def test_a_word_longer_than_a_slice_loses_nothing_around_it(self, bert, filler):
        monster = "a" + filler * (2 * SLICE + 5)
        words = rows(bert, f"seven {monster} died")
        assert (words[0], words[-1]) == ("seven", "died")
        if filler.isalpha():
            assert words[1] == monster

    def test_slices_are_cut_at_white_space_where_there_is_some(self, bert):
        text = "seven men died " * (SLICE // 5)
        assert set(rows(bert, text)) == {"seven", "men", "died"}

    def test_tokenizing_is_repeatable_and_leaves_the_text_alone(self, texts):
        tokenizer = wrap(tiny_tokenizer("deberta-v3", texts))
        one, other = tokenizer.tokenize(texts[1]), tokenizer.tokenize(texts[1])
        assert one.text is texts[1]
        assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("piece_ids", "starts", "ends"))
