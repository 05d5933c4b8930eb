"""Annotated articles back into inline markup, for review and for exchange."""

import re
from collections.abc import Iterable, Iterator

from casualty_ner.articles import AnnotatedArticle, DateOverride, Event, Toll
from casualty_ner.corpus.markup import LISTS, REQUIRED_KEYS
from casualty_ner.corpus.markup_text import ARTICLE_START, CODES, ESCAPES, TEXT_END
from casualty_ner.errors import FormatError
from casualty_ner.quantities import read_quantity
from casualty_ner.schema import Status

CODE_OF_SLOT = {slot: code for code, slot in CODES.items()}

_ESCAPE_OF = {character: code for code, character in ESCAPES.items() if code != "n"}


def print_markup(articles: Iterable[AnnotatedArticle]) -> str:
    """Print articles as markup.

    Compiling the result gives equal articles, up to the ids of spans and the order of tolls and fillers. An article
    without genre, family or author, such as a predicted one, is printed with those lines left open, to be filled in.

    Raises:
        FormatError: markup has no way to write an article: an id is not of its form (``t1``, ``e1``), a value of the
            head holds a line end, or a toll's bounds are not what the quantity rules read and no reason is given.
    """
    return "\n".join(_print_article(article) for article in articles)


def _print_article(article: AnnotatedArticle) -> str:
    head = "\n".join(_print_head(article))
    events = [line for event in article.events for line in _print_event(article, event)]
    return "\n".join([head, "", _print_text(article), TEXT_END, *events, ""])


def _print_head(article: AnnotatedArticle) -> Iterator[str]:
    yield f"{ARTICLE_START} {_one_line(article, 'id', article.id)}"
    if article.published is not None:
        yield f"published: {article.published.isoformat()}"
    for key in REQUIRED_KEYS:
        yield f"{key}: {_one_line(article, key, getattr(article, key))}".rstrip()
    for key in ("country", "english"):
        if value := getattr(article.brief, key):
            yield f"{key}: {_one_line(article, key, value)}"
    for key in LISTS:
        values = getattr(article.brief, key)
        if any(re.search(r"[\s,]", value) or not value for value in values):
            raise FormatError(f"article {article.id!r}: {key} {values} is no list of single words; rename them")
        if values:
            yield f"{key}: {', '.join(values)}"


def _one_line(article: AnnotatedArticle, key: str, value: str) -> str:
    if "\n" in value or value != value.strip():
        raise FormatError(f"article {article.id!r}: {key} {value!r} is no single line without outer blanks; mend it")
    return value


def _print_text(article: AnnotatedArticle) -> str:
    named: dict[str, list[str]] = {span.id: [] for span in article.spans}
    for toll in article.tolls:
        for span_id in toll.span_ids():
            star = "*" if span_id == toll.principal and len(toll.mentions) > 1 else ""
            named[span_id].append(_number(article, toll.id) + star)
    pieces: list[str] = []
    position = 0
    for span in article.spans:
        pieces.append(_escape(article.text[position : span.start]))
        words = _escape(span.text).replace("\n", "\\n")
        pieces.append(f"[{words}|{CODE_OF_SLOT[span.label]}{','.join(named[span.id])}]")
        position = span.end
    pieces.append(_escape(article.text[position:]))
    lines = "".join(pieces).split("\n")
    return "\n".join(_guard(line) for line in lines)


def _guard(line: str) -> str:
    return "\\" + line if line == TEXT_END or line.startswith(ARTICLE_START) else line


def _escape(text: str) -> str:
    return re.sub(r"[\[\]|\\\r]", lambda match: "\\" + _ESCAPE_OF[match[0]], text)


def _number(article: AnnotatedArticle, identifier: str) -> str:
    if not re.fullmatch(r"[te][1-9][0-9]*", identifier):
        raise FormatError(f"article {article.id!r}: id {identifier!r} cannot be written; use t1, t2, … and e1, e2, …")
    return identifier[1:]


def _print_event(article: AnnotatedArticle, event: Event) -> Iterator[str]:
    override = f" date={_print_override(event.date)}" if event.date else ""
    yield f"e{_number(article, event.id)} {event.scope} {event.event_type}{override}"
    for identifier in event.tolls:
        toll = article.toll_by_id[identifier]
        parts = [_number(article, toll.id), toll.victim_class.value]
        if toll.status is not Status.ASSERTED:
            parts.append(toll.status.value)
        relations = {key: getattr(toll, key) for key in ("part_of", "updates")}
        parts += [f"{key}={_number(article, other)}" for key, other in relations.items() if other]
        yield "  " + " ".join([*parts, *_print_bounds(article, toll)])


def _print_bounds(article: AnnotatedArticle, toll: Toll) -> list[str]:
    reason = toll.bounds_reason
    if reason is None:
        words = article.span_by_id[toll.principal].text
        read = read_quantity(words)
        if (toll.min, toll.max, toll.qualifier) != (read.min, read.max, read.qualifier):
            raise FormatError(
                f"article {article.id!r}, toll {toll.id} {words!r}: stored are min {toll.min}, max {toll.max}, "
                f"{toll.qualifier}, the rules read min {read.min}, max {read.max}, {read.qualifier}; "
                "correct the bounds or give a bounds_reason"
            )
        return []
    if "\n" in reason:
        raise FormatError(f"article {article.id!r}, toll {toll.id}: the reason {reason!r} is no single line; mend it")
    bounds = {"min": toll.min, "max": toll.max}
    written = [f"{key}={'null' if value is None else value}" for key, value in bounds.items()]
    quoted = re.sub(r'(["\\])', r"\\\1", reason)
    return [*written, f"qualifier={toll.qualifier}", f'because="{quoted}"']


def _print_override(override: DateOverride) -> str:
    start, end = (day.isoformat() if day else "" for day in (override.start, override.end))
    return f"{start if start == end else f'{start}..{end}'}/{override.precision}"
