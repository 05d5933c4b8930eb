"""Words beside a date that say nothing of the day: clock times, parts of the day, prepositions, "early", "end of".

A normalized phrase may hold any number of them. Parts of a month or a year ("late", "the first week of") count as
silent too: they name no day, and the whole unit is true.
"""

from casualty_ner.dates.wording import MONTHS

_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_MINUTES = r"(?:[:.h][0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?)"
_ZONE = (
    r"(?: ?(?:gmt|utc|z|bst|cet|cest|eet|eest|msk|ist|pkt|wib|jst|est|edt|cst|cdt|mst|mdt|pst|pdt|et|local(?: time)?)\b"
    r"(?: ?[+-] ?[0-9]{1,2}(?::?[0-9]{2})?)?| ?[+-][0-9]{2}:?[0-9]{2}\b)"
)
_OF_DAY = (
    r"(?:pre ?)?dawn|daybreak|sunrise|morning|midmorning|(?:12 )?(?:noon|midday|midnight)|lunchtime|afternoon|"
    r"evening|dusk|sunset|nightfall|dark|daylight|daytime|nighttime|night|prayers|rush hour|am|pm"
)
_PART_OF_DAY = rf"(?:(?:early|small|wee|late|peak|working|opening|closing) hours|(?:{_OF_DAY})(?: hours)?)"
_TIMED = rf"{_HOUR}{_MINUTES}? ?(?:am|pm|oclock)\b"
_COLON = rf"{_HOUR}[:h][0-5][0-9](?::[0-5][0-9](?:\.[0-9]{{1,9}})?)?"
_MILITARY = r"(?:[01][0-9]|2[0-4])[.:]?[0-5][0-9](?= ?(?:gmt|utc|z|local|hours?|hrs|h)\b)"
_CLOCK = rf"(?:{_TIMED}|{_COLON}|{_MILITARY}|{_PART_OF_DAY})(?: ?(?:hours?|hrs|h)\b)?{_ZONE}?"
_NEAR = (
    r"(?:at )?(?:(?:(?:just|shortly|soon|well|right|immediately|long|sometime) )?"
    r"(?:before|after|around|about|near|by|past|approximately|roughly|from|between) )?"
)
_JOIN = " ?(?:to|and|or|until|till|-) ?"
_NOT_A_DATE = rf"(?! (?:of )?(?:{'|'.join(MONTHS)})\b)"

_SEVERAL = "(?:few|couple of|[0-9]{1,3})"
_STRETCH = "(?:weekend|fortnight|week|day|month|hour)s?"
_ORDINAL = "[1-4](?:o|st|nd|rd|th)"
_SOME_YEAR = "(?:[12][0-9]{3}|'[0-9]{2}|last year|this year)"

SILENT = (
    rf"{_NEAR}{_HOUR}{_MINUTES}?(?: ?(?:am|pm))?{_JOIN}{_TIMED}{_ZONE}?",
    rf"{_NEAR}{_CLOCK}{_JOIN}{_CLOCK}",
    rf"{_NEAR}{_CLOCK}",
    rf"{_NEAR}{_HOUR}\.[0-5][0-9](?= on\b)",
    rf"at (?:(?:about|around|just after|just before) )?{_HOUR}(?:{_MINUTES}|[0-5][0-9])?{_NOT_A_DATE}",
    rf"(?:{_ORDINAL}|last|final|opening|closing|early|middle|latter) (?:{_SEVERAL} )?{_STRETCH} (?:of|in)",
    rf"(?:{_ORDINAL}|early|middle|latter|later|best|better|greater|last) (?:part|stages?|stretch) of",
    r"(?:beginning|start|middle|end|close|course|height|month|most|much|all) of",
    rf"(?:(?:over|for|in) )?(?:an?|several|{_SEVERAL}) (?:hour|day|week|month)s? (?:of|in)",
    rf"(?:spring|summer|autumn|fall) (?:of )?(?={_SOME_YEAR})",
    r"winter (?:of )?(?=[12][0-9]{3}[-/][0-9])",
    r"(?:calendar )?years? (?=[12][0-9]{3})",
    r"(?:earlier|later|late|early) (?:in|during) the day|during the day|local time|over(?! (?:an?|[0-9]+) )",
    r"within(?= the (?:last|past) )|on|in|at|during|throughout|early|late|later|earlier|mid|end|again|both|also|,",
)
"""Patterns over a normalized phrase, longest wording first."""
