"""What articles must not share: ids, families across splits, words in a row, and their whole make.

All of it in time linear in the corpus: runs of words are looked up, and a near-duplicate is sought only among the first
few articles that share a run with it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.corpus.validation.findings import Check, Finding, Findings, Located

SHARED_RUN = 8
"""So many words in a row may not be shared by two families, words of stock phrases not counted."""

SHINGLE = 4
NEAR_DUPLICATE = 0.3
"""From this share of common shingles (Jaccard) on, two articles of different families are near-duplicates."""
NEAR_DUPLICATE_IN_FAMILY = 0.7
"""Articles about one event may repeat each other more."""

_HOLDERS = 4
"""Near-duplicates are sought among this many first holders of a shingle: the first of a crowd stand for all."""

STOCK_PHRASES = (
    "the office for the coordination of humanitarian affairs",
    "the united nations high commissioner for human rights",
    "the united nations high commissioner for refugees",
    "the universal declaration of human rights",
    "the syrian observatory for human rights",
    "the international committee of the red cross",
    "the international federation of red cross and red crescent societies",
    "the national transportation safety board",
    "the united states geological survey",
    "the united states national hurricane center",
    "spoke on condition of anonymity because he was not authorised to speak to the media",
    "spoke on condition of anonymity because she was not authorized to speak to the media",
    "by continuing to use this site you agree to our use of cookies",
    "this is a developing story and will be updated",
    "no group has claimed responsibility for the attack",
    "there was no immediate claim of responsibility for the attack",
    "there was no immediate claim of responsibility",
    "was not immediately clear how many people were",
    "could not be independently verified",
    "who has died in his sleep aged",
    "who has died in her sleep aged",
    "all rights reserved",
)
"""Phrases that news repeats word for word; sharing them is no copying."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")
Words = tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words of a text, case folded, without punctuation."""
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def check_ids(located: Sequence[Located]) -> Findings:
    """No two articles of the corpus have one id."""
    first: dict[str, Located] = {}
    for one in located:
        before = first.setdefault(one.article.id, one)
        if before is not one:
            yield one.error(
                Check.UNIQUE_ID,
                one.article.id,
                f"the id is used before, at {before.file}:{before.line}",
                allowed="an id names one article of the corpus",
                remedy="rename one of the two",
            )


def check_families(located: Sequence[Located]) -> Findings:
    """No family stands in two splits."""
    first: dict[str, Located] = {}
    for one in located:
        before = first.setdefault(one.article.family, one)
        if before.split != one.split:
            yield one.error(
                Check.FAMILY,
                one.article.family,
                f"the family is in {one.split} here and in {before.split} at {before.file}:{before.line}",
                allowed="all articles about one event are in one split",
                remedy="move one of the two articles, or give them different families if the events differ",
            )


def check_shared_words(located: Sequence[Located]) -> Findings:
    """No run of words is shared by two families."""
    stock = _stock_words()
    first: dict[Words, tuple[int, int]] = {}
    for number, one in enumerate(located):
        words = words_of(one.article.text)
        shared: dict[int, list[int]] = defaultdict(list)
        for start in range(len(words) - SHARED_RUN + 1):
            holder, _ = first.setdefault(tuple(words[start : start + SHARED_RUN]), (number, start))
            if located[holder].article.family != one.article.family:
                shared[holder].append(start)
        for holder, starts in shared.items():
            for run in _runs(words, starts):
                if _uncommon(run, stock) >= SHARED_RUN:
                    yield _shares(one, located[holder], run)


def _runs(words: list[str], starts: list[int]) -> Iterator[list[str]]:
    """The longest runs that overlapping windows of ``SHARED_RUN`` words make."""
    begin = before = starts[0]
    for start in [*starts[1:], len(words) + SHARED_RUN]:
        if start > before + 1:
            yield words[begin : before + SHARED_RUN]
            begin = start
        before = start


def _stock_words() -> tuple[Words, ...]:
    return tuple(tuple(words_of(phrase)) for phrase in sorted(STOCK_PHRASES, key=len, reverse=True))


def _uncommon(run: list[str], stock: Iterable[Words]) -> int:
    """How many words of a run are left without its stock phrases, whole or cut off at an end of the run."""
    left = f" {' '.join(run)} "
    for phrase in stock:
        for size in range(len(phrase), 3, -1):
            whole = f" {' '.join(phrase[:size])} "
            if size == len(phrase) or left.endswith(whole):
                left = left.replace(whole, " ")
            tail = f" {' '.join(phrase[-size:])} "
            if left.startswith(tail):
                left = left.removeprefix(tail.rstrip())
    return len(left.split())


def _shares(one: Located, other: Located, run: list[str]) -> Finding:
    return one.error(
        Check.SHARED_WORDS,
        " ".join(run),
        f"{len(run)} words in a row stand in {other.article.id} of another family too, at {other.file}:{other.line}",
        allowed=f"two families share fewer than {SHARED_RUN} words in a row, stock phrases aside",
        remedy="rewrite one of the two",
    )


def check_near_duplicates(located: Sequence[Located]) -> Findings:
    """No article repeats another, the words of its spans and its numbers aside."""
    shingles = [_shingles(one.article) for one in located]
    holders: dict[Words, list[int]] = defaultdict(list)
    for number, one in enumerate(located):
        common = Counter(holder for shingle in shingles[number] for holder in holders[shingle])
        for holder, count in common.most_common(_HOLDERS):
            other = located[holder]
            likeness = count / (len(shingles[number]) + len(shingles[holder]) - count)
            same_family = other.article.family == one.article.family
            if likeness >= (NEAR_DUPLICATE_IN_FAMILY if same_family else NEAR_DUPLICATE):
                yield _duplicates(one, other, likeness)
        for shingle in shingles[number]:
            if len(holders[shingle]) < _HOLDERS:
                holders[shingle].append(number)


def _shingles(article: AnnotatedArticle) -> set[Words]:
    """Every run of ``SHINGLE`` words, where a span counts as its slot and a number as ``#``."""
    pieces, position = [], 0
    for span in article.spans:
        pieces += [article.text[position : span.start], f" {span.label} "]
        position = span.end
    words = ["#" if word.isdecimal() else word for word in words_of("".join([*pieces, article.text[position:]]))]
    return {tuple(words[start : start + SHINGLE]) for start in range(max(len(words) - SHINGLE + 1, 1))}


def _duplicates(one: Located, other: Located, likeness: float) -> Finding:
    where = "within the split" if one.split == other.split else f"across {other.split} and {one.split}"
    return one.error(
        Check.NEAR_DUPLICATE,
        " ".join(one.article.text.split()[:12]),
        f"{likeness:.0%} of its word runs are those of {other.article.id} ({where}, {other.file}:{other.line})",
        allowed=f"articles share less than {NEAR_DUPLICATE:.0%}, articles of one family {NEAR_DUPLICATE_IN_FAMILY:.0%}",
        remedy="rewrite one of the two or take it out",
    )
