"""A text of any length to pieces, rows and windows, and windows back to one row per word of the whole article.

A **piece** is a token of the encoder's tokenizer, a **row** is a word: a run of pieces between which no span may begin
(two letters or two digits side by side belong together, also where combining marks or zero-width characters stand
between them). Rows are what is tagged. A **window** is a run of pieces that the encoder sees at once; neighbouring
windows overlap, and each piece is taken from the window in which it lies furthest from an edge. No text is ever
dropped: every piece has exactly one window that owns it.

The tokenizer is a bare ``tokenizers.Tokenizer`` with truncation and padding switched off for good: tokenizers that ship
with either lose text in silence, and switching per call is not safe between threads.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from nupunkt import sent_spans
from tokenizers import Tokenizer

from casualty_ner.articles import cuts_word

SLICE = 20_000
"""Longest stretch, in characters, given to the tokenizer in one call: longer calls cost memory out of proportion."""

WIDTH_STEP = 32
"""Windows are padded to a multiple of this: a width follows from the window's own length alone, so that results do not
depend on batch mates, and there are few widths, so that memory does not grow with every new one."""

_BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE = re.compile(r"[^\r\n]+")
_UNSEEN = frozenset({"Mn", "Mc", "Me", "Cf", "Cc"})
_LONGEST_SENTENCE = 5_000


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces ``[start, end)`` seen together; of these the window owns ``[own_start, own_end)``."""

    start: int
    end: int
    own_start: int
    own_end: int


@dataclass(frozen=True)
class TokenizedArticle:
    """An article as the model sees it.

    Shape:
        piece_ids: ``[pieces]``, no special tokens.
        first_piece: ``[rows]``, index of each row's first piece.
        starts, ends: ``[rows]``, half-open code points into the text.
        sentence: ``[rows]``, number of the sentence. paragraph: ``[rows]``, number of the line.
    """

    text: str
    piece_ids: NDArray[np.int32]
    first_piece: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    sentence: NDArray[np.int64]
    paragraph: NDArray[np.int64]
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows the article has."""
        return len(self.starts)

    @cached_property
    def sentences(self) -> int:
        """How many sentences the article has; at least 1."""
        return int(self.sentence[-1]) + 1 if self.rows else 1

    def rows_of(self, start: int, end: int) -> tuple[int, int]:
        """The half-open rows that the characters ``[start, end)`` cover.

        Raises:
            ValueError: no row begins at ``start`` or ends at ``end``; the tokenizer cannot show such a span.
        """
        first = int(np.searchsorted(self.starts, start))
        last = int(np.searchsorted(self.ends, end))
        if first >= self.rows or self.starts[first] != start or last >= self.rows or self.ends[last] != end:
            raise ValueError(f"characters [{start}:{end}] {self.text[start:end]!r} are no whole words to the tokenizer")
        return first, last + 1


@dataclass(frozen=True, slots=True)
class ArticleTokenizer:
    """A tokenizer made safe for whole articles, with the size of windows.

    Attributes:
        prefix, suffix: ids of the special tokens before and after a window's pieces.
        window: pieces a window may hold, special tokens included.
        overlap: pieces that neighbouring windows share at least.
    """

    backend: Tokenizer
    prefix: tuple[int, ...]
    suffix: tuple[int, ...]
    pad: int
    window: int
    overlap: int

    @classmethod
    def wrap(cls, backend: Tokenizer, *, pad: int, window: int, overlap: int) -> "ArticleTokenizer":
        """Take over ``backend``: truncation and padding are switched off in it.

        Raises:
            ValueError: the window leaves no room beside special tokens and overlap.
        """
        backend.no_truncation()
        backend.no_padding()
        bare = backend.encode("a", add_special_tokens=False).ids
        full = backend.encode("a", add_special_tokens=True).ids
        at = next(index for index in range(len(full)) if full[index : index + len(bare)] == bare)
        prefix, suffix = tuple(full[:at]), tuple(full[at + len(bare) :])
        if window - len(prefix) - len(suffix) <= 2 * overlap:
            raise ValueError(
                f"a window of {window} pieces is too small for an overlap of {overlap}; allow more than twice"
            )
        return cls(backend, prefix, suffix, pad, window, overlap)

    @property
    def content(self) -> int:
        """Pieces of text that fit one window."""
        return self.window - len(self.prefix) - len(self.suffix)

    def tokenize(self, text: str) -> TokenizedArticle:
        """Tokenize a text of any length; offsets index ``text`` as it is."""
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        slices = list(_slices(text))
        for begin in range(0, len(slices), 256):
            batch = slices[begin : begin + 256]
            encodings = self.backend.encode_batch([text[a:b] for a, b in batch], add_special_tokens=False)
            for (start, _), encoding in zip(batch, encodings, strict=True):
                ids.extend(encoding.ids)
                offsets.extend((start + a, start + b) for a, b in encoding.offsets)
        return _rows(text, ids, offsets)

    def windows(self, pieces: int) -> list[Window]:
        """Cut ``pieces`` pieces into windows of even size; one empty window for an empty text."""
        count = max(1, -(-(pieces - self.overlap) // (self.content - self.overlap)))
        size = -(-(pieces + (count - 1) * self.overlap) // count)
        starts = [round(index * (pieces - size) / (count - 1)) if count > 1 else 0 for index in range(count)]
        ends = [start + size if count > 1 else pieces for start in starts]
        seams = [0, *((end + start) // 2 for end, start in zip(ends, starts[1:], strict=False)), pieces]
        return [Window(*window) for window in zip(starts, ends, seams, seams[1:], strict=False)]

    def padded(self, article: TokenizedArticle, window: Window) -> list[int]:
        """The window's ids with special tokens and padding up to the width that its length calls for."""
        ids = [*self.prefix, *article.piece_ids[window.start : window.end].tolist(), *self.suffix]
        return ids + [self.pad] * (width_for(len(ids)) - len(ids))


def width_for(length: int) -> int:
    """The padded width of a window of ``length`` ids."""
    return -(-length // WIDTH_STEP) * WIDTH_STEP


def _notes(text: str) -> tuple[str, ...]:
    if _BIDIRECTIONAL.search(text):
        return ("the text has bidirectional control characters: it may look different from what was read",)
    return ()


def _slices(text: str) -> Iterator[tuple[int, int]]:
    """Half-open stretches that cover every character which is not white space: lines, long ones cut at white space."""
    for match in _LINE.finditer(text):
        start, end = match.span()
        while end - start > SLICE:
            space = max(text.rfind(" ", start + 1, start + SLICE), text.rfind("\t", start + 1, start + SLICE))
            cut = space if space > start else start + SLICE
            yield start, cut
            start = cut
        yield start, end


def _rows(text: str, ids: list[int], offsets: list[tuple[int, int]]) -> TokenizedArticle:
    first: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece, span in enumerate(offsets):
        start, end = _without_blanks(text, *span)
        if start == end or (ends and end <= ends[-1]):
            continue
        end = _word_end(text, end)
        if ends and start < ends[-1]:
            ends[-1] = end
        else:
            first.append(piece)
            starts.append(_word_start(text, start))
            ends.append(end)
    return TokenizedArticle(
        text=text,
        piece_ids=np.asarray(ids, dtype=np.int32),
        first_piece=np.asarray(first, dtype=np.int64),
        starts=np.asarray(starts, dtype=np.int64),
        ends=np.asarray(ends, dtype=np.int64),
        sentence=_numbers(starts, _sentence_starts(text)),
        paragraph=_numbers(starts, [match.start() for match in _LINE.finditer(text)]),
        notes=_notes(text),
    )


def _is_unseen(character: str) -> bool:
    """Whether a character shows nothing of its own: a combining mark, a zero-width or control character."""
    return unicodedata.category(character) in _UNSEEN and not character.isspace()


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` without white space and unseen characters at its edges; empty where nothing else is in it."""
    while start < end and (text[start].isspace() or _is_unseen(text[start])):
        start += 1
    while end > start and (text[end - 1].isspace() or _is_unseen(text[end - 1])):
        end -= 1
    return start, end


def _word_start(text: str, start: int) -> int:
    """``start`` moved back over letters or digits of its word that are in no piece."""
    while cuts_word(text, start):
        start -= 1
    return start


def _word_end(text: str, end: int) -> int:
    """``end`` moved to the end of the word or number, past its combining marks and over unseen characters inside it."""
    last = text[end - 1]
    while text[end : end + 1].strip():
        while end < len(text) and unicodedata.category(text[end]).startswith("M"):
            end += 1
        ahead = end
        while ahead < len(text) and _is_unseen(text[ahead]):
            ahead += 1
        if not cuts_word(last + text[ahead : ahead + 1], 1):
            break
        last, end = text[ahead], ahead + 1
    return end


def _sentence_starts(text: str) -> list[int]:
    starts: list[int] = []
    for match in _LINE.finditer(text):
        for begin in range(match.start(), match.end(), _LONGEST_SENTENCE * 20):
            piece = text[begin : min(begin + _LONGEST_SENTENCE * 20, match.end())]
            starts.extend(begin + start for start, _ in sent_spans(piece))
    return starts


def _numbers(starts: list[int], boundaries: list[int]) -> NDArray[np.int64]:
    """Consecutive numbers from 0 for the stretches between boundaries in which the rows begin."""
    found = np.searchsorted(np.asarray(boundaries, dtype=np.int64), np.asarray(starts, dtype=np.int64), side="right")
    return np.unique(found, return_inverse=True)[1].reshape(-1).astype(np.int64)
