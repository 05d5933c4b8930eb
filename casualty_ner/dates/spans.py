"""Dates joined by "to", "and", a dash or a slash: what the ends say of each other, and the days between them."""

from datetime import date
from typing import NamedTuple

from casualty_ner.dates.ranges import WEEK, DateRange, hull
from casualty_ner.dates.single import Limits, range_of
from casualty_ner.dates.tokens import Parts, Token


class Segment(NamedTuple):
    """One end, or one item, of a span; ``link`` ties it to the one before: "c", "e", a bare comma, or nothing."""

    link: str
    parts: Parts


def segments_of(tokens: list[Token]) -> list[Segment]:
    """Tokens cut at their connectives, and where something is said a second time ("12, 13 and 14 May")."""
    links, groups = [""], [list[Token]()]
    for token in tokens:
        if token.kind in ("c", "e"):
            links.append(token.kind)
            groups.append([])
        elif any(token.parts.keys() & other.parts.keys() for other in groups[-1]):
            links.append(",")
            groups.append([token])
        else:
            groups[-1].append(token)
    if links[-1] == ",":
        raise ValueError("two dates side by side")
    return [Segment(link, _joined(group)) for link, group in zip(links, groups, strict=True)]


def _joined(tokens: list[Token]) -> Parts:
    kinds = "".join(f" {token.kind}" if token.apart else token.kind for token in tokens)
    if not kinds or kinds.strip("DOMYWX "):
        raise ValueError(f"no date between the connectives: {kinds!r}")
    if ("D" in kinds or "O" in kinds) and not _day_in_place(kinds):
        raise ValueError(f"a number that may be no day: {kinds!r}")
    parts = Parts()
    for token in tokens:
        parts.update(token.parts)
    return parts


def _day_in_place(kinds: str) -> bool:
    """A day number stands beside its month ("16 in May" is no date) or after its weekday, or its month is elsewhere."""
    if "D" in kinds and "Y" in kinds and kinds.index("Y") < kinds.index("D"):
        return False
    beside = any(pair in kinds for pair in ("DM", "MD", "OM", "MO", "WD"))
    return beside or ("M" not in kinds and ("O" in kinds or kinds.replace(" ", "") in ("D", "DX", "DY")))


def span_of(segments: list[Segment], published: date | None) -> DateRange:
    """From the first segment's first day to the last one's last, resolved from the last one backwards."""
    limits = Limits.at(published)
    stated = _shared([segment.parts for segment in segments])
    ranges = [range_of(stated[-1], limits)]
    for index in range(len(segments) - 2, -1, -1):
        left, right, link = stated[index], stated[index + 1], segments[index + 1].link
        earlier = range_of(left, _limits_of_earlier(right, link, ranges[0], limits))
        _check_order(earlier, ranges[0])
        if right.keys() == {"weekday"}:
            _check_only_week(earlier, ranges[0], published if left.keys() == {"weekday"} else None)
        ranges.insert(0, earlier)
    return hull(ranges) if len(ranges) > 1 else ranges[0]


def _shared(stated: list[Parts]) -> list[Parts]:
    """Month and year given on one side only: "12 to 14 May 2013", "May 12 to 14", "30 July 2012 to 2 August"."""
    stated = list(stated)
    for index in range(1, len(stated)):
        stated[index] = _completed(stated[index], stated[index - 1])
        stated[index] = _in_later_year(stated[index], stated[index - 1])
    for index in range(len(stated) - 2, -1, -1):
        stated[index] = _completed(stated[index], stated[index + 1])
    return stated


def _completed(parts: Parts, other: Parts) -> Parts:
    if "day" in parts and "month" not in parts and "day" in other and "month" in other:
        parts = {**parts, "month": other["month"]}
    same_month = "month" in parts and parts["month"] == other.get("month")
    if same_month and "year" in other and "year" not in parts:
        parts = {**parts, "year": other["year"]}
    return parts


def _in_later_year(parts: Parts, before: Parts) -> Parts:
    if "feast" in parts and "year" not in parts and "year" in before:
        raise ValueError("the feast of that year or of the next")
    if "month" in parts and "year" not in parts and "month" in before and "year" in before:
        return {**parts, "year": before["year"] + (parts["month"] < before["month"])}
    return parts


def _limits_of_earlier(right: Parts, link: str, later: DateRange, limits: Limits) -> Limits:
    """The earlier end is the latest before the later one, if that one stands firm; else each is read on its own.

    "26 to 30 July", published on the 27th, would otherwise become a year-old span; read singly, its ends contradict.
    """
    firm = right.keys() & {"exact", "year", "monday"} or (link == "c" and "weekday" in right)
    if not firm or right.keys() == {"year"}:
        return limits
    return Limits.before(later.bounds[0])


def _check_order(earlier: DateRange, later: DateRange) -> None:
    if not (earlier.bounds[0] < later.bounds[0] and earlier.bounds[1] <= later.bounds[1]):
        raise ValueError(f"{earlier} does not come before {later}")


def _check_only_week(earlier: DateRange, later: DateRange, published: date | None) -> None:
    """Refuses a bare weekday as later end where a second such week fits.

    "From 1 July to Monday", published on the 17th, may end on the 8th or the 15th; "from Monday to Wednesday",
    published on Tuesday, is last week's, or this week's and not over.
    """
    again = earlier.bounds[0] + WEEK
    if again < later.bounds[0] or (published and later.bounds[1] < again < published):
        raise ValueError("two weeks fit")
