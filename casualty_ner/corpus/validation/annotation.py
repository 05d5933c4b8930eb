"""Checks of one article at a time: its words of the grid, the bounds of its tolls, its parts and totals."""

import difflib
import re

from casualty_ner.articles import AnnotatedArticle, Toll
from casualty_ner.corpus import grid
from casualty_ner.corpus.validation.findings import Check, Finding, Findings, Located
from casualty_ner.errors import InputError
from casualty_ner.quantities import UNREAD, Quantity, read_quantity
from casualty_ner.schema import Outcome

_SAID_UNKNOWN = re.compile(
    r"\b(?:un(?:known|specified|disclosed|certain|clear|determined|confirmed|told)|know|withheld|stated"
    r"|number|how many|famil|household)",
    re.IGNORECASE,
)


def check_vocabulary(located: Located) -> Findings:
    """Genre, English, structure, surface and hard cases are words of the grid, and ``no_toll`` is said truly."""
    article, brief = located.article, located.article.brief
    axes = {
        "genre": (grid.GENRES, (article.genre,)),
        "english": (grid.ENGLISH, (brief.english,)),
        "structure": (grid.STRUCTURES, brief.structure or ("",)),
        "surface": (grid.SURFACES, brief.surface or ("",)),
        "hard": (grid.HARD_CASES, brief.hard),
    }
    for axis, (allowed, values) in axes.items():
        for value in values:
            if value not in allowed:
                yield _unknown(located, axis, value, allowed)
    if ("no_toll" in brief.structure) == bool(article.tolls):
        yield located.error(
            Check.VOCABULARY,
            ", ".join(brief.structure),
            f"the article has {len(article.tolls)} tolls",
            allowed="structure 'no_toll' stands for articles without any toll, and for all of them",
            remedy="correct the head line 'structure'",
        )
    for key in ("family", "author"):
        if not getattr(article, key):
            yield located.error(
                Check.VOCABULARY,
                "",
                f"{key} is empty",
                allowed="every article names its family and its author",
                remedy=f"write the head line '{key}'",
            )


def _unknown(located: Located, axis: str, value: str, allowed: tuple[str, ...]) -> Finding:
    near = difflib.get_close_matches(value, allowed, n=1)
    return located.error(
        Check.VOCABULARY,
        value,
        f"{axis} is not known to the grid" if value else f"{axis} is missing",
        allowed=f"allowed are {', '.join(allowed)}",
        remedy=f"did you mean {near[0]!r}?" if near else f"choose one for the head line '{axis}'",
    )


def check_bounds(located: Located) -> Findings:
    """Bounds are what the quantity rules read from the principal mention, unless a reason is stated."""
    for toll in located.article.tolls:
        words = _words(located.article, toll)
        read = read_quantity(words)
        if (toll.min, toll.max, toll.qualifier) != (read.min, read.max, read.qualifier):
            if toll.bounds_reason is None:
                yield located.error(
                    Check.BOUNDS,
                    words,
                    f"toll {toll.id} has {_bounds(toll)}",
                    allowed=f"the rules read {_bounds(read)}",
                    remedy='compile the markup again, or state bounds with because="…"',
                )
        elif doubt := _doubt_of_agreement(located, toll, words, unread=read == UNREAD):
            yield doubt
        if fault := _incoherent(toll):
            problem = f"toll {toll.id} has {_bounds(toll)}"
            yield located.error(Check.BOUNDS, words, problem, allowed=fault, remedy="correct the stated bounds")


def _doubt_of_agreement(located: Located, toll: Toll, words: str, *, unread: bool) -> Finding | None:
    """A doubt about a toll whose bounds are those that the rules read: a needless reason, or no bound for no reason."""
    if toll.bounds_reason is not None and not unread:
        return located.warning(
            Check.BOUNDS,
            words,
            f"toll {toll.id} gives a reason ({toll.bounds_reason!r}) for bounds that the rules read themselves",
            allowed="a reason stands only where the rules read otherwise",
            remedy="take out the stated bounds and the reason",
        )
    if toll.bounds_reason is None and unread and not _SAID_UNKNOWN.search(words):
        return located.warning(
            Check.BOUNDS,
            words,
            f"toll {toll.id} has no bound, since the rules read none",
            allowed="a toll without bounds says that the number is unknown, or counts something else than people",
            remedy='state bounds with because="…", or say with because="…" that there is none',
        )
    return None


def _incoherent(toll: Toll) -> str:
    try:
        Quantity(toll.min, toll.max, toll.qualifier)
    except InputError as error:
        return str(error)
    return ""


def _bounds(value: Toll | Quantity) -> str:
    low, high = ("not stated" if bound is None else str(bound) for bound in (value.min, value.max))
    return f"min {low}, max {high}, {value.qualifier}"


def check_parts(located: Located) -> Findings:
    """A part is not above its total, and of its outcome."""
    article = located.article
    for toll in article.tolls:
        total = article.toll_by_id[toll.part_of] if toll.part_of else None
        if total is None:
            continue
        if toll.min is not None and total.max is not None and toll.min > total.max:
            yield located.error(
                Check.PARTS,
                _words(article, toll),
                f"toll {toll.id} ({_bounds(toll)}) is part of toll {total.id} {_words(article, total)!r}",
                allowed=f"a part is at most its total, {total.max}",
                remedy="correct part_of, or the bounds of one of the two",
            )
        if total.outcome not in (toll.outcome, Outcome.CASUALTIES):
            yield located.warning(
                Check.PARTS,
                _words(article, toll),
                f"toll {toll.id} ({toll.outcome}) is part of toll {total.id} ({total.outcome})",
                allowed="a part has the outcome of its total, or its total is undivided casualties",
                remedy="correct part_of or the label of one of the two",
            )


def _words(article: AnnotatedArticle, toll: Toll) -> str:
    return article.span_by_id[toll.principal].text
