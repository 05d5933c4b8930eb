"""The patterns of the regex baseline: words of harm, people, and the six filler slots.

Every repetition is bounded and every pattern starts at a fixed word or a word's edge, so reading time grows with the
text and no faster.
"""

import re

from casualty_ner.schema import Slot

_HARM = {
    Slot.CASUALTIES: r"casualt(?:y|ies)|(?:killed|dead) (?:or|and) (?:wounded|injured)",
    Slot.KILLED: r"kill(?:ed|ing|s)?|dead|die[ds]?|dying|deaths?|fatalit(?:y|ies)|fatally|slain|perish(?:ed)?|"
    r"drown(?:ed|s)?|death toll|massacred?|executed|beheaded|murdered|shot dead|gunned down|"
    r"lost (?:their|his|her) li(?:fe|ves)|claim(?:ed|ing|s) the li(?:fe|ves) of|bodies|succumbed",
    Slot.INJURED: r"injur(?:ed|ing|ies|y|es)|wound(?:ed|ing|s)?|hurt|hospitali[sz]ed|maimed|burned",
    Slot.MISSING: r"missing|unaccounted for|disappeared",
}
HARM = {slot: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for slot, words in _HARM.items()}
"""Words that say what befell people, by outcome."""

CLAUSE = re.compile(r"[,;:]|\b(?:and|but|while)\b")
"""What keeps a number and a word of harm apart."""

_WORD = r"[\w’'-]{1,40}"
_PEOPLE = (
    r"people|persons?|civilians?|soldiers?|troops|policem[ea]n|police officers?|officers?|m[ea]n|wom[ea]n|boys?|girls?|"
    r"child(?:ren)?|teenagers?|students?|passengers?|workers?|villagers?|residents?|protesters?|demonstrators?|"
    r"fighters?|militants?|rebels?|insurgents?|gunm[ea]n|guards?|journalists?|miners?|migrants?|refugees?|pilgrims?|"
    r"worshippers?|drivers?|farmers?|fishermen|firefighters?|bystanders?|victims|patients|tourists?|prisoners?|forces"
)
VICTIM = re.compile(rf"\s(?:(?:other|more|additional)\s)?((?:{_WORD}\s){{0,3}}?(?:{_PEOPLE}))\b")
"""The people right behind a number."""

SINGLE = re.compile(rf"\b(?:an?|another|his|her)\s(?:{_WORD}\s){{0,3}}?(?:{_PEOPLE})\b", re.IGNORECASE)
"""One person who is described, not counted."""

_UNIT = (
    r"%|(?:year|month|week|day|hour|minute|second|kilomet|met(?:er|re)|mile|km|kg|tonne|ton|per ?cent|dollar|euro|"
    r"pound|rupee|house|home|building|vehicle|car|truck|bus|shop|village|time|rocket|shell|bomb|round|magnitude)"
    r"(?:e?s|re|er)?\b|[ap]\.?m\b"
)
NOT_PEOPLE_BEHIND = re.compile(rf"[-\s]{{0,2}}(?:{_UNIT})|[:.]\d|-magnitude", re.IGNORECASE)
"""What stands behind a number that does not count people."""

NOT_PEOPLE_BEFORE = re.compile(r"(?:[$£€#]|\baged?\s|\bmagnitude\s|\b(?:route|flight|highway)\s)$", re.IGNORECASE)
"""What stands before such a number."""

YEAR = re.compile(r"(?:1[89]|20)\d\d")

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NAME = r"[A-Z][\w’'-]{1,40}"
_SPEAKER = (
    r"police|officials|authorities|witnesses|medics|rescuers|activists|monitors|residents|hospital sources|doctors|"
    r"state media"
)
_SAYING = r"(?:said|says|reported|confirmed|announced)"
_ARMED = (
    r"gunm[ea]n|militants?|rebels?|insurgents?|troops|forces|soldiers|police|bandits|jihadists|terrorists|attackers?|"
    r"army|militia|suicide bomber"
)
_HAZARD = (
    r"explosions?|blasts?|bomb(?:ings?)?|earthquake|quake|floods?|flooding|landslide|mudslide|crash|collision|fire|blaze|"
    r"shelling|air\s?strikes?|strikes?|raid|shooting|gunfire|clashes|fighting|collapse|stampede|storm|cyclone|typhoon|"
    r"hurricane|tornado|avalanche|ambush|attacks?|accident|outbreak"
)
_KIND_OF_HAZARD = (
    r"(?:car|suicide|roadside|gas|air|drone|rocket|mortar|artillery|bus|train|plane|flash|house|mine|bomb|"
    r"\d(?:\.\d)?-magnitude)"
)

_FILLERS = {
    Slot.DATE: (
        rf"\b((?:(?:early|late)\s(?:on\s)?)?{_DAY}(?:\s(?:morning|afternoon|evening|night))?"
        rf"|\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?|{_MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?"
        r"|today|yesterday|tonight|last\s(?:night|week|month|year))\b"
    ),
    Slot.PLACE: (
        rf"\b(?:in|at|near|outside)\s(?:the\s)?((?!{_MONTH}\b|{_DAY}\b){_NAME}(?:\s{_NAME}){{0,3}}"
        rf"(?:,\s{_NAME}(?:\s{_NAME}){{0,2}})?)"
    ),
    Slot.SOURCE: (
        r"\b[Aa]ccording\sto\s(?:the\s|an?\s)?([^,.;:\n]{2,60}?)(?=[,.;:\n]|$)"
        rf"|\b((?:{_NAME}\s(?:(?:for|of|the)\s){{0,2}}){{0,5}}(?:{_NAME}|{_SPEAKER}))\s{_SAYING}\b"
    ),
    Slot.PERPETRATOR: rf"\bby\s(?:the\s|an?\s)?((?:{_WORD}\s){{0,2}}?(?:{_ARMED}))\b",
    Slot.CAUSE: rf"\b((?:{_KIND_OF_HAZARD}[ -]){{0,2}}(?:{_HAZARD}))\b",
}
FILLERS = {slot: re.compile(pattern) for slot, pattern in _FILLERS.items()}
"""The other slots; the filler is the last group that took part."""
