"""The text lines of inline markup: plain text, and the spans marked in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casualty_ner.articles import edge_fault
from casualty_ner.errors import MarkupError
from casualty_ner.schema import TOLL_SLOTS, Slot

CODES = {
    "K": Slot.KILLED,
    "I": Slot.INJURED,
    "M": Slot.MISSING,
    "H": Slot.CASUALTIES,
    "V": Slot.VICTIM,
    "P": Slot.PERPETRATOR,
    "C": Slot.CAUSE,
    "L": Slot.PLACE,
    "D": Slot.DATE,
    "S": Slot.SOURCE,
}
"""The letter that stands for a slot in a span's reference."""

ESCAPES = {"[": "[", "]": "]", "|": "|", "\\": "\\", "r": "\r", "n": "\n"}
"""What may follow a backslash in the text, and the character that it gives."""

TEXT_END = "---"
ARTICLE_START = "==="

NUMBER = r"[1-9][0-9]*"
_PLAIN = re.compile(r"[^\[\]|\\]+")
_REFERENCE = re.compile(rf"([A-Z])({NUMBER}\*?(?:,{NUMBER}\*?)*)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a markup file; ``number`` counts from 1."""

    number: int
    text: str

    def fault(self, message: str, *, column: int = 1) -> MarkupError:
        """The error that says what is wrong with this line, at a column that counts from 1."""
        return MarkupError(message, line=self.number, column=column)


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A span as written: where its markup stands, what it covers, the tolls it names and those it states best.

    ``start`` and ``end`` are half-open code points of the plain text, ``column`` is that of the opening bracket.
    """

    line: Line
    column: int
    label: Slot
    start: int
    end: int
    tolls: tuple[int, ...]
    starred: frozenset[int]

    def fault(self, message: str) -> MarkupError:
        """The error that says what is wrong with this span."""
        return self.line.fault(message, column=self.column)


def read_text(lines: list[Line]) -> tuple[str, list[MarkedSpan]]:
    """The plain text of the text lines, and its spans in order."""
    pieces: list[str] = []
    spans: list[MarkedSpan] = []
    length = 0
    for index, line in enumerate(lines):
        if index:
            pieces.append("\n")
            length += 1
        for piece in _read_text_line(line, length, spans):
            pieces.append(piece)
            length += len(piece)
    text = "".join(pieces)
    for span in spans:
        if span.start == span.end:
            raise span.fault("the span holds no words; write '[words|K1]'")
        if fault := edge_fault(text, span.start, span.end):
            raise span.fault(f"the span {text[span.start : span.end]!r} {fault}")
    return text, spans


def _read_text_line(line: Line, offset: int, spans: list[MarkedSpan]) -> Iterator[str]:
    """Yield the plain pieces of one text line; append its spans, their offsets counted from ``offset``."""
    text = line.text
    position = 1 if text.startswith(("\\" + ARTICLE_START, "\\" + TEXT_END)) else 0
    opened: tuple[int, int] | None = None
    while position < len(text):
        character = text[position]
        if character == "[":
            if opened is not None:
                raise line.fault("a span opens inside a span; spans do not nest", column=position + 1)
            opened = position, offset
            position += 1
        elif character == "|" and opened is not None:
            span, position = _read_reference(line, opened, position, offset)
            spans.append(span)
            opened = None
        else:
            piece, position = _read_plain(line, position)
            yield piece
            offset += len(piece)
    if opened is not None:
        raise line.fault("the span opened here is not closed on its line", column=opened[0] + 1)


def _read_plain(line: Line, position: int) -> tuple[str, int]:
    """A stretch of plain text or one escaped character, and the position behind it."""
    character = line.text[position]
    if character == "\\":
        return _read_escape(line, position), position + 2
    if character in "]|":
        raise line.fault(
            f"a bare {character!r} outside a span; write \\{character}, or '[words|K1]' for a span",
            column=position + 1,
        )
    stretch = _PLAIN.match(line.text, position)
    end = stretch.end() if stretch else position + 1
    return line.text[position:end], end


def _read_escape(line: Line, position: int) -> str:
    character = ESCAPES.get(line.text[position + 1 : position + 2])
    if character is None:
        raise line.fault(
            "a backslash stands before [ ] | \\ r or n; write \\\\ for the character itself", column=position + 1
        )
    return character


def _read_reference(line: Line, opened: tuple[int, int], bar: int, end: int) -> tuple[MarkedSpan, int]:
    """The span whose bracket opened at ``(position, offset)``, and the position behind its closing bracket."""
    close = line.text.find("]", bar)
    written = line.text[bar + 1 : close] if close >= 0 else line.text[bar + 1 :]
    match = _REFERENCE.fullmatch(written)
    if close < 0 or match is None or match[1] not in CODES:
        raise line.fault(
            f"{written!r} is no slot code with toll numbers and a bracket behind; "
            f"write one of {' '.join(CODES)} and numbers, as in 'K1]' or 'D1,2]'",
            column=bar + 2,
        )
    numbers = match[2].split(",")
    span = MarkedSpan(
        line=line,
        column=opened[0] + 1,
        label=CODES[match[1]],
        start=opened[1],
        end=end,
        tolls=tuple(int(number.rstrip("*")) for number in numbers),
        starred=frozenset(int(number[:-1]) for number in numbers if number.endswith("*")),
    )
    _check_numbers(span)
    return span, close + 1


def _check_numbers(span: MarkedSpan) -> None:
    if len(set(span.tolls)) < len(span.tolls):
        raise span.fault(f"the span names a toll twice ({', '.join(map(str, span.tolls))}); name it once")
    if span.label in TOLL_SLOTS and len(span.tolls) > 1:
        raise span.fault(f"a {span.label} span states one toll, not {len(span.tolls)}; keep one number")
    if span.label not in TOLL_SLOTS and span.starred:
        raise span.fault(f"'*' marks the mention that counts; a {span.label} span is no mention of a toll")
