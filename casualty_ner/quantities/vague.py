"""Numbers that a text leaves open, with the least that each is held to mean: "dozens", "several hundred", "a few"."""

from casualty_ner.quantities.cardinals import SCALES
from casualty_ner.quantities.tokens import Token, at, phrase_at
from casualty_ner.quantities.wording import phrases

_SEVERAL = 3
LEAST = {
    **dict.fromkeys(
        phrases(
            "several | a few | quite a few | a good few | a handful | some | many | numerous | countless | untold"
            " | innumerable | a number | any number | a large number | large numbers | a great number | a good number"
            " | a small number | a significant number | a considerable number | a great many | a good many"
            " | a lot of | lots of | plenty of | a host of | a slew of | a string of"
        ),
        _SEVERAL,
    ),
    ("multiple",): 2,
    ("various",): 2,
}
"""The least that a word for an open number means. "Few" and "more" alone are no number, nor is a share ("most")."""

PLURALS = {
    "tens": 10,
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 10**3,
    "lakhs": 10**5,
    "millions": 10**6,
    "crores": 10**7,
    "billions": 10**9,
}
TIMES = {
    **dict.fromkeys(phrases("several | a few | few | quite a few | many | a good many"), _SEVERAL),
    **dict.fromkeys(phrases("a couple | a couple of | couple of | couple"), 2),
}
LINKS = phrases(
    "or | to | or even | , or even | if not | , if not | possibly | , possibly | and possibly | or possibly | perhaps"
    " | , perhaps | and perhaps | or perhaps | maybe | , maybe | or maybe | , and possibly | , and perhaps"
)


def vague_number(tokens: list[Token], index: int) -> tuple[int, int] | None:
    """The least number meant by the vague one at token ``index``, and the token before which it ends."""
    found = _several_hundred(tokens, index) or _hundreds(tokens, index) or _many(tokens, index)
    if found is None:
        return None
    least, end = found
    beyond = end + phrase_at(tokens, end, LINKS)
    raised = _hundreds(tokens, beyond) if beyond > end else None
    return found if raised is None else (least, raised[1])


def _several_hundred(tokens: list[Token], index: int) -> tuple[int, int] | None:
    length = phrase_at(tokens, index, TIMES)
    scale = _scale(tokens, index + length) if length else None
    if scale is None:
        return None
    times = TIMES[tuple(token.lower for token in tokens[index : index + length])]
    return times * scale[0], scale[1]


def _hundreds(tokens: list[Token], index: int) -> tuple[int, int] | None:
    word = at(tokens, index).lower
    scale = _scale(tokens, index) if word in PLURALS else None
    if scale is None:
        return None
    value, end = scale
    again = at(tokens, end).lower in {"and", "upon"} and at(tokens, end + 1).lower == word
    return 2 * value, end + 2 if again else end


def _many(tokens: list[Token], index: int) -> tuple[int, int] | None:
    length = phrase_at(tokens, index, LEAST)
    if not length:
        return None
    counted = _hundreds(tokens, index + length)  # "untold thousands"
    return counted or (LEAST[tuple(token.lower for token in tokens[index : index + length])], index + length)


def _scale(tokens: list[Token], index: int) -> tuple[int, int] | None:
    """One scale, or a smaller over a larger one: "dozen", "hundred thousand", "tens of thousands"."""
    first = _unit(tokens, index)
    if first is None:
        return None
    over = index + 2 if at(tokens, index + 1).lower == "of" else index + 1
    second = _unit(tokens, over)
    if second is None or second < SCALES["thousand"] or second <= first:
        return first, index + 1
    return first * second, over + 1


def _unit(tokens: list[Token], index: int) -> int | None:
    word = at(tokens, index).lower
    return SCALES.get(word) or PLURALS.get(word)
