"""News wording of dates to closed ranges of calendar days: ``resolve_date("Friday", published)``.

Relative wording is read against the publication date alone; no clock, time zone or locale is consulted. A phrase
resolves only when every word of it is understood and one reading is left, else the answer is ``UNRESOLVED``.

====================================  ==================================================================
"Friday", "Wednesday night"           the latest such day not after publication, which counts itself
"last Friday"                         the latest strictly before publication
"July 26", "Christmas Eve"            the latest not after publication, a day of tolerance for time zones
"in March", "the 1990s"               the whole unit, never a day of it; "early", "mid", "late" do not narrow it
"last week", "this week"              ISO week, Monday to Sunday
"the past week", "past 24 hours"      the days back from publication, both ends included
"since October 7"                     ``start`` alone: ``end`` is None
"Monday, 26 July 2013" (a Friday)     unresolved: one of the two is wrong, and the text does not say which
"03/04/2021"                          unresolved: day and month could be either; "13/04/2021" is not in doubt
"the day before", "at 3 a.m."         unresolved: needs another event, or names no day
====================================  ==================================================================
"""

from casualty_ner.dates.ranges import UNRESOLVED, DateRange
from casualty_ner.dates.resolution import resolve_date

__all__ = ["UNRESOLVED", "DateRange", "resolve_date"]
