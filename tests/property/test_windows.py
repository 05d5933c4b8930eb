"""What must hold of windows and rows for any text, any tokenizer and any size."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_models import ARCHITECTURES, wrap

from casualty_ner import windows
from casualty_ner.articles import edge_fault
from casualty_ner.windows import ArticleTokenizer

_TOKENIZERS = tuple(name for name in ARCHITECTURES if name != "deberta-v2")
_UNUSUAL = (
    "\u0301\u0308\u20e3\ufe0f\u093e"  # combining marks: above, above, enclosing, a variation, a spacing vowel sign
    "\u200b\u200d\u2060\ufeff\u00ad"  # zero-width characters
    "\u202e\u2066\u2069"  # bidirectional controls
    "\x00\x07\x1c\x85\x9f\r\t\u00a0\u2009\u2028"  # controls and rare white space
    "👩💥🏽🇸ﬁßİﷺ٣７²½ا한ᄒ"
)
_TEXTS = st.text(
    st.one_of(st.sampled_from("aeKs 159.,-'\n"), st.sampled_from(_UNUSUAL), st.characters(codec="utf-8")), max_size=60
)


@st.composite
def sizes(draw):
    overlap = draw(st.integers(0, 40))
    return draw(st.integers(2 * overlap + 3, 2 * overlap + 200)), overlap


def bare(window: int, overlap: int) -> ArticleTokenizer:
    """A tokenizer of which only the arithmetic is used; windows hold ``window`` pieces and two special tokens."""
    return ArticleTokenizer(None, (1,), (2,), 0, window + 2, overlap)


class TestWindows:
    @given(sizes(), st.integers(0, 3000))
    def test_every_piece_is_owned_by_exactly_one_window(self, size, pieces):
        cut = bare(*size).windows(pieces)
        assert [piece for window in cut for piece in range(window.own_start, window.own_end)] == list(range(pieces))

    @given(sizes(), st.integers(0, 3000))
    def test_no_window_is_too_long_and_each_holds_what_it_owns(self, size, pieces):
        for window in bare(*size).windows(pieces):
            assert window.end - window.start <= size[0]
            assert window.start <= window.own_start <= window.own_end <= window.end

    @given(sizes(), st.integers(1, 3000))
    def test_windows_are_of_one_size_and_share_the_overlap(self, size, pieces):
        cut = bare(*size).windows(pieces)
        assert cut[0].start == 0
        assert cut[-1].end == pieces
        assert len({window.end - window.start for window in cut}) == 1
        assert all(one.end - other.start >= size[1] for one, other in pairwise(cut))

    @given(sizes(), st.integers(1, 800))
    def test_a_piece_is_taken_from_the_window_in_which_it_lies_furthest_from_an_inner_edge(self, size, pieces):
        cut = bare(*size).windows(pieces)

        def depth(piece, window):
            before = piece - window.start if window.start else pieces
            behind = window.end - 1 - piece if window.end < pieces else pieces
            return min(before, behind)

        for owner in cut:
            for piece in range(owner.own_start, owner.own_end):
                best = max(depth(piece, window) for window in cut if window.start <= piece < window.end)
                assert depth(piece, owner) >= best - 1

    def test_there_are_no_more_windows_than_needed(self):
        cut = bare(10, 2)
        assert [len(cut.windows(pieces)) for pieces in (0, 1, 10, 11, 18, 19, 26, 27)] == [1, 1, 1, 2, 2, 3, 3, 4]


@pytest.mark.parametrize("architecture", _TOKENIZERS)
class TestRows:
    @settings(max_examples=150)
    @given(text=_TEXTS)
    def test_rows_are_in_order_and_any_run_of_them_may_be_a_span(self, tiny_tokenizer, architecture, text):
        article = wrap(tiny_tokenizer(architecture)).tokenize(text)
        starts, ends = article.starts.tolist(), article.ends.tolist()
        assert all(start < end for start, end in zip(starts, ends, strict=True))
        assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
        for start, end in zip(starts, ends, strict=True):
            assert edge_fault(text, start, end) is None
            assert edge_fault(text, starts[0], end) is None
            assert edge_fault(text, start, ends[-1]) is None

    @settings(max_examples=150)
    @given(text=_TEXTS)
    def test_every_letter_and_digit_is_in_a_row(self, tiny_tokenizer, architecture, text):
        article = wrap(tiny_tokenizer(architecture)).tokenize(text)
        covered = {at for start, end in zip(article.starts, article.ends, strict=True) for at in range(start, end)}
        assert [c for at, c in enumerate(text) if (c.isalpha() or c.isdecimal()) and at not in covered] == []

    @settings(max_examples=100)
    @given(text=_TEXTS)
    def test_each_row_has_a_first_piece_of_its_own(self, tiny_tokenizer, architecture, text):
        article = wrap(tiny_tokenizer(architecture)).tokenize(text)
        first = article.first_piece.tolist()
        assert all(one < other for one, other in pairwise(first))
        assert all(0 <= piece < len(article.piece_ids) for piece in first)

    @settings(max_examples=100)
    @given(text=_TEXTS, data=st.data())
    def test_rows_of_finds_the_rows_of_any_run(self, tiny_tokenizer, architecture, text, data):
        article = wrap(tiny_tokenizer(architecture)).tokenize(text)
        if article.rows:
            first = data.draw(st.integers(0, article.rows - 1))
            last = data.draw(st.integers(first, article.rows - 1))
            assert article.rows_of(int(article.starts[first]), int(article.ends[last])) == (first, last + 1)

    @settings(max_examples=100)
    @given(text=_TEXTS)
    def test_sentences_and_paragraphs_are_numbered_from_0_without_gaps(self, tiny_tokenizer, architecture, text):
        article = wrap(tiny_tokenizer(architecture)).tokenize(text)
        for numbers in (article.sentence.tolist(), article.paragraph.tolist()):
            assert numbers == sorted(numbers)
            assert set(numbers) == set(range(max(numbers, default=-1) + 1))
        assert article.sentences == max(1, len(set(article.sentence.tolist())))

    @settings(max_examples=100)
    @given(words=st.lists(st.text("aeK15é", min_size=1, max_size=6), min_size=1, max_size=12))
    def test_a_word_reads_the_same_composed_and_decomposed(self, tiny_tokenizer, architecture, words):
        texts = [unicodedata.normalize(form, " ".join(words)) for form in ("NFC", "NFD")]
        rows = []
        for text in texts:
            article = wrap(tiny_tokenizer(architecture)).tokenize(text)
            spans = zip(article.starts, article.ends, strict=True)
            rows.append([unicodedata.normalize("NFC", text[start:end]) for start, end in spans])
        assert rows[0] == rows[1]

    @pytest.mark.parametrize("longest", [60, 200])
    def test_where_a_long_line_is_cut_for_the_tokenizer_makes_no_difference(
        self, tiny_tokenizer, architecture, texts, monkeypatch, longest
    ):
        tokenizer = wrap(tiny_tokenizer(architecture))
        text = " ".join(texts).replace("\n", " ")
        whole = tokenizer.tokenize(text)
        monkeypatch.setattr(windows, "SLICE", longest)
        cut = tokenizer.tokenize(text)
        assert cut.starts.tolist() == whole.starts.tolist()
        assert cut.ends.tolist() == whole.ends.tolist()
        assert cut.piece_ids.tolist() == whole.piece_ids.tolist()

    @pytest.mark.parametrize("ending", ["\r\n", "\r"])
    def test_line_ends_make_no_difference(self, tiny_tokenizer, architecture, texts, ending):
        tokenizer = wrap(tiny_tokenizer(architecture))
        text = "\n\n".join(texts)
        one, other = tokenizer.tokenize(text), tokenizer.tokenize(text.replace("\n", ending))
        for name in ("piece_ids", "first_piece", "sentence", "paragraph"):
            assert getattr(one, name).tolist() == getattr(other, name).tolist()
        rows = [[a.text[s:e] for s, e in zip(a.starts, a.ends, strict=True)] for a in (one, other)]
        assert rows[0] == rows[1]
