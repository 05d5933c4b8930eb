"""Counts of a corpus, split by split, beside the floors that it is held to."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from statistics import median

from casualty_ner.articles import AnnotatedArticle, Frozen
from casualty_ner.corpus import grid
from casualty_ner.corpus.validation.sources import SPLITS
from casualty_ner.corpus.validation.wording import harm_words, openings, wording_of
from casualty_ner.schema import EventType, Qualifier, Scope, Slot, Status, VictimClass

MOST_REPEATED = 15
"""So many rows have the tables of what is repeated most."""


class CountTable(Frozen):
    """Counts of values by split, in the order of ``splits``; ``floors`` are what every value should reach there."""

    title: str
    unit: str
    splits: tuple[str, ...] = SPLITS
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    floors: tuple[int, ...] | None = None

    def unmet(self) -> Iterator[tuple[str, str, int, int]]:
        """Value, split, count and floor wherever the floor is not met."""
        for value, counts in self.rows:
            for split, count, floor in zip(self.splits, counts, self.floors or (), strict=bool(self.floors)):
                if count < floor:
                    yield value, split, count, floor


class Goal(Frozen):
    """A figure of a split, or of the corpus, beside its floor."""

    title: str
    split: str
    value: float
    floor: float
    share: bool = False

    @property
    def met(self) -> bool:
        """Whether the floor is reached."""
        return self.value >= self.floor


_Values = Callable[[AnnotatedArticle], Iterable[str]]


def _relations(article: AnnotatedArticle) -> Iterator[str]:
    for toll in article.tolls:
        yield from (name for name in ("part_of", "updates") if getattr(toll, name))
        if len(toll.mentions) > 1:
            yield "restates"


_AXES: tuple[tuple[str, str, _Values, tuple[str, ...]], ...] = (
    ("Hard cases", "articles", lambda article: article.brief.hard, grid.HARD_CASES),
    (
        "Wordings of numbers",
        "tolls",
        lambda article: (wording_of(toll, article.span_by_id[toll.principal].text) for toll in article.tolls),
        grid.WORDINGS,
    ),
    ("Event types", "events", lambda article: (event.event_type for event in article.events), tuple(EventType)),
    ("Genres", "articles", lambda article: (article.genre,), grid.GENRES),
    ("English", "articles", lambda article: (article.brief.english,), grid.ENGLISH),
    ("Structures", "articles", lambda article: article.brief.structure, grid.STRUCTURES),
    ("Surfaces", "articles", lambda article: article.brief.surface, grid.SURFACES),
    ("Slots", "spans", lambda article: (span.label for span in article.spans), tuple(Slot)),
    ("Qualifiers", "tolls", lambda article: (toll.qualifier for toll in article.tolls), tuple(Qualifier)),
    ("Victim classes", "tolls", lambda article: (toll.victim_class for toll in article.tolls), tuple(VictimClass)),
    ("Statuses", "tolls", lambda article: (toll.status for toll in article.tolls), tuple(Status)),
    ("Scopes", "events", lambda article: (event.scope for event in article.events), tuple(Scope)),
    ("Relations", "tolls", _relations, ("part_of", "updates", "restates")),
)
"""Title, unit, values of an article, and all values that there are."""


def size_table(articles: dict[str, list[AnnotatedArticle]]) -> CountTable:
    """How large each split is."""
    rows: dict[str, Callable[[list[AnnotatedArticle]], int]] = {
        "articles": len,
        "families": lambda split: len({article.family for article in split}),
        "articles without any toll": lambda split: sum(not article.tolls for article in split),
        "events": lambda split: sum(len(article.events) for article in split),
        "tolls": lambda split: sum(len(article.tolls) for article in split),
        "spans": lambda split: sum(len(article.spans) for article in split),
        "words": lambda split: sum(map(_length, split)),
        "words of the median article": lambda split: int(median(map(_length, split))) if split else 0,
        "words of the shortest": lambda split: min(map(_length, split), default=0),
        "words of the longest": lambda split: max(map(_length, split), default=0),
    }
    counted = tuple((name, tuple(count(articles[split]) for split in SPLITS)) for name, count in rows.items())
    return CountTable(title="Size", unit="", rows=counted)


def _length(article: AnnotatedArticle) -> int:
    return len(article.text.split())


def axis_tables(articles: dict[str, list[AnnotatedArticle]]) -> list[CountTable]:
    """Counts of every value of every axis, beside the floors."""
    floors = tuple(grid.FLOORS[split] for split in SPLITS)
    tables = []
    for title, unit, values, known in _AXES:
        counts = _count(articles, values)
        rows = tuple((str(value), tuple(counts[split][value] for split in SPLITS)) for value in known)
        tables.append(CountTable(title=title, unit=unit, rows=rows, floors=floors))
    return tables


def _count(articles: dict[str, list[AnnotatedArticle]], values: _Values) -> dict[str, Counter[str]]:
    return {split: Counter(value for article in articles[split] for value in values(article)) for split in SPLITS}


def repetition_tables(articles: dict[str, list[AnnotatedArticle]]) -> list[CountTable]:
    """What is repeated most: words for harm, openings of sentences; and where and when the articles are set."""
    return [
        _most_common("Words for harm", "uses", articles, lambda article: harm_words(article).elements(), limit=None),
        _most_common("Openings of sentences", "sentences", articles, openings),
        _most_common("Countries", "articles", articles, lambda article: (article.brief.country or "none",)),
        _most_common("Decades", "articles", articles, _decade, limit=None, by_name=True),
        _most_common("Authors", "articles", articles, lambda article: (article.author,), limit=None, by_name=True),
    ]


def _decade(article: AnnotatedArticle) -> Iterator[str]:
    yield f"{article.published.year // 10 * 10}s" if article.published else "undated"


def _most_common(
    title: str,
    unit: str,
    articles: dict[str, list[AnnotatedArticle]],
    values: _Values,
    *,
    limit: int | None = MOST_REPEATED,
    by_name: bool = False,
) -> CountTable:
    counts = _count(articles, values)
    total = sum(counts.values(), Counter[str]())
    order = (lambda value: (value,)) if by_name else (lambda value: (-total[value], value))
    rows = tuple((value, tuple(counts[split][value] for split in SPLITS)) for value in sorted(total, key=order)[:limit])
    return CountTable(title=title, unit=unit, rows=rows)


def goals(articles: dict[str, list[AnnotatedArticle]]) -> list[Goal]:
    """The figures that the corpus as a whole is held to."""
    countries = {article.brief.country for split in SPLITS for article in articles[split]} - {""}
    found = [Goal(title="countries", split="all", value=len(countries), floor=grid.LEAST_COUNTRIES)]
    for split in SPLITS:
        size = len(articles[split]) or 1
        bare = sum(not article.tolls for article in articles[split]) / size
        recent = sum(article.published is not None and article.published.year > 1985 for article in articles[split])
        title, floor = "articles without any toll", grid.LEAST_WITHOUT_TOLL
        found.append(Goal(title=title, split=split, value=bare, floor=floor, share=True))
        title, floor = "articles after 1985", grid.LEAST_RECENT
        found.append(Goal(title=title, split=split, value=recent / size, floor=floor, share=True))
    return found
